//! 时刻 A moment in Beijing: 11月23日 14:05. Asia/Shanghai has known no other offset since 1991.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::{day, day_short};

/// The civil time of a moment in Beijing.
pub fn beijing(at: Timestamp) -> DateTime {
    Offset::constant(8).to_datetime(at)
}

/// 2026年11月23日 14:05.
pub fn moment(at: Timestamp) -> String {
    let at = beijing(at);
    format!("{} {:02}:{:02}", day(at.date()), at.hour(), at.minute())
}

/// 11月23日 14:05, where the year is obvious.
pub fn moment_short(at: Timestamp) -> String {
    let at = beijing(at);
    format!("{} {:02}:{:02}", day_short(at.date()), at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_in_beijing() {
        let at: Timestamp = "2026-11-22T16:05:59Z".parse().unwrap();
        assert_eq!(moment(at), "2026年11月23日 00:05");
        assert_eq!(moment_short(at), "11月23日 00:05");
    }
}
