//! Exact numbers: ratios that are compared and never rounded, and the amounts people write ("5%", "500万元", "2年").
//!
//! Every stored figure is an `i64` in the smallest unit of its [`Dimension`]: 分 for money, millionths for
//! percentages, hundredths for scores. Thresholds are [`Ratio`]s in the dimension's natural unit (分, 1, months, points).

use std::cmp::Ordering;
use std::fmt;

/// The largest stored figure, either sign: 10^15 (for money: 10 万亿元 in 分). Products of two such figures and a
/// threshold stay inside `i128`, so every comparison is exact.
pub const LARGEST: i64 = 1_000_000_000_000_000;

/// An exact fraction with a positive denominator.
#[derive(Debug, Clone, Copy)]
pub struct Ratio {
    num: i128,
    den: i128,
}

impl Ratio {
    /// `num / den`, reduced; `None` if `den` is zero.
    pub fn new(num: i128, den: i128) -> Option<Ratio> {
        if den == 0 {
            return None;
        }
        let divisor = gcd(num.unsigned_abs(), den.unsigned_abs()) as i128;
        let (num, den) = (num / divisor, den / divisor);
        Some(if den < 0 { Ratio { num: -num, den: -den } } else { Ratio { num, den } })
    }

    /// A whole number.
    pub const fn whole(n: i64) -> Ratio {
        Ratio { num: n as i128, den: 1 }
    }

    /// Numerator of the reduced fraction.
    pub fn num(self) -> i128 {
        self.num
    }

    /// Denominator of the reduced fraction, positive.
    pub fn den(self) -> i128 {
        self.den
    }

    /// `self + other`; `None` where it does not fit.
    pub fn plus(self, other: Ratio) -> Option<Ratio> {
        let num = self.num.checked_mul(other.den)?.checked_add(other.num.checked_mul(self.den)?)?;
        Ratio::new(num, self.den.checked_mul(other.den)?)
    }

    /// `self^n`; `None` where it does not fit.
    pub fn power(self, n: u32) -> Option<Ratio> {
        Ratio::new(self.num.checked_pow(n)?, self.den.checked_pow(n)?)
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.num.checked_mul(other.den), other.num.checked_mul(self.den)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => by_whole_parts(*self, *other),
        }
    }
}

/// Compares two fractions too large for cross-multiplication: whole parts first, then the upside-down remainders.
fn by_whole_parts(left: Ratio, right: Ratio) -> Ordering {
    let (left_whole, right_whole) = (left.num.div_euclid(left.den), right.num.div_euclid(right.den));
    let (left_rest, right_rest) = (left.num.rem_euclid(left.den), right.num.rem_euclid(right.den));
    left_whole.cmp(&right_whole).then_with(|| match (left_rest, right_rest) {
        (0, 0) => Ordering::Equal,
        (0, _) => Ordering::Less,
        (_, 0) => Ordering::Greater,
        _ => by_whole_parts(Ratio { num: right.den, den: right_rest }, Ratio { num: left.den, den: left_rest }),
    })
}

fn gcd(a: u128, b: u128) -> u128 {
    match (u64::try_from(a), u64::try_from(b)) {
        // Most pairs fit the machine's own division, which is several times as fast.
        (Ok(a), Ok(b)) => gcd_64(a, b).into(),
        _ if b == 0 => a.max(1),
        _ => gcd(b, a % b),
    }
}

fn gcd_64(a: u64, b: u64) -> u64 {
    if b == 0 { a.max(1) } else { gcd_64(b, a % b) }
}

/// What a figure measures, and so how it is stored, written and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Money, stored in 分.
    Money,
    /// A share or a growth rate, stored in millionths; thresholds are written in %.
    Share,
    /// A number of persons, things, places in a ranking; stored as is.
    Count,
    /// A length of time in whole months; stored as is, may be written in 年.
    Months,
    /// Points of a score, stored in hundredths.
    Score,
    /// Which of several options, stored as its place in the list from low to high.
    Choice,
}

impl Dimension {
    /// How many stored units make one natural unit of thresholds (a share of 1, a month, a point; for money, 分).
    pub fn scale(self) -> i64 {
        match self {
            Dimension::Share => 1_000_000,
            Dimension::Score => 100,
            Dimension::Money | Dimension::Count | Dimension::Months | Dimension::Choice => 1,
        }
    }

