//! What the cases have to show, read off the policy itself: both sides of every border, every option, every step, every
//! pass mark, every clause alone in the way. A number or a clause added to the policy asks for its cases by name.

use titian_rulebook::facts::Facts;
use titian_rulebook::judge::{Assessment, Edition, Points, Truth, judge};
use titian_rulebook::policy::Policy;
use titian_rulebook::tier::Purpose;

use crate::case::{Case, Expected, Part, Question};
use crate::{clause, outcome, score};

/// Something that at least one case has to show.
pub struct Wanted<'p> {
    /// Standard, line, border and side, as told to whoever has to add the case.
    pub what: String,
    /// Whether a case shows it.
    pub shown: Box<dyn Fn(&Worked<'_>) -> bool + 'p>,
}

/// A case with its facts and, for a whole enterprise, its assessment.
pub struct Worked<'c> {
    pub facts: Facts,
    pub assessed: Option<(Edition, Assessment)>,
    case: &'c Case,
}

impl<'c> Worked<'c> {
    /// Facts that are judged; `None` for a case that no standard judges.
    fn of(policy: &Policy, case: &'c Case) -> Option<Worked<'c>> {
        let edition = case.under()?.edition(policy);
        let facts = case.facts(policy, &edition.standard.definitions);
        let whole = matches!(case.question, Question::Outcome { .. });
        let assessed = whole.then(|| {
            let assessment = judge(&edition, &facts);
            (edition, assessment)
        });
        Some(Worked { facts, assessed, case })
    }

    /// The points the case expects of this indicator, if it asks for them.
    pub fn points(&self, standard: &str, id: &str) -> Option<Points> {
        match &self.case.question {
            Question::Points { under, indicator, points, .. } if under.standard == standard && indicator == id => {
                Some(*points)
            }
            _ => None,
        }
    }

    /// The answer the case expects of this clause of a standard or of a set of gates, if it asks for it.
    pub fn answer(&self, of: &str, wanted: Part, id: &str) -> Option<Truth> {
        match &self.case.question {
            Question::Clause { under, part, clause, answer, .. } => {
                let set = if *part == Part::Gate { &under.gates } else { &under.standard };
                (set == of && *part == wanted && clause == id).then_some(*answer)
            }
            _ => None,
        }
    }

    /// What the case expects of a whole enterprise under this standard.
    pub fn enterprise(&self, standard: &str) -> Option<(Purpose, &Expected, &Assessment)> {
        match (&self.case.question, &self.assessed) {
            (Question::Outcome { under, expected }, Some((_, assessment))) if under.standard == standard => {
                Some((under.purpose, expected, assessment))
            }
            _ => None,
        }
    }

    /// What the case expects of a whole enterprise behind these gates.
    pub fn behind(&self, gates: &str) -> Option<&Expected> {
        match &self.case.question {
            Question::Outcome { under, expected } if under.gates == gates => Some(expected),
            _ => None,
        }
    }
}

/// Everything the shipped standards and gates want to see.
pub fn wanted(policy: &Policy) -> Vec<Wanted<'_>> {
    let mut wanted = Vec::new();
    for standard in policy.standards.values() {
        for indicator in &standard.indicators {
            score::wanted(policy, standard, indicator, &mut wanted);
        }
        for (part, clauses) in [(Part::Condition, &standard.conditions), (Part::Route, &standard.routes)] {
            clauses.iter().for_each(|one| clause::wanted(policy, &standard.id, part, one, &mut wanted));
        }
        outcome::wanted(standard, &mut wanted);
    }
    for gates in policy.gates.values() {
        gates.gates.iter().for_each(|gate| clause::wanted(policy, &gates.id, Part::Gate, gate, &mut wanted));
        outcome::wanted_of_gates(gates, &mut wanted);
    }
    wanted
}

/// What no case shows.
pub fn missing<'c>(policy: &Policy, cases: impl IntoIterator<Item = &'c Case>) -> Vec<String> {
    let worked: Vec<Worked<'_>> = cases.into_iter().filter_map(|case| Worked::of(policy, case)).collect();
    let unseen = wanted(policy).into_iter().filter(|wanted| !worked.iter().any(|case| (wanted.shown)(case)));
    unseen.map(|wanted| wanted.what).collect()
}
