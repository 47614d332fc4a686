//! Draws: a list is prepared, fixed, opened; or given up (A9.2, A10.2, A10.3, A11).

use std::collections::{BTreeMap, BTreeSet};

use rand::Rng;
use titian_domain::application::{Application, Desk};
use titian_domain::draw::{Candidate, Clause, Command, Draw, Proposal, Source, Stage, decide, division, promise};
use titian_domain::id::{AccountId, BatchId, DrawId};
use titian_domain::refusal::Refusal;
use titian_rulebook::calendar::written;
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, Standing, StoreError, Tx, Value, args};

use super::{Doing, batch as load_batch};
use crate::command::{Done, Failure};
use crate::fresh;
use crate::permission::{Act, Subject};

/// Stages in which a desk works on a case.
const REVIEW: &str = "'submitted', 'recommended', 'under_review', 'returned'";

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
        let gone = moved(&known, &pool(tx, &known.batch, known.city, id).await?);
        let mut bytes = [0u8; 32];
        rand::rng().fill_bytes(&mut bytes);
        let contribution: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let opens = written(source.on);
        let command = Command::Fix { source, commitment: promise(id.as_str(), &contribution), gone };
        let events = decide(Some(&known), command, self.today)?;
        let after = self.record(&standing, events);
        let sealed = self.app.vault.seal(&place(id), &contribution)?;
        self.changes.insert("contribution", &["draw", "sealed", "at"], args![id.as_str(), sealed, self.now]);
        let hash = after.as_ref().and_then(Draw::fixing).map(|fixing| fixing.hash.clone()).unwrap_or_default();
        Ok(Done { number: hash, ..Done::said(format!("名单已固定,{opens}起可以开签")).of(id) })
    }

    pub(super) async fn open_draw(&mut self, tx: &mut Tx, id: &DrawId, value: String) -> Result<Done, Failure> {
        let (standing, known) = self.draw(tx, id).await?;
        let row = tx.row("SELECT sealed FROM contribution WHERE draw = $1", args![id.as_str()]).await?;
        // Where there is none, nothing was promised: the domain says what is the matter.
        let contribution = match row {
            Some(row) => self.app.vault.open(&place(id), row.text("sealed")?)?,
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

/// Every case that an office can still visit, by number: nobody picks which ones stand on a list. Those of another
/// draw of the office that is fixed or drawn are not drawn over again.
pub(crate) async fn pool(
    reading: &mut Reading,
    batch: &BatchId,
    city: Option<DivisionCode>,
    draw: &DrawId,
) -> Result<Vec<Candidate>, StoreError> {
    let known = draws(reading, batch, city).await?;
    let counts = |one: &&Draw| one.id != *draw && matches!(one.stage, Stage::Fixed(_) | Stage::Drawn { .. });
    let before: Vec<&Candidate> = known.iter().filter(counts).flat_map(|one| &one.roster.candidates).collect();
    let mut args: Vec<Value> = args![batch.as_str()];
    let here = at_desk(city, &mut args);
    let sql = format!(
        "SELECT state FROM application WHERE batch = $1 AND number IS NOT NULL AND stage IN ({REVIEW}) AND {here} \
         ORDER BY number"
    );
    let rows = reading.rows(sql, args).await?;
    let cases = rows.iter().map(|row| row.json::<Application>("state")).collect::<Result<Vec<_>, _>>()?;
    let fresh = |case: &Application| !before.iter().any(|one| one.application == case.id);
    Ok(cases.iter().filter(|case| fresh(case)).filter_map(candidate).collect())
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
    let listed: BTreeSet<&str> =
        known.iter().flat_map(|one| &one.roster.candidates).map(|one| one.application.as_str()).collect();
    let sql = format!("SELECT id, batch FROM application WHERE number IS NOT NULL AND stage IN ({REVIEW}) AND {here}");
    let mut free = BTreeMap::new();
    for row in reading.rows(sql, args).await? {
        if !listed.contains(row.text("id")?) {
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

/// What has changed since a list was prepared, in words.
pub(crate) fn moved(draw: &Draw, now: &[Candidate]) -> Vec<String> {
    let then = &draw.roster.candidates;
    let has = |list: &[Candidate], number: &str| list.iter().any(|one| one.number == number);
    let gone = then.iter().filter(|one| !has(now, &one.number));
    let gone = gone.map(|one| format!("“{}”已经不在审核中", one.name));
    let come = now.iter().filter(|one| !has(then, &one.number));
    let come = come.map(|one| format!("“{}”是拟定之后提交的,还不在名单中", one.name));
    let mut moved: Vec<String> = gone.chain(come).collect();
    if !moved.is_empty() {
        moved.push("请重新保存一次拟定的名单,再固定".into());
    }
    moved
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
