//! 复核 The cohort of a re-review (A13.2, A13.3): invited when its notice is published, its old titles ended by its list.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use titian_domain::application::{Application, Stage as Case, rereviewed};
use titian_domain::id::{AnnouncementId, ApplicationId, BatchId, EnterpriseId};
use titian_domain::notice::{Batch, Cohort, Notice, Stage, apart};
use titian_domain::recognition::{Event, Origin, Recognition, Rereviewed, Standing as Held, at_list, give_way_to_miit};
use titian_domain::refusal::Refusal;
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
    /// Titles that are not renewed and run out their own term.
    pub own_term: usize,
    /// Titles that live on: an open objection holds their case, or it has passed and waits for another list.
    pub held: usize,
}

/// A case of a batch when a list of it is published.
struct Asked {
    case: ApplicationId,
    /// An open objection holds it, or it has been before the public and waits for another list.
    waits: bool,
    is_final: bool,
}

/// What a list does to a title of its cohort; nothing to one that waits for another list.
fn became(listed: bool, asked: Option<&Asked>) -> Option<Rereviewed> {
    match (listed, asked) {
        (true, _) => Some(Rereviewed::Renewed),
        (_, Some(asked)) if asked.waits => None,
        (_, Some(_)) => Some(Rereviewed::NotListed { because: "贵企业申请了复核，不在名单内".into() }),
        (_, None) => Some(Rereviewed::NotListed { because: "贵企业没有参加复核".into() }),
    }
}

