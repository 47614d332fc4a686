//! Sessions, in the database: 256 random bits of which only the digest is kept, an idle and an absolute end, listed and
//! revoked one by one. Wrong passwords are counted in the database too, so that several servers count together.

use jiff::{SignedDuration, Timestamp};
use rand::Rng;
use sha2::{Digest, Sha256};
use titian_domain::account::Account;
use titian_domain::id::AccountId;
use titian_store::{StoreError, Tx, args};

use super::totp;
use crate::App;
use crate::actor::{Actor, Person};

/// How long a session lives without a click.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// How long it lives at most.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// So many wrong answers within [`WINDOW`] lock a login for the rest of it.
const MOST_ATTEMPTS: i64 = 5;
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// What a browser keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token(pub String);

/// A session that was found.
#[derive(Debug, Clone)]
pub struct Session {
    /// Digest of the token; names the session.
    pub id: String,
    /// Who.
    pub actor: Actor,
    /// What a form must bring back.
    pub csrf: String,
}

/// A session as a person sees it in the list of their devices.
#[derive(Debug, Clone)]
pub struct Device {
    /// Names the session.
    pub id: String,
    /// Since when.
    pub since: Timestamp,
    /// Last click.
    pub seen: Timestamp,
    /// From where.
    pub address: String,
    /// With what.
    pub agent: String,
}

/// Why somebody is not let in.
#[derive(Debug)]
pub enum Shut {
    /// Login, password or code do not fit. Which one is not told.
    Wrong,
    /// The second factor is asked for.
    CodeWanted,
    /// Too many wrong answers; try again then.
    Locked {
        /// When.
        until: Timestamp,
    },
    /// The store could not.
    Store(StoreError),
}

impl From<StoreError> for Shut {
    fn from(error: StoreError) -> Shut {
        Shut::Store(error)
    }
}

/// From where somebody comes.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// The address.
    pub address: String,
    /// The browser, as it says.
    pub agent: String,
}

