//! What the offices have published: notices with their batches, lists before the public, announcements.

use jiff::civil::Date;
use titian_domain::announcement::Announcement;
use titian_domain::id::{BatchId, NoticeId};
use titian_domain::notice::{self, Notice, Stage};
use titian_domain::publicity::Publicity;
use titian_rulebook::tier::{Purpose, Tier};
use titian_store::{StoreError, args};

use crate::App;

/// Something published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Which kind.
    pub kind: PaperKind,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its day.
    pub on: Date,
}

/// Which kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// 通知.
    Notice,
    /// 公示.
    Publicity,
    /// 公告.
    Announcement,
    /// 更正公告; its title is that of the list it mends.
    Correction,
}

/// A batch that is open or about to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// Its notice.
    pub notice: NoticeId,
    /// Its name.
    pub name: String,
    /// Its tier.
    pub tier: Tier,
    /// For what.
    pub purpose: Purpose,
    /// First day.
    pub from: Date,
    /// Last day, until 24:00.
    pub until: Date,
}

impl Batch {
    /// Whether one can submit on that day.
    pub fn open_on(&self, day: Date) -> bool {
        (self.from..=self.until).contains(&day)
    }
}

impl App {
    /// The last papers of all kinds, the latest first.
    pub async fn papers(&self, most: usize) -> Result<Vec<Paper>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut reading = self.store.read().await?;
        let mut papers = Vec::new();
        for (kind, sql) in [
            (
                PaperKind::Notice,
                "SELECT id, title, published_on AS day FROM notice WHERE published_on IS NOT NULL \
                 ORDER BY published_on DESC, id DESC LIMIT $1",
            ),
            (
                PaperKind::Publicity,
                "SELECT id, title, first_day AS day FROM publicity ORDER BY first_day DESC, id DESC LIMIT $1",
            ),
            (
                PaperKind::Announcement,
                "SELECT id, title, dated AS day FROM announcement WHERE stage = 'in_force' \
                 ORDER BY dated DESC, id DESC LIMIT $1",
            ),
            (
                PaperKind::Correction,
                "SELECT id, list AS title, announced_on AS day FROM correction WHERE stage = 'announced' \
                 ORDER BY announced_on DESC, id DESC LIMIT $1",
            ),
        ] {
            for row in reading.rows(sql, args![most]).await? {
                let (id, title) = (row.text("id")?.to_owned(), row.text("title")?.to_owned());
                papers.push(Paper { kind, id, title, on: row.date("day")? });
            }
        }
        papers.sort_by(|a, b| (b.on, &b.id).cmp(&(a.on, &a.id)));
        papers.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(papers)
    }

    /// Batches of published notices whose window is not over, the one that closes first at the front.
    pub async fn open_batches(&self) -> Result<Vec<Batch>, StoreError> {
        let batch = |batch: notice::Batch| Batch {
            notice: batch.id.notice(),
            id: batch.id,
            name: batch.name,
            tier: batch.tier,
            purpose: batch.purpose,
            from: batch.from,
            until: batch.until,
        };
        Ok(self.batches_under_way().await?.into_iter().map(batch).collect())
    }

    /// The same with everything they set.
    pub async fn batches_under_way(&self) -> Result<Vec<notice::Batch>, StoreError> {
        let today = self.clock.today();
        let sql = "SELECT state FROM notice WHERE published_on IS NOT NULL AND last_day >= $1";
        let rows = self.store.read().await?.rows(sql, args![today]).await?;
        let notices = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Notice>, _>>()?;
        let mut batches: Vec<notice::Batch> = notices.into_iter().flat_map(|notice| notice.batches).collect();
        batches.retain(|batch| batch.until >= today);
        batches.sort_by(|a, b| (a.until, &a.id).cmp(&(b.until, &b.id)));
        Ok(batches)
    }

    /// A notice as the public sees it: once it is published.
    pub async fn notice(&self, id: &str) -> Result<Option<Notice>, StoreError> {
        let notice = self.store.read().await?.load::<Notice>(id).await?.state;
        Ok(notice.filter(|notice| notice.stage != Stage::Draft))
    }

    /// A list before the public, or that was.
    pub async fn publicity(&self, id: &str) -> Result<Option<Publicity>, StoreError> {
        Ok(self.store.read().await?.load::<Publicity>(id).await?.state)
    }

    /// An announcement in force.
    pub async fn announcement(&self, id: &str) -> Result<Option<Announcement>, StoreError> {
        let announcement = self.store.read().await?.load::<Announcement>(id).await?.state;
        let in_force = |one: &Announcement| matches!(one.stage, titian_domain::announcement::Stage::InForce { .. });
        Ok(announcement.filter(in_force))
    }
}
