//! 保存的筛选 Filters of the queue that somebody keeps for themselves.

use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use titian_app::command::{Command, Failure as Undone};

use super::super::officer::Officer;
use super::bench::Answer;
use super::queue;
use crate::View;
use crate::components::Refused;
use crate::door::{Posted, onward};
use crate::office::queue::{Queue, TakeUp};

/// What is posted: the name, and the list that is kept or comes back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    name: String,
    back: String,
}

/// `POST /office/filters`
pub async fn save(posted: Posted<Form>) -> Answer {
    let (base, query) = queue::back(&posted.form.back);
    // What is kept is what the list reads out of it, not what was posted.
    let address = query.filter().address(base);
    let kept = address.split_once('?').map_or("", |(_, query)| query).to_owned();
    let command = Command::SaveFilter { name: posted.form.name.clone(), query: kept };
    done(posted, command).await
}

/// `POST /office/filters/forget`
pub async fn forget(posted: Posted<Form>) -> Answer {
    let command = Command::ForgetFilter(posted.form.name.clone());
    done(posted, command).await
}

async fn done(posted: Posted<Form>, command: Command) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, "/office").await?;
    let (base, query) = queue::back(&form.back);
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&query.filter().address(base), &done)),
        Err(Undone::Refused(refusal)) => {
            let view = queue::page(&officer, base, query, TakeUp::default()).await?;
            let view = Queue { refused: Some(Refused::from(&refusal)), filter_name: form.name, ..view };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}
