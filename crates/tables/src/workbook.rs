//! What the workbooks that we write have in common.

use std::io::{BufWriter, Write};

use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, XlsxError};

use crate::error::TableError;
use crate::staged::Staged;

/// The header of a table.
pub(crate) fn header_format() -> Format {
    Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(Color::RGB(0x1F_4E_79))
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

/// Packs a workbook into its file.
pub(crate) fn save(book: &mut Workbook, staged: &mut Staged) -> Result<(), TableError> {
    let mut file = BufWriter::new(staged.file()?);
    let saved = book.save_to_writer(&mut file).and_then(|()| Ok(file.flush()?));
    drop(file);
    saved.map_err(|error| told(staged, &error))
}

/// What went wrong in the writer of workbooks.
pub(crate) fn told(staged: &Staged, error: &XlsxError) -> TableError {
    match error {
        XlsxError::IoError(error) | XlsxError::TempFileError(_, error) => staged.io(error),
        _ => staged.error("写 Excel 文件时出错,请重试,或改写成 .csv"),
    }
}
