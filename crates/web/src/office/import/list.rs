//! 全部导入 Lists that were brought in or wait, the latest first, and the ways to bring one in.

use askama::Template;
use titian_domain::import::{Import, Stage};

use super::{KINDS, about, state};
use crate::components::{Empty, Tag};
use crate::layout::Page;
use crate::office::sample::province;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/import/list.html")]
pub struct Imports {
    /// The page.
    pub page: Page,
    /// What the reader may bring in: word, label, what it is.
    pub kinds: Vec<(&'static str, &'static str, &'static str)>,
    /// The lists.
    pub lines: Vec<Line>,
    /// Said while there is none.
    pub none: Empty,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its page.
    pub href: String,
    /// What it is of.
    pub label: &'static str,
    /// Where it comes from or goes.
    pub about: String,
    /// The file.
    pub file: String,
    /// When it was uploaded.
    pub on: String,
    /// How far it is.
    pub state: Tag,
    /// How many rows came in and how many were left out; empty while it waits.
    pub rows: String,
}

impl Imports {
    /// The page; `may` tells by its word whether the reader may bring in a kind.
    pub fn of(page: Page, imports: &[Import], may: impl Fn(&str) -> bool) -> Imports {
        let line = |import: &Import| Line {
            href: format!("/office/imports/{}", import.id),
            label: import.what.label(),
            about: about(&import.what),
            file: import.file.name.clone(),
            on: show::day(import.on),
            state: state(import),
            rows: match &import.stage {
                Stage::Prepared => String::new(),
                Stage::Done { rows, .. } => {
                    let left = rows.iter().filter(|row| row.fate.is_open()).count();
                    let all = show::with_unit(rows.len(), "行");
                    if left == 0 { all } else { format!("{all}，留下\u{a0}{left}\u{a0}行") }
                }
            },
        };
        Imports {
            page,
            kinds: KINDS.into_iter().filter(|(word, _, _)| may(word)).collect(),
            lines: imports.iter().map(line).collect(),
            none: Empty::new("还没有导入过名单", "上传之后先逐行核对去向，确认之前什么也不写入。"),
        }
    }

    /// Values to look at.
    pub fn sample() -> Option<Imports> {
        let imports = [super::page::sample_import(false)?, super::page::sample_import(true)?];
        Some(Imports::of(province("/office/imports", "导入"), &imports, |_| true))
    }

    /// None yet, and one kind only.
    pub fn sample_empty() -> Option<Imports> {
        Some(Imports::of(province("/office/imports", "导入"), &[], |word| word == "filings"))
    }
}
