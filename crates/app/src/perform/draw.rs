//! Draws: a list is prepared, fixed, opened; or given up (A9.2, A10.2, A10.3, A11).

use std::collections::{BTreeMap, BTreeSet};

use rand::Rng;
use titian_domain::application::{Application, Desk};
use titian_domain::draw::{
    Candidate, Clause, Command, Draw, Excused, Proposal, Roster, Source, Stage, decide, division, promise,
};
use titian_domain::id::{AccountId, ApplicationId, BatchId, DrawId, EnterpriseId};
use titian_domain::refusal::Refusal;
use titian_rulebook::calendar::written;
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, Standing, StoreError, Tx, Value, args};

use super::office::pairs;
use super::{Doing, batch as load_batch};
use crate::command::{Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject};

/// Stages in which a desk works on a case.
const REVIEW: &str = "'submitted', 'recommended', 'under_review', 'returned'";

/// Enterprises whose cases are read at once.
const CHUNK: usize = 300;

impl Doing<'_> {
    /// Whether the actor may draw for this office.
    fn may_draw(&self, city: Option<DivisionCode>) -> Result<(), Failure> {
        self.may(Act::Draw, Subject { city: city.or(Some(DivisionCode::GUANGXI)), ..Subject::default() })
    }

    pub(super) async fn prepare_draw(
        &mut self,
        tx: &mut Tx,
        draw: Option<(DrawId, u64)>,
        mut proposal: Proposal,
    ) -> Result<Done, Failure> {
        self.may_draw(proposal.city)?;
        let (id, seen) = draw.unwrap_or_else(|| (DrawId(fresh()), 0));
        let standing = tx.load::<Draw>(id.as_str()).await?;
        if let Some(known) = &standing.state {
            // A draft stays with its office and its batch.
            self.may_draw(known.city)?;
            (proposal.batch, proposal.city) = (known.batch.clone(), known.city);
            if standing.version != seen && known.stage == Stage::Prepared {
                return Err(overtaken(known).into());
            }
        }
        let batch = load_batch(tx, &proposal.batch).await?;
        let clause = Clause::of(batch.tier, proposal.city).ok_or_else(|| {
            Refusal::new("A9.3", "自治区不对创新型中小企业实地抽查")
                .because("细则把创新型中小企业的审核和实地抽查交给各设区市(第九条)")
                .todo("请由所在市办理抽签")
        })?;
        proposal.roster.candidates = pool(tx, &proposal.batch, proposal.city, &id).await?;
        let registered = registered(tx, &proposal.roster).await?;
        proposal.roster.recusals.extend(registered);
        proposal.by = AccountId(self.actor.id().to_owned());
        let size = proposal.roster.candidates.len();
        let command = Command::Prepare { id: id.clone(), clause, proposal: Box::new(proposal) };
        let events = decide(standing.state.as_ref(), command, self.today)?;
        self.record(&standing, events);
        Ok(Done::said(format!("抽签已拟定,可抽的申报有 {size} 家")).of(id))
    }

    pub(super) async fn fix_draw(
        &mut self,
        tx: &mut Tx,
        id: &DrawId,
        seen: u64,
        source: Source,
    ) -> Result<Done, Failure> {
        let (standing, known) = self.draw(tx, id).await?;
        if standing.version != seen && known.stage == Stage::Prepared {
            return Err(overtaken(&known).into());
        }
        let gone = moved(tx, &known).await?;
        let mut bytes = [0u8; 32];
        rand::rng().fill_bytes(&mut bytes);
        let contribution: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let command = Command::Fix { source, commitment: promise(id.as_str(), &contribution), gone };
        let events = decide(Some(&known), command, self.today)?;
        let after = self.record(&standing, events);
        let sealed = self.app.vault.seal(&place(id), &contribution)?;
        self.changes.insert("contribution", &["draw", "sealed", "at"], args![id.as_str(), sealed, self.now]);
        let fixing = after.as_ref().and_then(Draw::fixing);
        let hash = fixing.map(|fixing| fixing.hash.clone()).unwrap_or_default();
        let opens = fixing.map_or_else(String::new, |fixing| written(fixing.opens_on()));
        Ok(Done { number: hash, ..Done::said(format!("名单已固定,{opens}起可以开签")).of(id) })
    }

    pub(super) async fn open_draw(&mut self, tx: &mut Tx, id: &DrawId, value: String) -> Result<Done, Failure> {
        let (standing, known) = self.draw(tx, id).await?;
        let row = tx.row("SELECT sealed FROM contribution WHERE draw = $1", args![id.as_str()]).await?;
        // Where there is none, nothing was promised: the domain says what is the matter.
        let contribution = match row {
            Some(row) => {
                let sealed = row.text("sealed")?;
                self.app.vault.open(&place(id), sealed).map_err(|why| {
                    tracing::error!(draw = %id, "A contribution does not open: {why}");
                    Refusal::new(known.clause.id(), "不能开签")
                        .because("本平台保存的随机数打不开，保管它的密钥不是固定名单时的那一把")
                        .todo("请联系系统管理员找回密钥；找不回的，这次抽签只能作废，另拟一次")
                })?
            }
            None => String::new(),
        };
        let events = decide(Some(&known), Command::Open { value, contribution }, self.today)?;
        let after = self.record(&standing, events);
        let count = after.as_ref().and_then(Draw::outcome).map_or(0, |outcome| outcome.selected.len());
        Ok(Done::said(format!("已开签,要实地抽查 {count} 家")).of(id))
    }

    pub(super) async fn drop_draw(&mut self, tx: &mut Tx, id: &DrawId, reason: String) -> Result<Done, Failure> {
        let (standing, known) = self.draw(tx, id).await?;
        let events = decide(Some(&known), Command::Drop { reason }, self.today)?;
        self.record(&standing, events);
        Ok(Done::said("抽签已作废").of(id))
    }

    /// A draw of an office for which the actor may draw.
    async fn draw(&self, tx: &mut Tx, id: &DrawId) -> Result<(Standing<Draw>, Draw), Failure> {
        let standing = tx.load::<Draw>(id.as_str()).await?;
        let missing = || Refusal::new("A9.2", "没有找到这次抽签").todo("请从抽签列表进入");
        let known = standing.state.clone().ok_or_else(missing)?;
        self.may_draw(known.city)?;
        Ok((standing, known))
    }
}

