//! 总体 Many enterprises at once, by columns: what the columnar judge, simulations and tables share.
//!
//! A column is as narrow as its values allow and marks the unknown by one value of its own, so that a chunk of a
//! standard runs over contiguous bytes. Missing and not computable are the same here; ask the row judge for the reason.

use crate::catalogue::{Catalogue, Slot};
use crate::facts::{Cell, Facts};

/// Marks the unknown in a wide column and in what [`Column::get`] takes.
pub const UNKNOWN: i64 = i64::MIN;

/// One slot of many enterprises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// Values from 0 to 254; 255 = unknown.
    Byte(Vec<u8>),
    /// Values above `i32::MIN`; `i32::MIN` = unknown.
    Int(Vec<i32>),
    /// Values above [`UNKNOWN`].
    Long(Vec<i64>),
}

impl Column {
    /// The narrowest column that holds these values ([`UNKNOWN`] = unknown).
    pub fn narrow(values: &[i64]) -> Column {
        let known = || values.iter().filter(|v| **v != UNKNOWN);
        if known().all(|v| (0..255).contains(v)) {
            Column::Byte(values.iter().map(|v| u8::try_from(*v).unwrap_or(u8::MAX)).collect())
        } else if known().all(|v| i32::try_from(*v).is_ok_and(|v| v > i32::MIN)) {
            Column::Int(values.iter().map(|v| i32::try_from(*v).unwrap_or(i32::MIN)).collect())
        } else {
            Column::Long(values.to_vec())
        }
    }

    /// How many enterprises.
    pub fn len(&self) -> usize {
        match self {
            Column::Byte(v) => v.len(),
            Column::Int(v) => v.len(),
            Column::Long(v) => v.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of one enterprise, if known.
    pub fn get(&self, row: usize) -> Option<i64> {
        match self {
            Column::Byte(v) => v.get(row).filter(|v| **v != u8::MAX).map(|v| i64::from(*v)),
            Column::Int(v) => v.get(row).filter(|v| **v != i32::MIN).map(|v| i64::from(*v)),
            Column::Long(v) => v.get(row).copied().filter(|v| *v != UNKNOWN),
        }
    }

    /// How many bits its largest figure takes, sign aside: every known `v` has `|v| < 2^bits`.
    pub fn bits(&self) -> u32 {
        // The highest bit of all figures together is that of the largest; no figure is compared.
        let all = match self {
            Column::Byte(v) => {
                let all = v.iter().fold(0, |all, v| all | if *v == u8::MAX { 0 } else { *v });
                u64::from(all)
            }
            Column::Int(v) => {
                let all = v.iter().fold(0, |all, v| all | if *v == i32::MIN { 0 } else { v.unsigned_abs() });
                u64::from(all)
            }
            Column::Long(v) => v.iter().fold(0, |all, v| all | if *v == UNKNOWN { 0 } else { v.unsigned_abs() }),
        };
        u64::BITS - all.leading_zeros()
    }
}

/// Texts of many enterprises, end to end in one string.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    /// Adds one text.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// Adds all texts of `other`.
    pub fn append(&mut self, other: &Texts) {
        let begin = self.text.len();
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| begin + end));
    }

    /// How many texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of one enterprise; empty if there is none.
    pub fn get(&self, row: usize) -> &str {
        let begin = if row == 0 { 0 } else { self.ends.get(row - 1).copied().unwrap_or(0) };
        let end = self.ends.get(row).copied().unwrap_or(begin);
        self.text.get(begin..end).unwrap_or("")
    }
}

impl<'a> FromIterator<&'a str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Texts {
        let mut all = Texts::default();
        texts.into_iter().for_each(|text| all.push(text));
        all
    }
}

