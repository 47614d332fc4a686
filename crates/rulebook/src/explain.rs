//! 说明 An assessment put into words: formulas with the numbers put in, the band that was hit, how far the next one
//! is, the article, the evidence wanted. [`Judgement`] is the stable JSON of `titian judge`; pages print the same words.

mod reading;
mod words;

use jiff::civil::Date;
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::facts::Facts;
use crate::judge::{Assessment, By, Edition, Finding, Line, Outcome, Points, Truth, Unmet};
use crate::standard::fraction::Gap;
use crate::standard::{Clause, Indicator};

pub use reading::{in_words, score_in_words};
pub use words::{condition, measure, name};

/// Name and version of the JSON shape; it only grows within a version.
pub const FORMAT: &str = "titian/judgement/1";

/// Something with an id and a Chinese label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Named {
    /// Id, ASCII.
    pub id: String,
    /// Label, Chinese.
    pub label: String,
}

/// An assessment in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Report {
    /// The day judged on, ISO.
    pub on: String,
    /// The tier.
    pub tier: Named,
    /// Application or re-review.
    pub purpose: Named,
    /// The standard.
    pub standard: Source,
    /// The gates.
    pub gates_of: Source,
    /// `passes`, `fails` or `undetermined`, with its words.
    pub outcome: Named,
    /// One sentence that says why.
    pub because: String,
    /// Points in all; absent if the standard gives no points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Mark>,
    /// Points by group.
    pub groups: Vec<GroupReport>,
    /// Points by indicator.
    pub indicators: Vec<IndicatorReport>,
    /// Gates of eligibility.
    pub gates: Vec<ClauseReport>,
    /// Conditions.
    pub conditions: Vec<ClauseReport>,
    /// Direct routes.
    pub routes: Vec<ClauseReport>,
    /// What stands in the way, if it fails.
    pub unmet: Vec<Named>,
    /// What it depends on, if it is undetermined.
    pub needs: Vec<Need>,
    /// Figures that contradict each other; they decide nothing.
    pub cautions: Vec<Named>,
}

/// What `titian judge --format json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Judgement {
    /// [`FORMAT`].
    pub format: &'static str,
    /// The enterprise, as it states itself.
    pub enterprise: Enterprise,
    /// An assessment for each tier asked about.
    pub assessments: Vec<Report>,
    /// Tiers for which the rulebook does not say which standard applies.
    pub undecided: Vec<UndecidedTier>,
}

/// Who is judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Enterprise {
    /// Name; empty if not stated.
    pub name: String,
    /// 统一社会信用代码; empty if not stated.
    pub credit_code: String,
    /// What is odd about the code (a wrong check digit); it is asked about, not refused.
    pub code_warnings: Vec<String>,
    /// City; empty if not stated.
    pub city: String,
    /// Size class in words, with the figures that decide it.
    pub size: Vec<String>,
}

/// A tier for which the notice has to say which standard applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct UndecidedTier {
    /// The tier.
    pub tier: Named,
    /// Why, and what to do.
    pub reason: String,
    /// Standards to choose from.
    pub candidates: Vec<String>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Source {
    /// Id.
    pub id: String,
    /// Title, Chinese.
    pub title: String,
    /// Document number and annex or article.
    pub basis: String,
    /// Where its text was read, and what is still to be checked.
    pub source: String,
}

/// Points against a pass mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Mark {
    /// At least.
    pub low: i64,
    /// At most.
    pub high: i64,
    /// Out of.
    pub max: i64,
    /// Needed; 0 = none of its own.
    pub pass: i64,
}

/// Points of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct GroupReport {
    /// Id.
    pub id: String,
    /// Label.
    pub label: String,
    /// The points.
    #[serde(flatten)]
    pub mark: Mark,
}

/// Points of an indicator, with their reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct IndicatorReport {
    /// Id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Annex and number.
    pub article: String,
    /// Id of its group.
    pub group: String,
    /// At least.
    pub low: i64,
    /// At most.
    pub high: i64,
    /// Out of.
    pub max: i64,
    /// The formula with the numbers put in, or what is missing.
    pub reason: String,
    /// What would give more points, and how many in all; absent at the top.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
    /// Evidence wanted.
    pub evidence: Vec<String>,
    /// A reading of ours or an open question.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The next better band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Next {
    /// Points it gives.
    pub points: i64,
    /// What it takes, in words.
    pub takes: String,
}

