//! Floats of spreadsheets and Parquet, as the decimal they stand for.
//!
//! Spreadsheets keep figures as binary floats and show at most 15 significant digits; so do we, because a decimal of up
//! to 15 digits survives the way through a float and back, and what lies behind them (12.299999999999999 for 12.3) is
//! dust of the arithmetic. It is the number in the cell that counts, not what its format leaves of it on the screen:
//! 0.0533 shown as 5% is read as 5.33%. Nothing else is rounded: a third is a figure with too many decimals.

use std::fmt::Write;

/// Significant digits that a float keeps.
const DIGITS: usize = 15;

/// Appends `value` times 10 to the power of `places`, in full decimals.
pub(crate) fn decimal(value: f64, places: i32, text: &mut String) {
    // Whole numbers are most of what stands in tables.
    if places == 0 && value.fract() == 0.0 && value.abs() < 1e15 {
        // A formatter cannot fail to write into a string.
        let _ = write!(text, "{}", value as i64);
        return;
    }
    if !value.is_finite() {
        let _ = write!(text, "{value}");
        return;
    }
    // -1.22999999999999987e1 → 12.3: sign, digits, exponent.
    let scientific = format!("{value:.*e}", DIGITS - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let point = exponent.parse::<i32>().unwrap_or(0) + 1 + places;
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        text.push('0');
        return;
    }
    if mantissa.starts_with('-') {
        text.push('-');
    }
    match usize::try_from(point) {
        Ok(point) if point >= digits.len() => {
            text.push_str(digits);
            text.extend(std::iter::repeat_n('0', point - digits.len()));
        }
        Ok(point) if point > 0 => {
            text.push_str(&digits[..point]);
            text.push('.');
            text.push_str(&digits[point..]);
        }
        _ => {
            text.push_str("0.");
            text.extend(std::iter::repeat_n('0', point.unsigned_abs() as usize));
            text.push_str(digits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(value: f64, places: i32) -> String {
        let mut text = String::new();
        decimal(value, places, &mut text);
        text
    }

    #[test]
    fn floats_are_read_as_the_decimal_they_show() {
        let cases = [
            (12.3, 0, "12.3"),
            (12.299999999999999, 0, "12.3"),
            (0.1 + 0.2, 0, "0.3"),
            (-1234.5, 0, "-1234.5"),
            (0.053, 2, "5.3"),
            (0.05299999999999999, 2, "5.3"),
            (1.0, 2, "100"),
            (0.0, 2, "0"),
            (-0.0, 0, "0"),
            (0.0001, 0, "0.0001"),
            (1e-7, 0, "0.0000001"),
            (1.0 / 3.0, 0, "0.333333333333333"),
            (123_456_789_012_345.0, 0, "123456789012345"),
            (914_501_000_000_000_000.0, 0, "914501000000000000"),
            (1.5e20, 0, "150000000000000000000"),
            (f64::NAN, 0, "NaN"),
        ];
        for (value, places, expected) in cases {
            assert_eq!(shown(value, places), expected, "{value} {places}");
        }
    }

    proptest! {
            /// Any decimal of up to 15 digits comes back as it was written.
            #[test]
            fn decimals_survive(digits in 0i64..1_000_000_000_000_000, places in 0u32..9) {
                let unit = 10i64.pow(places);
                let written = format!("{}.{:0width$}", digits / unit, digits % unit, width = places as usize);
                let written = written.trim_end_matches('0').trim_end_matches('.');
                let written = if written.is_empty() { "0" } else { written };
                prop_assert_eq!(shown(written.parse().unwrap(), 0), written);
    let (as_share, places) = (written.parse::<f64>().unwrap() / 100.0, 2);
                prop_assert_eq!(shown(as_share, places), written);
            }

            #[test]
            fn no_float_breaks_it(bits in any::<u64>(), places in 0i32..3) {
                shown(f64::from_bits(bits), places);
            }
        }
}
