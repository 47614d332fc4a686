#![doc = include_str!("../README.md")]

pub mod actor;
pub mod clock;
pub mod command;
pub mod identity;
pub mod permission;
pub mod query;
pub mod register;

mod jobs;
mod perform;

use std::sync::Arc;

use titian_rulebook::policy::Policy;
use titian_store::Store;

use crate::clock::Clock;
use crate::identity::password::Passwords;
use crate::register::Shelf;

/// The house: the policy, the store and the clock.
#[derive(Clone)]
pub struct App {
    /// What officials own.
    pub policy: Arc<Policy>,
    /// What is kept.
    pub store: Store,
    /// What day it is.
    pub clock: Arc<dyn Clock>,
    /// What everybody searches.
    pub register: Shelf,
    /// How passwords are hashed.
    pub passwords: Passwords,
}

impl App {
    /// A house over a store, by a policy and a clock.
    pub fn new(policy: Policy, store: Store, clock: Arc<dyn Clock>, passwords: Passwords) -> App {
        App { policy: Arc::new(policy), store, clock, register: Shelf::default(), passwords }
    }
}

/// A fresh id. Chance enters here and nowhere else.
pub(crate) fn fresh() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}
