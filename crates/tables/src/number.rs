//! One figure as a table writes it: the heading's unit decides for bare numbers, the catalogue's unit otherwise.
//!
//! [`Figure::parse`] reads whatever people write, with the catalogue's own reader. [`Figure::plain`] reads the clean
//! majority at a glance ([`Word`]); where it answers, both answer the same (a property test holds them to it).

use titian_rulebook::catalogue::{Catalogue, Fact, Kind, Slot};
use titian_rulebook::quantity::{self, Dimension, LARGEST};

use crate::word::Word;

/// How one column of figures is read.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub slot: Slot,
    kind: Kind,
    label: String,
    unit: Unit,
    floor: Option<i64>,
    options: Vec<(String, String)>,
    /// Labels and ids of options that are short enough for a word, with their places.
    words: Vec<(Word, i64)>,
    /// One of the last decimal place in stored units, by the number of places.
    scales: Vec<i64>,
}

/// The unit of bare numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit {
    /// As headings write it.
    pub word: &'static str,
    /// One of it in stored units.
    pub stored: i64,
}

const fn unit(word: &'static str, stored: i64) -> Unit {
    Unit { word, stored }
}

/// 分, in which money is stored; other systems export it so.
pub(crate) const FEN: Unit = unit("分", 1);

/// The units a heading may name.
pub(crate) fn units(dimension: Dimension) -> &'static [Unit] {
    const MONEY: &[Unit] = &[unit("元", 100), unit("万元", 1_000_000), unit("亿元", 10_000_000_000), FEN];
    const SHARE: &[Unit] = &[unit("%", 10_000)];
    const MONTHS: &[Unit] = &[unit("个月", 1), unit("月", 1), unit("年", 12)];
    const SCORE: &[Unit] = &[unit("分", 100)];
    const COUNT: &[Unit] = &[unit("人", 1), unit("项", 1), unit("名", 1), unit("个", 1), unit("件", 1), unit("分", 1)];
    const CHOICE: &[Unit] = &[unit("是/否", 1)];
    match dimension {
        Dimension::Money => MONEY,
        Dimension::Share => SHARE,
        Dimension::Months => MONTHS,
        Dimension::Score => SCORE,
        Dimension::Count => COUNT,
        Dimension::Choice => CHOICE,
    }
}

impl Figure {
    /// How the column of `slot` is read; `unit` is the heading's, if it names one.
    pub(crate) fn of(catalogue: &Catalogue, slot: Slot, unit: Option<Unit>) -> Figure {
        let Fact { kind, never_below, .. } = catalogue.fact_of(slot);
        let dimension = catalogue.info(slot).dimension;
        let own = units(dimension).iter().find(|unit| unit.word == kind.unit()).copied();
        let unit = unit.or(own).unwrap_or(Unit { word: "", stored: 1 });
        let tenth = |scale: &i64| (scale % 10 == 0).then_some(scale / 10);
        let options: Vec<(String, String)> =
            kind.options().into_iter().map(|(id, label)| (id.into(), label.into())).collect();
        // Labels first: people write them.
        let texts = options.iter().map(|(_, label)| label).chain(options.iter().map(|(id, _)| id));
        let words = texts.filter_map(|text| Some((Word::of(text.as_bytes())?, place_of(&options, text.as_bytes())?)));
        Figure {
            slot,
            label: catalogue.label(slot),
            words: words.collect(),
            scales: std::iter::successors(Some(unit.stored), tenth).collect(),
            unit,
            kind: kind.clone(),
            floor: *never_below,
            options,
        }
    }

    /// Reads a cell that is not blank into stored units, or says what to write instead.
    pub(crate) fn parse(&self, text: &str) -> Result<i64, String> {
        let stored = self
            .read(text)
            .map_err(|advice| if is_dash(text) { format!("{advice};不知道的请留空") } else { advice })?;
        match self.floor {
            Some(floor) if stored < floor => Err(format!("“{}”不能小于 {}", self.label, self.kind.show(floor))),
            _ => Ok(stored),
        }
    }

    fn read(&self, text: &str) -> Result<i64, String> {
        match &self.kind {
            // Money: the heading's unit takes the place of the catalogue's.
            Kind::Money { .. } if self.unit == FEN => self.fen(text),
            Kind::Money { .. } => Kind::Money { unit: self.unit.word.into() }.parse(text),
            Kind::Months if self.unit.stored == 12 => quantity::parse_amount(text, Dimension::Months, Some("年"))
                .map_err(|error| error.advice(&quantity::tidy(text), Dimension::Months)),
            kind => kind.parse(text),
        }
    }

    /// 分 are whole and carry no word; a cell that names its unit is read by it.
    fn fen(&self, text: &str) -> Result<i64, String> {
        let advice = |error: quantity::AmountError| error.advice(&quantity::tidy(text), Dimension::Money);
        match quantity::parse_amount(text, Dimension::Money, None) {
            Err(quantity::AmountError::Unit) => quantity::parse_amount(text, Dimension::Count, None).map_err(advice),
            other => other.map_err(advice),
        }
    }

    /// Reads a cell that is plainly a number or an option; `None` if it is anything else.
    #[inline]
    pub(crate) fn plain(&self, cell: &[u8]) -> Option<i64> {
        match Word::of(cell) {
            Some(word) => self.plain_word(word),
            None => self.plain_long(cell),
        }
    }

    /// The same for a short cell.
    #[inline]
    pub(crate) fn plain_word(&self, word: Word) -> Option<i64> {
        if self.options.is_empty() {
            return self.stored(word.number()?);
        }
        self.words.iter().find(|(known, _)| *known == word).map(|(_, place)| *place)
    }

