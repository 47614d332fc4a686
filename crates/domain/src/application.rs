//! 申报 Application (Art. 9 第九条): one enterprise's case in one batch, from blank to decided.
//!
//! The stages carry their own data. Drafting is free; what is submitted is frozen and bound to both declarations by its
//! digest. A reviewer rules per indicator, the facts as reviewed are judged again, and the declared and the reviewed
//! score stand side by side. The one who handles does not approve. Nothing here is decided by a machine.

mod acts;
mod channel;
mod content;
mod correct;
mod decide;
mod eligibility;
mod event;
mod local;
mod platform;
mod prerequisite;
mod recuse;
mod review;
mod spent;
mod steps;
#[cfg(test)]
mod tests;
mod together;

pub use crate::consultation::Consulted;
pub use acts::{certify, clear, file, fix, hold, pass_over, publicise, recognise, recommend, release, unfix};
pub use channel::Channel;
pub use content::{Content, Declaration, Declared, OnPlatform, PLEDGE, TRUTH};
pub use correct::{Corrected, Effect, Mark, correct};
pub use decide::{Command, Context, Deficiency, decide};
pub use eligibility::{may_apply, overtaken, rereviewed};
pub use event::Event;
pub use local::{ByHand, by_hand};
pub use platform::{FromPlatform, from_platform};
pub use prerequisite::{Held, at_decision, at_submission, tell_titles};
pub use recuse::hand_on;
pub use review::{Reviewed, Ruling, Verdict, items, required};
pub use spent::{Limit, Spell, With, spells, used};
pub use steps::{CountyOpinion, Desk, Onward, Station, Steps};
pub use together::{Together, needs_a_look};

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

use crate::id::{
    AccountId, AnnouncementId, ApplicationId, BatchId, EnterpriseId, EvidenceId, LocalTableId, MiitListId, ObjectionId,
    PublicityId, RecognitionId, RecommendationId,
};
use crate::room::{Event as _, Field, Room};

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// In which batch.
    pub batch: BatchId,
    /// For which tier.
    pub tier: Tier,
    /// For what.
    pub purpose: Purpose,
    /// The standard, pinned by the batch for the life of the case.
    pub standard: String,
    /// The gates, likewise.
    pub gates: String,
    /// The version of the local table (A8), likewise; none where the points are entered by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_table: Option<LocalTableId>,
    /// The city that reviews it.
    pub city: DivisionCode,
    /// Since when.
    pub began: Date,
    /// 受理编号; empty until it was submitted.
    pub number: String,
    /// What was submitted last.
    pub filing: Option<Filing>,
    /// The rulings so far, by id of the indicator, condition, route or gate.
    pub verdicts: BTreeMap<String, Verdict>,
    /// Open objections: while there are any, the case goes no further.
    pub held_by: Vec<ObjectionId>,
    /// What its county said, where the city has asked counties (县级推荐).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county: Option<CountyOpinion>,
    /// Which office has it in hand; the city first.
    #[serde(default, skip_serializing_if = "Desk::is_first")]
    pub desk: Desk,
    /// Where it was filed.
    #[serde(default, skip_serializing_if = "Channel::is_portal")]
    pub channel: Channel,
    /// How far it is.
    pub stage: Stage,
}

/// What was submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// The frozen content.
    pub content: Content,
    /// Its digest, to which the declaration is bound.
    pub digest: String,
    /// 真实性声明 and 合规经营承诺, or that they were made elsewhere.
    pub declaration: Declared,
    /// The signed and sealed scan, where the notice asks for one.
    pub scan: Option<EvidenceId>,
    /// The title on which the tier applied for builds (A10.1, A11), where one is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// The title that a re-review renews (A13.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<RecognitionId>,
    /// When.
    pub on: Date,
    /// What of it was corrected on request since, the earliest first. The content itself never changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Corrected>,
}

