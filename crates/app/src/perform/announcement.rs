//! The province's announcement: a fixed list, the office's approval, and the titles that begin with it.

use std::ops::Range;

use jiff::civil::Date;
use titian_domain::announcement::{self, Announcement, Approval, Stage};
use titian_domain::application::{Application, decided_under, fix, recognise, unfix};
use titian_domain::correction::mended;
use titian_domain::id::{AccountId, AnnouncementId, ApplicationId, BatchId, RecognitionId};
use titian_domain::notice::Batch;
use titian_domain::recognition::{Origin, Recognition, begin};
use titian_domain::refusal::Refusal;
use titian_rulebook::calendar::written;
use titian_rulebook::deadline::{Length, validity};
use titian_rulebook::policy::Policy;
use titian_store::{Recipient, Standing, Tx};

use super::correction::announced_about;
use super::publicity::entry;
use super::rereview::after_window;
use super::tell::News;
use super::{Doing, batch as load_batch, cases as load_cases};
use crate::command::{Attached, Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject};

impl Doing<'_> {
    pub(super) async fn prepare_announcement(
        &mut self,
        tx: &mut Tx,
        batch: &BatchId,
        title: String,
        applications: &[ApplicationId],
    ) -> Result<Done, Failure> {
        self.may(Act::PrepareAnnouncement, Subject::default())?;
        let batch = load_batch(tx, batch).await?;
        after_window(&batch, self.today)?;
        let id = AnnouncementId(fresh());
        let mut list = Vec::new();
        let mut reasons = Vec::new();
        let corrections = announced_about(tx, applications).await?;
        let cases = load_cases(tx, applications).await?;
        let asked: Vec<&Application> = cases.iter().map(|(_, case)| case).collect();
        let mut against = self.app.against_titles(tx, &batch, &asked, self.today).await?;
        for (standing, case) in cases {
            if case.batch != batch.id {
                return Err(Refusal::new(decided_under(batch.tier), "名单中有不属于本批次的申报")
                    .todo("请刷新后重新选定")
                    .into());
            }
            let steps = self.app.steps(&batch, case.city);
            match fix(&case, &steps, id.clone(), against.remove(&case.id).unwrap_or_default()) {
                Ok(events) => {
                    list.extend(entry(&case).map(|entry| mended(entry, &corrections)));
                    self.record(&standing, events);
                }
                Err(refusal) => reasons.push(refusal.to_string()),
            }
        }
        if !reasons.is_empty() {
            let refusal = Refusal::new(decided_under(batch.tier), "名单已经变化,没有固定").because_all(reasons);
            return Err(refusal.todo("请刷新后重新选定").into());
        }
        let count = list.len();
        let events = announcement::prepare(Announcement {
            id: id.clone(),
            batch: batch.id.clone(),
            tier: batch.tier,
            title,
            list,
            prepared_by: AccountId(self.actor.id().to_owned()),
            prepared_on: self.today,
            stage: Stage::Prepared,
        })?;
        self.record(&Standing::<Announcement>::fresh(id.as_str()), events);
        Ok(Done::said(format!("名单已固定,共 {count} 家企业,请送批")).of(id))
    }

    pub(super) async fn announce(
        &mut self,
        tx: &mut Tx,
        id: &AnnouncementId,
        approval: Approval,
        paper: Option<Attached>,
    ) -> Result<Done, Failure> {
        self.may(Act::Announce, Subject::default())?;
        let standing = tx.load::<Announcement>(id.as_str()).await?;
        let missing = || Refusal::new("A9.3", "没有找到这份公告");
        let known = standing.state.clone().ok_or_else(missing)?;
        let events = announcement::announce(&known, approval.clone(), self.today)?;
        let batch = load_batch(tx, &known.batch).await?;
        after_window(&batch, approval.dated)?;
        let days = term(&self.app.policy, &batch, approval.dated)?;
        let until_list = lives_until_list(&self.app.policy, &batch);
        self.record(&standing, events);
        match &paper {
            Some(file) => self.keep_for_this(file),
            None => self.take_kept(tx, approval.scan.as_slice()).await?,
        }
        let cases = load_cases(tx, &listed(&known)).await?;
        let renewed = cases.iter().map(|(_, case)| case.enterprise.clone()).collect();
        self.end_cohort(tx, &batch, (id, approval.dated), &renewed).await?;
        // The office decided on the day of its paper; registering it later makes no check older.
        let asked: Vec<&Application> = cases.iter().map(|(_, case)| case).collect();
        let mut against = self.app.against_titles(tx, &batch, &asked, approval.dated).await?;
        let mut reasons = Vec::new();
        for (standing, case) in cases {
            let recognition = RecognitionId(fresh());
            let against = against.remove(&case.id).unwrap_or_default();
            let events = match recognise(&case, id, recognition.clone(), against, approval.dated) {
                Ok(events) => events,
                Err(refusal) => {
                    reasons.push(refusal.to_string());
                    continue;
                }
            };
            self.record(&standing, events);
            let title = Recognition {
                id: recognition.clone(),
                enterprise: case.enterprise.clone(),
                tier: known.tier,
                city: case.city,
                from: Some(days.start),
                until: Some(days.end),
                origin: Origin::Announced {
                    announcement: id.clone(),
                    number: approval.number.clone(),
                    application: case.id.clone(),
                },
                ended: None,
                until_list,
                lost_right: None,
            };
            self.record(&Standing::<Recognition>::fresh(recognition.as_str()), begin(title));
            let body = format!("{}已公告({}),自{}起有效。", known.tier, approval.number, written(days.start));
            let (mail, link) = (body.clone(), format!("/announcements/{id}"));
            self.tell(Recipient::Enterprise(case.enterprise.clone()), News { subject: "已公告", body, mail, link });
        }
        if !reasons.is_empty() {
            let refusal = Refusal::new(decided_under(known.tier), "公告还不能生效").because_all(reasons);
            return Err(refusal
                .todo("请办完以上各项后重新登记批准，或者撤回名单，去掉这些企业后重新固定、送批")
                .into());
        }
        let count = known.list.len();
        Ok(Done::said(format!("公告已生效,{count} 家企业自{}起取得称号", written(days.start))).of(id))
    }

    pub(super) async fn drop_announcement(
        &mut self,
        tx: &mut Tx,
        id: &AnnouncementId,
        reason: &str,
    ) -> Result<Done, Failure> {
        self.may(Act::PrepareAnnouncement, Subject::default())?;
        let standing = tx.load::<Announcement>(id.as_str()).await?;
        let missing = || Refusal::new("A9.3", "没有找到这份公告");
        let known = standing.state.clone().ok_or_else(missing)?;
        let events = announcement::drop(&known, reason)?;
        self.record(&standing, events);
        for (standing, case) in load_cases(tx, &listed(&known)).await? {
            let events = unfix(&case, self.today);
            self.record(&standing, events);
        }
        Ok(Done::said("名单已撤回,企业回到原来的环节").of(id))
    }
}

