//! What MIIT published (A11): titles begin as the list says, recommended cases end, all of it or none.

use std::collections::BTreeMap;

use jiff::civil::Date;
use titian_domain::application::{Application, certify, pass_over};
use titian_domain::enterprise::Enterprise;
use titian_domain::id::{AccountId, ApplicationId, BatchId, EnterpriseId, MiitListId, RecognitionId};
use titian_domain::miit_list::{Certified, Fate, Line, MiitList, Unmatched, plan, register};
use titian_domain::recognition::{Origin, Recognition, begin};
use titian_domain::refusal::Refusal;
use titian_rulebook::calendar::written;
use titian_rulebook::tier::Tier;
use titian_store::{Recipient, Standing, Tx, args};

use super::earlier::directory;
use super::tell::News;
use super::{Doing, cases as load_cases, titles};
use crate::App;
use crate::actor::Actor;
use crate::command::{Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject, may};

/// Rows that a refusal names one by one.
const NAMED: usize = 20;

impl App {
    /// What a list of MIIT would come to, row by row; nothing is written.
    pub async fn preview_miit(&self, actor: &Actor, lines: &[Line]) -> Result<Vec<(u64, Fate)>, Failure> {
        may(actor, Act::RegisterMiit, Subject::default())?;
        Ok(plan(lines, directory(&mut self.store.read().await?).await?))
    }
}