/// The answer to a clause, with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ClauseReport {
    /// Id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Article or annex.
    pub article: String,
    /// One of the six dimensions; empty if none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub dimension: String,
    /// The answer.
    pub truth: Truth,
    /// Each comparison with its numbers.
    pub reasons: Vec<String>,
    /// Evidence wanted.
    pub evidence: Vec<String>,
    /// A reading of ours or an open question.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A fact that an answer depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Need {
    /// Key of the fact: `revenue.y1`.
    pub fact: String,
    /// Label.
    pub label: String,
    /// Why it is open: not stated, a person decides, or cannot be computed.
    pub reason: String,
}

/// Puts an assessment into words.
pub fn report(catalogue: &Catalogue, edition: &Edition, facts: &Facts, assessment: &Assessment, on: Date) -> Report {
    let standard = &edition.standard;
    let clauses = |clauses: &[Clause], findings: &[Finding]| {
        clauses.iter().zip(findings).map(|(clause, finding)| clause_report(catalogue, clause, finding, facts)).collect()
    };
    let max = standard.groups.iter().map(|group| group.max).sum();
    Report {
        on: on.to_string(),
        tier: Named { id: standard.tier.id().into(), label: standard.tier.label().into() },
        purpose: Named { id: edition.purpose.id().into(), label: edition.purpose.label().into() },
        standard: Source {
            id: standard.id.clone(),
            title: standard.title.clone(),
            basis: standard.basis.clone(),
            source: standard.source.clone(),
        },
        gates_of: Source {
            id: edition.gates.id.clone(),
            title: edition.gates.title.clone(),
            basis: edition.gates.basis.clone(),
            source: edition.gates.source.clone(),
        },
        outcome: outcome(&assessment.outcome),
        because: because(edition, assessment),
        points: assessment.points.zip(standard.pass).map(|(points, pass)| mark(points, max, pass)),
        groups: standard
            .groups
            .iter()
            .zip(&assessment.groups)
            .map(|(group, points)| GroupReport {
                id: group.id.clone(),
                label: group.label.clone(),
                mark: mark(*points, group.max, group.pass),
            })
            .collect(),
        indicators: standard
            .indicators
            .iter()
            .zip(&assessment.lines)
            .map(|(indicator, line)| indicator_report(catalogue, edition, indicator, line, facts))
            .collect(),
        gates: clauses(&edition.gates.gates, &assessment.gates),
        conditions: clauses(&standard.conditions, &assessment.conditions),
        routes: clauses(&standard.routes, &assessment.routes),
        unmet: match &assessment.outcome {
            Outcome::Fails { unmet: them } => them.iter().map(|one| unmet(edition, *one)).collect(),
            _ => vec![],
        },
        needs: match &assessment.outcome {
            Outcome::Undetermined { needs } => needs.iter().map(|gap| need(catalogue, *gap)).collect(),
            _ => vec![],
        },
        cautions: cautions(catalogue, facts),
    }
}

/// Figures that contradict each other (`[[caution]]` of the catalogue). They ask for a second look and decide nothing.
pub fn cautions(catalogue: &Catalogue, facts: &Facts) -> Vec<Named> {
    let raised = catalogue.cautions.iter().filter(|caution| crate::judge::truth(&caution.when, facts) == Truth::Met);
    raised.map(|caution| Named { id: caution.id.clone(), label: caution.message.clone() }).collect()
}

fn mark(points: Points, max: i64, pass: i64) -> Mark {
    Mark { low: points.low, high: points.high, max, pass }
}

fn outcome(outcome: &Outcome) -> Named {
    let (id, label) = match outcome {
        Outcome::Passes { .. } => ("passes", "达到"),
        Outcome::Fails { .. } => ("fails", "未达到"),
        Outcome::Undetermined { .. } => ("undetermined", "待定"),
    };
    Named { id: id.into(), label: label.into() }
}

