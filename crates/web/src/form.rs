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

impl Guard {
    /// Whether the form carries the session's token. Takes as long for a wrong token as for the right one.
    pub fn holds(&self, token: &str) -> bool {
        let (sent, kept) = (self.csrf.as_bytes(), token.as_bytes());
        let differing = sent.iter().zip(kept).fold(0, |differing, (a, b)| differing | (a ^ b));
        !kept.is_empty() && sent.len() == kept.len() && differing == 0
    }
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

    #[test]
    fn only_the_sessions_own_token_holds() {
        let guard = |csrf: &str| Guard { csrf: csrf.into(), once: String::new() };
        assert!(guard("t0ken").holds("t0ken"));
        assert!(!guard("t0keN").holds("t0ken") && !guard("t0ke").holds("t0ken") && !guard("").holds(""));
    }

    fn serde_urlencoded<T: serde::de::DeserializeOwned>(body: &str) -> T {
        let uri = format!("/?{body}").parse().unwrap();
        axum::extract::Query::try_from_uri(&uri).unwrap().0
    }
}
