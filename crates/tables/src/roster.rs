//! 名单 Lists that name enterprises: earlier titles, results that others publish, lists of compliance. Each comes with
//! headings of its own making, so a column is found by any of the words people use for it, under titles and notes, in
//! any order; a column that nobody asked for is passed over and told. Cells stay texts: what they mean is the reader's.

use std::path::Path;

use crate::csv;
use crate::error::TableError;
use crate::header::clean;
use crate::options::{Format, Limits};
use crate::top::ROWS;
use crate::{xls, xlsx};

/// A column that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// What it is called in messages, and in a heading first of all.
    pub label: &'static str,
    /// What else people call it.
    pub words: &'static [&'static str],
    /// Whether a list without it cannot be read.
    pub required: bool,
}

/// A list, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// Its rows.
    pub rows: Vec<RosterRow>,
    /// Headings that were passed over.
    pub ignored: Vec<String>,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// As a spreadsheet counts it.
    pub row: u64,
    cells: Vec<String>,
}

impl RosterRow {
    /// What stands in the column at this place among those looked for; empty if nothing does.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| clean(cell))
    }
}

/// What a list may be at most: a country's worth, not a file that fills the memory.
pub const LIMITS: Limits =
    Limits { bytes: 64 << 20, rows: 300_000, cells: 10_000_000, columns: 200, unpacked: 256 << 20, rejects: 100_000 };

/// Reads a list from CSV, XLSX or XLS.
pub fn read(path: &Path, columns: &[Column], limits: &Limits) -> Result<Roster, TableError> {
    read_named(path, path, columns, limits)
}

/// The same for a file that is kept under another name than it came with: `name` is its own, and what problems call it.
pub fn read_named(path: &Path, name: &Path, columns: &[Column], limits: &Limits) -> Result<Roster, TableError> {
    found(name, rows(path, name, limits)?, columns)
}

/// The rows of a file, whatever program wrote it.
pub(crate) fn rows(path: &Path, name: &Path, limits: &Limits) -> Result<Vec<(u64, Vec<String>)>, TableError> {
    let rows = match Format::of_named(path, name, limits)? {
        Format::Csv => csv::rows(path, limits),
        Format::Xlsx => xlsx::rows(path, limits),
        Format::Xls => xls::rows(path, limits),
        Format::Parquet => return Err(TableError::file(name, "名单请用 .xlsx、.csv 或 .xls")),
    };
    rows.map_err(|error| TableError { file: name.display().to_string(), ..error })
}

/// The columns looked for, and what stands in them.
fn found(path: &Path, raw: Vec<(u64, Vec<String>)>, columns: &[Column]) -> Result<Roster, TableError> {
    let found = |cells: &[String]| cells.iter().filter(|cell| place(columns, cell).is_some()).count();
    let known: Vec<usize> = raw.iter().take(ROWS).map(|(_, cells)| found(cells)).collect();
    let most = known.iter().copied().max().unwrap_or(0);
    let Some(at) = known.iter().position(|known| *known == most).filter(|_| most > 0) else {
        let labels: Vec<&str> = columns.iter().filter(|column| column.required).map(|column| column.label).collect();
        return Err(TableError::file(
            path,
            format!("前 {ROWS} 行里没有认识的表头;至少要有“{}”一列", labels.join("”“")),
        ));
    };
    let (row, headings) = &raw[at];
    let mut places: Vec<Option<usize>> = vec![None; columns.len()];
    let mut ignored = Vec::new();
    for (cell, heading) in headings.iter().enumerate() {
        match place(columns, heading) {
            Some(column) if places[column].is_some() => {
                let message = format!("有两列都是“{}”,请删去或改名其中一列", columns[column].label);
                return Err(TableError { column: Some(heading.clone()), ..TableError::row(path, *row, message) });
            }
            Some(column) => places[column] = Some(cell),
            None if clean(heading).is_empty() => {}
            None => ignored.push(clean(heading).to_owned()),
        }
    }
    if let Some((missing, _)) = columns.iter().zip(&places).find(|(column, place)| column.required && place.is_none()) {
        return Err(TableError::row(path, *row, format!("表头里没有“{}”一列,请补上", missing.label)));
    }
    let cells = |cells: &[String]| -> Vec<String> {
        let cell = |place: &Option<usize>| place.and_then(|at| cells.get(at)).cloned().unwrap_or_default();
        places.iter().map(cell).collect()
    };
    let rows = raw.iter().skip(at + 1).map(|(row, raw)| RosterRow { row: *row, cells: cells(raw) });
    // A row that says nothing under any heading looked for is a note, a sum or a blank line.
    let rows = rows.filter(|row| row.cells.iter().any(|cell| !clean(cell).is_empty())).collect();
    Ok(Roster { rows, ignored })
}

/// Which column a heading is: its words without blanks and without what stands in brackets behind them.
pub(crate) fn place(columns: &[Column], heading: &str) -> Option<usize> {
    let plain: String = heading.chars().filter(|c| !c.is_whitespace() && *c != '*' && *c != '\u{FEFF}').collect();
    let short = plain.split(['(', '（', '［', '[']).next().unwrap_or("");
    let is = |word: &str| word == plain || (!short.is_empty() && word == short);
    columns.iter().position(|column| is(column.label) || column.words.iter().any(|word| is(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column { label: "企业名称", words: &["单位名称", "name"], required: true },
        Column { label: "统一社会信用代码", words: &["信用代码"], required: false },
        Column { label: "设区市", words: &["所在地", "city"], required: false },
    ];

    fn read_text(text: &str) -> Result<Roster, TableError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        std::fs::write(&path, text).unwrap();
        read(&path, &COLUMNS, &LIMITS)
    }

    fn cells(roster: &Roster) -> Vec<(u64, &str, &str, &str)> {
        roster.rows.iter().map(|row| (row.row, row.cell(0), row.cell(1), row.cell(2))).collect()
    }

    #[test]
    fn 表头可以用各种叫法_列的次序不限_上面可以有标题() {
        let roster =
            read_text("附件\n某某名单,,\n所 在 地,序号,单位名称（全称）\n柳州,1,示例甲\n,,\n南宁,2, 示例乙 \n")
                .unwrap();
        assert_eq!(cells(&roster), [(4, "示例甲", "", "柳州"), (6, "示例乙", "", "南宁")]);
        assert_eq!(roster.ignored, ["序号"]);
    }

    #[test]
    fn 没有名称一列的_说出缺什么() {
        let error = read_text("信用代码,备注\n1,2\n").unwrap_err();
        assert!(error.message.contains("企业名称"), "{error}");
        assert!(read_text("甲,乙\n1,2\n").unwrap_err().message.contains("企业名称"));
        assert!(read_text("").is_err());
    }

    #[test]
    fn 两列是同一项的_拒绝() {
        assert!(read_text("企业名称,单位名称\n甲,乙\n").unwrap_err().message.contains("两列"));
    }

    #[test]
    fn 工作簿与文本读出同样的行() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.xlsx");
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in
            [["某某名单", "", ""], ["企业名称", "city", "备注"], ["示例甲", "柳州", "x"]].iter().enumerate()
        {
            for (column, cell) in cells.iter().enumerate() {
                sheet.write_string(row as u32, column as u16, *cell).unwrap();
            }
        }
        book.save(&path).unwrap();
        let roster = read(&path, &COLUMNS, &LIMITS).unwrap();
        assert_eq!(cells(&roster), [(3, "示例甲", "", "柳州")]);
        assert_eq!(roster.ignored, ["备注"]);
    }
}
