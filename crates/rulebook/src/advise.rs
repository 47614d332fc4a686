//! 提升建议 Advice: the smallest change after which an enterprise would reach a standard.
//!
//! Smallest means: fewest changed facts, and among those the least total relative change. Only what an enterprise can
//! still move is proposed, only the way the catalogue says it moves, never a past year and never what an officer
//! judges. Every plan has been judged again and raises no caution that was not there before.
//!
//! Unknown facts. Advice works on the worst completion: what is unknown is not hoped for. An unknown fact that the
//! enterprise can still bring about may be filled in; that counts as one changed fact with no relative change, and is
//! listed as 需补充. Any other unknown fact (a past figure, a register, an officer's opinion) is never filled in: if it
//! decides, it is listed to be found out first, and a gate or condition that waits for nothing else is left open.

mod candidates;
mod horizon;
mod search;
#[cfg(test)]
mod tests;

pub use horizon::Horizon;

use self::candidates::{domain, relative};
use self::search::{Found, Search, blanked, may_hold, merit_reachable};
use crate::catalogue::{Catalogue, Change, Kind, Slot};
use crate::facts::{Facts, Why};
use crate::judge::{Edition, Finding, Outcome, Truth, judge};
use crate::quantity::{Dimension, LARGEST, Ratio, show_ratio};
use crate::standard::Clause;
use crate::standard::fraction::Gap;

/// Plans with more changed facts than this are not looked for.
pub const MOST_CHANGES: usize = 4;

/// At most so many plans are told, the least change first.
const MOST_PLANS: usize = 5;

/// What an enterprise can do to reach a standard.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Advice {
    /// How far ahead it looks.
    pub horizon: Horizon,
    /// Where the enterprise stands at the horizon if nothing is done.
    pub standing: Truth,
    /// Unknown facts that decide and are to be found out first.
    pub needs: Vec<Need>,
    /// Gates and conditions that wait for such facts only; the plans hold provided these are met.
    pub left_open: Vec<Obstacle>,
    /// Plans with the fewest changed facts, the least change first: one for each set of facts. A plan without steps
    /// says that nothing has to be changed. Empty if no plan was found.
    pub plans: Vec<Plan>,
    /// Why there is no plan: what nothing the enterprise can move would cure. Empty if there is a plan, or if one
    /// might exist with more than [`MOST_CHANGES`] changes.
    pub obstacles: Vec<Obstacle>,
}

/// An unknown fact.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Need {
    /// Its key, `revenue.y1`.
    pub key: String,
    /// Its label, Chinese.
    pub label: String,
    /// A person decides it after looking at the evidence.
    pub by_officer: bool,
    /// Why it cannot be computed; `None` = it has not been stated.
    pub why: Option<Why>,
}

/// A gate, a condition or the points.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Obstacle {
    /// Id of the clause; `points` for the points.
    pub id: String,
    /// Label, Chinese.
    pub label: String,
    /// Article or annex.
    pub article: String,
}

/// Changes that together suffice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Plan {
    /// The changes, in the order of the form.
    pub steps: Vec<Step>,
    /// The sum of their relative changes.
    #[serde(serialize_with = "as_text")]
    pub total: Ratio,
    /// Whether the targets rounded to whole 万元 ([`Step::rounded`]) suffice as well, judged again.
    pub rounded_suffices: bool,
    /// What to look at besides; Chinese.
    pub remarks: Vec<String>,
}

/// One changed fact.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Step {
    /// Its key, `rd_expense.y1`.
    pub key: String,
    /// Its label, Chinese.
    pub label: String,
    /// The figure at the horizon if nothing is done, in stored units; `None` = unknown (需补充).
    pub old: Option<i64>,
    /// The figure to reach, in stored units, exact.
    pub new: i64,
    /// The figure to reach rounded away from the old one to whole 万元, where that differs.
    pub rounded: Option<i64>,
    /// `old` as people write it; empty if unknown.
    pub old_text: String,
    /// `new` as people write it.
    pub new_text: String,
    /// `rounded` as people write it.
    pub rounded_text: Option<String>,
    /// The relative change.
    #[serde(serialize_with = "as_text")]
    pub relative: Ratio,
    #[serde(skip)]
    slot: Slot,
}

impl Step {
    /// The fact.
    pub fn slot(&self) -> Slot {
        self.slot
    }
}

fn as_text<S: serde::Serializer>(ratio: &Ratio, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(ratio)
}