fn digest(token: &str) -> String {
    Sha256::digest(token).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn random() -> String {
    let mut bytes = [0u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl App {
    /// Lets somebody in who knows login, password and, if the account has one, the code of the moment.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        code: Option<&str>,
        visitor: &Visitor,
    ) -> Result<Token, Shut> {
        let now = self.clock.now();
        let login = login.trim().to_lowercase();
        let key = format!("login/{login}");
        if let Some(until) = self.locked_until(&key, now).await? {
            return Err(Shut::Locked { until });
        }
        let found = self
            .store
            .read()
            .await?
            .rows(
                "SELECT a.id, a.disabled, p.secret AS password, t.secret AS totp, t.used_step \
                 FROM account a JOIN credential p ON p.account = a.id AND p.kind = 'password' \
                 LEFT JOIN credential t ON t.account = a.id AND t.kind = 'totp' WHERE a.login = $1",
                args![&login],
            )
            .await?;
        let row = found.first();
        let hash = row.map(|row| row.text("password")).transpose()?;
        if !self.passwords.fits(password, hash).await {
            self.count_attempt(&key, now).await?;
            return Err(Shut::Wrong);
        }
        let Some(row) = row.filter(|row| row.flag("disabled").is_ok_and(|disabled| !disabled)) else {
            return Err(Shut::Wrong);
        };
        let account = row.text("id")?.to_owned();
        let step = match row.maybe_text("totp")? {
            None => None,
            Some(secret) => {
                let Some(code) = code.filter(|code| !code.trim().is_empty()) else { return Err(Shut::CodeWanted) };
                let last = row.maybe_number("used_step")?.unwrap_or(i64::MIN);
                match totp::step_of(secret, code, now).filter(|step| *step > last) {
                    Some(step) => Some(step),
                    None => {
                        self.count_attempt(&key, now).await?;
                        return Err(Shut::Wrong);
                    }
                }
            }
        };
        let token = random();
        let id = digest(&token);
        let expires = now.saturating_add(LONGEST).unwrap_or(now);
        let agent: String = visitor.agent.chars().take(200).collect();
        self.store
            .write(async |mut tx: Tx| {
                if let Some(step) = step {
                    let burnt = tx
                        .execute(
                            "UPDATE credential SET used_step = $1 WHERE account = $2 AND kind = 'totp' \
                             AND (used_step IS NULL OR used_step < $1)",
                            args![step, &account],
                        )
                        .await?;
                    if burnt == 0 {
                        return Err(Shut::Wrong);
                    }
                }
                tx.execute(
                    "INSERT INTO session (token_hash, account, created_at, seen_at, expires_at, address, agent) \
                     VALUES ($1, $2, $3, $3, $4, $5, $6)",
                    args![&id, &account, now, expires, &visitor.address, &agent],
                )
                .await?;
                tx.execute("DELETE FROM attempt WHERE key = $1", args![&key]).await?;
                Ok(())
            })
            .await?;
        Ok(Token(token))
    }

    /// The session of a token, if it still holds.
    pub async fn session(&self, token: &Token) -> Result<Option<Session>, StoreError> {
        let now = self.clock.now();
        let id = digest(&token.0);
        let rows = self
            .store
            .read()
            .await?
            .rows(
                "SELECT s.account, s.seen_at, s.expires_at, a.state FROM session s \
                 JOIN account a ON a.id = s.account WHERE s.token_hash = $1 AND s.revoked_at IS NULL",
                args![&id],
            )
            .await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let seen = row.instant("seen_at")?;
        if now >= row.instant("expires_at")? || now.duration_since(seen) > IDLE {
            return Ok(None);
        }
        let account: Account = row.json("state")?;
        let Some(person) = Person::of(&account) else { return Ok(None) };
        let csrf = digest(&format!("csrf/{}", token.0));
        // A click a minute is enough to keep it alive; more would only write.
        if now.duration_since(seen) > SignedDuration::from_mins(1) {
            self.store
                .write(async |mut tx: Tx| {
                    tx.execute("UPDATE session SET seen_at = $1 WHERE token_hash = $2", args![now, &id]).await
                })
                .await?;
        }
        Ok(Some(Session { id, actor: Actor::Person(person), csrf }))
    }

    /// The devices somebody is signed in with.
    pub async fn devices(&self, account: &AccountId) -> Result<Vec<Device>, StoreError> {
        let now = self.clock.now();
        let rows = self
            .store
            .read()
            .await?
            .rows(
                "SELECT token_hash, created_at, seen_at, address, agent FROM session \
                 WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY seen_at DESC",
                args![account.as_str(), now],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Device {
                    id: row.text("token_hash")?.to_owned(),
                    since: row.instant("created_at")?,
                    seen: row.instant("seen_at")?,
                    address: row.text("address")?.to_owned(),
                    agent: row.text("agent")?.to_owned(),
                })
            })
            .collect()
    }

    /// Ends a session of this account: signing out, or sending another device away.
    pub async fn revoke(&self, account: &AccountId, session: &str) -> Result<(), StoreError> {
        let now = self.clock.now();
        self.store
            .write(async |mut tx: Tx| {
                tx.execute(
                    "UPDATE session SET revoked_at = $1 WHERE token_hash = $2 AND account = $3 AND revoked_at IS NULL",
                    args![now, session, account.as_str()],
                )
                .await
            })
            .await?;
        Ok(())
    }

    /// Until when a key is locked, if it is.
    async fn locked_until(&self, key: &str, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let from = now.saturating_sub(WINDOW).unwrap_or(now);
        let rows = self
            .store
            .read()
            .await?
            .rows(
                "SELECT COUNT(*) AS attempts, MIN(at) AS first FROM attempt WHERE key = $1 AND at > $2",
                args![key, from],
            )
            .await?;
        let Some(row) = rows.first() else { return Ok(None) };
        if row.number("attempts")? < MOST_ATTEMPTS {
            return Ok(None);
        }
        let first = row.maybe_instant("first")?.unwrap_or(now);
        Ok(Some(first.saturating_add(WINDOW).unwrap_or(now)))
    }

    async fn count_attempt(&self, key: &str, now: Timestamp) -> Result<(), StoreError> {
        self.store
            .write(async |mut tx: Tx| {
                tx.execute("INSERT INTO attempt (key, at) VALUES ($1, $2)", args![key, now]).await
            })
            .await?;
        Ok(())
    }
}