    /// The words that may follow a number, and what one of them is in stored units.
    fn words(self) -> &'static [(&'static str, i64)] {
        match self {
            Dimension::Money => &[("亿元", 10_000_000_000), ("万元", 1_000_000), ("元", 100)],
            Dimension::Share => &[("%", 10_000)],
            Dimension::Months => &[("个月", 1), ("年", 12)],
            Dimension::Score => &[("分", 100)],
            Dimension::Count | Dimension::Choice => &[],
        }
    }

    /// An example of how to write it, for messages.
    pub fn example(self) -> &'static str {
        match self {
            Dimension::Money => "“500万元”或“1亿元”",
            Dimension::Share => "“5%”",
            Dimension::Months => "“24个月”或“2年”",
            Dimension::Score => "“60分”",
            Dimension::Count => "“3”",
            Dimension::Choice => "选项的代号",
        }
    }
}

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmountError {
    /// Not a number at all.
    NotANumber,
    /// A number, but the word behind it does not fit (or is missing).
    Unit,
    /// More decimal places than can be stored exactly.
    TooFine,
    /// Beyond [`LARGEST`].
    TooLarge,
}

impl AmountError {
    /// What to tell the person who wrote `text`.
    pub fn advice(&self, text: &str, dimension: Dimension) -> String {
        let example = dimension.example();
        match self {
            AmountError::NotANumber => format!("“{text}”不是数字,请写成 {example}"),
            AmountError::Unit => format!("“{text}”的单位不对,请写成 {example}"),
            AmountError::TooFine => format!(
                "“{text}”的小数位太多,{}",
                match dimension {
                    Dimension::Money => "金额最多精确到分",
                    Dimension::Share => "百分数最多四位小数",
                    Dimension::Score => "得分最多两位小数",
                    _ => "请写整数",
                }
            ),
            AmountError::TooLarge => format!("“{text}”超出了可以记录的范围,请核对单位"),
        }
    }
}

/// A written number: `digits / 10^places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    digits: i128,
    places: u32,
}

impl Decimal {
    /// Reads `[-+]digits[.digits]`, with well-formed thousands separators.
    fn parse(text: &str) -> Option<Decimal> {
        let (negative, body) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
        if whole.is_empty() && fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let whole = without_separators(whole)?;
        let fraction = fraction.trim_end_matches('0');
        if whole.len() + fraction.len() > 36 {
            // Long enough for anything stored; longer would not fit the arithmetic below.
            return None;
        }
        let mut digits: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            digits = digits * 10 + i128::from(byte - b'0');
        }
        Some(Decimal { digits: if negative { -digits } else { digits }, places: fraction.len() as u32 })
    }

    /// `self * factor` as a whole number.
    fn times(self, factor: i64) -> Result<i64, AmountError> {
        let product = self.digits.checked_mul(i128::from(factor)).ok_or(AmountError::TooLarge)?;
        let unit = 10i128.pow(self.places);
        if product % unit != 0 {
            return Err(AmountError::TooFine);
        }
        i64::try_from(product / unit).ok().filter(|n| (-LARGEST..=LARGEST).contains(n)).ok_or(AmountError::TooLarge)
    }
}

/// Removes thousands separators that stand where they should; `None` if there are others, or anything but digits.
fn without_separators(whole: &str) -> Option<String> {
    if whole.bytes().all(|b| b.is_ascii_digit()) {
        return Some(whole.to_owned());
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut digits = first.to_owned();
    if first.is_empty() || first.len() > 3 {
        return None;
    }
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    digits.bytes().all(|b| b.is_ascii_digit()).then_some(digits)
}

/// Folds what keyboards and spreadsheets put into figures: full-width characters, blanks, the long minus.
pub fn tidy(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0),
            '−' | '–' => Some('-'),
            '٪' => Some('%'),
            '\u{FEFF}' | '\u{200B}' => None,
            c if c.is_whitespace() => None,
            c => Some(c),
        })
        .collect()
}