/// Many enterprises.
#[derive(Debug, Clone, Default)]
pub struct Population {
    rows: usize,
    columns: Vec<Option<Column>>,
    /// [`Column::bits`] of each column, so that whoever computes with them knows what fits.
    bits: Vec<u32>,
    /// 统一社会信用代码, or whatever names a row; may be empty.
    pub codes: Texts,
    /// Names; may be empty.
    pub names: Texts,
    /// Cities; may be empty.
    pub cities: Texts,
    /// Industry codes; may be empty.
    pub industries: Texts,
}

impl Population {
    /// `rows` enterprises of whom nothing is known.
    pub fn blank(catalogue: &Catalogue, rows: usize) -> Population {
        let slots = catalogue.slots().len();
        Population { rows, columns: vec![None; slots], bits: vec![0; slots], ..Population::default() }
    }

    /// Enterprises from rows of facts.
    pub fn of_rows(catalogue: &Catalogue, rows: &[Facts]) -> Population {
        let mut population = Population::blank(catalogue, rows.len());
        for at in 0..catalogue.slots().len() {
            let slot = Slot(at as u16);
            let values: Vec<i64> = rows.iter().map(|facts| facts.known(slot).unwrap_or(UNKNOWN)).collect();
            if values.iter().any(|v| *v != UNKNOWN) {
                population.set(slot, Column::narrow(&values));
            }
        }
        population
    }

    /// How many enterprises.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The column of a slot; `None` if nobody states it.
    pub fn column(&self, slot: Slot) -> Option<&Column> {
        self.columns.get(slot.index())?.as_ref()
    }

    /// Puts a column in place. A column of another length is refused by `false`.
    pub fn set(&mut self, slot: Slot, column: Column) -> bool {
        match (self.columns.get_mut(slot.index()), self.bits.get_mut(slot.index())) {
            (Some(place), Some(bits)) if column.len() == self.rows => {
                *bits = column.bits();
                *place = Some(column);
                true
            }
            _ => false,
        }
    }

    /// How many bits the largest figure of a slot takes, sign aside; 0 if nobody states one.
    pub fn bits(&self, slot: Slot) -> u32 {
        self.bits.get(slot.index()).copied().unwrap_or(0)
    }

    /// One enterprise as a row of facts, for the row judge.
    pub fn facts(&self, row: usize) -> Facts {
        let mut facts = Facts::blank(self.columns.len());
        for (at, column) in self.columns.iter().enumerate() {
            if let Some(value) = column.as_ref().and_then(|column| column.get(row)) {
                facts.set(Slot(at as u16), Cell::Known(value));
            }
        }
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_narrow_as_their_values() {
        assert_eq!(Column::narrow(&[0, 254, UNKNOWN]), Column::Byte(vec![0, 254, 255]));
        assert_eq!(Column::narrow(&[255, UNKNOWN]), Column::Int(vec![255, i32::MIN]));
        assert_eq!(Column::narrow(&[-1, i64::from(i32::MIN)]), Column::Long(vec![-1, i64::from(i32::MIN)]));
        assert_eq!(Column::narrow(&[UNKNOWN]).get(0), None);
    }

    #[test]
    fn a_column_knows_how_large_its_figures_are() {
        let bits = |values: &[i64]| Column::narrow(values).bits();
        assert_eq!(bits(&[UNKNOWN]), 0);
        assert_eq!(bits(&[0, 1, UNKNOWN]), 1);
        assert_eq!(bits(&[254]), 8);
        assert_eq!(bits(&[-256, UNKNOWN]), 9);
        assert_eq!(bits(&[i64::MAX, UNKNOWN]), 63);
        assert_eq!(bits(&[UNKNOWN + 1]), 63);
    }

    #[test]
    fn texts_stand_end_to_end() {
        let mut texts: Texts = ["南宁", "", "柳州"].into_iter().collect();
        texts.append(&["桂林"].into_iter().collect());
        assert_eq!((0..5).map(|row| texts.get(row)).collect::<Vec<_>>(), ["南宁", "", "柳州", "桂林", ""]);
    }
}
