//! 自测结果 The result of the self-test: the answer first, then every point with its reason, then what is missing.

mod say;
mod standing;

use askama::Template;
use titian_rulebook::explain::Report;

use crate::components::{Advised, Conditions, Due, Indicators, Step, Summary, Tag, Terraces};
use crate::layout::{Audience, Page};
use crate::sample::{self, Judged};
use crate::show;

pub use say::{headline, lead};
pub use standing::{Standing, step};

/// The result.
#[derive(Debug, Clone, Template)]
#[template(path = "public/self_test_result.html")]
pub struct SelfTestResult {
    /// The page; its title is the trail's last step.
    pub page: Page,
    /// The answer.
    pub headline: String,
    /// One or two sentences of reasons.
    pub lead: String,
    /// The three tiers.
    pub terraces: Terraces,
    /// The tiers, the lowest first.
    pub tiers: Vec<TierResult>,
    /// What must hold in every tier.
    pub gates: Vec<Gates>,
    /// A batch that is open for the tier that was reached.
    pub next: Option<OpenBatch>,
    /// What was typed, by label.
    pub answers: Summary,
    /// The same by name, for going back or on: nothing is kept in between.
    pub carried: Vec<(String, String)>,
    /// Whether the reader can be somebody who applies, and takes it along.
    pub apply: bool,
}

/// A batch one can apply in now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenBatch {
    /// 创新型.
    pub tier: String,
    /// Until when.
    pub due: Due,
}

/// Gates, and the tiers they stand before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gates {
    /// Id of the document.
    pub id: String,
    /// 三个层次都要满足; or the tiers by name.
    pub of: String,
    /// Document and article.
    pub basis: String,
    /// The gates.
    pub conditions: Conditions,
}

impl Gates {
    /// Each set of gates once, in the order of the tiers.
    fn all(reports: &[&Report]) -> Vec<Gates> {
        let mut all: Vec<(Gates, Vec<&str>)> = Vec::new();
        for report in reports {
            let tier = show::tier(&report.tier.id);
            if let Some((_, tiers)) = all.iter_mut().find(|(gates, _)| gates.id == report.gates_of.id) {
                tiers.push(tier);
                continue;
            }
            let gates = Gates {
                id: report.gates_of.id.clone(),
                of: String::new(),
                basis: report.gates_of.basis.clone(),
                conditions: Conditions::of(&report.gates).unproven(),
            };
            all.push((gates, vec![tier]));
        }
        let named =
            |tiers: &[&str]| if tiers.len() == 3 { "三个层次都要满足".into() } else { tiers.join("、") };
        all.into_iter().map(|(gates, tiers)| Gates { of: named(&tiers), ..gates }).collect()
    }
}

/// One tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierResult {
    /// Id of the tier.
    pub id: String,
    /// 创新型：80 分是怎么来的.
    pub title: String,
    /// Document and annex.
    pub basis: String,
    /// What is said about the source of the text, if it is not the text itself.
    pub source: String,
    /// 达到, 未达到, 待定.
    pub tag: Tag,
    /// Why, in a sentence.
    pub because: String,
    /// Points, where the standard gives any.
    pub indicators: Option<Indicators>,
    /// Conditions.
    pub conditions: Conditions,
    /// Direct routes.
    pub routes: Conditions,
    /// The cheapest way, where it is not reached.
    pub advised: Option<Advised>,
    /// Shown at once; the others open on demand.
    pub open: bool,
}

impl From<&Judged> for TierResult {
    fn from(judged: &Judged) -> TierResult {
        let report = &judged.report;
        let short = show::tier(&report.tier.id);
        let title = match (&report.points, report.outcome.id.as_str()) {
            (Some(mark), _) => format!("{short}：{}\u{a0}分是怎么来的", show::points(mark.low, mark.high)),
            (None, "passes") => format!("{short}：各项条件都已满足"),
            (None, "fails") => format!("{short}：还缺什么"),
            _ => format!("{short}：还取决于什么"),
        };
        TierResult {
            id: report.tier.id.clone(),
            title,
            basis: report.standard.basis.clone(),
            source: show::sentence(&report.standard.source),
            tag: standing::tag(report),
            because: show::sentence(&report.because),
            indicators: report.points.map(|_| Indicators::from(report)),
            conditions: Conditions::of(&report.conditions).unproven(),
            routes: Conditions::of(&report.routes).unproven(),
            advised: (report.outcome.id != "passes").then(|| Advised::from(&judged.advice)),
            open: false,
        }
    }
}

impl SelfTestResult {
    /// Puts judged tiers into a page. The tier reached and the one above it are shown at once.
    pub fn of(page: Page, judged: &[Judged], answers: Summary, carried: Vec<(String, String)>) -> SelfTestResult {
        let reports: Vec<_> = judged.iter().map(|one| &one.report).collect();
        let reached = reports.iter().rposition(|report| report.outcome.id == "passes");
        let mut tiers: Vec<TierResult> = judged.iter().map(TierResult::from).collect();
        for (at, tier) in tiers.iter_mut().enumerate() {
            tier.open = reached.map_or(at == 0, |reached| at == reached || at == reached + 1);
        }
        let mut steps = reports.iter().map(|report| step(report));
        let mut next = || steps.next().unwrap_or_else(Step::unknown);
        SelfTestResult {
            page,
            headline: headline(&reports),
            lead: lead(&reports),
            terraces: Terraces {
                label: "三个层次的自测结果".into(), steps: [next(), next(), next()], key: true
            },
            tiers,
            gates: Gates::all(&reports),
            next: None,
            answers,
            carried,
            apply: true,
        }
    }

    /// Values to look at.
    pub fn sample() -> SelfTestResult {
        let page = sample::page(Audience::Public, "/self-test", "结果").under("自测", "/self-test");
        let answers = Summary::close()
            .row("营业收入", "2025年 4,128.00\u{a0}万元\n2024年 3,790.00\u{a0}万元")
            .row("主营收入", "2025年 3,755.20\u{a0}万元\n2024年 3,412.00\u{a0}万元")
            .row("研发费用", "2025年 186.40\u{a0}万元\n2024年 112.30\u{a0}万元")
            .row("资产负债", "资产 4,200.00\u{a0}万元\n负债 2,310.00\u{a0}万元")
            .row("从业人员", "86\u{a0}人")
            .row("知识产权", "自主研发的Ⅰ类");
        let carried = vec![("revenue_y1".into(), "4,128.00".into()), ("rd_expense_y1".into(), "186.40".into())];
        let due = Due::until(jiff::civil::date(2026, 11, 27), sample::today());
        SelfTestResult {
            next: Some(OpenBatch { tier: "创新型".into(), due }),
            ..SelfTestResult::of(page, sample::judged(), answers, carried)
        }
    }

    /// Hardly anything known.
    pub fn sample_open() -> SelfTestResult {
        let page = sample::page(Audience::Public, "/self-test", "结果").under("自测", "/self-test");
        let answers = Summary::close().row("营业收入", "2025年 4,128.00\u{a0}万元");
        SelfTestResult::of(page, sample::hardly_known(), answers, vec![("revenue_y1".into(), "4,128.00".into())])
    }
}
