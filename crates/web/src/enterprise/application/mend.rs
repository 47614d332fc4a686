//! 补正 A return, item by item: what is wanted, where it is mended, and what has changed since.

use std::collections::BTreeSet;

use titian_domain::answers::{Answers, Place};
use titian_domain::application::{Content, Deficiency};
use titian_domain::enterprise::Enterprise;
use titian_rulebook::catalogue::{Catalogue, FactIx, Slot};
use titian_rulebook::derive;
use titian_rulebook::judge::Edition;

use crate::components::Tag;
use crate::enterprise::dossier::{address, writing};
use crate::layout::Link;
use crate::show;

/// One thing to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// What it is about: the label of an indicator, a condition, a gate; 整件申报 if of the case as a whole.
    pub label: String,
    /// What is wanted.
    pub what: String,
    /// 已改动, 还没有改动.
    pub tag: Tag,
    /// What has changed since the submission, in words.
    pub changes: Vec<String>,
    /// Where it is mended.
    pub places: Vec<Link>,
}

impl Mend {
    /// A deficiency against what was submitted and what the dossier says now.
    pub fn of(one: &Deficiency, edition: &Edition, catalogue: &Catalogue, before: &Content, now: &Enterprise) -> Mend {
        let facts = facts(edition, catalogue, &one.item);
        let mut changes = changed_answers(catalogue, &before.answers, &now.answers, &facts);
        changes.extend(changed_records(catalogue, &before.answers, &now.answers, &facts));
        changes.extend(changed_evidence(catalogue, before, now, &facts));
        let sections: BTreeSet<usize> = facts.iter().map(|ix| catalogue[*ix].section).collect();
        let places = sections.iter().filter_map(|at| catalogue.sections.get(*at));
        let places = places.map(|section| Link::new(format!("去“{}”", section.label), address(&section.id)));
        let mut places: Vec<Link> = places.collect();
        if places.is_empty() {
            places.push(Link::new("去企业档案", "/enterprise/dossier"));
        }
        Mend {
            label: if one.label.is_empty() { "整件申报".into() } else { show::sentence(&one.label) },
            what: show::sentence(&one.what),
            // What is asked of the case as a whole cannot be told from the dossier.
            tag: match changes.is_empty() {
                _ if facts.is_empty() => Tag::plain("请自行核对"),
                true => Tag::warn("还没有改动"),
                false => Tag::ok("已改动"),
            },
            changes,
            places,
        }
    }
}

/// The facts an item of the edition reads, and what these are computed from; none if it is no item.
fn facts(edition: &Edition, catalogue: &Catalogue, item: &str) -> BTreeSet<FactIx> {
    let standard = &edition.standard;
    let indicators = standard.indicators.iter().filter(|one| one.id == item).flat_map(|one| one.score.slots());
    let clauses = standard.conditions.iter().chain(&standard.routes).chain(&edition.gates.gates);
    let clauses = clauses.filter(|one| one.id == item).flat_map(|one| one.condition.slots());
    let slots: Vec<Slot> = indicators.chain(clauses).collect();
    let mut facts: BTreeSet<FactIx> = slots.iter().map(|slot| catalogue.info(*slot).fact).collect();
    let sources: Vec<FactIx> = facts.iter().flat_map(|ix| sources(catalogue, *ix)).collect();
    facts.extend(sources);
    facts
}

fn sources(catalogue: &Catalogue, ix: FactIx) -> Vec<FactIx> {
    let function = catalogue[ix].derived.as_deref().and_then(derive::function);
    let read = function.into_iter().flat_map(|function| function.facts);
    read.filter_map(|id| catalogue.fact(id)).map(|(ix, _)| ix).collect()
}

fn changed_answers(catalogue: &Catalogue, before: &Answers, now: &Answers, facts: &BTreeSet<FactIx>) -> Vec<String> {
    let years: BTreeSet<i16> = before.by_year.keys().chain(now.by_year.keys()).copied().collect();
    let mut changes = Vec::new();
    for fact in facts.iter().map(|ix| &catalogue[*ix]) {
        let places: Vec<Option<i16>> =
            if fact.years == 0 { vec![None] } else { years.iter().rev().map(|year| Some(*year)).collect() };
        for year in places {
            let place = Place { fact: fact.id.clone(), year };
            let text = |answers: &Answers| answers.get(&place).map_or_else(String::new, |answer| answer.text.clone());
            let (old, new) = (text(before), text(now));
            if writing::same(&fact.kind, &old, &new) {
                continue;
            }
            let said = |text: &str| if text.is_empty() { "空".to_owned() } else { writing::on_page(&fact.kind, text) };
            let year = year.map_or_else(String::new, |year| format!("{year}年"));
            changes.push(format!("{year}{}：{} → {}", show::sentence(&fact.label), said(&old), said(&new)));
        }
    }
    changes
}

fn changed_records(catalogue: &Catalogue, before: &Answers, now: &Answers, facts: &BTreeSet<FactIx>) -> Vec<String> {
    let reads = |record: &str| {
        let functions = facts.iter().filter_map(|ix| catalogue[*ix].derived.as_deref().and_then(derive::function));
        functions.into_iter().any(|function| function.reads.iter().any(|(id, _)| *id == record))
    };
    let rows = |answers: &Answers, id: &str| answers.records.get(id).map(|rows| rows.rows.clone());
    let changed = catalogue.records.iter().filter(|record| reads(&record.id));
    let changed = changed.filter(|record| rows(before, &record.id) != rows(now, &record.id));
    changed.map(|record| format!("“{}”的内容改了", record.label)).collect()
}

fn changed_evidence(
    catalogue: &Catalogue,
    before: &Content,
    now: &Enterprise,
    facts: &BTreeSet<FactIx>,
) -> Vec<String> {
    let proves = |kind: &str| facts.iter().any(|ix| catalogue[*ix].evidence.iter().any(|one| one == kind));
    let added =
        now.evidence.iter().filter(|one| proves(&one.kind) && !before.evidence.iter().any(|old| old.id == one.id));
    let gone =
        before.evidence.iter().filter(|one| proves(&one.kind) && !now.evidence.iter().any(|new| new.id == one.id));
    let added = added.map(|one| format!("新增材料：{}", one.name));
    added.chain(gone.map(|one| format!("删除材料：{}", one.name))).collect()
}
