//! Rulebook.
pub mod applicability;
pub mod source;
pub mod stated;
pub mod tier;
