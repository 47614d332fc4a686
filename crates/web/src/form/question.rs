//! 填报事项 One fact asked of an enterprise: its label and help, and a control for each year it is asked for.
//!
//! Made from the fact catalogue ([`Question::of`]), so that self-test and dossier ask the same things in the same words.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;
use titian_rulebook::catalogue::{Fact, Kind};

use crate::components::Errors;
use crate::show;

/// What was typed, by name of the control: `revenue_y1`. Kept as typed.
pub type Typed = BTreeMap<String, String>;

/// One fact asked.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "form/question.html")]
pub struct Question {
    /// Name of the control; of the group, if it is asked by year.
    pub name: String,
    /// 研发费用总额.
    pub label: String,
    /// One sentence of help; may be empty.
    pub help: String,
    /// How it is answered.
    pub answer: Answer,
    /// What is wrong with the answer. Problems of a year stand in its cell.
    pub error: Option<String>,
}

/// How a fact is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A figure for each year.
    Years(Vec<YearCell>),
    /// One figure.
    Figure {
        /// 万元, 人, %; may be empty.
        unit: String,
        /// As typed.
        value: String,
    },
    /// One of several, as (value, label); the first is "not known".
    Choice {
        /// All of them.
        options: Vec<(String, String)>,
        /// As typed.
        value: String,
    },
    /// 是, 否 or not known.
    YesNo(String),
    /// A line: type of the input, and what was typed.
    Line(&'static str, String),
}

/// A figure of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearCell {
    /// Name of the control: `revenue_y1`.
    pub name: String,
    /// 2025年.
    pub year: String,
    /// 万元.
    pub unit: String,
    /// As typed.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl Question {
    /// A fact of the catalogue. `last_year` is the last full accounting year (上年度).
    pub fn of(fact: &Fact, last_year: i16, typed: &Typed, errors: &Errors) -> Question {
        let value = |name: &str| typed.get(name).cloned().unwrap_or_default();
        let unit = fact.kind.unit().to_owned();
        let answer = match &fact.kind {
            Kind::YesNo => Answer::YesNo(value(&fact.id)),
            Kind::Choice { options, .. } => Answer::Choice {
                options: std::iter::once((String::new(), "不清楚".to_owned()))
                    .chain(options.iter().map(|option| (option.id.clone(), show::sentence(&option.label))))
                    .collect(),
                value: value(&fact.id),
            },
            Kind::Date => Answer::Line("date", value(&fact.id)),
            Kind::Text => Answer::Line("text", value(&fact.id)),
            _ if fact.years > 0 => Answer::Years(
                (1..=fact.years)
                    .map(|year| {
                        let name = format!("{}_y{year}", fact.id);
                        YearCell {
                            year: format!("{}年", last_year - i16::from(year) + 1),
                            unit: unit.clone(),
                            value: value(&name),
                            error: errors.of(&name).map(str::to_owned),
                            name,
                        }
                    })
                    .collect(),
            ),
            _ => Answer::Figure { unit, value: value(&fact.id) },
        };
        Question {
            name: fact.id.clone(),
            label: show::sentence(&fact.label),
            help: show::sentence(&fact.help),
            answer,
            error: errors.of(&fact.id).map(str::to_owned),
        }
    }

    /// Ids that describe the control.
    fn described(&self) -> String {
        let help = (!self.help.is_empty()).then(|| format!("h-{}", self.name));
        let error = self.error.is_some().then(|| format!("e-{}", self.name));
        help.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}

impl HtmlSafe for Question {}
