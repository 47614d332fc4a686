//! 征求部门意见 as the office reads it that asks, and as a department reads it that is asked: that one sees its own
//! questions and answers, and no other's.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use titian_domain::account::Role;
use titian_domain::application::{Application, Desk, Station, Steps};
use titian_domain::consultation::{Consultation, Department, entry};
use titian_domain::id::BatchId;
use titian_domain::notice::Batch;
use titian_rulebook::procedure;
use titian_rulebook::region::DivisionCode;
use titian_store::{Reading, Row, StoreError, args};

use super::{Kept, batches, kept, names, within};
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::permission::{Act, Extent, NotAllowed, Subject, extent, may};

/// Requests on one page, the newest.
const MOST: u32 = 100;

/// What an office has asked.
#[derive(Debug, Clone)]
pub struct Consultations {
    /// Batches about whose cases it can ask, each with how many there are; nothing if the reader asks nobody.
    pub ask: Option<Vec<(Batch, u32)>>,
    /// What was asked, the newest first, each with the name of its batch.
    pub list: Vec<(Consultation, String)>,
}

/// About what an office could ask.
#[derive(Debug, Clone)]
pub struct ToConsult {
    /// The batch.
    pub batch: Batch,
    /// The office: a city, or the province under its own code.
    pub office: DivisionCode,
    /// Its cases that are under review there.
    pub cases: Vec<Application>,
    /// Conditions that can be asked about, by id and label.
    pub conditions: Vec<(String, String)>,
}

/// A request with all that came of it, for the office that asked.
#[derive(Debug, Clone)]
pub struct ConsultationOpened {
    /// The request.
    pub consultation: Consultation,
    /// The name of its batch.
    pub batch: String,
    /// The conditions of its batch, by id and label.
    pub conditions: Vec<(String, String)>,
    /// Who asked, by name.
    pub by: String,
    /// Links that were made.
    pub links: Vec<LinkMade>,
    /// Whether the reader may go on asking.
    pub may_consult: bool,
    /// Whether the procedure of its batch lets silence count as consent.
    pub silence_is_consent: bool,
}

/// A one-time link, without its token, which nobody knows but who was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkMade {
    /// For which department.
    pub department: Department,
    /// Where it was mailed to; may be empty.
    pub address: String,
    /// The last day on which it opens.
    pub expires: Date,
    /// When it was made.
    pub made: Timestamp,
    /// When it was used.
    pub used: Option<Timestamp>,
}

/// A request as one department sees it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The request, with this department only.
    pub consultation: Consultation,
    /// The department.
    pub department: Department,
    /// As it is addressed.
    pub name: String,
    /// The name of the batch.
    pub batch: String,
    /// The conditions it is asked about, by id and label.
    pub conditions: Vec<(String, String)>,
    /// Whether the procedure of the batch lets silence count as consent.
    pub silence_is_consent: bool,
}

fn link(row: &Row) -> Result<LinkMade, StoreError> {
    let department = row.text("department")?;
    let unknown = || StoreError::inconsistent("consultation_link", department, "no such department");
    Ok(LinkMade {
        department: Department::from_id(department).ok_or_else(unknown)?,
        address: row.text("address")?.to_owned(),
        expires: row.date("expires")?,
        made: row.instant("made_at")?,
        used: row.maybe_instant("used_at")?,
    })
}

/// What a desk does, if the procedure has that desk review at all.
fn station(steps: &Steps, desk: Desk) -> Option<Station> {
    match desk {
        Desk::City => Some(steps.city),
        Desk::Province => steps.province,
    }
}

impl App {
    /// The conditions of a batch (A3), by id and label.
    pub fn conditions(&self, batch: &Batch) -> Vec<(String, String)> {
        let edition = self.policy.edition_of(&batch.standard, &batch.gates, batch.purpose);
        let gates = edition.into_iter().flat_map(|edition| edition.gates.gates.clone());
        gates.map(|gate| (gate.id, gate.label)).collect()
    }

    /// How the procedure of a batch has departments reminded.
    pub(crate) fn consulting(&self, batch: &Batch) -> Option<&procedure::Consultation> {
        self.policy.procedures.get(&batch.procedure).map(|procedure| &procedure.consultation.value)
    }

