//! 表单 One question of a form: label, control with its unit, help, error. What was typed is kept as it was typed.

mod field;

use serde::Deserialize;

pub use field::{Control, Field};

/// The hidden fields that every posted form carries; see [`crate::Page::guard`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Guard {
    /// The session's token.
    pub csrf: String,
    /// Key that makes the form count once.
    pub once: String,
}

/// A posted form together with its guard: `axum::Form<Guarded<sign_in::Form>>`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Guarded<F> {
    /// Token and key.
    #[serde(flatten)]
    pub guard: Guard,
    /// What was asked.
    #[serde(flatten)]
    pub form: F,
}
