//! 变更 Everything that one act changes, put together first and written in one go.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Serialize;
use titian_domain::id::{AccountId, EnterpriseId};
use titian_domain::room::Room;

use crate::blob::Blob;
use crate::db::Sql;
use crate::error::StoreError;
use crate::journal;
use crate::queue::{Job, Queue};
use crate::reading::Standing;
use crate::value::Value;

/// What one act changes: events and the states after them, messages, mail, jobs, rows of side tables. Nothing is
/// written before [`Tx::commit`](crate::Tx::commit), and then all of it.
#[derive(Debug)]
pub struct Changes {
    pub(crate) at: Timestamp,
    pub(crate) actor: String,
    pub(crate) streams: Vec<Told>,
    pub(crate) entries: Vec<Happened>,
    /// Rows of side tables that make room for new ones; run before these are written.
    pub(crate) cleared: Vec<(Sql, Vec<Value>)>,
    pub(crate) inserts: Vec<Insert>,
    pub(crate) statements: Vec<(Sql, Vec<Value>)>,
    pub(crate) finished: Vec<(Queue, Job)>,
    /// What could not be put together; said at the commit, so that recording reads plainly.
    pub(crate) fault: Option<StoreError>,
    at_stream: HashMap<String, usize>,
}

/// A stream that goes on, and the state it leads to.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) stream: String,
    pub(crate) table: &'static str,
    pub(crate) id: String,
    /// The version it must stand at.
    pub(crate) expected: u64,
    /// The version it will stand at.
    pub(crate) version: u64,
    pub(crate) state: Option<String>,
    pub(crate) columns: Vec<(&'static str, Value)>,
    /// Columns that hold this already.
    pub(crate) stays: Vec<&'static str>,
}

impl Told {
    /// A state saved as it is, without an event.
    pub(crate) fn again<R: Room>(standing: &Standing<R>) -> Result<Told, StoreError> {
        let (state, columns) = saved(standing)?;
        let Standing { id, version, .. } = standing.clone();
        let stays = Vec::new();
        Ok(Told { stream: standing.stream(), table: R::NAME, id, expected: version, version, state, columns, stays })
    }
}

