//! 定时 What the clock does: publicity ends, the register is refreshed. Safe to do at any time and twice.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use titian_domain::id::PublicityId;
use titian_store::{StoreError, Tx, args};

use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::perform::Doing;

/// How old the last seal may become while things happen.
const SEAL_EVERY: SignedDuration = SignedDuration::from_mins(3);

impl App {
    /// Does what the hour asks for.
    pub async fn tick(&self) -> Result<(), Failure> {
        self.end_publicities().await?;
        self.refresh_register().await?;
        self.seal_if_due().await?;
        self.forget_attempts().await?;
        Ok(())
    }

    /// Signs what has settled: at once after a list act, otherwise every few minutes.
    async fn seal_if_due(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        let asked = self.sealer.due.swap(false, Ordering::Relaxed);
        let last = self.store.read().await?.last_seal().await?;
        let aged = last.is_none_or(|seal| now.duration_since(seal.at) >= SEAL_EVERY);
        if asked || aged {
            self.store.seal(&self.sealer.key, now).await?;
        }
        Ok(())
    }

    /// Lists whose last day is over.
    async fn end_publicities(&self) -> Result<(), Failure> {
        let today = self.clock.today();
        let sql = "SELECT id FROM publicity WHERE over = 0 AND last_day < $1 ORDER BY last_day, id";
        let rows = self.store.read().await?.rows(sql, args![today]).await?;
        let ids = rows.iter().map(|row| row.text("id").map(|id| PublicityId(id.to_owned())));
        for id in ids.collect::<Result<Vec<_>, StoreError>>()? {
            let now = self.clock.now();
            self.store
                .write(async |mut tx: Tx| {
                    let mut doing = Doing::new(self, &Actor::System, now);
                    doing.end_publicity(&mut tx, &id).await?;
                    doing.settle(&mut tx).await?;
                    Ok::<(), Failure>(())
                })
                .await?;
        }
        Ok(())
    }
}
