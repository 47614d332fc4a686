//! 曾用名 What the enterprise says of its names of before.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use titian_app::command::{Command, Failure as Undone};

use super::member::Member;
use crate::View;
use crate::components::{Errors, Refused};
use crate::door::{Posted, Stop, onward};
use crate::enterprise::names::{Form, Names};

const HERE: &str = "/enterprise/names";

/// `GET /enterprise/names`
pub async fn names(member: Member) -> Result<Response, Stop> {
    Ok(View(shown(&member, Form::default(), Errors::none())?).into_response())
}

fn shown(member: &Member, form: Form, errors: Errors) -> Result<Names, Stop> {
    let own = &member.own()?.enterprise;
    let page = member.page("/enterprise/dossier", "曾用名").under("企业档案", "/enterprise/dossier");
    Ok(Names::of(page, &own.name, &own.former, form, errors))
}

/// `POST /enterprise/names`
pub async fn state(member: Member, posted: Posted<Form>) -> Result<Response, Stop> {
    let Posted { form, once, .. } = posted;
    let wrong = |view| (StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response();
    let (name, until) = match form.parse(member.today()) {
        Ok(read) => read,
        Err(errors) => return Ok(wrong(shown(&member, form, errors)?)),
    };
    let enterprise = member.own()?.enterprise.id.clone();
    match member.app().perform(&member.actor(), Command::StateFormerName { enterprise, name, until }, Some(&once)).await
    {
        Ok(done) => Ok(onward(HERE, &done)),
        Err(Undone::Refused(refusal)) => {
            let view = shown(&member, form, Errors::none())?;
            Ok(wrong(Names { refused: Some(Refused::from(&refusal)), ..view }))
        }
        Err(failure) => Err(failure.into()),
    }
}
