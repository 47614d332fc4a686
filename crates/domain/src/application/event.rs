//! What happens to a case, and what becomes of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

use super::{Application, CountyOpinion, Deficiency, Filing, Stage, Verdict};
use crate::id::{
    AccountId, AnnouncementId, ApplicationId, BatchId, EnterpriseId, ObjectionId, PublicityId, RecognitionId,
};
use crate::room;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields are those of the state, documented there")]
pub enum Event {
    /// It began, blank.
    Began {
        id: ApplicationId,
        enterprise: EnterpriseId,
        batch: BatchId,
        tier: Tier,
        purpose: Purpose,
        standard: String,
        gates: String,
        city: DivisionCode,
        on: Date,
    },
    /// It was submitted, or submitted anew after a return.
    Submitted { number: String, filing: Box<Filing> },
    /// The applicant took it back.
    Withdrawn { on: Date },
    /// An officer took it up, or it was handed to another.
    TakenUp { handler: AccountId, on: Date },
    /// What the county said was written down.
    CountyRecommended { recommendation: CountyOpinion },
    /// Rulings.
    Ruled { verdicts: Vec<(String, Verdict)> },
    /// It was returned for correction.
    Returned { on: Date, due: Date, deficiencies: Vec<Deficiency>, handler: AccountId },
    /// The handler proposes an outcome.
    Concluded { on: Date, handler: AccountId, pass: bool, opinion: String },
    /// The leader sent it back to the handler.
    SentBack { on: Date, why: String, handler: AccountId },
    /// The leader approved that it passes.
    Listed { on: Date, by: AccountId },
    /// The leader approved that it does not pass.
    Refused { on: Date, ground: String, by: AccountId },
    /// It went before the public.
    Publicised { publicity: PublicityId, until: Date },
    /// An objection holds it.
    Held { objection: ObjectionId },
    /// The objection was found groundless.
    Released { objection: ObjectionId },
    /// The objection holds good: off the list, back under review.
    Reopened { objection: ObjectionId, on: Date, handler: AccountId },
    /// The publicity is over.
    Cleared { on: Date },
    /// It was filed to the province.
    Filed { on: Date },
    /// It stands on the province's fixed list.
    Fixed { announcement: AnnouncementId },
    /// That list was given up.
    Unfixed { on: Date },
    /// It was announced.
    Recognised { recognition: RecognitionId, announcement: AnnouncementId, on: Date },
}

pub(super) fn evolve(state: Option<Application>, event: &Event) -> Option<Application> {
    if let (None, Event::Began { id, enterprise, batch, tier, purpose, standard, gates, city, on }) = (&state, event) {
        return Some(Application {
            id: id.clone(),
            enterprise: enterprise.clone(),
            batch: batch.clone(),
            tier: *tier,
            purpose: *purpose,
            standard: standard.clone(),
            gates: gates.clone(),
            city: *city,
            began: *on,
            number: String::new(),
            filing: None,
            verdicts: Default::default(),
            held_by: vec![],
            county: None,
            stage: Stage::Draft,
        });
    }
    let mut case = state?;
    match event.clone() {
        Event::Began { .. } => {}
        Event::Submitted { number, filing } => {
            // What was asked back is looked at afresh; other rulings stand unless what they rule on has changed.
            let asked = |verdict: &Verdict| matches!(verdict.ruling, super::Ruling::Ask { .. });
            case.verdicts.retain(|_, verdict| !asked(verdict));
            case.stage = match &case.stage {
                Stage::Returned { handler, .. } => Stage::UnderReview { since: filing.on, handler: handler.clone() },
                _ => Stage::Submitted { on: filing.on },
            };
            case.number = number;
            case.city = filing.content.city;
            case.filing = Some(*filing);
        }
        Event::Withdrawn { on } => case.stage = Stage::Withdrawn { on },
        Event::TakenUp { handler, on } => case.stage = Stage::UnderReview { since: on, handler },
        Event::CountyRecommended { recommendation } => case.county = Some(recommendation),
        Event::Ruled { verdicts } => case.verdicts.extend(verdicts),
        Event::Returned { on, due, deficiencies, handler } => {
            case.stage = Stage::Returned { on, due, deficiencies, handler };
        }
        Event::Concluded { on, handler, pass, opinion } => {
            case.stage = Stage::Concluded { on, handler, pass, opinion };
        }
        Event::SentBack { on, handler, .. } => case.stage = Stage::UnderReview { since: on, handler },
        Event::Listed { on, .. } => case.stage = Stage::Listed { on },
        Event::Refused { on, ground, by } => case.stage = Stage::Refused { on, ground, by },
        Event::Publicised { publicity, until } => case.stage = Stage::InPublicity { publicity, until },
        Event::Held { objection } => case.held_by.push(objection),
        Event::Released { objection } => case.held_by.retain(|one| *one != objection),
        Event::Reopened { objection, on, handler } => {
            case.held_by.retain(|one| *one != objection);
            case.stage = Stage::UnderReview { since: on, handler };
        }
        Event::Cleared { on } => {
            if let Stage::InPublicity { publicity, .. } = &case.stage {
                case.stage = Stage::Cleared { publicity: publicity.clone(), on };
            }
        }
        Event::Filed { on } => {
            if let Stage::Cleared { publicity, .. } = &case.stage {
                case.stage = Stage::Filed { publicity: publicity.clone(), on };
            }
        }
        Event::Fixed { announcement } => {
            if let Stage::Filed { publicity, .. } = &case.stage {
                case.stage = Stage::Announcing { announcement, publicity: publicity.clone() };
            }
        }
        Event::Unfixed { on } => {
            if let Stage::Announcing { publicity, .. } = &case.stage {
                case.stage = Stage::Filed { publicity: publicity.clone(), on };
            }
        }
        Event::Recognised { recognition, announcement, on } => {
            case.stage = Stage::Recognised { recognition, announcement, on };
        }
    }
    Some(case)
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        match self {
            Event::Began { .. } | Event::Submitted { .. } | Event::Withdrawn { .. } => "A9.1",
            Event::Fixed { .. } | Event::Unfixed { .. } | Event::Recognised { .. } => "A9.3",
            _ => "A9.2",
        }
    }
}
