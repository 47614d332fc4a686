//! Why an answer flipped: the clauses that stand in the way on the worse side, and what they were on the other.

use super::View;
use crate::catalogue::Catalogue;
use crate::explain::{in_words, score_in_words};
use crate::judge::{Assessment, Edition, Finding, Points, Truth, judge, marks};
use crate::standard::{Clause, Indicator};

/// One reason of a flip.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reason {
    /// What kind of clause.
    pub kind: ReasonKind,
    /// Its id; `total` for the total.
    pub id: String,
    /// Its label, Chinese.
    pub label: String,
    /// Its article; empty for marks.
    pub article: String,
    /// What it said before.
    pub before: String,
    /// What it says after.
    pub after: String,
}

/// What kind of clause a reason is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// A gate.
    Gate,
    /// A condition.
    Condition,
    /// The pass mark of the total.
    Total,
    /// The pass mark of a group.
    Group,
    /// An indicator whose points changed, behind a mark.
    Indicator,
    /// A direct route that opened or closed, beside a mark.
    Route,
}

impl ReasonKind {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            ReasonKind::Gate => "门槛",
            ReasonKind::Condition => "条件",
            ReasonKind::Total => "合格线",
            ReasonKind::Group => "分组合格线",
            ReasonKind::Indicator => "指标",
            ReasonKind::Route => "直通",
        }
    }
}

impl Reason {
    /// As told to people.
    pub fn line(&self) -> String {
        format!("{}“{}”:{} → {}", self.kind.label(), self.label, self.before, self.after)
    }
}

/// Unmet below unknown below met.
pub(super) fn rank(truth: Truth) -> u8 {
    match truth {
        Truth::Unmet => 0,
        Truth::Unknown => 1,
        Truth::Met => 2,
    }
}

/// An edition and what it says of one enterprise.
struct Side<'e> {
    edition: &'e Edition,
    a: Assessment,
}

/// Why the answer for one enterprise differs between two editions.
pub(super) fn reasons(catalogue: &Catalogue, before: View<'_>, after: View<'_>, row: usize) -> Vec<Reason> {
    let side = |view: View<'_>| judge(view.edition, &view.population.facts(row));
    let sides = (Side { edition: before.edition, a: side(before) }, Side { edition: after.edition, a: side(after) });
    let (old, new) = (sides.0.a.outcome.truth(), sides.1.a.outcome.truth());
    // The worse side tells what stands in the way, the better one what became of it.
    let (worse, better) = if rank(new) < rank(old) { (&sides.1, &sides.0) } else { (&sides.0, &sides.1) };
    let mut found = Vec::new();
    let answer = worse.a.outcome.truth();
    for kind in [ReasonKind::Gate, ReasonKind::Condition] {
        let stuck = worse.clauses(kind).filter(|(_, finding)| finding.truth == answer);
        found.extend(stuck.map(|(clause, _)| of_clause(catalogue, kind, &clause.id, &sides)));
    }
    // Points that fall short leave the answer open where a direct route may still stand in for them.
    let short: Vec<Option<usize>> = marks(&worse.edition.standard, &worse.a)
        .into_iter()
        .filter(|(_, truth)| *truth == Truth::Unmet || *truth == answer)
        .map(|(g, _)| g)
        .collect();
    if !short.is_empty() && worse.merit() == answer {
        found.extend(short.into_iter().map(|group| of_mark(worse, group, &sides)));
        found.extend(changed_points(catalogue, worse, &sides));
        let opened = better.clauses(ReasonKind::Route).filter(|(clause, finding)| {
            finding.truth == Truth::Met
                && worse.clause(ReasonKind::Route, &clause.id).is_none_or(|w| w.1.truth != Truth::Met)
        });
        found.extend(opened.map(|(clause, _)| of_clause(catalogue, ReasonKind::Route, &clause.id, &sides)));
    }
    found
}

