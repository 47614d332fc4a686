//! 方法 From list and seed to the result: `titian-draw/1`, word for word as `docs/draw.md` has it.
//!
//! Whole numbers and SHA-256 only. Nothing depends on the order in which a list is given. A landed method never changes;
//! another one gets another name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::List;

/// The name of the method. It stands in everything that is hashed.
pub const METHOD: &str = "titian-draw/1";

/// Why a case is visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// 抽中.
    Drawn,
    /// 指定.
    Target,
}

impl How {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            How::Drawn => "抽中",
            How::Target => "指定",
        }
    }
}

/// A case that is visited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selected {
    /// Its number.
    pub number: String,
    /// Why.
    pub how: How,
    /// In which stratum it was drawn; `-` for a target.
    pub stratum: String,
    /// Who visits it, by key, in the order drawn.
    pub inspectors: Vec<String>,
}

/// A stratum: cases that are alike, and how many of them are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stratum {
    /// `450200/35` (city and industry), `450200/*` (the rest of a city), `*/*` (the rest of all).
    pub label: String,
    /// The numbers of its cases.
    pub cases: Vec<String>,
    /// How many are drawn.
    pub quota: u64,
}

/// The seed: what the list, the public value and the contribution come to.
pub fn seed(hash: &str, value: &str, contribution: &str) -> String {
    hex(&Sha256::digest(format!("{METHOD}\nseed\n{hash}\n{value}\n{contribution}\n")))
}

/// Draws: the cases in the order of their ranks, each with its inspectors.
pub fn draw(list: &List, seed: &str) -> Vec<Selected> {
    let mut list = list.clone();
    list.sort();
    let targets = list.targets.iter().map(|number| (number.clone(), How::Target, "-".to_owned()));
    let mut chosen: Vec<(String, How, String)> = targets.collect();
    for stratum in strata(&list, seed) {
        let mut cases: Vec<([u8; 32], String)> =
            stratum.cases.into_iter().map(|number| (rank(seed, &["case", &number]), number)).collect();
        cases.sort();
        let quota = usize::try_from(stratum.quota).unwrap_or(usize::MAX);
        chosen.extend(cases.into_iter().take(quota).map(|(_, number)| (number, How::Drawn, stratum.label.clone())));
    }
    chosen.sort_by_cached_key(|(number, ..)| (rank(seed, &["case", number]), number.clone()));
    send(&list, seed, chosen)
}

/// The strata of a sorted list and their quotas: largest remainder, small strata having been joined until each may
/// expect at least one, so that no case can be sure of not being drawn.
pub fn strata(list: &List, seed: &str) -> Vec<Stratum> {
    let mut strata: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for case in &list.cases {
        if list.targets.binary_search(&case.number).is_err() {
            strata.entry(format!("{}/{}", case.city, case.industry)).or_default().push(case.number.clone());
        }
    }
    let size = strata.values().map(|cases| cases.len() as u64).sum::<u64>();
    let wanted = list.plan.quota(size);
    if wanted == 0 {
        return vec![];
    }
    let small = |cases: &[String]| wanted * (cases.len() as u64) < size;
    strata = join(strata, small, |label| format!("{}/*", label.split('/').next().unwrap_or_default()));
    strata = join(strata, small, |_| "*/*".to_owned());
    if strata.get("*/*").is_some_and(|rest| small(rest)) {
        let rest = strata.remove("*/*").unwrap_or_default();
        // The largest one; of those as large, the first by label.
        let largest = strata.iter_mut().rev().max_by_key(|(_, cases)| cases.len());
        if let Some((_, cases)) = largest {
            cases.extend(rest);
        }
    }
    let mut shares: Vec<(Stratum, u64)> = strata
        .into_iter()
        .map(|(label, cases)| {
            let share = wanted * cases.len() as u64;
            (Stratum { label, cases, quota: share / size }, share % size)
        })
        .collect();
    let given: u64 = shares.iter().map(|(stratum, _)| stratum.quota).sum();
    let left = usize::try_from(wanted - given).unwrap_or(usize::MAX);
    // Largest remainder first; among equals, by lot.
    shares.sort_by_cached_key(|(stratum, remainder)| {
        (std::cmp::Reverse(*remainder), rank(seed, &["stratum", &stratum.label]), stratum.label.clone())
    });
    shares.iter_mut().take(left).for_each(|(stratum, _)| stratum.quota += 1);
    let mut strata: Vec<Stratum> = shares.into_iter().map(|(stratum, _)| stratum).collect();
    strata.sort_by(|one, other| one.label.cmp(&other.label));
    strata
}

/// Puts strata that are too small into a larger one.
fn join(
    strata: BTreeMap<String, Vec<String>>,
    small: impl Fn(&[String]) -> bool,
    into: impl Fn(&str) -> String,
) -> BTreeMap<String, Vec<String>> {
    let mut joined: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (label, cases) in strata {
        let label = if small(&cases) { into(&label) } else { label };
        joined.entry(label).or_default().extend(cases);
    }
    joined
}

/// Sends inspectors, case by case: of those who may go, first who has fewest cases so far, then by lot.
fn send(list: &List, seed: &str, chosen: Vec<(String, How, String)>) -> Vec<Selected> {
    let mut load: BTreeMap<&str, u64> = list.free().into_iter().map(|key| (key, 0)).collect();
    let visitors = usize::try_from(list.visitors).unwrap_or(usize::MAX);
    let mut selected = Vec::with_capacity(chosen.len());
    for (number, how, stratum) in chosen {
        let may = load.iter().filter(|(key, _)| !list.recused(key, &number));
        let mut order: Vec<(u64, [u8; 32], &str)> =
            may.map(|(key, load)| (*load, rank(seed, &["inspector", &number, key]), *key)).collect();
        order.sort();
        let sent: Vec<&str> = order.into_iter().take(visitors).map(|(.., key)| key).collect();
        for key in &sent {
            *load.entry(key).or_default() += 1;
        }
        let inspectors = sent.into_iter().map(str::to_owned).collect();
        selected.push(Selected { number, how, stratum, inspectors });
    }
    selected
}

/// The lot of something: SHA-256 over the method, the seed and its name, each part on a line.
fn rank(seed: &str, name: &[&str]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in [METHOD, seed].iter().chain(name) {
        digest.update(part);
        digest.update("\n");
    }
    digest.finalize().into()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
