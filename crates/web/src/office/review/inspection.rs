//! 实地抽查 The spot check (A9.2): who went, when, what was found of each claim; and the record of earlier visits.

mod form;

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;
use titian_domain::draw::{Assignment, Duty};
use titian_domain::inspection::Visit;

use super::bench::points_of;
use super::{Bench, Docket, Matter};
use crate::components::{Errors, Refused, Tag};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::typed;
use crate::office::sample::Gathered;
use crate::show;

pub use form::Form;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/review/inspection.html")]
pub struct InspectionPage {
    /// The page.
    pub page: Page,
    /// Head, rail and tally.
    pub bench: Bench,
    /// Visits, the newest first.
    pub visits: Vec<VisitShown>,
    /// What is asked of the case: a visit, or none.
    pub asked: String,
    /// Whom a draw has sent; may be empty.
    pub sent: String,
    /// Whether the reader may record one.
    pub may_record: bool,
    /// What can be looked into, with what was typed.
    pub claims: Vec<Claim>,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// A visit that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitShown {
    /// 11月19日.
    pub on: String,
    /// Who went, and who recorded it.
    pub who: String,
    /// What was found of each claim: its state, the claim, what was seen.
    pub findings: Vec<(Tag, String, String)>,
    /// What else is to be said; may be empty.
    pub note: String,
    /// Where the photos are.
    pub photos: Vec<String>,
}

/// Something that was claimed and can be looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its place in the form, from 1.
    pub at: usize,
    /// What was claimed; may be typed by the reader.
    pub claim: String,
    /// As declared: 15 分.
    pub declared: String,
    /// Whether the reader may type the claim.
    pub free: bool,
    /// Typed: `yes`, `no` or nothing.
    pub agrees: String,
    /// Typed: what was seen.
    pub seen: String,
}

/// The attributes of a control that has to be put right; nothing for others. Its name is ours, never what was typed.
struct Invalid(Option<String>);

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(name) => write!(f, " aria-invalid=\"true\" aria-describedby=\"e-{name}\""),
            None => Ok(()),
        }
    }
}

impl HtmlSafe for Invalid {}

/// Lines for claims that the standard does not know.
const FREE: usize = 2;

/// The claims one can look into: the indicators, the routes that are claimed, the head-count; then blank lines.
pub(super) fn claims(docket: &Docket<'_>) -> Vec<(String, String)> {
    let asked = |matter: &Matter<'_>| !matches!(matter, Matter::Route(..)) || docket.verdict(matter.id()).is_some();
    let claim = |matter: Matter<'_>| {
        let points = points_of(docket, matter).0;
        let declared = if matches!(matter, Matter::Indicator(..)) { format!("{points}\u{a0}分") } else { points };
        (matter.label(), declared)
    };
    let mut all: Vec<(String, String)> = docket.matters().into_iter().filter(asked).map(claim).collect();
    let catalogue = &docket.policy.catalogue;
    if let Some(slot) = catalogue.slot("employees.y1")
        && let Some(n) = docket.judged.declared_facts.known(slot)
    {
        all.push((catalogue.fact_of(slot).label.clone(), show::sentence(&catalogue.show(slot, n))));
    }
    all.push(("生产经营场所和主要设备".into(), "在申报地址".into()));
    all
}

impl InspectionPage {
    /// The page, with what was typed.
    pub fn of(docket: &Docket<'_>, form: Form, errors: Errors) -> InspectionPage {
        let known = claims(docket).into_iter().map(|(claim, declared)| (claim, declared, false));
        let free = (0..FREE).map(|_| (String::new(), String::new(), true));
        let claims = known.chain(free).zip(1..).map(|((claim, declared, free), at)| Claim {
            at,
            claim: if free { typed(&form.rows, &format!("claim.{at}")).into() } else { claim },
            declared,
            free,
            agrees: typed(&form.rows, &format!("agrees.{at}")).into(),
            seen: typed(&form.rows, &format!("seen.{at}")).into(),
        });
        InspectionPage {
            page: docket.page.clone(),
            bench: Bench::of(docket, "inspection"),
            visits: docket.visits.map_or(vec![], |all| all.visits.iter().rev().map(|one| shown(docket, one)).collect()),
            asked: match (&docket.duty, docket.unvisited()) {
                (Duty::Spared, _) => "抽签没有抽中，不必实地抽查。".into(),
                (Duty::Undrawn, Some(_)) => "拟通过之前至少要有一次。".into(),
                (_, Some(missing)) => format!("{}。", show::sentence(&missing)),
                (_, None) => String::new(),
            },
            sent: sent(&docket.duty),
            may_record: docket.handles(),
            claims: claims.collect(),
            form: if form == Form::default() { Form { on: docket.today.to_string(), ..form } } else { form },
            errors,
            refused: None,
        }
    }

