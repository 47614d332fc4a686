//! One cell as text: what the person at the screen sees, in full.

use std::fmt::Write;

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};

use crate::decimal::decimal;
use crate::header::Target;

/// Days from 1950-01-01 to 2099-12-31 as Excel counts them: such a bare number under the heading of a date is one.
const SERIALS: std::ops::RangeInclusive<f64> = 18_264.0..=73_050.0;

/// From here on a float no longer knows every whole number that was typed.
const TOO_LONG: f64 = 1e15;

/// How a cell was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A number in the format of a percentage.
    Percent,
    /// Any other number.
    Number,
    /// A number under the heading of a date, read as the day it counts.
    Serial,
    /// Text, a date, 是 or 否, an error.
    Other,
}

/// How the cells of a column were written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    pub percents: u64,
    pub numbers: u64,
    pub serials: u64,
    /// The row of the first serial, counted from 0.
    pub first_serial: u32,
}

impl Seen {
    pub(super) fn count(&mut self, shape: Shape, row: u32) {
        match shape {
            Shape::Percent => self.percents += 1,
            Shape::Number => self.numbers += 1,
            Shape::Serial => {
                if self.serials == 0 {
                    self.first_serial = row;
                }
                self.serials += 1;
            }
            Shape::Other => {}
        }
    }
}

/// Appends a cell as text.
pub(super) fn write(value: &DataRef<'_>, percent: bool, from_1904: bool, target: &Target, text: &mut String) -> Shape {
    match value {
        DataRef::Empty => {}
        DataRef::SharedString(string) => text.push_str(string),
        DataRef::String(string) => text.push_str(string),
        DataRef::Float(float) => return number(*float, percent, from_1904, target, text),
        // Whole numbers of XLS have thirty bits; any float holds them.
        DataRef::Int(whole) => return number(*whole as f64, percent, from_1904, target, text),
        DataRef::Bool(yes) => text.push_str(if *yes { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(moment) => date(*moment, text),
        // The day alone counts: 2026-04-01T00:00:00.
        DataRef::DateTimeIso(moment) => text.push_str(moment.split('T').next().unwrap_or(moment)),
        DataRef::DurationIso(length) => text.push_str(length),
        DataRef::Error(error) => {
            let _ = write!(text, "{error}");
        }
    }
    Shape::Other
}

fn number(value: f64, percent: bool, from_1904: bool, target: &Target, text: &mut String) -> Shape {
    match target {
        _ if percent => {
            decimal(value, 2, text);
            text.push('%');
            Shape::Percent
        }
        Target::Date(_) if SERIALS.contains(&value) => {
            date(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, from_1904), text);
            Shape::Serial
        }
        // As spreadsheets show it, so that the advice for lost codes fits.
        Target::Code if value.abs() >= TOO_LONG => {
            text.push_str(&format!("{value:.5E}").replace('E', "E+"));
            Shape::Number
        }
        _ => {
            decimal(value, 0, text);
            Shape::Number
        }
    }
}

/// A day; what is shorter than one, or a length of time, is shown as hours and minutes.
fn date(moment: ExcelDateTime, text: &mut String) {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    // A formatter cannot fail to write into a string.
    let _ = match moment.is_duration() || moment.as_f64() < 1.0 {
        true => write!(text, "{hour}:{minute:02}:{second:02}"),
        false => write!(text, "{year:04}-{month:02}-{day:02}"),
    };
}

/// Whether a number format shows a percentage: a percent sign in its first section that is no literal.
pub(crate) fn is_percent(format: &str) -> bool {
    let mut quoted = false;
    let mut signs = format.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => {
                signs.next();
            }
            ';' => return false,
            '%' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: DataRef<'_>, percent: bool, target: Target) -> (String, Shape) {
        let mut text = String::new();
        let shape = write(&value, percent, false, &target, &mut text);
        (text, shape)
    }

    #[test]
    fn cells_are_read_as_they_are_seen() {
        let fact = titian_rulebook::catalogue::FactIx(0);
        let day = |value| DataRef::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false));
        let cases = [
            (DataRef::Float(0.053), true, Target::Figure(0), "5.3%", Shape::Percent),
            (DataRef::Float(0.053), false, Target::Figure(0), "0.053", Shape::Number),
            (DataRef::Int(12), false, Target::Figure(0), "12", Shape::Number),
            (DataRef::Int(1), true, Target::Figure(0), "100%", Shape::Percent),
            (DataRef::Float(9.14501e17), false, Target::Code, "9.14501E+17", Shape::Number),
            (DataRef::Float(9e17), false, Target::Code, "9.00000E+17", Shape::Number),
            (DataRef::Float(9.14501e17), false, Target::Figure(0), "914501000000000000", Shape::Number),
            (DataRef::Float(45_000.0), false, Target::Date(fact), "2023-03-15", Shape::Serial),
            (DataRef::Float(20_260_401.0), false, Target::Date(fact), "20260401", Shape::Number),
            (day(45_000.75), false, Target::Date(fact), "2023-03-15", Shape::Other),
            (day(0.5), false, Target::Figure(0), "12:00:00", Shape::Other),
            (DataRef::DateTimeIso("2026-04-01T00:00:00".into()), false, Target::Date(fact), "2026-04-01", Shape::Other),
            (DataRef::Bool(true), false, Target::Figure(0), "TRUE", Shape::Other),
            (DataRef::Error(calamine::CellErrorType::Div0), false, Target::Figure(0), "#DIV/0!", Shape::Other),
        ];
        for (value, percent, target, text, shape) in cases {
            let asked = format!("{value:?}");
            assert_eq!(shown(value, percent, target), (text.to_owned(), shape), "{asked}");
        }
    }

    #[test]
    fn formats_show_percentages() {
        for format in ["0%", "0.00%", "0.0#%;-0.0#%", "[Red]0%", "\"约\"0%"] {
            assert!(is_percent(format), "{format}");
        }
        for format in ["General", "0.00", "0\"%\"", "0\\%", "0;0%", "@"] {
            assert!(!is_percent(format), "{format}");
        }
    }
}
