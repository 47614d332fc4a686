//! 年度更新 The yearly update (A14): filed by an enterprise, arranged, imported and confirmed by the province.

mod clock;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use titian_domain::annual_update::list::{self, Line};
use titian_domain::annual_update::year::{self, Import};
use titian_domain::annual_update::{
    AnnualUpdate, Channel, Duty, Filed, Rules, TakenOver, UpdateYear, Whose, beside, differences, duty, excuse, file,
    give_back, take_over,
};
use titian_domain::answers::Answers;
use titian_domain::application::{Application, Content, tell_titles};
use titian_domain::id::{AccountId, AnnualUpdateId, EnterpriseId, UpdateYearId};
use titian_domain::recognition::Recognition;
use titian_domain::refusal::Refusal;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, Recipient, Standing, StoreError, Tx, args};

pub(crate) use clock::due_updates;

use super::{Doing, enterprise as load_enterprise, titles};
use crate::App;
use crate::actor::Actor;
use crate::command::{Done, Failure};
use crate::permission::{Act, Subject, may};

/// Rows that a refusal names one by one.
const NAMED: usize = 20;

/// Somebody who holds a title, or held one on the last day.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    /// All titles that had not ended on that day.
    pub titles: Vec<Recognition>,
    /// The name today.
    pub name: String,
    /// The city today.
    pub city: DivisionCode,
    /// The code, if it is known.
    pub code: Option<CreditCode>,
}

/// What a list of the national platform would come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UpdatesWeighed {
    /// Who of ours is on it, with the day.
    pub matched: BTreeMap<EnterpriseId, Date>,
    /// Of these, after the last day.
    pub late: usize,
    /// Codes that are none of an enterprise of ours with a title.
    pub unknown: u32,
    /// What has to be mended first.
    pub against: Vec<String>,
}

impl App {
    /// What a list would come to; nothing is written.
    pub async fn preview_updates(
        &self,
        actor: &Actor,
        year: i16,
        through: Date,
        lines: &[Line],
    ) -> Result<UpdatesWeighed, Failure> {
        may(actor, Act::ImportUpdates, Subject::default())?;
        let mut reading = self.store.read().await?;
        let (_, state) = opened(&mut reading, year).await?;
        Ok(weigh(&mut reading, &state, through, lines).await?)
    }
}

async fn weigh(
    reading: &mut Reading,
    year: &UpdateYear,
    through: Date,
    lines: &[Line],
) -> Result<UpdatesWeighed, StoreError> {
    let holders = holders(reading, year.due()).await?;
    let known = holders.iter().filter_map(|(id, one)| Some((one.code?, id.clone()))).collect();
    let (matched, unknown) = list::whom(lines, through, &known);
    let late = matched.values().filter(|day| **day > year.due()).count();
    Ok(UpdatesWeighed { matched, late, unknown, against: list::beyond(lines, through) })
}

/// Everybody with a title that had not ended on a day: two statements, however many there are.
pub(crate) async fn holders(reading: &mut Reading, due: Date) -> Result<BTreeMap<EnterpriseId, Holder>, StoreError> {
    let sql = "SELECT state FROM recognition WHERE ended_on IS NULL OR ended_on > $1 ORDER BY id";
    let mut titles: HashMap<EnterpriseId, Vec<Recognition>> = HashMap::new();
    for row in reading.rows(sql, args![due]).await? {
        let title: Recognition = row.json("state")?;
        titles.entry(title.enterprise.clone()).or_default().push(title);
    }
    let sql = "SELECT id, name, code, city FROM enterprise WHERE id IN \
        (SELECT enterprise FROM recognition WHERE ended_on IS NULL OR ended_on > $1)";
    let mut holders = BTreeMap::new();
    for row in reading.rows(sql, args![due]).await? {
        let id = EnterpriseId(row.text("id")?.to_owned());
        let odd = || StoreError::inconsistent("enterprise", row.text("id").unwrap_or(""), "city");
        let holder = Holder {
            titles: titles.remove(&id).unwrap_or_default(),
            name: row.text("name")?.to_owned(),
            city: DivisionCode::parse(row.text("city")?).ok_or_else(odd)?,
            code: row.maybe_text("code")?.and_then(|code| CreditCode::parse(code).ok()),
        };
        holders.insert(id, holder);
    }
    Ok(holders)
}

/// Who has updated in a year, on whichever platform, and on which day first.
pub(crate) async fn updated(reading: &mut Reading, year: i16) -> Result<HashMap<EnterpriseId, Date>, StoreError> {
    let sql = "SELECT enterprise, filed_on FROM annual_update WHERE year = $1 AND filed_on IS NOT NULL";
    let mut all = HashMap::new();
    for row in reading.rows(sql, args![i64::from(year)]).await? {
        if let Some(on) = row.maybe_date("filed_on")? {
            all.insert(EnterpriseId(row.text("enterprise")?.to_owned()), on);
        }
    }
    Ok(all)
}

