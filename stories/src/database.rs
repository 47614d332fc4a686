//! The table of facts on either engine, and the answers of the statement over it.

use sqlx::{AssertSqlSafe, Column, ColumnIndex, Connection, Decode, Row, Type};
use titian_rulebook::catalogue::{Catalogue, Slot};
use titian_rulebook::columns::Program;
use titian_rulebook::facts::Facts;
use titian_rulebook::judge::{Assessment, Edition, Points, Truth};
use titian_rulebook::population::Population;
use titian_rulebook::sql::Engine;

/// One open database.
pub enum Database {
    /// In memory.
    Sqlite(sqlx::SqliteConnection),
    /// In the cluster of the tests.
    Postgres(sqlx::PgConnection),
}

/// What one enterprise is told, in the columns of [`titian_rulebook::sql::statement`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// passes, fails or undetermined.
    pub outcome: String,
    /// Points in all, by group, then gates, conditions and routes.
    pub cells: Vec<Option<i32>>,
}

impl Database {
    /// A database in memory.
    pub async fn sqlite() -> Result<Database, sqlx::Error> {
        Ok(Database::Sqlite(sqlx::SqliteConnection::connect("sqlite::memory:").await?))
    }

    /// A connection to the cluster. What it creates is temporary, so tests do not see each other.
    pub async fn postgres(cluster: &super::Postgres) -> Result<Database, sqlx::Error> {
        let mut database = Database::Postgres(sqlx::PgConnection::connect(&cluster.url()).await?);
        database.execute("SET search_path TO pg_temp").await?;
        Ok(database)
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        match self {
            Database::Sqlite(_) => Engine::Sqlite,
            Database::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs statements that answer nothing.
    pub async fn execute(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql));
        match self {
            Database::Sqlite(connection) => sql.execute(connection).await.map(drop),
            Database::Postgres(connection) => sql.execute(connection).await.map(drop),
        }
    }

    /// Puts these enterprises, and no others, into `enterprise_facts`. Their ids are their places.
    pub async fn fill(&mut self, catalogue: &Catalogue, slots: &[Slot], rows: &[Facts]) -> Result<(), sqlx::Error> {
        let columns: Vec<&str> = slots.iter().map(|slot| catalogue.info(*slot).column.as_str()).collect();
        let cell = |facts: &Facts, slot: &Slot| facts.known(*slot).map_or("NULL".into(), |n| n.to_string());
        let row = |(at, facts): (usize, &Facts)| {
            let cells: Vec<String> = slots.iter().map(|slot| cell(facts, slot)).collect();
            format!("('{at:06}', {})", cells.join(", "))
        };
        let values: Vec<String> = rows.iter().enumerate().map(row).collect();
        self.execute(&format!(
            "DELETE FROM enterprise_facts; INSERT INTO enterprise_facts (id, {}) VALUES {}",
            columns.join(", "),
            values.join(",\n")
        ))
        .await
    }

    /// The answers of a statement, in the order of the ids, and the names of their cells.
    pub async fn answers(&mut self, statement: &str) -> Result<(Vec<String>, Vec<Answer>), sqlx::Error> {
        let sql = statement.trim_end().trim_end_matches(';').to_owned() + "\nORDER BY id";
        let sql = AssertSqlSafe(sql);
        match self {
            Database::Sqlite(connection) => read(&sqlx::query(sql).fetch_all(connection).await?),
            Database::Postgres(connection) => read(&sqlx::query(sql).fetch_all(connection).await?),
        }
    }
}

fn read<R: Row>(rows: &[R]) -> Result<(Vec<String>, Vec<Answer>), sqlx::Error>
where
    usize: ColumnIndex<R>,
    for<'r> String: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> i32: Decode<'r, R::Database> + Type<R::Database>,
{
    let names = rows.first().map(|row| row.columns().iter().map(|column| column.name().to_owned()).collect());
    let answer = |row: &R| -> Result<Answer, sqlx::Error> {
        let cells = (2..row.len()).map(|at| row.try_get(at)).collect::<Result<_, _>>()?;
        Ok(Answer { outcome: row.try_get(1)?, cells })
    };
    Ok((names.unwrap_or_default(), rows.iter().map(answer).collect::<Result<_, _>>()?))
}

/// The answer of the row judge, in the same columns.
pub fn answer(assessment: &Assessment) -> Answer {
    let findings = assessment.gates.iter().chain(&assessment.conditions).chain(&assessment.routes);
    in_columns(
        assessment.outcome.truth(),
        assessment.points,
        assessment.groups.iter().copied(),
        findings.map(|finding| finding.truth),
    )
}

/// The answers of the columnar judge, in the same columns.
pub fn columnar(edition: &Edition, population: &Population) -> Vec<Answer> {
    let verdicts = Program::compile(edition).run_all(population);
    let standard = &edition.standard;
    let row = |row: usize| {
        let gates = (0..edition.gates.gates.len()).map(|gate| verdicts.gate(gate, row));
        let conditions = (0..standard.conditions.len()).map(|condition| verdicts.condition(condition, row));
        let routes = (0..standard.routes.len()).map(|route| verdicts.route(route, row));
        in_columns(
            verdicts.outcome(row).expect("a row that was run"),
            verdicts.points(row),
            (0..standard.groups.len()).map(|group| verdicts.group(group, row).expect("a group of the standard")),
            gates.chain(conditions).chain(routes).map(|truth| truth.expect("a clause of the edition")),
        )
    };
    (0..population.rows()).map(row).collect()
}

fn in_columns(
    outcome: Truth,
    points: Option<Points>,
    groups: impl Iterator<Item = Points>,
    truths: impl Iterator<Item = Truth>,
) -> Answer {
    let outcome = match outcome {
        Truth::Met => "passes",
        Truth::Unmet => "fails",
        Truth::Unknown => "undetermined",
    };
    let ends = |points: Points| [points.low, points.high].map(|n| i32::try_from(n).ok());
    let mut cells: Vec<Option<i32>> = points.map_or([None, None], ends).into();
    cells.extend(groups.flat_map(ends));
    cells.extend(truths.map(|truth| match truth {
        Truth::Met => Some(1),
        Truth::Unmet => Some(0),
        Truth::Unknown => None,
    }));
    Answer { outcome: outcome.into(), cells }
}

/// An enterprise as people read it, for failures.
pub fn show(catalogue: &Catalogue, slots: &[Slot], facts: &Facts) -> String {
    let cell = |slot: &Slot| format!("{} = {:?}", catalogue.info(*slot).key, facts.cell(*slot));
    slots.iter().map(cell).collect::<Vec<_>>().join("\n")
}
