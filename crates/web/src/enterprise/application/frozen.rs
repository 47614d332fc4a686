//! 定稿内容 Everything that is filed, as it is or was frozen: facts, records, files, and what was left empty.
//!
//! The check before submission, the printed form and the page of a case show the same thing.

use askama::Template;
use askama::filters::HtmlSafe;
use titian_domain::answers::Place;
use titian_rulebook::catalogue::{Fact, FactIx};
use titian_rulebook::facts::Cell;

use crate::enterprise::desk::{Desk, Use};
use crate::enterprise::dossier::record::RecordTable;
use crate::enterprise::dossier::{address, writing};
use crate::show;

/// Everything that is filed.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/application/frozen.html")]
pub struct Frozen {
    /// Its parts, empty ones left out.
    pub sections: Vec<FrozenSection>,
    /// The files: what each proves, its name, its size and day.
    pub files: Vec<FrozenFile>,
    /// The accounting years, the latest first.
    pub years: Vec<i16>,
    /// Whether each part links to where it is changed.
    pub editable: bool,
}

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenSection {
    /// Id, for links within the page.
    pub id: String,
    /// 经营情况.
    pub label: String,
    /// Where it is changed.
    pub href: String,
    /// Facts by year: label with unit, and a figure for each year, empty where there is none.
    pub figures: Vec<(String, Vec<String>)>,
    /// Facts that are not asked by year: label, value, and how it came about if it was computed.
    pub answers: Vec<(String, String, String)>,
    /// Records.
    pub records: Vec<RecordTable>,
    /// What the tier asks for and was left empty.
    pub lacking: Vec<String>,
    /// How much else was left empty.
    pub empty: usize,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenFile {
    /// What it proves.
    pub label: String,
    /// For which year; may be empty.
    pub year: String,
    /// Its name.
    pub name: String,
    /// Where it can be read.
    pub href: String,
    /// Its size.
    pub size: String,
    /// First digits of the SHA-256 of its bytes.
    pub code: String,
}

impl Frozen {
    /// What lies on a desk.
    pub fn of(desk: &Desk<'_>, editable: bool) -> Frozen {
        let most = desk.catalogue.facts.iter().map(|fact| fact.years).max().unwrap_or(0);
        let years: Vec<i16> = (0..i16::from(most)).map(|back| desk.last_year() - back).collect();
        let sections = (0..desk.catalogue.sections.len()).map(|at| FrozenSection::of(desk, at, &years));
        let files = desk.evidence.iter().map(|one| FrozenFile {
            label: show::sentence(desk.catalogue.evidence_label(&one.kind)),
            year: one.year.map_or_else(String::new, |year| format!("{year}年")),
            name: one.name.clone(),
            href: format!("/enterprise/evidence/{}", one.id),
            size: writing::size(one.size),
            code: one.id.as_str().chars().take(8).collect(),
        });
        let mut files: Vec<FrozenFile> = files.collect();
        files.sort_by(|one, other| (&one.label, &other.year).cmp(&(&other.label, &one.year)));
        Frozen { sections: sections.filter(FrozenSection::says_something).collect(), files, years, editable }
    }
}

impl FrozenSection {
    fn of(desk: &Desk<'_>, at: usize, years: &[i16]) -> FrozenSection {
        let named = desk.catalogue.sections.get(at);
        let (id, label) = named.map(|one| (one.id.clone(), one.label.clone())).unwrap_or_default();
        let mut section = FrozenSection {
            href: address(&id),
            id,
            label,
            figures: vec![],
            answers: vec![],
            records: vec![],
            lacking: vec![],
            empty: 0,
        };
        for (ix, fact) in desk.facts().filter(|(_, fact)| fact.section == at) {
            section.take(desk, ix, fact, years);
        }
        let records = desk.catalogue.records.iter().filter(|record| record.section == at);
        let filed =
            records.map(|record| RecordTable::of(desk, record)).filter(|one| one.denied || !one.rows.is_empty());
        section.records = filed.collect();
        section
    }

    fn take(&mut self, desk: &Desk<'_>, ix: FactIx, fact: &Fact, years: &[i16]) {
        let label = show::sentence(&fact.label);
        let computed = if desk.computes(ix) { "算出" } else { "" };
        let value = |year| self::value(desk, ix, fact, year);
        let lacks = |year: Option<i16>| {
            desk.use_of(ix) == Use::Needed && !fact.judged_by_officer && desk.reads(ix, year) && value(year).is_empty()
        };
        if fact.years == 0 {
            let value = value(None);
            match value.is_empty() {
                true if lacks(None) => self.lacking.push(label),
                true => self.empty += 1,
                false => self.answers.push((label, value, computed.into())),
            }
            return;
        }
        let asked = desk.years(fact);
        let figures: Vec<String> =
            years.iter().map(|year| if asked.contains(year) { value(Some(*year)) } else { String::new() }).collect();
        let missing = asked.iter().filter(|year| lacks(Some(**year)));
        self.lacking.extend(missing.map(|year| format!("{year}年{label}")));
        if figures.iter().all(String::is_empty) {
            self.empty += 1;
        } else {
            let unit = fact.kind.unit();
            let label = if unit.is_empty() { label } else { format!("{label}（{unit}）") };
            self.figures.push((label, figures));
        }
    }

    fn says_something(&self) -> bool {
        let said = self.figures.len() + self.answers.len() + self.records.len();
        said > 0 || !self.lacking.is_empty()
    }
}

/// An answer as it is read: of a computed fact what it comes to, of others what was filed.
fn value(desk: &Desk<'_>, ix: FactIx, fact: &Fact, year: Option<i16>) -> String {
    if let Some(registered) = desk.registered(&fact.id) {
        return registered.to_owned();
    }
    if desk.computes(ix) {
        return match desk.cell(ix, year) {
            Cell::Known(stored) if year.is_some() => writing::bare(&fact.kind, stored),
            Cell::Known(stored) => writing::read(&fact.kind, stored),
            Cell::Missing => String::new(),
            Cell::NotComputable(why) => why.label().into(),
        };
    }
    let Some(answer) = desk.answers.get(&Place { fact: fact.id.clone(), year }) else { return String::new() };
    match year {
        // The unit stands beside the label.
        Some(_) => writing::in_control(&fact.kind, &answer.text),
        None => writing::on_page(&fact.kind, &answer.text),
    }
}

impl HtmlSafe for Frozen {}
