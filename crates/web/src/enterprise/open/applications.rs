//! 申报与复核 Batches that can be entered, one's own applications, and how one is begun.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use titian_app::command::{Command, Failure as Undone};
use titian_domain::application::{Application, Stage, may_apply};
use titian_domain::id::BatchId;

use super::goal::edition;
use super::member::Member;
use crate::View;
use crate::components::Errors;
use crate::door::{Posted, Stop, onward};
use crate::enterprise::application::{StartPage, refused};
use crate::enterprise::applications::{Applications, MyApplication, OpenBatch};
use crate::layout::Link;

/// `GET /enterprise/applications`
pub async fn list(member: Member) -> Result<Response, Stop> {
    let own = member.own()?;
    let today = member.today();
    let cases = member.app().own_cases(&member.actor()).await?;
    let batches = member.app().batches_under_way().await?;
    let titles = member.app().own_titles(&member.actor()).await?;
    let mut open = Vec::new();
    for batch in &batches {
        let edition = edition(&member, &batch.standard, &batch.gates, batch.purpose)?;
        let outcome = member.desk(&edition, own).report.outcome.id;
        let running = cases.iter().map(|(case, _)| case).find(|case| case.batch == batch.id && lives(case));
        let shown = OpenBatch::of(batch, running, Some(&outcome), today);
        // Who holds the title has nothing to apply for, and who never held it nothing to have re-reviewed (A13.2).
        let barred = may_apply(batch, &titles, today).err().filter(|_| running.is_none());
        open.push(OpenBatch { barred: barred.map(|refusal| refusal.what).unwrap_or_default(), ..shown });
    }
    let mine = cases.iter().map(|(case, batch)| MyApplication::of(case, batch, today)).collect();
    Ok(View(Applications::of(member.page("/enterprise/applications", ""), open, mine, today)).into_response())
}

/// Whether a case still stands in the way of another in its batch.
fn lives(case: &Application) -> bool {
    !matches!(case.stage, Stage::Withdrawn { .. } | Stage::Refused { .. })
}

/// Which batch.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    batch: String,
}

/// `GET /enterprise/applications/new`
pub async fn new(member: Member, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    if asked.batch.is_empty() {
        return Ok(Redirect::to("/enterprise/applications").into_response());
    }
    Ok(View(start(&member, &BatchId(asked.batch)).await?).into_response())
}

async fn start(member: &Member, id: &BatchId) -> Result<StartPage, Stop> {
    let own = member.own()?;
    let notice = member.app().notice(id.notice().as_str()).await?.ok_or_else(Stop::missing)?;
    let batch = notice.batch(id).ok_or_else(Stop::missing)?;
    let edition = edition(member, &batch.standard, &batch.gates, batch.purpose)?;
    let cases = member.app().own_cases(&member.actor()).await?;
    let other = cases.iter().map(|(case, _)| case).find(|case| case.batch == *id && lives(case));
    let words = if notice.number.is_empty() { &notice.title } else { &notice.number };
    let link = Link::new(words, format!("/notices/{}", notice.id));
    let page = member.page("/enterprise/applications", "");
    let other = other.map(|case| Link::new("去看这件申报", format!("/enterprise/applications/{}", case.id)));
    let held = member.app().builds_on(&member.actor(), own.enterprise, batch).await?;
    let titles = member.app().own_titles(&member.actor()).await?;
    let barred = may_apply(batch, &titles, member.today()).err().filter(|_| other.is_none());
    let (refused, barred) = (barred.as_ref().map_or_else(Errors::none, refused), barred.is_some());
    Ok(StartPage { other, barred, refused, ..StartPage::of(page, &member.desk(&edition, own), batch, link) }
        .builds(&held, member.today()))
}

/// `POST /enterprise/applications`
pub async fn begin(member: Member, posted: Posted<Asked>) -> Result<Response, Stop> {
    let own = member.own()?;
    let batch = BatchId(posted.form.batch);
    let command = Command::Begin { batch: batch.clone(), enterprise: own.enterprise.id.clone() };
    match member.app().perform(&member.actor(), command, Some(&posted.once)).await {
        Ok(done) => Ok(onward(&format!("/enterprise/applications/{}", done.id), &done)),
        Err(Undone::Refused(refusal)) => {
            let view = start(&member, &batch).await?;
            // Where it says already that there is one, it needs no saying twice.
            let said = if view.other.is_some() { Errors::none() } else { refused(&refusal) };
            let view = StartPage { refused: said, ..view };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}
