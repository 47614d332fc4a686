//! 提交回执 Submitted: the number, what was handed in, and what comes next (A9.1, A12).

use askama::Template;
use titian_domain::application::Application;
use titian_domain::notice::Batch;

use super::{Stages, stages};
use crate::components::Summary;
use crate::enterprise::moment::content_code;
use crate::enterprise::sample::{self, Ground};
use crate::layout::Page;
use crate::show;

/// The receipt of a submission.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/application/receipt.html")]
pub struct ReceiptPage {
    /// The page.
    pub page: Page,
    /// Where this is on the way.
    pub stages: Stages,
    /// 受理编号.
    pub number: String,
    /// Who reviews it: 柳州市.
    pub city: String,
    /// What was handed in.
    pub summary: Summary,
    /// What comes next, in order.
    pub next: Vec<String>,
    /// The page of the case.
    pub case: String,
    /// Where it is printed.
    pub print: String,
    /// Whether it was submitted before and came back.
    pub again: bool,
}

impl ReceiptPage {
    /// The receipt of what was submitted last; `None` if nothing was. `city` is the reviewing city in words, `again`
    /// whether it had been returned.
    pub fn of(page: Page, case: &Application, batch: &Batch, city: &str, again: bool) -> Option<ReceiptPage> {
        let filing = case.filing.as_ref()?;
        let at = format!("/enterprise/applications/{}", case.id);
        let summary = Summary::new()
            .row("企业", &filing.content.name)
            .row("批次", &batch.name)
            .row("提交时间", show::declared(filing)[0].clone())
            .row("声明人", show::declared(filing)[1].clone())
            .row("佐证材料", show::with_unit(filing.content.evidence.len(), "份"))
            .row("内容码", content_code(&filing.digest));
        let next = vec![
            format!("{city}主管部门受理并逐项审核，查询信用记录，实地抽查。"),
            "材料需要改的，会退回补正，写明改什么、到哪一天；平台发消息提醒。".into(),
            format!("通过的，在市里公示 {}；无异议的报自治区。", batch.publicity),
            "自治区工业和信息化厅公告，称号自公告之日起有效。".into(),
        ];
        Some(ReceiptPage {
            page: Page { title: "已提交".into(), ..page }
                .under("申报与复核", "/enterprise/applications")
                .under(&batch.name, &at),
            stages: stages(3),
            number: case.number.clone(),
            city: city.to_owned(),
            summary,
            next,
            print: format!("{at}/print"),
            case: at,
            again,
        })
    }

    /// Values to look at.
    pub fn sample(ground: &Ground) -> Option<ReceiptPage> {
        let case = ground.case(2)?;
        ReceiptPage::of(sample::page("/enterprise/applications", ""), &case, &ground.batch, "柳州市", false)
    }
}
