//! 成批办理 Many cases in hand returned, or proposed to pass: looked at first, then done, all that is ticked or none.

use axum::http::StatusCode;
use axum::response::IntoResponse;
use titian_app::command::{Command, Failure as Undone};
use titian_app::permission::Act;
use titian_domain::id::ApplicationId;

use super::super::officer::Officer;
use super::super::refused;
use super::bench::{Answer, wanting};
use super::queue;
use crate::View;
use crate::components::Errors;
use crate::door::{Posted, onward};
use crate::office::queue::{Queue, TakeUp};
use crate::office::together::{Form, Together};

const DESK: &str = "/office";

/// `POST /office/together`
pub async fn preview(posted: Posted<Form>) -> Answer {
    let officer = Officer::of(posted.visit, DESK).await?;
    officer.must(Act::Review)?;
    let ids = posted.form.cases();
    if ids.is_empty() {
        let (base, query) = queue::back(posted.form.boxes.get("back").map_or(DESK, String::as_str));
        let view = queue::page(&officer, base, query, TakeUp::default()).await?;
        let errors = Errors {
            lead: "没有勾选任何一件。请在左边勾选，再按“拟办”或者“退回”。".into(), ..Errors::none()
        };
        return wanting(Queue { errors, ..view });
    }
    Ok(View(looked(&officer, &ids, posted.form).await?).into_response())
}

async fn looked(officer: &Officer, ids: &[ApplicationId], form: Form) -> Result<Together, Undone> {
    let all = officer.app().would(&officer.actor(), ids, &form.looked()).await?;
    Ok(Together::of(officer.page(DESK, ""), &all, form))
}

/// `POST /office/together/confirm`
pub async fn confirm(posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, DESK).await?;
    officer.must(Act::Review)?;
    let (list, what) = match form.parse() {
        Ok(asked) => asked,
        Err(errors) => {
            let view = looked(&officer, &form.shown(), form.clone()).await?;
            return wanting(Together { errors, ..view });
        }
    };
    match officer.app().perform(&officer.actor(), Command::Together { list, what }, Some(&once)).await {
        Ok(done) => Ok(onward(DESK, &done)),
        Err(Undone::Refused(refusal)) => {
            let (_, refused) = refused(&refusal, false, &[]);
            let view = looked(&officer, &form.shown(), form.clone()).await?;
            Ok((StatusCode::CONFLICT, View(Together { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}
