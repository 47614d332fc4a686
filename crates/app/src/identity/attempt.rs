//! 次数 How often something may be tried before it is shut for a while. Counted in the database, so that several servers
//! count together.

use jiff::{SignedDuration, Timestamp};
use titian_store::{StoreError, Tx, args};

use super::session::Shut;
use crate::App;

/// How long an attempt is remembered at most.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// A wrong password or code, by login.
    Login,
    /// The same, by the address it came from.
    LoginFrom,
    /// An account opened, by address.
    SignUpFrom,
    /// An objection raised, by address.
    ObjectFrom,
    /// A wrong query code, by the number asked for.
    Ask,
    /// The same, by address.
    AskFrom,
}

/// So many within so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many.
    pub most: i64,
    /// Within how long; from the first of them on it is shut for that long.
    pub within: SignedDuration,
}

impl Attempt {
    /// All of them.
    pub const ALL: [Attempt; 6] =
        [Attempt::Login, Attempt::LoginFrom, Attempt::SignUpFrom, Attempt::ObjectFrom, Attempt::Ask, Attempt::AskFrom];

    /// As the table writes it.
    fn id(self) -> &'static str {
        match self {
            Attempt::Login => "login",
            Attempt::LoginFrom => "login-from",
            Attempt::SignUpFrom => "sign-up-from",
            Attempt::ObjectFrom => "object-from",
            Attempt::Ask => "ask",
            Attempt::AskFrom => "ask-from",
        }
    }

    /// How many. A whole office may come from one address; one login or one number is one person's.
    pub fn allowance(self) -> Allowance {
        let (most, minutes) = match self {
            Attempt::Login => (5, 15),
            Attempt::LoginFrom => (100, 15),
            Attempt::SignUpFrom | Attempt::ObjectFrom => (30, 60),
            Attempt::Ask => (10, 15),
            Attempt::AskFrom => (60, 15),
        };
        Allowance { most, within: SignedDuration::from_mins(minutes) }
    }

    /// As the table writes it, of somebody.
    pub(super) fn key(self, of: &str) -> String {
        format!("{}/{of}", self.id())
    }
}

impl App {
    /// Refuses if this was tried too often. Of nobody in particular (an address that is not known) nothing is counted.
    pub(crate) async fn not_shut(&self, what: Attempt, of: &str, now: Timestamp) -> Result<(), Shut> {
        if of.is_empty() {
            return Ok(());
        }
        let (key, Allowance { most, within }) = (what.key(of), what.allowance());
        let from = now.saturating_sub(within).unwrap_or(now);
        let sql = "SELECT COUNT(*) AS attempts, MIN(at) AS first FROM attempt WHERE key = $1 AND at > $2";
        let Some(row) = self.store.read().await?.row(sql, args![key, from]).await? else { return Ok(()) };
        if row.number("attempts")? < most {
            return Ok(());
        }
        let first = row.maybe_instant("first")?.unwrap_or(now);
        Err(Shut::Locked { until: first.saturating_add(within).unwrap_or(now) })
    }

    /// Counts one.
    pub(crate) async fn count_attempt(&self, what: Attempt, of: &str, now: Timestamp) -> Result<(), StoreError> {
        if of.is_empty() {
            return Ok(());
        }
        let key = what.key(of);
        self.store
            .write(async |mut tx: Tx| {
                tx.execute("INSERT INTO attempt (key, at) VALUES ($1, $2)", args![&key, now]).await
            })
            .await?;
        Ok(())
    }

    /// Counts one, unless there were too many: for what may be done often enough, but not without end.
    pub async fn spend(&self, what: Attempt, of: &str) -> Result<(), Shut> {
        let now = self.clock.now();
        self.not_shut(what, of, now).await?;
        Ok(self.count_attempt(what, of, now).await?)
    }

    /// Forgets attempts that no longer count: from where somebody came is not kept.
    pub(crate) async fn forget_attempts(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let before = now.saturating_sub(REMEMBERED).unwrap_or(now);
        let sql = "SELECT 1 AS old FROM attempt WHERE at < $1 LIMIT 1";
        if self.store.read().await?.row(sql, args![before]).await?.is_none() {
            return Ok(());
        }
        self.store
            .write(async |mut tx: Tx| tx.execute("DELETE FROM attempt WHERE at < $1", args![before]).await)
            .await?;
        Ok(())
    }
}
