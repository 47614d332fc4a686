//! One case whole, and the files in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use titian_domain::application::{Application, Desk, Event, Spell, spells};
use titian_domain::compliance::Compliance;
use titian_domain::consultation::Consultation;
use titian_domain::correspondence::{Correspondence, Note, Question};
use titian_domain::draw::{Duty, duty};
use titian_domain::enterprise::{Enterprise, FormerName};
use titian_domain::id::{AccountId, BatchId, EnterpriseId, EvidenceId};
use titian_domain::inspection::Inspection;
use titian_domain::notice::Batch;
use titian_domain::room::Room;
use titian_domain::substitution::Substitution;
use titian_rulebook::policy::Policy;
use titian_store::{Changes, Reading, StoreError, Tx, args};

use super::office::{inspectors_of, people_of, standing_in};
use super::queue::handlers;
use super::{Kept, batches, consultations, kept, names};
use crate::App;
use crate::actor::Actor;
use crate::clock::day_of;
use crate::command::Failure;
use crate::perform::draw::{concerns as drawn_from, draws_over};
use crate::perform::office::{away_from, belongs_to, in_words, office_of, pairs};
use crate::perform::subject;
use crate::permission::{Act, Extent, NotAllowed, extent, may};

/// How the audit log calls the opening of a file of a case.
pub(super) const OPENED: &str = "evidence";

/// A case with what was done about it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The case.
    pub application: Application,
    /// How many events it has had.
    pub version: u64,
    /// Its batch.
    pub batch: Batch,
    /// The policy it is judged by: with the local table it is pinned to.
    pub policy: Arc<Policy>,
    /// The checks of the enterprise.
    pub compliance: Option<Compliance>,
    /// Names that the enterprise bore before.
    pub former: Vec<FormerName>,
    /// The visits.
    pub inspection: Option<Inspection>,
    /// What the draws of the office that has it in hand say of it.
    pub duty: Duty,
    /// What other departments were asked about it, by the offices that have had it; the first thing first.
    pub consultations: Vec<Consultation>,
    /// Names of the people in it, by account.
    pub names: BTreeMap<AccountId, String>,
    /// Files of it that the reader has opened.
    pub opened: BTreeSet<EvidenceId>,
    /// Whether the reader may review it where it lies.
    pub reviews: bool,
    /// Whether they may approve it there.
    pub approves: bool,
    /// Whether they may record checks of its enterprise, whichever desk has it.
    pub checks: bool,
    /// Who stays away from its enterprise (回避).
    pub away: Vec<AccountId>,
    /// For what the reader may approve what they have handled themselves (替岗); empty if for nothing.
    pub substitution: String,
    /// Who has had it since it was submitted, and how long.
    pub spells: Vec<Spell>,
}

/// What was written about a case, as far as an office may read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Notes of the reader's own office, the oldest first.
    pub notes: Vec<Note>,
    /// Questions to the enterprise with their answers, the oldest first.
    pub questions: Vec<Question>,
    /// Names of the people in it, by account.
    pub names: BTreeMap<AccountId, String>,
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// Who: an account, `public` or `system`.
    pub actor: AccountId,
    /// What.
    pub event: Event,
}

impl App {
    /// One case whole, for officers who may see it. One that is not there and one that is not theirs look the same.
    pub async fn case(&self, actor: &Actor, id: &str) -> Result<Case, Failure> {
        let case = self.cases(actor, &[id]).await?.pop();
        case.ok_or(Failure::NotAllowed(NotAllowed { act: Act::ReadCase }))
    }

