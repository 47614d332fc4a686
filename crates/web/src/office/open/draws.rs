//! 抽查抽签 The draws of an office: prepared, fixed, opened, or given up.

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use titian_app::command::{Command, Failure as Undone};
use titian_app::query::{OneDraw, ToDraw};
use titian_domain::draw::Stage;
use titian_domain::id::{BatchId, DrawId};
use titian_domain::refusal::Refusal;
use titian_rulebook::region::DivisionCode;

use super::lists::Of;
use super::officer::Officer;
use super::{Answer, refused, sent, wrong};
use crate::View;
use crate::components::Errors;
use crate::door::{Posted, onward};
use crate::house::House;
use crate::office::draw::board::Board;
use crate::office::draw::form::{Form, Prepare};
use crate::office::draw::page::{DrawPage, Fix, GiveUp, Open, Reader};

const ROOM: &str = "/office/draws";
const NAME: &str = "抽查抽签";

/// Their addresses.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/office/draws", get(board))
        .route("/office/draws/new", get(blank).post(first_saved))
        .route("/office/draws/{id}", get(page))
        .route("/office/draws/{id}/edit", get(edit).post(saved))
        .route("/office/draws/{id}/fix", post(fix))
        .route("/office/draws/{id}/open", post(open))
        .route("/office/draws/{id}/drop", post(give_up))
}

/// `GET /office/draws`
async fn board(officer: Officer) -> Answer {
    let found = officer.app().draws(&officer.actor()).await?;
    let draws = found.draws.iter().map(|(draw, _)| draw);
    let ready = found.ready.iter().map(|(batch, free)| (batch, *free));
    sent(Board::of(officer.page(ROOM, NAME), draws, ready))
}

/// The office that draws, by name.
fn office(officer: &Officer, city: Option<DivisionCode>) -> String {
    city.map_or_else(|| "自治区".to_owned(), |city| officer.visit.city(city))
}

fn preparing(officer: &Officer, found: &ToDraw, action: String, form: Form, errors: Errors) -> Prepare {
    let page = officer.page(ROOM, "拟定抽签").under(NAME, ROOM);
    Prepare::of(page, action, &found.batch, &found.candidates, &found.inspectors, form, errors)
}

/// `GET /office/draws/new`
async fn blank(officer: Officer, Query(of): Query<Of>) -> Answer {
    let found = officer.app().to_draw(&officer.actor(), &BatchId(of.batch), None).await?;
    let form = Form::fresh(&found.batch, &office(&officer, found.city));
    sent(preparing(&officer, &found, format!("{ROOM}/new"), form, Errors::none()))
}

/// `POST /office/draws/new`
async fn first_saved(posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    prepare(&officer, None, form, &once).await
}

/// `GET /office/draws/{id}/edit`
async fn edit(officer: Officer, Path(id): Path<String>) -> Answer {
    let one = officer.app().draw(&officer.actor(), &id).await?;
    let found = officer.app().to_draw(&officer.actor(), &one.draw.batch, Some(&one.draw.id)).await?;
    let form = Form::of(&one.draw, one.version);
    sent(preparing(&officer, &found, format!("{ROOM}/{id}/edit"), form, Errors::none()))
}

/// `POST /office/draws/{id}/edit`
async fn saved(Path(id): Path<String>, posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    prepare(&officer, Some(DrawId(id)), form, &once).await
}

