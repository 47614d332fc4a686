//! 一件 One case of the list.

use std::collections::BTreeMap;

use jiff::civil::Date;
use titian_domain::application::{Application, Channel, Desk, Limit, Spell, Stage, With, used};
use titian_domain::id::AccountId;
use titian_domain::notice::Batch;
use titian_rulebook::policy::Policy;

use crate::components::{Due, Tag};
use crate::office::review::bench::stage;
use crate::show::{self, Name};

/// One case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// Its id.
    pub id: String,
    /// The enterprise, as it filed.
    pub name: Name,
    /// 受理编号 and batch.
    pub number: String,
    /// 2026年第二批创新型中小企业.
    pub batch: String,
    /// Whether it was filed on the national platform.
    pub platform: bool,
    /// How far it is.
    pub stage: Tag,
    /// Points as declared; empty if there are none.
    pub declared: String,
    /// As reviewed, if that differs.
    pub reviewed: String,
    /// Whether the reviewed figures reach the standard.
    pub reaches: bool,
    /// Who handles it; empty if nobody does.
    pub handler: String,
    /// Who is waited for.
    pub waits: &'static str,
    /// Until when.
    pub due: Option<Due>,
    /// Where that day comes from, or why there is none.
    pub limit: &'static str,
    /// How long who has it has had it: 市级已用 5 个工作日; may be empty.
    pub used: String,
    /// That checks have to be made again before it can go on a list; empty if they need not.
    pub unchecked: String,
    /// Whether its box can be ticked.
    pub pickable: bool,
    /// Whether it is.
    pub ticked: bool,
}

/// Who is waited for in a case.
pub fn waits(case: &Application) -> &'static str {
    let province = case.desk == Desk::Province;
    match &case.stage {
        _ if !case.held_by.is_empty() => "等异议处理",
        Stage::Draft => "等企业提交",
        Stage::Submitted { .. } => "等受理",
        Stage::Recommended { .. } => "等自治区受理",
        Stage::UnderReview { .. } if province => "等自治区审核",
        Stage::UnderReview { .. } => "等经办审核",
        Stage::Returned { .. } => "等企业补正",
        Stage::Concluded { .. } if province => "等自治区审批",
        Stage::Concluded { .. } => "等审批",
        Stage::Endorsed { .. } if province => "等推荐到工信部",
        Stage::Endorsed { .. } => "等推荐到自治区",
        Stage::Nominated { .. } => "等工信部公布",
        Stage::Listed { .. } => "等公示",
        Stage::InPublicity { .. } => "等公示期满",
        Stage::Cleared { .. } if province => "等自治区公告",
        Stage::Cleared { .. } => "等备案",
        Stage::Filed { .. } => "等自治区公告",
        Stage::Announcing { .. } => "等自治区批准",
        Stage::Recognised { .. } | Stage::Refused { .. } | Stage::Withdrawn { .. } => "已办结",
    }
}

/// How long who has a case has had it, over all: 市级已用 5 个工作日. Empty if nobody has it any more.
pub fn used_so_far(case: &Application, spells: &[Spell], today: Date, policy: &Policy) -> String {
    let Some(with) = With::of(case) else { return String::new() };
    match used(spells, with, today, &policy.calendar) {
        Some(Ok(days)) => format!("{}已用\u{a0}{days}\u{a0}个工作日", with.label()),
        Some(Err(_)) => format!("{}用时算不出来：放假安排还没有公布", with.label()),
        None => String::new(),
    }
}

impl QueueRow {
    /// With so many checks to be made again before it can go on a list.
    #[must_use]
    pub fn unchecked(mut self, open: usize) -> QueueRow {
        if open > 0 {
            self.unchecked = format!("{open}\u{a0}项核查要重新查询");
        }
        self
    }

    /// A case as the list shows it. `pickable` says whether the reader may act on it from here.
    pub fn of(
        policy: &Policy,
        case: &Application,
        batch: &Batch,
        names: &BTreeMap<AccountId, String>,
        (spells, today): (&[Spell], Date),
        pickable: bool,
    ) -> QueueRow {
        let limit = Limit::of(case, batch);
        let held = !case.held_by.is_empty();
        let judged = case.judged(policy);
        let points = |points: Option<titian_rulebook::judge::Points>| {
            points.map_or(String::new(), |points| show::points(points.low, points.high))
        };
        let (declared, reviewed, reaches) = judged.map_or_else(Default::default, |judged| {
            let reaches = judged.reviewed.outcome.truth() == titian_rulebook::judge::Truth::Met;
            (points(judged.declared.points), points(judged.reviewed.points), reaches)
        });
        let handler = match &case.stage {
            Stage::UnderReview { handler, .. } | Stage::Returned { handler, .. } | Stage::Concluded { handler, .. } => {
                names.get(handler).cloned().unwrap_or_else(|| "经办人".into())
            }
            _ => String::new(),
        };
        let name = case.filing.as_ref().map_or("（未提交）", |filing| filing.content.name.as_str());
        QueueRow {
            id: case.id.to_string(),
            name: Name::new(name),
            number: case.number.clone(),
            batch: batch.name.clone(),
            platform: case.channel == Channel::Platform,
            stage: stage(&case.stage, held),
            reviewed: if reviewed == declared { String::new() } else { reviewed },
            declared,
            reaches,
            handler,
            waits: waits(case),
            due: limit.day().map(|day| Due::until(day, today)),
            limit: limit.why(),
            used: used_so_far(case, spells, today, policy),
            unchecked: String::new(),
            pickable,
            ticked: false,
        }
    }
}
