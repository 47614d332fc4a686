//! What whole enterprises have to show: each pass mark reached exactly and missed by the least there is, each direct
//! route alone, each condition and each gate alone in the way, and what is asked for one purpose only.

use std::collections::BTreeSet;

use titian_rulebook::facts::Facts;
use titian_rulebook::judge::{Assessment, Points, Truth, truth};
use titian_rulebook::standard::{Gates, Indicator, Score, Standard};
use titian_rulebook::tier::Purpose;

use crate::case::Expected;
use crate::wanted::Wanted;

pub fn wanted<'p>(standard: &'p Standard, wanted: &mut Vec<Wanted<'p>>) {
    let mut list = List { standard, wanted };
    let differs = standard.conditions.iter().any(|condition| !condition.purposes.is_empty());
    for (outcome, word) in [(Truth::Met, "达到"), (Truth::Unmet, "未达到"), (Truth::Unknown, "待定")] {
        for purpose in Purpose::ALL.into_iter().filter(|purpose| differs || *purpose == Purpose::Apply) {
            list.want(format!("{purpose}时{word}的企业"), move |case| {
                case.purpose == purpose && case.expected.outcome == outcome
            });
        }
    }
    if let Some(pass) = standard.pass {
        list.mark("总分".into(), "points".into(), &standard.indicators.iter().collect::<Vec<_>>(), pass, |a| {
            a.points
        });
        for (at, group) in standard.groups.iter().enumerate().filter(|(_, group)| group.pass > 0) {
            let indicators: Vec<_> = standard.indicators.iter().filter(|one| one.group == at).collect();
            let got = move |a: &Assessment| a.groups.get(at).copied();
            list.mark(format!("“{}”", group.label), format!("points.{}", group.id), &indicators, group.pass, got);
        }
    }
    for route in &standard.routes {
        list.want(format!("只凭直通 {} 达到", route.id), |case| case.expected.by == [route.id.as_str()]);
    }
    for condition in &standard.conditions {
        list.want(format!("只差条件 {}", condition.id), |case| case.expected.unmet == [condition.id.as_str()]);
        if !standard.routes.is_empty() {
            list.want(format!("有直通也不免除条件 {}", condition.id), |case| {
                case.expected.unmet == [condition.id.as_str()]
                    && case.assessment.routes.iter().any(|route| route.truth == Truth::Met)
            });
        }
        // Asked for one purpose only: for the other it is unmet, and no enterprise is told so.
        for purpose in Purpose::ALL.into_iter().filter(|purpose| !condition.asked_for(*purpose)) {
            list.want(format!("{purpose}时不考核条件 {}", condition.id), move |case| {
                case.purpose == purpose && truth(&condition.condition, case.facts) == Truth::Unmet
            });
        }
    }
}

pub fn wanted_of_gates<'p>(gates: &'p Gates, wanted: &mut Vec<Wanted<'p>>) {
    for gate in &gates.gates {
        wanted.push(Wanted {
            what: format!("{} 只差门槛 {}", gates.id, gate.id),
            shown: Box::new(move |case| {
                case.behind(&gates.id).is_some_and(|expected| expected.unmet == [gate.id.as_str()])
            }),
        });
    }
}

/// A whole enterprise under the standard in question.
struct Enterprise<'c> {
    purpose: Purpose,
    expected: &'c Expected,
    assessment: &'c Assessment,
    facts: &'c Facts,
}

struct List<'p, 'w> {
    standard: &'p Standard,
    wanted: &'w mut Vec<Wanted<'p>>,
}

impl<'p> List<'p, '_> {
    fn want(&mut self, what: String, shown: impl Fn(&Enterprise<'_>) -> bool + 'p) {
        let standard = self.standard;
        self.wanted.push(Wanted {
            what: format!("{} {what}", standard.id),
            shown: Box::new(move |case| {
                let facts = &case.facts;
                let found = case.enterprise(&standard.id);
                let found =
                    found.map(|(purpose, expected, assessment)| Enterprise { purpose, expected, assessment, facts });
                found.is_some_and(|enterprise| shown(&enterprise))
            }),
        });
    }

    /// A pass mark: reached exactly by one enterprise that passes by its points, missed by another with the most points
    /// that are still too few, which has nothing else in its way.
    fn mark(
        &mut self,
        what: String,
        unmet: String,
        indicators: &[&Indicator],
        pass: i64,
        got: impl Fn(&Assessment) -> Option<Points> + Copy + 'p,
    ) {
        self.want(format!("{what}恰 {pass} 分"), move |case| {
            got(case.assessment) == Some(Points::exact(pass)) && case.expected.by == ["得分"]
        });
        let Some(below) = sums(indicators).range(..pass).next_back().copied() else { return };
        self.want(format!("{what} {below} 分、只差这一条"), move |case| {
            got(case.assessment) == Some(Points::exact(below)) && case.expected.unmet == [unmet.as_str()]
        });
    }
}

/// Every sum of points that these indicators can give together.
fn sums(indicators: &[&Indicator]) -> BTreeSet<i64> {
    indicators.iter().fold(BTreeSet::from([0]), |sums, indicator| {
        let each = possible(indicator);
        sums.iter().flat_map(|sum| each.iter().map(move |points| sum + points)).collect()
    })
}

/// Every number of points an indicator can give.
fn possible(indicator: &Indicator) -> BTreeSet<i64> {
    match &indicator.score {
        Score::Bands(table) => table.bands.iter().map(|band| band.points).chain([table.otherwise]).collect(),
        Score::BestOf(tables) => {
            tables.iter().flat_map(|t| t.bands.iter().map(|band| band.points).chain([t.otherwise])).collect()
        }
        Score::Classes { points, .. } => points.iter().copied().collect(),
        Score::Per { points, cap, .. } => (0..=*cap).map(|steps| (steps * points).min(*cap)).collect(),
        Score::External(_) => (0..=indicator.max).collect(),
    }
}
