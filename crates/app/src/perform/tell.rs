//! 告知 Who has to hear of an act: a message on the portal, and a mail wherever an address is known.

use std::collections::{BTreeSet, HashMap};

use titian_domain::account::Account;
use titian_store::{Recipient, StoreError, Tx, Value};

use super::Doing;
use crate::command::Failure;

/// Recipients that are looked up at once.
const CHUNK: usize = 300;

/// What somebody hears.
pub(super) struct News {
    /// In a few words; also what a mail is called.
    pub subject: &'static str,
    /// All of it, on the portal, behind the sign-in.
    pub body: String,
    /// What a mail may say: anybody on its way can read it.
    pub mail: String,
    /// Where to look.
    pub link: String,
}

/// A mail that is still without addresses.
pub(crate) struct Letter {
    to: Recipient,
    subject: &'static str,
    body: String,
}

impl Doing<'_> {
    /// Tells somebody, with the act: the message now, mails once the act is decided.
    pub(super) fn tell(&mut self, to: Recipient, news: News) {
        let News { subject, body, mail, link } = news;
        self.changes.message(&to, subject, body, &link);
        self.letters.push(Letter { to, subject, body: mail });
    }

    /// Writes what happened, with the mails it leads to, and ends the act.
    pub(crate) async fn settle(mut self, tx: &mut Tx) -> Result<(), Failure> {
        if !self.letters.is_empty() {
            self.post(tx).await?;
        }
        tx.commit(self.changes).await?;
        Ok(())
    }

    /// Puts a mail into the outbox for every address of everybody who is told. As many statements as there are hundreds
    /// of recipients, however long the list.
    async fn post(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let letters = std::mem::take(&mut self.letters);
        let known = addresses(tx, &letters).await?;
        for Letter { to, subject, body } in letters {
            for address in known.get(&key(&to)).into_iter().flatten() {
                self.changes.mail(address, subject, body.clone());
            }
        }
        Ok(())
    }
}

fn key(to: &Recipient) -> (&'static str, String) {
    let (kind, id) = to.columns();
    (kind, id.to_owned())
}

/// The addresses of everybody who is told. For an enterprise: of all who act for it, or draft for it.
async fn addresses(
    tx: &mut Tx,
    letters: &[Letter],
) -> Result<HashMap<(&'static str, String), Vec<String>>, StoreError> {
    let mut all: HashMap<(&'static str, String), Vec<String>> = HashMap::new();
    for (kind, column) in [("account", "id"), ("enterprise", "enterprise")] {
        let ids: BTreeSet<String> =
            letters.iter().map(|letter| key(&letter.to)).filter(|(of, _)| *of == kind).map(|(_, id)| id).collect();
        let ids: Vec<Value> = ids.into_iter().map(Value::from).collect();
        for chunk in ids.chunks(CHUNK) {
            let places: Vec<String> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
            let sql = format!(
                "SELECT a.state AS state, e.address AS address FROM email e JOIN account a ON a.id = e.account \
                 WHERE a.disabled = 0 AND a.{column} IN ({}) ORDER BY a.id",
                places.join(", ")
            );
            for row in tx.rows(sql, chunk.to_vec()).await? {
                let account: Account = row.json("state")?;
                let id = match kind {
                    "account" => account.id.to_string(),
                    // One whose binding was refused is still written beside the enterprise, and is not told.
                    _ => match account.drafts_for() {
                        Some(enterprise) => enterprise.to_string(),
                        None => continue,
                    },
                };
                all.entry((kind, id)).or_default().push(row.text("address")?.to_owned());
            }
        }
    }
    Ok(all)
}
