//! 更换 What somebody changes about how they prove who they are: their password, their second factor; and where
//! mail reaches them. Whoever only found an open browser can change none: all ask for the password of now.

use jiff::{SignedDuration, Timestamp};
use titian_domain::id::AccountId;
use titian_store::{StoreError, Tx, args};

use super::attempt::Attempt;
use super::session::{CODE_WANTED, Session, Shut, totp_place};
use super::totp;
use crate::App;
use crate::actor::Actor;
use crate::command::{Command, Done, Failure};

/// What is offered and does not count yet.
const OFFERED: &str = "totp_offered";
/// How long it can be confirmed.
const OFFERED_FOR: SignedDuration = SignedDuration::from_mins(10);

/// Why an address was not changed.
#[derive(Debug)]
pub enum Unchanged {
    /// Who asks did not prove who they are.
    Shut(Shut),
    /// The act itself was not done.
    Undone(Failure),
}

impl App {
    /// Whether this is the password of an account. Wrong ones are counted by account, apart from those at the door: who
    /// is in is not kept from it by somebody outside who guesses.
    async fn knows(&self, account: &AccountId, password: &str, now: Timestamp) -> Result<(), Shut> {
        let row = self
            .store
            .read()
            .await?
            .row("SELECT secret FROM credential WHERE account = $1 AND kind = 'password'", args![account.as_str()])
            .await?
            .ok_or(Shut::Wrong)?;
        let guess = [(Attempt::Change, account.as_str())];
        self.attempt(&guess, now).await?;
        if self.passwords.fits(password, Some(row.text("secret")?)).await {
            self.forgive(&guess).await?;
            return Ok(());
        }
        Err(Shut::Wrong)
    }

    /// Changes the password; all other devices are signed out.
    pub async fn change_password(
        &self,
        account: &AccountId,
        session: &Session,
        current: &str,
        fresh: &str,
    ) -> Result<(), Shut> {
        let now = self.clock.now();
        self.knows(account, current, now).await?;
        let hashed = self.passwords.hash(fresh).await;
        let secret = hashed.ok_or_else(|| StoreError::Io("a password could not be hashed".into()))?;
        self.store
            .write(async |mut tx: Tx| {
                tx.execute(
                    "UPDATE credential SET secret = $1, must_change = 0, changed_at = $2 \
                     WHERE account = $3 AND kind = 'password'",
                    args![&secret, now, account.as_str()],
                )
                .await?;
                tx.execute(
                    "UPDATE session SET revoked_at = $1 \
                     WHERE account = $2 AND token_hash <> $3 AND revoked_at IS NULL",
                    args![now, account.as_str(), &session.id],
                )
                .await?;
                // Who waits at the code knew the password of before.
                tx.execute(
                    "DELETE FROM session WHERE account = $1 AND agent = $2",
                    args![account.as_str(), CODE_WANTED],
                )
                .await
            })
            .await?;
        Ok(())
    }

    /// Changes where mail goes as well, for whoever knows the password of now; no address takes it away. `once` makes the
    /// form safe to send twice.
    pub async fn change_email(
        &self,
        actor: &Actor,
        password: &str,
        email: &str,
        once: &str,
    ) -> Result<Done, Unchanged> {
        let person = actor.person().ok_or(Unchanged::Shut(Shut::Wrong))?;
        self.knows(&person.account, password, self.clock.now()).await.map_err(Unchanged::Shut)?;
        self.perform(actor, Command::Email(email.to_owned()), Some(once)).await.map_err(Unchanged::Undone)
    }

    /// Where mail for the holder of an account goes as well; empty if nowhere.
    pub async fn email_of(&self, account: &AccountId) -> Result<String, StoreError> {
        let sql = "SELECT address FROM email WHERE account = $1";
        let row = self.store.read().await?.row(sql, args![account.as_str()]).await?;
        row.map_or(Ok(String::new()), |row| row.text("address").map(str::to_owned))
    }

    /// With what the holder of an account signs in.
    pub async fn login_of(&self, account: &AccountId) -> Result<String, StoreError> {
        let row =
            self.store.read().await?.row("SELECT login FROM account WHERE id = $1", args![account.as_str()]).await?;
        row.map_or(Ok(String::new()), |row| row.text("login").map(str::to_owned))
    }

    /// Since when an account has a second factor.
    pub async fn second_factor_since(&self, account: &AccountId) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT changed_at FROM credential WHERE account = $1 AND kind = 'totp'";
        let row = self.store.read().await?.row(sql, args![account.as_str()]).await?;
        row.map(|row| row.instant("changed_at")).transpose()
    }

    /// A second factor that does not count before it is confirmed: its secret, for the phone. One that was offered a
    /// moment ago is offered again, so that a page that is loaded twice does not undo what was scanned; later another
    /// one, so that nobody who saw an earlier offer holds what is confirmed then.
    pub async fn offer_second_factor(&self, account: &AccountId) -> Result<String, StoreError> {
        if let Some(secret) = self.offered_second_factor(account).await? {
            return Ok(secret);
        }
        let now = self.clock.now();
        let secret = totp::fresh_secret();
        let sealed = self.vault.seal(&totp_place(account.as_str()), &secret)?;
        self.store
            .write(async |mut tx: Tx| {
                tx.execute(
                    "INSERT INTO credential (account, kind, secret, changed_at) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT (account, kind) DO UPDATE SET secret = $3, changed_at = $4",
                    args![account.as_str(), OFFERED, &sealed, now],
                )
                .await
            })
            .await?;
        Ok(secret)
    }

    /// What was offered a moment ago, to be confirmed; a mistyped code does not ask for scanning again.
    pub async fn offered_second_factor(&self, account: &AccountId) -> Result<Option<String>, StoreError> {
        let now = self.clock.now();
        let since = now.saturating_sub(OFFERED_FOR).unwrap_or(now);
        let sql = "SELECT secret FROM credential WHERE account = $1 AND kind = $2 AND changed_at > $3";
        let row = self.store.read().await?.row(sql, args![account.as_str(), OFFERED, since]).await?;
        row.map(|row| self.vault.open(&totp_place(account.as_str()), row.text("secret")?)).transpose()
    }

    /// Makes the second factor that was offered count from now on, in the place of one there may be: by the password and
    /// a code of the moment, which is used up. All other devices are signed out.
    pub async fn confirm_second_factor(
        &self,
        account: &AccountId,
        session: &Session,
        password: &str,
        code: &str,
    ) -> Result<(), Shut> {
        let now = self.clock.now();
        self.knows(account, password, now).await?;
        let secret = self.offered_second_factor(account).await?.ok_or(Shut::Wrong)?;
        let step = totp::step_of(&secret, code, now).ok_or(Shut::Wrong)?;
        let sealed = self.vault.seal(&totp_place(account.as_str()), &secret)?;
        self.store
            .write(async |mut tx: Tx| {
                tx.execute("DELETE FROM credential WHERE account = $1 AND kind = $2", args![account.as_str(), OFFERED])
                    .await?;
                tx.execute(
                    "INSERT INTO credential (account, kind, secret, used_step, changed_at) \
                     VALUES ($1, 'totp', $2, $3, $4) \
                     ON CONFLICT (account, kind) DO UPDATE SET secret = $2, used_step = $3, changed_at = $4",
                    args![account.as_str(), &sealed, step, now],
                )
                .await
            })
            .await?;
        Ok(self.revoke_others(account, &session.id).await?)
    }
}
