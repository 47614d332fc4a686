//! Sessions, in the database: 256 random bits of which only the digest is kept, an idle and an absolute end, listed and
//! revoked one by one. Wrong passwords are counted in the database too, so that several servers count together.

use jiff::{SignedDuration, Timestamp};
use rand::Rng;
use sha2::{Digest, Sha256};
use titian_domain::account::Account;
use titian_domain::id::AccountId;
use titian_store::{StoreError, Tx, args};

use super::attempt::Attempt;
use super::totp;
use crate::App;
use crate::actor::{Actor, Person};

/// How long a session lives without a click.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// How long it lives at most. A file that was sent for a form is kept longer than that (see [`crate::uploads`]).
pub const LONGEST: SignedDuration = SignedDuration::from_hours(12);

/// How long a session that is over is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// How long the code is waited for.
const CODE_WITHIN: SignedDuration = SignedDuration::from_mins(5);
/// In the place of a browser's name, while the code is waited for.
pub(super) const CODE_WANTED: &str = "code-wanted";

pub(super) fn totp_place(account: &str) -> String {
    format!("totp/{account}")
}

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
    /// Whether the password was made by somebody else. Until it is changed its owner is nobody in particular: no role, no
    /// enterprise.
    pub must_change: bool,
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
    /// The second factor is asked for, with this token.
    CodeWanted(Token),
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
    /// Whoever shares its network: by that attempts are counted, since one household may have addresses without number.
    pub household: String,
    /// The browser, as it says.
    pub agent: String,
}

/// Bytes of a login at most; see the domain's account.
const LONGEST_LOGIN: usize = 120;

