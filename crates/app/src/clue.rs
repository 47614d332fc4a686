//! 线索索引 The clues of what was submitted, kept beside the submissions so that one statement finds a neighbour.
//!
//! It holds nothing that the cases do not say: it is written in the commit of a submission, compared with the cases by
//! `titian journal verify`, and made anew by `titian journal clues`, which a change of policy or an upgrade calls for.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use titian_domain::application::Application;
use titian_domain::signal::{Clue, clues};
use titian_rulebook::signals::Signals;
use titian_store::{Changes, Reading, Store, StoreError, Tx, args};

/// Cases compared at once.
const PAGE: u32 = 200;

/// The index against the cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Cases that were submitted.
    pub cases: usize,
    /// Applications whose clues are not those of the index, or of which the index knows alone.
    pub differ: Vec<String>,
}

/// The clues of a case, in the place of those it had.
pub(crate) fn index(changes: &mut Changes, case: &Application, policy: &Signals) {
    let found = case.filing.iter().flat_map(|filing| clues(&filing.content, policy));
    let row = |clue: Clue| args![clue.kind, clue.value, case.enterprise.as_str()];
    changes.replace("clue", &["application", "kind", "value", "enterprise"], case.id.as_str(), found.map(row));
}

/// Compares the index with the cases.
pub async fn compare(store: &Store, policy: &Signals) -> Result<Compared, StoreError> {
    walk(&mut store.read().await?, policy, |_| {}).await
}

/// Makes anew what differs.
pub async fn rebuild(store: &Store, policy: &Signals, now: Timestamp) -> Result<Compared, StoreError> {
    store
        .write_alone(async |mut tx: Tx| {
            let mut changes = Changes::new(now, "system");
            let compared = walk(&mut tx, policy, |case| index(&mut changes, case, policy)).await?;
            let gone = "DELETE FROM clue WHERE NOT EXISTS (SELECT 1 FROM application WHERE id = clue.application)";
            changes.sql(gone, args![]);
            tx.commit(changes).await?;
            Ok::<_, StoreError>(compared)
        })
        .await
}

/// Every case against its rows, page by page; `wrong` is told those that differ.
async fn walk(
    reading: &mut Reading,
    policy: &Signals,
    mut wrong: impl FnMut(&Application),
) -> Result<Compared, StoreError> {
    let (mut compared, mut after) = (Compared::default(), String::new());
    loop {
        let sql = "SELECT id, state FROM application WHERE number IS NOT NULL AND $1 < id ORDER BY id LIMIT $2";
        let rows = reading.rows(sql, args![&after, PAGE]).await?;
        let cases = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Application>, _>>()?;
        let Some(last) = cases.last().map(|case| case.id.to_string()) else { break };
        let sql = "SELECT application, kind, value, enterprise FROM clue WHERE $1 < application AND application <= $2";
        let mut kept: BTreeMap<String, BTreeSet<(Clue, String)>> = BTreeMap::new();
        for row in reading.rows(sql, args![&after, &last]).await? {
            let clue = Clue { kind: row.text("kind")?.to_owned(), value: row.text("value")?.to_owned() };
            kept.entry(row.text("application")?.to_owned())
                .or_default()
                .insert((clue, row.text("enterprise")?.to_owned()));
        }
        for case in &cases {
            let found = case.filing.iter().flat_map(|filing| clues(&filing.content, policy));
            let found: BTreeSet<_> = found.map(|clue| (clue, case.enterprise.to_string())).collect();
            compared.cases += 1;
            if kept.remove(case.id.as_str()).unwrap_or_default() != found {
                compared.differ.push(case.id.to_string());
                wrong(case);
            }
        }
        after = last;
    }
    let sql = "SELECT DISTINCT application FROM clue WHERE NOT EXISTS \
               (SELECT 1 FROM application a WHERE a.id = clue.application AND a.number IS NOT NULL)";
    for row in reading.rows(sql, args![]).await? {
        compared.differ.push(row.text("application")?.to_owned());
    }
    Ok(compared)
}
