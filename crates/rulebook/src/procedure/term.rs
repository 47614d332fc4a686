//! Days of every year as policy files write them: `04-30`.

use std::fmt;

use jiff::civil::Date;

use crate::deadline::Length;

/// A day of every year, for example 30 April.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: i8,
    day: i8,
}

impl MonthDay {
    /// Reads `04-30`; 29 February is no day of every year.
    pub fn parse(text: &str) -> Option<Self> {
        let (month, day) = text.split_once('-')?;
        let two =
            |part: &str| (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?;
        let (month, day) = (two(month)?, two(day)?);
        // 2023 is no leap year: what exists in it exists in every year.
        Date::new(2023, month, day).ok().map(|_| MonthDay { month, day })
    }

    /// Up to and including the next such day, as the deadline arithmetic takes it.
    pub const fn as_length(self) -> Length {
        Length::Until { month: self.month, day: self.day }
    }

    /// This day in `year`; nothing only for years out of range.
    pub fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_year_exist_in_every_year() {
        for text in ["01-01", "04-30", "05-31", "12-31"] {
            let day = MonthDay::parse(text).unwrap();
            assert_eq!(day.to_string(), text);
            assert_eq!(day.in_year(2026).unwrap().to_string(), format!("2026-{text}"));
        }
        for wrong in ["", "4-30", "04-31", "02-29", "13-01", "04/30", "04-30-", "+4-30", "2026-04-30"] {
            assert_eq!(MonthDay::parse(wrong), None, "{wrong}");
        }
    }
}
