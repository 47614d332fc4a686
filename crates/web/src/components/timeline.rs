//! 大事 Acts in order, newest first, each with its day and its paper.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::layout::Link;
use crate::show::Day;

/// Acts in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/timeline.html")]
pub struct Timeline(pub Vec<Act>);

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Its day.
    pub on: Day,
    /// What was done: 认定为专精特新中小企业.
    pub what: String,
    /// More: by whom, how many, in time or not. May be empty.
    pub text: String,
    /// The paper it rests on.
    pub paper: Option<Link>,
    /// The article: 细则第十五条. May be empty.
    pub cite: String,
    /// Still going on.
    pub now: bool,
}

impl Act {
    /// An act on a day.
    pub fn new(on: Day, what: impl ToString) -> Act {
        Act { on, what: what.to_string(), text: String::new(), paper: None, cite: String::new(), now: false }
    }

    /// With more said.
    #[must_use]
    pub fn text(mut self, text: impl ToString) -> Act {
        self.text = text.to_string();
        self
    }

    /// With the paper it rests on.
    #[must_use]
    pub fn paper(mut self, label: impl ToString, href: impl ToString) -> Act {
        self.paper = Some(Link::new(label, href));
        self
    }

    /// With the article.
    #[must_use]
    pub fn cite(mut self, cite: impl ToString) -> Act {
        self.cite = cite.to_string();
        self
    }

    /// Still going on.
    #[must_use]
    pub fn now(mut self) -> Act {
        self.now = true;
        self
    }
}

impl HtmlSafe for Timeline {}
