//! 年度更新 The yearly update (A14): one's own beside last year's filing, and who of a city or the province has updated.

use std::collections::BTreeMap;

use jiff::civil::Date;
use titian_domain::annual_update::{
    AnnualUpdate, Beside, Channel, Duty, Rules, UpdateYear, beside, cautions, duty, losing,
};
use titian_domain::application::{Content, tell_titles};
use titian_domain::enterprise::Enterprise;
use titian_domain::id::{AnnualUpdateId, EnterpriseId, UpdateYearId};
use titian_domain::recognition::Recognition;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;
use titian_store::{Reading, Standing, StoreError, args};

use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::perform::titles;
use crate::perform::updates::{holders, last_filing};
use crate::permission::{Act, Extent, NotAllowed, Subject, extent, may};

/// Rows of a page.
pub const UPDATES: usize = 50;

/// One's own update of a year.
#[derive(Debug, Clone)]
pub struct OwnUpdate {
    /// The year, if it is open or was.
    pub year: Option<UpdateYear>,
    /// What the rules say of it where it is not open yet.
    pub rules: Option<Rules>,
    /// What happened with it so far.
    pub update: Option<AnnualUpdate>,
    /// What the enterprise owes as things stand today.
    pub duty: Duty,
    /// The dossier beside the last filing.
    pub lines: Vec<Beside>,
    /// The day of that last filing, if there is one.
    pub last_on: Option<Date>,
    /// Figures that contradict each other.
    pub cautions: Vec<String>,
    /// What is declared if it is filed now.
    pub digest: String,
    /// Titles of the enterprise that lost the right to re-review, and did not get it back.
    pub lost: Vec<Recognition>,
    /// Whether the reader may file.
    pub may_file: bool,
}

/// The same in a line, for the first page of an enterprise.
#[derive(Debug, Clone)]
pub struct UpdateTask {
    /// The year.
    pub year: UpdateYear,
    /// What happened with it so far.
    pub update: Option<AnnualUpdate>,
    /// What is owed.
    pub duty: Duty,
}

/// Where an enterprise stands in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Updated {
    /// 未更新, and there is time still, or nobody has confirmed yet.
    NotYet,
    /// 逾期未更新.
    Missed,
    /// 逾期未更新, and what followed was taken back.
    Excused,
    /// 补交: after the last day.
    Late,
    /// 按时更新.
    InTime,
    /// 当年新认定, owes nothing yet.
    Exempt,
    /// 有效期待核实: nobody can tell whether it owes one.
    Unknown,
}

impl Updated {
    /// All of them, in the order they are shown.
    pub const ALL: [Updated; 7] = [
        Updated::NotYet,
        Updated::Missed,
        Updated::Excused,
        Updated::Late,
        Updated::InTime,
        Updated::Exempt,
        Updated::Unknown,
    ];

    /// As it stands in an address.
    pub fn id(self) -> &'static str {
        match self {
            Updated::NotYet => "not-yet",
            Updated::Missed => "missed",
            Updated::Excused => "excused",
            Updated::Late => "late",
            Updated::InTime => "in-time",
            Updated::Exempt => "exempt",
            Updated::Unknown => "unknown",
        }
    }

    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Updated::NotYet => "未更新",
            Updated::Missed => "逾期未更新",
            Updated::Excused => "已恢复",
            Updated::Late => "逾期补交",
            Updated::InTime => "按时更新",
            Updated::Exempt => "当年新认定",
            Updated::Unknown => "称号待核实",
        }
    }
}

/// An enterprise of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateRow {
    /// Which.
    pub enterprise: EnterpriseId,
    /// Its name.
    pub name: String,
    /// Its city.
    pub city: DivisionCode,
    /// For which tiers it updates; those that are exempt or unsure likewise.
    pub tiers: Vec<Tier>,
    /// Where it stands.
    pub standing: Updated,
    /// When it first updated.
    pub on: Option<Date>,
    /// Where.
    pub channel: Option<Channel>,
    /// Whether it would lose, or has lost, the right to re-review of a title.
    pub loses: bool,
}

/// What is asked of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UpdateFilter {
    /// Of this city.
    pub city: Option<DivisionCode>,
    /// That stand so.
    pub standing: Option<Updated>,
    /// Whose name has these words.
    pub words: String,
    /// From 1.
    pub page: usize,
}

/// A year as an office sees it.
#[derive(Debug, Clone)]
pub struct Updates {
    /// The year with its version; without a state where it is not open.
    pub year: Standing<UpdateYear>,
    /// What the rules say of it.
    pub rules: Option<Rules>,
    /// By city, how many stand so.
    pub counts: BTreeMap<DivisionCode, BTreeMap<Updated, u32>>,
    /// How many would lose the right to re-review if the year closed now.
    pub would_lose: u32,
    /// How many the list has.
    pub total: usize,
    /// A page of it, by city and name.
    pub rows: Vec<UpdateRow>,
    /// Other years on record.
    pub years: Vec<i16>,
    /// What the reader may do.
    pub may: MayUpdate,
}

