//! 路由 Every address of the portal, in one place.

use axum::Router;

use crate::house::House;
use crate::{look, public, security};

/// The portal of a house, with everything around it.
pub fn router(house: House) -> Router {
    security::secure(public::open::routes().merge(look::router()).with_state(house))
}
