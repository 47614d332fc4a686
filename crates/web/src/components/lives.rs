//! 称号沿革 Spans of validity over time, with a line at the day one looks at. A picture; the same stands in words beside it.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::{Date, date};

use crate::show;

/// Titles of one enterprise over time.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/lives.html")]
pub struct Lives {
    /// What the picture says, in words.
    pub words: String,
    years: Vec<(i32, i16)>,
    rows: Vec<(i32, String)>,
    bars: Vec<Bar>,
    line: i32,
    line_text: String,
    width: i32,
    height: i32,
}

/// One span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// Which row it lies in; the highest tier first.
    pub row: usize,
    /// First day.
    pub from: Date,
    /// First day outside.
    pub until: Date,
    /// How it is to be drawn.
    pub kind: LifeKind,
    /// Words in or behind the bar.
    pub words: String,
}

/// What a span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LifeKind {
    /// Valid.
    Valid,
    /// Past its date, still valid while the re-review goes on (A13.3).
    Continued,
    /// Withdrawn before its date: from the withdrawal on.
    Withdrawn,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Bar {
    class: &'static str,
    x: i32,
    y: i32,
    width: i32,
    words: String,
    /// Words stand behind the bar because it is too short for them.
    behind: bool,
}

const LEFT: i32 = 96;
const YEAR: i32 = 112;
const TOP: i32 = 24;
const ROW: i32 = 40;

impl Lives {
    /// `rows` are the names of the tiers, the highest first; `on` is the day one looks at.
    pub fn new(rows: &[&str], lives: &[Life], on: Date) -> Lives {
        let first = lives.iter().map(|life| life.from.year()).chain([on.year() - 1]).min().unwrap_or(on.year());
        let last = lives.iter().map(|life| life.until.year()).chain([on.year()]).max().unwrap_or(on.year());
        // Seven years at least, so that a short history is not drawn in giant letters; twelve at most, so that a long
        // one can be read: the oldest years are left out.
        let first = first.clamp(last - 11, last - 6);
        let start = date(first, 1, 1);
        let x = |day: Date| LEFT + show::days_between(start, day).max(0) * YEAR / 365;
        let bars = lives
            .iter()
            .map(|life| {
                let (from, until) = (x(life.from), x(life.until));
                let width = (until - from).max(2);
                let room = i32::try_from(life.words.chars().count()).unwrap_or(i32::MAX).saturating_mul(13) + 16;
                let class = match life.kind {
                    LifeKind::Valid => "life",
                    LifeKind::Continued => "held",
                    LifeKind::Withdrawn => "lost",
                };
                let behind = room > width || life.kind != LifeKind::Valid;
                let y = TOP + 12 + i32::try_from(life.row).unwrap_or(0) * ROW;
                Bar { class, x: from, y, width, words: life.words.clone(), behind }
            })
            .collect();
        let years = (first..=last + 1).map(|year| (x(date(year, 1, 1)), year)).collect::<Vec<_>>();
        let rows =
            rows.iter().zip(0..).map(|(name, row)| (TOP + 28 + row * ROW, (*name).to_owned())).collect::<Vec<_>>();
        let height = TOP + 2 * 12 + i32::try_from(rows.len()).unwrap_or(0) * ROW + 12;
        Lives {
            words: String::new(),
            width: years.last().map_or(LEFT, |(x, _)| *x) + 60,
            height,
            years,
            rows,
            bars,
            line: x(on),
            line_text: show::day(on),
        }
    }

    /// With the picture said in words.
    #[must_use]
    pub fn words(mut self, words: impl ToString) -> Lives {
        self.words = words.to_string();
        self
    }

    fn floor(&self) -> i32 {
        self.height - 24
    }
}

impl HtmlSafe for Lives {}
