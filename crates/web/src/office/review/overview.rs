//! 总览 All questions of a case in a table: declared, reviewed, the ruling with its reason. For those who conclude.

use askama::Template;
use askama::filters::HtmlSafe;

use super::bench::points_of;
use super::item::Ruled;
use super::{Docket, Matter};

/// The table.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "office/review/overview.html")]
pub struct Overview {
    /// The questions; those that were not simply accepted first.
    pub lines: Vec<OverviewLine>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverviewLine {
    /// What it is called.
    pub label: String,
    /// Where it is dealt with.
    pub href: String,
    /// As declared.
    pub declared: String,
    /// As reviewed.
    pub reviewed: String,
    /// Whether the two differ.
    pub differs: bool,
    /// The ruling.
    pub ruled: Option<Ruled>,
}

impl Overview {
    /// Everything that must be ruled on, and whatever else was.
    pub fn of(docket: &Docket<'_>) -> Overview {
        let wanted: Vec<String> = titian_domain::application::required(&docket.edition, &docket.judged.reviewed)
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        let asked =
            |matter: &Matter<'_>| wanted.iter().any(|id| id == matter.id()) || docket.verdict(matter.id()).is_some();
        let line = |matter: Matter<'_>| {
            let (declared, reviewed) = points_of(docket, matter);
            OverviewLine {
                label: matter.label(),
                href: docket.href(&format!("items/{}", matter.id())),
                differs: declared != reviewed,
                declared,
                reviewed,
                ruled: docket.verdict(matter.id()).map(|verdict| Ruled::of(docket, verdict)),
            }
        };
        let mut lines: Vec<OverviewLine> = docket.matters().into_iter().filter(asked).map(line).collect();
        let plain = |line: &OverviewLine| line.ruled.as_ref().is_some_and(|one| one.words.is_empty() && !line.differs);
        lines.sort_by_key(plain);
        Overview { lines }
    }
}

impl HtmlSafe for Overview {}
