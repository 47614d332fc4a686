//! One's own enterprise: its dossier, its people, its titles, its applications, and files that are in any of them.

use titian_domain::account::Account;
use titian_domain::application::{self, Application, Content, Event, Held, tell_titles};
use titian_domain::correspondence::{Correspondence, Question};
use titian_domain::enterprise::Enterprise;
use titian_domain::id::{BatchId, EnterpriseId, NoticeId};
use titian_domain::notice::{Batch, Notice, Stage};
use titian_domain::recognition::Recognition;
use titian_domain::refusal::Refusal;
use titian_store::{Reading, Row, Standing, StoreError, args};

use crate::App;
use crate::actor::{Actor, Person};
use crate::command::Failure;
use crate::perform::{subject, titles};
use crate::permission::{Act, NotAllowed, Subject, may};

/// Somebody who acts for an enterprise, or wants to.
#[derive(Debug, Clone)]
pub struct Membership {
    /// Their account.
    pub account: Account,
    /// Name and code of the enterprise they are bound to, whatever they may see of it.
    pub bound: Option<(String, String)>,
    /// Its dossier with the titles that the register knows of, if they may fill it in.
    pub dossier: Option<Standing<Enterprise>>,
    /// How many messages they have not read.
    pub unread: u32,
}

/// A case of one's own with all that happened to it.
#[derive(Debug, Clone)]
pub struct OwnCase {
    /// The case.
    pub application: Application,
    /// Its batch.
    pub batch: Batch,
    /// Its stream, the oldest first.
    pub events: Vec<Event>,
    /// Whether the reader may take it back.
    pub withdrawable: bool,
    /// What the offices asked, with the answers, the oldest first. Notes of an office are its own.
    pub questions: Vec<Question>,
    /// Whether the reader may answer.
    pub answers: bool,
}

/// A kept file by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// `application/pdf`, …
    pub media: String,
    /// Its name as uploaded.
    pub name: String,
}

fn person(actor: &Actor) -> Result<&Person, Failure> {
    Ok(actor.person().ok_or(NotAllowed { act: Act::Draft })?)
}

/// What is somebody else's, and what is not there.
fn hidden() -> Failure {
    NotAllowed { act: Act::ReadCase }.into()
}

impl App {
    /// Who somebody is to their enterprise.
    pub async fn membership(&self, actor: &Actor) -> Result<Membership, Failure> {
        let person = person(actor)?;
        let mut reading = self.store.read().await?;
        let account = reading.load::<Account>(person.account.as_str()).await?.state()?.clone();
        let unread = super::messages::unread(&mut reading, person).await?;
        let (mut bound, mut dossier) = (None, None);
        if let Some(binding) = &account.binding {
            let mut standing = reading.load::<Enterprise>(binding.enterprise.as_str()).await?;
            let titles = titles(&mut reading, &[binding.enterprise.as_str()]).await?;
            if let Some(enterprise) = &mut standing.state {
                tell_titles(&mut enterprise.answers, &titles, self.clock.today());
            }
            bound = standing.state.as_ref().map(|one| (one.name.clone(), one.code().to_owned()));
            let subject = Subject { enterprise: Some(&binding.enterprise), ..Subject::default() };
            dossier = may(actor, Act::Draft, subject).is_ok().then_some(standing);
        }
        Ok(Membership { account, bound, dossier, unread })
    }

    /// The people of one's enterprise, the first to come first.
    pub async fn team(&self, actor: &Actor) -> Result<Vec<Account>, Failure> {
        let Some(enterprise) = &person(actor)?.drafts_for else { return Ok(vec![]) };
        may(actor, Act::Draft, Subject { enterprise: Some(enterprise), ..Subject::default() })?;
        let sql = "SELECT state FROM account WHERE enterprise = $1 ORDER BY id";
        let rows = self.store.read().await?.rows(sql, args![enterprise.as_str()]).await?;
        Ok(rows.iter().map(|row| row.json("state")).collect::<Result<_, _>>()?)
    }

    /// The titles of one's enterprise, the earliest first.
    pub async fn own_titles(&self, actor: &Actor) -> Result<Vec<Recognition>, Failure> {
        let Some(enterprise) = &person(actor)?.drafts_for else { return Ok(vec![]) };
        let sql = "SELECT state FROM recognition WHERE enterprise = $1 ORDER BY COALESCE(valid_from, ''), id";
        let rows = self.store.read().await?.rows(sql, args![enterprise.as_str()]).await?;
        Ok(rows.iter().map(|row| row.json("state")).collect::<Result<_, _>>()?)
    }

    /// The titles of an enterprise as they stand on record, each with where it came from: for everybody.
    pub async fn titles_on_record(&self, enterprise: &EnterpriseId) -> Result<Vec<Recognition>, StoreError> {
        let sql = "SELECT state FROM recognition WHERE enterprise = $1 ORDER BY id";
        let rows = self.store.read().await?.rows(sql, args![enterprise.as_str()]).await?;
        rows.iter().map(|row| row.json("state")).collect()
    }

    /// The title on which an application would build that is submitted today in a batch (A10.1, A11); nothing where its
    /// tier asks for none. The refusal is the one that a submission would meet.
    pub async fn builds_on(
        &self,
        actor: &Actor,
        own: &Enterprise,
        batch: &Batch,
    ) -> Result<Result<Option<Held>, Refusal>, Failure> {
        let asked = self.steps(batch, own.city).prerequisite;
        let titles = self.own_titles(actor).await?;
        Ok(application::at_submission(&asked, batch.tier, &titles, &Content::of(own), self.clock.today()))
    }

