#![doc = include_str!("../README.md")]

pub mod id;
pub mod refusal;
pub mod room;
