//! 判定 The judge: one enterprise against one standard, with every reason kept (A7, A9, A10, A11).
//!
//! This is the reading that binds; columns and SQL must equal it. An answer is met, unmet or unknown; points are an
//! interval that every completion of the facts lies in. A missing figure is never zero, and what cannot be computed
//! is said to be so. Nothing here panics, and no float is used.

mod points;
mod truth;

pub use points::{Points, counted};
pub use truth::Truth;

use crate::facts::Facts;
use crate::standard::fraction::Gap;
use crate::standard::{Clause, Condition, Gates, Standard};
use crate::tier::Purpose;

/// What a case is judged by: a standard as asked for one purpose, behind the gates of its time.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The standard, clauses of the other purpose left out.
    pub standard: Standard,
    /// The gates in front of it.
    pub gates: Gates,
    /// What it is asked for.
    pub purpose: Purpose,
}

impl Edition {
    /// Puts a standard behind gates for one purpose.
    pub fn new(standard: &Standard, gates: &Gates, purpose: Purpose) -> Edition {
        let mut gates = gates.clone();
        gates.gates.retain(|gate| gate.asked_for(purpose));
        Edition { standard: standard.clone().for_purpose(purpose), gates, purpose }
    }
}

/// The judgement, with a line for every gate, condition, route and indicator in the order of the edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// What follows from all lines together.
    pub outcome: Outcome,
    /// Points in all; `None` if the standard gives no points.
    pub points: Option<Points>,
    /// Points by group.
    pub groups: Vec<Points>,
    /// Points by indicator.
    pub lines: Vec<Line>,
    /// The gates of eligibility.
    pub gates: Vec<Finding>,
    /// The conditions.
    pub conditions: Vec<Finding>,
    /// The direct routes.
    pub routes: Vec<Finding>,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Reaches the standard.
    Passes {
        /// By what.
        by: By,
    },
    /// Does not, however the open questions are answered.
    Fails {
        /// What stands in the way.
        unmet: Vec<Unmet>,
    },
    /// Depends on what is not known.
    Undetermined {
        /// What it depends on.
        needs: Vec<Gap>,
    },
}

impl Outcome {
    /// Whether it passes; unknown if undetermined.
    pub fn truth(&self) -> Truth {
        match self {
            Outcome::Passes { .. } => Truth::Met,
            Outcome::Fails { .. } => Truth::Unmet,
            Outcome::Undetermined { .. } => Truth::Unknown,
        }
    }
}

/// By what a standard was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// All conditions; the standard gives no points.
    Conditions,
    /// The points.
    Points,
    /// These direct routes (places in [`Standard::routes`]).
    Routes(Vec<usize>),
}

/// What stands in the way of a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmet {
    /// A gate, by its place.
    Gate(usize),
    /// A condition, by its place.
    Condition(usize),
    /// The points, in all or in this group, with no direct route open.
    Points {
        /// The group that falls short; `None` = the total.
        group: Option<usize>,
    },
}

impl Unmet {
    /// Everything that can stand in the way of an edition, in the order in which [`judge`] tells it.
    pub fn all(edition: &Edition) -> Vec<Unmet> {
        let standard = &edition.standard;
        let gates = (0..edition.gates.gates.len()).map(Unmet::Gate);
        let mut all: Vec<Unmet> = gates.chain((0..standard.conditions.len()).map(Unmet::Condition)).collect();
        if standard.pass.is_some() {
            all.push(Unmet::Points { group: None });
            all.extend((0..standard.groups.len()).map(|group| Unmet::Points { group: Some(group) }));
        }
        all
    }
}

/// Points of one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The points.
    pub points: Points,
    /// What stands in the way of an exact answer; empty if the points are exact.
    pub gaps: Vec<Gap>,
}

/// The answer to one clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The answer.
    pub truth: Truth,
    /// What stands in the way; empty unless the answer is unknown.
    pub gaps: Vec<Gap>,
}

/// Judges one enterprise.
pub fn judge(edition: &Edition, facts: &Facts) -> Assessment {
    let standard = &edition.standard;
    let gates = findings(&edition.gates.gates, facts);
    let conditions = findings(&standard.conditions, facts);
    let routes = findings(&standard.routes, facts);
    let lines = standard.indicators.iter().map(|indicator| points::line(indicator, facts)).collect();
    let outcome = Outcome::Undetermined { needs: vec![] };
    Assessment { outcome, points: None, groups: vec![], lines, gates, conditions, routes }.summed(standard)
}