/// How far a case is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 草稿.
    Draft,
    /// 已提交, waiting to be taken up.
    Submitted {
        /// When.
        on: Date,
    },
    /// 审核中.
    UnderReview {
        /// Since when.
        since: Date,
        /// 经办人.
        handler: AccountId,
    },
    /// 退回补正.
    Returned {
        /// When.
        on: Date,
        /// Until when it can be answered, 24:00.
        due: Date,
        /// What is to be mended.
        deficiencies: Vec<Deficiency>,
        /// 经办人, to whom it comes back.
        handler: AccountId,
    },
    /// 拟办, waiting for the leader.
    Concluded {
        /// When.
        on: Date,
        /// 经办人.
        handler: AccountId,
        /// Whether the handler proposes to let it pass.
        pass: bool,
        /// The handler's words.
        opinion: String,
        /// Why a step that is taken where called for (视情况) was not taken; what is made of departments' silence or concern.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        uncalled: String,
        /// What departments had said, or let pass in silence, as it stood when this was proposed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        heard: Vec<String>,
    },
    /// 拟推荐: its desk lets it pass, to be recommended to the level above (A10.2, A11).
    Endorsed {
        /// When.
        on: Date,
    },
    /// 已推荐 by its city, waiting to be taken up by the province.
    Recommended {
        /// On which list.
        recommendation: RecommendationId,
        /// When.
        on: Date,
    },
    /// 已报工信部: recommended by the province, waiting for what MIIT publishes (A11).
    Nominated {
        /// On which list.
        recommendation: RecommendationId,
        /// When.
        on: Date,
    },
    /// 拟公示.
    Listed {
        /// When.
        on: Date,
    },
    /// 公示中.
    InPublicity {
        /// In which list.
        publicity: PublicityId,
        /// Until when.
        until: Date,
    },
    /// 公示期满.
    Cleared {
        /// In which list.
        publicity: PublicityId,
        /// When.
        on: Date,
    },
    /// 已备案: filed to the province.
    Filed {
        /// From which list.
        publicity: PublicityId,
        /// When.
        on: Date,
    },
    /// 待公告: on the province's fixed list.
    Announcing {
        /// Which.
        announcement: AnnouncementId,
        /// From which publicity it comes.
        publicity: PublicityId,
        /// Whether it was filed to the province (A9.2); the province's own lists are not.
        #[serde(default = "yes", skip_serializing_if = "is_yes")]
        filed: bool,
    },
    /// 已公告.
    Recognised {
        /// The title.
        recognition: RecognitionId,
        /// The announcement of ours, if it is one of ours.
        announcement: Option<AnnouncementId>,
        /// The list of MIIT (A11), if it is that.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        miit: Option<MiitListId>,
        /// From when.
        on: Date,
    },
    /// 不予通过.
    Refused {
        /// When.
        on: Date,
        /// Why, as told to the enterprise.
        ground: String,
        /// Who decided.
        by: AccountId,
    },
    /// 企业撤回.
    Withdrawn {
        /// When.
        on: Date,
    },
}

impl Stage {
    /// Its word in columns and addresses.
    pub fn id(&self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Submitted { .. } => "submitted",
            Stage::UnderReview { .. } => "under_review",
            Stage::Returned { .. } => "returned",
            Stage::Concluded { .. } => "concluded",
            Stage::Endorsed { .. } => "endorsed",
            Stage::Recommended { .. } => "recommended",
            Stage::Nominated { .. } => "nominated",
            Stage::Listed { .. } => "listed",
            Stage::InPublicity { .. } => "in_publicity",
            Stage::Cleared { .. } => "cleared",
            Stage::Filed { .. } => "filed",
            Stage::Announcing { .. } => "announcing",
            Stage::Recognised { .. } => "recognised",
            Stage::Refused { .. } => "refused",
            Stage::Withdrawn { .. } => "withdrawn",
        }
    }

    /// In Chinese.
    pub fn label(&self) -> &'static str {
        Stage::label_of(self.id()).unwrap_or_default()
    }

    /// A stage's label by its word.
    pub fn label_of(id: &str) -> Option<&'static str> {
        Stage::WORDS.iter().find(|(word, _)| *word == id).map(|(_, label)| *label)
    }

    /// All stages, word and label, in the order of the way.
    pub const WORDS: [(&str, &str); 16] = [
        ("draft", "草稿"),
        ("submitted", "待受理"),
        ("under_review", "审核中"),
        ("returned", "退回补正"),
        ("concluded", "待审批"),
        ("endorsed", "拟推荐"),
        ("recommended", "已推荐"),
        ("nominated", "已报工信部"),
        ("listed", "拟公示"),
        ("in_publicity", "公示中"),
        ("cleared", "公示期满"),
        ("filed", "已备案"),
        ("announcing", "待公告"),
        ("recognised", "已公告"),
        ("refused", "不予通过"),
        ("withdrawn", "已撤回"),
    ];

    /// Whether nothing follows.
    pub fn is_final(&self) -> bool {
        matches!(self, Stage::Recognised { .. } | Stage::Refused { .. } | Stage::Withdrawn { .. })
    }

    /// Whether a list is still to come on which its checks must be fresh: a recommendation, a publicity, an announcement.
    pub fn waits_for_list(&self) -> bool {
        matches!(
            self,
            Stage::Endorsed { .. }
                | Stage::Listed { .. }
                | Stage::InPublicity { .. }
                | Stage::Cleared { .. }
                | Stage::Filed { .. }
                | Stage::Announcing { .. }
        )
    }

    /// Since when.
    fn since(&self) -> Option<Date> {
        match self {
            Stage::Submitted { on }
            | Stage::Returned { on, .. }
            | Stage::Concluded { on, .. }
            | Stage::Endorsed { on }
            | Stage::Recommended { on, .. }
            | Stage::Nominated { on, .. }
            | Stage::Listed { on }
            | Stage::Cleared { on, .. }
            | Stage::Filed { on, .. }
            | Stage::Recognised { on, .. }
            | Stage::Refused { on, .. }
            | Stage::Withdrawn { on } => Some(*on),
            Stage::UnderReview { since, .. } => Some(*since),
            Stage::Draft | Stage::InPublicity { .. } | Stage::Announcing { .. } => None,
        }
    }

    /// 经办人, while somebody has the case in hand.
    pub fn handler(&self) -> Option<&AccountId> {
        match self {
            Stage::UnderReview { handler, .. } | Stage::Returned { handler, .. } | Stage::Concluded { handler, .. } => {
                Some(handler)
            }
            _ => None,
        }
    }

    /// Until when somebody has to do something, if the case itself says so.
    fn due(&self) -> Option<Date> {
        match self {
            Stage::Returned { due, .. } => Some(*due),
            Stage::InPublicity { until, .. } => Some(*until),
            _ => None,
        }
    }
}

