//! How an office shares its work: who stays away (回避), who stands in (替岗), who is given what (分派).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use titian_domain::account::{Account, Grant, Role};
use titian_domain::application::{self, Application, Desk, decide, hand_on};
use titian_domain::draw::duty;
use titian_domain::id::{AccountId, ApplicationId, BatchId, EnterpriseId, RecusalId, SubstitutionId};
use titian_domain::notice::Batch;
use titian_domain::publicity::Entry;
use titian_domain::recusal::{self, Recusal};
use titian_domain::refusal::Refusal;
use titian_domain::substitution::{self, Substitution};
use titian_rulebook::calendar::written;
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, Recipient, Standing, StoreError, Tx, args};

use super::draw::draws_at;
use super::review::handles;
use super::tell::News;
use super::{Doing, batch as load_batch, case as load_case, cases as load_cases, subject};
use crate::actor::{Actor, Person};
use crate::command::{Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject, may};

/// Cases that can be given out at once.
pub const MOST: usize = 500;

/// The office at whose desk a case lies.
pub(crate) fn office_of(case: &Application) -> DivisionCode {
    match case.desk {
        Desk::City => case.city,
        Desk::Province => DivisionCode::GUANGXI,
    }
}

/// Who stays away from an enterprise.
pub(crate) async fn away_from(reading: &mut Reading, enterprise: &EnterpriseId) -> Result<Vec<AccountId>, StoreError> {
    let sql = "SELECT account FROM recusal WHERE enterprise = $1 AND active = 1 ORDER BY account";
    let rows = reading.rows(sql, args![enterprise.as_str()]).await?;
    rows.iter().map(|row| Ok(AccountId(row.text("account")?.to_owned()))).collect()
}

/// What somebody stands in for on a day in an office, if they do.
pub(crate) async fn stands_in(
    reading: &mut Reading,
    who: &str,
    office: DivisionCode,
    on: Date,
) -> Result<Option<Substitution>, StoreError> {
    let sql = "SELECT state FROM substitution WHERE who = $1 AND office = $2 AND ended = 0 AND first_day <= $3 \
        AND last_day >= $4 ORDER BY first_day, id LIMIT 1";
    let row = reading.row(sql, args![who, office.to_string(), on, on]).await?;
    row.map(|row| row.json("state")).transpose()
}

/// A substitution in words, as it stands on what was decided under it.
pub(crate) fn in_words(substitution: &Substitution, whom: &str) -> String {
    format!("替{whom}，至{}：{}", written(substitution.until), substitution.why)
}

