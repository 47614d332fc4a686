//! 年度更新 The yearly update (A14): looked at beside the last filing, declared and filed.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use titian_app::command::{Command, Failure as Undone};

use super::member::Member;
use crate::View;
use crate::components::Errors;
use crate::door::{Posted, Stop, onward};
use crate::enterprise::application::refused;
use crate::enterprise::update::{UpdateForm, UpdatePage};

/// The room, in the navigation and as an address.
const ROOM: &str = "/enterprise/update";

/// Which year is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    year: String,
}

/// The year asked for; what is none is this one.
fn year(text: &str, member: &Member) -> i16 {
    let this = member.today().year();
    text.parse().ok().filter(|year| (2000..=this + 1).contains(year)).unwrap_or(this)
}

async fn shown(member: &Member, year: i16) -> Result<UpdatePage, Stop> {
    let own = member.own()?;
    let update = member.app().own_update(&member.actor(), year).await?;
    let page = member.page("/enterprise", "");
    Ok(UpdatePage::of(page, &own.enterprise.name, member.policy(), year, &update, member.today()))
}

/// `GET /enterprise/update`
pub async fn page(member: Member, Query(asked): Query<Asked>) -> Result<Response, Stop> {
    Ok(View(shown(&member, year(&asked.year, &member)).await?).into_response())
}

/// `POST /enterprise/update`
pub async fn file(posted: Posted<UpdateForm>) -> Result<Response, Stop> {
    let Posted { visit, mut form, once } = posted;
    let member = Member::of(visit, ROOM).await?;
    let enterprise = member.own()?.enterprise.id.clone();
    let year = year(&form.year, &member);
    let mut errors = form.errors();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if errors.is_empty() {
        let (declared, name) = (form.declared.clone(), form.name.clone());
        let command = Command::FileUpdate { enterprise, year, declared, name };
        match member.app().perform(&member.actor(), command, Some(&once)).await {
            Ok(done) => return Ok(onward(&format!("{ROOM}?year={year}"), &done)),
            Err(Undone::Refused(refusal)) => errors = refused(&refusal),
            Err(Undone::NotAllowed(not)) => {
                status = StatusCode::FORBIDDEN;
                errors = Errors { lead: format!("{not}。账号核验通过以后才能提交。"), list: vec![] };
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    let view = shown(&member, year).await?;
    if form.declared != view.digest {
        // What was ticked was about another content.
        form.truth.clear();
    }
    Ok((status, View(UpdatePage { form, errors, ..view })).into_response())
}
