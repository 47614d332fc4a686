//! 提交前核对 Everything as it will be frozen, with the reason of every point, before anything is declared (A9.1).

use askama::Template;
use titian_domain::notice::Batch;

use super::frozen::Frozen;
use super::hurdles::{self, Hurdles};
use super::{Stages, stages};
use crate::components::{Conditions, Due, Indicators, Tag};
use crate::enterprise::desk::Desk;
use crate::enterprise::moment::content_code;
use crate::enterprise::sample::{self, Ground};
use crate::layout::Page;
use crate::show;

/// The check before submission.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/application/check.html")]
pub struct CheckPage {
    /// The page.
    pub page: Page,
    /// Where this is on the way.
    pub stages: Stages,
    /// The batch.
    pub batch: String,
    /// The tier: 创新型中小企业.
    pub tier: String,
    /// Until when; none if there is no time left to count.
    pub due: Option<Due>,
    /// What bars the submission.
    pub bars: Hurdles,
    /// What deserves a second look.
    pub doubts: Hurdles,
    /// 达到, 未达到, 待定.
    pub outcome: Tag,
    /// Whether the standard is reached.
    pub reached: bool,
    /// One sentence that says why.
    pub because: String,
    /// The reason of every point.
    pub indicators: Indicators,
    /// The basic conditions.
    pub gates: Conditions,
    /// Conditions of the standard; may be none.
    pub conditions: Conditions,
    /// Direct routes; may be none.
    pub routes: Conditions,
    /// Everything as it will be frozen.
    pub frozen: Frozen,
    /// The code of exactly this content.
    pub code: String,
    /// Where it is declared.
    pub next: String,
    /// Where it is printed.
    pub print: String,
}

impl CheckPage {
    /// The check of what lies on a desk, for the application `id`. `digest` is that of the content as it is now;
    /// `first` and `approved` as [`hurdles::bars`] takes them; `due` the last day that counts: of the batch, or of the
    /// correction.
    pub fn of(
        page: Page,
        desk: &Desk<'_>,
        batch: &Batch,
        id: &str,
        digest: &str,
        (first, approved): (bool, bool),
        due: Option<Due>,
    ) -> CheckPage {
        let report = &desk.report;
        let at = format!("/enterprise/applications/{id}");
        let title = if first { "提交前核对" } else { "重新提交前核对" };
        CheckPage {
            page: Page { title: title.into(), ..page }
                .under("申报与复核", "/enterprise/applications")
                .under(&batch.name, &at),
            stages: stages(1),
            batch: batch.name.clone(),
            tier: batch.tier.label().into(),
            due,
            bars: hurdles::bars(desk, batch, first, approved),
            doubts: hurdles::doubts(desk, batch),
            outcome: crate::components::truth(match report.outcome.id.as_str() {
                "passes" => titian_rulebook::judge::Truth::Met,
                "fails" => titian_rulebook::judge::Truth::Unmet,
                _ => titian_rulebook::judge::Truth::Unknown,
            }),
            reached: report.outcome.id == "passes",
            because: show::sentence(&report.because),
            indicators: Indicators::from(report),
            gates: Conditions::of(&report.gates),
            conditions: Conditions::of(&report.conditions),
            routes: Conditions::of(&report.routes),
            frozen: Frozen::of(desk, true),
            code: content_code(digest),
            next: format!("{at}/declaration"),
            print: format!("{at}/print"),
        }
    }

    /// A nearly full dossier: one kind of evidence is missing.
    pub fn sample(ground: &Ground) -> CheckPage {
        CheckPage::at(ground, &ground.enterprise, true)
    }

    /// An empty dossier, and an account that waits.
    pub fn sample_empty(ground: &Ground) -> CheckPage {
        CheckPage::at(ground, &ground.blank, false)
    }

    /// Everything is there; the standard is not reached.
    pub fn sample_short(ground: &Ground) -> CheckPage {
        CheckPage::at(ground, &ground.short(), true)
    }

    fn at(ground: &Ground, enterprise: &titian_domain::enterprise::Enterprise, approved: bool) -> CheckPage {
        let page = sample::page("/enterprise/applications", "");
        let digest = titian_domain::application::Content::of(enterprise).digest();
        let due = Some(Due::until(ground.batch.until, crate::sample::today()));
        let desk = ground.desk_of(enterprise);
        CheckPage::of(page, &desk, &ground.batch, "0042-2", &digest, (true, approved), due)
    }
}
