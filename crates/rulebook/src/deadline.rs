//! 期限 Legal periods and the deadlines they lead to (A9.2, A10.3, A13.1, A14, A15.1, A16).
//!
//! One type for every period of the rules, so that nothing else computes dates by hand. A deadline is a civil day in
//! Asia/Shanghai and ends at 24:00 of that day. The shell supplies the day a period starts; nothing here knows today.

mod length;

use std::fmt;
use std::ops::Range;

use jiff::Span;
use jiff::civil::Date;

pub use crate::calendar::FirstDay;
use crate::calendar::{CannotTell, Caution, Counted, Day, WorkCalendar, written};
pub use length::{Length, NotALength};

/// What happens to a deadline that falls on a day off. The regulation is silent; 民法典 203 would roll it forward.
/// A setting, because 每年4月30日前 names a calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Roll {
    /// 不顺延
    Stays,
    /// 顺延至下一工作日
    NextWorkday,
}

/// The article, document or decision a period rests on, as it is cited to people.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Basis(pub String);

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A period as the rules set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// How long.
    pub length: Length,
    /// Whether the starting day is the first day; without meaning for [`Length::Until`].
    pub first_day: FirstDay,
    /// What a day off at the end does.
    pub rolls: Roll,
    /// Where the period comes from.
    pub basis: Basis,
    /// What follows when it has run out, in a sentence.
    pub at_end: String,
}

/// The day a period ends, and why that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The last day on which the act is in time, until 24:00 Asia/Shanghai.
    pub last_day: Date,
    /// Where the period comes from.
    pub basis: Basis,
    /// What follows when it has run out.
    pub at_end: String,
    /// What could still move the day: notices not loaded yet.
    pub cautions: Vec<Caution>,
    /// How the day was found, in one Chinese line.
    pub explanation: String,
}

impl Deadline {
    /// The day at whose 00:00 (Asia/Shanghai) the period is over: 24:00 of the last day.
    pub fn ends_before(&self) -> Date {
        self.last_day.saturating_add(Span::new().days(1))
    }

    /// Whether an act on that day is in time.
    pub fn met_on(&self, day: Date) -> bool {
        day <= self.last_day
    }
}

/// When a period that starts on `start` ends.
///
/// Only working days and rolling ask the calendar, so that a three-year period needs no notice of its last year.
pub fn deadline(period: &Period, start: Date, calendar: &WorkCalendar) -> Result<Deadline, CannotTell> {
    let End { last_day, mut cautions, mut explanation } = end(period.length, period.first_day, start, calendar)?;
    let rolled = roll(period.rolls, last_day, calendar)?;
    if let Day::DayOff { why } = calendar.day(last_day) {
        explanation += &match period.rolls {
            Roll::Stays => format!(";当日休息({why}),不顺延"),
            Roll::NextWorkday => format!(";当日休息({why}),顺延至{}", written(rolled.value)),
        };
    }
    cautions.extend(rolled.cautions);
    cautions.sort();
    cautions.dedup();
    Ok(Deadline {
        last_day: rolled.value,
        basis: period.basis.clone(),
        at_end: period.at_end.clone(),
        cautions,
        explanation,
    })
}

/// 有效期 A title's days, half-open: from the day of the announcement to the day before the same day `years` years
/// later (A13.1). Where there is no such day the month runs to its end: from 29 February 2024 to 28 February 2027.
pub fn validity(from: Date, years: u16) -> Result<Range<Date>, CannotTell> {
    let End { last_day, .. } = months_later(from, 12 * i64::from(years), FirstDay::Counts, "")?;
    Ok(from..last_day.tomorrow().map_err(|_| CannotTell::BeyondCalendar)?)
}

struct End {
    last_day: Date,
    cautions: Vec<Caution>,
    explanation: String,
}

