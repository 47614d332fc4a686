//! 上传的文件 Files that people send: kept for what they belong to, and swept when they belong to nothing.
//!
//! A file comes in with a form. Most acts that need it are done with that form, and keep it with what they write down. A
//! scan, a picture or a photo is kept first, in an act of its own ([`Command::Keep`](crate::command::Command::Keep)), and
//! named afterwards by the act it belongs to; until then it stands in the table `upload`. So a file belongs to nothing
//!
//! - if its bytes lie on the disk and no row of `blob` names them: its form was refused, or its sender went away; or
//! - if it stands in `upload` still: nothing came of what it was kept for.
//!
//! Neither is swept before [`Sweeping::unused_for`] has passed, a day unless an installation says otherwise, and no form under
//! way can be that old: a form that names a kept file was made for a session, is refused by any other, and no session
//! lives longer than [`LONGEST`](crate::identity::session::LONGEST), half a day. A form that brings a file does what it
//! asks in the same request. Sending the same bytes again begins the time anew. And the act that names a file reads in
//! its own transaction that it is kept: of sweeping and naming at the same moment only one is done.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use titian_domain::id::EvidenceId;
use titian_domain::refusal::Refusal;
use titian_store::{StoreError, Tx, Value, args};

use crate::App;
use crate::command::{Attached, Failure};
use crate::perform::Doing;

/// How often the disk is looked through.
const EVERY: SignedDuration = SignedDuration::from_hours(6);
/// Files that are asked about at once, and rows that are looked after at one tick.
const CHUNK: usize = 200;

/// The rooms that name files in their states.
const ROOMS: [&str; 10] = [
    "account",
    "announcement",
    "application",
    "compliance",
    "compliance_list",
    "correction_request",
    "enterprise",
    "import",
    "inspection",
    "objection",
];

/// When files that belong to nothing are swept.
#[derive(Debug, Clone)]
pub struct Sweeping {
    /// How long a file may belong to nothing: a day, unless an installation says otherwise; longer than any session.
    pub unused_for: SignedDuration,
    /// When the disk was last looked through; clones share it.
    swept: Arc<Mutex<Option<Timestamp>>>,
}

impl Default for Sweeping {
    fn default() -> Sweeping {
        Sweeping { unused_for: SignedDuration::from_hours(24), swept: Arc::default() }
    }
}

impl Doing<'_> {
    /// Keeps a file that comes with the act it belongs to.
    pub(crate) fn keep_for_this(&mut self, file: &Attached) {
        self.changes.blob(&file.blob, &file.media, &file.name);
        self.changes.sql("DELETE FROM upload WHERE sha256 = $1", args![&file.blob.id]);
    }

    /// Keeps a file before what it belongs to is done. One that belongs to something already stays as it is.
    pub(crate) async fn keep_for_later(&mut self, tx: &mut Tx, file: &Attached) -> Result<(), Failure> {
        let sql = "SELECT COUNT(*) AS n FROM blob b LEFT JOIN upload u ON u.sha256 = b.sha256 \
                   WHERE b.sha256 = $1 AND u.sha256 IS NULL";
        if tx.number(sql, args![&file.blob.id]).await? > 0 {
            return Ok(());
        }
        self.changes.blob(&file.blob, &file.media, &file.name);
        self.changes.sql(
            "INSERT INTO upload (sha256, at) VALUES ($1, $2) ON CONFLICT (sha256) DO UPDATE SET at = $2",
            args![&file.blob.id, self.now],
        );
        Ok(())
    }

    /// Files that were kept before, and that the act now names: they belong to something from now on. One that is not
    /// there (any more) has to be sent again.
    pub(crate) async fn take_kept(&mut self, tx: &mut Tx, files: &[EvidenceId]) -> Result<(), Failure> {
        for file in files {
            if tx.number("SELECT COUNT(*) AS n FROM blob WHERE sha256 = $1", args![file.as_str()]).await? == 0 {
                let refusal = Refusal::new("A9.1", "上传的文件没有留存,或者放得太久已经清理");
                return Err(refusal.todo("请重新选择文件,再提交一次").into());
            }
            self.changes.sql("DELETE FROM upload WHERE sha256 = $1", args![file.as_str()]);
        }
        Ok(())
    }
}

impl App {
    /// Sweeps files that belong to nothing.
    pub(crate) async fn sweep_uploads(&self) -> Result<(), Failure> {
        self.forget_unused().await?;
        let now = self.clock.now();
        if self.uploads.swept.lock().is_ok_and(|last| last.is_some_and(|last| now.duration_since(last) < EVERY)) {
            return Ok(());
        }
        self.sweep_disk().await?;
        if let Ok(mut last) = self.uploads.swept.lock() {
            *last = Some(now);
        }
        Ok(())
    }

    /// Kept files that nothing came of are kept no more. Their bytes stay for the same time again: a backup that is being
    /// made read that they are kept, and will look for them.
    async fn forget_unused(&self) -> Result<(), Failure> {
        let then = self.clock.now().saturating_sub(self.uploads.unused_for).unwrap_or(Timestamp::MIN);
        let mut reading = self.store.read().await?;
        let sql = format!("SELECT sha256 FROM upload WHERE at < $1 ORDER BY at LIMIT {CHUNK}");
        for row in reading.rows(sql, args![then]).await? {
            let file = row.text("sha256")?.to_owned();
            // An act that named a file and forgot to take it would lose it: whoever is named stays, whatever the table
            // says. Those that come this far are few, and the look costs nobody who writes.
            let mut named = false;
            for room in ROOMS {
                let sql = format!("SELECT id FROM {room} WHERE state LIKE $1 LIMIT 1");
                named = named || reading.row(sql, args![format!("%{file}%")]).await?.is_some();
            }
            if !named {
                self.blobs.touch(&file).await?;
            }
            self.store
                .write(async |mut tx: Tx| {
                    // Sent again or taken meanwhile, it is not here, or not as old.
                    let old =
                        tx.execute("DELETE FROM upload WHERE sha256 = $1 AND at < $2", args![&file, then]).await?;
                    if old > 0 && !named {
                        tx.execute("DELETE FROM blob WHERE sha256 = $1", args![&file]).await?;
                    }
                    Ok::<(), StoreError>(())
                })
                .await?;
        }
        Ok(())
    }

    /// Bytes that nobody keeps, and what came in only in part.
    async fn sweep_disk(&self) -> Result<(), Failure> {
        let age = Duration::try_from(self.uploads.unused_for).unwrap_or(Duration::MAX);
        self.blobs.sweep(age).await?;
        let old = self.blobs.older_than(age).await?;
        for some in old.chunks(CHUNK) {
            let places: Vec<String> = (1..=some.len()).map(|n| format!("${n}")).collect();
            let sql = format!("SELECT sha256 FROM blob WHERE sha256 IN ({})", places.join(", "));
            let asked: Vec<Value> = some.iter().map(|id| id.as_str().into()).collect();
            let rows = self.store.read().await?.rows(sql, asked).await?;
            let kept = rows.iter().map(|row| row.text("sha256")).collect::<Result<Vec<_>, _>>()?;
            for id in some.iter().filter(|id| !kept.contains(&id.as_str())) {
                self.blobs.remove_older(id, age).await?;
            }
        }
        Ok(())
    }
}
