//! 名单一览 The lists that enterprises are compared with.

use askama::Template;
use titian_domain::compliance_list::ComplianceList;

use super::{ROOM, called, sample_list};
use crate::components::{Empty, Tag};
use crate::layout::Page;
use crate::office::sample::office;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/compliance_list/board.html")]
pub struct Board {
    /// The page.
    pub page: Page,
    /// The lists, the newest first.
    pub lines: Vec<Line>,
    /// Whether the reader registers lists.
    pub may_register: bool,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its page.
    pub href: String,
    /// 经营异常名录，截至2026年11月20日.
    pub called: String,
    /// Where it comes from.
    pub source: String,
    /// Who registered it.
    pub office: String,
    /// 在用, 已有更新的.
    pub state: Tag,
    /// How many rows were compared.
    pub rows: String,
    /// How many enterprises stand on it.
    pub found: u32,
    /// How many rows wait for a word.
    pub waiting: u32,
}

impl Line {
    /// A list as the reader sees it.
    pub fn of(list: &ComplianceList, office: String, found: u32, waiting: u32) -> Line {
        let current = list.superseded.is_none();
        Line {
            href: format!("{ROOM}/{}", list.id),
            called: called(list.kind, list.as_of),
            source: list.source.clone(),
            office,
            state: if current { Tag::ok("在用") } else { Tag::off("已有更新的") },
            rows: show::count(list.rows as i64),
            found,
            waiting: if current { waiting } else { 0 },
        }
    }
}

impl Board {
    /// Said when there is none.
    fn nothing(&self) -> Empty {
        Empty::new("还没有登记过名单", "登记后，企业会按统一社会信用代码自动比对；没有登记名单的，仍由经办人逐家查询。")
    }

    /// Values to look at.
    pub fn sample() -> Option<Board> {
        let list = sample_list();
        let older =
            ComplianceList { superseded: Some(list.id.clone()), as_of: list.as_of.yesterday().ok()?, ..list.clone() };
        let lines = vec![Line::of(&list, "自治区".into(), 1, 1), Line::of(&older, "自治区".into(), 2, 0)];
        Some(Board { page: office("/office/consultations", "合规名单"), lines, may_register: true })
    }

    /// None yet.
    pub fn sample_empty() -> Option<Board> {
        Some(Board { lines: vec![], ..Board::sample()? })
    }
}
