//! The queue of an office: what is asked for, what there is, the nearest deadline first.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use titian_domain::account::{Account, Role};
use titian_domain::application::{Application, Channel, Desk, Spell};
use titian_domain::id::{AccountId, ApplicationId, BatchId, EnterpriseId};
use titian_domain::notice::{Batch, Notice};
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, StoreError, Value, args};

use super::cases::spells_of;
use super::within;
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::perform::checked::Against;
use crate::permission::{Act, Extent, extent};

/// Cases on a page of a queue.
pub const PAGE: u32 = 50;

/// Whose cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Whose {
    /// Anybody's.
    #[default]
    Any,
    /// Not taken up.
    Nobody,
    /// This handler's.
    Of(AccountId),
}

/// What of a queue is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// Only what waits for the reader's own hand.
    pub waiting: bool,
    /// In one stage.
    pub stage: Option<&'static str>,
    /// Whose.
    pub whose: Whose,
    /// Of one batch.
    pub batch: Option<BatchId>,
    /// Only those that an objection holds.
    pub held: bool,
    /// Only those filed there.
    pub channel: Option<Channel>,
    /// Words that must all occur: in the name, the number or the code.
    pub words: Vec<String>,
    /// What comes first.
    pub order: Order,
    /// Which page, from 1.
    pub page: u32,
}

/// What comes first in a queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// What is due first.
    #[default]
    Due,
    /// What has been at its present step the longest.
    Waiting,
}

/// A page of a queue.
#[derive(Debug, Clone, Default)]
pub struct Queued {
    /// How many fit.
    pub all: u32,
    /// Those of this page with their batches, the nearest deadline first.
    pub cases: Vec<(Application, Batch)>,
    /// How many there are in each stage, whatever stage is asked for.
    pub counts: BTreeMap<String, u32>,
    /// How many of them are past their day.
    pub overdue: u32,
    /// How many more are due within a week.
    pub soon: u32,
    /// Batches one can ask for, the latest first.
    pub batches: Vec<(BatchId, String)>,
    /// Who handles cases here, by account and name.
    pub handlers: Vec<(AccountId, String)>,
    /// Enterprises that the reader stays away from (回避).
    pub away: BTreeSet<EnterpriseId>,
    /// Who has had each case of this page since it was submitted, by its id.
    pub spells: HashMap<String, Vec<Spell>>,
    /// Which checks have to be made again before a case of this page can go on a list, by case.
    pub unchecked: Against,
}

/// Where a case stands among those that wait for a reader.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The one before.
    pub before: Option<ApplicationId>,
    /// The one after.
    pub after: Option<ApplicationId>,
    /// Its place, from 1; 0 if it waits for somebody else.
    pub place: u32,
    /// How many wait.
    pub of: u32,
}

/// A question about the table of cases, in SQL: the conditions, what they compare with, and the day a case is due.
pub(super) struct Asked {
    pub(super) wheres: Vec<String>,
    pub(super) args: Vec<Value>,
    pub(super) due: String,
}

impl Asked {
    /// Of what somebody may read; `batches` give the last day of the cities.
    pub(super) fn of(seen: &Extent, batches: &[Batch]) -> Asked {
        let mut args = vec![];
        let here = within(seen, "city", &mut args);
        let mut place = |value: Value| {
            args.push(value);
            format!("${}", args.len())
        };
        let mut days = String::new();
        for batch in batches {
            let (id, day) = (place(batch.id.as_str().into()), place(batch.city_due.into()));
            days.push_str(&format!(" WHEN {id} THEN {day}"));
        }
        let last = if days.is_empty() { "NULL".to_owned() } else { format!("CASE batch{days} END") };
        // Nothing is due of a case that is over, or that waits for a list; the cities' last day binds the cities.
        let due = format!(
            "CASE WHEN stage IN ('filed', 'announcing', 'nominated', 'recognised', 'refused', 'withdrawn') THEN NULL \
             WHEN desk = 'province' THEN due ELSE COALESCE(due, {last}) END"
        );
        // What was never submitted has no number, and is the enterprise's own affair.
        Asked { wheres: vec!["number IS NOT NULL".into(), here], args, due }
    }

    pub(super) fn and(&mut self, clause: &str, values: impl IntoIterator<Item = Value>) {
        let mut clause = clause.to_owned();
        for value in values {
            self.args.push(value);
            clause = clause.replacen('?', &format!("${}", self.args.len()), 1);
        }
        self.wheres.push(clause);
    }

