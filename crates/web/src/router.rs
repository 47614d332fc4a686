//! 路由 Every address of the portal, in one place.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};

use crate::house::House;
use crate::{account, department, door, enterprise, look, office, porter, public, security};

/// The portal of a house, with everything around it.
pub fn router(house: House) -> Router {
    let rooms = public::open::routes()
        .merge(account::open::routes())
        .merge(enterprise::open::routes())
        .merge(office::open::routes())
        .merge(department::open::routes());
    let rooms = rooms.layer(from_fn(door::said_once)).merge(look::router());
    security::secure(rooms.layer(from_fn_with_state(house.clone(), porter::admit)).with_state(house))
}