    /// What the reader's office has asked, and about what it could.
    pub async fn consultations(&self, actor: &Actor) -> Result<Consultations, Failure> {
        // What a city has asked is its own; the province opens it from the case.
        let own = |extent| match extent {
            Extent::Province => Extent::Cities(vec![DivisionCode::GUANGXI]),
            cities @ Extent::Cities(_) => cities,
        };
        let seen = own(extent(actor, Act::ReadCase)?);
        let asks = extent(actor, Act::Consult);
        let mut reading = self.store.read().await?;
        let mut args = vec![];
        let here = within(&seen, "office", &mut args);
        let sql = format!("SELECT state FROM consultation WHERE {here} ORDER BY asked_on DESC, id DESC LIMIT {MOST}");
        let rows = reading.rows(sql, args).await?;
        let list = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Consultation>, _>>()?;
        let mut ready: Vec<(BatchId, u32)> = Vec::new();
        let mut desk = Desk::City;
        if let Ok(Extent::Cities(offices)) = &asks {
            desk = offices.first().map_or(Desk::City, |office| Desk::of(*office));
            let mut args = args![desk.id()];
            let here = match desk {
                Desk::City => within(&Extent::Cities(offices.clone()), "city", &mut args),
                Desk::Province => "1 = 1".into(),
            };
            let sql = format!(
                "SELECT batch, COUNT(*) AS n FROM application WHERE desk = $1 AND {here} AND stage IN \
                 ('submitted', 'recommended', 'under_review', 'returned') GROUP BY batch ORDER BY batch"
            );
            for row in reading.rows(sql, args).await? {
                let n = u32::try_from(row.number("n")?).unwrap_or(u32::MAX);
                ready.push((BatchId(row.text("batch")?.to_owned()), n));
            }
        }
        let ids: Vec<BatchId> =
            list.iter().map(|one| one.batch.clone()).chain(ready.iter().map(|(id, _)| id.clone())).collect();
        let known = batches(&mut reading, &ids).await?;
        let ask = ready.into_iter().filter_map(|(id, n)| {
            let batch = known.get(&id)?;
            let steps = self.steps(batch, DivisionCode::GUANGXI);
            station(&steps, desk)?.consultation?;
            Some((batch.clone(), n))
        });
        let ask = asks.is_ok().then(|| ask.collect());
        let name = |id: &BatchId| known.get(id).map_or_else(String::new, |batch| batch.name.clone());
        Ok(Consultations { ask, list: list.into_iter().map(|one| (one.clone(), name(&one.batch))).collect() })
    }

    /// About what the reader's office could ask, of a batch.
    pub async fn to_consult(&self, actor: &Actor, batch: &BatchId) -> Result<ToConsult, Failure> {
        let hidden = NotAllowed { act: Act::Consult };
        let office = match extent(actor, Act::Consult)? {
            Extent::Cities(offices) => offices.first().copied().ok_or(hidden.clone())?,
            Extent::Province => DivisionCode::GUANGXI,
        };
        let mut reading = self.store.read().await?;
        let known = batches(&mut reading, std::slice::from_ref(batch)).await?.remove(batch).ok_or(hidden)?;
        let desk = Desk::of(office);
        let cases = super::publicities::at_desk(&mut reading, batch, office, "under_review").await?;
        let cases = cases.into_iter().filter(|case| entry(case, desk).is_ok()).collect();
        Ok(ToConsult { conditions: self.conditions(&known), batch: known, office, cases })
    }

    /// One request, for officers who may read the cases of its office.
    pub async fn consultation(&self, actor: &Actor, id: &str) -> Result<ConsultationOpened, Failure> {
        let mut reading = self.store.read().await?;
        let consultation = read(&mut reading, actor, id).await?;
        let subject = Subject { city: Some(consultation.office), ..Subject::default() };
        let may_consult = may(actor, Act::Consult, subject).is_ok();
        let known = batches(&mut reading, std::slice::from_ref(&consultation.batch)).await?;
        let batch = known.get(&consultation.batch);
        let by = names(&mut reading, [consultation.by.as_str()]).await?.remove(&consultation.by).unwrap_or_default();
        let sql = "SELECT department, address, expires, made_at, used_at FROM consultation_link \
                   WHERE consultation = $1 ORDER BY made_at, department";
        let links = reading.rows(sql, args![id]).await?.iter().map(link).collect::<Result<_, _>>()?;
        Ok(ConsultationOpened {
            batch: batch.map_or_else(String::new, |batch| batch.name.clone()),
            conditions: batch.map(|batch| self.conditions(batch)).unwrap_or_default(),
            silence_is_consent: batch.is_some_and(|batch| self.steps(batch, consultation.office).silence_is_consent),
            consultation,
            by,
            links,
            may_consult,
        })
    }

    /// The stamped scan of an answer by letter.
    pub async fn consultation_file(&self, actor: &Actor, id: &str, file: &str) -> Result<Kept, Failure> {
        let hidden = || Failure::NotAllowed(NotAllowed { act: Act::ReadCase });
        let mut reading = self.store.read().await?;
        let consultation = read(&mut reading, actor, id).await?;
        let mut papers =
            consultation.departments.iter().flat_map(|asked| &asked.replies).filter_map(|r| r.paper.as_ref());
        if !papers.any(|paper| paper.as_str() == file) {
            return Err(hidden());
        }
        kept(&mut reading, file).await?.ok_or_else(hidden)
    }

