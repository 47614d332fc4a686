//! 带进档案 Somebody has just signed in with what they typed into the self-test: one more click files it.

use askama::Template;

use crate::form::Typed;
use crate::layout::{Audience, Page};
use crate::sample;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "public/carry.html")]
pub struct Carry {
    /// The page.
    pub page: Page,
    /// What was typed, by the name of its control.
    pub carried: Typed,
}

impl Carry {
    /// Values to look at.
    pub fn sample() -> Carry {
        let carried = [("revenue_y1", "4,128.00"), ("rd_expense_y1", "186.40")];
        Carry {
            page: sample::page(Audience::Public, "/self-test", "带进企业档案").under("自测", "/self-test"),
            carried: carried.map(|(name, typed)| (name.to_owned(), typed.to_owned())).into(),
        }
    }
}
