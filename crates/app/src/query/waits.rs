//! What waits for a hand, for the numbers beside the rooms.

use titian_store::{StoreError, Value};

use super::queue::waiting;
use super::within;
use crate::App;
use crate::actor::Actor;
use crate::permission::{Act, Extent, NotAllowed, extent};

/// How many things wait for somebody, as far as they may see them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waits {
    /// Cases.
    pub cases: u32,
    /// Objections without an answer.
    pub objections: u32,
    /// Corrections of lists to be announced, requests to correct filed data to be examined or decided.
    pub corrections: u32,
    /// Accounts of enterprises to be vouched for.
    pub accounts: u32,
}

impl App {
    /// What waits for this reader: one statement, none if nothing can.
    pub async fn waits(&self, actor: &Actor) -> Result<Waits, StoreError> {
        let Ok(seen) = extent(actor, Act::ReadCase) else { return Ok(Waits::default()) };
        let mut args = vec![];
        let here = within(&seen, "city", &mut args);
        let (mut own, values) = waiting(actor, self.clock.today());
        for value in values {
            args.push(value);
            own = own.replacen('?', &format!("${}", args.len()), 1);
        }
        let objections = within_any(extent(actor, Act::AnswerObjection), "city", &mut args);
        let lists = within_any(extent(actor, Act::AnnounceCorrection), "office", &mut args);
        let asked = within_any(extent(actor, Act::ExamineCorrection), "city", &mut args);
        let examined = within_any(extent(actor, Act::DecideCorrection), "city", &mut args);
        let accounts = within_any(extent(actor, Act::Vouch), "city", &mut args);
        let sql = format!(
            "SELECT (SELECT COUNT(*) FROM application WHERE {here} AND {own}) AS cases, \
             (SELECT COUNT(*) FROM objection WHERE open = 1 AND {objections}) AS objections, \
             (SELECT COUNT(*) FROM correction WHERE stage = 'proposed' AND {lists}) AS lists, \
             (SELECT COUNT(*) FROM correction_request WHERE (stage = 'asked' AND {asked}) \
             OR (stage = 'examined' AND {examined})) AS requests, \
             (SELECT COUNT(*) FROM account WHERE pending = 1 AND disabled = 0 AND {accounts}) AS accounts"
        );
        let row = self.store.read().await?.row(sql, args).await?;
        let waits = |row: titian_store::Row| {
            let count = |name| row.number(name).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
            Ok(Waits {
                cases: count("cases")?,
                objections: count("objections")?,
                corrections: count("lists")?.saturating_add(count("requests")?),
                accounts: count("accounts")?,
            })
        };
        row.map(waits).transpose().map(Option::unwrap_or_default)
    }
}

/// The cities of an extent, by a column; nowhere, if there is none.
fn within_any(extent: Result<Extent, NotAllowed>, column: &str, args: &mut Vec<Value>) -> String {
    extent.map_or_else(|_| "1 = 0".into(), |extent| within(&extent, column, args))
}
