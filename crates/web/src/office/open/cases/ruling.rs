//! 逐项审核 One question after the other, and accepting the rest.

use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use serde::Deserialize;
use titian_domain::application::Command;

use super::bench::{Answer, Bench, Came, in_hand, none, wanting};
use crate::View;
use crate::door::{Posted, Stop, Visit};
use crate::office::review::item::{Adjustment, Form, Item, adjustments};
use crate::office::review::rest::{self, Rest};
use crate::office::review::{Docket, Matter};

/// Which file is in sight.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InSight {
    /// Its id; the first one if empty.
    pub file: String,
}

/// `GET /office/applications/{id}/items/{item}`
pub async fn item(visit: Visit, Path((id, item)): Path<(String, String)>, Query(sight): Query<InSight>) -> Answer {
    let bench = Bench::of(visit, &id).await?;
    let docket = bench.docket()?;
    let file = Some(sight.file.as_str()).filter(|file| !file.is_empty());
    Ok(View(Item::of(&docket, &item, file).ok_or_else(Stop::missing)?).into_response())
}

/// `POST /office/applications/{id}/items/{item}`
pub async fn rule(Path((id, item)): Path<(String, String)>, posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    let (ruling, next, typed) = {
        let docket = bench.docket()?;
        let matter = docket.matter(&item).ok_or_else(Stop::missing)?;
        match form.parse(&docket, matter) {
            Ok(ruling) => (ruling, next(&docket, &item), typed(&docket, matter, &form)),
            Err(errors) => return wanting(Item::with(&docket, matter, None, form, errors)),
        }
    };
    let to = bench.href(&next);
    let typed: Vec<(&str, &str)> = typed.iter().map(|(label, text)| (label.as_str(), text.as_str())).collect();
    let command = Command::Rule { rulings: vec![(item.clone(), ruling)] };
    match bench.act(command, &once, &to, in_hand, &typed).await? {
        Came::On(answer) => Ok(answer),
        Came::Back(now, status, refused) => {
            let docket = now.docket()?;
            let matter = docket.matter(&item).ok_or_else(Stop::missing)?;
            let view = Item { refused, ..Item::with(&docket, matter, None, form.clone(), none()) };
            Ok((status, View(view)).into_response())
        }
    }
}

/// What was typed, by label: shown where the case is in other hands by now.
fn typed(docket: &Docket<'_>, matter: Matter<'_>, form: &Form) -> Vec<(String, String)> {
    let figure = |one: &Adjustment<'_>| form.figures.get(&one.name()).map(|text| (one.label(), text.clone()));
    let mut typed: Vec<(String, String)> = adjustments(docket, matter).iter().filter_map(figure).collect();
    if form.ruling != "adjust" {
        typed.clear();
    }
    typed.push(("理由".into(), form.why.clone()));
    typed.push(("请企业补正什么".into(), form.what.clone()));
    typed
}

/// Where one goes on from a question: to the one after it, or to the conclusion.
fn next(docket: &Docket<'_>, item: &str) -> String {
    let matters = docket.matters();
    let after = matters.iter().skip_while(|matter| matter.id() != item).nth(1);
    after.map_or_else(|| "conclusion".into(), |matter| format!("items/{}", matter.id()))
}

/// `POST /office/applications/{id}/items/{item}/try`: what a ruling would come to, while it is typed; the script takes
/// that part out of the page.
pub async fn effect(Path((id, item)): Path<(String, String)>, posted: Posted<Form>) -> Answer {
    let bench = Bench::of(posted.visit, &id).await?;
    let docket = bench.docket()?;
    let matter = docket.matter(&item).ok_or_else(Stop::missing)?;
    Ok(View(Item::with(&docket, matter, None, posted.form, none())).into_response())
}

/// `GET /office/applications/{id}/rest`
pub async fn rest(visit: Visit, Path(id): Path<String>) -> Answer {
    let bench = Bench::of(visit, &id).await?;
    Ok(View(Rest::of(&bench.docket()?, &rest::Form::default(), none())).into_response())
}

/// `POST /office/applications/{id}/rest`
pub async fn accept_rest(Path(id): Path<String>, posted: Posted<rest::Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    let rulings = {
        let docket = bench.docket()?;
        match form.parse(&docket) {
            Ok(rulings) => rulings,
            Err(errors) => return wanting(Rest::of(&docket, &form, errors)),
        }
    };
    let to = bench.href("conclusion");
    match bench.act(Command::Rule { rulings }, &once, &to, in_hand, &[]).await? {
        Came::On(answer) => Ok(answer),
        Came::Back(now, status, refused) => {
            let view = Rest { refused, ..Rest::of(&now.docket()?, &form, none()) };
            Ok((status, View(view)).into_response())
        }
    }
}
