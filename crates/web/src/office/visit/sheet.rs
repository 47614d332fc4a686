//! 核查表 The sheet that is taken along: what was claimed, with room to write what was seen; A4.

use askama::Template;
use jiff::civil::Date;
use titian_app::query::Sheet;
use titian_rulebook::catalogue::Catalogue;

use super::claims::{Claim, claims};
use crate::layout::Page;
use crate::office::sample::office;
use crate::sample::{policy, today};
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/visit/sheet.html")]
pub struct SheetPage {
    /// The page.
    pub page: Page,
    /// Where the form is that it is typed back into.
    pub back: String,
    /// The enterprise.
    pub name: String,
    /// Its code.
    pub code: String,
    /// 受理编号.
    pub number: String,
    /// The batch.
    pub batch: String,
    /// Which draw, and who was sent; may be empty.
    pub sent: String,
    /// What was claimed.
    pub claims: Vec<Claim>,
    /// Lines for what else was looked into.
    pub free: Vec<usize>,
    /// First digits of the digest of what was filed, and the day it was printed.
    pub foot: String,
}

impl SheetPage {
    /// The sheet of a case; nothing if it was never filed.
    pub fn of(page: Page, sheet: &Sheet, catalogue: &Catalogue, today: Date) -> Option<SheetPage> {
        let filing = sheet.case.filing.as_ref()?;
        let claims = claims(filing, catalogue);
        let next = claims.len() + 1;
        let code: String = filing.digest.chars().take(16).collect();
        Some(SheetPage {
            page,
            back: format!("/office/visits/{}", sheet.case.id),
            name: filing.content.name.clone(),
            code: filing.content.code.clone(),
            number: sheet.case.number.clone(),
            batch: sheet.batch.name.clone(),
            sent: super::entry::sent(&sheet.duty),
            claims,
            free: (next..next + super::entry::FREE).collect(),
            foot: format!("{}提交的内容，核对码 {code}；{}打印", show::day(filing.on), show::day(today)),
        })
    }

    /// Values to look at.
    pub fn sample() -> Option<SheetPage> {
        let page = office("/office/visits", "实地抽查核查表").under("我的抽查", "/office/visits");
        SheetPage::of(page, &super::entry::sampled()?, &policy()?.catalogue, today())
    }
}
