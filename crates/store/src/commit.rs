//! 提交 Writes the changes of one act, one case or two thousand, in few statements.

use std::collections::{BTreeMap, HashMap};

use titian_domain::room::Room;

use crate::args;
use crate::changes::{Changes, Insert, Told};
use crate::db::{Engine, Failed, Sql};
use crate::error::StoreError;
use crate::journal::Entry;
use crate::reading::Reading;
use crate::value::Value;

/// Values in one statement.
pub(crate) const VALUES: usize = 600;

/// Rows read at once.
const PAGE: i64 = 500;

/// A write transaction. What it reads cannot be overtaken before it ends.
pub struct Tx {
    pub(crate) reading: Reading,
}

impl std::ops::Deref for Tx {
    type Target = Reading;

    fn deref(&self) -> &Reading {
        &self.reading
    }
}

impl std::ops::DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Reading {
        &mut self.reading
    }
}

impl Tx {
    /// Writes all of it. Refuses with [`StoreError::Conflict`] if a stream no longer stands where it was read; then the
    /// whole act is refused. Answers the place of the last event in the journal, if there were events; an act that is
    /// decided ahead has no place yet, and this is the last it does.
    pub async fn commit(&mut self, changes: Changes) -> Result<Option<i64>, StoreError> {
        if self.work().await.ahead.is_some() {
            return self.work().await.decide(changes).map(|()| None);
        }
        let written = self.write(changes).await;
        if written.is_err() {
            // Half of it may be written: an act that swallows this is not kept either.
            self.work().await.failed.get_or_insert(Failed::Broken);
        }
        written
    }

    async fn write(&mut self, changes: Changes) -> Result<Option<i64>, StoreError> {
        if let Some(fault) = changes.fault {
            return Err(fault);
        }
        let heads = self.heads(&changes.streams).await?;
        let last = self.append(&changes, heads).await?;
        self.save(changes.streams).await?;
        for (sql, args) in changes.cleared {
            self.execute(sql, args).await?;
        }
        self.insert(changes.inserts).await?;
        for (queue, job) in changes.finished {
            queue.finish(&mut *self.work().await, &job, changes.at).await?;
        }
        for (sql, args) in changes.statements {
            self.execute(sql, args).await?;
        }
        Ok(last)
    }

    /// Runs a statement on side tables and answers how many rows it changed.
    pub async fn execute(&mut self, sql: impl Into<Sql>, args: Vec<Value>) -> Result<u64, StoreError> {
        self.work().await.execute(sql, args).await
    }

    /// 取号 The next number of a series, from 1, without a gap: taken only if the act is.
    pub async fn next_number(&mut self, series: &str) -> Result<i64, StoreError> {
        let sql = "INSERT INTO counter (name, value) VALUES ($1, 1) \
                   ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value AS n";
        self.work().await.join_writers().await?;
        self.number(sql, args![series]).await
    }

    /// Writes the columns of a room anew from its states, after it got other columns. Events and states stay as they are.
    pub async fn fill_columns<R: Room>(&mut self) -> Result<u64, StoreError> {
        let (mut after, mut filled) = (String::new(), 0);
        loop {
            let sql = format!("SELECT id FROM {} WHERE $1 < id ORDER BY id LIMIT $2", R::NAME);
            let rows = self.rows(sql, args![&after, PAGE]).await?;
            let ids = rows.iter().map(|row| row.text("id")).collect::<Result<Vec<_>, _>>()?;
            let Some(last) = ids.last() else { return Ok(filled) };
            after = (*last).to_owned();
            filled += ids.len() as u64;
            let rooms = self.load_all::<R>(&ids).await?;
            self.save(rooms.iter().map(Told::again).collect::<Result<_, _>>()?).await?;
        }
    }

    /// The hash of the last row of each stream, having made sure that it is the last.
    async fn heads(&mut self, streams: &[Told]) -> Result<Vec<String>, StoreError> {
        let engine = self.work().await.engine();
        let mut heads = HashMap::new();
        for told in streams.chunks(VALUES / 2) {
            let sql = format!(
                "WITH told (stream, version) AS (VALUES {}) \
                 SELECT told.stream AS stream, head.hash AS hash, later.version AS later FROM told \
                 LEFT JOIN journal head ON head.stream = told.stream AND head.version = told.version \
                 LEFT JOIN journal later ON later.stream = told.stream AND later.version = told.version + 1",
                places(engine, told.len(), 2)
            );
            let args = told.iter().map(|told| Ok([(&told.stream).into(), number(told.expected)?]));
            let args = args.collect::<Result<Vec<_>, StoreError>>()?.into_iter().flatten().collect();
            for row in self.rows(sql, args).await? {
                let head = (row.maybe_text("hash")?.map(str::to_owned), row.maybe_number("later")?);
                heads.insert(row.text("stream")?.to_owned(), head);
            }
        }
        let head = |told: &Told| match heads.remove(&told.stream) {
            Some((Some(hash), None)) if 0 < told.expected => Ok(hash),
            Some((None, None)) if told.expected == 0 => Ok(String::new()),
            _ => Err(StoreError::Conflict { stream: told.stream.clone() }),
        };
        streams.iter().map(head).collect()
    }

