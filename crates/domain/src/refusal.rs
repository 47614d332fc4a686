//! 不予办理 Why an act was refused: the article, every reason, and what to do. Said to people, in Chinese.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A refusal. Expected, polite and complete: a person corrects once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What is refused, in a sentence.
    pub what: String,
    /// The clauses it rests on: `A12`.
    pub articles: Vec<String>,
    /// Every reason, with the fact and the number it concerns.
    pub reasons: Vec<String>,
    /// The next step.
    pub todo: String,
}

impl Refusal {
    /// A refusal under an article.
    pub fn new(article: &str, what: impl Into<String>) -> Refusal {
        Refusal { what: what.into(), articles: vec![article.into()], reasons: vec![], todo: String::new() }
    }

    /// With a reason.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Refusal {
        self.reasons.push(reason.into());
        self
    }

    /// With reasons.
    #[must_use]
    pub fn because_all(mut self, reasons: impl IntoIterator<Item = String>) -> Refusal {
        self.reasons.extend(reasons);
        self
    }

    /// With the next step.
    #[must_use]
    pub fn todo(mut self, todo: impl Into<String>) -> Refusal {
        self.todo = todo.into();
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if !self.reasons.is_empty() {
            write!(f, ":{}", self.reasons.join(";"))?;
        }
        if !self.todo.is_empty() {
            write!(f, "。{}", self.todo)?;
        }
        write!(f, "({})", self.articles.join("、"))
    }
}

impl std::error::Error for Refusal {}
