//! Puts the rows of a backup into a new store, in one transaction.

use tokio::sync::mpsc;

use super::format::Piece;
use super::stopped;
use crate::args;
use crate::commit::{VALUES, places};
use crate::db::{Begin, Table, Work};
use crate::error::StoreError;
use crate::migrate;
use crate::store::Store;
use crate::value::Value;

/// Takes the pieces and keeps them once the last has come.
pub(super) async fn fill(store: &Store, mut pieces: mpsc::Receiver<Piece>) -> Result<(), StoreError> {
    let mut work = store.db.begin(Begin::WriteAlone).await?;
    let tables = work.tables().await?;
    for table in &tables {
        let rows = work.rows(format!("SELECT 1 AS one FROM {} LIMIT 1", table.name), args![]).await?;
        if !rows.is_empty() {
            let why = format!("a backup is restored into a new store only, and {} has rows", table.name);
            return Err(StoreError::Schema(why));
        }
    }
    let mut into = None;
    while let Some(piece) = pieces.recv().await {
        match piece {
            Piece::Header(header) if header.migrations.iter().map(String::as_str).eq(migrate::names()) => {}
            Piece::Header(header) => {
                let why = format!("the backup was made with the migrations {}", header.migrations.join(", "));
                return Err(StoreError::Schema(why));
            }
            Piece::Table { name, columns } => into = Some(known(&tables, &name, &columns)?),
            Piece::Rows(rows) => insert(&mut work, into.ok_or_else(stopped)?, rows).await?,
            Piece::Blob(_) => {}
            Piece::End => {
                work.count_on().await?;
                return work.commit().await.map_err(|(error, _)| error);
            }
        }
    }
    work.roll_back().await;
    Err(stopped())
}

/// The table of ours that is meant: its name and its columns must be ours, which also keeps the file's words out of SQL.
fn known<'t>(tables: &'t [Table], name: &str, columns: &[String]) -> Result<&'t Table, StoreError> {
    let ours = tables.iter().find(|table| table.name == name && table.names().iter().eq(columns.iter()));
    ours.ok_or_else(|| StoreError::Schema(format!("the backup's table {name} is not as in this store")))
}

async fn insert(work: &mut Work, table: &Table, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
    let width = table.columns.len();
    if rows.iter().any(|row| row.len() != width) {
        return Err(StoreError::inconsistent("backup", &table.name, "a row is too short or too long"));
    }
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<Vec<Value>> = rows.by_ref().take((VALUES / width).max(1)).collect();
        let (names, places) = (table.names().join(", "), places(work.engine(), chunk.len(), width));
        let sql = format!("INSERT INTO {} ({names}) VALUES {places}", table.name);
        work.execute(sql, chunk.into_iter().flatten().collect()).await?;
    }
    Ok(())
}
