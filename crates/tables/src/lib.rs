//! 表格 Tables: many enterprises in and out of files.
//!
//! [`read`] takes CSV, XLSX, XLS and Parquet as they really come: UTF-8 with or without a mark, UTF-16, GB18030; titles
//! above the header, full-width digits, thousands separators, 元 or 万元 as the heading says, percent signs, dates and
//! percentages as a spreadsheet shows them, empty = unknown. What cannot be read exactly is refused with file, row,
//! column and what to write instead; what only looks odd is told in [`Loaded::notes`]. [`write()`] puts results beside
//! it in the format the ending names, [`template()`] makes the spreadsheet that [`read`] reads back.
//!
//! One rule serves all formats: a bare number is in the unit that its heading names, else the table as a whole
//! (单位:元 above it, a metadata entry `unit` in Parquet), else the catalogue; a number with a unit of its own is read by
//! that. The same table reads the same from every format, and a property test holds them to it.
//!
//! Nothing here panics on a file, and no file takes more memory than [`Limits`] allow: what a file claims about its
//! size is looked at before anything is laid out by it.

mod caught;
mod csv;
mod decimal;
mod error;
pub mod filings;
mod header;
mod intake;
mod number;
mod options;
mod parquet;
mod plain;
pub mod roster;
mod sheet;
mod staged;
mod template;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod top;
mod twice;
mod word;
mod workbook;
mod write;
mod xls;
mod xlsx;

use std::path::Path;

use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::population::Population;

pub use error::{Note, Notes, Reject, TableError};
pub use options::{Limits, Options, Progress};
pub use plain::{plain_rows, plain_workbook};
pub use template::template;
pub use write::{Clause, GroupPoints, Outcome, Points, Results, csv_text, write, write_rejects};

/// A table that was read.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The enterprises, without the rows that were left out.
    pub population: Population,
    /// For each enterprise its row in the file, as a spreadsheet counts it (the header is row 1).
    pub rows: Vec<u32>,
    /// Why rows were left out; empty unless [`Options::keep_going`].
    pub rejects: Vec<Reject>,
    /// What to look at again: check characters of credit codes, merged cells, hidden rows and columns, shares that look
    /// like fractions, numbers read as dates.
    pub notes: Notes,
    /// Headings of columns that were passed over by [`Options::ignore_unknown`].
    pub ignored: Vec<String>,
}

/// Reads a table of enterprises. The first bytes tell the format; where they do not, the ending does.
pub fn read(path: &Path, catalogue: &Catalogue, options: &Options<'_>) -> Result<Loaded, TableError> {
    let format = options::Format::of(path, &options.limits)?;
    match format {
        options::Format::Csv => csv::read(path, catalogue, options),
        options::Format::Xlsx => xlsx::read(path, catalogue, options),
        options::Format::Xls => xls::read(path, catalogue, options),
        options::Format::Parquet => parquet::read(path, catalogue, options),
    }
}
