//! 我的抽查 The cases that draws have sent the reader to.

use askama::Template;
use titian_app::query::Sheet;

use crate::components::{Empty, Tag};
use crate::layout::Page;
use crate::office::sample::office;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/visit/list.html")]
pub struct Visits {
    /// The page.
    pub page: Page,
    /// The visits, those without a record first.
    pub lines: Vec<Line>,
}

/// One visit to make, or made.
#[derive(Debug, Clone)]
pub struct Line {
    /// The enterprise.
    pub name: String,
    /// Its number.
    pub number: String,
    /// The draw and who goes.
    pub sent: String,
    /// Whether the record is there.
    pub state: Tag,
    /// Where it is recorded; empty once the case has gone on.
    pub href: String,
}

impl Line {
    /// The line of a case.
    pub fn of(sheet: &Sheet) -> Line {
        let name = sheet.case.filing.as_ref().map(|filing| filing.content.name.clone());
        let done = sheet.inspection.as_ref().is_some_and(|all| !all.visits.is_empty());
        Line {
            name: name.unwrap_or_default(),
            number: sheet.case.number.clone(),
            sent: super::entry::sent(&sheet.duty),
            state: if done { Tag::ok("已登记") } else { Tag::ask("待抽查") },
            href: if sheet.open { format!("/office/visits/{}", sheet.case.id) } else { String::new() },
        }
    }
}

impl Visits {
    fn none(&self) -> Empty {
        Empty::new("现在没有派给您的抽查", "抽签派到您的企业会出现在这里。")
    }

    /// Values to look at.
    pub fn sample() -> Option<Visits> {
        let lines = vec![Line::of(&super::entry::sampled()?)];
        Some(Visits { page: office("/office/visits", "我的抽查"), lines })
    }

    /// Nothing.
    pub fn sample_empty() -> Option<Visits> {
        Some(Visits { page: office("/office/visits", "我的抽查"), lines: vec![] })
    }
}
