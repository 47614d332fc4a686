//! The one place that knows two engines. Everything above it says one SQL text with `$1`, `$2`, … and gets one kind of
//! row.
//!
//! SQLite has one connection that writes (`BEGIN IMMEDIATE`) and many that read a snapshot (WAL). PostgreSQL writes
//! SERIALIZABLE, so that a rule that read its neighbours cannot be overtaken by them, and reads REPEATABLE READ.

mod fault;
mod schema;

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::pool::PoolOptions;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgConnectOptions, PgTypeInfo};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{
    AssertSqlSafe, Column, Connection, Database, Decode, Encode, PgPool, Postgres, Row as _, Sqlite, SqlitePool,
    Transaction, Type, TypeInfo, ValueRef,
};

pub(crate) use fault::Failed;
use fault::fault;
pub use schema::{Column as TableColumn, Table};

use crate::ahead::{Ahead, Asked};
use crate::changes::Changes;
use crate::commit::places;
use crate::error::StoreError;
use crate::value::{Row, Value};

/// SQL as it is written: a literal, or a text that the caller put together from literals. Values never go into it.
pub type Sql = Cow<'static, str>;

/// Connections to a database.
#[derive(Debug, Clone)]
pub(crate) enum Db {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

/// Which engine it is, for the few texts that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// A running transaction. Dropped, it is rolled back.
pub(crate) struct Work {
    inner: Inner,
    engine: Engine,
    /// What went wrong first, if anything did: then nothing of it is kept.
    pub(crate) failed: Option<Failed>,
    /// What is remembered of an act that is decided before its own transaction begins.
    pub(crate) ahead: Option<Ahead>,
}

enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
    /// Kept or not, it is over.
    Ended,
}

/// How a transaction is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begin {
    /// Reads one snapshot.
    Read,
    /// Reads one snapshot and remembers what it was asked: for an act that is decided ahead.
    Ahead,
    /// Writes, as if alone.
    Write,
    /// Writes, really alone: for one that was overtaken too often.
    WriteAlone,
    /// Takes work from a queue: sees what is committed, skips what others hold.
    Queue,
    /// Reads what is left when all that was under way has ended.
    Settled,
}

const BUSY: Duration = Duration::from_secs(10);
const SQLITE_READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 16;

