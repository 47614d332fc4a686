//! Three ways to run one standard, one meaning: what the row judge says of an enterprise, the columns and SQL say too,
//! on every shipped edition and on one that uses every word of the vocabulary.

mod definitions;
mod numbers;
mod words;

use titian_rulebook::borders::Borders;
use titian_rulebook::judge::{Edition, judge};
use titian_rulebook::policy::Policy;
use titian_rulebook::population::Population;
use titian_rulebook::sql;
use titian_stories::{Database, Postgres, answer, columnar, editions, name, show};

const BATCH: usize = 300;
const SEEDS: std::ops::Range<u64> = 0..8;

#[tokio::test]
async fn sqlite_answers_as_the_row_judge_does() {
    agrees(&mut Database::sqlite().await.unwrap()).await;
}

#[tokio::test]
async fn postgresql_answers_as_the_row_judge_does() {
    let Some(cluster) = Postgres::start() else { return };
    agrees(&mut Database::postgres(&cluster).await.unwrap()).await;
}

async fn agrees(database: &mut Database) {
    let policy = Policy::shipped().unwrap();
    database.execute(&sql::ddl(&policy.catalogue, database.engine())).await.unwrap();
    let editions = editions(&policy);
    assert!(editions.len() >= policy.standards.len());
    for edition in editions.iter().chain([&words::edition(&policy)]) {
        for seed in SEEDS {
            compare(database, &policy, edition, seed).await;
        }
    }
}

/// Row by row.
async fn compare(database: &mut Database, policy: &Policy, edition: &Edition, seed: u64) {
    let borders = Borders::of(edition, &policy.catalogue);
    let rows = borders.rows(seed, BATCH);
    database.fill(&policy.catalogue, borders.slots(), &rows).await.unwrap();
    let statement = sql::statement(edition, &policy.catalogue, database.engine()).unwrap();
    let (names, answers) = database.answers(&statement).await.unwrap_or_else(|error| panic!("{error}\n{statement}"));
    assert_eq!(answers.len(), rows.len());
    let columns = columnar(edition, &Population::of_rows(&policy.catalogue, &rows));
    for (row, (facts, said)) in rows.iter().zip(&answers).enumerate() {
        let binding = answer(&judge(edition, facts));
        assert_eq!(binding.cells.len() + 2, names.len());
        assert_eq!(binding, columns[row], "{}, columns, seed {seed}, row {row}", name(edition));
        let differs = binding.cells.iter().zip(&said.cells).position(|(a, b)| a != b);
        assert!(
            binding == *said,
            "{}, {:?}, seed {seed}, row {row}: {:?} differs\nrow: {binding:?}\nSQL: {said:?}\n{}",
            name(edition),
            database.engine(),
            differs.map(|at| &names[at + 2]),
            show(&policy.catalogue, borders.slots(), facts)
        );
    }
}
