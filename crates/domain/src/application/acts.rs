//! What happens to a case when a list is made: a publicity, a filing, an announcement. Each says whether the case can
//! join, or why not.

use jiff::civil::Date;

use super::{Application, Event, Stage};
use crate::id::{AccountId, AnnouncementId, ObjectionId, PublicityId, RecognitionId};
use crate::refusal::Refusal;

fn name(case: &Application) -> &str {
    case.filing.as_ref().map_or("(未提交)", |filing| filing.content.name.as_str())
}

fn cannot(article: &str, case: &Application, act: &str) -> Refusal {
    Refusal::new(article, format!("{}不能{act}", name(case))).because(format!("目前是“{}”", case.stage.label()))
}

/// Goes before the public (A9.2).
pub fn publicise(case: &Application, publicity: PublicityId, until: Date) -> Result<Vec<Event>, Refusal> {
    match case.stage {
        Stage::Listed { .. } => Ok(vec![Event::Publicised { publicity, until }]),
        _ => Err(cannot("A9.2", case, "公示")),
    }
}

/// An objection holds it; nothing if the case is already beyond the reach of one.
pub fn hold(case: &Application, objection: ObjectionId) -> Result<Vec<Event>, Refusal> {
    match case.stage {
        Stage::InPublicity { .. } | Stage::Cleared { .. } | Stage::Filed { .. } => Ok(vec![Event::Held { objection }]),
        _ => Err(cannot("A9.2", case, "提出异议")),
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
pub fn file(case: &Application, on: Date) -> Result<Vec<Event>, Refusal> {
    match case.stage {
        _ if !case.held_by.is_empty() => Err(cannot("A10.3", case, "备案").because("有异议没有处理完")),
        Stage::Cleared { .. } => Ok(vec![Event::Filed { on }]),
        _ => Err(cannot("A9.2", case, "备案")),
    }
}

/// Joins the province's fixed list (A9.3).
pub fn fix(case: &Application, announcement: AnnouncementId) -> Result<Vec<Event>, Refusal> {
    match case.stage {
        _ if !case.held_by.is_empty() => Err(cannot("A10.3", case, "公告").because("有异议没有处理完")),
        Stage::Filed { .. } => Ok(vec![Event::Fixed { announcement }]),
        _ => Err(cannot("A9.3", case, "公告")),
    }
}

/// Leaves it again.
pub fn unfix(case: &Application, on: Date) -> Vec<Event> {
    match case.stage {
        Stage::Announcing { .. } => vec![Event::Unfixed { on }],
        _ => vec![],
    }
}

/// Is announced (A9.3): the title begins.
pub fn recognise(
    case: &Application,
    announcement: &AnnouncementId,
    recognition: RecognitionId,
    on: Date,
) -> Result<Vec<Event>, Refusal> {
    match &case.stage {
        _ if !case.held_by.is_empty() => Err(cannot("A10.3", case, "公告").because("有异议没有处理完")),
        Stage::Announcing { announcement: known, .. } if known == announcement => {
            Ok(vec![Event::Recognised { recognition, announcement: announcement.clone(), on }])
        }
        _ => Err(cannot("A9.3", case, "公告")),
    }
}