/// What an officer may do with a year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MayUpdate {
    /// Arrange it.
    pub arrange: bool,
    /// Import a list of the national platform.
    pub import: bool,
    /// Confirm the lists.
    pub confirm: bool,
    /// Give back a right that was lost.
    pub excuse: bool,
}

impl App {
    /// The update of one's own enterprise in a year, with all that is read before it is filed.
    pub async fn own_update(&self, actor: &Actor, year: i16) -> Result<OwnUpdate, Failure> {
        let own = actor.person().and_then(|person| person.drafts_for.as_ref());
        let enterprise = own.ok_or(NotAllowed { act: Act::FileUpdate })?;
        let subject = Subject { enterprise: Some(enterprise), ..Subject::default() };
        may(actor, Act::ReadCase, subject)?;
        let today = self.clock.today();
        let mut reading = self.store.read().await?;
        let opened = reading.load::<UpdateYear>(UpdateYearId::of(year).as_str()).await?.state;
        let update = reading.load::<AnnualUpdate>(AnnualUpdateId::of(enterprise, year).as_str()).await?.state;
        let mut known = reading.load::<Enterprise>(enterprise.as_str()).await?.state()?.clone();
        let titles = titles(&mut reading, &[enterprise.as_str()]).await?;
        tell_titles(&mut known.answers, &titles, today);
        let last = last_filing(&mut reading, enterprise, year).await?;
        let rules = opened.as_ref().map(|year| year.rules.clone()).or_else(|| Rules::of(&self.policy, year));
        let duty = rules.as_ref().map_or(Duty::Nothing, |rules| duty(rules, year, &titles, today));
        let tier = match &duty {
            Duty::Owes(tiers) | Duty::Unknown(tiers) => tiers.first().copied(),
            Duty::Exempt { tier, .. } => Some(*tier),
            Duty::Nothing => None,
        };
        Ok(OwnUpdate {
            year: opened,
            rules,
            update,
            duty,
            lines: beside(&self.policy.catalogue, &known.answers, last.as_ref().map(|(answers, _)| answers), year),
            last_on: last.map(|(_, on)| on),
            cautions: tier.map_or_else(Vec::new, |tier| cautions(&self.policy, &known.answers, tier, today)),
            digest: Content::of(&known).digest(),
            lost: titles.into_iter().filter(|one| one.ended.is_none() && one.lost_right.is_some()).collect(),
            may_file: may(actor, Act::FileUpdate, subject).is_ok(),
        })
    }

    /// What one's enterprise has to do this year, if the year is open and it owes anything, or has missed it.
    pub async fn update_task(&self, actor: &Actor) -> Result<Option<UpdateTask>, Failure> {
        let Some(enterprise) = actor.person().and_then(|person| person.drafts_for.as_ref()) else { return Ok(None) };
        may(actor, Act::ReadCase, Subject { enterprise: Some(enterprise), ..Subject::default() })?;
        let today = self.clock.today();
        let mut reading = self.store.read().await?;
        let opened = reading.load::<UpdateYear>(UpdateYearId::of(today.year()).as_str()).await?.state;
        let Some(year) = opened.filter(|year| today >= year.rules.opens) else { return Ok(None) };
        let id = AnnualUpdateId::of(enterprise, year.year);
        let update = reading.load::<AnnualUpdate>(id.as_str()).await?.state;
        let duty = duty(&year.rules, year.year, &titles(&mut reading, &[enterprise.as_str()]).await?, today);
        let concerns = matches!(duty, Duty::Owes(_)) || update.is_some();
        Ok(concerns.then_some(UpdateTask { year, update, duty }))
    }

