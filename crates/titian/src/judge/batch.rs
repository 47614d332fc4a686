//! Many enterprises at once: what the columns say of a table, in the form in which results are written.

use anyhow::{Result, anyhow};
use titian_rulebook::columns::{Detail, Program, Tally, Verdicts};
use titian_rulebook::explain;
use titian_rulebook::judge::{Edition, Truth, Unmet};
use titian_rulebook::population::Population;
use titian_tables::{Clause, GroupPoints, Loaded, Outcome, Points, Results};

/// Fewer rows are judged before a second thread has begun.
const WORTH_A_THREAD: usize = 20_000;

/// The judgement of many enterprises by one edition.
#[derive(Debug)]
pub struct Batch<'e> {
    edition: &'e Edition,
    verdicts: Verdicts,
    outcomes: Vec<Outcome>,
    clauses: Vec<Clause>,
}

/// Judges all enterprises of a table, on two threads. Refuses an edition with more gates, conditions and pass marks
/// than [`Results::unmet`] has bits, so that none is dropped unseen.
pub fn batch<'e>(edition: &'e Edition, loaded: &Loaded) -> Result<Batch<'e>> {
    let clauses: Vec<Clause> =
        Unmet::all(edition).into_iter().map(|one| Clause { id: explain::unmet(edition, one).id }).collect();
    let verdicts = verdicts(edition, &loaded.population);
    if verdicts.unmet_column().is_none() {
        let (id, many) = (&edition.standard.id, clauses.len());
        return Err(anyhow!("标准 {id} 的门槛、条件和合格线共 {many} 条,成批判定最多写 64 条;请逐家判定"));
    }
    let outcomes = verdicts.outcomes().map(outcome).collect();
    Ok(Batch { edition, verdicts, outcomes, clauses })
}

fn verdicts(edition: &Edition, population: &Population) -> Verdicts {
    let program = Program::compile(edition);
    let rows = population.rows();
    let run = |rows| {
        let mut verdicts = Verdicts::default();
        program.run(population, rows, Detail::Unmet, &mut verdicts);
        verdicts
    };
    if rows < WORTH_A_THREAD {
        return run(0..rows);
    }
    let half = rows / 2;
    std::thread::scope(|scope| {
        let second = scope.spawn(|| run(half..rows));
        let mut all = run(0..half);
        // The judge panics at nothing; if it did, our own pass over the second half answers.
        all.append(&second.join().unwrap_or_else(|_| run(half..rows)));
        all
    })
}

fn outcome(truth: Truth) -> Outcome {
    match truth {
        Truth::Met => Outcome::Passes,
        Truth::Unmet => Outcome::Fails,
        Truth::Unknown => Outcome::Undetermined,
    }
}

