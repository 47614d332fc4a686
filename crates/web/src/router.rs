//! 路由 Every address of the portal, in one place.

use axum::Router;

use crate::house::House;
use crate::{account, enterprise, look, office, public, security};

/// The portal of a house, with everything around it.
pub fn router(house: House) -> Router {
    let rooms = public::open::routes()
        .merge(account::open::routes())
        .merge(enterprise::open::routes())
        .merge(office::open::routes());
    security::secure(rooms.merge(look::router()).with_state(house))
}
