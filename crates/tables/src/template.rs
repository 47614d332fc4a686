//! 填报模板 The spreadsheet to be filled in, made from the fact catalogue so that [`crate::read`] reads it back.
//!
//! Row 1 has the headings, row 2 the ids of the columns, enterprises begin in row 3, one a row. Headings name the
//! calendar year (2025年营业收入总额), so that a template filled in this year and read in the next is not taken for
//! the year after. The second sheet explains every column. Records (patents, awards, financing) do not fit into a
//! row; what follows from them may be stated in a column of its own.

mod columns;
mod guide;

use std::path::Path;

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Note, Workbook,
    Worksheet, XlsxError,
};
use titian_rulebook::catalogue::{Catalogue, Kind};

use crate::error::TableError;
use crate::sheet::ROWS;
use crate::staged::Staged;
use crate::workbook::{save, told};
use columns::Column;

/// The first row of enterprises.
const BEGIN: u32 = 2;

const SHEET: &str = "填报表";
const GUIDE: &str = "填报说明";
const LISTS: &str = "选项";

/// Characters of a drop-down list that Excel keeps within a cell.
const LIST: usize = 255;

/// The background of each section's headings, in turn.
const COLOURS: [u32; 6] = [0xDD_EB_F7, 0xE2_EF_DA, 0xFF_F2_CC, 0xFC_E4_D6, 0xED_ED_ED, 0xE4_DF_EC];

/// Writes the spreadsheet to be filled in for a day: its years are the ones that the day looks back on.
pub fn template(path: &Path, catalogue: &Catalogue, on: Date) -> Result<(), TableError> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    if ending.as_deref() != Some("xlsx") {
        return Err(TableError::file(path, "填报模板是 Excel 文件,请把扩展名写成 .xlsx"));
    }
    let mut staged = Staged::begin(path)?;
    let mut book = book(catalogue, on).map_err(|error| told(&staged, &error))?;
    save(&mut book, &mut staged)?;
    staged.finish()
}

/// The workbook, not yet packed.
fn book(catalogue: &Catalogue, on: Date) -> Result<Workbook, XlsxError> {
    let columns = columns::of(catalogue, on);
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(on.year().unsigned_abs(), on.month().unsigned_abs(), on.day().unsigned_abs())?;
    book.set_properties(&DocProperties::new().set_title("优质中小企业填报模板").set_creation_datetime(&made));
    let mut sheet = Worksheet::new();
    sheet.set_name(SHEET)?;
    let mut lists = Lists::default();
    for (at, column) in (0u16..).zip(&columns) {
        put(&mut sheet, at, column, catalogue, &mut lists)?;
    }
    sheet.set_row_height(0, 64)?.set_freeze_panes(BEGIN, 2)?;
    book.push_worksheet(sheet);
    guide::put(book.add_worksheet().set_name(GUIDE)?, catalogue, &columns)?;
    lists.put(&mut book)?;
    Ok(book)
}

fn put(
    sheet: &mut Worksheet,
    at: u16,
    column: &Column<'_>,
    catalogue: &Catalogue,
    lists: &mut Lists,
) -> Result<(), XlsxError> {
    let colour = COLOURS[column.fact.section % COLOURS.len()];
    let heading = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(colour))
        .set_border(FormatBorder::Thin);
    let id = Format::new().set_font_color(Color::Gray).set_font_size(8).set_align(FormatAlign::Center);
    sheet.set_column_width(at, column.width())?;
    if let Some(format) = number_format(&column.fact.kind) {
        sheet.set_column_format(at, &Format::new().set_num_format(format))?;
    }
    sheet.write_string_with_format(0, at, &column.heading, &heading)?;
    sheet.write_string_with_format(1, at, &column.id, &id)?;
    let note = Note::new(column.note(catalogue)).add_author_prefix(false).set_width(320).set_height(160);
    sheet.insert_note(0, at, &note)?;
    if let Some(list) = lists.of(&column.fact.kind)? {
        let refused = "请从下拉列表中选择;不知道的留空";
        sheet.add_data_validation(BEGIN, at, ROWS - 1, at, &list.set_error_message(refused)?)?;
    }
    Ok(())
}

/// How the cells of a column are shown. Shares have no format of their own: then a 5.3% typed in becomes a percentage,
/// which is read as one, and a 5.3 stays a number, which is read by the heading.
fn number_format(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Money { .. } => Some("#,##0.00####"),
        Kind::Count { .. } | Kind::Months => Some("#,##0"),
        Kind::Score => Some("0.00"),
        Kind::Date => Some("yyyy-mm-dd"),
        // Eighteen digits typed into a cell of numbers are lost.
        Kind::Text => Some("@"),
        Kind::Share | Kind::YesNo | Kind::Choice { .. } => None,
    }
}

/// Drop-down lists that are too long for a cell, or have commas in them, and stand on a hidden sheet.
#[derive(Debug, Default)]
struct Lists(Vec<Vec<String>>);

impl Lists {
    /// The drop-down list of a kind of answer, if it has one; 是 stands before 否.
    fn of(&mut self, kind: &Kind) -> Result<Option<DataValidation>, XlsxError> {
        let mut labels: Vec<String> = kind.options().into_iter().map(|(_, label)| label.to_owned()).collect();
        if labels.is_empty() {
            return Ok(None);
        }
        if *kind == Kind::YesNo {
            labels.reverse();
        }
        let length: usize = labels.iter().map(|label| label.encode_utf16().count() + 1).sum();
        if length <= LIST && !labels.iter().any(|label| label.contains([',', '"'])) {
            return DataValidation::new().allow_list_strings(&labels).map(Some);
        }
        let known = self.0.iter().position(|known| *known == labels);
        let place = known.unwrap_or(self.0.len());
        let (column, last) = (crate::sheet::letters(place as u32), labels.len());
        if known.is_none() {
            self.0.push(labels);
        }
        let range = Formula::new(format!("='{LISTS}'!${column}$1:${column}${last}"));
        Ok(Some(DataValidation::new().allow_list_formula(range)))
    }

    fn put(&self, book: &mut Workbook) -> Result<(), XlsxError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let sheet = book.add_worksheet().set_name(LISTS)?;
        for (column, labels) in (0u16..).zip(&self.0) {
            sheet.write_column(0, column, labels)?;
        }
        sheet.set_hidden(true);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
