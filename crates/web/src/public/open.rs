//! What the public opens: values for the pages, read from the house, and forms that come back.

pub(crate) mod accounts;
mod corrections;
mod draws;
mod home;
mod objection;
mod papers;
mod register;
mod rules;
mod self_test;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use crate::door::UPLOAD_LIMIT;
use crate::house::House;

/// Every address of the public.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/", get(home::home))
        .route("/self-test", get(self_test::blank).post(self_test::again))
        .route("/self-test/result", axum::routing::post(self_test::result))
        .route("/self-test/standing", axum::routing::post(self_test::again))
        .route("/notices", get(papers::list))
        .route("/notices/{id}", get(papers::notice))
        .route("/draws", get(draws::list))
        .route("/draws/{id}", get(draws::page))
        .route("/draws/{id}/files/draw.json", get(draws::file))
        .route("/publicity/{id}", get(papers::publicity))
        .route(
            "/publicity/{id}/object",
            get(objection::blank).post(objection::raise).layer(DefaultBodyLimit::max(UPLOAD_LIMIT)),
        )
        .route("/objections", get(objection::ask).post(objection::asked))
        .route("/announcements/{id}", get(papers::announcement))
        .route("/corrections/{id}", get(corrections::page))
        .route("/register", get(register::search))
        .route("/register.csv", get(register::list))
        .route("/register/{code}", get(register::entry))
        .route("/verify", get(register::verify))
        .route("/regulation", get(rules::regulation))
        .route("/sources", get(rules::sources))
        .route("/about", get(rules::about))
        .route("/accessibility", get(rules::accessibility))
        .route("/recover", get(rules::recover))
        .route("/sign-in", get(accounts::sign_in).post(accounts::signed_in))
        .route("/sign-in/code", axum::routing::post(accounts::code))
        .route("/sign-out", axum::routing::post(accounts::sign_out))
        .route("/sign-up", get(accounts::sign_up).post(accounts::signed_up))
}
