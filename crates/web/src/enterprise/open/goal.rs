//! 填给谁 For what the dossier is being filled in: a case that goes on, an open batch, or nothing in particular.

use axum::http::StatusCode;
use titian_domain::application::{Application, Stage};
use titian_domain::notice::Batch;
use titian_rulebook::judge::Edition;
use titian_rulebook::tier::{Purpose, Tier};

use super::member::Member;
use crate::components::{Due, Tag};
use crate::door::Stop;
use crate::enterprise::application::case;
use crate::enterprise::dossier::Aim;

/// What the dossier is judged by.
pub struct Goal {
    /// The edition.
    pub edition: Edition,
    /// For what, if for something.
    pub aim: Option<Aim>,
}

/// The edition of a batch or a case; it was there when the batch was published.
pub fn edition(member: &Member, standard: &str, gates: &str, purpose: Purpose) -> Result<Edition, Stop> {
    let edition = member.policy().edition_of(standard, gates, purpose);
    edition.ok_or_else(|| StatusCode::SERVICE_UNAVAILABLE.into())
}

/// How near a case is to needing the dossier: what was returned, then a draft, then others that go on.
fn urgency(case: &Application, batch: &Batch, member: &Member) -> Option<u8> {
    match &case.stage {
        Stage::Returned { .. } => Some(0),
        Stage::Draft if member.today() <= batch.until => Some(1),
        Stage::Draft => None,
        stage => (!stage.is_final()).then_some(2),
    }
}

/// What the dossier is for today.
pub async fn goal(member: &Member) -> Result<Goal, Stop> {
    let (today, actor) = (member.today(), member.actor());
    let cases = member.app().own_cases(&actor).await?;
    let near = cases.iter().filter_map(|(case, batch)| Some((urgency(case, batch, member)?, case, batch)));
    if let Some((_, case, batch)) = near.min_by_key(|(urgency, ..)| *urgency) {
        let aim = Aim {
            batch: batch.name.clone(),
            href: format!("/enterprise/applications/{}", case.id),
            stage: case::tag(case),
            due: case::due(case, batch, today),
        };
        return Ok(Goal { edition: edition(member, &case.standard, &case.gates, case.purpose)?, aim: Some(aim) });
    }
    let open = member.app().batches_under_way().await?;
    if let Some(batch) = open.iter().find(|batch| batch.purpose == Purpose::Apply && batch.open_on(today)) {
        let aim = Aim {
            batch: batch.name.clone(),
            href: format!("/enterprise/applications/new?batch={}", batch.id),
            stage: Tag::plain("未开始"),
            due: Some(Due::until(batch.until, today)),
        };
        return Ok(Goal { edition: edition(member, &batch.standard, &batch.gates, batch.purpose)?, aim: Some(aim) });
    }
    let edition = member.policy().edition(Tier::Innovative, Purpose::Apply, today, None);
    Ok(Goal { edition: edition.map_err(|_| Stop::from(StatusCode::SERVICE_UNAVAILABLE))?, aim: None })
}
