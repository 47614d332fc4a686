//! 迁移 The tables, laid in numbered steps. A landed step never changes; there are only more.
//!
//! To add one: a file of the same name in `migrations/sqlite` and in `migrations/postgres`, and its name in [`STEPS`].

use sha2::{Digest, Sha256};

use crate::args;
use crate::db::{Begin, Db, Engine};
use crate::error::StoreError;
use crate::hex;

/// One step.
struct Step {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

/// Steps from their names.
macro_rules! steps {
    ($($name:literal),* $(,)?) => {
        &[$(Step {
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }),*]
    };
}

/// All steps, in order.
#[rustfmt::skip]
const STEPS: &[Step] = steps![
    "0001_records",
    "0002_rooms",
    "0003_post",
    "0004_desks",
    "0005_uploads",
    "0006_earlier",
    "0007_signals",
    "0008_draws",
    "0009_local_table",
    "0010_consultation",
    "0011_office",
    "0012_miit",
    "0013_compliance_lists",
    "0014_corrections",
    "0015_imports",
    "0016_rereview",
    "0017_updates",
];

/// Where it is written down which steps were taken.
pub(crate) const TABLE: &str = "migration";

const CREATE: &str = "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL)";

/// The names of the steps this program knows, in order: what a backup must agree with.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    STEPS.iter().map(|step| step.name)
}

/// Takes the steps that are missing. Refuses a database whose landed steps are not ours.
pub(crate) async fn run(db: &Db) -> Result<(), StoreError> {
    let mut work = db.begin(Begin::Queue).await?;
    if work.engine() == Engine::Postgres {
        // Several servers may start at once. The number is arbitrary and ours.
        work.script("SELECT pg_advisory_xact_lock(7310579001)").await?;
    }
    work.script(CREATE).await?;
    let landed = work.rows("SELECT number, name, sha256 FROM migration ORDER BY number", args![]).await?;
    let known = STEPS.len() as u64;
    if let Some(last) = landed.last()
        && known < last.count("number")?
    {
        let why = format!("the database has migration {}, this program knows {known}", last.count("number")?);
        return Err(StoreError::Schema(why));
    }
    for (at, step) in STEPS.iter().enumerate() {
        let text = match work.engine() {
            Engine::Sqlite => step.sqlite,
            Engine::Postgres => step.postgres,
        };
        let digest = hex::of(&Sha256::digest(text));
        match landed.get(at) {
            Some(row) if row.text("name")? == step.name && row.text("sha256")? == digest => {}
            Some(row) => {
                let name = row.text("name")?;
                return Err(StoreError::Schema(format!("migration {name} landed otherwise than this program has it")));
            }
            None => {
                work.script(text).await?;
                let insert = "INSERT INTO migration (number, name, sha256) VALUES ($1, $2, $3)";
                let number = i64::try_from(at).map_err(|_| StoreError::Schema("too many migrations".into()))? + 1;
                work.execute(insert, args![number, step.name, digest]).await?;
                tracing::info!(migration = step.name, "Laid the tables of migration {}", step.name);
            }
        }
    }
    work.commit().await.map_err(|(error, _)| error)
}
