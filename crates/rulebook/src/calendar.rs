//! 工作日历 The working-day calendar (decision 2 below the regulation; A9.2 and A10.3 count publicity with it).
//!
//! Two layers: the State Council's yearly notice, and over it Guangxi's own days off (壮族三月三), which may even turn
//! a national make-up workday into a day off. A year without the national notice is *not announced*: nothing is
//! counted in it. A year without Guangxi's notice is counted by the national layer, and the answer carries a
//! [`Caution`] where it could be wrong by it.

mod layer;

use std::fmt;

use jiff::civil::{Date, Weekday};

use crate::source::Problem;
use layer::{Kind, Listed, Listing};

/// A day as people write it: 2026年11月24日.
pub fn written(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// Which layer of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// 国务院办公厅 放假安排
    National,
    /// 广西 壮族三月三
    Guangxi,
}

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day<'a> {
    /// 工作日, make-up workdays at weekends included.
    Workday,
    /// 休息日
    DayOff {
        /// The festival, or the day of the week.
        why: &'a str,
    },
    /// The year's notice is not loaded, so nobody can tell.
    NotAnnounced {
        /// The year.
        year: i16,
        /// The layer that is missing; without the national one nothing is known.
        layer: Layer,
    },
}

/// Why no date or count can be given. Never a guess instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotTell {
    /// Working days of a year whose notice is not loaded.
    NotAnnounced {
        /// The year.
        year: i16,
        /// The layer that is missing.
        layer: Layer,
    },
    /// The period ends on `last_day`, unless that is a day off: then it ends later, and the year is not announced.
    RollNotAnnounced {
        /// The last day before rolling.
        last_day: Date,
    },
    /// Beyond the year 9999.
    BeyondCalendar,
}

impl fmt::Display for CannotTell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CannotTell::NotAnnounced { year, layer } => {
                let (whose, file) = match layer {
                    Layer::National => ("全国", "national.csv"),
                    Layer::Guangxi => ("广西", "guangxi.csv"),
                };
                write!(f, "{year} 年{whose}放假安排尚未录入,无法推算工作日;通知公布后请补入 policy/calendar/{file}")
            }
            CannotTell::RollNotAnnounced { last_day } => write!(
                f,
                "期间止于{},遇休息日顺延;但 {} 年全国放假安排尚未录入,无法确定是否顺延,通知公布后请补入 policy/calendar/national.csv",
                written(*last_day),
                last_day.year()
            ),
            CannotTell::BeyondCalendar => f.write_str("日期超出可以推算的范围(公元 9999 年以内),请核对起始日和期限"),
        }
    }
}

impl std::error::Error for CannotTell {}

/// The answer stands, but on a calendar that may still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caution {
    /// The span touches the season of 壮族三月三 (1 March to 15 May) in a year without Guangxi's notice.
    GuangxiNotAnnounced {
        /// The year.
        year: i16,
    },
    /// The span touches the last week of a year and the next year's notice, which may rearrange it, is not loaded.
    NewYearNotAnnounced {
        /// The year whose notice is missing.
        year: i16,
    },
}

impl fmt::Display for Caution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Caution::GuangxiNotAnnounced { year } => {
                write!(f, "{year} 年广西壮族三月三放假安排尚未录入,以上按全国放假安排计算,请经办人核对")
            }
            Caution::NewYearNotAnnounced { year } => {
                write!(f, "{year} 年全国放假安排尚未录入,元旦调休可能涉及上一年 12 月下旬,请届时核对")
            }
        }
    }
}

/// An answer counted in working days, with what to beware of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted<T> {
    /// The answer.
    pub value: T,
    /// What could still change it; empty where everything is announced.
    pub cautions: Vec<Caution>,
}

/// Whether the day on which a period starts is its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FirstDay {
    /// 首日计入, as in publicity.
    Counts,
    /// 次日起算, the general rule of 民法典 201.
    DoesNotCount,
}

/// The calendar of working days in Guangxi.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkCalendar {
    national: Listing,
    guangxi: Option<Listing>,
}

