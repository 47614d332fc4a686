//! 开门 The doors of the enterprise's rooms: what is asked of the house, and which page answers.

mod applications;
mod carry;
mod case;
mod correct;
mod dossier;
mod goal;
mod home;
mod member;
mod messages;
mod names;
mod row;
mod submission;
mod team;
mod update;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::door::UPLOAD_LIMIT;
use crate::house::House;

pub use member::Member;

/// Every address of an enterprise.
pub fn routes() -> Router<House> {
    let files = DefaultBodyLimit::max(UPLOAD_LIMIT);
    Router::new()
        .route("/enterprise", get(home::home))
        .route("/enterprise/standing", get(home::standing))
        .route("/enterprise/dossier", get(dossier::overview))
        .route("/enterprise/dossier/{section}", get(dossier::section).post(dossier::save).layer(files))
        .route("/enterprise/dossier/{section}/live", post(dossier::live))
        .route("/enterprise/dossier/{section}/{record}/{at}", get(row::row).post(row::save))
        .route("/enterprise/names", get(names::names).post(names::state))
        .route("/enterprise/evidence/{id}", get(dossier::evidence))
        .route("/enterprise/applications", get(applications::list).post(applications::begin))
        .route("/enterprise/applications/new", get(applications::new))
        .route("/enterprise/applications/{id}", get(case::page))
        .route("/enterprise/applications/{id}/check", get(submission::check))
        .route(
            "/enterprise/applications/{id}/declaration",
            get(submission::declaration).post(submission::submit).layer(files),
        )
        .route("/enterprise/applications/{id}/print", get(case::print))
        .route("/enterprise/applications/{id}/receipt", get(case::receipt))
        .route("/enterprise/applications/{id}/answers/{question}", post(case::answer))
        .route("/enterprise/applications/{id}/withdrawal", get(case::withdrawal).post(case::withdraw))
        .route("/enterprise/applications/{id}/correction", get(correct::blank).post(correct::ask).layer(files))
        .route("/enterprise/corrections/{id}", get(correct::request))
        .route("/enterprise/corrections/{id}/withdraw", post(correct::withdraw))
        .route("/enterprise/corrections/{id}/files/{file}", get(correct::file))
        .route("/enterprise/update", get(update::page).post(update::file))
        .route("/enterprise/messages", get(messages::list))
        .route("/enterprise/messages/read", post(messages::read))
        .route("/self-test/carry", post(carry::carry))
        .route("/enterprise/team", get(team::team))
        .route("/enterprise/team/bind", post(team::bind).layer(files))
        .route("/enterprise/team/paper", post(team::paper).layer(files))
}
