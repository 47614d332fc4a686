//! Parquet, as other systems export it: one flat table of columns.
//!
//! A column is named by its id (`revenue_y1`), key or words, with a unit in brackets if need be; a bare number is in
//! the unit that the heading, else the file (a metadata entry `unit`), else the catalogue names, exactly as in a CSV
//! file: an integer 123 in `revenue_y1` is 123 万元, in `revenue_y1(分)` it is 1.23 元. Decimals are exact, doubles are
//! read as the decimal they show, null is unknown. The footer and the head of every page are looked over first
//! ([`footer`], [`pages`]), because the reader of the format makes room for whatever they claim.

mod column;
mod footer;
mod pages;
mod thrift;

use std::fs::File;
use std::path::Path;

use parquet::file::metadata::{KeyValue, ParquetMetaData};
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::population::Texts;
use titian_rulebook::quantity::{self, Dimension};

use crate::Loaded;
use crate::caught::caught;
use crate::error::TableError;
use crate::header::{Header, Headings, Target};
use crate::intake::{Intake, Plan};
use crate::number::{Unit, units};
use crate::options::Options;
use column::{Column, Fault, Meaning};

/// So many rows are decoded at a time: enough to be quick, little enough to stay near the core.
const BATCH: usize = 4_096;

const BROKEN: &str = "Parquet 文件不完整或已损坏,请重新导出或上传";

/// Reads a Parquet file.
pub(crate) fn read(path: &Path, catalogue: &Catalogue, options: &Options<'_>) -> Result<Loaded, TableError> {
    let broken = || TableError::file(path, BROKEN);
    let file = || File::open(path).map_err(|error| TableError::io(path, &error));
    footer::check(path, &mut file()?, &options.limits)?;
    let opened = file()?;
    let reader = caught(|| SerializedFileReader::new(opened)).and_then(Result::ok).ok_or_else(broken)?;
    let metadata = reader.metadata();
    let (header, wanted) = header(path, metadata, catalogue, options)?;
    let rows = rows(metadata).ok_or_else(broken)?;
    if let Some(message) = options.limits.refuse(rows, header.columns.len()) {
        return Err(TableError::file(path, message));
    }
    pages::check(path, metadata, &header, wanted.iter().map(|(at, _)| *at), &options.limits)?;
    let plan = Plan { catalogue, header: &header, options };
    let mut intake = Intake::new(plan);
    // The header of a spreadsheet would be row 1.
    let mut row = 1;
    for at in 0..reader.num_row_groups() {
        let group = caught(|| reader.get_row_group(at)).and_then(Result::ok).ok_or_else(broken)?;
        let mut columns = columns(&*group, &wanted).ok_or_else(broken)?;
        let mut left = usize::try_from(group.metadata().num_rows()).map_err(|_| broken())?;
        while left > 0 {
            let batch = left.min(BATCH);
            let mut texts = vec![Texts::default(); header.columns.len()];
            for (at, column) in &mut columns {
                texts[*at] = column.texts(batch).map_err(|fault| TableError {
                    column: Some(header.columns[*at].heading.clone()),
                    ..match fault {
                        Fault::Broken => broken(),
                        Fault::NotText(place) => {
                            TableError::row(path, row + place as u64 + 1, "不是 UTF-8 文字,请重新导出")
                        }
                    }
                })?;
            }
            for place in 0..batch {
                row += 1;
                // Nothing was read of the columns that nobody looks at.
                let cells: Vec<&str> = texts.iter().map(|texts| texts.get(place)).collect();
                intake.row(row, &cells).map_err(|stop| stop.into_error(path))?;
            }
            left -= batch;
            options.report(row - 1, rows);
        }
    }
    intake.finish(path)
}

/// The columns of a group of rows, each with its place in the table.
fn columns(group: &dyn RowGroupReader, wanted: &[(usize, Meaning)]) -> Option<Vec<(usize, Column)>> {
    let open = |(at, meaning): &(usize, Meaning)| {
        let reader = caught(|| group.get_column_reader(*at)).and_then(Result::ok)?;
        let descriptor = group.metadata().schema_descr().columns().get(*at)?;
        Some((*at, Column::new(reader, *meaning, descriptor)))
    };
    wanted.iter().map(open).collect()
}

/// What the columns are, and, for those that anything looks at, their place and how they are read.
fn header(
    path: &Path,
    metadata: &ParquetMetaData,
    catalogue: &Catalogue,
    options: &Options<'_>,
) -> Result<(Header, Vec<(usize, Meaning)>), TableError> {
    let schema = metadata.file_metadata().schema_descr();
    let names: Vec<&str> = schema.columns().iter().map(|column| column.name()).collect();
    let mut headings = Headings::new(catalogue, options.on);
    headings.money = money(metadata.file_metadata().key_value_metadata()).map_err(|message| {
        TableError::file(path, format!("文件元数据 unit 写的是“{message}”,请改成 元、万元、亿元 或 分"))
    })?;
    let header = headings.read(&names, options.ignore_unknown).map_err(|bad| TableError {
        column: Some(bad.heading).filter(|heading| !heading.is_empty()),
        ..TableError::file(path, bad.message)
    })?;
    let mut wanted = Vec::new();
    for (at, (heading, column)) in header.columns.iter().zip(schema.columns()).enumerate() {
        // What nobody looks at may be of any type.
        if !matches!(heading.target, Target::Passed) {
            let unreadable =
                |message| TableError { column: Some(heading.heading.clone()), ..TableError::file(path, message) };
            wanted.push((at, Meaning::of(column).map_err(unreadable)?));
        }
    }
    Ok((header, wanted))
}

/// The unit of bare amounts that the file names as a whole.
fn money(metadata: Option<&Vec<KeyValue>>) -> Result<Option<Unit>, String> {
    let Some(entry) = metadata.into_iter().flatten().find(|entry| entry.key == "unit") else { return Ok(None) };
    let word = quantity::tidy(entry.value.as_deref().unwrap_or(""));
    let id = |unit: &Unit| matches!((unit.word, word.as_str()), ("分", "fen") | ("元", "yuan") | ("万元", "wanyuan"));
    let found = units(Dimension::Money).iter().find(|unit| unit.word == word || id(unit));
    found.map(|unit| Some(*unit)).ok_or(word)
}

fn rows(metadata: &ParquetMetaData) -> Option<u64> {
    metadata.row_groups().iter().try_fold(0u64, |rows, group| rows.checked_add(u64::try_from(group.num_rows()).ok()?))
}

#[cfg(test)]
mod tests;