impl Db {
    /// Opens `sqlite:PATH` or `postgres://…`.
    pub(crate) async fn open(url: &str) -> Result<Db, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Db::sqlite(path).await.map_err(|error| fault(&error).0);
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url).map_err(|error| fault(&error).0)?;
            let options = options.application_name("titian");
            let pool = PoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(BUSY);
            let db = pool.connect_with(options).await.map(Db::Postgres).map_err(|error| fault(&error).0)?;
            db.check_collation().await?;
            return Ok(db);
        }
        Err(StoreError::Schema("a database is sqlite:PATH or postgres://…".into()))
    }

    async fn sqlite(path: &str) -> Result<Db, sqlx::Error> {
        if path.is_empty() || path.contains(":memory:") {
            let why = "a database in memory has no readers beside its writer; give a file in a temporary folder";
            return Err(sqlx::Error::Configuration(why.into()));
        }
        let path = path.strip_prefix("//").unwrap_or(path);
        let options = SqliteConnectOptions::new().filename(path).foreign_keys(true).busy_timeout(BUSY);
        let writing = options
            .clone()
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let writer = PoolOptions::<Sqlite>::new()
            .max_connections(1)
            .acquire_timeout(BUSY)
            // A full disk may have ended the transaction under sqlx's feet; such a connection is not used again.
            .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
            .connect_with(writing)
            .await?;
        let readers = PoolOptions::new()
            .max_connections(SQLITE_READERS)
            .acquire_timeout(BUSY)
            .connect_lazy_with(options.read_only(true));
        Ok(Db::Sqlite { writer, readers })
    }

    /// Texts must be UTF-8, and are sorted byte by byte as on SQLite, or lists look different.
    async fn check_collation(&self) -> Result<(), StoreError> {
        let sql = "SELECT pg_encoding_to_char(encoding) AS encoding, datcollate AS collation FROM pg_database \
                   WHERE datname = current_database()";
        for row in self.begin(Begin::Read).await?.rows(sql, Vec::new()).await? {
            let (encoding, collation) = (row.text("encoding")?, row.text("collation")?);
            if encoding != "UTF8" {
                return Err(StoreError::Schema(format!("the database's encoding is {encoding}, it must be UTF8")));
            }
            if !["C", "POSIX", "C.UTF-8", "C.utf8"].contains(&collation) {
                tracing::warn!(collation, "Lists will be sorted by {collation}; create the database with LOCALE 'C'");
            }
        }
        Ok(())
    }

    pub(crate) fn engine(&self) -> Engine {
        match self {
            Db::Sqlite { .. } => Engine::Sqlite,
            Db::Postgres(_) => Engine::Postgres,
        }
    }

    pub(crate) async fn begin(&self, how: Begin) -> Result<Work, StoreError> {
        let begun = match self {
            Db::Sqlite { writer, readers } => match how {
                Begin::Read | Begin::Ahead | Begin::Settled => readers.begin().await,
                Begin::Write | Begin::WriteAlone | Begin::Queue => writer.begin_with("BEGIN IMMEDIATE").await,
            }
            .map(Inner::Sqlite),
            Db::Postgres(pool) => pool
                .begin_with(match how {
                    Begin::Read | Begin::Ahead => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                    Begin::Write | Begin::WriteAlone => "BEGIN ISOLATION LEVEL SERIALIZABLE",
                    Begin::Queue | Begin::Settled => "BEGIN ISOLATION LEVEL READ COMMITTED",
                })
                .await
                .map(Inner::Postgres),
        };
        let inner = begun.map_err(|error| fault(&error).0)?;
        let ahead = (how == Begin::Ahead).then(Ahead::default);
        let mut work = Work { inner, engine: self.engine(), failed: None, ahead };
        if matches!(how, Begin::WriteAlone | Begin::Settled) {
            work.exclude_writers().await?;
        }
        Ok(work)
    }

    /// Waits for what is under way and closes every connection.
    pub(crate) async fn close(&self) {
        match self {
            Db::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

impl Work {
    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    /// The rows that a statement answers.
    pub(crate) async fn rows(&mut self, sql: impl Into<Sql>, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let sql = sql.into();
        let asked = self.ahead.is_some().then(|| (sql.clone(), args.clone()));
        let answer = self.fetch(sql, args).await?;
        if let (Some(ahead), Some((sql, args))) = (&mut self.ahead, asked) {
            ahead.asked.push(Asked { sql, args, answer: answer.clone() });
        }
        Ok(answer)
    }

    /// Where rooms stand, by their ids: `id`, `version`, `state`. A state follows from its version, so that is all that
    /// has to be asked again.
    pub(crate) async fn rooms(&mut self, table: &'static str, ids: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let places = places(self.engine, 1, ids.len());
        let sql = |columns| format!("SELECT {columns} FROM {table} WHERE id IN {places} ORDER BY id");
        let asked = self.ahead.is_some().then(|| ids.clone());
        let rows = self.fetch(sql("id, version, state"), ids).await?;
        if let (Some(ahead), Some(args)) = (&mut self.ahead, asked) {
            let answer = Row::first(&rows, 2);
            ahead.asked.push(Asked { sql: sql("id, version").into(), args, answer });
        }
        Ok(rows)
    }

    async fn fetch(&mut self, sql: impl Into<Sql>, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        if self.ahead.as_ref().is_some_and(|ahead| ahead.decided.is_some()) {
            return Err(self.early());
        }
        self.check(&args)?;
        let (sql, keep) = (AssertSqlSafe(sql.into()), args.len() <= KEPT);
        let answer = match &mut self.inner {
            Inner::Sqlite(tx) => {
                let rows = bind_sqlite(sqlx::query(sql), args).persistent(keep).fetch_all(&mut **tx).await;
                rows.and_then(|rows| read(&rows, from_sqlite))
            }
            Inner::Postgres(tx) => {
                let rows = bind_postgres(sqlx::query(sql), args).persistent(keep).fetch_all(&mut **tx).await;
                rows.and_then(|rows| read(&rows, from_postgres))
            }
            Inner::Ended => Err(ended()),
        };
        answer.map_err(|error| self.failing(&error))
    }

    /// How many rows a statement changed.
    pub(crate) async fn execute(&mut self, sql: impl Into<Sql>, args: Vec<Value>) -> Result<u64, StoreError> {
        if self.ahead.is_some() {
            return Err(self.early());
        }
        self.check(&args)?;
        let (sql, keep) = (AssertSqlSafe(sql.into()), args.len() <= KEPT);
        let changed = match &mut self.inner {
            Inner::Sqlite(tx) => {
                let done = bind_sqlite(sqlx::query(sql), args).persistent(keep).execute(&mut **tx).await;
                done.map(|done| done.rows_affected())
            }
            Inner::Postgres(tx) => {
                let done = bind_postgres(sqlx::query(sql), args).persistent(keep).execute(&mut **tx).await;
                done.map(|done| done.rows_affected())
            }
            Inner::Ended => Err(ended()),
        };
        changed.map_err(|error| self.failing(&error))
    }

    /// Runs a file of statements.
    pub(crate) async fn script(&mut self, sql: &'static str) -> Result<(), StoreError> {
        if self.ahead.is_some() {
            return Err(self.early());
        }
        let done = match &mut self.inner {
            Inner::Sqlite(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(drop),
            Inner::Postgres(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(drop),
            Inner::Ended => Err(ended()),
        };
        done.map_err(|error| self.failing(&error))
    }

    /// Waits until no other transaction that wrote to the journal is under way, and lets none begin to until this one
    /// ends. Must be the first statement, so that what is read afterwards is what those left behind. SQLite's one
    /// writer is alone anyway.
    pub(crate) async fn exclude_writers(&mut self) -> Result<(), StoreError> {
        match self.engine() {
            Engine::Sqlite => Ok(()),
            Engine::Postgres => self.script("LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE").await,
        }
    }

    /// Waits for one that excludes writers. Whoever locks a row before writing to the journal asks for this first:
    /// otherwise it would hold what that one wants, and want what that one holds.
    pub(crate) async fn join_writers(&mut self) -> Result<(), StoreError> {
        match self.engine() {
            Engine::Sqlite => Ok(()),
            Engine::Postgres => self.script("LOCK TABLE journal IN ROW EXCLUSIVE MODE").await,
        }
    }

    /// Keeps what was done. On failure nothing was kept.
    pub(crate) async fn commit(&mut self) -> Result<(), (StoreError, Failed)> {
        let done = match std::mem::replace(&mut self.inner, Inner::Ended) {
            Inner::Sqlite(tx) => tx.commit().await,
            Inner::Postgres(tx) => tx.commit().await,
            Inner::Ended => Err(ended()),
        };
        done.map_err(|error| fault(&error))
    }

    /// Keeps nothing.
    pub(crate) async fn roll_back(&mut self) {
        let done = match std::mem::replace(&mut self.inner, Inner::Ended) {
            Inner::Sqlite(tx) => tx.rollback().await,
            Inner::Postgres(tx) => tx.rollback().await,
            Inner::Ended => Ok(()),
        };
        if let Err(error) = done {
            // The engine ended the transaction itself, or the connection is gone; either way nothing is kept.
            tracing::debug!(%error, "rolling back was not needed or not possible");
        }
    }

    /// What one engine cannot keep, neither does.
    fn check(&mut self, args: &[Value]) -> Result<(), StoreError> {
        if !args.iter().any(|value| matches!(value, Value::Text(text) if text.contains('\0'))) {
            return Ok(());
        }
        self.failed.get_or_insert(Failed::Broken);
        Err(StoreError::inconsistent("argument", "", "a text with a NUL, which PostgreSQL cannot keep"))
    }

    /// Takes what an act has decided ahead.
    pub(crate) fn decide(&mut self, changes: Changes) -> Result<(), StoreError> {
        match &mut self.ahead {
            Some(Ahead { decided: decided @ None, .. }) => {
                *decided = Some(changes);
                Ok(())
            }
            _ => Err(self.early()),
        }
    }

    /// What is decided ahead only reads, and is over once it is decided.
    fn early(&mut self) -> StoreError {
        self.failed.get_or_insert(Failed::Early);
        StoreError::Busy("an act that is decided ahead wanted to write".into())
    }

    fn failing(&mut self, error: &sqlx::Error) -> StoreError {
        let (fault, failed) = fault(error);
        self.failed.get_or_insert(failed);
        fault
    }
}

fn ended() -> sqlx::Error {
    sqlx::Error::Protocol("the transaction has ended".into())
}

/// Statements with more arguments than this are built for one use and not kept prepared.
const KEPT: usize = 40;

type SqliteQuery<'q> = Query<'q, Sqlite, <Sqlite as Database>::Arguments>;
type PostgresQuery<'q> = Query<'q, Postgres, <Postgres as Database>::Arguments>;

fn bind_sqlite(query: SqliteQuery<'_>, args: Vec<Value>) -> SqliteQuery<'_> {
    args.into_iter().fold(query, |query, value| match value {
        Value::Null => query.bind(None::<i64>),
        Value::Number(number) => query.bind(number),
        Value::Text(text) => query.bind(text),
        Value::Bytes(bytes) => query.bind(bytes),
    })
}

fn bind_postgres(query: PostgresQuery<'_>, args: Vec<Value>) -> PostgresQuery<'_> {
    args.into_iter().fold(query, |query, value| match value {
        Value::Null => query.bind(Untyped),
        Value::Number(number) => query.bind(number),
        Value::Text(text) => query.bind(text),
        Value::Bytes(bytes) => query.bind(bytes),
    })
}

/// A NULL that takes the type of the place where it stands.
struct Untyped;

impl Type<Postgres> for Untyped {
    fn type_info() -> PgTypeInfo {
        /// `unknown` in pg_type: the server infers the type.
        const UNKNOWN: Oid = Oid(705);
        PgTypeInfo::with_oid(UNKNOWN)
    }
}

impl Encode<'_, Postgres> for Untyped {
    fn encode_by_ref(&self, _: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Ok(IsNull::Yes)
    }
}

fn read<R: sqlx::Row>(
    rows: &[R],
    value: impl Fn(&R, usize) -> Result<Value, BoxDynError>,
) -> Result<Vec<Row>, sqlx::Error> {
    let Some(first) = rows.first() else { return Ok(Vec::new()) };
    let names: Arc<[String]> = first.columns().iter().map(|column| column.name().to_owned()).collect();
    let row = |row: &R| {
        let values = (0..names.len()).map(|at| value(row, at)).collect::<Result<_, _>>();
        Ok(Row { names: names.clone(), values: values.map_err(sqlx::Error::Decode)? })
    };
    rows.iter().map(row).collect()
}

fn from_sqlite(row: &sqlx::sqlite::SqliteRow, at: usize) -> Result<Value, BoxDynError> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().into_owned();
    Ok(match kind.name() {
        "INTEGER" => Value::Number(<i64 as Decode<Sqlite>>::decode(raw)?),
        "TEXT" => Value::Text(<String as Decode<Sqlite>>::decode(raw)?),
        "BLOB" => Value::Bytes(<Vec<u8> as Decode<Sqlite>>::decode(raw)?),
        kind => return Err(format!("a column of type {kind}; CAST it to BIGINT or TEXT").into()),
    })
}

fn from_postgres(row: &sqlx::postgres::PgRow, at: usize) -> Result<Value, BoxDynError> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().into_owned();
    Ok(match kind.name() {
        "INT8" => Value::Number(<i64 as Decode<Postgres>>::decode(raw)?),
        "INT4" => Value::Number(<i32 as Decode<Postgres>>::decode(raw)?.into()),
        "BOOL" => Value::Number(<bool as Decode<Postgres>>::decode(raw)?.into()),
        "TEXT" | "VARCHAR" | "NAME" => Value::Text(<String as Decode<Postgres>>::decode(raw)?),
        "BYTEA" => Value::Bytes(<Vec<u8> as Decode<Postgres>>::decode(raw)?),
        kind => return Err(format!("a column of type {kind}; CAST it to BIGINT or TEXT").into()),
    })
}