impl Doing<'_> {
    pub(super) fn me(&self) -> AccountId {
        AccountId(self.actor.id().to_owned())
    }

    /// Refuses what is not an act on a case but about its enterprise, if the actor stays away from it.
    pub(super) async fn keeps_away_from(
        &self,
        tx: &mut Tx,
        enterprise: &EnterpriseId,
        article: &str,
        act: &str,
    ) -> Result<(), Failure> {
        if away_from(tx, enterprise).await?.contains(&self.me()) {
            return Err(recusal::refusal(article, act).into());
        }
        Ok(())
    }

    /// The same for an act about several enterprises at once: it is left to a colleague as a whole, and the refusal names
    /// those that the actor stays away from.
    pub(super) async fn keeps_away_from_any(
        &self,
        tx: &mut Tx,
        list: &[Entry],
        article: &str,
        act: &str,
    ) -> Result<(), Failure> {
        let rows =
            tx.rows("SELECT enterprise FROM recusal WHERE account = $1 AND active = 1", args![self.actor.id()]).await?;
        let apart = rows.iter().map(|row| row.text("enterprise")).collect::<Result<BTreeSet<_>, StoreError>>()?;
        let tied: Vec<&Entry> = list.iter().filter(|one| apart.contains(one.enterprise.as_str())).collect();
        if tied.is_empty() {
            return Ok(());
        }
        let mut refusal = recusal::refusal(article, act);
        refusal.reasons = tied.iter().map(|one| format!("您对“{}”回避", one.name)).collect();
        Err(refusal.into())
    }

    /// For what the actor may decide what they have handled themselves; empty if for nothing.
    pub(super) async fn substitution(&self, tx: &mut Tx, case: &Application) -> Result<String, Failure> {
        let Some(found) = stands_in(tx, self.actor.id(), office_of(case), self.today).await? else {
            return Ok(String::new());
        };
        let whom = tx.load::<Account>(found.whom.as_str()).await?.state;
        Ok(in_words(&found, whom.as_ref().map_or("同事", |account| &account.name)))
    }

    pub(super) async fn recuse(
        &mut self,
        tx: &mut Tx,
        application: &ApplicationId,
        account: AccountId,
        why: String,
        to: Option<AccountId>,
    ) -> Result<Done, Failure> {
        let (_, case) = load_case(tx, application).await?;
        let own = account == self.me();
        let assigned = duty(&draws_at(tx, &case).await?, &case.enterprise).accounts();
        let about = Subject { assigned: &assigned, ..subject(&case) };
        self.may(if own { Act::Recuse } else { Act::OrderRecusal }, about)?;
        let person = self.colleague(tx, &account).await?;
        let office = person.and_then(|person| belongs_to(&person, &case).or_else(|| sent_from(&person, &case)));
        let Some(office) = office else {
            let refusal = Refusal::new("A5", "这位同事不是本单位办理申报、实地抽查的人员");
            return Err(refusal.todo("请从名单中选一位").into());
        };
        let id = RecusalId::of(&account, &case.enterprise);
        let standing = tx.load::<Recusal>(id.as_str()).await?;
        let held = self.in_hand(tx, &account, &case.enterprise).await?;
        let known = standing.state.as_ref().is_some_and(Recusal::in_force);
        // Declared already: all that is left to do is to put into other hands what was left in these.
        if !(known && to.is_some() && !held.is_empty()) {
            let command = recusal::Command::Declare {
                account: account.clone(),
                enterprise: case.enterprise.clone(),
                office,
                why,
            };
            let events = recusal::decide(standing.state.as_ref(), command, &self.me(), self.today)?;
            self.record(&standing, events);
        }
        let moved = match &to {
            Some(to) => self.hand_all_on(tx, &case.enterprise, held, &account, to).await?,
            None => 0,
        };
        let left = if to.is_some() { 0 } else { self.in_hand(tx, &account, &case.enterprise).await?.len() };
        if !own {
            let body = format!("您对“{}”回避：不再办理、审批它的申报。", name(&case));
            let mail = "您对一家企业回避，详情请登录后查看。".to_owned();
            let link = format!("/office/applications/{application}");
            self.tell(Recipient::Account(account.clone()), News { subject: "您对一家企业回避", body, mail, link });
        }
        let said = match (moved, left) {
            (0, 0) => "已登记回避".to_owned(),
            (0, left) => format!("已登记回避；还有 {left} 件在其手上，请转交"),
            (moved, _) => format!("已登记回避，{moved} 件已转交"),
        };
        Ok(Done::said(said).of(id))
    }

    /// What somebody has in hand of an enterprise.
    async fn in_hand(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        enterprise: &EnterpriseId,
    ) -> Result<Vec<ApplicationId>, Failure> {
        let sql = "SELECT id FROM application WHERE enterprise = $1 AND handler = $2 ORDER BY id";
        let rows = tx.rows(sql, args![enterprise.as_str(), account.as_str()]).await?;
        let ids = rows.iter().map(|row| Ok(ApplicationId(row.text("id")?.to_owned())));
        Ok(ids.collect::<Result<_, StoreError>>()?)
    }

    async fn hand_all_on(
        &mut self,
        tx: &mut Tx,
        enterprise: &EnterpriseId,
        held: Vec<ApplicationId>,
        from: &AccountId,
        to: &AccountId,
    ) -> Result<usize, Failure> {
        if to == from || away_from(tx, enterprise).await?.contains(to) {
            return Err(recusal::refusal_of_another("A9.2").into());
        }
        let mut first = None;
        for (standing, case) in load_cases(tx, &held).await? {
            self.can_handle(tx, &case, to).await?;
            self.record(&standing, hand_on(&case, from, to, self.today));
            first.get_or_insert(case);
        }
        if let Some(case) = first.filter(|_| *to != self.me()) {
            let body = format!("同事回避，“{}”的申报转交给您，请重新审核。", name(&case));
            let mail = "一件申报转交给您，详情请登录后查看。".to_owned();
            let link = format!("/office/applications/{}", case.id);
            self.tell(Recipient::Account(to.clone()), News { subject: "申报转交给您", body, mail, link });
        }
        Ok(held.len())
    }

    pub(super) async fn lift_recusal(&mut self, tx: &mut Tx, id: &RecusalId, why: String) -> Result<Done, Failure> {
        let standing = tx.load::<Recusal>(id.as_str()).await?;
        let office = standing.state.as_ref().map(|recusal| recusal.office);
        self.may(Act::OrderRecusal, at(office))?;
        let command = recusal::Command::Lift { why };
        let events = recusal::decide(standing.state.as_ref(), command, &self.me(), self.today)?;
        self.record(&standing, events);
        Ok(Done::said("已解除回避").of(id))
    }

    pub(super) async fn substitute(
        &mut self,
        tx: &mut Tx,
        office: DivisionCode,
        (who, whom): (AccountId, AccountId),
        (from, until): (Date, Date),
        why: String,
    ) -> Result<Done, Failure> {
        self.may(Act::Substitute, at(Some(office)))?;
        let people = tx.load_all::<Account>(&[who.as_str(), whom.as_str()]).await?;
        let people: Vec<Actor> =
            people.iter().filter_map(|one| Person::of(one.state.as_ref()?)).map(Actor::Person).collect();
        let desk = Some(Desk::of(office));
        let here =
            |person: &Actor, act, stage| may(person, act, Subject { stage: Some(stage), desk, ..at(Some(office)) });
        let works = |person: &Actor| {
            here(person, Act::Review, "under_review").is_ok() || here(person, Act::Approve, "concluded").is_ok()
        };
        if people.len() < 2 || !people.iter().all(works) {
            let refusal = Refusal::new("A5", "替岗还不能登记").because("两位都要是本单位的经办或者审批人员");
            return Err(refusal.todo("请从名单中选").into());
        }
        let approves = here(&people[0], Act::Approve, "concluded").is_ok();
        let id = SubstitutionId(fresh());
        let (by, on) = (self.me(), self.today);
        let asked =
            Substitution { id: id.clone(), office, who: who.clone(), whom, from, until, why, by, on, ended: None };
        let events = substitution::record(asked, approves)?;
        self.record(&Standing::<Substitution>::fresh(id.as_str()), events);
        let body = format!(
            "{}至{}由您替岗：这几天里，您可以审批自己经办的申报，每一件都会注明替岗。",
            written(from),
            written(until)
        );
        let (mail, link) = (body.clone(), "/office/work".to_owned());
        self.tell(Recipient::Account(who), News { subject: "由您替岗", body, mail, link });
        Ok(Done::said("替岗已登记").of(id))
    }

    pub(super) async fn end_substitution(&mut self, tx: &mut Tx, id: &SubstitutionId) -> Result<Done, Failure> {
        let standing = tx.load::<Substitution>(id.as_str()).await?;
        self.may(Act::Substitute, at(standing.state.as_ref().map(|known| known.office)))?;
        let missing = || Refusal::new("A5", "没有找到这次替岗").todo("请刷新后再看");
        let known = standing.state.clone().ok_or_else(missing)?;
        let events = substitution::end(&known, &self.me(), self.today)?;
        self.record(&standing, events);
        Ok(Done::said("替岗已结束").of(id))
    }

    /// All of a list that was confirmed, or none: what has changed since it was looked at is named.
    pub(super) async fn assign(
        &mut self,
        tx: &mut Tx,
        list: Vec<(ApplicationId, AccountId, u64)>,
    ) -> Result<Done, Failure> {
        let refused = |why: String| Refusal::new("A5", "没有分派").because(why);
        if list.is_empty() {
            return Err(refused("没有选任何一件".into()).todo("请选好再确认").into());
        }
        if list.len() > MOST {
            return Err(refused(format!("一次最多分派 {MOST} 件")).todo("请分几次办理").into());
        }
        let ids: Vec<ApplicationId> = list.iter().map(|(id, ..)| id.clone()).collect();
        let unique: BTreeSet<&ApplicationId> = ids.iter().collect();
        if unique.len() < ids.len() {
            return Err(refused("同一件在名单里出现了两次".into()).todo("请刷新后重新选定").into());
        }
        let mut reasons = Vec::new();
        let mut told: Vec<(AccountId, u32)> = Vec::new();
        let away = pairs(tx).await?;
        let mut batches: BTreeMap<BatchId, Batch> = BTreeMap::new();
        let mut people: BTreeMap<AccountId, Option<Actor>> = BTreeMap::new();
        for ((standing, case), (_, handler, seen)) in load_cases(tx, &ids).await?.into_iter().zip(list) {
            self.may(Act::Assign, subject(&case))?;
            if !batches.contains_key(&case.batch) {
                batches.insert(case.batch.clone(), load_batch(tx, &case.batch).await?);
            }
            if !people.contains_key(&handler) {
                people.insert(handler.clone(), self.colleague(tx, &handler).await?);
            }
            let Some(batch) = batches.get(&case.batch) else { continue };
            let person = people.get(&handler).and_then(Option::as_ref);
            let mut context = self.context(batch);
            let from = |(who, from): &(AccountId, EnterpriseId)| (*from == case.enterprise).then(|| who.clone());
            context.away = away.iter().filter_map(from).collect();
            let command = application::Command::TakeUp { handler: handler.clone(), from: None };
            let events = match handles(person, &case) {
                Ok(()) if standing.version != seen => {
                    Err(Refusal::new(case.reviewed_under(), "它在您打开之后又有变化"))
                }
                Ok(()) => decide(Some(&case), command, &context),
                Err(Failure::Refused(refusal)) => Err(refusal),
                Err(other) => return Err(other),
            };
            match events {
                Ok(events) => {
                    if let Some(after) = self.record(&standing, events) {
                        self.tell_of(&case, &after);
                    }
                    match told.iter_mut().find(|(to, _)| *to == handler) {
                        Some((_, count)) => *count += 1,
                        None => told.push((handler, 1)),
                    }
                }
                Err(refusal) => reasons.push(format!("{}（{}）：{}", name(&case), case.number, refusal.what)),
            }
        }
        if !reasons.is_empty() {
            let refusal = Refusal::new("A5", "名单已经变化，一件也没有分派").because_all(reasons);
            return Err(refusal.todo("请重新预览，再确认").into());
        }
        let all: u32 = told.iter().map(|(_, count)| count).sum();
        for (to, count) in told {
            let body = format!("{count} 件申报分派给您办理。");
            let (mail, link) = (body.clone(), "/office".to_owned());
            self.tell(Recipient::Account(to), News { subject: "申报分派给您", body, mail, link });
        }
        Ok(Done::said(format!("已分派 {all} 件")))
    }
}

