//! 更正填报数据 Asking to have filed data corrected, and what became of that.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use titian_app::command::{Command, Failure as Undone};
use titian_domain::application::Application;
use titian_domain::id::CorrectionRequestId;

use super::case::{ROOM, at, own_case};
use super::member::Member;
use crate::components::{Errors, Refused};
use crate::door::{Button, Lenient, Posted, Stop, onward};
use crate::enterprise::application::correct::{CorrectPage, Form, RequestPage};
use crate::enterprise::application::refused;
use crate::{View, file as kept};

/// `GET /enterprise/applications/{id}/correction`
pub async fn blank(member: Member, Path(id): Path<String>) -> Result<Response, Stop> {
    let case = own_case(&member, &id).await?.application;
    Ok(View(asking(&member, &case, Form::default(), Errors::none()).await?).into_response())
}

async fn asking(member: &Member, case: &Application, form: Form, errors: Errors) -> Result<CorrectPage, Stop> {
    let (_, closed) = member.app().own_corrections(&member.actor(), case).await?;
    let policy = member.app().policy_pinned(case.local_table.as_ref()).await?;
    Ok(CorrectPage::of(member.page(ROOM, ""), case, &policy.catalogue, closed.as_ref(), form, errors))
}

/// `POST /enterprise/applications/{id}/correction`
pub async fn ask(member: Member, Path(id): Path<String>, sent: Lenient) -> Result<Response, Stop> {
    let Lenient { form: sent, refused: unfit } = sent;
    let case = own_case(&member, &id).await?.application;
    let form = Form { fields: sent.fields };
    let attached = sent.files.clone();
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (edits, why) = match form.parse(attached.len()) {
        Ok(wanted) if unfit.is_empty() => wanted,
        read => {
            let mut errors = read.err().unwrap_or_default();
            // Why a file was not taken says more than that there is none.
            errors.list.retain(|(control, _)| unfit.of(control).is_none());
            let errors = Lenient::problems(errors, unfit, &attached);
            return Ok((status, View(asking(&member, &case, form, errors).await?)).into_response());
        }
    };
    let command = Command::RequestCorrection { application: case.id.clone(), edits, why, evidence: sent.files };
    match member.app().perform(&member.actor(), command, Some(&sent.once)).await {
        Ok(done) => Ok(onward(&format!("/enterprise/corrections/{}", done.id), &done)),
        Err(Undone::Refused(refusal)) => {
            let errors = Lenient::problems(Errors::none(), Errors::none(), &attached);
            let view = asking(&member, &case, form, errors).await?;
            Ok((status, View(CorrectPage { refused: Some(Refused::from(&refusal)), ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /enterprise/corrections/{id}`
pub async fn request(member: Member, Path(id): Path<String>) -> Result<Response, Stop> {
    Ok(View(shown(&member, &id).await?).into_response())
}

async fn shown(member: &Member, id: &str) -> Result<RequestPage, Stop> {
    let found = member.app().own_correction(&member.actor(), id).await.map_err(Stop::hiding)?;
    let policy = member.app().policy_pinned(found.case.local_table.as_ref()).await?;
    let files: Vec<(String, String)> = found.files.into_iter().map(|file| (file.id, file.name)).collect();
    let city = member.visit.city(found.request.city);
    Ok(RequestPage::of(member.page(ROOM, ""), &found.request, &policy.catalogue, &city, &files))
}

/// `POST /enterprise/corrections/{id}/withdraw`
pub async fn withdraw(member: Member, Path(id): Path<String>, posted: Posted<Button>) -> Result<Response, Stop> {
    let before = member.app().own_correction(&member.actor(), &id).await.map_err(Stop::hiding)?;
    let command = Command::WithdrawCorrection(CorrectionRequestId(id.clone()));
    match member.app().perform(&member.actor(), command, Some(&posted.once)).await {
        Ok(done) => Ok(onward(&at(&before.request.application), &done)),
        Err(Undone::Refused(refusal)) => {
            let view = RequestPage { errors: refused(&refusal), ..shown(&member, &id).await? };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /enterprise/corrections/{id}/files/{file}`
pub async fn file(member: Member, Path((id, file)): Path<(String, String)>) -> Result<Response, Stop> {
    let found = member.app().own_correction_file(&member.actor(), &id, &file).await.map_err(Stop::hiding)?;
    Ok(kept::show(&member.visit.house, &found.id, &found.media, &found.name).await)
}
