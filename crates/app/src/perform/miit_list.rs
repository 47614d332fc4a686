//! What MIIT published (A11): titles begin as the list says, recommended cases end, all of it or none.

use std::collections::BTreeMap;

use jiff::civil::Date;
use titian_domain::application::{Application, certify, pass_over};
use titian_domain::enterprise::Enterprise;
use titian_domain::id::{AccountId, ApplicationId, BatchId, EnterpriseId, MiitListId, RecognitionId};
use titian_domain::matching::folded;
use titian_domain::miit_list::{Certified, Fate, Line, MiitList, Unmatched, plan, register};
use titian_domain::recognition::{Origin, Recognition, begin};
use titian_domain::refusal::Refusal;
use titian_rulebook::calendar::written;
use titian_rulebook::tier::Tier;
use titian_store::{Recipient, Standing, StoreError, Tx, args};

use super::earlier::directory;
use super::tell::News;
use super::{Doing, batch as load_batch, cases as load_cases, titles};
use crate::App;
use crate::actor::Actor;
use crate::command::{Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject, may};

/// Rows that a refusal names one by one.
const NAMED: usize = 20;

/// What a list of MIIT comes to before it is registered.
#[derive(Debug, Clone, Default)]
pub struct Weighed {
    /// Each row.
    pub fates: Vec<(u64, Fate)>,
    /// What keeps the list from being registered, besides rows that are open.
    pub against: Vec<String>,
    /// Who was recommended in its batches and is not on it: these cases would end.
    pub passed_over: Vec<String>,
}

/// Cases that wait for what MIIT publishes, by their enterprise.
pub(super) type Waiting = BTreeMap<EnterpriseId, Vec<(Standing<Application>, Application)>>;

impl App {
    /// What a list of MIIT would come to; nothing is written.
    pub async fn preview_miit(
        &self,
        actor: &Actor,
        (number, from): (&str, Date),
        batches: &[BatchId],
        lines: &[Line],
    ) -> Result<Weighed, Failure> {
        may(actor, Act::RegisterMiit, Subject::default())?;
        // Read in a transaction that writes nothing: the same questions are asked as when it is registered.
        let weigh = async |mut tx: Tx| Ok::<_, Failure>(weigh(&mut tx, (number, from), batches, lines).await?.0);
        self.store.write(weigh).await
    }
}

/// Weighs a list over everybody on record, and finds the cases that it answers.
pub(super) async fn weigh(
    tx: &mut Tx,
    (number, from): (&str, Date),
    batches: &[BatchId],
    lines: &[Line],
) -> Result<(Weighed, Waiting), Failure> {
    let fates = plan(lines, directory(tx).await?);
    let named: BTreeMap<EnterpriseId, u64> = fates
        .iter()
        .filter_map(|(row, fate)| match fate {
            Fate::Certifies { enterprise, .. } => Some((enterprise.clone(), *row)),
            _ => None,
        })
        .collect();
    let mut against = already(tx, &named, number.trim(), from).await?;
    for id in batches {
        let batch = load_batch(tx, id).await?;
        if batch.tier != Tier::LittleGiant {
            against.push(format!("批次“{}”不是“小巨人”的批次，不由这份名单答复", batch.name));
        }
    }
    let mut waiting = Waiting::new();
    for (standing, case) in nominated(tx).await? {
        if batches.contains(&case.batch) {
            waiting.entry(case.enterprise.clone()).or_default().push((standing, case));
        } else if let Some(row) = named.get(&case.enterprise) {
            against.push(format!(
                "第 {row} 行的企业有已推荐的申报在批次 {} 中，请把它一并列为这份名单答复的批次",
                case.batch
            ));
        }
    }
    let left = waiting.iter().filter(|(enterprise, _)| !named.contains_key(*enterprise));
    let called = |case: &Application| case.filing.as_ref().map_or_else(String::new, |one| one.content.name.clone());
    let passed_over = left.flat_map(|(_, cases)| cases.iter().map(|(_, case)| called(case))).collect();
    Ok((Weighed { fates, against, passed_over }, waiting))
}

/// All cases that wait for what MIIT publishes.
async fn nominated(tx: &mut Tx) -> Result<Vec<(Standing<Application>, Application)>, Failure> {
    let rows = tx.rows("SELECT id FROM application WHERE stage = 'nominated' ORDER BY id", args![]).await?;
    let ids = rows.iter().map(|row| Ok(ApplicationId(row.text("id")?.to_owned())));
    load_cases(tx, &ids.collect::<Result<Vec<_>, StoreError>>()?).await
}

/// Who on the list has this title on record already: by this list, or from the same day.
async fn already(
    tx: &mut Tx,
    named: &BTreeMap<EnterpriseId, u64>,
    number: &str,
    from: Date,
) -> Result<Vec<String>, Failure> {
    let ids: Vec<&str> = named.keys().map(EnterpriseId::as_str).collect();
    let number = folded(number);
    let same = |one: &Recognition| {
        let listed = matches!(&one.origin, Origin::Miit { number: known, .. } if folded(known) == number);
        one.tier == Tier::LittleGiant && (listed || one.from == Some(from))
    };
    let told = |one: Recognition| {
        let row = named.get(&one.enterprise).copied().unwrap_or_default();
        let since = one.from.map_or_else(String::new, |from| format!("自{}起的", written(from)));
        format!("第 {row} 行的企业已经登记过{since}{}称号", one.tier)
    };
    Ok(titles(tx, &ids).await?.into_iter().filter(same).map(told).collect())
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
        let (Weighed { fates, mut against, .. }, nominated) = weigh(tx, (&number, from), &batches, lines).await?;
        against.extend(fates.iter().filter_map(|(row, fate)| match fate {
            Fate::Asks(who) => {
                let who: Vec<&str> = who.iter().map(|one| one.told.as_str()).collect();
                Some(format!("第 {row} 行需要确认：{}", who.join("；")))
            }
            Fate::Refused(why) => Some(format!("第 {row} 行：{}", why.join("；"))),
            Fate::Certifies { .. } | Fate::Unknown => None,
        }));
        if !against.is_empty() {
            let more = against.len().saturating_sub(NAMED);
            let rest = (more > 0).then(|| format!("另有 {more} 处"));
            let refusal = Refusal::new("A11", format!("名单有 {} 处要先处理，没有写入任何一行", against.len()));
            let refusal = refusal.because_all(against.into_iter().take(NAMED).chain(rest));
            return Err(refusal.todo("请改正或者在“确认企业”一列逐行确认后，整份重新登记").into());
        }
        self.write_miit(tx, (title, number, dated), (from, until), batches, (lines, fates, nominated)).await
    }

    /// Writes a list of which no row is open.
    pub(super) async fn write_miit(
        &mut self,
        tx: &mut Tx,
        (title, number, dated): (String, String, Date),
        (from, until): (Date, Date),
        batches: Vec<BatchId>,
        (lines, fates, mut nominated): (&[Line], Vec<(u64, Fate)>, Waiting),
    ) -> Result<Done, Failure> {
        let id = MiitListId(fresh());
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

    /// Their titles begin, and they hear of it.
    async fn begin_miit(
        &mut self,
        tx: &mut Tx,
        (list, number): (&MiitListId, &str),
        (from, until): (Date, Date),
        certified: &[Certified],
    ) -> Result<(), Failure> {
        let ids: Vec<&str> = certified.iter().map(|one| one.enterprise.as_str()).collect();
        self.old_give_way(tx, (Tier::LittleGiant, from), &ids).await?;
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
                until_list: true,
                lost_right: None,
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
