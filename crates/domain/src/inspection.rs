//! 实地抽查 Inspection (Art. 9 第九条(二)).
//!
//! The spot check of one application in its plain form: who went, when, what was found for each claimed fact, photos.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::{AccountId, ApplicationId, EvidenceId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};

/// The visits for one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// For which application.
    pub application: ApplicationId,
    /// The visits, the first one first.
    pub visits: Vec<Visit>,
}

/// One visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// When.
    pub on: Date,
    /// Who went, by name; at least two.
    pub inspectors: Vec<String>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Photos.
    pub photos: Vec<EvidenceId>,
    /// What else is to be said.
    pub note: String,
    /// Who recorded it.
    pub recorded_by: AccountId,
}

/// What was found of one claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What was claimed: the label of an indicator or a fact.
    pub claim: String,
    /// Whether what was seen bears it out.
    pub agrees: bool,
    /// What was seen; needed where it does not agree.
    pub seen: String,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// A visit was recorded.
    Visited {
        /// For which application.
        application: ApplicationId,
        /// The visit.
        visit: Visit,
    },
}

/// Records a visit.
pub fn record(application: ApplicationId, visit: Visit, today: Date) -> Result<Vec<Event>, Refusal> {
    let mut reasons = Vec::new();
    if visit.on > today {
        reasons.push(format!("抽查日期 {} 在今天之后", visit.on));
    }
    if visit.inspectors.iter().filter(|name| !name.trim().is_empty()).count() < 2 {
        reasons.push("抽查人员少于两名".into());
    }
    if visit.findings.is_empty() {
        reasons.push("没有写核查了哪些内容".into());
    }
    let vague = visit.findings.iter().filter(|finding| !finding.agrees && finding.seen.trim().is_empty());
    reasons.extend(vague.map(|finding| format!("“{}”与申报不符,要写明实际情况", finding.claim)));
    if !reasons.is_empty() {
        return Err(Refusal::new("A9.2", "抽查记录还不能保存").because_all(reasons).todo("请补全后重新保存"));
    }
    Ok(vec![Event::Visited { application, visit }])
}

impl Inspection {
    /// Whether anything seen differs from what was claimed.
    pub fn disagrees(&self) -> bool {
        self.visits.iter().any(|visit| visit.findings.iter().any(|finding| !finding.agrees))
    }
}

impl Room for Inspection {
    const NAME: &'static str = "inspection";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        let Event::Visited { application, visit } = event;
        let mut all = state.unwrap_or_else(|| Inspection { application: application.clone(), visits: vec![] });
        all.visits.push(visit.clone());
        Some(all)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![("visited_on", self.visits.iter().map(|visit| visit.on).max().into())]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A9.2"
    }
}