    /// Several cases whole, in the order asked for, without those that the reader may not see: a dozen statements, however
    /// many there are.
    pub async fn cases(&self, actor: &Actor, ids: &[&str]) -> Result<Vec<Case>, Failure> {
        let mut reading = self.store.read().await?;
        let found = reading.load_all::<Application>(ids).await?.into_iter();
        let (versions, found): (Vec<u64>, Vec<Application>) =
            found.filter_map(|one| Some((one.version, one.state?))).filter(|(_, case)| shows(actor, case)).unzip();
        let of: Vec<BatchId> = found.iter().map(|case| case.batch.clone()).collect();
        let batches = batches(&mut reading, &of).await?;
        let enterprises: Vec<&str> = found.iter().map(|case| case.enterprise.as_str()).collect();
        let compliance = reading.load_all::<Compliance>(&enterprises).await?;
        let firms = reading.load_all::<Enterprise>(&enterprises).await?;
        let visited: Vec<&str> = found.iter().map(|case| case.id.as_str()).collect();
        let inspections = reading.load_all::<Inspection>(&visited).await?;
        let opened = opened(&mut reading, actor, &visited).await?;
        let draws = draws_over(&mut reading, &of).await?;
        let asked = consultations::about(&mut reading, &found).await?;
        let mut people: Vec<String> = Vec::new();
        for ((case, checks), visits) in found.iter().zip(&compliance).zip(&inspections) {
            people.extend(self::people(case, checks.state.as_ref(), visits.state.as_ref()));
        }
        let away = pairs(&mut reading).await?;
        let of_these = |from: &EnterpriseId| found.iter().any(|case| case.enterprise == *from);
        people.extend(away.iter().filter(|(_, from)| of_these(from)).map(|(who, _)| who.to_string()));
        let standing_in = standing_in(&mut reading, actor, self.clock.today()).await?;
        people.extend(standing_in.iter().map(|one| one.whom.to_string()));
        let mut spells = spells_of(&mut reading, &visited).await?;
        let names: BTreeMap<AccountId, String> =
            names(&mut reading, people.iter().map(String::as_str)).await?.into_iter().collect();
        // Whether they may at all, whatever the stage: the stage is the domain's to speak of.
        let (reviews, approves) = (extent(actor, Act::Review), extent(actor, Act::Approve));
        let mut cases = Vec::new();
        let found = found.into_iter().zip(versions).zip(compliance).zip(inspections).zip(firms);
        for ((((application, version), compliance), inspection), firm) in found {
            let id = application.id.to_string();
            let policy = self.policy_of(&mut reading, application.local_table.as_ref()).await?;
            let batch = batches.get(&application.batch).cloned();
            let stands_in = standing_in.iter().find(|one| one.office == office_of(&application));
            let whom = |one: &Substitution| names.get(&one.whom).map_or("同事", String::as_str).to_owned();
            let apart = away.iter().filter(|(_, from)| *from == application.enterprise);
            let apart: Vec<AccountId> = apart.map(|(who, _)| who.clone()).collect();
            let here = |seen: &Result<Extent, NotAllowed>| seen.as_ref().is_ok_and(|seen| works_on(seen, &application));
            cases.push(Case {
                batch: batch.ok_or(StoreError::inconsistent(
                    "application",
                    &id,
                    "a case of a batch that is not there",
                ))?,
                policy,
                compliance: compliance.state,
                former: firm.state.map(|firm| firm.former).unwrap_or_default(),
                inspection: inspection.state,
                duty: duty(draws.iter().filter(|draw| drawn_from(draw, &application)), &application.enterprise),
                consultations: asked.iter().filter(|one| concerns(one, &application)).cloned().collect(),
                names: names.clone(),
                opened: opened.get(&id).cloned().unwrap_or_default(),
                reviews: here(&reviews),
                approves: here(&approves),
                checks: may(actor, Act::Check, subject(&application)).is_ok(),
                away: apart,
                spells: spells.remove(&id).unwrap_or_default(),
                substitution: stands_in.map_or_else(String::new, |one| in_words(one, &whom(one))),
                version,
                application,
            });
        }
        Ok(cases)
    }

    /// What happened to a case, the first thing first; and the names of those who did it.
    pub async fn happened(
        &self,
        actor: &Actor,
        id: &str,
    ) -> Result<(Vec<Happened>, BTreeMap<AccountId, String>), Failure> {
        let mut reading = self.store.read().await?;
        seen(&mut reading, actor, id).await?;
        let entries = reading.history::<Application>(id).await?;
        let names = names(&mut reading, entries.iter().map(|entry| entry.actor.as_str())).await?;
        let happened = entries
            .iter()
            .map(|entry| Ok(Happened { at: entry.at, actor: AccountId(entry.actor.clone()), event: entry.event()? }))
            .collect::<Result<_, StoreError>>()?;
        Ok((happened, names.into_iter().collect()))
    }

