//! 更正 The board: corrections of the office's own lists, and requests to correct filed data; what waits stands first.

use askama::Template;
use titian_domain::correction::{CorrectionAnnouncement, Stage};
use titian_domain::correction_request::{CorrectionRequest, Stage as Asked};

use super::{sample_announced, sample_correction, state};
use crate::components::{Empty, Tag};
use crate::layout::Page;
use crate::office::sample::province;
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/correction/board.html")]
pub struct Board {
    /// The page.
    pub page: Page,
    /// What waits, in a sentence.
    pub lead: String,
    /// Corrections of lists.
    pub lists: Vec<ListLine>,
    /// Requests to correct filed data.
    pub requests: Vec<RequestLine>,
    /// How many of each kind are shown at most.
    pub most: i64,
}

/// A correction of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLine {
    /// Where it is.
    pub href: String,
    /// Whose entry, as it stands on the list.
    pub name: Name,
    /// What of it.
    pub part: &'static str,
    /// On which list.
    pub list: String,
    /// When it was proposed.
    pub on: String,
    /// How far it is.
    pub state: Tag,
    /// 文号; empty before it was announced.
    pub number: String,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestLine {
    /// Where it is.
    pub href: String,
    /// Whose.
    pub name: Name,
    /// 受理编号.
    pub number: String,
    /// How many figures.
    pub figures: usize,
    /// When it was asked.
    pub on: String,
    /// How far it is.
    pub state: Tag,
}

/// How far a request is.
pub fn asked(stage: &Asked) -> Tag {
    match stage {
        Asked::Asked | Asked::Examined { .. } => Tag::ask(stage.label()),
        Asked::Accepted { .. } => Tag::ok(stage.label()),
        Asked::Declined { .. } => Tag::warn(stage.label()),
        Asked::Withdrawn { .. } => Tag::off(stage.label()),
    }
}

impl Board {
    /// The page; `most` of each kind are shown.
    pub fn of(page: Page, lists: &[CorrectionAnnouncement], requests: &[CorrectionRequest], most: i64) -> Board {
        let proposed = lists.iter().filter(|one| one.stage == Stage::Proposed).count();
        let of = |wanted: &str| requests.iter().filter(|one| one.stage.id() == wanted).count();
        let counted = [
            (proposed, "份更正公告在等批准"),
            (of("asked"), "份更正申请在等市级核对"),
            (of("examined"), "份更正申请在等自治区决定"),
        ];
        let waits: Vec<String> = counted
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count}\u{a0}{what}"))
            .collect();
        let lead =
            if waits.is_empty() { "没有等着办的更正。".into() } else { format!("{}。", waits.join("，")) };
        let (lists, requests) = (lists.iter().map(ListLine::of), requests.iter().map(RequestLine::of));
        Board { page, lead, lists: lists.collect(), requests: requests.collect(), most }
    }

    fn no_list(&self) -> Empty {
        Empty::new(
            "没有更正公告",
            "名单已经公示或者公告、其中的名称、代码或所在市写错了的，从那份名单里的企业提出更正。",
        )
    }

    fn no_request(&self) -> Empty {
        Empty::new("没有更正填报数据的申请", "企业发现已提交的数据填错了，在申报页面提出，市级核对后由自治区决定。")
    }

    /// Values to look at.
    pub fn sample() -> Option<Board> {
        let lists = [sample_correction(Stage::Proposed), sample_correction(sample_announced())];
        let requests = [
            super::request::sample_request(Asked::Asked),
            super::request::sample_request(Asked::Examined { opinion: super::request::sample_opinion() }),
        ];
        Some(Board::of(province("/office/corrections", "更正"), &lists, &requests, 100))
    }

    /// Nothing.
    pub fn sample_empty() -> Option<Board> {
        Some(Board::of(province("/office/corrections", "更正"), &[], &[], 100))
    }
}

impl ListLine {
    fn of(one: &CorrectionAnnouncement) -> ListLine {
        ListLine {
            href: format!("/office/corrections/{}", one.id),
            name: Name::new(&one.entry.name),
            part: one.part.label(),
            list: one.list.clone(),
            on: show::day_short(one.on),
            state: state(&one.stage),
            number: one.number().map(|(number, _)| number.to_owned()).unwrap_or_default(),
        }
    }
}

impl RequestLine {
    fn of(one: &CorrectionRequest) -> RequestLine {
        RequestLine {
            href: format!("/office/correction-requests/{}", one.id),
            name: Name::new(&one.name),
            number: one.number.clone(),
            figures: one.changes.len(),
            on: show::day_short(one.on),
            state: asked(&one.stage),
        }
    }
}
