//! 复核 The cohort of a re-review (A13.2, A13.3): invited when its notice is published, its old titles ended by its list.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use titian_domain::application::rereviewed;
use titian_domain::id::{AnnouncementId, ApplicationId, BatchId, EnterpriseId};
use titian_domain::notice::{Batch, Cohort, Notice, Stage, apart};
use titian_domain::recognition::{Recognition, Rereviewed, Standing as Held, at_list, give_way};
use titian_rulebook::calendar::written;
use titian_rulebook::tier::{Purpose, Tier};
use titian_store::{Reading, Recipient, Standing, StoreError, Tx, args};

use super::Doing;
use super::tell::News;
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::permission::{Act, extent};
use crate::query::batches;

/// What the list of a batch does to the titles of its cohort.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AtList {
    /// Titles that give way to new ones.
    pub renewed: usize,
    /// Titles that lapse with the list: their enterprises did not apply.
    pub unasked: usize,
    /// Titles that lapse with the list: their enterprises applied and are not on it.
    pub not_passed: usize,
    /// Of those, cases that are still worked on: they lapse all the same.
    pub under_way: usize,
    /// Titles that live on because an open objection holds their case.
    pub held: usize,
}

/// A case of a batch when a list of it is published.
struct Asked {
    case: ApplicationId,
    held: bool,
    is_final: bool,
}

impl App {
    /// What an announcement of these cases of a batch would do to the cohort; nothing if it is no re-review.
    pub async fn at_list(
        &self,
        actor: &Actor,
        batch: &BatchId,
        listed: &BTreeSet<ApplicationId>,
    ) -> Result<Option<AtList>, Failure> {
        extent(actor, Act::PrepareAnnouncement).or_else(|_| extent(actor, Act::Announce))?;
        let mut reading = self.store.read().await?;
        let known = batches(&mut reading, std::slice::from_ref(batch)).await?.remove(batch);
        let Some((batch, cohort)) = known.as_ref().and_then(|batch| Some((batch, batch.cohort.as_ref()?))) else {
            return Ok(None);
        };
        let asked = asked(&mut reading, batch).await?;
        let mut comes = AtList::default();
        for one in titles(&mut reading, batch.tier, cohort).await? {
            match asked.get(&one.enterprise) {
                Some(asked) if listed.contains(&asked.case) => comes.renewed += 1,
                Some(asked) if asked.held => comes.held += 1,
                Some(asked) => {
                    comes.not_passed += 1;
                    comes.under_way += usize::from(!asked.is_final);
                }
                None => comes.unasked += 1,
            }
        }
        Ok(Some(comes))
    }
}

/// The titles of a cohort that nothing has ended.
async fn titles(reading: &mut Reading, tier: Tier, cohort: &Cohort) -> Result<Vec<Recognition>, StoreError> {
    // The column holds the first day after the term.
    let sql = "SELECT state FROM recognition WHERE tier = $1 AND $2 < valid_until AND valid_until <= $3 \
        AND ended_on IS NULL ORDER BY id";
    let after = cohort.last.tomorrow().unwrap_or(cohort.last);
    let rows = reading.rows(sql, args![tier.id(), cohort.first, after]).await?;
    rows.iter().map(|row| row.json("state")).collect()
}

/// Who has applied in a batch and not taken it back.
async fn asked(reading: &mut Reading, batch: &Batch) -> Result<BTreeMap<EnterpriseId, Asked>, StoreError> {
    let sql = "SELECT id, enterprise, stage, held FROM application WHERE batch = $1 \
        AND stage NOT IN ('draft', 'withdrawn') ORDER BY id";
    let mut asked = BTreeMap::new();
    for row in reading.rows(sql, args![batch.id.as_str()]).await? {
        let is_final = matches!(row.text("stage")?, "refused" | "recognised" | "passed_over");
        let case = ApplicationId(row.text("id")?.to_owned());
        let one = Asked { case, held: row.number("held")? != 0, is_final };
        asked.insert(EnterpriseId(row.text("enterprise")?.to_owned()), one);
    }
    Ok(asked)
}

