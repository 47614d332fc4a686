//! 撤回申报 A case is taken back, after one has read what that means (A9.1).

use askama::Template;
use jiff::civil::Date;
use titian_domain::application::Application;
use titian_domain::notice::Batch;

use crate::components::Errors;
use crate::enterprise::sample::{self, Ground};
use crate::layout::Page;
use crate::show;

/// The confirmation of a withdrawal.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/application/withdraw.html")]
pub struct WithdrawPage {
    /// The page.
    pub page: Page,
    /// The batch.
    pub batch: String,
    /// 受理编号; may be empty.
    pub number: String,
    /// What follows, one sentence each.
    pub follows: Vec<String>,
    /// Where the form goes.
    pub action: String,
    /// Back to the case.
    pub back: String,
    /// Why it was refused.
    pub errors: Errors,
}

impl WithdrawPage {
    /// The confirmation for a case.
    pub fn of(page: Page, case: &Application, batch: &Batch, today: Date) -> WithdrawPage {
        let back = format!("/enterprise/applications/{}", case.id);
        let mut follows = vec!["这件申报到此为止，不再审核，不能恢复。企业档案里的内容和材料都保留。".to_owned()];
        follows.push(if batch.open_on(today) {
            format!("{} 24:00 前，本批次还可以重新申报，另编受理编号。", show::day(batch.until))
        } else {
            "本批次的申报期已过，撤回后不能再申报本批次。".into()
        });
        if !case.number.is_empty() {
            follows.push("撤回不影响以后批次的申报。办理经过仍可查看。".into());
        }
        WithdrawPage {
            page: Page { title: "撤回申报".into(), ..page }
                .under("申报与复核", "/enterprise/applications")
                .under(&batch.name, &back),
            batch: batch.name.clone(),
            number: case.number.clone(),
            follows,
            action: format!("{back}/withdrawal"),
            back,
            errors: Errors::none(),
        }
    }

    /// Values to look at.
    pub fn sample(ground: &Ground) -> Option<WithdrawPage> {
        let page = sample::page("/enterprise/applications", "");
        Some(WithdrawPage::of(page, &ground.case(3)?, &ground.batch, crate::sample::today()))
    }
}
