//! 核对风险提示 A reviewer says what they found when they looked into a signal (A9.2).

use titian_domain::id::{AccountId, ApplicationId};
use titian_domain::signal::{Look, LookedInto, look_into};
use titian_store::Tx;

use super::{Doing, case as load_case, subject};
use crate::command::{Done, Failure};
use crate::permission::Act;
use crate::query::signals::found;

impl Doing<'_> {
    pub(super) async fn look_into(
        &mut self,
        tx: &mut Tx,
        id: &ApplicationId,
        (signal, digest): (String, String),
        note: String,
    ) -> Result<Done, Failure> {
        let (_, case) = load_case(tx, id).await?;
        self.may(Act::LookInto, subject(&case))?;
        self.keeps_away_from(tx, &case.enterprise, case.reviewed_under(), "登记核对情况").await?;
        let policy = self.app.policy_of(tx, case.local_table.as_ref()).await?;
        let signals = found(tx, self.actor, &case, &policy).await?;
        let standing = tx.load::<LookedInto>(id.as_str()).await?;
        let by = AccountId(self.actor.id().to_owned());
        let look = Look { signal, digest, desk: case.desk, note, by, on: self.today };
        let events = look_into(id.clone(), look, &signals)?;
        self.record(&standing, events);
        Ok(Done::said("核对情况已登记").of(id))
    }
}
