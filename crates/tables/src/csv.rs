//! CSV as it really comes.
//!
//! Clean UTF-8 goes the quick way ([`fast`]): bytes straight into columns, on all cores. What is not plain there (a
//! quoted line, 1,200 with a separator, full-width digits) is read by the careful reader, line by line; and where lines
//! are not rows (a line break inside quotes, another encoding) the careful reader takes the whole file. Both give
//! equal tables: a property test holds them to it.

mod fast;
pub(crate) mod records;
pub(crate) mod text;
mod tolerant;
mod top;

use std::path::Path;

use titian_rulebook::catalogue::Catalogue;

use crate::Loaded;
use crate::error::TableError;
use crate::options::{Limits, Options};

/// Reads a CSV file.
pub(crate) fn read(path: &Path, catalogue: &Catalogue, options: &Options<'_>) -> Result<Loaded, TableError> {
    match fast::read(path, catalogue, options)? {
        Some(loaded) => Ok(loaded),
        None => tolerant::read(path, catalogue, options),
    }
}

/// All rows of a CSV file as texts, each with its number; what separates the cells is what gives the most of them at the
/// top.
pub(crate) fn rows(path: &Path, limits: &Limits) -> Result<Vec<(u64, Vec<String>)>, TableError> {
    let bytes = std::fs::read(path).map_err(|error| TableError::io(path, &error))?;
    let text = text::decode(&bytes).map_err(|odd| TableError::row(path, odd.line, odd.message))?;
    let most = |separator: u8| {
        text.lines().take(crate::top::ROWS).map(|line| line.matches(char::from(separator)).count()).max()
    };
    let separator = [b';', b'\t', b','].into_iter().max_by_key(|separator| most(*separator)).unwrap_or(b',');
    let (mut records, mut cells, mut rows) = (records::Records::new(&text, separator), Vec::new(), Vec::new());
    for row in 1.. {
        let unclosed = |_| TableError::row(path, row, "从这一行起,有一个双引号没有闭合;请补上,或者删去多余的双引号");
        if !records.next(&mut cells).map_err(unclosed)? {
            break;
        }
        if let Some(message) = limits.refuse(row, cells.len()) {
            return Err(TableError::row(path, row, message));
        }
        rows.push((row, cells.iter().map(|cell| cell.to_string()).collect()));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests;
