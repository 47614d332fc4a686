//! 实地抽查 Inspection (Art. 9 to 11 第九条至第十一条).
//!
//! The visits to one applicant: who went, when, by which draw, what was claimed and what was seen, photos, and the signed
//! sheet. A record cannot be changed; another visit is another record. Whether a case must be visited is asked of the
//! draws first, then of the procedure: [`answered`].

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::calendar::written;

use crate::draw::{Assignment, Duty};
use crate::id::{AccountId, ApplicationId, DrawId, EvidenceId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

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
    /// The draw that sent them; none if the visit was not drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw: Option<DrawId>,
    /// Scans of the sheet that inspectors and enterprise have signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signed: Vec<EvidenceId>,
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
    /// The value that was claimed, as filed; empty where the claim has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub claimed: String,
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

/// Records a visit. `duty` is what the draws of the office say about the case.
pub fn record(application: ApplicationId, visit: Visit, duty: &Duty, today: Date) -> Result<Vec<Event>, Refusal> {
    let mut reasons = Vec::new();
    if visit.on > today {
        reasons.push(format!("抽查日期 {} 在今天之后", visit.on));
    }
    let names: Vec<&str> = visit.inspectors.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    if names.len() < 2 {
        reasons.push("抽查人员少于两名".into());
    }
    for (at, name) in names.iter().enumerate() {
        if names.iter().take(at).any(|other| other == name) {
            reasons.push(format!("抽查人员“{name}”写了两次"));
        }
        if let Err(odd) = wording::line(name) {
            reasons.push(format!("抽查人员姓名中{odd}"));
        }
    }
    if visit.findings.is_empty() {
        reasons.push("没有写核查了哪些内容".into());
    }
    let vague = visit.findings.iter().filter(|finding| !finding.agrees && finding.seen.trim().is_empty());
    reasons.extend(vague.map(|finding| format!("“{}”与申报不符,要写明实际情况", finding.claim)));
    reasons.extend(astray(&visit, &names, duty));
    if !reasons.is_empty() {
        return Err(Refusal::new("A9.2", "抽查记录还不能保存").because_all(reasons).todo("请补全后重新保存"));
    }
    Ok(vec![Event::Visited { application, visit }])
}

/// What does not fit the draw that sent the visitors.
fn astray(visit: &Visit, names: &[&str], duty: &Duty) -> Vec<String> {
    let assigned: &[Assignment] = if let Duty::Selected(assigned) = duty { assigned } else { &[] };
    let mut reasons: Vec<String> = assigned
        .iter()
        .flat_map(|one| &one.recused)
        .filter(|one| names.contains(&one.name.as_str()))
        .map(|one| format!("“{}”对这家企业回避,不能参加抽查", one.name))
        .collect();
    reasons.dedup();
    let Some(draw) = &visit.draw else { return reasons };
    let Some(assignment) = assigned.iter().find(|one| one.draw == *draw) else {
        reasons.push("这件申报不在所写的抽签结果中".into());
        return reasons;
    };
    if visit.on < assignment.on {
        reasons.push(format!("抽查日期在{}抽出之前", written(assignment.on)));
    }
    // Each of them by name: a word about something else explains nobody's absence.
    let absent = assignment.inspectors.iter().filter(|one| !names.contains(&one.name.as_str()));
    let absent: Vec<&str> = absent.map(|one| one.name.as_str()).filter(|name| !visit.note.contains(name)).collect();
    if !absent.is_empty() {
        let absent = absent.join("、");
        reasons.push(format!("抽签派出的{absent}没有参加，要在说明中写明其姓名、由谁代替、为什么"));
    }
    reasons
}

/// Whether a case need not be visited, or has been: what a conclusion asks. Otherwise what is missing, in words.
/// `step` says whether the procedure has an inspection at this desk (A9.2, A10.2, A10.3, A11.2).
///
/// 释义 实地抽查 is a sample: of the cases on the list of a draw only those that it selected are visited. Where an office has
/// not drawn, each case is visited, as the step stands in the procedure without exception.
pub fn answered(step: bool, duty: &Duty, visits: Option<&Inspection>) -> Result<(), String> {
    let visits = visits.map(|all| all.visits.as_slice()).unwrap_or_default();
    match duty {
        Duty::Selected(assigned) => {
            let open = |one: &&Assignment| !visits.iter().any(|visit| visit.draw.as_ref() == Some(&one.draw));
            match assigned.iter().find(open) {
                Some(one) => Err(format!("“{}”选定了这家企业,还没有按它登记实地抽查记录", one.title)),
                None => Ok(()),
            }
        }
        Duty::Pending { on, .. } => Err(format!("抽签名单已经固定,{}起才能开签;是否抽查要等抽签结果", written(*on))),
        Duty::Spared => Ok(()),
        Duty::Undrawn if step && visits.is_empty() => Err("没有实地抽查记录".into()),
        Duty::Undrawn => Ok(()),
    }
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
