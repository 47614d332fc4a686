//! Corrections: of lists that are out, for the office whose lists they are and for everybody; and requests to correct
//! filed data, for the enterprise that asks and the offices that look into it.

use std::collections::HashMap;

use titian_domain::application::{Application, Effect};
use titian_domain::correction::{CorrectionAnnouncement, Paper};
use titian_domain::correction_request::{CorrectionRequest, Stage, closed};
use titian_domain::id::{AccountId, ApplicationId, EnterpriseId};
use titian_domain::publicity::Entry;
use titian_domain::refusal::Refusal;
use titian_rulebook::region::DivisionCode;
use titian_store::{Changes, Reading, Row, StoreError, Tx, Value, args};

use super::{Kept, kept, names, within};
use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::perform::correction::{Out, out};
use crate::perform::subject;
use crate::permission::{Act, NotAllowed, Subject, extent, may};

/// How many of each kind a board shows; those that wait first.
pub const CORRECTIONS: i64 = 100;

/// What the board of corrections shows to an office.
#[derive(Debug, Clone)]
pub struct Corrections {
    /// Corrections of its own lists: those that wait first, then the latest.
    pub lists: Vec<CorrectionAnnouncement>,
    /// Requests to correct filed data: those that wait first, the oldest of them first.
    pub requests: Vec<CorrectionRequest>,
}

/// A correction with what its page says beside it.
#[derive(Debug, Clone)]
pub struct CorrectionOpened {
    /// The correction.
    pub correction: CorrectionAnnouncement,
    /// Names of the people in it.
    pub names: HashMap<AccountId, String>,
    /// Whether the reader may announce it, by the permission table; that another proposed it, the room asks.
    pub may_announce: bool,
    /// Whether they may give it up.
    pub may_drop: bool,
}

/// An entry of a list that a correction is proposed for.
#[derive(Debug, Clone)]
pub struct ToCorrect {
    /// The list.
    pub list: String,
    /// The entry.
    pub entry: Entry,
    /// The city that the list gives for it.
    pub city: DivisionCode,
    /// Corrections of it before, the earliest first.
    pub before: Vec<CorrectionAnnouncement>,
}

/// A request with what its page says beside it.
#[derive(Debug, Clone)]
pub struct RequestOpened {
    /// The request.
    pub request: CorrectionRequest,
    /// Its case.
    pub case: Application,
    /// How many events the case has had.
    pub seen: u64,
    /// What it would change in how the case is judged now; none where the edition is not held, or it is decided.
    pub effect: Option<Effect>,
    /// Its files.
    pub files: Vec<Kept>,
    /// Names of the people in it; none for the enterprise, to whom an office is an office.
    pub names: HashMap<AccountId, String>,
    /// Whether the reader may examine it.
    pub may_examine: bool,
    /// Whether they may decide it.
    pub may_decide: bool,
}

fn states<T: serde::de::DeserializeOwned>(rows: &[Row]) -> Result<Vec<T>, StoreError> {
    rows.iter().map(|row| row.json("state")).collect()
}

/// What is somebody else's, and what is not there.
fn hidden(act: Act) -> Failure {
    NotAllowed { act }.into()
}

impl App {
    /// Corrections announced of a list, the earliest first: for everybody.
    pub async fn corrections_of(&self, paper: &Paper) -> Result<Vec<CorrectionAnnouncement>, StoreError> {
        let sql = "SELECT state FROM correction WHERE paper = $1 AND stage = 'announced' ORDER BY announced_on, id";
        states(&self.store.read().await?.rows(sql, args![paper.id()]).await?)
    }

    /// Corrections announced of entries of an enterprise, the latest first: for everybody.
    pub async fn corrections_about(
        &self,
        enterprise: &EnterpriseId,
    ) -> Result<Vec<CorrectionAnnouncement>, StoreError> {
        let sql = "SELECT state FROM correction WHERE enterprise = $1 AND stage = 'announced' \
                   ORDER BY announced_on DESC, id DESC";
        states(&self.store.read().await?.rows(sql, args![enterprise.as_str()]).await?)
    }

    /// A correction that was announced: for everybody.
    pub async fn announced_correction(&self, id: &str) -> Result<Option<CorrectionAnnouncement>, StoreError> {
        let found = self.store.read().await?.load::<CorrectionAnnouncement>(id).await?.state;
        Ok(found.filter(|one| one.number().is_some()))
    }