async fn prepare(officer: &Officer, id: Option<DrawId>, form: Form, once: &str) -> Answer {
    let batch = BatchId(form.batch.trim().to_owned());
    let found = officer.app().to_draw(&officer.actor(), &batch, id.as_ref()).await?;
    let action = id.as_ref().map_or_else(|| format!("{ROOM}/new"), |id| format!("{ROOM}/{id}/edit"));
    let proposal = match form.parse(found.city, &found.inspectors, &officer.person.account) {
        Ok(proposal) => Box::new(proposal),
        Err(errors) => return wrong(preparing(officer, &found, action, form, errors)),
    };
    let draw = id.map(|id| (id, form.seen.parse().unwrap_or(0)));
    match officer
        .app()
        .perform(&officer.actor(), Command::PrepareDraw { draw: draw.clone(), proposal }, Some(once))
        .await
    {
        Ok(done) => Ok(onward(&format!("{ROOM}/{}", done.id), &done)),
        Err(Undone::Refused(refusal)) => {
            let overtaken = match &draw {
                Some((id, seen)) => officer.app().draw(&officer.actor(), id.as_str()).await?.version != *seen,
                None => false,
            };
            let (status, refused) = refused(&refusal, overtaken, &[]);
            let view = Prepare { refused, ..preparing(officer, &found, action, form, Errors::none()) };
            Ok((status, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn found(officer: &Officer, id: &str) -> Result<OneDraw, Undone> {
    officer.app().draw(&officer.actor(), id).await
}

fn shown(officer: &Officer, one: &OneDraw) -> DrawPage {
    let page = officer.page(ROOM, &one.draw.title).under(NAME, ROOM);
    let reader = Reader { draws: one.draws, version: one.version, today: officer.app().clock.today() };
    DrawPage::of(page, &one.draw, &one.moved, &one.visited, reader)
}

/// `GET /office/draws/{id}`
async fn page(officer: Officer, Path(id): Path<String>) -> Answer {
    sent(shown(&officer, &found(&officer, &id).await?))
}

/// What is answered where an act was refused: the draw as it stands now.
async fn back(
    officer: &Officer,
    id: &str,
    refusal: &Refusal,
    still: impl Fn(&Stage) -> bool,
    typed: &[(&str, &str)],
    filled: impl FnOnce(DrawPage) -> DrawPage,
) -> Answer {
    let now = found(officer, id).await?;
    let (status, refused) = refused(refusal, !still(&now.draw.stage), typed);
    let view = DrawPage { refused, ..filled(shown(officer, &now)) };
    Ok((status, View(view)).into_response())
}

/// `POST /office/draws/{id}/fix`
async fn fix(Path(id): Path<String>, posted: Posted<Fix>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let source = match form.parse() {
        Ok(source) => source,
        Err(errors) => {
            let one = found(&officer, &id).await?;
            return wrong(DrawPage { fix: form, errors, ..shown(&officer, &one) });
        }
    };
    let command = Command::FixDraw { draw: DrawId(id.clone()), seen: form.seen.parse().unwrap_or(0), source };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let typed = [("公开值", form.what.as_str())];
            let filled = |page: DrawPage| {
                // Who reads it as it is now, fixes it as it is now.
                let seen = page.fix.seen.clone();
                DrawPage { fix: Fix { seen, ..form.clone() }, ..page }
            };
            back(&officer, &id, &refusal, |stage| *stage == Stage::Prepared, &typed, filled).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/draws/{id}/open`
async fn open(Path(id): Path<String>, posted: Posted<Open>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let value = match form.parse() {
        Ok(value) => value,
        Err(errors) => {
            let one = found(&officer, &id).await?;
            return wrong(DrawPage { opening: form, errors, ..shown(&officer, &one) });
        }
    };
    let command = Command::OpenDraw { draw: DrawId(id.clone()), value };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let typed = [("公布的值", form.value.as_str())];
            let filled = |page: DrawPage| DrawPage { opening: form.clone(), ..page };
            back(&officer, &id, &refusal, |stage| matches!(stage, Stage::Fixed(_)), &typed, filled).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/draws/{id}/drop`
async fn give_up(Path(id): Path<String>, posted: Posted<GiveUp>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let reason = match form.parse() {
        Ok(reason) => reason,
        Err(errors) => {
            let one = found(&officer, &id).await?;
            return wrong(DrawPage { dropping: form, errors, ..shown(&officer, &one) });
        }
    };
    let command = Command::DropDraw { draw: DrawId(id.clone()), reason };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let typed = [("理由", form.reason.as_str())];
            let filled = |page: DrawPage| DrawPage { dropping: form.clone(), ..page };
            let still = |stage: &Stage| matches!(stage, Stage::Prepared | Stage::Fixed(_));
            back(&officer, &id, &refusal, still, &typed, filled).await
        }
        Err(failure) => Err(failure.into()),
    }
}
