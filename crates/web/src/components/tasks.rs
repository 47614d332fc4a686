//! 待办 Things with a time, nearest first, the days as the largest figure.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::Date;

use super::{Tag, Urgency};
use crate::show;

/// A list of things to do or coming up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/tasks.html")]
pub struct Tasks(pub Vec<Task>);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// How near.
    pub urgency: Urgency,
    /// The figure: 4; or a word where there is none: 今天.
    pub figure: String,
    /// What it counts: 天后截止, 个工作日, 天后开始.
    pub counts: String,
    /// What it is.
    pub title: String,
    /// Where it is done.
    pub href: String,
    /// Last day and hour, or what is asked.
    pub line: String,
    /// Its state, if that needs saying.
    pub tag: Option<Tag>,
}

impl Task {
    /// Something that ends at 24:00 of `last`.
    pub fn until(last: Date, today: Date, title: impl ToString, href: impl ToString) -> Task {
        let left = show::days_between(today, last);
        let (figure, counts) = match left {
            0 => ("今天".to_owned(), "截止"),
            left if left > 0 => (left.to_string(), "天后截止"),
            over => ((-over).to_string(), "天前已截止"),
        };
        Task {
            urgency: Urgency::of(last, today),
            figure,
            counts: counts.into(),
            title: title.to_string(),
            href: href.to_string(),
            line: format!("{} 24:00 前", show::day_short(last)),
            tag: None,
        }
    }

    /// Something that begins on `first`.
    pub fn from(first: Date, today: Date, title: impl ToString, href: impl ToString) -> Task {
        Task {
            urgency: Urgency::Calm,
            figure: show::days_between(today, first).max(0).to_string(),
            counts: "天后开始".into(),
            title: title.to_string(),
            href: href.to_string(),
            line: format!("{}开始", show::day(first)),
            tag: None,
        }
    }

    /// With another line.
    #[must_use]
    pub fn line(mut self, line: impl ToString) -> Task {
        self.line = line.to_string();
        self
    }

    /// With a state.
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Task {
        self.tag = Some(tag);
        self
    }
}

impl HtmlSafe for Tasks {}
