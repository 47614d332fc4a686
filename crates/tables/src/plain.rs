//! 简单的表 A small table of texts, out as a workbook and back in as a workbook or CSV: what is sent to people to be
//! filled in, with the same columns both ways. It knows no catalogue; what the texts mean is its caller's to say.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx};
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Workbook, XlsxError};

use crate::caught::caught;
use crate::csv::records::Records;
use crate::csv::text::decode;
use crate::error::TableError;
use crate::options::Limits;
use crate::workbook::header_format;
use crate::xlsx::package;

/// Rows and columns of a table that people fill in by hand.
const ROWS: u32 = 20_000;
const COLUMNS: u32 = 64;

/// Bytes of it once unpacked.
const UNPACKED: u64 = 64 << 20;

const BROKEN: &str = "表格的内容有错，可能已经损坏，请用 Excel 打开后重新另存为 .xlsx";

/// Cells by row and column, from 0.
type Grid = BTreeMap<u32, BTreeMap<u32, String>>;

/// A workbook of one sheet: headings, rows, and what may be chosen in some columns.
pub fn plain_workbook<const N: usize>(
    name: &str,
    headings: &[&str; N],
    rows: &[[String; N]],
    choices: &[(usize, Vec<String>)],
) -> Result<Vec<u8>, TableError> {
    let failed = |_: XlsxError| TableError::file(Path::new(name), "写 Excel 文件时出错，请重试，或者改用 .csv");
    fill(name, headings, rows, choices).map_err(failed)
}

fn fill<const N: usize>(
    name: &str,
    headings: &[&str; N],
    rows: &[[String; N]],
    choices: &[(usize, Vec<String>)],
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Texts stay texts: a code is no number, and nothing is run as a formula.
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let sheet = book.add_worksheet().set_name(name)?;
    for (column, heading) in (0u16..).zip(headings) {
        sheet.write_string_with_format(0, column, *heading, &header_format())?;
        sheet.set_column_width(column, width(heading))?;
        sheet.set_column_format(column, &text)?;
    }
    for (row, cells) in (1u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            if !cell.is_empty() {
                sheet.write_string_with_format(row, column, cell, &text)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX).max(1);
    for (column, labels) in choices {
        let Ok(column) = u16::try_from(*column) else { continue };
        // A workbook takes no longer list; then the column is only text.
        if labels.iter().map(|label| label.chars().count() + 1).sum::<usize>() <= 255 {
            let list = DataValidation::new().allow_list_strings(labels)?;
            sheet.add_data_validation(1, column, last, column, &list)?;
        }
    }
    book.save_to_buffer()
}

fn width(heading: &str) -> f64 {
    match heading {
        "序号" => 6.0,
        "企业名称" => 36.0,
        "统一社会信用代码" => 22.0,
        "说明" => 48.0,
        _ => 24.0,
    }
}

/// Reads the rows below these headings, each with its number in the file (from 1, as a spreadsheet counts), from XLSX or
/// CSV; blank rows are passed over. The headings may stand anywhere near the top and in any order; what is in brackets
/// behind a heading may be missing.
pub fn plain_rows<const N: usize>(
    name: &str,
    bytes: &[u8],
    headings: &[&str; N],
) -> Result<Vec<(u32, [String; N])>, TableError> {
    let refuse = |message: String| TableError::file(Path::new(name), message);
    let grid = match bytes {
        [b'P', b'K', 3, 4, ..] => workbook(name, bytes)?,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => return Err(refuse("这是旧的 .xls 格式，请用 Excel 另存为 .xlsx".into())),
        _ => text(bytes).map_err(refuse)?,
    };
    let column = |row: &BTreeMap<u32, String>, heading: &str| {
        row.iter().find(|(_, cell)| bare(cell) == bare(heading)).map(|(column, _)| *column)
    };
    let found = |row: &BTreeMap<u32, String>| headings.map(|heading| column(row, heading));
    let head =
        grid.iter().take(20).max_by_key(|(at, row)| (found(row).iter().flatten().count(), std::cmp::Reverse(**at)));
    let places = head.map_or([None; N], |(_, row)| found(row));
    let missing: Vec<&str> =
        headings.iter().zip(&places).filter(|(_, place)| place.is_none()).map(|(heading, _)| *heading).collect();
    let Some((head, _)) = head.filter(|_| missing.is_empty()) else {
        return Err(refuse(format!("表头中没有这些列：{}。请用导出的名单填写，不要改表头", missing.join("、"))));
    };
    let rows = grid.range(head + 1..).map(|(at, row)| {
        let cell = |place: Option<u32>| place.and_then(|at| row.get(&at)).cloned().unwrap_or_default();
        (at + 1, places.map(cell))
    });
    Ok(rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())).collect())
}

/// A heading without blanks and without what is in brackets.
fn bare(heading: &str) -> String {
    heading.split(['（', '(']).next().unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect()
}

