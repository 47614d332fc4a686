//! Writes a backup's file, on a thread that may block.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::format::{Contents, Footer, Line, Piece, to_json};
use super::stopped;
use crate::blob::{Blobs, sync_folder};
use crate::error::StoreError;
use crate::hex;

const LEVEL: i32 = 3;

/// Everything that passes is hashed.
struct Hashed<W> {
    inner: W,
    hasher: Sha256,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Writes what is sent; the file is there when this returns, whole and safe on the disk, or not at all.
pub(super) fn write(path: &Path, blobs: &Blobs, mut pieces: mpsc::Receiver<Piece>) -> Result<Contents, StoreError> {
    let draft = path.with_extension("part");
    let written = write_draft(&draft, blobs, &mut pieces);
    let placed = written.and_then(|contents| {
        fs::rename(&draft, path)?;
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        sync_folder(folder)?;
        Ok(contents)
    });
    if placed.is_err() {
        let _ = fs::remove_file(&draft);
    }
    placed
}

fn write_draft(draft: &Path, blobs: &Blobs, pieces: &mut mpsc::Receiver<Piece>) -> Result<Contents, StoreError> {
    let mut encoder = zstd::Encoder::new(BufWriter::new(File::create(draft)?), LEVEL)?;
    encoder.include_checksum(true)?;
    let mut out = Hashed { inner: encoder, hasher: Sha256::new() };
    let mut contents = Contents { at: Timestamp::UNIX_EPOCH, rows: 0, blobs: 0, sha256: String::new() };
    while let Some(piece) = pieces.blocking_recv() {
        match piece {
            Piece::Header(header) => {
                contents.at = header.at.parse().unwrap_or_default();
                line(&mut out, &json!(header))?;
            }
            Piece::Table { name, columns } => line(&mut out, &json!(Line::Table { table: name, columns }))?,
            Piece::Rows(rows) => {
                contents.rows += rows.len() as u64;
                for row in rows {
                    line(&mut out, &row.into_iter().map(to_json).collect())?;
                }
            }
            Piece::Blob(id) => {
                contents.blobs += 1;
                copy_in(&mut out, blobs, id)?;
            }
            Piece::End => {
                contents.sha256 = hex::of(&out.hasher.clone().finalize());
                let Contents { rows, blobs, ref sha256, .. } = contents;
                line(&mut out, &json!(Line::End { end: Footer { rows, blobs, sha256: sha256.clone() } }))?;
                let file = out.inner.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
                file.sync_all()?;
                return Ok(contents);
            }
        }
    }
    Err(stopped())
}

fn copy_in(out: &mut impl Write, blobs: &Blobs, id: String) -> Result<(), StoreError> {
    let mut file = blobs.open_blocking(&id)?;
    let size = file.metadata()?.len();
    line(out, &json!(Line::Blob { blob: id.clone(), size }))?;
    let mut both = Hashed { inner: &mut *out, hasher: Sha256::new() };
    let copied = std::io::copy(&mut file, &mut both)?;
    if copied != size || hex::of(&both.hasher.finalize()) != id {
        return Err(StoreError::inconsistent("blob", id, "its bytes changed on the disk"));
    }
    Ok(out.write_all(b"\n")?)
}

fn line(out: &mut impl Write, json: &Json) -> io::Result<()> {
    serde_json::to_writer(&mut *out, json)?;
    out.write_all(b"\n")
}
