//! 申报 The queue, one case, and the leader's desk.

use axum::Router;

use crate::house::House;

/// Their addresses.
pub fn routes() -> Router<House> {
    Router::new()
}
