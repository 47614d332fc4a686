//! From verdicts in columns to results for a file: who passes, how many points, and which clauses stand in the way.

use std::ops::Range;

use titian_rulebook::columns::{Detail, Program, Verdicts};
use titian_rulebook::judge::{Edition, Truth};
use titian_rulebook::population::Population;
use titian_tables::{Clause, GroupPoints, Loaded, Outcome, Points, Results};

/// Enterprises judged at a time: their verdicts stay near the core.
const CHUNK: usize = 16_384;

/// What an edition says of many enterprises, by columns.
pub struct Batch {
    clauses: Vec<Clause>,
    groups: Vec<(String, String)>,
    scored: bool,
    rows: Columns,
}

#[derive(Default)]
struct Columns {
    outcomes: Vec<Outcome>,
    total: Span,
    groups: Vec<Span>,
    unmet: Vec<u64>,
}

/// Least and most points.
#[derive(Default, Clone)]
struct Span {
    low: Vec<u8>,
    high: Vec<u8>,
}

/// Judges everybody in a table, on two cores where there are many.
pub fn batch(edition: &Edition, loaded: &Loaded) -> Batch {
    let standard = &edition.standard;
    let (program, marks, rows) = (Program::compile(edition), Marks::of(edition), loaded.population.rows());
    let part = |rows| columns(&program, edition, &marks, &loaded.population, rows);
    let half = if rows > 4 * CHUNK { rows / 2 } else { rows };
    let columns = std::thread::scope(|scope| {
        let later = scope.spawn(|| part(half..rows));
        let first = part(0..half);
        // Judging has nothing to panic at; if it did, the rows are judged here.
        first.and(later.join().unwrap_or_else(|_| part(half..rows)))
    });
    Batch {
        clauses: marks.clauses,
        groups: standard.groups.iter().map(|group| (group.id.clone(), group.label.clone())).collect(),
        scored: standard.pass.is_some(),
        rows: columns,
    }
}

impl Batch {
    /// As the files are written from it.
    pub fn write<T>(&self, loaded: &Loaded, write: impl FnOnce(&Results<'_>) -> T) -> T {
        let groups: Vec<GroupPoints<'_>> = self
            .groups
            .iter()
            .zip(&self.rows.groups)
            .map(|((id, label), span)| GroupPoints { id, label, points: span.points() })
            .collect();
        write(&Results {
            population: &loaded.population,
            rows: &loaded.rows,
            outcomes: &self.rows.outcomes,
            points: self.scored.then(|| self.rows.total.points()),
            groups: &groups,
            clauses: &self.clauses,
            unmet: &self.rows.unmet,
        })
    }

    /// How many came out so.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.rows.outcomes.iter().filter(|one| **one == outcome).count()
    }
}

/// The bits of what can stand in the way: gates, conditions, and the pass marks.
struct Marks {
    clauses: Vec<Clause>,
    /// The pass mark of the total and of each group, with the group's place.
    points: Vec<(Option<usize>, i64)>,
    /// Bits of the gates and the conditions; the last bit stands for all that find no place of their own.
    places: usize,
}

/// Bits in a mask.
const BITS: usize = u64::BITS as usize;

impl Marks {
    fn of(edition: &Edition) -> Marks {
        let standard = &edition.standard;
        let gates = edition.gates.gates.iter().map(|gate| gate.id.clone());
        let conditions = standard.conditions.iter().map(|condition| condition.id.clone());
        let groups = standard.groups.iter().enumerate().filter(|(_, group)| group.pass > 0);
        let points: Vec<(Option<usize>, i64)> = standard
            .pass
            .map(|total| std::iter::once((None, total)).chain(groups.map(|(at, g)| (Some(at), g.pass))).collect())
            .unwrap_or_default();
        let label = |(group, _): &(Option<usize>, i64)| match group {
            None => "points".to_owned(),
            Some(at) => format!("points.{}", standard.groups[*at].id),
        };
        let mut clauses: Vec<Clause> =
            gates.chain(conditions).chain(points.iter().map(label)).map(|id| Clause { id }).collect();
        let places = clauses.len();
        if places > BITS {
            // No standard comes near; one that did would still say that something is in the way.
            clauses.truncate(BITS - 1);
            clauses.push(Clause { id: "others".into() });
        }
        Marks { clauses, points, places }
    }

    fn bit(&self, place: usize) -> u64 {
        let last = if self.places > BITS { BITS - 1 } else { self.places.max(1) - 1 };
        1 << place.min(last)
    }
}

