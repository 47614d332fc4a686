//! 档案 A dossier: what one enterprise states, by calendar year, with its records (`titian judge FILE`).
//!
//! Keys are the ids of the catalogue. Figures by year stand under `[years.2025]`, or are written relative to the
//! day asked about (`revenue_y1`). Records are lists; an empty list says "none", no list says nothing.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::catalogue::{Catalogue, Fact, FactIx, Kind, Slot};
use crate::derive::{self, Context, Definitions};
use crate::facts::{Cell, Facts, Why};
use crate::size::SizeTable;
use crate::source::{Entry, Node, Problem, Value};

/// What one enterprise states.
#[derive(Debug, Clone, Default)]
pub struct Dossier {
    /// Figures asked once, or relative to the day asked about.
    pub figures: BTreeMap<Slot, i64>,
    /// Figures by calendar year.
    pub by_year: BTreeMap<(FactIx, i16), i64>,
    /// Texts.
    pub texts: BTreeMap<FactIx, String>,
    /// Dates.
    pub dates: BTreeMap<FactIx, Date>,
    /// Records, by their place in the catalogue.
    pub records: BTreeMap<usize, Vec<Row>>,
}

/// One row of a record: an answer for each field.
#[derive(Debug, Clone, Default)]
pub struct Row {
    answers: Vec<Answer>,
}

/// An answer in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Left blank.
    Blank,
    /// A figure in stored units.
    Figure(i64),
    /// A date.
    Date(Date),
    /// A text.
    Text(String),
}

impl Row {
    /// A row with these answers, in the order of the record's fields.
    pub fn new(answers: Vec<Answer>) -> Row {
        Row { answers }
    }

    /// The figure in a field.
    pub fn figure(&self, at: usize) -> Option<i64> {
        match self.answers.get(at)? {
            Answer::Figure(n) => Some(*n),
            _ => None,
        }
    }

