//! 核验 Recomputes everything that can be recomputed: hashes, chains, seals, and every state from its events.
//!
//! Two walks over one snapshot, page by page: in the order of the journal (hashes and seals), then stream by stream
//! (chains, and states against the rooms' tables). Nothing is held that grows with the journal.

mod finding;
mod replay;
mod seals;
mod streams;

pub use finding::{Finding, Wrong};
pub use replay::Check;

use crate::args;
use crate::error::StoreError;
use crate::journal::{self, COLUMNS, Entry};
use crate::reading::Reading;
use crate::seal::PublicKey;
use crate::store::Store;
use seals::Seals;

/// Rows read at once. A body may be large.
const PAGE: i64 = 500;
/// Findings kept; beyond that they are only counted.
const KEPT: usize = 100;

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows of the journal.
    pub rows: u64,
    /// Streams.
    pub streams: u64,
    /// States in the rooms' tables.
    pub states: u64,
    /// Seals.
    pub seals: u64,
    /// Rows that a good seal covers.
    pub sealed: u64,
    /// What is wrong: rows by their place in the journal, then streams, then seals. At most a hundred.
    pub findings: Vec<Finding>,
    /// How many things are wrong.
    pub wrong: u64,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.wrong == 0
    }

    /// The first thing that is wrong.
    pub fn first(&self) -> Option<&Finding> {
        self.findings.first()
    }

    fn find(&mut self, finding: Finding) {
        self.wrong += 1;
        if self.findings.len() < KEPT {
            self.findings.push(finding);
        }
    }
}

/// Verifies the whole store: `rooms` are all rooms there are, `keys` the public keys that ever sealed. `kept` are notes
/// of seals that were printed or kept elsewhere, if any are at hand: they hold even against somebody who rewrote the
/// journal and all its seals.
pub async fn verify(store: &Store, rooms: &[Check], keys: &[PublicKey], kept: &[String]) -> Result<Report, StoreError> {
    let mut reading = store.read().await?;
    let mut report = Report::default();
    rows(&mut reading, keys, kept, &mut report).await?;
    streams::compare(&mut reading, rooms, &mut report).await?;
    report.findings.sort_by_key(Finding::order);
    Ok(report)
}

/// The walk in the order of the journal.
async fn rows(
    reading: &mut Reading,
    keys: &[PublicKey],
    kept: &[String],
    report: &mut Report,
) -> Result<(), StoreError> {
    let mut seals = Seals::new(keys, kept, report);
    let mut seq = i64::MIN;
    loop {
        let sql = format!("SELECT {COLUMNS} FROM journal WHERE $1 < seq ORDER BY seq LIMIT $2");
        let page = reading.rows(sql, args![seq, PAGE]).await?;
        if page.is_empty() {
            break;
        }
        for row in &page {
            let entry = Entry::of(row)?;
            seq = entry.seq;
            report.rows += 1;
            if entry.hash != entry.digest() {
                report.find(Finding::row(&entry, Wrong::Hash));
            }
            // A hash that is none cannot have been sealed; any leaf in its place makes the root differ.
            let leaf = journal::leaf(&entry.hash).unwrap_or_default();
            seals.row(seq, &leaf, reading, report).await?;
        }
    }
    seals.end(reading, report).await
}
