//! Names of before (A15.1): written down by whom, and to be found by.

use jiff::civil::Date;
use titian_domain::enterprise::{self, Command, Enterprise, FormerName, NamedBy};
use titian_domain::id::{AccountId, EnterpriseId};
use titian_domain::matching::folded;
use titian_store::{Standing, Tx, args};

use super::{Doing, enterprise as load_enterprise};
use crate::command::{Done, Failure};
use crate::permission::{Act, Subject};

impl Doing<'_> {
    /// 登记曾用名: an officer read it off the registry.
    pub(super) async fn record_former_name(
        &mut self,
        tx: &mut Tx,
        id: &EnterpriseId,
        (name, until): (String, Option<Date>),
        source: String,
    ) -> Result<Done, Failure> {
        let (standing, known) = load_enterprise(tx, id).await?;
        self.may(Act::Check, Subject { enterprise: Some(id), city: Some(known.city), ..Subject::default() })?;
        self.keeps_away_from(tx, id, "A9.2", "登记曾用名").await?;
        let by = NamedBy::Officer { account: AccountId(self.actor.id().to_owned()) };
        self.one_name(&standing, &known, FormerName { name, until, by, source, on: self.today })
    }

    /// 自述曾用名: the enterprise says so itself.
    pub(super) async fn state_former_name(
        &mut self,
        tx: &mut Tx,
        id: &EnterpriseId,
        (name, until): (String, Option<Date>),
    ) -> Result<Done, Failure> {
        self.may(Act::Draft, Subject { enterprise: Some(id), ..Subject::default() })?;
        let (standing, known) = load_enterprise(tx, id).await?;
        let (by, source) = (NamedBy::Enterprise, String::new());
        self.one_name(&standing, &known, FormerName { name, until, by, source, on: self.today })
    }

    /// Writes a name of before down. Answers where the enterprise stands then.
    pub(super) fn know_former_name(
        &mut self,
        standing: &Standing<Enterprise>,
        known: &Enterprise,
        former: FormerName,
    ) -> Result<Standing<Enterprise>, Failure> {
        let command = Command::KnowFormerName(former);
        let events = enterprise::decide(Some(known), command, &self.app.policy.catalogue, self.today)?;
        Ok(self.changes.record(standing, events))
    }

    /// Lets an enterprise be found by all names it bore; once in an act.
    pub(super) fn index_names(&mut self, known: &Enterprise) {
        let row = |one: &FormerName| args![folded(&one.name), one.name.as_str(), one.only_stated()];
        let columns = &["enterprise", "folded", "name", "stated"];
        self.changes.replace("former_name", columns, known.id.as_str(), known.former.iter().map(row));
    }

    /// One name, and nothing else in this act.
    fn one_name(
        &mut self,
        standing: &Standing<Enterprise>,
        known: &Enterprise,
        former: FormerName,
    ) -> Result<Done, Failure> {
        let after = self.know_former_name(standing, known, former)?;
        let news = after.version != standing.version;
        if let Some(enterprise) = after.state.filter(|_| news) {
            self.index_names(&enterprise);
        }
        Ok(Done::said(if news { "曾用名已登记" } else { "这个曾用名此前已经登记" }).of(&known.id))
    }
}
