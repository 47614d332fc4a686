//! The store: open it, read from it, write to it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use crate::commit::Tx;
use crate::db::{Begin, Db, Failed, Work};
use crate::error::StoreError;
use crate::migrate;
use crate::reading::Reading;

/// Everything that is kept. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) db: Db,
}

/// How often an act that others came between is run again, before and after it asks the others to wait.
const TRIES: u32 = 12;
const TRIES_TOGETHER: u32 = 3;
/// How often a key that is taken may have been taken by one that came between.
const TRIES_TAKEN: u32 = 3;

impl Store {
    /// Opens `sqlite:PATH` (made if it is not there) or `postgres://…`, and lays the tables that are missing.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        let db = Db::open(url).await?;
        migrate::run(&db).await?;
        Ok(Store { db })
    }

    /// A snapshot to read a page from. Hold it no longer than the page takes.
    pub async fn read(&self) -> Result<Reading, StoreError> {
        let work = self.db.begin(Begin::Read).await?;
        Ok(Reading::of(&Arc::new(Mutex::new(work))))
    }

    /// Runs an act in one transaction, as if it were alone: all of it is kept when it answers `Ok`, and nothing when it
    /// answers `Err`. It may be run more than once, when another act came between; so it does nothing but read from and
    /// write to its transaction: `store.write(async |mut tx| …)`.
    pub async fn write<T, E, F>(&self, act: impl Fn(Tx) -> F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: Future<Output = Result<T, E>>,
    {
        self.run(TRIES_TOGETHER, act).await
    }

    /// The same for an act that touches much: it asks the others to wait from the beginning. Beside many small acts it
    /// would be overtaken until it does, and each time its work would be for nothing.
    pub async fn write_alone<T, E, F>(&self, act: impl Fn(Tx) -> F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: Future<Output = Result<T, E>>,
    {
        self.run(0, act).await
    }

    async fn run<T, E, F>(&self, together: u32, act: impl Fn(Tx) -> F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: Future<Output = Result<T, E>>,
    {
        let mut tried = 0;
        loop {
            tried += 1;
            let how = if tried <= together { Begin::Write } else { Begin::WriteAlone };
            // The act gets a handle of its own, not a borrow: only so can its future be sent between threads.
            let work = Arc::new(Mutex::new(self.db.begin(how).await?));
            let outcome = act(Tx { reading: Reading::of(&work) }).await;
            let ended = end(&mut *work.lock().await, outcome).await;
            let (failure, failed) = match ended {
                Ok(done) => return Ok(done),
                Err(failure) => failure,
            };
            let more = match failed {
                Failed::Overtaken => tried < TRIES,
                Failed::Taken => tried < TRIES_TAKEN,
                Failed::Broken => false,
            };
            if !more {
                return Err(failure);
            }
            tracing::debug!(tried, "Another act came between; running this one again");
            tokio::time::sleep(pause(tried)).await;
        }
    }

    /// Waits for what is under way and closes every connection.
    pub async fn close(&self) {
        self.db.close().await;
    }
}

/// Keeps a transaction or does not.
async fn end<T, E: From<StoreError>>(work: &mut Work, outcome: Result<T, E>) -> Result<T, (E, Failed)> {
    match (outcome, work.failed) {
        (Ok(done), None) => match work.commit().await {
            Ok(()) => Ok(done),
            Err((error, failed)) => Err((error.into(), failed)),
        },
        (Ok(_), Some(failed)) => {
            // PostgreSQL would answer a commit of this with a silent rollback.
            work.roll_back().await;
            let why = "a statement failed and the act went on as if it had not";
            Err((StoreError::Database(why.into()).into(), failed))
        }
        (Err(error), failed) => {
            work.roll_back().await;
            Err((error, failed.unwrap_or(Failed::Broken)))
        }
    }
}

/// How long to stand back: twice as long each time, and not all for the same time.
fn pause(tried: u32) -> Duration {
    let most = 5_u64 << tried.min(5);
    let some = getrandom::u64().unwrap_or(most) % most;
    Duration::from_millis(1 + some)
}