/// Reads an amount into stored units. `unit` is the word assumed when the text names none (e.g. "万元").
pub fn parse_amount(text: &str, dimension: Dimension, unit: Option<&str>) -> Result<i64, AmountError> {
    let text = tidy(text);
    let words = dimension.words();
    let (number, factor) = match words.iter().find(|(word, _)| text.ends_with(word)) {
        Some((word, factor)) => (&text[..text.len() - word.len()], Some(*factor)),
        None => (text.as_str(), unit.and_then(|unit| words.iter().find(|(word, _)| *word == unit)).map(|(_, f)| *f)),
    };
    let decimal = match Decimal::parse(number) {
        Some(decimal) => decimal,
        None if number.starts_with(|c: char| c.is_ascii_digit() || c == '-') && !number.is_empty() => {
            return Err(if number.chars().any(|c| c.is_alphabetic() || c == '%') {
                AmountError::Unit
            } else {
                AmountError::NotANumber
            });
        }
        None => return Err(AmountError::NotANumber),
    };
    let factor = factor.or(words.is_empty().then_some(1)).ok_or(AmountError::Unit)?;
    decimal.times(factor)
}

/// Reads a threshold of the policy. The unit must be written out.
pub fn parse_threshold(text: &str, dimension: Dimension) -> Result<Ratio, AmountError> {
    let stored = parse_amount(text, dimension, None)?;
    Ratio::new(i128::from(stored), i128::from(dimension.scale())).ok_or(AmountError::NotANumber)
}

/// Shows a stored figure as people write it: 分 as 元 / 万元 / 亿元, millionths as %.
pub fn show(stored: i64, dimension: Dimension) -> String {
    match dimension {
        Dimension::Money => show_money(stored),
        Dimension::Share => decimal(stored, 10_000, "%"),
        Dimension::Score => decimal(stored, 100, "分"),
        Dimension::Months if stored != 0 && stored % 12 == 0 => format!("{}年", stored / 12),
        Dimension::Months => format!("{stored}个月"),
        Dimension::Count | Dimension::Choice => stored.to_string(),
    }
}

fn show_money(fen: i64) -> String {
    match fen.unsigned_abs() {
        10_000_000_000.. if fen % 1_000_000 == 0 => decimal(fen, 10_000_000_000, "亿元"),
        1_000_000.. => decimal(fen, 1_000_000, "万元"),
        _ => decimal(fen, 100, "元"),
    }
}

/// `n / unit` in full decimals with its word; `unit` must be a power of ten.
fn decimal(n: i64, unit: u64, word: &str) -> String {
    let mut shown = String::with_capacity(32);
    if n < 0 {
        shown.push('-');
    }
    push_digits(&mut shown, n.unsigned_abs() / unit, 1);
    let (mut rest, mut places) = (n.unsigned_abs() % unit, unit.ilog10() as usize);
    if rest > 0 {
        while rest % 10 == 0 {
            (rest, places) = (rest / 10, places - 1);
        }
        shown.push('.');
        push_digits(&mut shown, rest, places);
    }
    shown.push_str(word);
    shown
}

