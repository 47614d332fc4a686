//! 封存 Seals: a signed Merkle root over all settled rows of the journal.
//!
//! A chain cannot notice a stream that is gone or a tail that was cut off. A seal can: it names how many rows there
//! were and the root of a tree over their hashes, and each seal names the one before it. A note that is printed or kept
//! elsewhere holds for ever.

pub(crate) mod key;
pub(crate) mod note;
pub(crate) mod tree;

use jiff::Timestamp;

pub use key::{PublicKey, SealKey};
pub use note::Checkpoint;
use tree::Tree;

use crate::args;
use crate::db::Begin;
use crate::error::StoreError;
use crate::hex;
use crate::journal;
use crate::reading::Reading;
use crate::store::Store;
use crate::value::Row;

/// Rows read at once.
const PAGE: i64 = 2_000;

/// A seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// From 1, without a gap.
    pub number: u64,
    /// The place of the last row it covers.
    pub upto_seq: i64,
    /// How many rows it covers.
    pub size: u64,
    /// The root, in hexadecimal digits.
    pub root: String,
    /// What the next seal goes on from.
    pub(crate) frontier: String,
    /// The signed note: what to print or to keep elsewhere.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

impl Seal {
    pub(crate) fn of(row: &Row) -> Result<Seal, StoreError> {
        Ok(Seal {
            number: row.count("number")?,
            upto_seq: row.number("upto_seq")?,
            size: row.count("size")?,
            root: row.text("root")?.into(),
            frontier: row.text("frontier")?.into(),
            note: row.text("note")?.into(),
            at: row.instant("at")?,
        })
    }
}

impl Reading {
    /// The last seal.
    pub async fn last_seal(&mut self) -> Result<Option<Seal>, StoreError> {
        let row = self.row("SELECT * FROM seal ORDER BY number DESC LIMIT 1", args![]).await?;
        row.as_ref().map(Seal::of).transpose()
    }

    /// Seals after a number, in order.
    pub async fn seals_after(&mut self, number: u64, limit: u32) -> Result<Vec<Seal>, StoreError> {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let sql = "SELECT * FROM seal WHERE $1 < number ORDER BY number LIMIT $2";
        self.rows(sql, args![number, limit]).await?.iter().map(Seal::of).collect()
    }
}

impl Store {
    /// The place in the journal up to which every row is settled: no row with a smaller place can still appear. An index
    /// that follows the journal reads up to here.
    pub async fn settled(&self) -> Result<i64, StoreError> {
        let mut work = self.db.begin(Begin::Settled).await?;
        let rows = work.rows("SELECT COALESCE(MAX(seq), 0) AS n FROM journal", args![]).await?;
        rows.first().map_or(Ok(0), |row| row.number("n"))
    }

    /// Seals all settled rows. `None` if nothing happened since the last seal. Two that seal at once: one gets a
    /// [`StoreError::Conflict`], and that is all right.
    pub async fn seal(&self, key: &SealKey, at: Timestamp) -> Result<Option<Seal>, StoreError> {
        let settled = self.settled().await?;
        let mut reading = self.read().await?;
        let last = reading.last_seal().await?;
        let (number, mut upto_seq, previous) = match &last {
            Some(last) => (last.number + 1, last.upto_seq, note::digest(&last.note)),
            None => (1, 0, note::FIRST.into()),
        };
        let mut tree = match &last {
            Some(last) => Tree::resume(last.size, &last.frontier)
                .ok_or_else(|| StoreError::inconsistent("seal", last.number, "its frontier does not fit its size"))?,
            None => Tree::default(),
        };
        loop {
            let sql = "SELECT seq, hash FROM journal WHERE $1 < seq AND seq <= $2 ORDER BY seq LIMIT $3";
            let rows = reading.rows(sql, args![upto_seq, settled, PAGE]).await?;
            for row in &rows {
                upto_seq = row.number("seq")?;
                let leaf = journal::leaf(row.text("hash")?);
                tree.push(&leaf.ok_or_else(|| StoreError::inconsistent("journal", upto_seq, "its hash is not one"))?);
            }
            if rows.is_empty() {
                break;
            }
        }
        drop(reading);
        if tree.size() == last.as_ref().map_or(0, |last| last.size) {
            return Ok(None);
        }
        let (origin, size, root) = (key.name().to_owned(), tree.size(), tree.root());
        let note = Checkpoint { origin, size, root, previous, at }.sign(key);
        let seal = Seal { number, upto_seq, size, root: hex::of(&root), frontier: tree.frontier(), note, at };
        self.put(&seal).await?;
        tracing::info!(seal.number = number, seal.size = size, "Sealed {size} rows of the journal");
        Ok(Some(seal))
    }

    async fn put(&self, seal: &Seal) -> Result<(), StoreError> {
        let large = |_| StoreError::inconsistent("seal", seal.number, "too large");
        let (number, size) = (i64::try_from(seal.number).map_err(large)?, i64::try_from(seal.size).map_err(large)?);
        let sql = "INSERT INTO seal (number, upto_seq, size, root, frontier, note, at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.write(async |mut tx| {
            let args = args![number, seal.upto_seq, size, &seal.root, &seal.frontier, &seal.note, seal.at];
            tx.execute(sql, args).await.map(drop)
        })
        .await
    }
}