fn end(length: Length, first_day: FirstDay, start: Date, calendar: &WorkCalendar) -> Result<End, CannotTell> {
    let counted_from = match first_day {
        FirstDay::Counts => "首日计入",
        FirstDay::DoesNotCount => "次日起算",
    };
    let told = |last_day, cautions| {
        let explanation = format!("自{}起 {length},{counted_from},{}届满", written(start), written(last_day));
        End { last_day, cautions, explanation }
    };
    match length {
        Length::CalendarDays(n) => {
            let after = i64::from(n) - i64::from(first_day == FirstDay::Counts && n > 0);
            Ok(told(start.checked_add(Span::new().days(after)).map_err(|_| CannotTell::BeyondCalendar)?, Vec::new()))
        }
        Length::WorkingDays(n) => {
            let Counted { value, cautions } = calendar.add_working_days(start, n.into(), first_day)?;
            Ok(told(value, cautions))
        }
        Length::Months(n) => months_later(start, n.into(), first_day, &length.to_string()),
        Length::Years(n) => months_later(start, 12 * i64::from(n), first_day, &length.to_string()),
        Length::Until { month, day } => {
            let last_day = next_such_day(start, month, day)?;
            Ok(End {
                last_day,
                cautions: Vec::new(),
                explanation: format!("自{}起至{}止,含当日", written(start), written(last_day)),
            })
        }
    }
}

/// 释义 Months are calendar months, and a month without the day ends the period on its last day (as 民法典 202).
/// Where the first day counts, the period ends on the eve of the same day instead, as a half-open span does.
/// Our decision 2; rows 1 and 3 of the open questions, for the province to confirm.
fn months_later(start: Date, months: i64, first_day: FirstDay, length: &str) -> Result<End, CannotTell> {
    let span = Span::new().try_months(months).map_err(|_| CannotTell::BeyondCalendar)?;
    let same_day = start.checked_add(span).map_err(|_| CannotTell::BeyondCalendar)?;
    let (last_day, how) = if same_day.day() != start.day() {
        (same_day, format!("届满月无对应日,取月末{}", written(same_day)))
    } else if first_day == FirstDay::Counts && months > 0 {
        let eve = same_day.yesterday().map_err(|_| CannotTell::BeyondCalendar)?;
        (eve, format!("首日计入,{}届满", written(eve)))
    } else {
        (same_day, format!("{}届满", written(same_day)))
    };
    Ok(End { last_day, cautions: Vec::new(), explanation: format!("自{}起 {length},{how}", written(start)) })
}

fn next_such_day(start: Date, month: i8, day: i8) -> Result<Date, CannotTell> {
    let in_year = |year: i16| -> Option<Date> {
        let month = Date::new(year, month, 1).ok()?;
        Date::new(year, month.month(), day.min(month.days_in_month())).ok()
    };
    let this_year = in_year(start.year()).filter(|day| *day >= start);
    this_year.or_else(|| in_year(start.year().checked_add(1)?)).ok_or(CannotTell::BeyondCalendar)
}