    /// What the reader's department is asked: the newest first.
    pub async fn requests(&self, actor: &Actor) -> Result<Vec<Request>, Failure> {
        let hidden = NotAllowed { act: Act::Reply };
        let person = actor.person().ok_or(hidden.clone())?;
        let mut reading = self.store.read().await?;
        let held = person.grants.iter().filter(|grant| grant.role == Role::Department);
        let held: Vec<(DivisionCode, Department)> =
            held.filter_map(|grant| Some((grant.city.unwrap_or(DivisionCode::GUANGXI), grant.department?))).collect();
        if held.is_empty() {
            return Err(hidden.into());
        }
        let mut found: Vec<(Consultation, Department)> = Vec::new();
        for (office, department) in held {
            let sql = format!(
                "SELECT state FROM consultation WHERE office = $1 AND asked LIKE $2 \
                 ORDER BY asked_on DESC, id DESC LIMIT {MOST}"
            );
            let rows = reading.rows(sql, args![office.to_string(), format!("%,{},%", department.id())]).await?;
            for row in &rows {
                found.push((row.json("state")?, department));
            }
        }
        let ids: Vec<BatchId> = found.iter().map(|(one, _)| one.batch.clone()).collect();
        let known = batches(&mut reading, &ids).await?;
        Ok(found.into_iter().filter_map(|(one, department)| self.own(one, department, &known)).collect())
    }

    /// One request, as the reader's department sees it.
    pub async fn request(&self, actor: &Actor, id: &str) -> Result<Request, Failure> {
        let hidden = || Failure::NotAllowed(NotAllowed { act: Act::Reply });
        let mut reading = self.store.read().await?;
        let consultation = reading.load::<Consultation>(id).await?.state.ok_or_else(hidden)?;
        let mine = |department: &Department| {
            let (city, consultation) = (Some(consultation.office), Some(&consultation.id));
            let subject = Subject { city, department: Some(*department), consultation, ..Subject::default() };
            may(actor, Act::Reply, subject).is_ok()
        };
        let department = Department::ALL.into_iter().find(mine).ok_or_else(hidden)?;
        self.request_of(&mut reading, consultation, department).await?.ok_or_else(hidden)
    }

    /// A request with one department only; `None` if that one is not asked.
    pub(crate) async fn request_of(
        &self,
        reading: &mut Reading,
        consultation: Consultation,
        department: Department,
    ) -> Result<Option<Request>, StoreError> {
        let known = batches(reading, std::slice::from_ref(&consultation.batch)).await?;
        Ok(self.own(consultation, department, &known))
    }

    /// The same where its batch is known.
    fn own(
        &self,
        mut consultation: Consultation,
        department: Department,
        known: &HashMap<BatchId, Batch>,
    ) -> Option<Request> {
        consultation.departments.retain(|asked| asked.department == department);
        let name = consultation.asked(department)?.name.clone();
        let batch = known.get(&consultation.batch);
        let mut conditions = batch.map(|batch| self.conditions(batch)).unwrap_or_default();
        conditions.retain(|(id, _)| consultation.grounds.contains(id));
        let silence_is_consent = batch.is_some_and(|batch| self.steps(batch, consultation.office).silence_is_consent);
        let batch = batch.map_or_else(String::new, |batch| batch.name.clone());
        Some(Request { consultation, department, name, batch, conditions, silence_is_consent })
    }
}

/// A request, if the reader may read the cases of its office.
async fn read(reading: &mut Reading, actor: &Actor, id: &str) -> Result<Consultation, Failure> {
    let hidden = || Failure::NotAllowed(NotAllowed { act: Act::ReadCase });
    let consultation = reading.load::<Consultation>(id).await?.state.ok_or_else(hidden)?;
    may(actor, Act::ReadCase, Subject { city: Some(consultation.office), ..Subject::default() })?;
    Ok(consultation)
}

/// What was asked about cases, by their office and batch: for those who review them.
pub(super) async fn about(reading: &mut Reading, cases: &[Application]) -> Result<Vec<Consultation>, StoreError> {
    let mut ids: Vec<&str> = cases.iter().map(|case| case.batch.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
    let sql = format!("SELECT state FROM consultation WHERE batch IN ({}) ORDER BY asked_on, id", places.join(", "));
    let values = ids.into_iter().map(titian_store::Value::from).collect::<Vec<_>>();
    let rows = reading.rows(sql, values).await?;
    rows.iter().map(|row| row.json("state")).collect()
}
