//! Rulebook.
pub mod calendar;
pub mod credit_code;
pub mod deadline;
pub mod source;