fn roll(rolls: Roll, last_day: Date, calendar: &WorkCalendar) -> Result<Counted<Date>, CannotTell> {
    match rolls {
        Roll::Stays => Ok(Counted { value: last_day, cautions: Vec::new() }),
        Roll::NextWorkday => calendar.workday_from(last_day).map_err(|error| match error {
            CannotTell::NotAnnounced { .. } => CannotTell::RollNotAnnounced { last_day },
            other => other,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::FirstDay::{Counts, DoesNotCount};
    use super::Roll::{NextWorkday, Stays};
    use super::*;
    use crate::calendar::tests::shipped;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn period(length: &str, first_day: FirstDay, rolls: Roll) -> Period {
        let (basis, at_end) = (Basis("第十五条".into()), "逾期报告".into());
        Period { length: length.parse().unwrap(), first_day, rolls, basis, at_end }
    }

    fn ends(length: &str, first_day: FirstDay, rolls: Roll, start: &str) -> Result<Deadline, CannotTell> {
        deadline(&period(length, first_day, rolls), day(start), &shipped())
    }

    #[test]
    fn months_and_years_end_on_the_same_day_or_the_last_of_the_month() {
        for (start, length, expect) in [
            ("2025-01-31", "3个月", "2025-04-30"),
            ("2025-01-30", "3个月", "2025-04-30"),
            ("2025-01-29", "3个月", "2025-04-29"),
            ("2025-01-31", "1个月", "2025-02-28"),
            ("2024-01-31", "1个月", "2024-02-29"),
            ("2025-02-28", "1个月", "2025-03-28"), // not the end of March
            ("2024-10-31", "3个月", "2025-01-31"), // over the year's end
            ("2024-11-30", "3个月", "2025-02-28"),
            ("2024-02-29", "1年", "2025-02-28"),
            ("2024-02-29", "4年", "2028-02-29"),
            ("2023-02-28", "1年", "2024-02-28"),
            ("2024-12-31", "1年", "2025-12-31"),
            ("2026-03-20", "3年", "2029-03-20"), // beyond every notice, which is no matter without rolling
        ] {
            assert_eq!(ends(length, DoesNotCount, Stays, start).unwrap().last_day, day(expect), "{start} + {length}");
        }
    }

    #[test]
    fn where_the_first_day_counts_the_period_ends_on_the_eve() {
        for (start, length, expect) in [
            ("2025-03-01", "1个月", "2025-03-31"),
            ("2025-01-28", "1个月", "2025-02-27"),
            ("2025-01-29", "1个月", "2025-02-28"),
            ("2025-01-31", "1个月", "2025-02-28"),
            ("2025-11-08", "3年", "2028-11-07"),
            ("2025-01-06", "7日", "2025-01-12"),
            ("2025-12-31", "1天", "2025-12-31"),
        ] {
            assert_eq!(ends(length, Counts, Stays, start).unwrap().last_day, day(expect), "{start} + {length}");
        }
        assert_eq!(ends("7日", DoesNotCount, Stays, "2025-12-31").unwrap().last_day, day("2026-01-07"));
    }

    #[test]
    fn both_readings_of_a_deadline_on_a_day_off() {
        for (start, length, stays, rolls) in [
            ("2026-01-01", "5月31日", "2026-05-31", "2026-06-01"), // a Sunday
            ("2022-01-01", "4月30日", "2022-04-30", "2022-05-05"), // 劳动节
            ("2023-01-01", "4月30日", "2023-04-30", "2023-05-04"), // 劳动节
            ("2024-01-01", "4月30日", "2024-04-30", "2024-04-30"), // a Tuesday
            ("2026-06-20", "3个月", "2026-09-20", "2026-09-20"),   // a Sunday, but worked
            ("2026-07-03", "3个月", "2026-10-03", "2026-10-08"),
        ] {
            assert_eq!(ends(length, DoesNotCount, Stays, start).unwrap().last_day, day(stays), "{start} + {length}");
            assert_eq!(
                ends(length, DoesNotCount, NextWorkday, start).unwrap().last_day,
                day(rolls),
                "{start} + {length}"
            );
        }
    }

    #[test]
    fn a_fixed_day_is_the_next_one_from_the_start_on() {
        for (start, until, expect) in [
            ("2026-01-01", "4月30日", "2026-04-30"),
            ("2026-04-30", "4月30日", "2026-04-30"),
            ("2026-05-01", "4月30日", "2027-04-30"),
            ("2025-01-01", "2月29日", "2025-02-28"),
            ("2028-01-01", "2月29日", "2028-02-29"),
        ] {
            assert_eq!(ends(until, DoesNotCount, Stays, start).unwrap().last_day, day(expect), "{until} from {start}");
        }
    }

    #[test]
    fn publicity_of_five_working_days_counts_its_first_and_last_day() {
        let deadline = ends("5个工作日", Counts, Stays, "2024-09-29").unwrap();
        assert_eq!((deadline.last_day, deadline.ends_before()), (day("2024-10-10"), day("2024-10-11")));
        assert!(deadline.met_on(day("2024-10-10")) && !deadline.met_on(day("2024-10-11")));
        assert_eq!((deadline.basis.to_string().as_str(), deadline.at_end.as_str()), ("第十五条", "逾期报告"));
        assert_eq!(deadline.cautions, []);
        let in_season = ends("5个工作日", Counts, Stays, "2026-04-20").unwrap();
        assert_eq!(in_season.cautions, [Caution::GuangxiNotAnnounced { year: 2026 }]);
    }

    #[test]
    fn what_cannot_be_told_is_said_not_guessed() {
        let refused = ends("5个工作日", Counts, Stays, "2026-12-30").unwrap_err();
        assert!(matches!(refused, CannotTell::NotAnnounced { year: 2027, .. }));
        let last_day = day("2029-03-20");
        let refused = ends("3年", DoesNotCount, NextWorkday, "2026-03-20").unwrap_err();
        assert_eq!(refused, CannotTell::RollNotAnnounced { last_day });
        assert!(refused.to_string().starts_with("期间止于2029年3月20日,遇休息日顺延;但 2029 年全国放假安排尚未录入"));
        // The base day is known, but whether it is worked is Guangxi's to say.
        let rolled = ends("4月30日", DoesNotCount, NextWorkday, "2026-01-01").unwrap();
        assert_eq!(
            (rolled.last_day, rolled.cautions),
            (day("2026-04-30"), vec![Caution::GuangxiNotAnnounced { year: 2026 }])
        );
        assert_eq!(ends("1日", DoesNotCount, Stays, "9999-12-31"), Err(CannotTell::BeyondCalendar));
    }

    #[test]
    fn explanations_are_one_line_that_a_clerk_can_check() {
        for (start, length, first_day, rolls, expect) in [
            ("2025-01-31", "3个月", DoesNotCount, Stays, "自2025年1月31日起 3 个月,届满月无对应日,取月末2025年4月30日"),
            ("2026-02-28", "3个月", DoesNotCount, Stays, "自2026年2月28日起 3 个月,2026年5月28日届满"),
            ("2025-11-08", "3年", Counts, Stays, "自2025年11月8日起 3 年,首日计入,2028年11月7日届满"),
            ("2024-09-29", "5个工作日", Counts, Stays, "自2024年9月29日起 5 个工作日,首日计入,2024年10月10日届满"),
            (
                "2026-05-16",
                "15日",
                DoesNotCount,
                NextWorkday,
                "自2026年5月16日起 15 日,次日起算,2026年5月31日届满;当日休息(星期日),顺延至2026年6月1日",
            ),
            (
                "2022-01-01",
                "4月30日",
                DoesNotCount,
                Stays,
                "自2022年1月1日起至2022年4月30日止,含当日;当日休息(劳动节),不顺延",
            ),
        ] {
            assert_eq!(ends(length, first_day, rolls, start).unwrap().explanation, expect);
        }
    }

    #[test]
    fn a_title_is_valid_half_open() {
        for (from, until) in [
            ("2025-11-08", "2028-11-08"),
            ("2023-03-01", "2026-03-01"),
            ("2024-02-29", "2027-03-01"), // 28 February 2027 is still inside
            ("2025-02-28", "2028-02-28"),
        ] {
            assert_eq!(validity(day(from), 3), Ok(day(from)..day(until)));
        }
        assert_eq!(validity(Date::MAX, 3), Err(CannotTell::BeyondCalendar));
    }

    fn any_date() -> impl Strategy<Value = Date> {
        (0..i64::from(u16::MAX)).prop_map(|days| day("1990-01-01").saturating_add(Span::new().days(days)))
    }

    proptest! {
        #[test]
        fn a_later_start_never_ends_earlier(start in any_date(), months in 1u16..600, counts: bool) {
            let first_day = if counts { Counts } else { DoesNotCount };
            let calendar = shipped();
            let last = |start| end(Length::Months(months), first_day, start, &calendar).unwrap().last_day;
            prop_assert!(last(start) <= last(start.tomorrow().unwrap()));
            prop_assert!(last(start) > start);
        }

        #[test]
        fn no_period_panics(start in any_date(), n: u16, month: i8, day: i8, counts: bool, rolls: bool) {
            let first_day = if counts { Counts } else { DoesNotCount };
            let rolls = if rolls { NextWorkday } else { Stays };
            let calendar = shipped();
            for length in [
                Length::CalendarDays(n), Length::WorkingDays(n), Length::Months(n), Length::Years(n),
                Length::Until { month, day },
            ] {
                let period = Period { length, first_day, rolls, basis: Basis(String::new()), at_end: String::new() };
                if let Ok(deadline) = deadline(&period, start, &calendar) {
                    prop_assert!(deadline.last_day >= start);
                }
            }
        }
    }
}
