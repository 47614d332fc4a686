//! What waits for a hand, for the numbers beside the rooms.

use titian_store::StoreError;

use super::within;
use crate::App;
use crate::actor::Actor;
use crate::permission::{Act, extent};

/// How many things wait for somebody, as far as they may see them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waits {
    /// Objections without an answer.
    pub objections: u32,
    /// Accounts of enterprises to be vouched for.
    pub accounts: u32,
}

impl App {
    /// What waits for this reader: one statement, none if nothing can.
    pub async fn waits(&self, actor: &Actor) -> Result<Waits, StoreError> {
        let (Ok(objections), Ok(accounts)) = (extent(actor, Act::AnswerObjection), extent(actor, Act::Vouch)) else {
            return Ok(Waits::default());
        };
        let mut args = vec![];
        let (here, there) = (within(&objections, "city", &mut args), within(&accounts, "city", &mut args));
        let sql = format!(
            "SELECT (SELECT COUNT(*) FROM objection WHERE open = 1 AND {here}) AS objections, \
             (SELECT COUNT(*) FROM account WHERE pending = 1 AND disabled = 0 AND {there}) AS accounts"
        );
        let row = self.store.read().await?.row(sql, args).await?;
        let waits = |row: titian_store::Row| {
            let count = |name| row.number(name).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
            Ok(Waits { objections: count("objections")?, accounts: count("accounts")? })
        };
        row.map(waits).transpose().map(Option::unwrap_or_default)
    }
}
