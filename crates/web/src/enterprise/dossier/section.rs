//! 档案的一部分 One section of the dossier: its questions in three groups, its records, how far it is filled in.

use titian_rulebook::catalogue::Record;
use titian_rulebook::derive;

use super::field::Field;
use super::posted::Posted;
use super::proof::Proof;
use super::record::RecordTable;
use crate::enterprise::desk::{Desk, Use};

/// A section with its questions.
#[derive(Debug, Clone)]
pub struct Section {
    /// Id: `operation`.
    pub id: String,
    /// Label: 经营情况.
    pub label: String,
    /// Its questions: first what the tier needs, then what only a direct route reads, then what other tiers ask.
    pub fields: Vec<Field>,
    /// Records that nothing is computed from.
    pub records: Vec<RecordTable>,
}

/// How far a section is filled in, for the tier.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Answers the tier asks for.
    pub asked: usize,
    /// Of these, not given.
    pub lacking: usize,
    /// Files that are wanted and missing; a kind is counted where it is first asked.
    pub unproved: usize,
    /// Figures to look at again.
    pub cautions: usize,
}

impl Section {
    /// A section of the catalogue, by its place.
    pub fn of(desk: &Desk<'_>, at: usize) -> Section {
        let (id, label) =
            desk.catalogue.sections.get(at).map(|one| (one.id.clone(), one.label.clone())).unwrap_or_default();
        let mut fields: Vec<Field> =
            desk.facts().filter(|(_, fact)| fact.section == at).map(|(ix, fact)| Field::of(desk, ix, fact)).collect();
        fields.sort_by_key(|field| field.used);
        let records: Vec<&Record> = desk.catalogue.records.iter().filter(|record| record.section == at).collect();
        let mut hung = Vec::new();
        let mut proved: Vec<&str> = Vec::new();
        for field in &mut fields {
            let Some((_, fact)) = desk.catalogue.fact(&field.fact) else { continue };
            for record in &records {
                if !hung.contains(&record.id) && reads(fact.derived.as_deref(), &record.id) {
                    field.records.push(RecordTable::of(desk, record));
                    hung.push(record.id.clone());
                }
            }
            for kind in &fact.evidence {
                let here = !proved.contains(&kind.as_str());
                field.proofs.push(Proof::of(desk, kind, Some(at), here));
                proved.push(kind);
            }
        }
        let left = records.into_iter().filter(|record| !hung.contains(&record.id));
        Section { id, label, fields, records: left.map(|record| RecordTable::of(desk, record)).collect() }
    }

    /// All sections, in the order of the form.
    pub fn all(desk: &Desk<'_>) -> Vec<Section> {
        (0..desk.catalogue.sections.len()).map(|at| Section::of(desk, at)).collect()
    }

    /// The questions asked for this use.
    pub fn used(&self, used: Use) -> Vec<&Field> {
        self.fields.iter().filter(|field| field.used == used).collect()
    }

    /// The same with what was typed, and what is wrong with it.
    #[must_use]
    pub fn typed(mut self, posted: &Posted) -> Section {
        for cell in self.fields.iter_mut().flat_map(|field| &mut field.cells) {
            if let Some(typed) = posted.typed.get(&cell.name) {
                cell.value.clone_from(typed);
            }
            cell.error = posted.advice.get(&cell.name).cloned();
        }
        for proof in self.fields.iter_mut().flat_map(|field| &mut field.proofs) {
            proof.refused(&posted.advice);
        }
        self
    }

    /// How far it is filled in.
    pub fn progress(&self) -> Progress {
        let proofs = self.fields.iter().flat_map(|field| &field.proofs).filter(|proof| proof.here);
        Progress {
            asked: self.fields.iter().map(Field::asked).sum(),
            lacking: self.fields.iter().map(Field::lacking).sum(),
            unproved: proofs.map(|proof| proof.missing.len()).sum(),
            cautions: self.fields.iter().map(|field| field.notes.cautions.len()).sum(),
        }
    }

    /// Ids of what follows the typing: notes and growth rates.
    pub fn live(&self) -> String {
        let notes = self.fields.iter().map(|field| format!("n-{}", field.fact));
        let years = self.fields.iter().flat_map(|field| &field.cells).filter(|cell| !cell.year.is_empty());
        notes.chain(years.map(|cell| format!("w-{}", cell.name))).collect::<Vec<_>>().join(" ")
    }
}

impl Progress {
    /// 差 3 项, 缺 1 份材料, 请核对 1 处, 已填完, 选填.
    pub fn words(self) -> String {
        match self {
            Progress { lacking: 1.., .. } => format!("差\u{a0}{}\u{a0}项", self.lacking),
            Progress { unproved: 1.., .. } => format!("缺材料\u{a0}{}", self.unproved),
            Progress { cautions: 1.., .. } => format!("核对\u{a0}{}\u{a0}处", self.cautions),
            Progress { asked: 0, .. } => "选填".into(),
            _ => "已填完".into(),
        }
    }

    /// Whether something is left to do.
    pub fn open(self) -> bool {
        self.lacking + self.unproved + self.cautions > 0
    }
}

fn reads(derived: Option<&str>, record: &str) -> bool {
    derived.and_then(derive::function).is_some_and(|function| function.reads.iter().any(|(id, _)| *id == record))
}
