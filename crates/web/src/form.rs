//! 表单 One question of a form: label, control with its unit, help, error. What was typed is kept as it was typed.

mod field;
mod question;

use serde::Deserialize;

pub use field::{Control, Field};
pub use question::{Answer, Question, Typed, YearCell};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_of_answers_and_its_guard_come_out_of_one_form() {
        let posted = "csrf=t&revenue_y1=4%2C128.00&once=k&ip_class=";
        let read: Guarded<Typed> = serde_urlencoded(posted);
        assert_eq!((read.guard.csrf.as_str(), read.guard.once.as_str()), ("t", "k"));
        assert_eq!(read.form.get("revenue_y1").map(String::as_str), Some("4,128.00"));
        assert_eq!(read.form.get("ip_class").map(String::as_str), Some(""));
        assert_eq!(read.form.len(), 2);
    }

    fn serde_urlencoded<T: serde::de::DeserializeOwned>(body: &str) -> T {
        let uri = format!("/?{body}").parse().unwrap();
        axum::extract::Query::try_from_uri(&uri).unwrap().0
    }
}