impl Room for Application {
    const NAME: &'static str = "application";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        event::evolve(state, event)
    }

    fn basis(state: Option<&Self>, event: &Event) -> &'static str {
        state.map_or(event.basis(), |case| event::basis(case, event))
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        let name = self.filing.as_ref().map(|filing| filing.content.name.clone());
        let publicity = match &self.stage {
            Stage::InPublicity { publicity, .. }
            | Stage::Cleared { publicity, .. }
            | Stage::Filed { publicity, .. } => Some(publicity.as_str()),
            _ => None,
        };
        vec![
            ("enterprise", (&self.enterprise).into()),
            ("batch", (&self.batch).into()),
            ("tier", self.tier.id().into()),
            ("purpose", self.purpose.id().into()),
            ("city", self.city.to_string().into()),
            ("number", Some(self.number.clone()).filter(|number| !number.is_empty()).into()),
            ("name", name.into()),
            ("stage", self.stage.id().into()),
            ("since", self.stage.since().into()),
            ("due", self.stage.due().into()),
            ("handler", self.stage.handler().map(AccountId::as_str).into()),
            ("publicity", publicity.into()),
            ("held", (!self.held_by.is_empty()).into()),
            ("desk", self.desk.id().into()),
            ("channel", self.channel.id().into()),
        ]
    }
}

impl Application {
    /// Which office has it in hand: its city, or the province under its own code.
    pub fn office(&self) -> DivisionCode {
        match self.desk {
            Desk::City => self.city,
            Desk::Province => DivisionCode::GUANGXI,
        }
    }

    /// Under which clause its enterprise applies.
    pub fn applied_under(&self) -> &'static str {
        applied_under(self.tier)
    }

    /// Under which clause its desk reviews.
    pub fn reviewed_under(&self) -> &'static str {
        match (self.tier, self.desk) {
            (Tier::Innovative, _) => "A9.2",
            (Tier::Specialised, Desk::City) => "A10.2",
            (Tier::Specialised, Desk::Province) => "A10.3",
            (Tier::LittleGiant, _) => "A11",
        }
    }

    /// Under which clause it is decided by a list that is announced.
    pub fn decided_under(&self) -> &'static str {
        decided_under(self.tier)
    }
}

/// Under which clause an enterprise applies for a tier.
pub fn applied_under(tier: Tier) -> &'static str {
    match tier {
        Tier::Innovative => "A9.1",
        Tier::Specialised => "A10.1",
        Tier::LittleGiant => "A11",
    }
}

/// Under which clause a tier is decided: announced, certified, published by MIIT.
pub fn decided_under(tier: Tier) -> &'static str {
    match tier {
        Tier::Innovative => "A9.3",
        Tier::Specialised => "A10.3",
        Tier::LittleGiant => "A11",
    }
}

fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn is_yes(yes: &bool) -> bool {
    *yes
}
