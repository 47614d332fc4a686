//! 数字 Amounts, counts, percentages, points. Exact in, honest out: rounding never crosses a border.

use titian_rulebook::quantity::Ratio;

/// 4,128: a whole number with thousands.
pub fn count(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        shown.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A figure and its unit, held together: 80 分.
pub fn with_unit(figure: impl std::fmt::Display, unit: &str) -> String {
    if unit.is_empty() { figure.to_string() } else { format!("{figure}\u{a0}{unit}") }
}

/// 4,128.00: 分 shown in 万元, two decimals at least, more where the amount has them.
pub fn wan(fen: i64) -> String {
    let (whole, rest) = (fen.unsigned_abs() / 1_000_000, fen.unsigned_abs() % 1_000_000);
    let six = format!("{rest:06}");
    let decimals = six.trim_end_matches('0');
    let sign = if fen < 0 { "−" } else { "" };
    format!("{sign}{}.{decimals:0<2}", count(i64::try_from(whole).unwrap_or(i64::MAX)))
}

/// 4.52%: two decimals, rounded, with digits added until the figure stands on the same side of every border as the
/// value does: 2.9996% is never shown as the 3% it did not reach.
pub fn percent(value: Ratio, borders: &[Ratio]) -> String {
    let scaled = |places: u32| {
        let unit = 100i128.checked_mul(10i128.checked_pow(places)?)?;
        let twice = value.num().checked_mul(unit)?.checked_mul(2)?.checked_add(value.den())?;
        Some(twice.div_euclid(value.den().checked_mul(2)?))
    };
    let mut shown = None;
    for places in 2..=12 {
        let Some(rounded) = scaled(places) else { break };
        shown = Some((rounded, places));
        let unit = 100i128 * 10i128.pow(places);
        let honest = Ratio::new(rounded, unit)
            .is_some_and(|near| borders.iter().all(|border| near.cmp(border) == value.cmp(border)));
        if honest {
            break;
        }
    }
    let Some((rounded, places)) = shown else { return "超出可以显示的范围".into() };
    let unit = 10u128.pow(places);
    let (whole, rest) = (rounded.unsigned_abs() / unit, rounded.unsigned_abs() % unit);
    let sign = if rounded < 0 { "−" } else { "" };
    format!("{sign}{}.{rest:0width$}%", count(i64::try_from(whole).unwrap_or(i64::MAX)), width = places as usize)
}

/// Points: one number, or the interval that missing facts still allow: 65–80.
pub fn points(low: i64, high: i64) -> String {
    if low == high { low.to_string() } else { format!("{low}–{high}") }
}

/// `part / whole` in percent with one decimal, for the length of a bar: "92.8". Cut, between 0 and 100.
pub fn tenths(part: i64, whole: i64) -> String {
    let permille = i128::from(part.max(0)) * 1000 / i128::from(whole.max(1));
    let permille = permille.min(1000);
    format!("{}.{}", permille / 10, permille % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_thousands() {
        assert_eq!([0, 999, 1000, 1_234_567, -4128].map(count), ["0", "999", "1,000", "1,234,567", "−4,128"]);
    }

    #[test]
    fn amounts_are_shown_in_ten_thousands_without_loss() {
        assert_eq!(wan(4_128_000_000), "4,128.00");
        assert_eq!(wan(140_000), "0.14");
        assert_eq!(wan(1), "0.000001");
        assert_eq!(wan(-1_500_000), "−1.50");
    }

    #[test]
    fn rounding_never_crosses_a_border() {
        let ratio = |num, den| Ratio::new(num, den).unwrap();
        let border = [ratio(3, 100), ratio(5, 100)];
        assert_eq!(percent(ratio(18640, 412_800), &border), "4.52%");
        assert_eq!(percent(ratio(29_996, 1_000_000), &border), "2.9996%");
        assert_eq!(percent(ratio(29_996, 1_000_000), &[]), "3.00%");
        assert_eq!(percent(ratio(3, 100), &border), "3.00%");
        assert_eq!(percent(ratio(300_000_001, 10_000_000_000), &border), "3.00000001%");
        assert_eq!(percent(ratio(-1, 8), &[]), "−12.50%");
        assert_eq!(percent(ratio(i128::MAX / 2, 1), &[]), "超出可以显示的范围");
    }

    #[test]
    fn bars_never_leave_their_bed() {
        assert_eq!([tenths(742, 800), tenths(9, 3), tenths(-1, 3), tenths(1, 0)], ["92.7", "100.0", "0.0", "100.0"]);
    }

    #[test]
    fn points_may_be_an_interval() {
        assert_eq!(points(80, 80), "80");
        assert_eq!(points(65, 80), "65–80");
    }
}
