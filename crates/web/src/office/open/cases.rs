//! 申报 The queue, one case, and the leader's desk.

mod bench;
mod checks;
mod decide;
mod many;
mod queue;
mod ruling;
mod saved;
mod signals;
mod together;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::door::UPLOAD_LIMIT;
use crate::house::House;

/// Their addresses.
pub fn routes() -> Router<House> {
    let files = || DefaultBodyLimit::max(UPLOAD_LIMIT);
    Router::new()
        .route("/office", get(queue::desk))
        .route("/office/applications", get(queue::all))
        .route("/office/applications/take-up", post(many::take_up))
        .route("/office/applications/{id}", get(bench::case))
        .route("/office/applications/{id}/take-up", post(bench::take_up))
        .route("/office/applications/{id}/history", get(bench::history))
        .route("/office/applications/{id}/notes", post(bench::note))
        .route("/office/applications/{id}/questions", post(bench::ask))
        .route("/office/applications/{id}/recusal", post(bench::recuse))
        .route("/office/applications/{id}/county", post(bench::county))
        .route("/office/applications/{id}/files/{file}", get(bench::file))
        .route("/office/applications/{id}/items/{item}", get(ruling::item).post(ruling::rule))
        .route("/office/applications/{id}/items/{item}/try", post(ruling::effect))
        .route("/office/applications/{id}/rest", get(ruling::rest).post(ruling::accept_rest))
        .route("/office/applications/{id}/gates", get(checks::gates).post(checks::check).layer(files()))
        .route("/office/applications/{id}/names", post(checks::name))
        .route("/office/applications/{id}/inspection", get(checks::inspection).post(checks::visit).layer(files()))
        .route("/office/applications/{id}/signals", get(signals::signals).post(signals::look_into))
        .route("/office/applications/{id}/correction", get(decide::correction).post(decide::send_for_correction))
        .route("/office/applications/{id}/conclusion", get(decide::conclusion).post(decide::conclude))
        .route("/office/applications/{id}/approval", get(decide::approval).post(decide::approve))
        .route("/office/applications/{id}/send-back", post(decide::send_back))
        .route("/office/filters", post(saved::save))
        .route("/office/filters/forget", post(saved::forget))
        .route("/office/together", post(together::preview))
        .route("/office/together/confirm", post(together::confirm))
        .route("/office/approvals", post(many::approvals))
        .route("/office/approvals/agree", post(many::agree))
}
