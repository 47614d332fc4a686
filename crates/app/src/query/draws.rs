//! Draws as the offices work on them and as the public reads them; and what an inspector has to visit.

use std::collections::BTreeSet;

use titian_domain::account::Role;
use titian_domain::application::{Application, Stage as CaseStage};
use titian_domain::draw::{Candidate, Draw, DrawFile, Duty, Stage, duty};
use titian_domain::id::{ApplicationId, BatchId, DrawId, EnterpriseId};
use titian_domain::inspection::Inspection;
use titian_domain::notice::Batch;
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, StoreError, Value, args};

use super::office::inspectors_of;
use super::{batches, within};
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::perform::draw::{cases_of, concerns, draws_at, free, moved, pool};
use crate::perform::subject;
use crate::permission::{Act, Extent, NotAllowed, Subject, extent, may};

/// Draws on a page of an office.
const MOST: u32 = 100;

/// Draws on a page of the public list.
pub const PUBLIC: u32 = 20;

/// The draws of an office.
#[derive(Debug, Clone)]
pub struct Draws {
    /// The draws, the newest first, each with its batch.
    pub draws: Vec<(Draw, Batch)>,
    /// Batches with cases of the reader's own office that stand on no fixed list yet: how many.
    pub ready: Vec<(Batch, usize)>,
}

/// What an office can draw over, before it has proposed anything.
#[derive(Debug, Clone)]
pub struct ToDraw {
    /// The batch.
    pub batch: Batch,
    /// The office: its city, or none for the province.
    pub city: Option<DivisionCode>,
    /// Who can be drawn.
    pub candidates: Vec<Candidate>,
    /// Accounts that can be sent, with their names.
    pub inspectors: Vec<(titian_domain::id::AccountId, String)>,
}

/// One draw with what has happened since.
#[derive(Debug, Clone)]
pub struct OneDraw {
    /// The draw.
    pub draw: Draw,
    /// How many events it has had.
    pub version: u64,
    /// Its batch.
    pub batch: Batch,
    /// What has changed since it was prepared, in words; only while it is.
    pub moved: Vec<String>,
    /// Numbers of selected cases for which the visit has been recorded.
    pub visited: Vec<String>,
    /// Whether the reader draws for this office.
    pub draws: bool,
}

/// A visit to make, or made.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The case.
    pub case: Application,
    /// Its batch.
    pub batch: Batch,
    /// What the draws say.
    pub duty: Duty,
    /// The visits so far.
    pub inspection: Option<Inspection>,
    /// Whether the reader may record a visit now.
    pub open: bool,
}

/// The office for which somebody draws: one city, or the province.
fn office(actor: &Actor) -> Result<Option<DivisionCode>, NotAllowed> {
    let hidden = NotAllowed { act: Act::Draw };
    let Extent::Cities(offices) = extent(actor, Act::Draw)? else { return Err(hidden) };
    let office = offices.first().copied().ok_or(hidden)?;
    Ok(Some(office).filter(|office| !office.is_province()))
}

impl App {
    /// The draws that the reader may see, and what their own office can draw over.
    pub async fn draws(&self, actor: &Actor) -> Result<Draws, Failure> {
        let seen = extent(actor, Act::ReadDraw)?;
        let mut reading = self.store.read().await?;
        let mut args = vec![];
        let here = within(&seen, "city", &mut args);
        let sql = format!("SELECT state FROM draw WHERE {here} ORDER BY id DESC LIMIT {MOST}");
        let rows = reading.rows(sql, args).await?;
        let found = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Draw>, _>>()?;
        let mut ids: Vec<BatchId> = found.iter().map(|draw| draw.batch.clone()).collect();
        let mut counts: Vec<(BatchId, usize)> = Vec::new();
        if let Ok(city) = office(actor) {
            counts = free(&mut reading, city).await?.into_iter().collect();
            ids.extend(counts.iter().map(|(batch, _)| batch.clone()));
        }
        let known = batches(&mut reading, &ids).await?;
        let of = |id: &BatchId| known.get(id).cloned();
        let draws = found.into_iter().filter_map(|draw| of(&draw.batch).map(|batch| (draw, batch))).collect();
        let mut ready: Vec<(Batch, usize)> =
            counts.into_iter().filter_map(|(id, free)| of(&id).map(|batch| (batch, free))).collect();
        ready.sort_by(|(one, _), (other, _)| (one.city_due, &one.id).cmp(&(other.city_due, &other.id)));
        Ok(Draws { draws, ready })
    }

