//! 期限 A deadline: what is left first, then day and hour.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::Date;

use crate::show;

/// How near a deadline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// More than a week.
    Calm,
    /// Within a week.
    Soon,
    /// Past.
    Over,
}

impl Urgency {
    /// For a time that ends with the day `last`.
    pub fn of(last: Date, today: Date) -> Urgency {
        match show::days_between(today, last) {
            left if left < 0 => Urgency::Over,
            0..=7 => Urgency::Soon,
            _ => Urgency::Calm,
        }
    }

    /// The class that shows it.
    pub fn class(self) -> &'static str {
        match self {
            Urgency::Calm => "",
            Urgency::Soon => "soon",
            Urgency::Over => "over",
        }
    }
}

/// A deadline.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"<span class="due {{ urgency.class() }}"><b>{{ left }}</b><span>{{ when }}</span></span>"#
)]
pub struct Due {
    /// How near.
    pub urgency: Urgency,
    /// What is left: 还剩 4 天, 还剩 3 个工作日.
    pub left: String,
    /// Day and hour: 11月27日 24:00 前.
    pub when: String,
}

impl Due {
    /// A deadline in calendar days, at 24:00 of `last`.
    pub fn until(last: Date, today: Date) -> Due {
        Due {
            urgency: Urgency::of(last, today),
            left: show::time_left(last, today),
            when: format!("{} 24:00 前", show::day_short(last)),
        }
    }
}

impl HtmlSafe for Due {}
