//! The whole policy, read and checked together: what one binary judges by.

mod embedded;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::applicability::{self, Answer, Applicability, Undecided};
use crate::calendar::WorkCalendar;
use crate::catalogue::Catalogue;
use crate::derive::Definitions;
use crate::distinctive::DistinctiveTable;
use crate::dossier::Dossier;
use crate::facts::Facts;
use crate::industry::Industries;
use crate::judge::Edition;
use crate::procedure::{self, Procedure};
use crate::region::{Regions, Targets};
use crate::regulation::{Manifest, Regulation};
use crate::signals::Signals;
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

impl Source {
    /// Path and text, as readers take them.
    pub fn pair(&self) -> (&str, &str) {
        (&self.path, &self.text)
    }
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
    /// Provinces' own tables of 15 points: the one in force, if any, and examples of the form.
    pub distinctive: Vec<DistinctiveTable>,
    /// Annexes of definitions, by id.
    pub definitions: BTreeMap<String, Definitions>,
    /// Who does what, when, by id.
    pub procedures: BTreeMap<String, Procedure>,
    /// Which standard applies on a day.
    pub applicability: Applicability,
    /// The regulation, sentence by sentence.
    pub regulation: Regulation,
    /// Cities and counties, and how they changed.
    pub regions: Regions,
    /// What the province means to reach (A6.1).
    pub targets: Targets,
    /// Working days.
    pub calendar: WorkCalendar,
    /// Sections and divisions of GB/T 4754-2017.
    pub industries: Industries,
    /// The size table.
    pub sizes: SizeTable,
    /// What a reviewer is asked to look at again.
    pub signals: Signals,
    /// Id of the table that [`Policy::with_table`] put in its place, if one was: who is pinned to a table is judged with
    /// it, and with no other.
    pub local_table: Option<String>,
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

    /// The same policy with a province's table in the place of the points entered by hand (A8): for those who are pinned
    /// to it. `text` is written as `policy/distinctive/` has it. The table's own facts come after all others, so that
    /// what is known here stays where it is. All that is wrong with the table is told.
    pub fn with_table(&self, file: &str, text: &str) -> Result<Policy, Vec<Problem>> {
        let mut policy = self.clone();
        let table = DistinctiveTable::read(&mut policy.catalogue, file, text)?;
        let problem = |message| Problem { file: file.into(), line: 1, message };
        let Some(standard) = self.standards.get(&table.standard) else {
            return Err(vec![problem(format!("没有名为“{}”的标准", table.standard))]);
        };
        let mut problems: Vec<Problem> = table.adverse(&policy.catalogue, standard).into_iter().map(problem).collect();
        match standard.clone().with_distinctive(file, &table) {
            Ok(filled) if problems.is_empty() => {
                policy.standards.insert(table.standard.clone(), filled);
                policy.local_table = Some(table.id.clone());
                Ok(policy)
            }
            filled => {
                problems.extend(filled.err());
                Err(problems)
            }
        }
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
        let mut catalogue = self.file("facts.toml", Catalogue::read)?;
        let tables = self.distinctive(&mut catalogue);
        let definitions = self.folder("standards/", true, |file, text| Definitions::read(&catalogue, file, text));
        let definitions: BTreeMap<_, _> = definitions.into_iter().map(|d| (d.id.clone(), d)).collect();
        let known = |id: &str| definitions.get(id).cloned();
        let standards = self.folder("standards/", false, |file, text| Standard::read(&catalogue, known, file, text));
        let gates = self.folder("gates/", false, |file, text| Gates::read(&catalogue, file, text));
        let procedures = self.folder("procedures/", false, procedure::read);
        let industries = self.file("industries.csv", Industries::read)?;
        let manifest = self.file("regulation/guangxi-2023.manifest.toml", Manifest::read)?;
        let (divisions, changes) =
            (self.one("regions/guangxi/divisions.csv")?, self.one("regions/guangxi/division-changes.csv")?);
        let (national, guangxi) = (self.one("calendar/national.csv")?, self.one("calendar/guangxi.csv")?);
        Some(Policy {
            standards: standards.into_iter().map(|s| (s.id.clone(), self.with_tables(s, &tables))).collect(),
            distinctive: tables.into_iter().map(|(_, table)| table).collect(),
            gates: gates.into_iter().map(|g| (g.id.clone(), g)).collect(),
            procedures: procedures.into_iter().map(|p| (p.id.clone(), p)).collect(),
            applicability: self.file("applicability.toml", applicability::read)?,
            sizes: self.file("size/miit-2011.toml", |file, text| SizeTable::read(file, text, &industries))?,
            regulation: self
                .file("regulation/guangxi-2023.toml", |file, text| Regulation::read(file, text, manifest))?,
            signals: self.file("signals.toml", |file, text| Signals::read(&catalogue, file, text))?,
            targets: self.file("regions/guangxi/targets.toml", |f, t| Targets::read(f, t).map_err(|p| vec![p]))?,
            regions: self.take(Regions::read(divisions.pair(), changes.pair()))?,
            calendar: self.take(WorkCalendar::read(national.pair(), Some(guangxi.pair())))?,
            catalogue,
            definitions,
            industries,
            local_table: None,
        })
    }

