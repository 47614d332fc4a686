//! 开门 The doors of the offices' rooms: what is asked of the house, and which page answers.

mod cases;
mod draws;
mod lists;
mod officer;
mod people;
mod visits;
mod work;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use titian_domain::refusal::Refusal;

use crate::View;
use crate::components::Refused;
use crate::door::Stop;
use crate::house::House;

/// What a handler answers, or why it goes no further.
type Answer = Result<Response, Stop>;

/// Every address of the offices and of those who administer the house.
pub fn routes() -> Router<House> {
    cases::routes()
        .merge(draws::routes())
        .merge(visits::routes())
        .merge(lists::routes())
        .merge(people::routes())
        .merge(work::routes())
}

/// A page.
fn sent(view: impl Template) -> Answer {
    Ok(View(view).into_response())
}

/// A page that comes back with what has to be put right.
fn wrong(view: impl Template) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response())
}

/// How a page is answered that shows a refusal. `overtaken`: somebody else has done it meanwhile; then what was `typed`
/// is shown, since the form for it may be gone.
fn refused(refusal: &Refusal, overtaken: bool, typed: &[(&str, &str)]) -> (StatusCode, Option<Refused>) {
    if overtaken {
        (StatusCode::CONFLICT, Some(Refused::overtaken(refusal, typed)))
    } else {
        (StatusCode::UNPROCESSABLE_ENTITY, Some(Refused::from(refusal)))
    }
}
