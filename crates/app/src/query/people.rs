//! People: who waits to be vouched for, and who holds which office.

use std::collections::HashMap;

use jiff::civil::Date;
use titian_domain::account::{Account, Binding, BindingState, Paper};
use titian_domain::enterprise::Enterprise;
use titian_domain::id::{BatchId, EnterpriseId};
use titian_store::{Changes, Row, StoreError, Tx, args};

use super::{Kept, batches, within};
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::permission::{Act, NotAllowed, Subject, extent, may};

/// People on one page; who waits longer comes first.
const MOST: u32 = 100;

/// The kind of evidence that shows who an enterprise is.
const LICENCE: &str = "licence";

/// Somebody who waits to be vouched for.
#[derive(Debug, Clone)]
pub struct Applicant {
    /// Their account.
    pub account: Account,
    /// The enterprise they want to act for.
    pub enterprise: Enterprise,
    /// Who acts for it already, by name.
    pub others: Vec<String>,
    /// Until when an application of it can be submitted, if one is being drafted.
    pub drafting_until: Option<Date>,
}

impl Applicant {
    /// The code of the enterprise: what is on record or, where an old list had none, what they say it is.
    pub fn code(&self) -> &str {
        let claimed = || self.account.binding.as_ref().and_then(|binding| binding.claims.as_deref());
        self.enterprise.code.as_deref().or_else(claimed).unwrap_or_default()
    }

    /// What is to prove that they belong to it, if anything was uploaded, and whether that is the licence.
    pub fn proof(&self) -> Option<(Kept, bool)> {
        proof(self.account.binding.as_ref()?, &self.enterprise)
    }
}

/// The paper that came with the binding; without one, the licence in the dossier that was uploaded last.
fn proof(binding: &Binding, enterprise: &Enterprise) -> Option<(Kept, bool)> {
    if let Some(Paper { id, media, name }) = &binding.paper {
        return Some((Kept { id: id.to_string(), media: media.clone(), name: name.clone() }, false));
    }
    let licence = enterprise.evidence.iter().rev().find(|one| one.kind == LICENCE)?;
    Some((Kept { id: licence.id.to_string(), media: licence.media.clone(), name: licence.name.clone() }, true))
}

impl App {
    /// Who waits to be vouched for in the reader's cities, the longest first.
    pub async fn applicants(&self, actor: &Actor) -> Result<Vec<Applicant>, Failure> {
        let seen = extent(actor, Act::Vouch)?;
        let mut reading = self.store.read().await?;
        let mut args = vec![];
        let here = within(&seen, "a.city", &mut args);
        let waiting = format!("FROM account a WHERE a.pending = 1 AND a.disabled = 0 AND {here}");
        let sql = format!(
            "SELECT a.state AS account, e.state AS enterprise FROM account a JOIN enterprise e ON e.id = a.enterprise \
             WHERE a.pending = 1 AND a.disabled = 0 AND {here} ORDER BY a.id LIMIT {MOST}"
        );
        let rows = reading.rows(sql, args.clone()).await?;
        let pairs = rows.iter().map(|row| Ok((row.json("account")?, row.json("enterprise")?)));
        let pairs = pairs.collect::<Result<Vec<(Account, Enterprise)>, StoreError>>()?;

        let sql =
            format!("SELECT state FROM account WHERE pending = 0 AND enterprise IN (SELECT a.enterprise {waiting})");
        let mut others: HashMap<EnterpriseId, Vec<String>> = HashMap::new();
        for row in reading.rows(sql, args.clone()).await? {
            let other: Account = row.json("state")?;
            if let Some(enterprise) = other.acts_for().filter(|_| !other.disabled) {
                others.entry(enterprise.clone()).or_default().push(other.name.clone());
            }
        }

        let sql = format!(
            "SELECT enterprise, batch FROM application WHERE stage = 'draft' \
             AND enterprise IN (SELECT a.enterprise {waiting})"
        );
        let draft =
            |row: &Row| Ok((EnterpriseId(row.text("enterprise")?.to_owned()), BatchId(row.text("batch")?.to_owned())));
        let drafts = reading.rows(sql, args).await?;
        let drafts = drafts.iter().map(draft).collect::<Result<Vec<(EnterpriseId, BatchId)>, StoreError>>()?;
        let ids: Vec<BatchId> = drafts.iter().map(|(_, batch)| batch.clone()).collect();
        let known = batches(&mut reading, &ids).await?;
        let today = self.clock.today();
        let until = |enterprise: &EnterpriseId| {
            let own = drafts.iter().filter(|(of, _)| of == enterprise);
            own.filter_map(|(_, batch)| known.get(batch)).map(|batch| batch.until).filter(|day| *day >= today).min()
        };
        let mut applicants: Vec<Applicant> = pairs
            .into_iter()
            .map(|(account, enterprise)| Applicant {
                others: others.get(&enterprise.id).cloned().unwrap_or_default(),
                drafting_until: until(&enterprise.id),
                account,
                enterprise,
            })
            .collect();
        applicants.sort_by(|a, b| (a.account.since, &a.account.id).cmp(&(b.account.since, &b.account.id)));
        Ok(applicants)
    }

    /// What is to prove that somebody belongs to their enterprise. That it was opened is written down first.
    pub async fn applicants_proof(&self, actor: &Actor, account: &str, from: &str) -> Result<Kept, Failure> {
        let now = self.clock.now();
        let hidden = || Failure::NotAllowed(NotAllowed { act: Act::Vouch });
        self.store
            .write(async |mut tx: Tx| {
                let applicant = tx.load::<Account>(account).await?.state;
                let binding = applicant.and_then(|account| account.binding).ok_or_else(hidden)?;
                may(actor, Act::Vouch, Subject { city: Some(binding.city), ..Subject::default() })?;
                if binding.state != BindingState::Pending {
                    return Err(hidden());
                }
                let enterprise = tx.load::<Enterprise>(binding.enterprise.as_str()).await?.state.ok_or_else(hidden)?;
                let (proof, _) = proof(&binding, &enterprise).ok_or_else(hidden)?;
                let mut changes = Changes::new(now, actor.id());
                changes.audit("licence", &format!("enterprise/{}", enterprise.id), from);
                tx.commit(changes).await?;
                Ok(proof)
            })
            .await
    }

    /// The officers and administrators, by name; those without a role too.
    pub async fn officers(&self, actor: &Actor) -> Result<Vec<Account>, Failure> {
        administers(actor)?;
        let sql = "SELECT state FROM account WHERE enterprise IS NULL ORDER BY login";
        let rows = self.store.read().await?.rows(sql, args![]).await?;
        Ok(rows.iter().map(|row| row.json("state")).collect::<Result<_, _>>()?)
    }

    /// One of them.
    pub async fn officer(&self, actor: &Actor, id: &str) -> Result<Account, Failure> {
        administers(actor)?;
        let account = self.store.read().await?.load::<Account>(id).await?.state;
        Ok(account.filter(|account| account.binding.is_none()).ok_or(NotAllowed { act: Act::OpenOfficer })?)
    }
}

/// Whether somebody opens accounts or grants roles.
fn administers(actor: &Actor) -> Result<(), NotAllowed> {
    extent(actor, Act::OpenOfficer).or_else(|_| extent(actor, Act::GrantRole)).map(drop)
}
