//! The careful reader: the whole text, record by record.

use std::path::Path;

use titian_rulebook::catalogue::Catalogue;

use super::records::Records;
use super::{text, top};
use crate::Loaded;
use crate::error::TableError;
use crate::intake::{Intake, Plan};
use crate::options::Options;

/// So many rows between two words of progress.
const STEP: u64 = 16_384;

pub(super) fn read(path: &Path, catalogue: &Catalogue, options: &Options<'_>) -> Result<Loaded, TableError> {
    let bytes = std::fs::read(path).map_err(|error| TableError::io(path, &error))?;
    let text = text::decode(&bytes).map_err(|odd| TableError::row(path, odd.line, odd.message))?;
    let top = top::top(path, &text, catalogue, options)?;
    let plan = Plan { catalogue, header: &top.header, options };
    let mut intake = Intake::new(plan);
    let body = text.get(top.begin..).unwrap_or("");
    let (mut records, mut cells, mut row) = (Records::new(body, top.separator), Vec::new(), top.rows);
    loop {
        row += 1;
        let more = records.next(&mut cells);
        let unclosed = |_| TableError::row(path, row, "从这一行起,有一个双引号没有闭合;请补上,或者删去多余的双引号");
        if !more.map_err(unclosed)? {
            break;
        }
        intake.row(row, &cells).map_err(|stop| stop.into_error(path))?;
        if row % STEP == 0 {
            options.report((top.begin + records.at()) as u64, text.len() as u64);
            refuse(path, options, row - top.rows, &top)?;
        }
    }
    refuse(path, options, row - 1 - top.rows, &top)?;
    options.report(text.len() as u64, text.len() as u64);
    intake.finish(path)
}

fn refuse(path: &Path, options: &Options<'_>, rows: u64, top: &top::Top) -> Result<(), TableError> {
    match options.limits.refuse(rows, top.header.columns.len()) {
        Some(message) => Err(TableError::file(path, message)),
        None => Ok(()),
    }
}
