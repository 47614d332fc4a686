//! 多家企业 What stands in the applications of other enterprises too, and products alike within one group.

use std::collections::{BTreeMap, BTreeSet};

use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::policy::Policy;
use titian_rulebook::quantity::{Dimension, show_ratio};
use titian_rulebook::signals::{Compare, Shared, Where};

use super::alike::likeness;
use super::clue::{Clue, texts};
use super::normal::normal;
use super::{Kind, Signal, digest};
use crate::answers::Place;
use crate::application::Content;
use crate::id::{ApplicationId, EnterpriseId};

/// Enterprises named in one sentence; the others are counted.
const NAMED: usize = 3;

/// An application of another enterprise in which a clue of ours stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// The clue.
    pub clue: Clue,
    /// Which application.
    pub application: ApplicationId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// What the reader may know of it; `None` where it is beyond their city: then that it is there, and no more.
    pub known: Option<Known>,
    /// Its main product, as products are compared; empty if not stated.
    pub product: String,
}

/// What a reader may know of a neighbour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The enterprise, as it filed.
    pub name: String,
    /// 受理编号.
    pub number: String,
}

pub(super) fn signals(content: &Content, neighbours: &[Neighbour], policy: &Policy) -> Vec<Signal> {
    let mut all = Vec::new();
    for shared in &policy.signals.shared {
        for (value, written) in written(content, shared, policy) {
            let same = |one: &&Neighbour| one.clue.kind == shared.id && one.clue.value == value;
            let others: Vec<&Neighbour> = neighbours.iter().filter(same).collect();
            if !others.is_empty() {
                let key = format!("shared:{}:{value}", shared.id);
                let label = &shared.label;
                all.push(Signal {
                    kind: Kind::Shared,
                    facts: vec![place(&shared.place)],
                    sentence: format!("{label}“{written}”也出现在{}的申报中。", told(&others)),
                    why: shared.warrant.note.clone().unwrap_or_default(),
                    weight: shared.weight,
                    digest: digest(&key, &cases(&others)),
                    key,
                });
            }
        }
    }
    all.extend(products(content, neighbours, policy));
    all
}

/// Our own values of a shared thing, each with how we wrote it.
fn written<'c>(content: &'c Content, shared: &Shared, policy: &Policy) -> BTreeMap<String, &'c str> {
    let area = policy.signals.area_codes.get(&content.city).map(String::as_str);
    let texts = texts(content, &shared.place).into_iter();
    texts
        .flat_map(|text| normal(shared.compare, text, area).into_iter().map(move |value| (value, text.trim())))
        .collect()
}

/// Products alike, for each enterprise of the same controller or group once.
fn products(content: &Content, neighbours: &[Neighbour], policy: &Policy) -> Vec<Signal> {
    let group = &policy.signals.group;
    let ours = texts(content, &Where::Fact(group.product.clone()));
    let Some((said, ours)) =
        ours.first().and_then(|text| Some((text.trim(), normal(Compare::Name, text, None).pop()?)))
    else {
        return vec![];
    };
    let related = |one: &&Neighbour| group.by.contains(&one.clue.kind) && likeness(&ours, &one.product) >= group.alike;
    let mut by_enterprise: BTreeMap<&EnterpriseId, Vec<&Neighbour>> = BTreeMap::new();
    for one in neighbours.iter().filter(related) {
        by_enterprise.entry(&one.enterprise).or_default().push(one);
    }
    let signal = |(enterprise, others): (&EnterpriseId, Vec<&Neighbour>)| {
        let ties: BTreeSet<&str> = others.iter().filter_map(|one| label(policy, &one.clue.kind)).collect();
        let ties = ties.into_iter().collect::<Vec<_>>().join("、");
        let best = others.iter().max_by_key(|one| likeness(&ours, &one.product))?;
        // Its product, and how near it comes, are details of the neighbour's case: only for who may read that.
        let theirs = match &best.known {
            Some(_) => {
                let alike = show_ratio(likeness(&ours, &best.product), Dimension::Share);
                let alike = alike.trim_start_matches('≈');
                format!("主导产品“{}”与本企业的“{said}”名称相近（相同的字词约占 {alike}）", best.product)
            }
            None => format!("主导产品与本企业的“{said}”名称相近"),
        };
        // Not its id: that names a case the reader may not know.
        let veiled: String = digest("enterprise", &[enterprise.to_string()]).chars().take(16).collect();
        let key = format!("group:{veiled}");
        let rests_on = [cases(&others), vec![ours.clone(), best.product.clone()]].concat();
        Some(Signal {
            kind: Kind::Group,
            facts: vec![Place { fact: group.product.clone(), year: None }],
            sentence: format!("{}与本企业的{ties}相同，{theirs}。", told(&others)),
            why: group.warrant.note.clone().unwrap_or_default(),
            weight: group.weight,
            digest: digest(&key, &rests_on),
            key,
        })
    };
    by_enterprise.into_iter().filter_map(signal).collect()
}

fn label<'p>(policy: &'p Policy, kind: &str) -> Option<&'p str> {
    policy.signals.shared.iter().find(|shared| shared.id == kind).map(|shared| shared.label.as_str())
}

/// Who else, in words: those the reader may know by name, the others counted.
fn told(others: &[&Neighbour]) -> String {
    let mut known: BTreeMap<&EnterpriseId, &Known> = BTreeMap::new();
    let mut hidden: BTreeSet<&EnterpriseId> = BTreeSet::new();
    for one in others {
        match &one.known {
            Some(who) => drop(known.insert(&one.enterprise, who)),
            None => drop(hidden.insert(&one.enterprise)),
        }
    }
    hidden.retain(|enterprise| !known.contains_key(enterprise));
    let named = known.values().take(NAMED).map(|who| format!("{}（{}）", who.name, who.number));
    let mut said = named.collect::<Vec<_>>().join("、");
    if known.len() > NAMED {
        said = format!("{said}等 {} 家企业", known.len());
    }
    match (known.is_empty(), hidden.len()) {
        (_, 0) => said,
        (true, n) => format!("外市 {n} 家企业"),
        (false, n) => format!("{said}，另有外市 {n} 家企业"),
    }
}

/// The cases a signal rests on.
fn cases(others: &[&Neighbour]) -> Vec<String> {
    let cases: BTreeSet<&str> = others.iter().map(|one| one.application.as_str()).collect();
    cases.into_iter().map(str::to_owned).collect()
}

fn place(at: &Where) -> Place {
    match at {
        Where::Fact(fact) => Place { fact: fact.clone(), year: None },
        Where::Field { record, .. } => Place { fact: record.clone(), year: None },
    }
}

/// The label of a place: 2025年营业收入总额, 知识产权.
pub fn words(catalogue: &Catalogue, place: &Place) -> String {
    let fact = catalogue.fact(&place.fact).map(|(_, fact)| fact.label.as_str());
    let label = fact.or_else(|| catalogue.record(&place.fact).map(|record| record.label.as_str()));
    let year = place.year.map_or_else(String::new, |year| format!("{year}年"));
    year + label.unwrap_or(&place.fact)
}
