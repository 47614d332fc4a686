//! 写法 How things are shown: names, days, amounts, percentages, what is left of a time. One way for each, everywhere.
//!
//! Numbers and their units are held together by a no-break space; nothing here decides anything.

mod day;
mod name;
mod number;

pub use day::{Day, day, day_short, days_between, time_left, weekday};
pub use name::Name;
pub use number::{count, percent, points, tenths, wan, with_unit};

/// Sentences of the rulebook come with narrow punctuation; on a page a Chinese sentence has wide punctuation.
///
/// Only a mark with Chinese on at least one side is widened, so that `1,234` and `12:30` stay.
pub fn sentence(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let han =
        |c: Option<&char>| c.is_some_and(|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '“' | '”' | '《' | '》' | '〕'));
    let mut shown = String::with_capacity(text.len());
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        let wide = han(before) || han(chars.get(at + 1));
        shown.push(match c {
            ',' if wide => '，',
            ';' if wide => '；',
            ':' if wide => '：',
            '?' if wide => '？',
            '(' if wide => '（',
            ')' if wide => '）',
            c => c,
        });
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn punctuation_follows_the_script_around_it() {
        assert_eq!(sentence("未达到:总分不足 60 分;研发"), "未达到：总分不足 60 分；研发");
        assert_eq!(sentence("1,234.5 ÷ 12:30"), "1,234.5 ÷ 12:30");
        assert_eq!(sentence("营业收入(万元)"), "营业收入（万元）");
    }
}