fn too_large() -> String {
    format!("表格超过 {ROWS} 行或 {COLUMNS} 列，请只留下导出名单中的行和列")
}

fn text(bytes: &[u8]) -> Result<Grid, String> {
    let text = decode(bytes).map_err(|not| format!("第 {} 行{}", not.line, not.message))?;
    let first = text.lines().next().unwrap_or_default();
    let separator = [b',', b'\t', b';'].into_iter().max_by_key(|one| first.bytes().filter(|byte| byte == one).count());
    let mut records = Records::new(&text, separator.filter(|one| first.as_bytes().contains(one)).unwrap_or(b','));
    let (mut grid, mut cells, mut at) = (Grid::new(), Vec::<Cow<'_, str>>::new(), 0);
    while records.next(&mut cells).map_err(|_| "有引号没有成对，请用 Excel 重新另存为 .csv".to_owned())?
    {
        if at >= ROWS || cells.len() > COLUMNS as usize {
            return Err(too_large());
        }
        // A mark that our own files put before what would be run as a formula.
        let plain = |cell: &Cow<'_, str>| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
        grid.insert(at, (0..).zip(cells.iter().map(plain)).collect());
        at += 1;
    }
    Ok(grid)
}

/// The first visible sheet, cell by cell: nothing is laid out by what the file declares.
fn workbook(name: &str, bytes: &[u8]) -> Result<Grid, TableError> {
    let path = Path::new(name);
    let broken = || TableError::file(path, BROKEN);
    let limits = Limits { unpacked: UNPACKED, ..Limits::default() };
    package::check_in(path, bytes.len() as u64, || Cursor::new(bytes), &limits)?;
    let read = caught(|| -> Option<Result<Grid, String>> {
        let mut book = Xlsx::new(Cursor::new(bytes)).ok()?;
        let sheet = book.sheets_metadata().iter().find(|sheet| sheet.visible == calamine::SheetVisible::Visible)?;
        let sheet = sheet.name.clone();
        let mut reader = book.worksheet_cells_reader(&sheet).ok()?;
        let mut grid = Grid::new();
        while let Some(cell) = reader.next_cell().ok()? {
            let (row, column) = cell.get_position();
            let value = shown(cell.get_value());
            if value.is_empty() {
                continue;
            }
            if row >= ROWS || column >= COLUMNS {
                return Some(Err(too_large()));
            }
            grid.entry(row).or_default().insert(column, value);
        }
        Some(Ok(grid))
    });
    match read.flatten() {
        Some(Ok(grid)) => Ok(grid),
        Some(Err(message)) => Err(TableError::file(path, message)),
        None => Err(broken()),
    }
}

/// A cell as a text. Whole numbers have no point.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADINGS: [&str; 3] = ["序号", "意见（无意见/有意见）", "说明"];

    fn rows() -> Vec<[String; 3]> {
        let row = |cells: [&str; 3]| cells.map(str::to_owned);
        vec![row(["1", "无意见", ""]), row(["2", "有意见", "=1+1，两行\n说明,\"引\""]), row(["3", "", ""])]
    }

    #[test]
    fn what_goes_out_comes_back() {
        let expected: Vec<(u32, [String; 3])> = (2..).zip(rows()).collect();
        let choices = [(1, vec!["无意见".to_owned(), "有意见".to_owned()])];
        let book = plain_workbook("名单", &HEADINGS, &rows(), &choices).unwrap();
        assert_eq!(plain_rows("a.xlsx", &book, &HEADINGS).unwrap(), expected);
        let csv = crate::csv_text(&HEADINGS, &rows());
        assert_eq!(plain_rows("a.csv", csv.as_bytes(), &HEADINGS).unwrap(), expected);
    }

    #[test]
    fn headings_may_stand_below_a_title_and_in_another_order() {
        let csv = "名单,,\n说明,序号,意见\n,,\n处罚,7,有意见\n";
        let read = plain_rows("a.csv", csv.as_bytes(), &HEADINGS).unwrap();
        assert_eq!(read, [(4, ["7", "有意见", "处罚"].map(str::to_owned))]);
    }

    #[test]
    fn what_is_no_such_table_is_told() {
        let said = |bytes: &[u8]| plain_rows("a", bytes, &HEADINGS).unwrap_err().message;
        assert!(said("序号,说明\n1,x\n".as_bytes()).contains("意见（无意见/有意见）"));
        assert!(said(b"").contains("序号"));
        assert!(said(b"PK\x03\x04 not at all").contains("Excel"));
        assert!(said(&[0xD0, 0xCF, 0x11, 0xE0, 0]).contains(".xls"));
        assert!(said("序号,意见,说明\n1,\"x\n".as_bytes()).contains("引号"));
        let long = "序号,意见,说明\n".to_owned() + &"1,,\n".repeat(ROWS as usize);
        assert!(said(long.as_bytes()).contains("超过"));
    }
}