    /// The corrections that an office works on.
    pub async fn corrections(&self, actor: &Actor) -> Result<Corrections, Failure> {
        let lists = extent(actor, Act::ProposeCorrection);
        let requests = extent(actor, Act::ReadCorrectionRequest);
        if let (Err(_), Err(not)) = (&lists, &requests) {
            return Err(not.clone().into());
        }
        let mut reading = self.store.read().await?;
        let mut found = Corrections { lists: vec![], requests: vec![] };
        if let Ok(seen) = &lists {
            let mut values = vec![];
            let own = within(seen, "office", &mut values);
            let sql = format!(
                "SELECT state FROM correction WHERE {own} \
                 ORDER BY CASE WHEN stage = 'proposed' THEN 0 ELSE 1 END, proposed_on DESC, id DESC LIMIT {CORRECTIONS}"
            );
            found.lists = states(&reading.rows(sql, values).await?)?;
        }
        if let Ok(seen) = &requests {
            let mut values = vec![];
            let own = within(seen, "city", &mut values);
            let sql = format!(
                "SELECT state FROM correction_request WHERE {own} \
                 ORDER BY CASE WHEN stage IN ('asked', 'examined') THEN 0 ELSE 1 END, asked_on, id LIMIT {CORRECTIONS}"
            );
            found.requests = states(&reading.rows(sql, values).await?)?;
        }
        Ok(found)
    }

    /// One correction, for the office whose list it mends.
    pub async fn correction(&self, actor: &Actor, id: &str) -> Result<CorrectionOpened, Failure> {
        let mut reading = self.store.read().await?;
        let found = reading.load::<CorrectionAnnouncement>(id).await?.state;
        let correction = found.ok_or_else(|| hidden(Act::ProposeCorrection))?;
        let of = Subject { city: Some(correction.office), ..Subject::default() };
        may(actor, Act::ProposeCorrection, of)?;
        let decided = match &correction.stage {
            titian_domain::correction::Stage::Announced { by, .. }
            | titian_domain::correction::Stage::Dropped { by, .. } => Some(by.as_str()),
            titian_domain::correction::Stage::Proposed => None,
        };
        let names = names(&mut reading, [correction.by.as_str()].into_iter().chain(decided)).await?;
        let may_announce = may(actor, Act::AnnounceCorrection, of).is_ok();
        let may_drop = may_announce || correction.by.as_str() == actor.id();
        Ok(CorrectionOpened { names, may_announce, may_drop, correction })
    }

    /// An entry of a list, for the office whose list it is.
    pub async fn to_correct(
        &self,
        actor: &Actor,
        paper: &Paper,
        application: &ApplicationId,
    ) -> Result<ToCorrect, Failure> {
        let hidden = || hidden(Act::ProposeCorrection);
        let mut reading = self.store.read().await?;
        let Out { title, office, list, .. } = out(&mut reading, paper).await?.ok_or_else(hidden)?;
        may(actor, Act::ProposeCorrection, Subject { city: Some(office), ..Subject::default() })?;
        let entry = list.into_iter().find(|entry| entry.application == *application).ok_or_else(hidden)?;
        let case = reading.load::<Application>(application.as_str()).await?.state.ok_or_else(hidden)?;
        let sql = "SELECT state FROM correction WHERE application = $1 AND paper = $2 AND stage = 'announced' \
                   ORDER BY announced_on, id";
        let before = states(&reading.rows(sql, args![application.as_str(), paper.id()]).await?)?;
        let city = if office.is_province() { case.city } else { office };
        Ok(ToCorrect { list: title, entry, city, before })
    }

    /// Requests to correct the data of a case of one's own, the latest first; and why none can be made now, if so.
    pub async fn own_corrections(
        &self,
        actor: &Actor,
        case: &Application,
    ) -> Result<(Vec<CorrectionRequest>, Option<Refusal>), Failure> {
        may(actor, Act::ReadCase, subject(case))?;
        let sql = "SELECT state FROM correction_request WHERE application = $1 ORDER BY asked_on DESC, id DESC";
        let requests = states(&self.store.read().await?.rows(sql, args![case.id.as_str()]).await?)?;
        Ok((requests, closed(case)))
    }

    /// One request of one's own.
    pub async fn own_correction(&self, actor: &Actor, id: &str) -> Result<RequestOpened, Failure> {
        let own = actor.person().and_then(|person| person.drafts_for.clone());
        let mut reading = self.store.read().await?;
        let request = reading.load::<CorrectionRequest>(id).await?.state;
        let request = request.filter(|one| Some(&one.enterprise) == own.as_ref());
        let request = request.ok_or_else(|| hidden(Act::RequestCorrection))?;
        may(actor, Act::ReadCase, Subject { enterprise: Some(&request.enterprise), ..Subject::default() })?;
        self.opened_request(&mut reading, request).await
    }

