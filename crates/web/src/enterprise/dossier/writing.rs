//! 写法 One answer in its three forms: as it is stored, as it stands in a control, as it is read on a page.
//!
//! Stored texts carry their unit, so that they mean the same for ever; controls do not, for the unit stands beside them.

use titian_rulebook::catalogue::{Fact, Kind};
use titian_rulebook::dossier::parse_date;
use titian_rulebook::quantity::tidy;

use crate::show;

/// Stored units in one unit people write, and the decimals shown at least.
fn scale(kind: &Kind) -> Option<(i64, usize)> {
    Some(match kind {
        Kind::Money { unit } => match unit.as_str() {
            "亿元" => (10_000_000_000, 2),
            "万元" => (1_000_000, 2),
            _ => (100, 2),
        },
        Kind::Share => (10_000, 0),
        Kind::Score => (100, 0),
        Kind::Count { .. } | Kind::Months => (1, 0),
        Kind::YesNo | Kind::Choice { .. } | Kind::Date | Kind::Text => return None,
    })
}

/// `stored / unit` with thousands and at least so many decimals; `unit` is a power of ten.
fn decimal(stored: i64, unit: i64, least: usize) -> String {
    let (stored, negative) = (stored.unsigned_abs(), stored < 0);
    let unit = unit.unsigned_abs().max(1);
    let places = unit.ilog10() as usize;
    let whole = show::count(i64::try_from(stored / unit).unwrap_or(i64::MAX));
    let rest = if places == 0 { String::new() } else { format!("{:0places$}", stored % unit) };
    let mut kept = rest.trim_end_matches('0').to_owned();
    while kept.len() < least.min(places) {
        kept.push('0');
    }
    let sign = if negative { "-" } else { "" };
    if kept.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{kept}") }
}

/// A stored figure without its unit, as a control or a column shows it: 4,128.00. Choices by their id.
pub fn bare(kind: &Kind, stored: i64) -> String {
    match scale(kind) {
        Some((unit, least)) => decimal(stored, unit, least),
        None => {
            let place = usize::try_from(stored).unwrap_or(usize::MAX);
            kind.options().get(place).map_or_else(String::new, |(id, _)| (*id).to_owned())
        }
    }
}

/// A stored figure as it is read: 4,128.00 万元, 是.
pub fn read(kind: &Kind, stored: i64) -> String {
    match kind {
        Kind::YesNo | Kind::Choice { .. } => kind.show(stored),
        Kind::Share => format!("{}%", bare(kind, stored)),
        _ => show::with_unit(bare(kind, stored), kind.unit()),
    }
}

/// What a control shows for an answer; an answer that cannot be read is shown as it is written.
pub fn in_control(kind: &Kind, text: &str) -> String {
    match kind {
        Kind::Text => text.to_owned(),
        Kind::Date => parse_date(text).map_or_else(|| text.to_owned(), |date| date.to_string()),
        _ => kind.parse(text).map_or_else(|_| text.to_owned(), |stored| bare(kind, stored)),
    }
}

/// An answer as it is read; one that cannot be read is shown as it is written.
pub fn on_page(kind: &Kind, text: &str) -> String {
    match kind {
        Kind::Text => text.to_owned(),
        Kind::Date => parse_date(text).map_or_else(|| text.to_owned(), show::day),
        _ => kind.parse(text).map_or_else(|_| text.to_owned(), |stored| read(kind, stored)),
    }
}

/// What was typed as it is stored, or what to write instead. Empty stays empty.
pub fn to_store(kind: &Kind, typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(String::new());
    }
    if typed.chars().count() > 2_000 {
        return Err("太长了，请写在 2,000 字以内".into());
    }
    match kind {
        Kind::Text => Ok(typed.to_owned()),
        Kind::Date => match parse_date(typed) {
            Some(date) => Ok(date.to_string()),
            None => Err(format!("“{typed}”不是日期，请写成 2014-05-20")),
        },
        Kind::YesNo | Kind::Choice { .. } => kind.parse(typed).map(|_| typed.to_owned()).map_err(advice),
        Kind::Count { .. } => kind.parse(typed).map(|stored| stored.to_string()).map_err(advice),
        Kind::Money { .. } | Kind::Share | Kind::Months | Kind::Score => {
            kind.parse(typed).map_err(advice)?;
            let text = tidy(typed);
            let number = text.ends_with(|c: char| c.is_ascii_digit() || c == '.');
            Ok(if number { text + kind.unit() } else { text })
        }
    }
}

