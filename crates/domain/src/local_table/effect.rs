//! 影响 Who would be judged otherwise by a table than by what is there before it. Nobody is: running cases keep what they
//! are pinned to. It is shown to those who publish a table, before they do.

use titian_rulebook::judge::{Assessment, Points, Truth, judge};
use titian_rulebook::policy::Policy;
use titian_rulebook::tier::Purpose;

use jiff::civil::Date;

use crate::answers::Answers;
use crate::application::Application;

/// One of the two that are weighed: a policy with a table or without one, and the edition of it.
#[derive(Debug, Clone, Copy)]
pub struct Side<'p> {
    /// The policy.
    pub policy: &'p Policy,
    /// The standard.
    pub standard: &'p str,
    /// The gates.
    pub gates: &'p str,
}

/// How many, and whose answer differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// How many were judged.
    pub all: u32,
    /// How many could not be judged: their answers cannot be read.
    pub unread: u32,
    /// Before.
    pub before: Whole,
    /// After.
    pub after: Whole,
    /// Whose answer differs.
    pub flips: Vec<Flip>,
}

/// How many of each answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Whole {
    /// 达到.
    pub met: u32,
    /// 未达到.
    pub unmet: u32,
    /// 待定.
    pub open: u32,
}

/// One whose answer differs, with why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// Name.
    pub name: String,
    /// Code.
    pub code: String,
    /// The answer before.
    pub before: Truth,
    /// The answer after.
    pub after: Truth,
    /// Points in all before.
    pub points_before: Option<Points>,
    /// Points in all after.
    pub points_after: Option<Points>,
    /// What each indicator of the one after gives that the one before does not have: label, points, most points.
    pub lines: Vec<(String, Points, i64)>,
}

impl Whole {
    fn count(&mut self, truth: Truth) {
        match truth {
            Truth::Met => self.met += 1,
            Truth::Unmet => self.unmet += 1,
            Truth::Unknown => self.open += 1,
        }
    }
}

impl Effect {
    /// Adds a case, by its figures as reviewed.
    pub fn case(&mut self, case: &Application, before: Side<'_>, after: Side<'_>) {
        let Some(filing) = &case.filing else { return };
        let judged = |side: Side<'_>| Some(case.judged_as_if(side.policy)?.reviewed);
        self.add((&filing.content.name, &filing.content.code), (judged(before), judged(after)), (before, after));
    }

    /// Adds an enterprise by its dossier as it is on a day, applying for the first time.
    pub fn dossier(
        &mut self,
        (name, code): (&str, &str),
        answers: &Answers,
        today: Date,
        before: Side<'_>,
        after: Side<'_>,
    ) {
        let judged = |side: Side<'_>| {
            let edition = side.policy.edition_of(side.standard, side.gates, Purpose::Apply)?;
            let dossier = answers.dossier(&side.policy.catalogue).ok()?;
            Some(judge(&edition, &side.policy.facts(&dossier, &edition, today)))
        };
        self.add((name, code), (judged(before), judged(after)), (before, after));
    }

    fn add(
        &mut self,
        (name, code): (&str, &str),
        judged: (Option<Assessment>, Option<Assessment>),
        sides: (Side<'_>, Side<'_>),
    ) {
        let (Some(before), Some(after)) = judged else {
            self.unread += 1;
            return;
        };
        self.all += 1;
        let (was, is) = (before.outcome.truth(), after.outcome.truth());
        self.before.count(was);
        self.after.count(is);
        if was == is {
            return;
        }
        let indicators = |side: Side<'_>| {
            side.policy
                .standards
                .get(side.standard)
                .map(|standard| standard.indicators.as_slice())
                .unwrap_or_default()
                .to_vec()
        };
        let known = indicators(sides.0);
        let new = indicators(sides.1).into_iter().zip(&after.lines);
        let lines = new
            .filter(|(one, _)| !known.iter().any(|other| other.id == one.id))
            .map(|(one, line)| (one.label, line.points, one.max))
            .collect();
        self.flips.push(Flip {
            name: name.to_owned(),
            code: code.to_owned(),
            before: was,
            after: is,
            points_before: before.points,
            points_after: after.points,
            lines,
        });
    }
}
