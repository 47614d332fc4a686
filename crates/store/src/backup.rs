//! 备份 Everything in one file: all tables as of one instant, and all attachments they name.
//!
//! The file is a zstd stream of JSON lines. First comes a header with the format and the migrations; then each table,
//! named on a line of its own with its columns, and its rows as arrays; then each attachment, named with its size on a
//! line of its own, followed by its bytes and a line break; last the counts and the SHA-256 of all that came before. It
//! says nothing of an engine, so a house moves from SQLite to PostgreSQL by restoring there.

mod format;
mod pack;
mod restore;
mod unpack;

use std::path::Path;

use jiff::Timestamp;
use tokio::sync::mpsc;

pub use format::Contents;
use format::{Header, Piece};

use crate::args;
use crate::blob::{Blobs, blocking};
use crate::db::Table;
use crate::error::StoreError;
use crate::migrate;
use crate::reading::Reading;
use crate::store::Store;
use crate::value::{Row, Value};

/// Rows read at once.
const PAGE: i64 = 500;
/// Pieces that wait for the disk.
const WAITING: usize = 4;

impl Store {
    /// Writes everything, as of now, to a new file, while the house goes on. The file has its name only when it is
    /// whole.
    pub async fn back_up(&self, blobs: &Blobs, path: &Path, at: Timestamp) -> Result<Contents, StoreError> {
        let (pieces, waiting) = mpsc::channel(WAITING);
        let (blobs, path) = (blobs.clone(), path.to_owned());
        let writer = tokio::task::spawn_blocking(move || pack::write(&path, &blobs, waiting));
        let sent = self.send(&pieces, at).await;
        // The writer makes the file only of a whole backup.
        let ended = match sent {
            Ok(()) => pieces.send(Piece::End).await.map_err(|_| stopped()),
            Err(error) => Err(error),
        };
        drop(pieces);
        let written = writer.await.map_err(|error| StoreError::Io(error.to_string()))?;
        match (ended, written) {
            // If the writer stopped first, what stopped it is the reason.
            (_, Err(error)) if error != stopped() => Err(error),
            (Err(error), _) => Err(error),
            (Ok(()), written) => written,
        }
    }

    async fn send(&self, pieces: &mpsc::Sender<Piece>, at: Timestamp) -> Result<(), StoreError> {
        let put = async |piece| pieces.send(piece).await.map_err(|_| stopped());
        let mut reading = self.read().await?;
        let tables = reading.work().await.tables().await?;
        put(Piece::Header(Header::now(at, migrate::names()))).await?;
        for table in &tables {
            let names = table.names().into_iter().map(str::to_owned).collect();
            put(Piece::Table { name: table.name.clone(), columns: names }).await?;
            let mut after = None;
            loop {
                let rows = page(&mut reading, table, after).await?;
                let Some(last) = rows.last() else { break };
                after = Some(table.key().into_iter().filter_map(|at| last.values.get(at).cloned()).collect());
                put(Piece::Rows(rows.into_iter().map(|row| row.values).collect())).await?;
            }
        }
        let mut after = String::new();
        loop {
            let sql = "SELECT sha256 FROM blob WHERE $1 < sha256 ORDER BY sha256 LIMIT $2";
            let rows = reading.rows(sql, args![&after, PAGE]).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.text("sha256")?.to_owned();
            for row in &rows {
                put(Piece::Blob(row.text("sha256")?.to_owned())).await?;
            }
        }
    }

    /// Fills this store, which must be new, from a backup: all of it or nothing. Attachments come first and do no harm
    /// if the rest fails.
    pub async fn restore(&self, blobs: &Blobs, path: &Path) -> Result<Contents, StoreError> {
        let (pieces, waiting) = mpsc::channel(WAITING);
        let (blobs, path) = (blobs.clone(), path.to_owned());
        let reader = tokio::spawn(blocking(move || unpack::read(&path, &blobs, &pieces)));
        let restored = restore::fill(self, waiting).await;
        let read = reader.await.map_err(|error| StoreError::Io(error.to_string()))?;
        match (restored, read) {
            (Err(error), _) if error != stopped() => Err(error),
            (_, Err(error)) => Err(error),
            (Err(error), _) => Err(error),
            (Ok(()), read) => read,
        }
    }

    /// The tables there are, by name.
    pub async fn tables(&self) -> Result<Vec<Table>, StoreError> {
        self.read().await?.work().await.tables().await
    }
}

/// The next rows of a table, by its key.
async fn page(reading: &mut Reading, table: &Table, after: Option<Vec<Value>>) -> Result<Vec<Row>, StoreError> {
    let names = table.names();
    let key: Vec<&str> = table.key().into_iter().filter_map(|at| names.get(at).copied()).collect();
    if key.is_empty() {
        return Err(StoreError::Schema(format!("the table {} has no primary key", table.name)));
    }
    let key = key.join(", ");
    let args = after.unwrap_or_default();
    let places: Vec<String> = (1..=args.len()).map(|n| format!("${n}")).collect();
    let from = if args.is_empty() { String::new() } else { format!("WHERE ({key}) > ({})", places.join(", ")) };
    let sql = format!("SELECT {} FROM {} {from} ORDER BY {key} LIMIT {PAGE}", names.join(", "), table.name);
    reading.rows(sql, args).await
}

/// The other side of the channel went away; it knows why.
fn stopped() -> StoreError {
    StoreError::Io("the backup was given up".into())
}