impl Batch<'_> {
    /// How many pass, fail and are undetermined.
    pub fn tally(&self) -> Tally {
        self.verdicts.tally()
    }

    /// The points of each group, for [`Batch::results`].
    pub fn groups(&self) -> Vec<GroupPoints<'_>> {
        let groups = self.edition.standard.groups.iter().enumerate();
        groups
            .filter_map(|(at, group)| {
                let (low, high) = self.verdicts.group_columns(at)?;
                Some(GroupPoints { id: &group.id, label: &group.label, points: Points { low, high } })
            })
            .collect()
    }

    /// As results to be written: `loaded` is the table that was judged, `groups` are [`Batch::groups`].
    pub fn results<'a>(&'a self, loaded: &'a Loaded, groups: &'a [GroupPoints<'a>]) -> Results<'a> {
        Results {
            population: &loaded.population,
            rows: &loaded.rows,
            outcomes: &self.outcomes,
            points: self.verdicts.point_columns().map(|(low, high)| Points { low, high }),
            groups,
            clauses: &self.clauses,
            unmet: self.verdicts.unmet_column().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use titian_rulebook::borders::Borders;
    use titian_rulebook::judge::{self, judge};
    use titian_rulebook::policy::Policy;
    use titian_rulebook::tier::Purpose;

    fn edition(policy: &Policy, standard: &str) -> Edition {
        policy.edition_of(standard, "gates/guangxi-2023", Purpose::Apply).unwrap()
    }

    /// Enterprises on the borders of an edition, as if they had been read.
    fn on_the_borders(policy: &Policy, edition: &Edition, rows: usize) -> Loaded {
        let rows = Borders::of(edition, &policy.catalogue).rows(22, rows);
        let numbers = (2..).take(rows.len()).collect();
        Loaded { population: Population::of_rows(&policy.catalogue, &rows), rows: numbers, ..Loaded::default() }
    }

    /// What the row judge says of a row: outcome, points, points by group, ids of what stands in the way.
    type Said = (Outcome, Option<(u8, u8)>, Vec<(u8, u8)>, Vec<String>);

    fn by_row(edition: &Edition, loaded: &Loaded, row: usize) -> Said {
        let assessment = judge(edition, &loaded.population.facts(row));
        let bytes = |points: judge::Points| (points.low.try_into().unwrap(), points.high.try_into().unwrap());
        let unmet = match &assessment.outcome {
            judge::Outcome::Fails { unmet } => unmet.iter().map(|one| explain::unmet(edition, *one).id).collect(),
            _ => vec![],
        };
        let groups = assessment.groups.iter().map(|points| bytes(*points)).collect();
        (outcome(assessment.outcome.truth()), assessment.points.map(bytes), groups, unmet)
    }

    fn by_batch(results: &Results<'_>, row: usize) -> Said {
        let span = |points: &Points<'_>| (points.low[row], points.high[row]);
        let unmet = (0..results.clauses.len()).filter(|n| results.unmet[row] >> n & 1 == 1);
        (
            results.outcomes[row],
            results.points.as_ref().map(span),
            results.groups.iter().map(|group| span(&group.points)).collect(),
            unmet.map(|n| results.clauses[n].id.clone()).collect(),
        )
    }

    #[test]
    fn a_batch_says_what_the_row_judge_says() {
        let policy = Policy::shipped().unwrap();
        for standard in policy.standards.keys() {
            let edition = edition(&policy, standard);
            let loaded = on_the_borders(&policy, &edition, 1_500);
            let batch = batch(&edition, &loaded).unwrap();
            let groups = batch.groups();
            let results = batch.results(&loaded, &groups);
            let mut reasons = 0;
            for row in 0..loaded.population.rows() {
                let said = by_row(&edition, &loaded, row);
                reasons += said.3.len();
                assert_eq!(by_batch(&results, row), said, "{standard} row {row}");
            }
            assert!(reasons > 100, "{standard} refuses for many reasons");
            let tally = batch.tally();
            assert_eq!(tally.passes + tally.fails + tally.undetermined, results.outcomes.len());
        }
    }

    #[test]
    fn two_threads_keep_the_order() {
        let policy = Policy::shipped().unwrap();
        let edition = edition(&policy, "miit-2022/innovative");
        let loaded = on_the_borders(&policy, &edition, WORTH_A_THREAD + 1);
        let batch = batch(&edition, &loaded).unwrap();
        let groups = batch.groups();
        let results = batch.results(&loaded, &groups);
        assert_eq!(results.outcomes.len(), WORTH_A_THREAD + 1);
        for row in (0..=WORTH_A_THREAD).step_by(7) {
            assert_eq!(by_batch(&results, row), by_row(&edition, &loaded, row), "row {row}");
        }
    }

    #[test]
    fn clauses_are_refused_rather_than_dropped() {
        let policy = Policy::shipped().unwrap();
        let mut edition = edition(&policy, "miit-2022/innovative");
        let loaded = on_the_borders(&policy, &edition, 3);
        let gate = edition.gates.gates[0].clone();
        let spare = 64 - Unmet::all(&edition).len();
        edition.gates.gates.extend(vec![gate.clone(); spare]);
        assert!(batch(&edition, &loaded).is_ok());
        edition.gates.gates.push(gate);
        let refused = batch(&edition, &loaded).unwrap_err().to_string();
        let told = "标准 miit-2022/innovative 的门槛、条件和合格线共 65 条,成批判定最多写 64 条;请逐家判定";
        assert_eq!(refused, told);
    }
}
