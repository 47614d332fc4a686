//! Reads a backup's file, on a thread that may block.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::format::{Contents, FORMAT, Footer, Header, Line, Piece, from_cell};
use super::stopped;
use crate::blob::Blobs;
use crate::error::StoreError;
use crate::hex;
use crate::value::{Value, from_json};

/// Rows sent at once.
const PAGE: usize = 500;

/// Puts the attachments where they belong and sends the rest. Sends [`Piece::End`] only if all of it was there and as
/// it was written.
pub(super) fn read(path: &Path, blobs: &Blobs, pieces: &mpsc::Sender<Piece>) -> Result<Contents, StoreError> {
    let put = |piece| pieces.blocking_send(piece).map_err(|_| stopped());
    let mut file = BufReader::new(zstd::Decoder::new(File::open(path)?)?);
    let mut hasher = Sha256::new();
    let first = next(&mut file)?;
    let header: Header = from_json(&first).map_err(|_| broken("it does not begin as a backup does"))?;
    if header.titian != "backup" || FORMAT < header.format {
        return Err(broken("its format is not one that this program knows"));
    }
    hasher.update(&first);
    let at = header.at.parse().map_err(|_| broken("it does not say when it was made"))?;
    put(Piece::Header(header))?;
    let (mut rows, mut kept, mut page) = (0, 0, Vec::new());
    loop {
        let line = next(&mut file)?;
        let is_row = line.starts_with('[');
        if !page.is_empty() && (!is_row || PAGE <= page.len()) {
            put(Piece::Rows(std::mem::take(&mut page)))?;
        }
        if is_row {
            rows += 1;
            page.push(values(&line)?);
            hasher.update(&line);
            continue;
        }
        match from_json(&line).map_err(|_| broken("a line cannot be read"))? {
            Line::Table { table, columns } => {
                hasher.update(&line);
                put(Piece::Table { name: table, columns })?;
            }
            Line::Blob { blob, size } => {
                hasher.update(&line);
                kept += 1;
                attachment(&mut file, &mut hasher, blobs, &blob, size)?;
            }
            Line::End { end } => {
                let sha256 = hex::of(&hasher.finalize());
                if end != (Footer { rows, blobs: kept, sha256: sha256.clone() }) {
                    return Err(broken("its checksum or its counts are wrong"));
                }
                put(Piece::End)?;
                return Ok(Contents { at, rows, blobs: kept, sha256 });
            }
        }
    }
}

fn attachment(
    file: &mut impl BufRead,
    hasher: &mut Sha256,
    blobs: &Blobs,
    id: &str,
    size: u64,
) -> Result<(), StoreError> {
    let mut incoming = blobs.incoming(size)?;
    let mut left = size;
    while 0 < left {
        let buffer = file.fill_buf().map_err(|error| broken(&error.to_string()))?;
        let some = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if some == 0 {
            return Err(broken("its end is missing"));
        }
        let bytes = &buffer[..some];
        hasher.update(bytes);
        incoming.write(bytes)?;
        file.consume(some);
        left -= some as u64;
    }
    let mut end = [0];
    file.read_exact(&mut end).map_err(|error| broken(&error.to_string()))?;
    hasher.update(end);
    if incoming.finish()?.id == id { Ok(()) } else { Err(broken("an attachment is not what its name says")) }
}

/// The next line, with its line break.
fn next(file: &mut impl BufRead) -> Result<String, StoreError> {
    let mut line = String::new();
    file.read_line(&mut line).map_err(|error| broken(&error.to_string()))?;
    if line.ends_with('\n') { Ok(line) } else { Err(broken("its end is missing")) }
}

fn values(line: &str) -> Result<Vec<Value>, StoreError> {
    let cells: Vec<Json> = from_json(line).map_err(|_| broken("a row cannot be read"))?;
    cells.into_iter().map(from_cell).collect::<Option<_>>().ok_or_else(|| broken("a row has a value of no known kind"))
}

fn broken(what: &str) -> StoreError {
    StoreError::inconsistent("backup", "", what)
}
