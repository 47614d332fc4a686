//! Rulebook.
pub mod source;
