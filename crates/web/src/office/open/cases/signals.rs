//! 风险提示 What is worth a second look, and saying that one has looked (A9.2).

use axum::extract::Path;
use axum::response::IntoResponse;
use titian_app::command::Command;

use super::bench::{Answer, Bench, Came, none, wanting};
use crate::View;
use crate::door::{Posted, Visit};
use crate::office::review::signals::{Form, SignalsPage};

/// `GET /office/applications/{id}/signals`
pub async fn signals(visit: Visit, Path(id): Path<String>) -> Answer {
    let bench = Bench::of(visit, &id).await?;
    Ok(View(SignalsPage::of(&bench.docket()?, &Form::default(), none())).into_response())
}

/// `POST /office/applications/{id}/signals`
pub async fn look_into(Path(id): Path<String>, posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    let read = match form.parse() {
        Ok(read) => read,
        Err(errors) => return wanting(SignalsPage::of(&bench.docket()?, &form, errors)),
    };
    let command = Command::LookInto {
        application: bench.case.application.id.clone(),
        signal: read.signal,
        digest: read.digest,
        note: read.note,
    };
    let to = bench.href("signals");
    let typed = [("看了什么，结果怎样", form.note())];
    match bench.perform(vec![command], &once, &to, |docket| docket.may_look, &typed).await? {
        Came::On(answer) => Ok(answer),
        Came::Back(now, status, refused) => {
            let view = SignalsPage { refused, ..SignalsPage::of(&now.docket()?, &form, none()) };
            Ok((status, View(view)).into_response())
        }
    }
}