    /// Who of a city, or of the province, has updated in a year.
    pub async fn updates(&self, actor: &Actor, year: i16, filter: &UpdateFilter) -> Result<Updates, Failure> {
        let extent = extent(actor, Act::ReadUpdates)?;
        let mut reading = self.store.read().await?;
        let opened = reading.load::<UpdateYear>(UpdateYearId::of(year).as_str()).await?;
        let state = opened.state.as_ref();
        let rules = state.map(|year| year.rules.clone()).or_else(|| Rules::of(&self.policy, year));
        let mut counts: BTreeMap<DivisionCode, BTreeMap<Updated, u32>> = BTreeMap::new();
        let mut rows = match &rules {
            Some(rules) => all(&mut reading, (year, state), rules, self.clock.today()).await?,
            None => vec![],
        };
        rows.retain(|row| match &extent {
            Extent::Province => true,
            Extent::Cities(cities) => cities.contains(&row.city),
        });
        for row in &rows {
            *counts.entry(row.city).or_default().entry(row.standing).or_default() += 1;
        }
        let would_lose = rows.iter().filter(|row| row.standing == Updated::NotYet && row.loses).count();
        rows.retain(|row| {
            filter.city.is_none_or(|city| city == row.city)
                && filter.standing.is_none_or(|standing| standing == row.standing)
                && row.name.contains(filter.words.trim())
        });
        rows.sort_by(|a, b| (a.city, &a.name, &a.enterprise).cmp(&(b.city, &b.name, &b.enterprise)));
        let total = rows.len();
        let rows = rows.into_iter().skip(filter.page.saturating_sub(1) * UPDATES).take(UPDATES).collect();
        let known = reading.rows("SELECT year FROM update_year ORDER BY year DESC", args![]).await?;
        let years = known.iter().map(|row| row.number("year").map(|year| i16::try_from(year).unwrap_or_default()));
        let years = years.collect::<Result<_, _>>()?;
        let can = |act| may(actor, act, Subject::default()).is_ok();
        let may = MayUpdate {
            arrange: can(Act::ArrangeUpdates),
            import: can(Act::ImportUpdates),
            confirm: can(Act::ConfirmUpdates),
            excuse: can(Act::ExcuseUpdate),
        };
        let would_lose = u32::try_from(would_lose).unwrap_or(u32::MAX);
        Ok(Updates { year: opened, rules, counts, would_lose, total, rows, years, may })
    }

    /// The update of an enterprise in a year as an office reads it, with its name.
    pub async fn update_of(
        &self,
        actor: &Actor,
        enterprise: &EnterpriseId,
        year: i16,
    ) -> Result<Option<(Enterprise, UpdateYear, AnnualUpdate, Vec<Recognition>)>, Failure> {
        let mut reading = self.store.read().await?;
        let known = reading.load::<Enterprise>(enterprise.as_str()).await?.state;
        let subject =
            Subject { enterprise: Some(enterprise), city: known.as_ref().map(|one| one.city), ..Subject::default() };
        may(actor, Act::ReadUpdates, subject)?;
        let opened = reading.load::<UpdateYear>(UpdateYearId::of(year).as_str()).await?.state;
        let update = reading.load::<AnnualUpdate>(AnnualUpdateId::of(enterprise, year).as_str()).await?.state;
        let titles = titles(&mut reading, &[enterprise.as_str()]).await?;
        Ok(known.zip(opened).zip(update).map(|((known, opened), update)| (known, opened, update, titles)))
    }
}

/// Everybody whom a year concerns, in no order. What has happened in it stands before what is owed today.
async fn all(
    reading: &mut Reading,
    (year, state): (i16, Option<&UpdateYear>),
    rules: &Rules,
    today: Date,
) -> Result<Vec<UpdateRow>, StoreError> {
    let due = state.map_or(rules.due, UpdateYear::due);
    let sql = "SELECT enterprise, filed_on, channel, missed_on, excused_on FROM annual_update WHERE year = $1";
    let mut happened = BTreeMap::new();
    for row in reading.rows(sql, args![i64::from(year)]).await? {
        let on = row.maybe_date("filed_on")?;
        let channel = row.maybe_text("channel")?;
        let channel = Channel::ALL.into_iter().find(|one| channel == Some(one.id()));
        let missed = row.maybe_date("missed_on")?.is_some();
        let excused = row.maybe_date("excused_on")?.is_some();
        happened.insert(EnterpriseId(row.text("enterprise")?.to_owned()), (on, channel, missed, excused));
    }
    let mut rows = Vec::new();
    for (enterprise, holder) in holders(reading, due.min(today)).await? {
        let owed = duty(rules, year, &holder.titles, due.min(today));
        let (on, channel, missed, excused) = happened.remove(&enterprise).unwrap_or_default();
        let standing = match (&owed, on) {
            (_, Some(on)) if on <= due => Updated::InTime,
            _ if excused => Updated::Excused,
            (_, Some(_)) => Updated::Late,
            _ if missed => Updated::Missed,
            (Duty::Owes(_), None) => Updated::NotYet,
            (Duty::Exempt { .. }, None) => Updated::Exempt,
            (Duty::Unknown(_), None) => Updated::Unknown,
            (Duty::Nothing, None) => continue,
        };
        let tiers = match owed {
            Duty::Owes(tiers) | Duty::Unknown(tiers) => tiers,
            Duty::Exempt { tier, .. } => vec![tier],
            Duty::Nothing => vec![],
        };
        let loses = match standing {
            Updated::NotYet => losing(rules, year, &holder.titles, due).next().is_some(),
            _ => holder.titles.iter().any(|title| title.ended.is_none() && title.lost_right.is_some()),
        };
        let (name, city) = (holder.name, holder.city);
        rows.push(UpdateRow { enterprise, name, city, tiers, standing, on, channel, loses });
    }
    Ok(rows)
}
