//! 路由 Every address of the portal, in one place.

use axum::Router;
use axum::routing::get;

use crate::house::House;
use crate::{look, public, security};

/// The portal of a house, with everything around it.
pub fn router(house: House) -> Router {
    let pages = Router::new().route("/", get(public::open::home));
    security::secure(pages.merge(look::router()).with_state(house))
}