fn columns(
    program: &Program,
    edition: &Edition,
    marks: &Marks,
    population: &Population,
    rows: Range<usize>,
) -> Columns {
    let standard = &edition.standard;
    let (gates, conditions) = (edition.gates.gates.len(), standard.conditions.len());
    let mut to = Columns { groups: vec![Span::default(); standard.groups.len()], ..Columns::default() };
    let mut verdicts = Verdicts::default();
    for start in rows.clone().step_by(CHUNK) {
        let chunk = start..(start + CHUNK).min(rows.end);
        program.run(population, chunk, Detail::Everything, &mut verdicts);
        for row in 0..verdicts.rows() {
            let outcome = verdicts.outcome(row);
            to.outcomes.push(match outcome {
                Some(Truth::Met) => Outcome::Passes,
                Some(Truth::Unmet) => Outcome::Fails,
                _ => Outcome::Undetermined,
            });
            to.total.push(verdicts.points(row));
            to.groups.iter_mut().enumerate().for_each(|(at, span)| span.push(verdicts.group(at, row)));
            let mut unmet = 0;
            if outcome == Some(Truth::Unmet) {
                let stuck = |answer| answer == Some(Truth::Unmet);
                for gate in (0..gates).filter(|gate| stuck(verdicts.gate(*gate, row))) {
                    unmet |= marks.bit(gate);
                }
                for condition in (0..conditions).filter(|at| stuck(verdicts.condition(*at, row))) {
                    unmet |= marks.bit(gates + condition);
                }
                // Points stand in the way only where no direct route may stand in for them.
                if (0..standard.routes.len()).all(|route| stuck(verdicts.route(route, row))) {
                    for (at, (group, mark)) in marks.points.iter().enumerate() {
                        let points = group.map_or(verdicts.points(row), |group| verdicts.group(group, row));
                        if points.is_some_and(|points| points.high < *mark) {
                            unmet |= marks.bit(gates + conditions + at);
                        }
                    }
                }
            }
            to.unmet.push(unmet);
        }
    }
    to
}

impl Columns {
    /// These rows, and then those.
    fn and(mut self, later: Columns) -> Columns {
        self.outcomes.extend(later.outcomes);
        self.total.and(later.total);
        self.groups.iter_mut().zip(later.groups).for_each(|(span, more)| span.and(more));
        self.unmet.extend(later.unmet);
        self
    }
}

impl Span {
    fn push(&mut self, points: Option<titian_rulebook::judge::Points>) {
        let points = points.unwrap_or_default();
        let byte = |points: i64| points.clamp(0, 255) as u8;
        self.low.push(byte(points.low));
        self.high.push(byte(points.high));
    }

    fn and(&mut self, later: Span) {
        self.low.extend(later.low);
        self.high.extend(later.high);
    }

    fn points(&self) -> Points<'_> {
        Points { low: &self.low, high: &self.high }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use titian_rulebook::borders::Borders;
    use titian_rulebook::judge::{Assessment, Unmet, judge};
    use titian_rulebook::policy::Policy;
    use titian_rulebook::tier::Purpose;

    /// What the row judge says stands in the way, by the same ids.
    fn in_the_way(edition: &Edition, assessment: &Assessment) -> Vec<String> {
        let titian_rulebook::judge::Outcome::Fails { unmet } = &assessment.outcome else { return vec![] };
        let mut ids: Vec<String> = unmet
            .iter()
            .map(|unmet| match unmet {
                Unmet::Gate(at) => edition.gates.gates[*at].id.clone(),
                Unmet::Condition(at) => edition.standard.conditions[*at].id.clone(),
                Unmet::Points { group: None } => "points".into(),
                Unmet::Points { group: Some(at) } => format!("points.{}", edition.standard.groups[*at].id),
            })
            .collect();
        ids.sort();
        ids
    }

    #[test]
    fn a_batch_says_of_every_row_what_the_row_judge_says() {
        let policy = Policy::shipped().unwrap();
        for (standard, gates) in [
            ("miit-2022/innovative", "gates/guangxi-2023"),
            ("miit-2022/specialised", "gates/guangxi-2023"),
            ("miit-2022/little-giant", "gates/miit-2022"),
            ("miit-2026/specialised", "gates/miit-2026"),
            ("miit-2026/little-giant", "gates/miit-2026"),
        ] {
            let edition = policy.edition_of(standard, gates, Purpose::Apply).unwrap();
            let rows = Borders::of(&edition, &policy.catalogue).rows(7, 3_000);
            let population = Population::of_rows(&policy.catalogue, &rows);
            let loaded = Loaded { population, ..Loaded::default() };
            let batch = batch(&edition, &loaded);
            batch.write(&loaded, |results| {
                for (row, facts) in rows.iter().enumerate() {
                    let assessment = judge(&edition, facts);
                    let mut ids: Vec<&str> = (0..results.clauses.len())
                        .filter(|bit| results.unmet[row] >> bit & 1 == 1)
                        .map(|bit| results.clauses[bit].id.as_str())
                        .collect();
                    ids.sort_unstable();
                    assert_eq!(ids, in_the_way(&edition, &assessment), "{standard} row {row}");
                    let outcome = match assessment.outcome.truth() {
                        Truth::Met => Outcome::Passes,
                        Truth::Unmet => Outcome::Fails,
                        Truth::Unknown => Outcome::Undetermined,
                    };
                    assert_eq!(results.outcomes[row], outcome, "{standard} row {row}");
                    let points = results.points.map(|points| (i64::from(points.low[row]), i64::from(points.high[row])));
                    assert_eq!(points, assessment.points.map(|points| (points.low, points.high)));
                }
            });
        }
    }
}
