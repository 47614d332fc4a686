//! The top of a table: what separates its cells, where the header stands, in which unit the money is.

use std::path::Path;

use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::quantity::{self, Dimension};

use super::records::Records;
use crate::error::TableError;
use crate::header::{Header, Headings};
use crate::intake::is_blank;
use crate::number::{FEN, Unit, units};
use crate::options::Options;

/// Rows of the top of a file, each with where it ends.
type FirstRows = Vec<(usize, Vec<String>)>;

/// Titles and notes above the header: at most so many rows less one.
pub(crate) const ROWS: usize = 10;

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
        let known = cells.iter().map(|cells| headings.known(&refs(cells))).max().unwrap_or(0);
        let width = cells.iter().map(|cells| cells.len()).max().unwrap_or(0);
        if best.as_ref().is_none_or(|(k, w, ..)| (known, width) > (*k, *w)) {
            best = Some((known, width, separator, rows));
        }
    }
    let Some((_, _, separator, rows)) = best.filter(|(.., rows)| !rows.is_empty()) else {
        return Err(TableError::file(path, "文件是空的;第一行请写表头"));
    };
    let cells: Vec<&[String]> = rows.iter().map(|(_, cells)| cells.as_slice()).collect();
    let (at, header, repeated) = header(path, &cells, headings, options)?;
    let last = if repeated { at + 1 } else { at };
    let begin = rows.get(last).map_or(text.len(), |(end, _)| *end);
    Ok(Top { separator, header, rows: last as u64 + 1, begin })
}

/// Finds the header among the first rows: where it stands, what it says, and whether the next row repeats its ids.
pub(crate) fn header(
    path: &Path,
    rows: &[&[String]],
    mut headings: Headings<'_>,
    options: &Options<'_>,
) -> Result<(usize, Header, bool), TableError> {
    let known: Vec<usize> = rows.iter().map(|cells| headings.known(&refs(cells))).collect();
    let filled = rows.iter().position(|cells| !is_blank(cells)).unwrap_or(0);
    let clear = known.iter().position(|known| *known >= 2).or_else(|| known.iter().position(|known| *known == 1));
    let at = clear.unwrap_or(filled);
    headings.money = rows.iter().take(at).flat_map(|cells| cells.iter()).find_map(|cell| unit_above(cell));
    let cells = rows.get(at).copied().unwrap_or_default();
    // Blank columns at the right edge are no columns.
    let width = cells.iter().rposition(|cell| !crate::header::clean(cell).is_empty()).map_or(0, |last| last + 1);
    let cells = refs(&cells[..width]);
    if let Some(message) = options.limits.refuse(0, cells.len()) {
        return Err(TableError::row(path, at as u64 + 1, message));
    }
    let header = headings.read(&cells, options.ignore_unknown).map_err(|bad| TableError {
        column: Some(bad.heading).filter(|heading| !heading.is_empty()),
        ..TableError::row(path, at as u64 + 1, bad.message)
    })?;
    let repeated = rows.get(at + 1).is_some_and(|cells| headings.repeats(&header, &refs(cells)));
    Ok((at, header, repeated))
}

/// 单位:万元, as written above a table.
fn unit_above(cell: &str) -> Option<Unit> {
    let tidy = quantity::tidy(cell);
    let (_, word) = tidy.split_once("单位:")?;
    let word = word.trim_end_matches([')', '。']);
    let word = word.strip_prefix("人民币").unwrap_or(word);
    units(Dimension::Money).iter().find(|unit| unit.word == word && **unit != FEN).copied()
}

/// The first records with the place where each ends.
fn first_rows(text: &str, separator: u8) -> Vec<(usize, Vec<String>)> {
    let (mut records, mut cells, mut rows) = (Records::new(text, separator), Vec::new(), Vec::new());
    while rows.len() <= ROWS && records.next(&mut cells).unwrap_or(false) {
        rows.push((records.at(), cells.iter().map(|cell| cell.to_string()).collect()));
    }
    rows
}

fn refs(cells: &[String]) -> Vec<&str> {
    cells.iter().map(String::as_str).collect()
}