    /// Provinces' own tables. Those in force bring their facts along; examples are checked against a copy.
    fn distinctive(&mut self, catalogue: &mut Catalogue) -> Vec<(String, DistinctiveTable)> {
        let mut tables = Vec::new();
        for file in self.files.iter().filter(|file| file.path.starts_with("distinctive/")) {
            let mut extended = catalogue.clone();
            let Some(table) = self.take(DistinctiveTable::read(&mut extended, &file.path, &file.text)) else {
                continue;
            };
            let shelved = file.path.starts_with("distinctive/examples/");
            if shelved != table.example {
                let message =
                    "示例要写 example = true 并放在 distinctive/examples/ 中;正式的表放在 distinctive/ 中".into();
                self.problems.push(Problem { file: file.path.clone(), line: 1, message });
            } else if !shelved {
                *catalogue = extended;
            }
            tables.push((file.path.clone(), table));
        }
        tables
    }

    fn with_tables(&mut self, standard: Standard, tables: &[(String, DistinctiveTable)]) -> Standard {
        let ours = |(_, table): &&(String, DistinctiveTable)| !table.example && table.standard == standard.id;
        let Some((file, table)) = tables.iter().find(ours) else { return standard };
        match standard.clone().with_distinctive(file, table) {
            Ok(filled) => filled,
            Err(problem) => {
                self.problems.push(problem);
                standard
            }
        }
    }

    fn file<T>(&mut self, path: &str, read: impl FnOnce(&str, &str) -> Result<T, Vec<Problem>>) -> Option<T> {
        let file = self.one(path)?;
        self.take(read(&file.path, &file.text))
    }

    /// Every TOML file of a folder that is (or is not) an annex of definitions.
    fn folder<T>(
        &mut self,
        folder: &str,
        definitions: bool,
        read: impl Fn(&str, &str) -> Result<T, Vec<Problem>>,
    ) -> Vec<T> {
        let files = self.files.iter().filter(|file| {
            file.path.starts_with(folder)
                && file.path.ends_with(".toml")
                && file.path.ends_with("/definitions.toml") == definitions
        });
        files.filter_map(|file| self.take(read(&file.path, &file.text))).collect()
    }

    fn one(&mut self, path: &str) -> Option<Source> {
        let found = self.files.iter().find(|file| file.path == path).cloned();
        if found.is_none() {
            self.problems.push(Problem { file: path.into(), line: 0, message: "缺少这个文件".into() });
        }
        found
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

    #[test]
    fn every_file_of_the_policy_ships() {
        fn walk(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { walk(&path, found) } else { found.push(path) }
            }
        }
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy");
        let mut there = Vec::new();
        walk(&root, &mut there);
        let mut there: Vec<String> =
            there.iter().map(|p| p.strip_prefix(&root).unwrap().to_str().unwrap().to_owned()).collect();
        there.retain(|path| !path.starts_with("cases/"));
        there.sort();
        let mut shipped: Vec<String> = embedded().into_iter().map(|source| source.path).collect();
        shipped.sort();
        assert_eq!(shipped, there);
    }
}
