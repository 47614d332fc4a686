//! A reviewer's rulings, and the judgement of the facts as reviewed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::facts::Facts;
use titian_rulebook::judge::{Assessment, By, Edition, Outcome, judge};
use titian_rulebook::policy::Policy;

use super::local::LOCAL;
use super::{Application, Desk};
use crate::answers::{Answers, Edit};
use crate::id::{AccountId, EvidenceId, LocalTableId};

/// A ruling on one indicator, condition, route or gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What was ruled.
    pub ruling: Ruling,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub on: Date,
    /// At which desk: what the city found stands until the province has looked for itself.
    #[serde(default, skip_serializing_if = "Desk::is_first")]
    pub desk: Desk,
}

/// What a reviewer can say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ruling", rename_all = "snake_case")]
pub enum Ruling {
    /// 采信.
    Accept,
    /// 调整: the evidence shows other figures.
    Adjust {
        /// The answers as the evidence shows them.
        edits: Vec<Edit>,
        /// Why.
        why: String,
        /// In which file.
        evidence: Option<EvidenceId>,
        /// On which page; may be empty.
        page: String,
    },
    /// 不予采信: nothing proves it.
    Reject {
        /// Why.
        why: String,
    },
    /// 待补正: asked back.
    Ask {
        /// What is wanted.
        what: String,
    },
}

impl Ruling {
    /// In Chinese.
    pub fn label(&self) -> &'static str {
        match self {
            Ruling::Accept => "采信",
            Ruling::Adjust { .. } => "调整",
            Ruling::Reject { .. } => "不予采信",
            Ruling::Ask { .. } => "待补正",
        }
    }
}

/// The facts as declared and as reviewed, each judged.
#[derive(Debug, Clone)]
pub struct Reviewed {
    /// The facts as declared.
    pub declared_facts: Facts,
    /// And their judgement.
    pub declared: Assessment,
    /// The facts as reviewed: adjusted where the evidence shows other figures.
    pub reviewed_facts: Facts,
    /// And their judgement, what was rejected giving nothing.
    pub reviewed: Assessment,
}

/// What a reviewer can rule on, by id and label: indicators, conditions and direct routes. Gates are checked, not
/// ruled on.
pub fn items(edition: &Edition) -> Vec<(String, String)> {
    let standard = &edition.standard;
    let clauses = standard.conditions.iter().chain(&standard.routes);
    let clauses = clauses.map(|clause| (clause.id.clone(), clause.label.clone()));
    standard.indicators.iter().map(|one| (one.id.clone(), one.label.clone())).chain(clauses).collect()
}

/// What must be ruled on before a case may pass: the conditions, and what the pass rests on, which is the indicators
/// or the direct routes that are met.
pub fn required(edition: &Edition, reviewed: &Assessment) -> Vec<(String, String)> {
    let standard = &edition.standard;
    let conditions = standard.conditions.iter().map(|clause| (clause.id.clone(), clause.label.clone()));
    let rest: Vec<(String, String)> = match &reviewed.outcome {
        Outcome::Passes { by: By::Routes(routes) } => {
            let met = routes.iter().filter_map(|at| standard.routes.get(*at));
            met.map(|clause| (clause.id.clone(), clause.label.clone())).collect()
        }
        _ => standard.indicators.iter().map(|one| (one.id.clone(), one.label.clone())).collect(),
    };
    conditions.chain(rest).collect()
}

impl Application {
    /// What was rejected, by id, and why.
    pub fn rejected(&self) -> BTreeMap<String, String> {
        let rejected = |(id, verdict): (&'_ String, &'_ Verdict)| match &verdict.ruling {
            Ruling::Reject { why } => Some((id.clone(), why.clone())),
            _ => None,
        };
        self.verdicts.iter().filter_map(rejected).collect()
    }

    /// Judges what was submitted, as declared and as reviewed, by the edition the case is pinned to, as of the day of
    /// submission. `None` if nothing was submitted, the policy no longer holds the edition, or it is the policy of
    /// another version of the local table (A8) than the case is pinned to.
    pub fn judged(&self, policy: &Policy) -> Option<Reviewed> {
        let pinned = self.local_table.as_ref().map(LocalTableId::as_str) == policy.local_table.as_deref();
        if pinned { self.judged_as_if(policy) } else { None }
    }

    /// The same by whatever local table the policy has: what would be, for those who weigh a table. Nobody decides by it.
    pub(crate) fn judged_as_if(&self, policy: &Policy) -> Option<Reviewed> {
        let filing = self.filing.as_ref()?;
        let edition = policy.edition_of(&self.standard, &self.gates, self.purpose)?;
        let declared_facts = self.facts_of(policy, &edition, filing.content.answers.clone())?;
        let reviewed_facts = self.facts_of(policy, &edition, self.reviewed_answers()?)?;
        let rejected = self.rejected();
        let rejected: Vec<&str> = rejected.keys().map(String::as_str).collect();
        Some(Reviewed {
            declared: judge(&edition, &declared_facts),
            reviewed: judge(&edition, &reviewed_facts).without(&edition, &rejected),
            declared_facts,
            reviewed_facts,
        })
    }

    /// Answers of this case as the facts that its edition is asked about, as of the day of submission.
    pub(super) fn facts_of(&self, policy: &Policy, edition: &Edition, mut answers: Answers) -> Option<Facts> {
        // What was found for another version of the table says nothing about this one.
        answers.once.retain(|fact, _| !fact.starts_with(LOCAL) || policy.catalogue.fact(fact).is_some());
        let dossier = answers.dossier(&policy.catalogue).ok()?;
        Some(policy.facts(&dossier, edition, self.filing.as_ref()?.on))
    }
}