impl Doing<'_> {
    pub(super) async fn register_miit(
        &mut self,
        tx: &mut Tx,
        (title, number, dated): (String, String, Date),
        (from, until): (Date, Date),
        batches: Vec<BatchId>,
        lines: &[Line],
    ) -> Result<Done, Failure> {
        self.may(Act::RegisterMiit, Subject::default())?;
        let fates = plan(lines, directory(tx).await?);
        let open: Vec<String> = fates
            .iter()
            .filter_map(|(row, fate)| match fate {
                Fate::Asks(why) => Some(format!("第 {row} 行需要确认：{}", why.join("；"))),
                Fate::Refused(why) => Some(format!("第 {row} 行：{}", why.join("；"))),
                Fate::Certifies { .. } | Fate::Unknown => None,
            })
            .collect();
        if !open.is_empty() {
            let more = open.len().saturating_sub(NAMED);
            let rest = (more > 0).then(|| format!("另有 {more} 行"));
            let refusal = Refusal::new("A11", format!("名单有 {} 行还不能登记，没有写入任何一行", open.len()));
            let refusal = refusal.because_all(open.into_iter().take(NAMED).chain(rest));
            return Err(refusal.todo("请改正或者在“确认企业”一列逐行确认后，整份重新登记").into());
        }
        let id = MiitListId(fresh());
        let already = self.already(tx, &fates, number.trim(), from).await?;
        if !already.is_empty() {
            let refusal =
                Refusal::new("A11", "名单中有企业已经登记过这一期的称号，没有写入任何一行").because_all(already);
            return Err(refusal.todo("请核对是不是同一份名单；只有其余企业要登记的，请删去这些行").into());
        }
        let mut nominated = self.nominated(tx, &batches).await?;
        let (mut certified, mut unmatched) = (Vec::new(), Vec::new());
        for (line, (row, fate)) in lines.iter().zip(fates) {
            let Fate::Certifies { enterprise, confirmed } = fate else {
                unmatched.push(Unmatched { row, name: line.named.name.clone() });
                continue;
            };
            let recognition = RecognitionId(fresh());
            let theirs = nominated.remove(&enterprise).unwrap_or_default();
            let application = theirs.first().map(|(_, case)| case.id.clone());
            for (standing, case) in theirs {
                let events = certify(&case, &id, recognition.clone(), from)?;
                self.record(&standing, events);
            }
            certified.push(Certified { row, enterprise, application, recognition, confirmed });
        }
        self.begin_miit(tx, (&id, &number), (from, until), &certified).await?;
        let mut passed_over = Vec::new();
        let left =
            nominated.into_iter().flat_map(|(firm, cases)| cases.into_iter().map(move |one| (firm.clone(), one)));
        for (enterprise, (standing, case)) in left {
            let events = pass_over(&case, &id, AccountId(self.actor.id().to_owned()), self.today)?;
            self.record(&standing, events);
            let body = format!("工业和信息化部公布的名单（{number}）中没有贵企业，本次申报办结。");
            let link = format!("/enterprise/applications/{}", case.id);
            let news = News { subject: "工业和信息化部已公布结果", mail: body.clone(), body, link };
            self.tell(Recipient::Enterprise(enterprise), news);
            passed_over.push(case.id);
        }
        passed_over.sort();
        let said = format!(
            "已登记 {} 家，名单中另有 {} 行不是已登记的企业；{} 件申报没有列入，已办结",
            certified.len(),
            unmatched.len(),
            passed_over.len()
        );
        let (by, on) = (AccountId(self.actor.id().to_owned()), self.today);
        let (title, number) = (title.trim().to_owned(), number.trim().to_owned());
        let list = MiitList {
            id: id.clone(),
            title,
            number,
            dated,
            from,
            until,
            batches,
            certified,
            unmatched,
            passed_over,
            by,
            on,
        };
        let events = register(list, self.today)?;
        self.record(&Standing::<MiitList>::fresh(id.as_str()), events);
        Ok(Done::said(said).of(id))
    }

    /// The cases of some batches that wait for what MIIT publishes, by their enterprise.
    async fn nominated(
        &self,
        tx: &mut Tx,
        batches: &[BatchId],
    ) -> Result<BTreeMap<EnterpriseId, Vec<(Standing<Application>, Application)>>, Failure> {
        let mut ids = Vec::new();
        for batch in batches {
            let sql = "SELECT id FROM application WHERE batch = $1 AND stage = 'nominated' ORDER BY id";
            for row in tx.rows(sql, args![batch.as_str()]).await? {
                ids.push(ApplicationId(row.text("id")?.to_owned()));
            }
        }
        let mut nominated: BTreeMap<EnterpriseId, Vec<_>> = BTreeMap::new();
        for (standing, case) in load_cases(tx, &ids).await? {
            nominated.entry(case.enterprise.clone()).or_default().push((standing, case));
        }
        Ok(nominated)
    }

    /// Who on the list has this title on record already: by this list, or from the same day.
    async fn already(
        &self,
        tx: &mut Tx,
        fates: &[(u64, Fate)],
        number: &str,
        from: Date,
    ) -> Result<Vec<String>, Failure> {
        let named: BTreeMap<&EnterpriseId, u64> = fates
            .iter()
            .filter_map(|(row, fate)| match fate {
                Fate::Certifies { enterprise, .. } => Some((enterprise, *row)),
                _ => None,
            })
            .collect();
        let ids: Vec<&str> = named.keys().map(|id| id.as_str()).collect();
        let held = titles(tx, &ids).await?;
        let same = |one: &&Recognition| {
            let listed = matches!(&one.origin, Origin::Miit { number: known, .. } if known == number);
            one.tier == Tier::LittleGiant && (listed || one.from == Some(from))
        };
        let told = |one: &Recognition| {
            let row = named.get(&one.enterprise).copied().unwrap_or_default();
            format!("第 {row} 行的企业已经登记过自{}起的{}称号", written(from), one.tier)
        };
        Ok(held.iter().filter(same).map(told).collect())
    }

    /// Their titles begin, and they hear of it.
    async fn begin_miit(
        &mut self,
        tx: &mut Tx,
        (list, number): (&MiitListId, &str),
        (from, until): (Date, Date),
        certified: &[Certified],
    ) -> Result<(), Failure> {
        let ids: Vec<&str> = certified.iter().map(|one| one.enterprise.as_str()).collect();
        let enterprises = tx.load_all::<Enterprise>(&ids).await?;
        for (one, enterprise) in certified.iter().zip(enterprises) {
            let city = enterprise.state()?.city;
            let title = Recognition {
                id: one.recognition.clone(),
                enterprise: one.enterprise.clone(),
                tier: Tier::LittleGiant,
                city,
                from: Some(from),
                until: Some(until),
                origin: Origin::Miit {
                    list: list.clone(),
                    number: number.trim().to_owned(),
                    application: one.application.clone(),
                },
                ended: None,
            };
            self.record(&Standing::<Recognition>::fresh(one.recognition.as_str()), begin(title));
            let body =
                format!("工业和信息化部已公布贵企业为{}（{number}），自{}起有效。", Tier::LittleGiant, written(from));
            let (mail, link) = (body.clone(), "/enterprise".to_owned());
            let news = News { subject: "工业和信息化部已公布结果", body, mail, link };
            self.tell(Recipient::Enterprise(one.enterprise.clone()), news);
        }
        Ok(())
    }
}
