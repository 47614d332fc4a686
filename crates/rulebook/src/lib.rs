//! Rulebook.
pub mod source;
pub mod tier;
