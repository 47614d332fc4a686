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
    pub reasons: Vec<Reason>,
    /// Papers that prove it; empty = say nothing.
    pub evidence: Vec<String>,
    /// A reading of ours or an open question; may be empty.
    pub note: String,
}

/// One comparison with its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What is compared with what.
    pub text: String,
    /// 符合, 不符合, 待定; empty if the text is no comparison.
    pub verdict: String,
}

impl Reason {
    /// A line of the rulebook: its last words in brackets are the verdict.
    pub fn read(line: &str) -> Reason {
        let verdict = ["(符合)", "(不符合)", "(待定)"].into_iter().find(|verdict| line.ends_with(verdict));
        let line = line.strip_suffix(verdict.unwrap_or_default()).unwrap_or(line);
        let text = match line.rsplit_once("要求 ") {
            Some((formula, bound)) => show::sentence(&format!("{formula}要求 {}", show::bound(bound))),
            None => show::sentence(line),
        };
        Reason { text, verdict: verdict.unwrap_or_default().trim_matches(['(', ')']).to_owned() }
    }

    fn class(&self) -> &'static str {
        if self.verdict == "不符合" { "unmet" } else { "" }
    }
}

impl From<&ClauseReport> for ConditionLine {
    fn from(clause: &ClauseReport) -> ConditionLine {
        ConditionLine {
            tag: truth(clause.truth),
            need: show::sentence(&clause.label),
            article: clause.article.clone(),
            reasons: telling(clause.truth, clause.reasons.iter().map(|reason| Reason::read(reason)).collect()),
            evidence: clause.evidence.clone(),
            note: show::sentence(&clause.note),
        }
    }
}

/// The reasons that matter: once one way of several is met, the others need not be told.
fn telling(truth: Truth, reasons: Vec<Reason>) -> Vec<Reason> {
    let met = |reason: &Reason| reason.verdict == "符合";
    if truth == Truth::Met && reasons.iter().any(met) {
        return reasons.into_iter().filter(met).collect();
    }
    reasons
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

    /// Without the papers that would prove each: a self-test asks for none.
    #[must_use]
    pub fn unproven(mut self) -> Conditions {
        self.0.iter_mut().for_each(|line| line.evidence.clear());
        self
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

#[cfg(test)]
mod tests {
    use super::Reason;

    #[test]
    fn the_verdict_is_told_from_the_comparison() {
        let read = |line| {
            let reason = Reason::read(line);
            (reason.text, reason.verdict)
        };
        assert_eq!(read("甲 1%,要求 ≥ 3%(不符合)"), ("甲 1%，要求 3% 以上".into(), "不符合".into()));
        assert_eq!(read("甲(乙)"), ("甲（乙）".into(), String::new()));
    }
}