impl Side<'_> {
    fn clauses(&self, kind: ReasonKind) -> impl Iterator<Item = (&Clause, &Finding)> {
        let standard = &self.edition.standard;
        let (clauses, findings) = match kind {
            ReasonKind::Gate => (&self.edition.gates.gates, &self.a.gates),
            ReasonKind::Condition => (&standard.conditions, &self.a.conditions),
            _ => (&standard.routes, &self.a.routes),
        };
        clauses.iter().zip(findings)
    }

    fn clause(&self, kind: ReasonKind, id: &str) -> Option<(&Clause, &Finding)> {
        self.clauses(kind).find(|(clause, _)| clause.id == id)
    }

    fn indicator(&self, id: &str) -> Option<(&Indicator, Points)> {
        let lines = self.edition.standard.indicators.iter().zip(&self.a.lines);
        lines.map(|(indicator, line)| (indicator, line.points)).find(|(indicator, _)| indicator.id == id)
    }

    /// Points or any direct route.
    fn merit(&self) -> Truth {
        let points = Truth::all(marks(&self.edition.standard, &self.a).into_iter().map(|(_, truth)| truth));
        points.or(Truth::any(self.a.routes.iter().map(|finding| finding.truth)))
    }

    /// The points against one mark, in words.
    fn mark(&self, id: &str) -> String {
        let standard = &self.edition.standard;
        let group = standard.groups.iter().zip(&self.a.groups).find(|(group, _)| group.id == id);
        let (points, mark) = match (id, group) {
            ("total", _) => (self.a.points, standard.pass.unwrap_or(0)),
            (_, Some((group, points))) => (Some(*points), group.pass),
            (_, None) => (None, 0),
        };
        let Some(points) = points else { return "不设此项合格线".into() };
        let instead = match (points.reach(mark), self.merit()) {
            (Truth::Met, _) => "",
            (_, Truth::Met) => ",由直通条件替代",
            (Truth::Unmet, Truth::Unknown) => ",能否由直通条件替代尚不清楚",
            _ => "",
        };
        format!("{},合格线 {mark} 分{instead}", shown(points))
    }
}

fn shown(points: Points) -> String {
    if points.is_exact() { format!("{} 分", points.low) } else { format!("{} 至 {} 分", points.low, points.high) }
}

fn of_clause(catalogue: &Catalogue, kind: ReasonKind, id: &str, sides: &(Side<'_>, Side<'_>)) -> Reason {
    let (old, new) = (sides.0.clause(kind, id), sides.1.clause(kind, id));
    let rule = |side: Option<(&Clause, &Finding)>| side.map(|(clause, _)| in_words(catalogue, &clause.condition));
    // The rule is worth repeating only where it differs.
    let (old_rule, new_rule) = (rule(old), rule(new));
    let differs = old_rule.as_ref().zip(new_rule.as_ref()).is_some_and(|(old, new)| old != new);
    let said = |side: Option<(&Clause, &Finding)>, rule: Option<String>| match (side, rule) {
        (Some((_, finding)), Some(rule)) if differs => format!("{}({rule})", clause_label(finding.truth)),
        (Some((_, finding)), _) => clause_label(finding.truth).to_owned(),
        (None, _) => "没有此条".to_owned(),
    };
    let named = new.or(old).map(|(clause, _)| clause);
    Reason {
        kind,
        id: id.to_owned(),
        label: named.map_or_else(String::new, |clause| clause.label.clone()),
        article: named.map_or_else(String::new, |clause| clause.article.clone()),
        before: said(old, old_rule),
        after: said(new, new_rule),
    }
}

fn clause_label(truth: Truth) -> &'static str {
    match truth {
        Truth::Met => "满足",
        Truth::Unmet => "不满足",
        Truth::Unknown => "不清楚",
    }
}

fn of_mark(worse: &Side<'_>, group: Option<usize>, sides: &(Side<'_>, Side<'_>)) -> Reason {
    let group = group.and_then(|at| worse.edition.standard.groups.get(at));
    let id = group.map_or("total", |group| group.id.as_str());
    Reason {
        kind: if group.is_some() { ReasonKind::Group } else { ReasonKind::Total },
        id: id.to_owned(),
        label: group.map_or("总分", |group| group.label.as_str()).to_owned(),
        article: String::new(),
        before: sides.0.mark(id),
        after: sides.1.mark(id),
    }
}

/// Indicators in both editions that give other points: under another rule, or because the definitions see other facts.
fn changed_points(catalogue: &Catalogue, worse: &Side<'_>, sides: &(Side<'_>, Side<'_>)) -> Vec<Reason> {
    let ids = worse.edition.standard.indicators.iter().map(|indicator| indicator.id.as_str());
    ids.filter_map(|id| {
        let ((old, was), (new, is)) = (sides.0.indicator(id)?, sides.1.indicator(id)?);
        let rules = (score_in_words(catalogue, &old.score), score_in_words(catalogue, &new.score));
        let said = |points, rule: &str| {
            if rules.0 == rules.1 { shown(points) } else { format!("{}({rule})", shown(points)) }
        };
        (was != is).then(|| Reason {
            kind: ReasonKind::Indicator,
            id: id.to_owned(),
            label: new.label.clone(),
            article: new.article.clone(),
            before: said(was, &rules.0),
            after: said(is, &rules.1),
        })
    })
    .collect()
}
