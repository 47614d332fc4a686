//! 条件 Gates, conditions and routes, each with its answer and its numbers: met, not met, not known.

use askama::Template;
use askama::filters::HtmlSafe;
use titian_rulebook::explain::ClauseReport;
use titian_rulebook::judge::Truth;

use super::Tag;
use crate::show;

/// A list of conditions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/conditions.html")]
pub struct Conditions(pub Vec<ConditionLine>);

/// One condition with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionLine {
    /// 满足, 未满足, 待定.
    pub tag: Tag,
    /// What is asked.
    pub need: String,
    /// Article or annex.
    pub article: String,
    /// The numbers, one comparison a line.
    pub reasons: Vec<String>,
    /// Papers that prove it; empty = say nothing.
    pub evidence: Vec<String>,
    /// A reading of ours or an open question; may be empty.
    pub note: String,
}

impl From<&ClauseReport> for ConditionLine {
    fn from(clause: &ClauseReport) -> ConditionLine {
        ConditionLine {
            tag: truth(clause.truth),
            need: show::sentence(&clause.label),
            article: clause.article.clone(),
            reasons: clause.reasons.iter().map(|reason| show::sentence(reason)).collect(),
            evidence: clause.evidence.clone(),
            note: show::sentence(&clause.note),
        }
    }
}

impl Conditions {
    /// The clauses of a report, those that need the reader first.
    pub fn of(clauses: &[ClauseReport]) -> Conditions {
        let mut sorted: Vec<&ClauseReport> = clauses.iter().collect();
        sorted.sort_by_key(|clause| match clause.truth {
            Truth::Unmet => 0,
            Truth::Unknown => 1,
            Truth::Met => 2,
        });
        Conditions(sorted.into_iter().map(ConditionLine::from).collect())
    }
}

/// An answer as a state.
pub fn truth(truth: Truth) -> Tag {
    match truth {
        Truth::Met => Tag::ok("满足"),
        Truth::Unmet => Tag::warn("未满足"),
        Truth::Unknown => Tag::ask("待定"),
    }
}

impl HtmlSafe for Conditions {}
