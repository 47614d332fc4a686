//! 公告 Announcement (Art. 9 第九条(三), Art. 10 第十条(三), Art. 13 第十三条).
//!
//! The province gathers the cities' filings, or what it has reviewed and publicised itself, into one fixed list. The office's approval is registered (文号, 落款日,
//! scan), and from that date the titles begin, all in one act. A list that is prepared does not change any more; who
//! cannot join stays behind for a supplementary one.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::calendar::written;
use titian_rulebook::tier::Tier;

use crate::application::decided_under;
use crate::id::{AccountId, AnnouncementId, BatchId, EvidenceId};
use crate::publicity::Entry;
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// An announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// Its id.
    pub id: AnnouncementId,
    /// Of which batch.
    pub batch: BatchId,
    /// Of which tier.
    pub tier: Tier,
    /// Its title.
    pub title: String,
    /// The list, fixed.
    pub list: Vec<Entry>,
    /// Who prepared it.
    pub prepared_by: AccountId,
    /// When.
    pub prepared_on: Date,
    /// How far it is.
    pub stage: Stage,
}

/// How far an announcement is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 名单已固定,待批准.
    Prepared,
    /// 已公告, in force.
    InForce {
        /// How the office approved it.
        approval: Approval,
    },
    /// 撤回: given up before it was approved; its applications are free again.
    Dropped {
        /// Why.
        reason: String,
    },
}

/// The office's approval, as registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// 文号.
    pub number: String,
    /// 落款日: titles begin on it.
    pub dated: Date,
    /// The scan of the signed paper.
    pub scan: Option<EvidenceId>,
    /// Who registered it.
    pub by: AccountId,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The list was fixed.
    Prepared {
        /// All of it.
        announcement: Box<Announcement>,
    },
    /// It came into force.
    Announced {
        /// How it was approved.
        approval: Approval,
    },
    /// It was given up.
    Dropped {
        /// Why.
        reason: String,
    },
}

/// Fixes a list.
pub fn prepare(announcement: Announcement) -> Result<Vec<Event>, Refusal> {
    let article = decided_under(announcement.tier);
    if announcement.list.is_empty() {
        return Err(Refusal::new(article, "没有可以公告的企业").todo("请等备案或者公示期满后再准备公告"));
    }
    match wording::line(&announcement.title) {
        Ok("") => return Err(Refusal::new(article, "公告没有标题")),
        Ok(_) => {}
        Err(odd) => return Err(Refusal::new(article, "公告的标题不能这样写").because(format!("标题中{odd}"))),
    }
    Ok(vec![Event::Prepared { announcement: Box::new(announcement) }])
}

/// Registers the approval and brings the list into force. The one who prepared it does not approve it.
pub fn announce(standing: &Announcement, approval: Approval, today: Date) -> Result<Vec<Event>, Refusal> {
    let article = decided_under(standing.tier);
    if standing.stage != Stage::Prepared {
        return Err(Refusal::new(article, "这份公告已经办结").todo("请刷新页面查看"));
    }
    let mut reasons = Vec::new();
    let number = wording::needed(&approval.number, "文号");
    reasons.extend(number.as_ref().err().cloned());
    if approval.dated > today {
        reasons.push(format!("落款日{}在今天之后;到了那一天再登记", written(approval.dated)));
    }
    if approval.dated < standing.prepared_on {
        reasons.push(format!("落款日{}早于名单固定的日期{}", written(approval.dated), written(standing.prepared_on)));
    }
    if approval.by == standing.prepared_by {
        reasons.push("准备名单的人不能自己登记批准;请由另一位有权人员办理".into());
    }
    if !reasons.is_empty() {
        return Err(Refusal::new(article, "公告还不能生效").because_all(reasons).todo("请核对后重试"));
    }
    let approval = Approval { number: number.unwrap_or_default(), ..approval };
    Ok(vec![Event::Announced { approval }])
}

/// Gives up a list that is not approved.
pub fn drop(standing: &Announcement, reason: &str) -> Result<Vec<Event>, Refusal> {
    let article = decided_under(standing.tier);
    if standing.stage != Stage::Prepared {
        return Err(Refusal::new(article, "已经生效或者撤回的公告不能再撤回"));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::new(article, "撤回名单要写明理由"));
    }
    Ok(vec![Event::Dropped { reason: reason.trim().to_owned() }])
}

impl Room for Announcement {
    const NAME: &'static str = "announcement";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let (None, Event::Prepared { announcement }) = (&state, event) {
            return Some((**announcement).clone());
        }
        let mut announcement = state?;
        match event {
            Event::Prepared { .. } => {}
            Event::Announced { approval } => announcement.stage = Stage::InForce { approval: approval.clone() },
            Event::Dropped { reason } => announcement.stage = Stage::Dropped { reason: reason.clone() },
        }
        Some(announcement)
    }

    fn basis(state: Option<&Self>, event: &Event) -> &'static str {
        state.map_or(room::Event::basis(event), |announcement| decided_under(announcement.tier))
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        let (stage, dated) = match &self.stage {
            Stage::Prepared => ("prepared", None),
            Stage::InForce { approval } => ("in_force", Some(approval.dated)),
            Stage::Dropped { .. } => ("dropped", None),
        };
        vec![
            ("batch", (&self.batch).into()),
            ("title", self.title.as_str().into()),
            ("tier", self.tier.id().into()),
            ("stage", stage.into()),
            ("dated", dated.into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A9.3"
    }
}