/// The same for a fact, whose figures may have a floor.
pub fn fact_to_store(fact: &Fact, typed: &str) -> Result<String, String> {
    let text = to_store(&fact.kind, typed)?;
    match (fact.never_below, fact.kind.parse(&text)) {
        (Some(floor), Ok(stored)) if stored < floor => Err(format!("不能小于 {}，请核对", fact.kind.show(floor))),
        _ => Ok(text),
    }
}

fn advice(advice: String) -> String {
    show::sentence(&advice)
}

/// Whether two answers say the same, however they are written.
pub fn same(kind: &Kind, one: &str, other: &str) -> bool {
    match kind {
        Kind::Text => one.trim() == other.trim(),
        Kind::Date => one.trim() == other.trim() || parse_date(one).is_some_and(|d| Some(d) == parse_date(other)),
        _ => one.trim() == other.trim() || kind.parse(one).is_ok_and(|n| Ok(n) == kind.parse(other)),
    }
}

/// 2.9 MB, 640 KB: the size of a file.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => show::with_unit(bytes.div_ceil(1_000), "KB"),
        _ => show::with_unit(format!("{}.{}", bytes / 1_000_000, bytes % 1_000_000 / 100_000), "MB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money() -> Kind {
        Kind::Money { unit: "万元".into() }
    }

    #[test]
    fn an_answer_goes_around_without_loss() {
        let cases = [
            (money(), "4128", "4128万元", "4,128.00", "4,128.00\u{a0}万元"),
            (money(), "-1,234.5678", "-1,234.5678万元", "-1,234.5678", "-1,234.5678\u{a0}万元"),
            (money(), "0.5亿元", "0.5亿元", "5,000.00", "5,000.00\u{a0}万元"),
            (money(), " １２ ", "12万元", "12.00", "12.00\u{a0}万元"),
            (Kind::Share, "12.5", "12.5%", "12.5", "12.5%"),
            (Kind::Count { unit: "人".into() }, "86人", "86", "86", "86\u{a0}人"),
            (Kind::Months, "2年", "2年", "24", "24\u{a0}个月"),
            (Kind::YesNo, "yes", "yes", "yes", "是"),
            (Kind::Date, "20140520", "2014-05-20", "2014-05-20", "2014年5月20日"),
            (Kind::Text, " 减速器 ", "减速器", "减速器", "减速器"),
        ];
        for (kind, typed, stored, control, page) in cases {
            let text = to_store(&kind, typed).unwrap();
            assert_eq!(text, stored, "{typed}");
            assert_eq!(in_control(&kind, &text), control, "{typed}");
            assert_eq!(on_page(&kind, &text), page, "{typed}");
            assert!(same(&kind, &text, control), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_to_write() {
        let said = to_store(&money(), "约四千万").unwrap_err().replace('\u{a0}', "");
        assert!(said.contains("500万元"), "{said}");
        assert!(to_store(&Kind::Date, "去年").unwrap_err().contains("2014-05-20"));
        assert!(to_store(&Kind::YesNo, "也许").unwrap_err().contains("是"));
        assert!(to_store(&Kind::Text, &"长".repeat(2_001)).is_err());
        assert_eq!(to_store(&money(), "  "), Ok(String::new()));
        assert_eq!(in_control(&money(), "约四千万"), "约四千万");
    }

    #[test]
    fn files_have_readable_sizes() {
        assert_eq!([999, 640_000, 2_949_120].map(size), ["1\u{a0}KB", "640\u{a0}KB", "2.9\u{a0}MB"]);
    }
}