impl App {
    /// What an announcement of these cases of a batch would do to the cohort today; nothing if it is no re-review.
    pub async fn at_list(
        &self,
        actor: &Actor,
        batch: &BatchId,
        listed: &BTreeSet<ApplicationId>,
    ) -> Result<Option<AtList>, Failure> {
        extent(actor, Act::PrepareAnnouncement).or_else(|_| extent(actor, Act::Announce))?;
        let (today, nowhere) = (self.clock.today(), AnnouncementId(String::new()));
        let mut reading = self.store.read().await?;
        let known = batches(&mut reading, std::slice::from_ref(batch)).await?.remove(batch);
        let Some((batch, cohort)) = known.as_ref().and_then(|batch| Some((batch, batch.cohort.as_ref()?))) else {
            return Ok(None);
        };
        let asked = asked(&mut reading, batch).await?;
        let mut comes = AtList::default();
        for one in titles(&mut reading, batch.tier, cohort).await? {
            let asked = asked.get(&one.enterprise);
            if began_from(&one, asked) {
                continue;
            }
            let Some(became) = became(asked.is_some_and(|asked| listed.contains(&asked.case)), asked) else {
                comes.held += 1;
                continue;
            };
            let events = at_list(&one, &nowhere, today, &became);
            match (&became, events.first(), asked) {
                (Rereviewed::Renewed, ..) => comes.renewed += 1,
                (_, Some(Event::Settled { .. }), _) => comes.own_term += 1,
                (_, None, _) => {}
                (_, _, Some(asked)) => {
                    comes.not_passed += 1;
                    comes.under_way += usize::from(!asked.is_final);
                }
                (_, _, None) => comes.unasked += 1,
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
        let stage = row.text("stage")?;
        let is_final = matches!(stage, "refused" | "recognised" | "passed_over");
        let waits = row.number("held")? != 0 || matches!(stage, "cleared" | "filed" | "announcing");
        let one = Asked { case: ApplicationId(row.text("id")?.to_owned()), waits, is_final };
        asked.insert(EnterpriseId(row.text("enterprise")?.to_owned()), one);
    }
    Ok(asked)
}

/// The last list of a batch that is in force, if one is.
async fn out(tx: &mut Tx, batch: &Batch) -> Result<Option<AnnouncementId>, StoreError> {
    let sql = "SELECT id FROM announcement WHERE batch = $1 AND stage = 'in_force' ORDER BY id DESC LIMIT 1";
    let row = tx.row(sql, args![batch.id.as_str()]).await?;
    row.map(|row| row.text("id").map(|id| AnnouncementId(id.to_owned()))).transpose()
}

/// Whether a title came from this very case: the list that began it does not end it.
fn began_from(one: &Recognition, asked: Option<&Asked>) -> bool {
    match (&one.origin, asked) {
        (Origin::Announced { application, .. }, Some(asked)) => *application == asked.case,
        _ => false,
    }
}

/// Refused while who is invited may still apply (A13.3).
pub(super) fn after_window(batch: &Batch, dated: Date) -> Result<(), Refusal> {
    if batch.cohort.is_none() || batch.until < dated {
        return Ok(());
    }
    Err(Refusal::new("A13.3", "复核的申报期还没有结束，不能公布名单")
        .because(format!(
            "“{}”的申报期到{} 24:00；名单一公布，没有参加复核的原称号就失效",
            batch.name,
            written(batch.until)
        ))
        .todo("请在申报期结束之后再固定、公布名单"))
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
            let cohort = titles(tx, batch.tier, cohort).await?;
            let enterprises: Vec<&str> = cohort.iter().map(|one| one.enterprise.as_str()).collect();
            let mut own: BTreeMap<EnterpriseId, Vec<Recognition>> = BTreeMap::new();
            for one in super::titles(tx, &enterprises).await? {
                own.entry(one.enterprise.clone()).or_default().push(one);
            }
            for (enterprise, own) in own {
                let link = format!("/enterprise/applications/new?batch={}", batch.id);
                let (subject, body) = match rereviewed(batch, &own, self.today) {
                    Ok(one) => ("请申请复核", invitation(batch, one, self.today)),
                    Err(refusal) => ("本批次不能复核", refusal.to_string()),
                };
                let mail = format!("“{}”：{subject}。请登录平台查看。", batch.name);
                self.tell(Recipient::Enterprise(enterprise), News { subject, body, mail, link });
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
            let asked = asked.get(&one.enterprise);
            let became = became(listed.contains(&one.enterprise), asked);
            if let Some(became) = became.filter(|_| !began_from(&one, asked)) {
                self.ends_at_list(&standing, &one, (list, on), &became);
            }
        }
        Ok(())
    }

    /// A case of a re-review ends without a title when a list of its batch is out already: nothing is left to wait for, and
    /// the old title goes the way of the others of its cohort (A13.3).
    pub(super) async fn waits_no_more(
        &mut self,
        tx: &mut Tx,
        batch: &Batch,
        case: &Application,
    ) -> Result<(), Failure> {
        let over = matches!(case.stage, Case::Refused { .. } | Case::Withdrawn { .. });
        let renews = case.filing.as_ref().and_then(|filing| filing.renews.as_ref());
        let Some(renews) = renews.filter(|_| over) else { return Ok(()) };
        let Some(list) = out(tx, batch).await? else { return Ok(()) };
        let standing = tx.load::<Recognition>(renews.as_str()).await?;
        let one = standing.state()?.clone();
        let became = Rereviewed::NotListed { because: "贵企业的复核没有通过".into() };
        self.ends_at_list(&standing, &one, (&list, self.today), &became);
        Ok(())
    }

    /// The window of a re-review cannot move once a list of it is out, nor is a list made while it is open: who may still
    /// apply has not stayed away (A13.3).
    pub(super) async fn still_open(&self, tx: &mut Tx, batch: &Batch) -> Result<(), Failure> {
        if batch.cohort.is_some() && out(tx, batch).await?.is_some() {
            return Err(Refusal::new("A13.3", "这一批的复核名单已经公布，申报期不能再延长")
                .because("名单公布时，没有参加复核的原称号已经失效")
                .todo("需要取得称号的企业，请按申请的通知申报")
                .into());
        }
        Ok(())
    }

    /// MIIT publishes new terms of titles from a day: what is left of the old ones gives way.
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
            let events = give_way_to_miit(standing.state()?, on);
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
    let last = one.last_day().map_or_else(String::new, written);
    let lives = match (one.on(today), one.continues()) {
        (Held::Continued, _) => format!("称号已于{last}期满，复核名单公布前继续有效；没有申报的，名单公布时失效"),
        (_, true) => format!(
            "称号有效期至{last}；名单在那之后公布的，公布前继续有效，没有申报的公布时失效；在那之前公布的，用完自己的期限"
        ),
        (Held::Expired, false) => format!("称号已于{last}期满"),
        (_, false) => format!("称号有效期至{last}，期满失效，不因等待复核名单而延长"),
    };
    format!(
        "“{}”面向贵企业的{}称号。{lives}。复核自愿，{}至{}在本平台申报。",
        batch.name,
        one.tier,
        written(batch.from),
        written(batch.until)
    )
}