fn overtaken(known: &Draw) -> Refusal {
    Refusal::new(known.clause.id(), "这次抽签在您打开之后又被改过").todo("请看过现在的内容再办理")
}

/// Where a contribution is sealed for.
fn place(id: &DrawId) -> String {
    format!("contribution/{id}")
}

/// Every case that an office can still visit, by number: nobody picks which ones stand on a list. Enterprises on the list
/// of another draw of the office over the batch that is fixed or drawn are not drawn over again, not with another case
/// either.
pub(crate) async fn pool(
    reading: &mut Reading,
    batch: &BatchId,
    city: Option<DivisionCode>,
    draw: &DrawId,
) -> Result<Vec<Candidate>, StoreError> {
    let known = draws(reading, batch, city).await?;
    let before = known.iter().filter(|one| one.id != *draw && counts(one)).flat_map(|one| &one.roster.candidates);
    let before: BTreeSet<&EnterpriseId> = before.map(|one| &one.enterprise).collect();
    let mut args: Vec<Value> = args![batch.as_str()];
    let here = at_desk(city, &mut args);
    let sql = format!(
        "SELECT state FROM application WHERE batch = $1 AND number IS NOT NULL AND stage IN ({REVIEW}) AND {here} \
         ORDER BY number"
    );
    let rows = reading.rows(sql, args).await?;
    let cases = rows.iter().map(|row| row.json::<Application>("state")).collect::<Result<Vec<_>, _>>()?;
    Ok(cases.iter().filter(|case| !before.contains(&case.enterprise)).filter_map(candidate).collect())
}

/// Whether the list of a draw is settled, and it was not given up.
fn counts(draw: &Draw) -> bool {
    matches!(draw.stage, Stage::Fixed(_) | Stage::Drawn { .. })
}

