//! Figures that follow from others on a flat row.

use titian_rulebook::catalogue::{FactIx, Slot};
use titian_rulebook::derive::{self, Context};
use titian_rulebook::dossier::Dossier;
use titian_rulebook::facts::{Cell, Facts};
use titian_rulebook::population::UNKNOWN;

use super::growing::Growing;
use super::{Draft, Plan};
use crate::header::Target;
use crate::options::Options;

/// Size from industry and figures, digital level from its score, months
/// in the market from a date. Asked only where the table has such a source; a figure stated beside it serves where
/// nothing follows. (A date of founding makes missing years not computable, which a column cannot tell from unknown.)
pub(super) struct Derived<'a> {
    pub slots: Vec<Slot>,
    pub columns: Vec<Growing>,
    dossier: Dossier,
    facts: Facts,
    industry: Option<FactIx>,
    options: &'a Options<'a>,
}

/// What the derivations read that is not a figure of their own kind.
const SOURCES: [&str; 3] = ["industry", "market_entry", "digital_score"];

impl<'a> Derived<'a> {
    pub(super) fn needed(plan: Plan<'a>) -> Option<Derived<'a>> {
        let catalogue = plan.catalogue;
        let is_source = |target: &Target| match target {
            Target::Industry => true,
            Target::Date(fact) => SOURCES.contains(&catalogue[*fact].id.as_str()),
            Target::Figure(at) => SOURCES.contains(&catalogue.fact_of(plan.header.figures[*at].slot).id.as_str()),
            _ => false,
        };
        if !plan.header.columns.iter().any(|column| is_source(&column.target)) {
            return None;
        }
        let all = (0u16..).map(Slot).take(catalogue.slots().len());
        let slots: Vec<Slot> = all.filter(|slot| catalogue.fact_of(*slot).derived.is_some()).collect();
        Some(Derived {
            columns: slots.iter().map(|_| Growing::default()).collect(),
            slots,
            dossier: Dossier::default(),
            facts: Facts::blank(catalogue.slots().len()),
            industry: catalogue.fact("industry").map(|(ix, _)| ix),
            options: plan.options,
        })
    }

    pub(super) fn push(&mut self, plan: Plan<'_>, draft: &Draft<'_>) {
        self.dossier.texts.clear();
        self.dossier.dates.clear();
        if let Some(industry) = self.industry.filter(|_| !draft.industry.is_empty()) {
            self.dossier.texts.insert(industry, draft.industry.to_owned());
        }
        self.dossier.dates.extend(draft.dates.iter().copied());
        for slot in &self.slots {
            self.facts.set(*slot, Cell::Missing);
        }
        for (figure, value) in plan.header.figures.iter().zip(&draft.figures) {
            let cell = if *value == UNKNOWN { Cell::Missing } else { Cell::Known(*value) };
            self.facts.set(figure.slot, cell);
        }
        let Options { definitions, sizes, on, .. } = *self.options;
        let context = Context { catalogue: plan.catalogue, definitions, sizes, dossier: &self.dossier, on };
        derive::settle(&context, &mut self.facts);
        for (slot, column) in self.slots.iter().zip(&mut self.columns) {
            column.push(self.facts.known(*slot).unwrap_or(UNKNOWN));
        }
    }

    pub(super) fn append(&mut self, later: Derived<'_>) {
        for (column, more) in self.columns.iter_mut().zip(later.columns) {
            column.append(more);
        }
    }
}