    /// The date in a field.
    pub fn date(&self, at: usize) -> Option<Date> {
        match self.answers.get(at)? {
            Answer::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The text in a field.
    pub fn text(&self, at: usize) -> Option<&str> {
        match self.answers.get(at)? {
            Answer::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Dossier {
    /// Reads a dossier from a tree of TOML or JSON; every problem that can be told apart is gathered.
    pub fn read(catalogue: &Catalogue, file: &str, root: &Node) -> Result<Dossier, Vec<Problem>> {
        let root = Entry::of(file, root).map_err(|p| vec![p])?;
        let mut dossier = Dossier::default();
        let mut problems = Vec::new();
        for (key, node) in root.all() {
            if let Err(problem) = dossier.take(catalogue, &root, key, node, &mut problems) {
                problems.push(problem);
            }
        }
        if problems.is_empty() { Ok(dossier) } else { Err(problems) }
    }

    fn take(
        &mut self,
        catalogue: &Catalogue,
        root: &Entry<'_>,
        key: &str,
        node: &Node,
        problems: &mut Vec<Problem>,
    ) -> Result<(), Problem> {
        if key == "years" {
            let years = Entry::of(root.file(), node)?;
            for (year, table) in years.all() {
                self.year(catalogue, root, year, table, problems)?;
            }
            return Ok(());
        }
        if let Some(at) = catalogue.records.iter().position(|record| record.id == key) {
            return self.rows(catalogue, root, at, node, problems);
        }
        if let Some((ix, fact)) = catalogue.fact(key).filter(|(_, fact)| fact.years == 0) {
            match answer(root, &fact.kind, &fact.label, node)? {
                Answer::Blank => {}
                Answer::Text(text) => drop(self.texts.insert(ix, text)),
                Answer::Date(date) => drop(self.dates.insert(ix, date)),
                Answer::Figure(n) => {
                    not_below(root, fact, node, n)?;
                    if let Some(slot) = catalogue.slot_of(ix, 0) {
                        self.figures.insert(slot, n);
                    }
                }
            }
            return Ok(());
        }
        let Some(slot) = catalogue.slot(key) else {
            return Err(unknown(catalogue, root, key, node));
        };
        let fact = catalogue.fact_of(slot);
        if let Answer::Figure(n) = answer(root, &fact.kind, &fact.label, node)? {
            not_below(root, fact, node, n)?;
            self.figures.insert(slot, n);
        }
        Ok(())
    }

    fn year(
        &mut self,
        catalogue: &Catalogue,
        root: &Entry<'_>,
        year: &str,
        table: &Node,
        problems: &mut Vec<Problem>,
    ) -> Result<(), Problem> {
        let Some(number) = year.parse::<i16>().ok().filter(|y| (1990..=2100).contains(y)) else {
            return Err(root.problem_at(table, format!("“{year}”不是年份,请写成 [years.2025]")));
        };
        for (key, node) in Entry::of(root.file(), table)?.all() {
            let taken = match catalogue.fact(key) {
                Some((ix, fact)) if fact.years > 0 => answer(root, &fact.kind, &fact.label, node).and_then(|answer| {
                    if let Answer::Figure(n) = answer {
                        not_below(root, fact, node, n)?;
                        self.by_year.insert((ix, number), n);
                    }
                    Ok(())
                }),
                Some((_, fact)) => {
                    Err(root.problem_at(node, format!("“{key}”({})不按年度填写,请写在年度之外", fact.label)))
                }
                None => Err(unknown(catalogue, root, key, node)),
            };
            problems.extend(taken.err());
        }
        Ok(())
    }

    fn rows(
        &mut self,
        catalogue: &Catalogue,
        root: &Entry<'_>,
        at: usize,
        node: &Node,
        problems: &mut Vec<Problem>,
    ) -> Result<(), Problem> {
        let record = &catalogue.records[at];
        let Value::List(rows) = &node.value else {
            return Err(root.problem_at(node, format!("“{}”应当是列表,没有的写 []", record.label)));
        };
        let mut read = Vec::new();
        for node in rows {
            let row = Entry::of(root.file(), node)?;
            let mut answers = Vec::new();
            for field in &record.fields {
                let answer = match row.get(&field.id) {
                    Some(node) => answer(&row, &field.kind, &field.label, node),
                    None if field.required => {
                        Err(row.problem(format!("“{}”的“{}”({})没有填写", record.label, field.label, field.id)))
                    }
                    None => Ok(Answer::Blank),
                };
                answers.push(answer.unwrap_or_else(|problem| {
                    problems.push(problem);
                    Answer::Blank
                }));
            }
            problems.extend(row.finish().err());
            read.push(Row { answers });
        }
        self.records.insert(at, read);
        Ok(())
    }

    /// The text of a fact.
    pub fn text(&self, catalogue: &Catalogue, id: &str) -> Option<&str> {
        self.texts.get(&catalogue.fact(id)?.0).map(String::as_str)
    }

    /// The row of facts on a day: figures of the three years before it, and what follows from records and dates.
    pub fn facts(&self, catalogue: &Catalogue, definitions: &Definitions, sizes: &SizeTable, on: Date) -> Facts {
        let mut facts = Facts::blank(catalogue.slots().len());
        let last_year = on.year() - 1;
        let founded = catalogue.fact("founded").and_then(|(ix, _)| self.dates.get(&ix)).map(|date| date.year());
        for (at, info) in catalogue.slots().iter().enumerate() {
            let slot = Slot(at as u16);
            let year = info.year.map(|back| last_year + 1 - i16::from(back));
            let stated = year.and_then(|year| self.by_year.get(&(info.fact, year))).or_else(|| self.figures.get(&slot));
            let cell = match (stated, year, founded) {
                (Some(n), ..) => Cell::Known(*n),
                (None, Some(year), Some(founded)) if year < founded => {
                    if catalogue[info.fact].zero_before_founding {
                        Cell::Known(0)
                    } else {
                        Cell::NotComputable(Why::TooYoung)
                    }
                }
                _ => Cell::Missing,
            };
            facts.set(slot, cell);
        }
        derive::settle(&Context { catalogue, definitions, sizes, dossier: self, on }, &mut facts);
        facts
    }
}

fn not_below(root: &Entry<'_>, fact: &Fact, node: &Node, n: i64) -> Result<(), Problem> {
    match fact.never_below {
        Some(floor) if n < floor => {
            Err(root.problem_at(node, format!("“{}”不能小于 {}", fact.label, fact.kind.show(floor))))
        }
        _ => Ok(()),
    }
}

fn unknown(catalogue: &Catalogue, root: &Entry<'_>, key: &str, node: &Node) -> Problem {
    let hint = match catalogue.fact(key) {
        Some((_, fact)) => format!("“{key}”({})按年度填写,请写在 [years.年份] 下,或写成 {key}_y1", fact.label),
        None => format!("事实目录中没有“{key}”;可用的项目见 titian rulebook show facts"),
    };
    root.problem_at(node, hint)
}

fn answer(entry: &Entry<'_>, kind: &Kind, label: &str, node: &Node) -> Result<Answer, Problem> {
    let text = match &node.value {
        Value::Null => return Ok(Answer::Blank),
        Value::Text(text) if text.trim().is_empty() => return Ok(Answer::Blank),
        Value::Text(text) | Value::Number(text) => text.as_str(),
        Value::Bool(true) => "yes",
        Value::Bool(false) => "no",
        Value::List(_) | Value::Table(_) => {
            return Err(entry.problem_at(node, format!("“{label}”应当只填一个值")));
        }
    };
    match kind {
        Kind::Text => Ok(Answer::Text(text.trim().to_owned())),
        Kind::Date => parse_date(text)
            .map(Answer::Date)
            .ok_or_else(|| entry.problem_at(node, format!("“{label}”:“{text}”不是日期,请写成 2026-04-01"))),
        _ => {
            kind.parse(text).map(Answer::Figure).map_err(|advice| entry.problem_at(node, format!("“{label}”:{advice}")))
        }
    }
}

/// A date as people write it: 2026-04-01, 2026/4/1, 2026.4.1, 2026年4月1日, 20260401.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = crate::quantity::tidy(text);
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok();
    }
    let mut parts = text.trim_end_matches('日').split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
