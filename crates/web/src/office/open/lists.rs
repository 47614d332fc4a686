//! 名单 What is drawn up for many at once: notices, publicity, objections, announcements.

use axum::Router;

use crate::house::House;

/// Their addresses.
pub fn routes() -> Router<House> {
    Router::new()
}
