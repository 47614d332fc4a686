//! 填报项 One fact of the catalogue as a question: its control for each year, what to know, what follows, what proves it.

use askama::Template;
use askama::filters::HtmlSafe;
use titian_domain::answers::{Answer, Place};
use titian_rulebook::catalogue::{Fact, FactIx, Kind};
use titian_rulebook::facts::Cell as Known;

use super::notes::{Notes, growth};
use super::proof::Proof;
use super::record::RecordTable;
use super::writing;
use crate::enterprise::desk::{Desk, Use};
use crate::show;

/// A choice with more options than this is a list to open.
const MOST_VISIBLE: usize = 4;
/// Labels longer than this do not fit into a list to open.
const LONGEST_IN_LIST: usize = 18;

/// A fact as a question.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/dossier/field.html")]
pub struct Field {
    /// Id of the fact.
    pub fact: String,
    /// Its label.
    pub label: String,
    /// What to know, behind a disclosure: help, what is plausible, where it is called for.
    pub about: Vec<String>,
    /// The unit that stands beside the controls; empty if there is none.
    pub unit: String,
    /// What it is asked for.
    pub used: Use,
    /// A person decides; what is stated here is an estimate.
    pub by_officer: bool,
    /// How it is asked.
    pub shape: Shape,
    /// The controls: one, or one a year.
    pub cells: Vec<Cell>,
    /// What follows from the answers.
    pub notes: Notes,
    /// What proves it.
    pub proofs: Vec<Proof>,
    /// Records it is computed from.
    pub records: Vec<RecordTable>,
    /// The records it is asked for by, rather than by itself: “科技奖励”; empty if there are none.
    pub by_record: String,
}

/// How a fact is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A figure.
    Figure,
    /// A line of text.
    Text,
    /// A date.
    Date,
    /// All options in sight, (id, label); the empty id stands for no answer.
    Options(Vec<(String, String)>),
    /// A list to open, likewise.
    List(Vec<(String, String)>),
    /// Not asked: it stands in the registration.
    Registered,
    /// Not asked: it follows from what is filed elsewhere.
    Computed,
}

/// One control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its name: `revenue@2025`, `strategic_emerging`.
    pub name: String,
    /// The year: 2025年; empty for a fact that is not asked by year.
    pub year: String,
    /// What stands in it.
    pub value: String,
    /// Whether the tier reads it.
    pub wanted: bool,
    /// 比上年 +8.91%; empty where it says nothing.
    pub was: String,
    /// From whom and since when; empty if there is no answer.
    pub filed: String,
    /// What is wrong with what was typed.
    pub error: Option<String>,
}

/// The name of a control.
pub fn name(fact: &str, year: Option<i16>) -> String {
    year.map_or_else(|| fact.to_owned(), |year| format!("{fact}@{year}"))
}

impl Field {
    /// A fact with what was answered. Proofs and records are hung on by the section.
    pub fn of(desk: &Desk<'_>, ix: FactIx, fact: &Fact) -> Field {
        let stands = desk.registered(&fact.id);
        let shape = match stands {
            Some(_) => Shape::Registered,
            None if desk.computes(ix) => Shape::Computed,
            None => shape(&fact.kind),
        };
        let cells = match (&shape, stands) {
            (Shape::Computed, _) => vec![],
            (_, Some(value)) => {
                vec![Cell { value: value.to_owned(), filed: "注册时登记".into(), ..cell(desk, ix, fact, None) }]
            }
            _ if fact.years == 0 => vec![cell(desk, ix, fact, None)],
            _ => desk.years(fact).into_iter().map(|year| cell(desk, ix, fact, Some(year))).collect(),
        };
        Field {
            fact: fact.id.clone(),
            label: show::sentence(&fact.label),
            about: about(desk, fact, &shape),
            unit: fact.kind.unit().to_owned(),
            used: desk.use_of(ix),
            by_officer: fact.judged_by_officer,
            notes: Notes::of(desk, ix, fact),
            shape,
            cells,
            proofs: vec![],
            records: vec![],
            by_record: by_record(desk, fact).unwrap_or_default(),
        }
    }

    /// The only control, where there is one.
    fn only(&self) -> Option<&Cell> {
        self.cells.first().filter(|cell| cell.year.is_empty())
    }

    /// Whether the control is put away behind the record that is asked for instead.
    fn put_away(&self) -> bool {
        !self.by_record.is_empty() && self.shape != Shape::Computed
    }

    /// Whether it is in sight all the same: something was answered or refused there.
    fn taken_out(&self) -> bool {
        self.cells.iter().any(|cell| !cell.value.is_empty() || cell.error.is_some())
    }

    /// Whether a label for the only control stands in for the heading.
    fn labels_control(&self) -> bool {
        matches!(self.shape, Shape::Figure | Shape::Text | Shape::Date | Shape::List(_) | Shape::Registered)
            && self.only().is_some()
    }

    /// What describes a control to those who hear it.
    fn described(&self, cell: &Cell) -> String {
        let error = cell.error.as_ref().map_or_else(String::new, |_| format!("e-{} ", cell.name));
        format!("{error}n-{}", self.fact)
    }

    /// How many answers the tier still lacks here.
    pub fn lacking(&self) -> usize {
        match self.shape {
            _ if self.used != Use::Needed || self.by_officer => 0,
            Shape::Computed => usize::from(!self.notes.settled),
            // A figure may be stated or follow from records later; either way it is one question.
            _ => self.cells.iter().filter(|cell| cell.wanted && cell.value.trim().is_empty()).count(),
        }
    }

