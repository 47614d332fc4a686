//! 各版指标表 All versions, the latest first; and in plain words what holds while there is none.

use askama::Template;
use jiff::civil::date;
use titian_domain::id::AccountId;
use titian_domain::local_table::{LocalTable, Stage};

use super::{sample_table, state};
use crate::components::{BY_HAND, Tag};
use crate::layout::Page;
use crate::office::sample::province;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/local_table/list.html")]
pub struct Tables {
    /// The page.
    pub page: Page,
    /// What holds now.
    pub lead: String,
    /// Whether the reader may draft.
    pub may_draft: bool,
    /// The versions.
    pub tables: Vec<TableLine>,
}

/// One version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableLine {
    /// 第几版.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// How far it is.
    pub state: Tag,
    /// 文号 and day; empty if it is not published.
    pub paper: String,
    /// How many indicators.
    pub indicators: usize,
}

impl Tables {
    /// The page.
    pub fn of(page: Page, tables: &[LocalTable], may_draft: bool) -> Tables {
        let published = tables.iter().filter(|table| matches!(table.stage, Stage::Published { .. })).count();
        let lead = match published {
            0 => BY_HAND.to_owned(),
            some => format!(
                "已发布\u{a0}{some}\u{a0}版。批次在起草通知时选定一版，选定后不变；没有选的批次，由市级审核人员录入得分、理由和佐证，自治区确认。"
            ),
        };
        Tables { page, lead, may_draft, tables: tables.iter().map(TableLine::of).collect() }
    }

    /// Values to look at.
    pub fn sample() -> Option<Tables> {
        let by = AccountId("leader-9".into());
        let published = Stage::Published { number: "示例〔2025〕2号".into(), on: date(2025, 3, 3), by };
        let next = LocalTable { version: 2, ..sample_table(Stage::Draft) };
        Some(Tables::of(province("/office/local-table", "特色化指标"), &[next, sample_table(published)], true))
    }

    /// None yet.
    pub fn sample_empty() -> Option<Tables> {
        Some(Tables::of(province("/office/local-table", "特色化指标"), &[], true))
    }
}

impl TableLine {
    fn of(table: &LocalTable) -> TableLine {
        TableLine {
            version: table.version,
            title: table.content.title.clone(),
            href: format!("/office/local-table/{}", table.id),
            state: state(&table.stage),
            paper: match &table.stage {
                Stage::Published { number, on, .. } => format!("{number}，{}", show::day(*on)),
                _ => String::new(),
            },
            indicators: table.content.indicators.len(),
        }
    }
}
