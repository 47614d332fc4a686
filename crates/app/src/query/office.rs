//! How an office shares its work: who stays away, who stands in, who has how much in hand, what can be given out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use titian_domain::account::{Account, Grant, Role};
use titian_domain::application::{Application, Desk};
use titian_domain::assignment::Hand;
use titian_domain::id::{AccountId, ApplicationId, EnterpriseId};
use titian_domain::notice::Batch;
use titian_domain::recusal::Recusal;
use titian_domain::substitution::Substitution;
use titian_rulebook::deadline::{Basis, FirstDay, Length, Period, Roll, deadline};
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, StoreError, Value, args};

use super::queue::{Asked, Order, count, published};
use super::{names, within};
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::perform::office::{MOST, pairs};
use crate::permission::{Act, Extent, NotAllowed, extent};

/// Entries of a list; the latest come first.
const LISTED: usize = 200;

/// Somebody who stays away from an enterprise, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// Its id.
    pub id: String,
    /// All of it.
    pub recusal: Recusal,
    /// The enterprise's name.
    pub enterprise: String,
    /// How many cases of it they still have in hand.
    pub held: u32,
    /// A case of it, to go to.
    pub case: Option<ApplicationId>,
}

/// Somebody who stands in for somebody, or did, or will.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandsIn {
    /// All of it.
    pub substitution: Substitution,
    /// Whether it holds today.
    pub holds: bool,
}

/// What a handler has in hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Load {
    /// Who.
    pub account: String,
    /// 姓名.
    pub name: String,
    /// Cases in hand, whether they work on them or wait for the enterprise or the leader.
    pub open: u32,
    /// Of these, past their day.
    pub overdue: u32,
    /// Of these, due within three working days.
    pub soon: u32,
    /// Of these, returned to the enterprise.
    pub returned: u32,
}

/// An office as its leader sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Office {
    /// Who handles cases here, with what they have in hand.
    pub loads: Vec<Load>,
    /// How many cases nobody has.
    pub waiting: u32,
    /// The last day of the next three working days; none where its year's calendar is not known.
    pub soon: Option<Date>,
}

/// Cases that might be given out.
#[derive(Debug, Clone, Default)]
pub struct ToAssign {
    /// The cases with their versions, the nearest deadline first.
    pub cases: Vec<(Application, u64)>,
    /// How many nobody has in all.
    pub all: u32,
    /// To whom, with what they have in hand.
    pub hands: Vec<(Hand, String)>,
    /// Who stays away from what.
    pub away: BTreeSet<(AccountId, EnterpriseId)>,
}

/// What somebody stands in for today, in all offices.
pub(super) async fn standing_in(
    reading: &mut Reading,
    actor: &Actor,
    today: Date,
) -> Result<Vec<Substitution>, StoreError> {
    let sql = "SELECT state FROM substitution WHERE who = $1 AND ended = 0 AND first_day <= $2 AND last_day >= $3 \
        ORDER BY first_day, id";
    let rows = reading.rows(sql, args![actor.id(), today, today]).await?;
    rows.iter().map(|row| row.json("state")).collect()
}

/// Who works on cases in an office, handlers and leaders, by account and name.
pub(super) async fn people_of(
    reading: &mut Reading,
    office: DivisionCode,
) -> Result<Vec<(AccountId, String)>, StoreError> {
    let sql = "SELECT state FROM account WHERE officer = 1 AND disabled = 0 ORDER BY login";
    let rows = reading.rows(sql, args![]).await?;
    let accounts = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Account>, _>>()?;
    let works = |grant: &Grant| match grant.role {
        Role::CityHandler | Role::CityLeader => grant.city == Some(office),
        Role::ProvinceHandler | Role::ProvinceLeader => office == DivisionCode::GUANGXI,
        _ => false,
    };
    let here = accounts.into_iter().filter(|account| account.grants.iter().any(works));
    Ok(here.map(|account| (account.id, account.name)).collect())
}

/// Whom an office can send on visits, by account and name.
pub(super) async fn inspectors_of(
    reading: &mut Reading,
    office: DivisionCode,
) -> Result<Vec<(AccountId, String)>, StoreError> {
    let rows = reading.rows("SELECT state FROM account WHERE officer = 1 AND disabled = 0", args![]).await?;
    let accounts = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Account>, _>>()?;
    let sent = |grant: &Grant| match grant.role {
        Role::CityInspector => grant.city == Some(office),
        Role::ProvinceInspector => office.is_province(),
        _ => false,
    };
    let here = accounts.into_iter().filter(|account| account.grants.iter().any(sent));
    let mut here: Vec<_> = here.map(|account| (account.id, account.name)).collect();
    here.sort_by(|(one, a), (other, b)| (a, one).cmp(&(b, other)));
    Ok(here)
}