    fn narrow(&mut self, queue: &Queue, actor: &Actor, today: Date) {
        if queue.waiting {
            let (clause, values) = waiting(actor, today);
            self.and(&clause, values);
        }
        match &queue.whose {
            Whose::Any => {}
            Whose::Nobody => self.and("handler IS NULL AND stage IN ('submitted', 'recommended')", []),
            Whose::Of(account) => self.and("handler = ?", [account.as_str().into()]),
        }
        if let Some(batch) = &queue.batch {
            self.and("batch = ?", [batch.as_str().into()]);
        }
        if let Some(channel) = queue.channel {
            self.and("channel = ?", [channel.id().into()]);
        }
        if queue.held {
            self.and("held = 1", []);
        }
        for word in &queue.words {
            let plain = word.replace(['%', '_', '\\'], "");
            // One engine minds the case of letters and the other does not.
            let upper = Value::from(format!("%{}%", plain.to_uppercase()));
            self.and(
                "(UPPER(name) LIKE ? OR number LIKE ? OR enterprise IN (SELECT id FROM enterprise WHERE code LIKE ?))",
                [upper.clone(), upper.clone(), upper],
            );
        }
    }

    pub(super) fn sql(&self) -> String {
        format!("FROM application WHERE {}", self.wheres.join(" AND "))
    }

    pub(super) fn order(&self, order: Order) -> String {
        match order {
            Order::Due => format!("ORDER BY COALESCE({}, '9999-12-31'), number, id", self.due),
            Order::Waiting => "ORDER BY COALESCE(since, '9999-12-31'), number, id".into(),
        }
    }
}

/// What waits for somebody's own hand on a day, with what is compared.
pub(super) fn waiting(actor: &Actor, today: Date) -> (String, Vec<Value>) {
    let may = |act| extent(actor, act).is_ok();
    let (mut ways, mut values) = (Vec::new(), Vec::new());
    if let Some(desk) = desk_of(actor, Act::Review) {
        // What was not mended in time comes back by itself.
        ways.push(
            "(desk = ? AND (stage IN ('submitted', 'recommended') \
             OR (handler = ? AND (stage = 'under_review' OR (stage = 'returned' AND due < ?)))) \
             AND enterprise NOT IN (SELECT enterprise FROM recusal WHERE account = ? AND active = 1))",
        );
        values.extend([desk.id().into(), actor.id().into(), today.into(), actor.id().into()]);
    }
    if let Some(desk) = desk_of(actor, Act::Approve) {
        // Their own, only while they stand in for somebody (替岗) in its office.
        ways.push(
            "(desk = ? AND stage = 'concluded' AND (handler <> ? OR EXISTS (SELECT 1 FROM substitution WHERE who = ? \
             AND ended = 0 AND first_day <= ? AND last_day >= ? \
             AND office = CASE desk WHEN 'province' THEN ? ELSE city END)) \
             AND enterprise NOT IN (SELECT enterprise FROM recusal WHERE account = ? AND active = 1))",
        );
        let me = || Value::from(actor.id());
        let province = DivisionCode::GUANGXI.to_string();
        values.extend([desk.id().into(), me(), me(), today.into(), today.into(), province.into(), me()]);
    }
    if let Some(desk) = desk_of(actor, Act::RecommendList) {
        ways.push("(desk = ? AND stage = 'endorsed')");
        values.push(desk.id().into());
    }
    if may(Act::PrepareAnnouncement) {
        ways.push("(stage = 'filed' OR (desk = 'province' AND stage = 'cleared'))");
    }
    if ways.is_empty() { ("1 = 0".into(), values) } else { (format!("({})", ways.join(" OR ")), values) }
}

/// At which desk somebody does something: the province's own people at the province's.
pub(super) fn desk_of(actor: &Actor, act: Act) -> Option<Desk> {
    match extent(actor, act).ok()? {
        Extent::Province => Some(Desk::Province),
        Extent::Cities(cities) => cities.first().map(|city| Desk::of(*city)),
    }
}

/// All batches that were published, the latest first.
pub(crate) async fn published(reading: &mut Reading) -> Result<Vec<Batch>, StoreError> {
    let sql = "SELECT state FROM notice WHERE published_on IS NOT NULL ORDER BY published_on DESC, id DESC";
    let rows = reading.rows(sql, args![]).await?;
    let notices = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Notice>, _>>()?;
    Ok(notices.into_iter().flat_map(|notice| notice.batches).collect())
}

/// Who may handle cases within an extent, by account and name.
pub(super) async fn handlers(reading: &mut Reading, seen: &Extent) -> Result<Vec<(AccountId, String)>, StoreError> {
    let sql = "SELECT state FROM account WHERE enterprise IS NULL AND disabled = 0 ORDER BY login";
    let rows = reading.rows(sql, args![]).await?;
    let accounts = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Account>, _>>()?;
    let here = |account: &Account| {
        account.grants.iter().any(|grant| match seen {
            Extent::Province => matches!(grant.role, Role::CityHandler | Role::ProvinceHandler),
            Extent::Cities(cities) => match grant.role {
                Role::CityHandler => grant.city.is_some_and(|city| cities.contains(&city)),
                Role::ProvinceHandler => cities.contains(&DivisionCode::GUANGXI),
                _ => false,
            },
        })
    };
    Ok(accounts.into_iter().filter(here).map(|account| (account.id, account.name)).collect())
}

