//! Rulebook.
pub mod calendar;
pub mod deadline;
pub mod source;