/// The desk of a leader's office, and its code: the province's own people have the province's.
fn office(actor: &Actor, act: Act) -> Result<(Desk, Extent, DivisionCode), NotAllowed> {
    match extent(actor, act)? {
        Extent::Province => Ok((Desk::Province, Extent::Province, DivisionCode::GUANGXI)),
        Extent::Cities(cities) => {
            let first = cities.first().copied().ok_or(NotAllowed { act })?;
            Ok((Desk::of(first), Extent::Cities(cities), first))
        }
    }
}

impl App {
    /// Who stays away from whom: all of the reader's office for its leader, for others what concerns them; those that
    /// stand first.
    pub async fn recusals(&self, actor: &Actor) -> Result<(Vec<Apart>, BTreeMap<AccountId, String>), Failure> {
        extent(actor, Act::Recuse)?;
        let mut values: Vec<Value> = vec![actor.id().into()];
        let here = extent(actor, Act::OrderRecusal)
            .map_or_else(|_| "1 = 0".into(), |seen| within(&seen, "r.office", &mut values));
        let sql = format!(
            "SELECT r.id AS id, r.state AS state, e.name AS name, \
             (SELECT COUNT(*) FROM application a WHERE a.enterprise = r.enterprise AND a.handler = r.account) AS held, \
             (SELECT MAX(a.id) FROM application a WHERE a.enterprise = r.enterprise AND a.number IS NOT NULL) AS last \
             FROM recusal r JOIN enterprise e ON e.id = r.enterprise WHERE r.account = $1 OR {here} \
             ORDER BY r.active DESC, e.name, r.id LIMIT {LISTED}"
        );
        let mut reading = self.store.read().await?;
        let mut all = Vec::new();
        for row in reading.rows(sql, values).await? {
            all.push(Apart {
                id: row.text("id")?.to_owned(),
                recusal: row.json("state")?,
                enterprise: row.text("name")?.to_owned(),
                held: count(row.number("held")?),
                case: row.maybe_text("last")?.map(|id| ApplicationId(id.to_owned())),
            });
        }
        let people = all.iter().flat_map(|one| {
            let lifted = one.recusal.lifted.as_ref().map(|lifted| &lifted.by);
            [Some(&one.recusal.account), Some(&one.recusal.by), lifted].into_iter().flatten()
        });
        let names = names(&mut reading, people.map(AccountId::as_str)).await?;
        Ok((all, names.into_iter().collect()))
    }

    /// Who stands in for whom in the reader's office, the latest first; who may be chosen, if the reader writes it down.
    pub async fn substitutions(
        &self,
        actor: &Actor,
    ) -> Result<(Vec<StandsIn>, BTreeMap<AccountId, String>, Vec<(AccountId, String)>), Failure> {
        extent(actor, Act::Recuse)?;
        let mut values: Vec<Value> = vec![actor.id().into()];
        let records = office(actor, Act::Substitute).ok();
        let here = records.as_ref().map_or_else(|| "1 = 0".into(), |(_, seen, _)| within(seen, "office", &mut values));
        let sql = format!(
            "SELECT state FROM substitution WHERE who = $1 OR {here} ORDER BY last_day DESC, id DESC LIMIT {LISTED}"
        );
        let mut reading = self.store.read().await?;
        let rows = reading.rows(sql, values).await?;
        let all = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Substitution>, _>>()?;
        let people = all.iter().flat_map(|one| {
            let ended = one.ended.as_ref().map(|(_, by)| by);
            [Some(&one.who), Some(&one.whom), Some(&one.by), ended].into_iter().flatten()
        });
        let names = names(&mut reading, people.map(AccountId::as_str)).await?;
        let choices = match records {
            Some((_, _, office)) => people_of(&mut reading, office).await?,
            None => vec![],
        };
        let today = self.clock.today();
        let all = all.into_iter().map(|one| StandsIn { holds: one.holds(today), substitution: one }).collect();
        Ok((all, names.into_iter().collect(), choices))
    }

    /// The office whose substitutions the reader writes down.
    pub fn own_office(&self, actor: &Actor) -> Result<DivisionCode, NotAllowed> {
        office(actor, Act::Substitute).map(|(_, _, office)| office)
    }