    /// The same for a longer one.
    pub(crate) fn plain_long(&self, cell: &[u8]) -> Option<i64> {
        if self.options.is_empty() {
            return self.stored(long_number(cell)?);
        }
        place_of(&self.options, cell)
    }

    /// Digits in stored units, if that is exact and not too large or too small.
    #[inline]
    fn stored(&self, (negative, number, places): (bool, u64, usize)) -> Option<i64> {
        let scaled = i64::try_from(number).ok()?.checked_mul(*self.scales.get(places)?);
        let size = scaled.filter(|size| *size <= LARGEST)?;
        let stored = if negative { -size } else { size };
        (self.floor.is_none_or(|floor| floor <= stored)).then_some(stored)
    }
}

/// The place of the option with this id or label.
fn place_of(options: &[(String, String)], cell: &[u8]) -> Option<i64> {
    let place = options.iter().position(|(id, label)| id.as_bytes() == cell || label.as_bytes() == cell)?;
    i64::try_from(place).ok()
}

/// What [`Word::number`] says of a cell that is longer than a word.
fn long_number(cell: &[u8]) -> Option<(bool, u64, usize)> {
    let (negative, digits) = match cell {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, cell),
    };
    // Eighteen digits and a point always fit.
    if digits.len() > 18 {
        return None;
    }
    let (mut number, mut point) = (0u64, None);
    for (at, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            number = number * 10 + u64::from(digit);
        } else if *byte == b'.' && point.is_none() && at > 0 {
            point = Some(at);
        } else {
            return None;
        }
    }
    let places = point.map_or(0, |at| digits.len() - at - 1);
    (point.is_none() || places > 0).then_some((negative, number, places))
}

/// What people write where they know nothing.
fn is_dash(text: &str) -> bool {
    let text = quantity::tidy(text).to_ascii_lowercase();
    matches!(
        text.as_str(),
        "-" | "--" | "—" | "——" | "/" | "\\" | "n/a" | "na" | "null" | "none" | "nan" | "无" | "暂无" | "不详" | "未知"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use titian_rulebook::policy::Policy;

    fn figure(key: &str, word: Option<&str>) -> Figure {
        let catalogue = Policy::shipped().unwrap().catalogue;
        let slot = catalogue.slot(key).unwrap();
        let unit = word.map(|word| *units(catalogue.info(slot).dimension).iter().find(|u| u.word == word).unwrap());
        Figure::of(&catalogue, slot, unit)
    }

    #[test]
    fn figures_are_read_as_people_write_them() {
        type Case<'a> = (&'a str, Option<&'a str>, &'a str, Result<i64, &'a str>);
        let cases: &[Case<'_>] = &[
            ("revenue.y1", None, "1,234.5", Ok(1_234_500_000)),
            ("revenue.y1", Some("元"), "12345000", Ok(1_234_500_000)),
            ("revenue.y1", Some("元"), "1234.5万元", Ok(1_234_500_000)),
            ("revenue.y1", Some("亿元"), "1.5", Ok(15_000_000_000)),
            ("revenue.y1", Some("分"), "150", Ok(150)),
            ("revenue.y1", Some("分"), "150元", Ok(15_000)),
            ("revenue.y1", Some("分"), "1.5", Err("“1.5”的小数位太多,金额最多精确到分")),
            ("revenue.y1", None, "１２３", Ok(123_000_000)),
            ("revenue.y1", None, "120人", Err("“120人”的单位不对,请写成 “500万元”或“1亿元”")),
            ("revenue.y1", None, "约五百万", Err("“约五百万”不是数字,请写成 “500万元”或“1亿元”")),
            ("revenue.y1", None, "-", Err("“-”不是数字,请写成 “500万元”或“1亿元”;不知道的请留空")),
            ("revenue.y1", None, "-1", Err("“上年度营业收入总额”不能小于 0元")),
            ("net_profit.y1", None, "-1", Ok(-1_000_000)),
            ("market_share", None, "12.5%", Ok(125_000)),
            ("market_share", Some("%"), "12.5", Ok(125_000)),
            ("market_months", Some("年"), "2", Ok(24)),
            ("market_months", Some("年"), "30个月", Ok(30)),
            ("employees.y1", None, "120人", Ok(120)),
            ("own_brand", None, "是", Ok(1)),
            ("ip_class", None, "Ⅱ类知识产权", Ok(1)),
            ("own_brand", None, "大概", Err("“大概”不在可选范围内,请选择:否、是")),
        ];
        for (key, unit, text, expected) in cases {
            assert_eq!(figure(key, *unit).parse(text), expected.map_err(String::from), "{key} {text}");
        }
    }

    proptest! {
        /// The quick reader may pass, but never answers otherwise than the careful one.
        #[test]
        fn plain_reading_equals_careful_reading(text in "-?[0-9]{0,19}([.][0-9]{0,7})?|[0-9a-z_.,是否%元]{0,12}") {
            for (key, unit) in [
                ("revenue.y1", None), ("revenue.y1", Some("元")), ("revenue.y1", Some("分")), ("net_profit.y1", Some("亿元")),
                ("market_share", None), ("market_months", Some("年")), ("employees.y1", None), ("digital_score", None),
                ("own_brand", None), ("ip_class", None),
            ] {
                let figure = figure_cached(key, unit);
                if let Some(stored) = figure.plain(text.as_bytes()) {
                    prop_assert_eq!(figure.parse(&text), Ok(stored), "{} {}", key, text);
                }
            }
        }
    }

    fn figure_cached(key: &'static str, word: Option<&'static str>) -> Figure {
        use std::collections::HashMap;
        use std::sync::{LazyLock, Mutex};
        type Known = HashMap<(&'static str, Option<&'static str>), Figure>;
        static FIGURES: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
        FIGURES.lock().unwrap().entry((key, word)).or_insert_with(|| figure(key, word)).clone()
    }
}