/// A year that is open, or was.
pub(crate) async fn opened(reading: &mut Reading, year: i16) -> Result<(Standing<UpdateYear>, UpdateYear), Failure> {
    let standing = reading.load::<UpdateYear>(UpdateYearId::of(year).as_str()).await?;
    match standing.state.clone() {
        Some(state) => Ok((standing, state)),
        None => Err(Refusal::new("A14", format!("{year}年的年度更新还没有开放"))
            .todo("开放后平台会显示更新任务；现在可以先修改企业资料")
            .into()),
    }
}

/// What an enterprise filed the last time before a year: its update of the year before, or else the application by which
/// it came to its latest title, as it was reviewed.
pub(crate) async fn last_filing(
    reading: &mut Reading,
    enterprise: &EnterpriseId,
    year: i16,
) -> Result<Option<(Answers, Date)>, StoreError> {
    let before = AnnualUpdateId::of(enterprise, year.saturating_sub(1));
    let update = reading.load::<AnnualUpdate>(before.as_str()).await?.state;
    if let Some(filing) = update.and_then(|update| update.filing) {
        return Ok(Some((filing.content.answers, filing.on)));
    }
    let sql = "SELECT state FROM application WHERE enterprise = $1 AND stage = 'recognised' ORDER BY id DESC LIMIT 1";
    let row = reading.row(sql, args![enterprise.as_str()]).await?;
    let case = row.map(|row| row.json::<Application>("state")).transpose()?;
    Ok(case.and_then(|case| Some((case.reviewed_answers()?, case.filing?.on))))
}