    /// The last day of the next three working days; none where its year's calendar is not known.
    fn soon(&self) -> Option<Date> {
        let period = Period {
            length: Length::WorkingDays(3),
            first_day: FirstDay::DoesNotCount,
            rolls: Roll::Stays,
            basis: Basis(String::new()),
            at_end: String::new(),
        };
        deadline(&period, self.clock.today(), &self.policy.calendar).ok().map(|deadline| deadline.last_day)
    }

    /// Who handles cases in the leader's office, and what each has in hand: the figures are one statement.
    pub async fn workload(&self, actor: &Actor) -> Result<Office, Failure> {
        let (desk, seen, code) = office(actor, Act::Assign)?;
        let mut reading = self.store.read().await?;
        let batches = published(&mut reading).await?;
        let soon = self.soon();
        let counted = counted(&mut reading, (desk, &seen), &batches, (self.clock.today(), soon)).await?;
        let mut loads = Vec::new();
        for (id, name) in super::queue::handlers(&mut reading, &Extent::Cities(vec![code])).await? {
            let known = counted.get(&Some(id.to_string())).cloned().unwrap_or_default();
            loads.push(Load { account: id.to_string(), name, ..known });
        }
        let waiting = counted.get(&None).map_or(0, |load| load.open);
        Ok(Office { loads, waiting, soon })
    }

    /// Cases that might be given out: those named, or else all that nobody has, with who might be given them.
    pub async fn to_assign(&self, actor: &Actor, named: &[ApplicationId]) -> Result<ToAssign, Failure> {
        let office = self.workload(actor).await?;
        let (desk, seen, _) = self::office(actor, Act::Assign)?;
        let mut reading = self.store.read().await?;
        let batches = published(&mut reading).await?;
        let mut asked = Asked::of(&seen, &batches);
        asked.and("desk = ?", [desk.id().into()]);
        if named.is_empty() {
            asked.and("stage IN ('submitted', 'recommended')", []);
        } else {
            let ids = named.iter().take(MOST).map(|id| Value::from(id.as_str()));
            let places = vec!["?"; named.len().min(MOST)].join(", ");
            asked.and(&format!("id IN ({places})"), ids);
        }
        let sql = format!("SELECT state, version {} {} LIMIT {MOST}", asked.sql(), asked.order(Order::Due));
        let rows = reading.rows(sql, asked.args).await?;
        let case = |row: &titian_store::Row| Ok((row.json("state")?, row.count("version")?));
        let cases = rows.iter().map(case).collect::<Result<Vec<(Application, u64)>, StoreError>>()?;
        let hand = |load: Load| (Hand { account: AccountId(load.account), open: load.open }, load.name);
        Ok(ToAssign {
            cases,
            all: office.waiting,
            hands: office.loads.into_iter().map(hand).collect(),
            away: pairs(&mut reading).await?,
        })
    }
}

/// What everybody has in hand at a desk, and under no account what nobody has: one statement.
async fn counted(
    reading: &mut Reading,
    (desk, seen): (Desk, &Extent),
    batches: &[Batch],
    (today, soon): (Date, Option<Date>),
) -> Result<BTreeMap<Option<String>, Load>, StoreError> {
    let mut asked = Asked::of(seen, batches);
    asked.and("desk = ?", [desk.id().into()]);
    asked.and("stage IN ('submitted', 'recommended', 'under_review', 'returned', 'concluded')", []);
    let (from, due) = (asked.sql(), asked.due.clone());
    let mut values = asked.args;
    let mut place = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let (first, again, last) = (place(today.into()), place(today.into()), place(soon.unwrap_or(today).into()));
    let sum = |condition: String| format!("CAST(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS BIGINT)");
    let (overdue, near) = (sum(format!("{due} < {first}")), sum(format!("{due} >= {again} AND {due} <= {last}")));
    let returned = sum("stage = 'returned'".into());
    let sql = format!(
        "SELECT handler, COUNT(*) AS open, {overdue} AS overdue, {near} AS soon, {returned} AS returned {from} \
         GROUP BY handler"
    );
    let mut loads = BTreeMap::new();
    for row in reading.rows(sql, values).await? {
        let number = |name| row.number(name).map(count);
        let load = Load {
            open: number("open")?,
            overdue: number("overdue")?,
            soon: number("soon")?,
            returned: number("returned")?,
            ..Load::default()
        };
        loads.insert(row.maybe_text("handler")?.map(str::to_owned), load);
    }
    Ok(loads)
}
