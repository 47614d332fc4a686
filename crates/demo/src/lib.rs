#![doc = include_str!("../README.md")]

mod firm;
mod province;

pub use firm::{Dice, Firm, Strength};
pub use province::{BEGIN, DAY, Persona, seed};
