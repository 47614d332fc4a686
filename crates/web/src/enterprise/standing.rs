//! 我们在哪一级 Where the enterprise stands in the three tiers, and why: terraces, every point, every condition, advice (A2).

use askama::Template;
use titian_rulebook::advise::Advice;
use titian_rulebook::explain::{Mark, Report};
use titian_rulebook::judge::Truth;
use titian_rulebook::tier::Tier;

use super::sample::{self, Ground};
use crate::components::{Advised, Conditions, Indicators, Step, Strip, Tag, Terraces};
use crate::layout::Page;
use crate::show;

/// The three tiers with all their reasons.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/standing.html")]
pub struct Standing {
    /// The page.
    pub page: Page,
    /// The picture.
    pub terraces: Terraces,
    /// The tiers, the lowest first.
    pub tiers: Vec<TierStanding>,
}

/// One tier with its reasons.
#[derive(Debug, Clone)]
pub struct TierStanding {
    /// Id, for links within the page.
    pub id: String,
    /// 创新型中小企业.
    pub tier: String,
    /// 达到, 未达到, 待定.
    pub outcome: Tag,
    /// One sentence that says why.
    pub because: String,
    /// By which document.
    pub basis: String,
    /// The reason of every point; none where the standard gives none.
    pub indicators: Option<Indicators>,
    /// Conditions of the standard.
    pub conditions: Conditions,
    /// Direct routes.
    pub routes: Conditions,
    /// Basic conditions.
    pub gates: Conditions,
    /// 最省力的办法; none where nothing is left to do.
    pub advice: Option<Advised>,
}

/// The tiers as a picture; those in `held` are held already.
pub fn terraces(reports: &[&Report], held: &[Tier]) -> Terraces {
    let step = |tier: Tier| {
        let report = reports.iter().find(|report| report.tier.id == tier.id());
        let name = show_tier(tier);
        match report {
            Some(report) => step(name, report, held.contains(&tier)),
            None => Step {
                name: name.into(),
                figure: "—".into(),
                unit: String::new(),
                tag: Some(Tag::ask("标准未定")),
                line: String::new(),
                strips: vec![],
            },
        }
    };
    Terraces { label: "三个层次：现在到哪一级".into(), steps: Tier::ALL.map(step), key: true }
}

fn show_tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Innovative => "创新型",
        Tier::Specialised => "专精特新",
        Tier::LittleGiant => "小巨人",
    }
}

/// Groups of points and conditions: met, open, not met.
fn counts(report: &Report) -> [usize; 3] {
    let group = |mark: &Mark| match mark {
        mark if mark.low >= mark.pass => Truth::Met,
        mark if mark.high >= mark.pass => Truth::Unknown,
        _ => Truth::Unmet,
    };
    let groups = report.groups.iter().map(|one| group(&one.mark));
    let all: Vec<Truth> = groups.chain(report.conditions.iter().map(|clause| clause.truth)).collect();
    let count = |wanted| all.iter().filter(|truth| **truth == wanted).count();
    [count(Truth::Met), count(Truth::Unknown), count(Truth::Unmet)]
}

fn step(name: &str, report: &Report, held: bool) -> Step {
    let [met, open, unmet] = counts(report);
    let passes = report.outcome.id == "passes";
    let (figure, unit) = match report.points {
        Some(points) if report.outcome.id != "fails" || report.conditions.is_empty() => {
            (show::points(points.low, points.high), "分")
        }
        _ if unmet > 0 => (format!("差\u{a0}{unmet}"), "条"),
        _ if open > 0 => (open.to_string(), "条待定"),
        _ => (met.to_string(), "条"),
    };
    let tag = match report.outcome.id.as_str() {
        _ if held => Tag::ok("已有称号"),
        _ if passes => Tag::ok("达到"),
        // A higher tier not reached asks nothing of the reader: no warning.
        _ if unmet > 0 && open > 0 => Tag::ask(format!("待定\u{a0}{open}\u{a0}条")),
        "fails" => Tag::plain("未达到"),
        _ => Tag::ask("待定"),
    };
    Step {
        name: name.into(),
        figure,
        unit: unit.into(),
        tag: Some(tag),
        line: String::new(),
        strips: Strip::pile(met, open, unmet),
    }
}

impl TierStanding {
    /// A tier by its report; `advice` is told only while the standard is not reached.
    pub fn of(report: &Report, advice: Option<&Advice>) -> TierStanding {
        let passes = report.outcome.id == "passes";
        TierStanding {
            id: report.tier.id.clone(),
            tier: report.tier.label.clone(),
            outcome: match report.outcome.id.as_str() {
                "passes" => Tag::ok("达到"),
                "fails" => Tag::warn("未达到"),
                _ => Tag::ask("还不能判定"),
            },
            because: show::sentence(&report.because),
            basis: report.standard.basis.clone(),
            indicators: (!report.indicators.is_empty()).then(|| Indicators::from(report)),
            conditions: Conditions::of(&report.conditions),
            routes: Conditions::of(&report.routes),
            gates: Conditions::of(&report.gates),
            advice: advice.filter(|_| !passes).map(Advised::from),
        }
    }
}

impl Standing {
    /// The page of these tiers, the lowest first.
    pub fn of(page: Page, tiers: &[(&Report, Option<&Advice>)], held: &[Tier]) -> Standing {
        let reports: Vec<&Report> = tiers.iter().map(|(report, _)| *report).collect();
        Standing {
            page: Page { title: "现在到哪一级".into(), ..page }.under("企业档案", "/enterprise/dossier"),
            terraces: terraces(&reports, held),
            tiers: tiers.iter().map(|(report, advice)| TierStanding::of(report, *advice)).collect(),
        }
    }

    /// Values to look at.
    pub fn sample() -> Standing {
        let judged = crate::sample::judged();
        let tiers: Vec<_> = judged.iter().map(|one| (&one.report, Some(&one.advice))).collect();
        Standing::of(sample::page("/enterprise/dossier", ""), &tiers, &[])
    }

    /// Nothing is filled in.
    pub fn sample_empty(ground: &Ground) -> Standing {
        let reports = sample::blank_reports(ground);
        let tiers: Vec<_> = reports.iter().map(|report| (report, None)).collect();
        Standing::of(sample::page("/enterprise/dossier", ""), &tiers, &[])
    }
}
