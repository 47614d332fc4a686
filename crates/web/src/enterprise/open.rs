//! 开门 The doors of the enterprise's rooms: what is asked of the house, and which page answers.

use axum::Router;

use crate::house::House;

/// Every address of an enterprise.
pub fn routes() -> Router<House> {
    Router::new()
}
