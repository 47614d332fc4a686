//! The top of a table: where the header stands, in which unit the money is. The same for every format with rows.

use std::path::Path;

use titian_rulebook::quantity::{self, Dimension};

use crate::error::TableError;
use crate::header::{Below, Header, Headings, clean};
use crate::intake::is_blank;
use crate::number::{FEN, Unit, units};
use crate::options::Options;

/// Titles and notes above the header: at most so many rows less one.
pub(crate) const ROWS: usize = 10;

/// Finds the header among the first rows: what it says, and how many rows stand up to and with it (and the ids below).
pub(crate) fn header(
    path: &Path,
    rows: &[&[String]],
    mut headings: Headings<'_>,
    options: &Options<'_>,
) -> Result<(Header, usize), TableError> {
    let known = known(rows, &headings);
    let filled = rows.iter().position(|cells| !is_blank(cells)).unwrap_or(0);
    let clear = known.iter().position(|known| *known >= 2).or_else(|| known.iter().position(|known| *known == 1));
    let at = clear.unwrap_or(filled);
    headings.money = rows.iter().take(at).flat_map(|cells| cells.iter()).find_map(|cell| unit_above(cell));
    let cells = rows.get(at).copied().unwrap_or_default();
    // Blank columns at the right edge are no columns.
    let width = cells.iter().rposition(|cell| !clean(cell).is_empty()).map_or(0, |last| last + 1);
    let cells = refs(&cells[..width]);
    let row = at as u64 + 1;
    if let Some(message) = options.limits.refuse(0, cells.len()) {
        return Err(TableError::row(path, row, message));
    }
    let header = headings.read(&cells, options.ignore_unknown).map_err(|bad| TableError {
        column: Some(bad.heading).filter(|heading| !heading.is_empty()),
        ..TableError::row(path, row, bad.message)
    })?;
    match rows.get(at + 1).map(|cells| headings.below(&header, &refs(cells))) {
        None | Some(Below::Figures) => Ok((header, at + 1)),
        Some(Below::Ids) => Ok((header, at + 2)),
        Some(Below::OtherIds(heading)) => Err(TableError {
            column: Some(heading),
            ..TableError::row(
                path,
                row + 1,
                "这一行的代号与表头对不上:模板多半是按另一个年度生成的。请用 --on 指定当时的日期,或重新生成模板",
            )
        }),
    }
}

/// How many known headings each of the first rows has.
pub(crate) fn known(rows: &[&[String]], headings: &Headings<'_>) -> Vec<usize> {
    rows.iter().map(|cells| headings.known(&refs(cells))).collect()
}

/// 单位:万元, as written above a table.
pub(crate) fn unit_above(cell: &str) -> Option<Unit> {
    let tidy = quantity::tidy(cell);
    let (_, word) = tidy.split_once("单位:")?;
    let word = word.trim_end_matches([')', '。']);
    let word = word.strip_prefix("人民币").unwrap_or(word);
    units(Dimension::Money).iter().find(|unit| unit.word == word && **unit != FEN).copied()
}

/// Cells as the headings read them.
pub(crate) fn refs(cells: &[String]) -> Vec<&str> {
    cells.iter().map(String::as_str).collect()
}