fn because(edition: &Edition, assessment: &Assessment) -> String {
    let standard = &edition.standard;
    match &assessment.outcome {
        Outcome::Passes { by: By::Points } => format!("{}:得分和各项条件均达到要求。", standard.verdict),
        Outcome::Passes { by: By::Conditions } => format!("{}:各项条件均已满足。", standard.verdict),
        Outcome::Passes { by: By::Routes(routes) } => {
            let names: Vec<&str> =
                routes.iter().filter_map(|at| standard.routes.get(*at)).map(|r| r.label.as_str()).collect();
            format!("{}:符合直通条件“{}”。", standard.verdict, names.join("”“"))
        }
        Outcome::Fails { unmet: them } => {
            let names: Vec<String> = them.iter().map(|one| unmet(edition, *one).label).collect();
            format!("未达到:{}。", names.join(";"))
        }
        Outcome::Undetermined { needs } => format!("还不能判定:取决于 {} 项尚未确定的内容。", needs.len()),
    }
}

/// What stands in the way: its id and its name.
pub fn unmet(edition: &Edition, one: Unmet) -> Named {
    let standard = &edition.standard;
    let clause = |clauses: &[Clause], at: usize| {
        let found = clauses.get(at).map(|clause| Named { id: clause.id.clone(), label: clause.label.clone() });
        found.unwrap_or_else(|| Named { id: at.to_string(), label: String::new() })
    };
    match one {
        Unmet::Gate(at) => clause(&edition.gates.gates, at),
        Unmet::Condition(at) => clause(&standard.conditions, at),
        Unmet::Points { group: None } => {
            Named { id: "points".into(), label: format!("总分不足 {} 分", standard.pass.unwrap_or(0)) }
        }
        Unmet::Points { group: Some(at) } => {
            let group = standard.groups.get(at);
            let (id, label, pass) = group.map_or(("", "", 0), |g| (g.id.as_str(), g.label.as_str(), g.pass));
            Named { id: format!("points.{id}"), label: format!("“{label}”不足 {pass} 分") }
        }
    }
}

/// A gap in words.
pub fn need(catalogue: &Catalogue, gap: Gap) -> Need {
    let reason = match gap.why {
        Some(why) => why.label(),
        None if catalogue.fact_of(gap.slot).judged_by_officer => "由审核人员认定",
        None => "尚未填写",
    };
    Need { fact: catalogue.info(gap.slot).key.clone(), label: catalogue.label(gap.slot), reason: reason.into() }
}

fn clause_report(catalogue: &Catalogue, clause: &Clause, finding: &Finding, facts: &Facts) -> ClauseReport {
    ClauseReport {
        id: clause.id.clone(),
        label: clause.label.clone(),
        article: clause.article.clone(),
        dimension: clause.dimension.clone(),
        truth: finding.truth,
        reasons: condition(catalogue, &clause.condition, facts),
        evidence: evidence(catalogue, &clause.condition.slots()),
        note: clause.note.clone(),
    }
}

fn indicator_report(
    catalogue: &Catalogue,
    edition: &Edition,
    indicator: &Indicator,
    line: &Line,
    facts: &Facts,
) -> IndicatorReport {
    IndicatorReport {
        id: indicator.id.clone(),
        label: indicator.label.clone(),
        article: indicator.article.clone(),
        group: edition.standard.groups.get(indicator.group).map(|group| group.id.clone()).unwrap_or_default(),
        low: line.points.low,
        high: line.points.high,
        max: indicator.max,
        reason: words::score(catalogue, &indicator.score, facts),
        next: words::next(catalogue, indicator, line.points, facts),
        evidence: evidence(catalogue, &indicator.score.slots()),
        note: indicator.note.clone(),
    }
}

fn evidence(catalogue: &Catalogue, slots: &[crate::catalogue::Slot]) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for id in slots.iter().flat_map(|slot| &catalogue.fact_of(*slot).evidence) {
        let label = catalogue.evidence_label(id);
        if !labels.iter().any(|known| known == label) {
            labels.push(label.to_owned());
        }
    }
    labels
}