/// The smallest change after which these facts would reach the edition by the horizon.
pub fn advise(edition: &Edition, catalogue: &Catalogue, facts: &Facts, horizon: Horizon) -> Advice {
    let start = horizon.start(catalogue, facts);
    let movable = horizon.movable(catalogue, edition, &start);
    let standing = judge(edition, &start);
    let mut asked = edition.clone();
    let mut left_open = Vec::new();
    let mut gaps = match &standing.outcome {
        Outcome::Undetermined { needs } => needs.clone(),
        Outcome::Passes { .. } | Outcome::Fails { .. } => vec![],
    };
    asked.gates.gates = set_aside(&edition.gates.gates, &standing.gates, &movable, &mut left_open, &mut gaps);
    asked.standard.conditions =
        set_aside(&edition.standard.conditions, &standing.conditions, &movable, &mut left_open, &mut gaps);
    gaps.sort();
    gaps.dedup();
    let search = Search::new(&asked, catalogue, &start, &movable);
    let plans: Vec<Plan> =
        search.smallest(MOST_CHANGES).iter().take(MOST_PLANS).map(|found| plan(&search, found)).collect();
    let obstacles = if plans.is_empty() { obstacles(&asked, &start, &movable) } else { vec![] };
    Advice {
        horizon,
        standing: standing.outcome.truth(),
        needs: gaps.iter().map(|gap| need(catalogue, gap)).collect(),
        left_open,
        plans,
        obstacles,
    }
}

/// The clauses to plan for; those that wait only for facts nobody can move are left open.
fn set_aside(
    clauses: &[Clause],
    findings: &[Finding],
    movable: &[Slot],
    left_open: &mut Vec<Obstacle>,
    gaps: &mut Vec<Gap>,
) -> Vec<Clause> {
    let mut kept = Vec::new();
    for (clause, finding) in clauses.iter().zip(findings) {
        if finding.truth == Truth::Unknown && !may_hold(finding, movable) {
            left_open.push(obstacle(clause));
            gaps.extend(&finding.gaps);
        } else {
            kept.push(clause.clone());
        }
    }
    kept
}

fn need(catalogue: &Catalogue, gap: &Gap) -> Need {
    Need {
        key: catalogue.info(gap.slot).key.clone(),
        label: catalogue.label(gap.slot),
        by_officer: catalogue.fact_of(gap.slot).judged_by_officer,
        why: gap.why,
    }
}

fn obstacle(clause: &Clause) -> Obstacle {
    Obstacle { id: clause.id.clone(), label: clause.label.clone(), article: clause.article.clone() }
}

/// What stays in the way even with everything that can be moved left open.
fn obstacles(edition: &Edition, start: &Facts, movable: &[Slot]) -> Vec<Obstacle> {
    let a = blanked(edition, start, movable);
    let clauses = edition.gates.gates.iter().zip(&a.gates).chain(edition.standard.conditions.iter().zip(&a.conditions));
    let stuck = clauses.filter(|(_, finding)| !may_hold(finding, movable)).map(|(clause, _)| obstacle(clause));
    let points = (!merit_reachable(edition, &a, movable)).then(|| Obstacle {
        id: "points".into(),
        label: "得分达到合格线,或者满足任一直通条件".into(),
        article: edition.standard.basis.clone(),
    });
    stuck.chain(points).collect()
}

fn plan(search: &Search<'_>, found: &Found) -> Plan {
    let mut values = found.values.clone();
    values.sort_unstable_by_key(|(slot, _)| *slot);
    let steps: Vec<Step> = values.iter().map(|(slot, new)| step(search, *slot, *new)).collect();
    let rounded =
        steps.iter().fold(search.start.clone(), |facts, step| facts.with(step.slot, step.rounded.unwrap_or(step.new)));
    Plan {
        total: found.cost,
        rounded_suffices: steps.iter().any(|step| step.rounded.is_some()) && search.accepts(&rounded),
        remarks: remarks(search, &steps),
        steps,
    }
}

fn step(search: &Search<'_>, slot: Slot, new: i64) -> Step {
    let catalogue = search.catalogue;
    let old = search.start.known(slot);
    let rounded = rounded(catalogue, slot, old, new);
    Step {
        key: catalogue.info(slot).key.clone(),
        label: catalogue.label(slot),
        old,
        new,
        rounded,
        old_text: old.map_or_else(String::new, |old| catalogue.show(slot, old)),
        new_text: catalogue.show(slot, new),
        rounded_text: rounded.map(|rounded| catalogue.show(slot, rounded)),
        relative: relative(&catalogue.fact_of(slot).kind, old, new),
        slot,
    }
}

/// Whole 万元, away from the old figure. For an unknown figure, the way the fact moves.
fn rounded(catalogue: &Catalogue, slot: Slot, old: Option<i64>, new: i64) -> Option<i64> {
    const UNIT: i64 = 1_000_000;
    let fact = catalogue.fact_of(slot);
    if !matches!(fact.kind, Kind::Money { .. }) || new % UNIT == 0 || new.abs() > LARGEST - UNIT {
        return None;
    }
    let down = old.map_or(fact.change == Some(Change::Down), |old| new < old);
    let whole = new.div_euclid(UNIT) * UNIT + if down { 0 } else { UNIT };
    let (least, most) = domain(catalogue, slot, old);
    (least..=most).contains(&whole).then_some(whole)
}

/// Facts behind the size of an enterprise, and the facts that follow from them (300号).
const SIZE_FROM: [&str; 3] = ["employees", "revenue", "total_assets"];

