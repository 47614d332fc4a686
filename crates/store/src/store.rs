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
/// How often a large act is decided ahead, before it is decided while all others wait.
const TRIES_AHEAD: u32 = 2;

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

    /// The same for an act that touches much. It is decided ahead, on a snapshot, and the others wait only while what it
    /// stood on is looked at again and its changes are written. If somebody came between, or if it has to write while it
    /// decides, it is run with all others waiting from the beginning.
    pub async fn write_alone<T, E, F>(&self, act: impl Fn(Tx) -> F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: Future<Output = Result<T, E>>,
    {
        for _ in 0..TRIES_AHEAD {
            if let Some(outcome) = self.ahead(&act).await {
                return outcome;
            }
        }
        self.run(0, act).await
    }

    /// Runs an act ahead of its transaction. `None` if another came between, or if it cannot be decided ahead; then
    /// nothing is kept.
    async fn ahead<T, E, F>(&self, act: &impl Fn(Tx) -> F) -> Option<Result<T, E>>
    where
        E: From<StoreError>,
        F: Future<Output = Result<T, E>>,
    {
        let work = match self.db.begin(Begin::Ahead).await {
            Ok(work) => Arc::new(Mutex::new(work)),
            Err(error) => return Some(Err(error.into())),
        };
        let outcome = act(Tx { reading: Reading::of(&work) }).await;
        let ahead = {
            let mut work = work.lock().await;
            work.roll_back().await;
            if work.failed.is_some() {
                return None;
            }
            work.ahead.take().unwrap_or_default()
        };
        // A refusal is an answer, true of the moment when it was read.
        let (done, changes) = match (outcome, ahead.decided) {
            (Ok(done), Some(changes)) => (done, changes),
            (outcome, _) => return Some(outcome),
        };
        let work = match self.db.begin(Begin::WriteAlone).await {
            Ok(work) => Arc::new(Mutex::new(work)),
            Err(error) => return Some(Err(error.into())),
        };
        let written = Tx { reading: Reading::of(&work) }.write_decided(ahead.asked, changes).await;
        match end(&mut *work.lock().await, written.map(|()| done).map_err(E::from)).await {
            Ok(done) => Some(Ok(done)),
            Err((failure, Failed::Broken)) => Some(Err(failure)),
            Err(_) => None,
        }
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
                Failed::Broken | Failed::Early => false,
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
