//! What happens to a case, and what becomes of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

use super::{Application, Channel, CountyOpinion, Deficiency, Desk, Filing, Stage, Verdict};
use crate::answers::Edit;
use crate::id::{
    AccountId, AnnouncementId, ApplicationId, BatchId, CorrectionRequestId, EnterpriseId, LocalTableId, MiitListId,
    ObjectionId, PublicityId, RecognitionId, RecommendationId,
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
        #[serde(default, skip_serializing_if = "Option::is_none")]
        local_table: Option<LocalTableId>,
        city: DivisionCode,
        #[serde(default, skip_serializing_if = "Channel::is_portal")]
        channel: Channel,
        on: Date,
    },
    /// It was submitted, or submitted anew after a return.
    Submitted { number: String, filing: Box<Filing> },
    /// The applicant took it back.
    Withdrawn { on: Date },
    /// An officer took it up, or it was handed to another.
    TakenUp { handler: AccountId, on: Date },
    /// Who handled it stays away from its enterprise (回避): it went to another, and what they had ruled has fallen.
    Recused { away: AccountId, handler: AccountId, on: Date },
    /// What the county said was written down.
    CountyRecommended { recommendation: CountyOpinion },
    /// Rulings.
    Ruled { verdicts: Vec<(String, Verdict)> },
    /// It was returned for correction.
    Returned { on: Date, due: Date, deficiencies: Vec<Deficiency>, handler: AccountId },
    /// The handler proposes an outcome.
    Concluded {
        on: Date,
        handler: AccountId,
        pass: bool,
        opinion: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        uncalled: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        heard: Vec<String>,
    },
    /// The leader sent it back to the handler.
    SentBack { on: Date, why: String, handler: AccountId },
    /// The leader approved that it passes and is recommended to the level above.
    Endorsed {
        on: Date,
        by: AccountId,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        substitution: String,
    },
    /// It stands on the list that its desk recommended to the level above, at this rank.
    Recommended { recommendation: RecommendationId, desk: Desk, rank: u32, on: Date },
    /// The leader approved that it passes.
    Listed {
        on: Date,
        by: AccountId,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        substitution: String,
    },
    /// The leader approved that it does not pass.
    Refused {
        on: Date,
        ground: String,
        by: AccountId,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        substitution: String,
    },
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
    /// MIIT published it (A11).
    CertifiedByMiit { recognition: RecognitionId, list: MiitListId, on: Date },
    /// MIIT published its list without it (A11).
    PassedOver { list: MiitListId, on: Date, ground: String, by: AccountId },
    /// Figures that were filed were wrong; the province accepted the right ones. `touches`: what is judged by them.
    Corrected { request: CorrectionRequestId, edits: Vec<Edit>, touches: Vec<String>, on: Date },
}

pub(super) fn evolve(state: Option<Application>, event: &Event) -> Option<Application> {
    if let (
        None,
        Event::Began { id, enterprise, batch, tier, purpose, standard, gates, local_table, city, channel, on },
    ) = (&state, event)
    {
        return Some(Application {
            id: id.clone(),
            enterprise: enterprise.clone(),
            batch: batch.clone(),
            tier: *tier,
            purpose: *purpose,
            standard: standard.clone(),
            gates: gates.clone(),
            local_table: local_table.clone(),
            city: *city,
            began: *on,
            number: String::new(),
            filing: None,
            verdicts: Default::default(),
            held_by: vec![],
            county: None,
            desk: Desk::City,
            channel: *channel,
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
        Event::Recused { away, handler, on } => super::recuse::recused(&mut case, &away, handler, on),
        Event::TakenUp { handler, on } => match &mut case.stage {
            // Handed over while the enterprise mends it: it comes back to who has it now.
            Stage::Returned { handler: known, .. } => *known = handler,
            stage => *stage = Stage::UnderReview { since: on, handler },
        },
        Event::CountyRecommended { recommendation } => case.county = Some(recommendation),
        Event::Ruled { verdicts } => {
            super::correct::ruled_anew(&mut case, verdicts.iter().map(|(item, _)| item));
            case.verdicts.extend(verdicts);
        }
        Event::Returned { on, due, deficiencies, handler } => {
            case.stage = Stage::Returned { on, due, deficiencies, handler };
        }
        Event::Concluded { on, handler, pass, opinion, uncalled, heard } => {
            case.stage = Stage::Concluded { on, handler, pass, opinion, uncalled, heard };
        }
        Event::SentBack { on, handler, .. } => case.stage = Stage::UnderReview { since: on, handler },
        Event::Endorsed { on, .. } => case.stage = Stage::Endorsed { on },
        Event::Recommended { recommendation, desk: Desk::City, on, .. } => {
            case.desk = Desk::Province;
            case.stage = Stage::Recommended { recommendation, on };
        }
        Event::Recommended { recommendation, desk: Desk::Province, on, .. } => {
            case.stage = Stage::Nominated { recommendation, on };
        }
        Event::Listed { on, .. } => case.stage = Stage::Listed { on },
        Event::Refused { on, ground, by, .. } => case.stage = Stage::Refused { on, ground, by },
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
            if let Stage::Filed { publicity, .. } | Stage::Cleared { publicity, .. } = &case.stage {
                let filed = matches!(case.stage, Stage::Filed { .. });
                case.stage = Stage::Announcing { announcement, publicity: publicity.clone(), filed };
            }
        }
        Event::Unfixed { on } => {
            if let Stage::Announcing { publicity, filed, .. } = &case.stage {
                let publicity = publicity.clone();
                case.stage = if *filed { Stage::Filed { publicity, on } } else { Stage::Cleared { publicity, on } };
            }
        }
        Event::Recognised { recognition, announcement, on } => {
            case.stage = Stage::Recognised { recognition, announcement: Some(announcement), miit: None, on };
        }
        Event::CertifiedByMiit { recognition, list, on } => {
            case.stage = Stage::Recognised { recognition, announcement: None, miit: Some(list), on };
        }
        Event::PassedOver { on, ground, by, .. } => case.stage = Stage::Refused { on, ground, by },
        Event::Corrected { request, edits, touches, on } => {
            super::correct::corrected(&mut case, request, edits, touches, on);
        }
    }
    Some(case)
}

/// The clause of an event of a case: each tier has its own (A9 to A11).
pub(super) fn basis(case: &Application, event: &Event) -> &'static str {
    match event {
        Event::Began { .. } | Event::Submitted { .. } | Event::Withdrawn { .. } | Event::Corrected { .. } => {
            case.applied_under()
        }
        Event::Fixed { .. }
        | Event::Unfixed { .. }
        | Event::Recognised { .. }
        | Event::CertifiedByMiit { .. }
        | Event::PassedOver { .. } => case.decided_under(),
        // The act of the city that hands the case on.
        Event::Recommended { desk: Desk::City, .. } if case.tier == Tier::Specialised => "A10.2",
        _ => case.reviewed_under(),
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        match self {
            Event::Began { .. } | Event::Submitted { .. } | Event::Withdrawn { .. } | Event::Corrected { .. } => "A9.1",
            Event::Fixed { .. } | Event::Unfixed { .. } | Event::Recognised { .. } => "A9.3",
            Event::CertifiedByMiit { .. } | Event::PassedOver { .. } => "A11",
            _ => "A9.2",
        }
    }
}
