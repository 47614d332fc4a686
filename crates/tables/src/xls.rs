//! XLS, the binary workbook of Excel 97 to 2003, which many offices still keep their lists in.
//!
//! The spreadsheet reader lays out every sheet as a rectangle from its first cell to its last and follows whatever
//! chains the file has; so both are looked over first, in [`compound`] and [`records`]. From there also come the
//! formats that show percentages and the rows that are hidden, which it does not tell.

mod compound;
mod records;

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, DataRef, Range, Reader, Xls, XlsError, XlsOptions};
use titian_rulebook::catalogue::Catalogue;

use crate::Loaded;
use crate::caught::caught;
use crate::error::TableError;
use crate::header::Headings;
use crate::options::{Limits, Options, show_bytes};
use crate::sheet::{self, Outline, Region, Sheet, SheetCell};
use compound::Compound;
use records::{Survey, Unfit};

const BROKEN: &str = "Excel 97-2003 文件(.xls)的内容有错,可能已经损坏,请用 Excel 打开后重新另存为 .xlsx";
const LOCKED: &str = "文件有密码保护,请先用 Excel 打开,取消密码后重新保存";

/// Reads the worksheet with the enterprises.
pub(crate) fn read(path: &Path, catalogue: &Catalogue, options: &Options<'_>) -> Result<Loaded, TableError> {
    let bytes = bytes(path, options.limits.unpacked)?;
    let (mut book, survey) = open(path, &bytes, options.limits.unpacked)?;
    let sheets = book.sheets_metadata().to_vec();
    let blank = records::Sheet::default();
    let mut begun = Vec::new();
    for place in sheet::visible(path, &sheets)? {
        let sheet = &sheets[place];
        let from_1904 = book.has_1904_epoch();
        let range = range(path, &mut book, &sheet.name)?;
        let surveyed = survey.sheets.get(place).unwrap_or(&blank);
        begun.push(Sheet::begin(&sheet.name, place, from_1904, cells(&range, surveyed))?);
    }
    let sheet = sheet::choose(path, begun, &Headings::new(catalogue, options.on))?;
    let surveyed = survey.sheets.get(sheet.place).unwrap_or(&blank);
    let mut outline = Outline::default();
    outline.uncalculated.clone_from(&surveyed.uncalculated);
    surveyed.hidden_rows.iter().for_each(|row| outline.hide_row(*row));
    let merged = caught(|| book.merge_cells_by_sheet_name(&sheet.name)).and_then(Result::ok).unwrap_or_default();
    outline.merged = merged
        .iter()
        .take(Outline::KEPT)
        .map(|at| Region { rows: (at.start.0, at.end.0), columns: (at.start.1, at.end.1) })
        .collect();
    let range = range(path, &mut book, &sheet.name)?;
    sheet::read(path, catalogue, options, &sheet, &outline, cells(&range, surveyed))
}

/// The rows of the only worksheet in which something stands, cells as texts.
pub(crate) fn rows(path: &Path, limits: &Limits) -> Result<Vec<(u64, Vec<String>)>, TableError> {
    let bytes = bytes(path, limits.unpacked)?;
    let (mut book, survey) = open(path, &bytes, limits.unpacked)?;
    let sheets = book.sheets_metadata().to_vec();
    let from_1904 = book.has_1904_epoch();
    let blank = records::Sheet::default();
    let mut read = Vec::new();
    for place in sheet::visible(path, &sheets)? {
        let range = range(path, &mut book, &sheets[place].name)?;
        let surveyed = survey.sheets.get(place).unwrap_or(&blank);
        let rows = sheet::plain_rows(path, cells(&range, surveyed), from_1904, limits)?;
        if !rows.is_empty() {
            read.push(rows);
        }
    }
    sheet::only(path, read)
}

/// The whole file, if it is not too large.
fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, TableError> {
    let io = |error: std::io::Error| TableError::io(path, &error);
    if std::fs::metadata(path).map_err(io)?.len() > limit {
        return Err(TableError::file(path, too_large(limit)));
    }
    std::fs::read(path).map_err(io)
}

fn too_large(limit: u64) -> String {
    format!("表格超过一次可读的 {};请另存为 .csv,或拆成几个文件分别判定", show_bytes(limit))
}

/// A workbook over bytes, with what was found out about it beforehand.
type Opened<'b> = (Xls<Cursor<&'b [u8]>>, Survey);

/// Opens a workbook that was looked over first.
fn open<'b>(path: &Path, bytes: &'b [u8], limit: u64) -> Result<Opened<'b>, TableError> {
    let refuse = |message: String| Err(TableError::file(path, message));
    let Some(compound) = Compound::read(bytes) else { return refuse(BROKEN.into()) };
    // A workbook with a password is an encrypted package in the old container.
    if compound.has("EncryptedPackage") {
        return refuse(LOCKED.into());
    }
    let Some(stream) = compound.stream("Workbook").or_else(|| compound.stream("Book")) else {
        return refuse("不是 Excel 文件(可能是 Word 或别的旧式文件),请用 Excel 另存为 .xlsx".into());
    };
    let survey = match Survey::of(&stream, limit) {
        Ok(survey) => survey,
        Err(Unfit::Locked) => return refuse(LOCKED.into()),
        Err(Unfit::Large) => return refuse(too_large(limit)),
        Err(Unfit::Broken) => return refuse(BROKEN.into()),
    };
    drop(stream);
    let opened = caught(|| Xls::new_with_options(Cursor::new(bytes), XlsOptions::default()));
    match opened {
        Some(Ok(book)) => Ok((book, survey)),
        Some(Err(XlsError::Password)) => refuse(LOCKED.into()),
        Some(Err(_)) | None => refuse(BROKEN.into()),
    }
}

fn range(path: &Path, book: &mut Xls<Cursor<&[u8]>>, name: &str) -> Result<Range<Data>, TableError> {
    let range = caught(|| book.worksheet_range(name)).and_then(Result::ok);
    range.ok_or_else(|| TableError::file(path, BROKEN))
}

/// The cells of a sheet, row by row.
fn cells<'s>(
    range: &'s Range<Data>,
    surveyed: &'s records::Sheet,
) -> impl Iterator<Item = Result<SheetCell<'s>, TableError>> {
    let (first_row, first_column) = range.start().unwrap_or_default();
    range.used_cells().map(move |(row, column, value)| {
        let (row, column) = (first_row + row as u32, first_column + column as u32);
        let percent = surveyed.percents.contains(&(row, column));
        let value = match surveyed.uncalculated.contains(&(row, column)) {
            // An empty text stands in its place.
            true => DataRef::Empty,
            false => borrowed(value),
        };
        Ok(SheetCell { row, column, value, percent })
    })
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(whole) => DataRef::Int(*whole),
        Data::Float(float) => DataRef::Float(*float),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(yes) => DataRef::Bool(*yes),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) | Data::DurationIso(text) => DataRef::SharedString(text),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

#[cfg(test)]
mod tests;
