//! A worksheet, whatever program wrote it: XLSX and XLS hand their cells over here, and they become rows.
//!
//! Cells are read as the person at the screen sees them: a share formatted as a percentage is that percentage (0.053
//! shown as 5.3% is 5.3%), a bare number is in the unit of its heading, a date is a date, a formula is the value it
//! last gave; one that never gave a value is refused. What cannot be seen is told: rows and columns that are hidden,
//! cells that are merged.

mod cell;
mod outline;
mod row;

use std::path::Path;

use calamine::{DataRef, SheetType, SheetVisible};
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::quantity::Dimension;

use crate::Loaded;
use crate::error::{Note, Reject, TableError};
use crate::header::{Header, Headings, Target};
use crate::intake::{Intake, Plan, UNCALCULATED};
use crate::options::{Limits, Options};
use crate::top;
use cell::Seen;
pub(crate) use cell::is_percent;
pub(crate) use outline::{Outline, Region};
use row::Row;

/// Rows of the largest worksheet.
pub(crate) const ROWS: u32 = 1 << 20;

/// Columns of the largest worksheet.
pub(crate) const COLUMNS: u32 = 1 << 14;

/// Worksheets that are looked at; a workbook of more is no list of enterprises.
const SHEETS: usize = 200;

/// So many rows between two words of progress.
const STEP: u64 = 4_096;

/// A cell where it stands, counted from 0.
#[derive(Debug)]
pub(crate) struct SheetCell<'s> {
    pub row: u32,
    pub column: u32,
    pub value: DataRef<'s>,
    /// Whether its format shows a percentage.
    pub percent: bool,
}

/// The first rows of a worksheet, by which it is known.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub name: String,
    /// Its place in the workbook.
    pub place: usize,
    /// Whether its dates count from 1904, as in old workbooks of the Macintosh.
    pub from_1904: bool,
    first: Vec<Vec<String>>,
}

/// What a workbook answers that cannot be laid out in rows.
const UNORDERED: &str = "Excel 文件的内容有错,可能已经损坏,请用 Excel 打开后重新另存为 .xlsx";

/// The cells of a worksheet as rows of texts, counted as a spreadsheet counts them.
pub(crate) fn plain_rows<'s>(
    path: &Path,
    cells: impl Iterator<Item = Result<SheetCell<'s>, TableError>>,
    from_1904: bool,
    limits: &Limits,
) -> Result<Vec<(u64, Vec<String>)>, TableError> {
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    for cell in cells {
        let SheetCell { row, column, value, percent } = cell?;
        if matches!(value, DataRef::Empty) {
            continue;
        }
        let (row, column) = (u64::from(row) + 1, column as usize);
        if let Some(message) = limits.refuse(row, column + 1) {
            return Err(TableError::row(path, row, message));
        }
        match rows.last() {
            Some((last, _)) if *last > row => return Err(TableError::file(path, UNORDERED)),
            Some((last, _)) if *last == row => {}
            _ => rows.push((row, Vec::new())),
        }
        let Some((_, cells)) = rows.last_mut() else { continue };
        if cells.len() <= column {
            cells.resize_with(column + 1, String::new);
        }
        plain(&value, percent, from_1904, &mut cells[column]);
    }
    Ok(rows)
}

/// The one worksheet in which something stands.
pub(crate) fn only(path: &Path, mut read: Vec<Vec<(u64, Vec<String>)>>) -> Result<Vec<(u64, Vec<String>)>, TableError> {
    match read.len() {
        0 => Err(TableError::file(path, "没有可以读的工作表:看得见的工作表都是空的;第一行请写表头")),
        1 => Ok(read.remove(0)),
        many => Err(TableError::file(path, format!("有 {many} 个工作表有内容;请只留下要读的一个,其余的删去或隐藏"))),
    }
}

