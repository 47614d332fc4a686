//! 开门 The doors of the offices' rooms: what is asked of the house, and which page answers.

mod cases;
mod lists;
mod officer;
mod people;

use axum::Router;
use axum::http::StatusCode;
use titian_domain::refusal::Refusal;

use crate::components::Refused;
use crate::house::House;

/// Every address of the offices and of those who administer the house.
pub fn routes() -> Router<House> {
    cases::routes().merge(lists::routes()).merge(people::routes())
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
