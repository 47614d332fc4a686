//! 日期 Days and what is left of a time: 2026年11月23日, tight, without leading zeros.

use std::fmt;

use askama::filters::HtmlSafe;
use jiff::civil::{Date, Weekday};

/// 2026年11月23日.
pub fn day(date: Date) -> String {
    titian_rulebook::calendar::written(date)
}

/// A term as people say it, its last day included: 2026年9月15日 至 2029年9月14日. What is not known is said to be so.
pub fn span(from: Option<Date>, until: Option<Date>) -> String {
    let from = from.map_or_else(|| "起始日未知".into(), day);
    let last = until.map_or_else(|| "届满日未知".into(), |until| day(last_day(until)));
    format!("{from} 至 {last}")
}

/// 11月23日, where the year is obvious.
pub fn day_short(date: Date) -> String {
    format!("{}月{}日", date.month(), date.day())
}

/// The term of a title that counted on a day, from the first day after it: past its term it counts until the list of its
/// cohort is out (A13.3).
pub fn term(until: Date, on: Date) -> String {
    let last = day(last_day(until));
    if on < until {
        format!("有效期至{last}")
    } else {
        format!("有效期至{last}，复核名单公布前继续有效（第十三条）")
    }
}

/// The last day of a term that is over on `until`.
pub fn last_day(until: Date) -> Date {
    until.yesterday().unwrap_or(until)
}

/// 星期一.
pub fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "星期一",
        Weekday::Tuesday => "星期二",
        Weekday::Wednesday => "星期三",
        Weekday::Thursday => "星期四",
        Weekday::Friday => "星期五",
        Weekday::Saturday => "星期六",
        Weekday::Sunday => "星期日",
    }
}

/// Calendar days from `from` to `to`; negative if `to` lies before.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.duration_until(to).as_hours().div_euclid(24) as i32
}

/// What is left of a time that ends at 24:00 of `last`: 还剩 4 天, 今天截止, 已过 3 天.
pub fn time_left(last: Date, today: Date) -> String {
    match days_between(today, last) {
        0 => "今天截止".into(),
        1 => "明天截止".into(),
        left if left > 0 => format!("还剩\u{a0}{left}\u{a0}天"),
        over => format!("已过\u{a0}{}\u{a0}天", -over),
    }
}

/// A day for a page: a `<time>` that machines read too and that does not break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    iso: String,
    text: String,
}

impl Day {
    /// In full: 2026年11月23日.
    pub fn full(date: Date) -> Day {
        Day { iso: date.to_string(), text: day(date) }
    }

    /// Month and day: 11月23日.
    pub fn short(date: Date) -> Day {
        Day { iso: date.to_string(), text: day_short(date) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<time datetime=\"{}\" class=\"nb\">{}</time>", self.iso, self.text)
    }
}

impl HtmlSafe for Day {}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_written_tight() {
        assert_eq!(day(date(2026, 1, 5)), "2026年1月5日");
        assert_eq!(day_short(date(2026, 11, 23)), "11月23日");
        assert_eq!(weekday(date(2026, 11, 23)), "星期一");
        assert_eq!(
            Day::full(date(2026, 1, 5)).to_string(),
            "<time datetime=\"2026-01-05\" class=\"nb\">2026年1月5日</time>"
        );
    }

    #[test]
    fn what_is_left_is_said_in_days() {
        let today = date(2026, 11, 23);
        let left = |last| time_left(last, today).replace('\u{a0}', " ");
        assert_eq!(left(date(2026, 11, 27)), "还剩 4 天");
        assert_eq!(left(date(2026, 11, 24)), "明天截止");
        assert_eq!(left(date(2026, 11, 23)), "今天截止");
        assert_eq!(left(date(2026, 11, 20)), "已过 3 天");
        assert_eq!(left(date(2027, 1, 1)), "还剩 39 天");
    }
}