impl Sheet {
    /// Reads the first rows.
    pub(crate) fn begin<'s>(
        name: &str,
        place: usize,
        from_1904: bool,
        cells: impl Iterator<Item = Result<SheetCell<'s>, TableError>>,
    ) -> Result<Sheet, TableError> {
        let mut first: Vec<Vec<String>> = Vec::new();
        for cell in cells {
            let SheetCell { row, column, value, percent } = cell?;
            let (row, column) = (row as usize, column as usize);
            if row > top::ROWS {
                break;
            }
            if column >= COLUMNS as usize || matches!(value, DataRef::Empty) {
                continue;
            }
            if first.len() <= row {
                first.resize_with(row + 1, Vec::new);
            }
            if first[row].len() <= column {
                first[row].resize_with(column + 1, String::new);
            }
            let text = &mut first[row][column];
            text.clear();
            cell::write(&value, percent, from_1904, &Target::Passed, text);
        }
        Ok(Sheet { name: name.into(), place, from_1904, first })
    }

    fn rows(&self) -> Vec<&[String]> {
        self.first.iter().map(Vec::as_slice).collect()
    }
}

/// Appends a cell as plain text, whatever stands above it. A number with more digits than a spreadsheet keeps is shown as
/// spreadsheets show it, so that a code that lost its end is never taken for one.
pub(crate) fn plain(value: &DataRef<'_>, percent: bool, from_1904: bool, text: &mut String) {
    cell::write(value, percent, from_1904, &Target::Code, text);
}

/// The places of the worksheets that can be seen.
pub(crate) fn visible(path: &Path, sheets: &[calamine::Sheet]) -> Result<Vec<usize>, TableError> {
    let seen = |sheet: &calamine::Sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    let places: Vec<usize> = (0..sheets.len()).filter(|place| seen(&sheets[*place])).collect();
    match places.len() {
        0..=SHEETS => Ok(places),
        many => Err(TableError::file(path, format!("有 {many} 个工作表,请只留下要读的一个,其余的删去或隐藏"))),
    }
}

/// The sheet with the enterprises, of those that can be seen: the one whose top has known headings. Two of them are
/// refused rather than one passed over, because its enterprises would be missing and nobody would notice.
pub(crate) fn choose(path: &Path, sheets: Vec<Sheet>, headings: &Headings<'_>) -> Result<Sheet, TableError> {
    let known = |sheet: &Sheet| top::known(&sheet.rows(), headings).into_iter().max().unwrap_or(0);
    let known: Vec<usize> = sheets.iter().map(known).collect();
    // One known word may stand anywhere, two in one row are a header.
    let enough = if known.iter().any(|known| *known >= 2) { 2 } else { 1 };
    let fitting: Vec<usize> = (0..sheets.len()).filter(|at| known[*at] >= enough).collect();
    if fitting.len() > 1 {
        let names: Vec<String> = fitting.iter().take(5).map(|at| format!("“{}”", sheets[*at].name)).collect();
        let message = format!(
            "有 {} 个工作表都像是企业名单:{};请只留下要读的一个,其余的删去、隐藏或另存为别的文件",
            fitting.len(),
            names.join("、")
        );
        return Err(TableError::file(path, message));
    }
    let filled = || sheets.iter().position(|sheet| !sheet.first.is_empty());
    let chosen = fitting.first().copied().or_else(filled);
    match chosen.and_then(|at| sheets.into_iter().nth(at)) {
        Some(sheet) => Ok(sheet),
        None => Err(TableError::file(path, "没有可以读的工作表:看得见的工作表都是空的;第一行请写表头")),
    }
}

/// Reads a worksheet whose top is known.
pub(crate) fn read<'s>(
    path: &Path,
    catalogue: &Catalogue,
    options: &Options<'_>,
    sheet: &Sheet,
    outline: &Outline,
    cells: impl Iterator<Item = Result<SheetCell<'s>, TableError>>,
) -> Result<Loaded, TableError> {
    let headings = Headings::new(catalogue, options.on);
    let (mut header, top) = top::header(path, &sheet.rows(), headings, options)?;
    for (at, column) in header.columns.iter_mut().enumerate() {
        if matches!(column.target, Target::Nameless) {
            column.heading = letters(at as u32);
        }
    }
    let plan = Plan { catalogue, header: &header, options };
    let mut body = Body { path, plan, top: top as u64, intake: Intake::new(plan), seen: Vec::new() };
    body.seen.resize_with(header.columns.len(), Seen::default);
    let mut row = Row::new(header.columns.len());
    for cell in cells {
        let mut cell = cell?;
        if (cell.row as usize) < top {
            continue;
        }
        if matches!(cell.value, DataRef::Empty) {
            if !outline.uncalculated.contains(&(cell.row, cell.column)) {
                continue;
            }
            cell.value = DataRef::SharedString(UNCALCULATED);
        }
        if cell.row >= ROWS || cell.column >= COLUMNS || cell.row < row.at {
            return Err(TableError::file(path, "工作表中行列的次序不对,请用 Excel 打开后重新另存为 .xlsx"));
        }
        if cell.row != row.at {
            body.take(&row)?;
            row.begin(cell.row);
        }
        body.put(&mut row, &cell, sheet.from_1904);
    }
    body.take(&row)?;
    options.report(u64::from(row.at) + 1, u64::from(row.at) + 1);
    body.finish(outline)
}

