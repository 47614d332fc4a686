//! The top of a CSV file: what separates its cells, and where the first row of figures begins.

use std::path::Path;

use titian_rulebook::catalogue::Catalogue;

use super::records::Records;
use crate::error::TableError;
use crate::header::{Header, Headings};
use crate::options::Options;
use crate::top::{ROWS, header, known};

/// Rows of the top of a file, each with where it ends.
type FirstRows = Vec<(usize, Vec<String>)>;

/// The top of a CSV file.
pub(super) struct Top {
    pub separator: u8,
    pub header: Header,
    /// Records up to and with the header (and the ids below it).
    pub rows: u64,
    /// Where the first row of figures begins, in bytes.
    pub begin: usize,
}

/// Finds the top of a CSV text.
pub(super) fn top(path: &Path, text: &str, catalogue: &Catalogue, options: &Options<'_>) -> Result<Top, TableError> {
    let headings = Headings::new(catalogue, options.on);
    let mut best: Option<(usize, usize, u8, FirstRows)> = None;
    for separator in [b',', b'\t', b';'] {
        let rows = first_rows(text, separator);
        let cells: Vec<&[String]> = rows.iter().map(|(_, cells)| cells.as_slice()).collect();
        let known = known(&cells, &headings).into_iter().max().unwrap_or(0);
        let width = cells.iter().map(|cells| cells.len()).max().unwrap_or(0);
        if best.as_ref().is_none_or(|(k, w, ..)| (known, width) > (*k, *w)) {
            best = Some((known, width, separator, rows));
        }
    }
    let Some((_, _, separator, rows)) = best.filter(|(.., rows)| !rows.is_empty()) else {
        return Err(TableError::file(path, "文件是空的;第一行请写表头"));
    };
    let cells: Vec<&[String]> = rows.iter().map(|(_, cells)| cells.as_slice()).collect();
    let (header, used) = header(path, &cells, headings, options)?;
    let begin = rows.get(used - 1).map_or(text.len(), |(end, _)| *end);
    Ok(Top { separator, header, rows: used as u64, begin })
}

/// The first records with the place where each ends.
fn first_rows(text: &str, separator: u8) -> Vec<(usize, Vec<String>)> {
    let (mut records, mut cells, mut rows) = (Records::new(text, separator), Vec::new(), Vec::new());
    while rows.len() <= ROWS && records.next(&mut cells).unwrap_or(false) {
        rows.push((records.at(), cells.iter().map(|cell| cell.to_string()).collect()));
    }
    rows
}
