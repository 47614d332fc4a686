//! 表格 Tables: many enterprises in and out of files.
//!
//! [`read`] takes CSV, XLSX, XLS and Parquet as they really come: UTF-8 with or without a mark, UTF-16, GB18030;
//! full-width digits, thousands separators, 元 or 万元 as the heading says, percent signs, empty = unknown. What cannot
//! be read exactly is refused with file, row, column and what to write instead. [`write`] puts results beside it in
//! the format the ending names, [`template`] makes the spreadsheet that [`read`] reads back. Nothing here panics on a file.

mod csv;
mod error;
mod header;
mod intake;
mod number;
mod options;
#[cfg(test)]
mod testing;
mod twice;
mod word;
mod write;

use std::path::Path;

use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::population::Population;

pub use error::{Note, Notes, Reject, TableError};
pub use options::{Limits, Options, Progress};
pub use write::{Clause, GroupPoints, Outcome, Points, Results, write, write_rejects};

/// A table that was read.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The enterprises, without the rows that were left out.
    pub population: Population,
    /// For each enterprise its row in the file, as a spreadsheet counts it (the header is row 1).
    pub rows: Vec<u32>,
    /// Why rows were left out; empty unless [`Options::keep_going`].
    pub rejects: Vec<Reject>,
    /// What to look at again: check characters of credit codes, merged cells, hidden rows.
    pub notes: Notes,
    /// Headings of columns that were passed over by [`Options::ignore_unknown`].
    pub ignored: Vec<String>,
}

/// Reads a table of enterprises. The first bytes tell the format; where they do not, the ending does.
pub fn read(path: &Path, catalogue: &Catalogue, options: &Options<'_>) -> Result<Loaded, TableError> {
    let format = options::Format::of(path, &options.limits)?;
    match format {
        options::Format::Csv => csv::read(path, catalogue, options),
        _ => Err(TableError::file(path, "还不能读这种文件")),
    }
}
