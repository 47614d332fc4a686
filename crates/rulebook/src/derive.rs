//! 推算 Derived facts: what follows from records and dates under the annex of definitions (附件4).
//!
//! Each function answers only what is certain. Where the records leave it open (was this patent acquired or our
//! own?) the fact stays missing: an interval later on, never a guess. Numbers come from [`Definitions`], never from here.

mod definitions;
mod functions;
mod ip;

pub use definitions::{Definitions, IpDefinitions};
pub use functions::{FUNCTIONS, Function, function};

use jiff::civil::Date;

use crate::catalogue::{Catalogue, Slot};
use crate::dossier::{Dossier, Row};
use crate::facts::{Cell, Facts};
use crate::size::SizeTable;

/// All that a derivation may look at.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// What we ask.
    pub catalogue: &'a Catalogue,
    /// What counts as what.
    pub definitions: &'a Definitions,
    /// The size table of 300号.
    pub sizes: &'a SizeTable,
    /// What the enterprise stated.
    pub dossier: &'a Dossier,
    /// The day asked about.
    pub on: Date,
}

impl<'a> Context<'a> {
    /// The rows of a record; `None` if the dossier says nothing about it (an empty list says: there are none).
    fn rows(&self, record: &str) -> Option<Vec<RowReader<'a>>> {
        let at = self.catalogue.records.iter().position(|r| r.id == record)?;
        let rows = self.dossier.records.get(&at)?;
        Some(rows.iter().map(|row| RowReader { catalogue: self.catalogue, record: at, row }).collect())
    }

    /// A date that the dossier states.
    fn date(&self, fact: &str) -> Option<Date> {
        self.dossier.dates.get(&self.catalogue.fact(fact)?.0).copied()
    }

    /// A text that the dossier states.
    fn text(&self, fact: &str) -> Option<&'a str> {
        self.dossier.texts.get(&self.catalogue.fact(fact)?.0).map(String::as_str)
    }

    /// The last full accounting year before the day asked about.
    fn last_year(&self) -> i16 {
        self.on.year() - 1
    }

    /// Whether `date` lies in the last `months` before the day asked about (that day included).
    fn within(&self, date: Date, months: i32) -> bool {
        let begin = self.on.checked_sub(jiff::Span::new().months(months)).unwrap_or(Date::MIN);
        (begin..=self.on).contains(&date)
    }
}

/// A row of a record, read by the names of its fields.
#[derive(Debug, Clone, Copy)]
struct RowReader<'a> {
    catalogue: &'a Catalogue,
    record: usize,
    row: &'a Row,
}

impl<'a> RowReader<'a> {
    fn at(&self, field: &str) -> Option<usize> {
        self.catalogue.records[self.record].fields.iter().position(|f| f.id == field)
    }

    fn figure(&self, field: &str) -> Option<i64> {
        let at = self.at(field)?;
        match self.row.figure(at) {
            None if self.catalogue.records[self.record].fields[at].blank_is_no => Some(0),
            figure => figure,
        }
    }

    fn yes(&self, field: &str) -> Option<bool> {
        self.figure(field).map(|n| n == 1)
    }

    fn date(&self, field: &str) -> Option<Date> {
        self.row.date(self.at(field)?)
    }

    fn text(&self, field: &str) -> Option<&'a str> {
        self.row.text(self.at(field)?)
    }

    /// The id of the chosen option.
    fn choice(&self, field: &str) -> Option<&'a str> {
        let at = self.at(field)?;
        let place = usize::try_from(self.row.figure(at)?).ok()?;
        self.catalogue.records[self.record].fields[at].kind.options().get(place).map(|(id, _)| *id)
    }
}

/// What is certain of a figure: the least and the most it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bounds {
    low: i64,
    high: i64,
}

impl From<Bounds> for Cell {
    fn from(bounds: Bounds) -> Cell {
        if bounds.low == bounds.high { Cell::Known(bounds.low) } else { Cell::Missing }
    }
}

/// Fills in what follows from records and dates. Where there are records they decide; a figure stated beside them
/// (a batch column, a quick self-test) serves only where there are none.
pub fn settle(context: &Context<'_>, facts: &mut Facts) {
    for (at, fact) in context.catalogue.facts.iter().enumerate() {
        let Some(function) = fact.derived.as_deref().and_then(functions::function) else { continue };
        let Some(cells) = (function.compute)(context, facts) else { continue };
        for (year, cell) in cells.into_iter().enumerate() {
            let ix = crate::catalogue::FactIx(at as u16);
            let year = if fact.years == 0 { 0 } else { year as u8 + 1 };
            if let Some(slot) = context.catalogue.slot_of(ix, year) {
                settle_one(facts, slot, cell);
            }
        }
    }
}

fn settle_one(facts: &mut Facts, slot: Slot, cell: Cell) {
    facts.set(slot, cell);
}
