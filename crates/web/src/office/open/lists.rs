//! 名单 What is drawn up for many at once: notices, publicity, objections, announcements, yearly updates.

mod announcements;
mod compliance_lists;
mod consultations;
mod corrections;
mod imports;
mod local_tables;
mod notices;
mod objections;
mod publicity;
mod recommendations;
mod updates;

pub use publicity::Of;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::door::UPLOAD_LIMIT;
use crate::house::House;

/// Their addresses.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/office/notices", get(notices::list))
        .route("/office/notices/new", get(notices::blank).post(notices::first_saved))
        .route("/office/notices/{id}", get(notices::page))
        .route("/office/notices/{id}/draft", get(notices::draft).post(notices::saved))
        .route("/office/notices/{id}/publish", post(notices::publish))
        .route("/office/notices/{id}/batches/{batch}/extend", post(notices::extend))
        .route("/office/local-table", get(local_tables::list))
        .route("/office/local-table/new", get(local_tables::blank).post(local_tables::first_saved))
        .route("/office/local-table/{id}", get(local_tables::page))
        .route("/office/local-table/{id}/draft", get(local_tables::draft).post(local_tables::saved))
        .route("/office/local-table/{id}/effect", get(local_tables::effect))
        .route("/office/local-table/{id}/check", post(local_tables::check))
        .route("/office/local-table/{id}/publish", post(local_tables::publish))
        .route("/office/consultations", get(consultations::board))
        .route("/office/consultations/new", get(consultations::draft).post(consultations::ask))
        .route("/office/consultations/{id}", get(consultations::page))
        .route("/office/consultations/{id}/link", post(consultations::link))
        .route("/office/consultations/{id}/remind", post(consultations::remind))
        .route(
            "/office/consultations/{id}/reply",
            post(consultations::reply).layer(DefaultBodyLimit::max(UPLOAD_LIMIT)),
        )
        .route("/office/consultations/{id}/list.csv", get(consultations::list_csv))
        .route("/office/consultations/{id}/list.xlsx", get(consultations::list_xlsx))
        .route("/office/consultations/{id}/files/{file}", get(consultations::scan))
        .route("/office/imports", get(imports::list))
        .route(
            "/office/imports/new/{what}",
            get(imports::blank).post(imports::upload).layer(DefaultBodyLimit::max(UPLOAD_LIMIT)),
        )
        .route("/office/imports/{id}", get(imports::page))
        .route("/office/imports/{id}/answers", post(imports::answer))
        .route("/office/imports/{id}/confirm", post(imports::confirm))
        .route("/office/corrections", get(corrections::board))
        .route("/office/corrections/new", get(corrections::draft).post(corrections::propose))
        .route("/office/corrections/{id}", get(corrections::page))
        .route("/office/corrections/{id}/announce", post(corrections::announce))
        .route("/office/corrections/{id}/drop", post(corrections::give_up))
        .route("/office/correction-requests/{id}", get(corrections::request))
        .route("/office/correction-requests/{id}/opinion", post(corrections::examine))
        .route("/office/correction-requests/{id}/decision", post(corrections::decide))
        .route("/office/correction-requests/{id}/files/{file}", get(corrections::file))
        .route("/office/compliance-lists", get(compliance_lists::board).post(compliance_lists::register))
        .route(
            "/office/compliance-lists/new",
            get(compliance_lists::blank).post(compliance_lists::preview).layer(DefaultBodyLimit::max(UPLOAD_LIMIT)),
        )
        .route("/office/compliance-lists/{id}", get(compliance_lists::page))
        .route("/office/compliance-lists/{id}/rows/{row}", post(compliance_lists::resolve))
        .route("/office/recommendations/new", get(recommendations::preview).post(recommendations::recommend))
        .route("/office/recommendations/{id}", get(recommendations::list))
        .route("/office/publicity", get(publicity::board))
        .route("/office/publicity/new", get(publicity::preview).post(publicity::publish))
        .route("/office/publicity/{id}", get(publicity::list))
        .route("/office/publicity/{id}/file", post(publicity::file))
        .route("/office/objections", get(objections::list))
        .route("/office/objections/{id}", get(objections::page))
        .route("/office/objections/{id}/answer", post(objections::answer))
        .route("/office/objections/{id}/files/{file}", get(objections::file))
        .route("/office/updates", get(updates::list))
        .route("/office/updates/arrange", post(updates::arrange))
        .route("/office/updates/import", post(updates::import).layer(DefaultBodyLimit::max(UPLOAD_LIMIT)))
        .route("/office/updates/import/confirm", post(updates::imported))
        .route("/office/updates/confirm", post(updates::confirm))
        .route("/office/updates/{enterprise}", get(updates::page))
        .route("/office/updates/{enterprise}/excuse", post(updates::excuse))
        .route("/office/announcements/new", get(announcements::preview).post(announcements::prepare))
        .route("/office/announcements/{id}", get(announcements::page))
        .route("/office/announcements/{id}/paper", get(announcements::paper))
        .route(
            "/office/announcements/{id}/approve",
            post(announcements::approve).layer(DefaultBodyLimit::max(UPLOAD_LIMIT)),
        )
        .route("/office/announcements/{id}/drop", post(announcements::give_up))
        .route("/office/announcements/{id}/files/{file}", get(announcements::scan))
}