    /// The applications of one's enterprise with their batches, the newest first.
    pub async fn own_cases(&self, actor: &Actor) -> Result<Vec<(Application, Batch)>, Failure> {
        let Some(enterprise) = &person(actor)?.drafts_for else { return Ok(vec![]) };
        may(actor, Act::ReadCase, Subject { enterprise: Some(enterprise), ..Subject::default() })?;
        let mut reading = self.store.read().await?;
        let sql = "SELECT state FROM application WHERE enterprise = $1 ORDER BY id DESC";
        let rows = reading.rows(sql, args![enterprise.as_str()]).await?;
        let cases = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Application>, _>>()?;
        let mut notices: Vec<NoticeId> = cases.iter().map(|case| case.batch.notice()).collect();
        notices.sort();
        notices.dedup();
        let ids: Vec<&str> = notices.iter().map(NoticeId::as_str).collect();
        let notices = reading.load_all::<Notice>(&ids).await?;
        let batch = |id: &BatchId| notices.iter().find_map(|one| one.state.as_ref()?.batch(id).cloned());
        let lost = |case: &Application| StoreError::inconsistent("application", &case.id, "its batch is not there");
        let with_batch = |case: Application| match batch(&case.batch) {
            Some(batch) => Ok((case, batch)),
            None => Err(lost(&case).into()),
        };
        cases.into_iter().map(with_batch).collect()
    }

    /// One case of one's own. Another's and one that is not there look the same.
    pub async fn own_case(&self, actor: &Actor, id: &str) -> Result<OwnCase, Failure> {
        let enterprise = person(actor)?.drafts_for.as_ref().ok_or_else(hidden)?;
        let mut reading = self.store.read().await?;
        let application = reading.load::<Application>(id).await?.state.ok_or_else(hidden)?;
        if application.enterprise != *enterprise {
            return Err(hidden());
        }
        may(actor, Act::ReadCase, subject(&application))?;
        let batch = batch(&mut reading, &application.batch).await?.ok_or_else(hidden)?;
        let history = reading.history::<Application>(id).await?;
        let events = history.iter().map(titian_store::Entry::event).collect::<Result<_, _>>()?;
        let withdrawable = may(actor, Act::Withdraw, subject(&application)).is_ok();
        let answers = may(actor, Act::AnswerQuestion, subject(&application)).is_ok();
        let written = reading.load::<Correspondence>(id).await?.state;
        let questions = written.map(|written| written.questions).unwrap_or_default();
        Ok(OwnCase { application, batch, events, withdrawable, questions, answers })
    }

    /// A batch that was published.
    pub async fn batch(&self, id: &BatchId) -> Result<Option<Batch>, StoreError> {
        batch(&mut self.store.read().await?, id).await
    }

    /// A file that is in one's dossier, was in an application of one's own, or is a scan that was handed in with one.
    pub async fn own_file(&self, actor: &Actor, id: &str) -> Result<Option<OwnFile>, Failure> {
        let Some(enterprise) = &person(actor)?.drafts_for else { return Ok(None) };
        may(actor, Act::ReadCase, Subject { enterprise: Some(enterprise), ..Subject::default() })?;
        let mut reading = self.store.read().await?;
        let dossier = reading.load::<Enterprise>(enterprise.as_str()).await?.state;
        let sql = "SELECT state FROM application WHERE enterprise = $1";
        let rows = reading.rows(sql, args![enterprise.as_str()]).await?;
        let cases = rows.iter().map(|row| row.json("state")).collect::<Result<Vec<Application>, _>>()?;
        let filings = || cases.iter().filter_map(|case| case.filing.as_ref());
        let mut papers = dossier.iter().flat_map(|one| &one.evidence);
        let mut frozen = filings().flat_map(|filing| &filing.content.evidence);
        if let Some(one) = papers.find(|one| one.id.as_str() == id).or(frozen.find(|one| one.id.as_str() == id)) {
            return Ok(Some(OwnFile { media: one.media.clone(), name: one.name.clone() }));
        }
        if filings().any(|filing| filing.scan.as_ref().is_some_and(|scan| scan.as_str() == id)) {
            let row = reading.row("SELECT media, name FROM blob WHERE sha256 = $1", args![id]).await?;
            return Ok(row.as_ref().map(file).transpose()?);
        }
        Ok(None)
    }

    /// A file that somebody has uploaded themselves and that belongs to nothing yet.
    pub async fn kept_by(&self, actor: &Actor, id: &str) -> Result<Option<OwnFile>, StoreError> {
        let sql = "SELECT media, name FROM blob WHERE sha256 = $1 AND actor = $2";
        let row = self.store.read().await?.row(sql, args![id, actor.id()]).await?;
        row.as_ref().map(file).transpose()
    }
}

fn file(row: &Row) -> Result<OwnFile, StoreError> {
    Ok(OwnFile { media: row.text("media")?.to_owned(), name: row.text("name")?.to_owned() })
}

async fn batch(reading: &mut Reading, id: &BatchId) -> Result<Option<Batch>, StoreError> {
    let notice = reading.load::<Notice>(id.notice().as_str()).await?.state;
    Ok(notice.filter(|notice| notice.stage != Stage::Draft).and_then(|notice| notice.batch(id).cloned()))
}
