//! 总览 A case at a glance, for who has nothing to do in it now: how it stands, what was proposed, everything that was said.

use askama::Template;
use titian_domain::application::Stage;

use super::approval::facts;
use super::{Bench, Docket, Overview};
use crate::components::Tag;
use crate::layout::Page;
use crate::office::queue::waits;
use crate::office::sample::Gathered;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/review/glance.html")]
pub struct Glance {
    /// The page.
    pub page: Page,
    /// Head, rail and tally.
    pub bench: Bench,
    /// Who is waited for.
    pub waits: &'static str,
    /// What was proposed or decided against it: its state, by whom and when, the words.
    pub said: Option<(Tag, String, String)>,
    /// What is back with the enterprise: label and words.
    pub wanted: Vec<(String, String)>,
    /// Which checks have to be made again before it can go on a list.
    pub unchecked: Vec<String>,
    /// Points, checks, visits: label, answer, whether it needs a look.
    pub facts: Vec<(&'static str, String, bool)>,
    /// Everything that was said.
    pub overview: Overview,
}

impl Glance {
    /// The page.
    pub fn of(docket: &Docket<'_>) -> Glance {
        let said = match &docket.case.stage {
            Stage::Concluded { on, handler, pass, opinion, .. } => {
                let tag = if *pass { Tag::ok("拟通过") } else { Tag::warn("拟不予通过") };
                Some((tag, format!("{}，{}", docket.name(handler), show::day_short(*on)), opinion.clone()))
            }
            Stage::Refused { on, ground, by } => {
                let by = format!("{}，{}", docket.name(by), show::day_short(*on));
                Some((Tag::warn("不予通过"), by, ground.clone()))
            }
            _ => None,
        };
        let wanted = match &docket.case.stage {
            Stage::Returned { deficiencies, .. } => deficiencies.as_slice(),
            _ => &[],
        };
        let whole = |label: &str| if label.is_empty() { "整件申报".to_owned() } else { show::sentence(label) };
        Glance {
            page: docket.page.clone(),
            bench: Bench::of(docket, ""),
            waits: waits(docket.case),
            said,
            wanted: wanted.iter().map(|one| (whole(&one.label), one.what.clone())).collect(),
            unchecked: docket.unchecked().iter().map(|one| show::sentence(one)).collect(),
            facts: facts(docket),
            overview: Overview::of(docket),
        }
    }

    /// Values to look at: proposed, as the handler sees it.
    pub fn sample() -> Option<Glance> {
        let mut gathered = Gathered::concluded()?;
        gathered.reader.account = crate::office::sample::handler();
        Some(Glance::of(&gathered.docket()?))
    }

    /// It waits for a list, and a check has become too old meanwhile.
    pub fn sample_stale() -> Option<Glance> {
        let mut gathered = Gathered::reviewing()?;
        gathered.checks = crate::office::sample::checks();
        gathered.case.stage = Stage::Listed { on: jiff::civil::date(2026, 11, 20) };
        Some(Glance::of(&gathered.docket()?))
    }

    /// Back with the enterprise.
    pub fn sample_returned() -> Option<Glance> {
        let mut gathered = Gathered::reviewing()?;
        let wanted = titian_domain::application::Deficiency {
            item: "debt".into(),
            label: "上年度资产负债率".into(),
            what: "请补交2025年审计报告的资产负债表。".into(),
        };
        gathered.case.stage = Stage::Returned {
            on: jiff::civil::date(2026, 11, 20),
            due: jiff::civil::date(2026, 11, 27),
            deficiencies: vec![wanted],
            handler: crate::office::sample::handler(),
        };
        Some(Glance::of(&gathered.docket()?))
    }
}