impl Doing<'_> {
    pub(super) async fn file_update(
        &mut self,
        tx: &mut Tx,
        id: &EnterpriseId,
        year: i16,
        (declared, name): (String, String),
    ) -> Result<Done, Failure> {
        self.may(Act::FileUpdate, Subject { enterprise: Some(id), ..Subject::default() })?;
        let (_, opened) = opened(tx, year).await?;
        let (_, mut known) = load_enterprise(tx, id).await?;
        let titles = titles(tx, &[id.as_str()]).await?;
        tell_titles(&mut known.answers, &titles, self.today);
        let last = last_filing(tx, id, year).await?.map(|(answers, _)| answers);
        let lines = beside(&self.app.policy.catalogue, &known.answers, last.as_ref(), year);
        let standing = tx.load::<AnnualUpdate>(AnnualUpdateId::of(id, year).as_str()).await?;
        let filed = Filed {
            content: Content::of(&known),
            declared,
            name,
            by: AccountId(self.actor.id().to_owned()),
            approved: self.actor.person().is_some_and(|person| person.acts_for.as_ref() == Some(id)),
            duty: duty(&opened.rules, year, &titles, self.today),
            differences: differences(lines),
            at: self.now,
        };
        let whose = Whose { enterprise: id.clone(), city: known.city };
        let events = file(standing.state.as_ref(), &opened, &whose, filed, self.today)?;
        let after = self.record(&standing, events);
        let in_time = after.as_ref().is_some_and(|after| after.in_time(opened.due()));
        self.tell(Recipient::Enterprise(id.clone()), words::filed(&opened, in_time));
        let said = if in_time {
            "年度更新已提交"
        } else {
            "年度更新已补交；截止日已过，如实记为逾期"
        };
        Ok(Done::said(said).of(AnnualUpdateId::of(id, year)))
    }

    pub(super) async fn arrange_updates(
        &mut self,
        tx: &mut Tx,
        year: i16,
        (due, channel): (Date, Channel),
        number: &str,
    ) -> Result<Done, Failure> {
        self.may(Act::ArrangeUpdates, Subject::default())?;
        let mut standing = tx.load::<UpdateYear>(UpdateYearId::of(year).as_str()).await?;
        if standing.state.is_none() {
            let events = year::open(year, Rules::of(&self.app.policy, year), Some(due), self.today)?;
            standing = self.changes.record(&standing, events);
        }
        let by = AccountId(self.actor.id().to_owned());
        let events = year::arrange(standing.state()?, (due, channel), number, by, self.today)?;
        let after = self.record(&standing, events);
        // Before it opens nobody is told of it; the reminders name the day as it stands then.
        if let Some(after) = after.filter(|after| after.in_time_on(self.today)) {
            self.tell_owing(tx, &after, |tiers| words::arranged(&after, tiers)).await?;
        }
        Ok(Done::said(format!("{year}年年度更新的安排已登记")).of(year))
    }

    pub(super) async fn import_updates(
        &mut self,
        tx: &mut Tx,
        year: i16,
        (name, sha256): (String, String),
        through: Date,
        lines: &[Line],
    ) -> Result<Done, Failure> {
        self.may(Act::ImportUpdates, Subject::default())?;
        let (standing, state) = opened(tx, year).await?;
        let UpdatesWeighed { matched, unknown, against, .. } = weigh(tx, &state, through, lines).await?;
        if !against.is_empty() {
            let more = against.len().saturating_sub(NAMED);
            let rest = (more > 0).then(|| format!("另有 {more} 行"));
            let refusal = Refusal::new("A14", format!("名单有 {} 处要先改正，没有写入任何一行", against.len()));
            let refusal = refusal.because_all(against.into_iter().take(NAMED).chain(rest));
            return Err(refusal.todo("请核对国家平台导出的文件后整份重新导入").into());
        }
        let count = u32::try_from(matched.len()).unwrap_or(u32::MAX);
        let by = AccountId(self.actor.id().to_owned());
        let (sha, on) = (sha256.clone(), self.today);
        let events = year::import(&state, Import { name, sha256, through, matched: count, unknown, on, by })?;
        self.record(&standing, events);
        let holders = holders(tx, state.due()).await?;
        let ids: Vec<String> = matched.keys().map(|id| AnnualUpdateId::of(id, year).to_string()).collect();
        let mut news = 0;
        for (standing, (enterprise, on)) in tx.load_all::<AnnualUpdate>(&ids).await?.into_iter().zip(matched) {
            let Some(holder) = holders.get(&enterprise) else { continue };
            let whose = Whose { enterprise: enterprise.clone(), city: holder.city };
            let events = take_over(standing.state.as_ref(), year, &whose, TakenOver { sha256: sha.clone(), on });
            if !events.is_empty() {
                self.record(&standing, events);
                self.tell(Recipient::Enterprise(enterprise), words::taken_over(&state, on));
                news += 1;
            }
        }
        Ok(Done::said(format!(
            "已登记 {news} 家企业在国家平台的更新；名单中 {count} 家是本区持有称号的企业，另有 {unknown} 个代码不是"
        ))
        .of(year))
    }

    pub(super) async fn confirm_updates(&mut self, tx: &mut Tx, year: i16, seen: u64) -> Result<Done, Failure> {
        self.may(Act::ConfirmUpdates, Subject::default())?;
        let (standing, state) = opened(tx, year).await?;
        if standing.version != seen {
            return Err(StoreError::Conflict { stream: standing.stream() }.into());
        }
        let events = year::confirm(&state, AccountId(self.actor.id().to_owned()), self.today)?;
        let standing = self.changes.record(&standing, events);
        let closed = self.close_updates(tx, &standing).await?;
        Ok(Done::said(format!(
            "{year}年的年度更新已结束：{} 家按时更新，{} 家没有更新，其中 {} 家失去复核资格；{} 家代码未知，没有处理",
            closed.in_time, closed.missed, closed.lost, closed.unknown
        ))
        .of(year))
    }

    pub(super) async fn excuse_update(
        &mut self,
        tx: &mut Tx,
        id: &EnterpriseId,
        year: i16,
        reason: &str,
    ) -> Result<Done, Failure> {
        self.may(Act::ExcuseUpdate, Subject { enterprise: Some(id), ..Subject::default() })?;
        let (_, state) = opened(tx, year).await?;
        let standing = tx.load::<AnnualUpdate>(AnnualUpdateId::of(id, year).as_str()).await?;
        let by = AccountId(self.actor.id().to_owned());
        let events = excuse(standing.state.as_ref(), reason, self.today, by.clone())?;
        let after = self.record(&standing, events);
        let missed = after.as_ref().and_then(|after| after.missed.as_ref());
        let lost: Vec<&str> = missed.iter().flat_map(|missed| &missed.titles).map(|id| id.as_str()).collect();
        let mut given_back = BTreeSet::new();
        for standing in tx.load_all::<Recognition>(&lost).await? {
            let title = standing.state()?.clone();
            let events = give_back(&title, &state, reason, self.today, &by)?;
            if !events.is_empty() {
                self.record(&standing, events);
                given_back.insert(title.tier);
            }
        }
        self.tell(Recipient::Enterprise(id.clone()), words::excused(&state, &given_back, reason));
        Ok(Done::said("复核资格已恢复，并已告知企业").of(AnnualUpdateId::of(id, year)))
    }

    /// Tells everybody who owes an update and has not filed it yet; how many.
    async fn tell_owing(
        &mut self,
        tx: &mut Tx,
        year: &UpdateYear,
        news: impl Fn(&[titian_rulebook::tier::Tier]) -> super::tell::News,
    ) -> Result<u32, StoreError> {
        let updated = updated(tx, year.year).await?;
        let mut told = 0;
        for (enterprise, holder) in holders(tx, self.today).await? {
            if updated.contains_key(&enterprise) {
                continue;
            }
            if let Duty::Owes(tiers) = duty(&year.rules, year.year, &holder.titles, self.today) {
                self.tell(Recipient::Enterprise(enterprise), news(&tiers));
                told += 1;
            }
        }
        Ok(told)
    }
}