    /// How many answers the tier asks for here.
    pub fn asked(&self) -> usize {
        match self.shape {
            _ if self.used != Use::Needed || self.by_officer => 0,
            Shape::Computed => 1,
            _ => self.cells.iter().filter(|cell| cell.wanted).count(),
        }
    }
}

fn shape(kind: &Kind) -> Shape {
    match kind {
        Kind::Text => Shape::Text,
        Kind::Date => Shape::Date,
        Kind::YesNo => Shape::Options(
            [("yes", "是"), ("no", "否"), ("", "未填")].map(|(id, label)| (id.into(), label.into())).into(),
        ),
        Kind::Choice { .. } => {
            let options = kind.options();
            let long = options.iter().any(|(_, label)| label.chars().count() > LONGEST_IN_LIST);
            let given = options.iter().map(|(id, label)| ((*id).to_owned(), (*label).to_owned()));
            if long || options.len() < MOST_VISIBLE {
                Shape::Options(given.chain([(String::new(), "未填".into())]).collect())
            } else {
                Shape::List([(String::new(), "请选择".into())].into_iter().chain(given).collect())
            }
        }
        _ => Shape::Figure,
    }
}

fn cell(desk: &Desk<'_>, ix: FactIx, fact: &Fact, year: Option<i16>) -> Cell {
    let answer = desk.answers.get(&Place { fact: fact.id.clone(), year });
    Cell {
        name: name(&fact.id, year),
        year: year.map_or_else(String::new, |year| format!("{year}年")),
        value: answer.map_or_else(String::new, |answer| value(&fact.kind, &answer.text)),
        wanted: desk.reads(ix, year),
        was: year.map_or_else(String::new, |year| growth(desk, ix, fact, year)),
        filed: answer.map_or_else(String::new, |answer| filed(desk, answer)),
        error: None,
    }
}

/// What stands in the control; options by their id, however they were written.
fn value(kind: &Kind, text: &str) -> String {
    match kind {
        Kind::YesNo | Kind::Choice { .. } => {
            kind.parse(text).map_or_else(|_| String::new(), |n| writing::bare(kind, n))
        }
        _ => writing::in_control(kind, text),
    }
}

fn about(desk: &Desk<'_>, fact: &Fact, shape: &Shape) -> Vec<String> {
    let mut about = Vec::new();
    if !fact.help.is_empty() {
        about.push(show::sentence(&fact.help));
    }
    match shape {
        Shape::Registered => about.push("登记时填写。名称、代码或所在市有变化的，请走“重大变化”。".into()),
        Shape::Date => about.push("写成 2014-05-20 或 20140520 都可以。".into()),
        Shape::Figure if !fact.kind.unit().is_empty() && fact.kind.unit() != "%" => {
            about.push(format!("只写数字即可，单位是{}；也可以连单位一起写。", fact.kind.unit()));
        }
        _ => {}
    }
    if let Some((least, most)) = fact.range {
        let figure = |stored| fact.kind.show(stored);
        about.push(format!("通常在 {} 到 {} 之间；超出时会请您核对，不会拒收。", figure(least), figure(most)));
    }
    if let (Some(from), Shape::Figure | Shape::Options(_) | Shape::List(_)) = (sources_of(desk, fact), shape) {
        about.push(format!("填了{from}以后自动算出，以算出的为准。"));
    }
    if fact.judged_by_officer {
        about.push("由审核人员认定。这里填的只用来估计得分。".into());
    }
    if !fact.source.is_empty() {
        about.push(format!("依据：{}", show::sentence(&fact.source)));
    }
    about
}

/// The records a fact is computed from.
fn by_record(desk: &Desk<'_>, fact: &Fact) -> Option<String> {
    let function = fact.derived.as_deref().and_then(titian_rulebook::derive::function)?;
    (!function.reads.is_empty()).then(|| sources_of(desk, fact)).flatten()
}

/// What a derived fact is computed from: “知识产权”, or 所属行业代码、从业人员数.
pub fn sources_of(desk: &Desk<'_>, fact: &Fact) -> Option<String> {
    let function = fact.derived.as_deref().and_then(titian_rulebook::derive::function)?;
    let mut names: Vec<String> = Vec::new();
    for (record, _) in function.reads {
        let label = format!("“{}”", desk.catalogue.record(record)?.label);
        if !names.contains(&label) {
            names.push(label);
        }
    }
    for id in function.facts {
        names.push(desk.catalogue.fact(id)?.1.label.clone());
    }
    Some(names.join("、"))
}

/// 11月20日 企业填报; with the year where it is not this one.
fn filed(desk: &Desk<'_>, answer: &Answer) -> String {
    let this_year = answer.on.year() == desk.today.year();
    let day = if this_year { show::day_short(answer.on) } else { show::day(answer.on) };
    format!("{day} {}", answer.source.label())
}

/// Whether a known answer calls for its proof: figures do, a 否 or 无 does not.
pub fn calls_for_proof(desk: &Desk<'_>, ix: FactIx, fact: &Fact, year: Option<i16>) -> bool {
    if desk.use_of(ix) == Use::Other {
        return false;
    }
    match year {
        Some(year) => desk.use_of(ix) == Use::Needed && desk.reads(ix, Some(year)),
        None => !fact.judged_by_officer && matches!(desk.cell(ix, None), Known::Known(n) if n != 0),
    }
}

impl HtmlSafe for Field {}