    /// What was written about a case: notes of the reader's own office, and what the enterprise was asked.
    pub async fn written(&self, actor: &Actor, id: &str) -> Result<Written, Failure> {
        let mut reading = self.store.read().await?;
        let case = seen(&mut reading, actor, id).await?;
        let Some(known) = reading.load::<Correspondence>(id).await?.state else { return Ok(Written::default()) };
        let office = belongs_to(actor, &case);
        let notes: Vec<Note> = known.notes.into_iter().filter(|note| Some(note.office) == office).collect();
        let asked = known.questions.iter().map(|one| one.asked.by.as_str());
        let answered = known.questions.iter().filter_map(|one| Some(one.answer.as_ref()?.by.as_str()));
        let people = notes.iter().map(|note| note.by.as_str()).chain(asked).chain(answered);
        let names = names(&mut reading, people).await?.into_iter().collect();
        Ok(Written { notes, questions: known.questions, names })
    }

    /// To whom a case can be given at its desk, by account and name: not to who stays away from its enterprise.
    pub async fn colleagues(&self, case: &Application) -> Result<Vec<(AccountId, String)>, StoreError> {
        let mut reading = self.store.read().await?;
        let office = office_of(case);
        let away = away_from(&mut reading, &case.enterprise).await?;
        let all = handlers(&mut reading, &Extent::Cities(vec![office])).await?;
        Ok(all.into_iter().filter(|(id, _)| !away.contains(id)).collect())
    }

    /// Who works on cases at the desk of a case, by account and name: handlers and leaders, then whom it can send on visits.
    pub async fn office(&self, case: &Application) -> Result<Vec<(AccountId, String)>, StoreError> {
        let mut reading = self.store.read().await?;
        let mut all = people_of(&mut reading, office_of(case)).await?;
        for (id, name) in inspectors_of(&mut reading, office_of(case)).await? {
            if all.iter().all(|(known, _)| *known != id) {
                all.push((id, format!("{name}（抽查员）")));
            }
        }
        Ok(all)
    }

    /// A file of a case: evidence as filed, the sealed scan, pictures of checks and visits. That it was opened is
    /// written down first: files hold what an enterprise shows to its office only.
    pub async fn case_file(&self, actor: &Actor, id: &str, file: &str) -> Result<Kept, Failure> {
        let now = self.clock.now();
        self.store
            .write(async |mut tx: Tx| {
                let hidden = || Failure::NotAllowed(NotAllowed { act: Act::ReadCase });
                let case = seen(&mut tx, actor, id).await?;
                let compliance = tx.load::<Compliance>(case.enterprise.as_str()).await?.state;
                let inspection = tx.load::<Inspection>(id).await?.state;
                if !files(&case, compliance.as_ref(), inspection.as_ref()).contains(file) {
                    return Err(hidden());
                }
                let filed = case.filing.iter().flat_map(|filing| &filing.content.evidence);
                let mut filed = filed.filter(|one| one.id.as_str() == file).map(|one| Kept {
                    id: one.id.to_string(),
                    media: one.media.clone(),
                    name: one.name.clone(),
                });
                let found = match filed.next_back() {
                    Some(found) => found,
                    None => kept(&mut tx, file).await?.ok_or_else(hidden)?,
                };
                let mut changes = Changes::new(now, actor.id());
                changes.audit(OPENED, &format!("application/{id}"), file);
                tx.commit(changes).await?;
                Ok(found)
            })
            .await
    }
}

/// Who has had cases since they were submitted, by case: one statement for some hundreds of them.
pub(super) async fn spells_of(
    reading: &mut Reading,
    cases: &[&str],
) -> Result<HashMap<String, Vec<Spell>>, StoreError> {
    let streams: Vec<String> = cases.iter().map(|id| format!("{}/{id}", Application::NAME)).collect();
    let mut told: HashMap<String, Vec<(Date, Event)>> = HashMap::new();
    for entry in reading.histories(&streams).await? {
        let id = entry.stream.strip_prefix("application/").unwrap_or_default().to_owned();
        told.entry(id).or_default().push((day_of(entry.at), entry.event()?));
    }
    let spells = |events: Vec<(Date, Event)>| spells(events.iter().map(|(on, event)| (*on, event)));
    Ok(told.into_iter().map(|(id, events)| (id, spells(events))).collect())
}

