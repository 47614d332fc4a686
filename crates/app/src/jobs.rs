//! 定时 What the clock does: publicity ends, departments are reminded, a year of updates opens, reminds and closes, the
//! register is refreshed, what nobody needs is swept. Safe to do at any time and twice.

use std::sync::atomic::Ordering;

use jiff::{SignedDuration, ToSpan};
use titian_domain::id::{ConsultationId, PublicityId};
use titian_store::{StoreError, Tx, args};

use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::perform::Doing;
use crate::perform::updates::due_updates;

/// How old the last seal may become while things happen.
const SEAL_EVERY: SignedDuration = SignedDuration::from_mins(3);

impl App {
    /// Does what the hour asks for.
    /// One thing that cannot be done keeps no other from being done; the first that failed is told.
    pub async fn tick(&self) -> Result<(), Failure> {
        let done = [
            self.end_publicities().await,
            self.remind_departments().await,
            self.mind_updates().await,
            self.refresh_register().await.map_err(Failure::from),
            self.seal_if_due().await,
            self.forget_attempts().await.map_err(Failure::from),
            self.forget_sessions().await.map_err(Failure::from),
            self.sweep_uploads().await,
        ];
        done.into_iter().collect()
    }

    /// Signs what has settled: at once after a list act, otherwise every few minutes.
    async fn seal_if_due(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        let asked = self.sealer.due.swap(false, Ordering::Relaxed);
        let last = self.store.read().await?.last_seal().await?;
        let aged = last.is_none_or(|seal| now.duration_since(seal.at) >= SEAL_EVERY);
        if asked || aged {
            // What could not be sealed is due still.
            self.store
                .seal(&self.sealer.key, now)
                .await
                .inspect_err(|_| self.sealer.due.store(true, Ordering::Relaxed))?;
        }
        Ok(())
    }

    /// Lists whose last day is over.
    async fn end_publicities(&self) -> Result<(), Failure> {
        let today = self.clock.today();
        let sql = "SELECT id FROM publicity WHERE over = 0 AND last_day < $1 ORDER BY last_day, id";
        let rows = self.store.read().await?.rows(sql, args![today]).await?;
        let ids = rows.iter().map(|row| row.text("id").map(|id| PublicityId(id.to_owned())));
        let mut done = Ok(());
        for id in ids.collect::<Result<Vec<_>, StoreError>>()? {
            let ended = self.end_one(&id).await;
            if let Err(failure) = &ended {
                tracing::error!(list = %id, "A list could not be ended: {failure}");
            }
            done = done.and(ended);
        }
        done
    }

    /// Departments that have not answered and whose time is nearly over.
    async fn remind_departments(&self) -> Result<(), Failure> {
        let today = self.clock.today();
        let rules = self.policy.procedures.values().map(|procedure| &procedure.consultation.value);
        let most = rules.flat_map(|rules| &rules.remind_before).max().copied().unwrap_or(0);
        let last = today.checked_add(i64::from(most).days()).unwrap_or(today);
        let sql = "SELECT id FROM consultation WHERE open = 1 AND due >= $1 AND due <= $2 ORDER BY due, id";
        let rows = self.store.read().await?.rows(sql, args![today, last]).await?;
        let ids = rows.iter().map(|row| row.text("id").map(|id| ConsultationId(id.to_owned())));
        let now = self.clock.now();
        let mut done = Ok(());
        for id in ids.collect::<Result<Vec<_>, StoreError>>()? {
            let reminded = self
                .store
                .write(async |mut tx: Tx| {
                    let mut doing = Doing::new(self, &Actor::System, now);
                    doing.remind_in_time(&mut tx, &id).await?;
                    doing.settle(&mut tx).await?;
                    Ok::<(), Failure>(())
                })
                .await;
            if let Err(failure) = &reminded {
                tracing::error!(consultation = %id, "Departments could not be reminded: {failure}");
            }
            done = done.and(reminded);
        }
        done
    }

    /// The year of updates opens on its first day; who has not updated is reminded; when its last day is over it closes
    /// (A14).
    async fn mind_updates(&self) -> Result<(), Failure> {
        let today = self.clock.today();
        let mut due = due_updates(&mut self.store.read().await?, &self.policy, today).await?;
        let now = self.clock.now();
        let mut done = Ok(());
        while let Some((year, what)) = due.pop_front() {
            let minded = self
                .store
                .write_alone(async |mut tx: Tx| {
                    let mut doing = Doing::new(self, &Actor::System, now);
                    doing.mind_updates(&mut tx, year, what).await?;
                    doing.settle(&mut tx).await?;
                    Ok::<(), Failure>(())
                })
                .await;
            if let Err(failure) = &minded {
                tracing::error!(year, "The yearly update could not be minded: {failure}");
            }
            done = done.and(minded);
        }
        done
    }

    /// One list, with all that stand on it: an act of many cases.
    async fn end_one(&self, id: &PublicityId) -> Result<(), Failure> {
        let now = self.clock.now();
        self.store
            .write_alone(async |mut tx: Tx| {
                let mut doing = Doing::new(self, &Actor::System, now);
                doing.end_publicity(&mut tx, id).await?;
                doing.settle(&mut tx).await?;
                Ok::<(), Failure>(())
            })
            .await
    }
}