type Saved = (Option<String>, Vec<(&'static str, Value)>);

/// A state and its columns, as they are stored.
fn saved<R: Room>(standing: &Standing<R>) -> Result<Saved, StoreError> {
    let Some(state) = &standing.state else { return Ok((None, Vec::new())) };
    let text = serde_json::to_string(state);
    let text = text.map_err(|error| StoreError::inconsistent(R::NAME, &standing.id, error))?;
    let columns = state.columns().into_iter().map(|(name, field)| (name, field.into()));
    Ok((Some(text), columns.collect()))
}

/// The columns that are as they were before.
fn alike<R: Room>(before: &Standing<R>, columns: &[(&'static str, Value)]) -> Vec<&'static str> {
    let before = before.state.as_ref().map(Room::columns).unwrap_or_default();
    let pairs = before.into_iter().map(|(name, field)| (name, Value::from(field))).zip(columns);
    pairs.filter(|(before, after)| before == *after).map(|((name, _), _)| name).collect()
}

/// An event on its way into the journal.
#[derive(Debug)]
pub(crate) struct Happened {
    /// Its place in [`Changes::streams`].
    pub(crate) stream: usize,
    pub(crate) version: u64,
    pub(crate) basis: &'static str,
    pub(crate) kind: String,
    pub(crate) body: String,
}

/// A new row.
#[derive(Debug)]
pub(crate) struct Insert {
    pub(crate) table: &'static str,
    pub(crate) columns: &'static [&'static str],
    pub(crate) values: Vec<Value>,
    /// Whether a row that is there already stays as it is, instead of this being a conflict.
    pub(crate) keep: bool,
}

/// To whom a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// A person.
    Account(AccountId),
    /// Everybody who acts for an enterprise.
    Enterprise(EnterpriseId),
}

impl Recipient {
    /// The words of `message.recipient_kind` and `message.recipient`.
    pub fn columns(&self) -> (&'static str, &str) {
        match self {
            Recipient::Account(id) => ("account", id.as_str()),
            Recipient::Enterprise(id) => ("enterprise", id.as_str()),
        }
    }
}

impl Changes {
    /// Nothing yet, by this actor at this instant.
    pub fn new(at: Timestamp, actor: impl Into<String>) -> Changes {
        Changes {
            at,
            actor: actor.into(),
            streams: Vec::new(),
            entries: Vec::new(),
            cleared: Vec::new(),
            inserts: Vec::new(),
            statements: Vec::new(),
            finished: Vec::new(),
            fault: None,
            at_stream: HashMap::new(),
        }
    }

    /// Events follow in a room, and the state after them is saved. Answers where the room stands then; recording goes on
    /// from there if more happens in the same act.
    pub fn record<R: Room>(
        &mut self,
        standing: &Standing<R>,
        events: impl IntoIterator<Item = R::Event>,
    ) -> Standing<R> {
        let stream = standing.stream();
        let known = self.at_stream.get(&stream).copied();
        let at = known.unwrap_or(self.streams.len());
        let mut after = standing.clone();
        for event in events {
            after.version += 1;
            match journal::write(&event) {
                Ok((kind, body)) => {
                    after.state = R::evolve(after.state, &event);
                    let (version, basis) = (after.version, R::basis(after.state.as_ref(), &event));
                    self.entries.push(Happened { stream: at, version, basis, kind, body });
                }
                Err(why) => self.fail(StoreError::inconsistent("journal", &stream, why)),
            }
        }
        if after.version == standing.version {
            return after;
        }
        let (state, columns) = saved(&after).unwrap_or_else(|fault| {
            self.fail(fault);
            (None, Vec::new())
        });
        let mut stays = alike(standing, &columns);
        match known.and_then(|at| self.streams.get_mut(at)) {
            None => {
                self.at_stream.insert(stream.clone(), at);
                let (table, id, expected) = (R::NAME, after.id.clone(), standing.version);
                self.streams.push(Told { stream, table, id, expected, version: after.version, state, columns, stays });
            }
            Some(told) if told.version == standing.version => {
                stays.retain(|name| told.stays.contains(name));
                (told.version, told.state, told.columns, told.stays) = (after.version, state, columns, stays);
            }
            Some(_) => self.fail(StoreError::Conflict { stream }),
        }
        after
    }

    /// 消息 A message on the portal. `link` is a path of ours, or empty.
    pub fn message(&mut self, to: &Recipient, subject: impl Into<String>, body: impl Into<String>, link: &str) {
        let (kind, id) = to.columns();
        self.insert(
            "message",
            &["recipient_kind", "recipient", "at", "subject", "body", "link"],
            crate::args![kind, id, self.at, subject.into(), body.into(), link],
        );
    }

    /// 邮件 A mail, into the outbox.
    pub fn mail(&mut self, address: impl Into<String>, subject: impl Into<String>, body: impl Into<String>) {
        self.insert(
            "mail",
            &["address", "subject", "body", "created_at", "run_at"],
            crate::args![address.into(), subject.into(), body.into(), self.at, self.at],
        );
    }

    /// Work to do at `run_at` or soon after. With a `dedupe` key, one of a kind with this key is all there ever is: a
    /// second one, also long after, changes nothing.
    pub fn job(&mut self, kind: &str, run_at: Timestamp, payload: &impl Serialize, dedupe: Option<&str>) {
        match serde_json::to_string(payload) {
            Err(error) => self.fail(StoreError::inconsistent("job", kind, error)),
            Ok(payload) => self.inserts.push(Insert {
                table: "job",
                columns: &["kind", "payload", "dedupe", "created_at", "run_at"],
                values: crate::args![kind, payload, dedupe, self.at, run_at],
                keep: true,
            }),
        }
    }

    /// The work that led here is done; with this act, or not at all. A lease lost to another worker is a conflict.
    pub fn finish(&mut self, queue: Queue, job: &Job) {
        self.finished.push((queue, job.clone()));
    }

    /// The answer to this key of the actor, for when it is sent again.
    pub fn answer(&mut self, key: impl Into<String>, answer: impl Into<String>) {
        let (actor, at) = (self.actor.clone(), self.at);
        let values = crate::args![actor, key.into(), answer.into(), at];
        self.insert("idempotency", &["actor", "key", "answer", "at"], values);
    }

    /// An attachment is kept from now on. Its bytes are on the disk already; the same bytes again change nothing.
    pub fn blob(&mut self, blob: &Blob, media: &str, name: &str) {
        let size = i64::try_from(blob.size).unwrap_or(i64::MAX);
        self.inserts.push(Insert {
            table: "blob",
            columns: &["sha256", "size", "media", "name", "at", "actor"],
            values: crate::args![&blob.id, size, media, name, self.at, &self.actor],
            keep: true,
        });
    }

    /// A sensitive thing was looked at.
    pub fn audit(&mut self, what: &str, subject: &str, detail: &str) {
        let values = crate::args![self.at, &self.actor, what, subject, detail];
        self.insert("audit", &["at", "actor", "what", "subject", "detail"], values);
    }

    /// A new row of a side table. Rows of the same table and columns are written together.
    pub fn insert(&mut self, table: &'static str, columns: &'static [&'static str], values: Vec<Value>) {
        if columns.len() != values.len() {
            self.fail(StoreError::inconsistent(table, "", "as many values as columns are needed"));
            return;
        }
        self.inserts.push(Insert { table, columns, values, keep: false });
    }

    /// A statement on side tables. They run in the order given, after everything else was written.
    pub fn sql(&mut self, sql: impl Into<Sql>, args: Vec<Value>) {
        self.statements.push((sql.into(), args));
    }

    /// Rows of a side table in the place of all those that say the same in their first column.
    pub fn replace(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        of: &str,
        rows: impl IntoIterator<Item = Vec<Value>>,
    ) {
        let Some(first) = columns.first() else { return };
        self.cleared.push((format!("DELETE FROM {table} WHERE {first} = $1").into(), crate::args![of]));
        for row in rows {
            self.insert(table, columns, [crate::args![of], row].concat());
        }
    }

    /// When.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Who.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    fn fail(&mut self, fault: StoreError) {
        self.fault.get_or_insert(fault);
    }
}
