//! The dossier of one enterprise.

use titian_domain::enterprise::{self, Command};
use titian_domain::id::EnterpriseId;
use titian_store::Tx;

use super::{Doing, enterprise as load};
use crate::command::{Done, Failure};
use crate::permission::{Act, Subject};

impl Doing<'_> {
    pub(super) async fn dossier(&mut self, tx: &mut Tx, id: &EnterpriseId, command: Command) -> Result<Done, Failure> {
        self.may(Act::Draft, Subject { enterprise: Some(id), ..Subject::default() })?;
        let (standing, known) = load(tx, id).await?;
        let events = enterprise::decide(Some(&known), command, &self.app.policy.catalogue, self.today)?;
        let said = if events.is_empty() { "内容没有变化" } else { "已保存" };
        self.record(&standing, events);
        Ok(Done::said(said).of(id))
    }
}
