//! 人员与审计 Accounts, roles, and who did and read what.

mod accounts;
mod audit;
mod members;
mod officers;

use axum::Router;
use axum::routing::{get, post};

use crate::house::House;

/// Their addresses.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/office/accounts", get(accounts::list))
        .route("/office/accounts/{id}", post(accounts::vouch))
        .route("/office/accounts/{id}/licence", get(accounts::licence))
        .route("/office/members", get(members::list))
        .route("/office/members/{id}", get(members::page))
        .route("/office/members/{id}/reset", post(members::reset))
        .route("/office/members/{id}/disable", post(members::disable))
        .route("/office/officers", get(officers::list).post(officers::open))
        .route("/office/officers/{id}", get(officers::page))
        .route("/office/officers/{id}/grant", post(officers::grant))
        .route("/office/officers/{id}/revoke", post(officers::revoke))
        .route("/office/officers/{id}/reset", post(officers::reset))
        .route("/office/officers/{id}/disable", post(officers::disable))
        .route("/office/audit", get(audit::reads))
        .route("/office/audit/cases", get(audit::find))
        .route("/office/audit/cases/{id}", get(audit::journal))
        .route("/office/permissions", get(audit::permissions))
}
