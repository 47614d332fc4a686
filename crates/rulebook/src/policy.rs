//! The whole policy, read and checked together: what one binary judges by.

mod embedded;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::applicability::{self, Answer, Applicability, Undecided};
use crate::catalogue::Catalogue;
use crate::derive::Definitions;
use crate::dossier::Dossier;
use crate::facts::Facts;
use crate::industry::Industries;
use crate::judge::Edition;
use crate::size::SizeTable;
use crate::source::Problem;
use crate::standard::{Gates, Standard};
use crate::tier::{Purpose, Tier};

/// One file of the policy: its path below `policy/` and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path below `policy/`, with `/`.
    pub path: String,
    /// Text.
    pub text: String,
}

/// The whole policy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// What we ask.
    pub catalogue: Catalogue,
    /// How we judge, by id.
    pub standards: BTreeMap<String, Standard>,
    /// Gates of eligibility, by id.
    pub gates: BTreeMap<String, Gates>,
    /// Annexes of definitions, by id.
    pub definitions: BTreeMap<String, Definitions>,
    /// Which standard applies on a day.
    pub applicability: Applicability,
    /// Sections and divisions of GB/T 4754-2017.
    pub industries: Industries,
    /// The size table.
    pub sizes: SizeTable,
}

/// The files that ship with the binary.
pub fn embedded() -> Vec<Source> {
    embedded::FILES.iter().map(|(path, text)| Source { path: (*path).into(), text: (*text).into() }).collect()
}

/// `base` with the files of `over` laid on top: same path replaces, new path adds.
pub fn overlay(base: Vec<Source>, over: Vec<Source>) -> Vec<Source> {
    let mut files: BTreeMap<String, String> = base.into_iter().map(|s| (s.path, s.text)).collect();
    files.extend(over.into_iter().map(|s| (s.path, s.text)));
    files.into_iter().map(|(path, text)| Source { path, text }).collect()
}

impl Policy {
    /// The policy that ships with the binary. Its soundness is a test of this crate.
    pub fn shipped() -> Result<Policy, Vec<Problem>> {
        Policy::read(&embedded())
    }

    /// Reads a whole policy, gathering the problems of all files.
    pub fn read(files: &[Source]) -> Result<Policy, Vec<Problem>> {
        let mut reader = Reader { files, problems: Vec::new() };
        let policy = reader.policy();
        reader.problems.extend(policy.iter().flat_map(Policy::check_names));
        match policy {
            Some(policy) if reader.problems.is_empty() => Ok(policy),
            _ => {
                reader.problems.sort();
                Err(reader.problems)
            }
        }
    }
}

impl Policy {
    /// What a case of this tier and purpose is judged by on a day; `notice` names the standard its notice orders.
    pub fn edition(&self, tier: Tier, purpose: Purpose, on: Date, notice: Option<&str>) -> Result<Edition, Undecided> {
        let rule = self.applicability.on(tier, purpose, on, notice)?;
        self.edition_of(&rule.standard, &rule.gates, purpose)
            .ok_or_else(|| Undecided { reason: format!("没有装入标准 {}", rule.standard), candidates: vec![] })
    }

    /// A standard behind gates, by their ids.
    pub fn edition_of(&self, standard: &str, gates: &str, purpose: Purpose) -> Option<Edition> {
        Some(Edition::new(self.standards.get(standard)?, self.gates.get(gates)?, purpose))
    }

    /// The facts of a dossier as this edition defines them.
    pub fn facts(&self, dossier: &Dossier, edition: &Edition, on: Date) -> Facts {
        dossier.facts(&self.catalogue, &edition.standard.definitions, &self.sizes, on)
    }

    /// The names in the applicability table lead to files that are there.
    fn check_names(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let lines = Tier::ALL.into_iter().flat_map(|tier| Purpose::ALL.map(|purpose| (tier, purpose)));
        for span in lines.flat_map(|(tier, purpose)| self.applicability.line(tier, purpose)) {
            let rules = match &span.answer {
                Answer::Rule(rule) => std::slice::from_ref(rule),
                Answer::Gap(gap) => &gap.candidates,
            };
            for rule in rules {
                let missing = [
                    (!self.standards.contains_key(&rule.standard)).then_some(&rule.standard),
                    (!self.gates.contains_key(&rule.gates)).then_some(&rule.gates),
                ];
                problems.extend(missing.into_iter().flatten().map(|id| Problem {
                    file: "applicability.toml".into(),
                    line: span.line,
                    message: format!("没有名为“{id}”的标准或门槛,请核对代号"),
                }));
            }
        }
        problems
    }
}

struct Reader<'f> {
    files: &'f [Source],
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn policy(&mut self) -> Option<Policy> {
        let facts = self.one("facts.toml")?;
        let catalogue = self.take(Catalogue::read(&facts.path, &facts.text))?;
        let mut definitions = BTreeMap::new();
        let mut standards = BTreeMap::new();
        let mut gates = BTreeMap::new();
        for file in self.under("standards/") {
            if file.path.ends_with("/definitions.toml")
                && let Some(read) = self.take(Definitions::read(&catalogue, &file.path, &file.text))
            {
                definitions.insert(read.id.clone(), read);
            }
        }
        for file in self.under("standards/") {
            let known = |id: &str| definitions.get(id).cloned();
            if !file.path.ends_with("/definitions.toml")
                && let Some(read) = self.take(Standard::read(&catalogue, known, &file.path, &file.text))
            {
                standards.insert(read.id.clone(), read);
            }
        }
        for file in self.under("gates/") {
            if let Some(read) = self.take(Gates::read(&catalogue, &file.path, &file.text)) {
                gates.insert(read.id.clone(), read);
            }
        }
        let table = self.one("industries.csv")?;
        let industries = self.take(Industries::read(&table.path, &table.text))?;
        let table = self.one("size/miit-2011.toml")?;
        let sizes = self.take(SizeTable::read(&table.path, &table.text, &industries))?;
        let table = self.one("applicability.toml")?;
        let applicability = self.take(applicability::read(&table.path, &table.text))?;
        Some(Policy { catalogue, standards, gates, definitions, applicability, industries, sizes })
    }

    fn one(&mut self, path: &str) -> Option<Source> {
        let found = self.files.iter().find(|file| file.path == path).cloned();
        if found.is_none() {
            self.problems.push(Problem { file: path.into(), line: 0, message: "缺少这个文件".into() });
        }
        found
    }

    fn under(&self, folder: &str) -> Vec<Source> {
        let ours = |file: &&Source| file.path.starts_with(folder) && file.path.ends_with(".toml");
        self.files.iter().filter(ours).cloned().collect()
    }

    fn take<T>(&mut self, read: Result<T, Vec<Problem>>) -> Option<T> {
        read.map_err(|problems| self.problems.extend(problems)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_policy_is_sound() {
        if let Err(problems) = Policy::shipped() {
            panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
        }
    }
}