/// The office in which somebody works on a case, or might: its city, or the province.
pub(crate) fn belongs_to(person: &Actor, case: &Application) -> Option<DivisionCode> {
    may(person, Act::Recuse, subject(case)).ok()?;
    let of_the_city = |grant: &Grant| grant.city == Some(case.city);
    let here = person.person().is_some_and(|person| person.grants.iter().any(of_the_city));
    Some(if here { case.city } else { DivisionCode::GUANGXI })
}

/// The office that could send somebody to visit an enterprise: its city, or the province.
fn sent_from(person: &Actor, case: &Application) -> Option<DivisionCode> {
    let grants = &person.person()?.grants;
    let of_the_city = |grant: &Grant| grant.role == Role::CityInspector && grant.city == Some(case.city);
    match grants.iter().any(of_the_city) {
        true => Some(case.city),
        false => grants.iter().any(|one| one.role == Role::ProvinceInspector).then_some(DivisionCode::GUANGXI),
    }
}

/// An office as a subject of the permission table.
fn at(office: Option<DivisionCode>) -> Subject<'static> {
    Subject { city: office, ..Subject::default() }
}

/// Everybody who stays away from something.
pub(crate) async fn pairs(reading: &mut Reading) -> Result<BTreeSet<(AccountId, EnterpriseId)>, StoreError> {
    let rows = reading.rows("SELECT account, enterprise FROM recusal WHERE active = 1", args![]).await?;
    let pair = |row: &titian_store::Row| {
        Ok((AccountId(row.text("account")?.to_owned()), EnterpriseId(row.text("enterprise")?.to_owned())))
    };
    rows.iter().map(pair).collect()
}

fn name(case: &Application) -> &str {
    case.filing.as_ref().map_or("企业", |filing| filing.content.name.as_str())
}