    /// What the reader's office can draw over, of a batch.
    pub async fn to_draw(&self, actor: &Actor, batch: &BatchId, draw: Option<&DrawId>) -> Result<ToDraw, Failure> {
        let city = office(actor)?;
        let mut reading = self.store.read().await?;
        let hidden = NotAllowed { act: Act::ReadDraw };
        let known = batches(&mut reading, std::slice::from_ref(batch)).await?.remove(batch).ok_or(hidden)?;
        let none = DrawId(String::new());
        let candidates = pool(&mut reading, batch, city, draw.unwrap_or(&none)).await?;
        let inspectors = inspectors_of(&mut reading, city.unwrap_or(DivisionCode::GUANGXI)).await?;
        Ok(ToDraw { batch: known, city, candidates, inspectors })
    }

    /// One draw, for those who may see it.
    pub async fn draw(&self, actor: &Actor, id: &str) -> Result<OneDraw, Failure> {
        let mut reading = self.store.read().await?;
        let hidden = || NotAllowed { act: Act::ReadDraw };
        let standing = reading.load::<Draw>(id).await?;
        let draw = standing.state.ok_or_else(hidden)?;
        may(actor, Act::ReadDraw, Subject { city: draw.city, ..Subject::default() })?;
        let batch = batches(&mut reading, std::slice::from_ref(&draw.batch)).await?.remove(&draw.batch);
        let batch = batch.ok_or(StoreError::inconsistent("draw", id, "a draw of a batch that is not there"))?;
        let moved = match draw.stage {
            Stage::Prepared => moved(&mut reading, &draw).await?,
            _ => vec![],
        };
        let office = Subject { city: draw.city.or(Some(DivisionCode::GUANGXI)), ..Subject::default() };
        let draws = may(actor, Act::Draw, office).is_ok();
        let visited = visited(&mut reading, &draw).await?;
        Ok(OneDraw { draw, version: standing.version, batch, moved, visited, draws })
    }

    /// What is published of a draw: nothing before its list is fixed, the list itself once it is drawn. What was fixed and
    /// given up stays public with its list: else nobody could tell what the office gave up.
    pub async fn draw_file(&self, id: &str) -> Result<Option<DrawFile>, StoreError> {
        let draw = self.store.read().await?.load::<Draw>(id).await?.state;
        let over = |draw: &Draw| matches!(draw.stage, Stage::Drawn { .. } | Stage::Dropped { .. });
        Ok(draw.filter(over).and_then(|draw| draw.file()))
    }

    /// Draws whose list is fixed, the newest first, [`PUBLIC`] on a page (from 1; beyond the last, the last one), and how
    /// many there are on all pages: what anybody may read of them.
    pub async fn public_draws(&self, page: u32) -> Result<(Vec<Draw>, u32), StoreError> {
        let mut reading = self.store.read().await?;
        let all = reading.number("SELECT COUNT(*) AS n FROM draw WHERE fixed_on IS NOT NULL", args![]).await?;
        let all = u32::try_from(all).unwrap_or(u32::MAX);
        let page = page.clamp(1, all.div_ceil(PUBLIC).max(1));
        let sql = format!(
            "SELECT state FROM draw WHERE fixed_on IS NOT NULL ORDER BY fixed_on DESC, id DESC LIMIT {PUBLIC} OFFSET {}",
            u64::from(page - 1) * u64::from(PUBLIC)
        );
        let rows = reading.rows(sql, args![]).await?;
        Ok((rows.iter().map(|row| row.json("state")).collect::<Result<_, _>>()?, all))
    }

    /// A draw that anybody may read of, once its list is fixed.
    pub async fn public_draw(&self, id: &str) -> Result<Option<Draw>, StoreError> {
        let draw = self.store.read().await?.load::<Draw>(id).await?.state;
        Ok(draw.filter(|draw| draw.fixing().is_some()))
    }

