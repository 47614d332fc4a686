//! What is wrong with a table, told once: file, row, column, and what to write instead.

use std::fmt;
use std::path::Path;

/// A table that cannot be read or written. Its message is one line of Chinese for the person who made the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableError {
    /// The file, as the person named it.
    pub file: String,
    /// The row as a spreadsheet counts it (the header is row 1), where there is one.
    pub row: Option<u64>,
    /// The column's heading as written in the file, where there is one.
    pub column: Option<String>,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl TableError {
    /// Something about the whole file.
    pub(crate) fn file(path: &Path, message: impl Into<String>) -> TableError {
        TableError { file: path.display().to_string(), row: None, column: None, message: message.into() }
    }

    /// Something about the file that the system reported.
    pub(crate) fn io(path: &Path, error: &std::io::Error) -> TableError {
        use std::io::ErrorKind::*;
        let message = match error.kind() {
            NotFound => "找不到这个文件,请核对路径".into(),
            PermissionDenied => "没有读写权限,请检查文件和所在目录的权限".into(),
            IsADirectory => "这是一个目录,请写出文件名".into(),
            StorageFull => "磁盘已满,请清理后重试".into(),
            _ => format!("读写出错:{error}"),
        };
        TableError::file(path, message)
    }

    /// Something in one row.
    pub(crate) fn row(path: &Path, row: u64, message: impl Into<String>) -> TableError {
        TableError { row: Some(row), ..TableError::file(path, message) }
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        match (self.row, &self.column) {
            (Some(row), Some(column)) => write!(f, " 第 {row} 行“{column}”列")?,
            (Some(row), None) => write!(f, " 第 {row} 行")?,
            (None, Some(column)) => write!(f, " “{column}”列")?,
            (None, None) => {}
        }
        write!(f, ":{}", self.message)
    }
}

impl std::error::Error for TableError {}

/// One reason why a row was left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    /// The row as a spreadsheet counts it (the header is row 1).
    pub row: u64,
    /// The column's heading as written in the file; empty if the whole row is meant.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl Reject {
    /// The same as an error of the file.
    pub(crate) fn into_error(self, path: &Path) -> TableError {
        let column = Some(self.column).filter(|column| !column.is_empty());
        TableError { row: Some(self.row), column, ..TableError::file(path, self.message) }
    }
}

/// Something to look at again; the row stays in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The row as a spreadsheet counts it; `None` if the whole file is meant.
    pub row: Option<u64>,
    /// What to look at.
    pub message: String,
}

/// The first notes, and how many there are in all: a file with a million odd codes must not fill the memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// The first [`Notes::KEPT`], in the order of the file.
    pub first: Vec<Note>,
    /// How many there are.
    pub total: u64,
}

impl Notes {
    /// How many are kept.
    pub const KEPT: usize = 1_000;

    pub(crate) fn add(&mut self, row: Option<u64>, message: impl FnOnce() -> String) {
        self.total += 1;
        if self.first.len() < Notes::KEPT {
            self.first.push(Note { row, message: message() });
        }
    }

    /// More notes, put where they belong in the file.
    pub(crate) fn gather(&mut self, more: Vec<Note>) {
        self.total += more.len() as u64;
        self.first.extend(more);
        self.first.sort_by_key(|note| note.row);
        self.first.truncate(Notes::KEPT);
    }

    /// The notes of a later part of the file, whose rows begin after `rows` others.
    pub(crate) fn append(&mut self, later: Notes, rows: u64) {
        self.total += later.total;
        let room = Notes::KEPT - self.first.len().min(Notes::KEPT);
        let moved = later.first.into_iter().map(|note| Note { row: note.row.map(|row| row + rows), ..note });
        self.first.extend(moved.take(room));
    }
}
