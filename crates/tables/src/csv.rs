//! CSV as it really comes.
//!
//! Clean UTF-8 goes the quick way ([`fast`]): bytes straight into columns, on all cores. What is not plain there (a
//! quoted line, 1,200 with a separator, full-width digits) is read by the careful reader, line by line; and where lines
//! are not rows (a line break inside quotes, another encoding) the careful reader takes the whole file. Both give
//! equal tables: a property test holds them to it.

mod fast;
mod records;
mod text;
mod tolerant;
mod top;

use std::path::Path;

use titian_rulebook::catalogue::Catalogue;

use crate::Loaded;
use crate::error::TableError;
use crate::options::Options;

/// Reads a CSV file.
pub(crate) fn read(path: &Path, catalogue: &Catalogue, options: &Options<'_>) -> Result<Loaded, TableError> {
    match fast::read(path, catalogue, options)? {
        Some(loaded) => Ok(loaded),
        None => tolerant::read(path, catalogue, options),
    }
}

#[cfg(test)]
mod tests;
