//! How long a period is, in people's own words: `5个工作日`, `15日`, `3个月`, `3年`, `4月30日`.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// How long a period is. Policy files write it as people say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Length {
    /// 自然日
    CalendarDays(u16),
    /// 工作日
    WorkingDays(u16),
    /// Calendar months: the same day n months later, or the last day of the month where there is none.
    Months(u16),
    /// Calendar years; 29 February likewise becomes 28 February.
    Years(u16),
    /// Up to and including the next such day of the year, the starting day among them (`每年4月30日前`). 29 February
    /// is the last day of February.
    Until {
        /// Month, 1 to 12.
        month: i8,
        /// Day of the month.
        day: i8,
    },
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Length::CalendarDays(n) => write!(f, "{n} 日"),
            Length::WorkingDays(n) => write!(f, "{n} 个工作日"),
            Length::Months(n) => write!(f, "{n} 个月"),
            Length::Years(n) => write!(f, "{n} 年"),
            Length::Until { month, day } => write!(f, "{month} 月 {day} 日"),
        }
    }
}

impl TryFrom<String> for Length {
    type Error = NotALength;

    fn try_from(text: String) -> Result<Length, NotALength> {
        text.parse()
    }
}

impl From<Length> for String {
    fn from(length: Length) -> String {
        length.to_string()
    }
}

/// The text is no length; the message says what to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotALength(String);

impl fmt::Display for NotALength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}”不是期限;请写成 5个工作日、15日、3个月、3年 或 4月30日", self.0)
    }
}

impl std::error::Error for NotALength {}

impl FromStr for Length {
    type Err = NotALength;

    fn from_str(text: &str) -> Result<Length, NotALength> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let some = |unit: &str| plain.strip_suffix(unit)?.parse().ok().filter(|n: &u16| *n > 0);
        let until = || {
            let (month, day) = plain.strip_suffix('日')?.split_once('月')?;
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            Date::new(2024, month, day).ok().map(|_| Length::Until { month, day }) // a leap year has every day
        };
        until()
            .or_else(|| some("个工作日").map(Length::WorkingDays))
            .or_else(|| some("个月").map(Length::Months))
            .or_else(|| some("年").map(Length::Years))
            .or_else(|| some("日").or_else(|| some("天")).map(Length::CalendarDays))
            .ok_or_else(|| NotALength(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        for (text, expect) in [
            ("5个工作日", Some(Length::WorkingDays(5))),
            (" 15 日 ", Some(Length::CalendarDays(15))),
            ("15天", Some(Length::CalendarDays(15))),
            ("3个月", Some(Length::Months(3))),
            ("3年", Some(Length::Years(3))),
            ("4月30日", Some(Length::Until { month: 4, day: 30 })),
            ("2月29日", Some(Length::Until { month: 2, day: 29 })),
            ("4月31日", None),
            ("0日", None),
            ("-1日", None),
            ("70000年", None),
            ("3月", None),
            ("三个月", None),
            ("日", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<Length>().ok(), expect, "{text}");
            if let Some(length) = expect {
                assert_eq!(length.to_string().parse(), Ok(length));
            }
        }
        assert_eq!(
            "三个月".parse::<Length>().unwrap_err().to_string(),
            "“三个月”不是期限;请写成 5个工作日、15日、3个月、3年 或 4月30日"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_a_length_panic(text in "\\PC*") {
            let _ = text.parse::<Length>();
        }
    }
}
