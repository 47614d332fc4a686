//! What happens to a case when a list is made: a recommendation, a publicity, a filing, an announcement, MIIT's own. Each
//! says whether the case can join, or why not.

use jiff::civil::Date;

use super::{Application, Desk, Event, Stage, Steps};
use crate::id::{AccountId, AnnouncementId, MiitListId, ObjectionId, PublicityId, RecognitionId, RecommendationId};
use crate::refusal::Refusal;

fn name(case: &Application) -> &str {
    case.filing.as_ref().map_or("(未提交)", |filing| filing.content.name.as_str())
}

fn cannot(article: &str, case: &Application, act: &str) -> Refusal {
    Refusal::new(article, format!("{}不能{act}", name(case))).because(format!("目前是“{}”", case.stage.label()))
}

/// Cannot go on a list for what its neighbours say: checks that do not carry a decision, a title that was lost.
fn stopped(article: &str, case: &Application, act: &str, against: Vec<String>) -> Refusal {
    Refusal::new(article, format!("{}不能{act}", name(case))).because_all(against)
}

/// Is recommended by its desk to the level above, at a rank of the desk's list (A10.2, A11). `against` says which checks
/// do not carry it ([`open`](crate::compliance::open)).
pub fn recommend(
    case: &Application,
    desk: Desk,
    recommendation: RecommendationId,
    rank: u32,
    on: Date,
    against: Vec<String>,
) -> Result<Vec<Event>, Refusal> {
    match case.stage {
        Stage::Endorsed { .. } if case.desk == desk && !against.is_empty() => {
            Err(stopped(case.reviewed_under(), case, "推荐", against))
        }
        Stage::Endorsed { .. } if case.desk == desk => Ok(vec![Event::Recommended { recommendation, desk, rank, on }]),
        _ => Err(cannot(case.reviewed_under(), case, "推荐")),
    }
}

/// Goes before the public, on a list of its desk (A9.2, A10.3). `against` as in [`recommend`].
pub fn publicise(
    case: &Application,
    desk: Desk,
    publicity: PublicityId,
    until: Date,
    against: Vec<String>,
) -> Result<Vec<Event>, Refusal> {
    match case.stage {
        Stage::Listed { .. } if case.desk == desk && !against.is_empty() => {
            Err(stopped(case.reviewed_under(), case, "公示", against))
        }
        Stage::Listed { .. } if case.desk == desk => Ok(vec![Event::Publicised { publicity, until }]),
        Stage::Listed { .. } => {
            Err(cannot(case.reviewed_under(), case, "公示").because(format!("由{}公示", case.desk.label())))
        }
        _ => Err(cannot(case.reviewed_under(), case, "公示")),
    }
}

/// An objection holds it; nothing if the case is already beyond the reach of one.
pub fn hold(case: &Application, objection: ObjectionId) -> Result<Vec<Event>, Refusal> {
    match case.stage {
        Stage::InPublicity { .. } | Stage::Cleared { .. } | Stage::Filed { .. } => Ok(vec![Event::Held { objection }]),
        _ => Err(cannot(case.reviewed_under(), case, "提出异议")),
    }
}

/// The objection is answered: groundless, or off the list and under review again.
pub fn release(
    case: &Application,
    objection: ObjectionId,
    upheld: bool,
    handler: AccountId,
    on: Date,
) -> Result<Vec<Event>, Refusal> {
    if !case.held_by.contains(&objection) {
        return Ok(vec![]);
    }
    match case.stage {
        Stage::InPublicity { .. } | Stage::Cleared { .. } | Stage::Filed { .. } if upheld => {
            Ok(vec![Event::Reopened { objection, on, handler }])
        }
        _ => Ok(vec![Event::Released { objection }]),
    }
}

/// The publicity is over.
pub fn clear(case: &Application, on: Date) -> Vec<Event> {
    match case.stage {
        Stage::InPublicity { .. } => vec![Event::Cleared { on }],
        _ => vec![],
    }
}

/// Is filed to the province (A9.2).
pub fn file(case: &Application, steps: &Steps, on: Date) -> Result<Vec<Event>, Refusal> {
    match case.stage {
        _ if !steps.filing => Err(cannot(case.reviewed_under(), case, "备案").because("这个层次的程序没有备案这一步")),
        _ if !case.held_by.is_empty() => Err(cannot("A9.2", case, "备案").because("有异议没有处理完")),
        Stage::Cleared { .. } => Ok(vec![Event::Filed { on }]),
        _ => Err(cannot("A9.2", case, "备案")),
    }
}

/// Joins the province's fixed list (A9.3, A10.3). `against` says why the title it builds on no longer carries it, and which
/// checks do not.
pub fn fix(
    case: &Application,
    steps: &Steps,
    announcement: AnnouncementId,
    against: Vec<String>,
) -> Result<Vec<Event>, Refusal> {
    let cannot = |why: Option<String>| Err(cannot(case.decided_under(), case, "列入公告名单").because_all(why));
    match case.stage {
        _ if !case.held_by.is_empty() => cannot(Some("有异议没有处理完".into())),
        Stage::Filed { .. } | Stage::Cleared { .. } if !against.is_empty() => {
            Err(stopped(case.decided_under(), case, "列入公告名单", against))
        }
        Stage::Filed { .. } => Ok(vec![Event::Fixed { announcement }]),
        Stage::Cleared { .. } if !steps.filing => Ok(vec![Event::Fixed { announcement }]),
        _ => cannot(None),
    }
}

/// Leaves it again.
pub fn unfix(case: &Application, on: Date) -> Vec<Event> {
    match case.stage {
        Stage::Announcing { .. } => vec![Event::Unfixed { on }],
        _ => vec![],
    }
}

/// Is announced (A9.3) or certified (A10.3): the title begins. `against` as in [`fix`].
pub fn recognise(
    case: &Application,
    announcement: &AnnouncementId,
    recognition: RecognitionId,
    against: Vec<String>,
    on: Date,
) -> Result<Vec<Event>, Refusal> {
    let cannot = |why: Option<String>| Err(cannot(case.decided_under(), case, "公告").because_all(why));
    match &case.stage {
        _ if !case.held_by.is_empty() => cannot(Some("有异议没有处理完".into())),
        Stage::Announcing { announcement: known, .. } if known == announcement && !against.is_empty() => {
            Err(stopped(case.decided_under(), case, "公告", against))
        }
        Stage::Announcing { announcement: known, .. } if known == announcement => {
            Ok(vec![Event::Recognised { recognition, announcement: announcement.clone(), on }])
        }
        _ => cannot(None),
    }
}

/// Stands on the list that MIIT published (A11): the title begins as that list says.
pub fn certify(
    case: &Application,
    list: &MiitListId,
    recognition: RecognitionId,
    on: Date,
) -> Result<Vec<Event>, Refusal> {
    match &case.stage {
        Stage::Nominated { .. } => Ok(vec![Event::CertifiedByMiit { recognition, list: list.clone(), on }]),
        _ => Err(cannot("A11", case, "登记工业和信息化部公布的结果")),
    }
}

/// MIIT published its list without it (A11).
pub fn pass_over(case: &Application, list: &MiitListId, by: AccountId, on: Date) -> Result<Vec<Event>, Refusal> {
    let ground = "没有列入工业和信息化部公布的名单".to_owned();
    match &case.stage {
        Stage::Nominated { .. } => Ok(vec![Event::PassedOver { list: list.clone(), on, ground, by }]),
        _ => Err(cannot("A11", case, "登记工业和信息化部公布的结果")),
    }
}
