//! One layer of the calendar as it stands in `policy/calendar/*.csv`: the days that differ from the plain week.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};

use crate::source::Problem;

/// A day listed in a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub kind: Kind,
    pub festival: String,
}

/// How a listed day differs from the plain week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// 放假
    Holiday,
    /// 调休上班 (a Saturday or Sunday on which people work)
    MakeUpWorkday,
}

/// The listed days, and the years whose notice they come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Listing {
    days: BTreeMap<Date, Listed>,
    years: BTreeSet<i16>,
}

impl Listing {
    /// Reads `date,kind,festival[,source]` below a header line; lines that begin with `#` are remarks.
    pub fn read(file: &str, text: &str) -> Result<Listing, Vec<Problem>> {
        let mut listing = Listing::default();
        let mut problems = Vec::new();
        let mut header_seen = false;
        for (line, row) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let row = row.trim();
            if row.is_empty() || row.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = row.split(',').map(str::trim).collect();
            let read = match (header_seen, cells.as_slice()) {
                (false, ["date", "kind", "festival"] | ["date", "kind", "festival", "source"]) => Ok(()),
                (false, _) => Err("第一行应当是表头:date,kind,festival(可再加一列 source)".to_owned()),
                (true, [date, kind, festival] | [date, kind, festival, _]) => listing.add(date, kind, festival),
                (true, _) => Err("每行应当是:日期,holiday 或 makeup-workday,节日名称(不要用引号)".to_owned()),
            };
            header_seen = true;
            problems.extend(read.err().map(|message| Problem { file: file.into(), line, message }));
        }
        if problems.is_empty() { Ok(listing) } else { Err(problems) }
    }

    fn add(&mut self, date: &str, kind: &str, festival: &str) -> Result<(), String> {
        let day: Date = date.parse().map_err(|_| format!("“{date}”不是日期,请写成 2026-10-01"))?;
        let kind = match kind {
            "holiday" => Kind::Holiday,
            "makeup-workday" => Kind::MakeUpWorkday,
            other => return Err(format!("不认识“{other}”,请写 holiday(放假)或 makeup-workday(调休上班)")),
        };
        if festival.is_empty() {
            return Err(format!("{day} 缺少节日名称,请补上"));
        }
        if kind == Kind::MakeUpWorkday && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return Err(format!("{day} 不是周末,本来就上班,不必写作调休上班;请核对日期"));
        }
        // A New Year's break may begin in December; those days come with the next year's notice.
        let announced_for =
            if day.month() == 12 && festival.starts_with("元旦") { day.year() + 1 } else { day.year() };
        self.years.insert(announced_for);
        match self.days.insert(day, Listed { kind, festival: festival.to_owned() }) {
            None => Ok(()),
            Some(_) => Err(format!("{day} 写了两次,请删去一行")),
        }
    }

    /// Years that are there but not whole: a half-written year would pass working days off as known.
    pub fn unfinished_years(&self, file: &str) -> Vec<Problem> {
        const FIXED: [(i8, i8); 5] = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)];
        let missing = |year: i16| {
            FIXED
                .iter()
                .filter_map(move |&(month, day)| Date::new(year, month, day).ok())
                .find(|day| self.day(*day).is_none())
        };
        let unfinished = self.years.iter().filter_map(|year| Some((year, missing(*year)?)));
        unfinished
            .map(|(year, day)| Problem {
                file: file.into(),
                line: 0,
                message: format!("{year} 年没有写全(缺少 {day}):请按放假通知补齐全年,或者暂不写这一年"),
            })
            .collect()
    }

    /// Whether the year's days off are listed.
    pub fn announces(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    /// The day, if it differs from the plain week.
    pub fn day(&self, date: Date) -> Option<&Listed> {
        self.days.get(&date)
    }
}
