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
    /// A password or code, by login and household: few, so that nobody guesses, and nobody far away shuts others out.
    Login,
    /// The same, by login from anywhere: more, for those who guess from many places.
    LoginAnywhere,
    /// The same, by household.
    LoginFrom,
    /// The password of somebody who is signed in, by account.
    Change,
    /// An account opened, by household.
    SignUpFrom,
    /// An objection sent in, by household.
    ObjectFrom,
    /// A wrong query code, by the number asked for.
    Ask,
    /// The same, by household.
    AskFrom,
    /// A one-time link that opens nothing, by household.
    LinkFrom,
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
    pub const ALL: [Attempt; 9] = [
        Attempt::Login,
        Attempt::LoginAnywhere,
        Attempt::LoginFrom,
        Attempt::Change,
        Attempt::SignUpFrom,
        Attempt::ObjectFrom,
        Attempt::Ask,
        Attempt::AskFrom,
        Attempt::LinkFrom,
    ];

    /// As the table writes it.
    fn id(self) -> &'static str {
        match self {
            Attempt::Login => "login",
            Attempt::LoginAnywhere => "login-anywhere",
            Attempt::LoginFrom => "login-from",
            Attempt::Change => "change",
            Attempt::SignUpFrom => "sign-up-from",
            Attempt::ObjectFrom => "object-from",
            Attempt::Ask => "ask",
            Attempt::AskFrom => "ask-from",
            Attempt::LinkFrom => "link-from",
        }
    }

    /// How many. A whole office may come from one address; one login or one number is one person's.
    pub fn allowance(self) -> Allowance {
        let (most, minutes) = match self {
            Attempt::Login | Attempt::Change => (5, 15),
            Attempt::LoginAnywhere => (50, 15),
            Attempt::LoginFrom => (100, 15),
            Attempt::SignUpFrom | Attempt::ObjectFrom => (30, 60),
            Attempt::Ask => (10, 15),
            Attempt::AskFrom | Attempt::LinkFrom => (60, 15),
        };
        Allowance { most, within: SignedDuration::from_mins(minutes) }
    }

    /// As the table writes it, of somebody.
    pub(super) fn key(self, of: &str) -> String {
        format!("{}/{of}", self.id())
    }
}

impl App {
    /// Counts one attempt at several things, or refuses if one of them was tried too often. Counted before it is tried:
    /// a hundred guesses sent at once are a hundred. Of nobody in particular (an address that is not known) nothing is
    /// counted.
    pub(crate) async fn attempt(&self, at: &[(Attempt, &str)], now: Timestamp) -> Result<(), Shut> {
        let counted: Vec<(String, Allowance)> =
            at.iter().filter(|(_, of)| !of.is_empty()).map(|(what, of)| (what.key(of), what.allowance())).collect();
        self.store
            .write(async |mut tx: Tx| {
                let sql = "SELECT COUNT(*) AS attempts, MIN(at) AS first FROM attempt WHERE key = $1 AND at > $2";
                for (key, Allowance { most, within }) in &counted {
                    let from = now.saturating_sub(*within).unwrap_or(now);
                    let Some(row) = tx.row(sql, args![key, from]).await? else { continue };
                    if row.number("attempts")? >= *most {
                        let first = row.maybe_instant("first")?.unwrap_or(now);
                        return Err(Shut::Locked { until: first.saturating_add(*within).unwrap_or(now) });
                    }
                }
                for (key, _) in &counted {
                    tx.execute("INSERT INTO attempt (key, at) VALUES ($1, $2)", args![key, now]).await?;
                }
                Ok(())
            })
            .await
    }

    /// Forgets what was counted of an attempt that was none: the right answer.
    pub(crate) async fn forgive(&self, at: &[(Attempt, &str)]) -> Result<(), StoreError> {
        let keys: Vec<String> = at.iter().map(|(what, of)| what.key(of)).collect();
        self.store
            .write(async |mut tx: Tx| {
                for key in &keys {
                    // The latest of them; which of several that came at once does not matter.
                    let sql = "DELETE FROM attempt WHERE id = (SELECT MAX(id) FROM attempt WHERE key = $1)";
                    tx.execute(sql, args![key]).await?;
                }
                Ok(())
            })
            .await
    }

    /// Counts one, unless there were too many: for what may be done often enough, but not without end.
    pub async fn spend(&self, what: Attempt, of: &str) -> Result<(), Shut> {
        self.attempt(&[(what, of)], self.clock.now()).await
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
