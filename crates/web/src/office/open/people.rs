//! 人员与审计 Accounts, roles, and who did and read what.

use axum::Router;

use crate::house::House;

/// Their addresses.
pub fn routes() -> Router<House> {
    Router::new()
}
