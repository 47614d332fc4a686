//! A ranked list to the level above: the city's to the province (A10.2), the province's to MIIT (A11).

use titian_domain::application::{Desk, recommend};
use titian_domain::id::{AccountId, ApplicationId, BatchId, RecommendationId};
use titian_domain::recommendation::{self, Recommendation, Recommended};
use titian_domain::refusal::Refusal;
use titian_rulebook::region::DivisionCode;
use titian_store::{Recipient, Standing, Tx};

use super::publicity::entry;
use super::tell::News;
use super::{Doing, batch as load_batch, cases as load_cases};
use crate::command::{Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject};

impl Doing<'_> {
    pub(super) async fn recommend(
        &mut self,
        tx: &mut Tx,
        batch: &BatchId,
        office: DivisionCode,
        number: String,
        list: Vec<(ApplicationId, String)>,
    ) -> Result<Done, Failure> {
        self.may(Act::RecommendList, Subject { city: Some(office), ..Subject::default() })?;
        let batch = load_batch(tx, batch).await?;
        let desk = Desk::of(office);
        let article = recommendation::article(batch.tier, desk);
        let id = RecommendationId(fresh());
        let (ids, opinions): (Vec<ApplicationId>, Vec<String>) = list.into_iter().unzip();
        let (mut ranked, mut reasons) = (Vec::new(), Vec::new());
        let cases = load_cases(tx, &ids).await?;
        let asked = cases.iter().map(|(_, case)| (case, &batch));
        let mut against = self.app.unchecked(tx, asked, self.today).await?;
        for ((rank, (standing, case)), opinion) in (1..).zip(cases).zip(opinions) {
            if (desk == Desk::City && case.city != office) || case.batch != batch.id {
                return Err(Refusal::new(article, "名单中有不属于本级本批次的申报").todo("请刷新后重新选定").into());
            }
            let against = against.remove(&case.id).unwrap_or_default();
            match recommend(&case, desk, id.clone(), rank, self.today, against) {
                Ok(events) => {
                    let opinion = opinion.trim().to_owned();
                    ranked.extend(entry(&case).map(|entry| Recommended { entry, opinion }));
                    self.record(&standing, events);
                }
                Err(refusal) => reasons.push(refusal.to_string()),
            }
        }
        if !reasons.is_empty() {
            let refusal = Refusal::new(article, "名单已经变化，没有推荐").because_all(reasons);
            return Err(refusal.todo("请刷新后重新选定").into());
        }
        let above = match desk {
            Desk::City => "自治区工业和信息化厅",
            Desk::Province => "工业和信息化部",
        };
        for one in &ranked {
            let body = format!("贵企业的申报已推荐到{above}。");
            let (mail, link) = (body.clone(), format!("/enterprise/applications/{}", one.entry.application));
            let to = Recipient::Enterprise(one.entry.enterprise.clone());
            self.tell(to, News { subject: "申报已推荐", body, mail, link });
        }
        let count = ranked.len();
        let events = recommendation::recommend(Recommendation {
            id: id.clone(),
            batch: batch.id.clone(),
            tier: batch.tier,
            office,
            number: number.trim().to_owned(),
            on: self.today,
            list: ranked,
            by: AccountId(self.actor.id().to_owned()),
        })?;
        self.record(&Standing::<Recommendation>::fresh(id.as_str()), events);
        Ok(Done::said(format!("已向{above}推荐 {count} 家企业")).of(id))
    }
}