    /// The cases that draws have sent the reader to, those without a record first.
    pub async fn my_visits(&self, actor: &Actor) -> Result<Vec<Sheet>, Failure> {
        let hidden = NotAllowed { act: Act::Inspect };
        let person = actor.person().ok_or(hidden)?;
        let mut reading = self.store.read().await?;
        // All draws of the reader's offices over batches in which something is still under review, however many there are.
        let mut args: Vec<Value> = vec![];
        let mut places: Vec<String> = Vec::new();
        for grant in
            person.grants.iter().filter(|one| matches!(one.role, Role::CityInspector | Role::ProvinceInspector))
        {
            places.push(match grant.city {
                None => "city IS NULL".into(),
                Some(city) => {
                    args.push(city.to_string().into());
                    format!("city = ${}", args.len())
                }
            });
        }
        if places.is_empty() {
            return Ok(vec![]);
        }
        let sql = format!(
            "SELECT state FROM draw WHERE stage = 'drawn' AND ({}) AND batch IN (SELECT batch FROM application WHERE \
             stage IN ('submitted', 'recommended', 'under_review', 'returned', 'concluded')) \
             ORDER BY drawn_on DESC, id DESC",
            places.join(" OR ")
        );
        let rows = reading.rows(sql, args).await?;
        let draws = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Draw>, _>>()?;
        let mine = |draw: &Draw, one: &Candidate| {
            draw.assignment(&one.enterprise)
                .is_some_and(|sent| sent.inspectors.iter().any(|one| one.account.as_ref() == Some(&person.account)))
        };
        let of = |draw: &'_ Draw| -> Vec<(BatchId, EnterpriseId)> {
            let candidates = draw.roster.candidates.iter();
            candidates.filter(|one| mine(draw, one)).map(|one| (draw.batch.clone(), one.enterprise.clone())).collect()
        };
        let sent: BTreeSet<(BatchId, EnterpriseId)> = draws.iter().flat_map(of).collect();
        let cases = cases_of(&mut reading, &sent.iter().map(|(_, enterprise)| enterprise).collect()).await?;
        let ids: Vec<ApplicationId> = cases
            .into_iter()
            .filter(|(_, enterprise, batch)| sent.contains(&(batch.clone(), enterprise.clone())))
            .map(|(id, ..)| id)
            .collect();
        let ids: Vec<&str> = ids.iter().map(ApplicationId::as_str).collect();
        let cases: Vec<Application> =
            reading.load_all::<Application>(&ids).await?.into_iter().filter_map(|one| one.state).collect();
        let inspections = reading.load_all::<Inspection>(&ids).await?;
        let of: Vec<BatchId> = cases.iter().map(|case| case.batch.clone()).collect();
        let batches = batches(&mut reading, &of).await?;
        let mut sheets = Vec::new();
        for case in cases {
            let Some(batch) = batches.get(&case.batch).cloned() else { continue };
            let inspection = inspections.iter().find(|one| one.id == case.id.as_str());
            let inspection = inspection.and_then(|one| one.state.clone());
            if matches!(case.stage, CaseStage::Withdrawn { .. }) && inspection.is_none() {
                continue;
            }
            // A case that has gone on to another desk is no longer this draw's.
            let duty = duty(draws.iter().filter(|draw| concerns(draw, &case)), &case.enterprise);
            let assigned = duty.accounts();
            let open = may(actor, Act::Inspect, Subject { assigned: &assigned, ..subject(&case) }).is_ok();
            sheets.push(Sheet { case, batch, duty, inspection, open });
        }
        sheets.sort_by_key(|one| (one.inspection.is_some(), one.case.number.clone()));
        Ok(sheets)
    }

    /// A case for those who may record a visit to it: handlers of its city, and who was sent by a draw.
    pub async fn sheet(&self, actor: &Actor, id: &str) -> Result<Sheet, Failure> {
        let mut reading = self.store.read().await?;
        let hidden = || NotAllowed { act: Act::Inspect };
        let case =
            reading.load::<Application>(id).await?.state.filter(|case| case.filing.is_some()).ok_or_else(hidden)?;
        let duty = duty(&draws_at(&mut reading, &case).await?, &case.enterprise);
        let assigned = duty.accounts();
        may(actor, Act::Inspect, Subject { assigned: &assigned, ..subject(&case) })?;
        let batch = batches(&mut reading, std::slice::from_ref(&case.batch)).await?.remove(&case.batch);
        let batch = batch.ok_or(StoreError::inconsistent("application", id, "a case of a batch that is not there"))?;
        let inspection = reading.load::<Inspection>(id).await?.state;
        Ok(Sheet { case, batch, duty, inspection, open: true })
    }
}

/// Numbers of the selected cases that were visited by a draw: they, or another case of the same enterprise in the batch.
async fn visited(reading: &mut Reading, draw: &Draw) -> Result<Vec<String>, StoreError> {
    let Some(outcome) = draw.outcome() else { return Ok(vec![]) };
    let selected: Vec<&Candidate> = outcome.selected.iter().filter_map(|one| draw.candidate(&one.number)).collect();
    let cases = cases_of(reading, &selected.iter().map(|one| &one.enterprise).collect()).await?;
    let cases: Vec<_> = cases.into_iter().filter(|(.., batch)| *batch == draw.batch).collect();
    let ids: Vec<&str> = cases.iter().map(|(id, ..)| id.as_str()).collect();
    let found = reading.load_all::<Inspection>(&ids).await?;
    let by = |one: &Inspection| one.visits.iter().any(|visit| visit.draw.as_ref() == Some(&draw.id));
    let visited = found.iter().filter(|known| known.state.as_ref().is_some_and(by)).map(|known| known.id.as_str());
    let visited: BTreeSet<&str> = visited.collect();
    let whose = cases.iter().filter(|(id, ..)| visited.contains(id.as_str()));
    let whose: BTreeSet<&EnterpriseId> = whose.map(|(_, enterprise, _)| enterprise).collect();
    Ok(selected.into_iter().filter(|one| whose.contains(&one.enterprise)).map(|one| one.number.clone()).collect())
}