/// The cases, past their draft, of some enterprises: whoever takes one back may have another in the same batch.
pub(crate) async fn cases_of(
    reading: &mut Reading,
    enterprises: &BTreeSet<&EnterpriseId>,
) -> Result<Vec<(ApplicationId, EnterpriseId, BatchId)>, StoreError> {
    let all: Vec<&str> = enterprises.iter().map(|one| one.as_str()).collect();
    let mut cases = Vec::new();
    for chunk in all.chunks(CHUNK) {
        let places: Vec<String> = (1..=chunk.len()).map(|at| format!("${at}")).collect();
        let sql = format!(
            "SELECT id, enterprise, batch FROM application WHERE number IS NOT NULL AND enterprise IN ({}) ORDER BY id",
            places.join(", ")
        );
        for row in reading.rows(sql, chunk.iter().map(|one| Value::from(*one)).collect::<Vec<_>>()).await? {
            let text = |column| row.text(column).map(str::to_owned);
            cases.push((ApplicationId(text("id")?), EnterpriseId(text("enterprise")?), BatchId(text("batch")?)));
        }
    }
    Ok(cases)
}

/// The recusals that are registered for inspectors of a roster and that it does not have: nobody has to type them anew.
async fn registered(reading: &mut Reading, roster: &Roster) -> Result<Vec<Excused>, StoreError> {
    let mut apart: BTreeMap<AccountId, BTreeSet<EnterpriseId>> = BTreeMap::new();
    for (account, enterprise) in pairs(reading).await? {
        apart.entry(account).or_default().insert(enterprise);
    }
    let mut all = Vec::new();
    for one in &roster.inspectors {
        let Some(apart) = one.account.as_ref().and_then(|account| apart.get(account)) else { continue };
        let known = |number: &String| {
            let mut known = roster.recusals.iter().filter(|known| known.inspector == one.key);
            known.any(|known| known.number.as_ref().is_none_or(|of| of == number))
        };
        let cases = roster.candidates.iter().filter(|case| apart.contains(&case.enterprise) && !known(&case.number));
        all.extend(cases.map(|case| Excused {
            inspector: one.key.clone(),
            number: Some(case.number.clone()),
            reason: "已登记对这家企业回避".into(),
        }));
    }
    Ok(all)
}

/// How many cases an office could still put on a list, by batch: two statements, however many batches there are.
pub(crate) async fn free(
    reading: &mut Reading,
    city: Option<DivisionCode>,
) -> Result<BTreeMap<BatchId, usize>, StoreError> {
    let mut args: Vec<Value> = vec![];
    let here = at_desk(city, &mut args);
    let office = if city.is_some() { "city = $1" } else { "city IS NULL" };
    let sql = format!("SELECT state FROM draw WHERE stage IN ('fixed', 'drawn') AND {office}");
    let rows = reading.rows(sql, args.clone()).await?;
    let known = rows.iter().map(|row| row.json::<Draw>("state")).collect::<Result<Vec<_>, _>>()?;
    let of = |draw: &'_ Draw| -> Vec<(String, String)> {
        let all = draw.roster.candidates.iter();
        all.map(|one| (draw.batch.to_string(), one.enterprise.to_string())).collect()
    };
    let listed: BTreeSet<(String, String)> = known.iter().flat_map(of).collect();
    let sql = format!(
        "SELECT enterprise, batch FROM application WHERE number IS NOT NULL AND stage IN ({REVIEW}) AND {here}"
    );
    let mut free = BTreeMap::new();
    for row in reading.rows(sql, args).await? {
        if !listed.contains(&(row.text("batch")?.to_owned(), row.text("enterprise")?.to_owned())) {
            *free.entry(BatchId(row.text("batch")?.to_owned())).or_default() += 1;
        }
    }
    Ok(free)
}

/// The cases that an office has in hand, as a condition.
fn at_desk(city: Option<DivisionCode>, args: &mut Vec<Value>) -> String {
    let Some(city) = city else { return "desk = 'province'".into() };
    args.push(city.to_string().into());
    format!("desk = 'city' AND city = ${}", args.len())
}

fn candidate(case: &Application) -> Option<Candidate> {
    let content = &case.filing.as_ref()?.content;
    let industry = content.answers.once.get("industry").map(|answer| division(&answer.text));
    Some(Candidate {
        application: case.id.clone(),
        enterprise: case.enterprise.clone(),
        number: case.number.clone(),
        name: content.name.clone(),
        city: case.city,
        industry: industry.unwrap_or_default(),
    })
}