/// The days of a title that a batch leads to: from the day of the announcement, for as long as its procedure says
/// (A13.1).
pub(crate) fn term(policy: &Policy, batch: &Batch, dated: Date) -> Result<Range<Date>, Refusal> {
    let procedure = policy.procedures.get(&batch.procedure);
    match procedure.and_then(|procedure| procedure.validity(batch.tier)).map(|stated| stated.value.lasts) {
        Some(Length::Years(years)) => {
            validity(dated, years).map_err(|cannot| Refusal::new("A13.1", "有效期算不出来").because(cannot.to_string()))
        }
        _ => Err(Refusal::new("A13.1", "程序数据中没有这个层次的有效期").todo("请联系系统管理员")),
    }
}

/// Whether a title of a batch lives past its term until the re-review list of its cohort is out (A13.3).
fn lives_until_list(policy: &Policy, batch: &Batch) -> bool {
    let procedure = policy.procedures.get(&batch.procedure);
    let rule = procedure.map(|procedure| &procedure.rereview.value);
    rule.is_some_and(|rule| rule.old_title_lives_until_list && rule.tiers.contains(&batch.tier))
}

fn listed(announcement: &Announcement) -> Vec<ApplicationId> {
    announcement.list.iter().map(|entry| entry.application.clone()).collect()
}
