//! Rulebook.
pub mod calendar;
pub mod source;
