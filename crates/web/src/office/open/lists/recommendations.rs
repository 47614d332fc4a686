//! 推荐 What an office recommends to the level above (A10.2, A11).

use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use titian_app::command::{Command, Failure as Undone};
use titian_app::query::ToRecommend;
use titian_domain::application::Desk;
use titian_domain::id::BatchId;

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use super::publicity::{Of, board_name, office_name};
use crate::View;
use crate::components::Errors;
use crate::door::{Posted, Stop, onward};
use crate::office::recommendation::list::List;
use crate::office::recommendation::preview::{Form, Preview};

const ROOM: &str = "/office/publicity";
const HERE: &str = "/office/recommendations";

/// `GET /office/recommendations/new`
pub async fn preview(officer: Officer, Query(of): Query<Of>) -> Answer {
    let found = officer.app().to_recommend(&officer.actor(), &BatchId(of.batch)).await?;
    sent(previewed(&officer, &found, Form::default(), Errors::none()))
}

fn previewed(officer: &Officer, found: &ToRecommend, form: Form, errors: Errors) -> Preview {
    let page = officer.page(ROOM, "准备推荐").under(board_name(officer), ROOM);
    let (desk, cases) = (Desk::of(found.office), (&found.cases[..], &found.against));
    let mut view = Preview::of(page, &found.policy, &found.batch, desk, cases, form, errors);
    view.page.title = match (view.ready.len(), view.others.len()) {
        (0, _) => "还没有可以推荐的企业".into(),
        (ready, 0) => format!("推荐名单：{ready}\u{a0}家可以推荐"),
        (ready, others) => format!("推荐名单：{ready}\u{a0}家可以推荐，{others}\u{a0}家不能"),
    };
    view
}

/// `POST /office/recommendations/new`
pub async fn recommend(posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let batch = BatchId(form.batch.trim().to_owned());
    let found = officer.app().to_recommend(&officer.actor(), &batch).await?;
    let wanted = match form.parse() {
        Ok(wanted) => wanted,
        Err(errors) => return wrong(previewed(&officer, &found, form, errors)),
    };
    let listed: Vec<String> = wanted.list.iter().map(|(id, _)| id.to_string()).collect();
    let command = Command::Recommend { batch, office: found.office, number: wanted.number, list: wanted.list };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{HERE}/{}", done.id), &done)),
        Err(Undone::Refused(refusal)) => {
            let found = officer.app().to_recommend(&officer.actor(), &found.batch.id).await?;
            let view = previewed(&officer, &found, form, Errors::none());
            let gone = listed.iter().any(|id| !view.ready.iter().any(|one| one.id == *id));
            let (status, refused) = refused(&refusal, gone, &[]);
            Ok((status, View(Preview { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /office/recommendations/{id}`
pub async fn list(officer: Officer, Path(id): Path<String>) -> Answer {
    let found = officer.app().recommended(&officer.actor(), &id).await.map_err(Stop::hiding)?;
    let (list, cases, by) = (&found.list, &found.cases, &found.by);
    let office = office_name(&officer, list.office);
    let page = officer.page(ROOM, format!("推荐名单：{}\u{a0}家", list.list.len())).under(board_name(&officer), ROOM);
    sent(List::of(page, list, cases, &office, by))
}