    /// One request, for the offices that look into it.
    pub async fn correction_request(&self, actor: &Actor, id: &str) -> Result<RequestOpened, Failure> {
        let mut reading = self.store.read().await?;
        let request = reading.load::<CorrectionRequest>(id).await?.state;
        let request = request.ok_or_else(|| hidden(Act::ReadCorrectionRequest))?;
        let of = |act| may(actor, act, Subject { city: Some(request.city), ..Subject::default() });
        of(Act::ReadCorrectionRequest)?;
        let (examines, decides) = (of(Act::ExamineCorrection).is_ok(), of(Act::DecideCorrection).is_ok());
        let opened = self.opened_request(&mut reading, request).await?;
        let mut people = vec![opened.request.by.as_str()];
        match &opened.request.stage {
            Stage::Examined { opinion } => people.push(opinion.by.as_str()),
            Stage::Accepted { opinion, decision, .. } | Stage::Declined { opinion, decision } => {
                people.extend([opinion.by.as_str(), decision.by.as_str()]);
            }
            Stage::Asked | Stage::Withdrawn { .. } => {}
        }
        let names = names(&mut reading, people).await?;
        let may_examine = examines && opened.request.stage == Stage::Asked;
        let may_decide = decides && matches!(opened.request.stage, Stage::Examined { .. });
        Ok(RequestOpened { names, may_examine, may_decide, ..opened })
    }

    async fn opened_request(
        &self,
        reading: &mut Reading,
        request: CorrectionRequest,
    ) -> Result<RequestOpened, Failure> {
        let standing = reading.load::<Application>(request.application.as_str()).await?;
        let case = standing.state()?.clone();
        let policy = self.policy_of(reading, case.local_table.as_ref()).await?;
        let effect = if request.stage.waits() { case.corrected_to(&policy, &request.edits()) } else { None };
        let files = files(reading, &request).await?;
        let seen = standing.version;
        let names = HashMap::new();
        Ok(RequestOpened { request, case, seen, effect, files, names, may_examine: false, may_decide: false })
    }

    /// A file of a request, for the offices. That it was opened is written down first.
    pub async fn correction_file(&self, actor: &Actor, id: &str, file: &str, from: &str) -> Result<Kept, Failure> {
        let now = self.clock.now();
        let hidden = || hidden(Act::ReadCorrectionRequest);
        self.store
            .write(async |mut tx: Tx| {
                let request = tx.load::<CorrectionRequest>(id).await?.state.ok_or_else(hidden)?;
                let of = Subject { city: Some(request.city), ..Subject::default() };
                may(actor, Act::ReadCorrectionRequest, of)?;
                if !request.evidence.iter().any(|one| one.as_str() == file) {
                    return Err(hidden());
                }
                let found = kept(&mut tx, file).await?.ok_or_else(hidden)?;
                let mut changes = Changes::new(now, actor.id());
                changes.audit("correction_file", &format!("correction_request/{id}"), from);
                tx.commit(changes).await?;
                Ok(found)
            })
            .await
    }

    /// A file of a request of one's own.
    pub async fn own_correction_file(&self, actor: &Actor, id: &str, file: &str) -> Result<Kept, Failure> {
        let opened = self.own_correction(actor, id).await?;
        let found = opened.files.into_iter().find(|one| one.id == file);
        found.ok_or_else(|| hidden(Act::RequestCorrection))
    }
}

/// The files of a request, in the order they were attached: one statement.
async fn files(reading: &mut Reading, request: &CorrectionRequest) -> Result<Vec<Kept>, StoreError> {
    let places: Vec<String> = (1..=request.evidence.len()).map(|n| format!("${n}")).collect();
    if places.is_empty() {
        return Ok(vec![]);
    }
    let sql = format!("SELECT sha256, media, name FROM blob WHERE sha256 IN ({})", places.join(", "));
    let values: Vec<Value> = request.evidence.iter().map(|id| id.as_str().into()).collect();
    let mut found = HashMap::new();
    for row in reading.rows(sql, values).await? {
        let text = |name| row.text(name).map(str::to_owned);
        found.insert(text("sha256")?, Kept { id: text("sha256")?, media: text("media")?, name: text("name")? });
    }
    Ok(request.evidence.iter().filter_map(|id| found.remove(id.as_str())).collect())
}
