//! 队列 Work that waits: jobs and outgoing mail. Taken with a lease, done once, tried again or given up.

use jiff::Timestamp;
use serde::de::DeserializeOwned;

use crate::args;
use crate::db::{Begin, Engine, Work};
use crate::error::StoreError;
use crate::store::Store;
use crate::value::{Row, from_json};

/// Which queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// 任务.
    Job,
    /// 待发邮件.
    Mail,
}

/// A piece of work, held by a worker until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number in its queue.
    pub id: i64,
    /// What to do; for mail, the address.
    pub kind: String,
    /// JSON; for mail, `{"subject": …, "body": …}`.
    pub payload: String,
    /// Who holds it.
    pub holder: String,
    /// Which attempt this is, from 1.
    pub attempt: i64,
}

impl Job {
    /// What the payload says.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        from_json(&self.payload).map_err(|why| StoreError::inconsistent("job", self.id, why))
    }
}

/// What follows a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// Try again then.
    RetryAt(Timestamp),
    /// Nobody tries again by itself; it stays to be looked at.
    GiveUp,
}

impl Queue {
    fn table(self) -> &'static str {
        match self {
            Queue::Job => "job",
            Queue::Mail => "mail",
        }
    }

    /// Marks a piece of work as done, if its worker still holds it.
    pub(crate) async fn finish(self, work: &mut Work, job: &Job, at: Timestamp) -> Result<(), StoreError> {
        let sql = format!(
            "UPDATE {} SET finished_at = $1, lease_until = NULL, error = NULL \
             WHERE id = $2 AND holder = $3 AND attempts = $4 AND finished_at IS NULL",
            self.table()
        );
        let changed = work.execute(sql, args![at, job.id, &job.holder, job.attempt]).await?;
        self.held(changed, job)
    }

    fn held(self, changed: u64, job: &Job) -> Result<(), StoreError> {
        if changed == 1 {
            return Ok(());
        }
        Err(StoreError::Conflict { stream: format!("{}/{}", self.table(), job.id) })
    }
}

impl Store {
    /// Takes up to `limit` pieces of work that are due and that nobody holds, earliest first, until `lease`. `holder`
    /// names the worker: a server's name and a number drawn at its start.
    pub async fn claim(
        &self,
        queue: Queue,
        now: Timestamp,
        lease: Timestamp,
        holder: &str,
        limit: u32,
    ) -> Result<Vec<Job>, StoreError> {
        let skip = match self.db.engine() {
            Engine::Sqlite => "",
            Engine::Postgres => "FOR UPDATE SKIP LOCKED",
        };
        let answer = match queue {
            Queue::Job => "kind, payload",
            Queue::Mail => "address, subject, body",
        };
        let table = queue.table();
        let sql = format!(
            "WITH due AS MATERIALIZED (SELECT id FROM {table} WHERE finished_at IS NULL AND run_at <= $1 \
             AND (lease_until IS NULL OR lease_until <= $1) ORDER BY run_at, id LIMIT $2 {skip}) \
             UPDATE {table} SET holder = $3, lease_until = $4, attempts = attempts + 1 \
             WHERE id IN (SELECT id FROM due) RETURNING id, run_at, holder, attempts, {answer}"
        );
        let mut work = self.db.begin(Begin::Queue).await?;
        let mut rows = work.rows(sql, args![now, limit, holder, lease]).await?;
        work.commit().await.map_err(|(error, _)| error)?;
        rows.sort_by_key(|row| (row.number("run_at").ok(), row.number("id").ok()));
        rows.iter().map(|row| job(queue, row)).collect()
    }

    /// A piece of work is done. Where it changed something here, [`Changes::finish`](crate::Changes::finish) says so
    /// together with the change.
    pub async fn finish(&self, queue: Queue, job: &Job, at: Timestamp) -> Result<(), StoreError> {
        let mut work = self.db.begin(Begin::Queue).await?;
        queue.finish(&mut work, job, at).await?;
        work.commit().await.map_err(|(error, _)| error)
    }

    /// A piece of work failed. `why` is for the people who look after the system.
    pub async fn fail(
        &self,
        queue: Queue,
        job: &Job,
        at: Timestamp,
        why: &str,
        after: After,
    ) -> Result<(), StoreError> {
        let (retry_at, finished, gave_up) = match after {
            After::RetryAt(then) => (Some(then), None, false),
            After::GiveUp => (None, Some(at), true),
        };
        let sql = format!(
            "UPDATE {} SET lease_until = NULL, error = $1, run_at = COALESCE(CAST($2 AS BIGINT), run_at), \
             finished_at = $3, gave_up = $4 \
             WHERE id = $5 AND holder = $6 AND attempts = $7 AND finished_at IS NULL",
            queue.table()
        );
        let args = args![why, retry_at, finished, gave_up, job.id, &job.holder, job.attempt];
        let mut work = self.db.begin(Begin::Queue).await?;
        let changed = work.execute(sql, args).await?;
        queue.held(changed, job)?;
        work.commit().await.map_err(|(error, _)| error)
    }
}

fn job(queue: Queue, row: &Row) -> Result<Job, StoreError> {
    let (kind, payload) = match queue {
        Queue::Job => (row.text("kind")?, row.text("payload")?.to_owned()),
        Queue::Mail => {
            let mail = serde_json::json!({ "subject": row.text("subject")?, "body": row.text("body")? });
            (row.text("address")?, mail.to_string())
        }
    };
    Ok(Job {
        id: row.number("id")?,
        kind: kind.to_owned(),
        payload,
        holder: row.text("holder")?.to_owned(),
        attempt: row.number("attempts")?,
    })
}
