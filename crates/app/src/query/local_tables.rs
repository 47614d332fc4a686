//! Versions of the local table (A8): for those who draft and publish them, for those who draft notices, for everybody.

use std::sync::Arc;

use titian_domain::application::Application;
use titian_domain::enterprise::Enterprise;
use titian_domain::id::{AccountId, LocalTableId};
use titian_domain::local_table::{Effect, LocalTable, Side, Stage};
use titian_rulebook::policy::Policy;
use titian_rulebook::tier::Purpose;
use titian_store::{Reading, StoreError, Value, args};

use super::names;
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::permission::{Act, NotAllowed, extent};

/// Rows that are read at once where all are weighed.
const CHUNK: u32 = 500;

/// A version with those who had a hand in it.
#[derive(Debug, Clone)]
pub struct Tabled {
    /// The version.
    pub table: LocalTable,
    /// How many events it has had.
    pub seen: u64,
    /// Names of those who drafted, checked and published it.
    pub names: Vec<(AccountId, String)>,
    /// The version that is published and in its place before it, if one is.
    pub before: Option<LocalTable>,
}

/// What a version would change, by what it would take the place of.
#[derive(Debug, Clone, Default)]
pub struct Weighed {
    /// The cases of its standard, by their figures as reviewed.
    pub cases: Effect,
    /// All dossiers, as if they applied today.
    pub dossiers: Effect,
}

/// Whether somebody works on versions at all.
fn works_on(actor: &Actor) -> Result<(), NotAllowed> {
    extent(actor, Act::DraftLocalTable).or_else(|_| extent(actor, Act::PublishLocalTable)).map(drop)
}

async fn all(reading: &mut Reading, only: &str) -> Result<Vec<LocalTable>, StoreError> {
    let sql = format!("SELECT state FROM local_table {only} ORDER BY edition DESC, id DESC");
    reading.rows(sql, args![]).await?.iter().map(|row| row.json("state")).collect()
}

impl App {
    /// All versions, the latest first.
    pub async fn local_tables(&self, actor: &Actor) -> Result<Vec<LocalTable>, Failure> {
        works_on(actor)?;
        Ok(all(&mut self.store.read().await?, "").await?)
    }

    /// Versions that are published, the latest first: everybody may know them.
    pub async fn published_tables(&self) -> Result<Vec<LocalTable>, StoreError> {
        all(&mut self.store.read().await?, "WHERE stage = 'published'").await
    }

    /// One version.
    pub async fn local_table(&self, actor: &Actor, id: &str) -> Result<Tabled, Failure> {
        works_on(actor)?;
        let mut reading = self.store.read().await?;
        let standing = reading.load::<LocalTable>(id).await?;
        let table = standing.state.ok_or(NotAllowed { act: Act::DraftLocalTable })?;
        let by = match &table.stage {
            Stage::Published { by, .. } => Some(by),
            _ => None,
        };
        let people = names(&mut reading, table.hands.iter().chain(by).map(AccountId::as_str)).await?;
        let published = all(&mut reading, "WHERE stage = 'published'").await?;
        let before = published.into_iter().find(|one| {
            one.version < table.version && one.id != table.id && one.content.standard == table.content.standard
        });
        Ok(Tabled { seen: standing.version, names: people.into_iter().collect(), before, table })
    }

    /// The policy with a version in its place, be it published or not; what is wrong with it if it does not fit.
    pub fn policy_with(&self, table: &LocalTable) -> Result<Policy, Vec<String>> {
        table.laid_upon(&self.policy).map_err(|problems| problems.into_iter().map(|one| one.message).collect())
    }

    /// Who would be judged otherwise by a version than by what is in its place before it; nothing is changed by that.
    /// `None` if the version does not fit the policy. Every case and every dossier is read, some hundreds at a time.
    pub async fn weigh_table(&self, tabled: &Tabled) -> Result<Option<Weighed>, Failure> {
        let Ok(after) = self.policy_with(&tabled.table) else { return Ok(None) };
        let after = Arc::new(after);
        let content = &tabled.table.content;
        let today = self.clock.today();
        let rule = self.policy.applicability.on(
            self.policy
                .standards
                .get(&content.standard)
                .map_or(titian_rulebook::tier::Tier::Specialised, |one| one.tier),
            Purpose::Apply,
            content.from,
            Some(&content.standard),
        );
        let gates = rule.ok().map(|rule| rule.gates).or_else(|| self.policy.gates.keys().next().cloned());
        let gates = gates.unwrap_or_default();
        let mut reading = self.store.read().await?;
        let before = self.policy_of(&mut reading, tabled.before.as_ref().map(|one| &one.id)).await?;
        let mut weighed = Weighed::default();
        let mut last = String::new();
        loop {
            let sql = format!(
                "SELECT id, state FROM application WHERE number IS NOT NULL AND stage <> 'withdrawn' AND id > $1 \
                 ORDER BY id LIMIT {CHUNK}"
            );
            let rows = reading.rows(sql, vec![Value::from(last.as_str())]).await?;
            let Some(end) = rows.last() else { break };
            last = end.text("id")?.to_owned();
            let cases = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Application>, _>>()?;
            for case in cases.iter().filter(|case| case.standard == content.standard) {
                let side = |policy| Side { policy, standard: &case.standard, gates: &case.gates };
                weighed.cases.case(case, side(&before), side(&after));
            }
            tokio::task::yield_now().await;
        }
        last.clear();
        loop {
            let sql = format!("SELECT id, state FROM enterprise WHERE id > $1 ORDER BY id LIMIT {CHUNK}");
            let rows = reading.rows(sql, vec![Value::from(last.as_str())]).await?;
            let Some(end) = rows.last() else { break };
            last = end.text("id")?.to_owned();
            let found = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Enterprise>, _>>()?;
            for one in &found {
                let side = |policy| Side { policy, standard: &content.standard, gates: &gates };
                let who = (one.name.as_str(), one.code());
                weighed.dossiers.dossier(who, &one.answers, today, side(&before), side(&after));
            }
            tokio::task::yield_now().await;
        }
        Ok(Some(weighed))
    }

    /// The version that a batch pins, if it pins one.
    pub async fn pinned_table(&self, id: Option<&LocalTableId>) -> Result<Option<LocalTable>, StoreError> {
        let Some(id) = id else { return Ok(None) };
        Ok(self.store.read().await?.load::<LocalTable>(id.as_str()).await?.state)
    }
}