impl WorkCalendar {
    /// Reads the layers, each a (file name, text). Without a regional layer the calendar is the nation's, with no
    /// cautions about Guangxi.
    pub fn read(national: (&str, &str), guangxi: Option<(&str, &str)>) -> Result<WorkCalendar, Vec<Problem>> {
        let whole = |(file, text)| {
            let listing = Listing::read(file, text)?;
            let problems = listing.unfinished_years(file);
            if problems.is_empty() { Ok(listing) } else { Err(problems) }
        };
        match (whole(national), guangxi.map(|(file, text)| Listing::read(file, text)).transpose()) {
            (Ok(national), Ok(guangxi)) => Ok(WorkCalendar { national, guangxi }),
            (national, guangxi) => Err([national.err(), guangxi.err()].into_iter().flatten().flatten().collect()),
        }
    }

    /// What the day is.
    pub fn day(&self, date: Date) -> Day<'_> {
        let year = date.year();
        if !self.national.announces(year) {
            return Day::NotAnnounced { year, layer: Layer::National };
        }
        let guangxi = self.guangxi.as_ref().and_then(|layer| layer.day(date));
        match (guangxi.or_else(|| self.national.day(date)), date.weekday()) {
            (Some(Listed { kind: Kind::Holiday, festival }), _) => Day::DayOff { why: festival },
            (Some(Listed { kind: Kind::MakeUpWorkday, .. }), _) => Day::Workday,
            (None, Weekday::Saturday) => Day::DayOff { why: "星期六" },
            (None, Weekday::Sunday) => Day::DayOff { why: "星期日" },
            (None, _) => Day::Workday,
        }
    }

    /// Working days from `first` to `last`, both included; none if `last` comes before `first`.
    pub fn working_days_between(&self, first: Date, last: Date) -> Result<Counted<u32>, CannotTell> {
        let mut count = 0;
        for date in first.series(jiff::Span::new().days(1)).take_while(|date| *date <= last) {
            count += u32::from(self.is_workday(date)?);
        }
        Ok(Counted { value: count, cautions: self.cautions(first, last) })
    }

    /// The last of `n` working days from `start` on. With `n` = 0 that is `start` itself, whatever day it is.
    pub fn add_working_days(&self, start: Date, n: u32, first_day: FirstDay) -> Result<Counted<Date>, CannotTell> {
        let mut left = n;
        let mut date = start;
        if first_day == FirstDay::Counts && left > 0 {
            left -= u32::from(self.is_workday(date)?);
        }
        while left > 0 {
            date = date.tomorrow().map_err(|_| CannotTell::BeyondCalendar)?;
            left -= u32::from(self.is_workday(date)?);
        }
        Ok(Counted { value: date, cautions: self.cautions(start, date) })
    }

    /// `date`, or the first workday after it.
    pub fn workday_from(&self, date: Date) -> Result<Counted<Date>, CannotTell> {
        self.add_working_days(date, 1, FirstDay::Counts)
    }

    fn is_workday(&self, date: Date) -> Result<bool, CannotTell> {
        match self.day(date) {
            Day::Workday => Ok(true),
            Day::DayOff { .. } => Ok(false),
            Day::NotAnnounced { year, layer } => Err(CannotTell::NotAnnounced { year, layer }),
        }
    }

    /// What could still change a count over the announced days `first ..= last`.
    ///
    /// The third lunar month holds 谷雨, so its third day falls between late March and late April; some weeks to
    /// either side leave room for the days that are worked in exchange (in 2017 nine days later).
    fn cautions(&self, first: Date, last: Date) -> Vec<Caution> {
        let touches = |year, (from_month, from_day), (to_month, to_day)| {
            Date::new(year, from_month, from_day).is_ok_and(|from| from <= last)
                && Date::new(year, to_month, to_day).is_ok_and(|to| first <= to)
        };
        let mut cautions = Vec::new();
        for year in first.year()..=last.year() {
            if self.guangxi.as_ref().is_some_and(|layer| !layer.announces(year)) && touches(year, (3, 1), (5, 15)) {
                cautions.push(Caution::GuangxiNotAnnounced { year });
            }
            if !self.national.announces(year + 1) && touches(year, (12, 25), (12, 31)) {
                cautions.push(Caution::NewYearNotAnnounced { year: year + 1 });
            }
        }
        cautions
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use jiff::civil::date;

    pub const NATIONAL: (&str, &str) = ("calendar/national.csv", include_str!("../../../policy/calendar/national.csv"));
    pub const GUANGXI: (&str, &str) = ("calendar/guangxi.csv", include_str!("../../../policy/calendar/guangxi.csv"));

    /// The calendar as shipped.
    pub fn shipped() -> WorkCalendar {
        WorkCalendar::read(NATIONAL, Some(GUANGXI)).unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn 真实公示的工作日数与日历一致() {
        let calendar = WorkCalendar::read(NATIONAL, None).unwrap();
        let cases = include_str!("../../../policy/cases/working-days.csv");
        let mut checked = 0;
        for row in cases.lines().filter(|row| row.starts_with("20")) {
            let [first, last, counted, stated, notice, _source] = row.split(',').collect::<Vec<_>>()[..] else {
                panic!("six cells, please: {row}")
            };
            let days = calendar.working_days_between(day(first), day(last)).unwrap();
            assert_eq!(days.value.to_string(), counted, "{notice}");
            assert!(stated.is_empty() || stated == counted, "{notice}");
            let end = calendar.add_working_days(day(first), days.value, FirstDay::Counts).unwrap();
            assert_eq!(end.value, day(last), "{notice}");
            checked += 1;
        }
        assert_eq!(checked, 10);
    }

    #[test]
    fn days_of_every_kind() {
        let calendar = shipped();
        let off = |why| Day::DayOff { why };
        for (date, expect) in [
            ("2020-01-31", off("春节")),  // the extended break of 2020
            ("2022-12-31", off("元旦")),  // a Saturday that belongs to the notice for 2023
            ("2024-04-28", Day::Workday), // a Sunday worked in exchange for 劳动节
            ("2026-05-30", off("星期六")),
            ("2026-05-31", off("星期日")),
            ("2026-06-01", Day::Workday),
            ("2026-09-20", Day::Workday), // a Sunday worked in exchange for 国庆节
            ("2026-10-01", off("国庆节")),
            ("2019-12-31", Day::NotAnnounced { year: 2019, layer: Layer::National }),
            ("2027-01-01", Day::NotAnnounced { year: 2027, layer: Layer::National }),
            ("2027-01-02", Day::NotAnnounced { year: 2027, layer: Layer::National }), // weekends may be worked, too
            ("2017-03-30", Day::NotAnnounced { year: 2017, layer: Layer::National }), // Guangxi's layer alone tells nothing
        ] {
            assert_eq!(calendar.day(day(date)), expect, "{date}");
        }
    }

    #[test]
    fn every_announced_year_has_its_usual_number_of_working_days() {
        let calendar = shipped();
        for year in 2020..=2026 {
            let count = calendar.working_days_between(date(year, 1, 1), date(year, 12, 31)).unwrap();
            assert!((247..=251).contains(&count.value), "{year}: {}", count.value);
        }
    }

    #[test]
    fn a_year_without_notice_is_refused_and_named() {
        let calendar = shipped();
        let refused = CannotTell::NotAnnounced { year: 2027, layer: Layer::National };
        assert_eq!(calendar.working_days_between(day("2026-12-28"), day("2027-01-04")), Err(refused));
        assert_eq!(calendar.add_working_days(day("2026-12-28"), 5, FirstDay::Counts), Err(refused));
        assert_eq!(calendar.add_working_days(Date::MAX, 1, FirstDay::DoesNotCount), Err(CannotTell::BeyondCalendar));
        assert_eq!(
            refused.to_string(),
            "2027 年全国放假安排尚未录入,无法推算工作日;通知公布后请补入 policy/calendar/national.csv"
        );
    }

    #[test]
    fn guangxi_turns_a_national_workday_into_a_day_off() {
        let national = "date,kind,festival\n2017-01-01,holiday,元旦\n2017-04-01,makeup-workday,清明\n\
            2017-05-01,holiday,劳动节\n2017-10-01,holiday,国庆节\n2017-10-02,holiday,国庆节\n2017-10-03,holiday,国庆节\n";
        let calendar = WorkCalendar::read(("n.csv", national), Some(GUANGXI)).unwrap();
        let nation = WorkCalendar::read(("n.csv", national), None).unwrap();
        for (date, guangxi, nationwide) in [
            ("2017-03-30", Day::DayOff { why: "壮族三月三" }, Day::Workday),
            ("2017-04-01", Day::DayOff { why: "壮族三月三" }, Day::Workday),
            ("2017-04-08", Day::Workday, Day::DayOff { why: "星期六" }),
        ] {
            assert_eq!(calendar.day(day(date)), guangxi, "{date}");
            assert_eq!(nation.day(day(date)), nationwide, "{date}");
        }
        let week = calendar.working_days_between(day("2017-03-27"), day("2017-04-02")).unwrap();
        assert_eq!(week, Counted { value: 3, cautions: vec![] });
    }

    #[test]
    fn cautions_come_with_the_season_they_concern() {
        let calendar = shipped();
        let guangxi = |year| vec![Caution::GuangxiNotAnnounced { year }];
        for (first, last, expect) in [
            ("2026-02-26", "2026-02-28", vec![]),
            ("2026-02-26", "2026-03-01", guangxi(2026)),
            ("2026-04-20", "2026-04-24", guangxi(2026)),
            ("2026-05-15", "2026-05-20", guangxi(2026)),
            ("2026-05-16", "2026-05-20", vec![]),
            ("2025-12-25", "2025-12-31", vec![]), // the notice for 2026 is loaded
            ("2026-12-21", "2026-12-24", vec![]),
            ("2026-12-21", "2026-12-25", vec![Caution::NewYearNotAnnounced { year: 2027 }]),
        ] {
            let count = calendar.working_days_between(day(first), day(last)).unwrap();
            assert_eq!(count.cautions, expect, "{first} to {last}");
        }
    }

    #[test]
    fn counting_from_and_without_the_first_day() {
        use FirstDay::{Counts, DoesNotCount};
        let calendar = shipped();
        for (start, n, first_day, expect) in [
            ("2024-09-29", 5, Counts, "2024-10-10"), // a Sunday worked, then the national week
            ("2024-09-29", 5, DoesNotCount, "2024-10-11"),
            ("2024-10-01", 1, Counts, "2024-10-08"),
            ("2024-10-01", 1, DoesNotCount, "2024-10-08"),
            ("2024-10-01", 0, Counts, "2024-10-01"),
            ("2022-12-30", 1, DoesNotCount, "2023-01-03"),
        ] {
            let end = calendar.add_working_days(day(start), n, first_day).unwrap();
            assert_eq!(end.value, day(expect), "{start} + {n} {first_day:?}");
        }
        assert_eq!(calendar.workday_from(day("2022-04-30")).unwrap().value, day("2022-05-05"));
        assert_eq!(calendar.working_days_between(day("2026-06-02"), day("2026-06-01")).unwrap().value, 0);
    }

    #[test]
    fn mistakes_in_the_files_are_named_with_their_line() {
        let told = |national: &str, guangxi: &str| {
            let problems = WorkCalendar::read(("n.csv", national), Some(("g.csv", guangxi))).unwrap_err();
            problems.iter().map(Problem::to_string).collect::<Vec<_>>()
        };
        let head = "\u{feff}# remark\r\ndate,kind,festival\r\n";
        assert_eq!(
            told(
                &format!(
                    "{head}2026/1/1,holiday,元旦\n2026-01-02,day-off,元旦\n2026-01-05,makeup-workday,元旦\n2026-01-01,holiday,\n"
                ),
                "2017-03-30,holiday,壮族三月三"
            ),
            [
                "n.csv:3:“2026/1/1”不是日期,请写成 2026-10-01",
                "n.csv:4:不认识“day-off”,请写 holiday(放假)或 makeup-workday(调休上班)",
                "n.csv:5:2026-01-05 不是周末,本来就上班,不必写作调休上班;请核对日期",
                "n.csv:6:2026-01-01 缺少节日名称,请补上",
                "g.csv:1:第一行应当是表头:date,kind,festival(可再加一列 source)",
            ]
        );
        assert_eq!(
            told(&format!("{head}2026-12-31,holiday,元旦\n2026-12-31,holiday,元旦\n"), "date,kind,festival\na,b\n"),
            [
                "n.csv:4:2026-12-31 写了两次,请删去一行",
                "g.csv:2:每行应当是:日期,holiday 或 makeup-workday,节日名称(不要用引号)"
            ]
        );
        assert_eq!(
            told(&format!("{head}2027-01-01,holiday,元旦\n"), "date,kind,festival\n"),
            ["n.csv:2027 年没有写全(缺少 2027-05-01):请按放假通知补齐全年,或者暂不写这一年"]
        );
    }
}