impl App {
    /// A page of a queue: ten statements, whatever is in it.
    pub async fn queue(&self, actor: &Actor, queue: &Queue) -> Result<Queued, Failure> {
        let seen = extent(actor, Act::ReadCase)?;
        let mut reading = self.store.read().await?;
        let batches = published(&mut reading).await?;
        let mut asked = Asked::of(&seen, &batches);
        let today = self.clock.today();
        asked.narrow(queue, actor, today);

        let sql = format!("SELECT stage, COUNT(*) AS n {} GROUP BY stage", asked.sql());
        let mut counts = BTreeMap::new();
        for row in reading.rows(sql, asked.args.clone()).await? {
            counts.insert(row.text("stage")?.to_owned(), count(row.number("n")?));
        }
        if let Some(stage) = queue.stage {
            asked.and("stage = ?", [stage.into()]);
        }
        let all = counts.iter().filter(|(stage, _)| queue.stage.is_none_or(|one| one == *stage)).map(|(_, n)| n).sum();

        let week = today.saturating_add(jiff::Span::new().days(7));
        let mut args = asked.args.clone();
        args.extend([today.into(), today.into(), week.into()]);
        let (n, due) = (args.len(), &asked.due);
        let sql = format!(
            "SELECT COALESCE(SUM(CASE WHEN {due} < ${} THEN 1 ELSE 0 END), 0) AS overdue, \
             COALESCE(SUM(CASE WHEN {due} >= ${} AND {due} <= ${} THEN 1 ELSE 0 END), 0) AS soon {}",
            n - 2,
            n - 1,
            n,
            asked.sql()
        );
        let near = reading.row(sql, args).await?;
        let near = |name| near.as_ref().map_or(Ok(0), |row| row.number(name).map(count));
        let (overdue, soon) = (near("overdue")?, near("soon")?);

        let from = u64::from(queue.page.max(1) - 1) * u64::from(PAGE);
        let sql = format!("SELECT state {} {} LIMIT {PAGE} OFFSET {from}", asked.sql(), asked.order(queue.order));
        let rows = reading.rows(sql, asked.args.clone()).await?;
        let cases = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Application>, _>>()?;
        let known: HashMap<&BatchId, &Batch> = batches.iter().map(|batch| (&batch.id, batch)).collect();
        let with_batch = |case: Application| known.get(&case.batch).map(|batch| (case.clone(), (*batch).clone()));
        let cases: Vec<(Application, Batch)> = cases.into_iter().filter_map(with_batch).collect();
        let handlers = handlers(&mut reading, &seen).await?;
        let batches = batches.into_iter().map(|batch| (batch.id, batch.name)).collect();
        let sql = "SELECT enterprise FROM recusal WHERE account = $1 AND active = 1";
        let rows = reading.rows(sql, args![actor.id()]).await?;
        let from = rows.iter().map(|row| Ok(EnterpriseId(row.text("enterprise")?.to_owned())));
        let away = from.collect::<Result<BTreeSet<_>, StoreError>>()?;
        let ids: Vec<&str> = cases.iter().map(|(case, _): &(Application, Batch)| case.id.as_str()).collect();
        let spells = spells_of(&mut reading, &ids).await?;
        let waiting = cases.iter().filter(|(case, _)| case.stage.waits_for_list()).map(|(case, batch)| (case, batch));
        let unchecked = self.unchecked(&mut reading, waiting, today).await?;
        Ok(Queued { all, cases, counts, overdue, soon, batches, handlers, away, spells, unchecked })
    }

    /// Where a case stands among those that wait for the reader, in the order of their desk.
    pub async fn neighbours(&self, actor: &Actor, case: &ApplicationId) -> Result<Neighbours, Failure> {
        let seen = extent(actor, Act::ReadCase)?;
        let mut reading = self.store.read().await?;
        let batches = published(&mut reading).await?;
        let mut asked = Asked::of(&seen, &batches);
        asked.narrow(&Queue { waiting: true, ..Queue::default() }, actor, self.clock.today());
        asked.args.push(case.as_str().into());
        let (order, n) = (asked.order(Order::Due), asked.args.len());
        let sql = format!(
            "SELECT place, ahead, behind, total FROM (SELECT id, ROW_NUMBER() OVER w AS place, LAG(id) OVER w AS ahead, \
             LEAD(id) OVER w AS behind, COUNT(*) OVER () AS total {} WINDOW w AS ({order})) AS desk WHERE id = ${n}",
            asked.sql()
        );
        let Some(row) = reading.row(sql, asked.args).await? else { return Ok(Neighbours::default()) };
        let id = |name| row.maybe_text(name).map(|id| id.map(|id| ApplicationId(id.to_owned())));
        Ok(Neighbours {
            before: id("ahead")?,
            after: id("behind")?,
            place: count(row.number("place")?),
            of: count(row.number("total")?),
        })
    }
}

pub(super) fn count(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
