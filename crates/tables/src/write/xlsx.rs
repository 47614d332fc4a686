//! XLSX for people: a sheet of results that can be filtered, and one that explains its columns.
//!
//! Rows go to a temporary file beside the target as they are made, so that a million of them need no memory.

use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::csv::{heading, runs};
use super::{Outcome, Results};
use crate::error::TableError;
use crate::staged::Staged;
use crate::workbook::{header_format, save, told};

/// Rows of a worksheet below its header.
const ROWS: usize = (1 << 20) - 1;

/// A worksheet takes no longer text in a cell; a character of ours may count twice.
const LONGEST: usize = 16_000;

pub(super) fn write(mut staged: Staged, results: &Results<'_>) -> Result<Staged, TableError> {
    if results.len() > ROWS {
        let message = format!(
            "Excel 的一个工作表最多 {ROWS} 行,结果有 {} 行;请把结果写成 .csv 或 .parquet,或拆成几个文件分别判定",
            results.len()
        );
        return Err(staged.error(message));
    }
    let mut book = Workbook::new();
    fill(&mut book, staged.folder(), results).map_err(|error| told(&staged, &error))?;
    save(&mut book, &mut staged)?;
    Ok(staged)
}

fn fill(book: &mut Workbook, folder: &Path, results: &Results<'_>) -> Result<(), XlsxError> {
    book.set_tempdir(folder)?;
    let headings = heading(results);
    let sheet = book.add_worksheet_with_constant_memory()?.set_name("结果")?;
    for (column, heading) in (0u16..).zip(&headings) {
        sheet.write_string_with_format(0, column, heading, &header_format())?;
        sheet.set_column_width(column, width(heading))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = headings.len().saturating_sub(1) as u16;
    sheet.autofilter(0, 0, results.len().max(1) as u32, last)?;
    let formats = Formats { text: Format::new().set_num_format("@"), guarded: Format::new().set_quote_prefix() };
    for row in 0..results.len() {
        put(sheet, row, results, &formats)?;
    }
    explain(book.add_worksheet().set_name("说明")?, &headings, results)
}

struct Formats {
    /// For codes: digits that are no number.
    text: Format,
    /// For texts that would be run as a formula when somebody edits them.
    guarded: Format,
}

fn put(sheet: &mut Worksheet, row: usize, results: &Results<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let mut cells = Cells { sheet, row: row as u32 + 1, next: 0, formats };
    if results.numbered() {
        cells.number(results.rows.get(row).copied().unwrap_or(0))?;
    }
    cells.code(results.population.codes.get(row))?;
    cells.text(results.population.names.get(row))?;
    cells.text(results.outcome(row).label())?;
    if let Some(points) = &results.points {
        let (low, high) = points.of(row);
        cells.number(low.into())?;
        cells.number(high.into())?;
    }
    for group in results.groups {
        match group.points.of(row) {
            (low, high) if low == high => cells.number(low.into())?,
            (low, high) => cells.text(&format!("{low}~{high}"))?,
        }
    }
    cells.text(&results.unmet(row).collect::<Vec<_>>().join(";"))
}

/// Cells of one row, from left to right.
struct Cells<'s> {
    sheet: &'s mut Worksheet,
    row: u32,
    next: u16,
    formats: &'s Formats,
}

impl Cells<'_> {
    fn number(&mut self, number: u32) -> Result<(), XlsxError> {
        self.sheet.write_number(self.row, self.next, number)?;
        self.next += 1;
        Ok(())
    }

    fn code(&mut self, code: &str) -> Result<(), XlsxError> {
        if !code.is_empty() {
            self.sheet.write_string_with_format(self.row, self.next, code, &self.formats.text)?;
        }
        self.next += 1;
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XlsxError> {
        let cut: String;
        let text = match text.char_indices().nth(LONGEST) {
            Some((end, _)) => {
                cut = text.get(..end).unwrap_or("").to_owned();
                &cut
            }
            None => text,
        };
        match text {
            "" => {}
            _ if runs(text) => {
                self.sheet.write_string_with_format(self.row, self.next, text, &self.formats.guarded)?;
            }
            _ => {
                self.sheet.write_string(self.row, self.next, text)?;
            }
        }
        self.next += 1;
        Ok(())
    }
}

fn width(heading: &str) -> f64 {
    match heading {
        "统一社会信用代码" => 22.0,
        "企业名称" => 36.0,
        "未达到的条款" => 40.0,
        _ => 12.0,
    }
}

/// The second sheet: how many came out how, and what the columns mean.
fn explain(sheet: &mut Worksheet, headings: &[String], results: &Results<'_>) -> Result<(), XlsxError> {
    let head = header_format();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(0, 24)?.set_column_width(1, 80)?;
    sheet.write_string_with_format(0, 0, "结论", &head)?.write_string_with_format(0, 1, "企业数", &head)?;
    let outcomes = [Outcome::Passes, Outcome::Fails, Outcome::Undetermined];
    let mut row = 1;
    for outcome in outcomes {
        let count = (0..results.len()).filter(|at| results.outcome(*at) == outcome).count();
        sheet.write_string(row, 0, outcome.label())?.write_number(row, 1, count as u32)?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, "列", &head)?.write_string_with_format(row, 1, "说明", &head)?;
    for heading in headings {
        row += 1;
        sheet.write_string_with_format(row, 0, heading, &wrapped)?;
        sheet.write_string_with_format(row, 1, meaning(heading), &wrapped)?;
    }
    Ok(())
}

fn meaning(heading: &str) -> &'static str {
    match heading {
        "行号" => "企业在原表中的行号。",
        "统一社会信用代码" | "企业名称" => "与原表一致。",
        "结论" => "达到、未达到;待定是指还不知道的事实仍能左右结论,补齐后再判。",
        "最低得分" => "还不知道的事实都按最不利计算的总分。",
        "最高得分" => "还不知道的事实都按最有利计算的总分;与最低得分相同时,总分已经确定。",
        "未达到的条款" => "门槛、条件和分数线的代号,以分号隔开;各代号的条文见 titian rulebook show。",
        _ => "这一组指标的得分;写成 5~10 的,还不知道的事实使它在这两个数之间。",
    }
}