    /// How the visits stand, in a sentence.
    pub fn told(docket: &Docket<'_>) -> String {
        let Some(visit) = docket.visits.and_then(|all| all.visits.last()) else { return "没有抽查记录".into() };
        let visits = docket.visits.map_or(&[][..], |all| &all.visits);
        let findings = visits.iter().flat_map(|visit| &visit.findings).filter(|finding| !finding.agrees);
        let differs: Vec<String> = findings.map(|one| format!("“{}”", show::sentence(&one.claim))).collect();
        let differs =
            if differs.is_empty() { "情况相符".into() } else { format!("{}与申报不符", differs.join("、")) };
        let (count, day) = (visits.len(), show::day_short(visit.on));
        format!("{count}\u{a0}次，最近{day}，{}；{differs}", visit.inspectors.join("、"))
    }

    /// What is wrong with a control of a row.
    fn error(&self, field: &str, at: &usize) -> Option<&str> {
        self.errors.of(&format!("{field}.{at}"))
    }

    /// Said to those who hear a control that has to be put right.
    fn invalid(&self, field: &str, at: &usize) -> Invalid {
        let name = format!("{field}.{at}");
        Invalid(self.errors.of(&name).map(|_| name))
    }

    /// Values to look at: one visit.
    pub fn sample() -> Option<InspectionPage> {
        let gathered = Gathered::reviewing()?;
        Some(InspectionPage::of(&gathered.docket()?, Form::default(), Errors::none()))
    }

    /// No visit yet.
    pub fn sample_empty() -> Option<InspectionPage> {
        let gathered = Gathered::reviewing()?;
        let docket = Docket { visits: None, ..gathered.docket()? };
        Some(InspectionPage::of(&docket, Form::default(), Errors::none()))
    }

    /// Refused.
    pub fn sample_refused() -> Option<InspectionPage> {
        let gathered = Gathered::reviewing()?;
        let docket = gathered.docket()?;
        let form = Form {
            on: "2026-11-25".into(),
            inspectors: "演示用户乙".into(),
            rows: [("agrees.2".into(), "no".into())].into(),
            ..Form::default()
        };
        let errors = form.parse(&docket).err()?;
        Some(InspectionPage::of(&docket, form, errors))
    }
}

/// Whom draws have sent, in a sentence.
fn sent(duty: &Duty) -> String {
    let Duty::Selected(assigned) = duty else { return String::new() };
    let one = |one: &Assignment| {
        let names: Vec<&str> = one.inspectors.iter().map(|sent| sent.name.as_str()).collect();
        format!("“{}”选定了这家企业，派出{}。", one.title, names.join("、"))
    };
    assigned.iter().map(one).collect()
}

fn shown(docket: &Docket<'_>, visit: &Visit) -> VisitShown {
    let finding = |one: &titian_domain::inspection::Finding| {
        let tag = if one.agrees { Tag::ok("相符") } else { Tag::warn("不符") };
        (tag, show::sentence(&one.claim), one.seen.clone())
    };
    VisitShown {
        on: show::day(visit.on),
        who: format!("{}；{} 记录", visit.inspectors.join("、"), docket.name(&visit.recorded_by)),
        findings: visit.findings.iter().map(finding).collect(),
        note: visit.note.clone(),
        photos: visit.photos.iter().map(|id| docket.href(&format!("files/{id}"))).collect(),
    }
}