/// What has changed since a list was prepared, in words: who came and went, what is said of a case, who is recused.
pub(crate) async fn moved(reading: &mut Reading, draw: &Draw) -> Result<Vec<String>, StoreError> {
    let list = pool(reading, &draw.batch, draw.city, &draw.id).await?;
    let others = draws(reading, &draw.batch, draw.city).await?;
    let now: BTreeMap<&str, &Candidate> = list.iter().map(|one| (one.number.as_str(), one)).collect();
    let then: BTreeSet<&str> = draw.roster.candidates.iter().map(|one| one.number.as_str()).collect();
    let mut moved = Vec::new();
    for one in &draw.roster.candidates {
        let taken = |other: &&Draw| {
            let mut candidates = other.roster.candidates.iter();
            other.id != draw.id && counts(other) && candidates.any(|known| known.enterprise == one.enterprise)
        };
        moved.extend(match now.get(one.number.as_str()) {
            Some(case) => changed(one, case),
            None => Some(match others.iter().find(taken) {
                Some(other) => format!("“{}”已经列入另一次抽签“{}”", one.name, other.title),
                None => format!("“{}”已经不在审核中", one.name),
            }),
        });
    }
    let come = list.iter().filter(|one| !then.contains(one.number.as_str()));
    moved.extend(come.map(|one| format!("“{}”是拟定之后提交的，还不在名单中", one.name)));
    for one in registered(reading, &draw.roster).await? {
        let who = draw.delegate(&one.inspector).map_or("", |who| &who.name);
        let whom = one.number.as_deref().and_then(|number| draw.candidate(number)).map_or("", |whom| &whom.name);
        moved.push(format!("抽查员“{who}”已登记对“{whom}”回避，名单里还没有"));
    }
    if !moved.is_empty() {
        moved.push("请重新保存一次拟定的名单，再固定".into());
    }
    Ok(moved)
}

/// How a case differs from what was put on a list, where it was mended since.
fn changed(then: &Candidate, now: &Candidate) -> Option<String> {
    let known = |industry: &str| if industry.is_empty() { "不明".to_owned() } else { industry.to_owned() };
    let mut parts = Vec::new();
    if then.industry != now.industry {
        parts.push(format!("行业大类由 {} 改为 {}", known(&then.industry), known(&now.industry)));
    }
    if then.city != now.city {
        parts.push(format!("设区市由 {} 改为 {}", then.city, now.city));
    }
    if then.name != now.name {
        parts.push(format!("名称改为“{}”", now.name));
    }
    // Whatever else there will be in a candidate.
    if parts.is_empty() && then != now {
        parts.push("资料有变化".into());
    }
    (!parts.is_empty()).then(|| format!("“{}”拟定之后有变化：{}", then.name, parts.join("，")))
}

/// The draws of one office over a batch, the first one first.
async fn draws(reading: &mut Reading, batch: &BatchId, city: Option<DivisionCode>) -> Result<Vec<Draw>, StoreError> {
    let mut args: Vec<Value> = args![batch.as_str()];
    args.extend(city.map(|city| city.to_string().into()));
    let office = if city.is_some() { "city = $2" } else { "city IS NULL" };
    let sql = format!("SELECT state FROM draw WHERE batch = $1 AND {office} ORDER BY id");
    reading.rows(sql, args).await?.iter().map(|row| row.json("state")).collect()
}

/// The draws of the office that has a case in hand.
pub(crate) async fn draws_at(reading: &mut Reading, case: &Application) -> Result<Vec<Draw>, StoreError> {
    let city = (case.desk == Desk::City).then_some(case.city);
    draws(reading, &case.batch, city).await
}

/// All draws over some batches, whichever office's.
pub(crate) async fn draws_over(reading: &mut Reading, batches: &[BatchId]) -> Result<Vec<Draw>, StoreError> {
    let mut ids: Vec<&str> = batches.iter().map(BatchId::as_str).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let places: Vec<String> = (1..=ids.len()).map(|at| format!("${at}")).collect();
    let sql = format!("SELECT state FROM draw WHERE batch IN ({}) ORDER BY id", places.join(", "));
    let args = ids.into_iter().map(Value::from).collect();
    reading.rows(sql, args).await?.iter().map(|row| row.json("state")).collect()
}

/// Whether a draw is one of the office that has a case in hand.
pub(crate) fn concerns(draw: &Draw, case: &Application) -> bool {
    draw.batch == case.batch && draw.city == (case.desk == Desk::City).then_some(case.city)
}