/// The files of cases that a reader has opened, by case.
async fn opened(
    reading: &mut Reading,
    actor: &Actor,
    cases: &[&str],
) -> Result<HashMap<String, BTreeSet<EvidenceId>>, StoreError> {
    let mut opened: HashMap<String, BTreeSet<EvidenceId>> = HashMap::new();
    let mut values = args![actor.id(), OPENED];
    let place = |case: &&str| {
        values.push(format!("application/{case}").into());
        format!("${}", values.len())
    };
    let places: Vec<String> = cases.iter().map(place).collect();
    if places.is_empty() {
        return Ok(opened);
    }
    let sql = format!(
        "SELECT DISTINCT subject, detail FROM audit WHERE actor = $1 AND what = $2 AND subject IN ({})",
        places.join(", ")
    );
    for row in reading.rows(sql, values).await? {
        let case = row.text("subject")?.strip_prefix("application/").unwrap_or_default().to_owned();
        opened.entry(case).or_default().insert(EvidenceId(row.text("detail")?.to_owned()));
    }
    Ok(opened)
}

/// Whether a reader may see a case. What was not submitted is the enterprise's own.
pub(super) fn shows(actor: &Actor, case: &Application) -> bool {
    case.filing.is_some() && may(actor, Act::ReadCase, subject(case)).is_ok()
}

/// The case, if the reader may see it.
async fn seen(reading: &mut Reading, actor: &Actor, id: &str) -> Result<Application, Failure> {
    let hidden = || Failure::NotAllowed(NotAllowed { act: Act::ReadCase });
    let case = reading.load::<Application>(id).await?.state.ok_or_else(hidden)?;
    if shows(actor, &case) { Ok(case) } else { Err(hidden()) }
}

/// Whether a request asks about a case.
fn concerns(asked: &Consultation, case: &Application) -> bool {
    asked.list.iter().any(|one| one.application == case.id)
}

/// Whether a case lies on the desk of those who have this extent.
fn works_on(seen: &Extent, case: &Application) -> bool {
    match (seen, case.desk) {
        (Extent::Province, desk) => desk == Desk::Province,
        (Extent::Cities(cities), Desk::City) => cities.contains(&case.city),
        (Extent::Cities(_), Desk::Province) => false,
    }
}

/// Everybody who is named in a case, each once or more.
fn people(case: &Application, compliance: Option<&Compliance>, inspection: Option<&Inspection>) -> Vec<String> {
    use titian_domain::application::Stage;
    let handler = match &case.stage {
        Stage::UnderReview { handler, .. } | Stage::Returned { handler, .. } | Stage::Concluded { handler, .. } => {
            Some(handler)
        }
        Stage::Refused { by, .. } => Some(by),
        _ => None,
    };
    let ruled = case.verdicts.values().map(|verdict| &verdict.by);
    let checked = compliance.into_iter().flat_map(|one| &one.checks).map(|check| &check.officer);
    let visited = inspection.into_iter().flat_map(|one| &one.visits).map(|visit| &visit.recorded_by);
    handler.into_iter().chain(ruled).chain(checked).chain(visited).map(ToString::to_string).collect()
}

/// The files that belong to a case.
fn files(case: &Application, compliance: Option<&Compliance>, inspection: Option<&Inspection>) -> BTreeSet<String> {
    let filing = case.filing.as_ref();
    let evidence = filing.into_iter().flat_map(|filing| filing.content.evidence.iter().map(|one| &one.id));
    let scan = filing.and_then(|filing| filing.scan.as_ref());
    let pictures = compliance.into_iter().flat_map(|one| &one.checks).filter_map(|check| check.evidence.as_ref());
    let visits = inspection.into_iter().flat_map(|one| &one.visits);
    let photos = visits.flat_map(|visit| visit.photos.iter().chain(&visit.signed));
    evidence.chain(scan).chain(pictures).chain(photos).map(ToString::to_string).collect()
}
