//! 案头 What an enterprise has filed, read by the catalogue and judged by an edition: all that pages of its dossier need.
//!
//! Made once for each request from the answers as they are (or as they are being typed); views are made from it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use titian_domain::answers::Answers;
use titian_domain::application::Content;
use titian_domain::enterprise::{Enterprise, Evidence};
use titian_rulebook::catalogue::{Catalogue, Fact, FactIx, Kind, Slot};
use titian_rulebook::derive::{self, Context};
use titian_rulebook::dossier::Dossier;
use titian_rulebook::explain::{self, Report};
use titian_rulebook::facts::{Cell, Facts};
use titian_rulebook::judge::{Edition, judge};
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::standard::Clause;

/// What a fact is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// A gate, an indicator or a condition reads it, or it says who the enterprise is.
    Needed,
    /// Only a direct route reads it: filled in by those who have it.
    Route,
    /// Other tiers ask for it.
    Other,
}

/// What is filed: a dossier as it stands, or the frozen content of an application.
#[derive(Debug, Clone, Copy)]
pub struct Filed<'a> {
    /// Name of the enterprise.
    pub name: &'a str,
    /// Its code.
    pub code: &'a str,
    /// Its city.
    pub city: DivisionCode,
    /// What was answered.
    pub answers: &'a Answers,
    /// What proves it.
    pub evidence: &'a [Evidence],
}

impl<'a> From<&'a Enterprise> for Filed<'a> {
    fn from(one: &'a Enterprise) -> Filed<'a> {
        Filed { name: &one.name, code: one.code(), city: one.city, answers: &one.answers, evidence: &one.evidence }
    }
}

impl<'a> From<&'a Content> for Filed<'a> {
    fn from(one: &'a Content) -> Filed<'a> {
        Filed { name: &one.name, code: &one.code, city: one.city, answers: &one.answers, evidence: &one.evidence }
    }
}

/// What an enterprise has filed, read and judged.
#[derive(Debug, Clone)]
pub struct Desk<'a> {
    /// What we ask.
    pub catalogue: &'a Catalogue,
    /// Name of the enterprise.
    pub name: &'a str,
    /// Its code.
    pub code: &'a str,
    /// Its city, in words.
    pub city: String,
    /// What was answered.
    pub answers: &'a Answers,
    /// What proves it.
    pub evidence: &'a [Evidence],
    /// The day asked about.
    pub today: Date,
    /// The facts that follow.
    pub facts: Facts,
    /// Their judgement in words.
    pub report: Report,
    /// Figures that contradict each other: where it is said, and what.
    pub cautions: Vec<(FactIx, String)>,
    /// Answers that cannot be read any more, in words; they are left out of `facts`.
    pub problems: Vec<String>,
    computed: BTreeSet<FactIx>,
    uses: Vec<Use>,
    needed: BTreeSet<Slot>,
}

impl<'a> Desk<'a> {
    /// Reads and judges what is filed. If an answer cannot be read (a catalogue that changed), nothing is judged and
    /// `problems` say why.
    pub fn new(policy: &'a Policy, edition: &Edition, filed: impl Into<Filed<'a>>, today: Date) -> Desk<'a> {
        let catalogue = &policy.catalogue;
        let Filed { name, code, city, answers, evidence } = filed.into();
        let city = policy.regions.by_code(city).map_or_else(|| city.to_string(), |city| city.name.clone());
        let (dossier, problems) = match answers.dossier(catalogue) {
            Ok(dossier) => (dossier, vec![]),
            Err(problems) => (Dossier::default(), problems.into_iter().map(|one| one.message).collect()),
        };
        let facts = policy.facts(&dossier, edition, today);
        let report = explain::report(catalogue, edition, &facts, &judge(edition, &facts), today);
        let definitions = &edition.standard.definitions;
        let context = Context { catalogue, definitions, sizes: &policy.sizes, dossier: &dossier, on: today };
        let computed = indexed(catalogue).filter(|(_, fact)| computes(fact, &context, &facts)).map(|(ix, _)| ix);
        let computed = computed.collect();
        let needed = needed(catalogue, edition);
        let uses = uses(catalogue, edition, &needed);
        let cautions = cautions(catalogue, &report);
        Desk {
            catalogue,
            name,
            code,
            city,
            answers,
            evidence,
            today,
            facts,
            report,
            cautions,
            problems,
            computed,
            uses,
            needed,
        }
    }

    /// What a fact says that the registration answers; `None` if it is asked.
    pub fn registered(&self, fact: &str) -> Option<&str> {
        match fact {
            "name" => Some(self.name),
            "credit_code" => Some(self.code),
            "city" => Some(&self.city),
            _ => None,
        }
    }

    /// The last full accounting year, 上年度.
    pub fn last_year(&self) -> i16 {
        self.today.year() - 1
    }

    /// The years a fact is asked for, the latest first; empty if it is not asked by year.
    pub fn years(&self, fact: &Fact) -> Vec<i16> {
        (0..i16::from(fact.years)).map(|back| self.last_year() - back).collect()
    }

    /// The cell of a fact in a calendar year; of a fact that is not asked by year, its only one.
    pub fn cell(&self, ix: FactIx, year: Option<i16>) -> Cell {
        let back = year.map_or(0, |year| self.last_year() - year + 1);
        let slot = u8::try_from(back).ok().and_then(|back| self.catalogue.slot_of(ix, back));
        slot.map_or(Cell::Missing, |slot| self.facts.cell(slot))
    }

    /// What a fact is asked for.
    pub fn use_of(&self, ix: FactIx) -> Use {
        self.uses.get(usize::from(ix.0)).copied().unwrap_or(Use::Other)
    }

    /// Whether the edition reads the fact in this year; texts and dates have no figure and follow their use.
    pub fn reads(&self, ix: FactIx, year: Option<i16>) -> bool {
        let fact = &self.catalogue[ix];
        if fact.kind.dimension().is_none() || fact.years == 0 {
            return self.use_of(ix) != Use::Other;
        }
        let back = year.map_or(0, |year| self.last_year() - year + 1);
        let slot = u8::try_from(back).ok().and_then(|back| self.catalogue.slot_of(ix, back));
        slot.is_some_and(|slot| self.needed.contains(&slot)) || (self.use_of(ix) == Use::Route)
    }

    /// Whether the fact follows from records or other facts, so that it is not asked.
    pub fn computes(&self, ix: FactIx) -> bool {
        self.computed.contains(&ix)
    }

    /// All facts with their places, in the order of the form.
    pub fn facts(&self) -> impl Iterator<Item = (FactIx, &'a Fact)> + use<'a> {
        indexed(self.catalogue)
    }

    /// The tier judged for, as people say it: 创新型中小企业.
    pub fn tier(&self) -> &str {
        &self.report.tier.label
    }
}

