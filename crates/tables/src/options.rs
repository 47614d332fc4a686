//! How a table is read: by whose definitions, on which day, within which limits.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use jiff::civil::Date;
use titian_rulebook::derive::Definitions;
use titian_rulebook::size::SizeTable;

use crate::error::TableError;

/// How a table is read.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The day asked about; calendar years in headings count back from it.
    pub on: Date,
    /// The annex of definitions by which figures follow from dates and other figures.
    pub definitions: &'a Definitions,
    /// The size table of 300号.
    pub sizes: &'a SizeTable,
    /// Rows with something wrong are left out and told in [`crate::Loaded::rejects`]; otherwise the first stops the reading.
    pub keep_going: bool,
    /// Columns that the catalogue does not know are passed over; otherwise they are refused.
    pub ignore_unknown: bool,
    /// How large a file may be.
    pub limits: Limits,
    /// Told how far the reading is.
    pub progress: Option<&'a Progress<'a>>,
}

/// Told how far the reading is: bytes done and bytes in all (cells or rows where a format has no bytes to count).
pub type Progress<'a> = dyn Fn(u64, u64) + Sync + 'a;

impl<'a> Options<'a> {
    /// Stops at the first problem, refuses unknown columns, default limits.
    pub fn new(on: Date, definitions: &'a Definitions, sizes: &'a SizeTable) -> Options<'a> {
        Options {
            on,
            definitions,
            sizes,
            keep_going: false,
            ignore_unknown: false,
            limits: Limits::default(),
            progress: None,
        }
    }

    pub(crate) fn report(&self, done: u64, all: u64) {
        if let Some(progress) = self.progress {
            progress(done, all);
        }
    }
}

/// How large a file may be. The defaults hold a whole country's enterprises and a few GB of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file; 1 GB.
    pub bytes: u64,
    /// Rows of enterprises; ten million.
    pub rows: u64,
    /// Cells, rows × columns; 400 million.
    pub cells: u64,
    /// Columns; 2,000.
    pub columns: usize,
    /// Bytes of a spreadsheet, or of a page of Parquet, once unpacked; 256 MB.
    pub unpacked: u64,
    /// Rejects before we say that the whole file is wrong; 100,000.
    pub rejects: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes: 1 << 30,
            rows: 10_000_000,
            cells: 400_000_000,
            columns: 2_000,
            unpacked: 256 << 20,
            rejects: 100_000,
        }
    }
}

impl Limits {
    /// Whether so many rows of so many columns are too many, and what to do.
    pub(crate) fn refuse(&self, rows: u64, columns: usize) -> Option<String> {
        // Rows are counted in 32 bits.
        let most = self.rows.min(u64::from(u32::MAX) - 1);
        let cells = rows.saturating_mul(columns as u64);
        if columns > self.columns {
            Some(format!("有 {columns} 列,最多 {} 列;请只留下填报模板中的列", self.columns))
        } else if rows > most {
            Some(format!("超过 {most} 行,请拆成几个文件分别判定"))
        } else if cells > self.cells {
            Some(format!("超过 {} 个格子({rows} 行 × {columns} 列),请拆成几个文件分别判定", self.cells))
        } else {
            None
        }
    }
}

/// A format that we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Xlsx,
    Xls,
    Parquet,
}

impl Format {
    /// What the first bytes say, else what the ending says. A spreadsheet saved as `.csv` is still a spreadsheet.
    pub(crate) fn of(path: &Path, limits: &Limits) -> Result<Format, TableError> {
        Format::of_named(path, path, limits)
    }

    /// The same for a file that is kept under another name than it came with.
    pub(crate) fn of_named(path: &Path, name: &Path, limits: &Limits) -> Result<Format, TableError> {
        let io = |error: std::io::Error| TableError::io(path, &error);
        let mut file = File::open(path).map_err(io)?;
        let metadata = file.metadata().map_err(io)?;
        if metadata.is_dir() {
            return Err(TableError::file(path, "这是一个目录,请写出文件名"));
        }
        if metadata.len() > limits.bytes {
            return Err(TableError::file(path, too_large(metadata.len(), limits.bytes)));
        }
        let mut first = [0; 8];
        let mut got = 0;
        while got < first.len() {
            match file.read(&mut first[got..]).map_err(io)? {
                0 => break,
                n => got += n,
            }
        }
        Format::told(&first[..got], name)
    }

    fn told(first: &[u8], path: &Path) -> Result<Format, TableError> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        let ending = ending.as_deref().unwrap_or("");
        if first.is_empty() {
            return Err(TableError::file(path, "文件是空的"));
        }
        if first.starts_with(b"PK\x03\x04") || first.starts_with(b"PK\x05\x06") {
            return Ok(Format::Xlsx);
        }
        if first.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return Ok(Format::Xls);
        }
        // The second word begins a file that is encrypted.
        if first.starts_with(b"PAR1") || first.starts_with(b"PARE") {
            return Ok(Format::Parquet);
        }
        match ending {
            "csv" | "txt" | "tsv" | "tab" => Ok(Format::Csv),
            "xlsx" | "xlsm" | "xls" => Err(TableError::file(
                path,
                "不是 Excel 文件(内容不完整或已损坏),请用 Excel 重新另存为 .xlsx,或者另存为 .csv",
            )),
            "parquet" => Err(TableError::file(path, "不是 Parquet 文件,或者开头已损坏,请重新导出")),
            _ => Err(TableError::file(path, "不认识这种文件;可以读 .csv、.xlsx、.xls、.parquet")),
        }
    }
}

fn too_large(bytes: u64, limit: u64) -> String {
    format!("文件有 {},超过一次可读的 {},请拆成几个文件分别判定", show_bytes(bytes), show_bytes(limit))
}

/// Bytes in words, cut to one decimal.
pub(crate) fn show_bytes(bytes: u64) -> String {
    for (unit, size) in [("GB", 1u64 << 30), ("MB", 1 << 20), ("KB", 1 << 10)] {
        if bytes >= size {
            let tenths = u128::from(bytes) * 10 / u128::from(size);
            return if tenths % 10 == 0 {
                format!("{} {unit}", tenths / 10)
            } else {
                format!("{}.{} {unit}", tenths / 10, tenths % 10)
            };
        }
    }
    format!("{bytes} 字节")
}
