//! 打印件 The frozen content on A4: what is signed and sealed, with the content code at the foot of every page (A9.1).

use askama::Template;
use jiff::civil::Date;
use titian_domain::application::{PLEDGE, TRUTH};
use titian_domain::notice::Batch;

use super::frozen::Frozen;
use crate::components::Indicators;
use crate::enterprise::desk::Desk;
use crate::enterprise::moment::content_code;
use crate::enterprise::sample::{self, Ground};
use crate::layout::Page;
use crate::show::{self, Name};

/// The printed form.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/application/print.html")]
pub struct PrintPage {
    /// The page.
    pub page: Page,
    /// 创新型中小企业申请书.
    pub heading: String,
    /// The batch.
    pub batch: String,
    /// The enterprise.
    pub firm: Name,
    /// Its code.
    pub credit_code: String,
    /// Its city.
    pub city: String,
    /// 受理编号; empty before the first submission.
    pub number: String,
    /// When it was printed or submitted.
    pub on: String,
    /// Everything.
    pub frozen: Frozen,
    /// The points as the enterprise states them.
    pub indicators: Indicators,
    /// Result in a sentence.
    pub because: String,
    /// 真实性声明.
    pub truth: String,
    /// 合规经营承诺.
    pub pledge: String,
    /// The digest in full.
    pub digest: String,
    /// Its short form.
    pub code: String,
    /// Back to where one came from.
    pub back: String,
}

impl PrintPage {
    /// The printed form of what lies on a desk, for the application `id`: the dossier as it is, or a frozen content.
    pub fn of(page: Page, desk: &Desk<'_>, batch: &Batch, id: &str, digest: &str, number: &str, on: Date) -> PrintPage {
        PrintPage {
            page: Page { title: "打印件".into(), ..page },
            heading: format!("{}{}书", batch.tier.label(), batch.purpose.label()),
            batch: batch.name.clone(),
            firm: Name::new(desk.name),
            credit_code: desk.code.to_owned(),
            city: desk.city.clone(),
            number: number.to_owned(),
            on: show::day(on),
            frozen: Frozen::of(desk, false),
            indicators: Indicators::from(&desk.report),
            because: show::sentence(&desk.report.because),
            truth: show::sentence(TRUTH),
            pledge: show::sentence(PLEDGE),
            digest: digest.to_owned(),
            code: content_code(digest),
            back: format!("/enterprise/applications/{id}/declaration"),
        }
    }

    /// Values to look at.
    pub fn sample(ground: &Ground) -> PrintPage {
        let digest = titian_domain::application::Content::of(&ground.enterprise).digest();
        let page = sample::page("/enterprise/applications", "");
        let on = crate::sample::today();
        PrintPage::of(page, &ground.desk(), &ground.batch, "0042-2", &digest, "", on)
    }
}