fn indexed(catalogue: &Catalogue) -> impl Iterator<Item = (FactIx, &Fact)> {
    // The catalogue itself numbers facts in sixteen bits.
    catalogue.facts.iter().enumerate().map(|(at, fact)| (FactIx(u16::try_from(at).unwrap_or(u16::MAX)), fact))
}

fn computes(fact: &Fact, context: &Context<'_>, facts: &Facts) -> bool {
    let function = fact.derived.as_deref().and_then(derive::function);
    function.is_some_and(|function| (function.compute)(context, facts).is_some())
}

fn slots(clauses: &[Clause]) -> impl Iterator<Item = Slot> + '_ {
    clauses.iter().flat_map(|clause| clause.condition.slots())
}

/// What gates, indicators and conditions read, and what that is derived from: of figures by year the last one.
fn needed(catalogue: &Catalogue, edition: &Edition) -> BTreeSet<Slot> {
    let standard = &edition.standard;
    let scored = standard.indicators.iter().flat_map(|indicator| indicator.score.slots());
    let mut needed: BTreeSet<Slot> =
        scored.chain(slots(&edition.gates.gates)).chain(slots(&standard.conditions)).collect();
    let sources = needed.iter().flat_map(|slot| sources(catalogue, catalogue.info(*slot).fact)).collect::<Vec<_>>();
    needed.extend(sources.into_iter().filter_map(|ix| catalogue.slot_of(ix, 1)));
    needed
}

/// The facts that a derived fact is computed from, and those these are computed from.
fn sources(catalogue: &Catalogue, ix: FactIx) -> Vec<FactIx> {
    let derived = catalogue[ix].derived.as_deref().and_then(derive::function);
    let read = derived.into_iter().flat_map(|function| function.facts).filter_map(|id| catalogue.fact(id));
    read.map(|(read, _)| read)
        .filter(|read| *read != ix)
        .flat_map(|read| [vec![read], sources(catalogue, read)].concat())
        .collect()
}

/// What each fact is asked for. What a derivation reads is asked for what it derives; a text or a date that none reads
/// says who the enterprise is and belongs to every application, unless it is optional.
fn uses(catalogue: &Catalogue, edition: &Edition, needed: &BTreeSet<Slot>) -> Vec<Use> {
    let mut uses = vec![Use::Other; catalogue.facts.len()];
    let mut mark = |ix: FactIx, to: Use| {
        for ix in [vec![ix], sources(catalogue, ix)].concat() {
            if let Some(known) = uses.get_mut(usize::from(ix.0)) {
                *known = to.min(*known);
            }
        }
    };
    needed.iter().for_each(|slot| mark(catalogue.info(*slot).fact, Use::Needed));
    slots(&edition.standard.routes).for_each(|slot| mark(catalogue.info(slot).fact, Use::Route));
    let read: BTreeSet<&str> = derive::FUNCTIONS.iter().flat_map(|function| function.facts).copied().collect();
    for (ix, fact) in indexed(catalogue) {
        if matches!(fact.kind, Kind::Text | Kind::Date) && !fact.optional && !read.contains(fact.id.as_str()) {
            mark(ix, Use::Needed);
        }
    }
    uses
}

/// Each caution stands beside the first figure it compares.
fn cautions(catalogue: &Catalogue, report: &Report) -> Vec<(FactIx, String)> {
    let place = |id: &str| {
        let caution = catalogue.cautions.iter().find(|caution| caution.id == id)?;
        caution.when.slots().first().map(|slot| catalogue.info(*slot).fact)
    };
    let raised = report.cautions.iter();
    raised.filter_map(|one| Some((place(&one.id)?, crate::show::sentence(&one.label)))).collect()
}