    async fn append(&mut self, changes: &Changes, mut heads: Vec<String>) -> Result<Option<i64>, StoreError> {
        let engine = self.work().await.engine();
        let mut last = None;
        for entries in changes.entries.chunks(VALUES / 9) {
            let mut args = Vec::with_capacity(entries.len() * 9);
            for happened in entries {
                let gone = || StoreError::inconsistent("journal", "", "an event without its stream");
                let told = changes.streams.get(happened.stream).ok_or_else(gone)?;
                let head = heads.get_mut(happened.stream).ok_or_else(gone)?;
                let mut entry = Entry {
                    seq: 0,
                    stream: told.stream.clone(),
                    version: happened.version,
                    at: changes.at,
                    actor: changes.actor.clone(),
                    basis: happened.basis.into(),
                    kind: happened.kind.clone(),
                    body: happened.body.clone(),
                    prev: std::mem::take(head),
                    hash: String::new(),
                };
                entry.hash = entry.digest();
                head.clone_from(&entry.hash);
                let Entry { stream, version, at, actor, basis, kind, body, prev, hash, .. } = entry;
                let row = args![stream, number(version)?, at, actor, basis, kind, body, prev, hash];
                args.extend(row);
            }
            let sql = format!(
                "INSERT INTO journal (stream, version, at, actor, basis, kind, body, prev, hash) VALUES {} \
                 RETURNING seq",
                places(engine, entries.len(), 9)
            );
            for row in self.rows(sql, args).await? {
                last = last.max(Some(row.number("seq")?));
            }
        }
        Ok(last)
    }

    /// The states that the streams lead to, table by table. Columns that stay as they are are not set, and so their
    /// indexes are not touched.
    async fn save(&mut self, streams: Vec<Told>) -> Result<(), StoreError> {
        let engine = self.work().await.engine();
        // Rows that set the same columns of the same table are one statement.
        let mut tables: BTreeMap<Shape<'_>, Vec<Told>> = BTreeMap::new();
        for told in streams {
            let columns = told.columns.iter().map(|(name, _)| *name).collect();
            tables.entry(Shape { table: told.table, columns, stays: told.stays.clone() }).or_default().push(told);
        }
        for (Shape { table, columns, stays }, rows) in tables {
            let names: Vec<&str> = ["id", "version", "state"].into_iter().chain(columns).collect();
            let set = names.iter().skip(1).filter(|name| !stays.contains(name));
            let set: Vec<String> = set.map(|name| format!("{name} = excluded.{name}")).collect();
            let mut rows = rows.into_iter().peekable();
            while rows.peek().is_some() {
                let chunk: Vec<Told> = rows.by_ref().take((VALUES / names.len()).max(1)).collect();
                let sql = format!(
                    "INSERT INTO {table} ({}) VALUES {} ON CONFLICT (id) DO UPDATE SET {}",
                    names.join(", "),
                    places(engine, chunk.len(), names.len()),
                    set.join(", ")
                );
                let mut args = Vec::with_capacity(chunk.len() * names.len());
                for told in chunk {
                    args.extend([told.id.into(), number(told.version)?, told.state.into()]);
                    args.extend(told.columns.into_iter().map(|(_, value)| value));
                }
                self.execute(sql, args).await?;
            }
        }
        Ok(())
    }

    /// Rows of side tables; neighbours of the same table and columns go together.
    async fn insert(&mut self, inserts: Vec<Insert>) -> Result<(), StoreError> {
        let engine = self.work().await.engine();
        let mut rows = inserts.into_iter().peekable();
        while let Some(first) = rows.next() {
            let Insert { table, columns, mut values, keep } = first;
            let alike = |next: &Insert| (next.table, next.columns, next.keep) == (table, columns, keep);
            let mut count = 1;
            while values.len() + columns.len() <= VALUES
                && let Some(next) = rows.next_if(alike)
            {
                values.extend(next.values);
                count += 1;
            }
            let tail = if keep { " ON CONFLICT DO NOTHING" } else { "" };
            let names = columns.join(", ");
            let sql = format!("INSERT INTO {table} ({names}) VALUES {}{tail}", places(engine, count, columns.len()));
            self.execute(sql, values).await?;
        }
        Ok(())
    }
}

/// `($1, $2), ($3, $4)`; on SQLite `(?, ?), (?, ?)`, because it looks each `$n` up among all before it.
pub(crate) fn places(engine: Engine, rows: usize, columns: usize) -> String {
    let place = |at: usize| match engine {
        Engine::Sqlite => "?".to_owned(),
        Engine::Postgres => format!("${at}"),
    };
    let row = |row: usize| {
        let row: Vec<String> = (1..=columns).map(|column| place(row * columns + column)).collect();
        format!("({})", row.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

fn number(count: u64) -> Result<Value, StoreError> {
    i64::try_from(count).map(Value::Number).map_err(|_| StoreError::inconsistent("journal", count, "too large"))
}

/// What a statement that saves states sets.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Shape<'t> {
    table: &'t str,
    columns: Vec<&'t str>,
    /// Those that stay as they are.
    stays: Vec<&'t str>,
}
