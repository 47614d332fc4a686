//! 路由 Every address of the portal, in one place.

use axum::Router;
use axum::middleware::from_fn;

use crate::house::House;
use crate::{account, door, enterprise, look, office, public, security};

/// The portal of a house, with everything around it.
pub fn router(house: House) -> Router {
    let rooms = public::open::routes()
        .merge(account::open::routes())
        .merge(enterprise::open::routes())
        .merge(office::open::routes());
    security::secure(rooms.layer(from_fn(door::said_once)).merge(look::router()).with_state(house))
}
