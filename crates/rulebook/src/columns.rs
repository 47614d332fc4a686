//! 批量判定 The columnar judge: a whole province or country against one standard.
//!
//! An edition is compiled once and run over the columns of a [`Population`], some thousand rows at a time. It answers what
//! [`judge`](crate::judge::judge) answers on every row, without the reasons: ask the row judge for those. All numbers
//! are whole: 64 bits where the figures prove that they fit, 128 where not, and the row judge itself beyond that.

mod compile;
mod kernels;
mod ladder;
mod run;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::compile::Lanes;
use crate::judge::{Assessment, Edition, Outcome, Points, Truth, Unmet, judge};
use crate::population::Population;

/// An edition ready to run over columns.
#[derive(Debug, Clone)]
pub struct Program {
    edition: Edition,
    /// `None` if the edition has numbers that no lane holds; then every row is judged by itself.
    lanes: Option<Lanes>,
}

/// How much is kept of each row. Less is faster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Whether it passes.
    Outcome,
    /// And the points in all.
    Points,
    /// And the points of every group, and what stands in the way: what a file of results shows.
    Unmet,
    /// And the answer to every gate, condition and route.
    Everything,
}

/// What the columns say, row by row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdicts {
    outcomes: Vec<u8>,
    points: Option<Spans>,
    groups: Vec<Spans>,
    unmet: Option<Vec<u64>>,
    gates: Vec<Vec<u8>>,
    conditions: Vec<Vec<u8>>,
    routes: Vec<Vec<u8>>,
}

/// Low and high points, by row.
type Spans = (Vec<u8>, Vec<u8>);

impl Program {
    /// Compiles an edition.
    pub fn compile(edition: &Edition) -> Program {
        Program { edition: edition.clone(), lanes: Lanes::compile(edition) }
    }

    /// Judges all rows, keeping everything.
    pub fn run_all(&self, population: &Population) -> Verdicts {
        let mut verdicts = Verdicts::default();
        self.run(population, 0..population.rows(), Detail::Everything, &mut verdicts);
        verdicts
    }

    /// Judges some rows; `verdicts` is made anew, its first row being the first of `rows`, its memory used again.
    pub fn run(&self, population: &Population, rows: Range<usize>, detail: Detail, verdicts: &mut Verdicts) {
        let end = rows.end.min(population.rows());
        let rows = rows.start.min(end)..end;
        verdicts.make_room(&self.edition, rows.len(), detail);
        match self.lanes.as_ref().filter(|lanes| lanes.fits(population)) {
            Some(lanes) => run::run(lanes, population, rows, verdicts),
            None => {
                let hurdles = Unmet::all(&self.edition);
                for (at, row) in rows.enumerate() {
                    verdicts.put(at, &judge(&self.edition, &population.facts(row)), &hurdles);
                }
            }
        }
    }
}

