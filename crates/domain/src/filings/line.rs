//! A row of an export of the platform, read.

use jiff::civil::Date;
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::dossier::parse_date;
use titian_rulebook::region::Regions;

use super::Line;
use crate::answers::Place;
use crate::earlier::{city, confirmed, tier};
use crate::enterprise::plain_name;

/// The cells that say whose filing a row is, and of when; a column that the file does not have is empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Texts<'t> {
    /// 企业名称.
    pub name: &'t str,
    /// 统一社会信用代码.
    pub code: &'t str,
    /// 设区市, by name or by its six digits.
    pub city: &'t str,
    /// 申报日期.
    pub on: &'t str,
    /// 申报类别: for which tier.
    pub tier: &'t str,
    /// 确认企业: 新企业, or the code or id of the enterprise that is meant.
    pub confirmed: &'t str,
}

/// The columns that say whose filing a row is, in the order of the fields of [`Texts`]: what each is called, and what else
/// exports call it. The first four are needed.
pub const COLUMNS: [(&str, &[&str]); 6] = [
    ("企业名称", &["单位名称", "公司名称", "企业全称", "name"]),
    ("统一社会信用代码", &["社会信用代码", "信用代码", "统一信用代码", "credit_code", "code"]),
    ("设区市", &["所在设区市", "所属设区市", "地市", "所在地市", "所属地市", "城市", "所在市", "市", "city"]),
    ("申报日期", &["申报时间", "提交日期", "提交时间", "申报提交时间", "填报日期", "filed_on"]),
    ("申报类别", &["申报类型", "申报层次", "企业类型", "层次", "称号", "tier"]),
    ("确认企业", &["确认为"]),
];

/// How many of the columns are needed.
pub const NEEDED: usize = 4;

impl<'t> Texts<'t> {
    /// A row by its cells in the order of [`COLUMNS`].
    pub fn of(cell: impl Fn(usize) -> &'t str) -> Texts<'t> {
        Texts { name: cell(0), code: cell(1), city: cell(2), on: cell(3), tier: cell(4), confirmed: cell(5) }
    }
}

/// Reads a row with its answers, or tells everything that is wrong with it.
pub fn read(
    row: u64,
    texts: &Texts<'_>,
    answers: Vec<(Place, String)>,
    catalogue: &Catalogue,
    regions: &Regions,
) -> Result<Line, Vec<String>> {
    let name = plain_name(texts.name).map_err(|refusal| refusal.reasons.join("；"));
    let code = code(texts.code.trim());
    let city = match texts.city.trim() {
        "" => Err("没有写明设区市".to_owned()),
        text => city(text, regions),
    };
    let on = day(texts.on.trim());
    let tier = match texts.tier.trim() {
        "" => Ok(None),
        text => tier(text).map(Some),
    };
    let odd = answers.iter().filter_map(|(place, text)| unread(catalogue, place, text));
    match (name, code, city, on, tier) {
        (Ok(name), Ok(code), Ok(city), Ok(on), Ok(tier)) => {
            let odd: Vec<String> = odd.collect();
            if !odd.is_empty() {
                return Err(odd);
            }
            Ok(Line { row, name, code, city, on, tier, answers, confirmed: confirmed(texts.confirmed) })
        }
        (name, code, city, on, tier) => {
            let wrong = [name.err(), code.err(), city.err(), on.err(), tier.err()];
            Err(wrong.into_iter().flatten().map(|why| format!("{why}（A12）")).chain(odd).collect())
        }
    }
}

/// A code: without one nobody knows whose filing it is.
fn code(text: &str) -> Result<CreditCode, String> {
    if text.is_empty() {
        return Err("没有写明统一社会信用代码".into());
    }
    CreditCode::parse(text).map_err(|error| error.to_string())
}

/// The day of a moment: exports write 2026-11-03 14:20:05.
fn day(text: &str) -> Result<Date, String> {
    let first = text.split([' ', 'T', '　']).next().unwrap_or(text);
    match (text, parse_date(first)) {
        ("", _) => Err("没有写明申报日期".into()),
        (_, Some(day)) => Ok(day),
        (_, None) => Err(format!("申报日期“{text}”不是日期，请写成 2026-11-03")),
    }
}

/// What is wrong with an answer, if something is.
fn unread(catalogue: &Catalogue, place: &Place, text: &str) -> Option<String> {
    let Some((_, fact)) = catalogue.fact(&place.fact) else {
        return Some(format!("没有“{}”这一项", place.fact));
    };
    let label = &fact.label;
    if place.year.is_some() != (fact.years > 0) {
        return Some(format!("“{label}”的年度不对"));
    }
    if text.chars().count() > 2_000 {
        return Some(format!("“{label}”超过 2000 个字"));
    }
    match fact.kind.dimension() {
        Some(_) => fact.kind.parse(text).err().map(|why| format!("“{label}”{why}")),
        None if matches!(fact.kind, titian_rulebook::catalogue::Kind::Date) && parse_date(text).is_none() => {
            Some(format!("“{label}”中“{text}”不是日期"))
        }
        None => None,
    }
}
