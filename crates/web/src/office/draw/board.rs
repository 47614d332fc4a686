//! 抽签列表 The draws of an office, and the batches it can draw over.

use askama::Template;
use titian_domain::draw::{Draw, Stage};
use titian_domain::notice::Batch;

use crate::components::{Empty, Tag};
use crate::layout::Page;
use crate::office::sample::{batch, office};
use crate::sample::draw as sample;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/draw/board.html")]
pub struct Board {
    /// The page.
    pub page: Page,
    /// Batches with cases on no fixed list: name, how many, where one begins.
    pub ready: Vec<(String, String, String)>,
    /// The draws, the newest first.
    pub lines: Vec<Line>,
}

/// One draw.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its title.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// How far it is.
    pub state: Tag,
    /// What comes next, or came last.
    pub next: String,
    /// How many cases stand on its list.
    pub cases: usize,
    /// How many are visited; empty before it is drawn.
    pub selected: String,
}

/// How far a draw is.
pub fn state(draw: &Draw) -> Tag {
    match &draw.stage {
        Stage::Prepared => Tag::ask(draw.stage.label()),
        Stage::Fixed(_) => Tag::warn(draw.stage.label()),
        Stage::Drawn { .. } => Tag::ok(draw.stage.label()),
        Stage::Dropped { .. } => Tag::off(draw.stage.label()),
    }
}

impl Line {
    /// The line of a draw.
    pub fn of(draw: &Draw) -> Line {
        Line {
            title: draw.title.clone(),
            href: format!("/office/draws/{}", draw.id),
            state: state(draw),
            next: match &draw.stage {
                Stage::Prepared => "核对后固定名单".into(),
                Stage::Fixed(fixing) => format!("{}起可以开签", show::day_short(fixing.opens_on())),
                Stage::Drawn { outcome, .. } => format!("{}开签", show::day_short(outcome.on)),
                Stage::Dropped { on, .. } => format!("{}作废", show::day_short(*on)),
            },
            cases: draw.roster.candidates.len(),
            selected: draw.outcome().map_or_else(String::new, |outcome| outcome.selected.len().to_string()),
        }
    }
}

impl Board {
    /// The page.
    pub fn of<'d>(
        page: Page,
        draws: impl IntoIterator<Item = &'d Draw>,
        ready: impl IntoIterator<Item = (&'d Batch, usize)>,
    ) -> Board {
        let ready = ready.into_iter().map(|(batch, free)| {
            (
                batch.name.clone(),
                format!("{free}\u{a0}家在审，还没有列入抽签"),
                format!("/office/draws/new?batch={}", batch.id),
            )
        });
        Board { page, ready: ready.collect(), lines: draws.into_iter().map(Line::of).collect() }
    }

    fn none(&self) -> Empty {
        Empty::new("还没有抽签", "实地抽查哪些企业、由谁去，可以用抽签决定，结果任何人都能复算。")
    }

    /// Values to look at.
    pub fn sample() -> Option<Board> {
        let draws = [sample::prepared()?, sample::fixed()?, sample::drawn()?, sample::dropped()?];
        Some(Board::of(office("/office/draws", "抽查抽签"), &draws, [(&batch(), 8)]))
    }

    /// Nothing yet.
    pub fn sample_empty() -> Option<Board> {
        Some(Board::of(office("/office/draws", "抽查抽签"), [], []))
    }
}
