//! 更正填报数据 What an accepted correction of filed figures does to a case (Art. 9 第九条).
//!
//! What was filed and declared stays as it is, with its digest; the right figures stand beside it and are what is judged
//! from then on. While somebody reviews the case, rulings that rest on those figures fall and are made anew; where it is
//! beyond review they stay as what was decided, and only their figures at the corrected places give way.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::catalogue::Slot;
use titian_rulebook::facts::Facts;
use titian_rulebook::judge::{Assessment, Edition, Outcome, judge};
use titian_rulebook::policy::Policy;

use super::{Application, Event, Ruling, Stage};
use crate::answers::{Answers, Edit, Source};
use crate::id::CorrectionRequestId;
use crate::refusal::Refusal;

/// Figures of a filing that were corrected on request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// On which request.
    pub request: CorrectionRequestId,
    /// What is right.
    pub edits: Vec<Edit>,
    /// When.
    pub on: Date,
    /// Items ruled on before, whose adjusted figures at these places no longer count; one that is ruled on anew leaves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<String>,
}

/// How a case is judged, in short: by its outcome and its points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// `passes`, `fails` or `undetermined`.
    pub outcome: String,
    /// The least and the most points; none where the standard gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<(i64, i64)>,
}

impl Mark {
    fn of(assessment: &Assessment) -> Mark {
        let outcome = match assessment.outcome {
            Outcome::Passes { .. } => "passes",
            Outcome::Fails { .. } => "fails",
            Outcome::Undetermined { .. } => "undetermined",
        };
        Mark { outcome: outcome.into(), points: assessment.points.map(|points| (points.low, points.high)) }
    }

    /// In Chinese.
    pub fn label(&self) -> &'static str {
        match self.outcome.as_str() {
            "passes" => "达到标准",
            "fails" => "未达到标准",
            _ => "待定",
        }
    }
}

/// What a correction changes in how a case is judged under the edition it is pinned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// Without it.
    pub before: Mark,
    /// With it.
    pub after: Mark,
    /// Indicators, conditions and routes that rest on the figures that change, by id.
    pub touches: Vec<String>,
}

impl Effect {
    /// Whether the outcome is another one.
    pub fn turns(&self) -> bool {
        self.before.outcome != self.after.outcome
    }
}

/// Writes an accepted correction down in its case. A case that its enterprise mends itself, or took back, has none.
pub fn correct(
    case: &Application,
    request: CorrectionRequestId,
    edits: Vec<Edit>,
    touches: Vec<String>,
    on: Date,
) -> Result<Vec<Event>, Refusal> {
    match &case.stage {
        Stage::Draft | Stage::Returned { .. } | Stage::Withdrawn { .. } => {
            Err(Refusal::new(case.applied_under(), "这件申报现在不能更正填报数据")
                .because(format!("目前是“{}”", case.stage.label()))
                .todo("申报在企业手里时，由企业直接修改；已经撤回的，没有可以更正的填报"))
        }
        _ => Ok(vec![Event::Corrected { request, edits, touches, on }]),
    }
}

/// The case after [`Event::Corrected`].
pub(super) fn corrected(
    case: &mut Application,
    request: CorrectionRequestId,
    edits: Vec<Edit>,
    touches: Vec<String>,
    on: Date,
) {
    // What was proposed to the leader rested on other figures.
    if let Stage::Concluded { handler, .. } = &case.stage {
        case.stage = Stage::UnderReview { since: on, handler: handler.clone() };
    }
    if matches!(case.stage, Stage::UnderReview { .. }) {
        touches.iter().for_each(|item| drop(case.verdicts.remove(item)));
    }
    let Some(filing) = &mut case.filing else { return };
    let at = |edit: &Edit| edits.iter().any(|one| one.place == edit.place);
    let adjusted = |ruling: &Ruling| matches!(ruling, Ruling::Adjust { edits, .. } if edits.iter().any(at));
    let over = case.verdicts.iter().filter(|(_, verdict)| adjusted(&verdict.ruling)).map(|(item, _)| item.clone());
    let over = over.collect();
    filing.corrections.push(Corrected { request, edits, on, over });
}

/// What is ruled on anew counts over what was corrected before.
pub(super) fn ruled_anew<'i>(case: &mut Application, items: impl Iterator<Item = &'i String>) {
    let Some(filing) = &mut case.filing else { return };
    let items: BTreeSet<&String> = items.collect();
    filing.corrections.iter_mut().for_each(|one| one.over.retain(|item| !items.contains(item)));
}

impl Application {
    /// The answers as reviewed: as filed, as corrected on request, as adjusted by who reviewed.
    pub fn reviewed_answers(&self) -> Option<Answers> {
        let filing = self.filing.as_ref()?;
        let mut answers = filing.content.answers.clone();
        for one in &filing.corrections {
            one.edits.iter().for_each(|edit| answers.put(edit, Source::Correction, one.on));
        }
        for (item, verdict) in &self.verdicts {
            let Ruling::Adjust { edits, .. } = &verdict.ruling else { continue };
            let over = |edit: &Edit| {
                let corrected = filing.corrections.iter().filter(|one| one.over.contains(item));
                corrected.flat_map(|one| &one.edits).any(|one| one.place == edit.place)
            };
            edits.iter().filter(|edit| !over(edit)).for_each(|edit| answers.put(edit, Source::Officer, verdict.on));
        }
        Some(answers)
    }

    /// What correcting these figures would change in how the case is judged. `None` where it cannot be judged by this
    /// policy, as in [`Application::judged`].
    pub fn corrected_to(&self, policy: &Policy, edits: &[Edit]) -> Option<Effect> {
        let now = self.judged(policy)?;
        let edition = policy.edition_of(&self.standard, &self.gates, self.purpose)?;
        let mut answers = self.reviewed_answers()?;
        edits.iter().for_each(|edit| answers.put(edit, Source::Correction, Date::ZERO));
        let facts = self.facts_of(policy, &edition, answers)?;
        let rejected = self.rejected();
        let rejected: Vec<&str> = rejected.keys().map(String::as_str).collect();
        Some(Effect {
            before: Mark::of(&now.reviewed),
            after: Mark::of(&judge(&edition, &facts).without(&edition, &rejected)),
            touches: touched(&edition, &now.reviewed_facts, &facts),
        })
    }
}

/// The items of an edition that read a figure which differs between two rows of facts; what follows from other figures
/// (a growth, a count of records) is in the row like those.
fn touched(edition: &Edition, before: &Facts, after: &Facts) -> Vec<String> {
    let differs = |slots: Vec<Slot>| slots.into_iter().any(|slot| before.cell(slot) != after.cell(slot));
    let standard = &edition.standard;
    let indicators = standard.indicators.iter().filter(|one| differs(one.score.slots())).map(|one| one.id.clone());
    let clauses = standard.conditions.iter().chain(&standard.routes);
    let clauses = clauses.filter(|one| differs(one.condition.slots())).map(|one| one.id.clone());
    indicators.chain(clauses).collect()
}
