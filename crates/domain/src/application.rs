//! 申报 Application (Art. 9 第九条): one enterprise's case in one batch, from blank to decided.
//!
//! The stages carry their own data. Drafting is free; what is submitted is frozen and bound to both declarations by its
//! digest. A reviewer rules per indicator, the facts as reviewed are judged again, and the declared and the reviewed
//! score stand side by side. The one who handles does not approve. Nothing here is decided by a machine.

mod acts;
mod content;
mod decide;
mod event;
mod review;
mod steps;
#[cfg(test)]
mod tests;

pub use acts::{clear, file, fix, hold, publicise, recognise, release, unfix};
pub use content::{Content, Declaration, PLEDGE, TRUTH};
pub use decide::{Command, Context, Deficiency, decide};
pub use event::Event;
pub use review::{Reviewed, Ruling, Verdict, items, required};
pub use steps::{CountyOpinion, Steps};

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

use crate::id::{
    AccountId, AnnouncementId, ApplicationId, BatchId, EnterpriseId, EvidenceId, ObjectionId, PublicityId,
    RecognitionId,
};
use crate::room::{Field, Room};

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
    /// 真实性声明 and 合规经营承诺.
    pub declaration: Declaration,
    /// The signed and sealed scan, where the notice asks for one.
    pub scan: Option<EvidenceId>,
    /// When.
    pub on: Date,
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
        /// From which publicity it was filed.
        publicity: PublicityId,
    },
    /// 已公告.
    Recognised {
        /// The title.
        recognition: RecognitionId,
        /// The announcement.
        announcement: AnnouncementId,
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
        match self {
            Stage::Draft => "草稿",
            Stage::Submitted { .. } => "待受理",
            Stage::UnderReview { .. } => "审核中",
            Stage::Returned { .. } => "退回补正",
            Stage::Concluded { .. } => "待审批",
            Stage::Listed { .. } => "拟公示",
            Stage::InPublicity { .. } => "公示中",
            Stage::Cleared { .. } => "公示期满",
            Stage::Filed { .. } => "已备案",
            Stage::Announcing { .. } => "待公告",
            Stage::Recognised { .. } => "已公告",
            Stage::Refused { .. } => "不予通过",
            Stage::Withdrawn { .. } => "已撤回",
        }
    }

    /// All words, in the order of the way.
    pub const IDS: [&str; 13] = [
        "draft",
        "submitted",
        "under_review",
        "returned",
        "concluded",
        "listed",
        "in_publicity",
        "cleared",
        "filed",
        "announcing",
        "recognised",
        "refused",
        "withdrawn",
    ];

    /// Whether nothing follows.
    pub fn is_final(&self) -> bool {
        matches!(self, Stage::Recognised { .. } | Stage::Refused { .. } | Stage::Withdrawn { .. })
    }

    /// Since when.
    fn since(&self) -> Option<Date> {
        match self {
            Stage::Submitted { on }
            | Stage::Returned { on, .. }
            | Stage::Concluded { on, .. }
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

    fn handler(&self) -> Option<&AccountId> {
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
        ]
    }
}