impl Doing<'_> {
    /// Whether the re-review batches of a notice leave every title to one batch.
    pub(super) async fn leave_titles_apart(&self, tx: &mut Tx, notice: &Notice) -> Result<(), Failure> {
        if notice.batches.iter().all(|batch| batch.cohort.is_none()) {
            return Ok(());
        }
        let rows = tx.rows("SELECT state FROM notice WHERE published_on IS NOT NULL", args![]).await?;
        let mut published = Vec::new();
        for row in rows {
            published.extend(row.json::<Notice>("state")?.batches);
        }
        Ok(apart(notice, &published)?)
    }

    /// Invites the cohorts of a notice that was published; who cannot be re-reviewed is told why, by article (A13.2).
    pub(super) async fn invite(&mut self, tx: &mut Tx, notice: &Notice) -> Result<(), Failure> {
        if notice.stage == Stage::Draft {
            return Ok(());
        }
        for batch in &notice.batches {
            let Some(cohort) = &batch.cohort else { continue };
            for one in titles(tx, batch.tier, cohort).await? {
                let link = format!("/enterprise/applications/new?batch={}", batch.id);
                let (subject, body) = match rereviewed(batch, std::slice::from_ref(&one)) {
                    Ok(_) => ("请申请复核", invitation(batch, &one, self.today)),
                    Err(refusal) => ("本批次不能复核", refusal.to_string()),
                };
                let mail = format!("“{}”：{subject}。请登录平台查看。", batch.name);
                self.tell(Recipient::Enterprise(one.enterprise.clone()), News { subject, body, mail, link });
            }
        }
        Ok(())
    }

    /// The list of a re-review is in force (A13.3): the old titles of its cohort give way or lapse in the same act, but
    /// for those whose case an open objection holds; they wait for the supplementary list.
    pub(super) async fn end_cohort(
        &mut self,
        tx: &mut Tx,
        batch: &Batch,
        (list, on): (&AnnouncementId, Date),
        listed: &BTreeSet<EnterpriseId>,
    ) -> Result<(), Failure> {
        let Some(cohort) = batch.cohort.as_ref().filter(|_| batch.purpose == Purpose::Rereview) else {
            return Ok(());
        };
        let asked = asked(tx, batch).await?;
        let known = titles(tx, batch.tier, cohort).await?;
        let ids: Vec<&str> = known.iter().map(|one| one.id.as_str()).collect();
        for standing in tx.load_all::<Recognition>(&ids).await? {
            let one = standing.state()?.clone();
            let became = match (listed.contains(&one.enterprise), asked.get(&one.enterprise)) {
                (true, _) => Rereviewed::Renewed,
                (_, Some(asked)) if asked.held => continue,
                (_, Some(_)) => Rereviewed::NotListed { because: "贵企业申请了复核，不在名单内".into() },
                (_, None) => Rereviewed::NotListed { because: "贵企业没有参加复核".into() },
            };
            self.ends_at_list(&standing, &one, (list, on), &became);
        }
        Ok(())
    }

    /// New titles of a tier begin for some enterprises on a day, by a list of MIIT: those they held give way.
    pub(super) async fn old_give_way(
        &mut self,
        tx: &mut Tx,
        (tier, on): (Tier, Date),
        enterprises: &[&str],
    ) -> Result<(), Failure> {
        let known = super::titles(tx, enterprises).await?;
        let ids: Vec<&str> =
            known.iter().filter(|one| one.tier == tier && one.ended.is_none()).map(|one| one.id.as_str()).collect();
        for standing in tx.load_all::<Recognition>(&ids).await? {
            let events = give_way(standing.state()?, on);
            if !events.is_empty() {
                self.record(&standing, events);
            }
        }
        Ok(())
    }

    fn ends_at_list(
        &mut self,
        standing: &Standing<Recognition>,
        one: &Recognition,
        (list, on): (&AnnouncementId, Date),
        became: &Rereviewed,
    ) {
        let events = at_list(one, list, on, became);
        if events.is_empty() {
            return;
        }
        self.record(standing, events);
        let Rereviewed::NotListed { because } = became else { return };
        let follows = match (one.on(on), one.until) {
            (Held::Continued, _) | (_, None) => format!("原{}称号自{}起失效", one.tier, written(on)),
            (_, Some(until)) => format!("原{}称号有效至期满，{}起失效", one.tier, written(until)),
        };
        let body =
            format!("复核名单已公布，{because}。{follows}（第十三条）。需要取得称号的，可按申请的通知重新申报。");
        let mail = format!("复核名单已公布，贵企业的{}称号有变化。请登录平台查看。", one.tier);
        let link = format!("/announcements/{list}");
        self.tell(Recipient::Enterprise(one.enterprise.clone()), News { subject: "复核名单已公布", body, mail, link });
    }
}

/// What an enterprise of the cohort is told.
fn invitation(batch: &Batch, one: &Recognition, today: Date) -> String {
    let last = one.until.and_then(|until| until.yesterday().ok()).map_or_else(String::new, written);
    let lives = match (one.on(today), one.continues()) {
        (Held::Continued, _) => format!("称号已于{last}期满，复核名单公布前继续有效"),
        (_, true) => format!("称号有效期至{last}，其后至复核名单公布前继续有效"),
        (_, false) => format!("称号有效期至{last}"),
    };
    format!(
        "“{}”面向贵企业的{}称号。{lives}。复核自愿，{}至{}在本平台申报；没有申报的，原称号在复核名单公布时失效（第十三条）。",
        batch.name,
        one.tier,
        written(batch.from),
        written(batch.until)
    )
}
