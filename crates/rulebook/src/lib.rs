//! Rulebook.
pub mod quantity;
pub mod source;
