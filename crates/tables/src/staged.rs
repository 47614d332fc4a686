//! A file that appears under its name only when it is whole.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::TableError;

/// A file written beside its target. Dropped unfinished, it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Staged {
    target: PathBuf,
    beside: PathBuf,
    file: Option<File>,
}

impl Staged {
    pub(crate) fn begin(target: &Path) -> Result<Staged, TableError> {
        let Some(name) = target.file_name() else {
            return Err(TableError::file(target, "请写出结果文件的名字"));
        };
        if target.is_dir() {
            return Err(TableError::file(target, "这是一个目录,请写出文件名"));
        }
        // The process id keeps two runs apart; a leftover of a crashed run with our id is ours to replace.
        let beside = target.with_file_name(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(&beside);
        let file = file.map_err(|error| TableError::io(target, &error))?;
        Ok(Staged { target: target.into(), beside, file: Some(file) })
    }

    /// Writes all of it.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), TableError> {
        match &mut self.file {
            Some(file) => file.write_all(bytes).map_err(|error| TableError::io(&self.target, &error)),
            None => Ok(()),
        }
    }

    /// The file itself, for writers that want one.
    pub(crate) fn file(&mut self) -> Result<&mut File, TableError> {
        self.file.as_mut().ok_or_else(|| TableError::file(&self.target, "写文件时出错,请重试"))
    }

    /// Where it is written, for what else has to be written on the way.
    pub(crate) fn folder(&self) -> &Path {
        match self.beside.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }

    /// Something the system reported.
    pub(crate) fn io(&self, error: &std::io::Error) -> TableError {
        TableError::io(&self.target, error)
    }

    pub(crate) fn error(&self, message: impl Into<String>) -> TableError {
        TableError::file(&self.target, message)
    }

    /// Gives the file its name.
    pub(crate) fn finish(mut self) -> Result<(), TableError> {
        drop(self.file.take());
        std::fs::rename(&self.beside, &self.target).map_err(|error| TableError::io(&self.target, &error))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Gone already where it was renamed.
        let _ = std::fs::remove_file(&self.beside);
    }
}
