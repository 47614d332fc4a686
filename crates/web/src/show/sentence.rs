//! 句子 Sentences of the rulebook, as a page prints them: wide punctuation, thousands, units that do not break away.

/// Words that count something; a number stands before them with a no-break space.
const UNITS: [&str; 9] = ["万元", "亿元", "元", "人", "项", "分", "个月", "名", "家"];

/// A sentence of the rulebook with wide punctuation between Chinese, thousands in amounts, and numbers held to their
/// units: `未达到:3755.2万元` is 未达到：3,755.2 万元. Years, document numbers and formulas stay as they are.
pub fn sentence(text: &str) -> String {
    figures(&punctuation(text))
}

/// Only a mark with Chinese on at least one side is widened, so that `1,234` and `12:30` stay.
fn punctuation(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let han =
        |c: Option<&char>| c.is_some_and(|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '“' | '”' | '《' | '》' | '〕'));
    let mut shown = String::with_capacity(text.len());
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        // A closing mark follows what it closes: what stands before it decides, or the bracket that it closes.
        let wide = han(before) || han(chars.get(at + 1));
        shown.push(match c {
            ',' if wide || before == Some(&'%') => '，',
            ';' if wide => '；',
            ':' if wide => '：',
            '?' if wide => '？',
            '(' if wide => '（',
            ')' if wide || shown.rfind('（') > shown.rfind('）') => '）',
            // Wide brackets bring their own space.
            ' ' if shown.ends_with('）') => continue,
            c => c,
        });
    }
    shown
}

/// Thousands and no-break spaces in amounts.
fn figures(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(from.len());
        let (number, after) = from.split_at(end);
        let bare = after.trim_start_matches(' ');
        let unit = UNITS.iter().any(|unit| bare.starts_with(unit));
        // A letter before the digits makes them a name (C3453), not a figure.
        let named = before.ends_with(|c: char| c.is_ascii_alphanumeric());
        shown.push_str(before);
        if unit && !named {
            shown.push_str(&thousands(number));
            shown.push('\u{a0}');
            rest = bare;
        } else {
            shown.push_str(number);
            rest = after;
        }
    }
    shown.push_str(rest);
    shown
}

fn thousands(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(whole, fraction)| (whole, Some(fraction)));
    let whole = whole.parse::<i64>().map_or_else(|_| whole.to_owned(), super::count);
    match fraction {
        Some(fraction) => format!("{whole}.{fraction}"),
        None => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn punctuation_follows_the_script_around_it() {
        let said = |text| sentence(text).replace('\u{a0}', "~");
        assert_eq!(said("未达到:总分不足 60 分;研发"), "未达到：总分不足 60~分；研发");
        assert_eq!(said("1,234.5 ÷ 12:30"), "1,234.5 ÷ 12:30");
        assert_eq!(said("营业收入(万元)"), "营业收入（万元）");
        assert_eq!(said("质量体系(如 ISO9001)"), "质量体系（如 ISO9001）");
        assert_eq!(said("= 3%,要求"), "= 3%，要求");
        assert_eq!(said("总额(期末) 3 元"), "总额（期末）3~元");
    }

    #[test]
    fn amounts_have_thousands_and_keep_their_unit() {
        let said = |text| sentence(text).replace('\u{a0}', "~");
        assert_eq!(said("3755.2万元 ÷ 3412万元"), "3,755.2~万元 ÷ 3,412~万元");
        assert_eq!(said("2025年 63号 C3453 1500元"), "2025年 63号 C3453 1,500~元");
        assert_eq!(said("1,234.50 万元"), "1,234.50~万元");
        assert_eq!(said("1项,12.5"), "1~项，12.5");
    }
}