impl Assessment {
    /// The same with some lines rejected by a reviewer, by their ids: nothing proves them, so that an indicator gives
    /// its fewest points and a gate, condition or route is not met.
    #[must_use]
    pub fn without(mut self, edition: &Edition, rejected: &[&str]) -> Assessment {
        let standard = &edition.standard;
        for (indicator, line) in standard.indicators.iter().zip(&mut self.lines) {
            if rejected.contains(&indicator.id.as_str()) {
                *line = Line { points: Points::exact(indicator.reach().0), gaps: vec![] };
            }
        }
        let gates = edition.gates.gates.iter().zip(&mut self.gates);
        let conditions = standard.conditions.iter().zip(&mut self.conditions);
        let routes = standard.routes.iter().zip(&mut self.routes);
        for (clause, finding) in gates.chain(conditions).chain(routes) {
            if rejected.contains(&clause.id.as_str()) {
                *finding = Finding { truth: Truth::Unmet, gaps: vec![] };
            }
        }
        self.summed(standard)
    }

    /// Groups, total and outcome, as they follow from the lines.
    fn summed(mut self, standard: &Standard) -> Assessment {
        let of = |group| standard.indicators.iter().zip(&self.lines).filter(move |(i, _)| i.group == group);
        self.groups = (0..standard.groups.len()).map(|group| of(group).map(|(_, line)| line.points).sum()).collect();
        self.points = standard.pass.map(|_| self.groups.iter().copied().sum());
        self.outcome = outcome(standard, &self);
        self
    }
}

/// The answer to one condition alone.
pub fn truth(condition: &Condition, facts: &Facts) -> Truth {
    truth::of(condition, facts, &mut Vec::new())
}

fn findings(clauses: &[Clause], facts: &Facts) -> Vec<Finding> {
    clauses.iter().map(|clause| finding(clause, facts)).collect()
}

fn finding(clause: &Clause, facts: &Facts) -> Finding {
    let mut gaps = Vec::new();
    let truth = truth::of(&clause.condition, facts, &mut gaps);
    if truth == Truth::Unknown {
        gaps.sort();
        gaps.dedup();
    } else {
        gaps.clear();
    }
    Finding { truth, gaps }
}

/// 门槛 and 条件 all at once, and the points or any direct route.
fn outcome(standard: &Standard, a: &Assessment) -> Outcome {
    let marks = marks(standard, a);
    let points = Truth::all(marks.iter().map(|(_, truth)| *truth));
    let routes = Truth::any(a.routes.iter().map(|finding| finding.truth));
    let merit = if standard.pass.is_some() { points.or(routes) } else { Truth::Met };
    let required = || a.gates.iter().chain(&a.conditions);
    match Truth::all(required().map(|finding| finding.truth)).and(merit) {
        Truth::Met => Outcome::Passes { by: by(standard, a, points) },
        Truth::Unmet => Outcome::Fails { unmet: unmet(a, &marks, merit) },
        Truth::Unknown => {
            let mut needs: Vec<Gap> = required().flat_map(|finding| finding.gaps.iter().copied()).collect();
            if merit == Truth::Unknown {
                needs.extend(a.routes.iter().flat_map(|finding| finding.gaps.iter().copied()));
                needs.extend(a.lines.iter().flat_map(|line| line.gaps.iter().copied()));
            }
            needs.sort();
            needs.dedup();
            Outcome::Undetermined { needs }
        }
    }
}

/// The pass marks, the total (`None`) and each group's own, and whether the points reach them. None without points.
pub fn marks(standard: &Standard, a: &Assessment) -> Vec<(Option<usize>, Truth)> {
    let Some((total, points)) = standard.pass.zip(a.points) else { return vec![] };
    let groups = standard.groups.iter().zip(&a.groups).enumerate();
    std::iter::once((None, points.reach(total)))
        .chain(groups.map(|(at, (group, points))| (Some(at), points.reach(group.pass))))
        .collect()
}

fn by(standard: &Standard, a: &Assessment, points: Truth) -> By {
    if standard.pass.is_none() {
        return By::Conditions;
    }
    if points == Truth::Met {
        return By::Points;
    }
    By::Routes(places(&a.routes, Truth::Met))
}

fn unmet(a: &Assessment, marks: &[(Option<usize>, Truth)], merit: Truth) -> Vec<Unmet> {
    let mut unmet: Vec<Unmet> = places(&a.gates, Truth::Unmet).into_iter().map(Unmet::Gate).collect();
    unmet.extend(places(&a.conditions, Truth::Unmet).into_iter().map(Unmet::Condition));
    if merit == Truth::Unmet {
        let short = marks.iter().filter(|(_, truth)| *truth == Truth::Unmet);
        unmet.extend(short.map(|(group, _)| Unmet::Points { group: *group }));
    }
    unmet
}

fn places(findings: &[Finding], truth: Truth) -> Vec<usize> {
    findings.iter().enumerate().filter(|(_, finding)| finding.truth == truth).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests;
