//! Results out: CSV, XLSX or Parquet, as the ending says.
//!
//! People's files (CSV, XLSX) speak Chinese; Parquet, for programs, keeps ids. A file is written beside its target
//! and renamed when it is whole, so that nobody ever opens half a result.

mod csv;
mod parquet;
mod xlsx;

use std::path::Path;

use titian_rulebook::population::Population;

use crate::error::{Reject, TableError};
use crate::staged::Staged;

/// How a judgement came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Outcome {
    /// 未达到.
    Fails = 0,
    /// 达到.
    Passes = 1,
    /// 待定: it depends on what is not known.
    #[default]
    Undetermined = 2,
}

impl Outcome {
    /// As programs write it; the same ids as in reports of one enterprise.
    pub fn id(self) -> &'static str {
        match self {
            Outcome::Fails => "fails",
            Outcome::Passes => "passes",
            Outcome::Undetermined => "undetermined",
        }
    }

    /// As people write it.
    pub fn label(self) -> &'static str {
        match self {
            Outcome::Fails => "未达到",
            Outcome::Passes => "达到",
            Outcome::Undetermined => "待定",
        }
    }
}

/// The least and the most points of every enterprise.
#[derive(Debug, Clone, Copy, Default)]
pub struct Points<'a> {
    /// At least.
    pub low: &'a [u8],
    /// At most.
    pub high: &'a [u8],
}

impl Points<'_> {
    fn of(&self, row: usize) -> (u8, u8) {
        (self.low.get(row).copied().unwrap_or(0), self.high.get(row).copied().unwrap_or(0))
    }
}

/// Points of one group of indicators.
#[derive(Debug, Clone, Copy)]
pub struct GroupPoints<'a> {
    /// Id, ASCII.
    pub id: &'a str,
    /// Label, Chinese.
    pub label: &'a str,
    /// The points.
    pub points: Points<'a>,
}

/// The judgement of many enterprises by one edition, by columns: what the columnar judge and the row judge both fill.
#[derive(Debug, Clone, Copy)]
pub struct Results<'a> {
    /// The enterprises, for their codes and names.
    pub population: &'a Population,
    /// Their rows in the file they came from; written where the file has no codes to find them by.
    pub rows: &'a [u32],
    /// How each came out.
    pub outcomes: &'a [Outcome],
    /// Points in all, if the edition gives points.
    pub points: Option<Points<'a>>,
    /// Points by group.
    pub groups: &'a [GroupPoints<'a>],
    /// Ids of gates, conditions and pass marks, at most 64, in the order of the bits of `unmet`.
    pub clauses: &'a [Clause],
    /// What stands in the way of each enterprise: bit `n` = `clauses[n]`.
    pub unmet: &'a [u64],
}

/// Something that can stand in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Id, ASCII: `A3.3`, `new.1`, `points`.
    pub id: String,
}

impl Results<'_> {
    fn len(&self) -> usize {
        self.population.rows()
    }

    fn outcome(&self, row: usize) -> Outcome {
        self.outcomes.get(row).copied().unwrap_or_default()
    }

    /// The ids of what stands in the way.
    fn unmet(&self, row: usize) -> impl Iterator<Item = &str> {
        let mut bits = self.unmet.get(row).copied().unwrap_or(0);
        std::iter::from_fn(move || {
            let next = bits.trailing_zeros() as usize;
            bits &= bits.wrapping_sub(1);
            self.clauses.get(next).map(|clause| clause.id.as_str())
        })
    }

    /// Whether rows are told by their number, for want of codes.
    fn numbered(&self) -> bool {
        self.population.codes.is_empty() || (self.len() > 0 && self.population.codes.get(0).is_empty())
    }
}

/// Writes results in the format that the ending of `path` names: `.csv`, `.xlsx` or `.parquet`.
pub fn write(path: &Path, results: &Results<'_>) -> Result<(), TableError> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let staged = match ending.as_deref() {
        Some("csv") => csv::write(Staged::begin(path)?, results),
        Some("xlsx") => xlsx::write(Staged::begin(path)?, results),
        Some("parquet") => parquet::write(Staged::begin(path)?, results),
        _ => return Err(TableError::file(path, "结果可以写成 .csv、.xlsx 或 .parquet,请改用其中一种扩展名")),
    };
    staged?.finish()
}

/// A small table as CSV text that Excel opens: a mark, headings, rows; nothing in it can be run as a formula.
pub fn csv_text<const N: usize>(headings: &[&str; N], rows: &[[String; N]]) -> String {
    csv::sheet(headings, rows)
}

/// Writes why rows were left out, as CSV: row, column, value, message.
pub fn write_rejects(path: &Path, rejects: &[Reject]) -> Result<(), TableError> {
    csv::write_rejects(Staged::begin(path)?, rejects)?.finish()
}

#[cfg(test)]
mod tests;
