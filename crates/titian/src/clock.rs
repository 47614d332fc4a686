//! The one place that asks what day it is: Beijing's day, which has no summer time.

use jiff::civil::Date;
use jiff::tz::Offset;

/// Today in Asia/Shanghai.
#[expect(clippy::disallowed_methods, reason = "the shell's clock")]
pub fn today() -> Date {
    Offset::constant(8).to_datetime(jiff::Timestamp::now()).date()
}
