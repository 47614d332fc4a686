//! 读 One snapshot to read from: for a page, or inside a write for what a rule must know.

use std::collections::HashMap;
use std::sync::Arc;

use titian_domain::room::Room;
use tokio::sync::{Mutex, MutexGuard};

use crate::args;
use crate::db::{Sql, Work};
use crate::error::StoreError;
use crate::journal::{COLUMNS, Entry};
use crate::value::{Row, Value, from_json};

/// How many ids a statement asks for at once.
const MANY: usize = 500;

/// A snapshot: what is read twice is the same twice. Both a page's [`Store::read`](crate::Store::read) and a write's
/// [`Tx`](crate::Tx) are one, so a question can be asked in either.
pub struct Reading {
    /// Shared with the store, which ends it when the act has been run.
    work: Arc<Mutex<Work>>,
}

/// Where a room stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing<R> {
    /// The id.
    pub id: String,
    /// How many events there were.
    pub version: u64,
    /// The state; `None` before the first event.
    pub state: Option<R>,
}

impl<R: Room> Standing<R> {
    /// A room in which nothing has happened yet.
    pub fn fresh(id: impl Into<String>) -> Standing<R> {
        Standing { id: id.into(), version: 0, state: None }
    }

    /// The state, or [`StoreError::Missing`].
    pub fn state(&self) -> Result<&R, StoreError> {
        self.state.as_ref().ok_or_else(|| StoreError::Missing { table: R::NAME.into(), row: self.id.clone() })
    }

    /// Its stream.
    pub fn stream(&self) -> String {
        format!("{}/{}", R::NAME, self.id)
    }
}

impl Reading {
    pub(crate) fn of(work: &Arc<Mutex<Work>>) -> Reading {
        Reading { work: work.clone() }
    }

    pub(crate) async fn work(&mut self) -> MutexGuard<'_, Work> {
        self.work.lock().await
    }

    /// The rows that a statement answers. Values are `$1`, `$2`, … and never stand in the text.
    pub async fn rows(&mut self, sql: impl Into<Sql>, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        self.work().await.rows(sql, args).await
    }

    /// The first row, if there is any.
    pub async fn row(&mut self, sql: impl Into<Sql>, args: Vec<Value>) -> Result<Option<Row>, StoreError> {
        Ok(self.work().await.rows(sql, args).await?.into_iter().next())
    }

    /// A number that always has an answer, in the column `n`: `SELECT COUNT(*) AS n …`.
    pub async fn number(&mut self, sql: impl Into<Sql>, args: Vec<Value>) -> Result<i64, StoreError> {
        match self.row(sql, args).await? {
            Some(row) => row.number("n"),
            None => Err(StoreError::inconsistent("answer", "", "no row with a column n")),
        }
    }

    /// Where a room stands. One that is not there stands at version 0.
    pub async fn load<R: Room>(&mut self, id: &str) -> Result<Standing<R>, StoreError> {
        match self.work().await.rooms(R::NAME, args![id]).await?.first() {
            Some(row) => standing(row),
            None => Ok(Standing::fresh(id)),
        }
    }

    /// Where many rooms stand, in the order asked for.
    pub async fn load_all<R: Room>(&mut self, ids: &[impl AsRef<str>]) -> Result<Vec<Standing<R>>, StoreError> {
        let mut found = HashMap::new();
        for ids in ids.chunks(MANY) {
            let args = ids.iter().map(|id| id.as_ref().into()).collect();
            for row in self.work().await.rooms(R::NAME, args).await? {
                let standing = standing::<R>(&row)?;
                found.insert(standing.id.clone(), standing);
            }
        }
        let taken = |id: &str| found.get(id).cloned().unwrap_or_else(|| Standing::fresh(id));
        Ok(ids.iter().map(|id| taken(id.as_ref())).collect())
    }

    /// What happened in a room, from the first event.
    pub async fn history<R: Room>(&mut self, id: &str) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM journal WHERE stream = $1 ORDER BY version");
        let rows = self.work().await.rows(sql, args![format!("{}/{id}", R::NAME)]).await?;
        rows.iter().map(Entry::of).collect()
    }

    /// What happened in several rooms (`NAME/id`), stream by stream, each from its first event.
    pub async fn histories(&mut self, streams: &[String]) -> Result<Vec<Entry>, StoreError> {
        let mut entries = Vec::new();
        for streams in streams.chunks(MANY) {
            let places: Vec<String> = (1..=streams.len()).map(|n| format!("${n}")).collect();
            let sql = format!(
                "SELECT {COLUMNS} FROM journal WHERE stream IN ({}) ORDER BY stream, version",
                places.join(", ")
            );
            for row in self.rows(sql, streams.iter().map(Into::into).collect()).await? {
                entries.push(Entry::of(&row)?);
            }
        }
        Ok(entries)
    }

    /// Events of all rooms after a place in the journal and up to another, in order: how an index follows it. Up to
    /// [`Store::settled`](crate::Store::settled) none is missed.
    pub async fn entries(&mut self, after: i64, upto: i64, limit: u32) -> Result<Vec<Entry>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM journal WHERE $1 < seq AND seq <= $2 ORDER BY seq LIMIT $3");
        let rows = self.rows(sql, args![after, upto, limit]).await?;
        rows.iter().map(Entry::of).collect()
    }

    /// The first answer to this key of this actor, if it was answered.
    pub async fn answered(&mut self, actor: &str, key: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT answer FROM idempotency WHERE actor = $1 AND key = $2";
        self.row(sql, args![actor, key]).await?.map(|row| row.text("answer").map(str::to_owned)).transpose()
    }
}

fn standing<R: Room>(row: &Row) -> Result<Standing<R>, StoreError> {
    let id = row.text("id")?.to_owned();
    let wrong = |why| StoreError::inconsistent(R::NAME, &id, format!("its state cannot be read: {why}"));
    let state = row.maybe_text("state")?.map(from_json).transpose().map_err(wrong)?;
    Ok(Standing { version: row.count("version")?, state, id })
}