/// Where a password or code for a login is counted.
fn guess<'a>(login: &'a str, near: &'a str, visitor: &'a Visitor) -> [(Attempt, &'a str); 3] {
    [(Attempt::Login, near), (Attempt::LoginAnywhere, login), (Attempt::LoginFrom, &visitor.household)]
}

/// A login as one household tries it.
fn near(login: &str, visitor: &Visitor) -> String {
    format!("{login}@{}", visitor.household)
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
    /// Lets somebody in who knows login and password. An account with a second factor gets a token for the code only
    /// ([`Shut::CodeWanted`]), to be brought back with it.
    pub async fn sign_in(&self, login: &str, password: &str, visitor: &Visitor) -> Result<Token, Shut> {
        let now = self.clock.now();
        let login = login.trim().to_lowercase();
        if login.len() > LONGEST_LOGIN {
            return Err(Shut::Wrong);
        }
        let near = near(&login, visitor);
        let guess = guess(&login, &near, visitor);
        self.attempt(&guess, now).await?;
        let found = self
            .store
            .read()
            .await?
            .row(
                "SELECT a.id, a.disabled, p.secret AS password, t.secret AS totp FROM account a \
                 JOIN credential p ON p.account = a.id AND p.kind = 'password' \
                 LEFT JOIN credential t ON t.account = a.id AND t.kind = 'totp' WHERE a.login = $1",
                args![&login],
            )
            .await?;
        let hash = found.as_ref().map(|row| row.text("password")).transpose()?;
        let fits = self.passwords.fits(password, hash).await;
        let Some(row) = found.filter(|row| fits && row.flag("disabled").is_ok_and(|disabled| !disabled)) else {
            return Err(Shut::Wrong);
        };
        self.forgive(&guess).await?;
        let account = row.text("id")?.to_owned();
        if row.maybe_text("totp")?.is_none() {
            return self.begin_session(&account, &near, None, now, visitor).await;
        }
        // A session that is over before it begins: its token is good for the code alone.
        let token = random();
        let expires = now.saturating_add(CODE_WITHIN).unwrap_or(now);
        let id = digest(&token);
        self.store
            .write(async |mut tx: Tx| {
                tx.execute(
                    "INSERT INTO session (token_hash, account, created_at, seen_at, expires_at, address, agent, revoked_at) \
                     VALUES ($1, $2, $3, $3, $4, $5, $6, $3)",
                    args![&id, &account, now, expires, &login, CODE_WANTED],
                )
                .await
            })
            .await?;
        Err(Shut::CodeWanted(Token(token)))
    }

    /// The second step: the code of the moment, each accepted once.
    pub async fn second_factor(&self, pending: &Token, code: &str, visitor: &Visitor) -> Result<Token, Shut> {
        let now = self.clock.now();
        let id = digest(&pending.0);
        let row = self
            .store
            .read()
            .await?
            .row(
                "SELECT s.account, s.address AS login, t.secret, t.used_step FROM session s \
                 JOIN credential t ON t.account = s.account AND t.kind = 'totp' \
                 WHERE s.token_hash = $1 AND s.agent = $2 AND s.expires_at > $3",
                args![&id, CODE_WANTED, now],
            )
            .await?
            .ok_or(Shut::Wrong)?;
        let (account, login) = (row.text("account")?.to_owned(), row.text("login")?.to_owned());
        let near = near(&login, visitor);
        let guess = guess(&login, &near, visitor);
        self.attempt(&guess, now).await?;
        let secret = self.vault.open(&totp_place(&account), row.text("secret")?)?;
        let last = row.maybe_number("used_step")?.unwrap_or(i64::MIN);
        match totp::step_of(&secret, code, now).filter(|step| *step > last) {
            Some(step) => {
                let token = self.begin_session(&account, &near, Some((step, &id)), now, visitor).await?;
                self.forgive(&guess).await?;
                Ok(token)
            }
            None => Err(Shut::Wrong),
        }
    }

    /// Gives an account a second factor; answers its secret, to be typed into a phone, this once.
    pub async fn enrol_second_factor(&self, account: &AccountId) -> Result<String, StoreError> {
        let now = self.clock.now();
        let secret = totp::fresh_secret();
        let sealed = self.vault.seal(&totp_place(account.as_str()), &secret)?;
        self.store
            .write(async |mut tx: Tx| {
                tx.execute(
                    "INSERT INTO credential (account, kind, secret, changed_at) VALUES ($1, 'totp', $2, $3) \
                     ON CONFLICT (account, kind) DO UPDATE SET secret = $2, used_step = NULL, changed_at = $3",
                    args![account.as_str(), &sealed, now],
                )
                .await
            })
            .await?;
        Ok(secret)
    }

    async fn begin_session(
        &self,
        account: &str,
        near: &str,
        code: Option<(i64, &str)>,
        now: Timestamp,
        visitor: &Visitor,
    ) -> Result<Token, Shut> {
        let token = random();
        let id = digest(&token);
        let expires = now.saturating_add(LONGEST).unwrap_or(now);
        // A browser may call itself what it likes, but not what only a token for the code is called.
        let agent: String = visitor.agent.chars().take(200).collect();
        let agent = if agent == CODE_WANTED { String::new() } else { agent };
        self.store
            .write(async |mut tx: Tx| {
                if let Some((step, pending)) = code {
                    // The token for the code is good for one session.
                    tx.execute("DELETE FROM session WHERE token_hash = $1", args![pending]).await?;
                    let burnt = tx
                        .execute(
                            "UPDATE credential SET used_step = $1 WHERE account = $2 AND kind = 'totp' \
                             AND (used_step IS NULL OR used_step < $1)",
                            args![step, account],
                        )
                        .await?;
                    if burnt == 0 {
                        return Err(Shut::Wrong);
                    }
                }
                tx.execute(
                    "INSERT INTO session (token_hash, account, created_at, seen_at, expires_at, address, agent) \
                     VALUES ($1, $2, $3, $3, $4, $5, $6)",
                    args![&id, account, now, expires, &visitor.address, &agent],
                )
                .await?;
                tx.execute("DELETE FROM attempt WHERE key = $1", args![Attempt::Login.key(near)]).await?;
                Ok(())
            })
            .await?;
        Ok(Token(token))
    }

    /// Forgets sessions that ended long ago: from where somebody came is not kept.
    pub(crate) async fn forget_sessions(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let before = now.saturating_sub(REMEMBERED).unwrap_or(now);
        let sql = "SELECT 1 AS old FROM session WHERE expires_at < $1 LIMIT 1";
        if self.store.read().await?.row(sql, args![before]).await?.is_none() {
            return Ok(());
        }
        self.store
            .write(async |mut tx: Tx| tx.execute("DELETE FROM session WHERE expires_at < $1", args![before]).await)
            .await?;
        Ok(())
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
                "SELECT s.account, s.seen_at, s.expires_at, a.state, COALESCE(p.must_change, 0) AS must_change \
                 FROM session s JOIN account a ON a.id = s.account \
                 LEFT JOIN credential p ON p.account = a.id AND p.kind = 'password' \
                 WHERE s.token_hash = $1 AND s.revoked_at IS NULL",
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
        let must_change = row.flag("must_change")?;
        let person =
            if must_change { Person { grants: vec![], acts_for: None, drafts_for: None, ..person } } else { person };
        let csrf = digest(&format!("csrf/{}", token.0));
        // A click a minute is enough to keep it alive; more would only write.
        if now.duration_since(seen) > SignedDuration::from_mins(1) {
            self.store
                .write(async |mut tx: Tx| {
                    tx.execute("UPDATE session SET seen_at = $1 WHERE token_hash = $2", args![now, &id]).await
                })
                .await?;
        }
        Ok(Some(Session { id, actor: Actor::Person(person), csrf, must_change }))
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

    /// Ends all sessions of this account but one.
    pub async fn revoke_others(&self, account: &AccountId, session: &str) -> Result<(), StoreError> {
        let now = self.clock.now();
        self.store
            .write(async |mut tx: Tx| {
                tx.execute(
                    "UPDATE session SET revoked_at = $1 \
                     WHERE token_hash <> $2 AND account = $3 AND revoked_at IS NULL",
                    args![now, session, account.as_str()],
                )
                .await
            })
            .await?;
        Ok(())
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
}
