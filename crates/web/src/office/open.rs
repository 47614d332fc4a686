//! 开门 The doors of the offices' rooms: what is asked of the house, and which page answers.

mod cases;
mod lists;
mod people;

use axum::Router;

use crate::house::House;

/// Every address of the offices and of those who administer the house.
pub fn routes() -> Router<House> {
    cases::routes().merge(lists::routes()).merge(people::routes())
}
