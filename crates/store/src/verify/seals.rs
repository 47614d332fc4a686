//! The seals, each met when the walk over the journal has come as far as it covers.

use std::collections::VecDeque;

use super::Report;
use super::finding::{Finding, Wrong};
use crate::error::StoreError;
use crate::hex;
use crate::reading::Reading;
use crate::seal::tree::{Hash, Tree};
use crate::seal::{Checkpoint, PublicKey, Seal, note};

const PAGE: u32 = 100;

/// The seals and notes still to come, and the tree so far.
pub(super) struct Seals<'k> {
    keys: &'k [PublicKey],
    tree: Tree,
    /// Seals read and not met yet, with what their notes say if they are signed.
    ahead: VecDeque<(Seal, Option<Checkpoint>)>,
    /// The number of the last seal read, and whether there are no more.
    read: u64,
    all_read: bool,
    /// The last seal met: its number, its digest, and how many rows it covers.
    number: u64,
    previous: String,
    size: u64,
    /// Rows up to here are as a seal says.
    good: u64,
    /// Once a root differs all later ones do; only the first says where.
    broken: bool,
    /// Notes kept elsewhere, by size.
    kept: VecDeque<Checkpoint>,
}

impl<'k> Seals<'k> {
    pub(super) fn new(keys: &'k [PublicKey], kept: &[String], report: &mut Report) -> Seals<'k> {
        let mut notes = Vec::new();
        for text in kept {
            match Checkpoint::read(text, keys) {
                Some(checkpoint) => notes.push(checkpoint),
                None => report.find(Finding::seal(None, Wrong::KeptSignature)),
            }
        }
        notes.sort_by_key(|checkpoint| checkpoint.size);
        Seals {
            keys,
            tree: Tree::default(),
            ahead: VecDeque::new(),
            read: 0,
            all_read: false,
            number: 0,
            previous: note::FIRST.into(),
            size: 0,
            good: 0,
            broken: false,
            kept: notes.into(),
        }
    }

    /// One more row.
    pub(super) async fn row(
        &mut self,
        seq: i64,
        leaf: &Hash,
        reading: &mut Reading,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        self.tree.push(leaf);
        let rows = self.tree.size();
        self.read_on(reading).await?;
        while let Some((seal, checkpoint)) = self.ahead.pop_front_if(|(_, note)| covers(note.as_ref()) <= rows) {
            if let Some(checkpoint) = self.well_formed(&seal, checkpoint, report) {
                self.compare(&seal, &checkpoint, seq, report);
            }
            self.read_on(reading).await?;
        }
        while let Some(kept) = self.kept.pop_front_if(|kept| kept.size <= rows) {
            if kept.root != self.tree.root() {
                report.find(Finding::seal(None, Wrong::KeptRoot { size: kept.size }));
                self.kept.clear();
            }
        }
        Ok(())
    }

    /// No more rows.
    pub(super) async fn end(mut self, reading: &mut Reading, report: &mut Report) -> Result<(), StoreError> {
        let rows = self.tree.size();
        self.read_on(reading).await?;
        while let Some((seal, checkpoint)) = self.ahead.pop_front() {
            if let Some(Checkpoint { size, .. }) = self.well_formed(&seal, checkpoint, report)
                && !self.broken
            {
                self.broken = true;
                report.find(Finding::seal(Some(seal.number), Wrong::SealTail { rows, size }));
            }
            self.read_on(reading).await?;
        }
        if let Some(kept) = self.kept.front() {
            report.find(Finding::seal(None, Wrong::KeptRoot { size: kept.size }));
        }
        report.sealed = self.good;
        Ok(())
    }

    /// Makes sure that the next seal is at hand, if there is one.
    async fn read_on(&mut self, reading: &mut Reading) -> Result<(), StoreError> {
        if self.all_read || !self.ahead.is_empty() {
            return Ok(());
        }
        let seals = reading.seals_after(self.read, PAGE).await?;
        self.all_read = seals.is_empty();
        self.read = seals.last().map_or(self.read, |seal| seal.number);
        let signed = |seal: Seal| {
            let checkpoint = Checkpoint::read(&seal.note, self.keys);
            (seal, checkpoint)
        };
        self.ahead.extend(seals.into_iter().map(signed));
        Ok(())
    }

    /// What a seal says, if it can be believed and compared.
    fn well_formed(&mut self, seal: &Seal, checkpoint: Option<Checkpoint>, report: &mut Report) -> Option<Checkpoint> {
        report.seals += 1;
        let mut find = |wrong| report.find(Finding::seal(Some(seal.number), wrong));
        let number = std::mem::replace(&mut self.number, seal.number);
        let previous = std::mem::replace(&mut self.previous, note::digest(&seal.note));
        let Some(checkpoint) = checkpoint else {
            find(Wrong::SealSignature);
            return None;
        };
        let size = std::mem::replace(&mut self.size, checkpoint.size);
        let columns = [
            ("size", seal.size == checkpoint.size),
            ("root", seal.root == hex::of(&checkpoint.root)),
            ("at", seal.at.as_microsecond() == checkpoint.at.as_microsecond()),
        ];
        for (column, _) in columns.into_iter().filter(|(_, same)| !same) {
            find(Wrong::SealColumn { column });
        }
        if checkpoint.previous != previous {
            find(Wrong::SealPrevious);
        }
        let follows = seal.number == number + 1 && size < checkpoint.size;
        if !follows {
            find(Wrong::SealOrder);
        }
        (size < checkpoint.size).then_some(checkpoint)
    }

    fn compare(&mut self, seal: &Seal, checkpoint: &Checkpoint, seq: i64, report: &mut Report) {
        if self.broken {
            return;
        }
        let mut find = |wrong| report.find(Finding::seal(Some(seal.number), wrong));
        let size = checkpoint.size;
        if checkpoint.root != self.tree.root() {
            self.broken = true;
            find(Wrong::SealRoot { good: self.good, size });
            return;
        }
        self.good = size;
        if seal.upto_seq != seq {
            find(Wrong::SealColumn { column: "upto_seq" });
        }
        if seal.frontier != self.tree.frontier() {
            find(Wrong::SealColumn { column: "frontier" });
        }
    }
}

/// How many rows there must be before a seal can be compared. One that nobody signed can be told at once.
fn covers(note: Option<&Checkpoint>) -> u64 {
    note.map_or(0, |checkpoint| checkpoint.size)
}
