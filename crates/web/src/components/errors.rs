//! 需要改正 The summary above a refused form: one link for each problem, to the control itself.

use askama::Template;
use askama::filters::HtmlSafe;

/// What has to be put right in a form: (name of the field, what to write instead). Empty shows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/errors.html")]
pub struct Errors {
    /// Said above the list, when something other than a field is in the way.
    pub lead: String,
    /// Field and message, in the order of the form. A field's control has the id `f-NAME`.
    pub list: Vec<(String, String)>,
}

impl Errors {
    /// Nothing to put right.
    pub fn none() -> Errors {
        Errors::default()
    }

    /// With one more problem.
    #[must_use]
    pub fn and(mut self, field: impl ToString, message: impl ToString) -> Errors {
        self.list.push((field.to_string(), message.to_string()));
        self
    }

    /// Adds a problem.
    pub fn push(&mut self, field: impl ToString, message: impl ToString) {
        self.list.push((field.to_string(), message.to_string()));
    }

    /// What is wrong with a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.list.iter().find(|(name, _)| name == field).map(|(_, message)| message.as_str())
    }

    /// Whether there is nothing to put right.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.lead.is_empty()
    }
}

impl HtmlSafe for Errors {}
