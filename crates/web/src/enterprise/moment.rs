//! 时刻 Days and times of Beijing, wherever the server stands; and the short code of a frozen content.

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::show;

/// 2026年11月21日 10:42, Beijing time.
pub fn moment(at: Timestamp) -> String {
    let local = Offset::constant(8).to_datetime(at);
    format!("{} {:02}:{:02}", show::day(local.date()), local.hour(), local.minute())
}

/// A content's short code, as it is printed and compared by eye: the first sixteen hex digits of its digest in fours.
pub fn content_code(digest: &str) -> String {
    let digits: Vec<char> = digest.chars().filter(char::is_ascii_hexdigit).take(16).collect();
    let groups = digits.chunks(4).map(|four| four.iter().collect::<String>().to_uppercase());
    groups.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_in_beijing_time() {
        assert_eq!(moment(Timestamp::constant(1_795_228_920, 0)), "2026年11月21日 10:42");
    }

    #[test]
    fn a_code_is_short_enough_to_be_compared_by_eye() {
        assert_eq!(content_code("0a1b2c3d4e5f60718293"), "0A1B-2C3D-4E5F-6071");
        assert_eq!(content_code(""), "");
    }
}
