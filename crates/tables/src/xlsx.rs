//! XLSX and XLSM: looked over as an archive first ([`package`]), then read cell by cell as a stream.
//!
//! A sheet may declare a billion cells and hold one: nothing is laid out by what a file declares, only by the cells
//! that come. A sheet formatted down to its last row is therefore read as quickly as its rows.

mod outline;
pub(crate) mod package;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{Reader, Xlsx, XlsxCellReader, XlsxError};
use titian_rulebook::catalogue::Catalogue;

use crate::Loaded;
use crate::caught::caught;
use crate::error::TableError;
use crate::header::Headings;
use crate::options::{Limits, Options};
use crate::sheet::{self, Sheet, SheetCell, is_percent};

const BROKEN: &str = "Excel 文件的内容有错,可能已经损坏,请用 Excel 打开后重新另存为 .xlsx,或者另存为 .csv";

type Book = Xlsx<BufReader<File>>;

/// Reads the worksheet with the enterprises.
pub(crate) fn read(path: &Path, catalogue: &Catalogue, options: &Options<'_>) -> Result<Loaded, TableError> {
    package::check(path, &options.limits)?;
    let mut book = open(path)?;
    let sheets = book.sheets_metadata().to_vec();
    let mut begun = Vec::new();
    for place in sheet::visible(path, &sheets)? {
        let sheet = &sheets[place];
        let from_1904 = book.has_1904_epoch();
        let cells = Cells::of(path, &mut book, &sheet.name)?;
        begun.push(Sheet::begin(&sheet.name, place, from_1904, cells)?);
    }
    let sheet = sheet::choose(path, begun, &Headings::new(catalogue, options.on))?;
    let outline = outline::of(path, sheet.place).ok_or_else(|| TableError::file(path, BROKEN))?;
    let cells = Cells::of(path, &mut book, &sheet.name)?;
    sheet::read(path, catalogue, options, &sheet, &outline, cells)
}

/// All rows of the one worksheet that can be seen and is not empty, as texts, each with its number.
pub(crate) fn rows(path: &Path, limits: &Limits) -> Result<Vec<(u64, Vec<String>)>, TableError> {
    package::check(path, limits)?;
    let mut book = open(path)?;
    let sheets = book.sheets_metadata().to_vec();
    let from_1904 = book.has_1904_epoch();
    let mut read: Vec<Vec<(u64, Vec<String>)>> = Vec::new();
    for place in sheet::visible(path, &sheets)? {
        let cells = Cells::of(path, &mut book, &sheets[place].name)?;
        let rows = sheet::plain_rows(path, cells, from_1904, limits)?;
        if !rows.is_empty() {
            read.push(rows);
        }
    }
    sheet::only(path, read)
}

fn open(path: &Path) -> Result<Book, TableError> {
    let file = File::open(path).map_err(|error| TableError::io(path, &error))?;
    match caught(|| Book::new(BufReader::new(file))) {
        Some(Ok(book)) => Ok(book),
        Some(Err(error)) => Err(told(path, &error)),
        None => Err(TableError::file(path, BROKEN)),
    }
}

fn told(path: &Path, error: &XlsxError) -> TableError {
    match error {
        XlsxError::Io(error) => TableError::io(path, error),
        XlsxError::CellError(error) => {
            TableError::file(path, format!("有的格子是公式错误 {error},请在表格软件里改正公式;不知道的请留空"))
        }
        _ => TableError::file(path, BROKEN),
    }
}

/// The cells of a worksheet, in the order of the file.
struct Cells<'a> {
    path: &'a Path,
    reader: XlsxCellReader<'a, BufReader<File>>,
    /// By style, whether it shows a percentage.
    percents: Vec<bool>,
}

impl<'a> Cells<'a> {
    fn of(path: &'a Path, book: &'a mut Book, name: &str) -> Result<Cells<'a>, TableError> {
        let reader = match caught(|| book.worksheet_cells_reader(name)) {
            Some(Ok(reader)) => reader,
            Some(Err(error)) => return Err(told(path, &error)),
            None => return Err(TableError::file(path, BROKEN)),
        };
        let percent =
            |style: &calamine::Style| style.number_format.as_ref().is_some_and(|f| is_percent(&f.format_code));
        let percents = reader.styles().iter().map(percent).collect();
        Ok(Cells { path, reader, percents })
    }
}

impl<'a> Iterator for Cells<'a> {
    type Item = Result<SheetCell<'a>, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        match caught(|| self.reader.next_cell_with_style_id()) {
            Some(Ok(None)) => None,
            Some(Ok(Some((cell, style)))) => {
                let (row, column) = cell.get_position();
                let percent = self.percents.get(style).copied().unwrap_or(false);
                Some(Ok(SheetCell { row, column, value: cell.get_value().clone(), percent }))
            }
            Some(Err(error)) => Some(Err(told(self.path, &error))),
            None => Some(Err(TableError::file(self.path, BROKEN))),
        }
    }
}

#[cfg(test)]
mod tests;
