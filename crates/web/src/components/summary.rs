//! 摘要 Labels and values, read only.

use askama::Template;
use askama::filters::HtmlSafe;

/// Labels and values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/summary.html")]
pub struct Summary {
    /// Narrow labels, for a box beside the text.
    pub close: bool,
    /// Label, value (each of its lines on its own), and a note at the right (may be empty).
    pub rows: Vec<(String, String, String)>,
}

impl Summary {
    /// An empty one.
    pub fn new() -> Summary {
        Summary::default()
    }

    /// An empty one with narrow labels.
    pub fn close() -> Summary {
        Summary { close: true, ..Summary::default() }
    }

    /// With one more row.
    #[must_use]
    pub fn row(self, label: impl ToString, value: impl ToString) -> Summary {
        self.noted(label, value, "")
    }

    /// With one more row, if there is something to say.
    #[must_use]
    pub fn row_if(self, label: impl ToString, value: Option<impl ToString>) -> Summary {
        match value {
            Some(value) => self.row(label, value),
            None => self,
        }
    }

    /// With one more row that has a note.
    #[must_use]
    pub fn noted(mut self, label: impl ToString, value: impl ToString, note: impl ToString) -> Summary {
        self.rows.push((label.to_string(), value.to_string(), note.to_string()));
        self
    }
}

impl HtmlSafe for Summary {}