/// A number in at least so many digits, zeros in front. (Several times as fast as `format!`, of which a report would
/// need a hundred.)
fn push_digits(shown: &mut String, n: u64, least: usize) {
    let (mut digits, mut at, mut rest) = ([b'0'; 20], 20, n);
    while rest > 0 {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    shown.extend(digits[at.min(20 - least)..].iter().map(|digit| char::from(*digit)));
}

/// Shows a value that was compared exactly. Cut, never rounded up, to two decimals, and marked ≈ where it was cut,
/// so that 4.999% never looks like the 5% it did not reach.
pub fn show_ratio(value: Ratio, dimension: Dimension) -> String {
    let (stored, exact) = stored_floor(value, dimension);
    let shown = show(stored, dimension);
    if exact { shown } else { ["≈", &shown].concat() }
}

fn stored_floor(value: Ratio, dimension: Dimension) -> (i64, bool) {
    // Two decimals of a percentage are hundredfold coarser than what is stored.
    let step = if dimension == Dimension::Share { 100 } else { 1 };
    let Some(scaled) = value.num.checked_mul(i128::from(dimension.scale())) else {
        return (if value.num < 0 { -LARGEST } else { LARGEST }, false);
    };
    if scaled % value.den == 0 {
        return (clamp(scaled / value.den), true);
    }
    let floor = scaled.div_euclid(value.den);
    (clamp(floor.div_euclid(step) * step), false)
}

fn clamp(n: i128) -> i64 {
    n.clamp(-i128::from(LARGEST), i128::from(LARGEST)) as i64
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_exactly() {
        use AmountError::*;
        use Dimension::*;
        let cases = [
            ("500万元", Money, None, Ok(500_000_000)),
            ("1亿元", Money, None, Ok(10_000_000_000)),
            ("1,234.5", Money, Some("万元"), Ok(1_234_500_000)),
            ("1234.56元", Money, Some("万元"), Ok(123_456)),
            ("0.01元", Money, None, Ok(1)),
            ("0.001元", Money, None, Err(TooFine)),
            ("12,34", Money, Some("万元"), Err(NotANumber)),
            ("1200", Money, None, Err(Unit)),
            ("12.5%", Share, None, Ok(125_000)),
            ("5", Share, Some("%"), Ok(50_000)),
            ("-3.25%", Share, None, Ok(-32_500)),
            ("24个月", Months, None, Ok(24)),
            ("2年", Months, None, Ok(24)),
            ("60分", Score, None, Ok(6_000)),
            ("55.55", Score, Some("分"), Ok(5_555)),
            ("12", Count, None, Ok(12)),
            ("1.5", Count, None, Err(TooFine)),
            ("约12", Count, None, Err(NotANumber)),
            ("12人", Count, None, Err(Unit)),
            ("", Count, None, Err(NotANumber)),
            ("-", Count, None, Err(NotANumber)),
            (".", Count, None, Err(NotANumber)),
            ("99999999999999999999999999999999999999999999", Count, None, Err(NotANumber)),
            ("99999999999999999999", Count, None, Err(TooLarge)),
            ("-9223372036854775808", Count, None, Err(TooLarge)),
            ("１２３．５万元", Money, None, Ok(123_500_000)),
        ];
        for (text, dimension, unit, expected) in cases {
            assert_eq!(parse_amount(text, dimension, unit), expected, "{text}");
        }
    }

    #[test]
    fn figures_are_shown_as_people_write_them() {
        assert_eq!(show(1_234_500_000, Dimension::Money), "1234.5万元");
        assert_eq!(show(10_000_000_000, Dimension::Money), "1亿元");
        assert_eq!(show(123_456, Dimension::Money), "1234.56元");
        assert_eq!(show(-32_500, Dimension::Share), "-3.25%");
        assert_eq!(show(24, Dimension::Months), "2年");
        assert_eq!(show(5_555, Dimension::Score), "55.55分");
    }

    #[test]
    fn a_value_just_below_a_border_never_looks_like_it() {
        let almost = Ratio::new(4_999_999, 100_000_000).unwrap();
        assert_eq!(show_ratio(almost, Dimension::Share), "≈4.99%");
        assert_eq!(show_ratio(Ratio::new(1, 20).unwrap(), Dimension::Share), "5%");
        assert_eq!(show_ratio(Ratio::new(-1, 3).unwrap(), Dimension::Share), "≈-33.34%");
    }

    proptest! {
        #[test]
        fn comparison_is_exact_even_where_products_overflow(a in any::<i64>(), b in 1..i64::MAX, k in 1..i64::MAX) {
            // a/b against (a*k+1)/(b*k): the right one is larger by 1/(b*k), far below any float's reach.
            let left = Ratio::new(i128::from(a), i128::from(b)).unwrap();
            let num = i128::from(a).checked_mul(i128::from(k)).unwrap() + 1;
            let right = Ratio::new(num, i128::from(b) * i128::from(k)).unwrap();
            prop_assert!(left < right);
            prop_assert!(right > left);
        }

        #[test]
        fn what_is_shown_can_be_read_again(fen in -LARGEST..=LARGEST) {
            prop_assert_eq!(parse_amount(&show(fen, Dimension::Money), Dimension::Money, None), Ok(fen));
            prop_assert_eq!(parse_amount(&show(fen, Dimension::Share), Dimension::Share, None), Ok(fen));
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".{0,40}") {
            for dimension in [Dimension::Money, Dimension::Share, Dimension::Count, Dimension::Months, Dimension::Score] {
                let _ = parse_amount(&text, dimension, Some("万元"));
            }
        }
    }
}
