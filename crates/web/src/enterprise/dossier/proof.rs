//! 佐证 What proves a fact: the files that are there, what is missing, where to add one.
//!
//! A kind of evidence often proves several facts. Its files and its upload stand under the first of them in a section,
//! the others say in a line how it stands.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;
use titian_domain::enterprise::Evidence;
use titian_rulebook::catalogue::{Fact, FactIx};

use super::field::{calls_for_proof, name};
use super::writing;
use crate::components::Tag;
use crate::enterprise::desk::Desk;
use crate::show;

/// Bytes of one file.
pub const LARGEST_FILE: u64 = 20_000_000;
/// What may be uploaded, as a control says it.
pub const ACCEPTED: &str = ".pdf,.jpg,.jpeg,.png";
/// How large one file may be, in words: 不超过 20 MB.
pub fn limit() -> String {
    format!("不超过\u{a0}{}\u{a0}MB", LARGEST_FILE / 1_000_000)
}

/// How a kind of evidence stands.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "enterprise/dossier/proof.html")]
pub struct Proof {
    /// Id of the kind: `audit_report`.
    pub kind: String,
    /// Its label.
    pub label: String,
    /// Files and upload stand here; otherwise elsewhere on the page.
    pub here: bool,
    /// 已上传, 缺 2024年, 可以上传.
    pub tag: Tag,
    /// The files, the latest year first.
    pub files: Vec<ProofFile>,
    /// Where a file is wanted and missing: one, or one a year.
    pub missing: Vec<ProofSlot>,
    /// Where a file can be added besides.
    pub more: Vec<ProofSlot>,
}

/// A file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofFile {
    /// The year it is about: 2025年; may be empty.
    pub year: String,
    /// Its name as uploaded.
    pub name: String,
    /// Where it can be read.
    pub href: String,
    /// 6.9 MB，11月9日.
    pub line: String,
    /// What the button that takes it away says: `remove/audit_report/0202…`.
    pub act: String,
}

/// Where a file can be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofSlot {
    /// Name of the control: `file:audit_report@2025`.
    pub name: String,
    /// The year: 2025年; empty if the kind is not by year.
    pub year: String,
    /// Why the file that was chosen was not taken.
    pub error: Option<String>,
}

/// The name of the control that adds a file of a kind.
pub fn file_name(kind: &str, year: Option<i16>) -> String {
    format!("file:{}", name(kind, year))
}

/// The kind and year that a control adds a file to; `None` if it is not such a control of the catalogue.
pub fn file_place(desk: &Desk<'_>, control: &str) -> Option<(String, Option<i16>)> {
    let place = control.strip_prefix("file:")?;
    let (kind, year) = match place.split_once('@') {
        Some((kind, year)) => (kind, Some(year.parse().ok()?)),
        None => (place, None),
    };
    desk.catalogue.evidence.iter().any(|(id, _)| id == kind).then(|| (kind.to_owned(), year))
}

impl Proof {
    /// A kind of evidence as it stands for the facts of a section (of all, if none is named). `here` says whether its
    /// files are shown in this place.
    pub fn of(desk: &Desk<'_>, kind: &str, section: Option<usize>, here: bool) -> Proof {
        let (wanted, offered) = years(desk, kind, section);
        let mut files: Vec<&Evidence> = desk.evidence.iter().filter(|one| one.kind == kind).collect();
        files.sort_by_key(|one| (std::cmp::Reverse(one.year), one.on));
        let slot = |year: &Option<i16>| ProofSlot { name: file_name(kind, *year), year: label(*year), error: None };
        let lacks = |year: &&Option<i16>| wanted.contains(*year) && !files.iter().any(|one| one.year == **year);
        let missing: Vec<ProofSlot> = offered.iter().filter(lacks).map(slot).collect();
        let more = offered.iter().filter(|year| !lacks(year)).map(slot).collect();
        let tag = match missing.as_slice() {
            [] if !files.is_empty() => Tag::ok("已上传"),
            [] => Tag::plain("可以上传"),
            [slot] if slot.year.is_empty() => Tag::warn("还没有上传"),
            slots => {
                let years: Vec<&str> = slots.iter().map(|slot| slot.year.as_str()).collect();
                Tag::warn(format!("缺\u{a0}{}", years.join("、")))
            }
        };
        Proof {
            kind: kind.to_owned(),
            label: show::sentence(desk.catalogue.evidence_label(kind)),
            here,
            tag,
            files: files.into_iter().map(ProofFile::from).collect(),
            missing,
            more,
        }
    }

    /// The same with what is wrong with the files that were chosen.
    pub(super) fn refused(&mut self, advice: &BTreeMap<String, String>) {
        for slot in self.missing.iter_mut().chain(&mut self.more) {
            slot.error = advice.get(&slot.name).cloned();
        }
    }

    /// Whether where more can be added must be in sight: something there was refused.
    fn more_open(&self) -> bool {
        self.more.iter().any(|slot| slot.error.is_some())
    }

    /// The label without what stands in brackets behind it.
    fn short(&self) -> &str {
        self.label.split('（').next().unwrap_or(&self.label)
    }
}

impl From<&Evidence> for ProofFile {
    fn from(one: &Evidence) -> ProofFile {
        ProofFile {
            year: label(one.year),
            name: one.name.clone(),
            href: format!("/enterprise/evidence/{}", one.id),
            line: format!("{}，{}", writing::size(one.size), show::day_short(one.on)),
            act: format!("remove/{}/{}", one.kind, one.id),
        }
    }
}

fn label(year: Option<i16>) -> String {
    year.map_or_else(String::new, |year| format!("{year}年"))
}

/// The years a kind is wanted for, and those it can be added for, the latest first. `[None]` = it is not by year.
fn years(desk: &Desk<'_>, kind: &str, section: Option<usize>) -> (Vec<Option<i16>>, Vec<Option<i16>>) {
    let proved = desk.facts().filter(|(_, fact)| section.is_none_or(|at| fact.section == at) && proves(fact, kind));
    let places = |(ix, fact): (FactIx, &Fact)| -> Vec<(Option<i16>, bool)> {
        // The first kind named proves the fact, the others stand in for it or add to it.
        let first = fact.evidence.first().is_some_and(|one| one == kind);
        let years = desk.years(fact);
        let years: Vec<Option<i16>> = if years.is_empty() { vec![None] } else { years.into_iter().map(Some).collect() };
        years.into_iter().map(|year| (year, first && calls_for_proof(desk, ix, fact, year))).collect()
    };
    let places: Vec<(Option<i16>, bool)> = proved.flat_map(places).collect();
    let sorted = |mut years: Vec<Option<i16>>| {
        years.sort_by_key(|year| std::cmp::Reverse(*year));
        years.dedup();
        years
    };
    let wanted = sorted(places.iter().filter(|(_, wanted)| *wanted).map(|(year, _)| *year).collect());
    (wanted, sorted(places.iter().map(|(year, _)| *year).collect()))
}

fn proves(fact: &Fact, kind: &str) -> bool {
    fact.evidence.iter().any(|one| one == kind)
}

/// Kinds of evidence that are wanted and missing, with the years: (id of the kind, 年度审计报告：缺 2024年).
pub fn missing(desk: &Desk<'_>) -> Vec<(String, String)> {
    let kinds = desk.catalogue.evidence.iter().map(|(id, _)| Proof::of(desk, id, None, false));
    let lacking = kinds.filter(|proof| !proof.missing.is_empty());
    lacking.map(|proof| (proof.kind.clone(), format!("{}：{}", proof.label, proof.tag.word))).collect()
}

impl HtmlSafe for Proof {}
