//! Lists that were brought in, or wait to be confirmed.

use std::collections::HashMap;

use titian_domain::account::Account;
use titian_domain::id::{AccountId, ImportId};
use titian_domain::import::{Import, Stage, What};
use titian_domain::notice::Batch;
use titian_store::{Row, StoreError, Value, args};

use super::queue::published;
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::perform::import::act;
use crate::permission::{Act, NotAllowed, Subject, may};

/// Lists on the page of all lists.
pub const LISTS: u32 = 100;

/// Which acts open the page of lists.
pub const ACTS: [Act; 3] = [Act::ImportTitles, Act::RegisterMiit, Act::ImportFilings];

impl App {
    /// A list that somebody may bring in, and how many events it has had.
    pub async fn import(&self, actor: &Actor, id: &ImportId) -> Result<(Import, u64), Failure> {
        let standing = self.store.read().await?.load::<Import>(id.as_str()).await?;
        let import = standing.state.ok_or(NotAllowed { act: Act::ImportFilings })?;
        may(actor, act(&import.what), Subject::default())?;
        Ok((import, standing.version))
    }

    /// The names of those who had to do with a list.
    pub async fn import_names(&self, import: &Import) -> Result<HashMap<AccountId, String>, Failure> {
        let confirmed = match &import.stage {
            Stage::Done { by, .. } => by.as_str(),
            Stage::Prepared => "",
        };
        let mut reading = self.store.read().await?;
        let rows = reading
            .rows("SELECT state FROM account WHERE id IN ($1, $2)", args![import.by.as_str(), confirmed])
            .await?;
        let name = |row: &Row| row.json("state").map(|account: Account| (account.id, account.name));
        Ok(rows.iter().map(name).collect::<Result<_, StoreError>>()?)
    }

    /// The latest lists of the kinds that somebody may bring in.
    pub async fn imports(&self, actor: &Actor) -> Result<Vec<Import>, Failure> {
        let kinds = [("titles", Act::ImportTitles), ("miit", Act::RegisterMiit), ("filings", Act::ImportFilings)];
        let own = kinds.into_iter().filter(|(_, act)| may(actor, *act, Subject::default()).is_ok());
        let own: Vec<Value> = own.map(|(word, _)| word.into()).collect();
        if own.is_empty() {
            return Err(NotAllowed { act: Act::ImportFilings }.into());
        }
        let places: Vec<String> = (1..=own.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT state FROM import WHERE what IN ({}) ORDER BY prepared_on DESC, id DESC LIMIT {LISTS}",
            places.join(", ")
        );
        let rows = self.store.read().await?.rows(sql, own).await?;
        Ok(rows.iter().map(|row| row.json("state")).collect::<Result<_, StoreError>>()?)
    }

    /// Batches that a list of a kind can be for, the latest first: those of the tier of little giants for MIIT's.
    pub async fn import_batches(&self, actor: &Actor, what: &What) -> Result<Vec<Batch>, Failure> {
        may(actor, act(what), Subject::default())?;
        let batches = published(&mut self.store.read().await?).await?;
        let fits = |batch: &Batch| match what {
            What::Miit { .. } => batch.tier == titian_rulebook::tier::Tier::LittleGiant,
            What::Titles { .. } | What::Filings { .. } => true,
        };
        Ok(batches.into_iter().filter(fits).collect())
    }
}