fn remarks(search: &Search<'_>, steps: &[Step]) -> Vec<String> {
    let moved = |id: &str| steps.iter().any(|step| search.catalogue.fact_of(step.slot).id == id);
    let sized = SIZE_FROM.iter().any(|id| moved(id));
    sized
        .then(|| "从业人员、营业收入或资产总额变动后,企业规模可能改变,请重新核对划型(300号)。".to_owned())
        .into_iter()
        .collect()
}

impl Advice {
    /// Headings of [`Advice::rows`].
    pub const COLUMNS: [&str; 7] = ["类别", "代号", "名称", "现值", "应达到", "取整后", "相对变动"];

    /// A row of cells for each fact to find out, clause left open, step of a plan, and obstacle.
    pub fn rows(&self) -> Vec<[String; 7]> {
        let plain = |kind: &str, id: &str, label: String| {
            let blank = String::new;
            [kind.to_owned(), id.to_owned(), label, blank(), blank(), blank(), blank()]
        };
        let needs = self.needs.iter().map(|need| plain("先查明", &need.key, format!("{}{}", need.label, need.who())));
        let open = self.left_open.iter().map(|clause| plain("以此为前提", &clause.id, clause.label.clone()));
        let steps = self.plans.iter().enumerate().flat_map(|(at, plan)| plan.rows(at + 1));
        let obstacles = self.obstacles.iter().map(|one| plain("不能自行改变", &one.id, one.label.clone()));
        needs.chain(open).chain(steps).chain(obstacles).collect()
    }

    /// As told to people, a line each.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.needs.is_empty() {
            lines.push(format!("以下 {} 项尚不清楚,请先查明:", self.needs.len()));
            lines.extend(self.needs.iter().map(|need| format!("  {}{}", need.label, need.who())));
        }
        if !self.left_open.is_empty() {
            lines.push("以下条件要等上述事项查明,建议以其符合为前提:".into());
            lines.extend(self.left_open.iter().map(Obstacle::line));
        }
        match self.plans.first() {
            Some(plan) if plan.steps.is_empty() => lines.push(match self.horizon {
                Horizon::Now => "现有情况已经符合要求,无需改变。".into(),
                Horizon::NextYear => "保持上年度的经营情况,下一年度申报即符合要求。".into(),
            }),
            Some(plan) => {
                let count = plan.steps.len();
                let year = if self.horizon == Horizon::NextYear {
                    "(“上年度”指下次申报时的上年度)"
                } else {
                    ""
                };
                lines.push(format!("{}:改变 {count} 项即可达到{year}。", self.horizon.label()));
                lines.extend(self.plans.iter().enumerate().flat_map(|(at, plan)| plan.lines(at + 1)));
            }
            None if self.obstacles.is_empty() => {
                lines.push(format!("{}:改变 {MOST_CHANGES} 项以内不能达到,没有建议。", self.horizon.label()));
            }
            None => {
                lines.push(format!("{}:以下要求不是企业能够自行改变的,没有建议:", self.horizon.label()));
                lines.extend(self.obstacles.iter().map(Obstacle::line));
            }
        }
        lines
    }
}

impl Need {
    fn who(&self) -> String {
        match (self.why, self.by_officer) {
            (Some(why), _) => format!("({})", why.label()),
            (None, true) => "(由审核人员认定)".into(),
            (None, false) => "(未填写)".into(),
        }
    }
}

impl Obstacle {
    fn line(&self) -> String {
        format!("  {}({})", self.label, self.article)
    }
}

impl Plan {
    fn rows(&self, number: usize) -> impl Iterator<Item = [String; 7]> {
        self.steps.iter().map(move |step| {
            [
                format!("方案{number}"),
                step.key.clone(),
                step.label.clone(),
                step.old_text.clone(),
                step.new_text.clone(),
                step.rounded_text.clone().filter(|_| self.rounded_suffices).unwrap_or_default(),
                show_ratio(step.relative, Dimension::Share),
            ]
        })
    }

    fn lines(&self, number: usize) -> Vec<String> {
        let total = show_ratio(self.total, Dimension::Share);
        let mut lines = vec![format!("  方案{number}(变动合计 {total})")];
        lines.extend(self.steps.iter().map(|step| format!("    {}", step.line(self.rounded_suffices))));
        lines.extend(self.remarks.iter().map(|remark| format!("    提示:{remark}")));
        lines
    }
}

impl Step {
    fn line(&self, rounded_suffices: bool) -> String {
        let new = match self.rounded_text.as_ref().filter(|_| rounded_suffices) {
            Some(rounded) => format!("{}(取整为 {rounded})", self.new_text),
            None => self.new_text.clone(),
        };
        match self.old {
            None => format!("需补充:{},应为 {new}", self.label),
            Some(old) => {
                let way = if self.new > old { "提高到" } else { "降低到" };
                format!("{}:由 {} {way} {new}", self.label, self.old_text)
            }
        }
    }
}