/// The rows below the header, on their way in.
struct Body<'a> {
    path: &'a Path,
    plan: Plan<'a>,
    /// Rows up to and with the header.
    top: u64,
    intake: Intake<'a>,
    /// How the cells of each column were written.
    seen: Vec<Seen>,
}

impl Body<'_> {
    fn put(&mut self, row: &mut Row, cell: &SheetCell<'_>, from_1904: bool) {
        match self.plan.header.columns.get(cell.column as usize) {
            Some(column) => {
                let shape = row.put(cell, from_1904, &column.target);
                self.seen[cell.column as usize].count(shape, cell.row);
            }
            None => row.put_beyond(cell, from_1904),
        }
    }

    fn take(&mut self, row: &Row) -> Result<(), TableError> {
        if row.is_blank() {
            return Ok(());
        }
        let number = u64::from(row.at) + 1;
        let options = self.plan.options;
        if let Some(message) = options.limits.refuse(number - self.top, self.plan.header.columns.len()) {
            return Err(TableError::file(self.path, message));
        }
        let taken = match row.beyond() {
            Some((column, value)) => self.intake.reject(vec![Reject {
                row: number,
                column: letters(column),
                value: value.into(),
                message: "这一列没有表头,请在表头行写上这一列的名称,或者删去这一列".into(),
            }]),
            None => self.intake.row(number, &row.cells()),
        };
        taken.map_err(|stop| stop.into_error(self.path))?;
        if number.is_multiple_of(STEP) {
            options.report(number, u64::from(ROWS).min(number + STEP));
        }
        Ok(())
    }

    fn finish(mut self, outline: &Outline) -> Result<Loaded, TableError> {
        let mut notes = outline.notes(self.top, self.plan.header.columns.len(), &self.intake);
        notes.extend(self.doubts());
        self.intake.notes.gather(notes);
        self.intake.finish(self.path)
    }

    /// What about the cells of a column should be looked at again.
    fn doubts(&self) -> Vec<Note> {
        let Header { columns, figures, .. } = self.plan.header;
        let doubt = |(at, column): (usize, &crate::header::Column)| {
            let seen = self.seen.get(at)?;
            let heading = &column.heading;
            let message = match &column.target {
                Target::Figure(at)
                    if self.plan.catalogue.info(figures[*at].slot).dimension == Dimension::Share
                        && seen.percents > 0
                        && seen.numbers > 0 =>
                {
                    format!(
                        "“{heading}”列有 {} 格是百分数格式,有 {} 格是普通数字;普通数字按 % 读(5.3 是 5.3%,0.053 是 0.053%),请核对",
                        seen.percents, seen.numbers
                    )
                }
                Target::Date(_) if seen.serials > 0 => format!(
                    "“{heading}”列有 {} 格没有设成日期格式(例如第 {} 行),已按 Excel 的日期序号读,请核对",
                    seen.serials,
                    seen.first_serial + 1
                ),
                _ => return None,
            };
            Some(Note { row: None, message })
        };
        columns.iter().enumerate().filter_map(doubt).collect()
    }
}

/// A column as spreadsheets name it: A, B, …, Z, AA, …
pub(crate) fn letters(column: u32) -> String {
    let (mut rest, mut letters) = (column + 1, Vec::new());
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(letters(column), name);
        }
    }
}