impl Verdicts {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.outcomes.len()
    }

    /// Whether a row passes.
    pub fn outcome(&self, row: usize) -> Option<Truth> {
        self.outcomes.get(row).map(|byte| truth(*byte))
    }

    /// Whether each row passes, in order.
    pub fn outcomes(&self) -> impl ExactSizeIterator<Item = Truth> + '_ {
        self.outcomes.iter().map(|byte| truth(*byte))
    }

    /// The points of a row; `None` if the standard gives none or they were not kept.
    pub fn points(&self, row: usize) -> Option<Points> {
        span(self.points.as_ref()?, row)
    }

    /// The points of a row in one group.
    pub fn group(&self, group: usize, row: usize) -> Option<Points> {
        span(self.groups.get(group)?, row)
    }

    /// The points of all rows, the low ones and the high ones.
    pub fn point_columns(&self) -> Option<(&[u8], &[u8])> {
        self.points.as_ref().map(|(low, high)| (low.as_slice(), high.as_slice()))
    }

    /// The points of all rows in one group, the low ones and the high ones.
    pub fn group_columns(&self, group: usize) -> Option<(&[u8], &[u8])> {
        self.groups.get(group).map(|(low, high)| (low.as_slice(), high.as_slice()))
    }

    /// What stands in the way of each row that fails: bit `n` is the `n`-th of [`Unmet::all`]. `None` if it was not
    /// kept, or if more can stand in the way than there are bits.
    pub fn unmet_column(&self) -> Option<&[u64]> {
        self.unmet.as_deref()
    }

    /// The answer to one gate, by its place in the edition.
    pub fn gate(&self, gate: usize, row: usize) -> Option<Truth> {
        answer(&self.gates, gate, row)
    }

    /// The answer to one condition.
    pub fn condition(&self, condition: usize, row: usize) -> Option<Truth> {
        answer(&self.conditions, condition, row)
    }

    /// The answer to one direct route.
    pub fn route(&self, route: usize, row: usize) -> Option<Truth> {
        answer(&self.routes, route, row)
    }

    /// How many rows pass, fail and are undetermined.
    pub fn tally(&self) -> Tally {
        let of = |byte: u8| self.outcomes.iter().filter(|outcome| **outcome == byte).count();
        Tally { passes: of(kernels::MET), fails: of(kernels::UNMET), undetermined: of(kernels::UNKNOWN) }
    }

    /// Puts the rows of a later run behind these; both by one edition and in the same detail.
    pub fn append(&mut self, later: &Verdicts) {
        self.outcomes.extend_from_slice(&later.outcomes);
        let spans = self.points.iter_mut().chain(&mut self.groups);
        for ((low, high), more) in spans.zip(later.points.iter().chain(&later.groups)) {
            low.extend_from_slice(&more.0);
            high.extend_from_slice(&more.1);
        }
        if let (Some(unmet), Some(more)) = (&mut self.unmet, &later.unmet) {
            unmet.extend_from_slice(more);
        }
        let answers = self.gates.iter_mut().chain(&mut self.conditions).chain(&mut self.routes);
        for (answers, more) in answers.zip(later.gates.iter().chain(&later.conditions).chain(&later.routes)) {
            answers.extend_from_slice(more);
        }
    }

    fn make_room(&mut self, edition: &Edition, rows: usize, detail: Detail) {
        let standard = &edition.standard;
        let kept = |from: Detail, n: usize| if detail >= from { n } else { 0 };
        let everything = |n: usize| kept(Detail::Everything, n);
        let scored = standard.pass.is_some();
        let bits = detail >= Detail::Unmet && Unmet::all(edition).len() <= u64::BITS as usize;
        self.outcomes.resize(rows, 0);
        self.points = (scored && detail >= Detail::Points).then(|| self.points.take().unwrap_or_default());
        self.groups.resize(kept(Detail::Unmet, standard.groups.len()), Spans::default());
        self.unmet = bits.then(|| self.unmet.take().unwrap_or_default());
        self.unmet.iter_mut().for_each(|unmet| unmet.resize(rows, 0));
        self.gates.resize(everything(edition.gates.gates.len()), vec![]);
        self.conditions.resize(everything(standard.conditions.len()), vec![]);
        self.routes.resize(everything(standard.routes.len()), vec![]);
        for (low, high) in self.points.iter_mut().chain(&mut self.groups) {
            low.resize(rows, 0);
            high.resize(rows, 0);
        }
        for answers in [&mut self.gates, &mut self.conditions, &mut self.routes].into_iter().flatten() {
            answers.resize(rows, 0);
        }
    }

    /// What the row judge says of a row.
    fn put(&mut self, row: usize, assessment: &Assessment, hurdles: &[Unmet]) {
        set(&mut self.outcomes, row, byte(assessment.outcome.truth()));
        let spans =
            self.points.iter_mut().zip(assessment.points).chain(self.groups.iter_mut().zip(assessment.groups.clone()));
        for ((low, high), points) in spans {
            // Points beyond a byte are shown as 255; the outcome above is exact all the same.
            set(low, row, points.low.clamp(0, 255) as u8);
            set(high, row, points.high.clamp(0, 255) as u8);
        }
        if let Some(bits) = self.unmet.as_mut().and_then(|column| column.get_mut(row)) {
            let unmet = match &assessment.outcome {
                Outcome::Fails { unmet } => unmet.as_slice(),
                _ => &[],
            };
            *bits = (0..).zip(hurdles).filter(|(_, hurdle)| unmet.contains(hurdle)).map(|(n, _)| 1 << n).sum();
        }
        let findings = [
            (&mut self.gates, &assessment.gates),
            (&mut self.conditions, &assessment.conditions),
            (&mut self.routes, &assessment.routes),
        ];
        for (answers, finding) in findings.into_iter().flat_map(|(answers, found)| answers.iter_mut().zip(found)) {
            set(answers, row, byte(finding.truth));
        }
    }
}

/// How many rows pass, fail and are undetermined.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Reach the standard.
    pub passes: usize,
    /// Do not, however the open questions are answered.
    pub fails: usize,
    /// Depend on what is not known.
    pub undetermined: usize,
}

fn set(column: &mut [u8], row: usize, byte: u8) {
    if let Some(place) = column.get_mut(row) {
        *place = byte;
    }
}

fn span((low, high): &Spans, row: usize) -> Option<Points> {
    Some(Points { low: (*low.get(row)?).into(), high: (*high.get(row)?).into() })
}

fn answer(clauses: &[Vec<u8>], clause: usize, row: usize) -> Option<Truth> {
    clauses.get(clause)?.get(row).map(|byte| truth(*byte))
}

fn truth(byte: u8) -> Truth {
    match byte {
        kernels::MET => Truth::Met,
        kernels::UNMET => Truth::Unmet,
        _ => Truth::Unknown,
    }
}

fn byte(truth: Truth) -> u8 {
    match truth {
        Truth::Met => kernels::MET,
        Truth::Unmet => kernels::UNMET,
        Truth::Unknown => kernels::UNKNOWN,
    }
}
