//! 审核台 One case: gathered once, shown on the bench, acted on; taking up, its story, its files.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use titian_app::command::{Command, Done, Failure as Undone};
use titian_app::query::{Case, Happened, Neighbours, Signalled};
use titian_domain::application::{self, Event, Stage};
use titian_domain::id::{AccountId, ApplicationId};
use titian_domain::refusal::Refusal;

use super::super::officer::Officer;
use super::super::refused;
use crate::View;
use crate::components::{Errors, Refused};
use crate::door::{Posted, Stop, Visit, onward};
use crate::file;
use crate::office::review::apart::{self, Apart};
use crate::office::review::county::{self, County};
use crate::office::review::glance::Glance;
use crate::office::review::history::{HandOver, History};
use crate::office::review::story::Told;
use crate::office::review::written::{self, Written};
use crate::office::review::{self, Docket, Reader};

/// What a handler gives: an answer, or one given early.
pub type Answer = Result<Response, Stop>;

/// A case on the reader's bench.
pub struct Bench {
    /// Who reads.
    pub officer: Officer,
    /// The case with what was done about it.
    pub case: Case,
    neighbours: Neighbours,
    signalled: Signalled,
}

impl Bench {
    /// Gathers a case for a visit; what is not the reader's is not there.
    pub async fn of(visit: Visit, id: &str) -> Result<Bench, Stop> {
        let officer = Officer::of(visit, &format!("/office/applications/{id}")).await?;
        Bench::gathered(officer, id).await
    }

    /// The same for an officer who came in already.
    pub async fn gathered(officer: Officer, id: &str) -> Result<Bench, Stop> {
        let actor = officer.actor();
        let case = officer.app().case(&actor, id).await.map_err(Stop::hiding)?;
        let neighbours = officer.app().neighbours(&actor, &case.application.id).await?;
        let signalled = officer.app().signalled(&actor, &case.application).await?;
        Ok(Bench { officer, case, neighbours, signalled })
    }

    /// The docket that every page of the case is made from.
    pub fn docket(&self) -> Result<Docket<'_>, Stop> {
        let docket = docket(&self.officer, &self.case, &self.neighbours).ok_or_else(|| {
            tracing::error!(case = %self.case.application.id, "A case whose edition the policy does not hold");
            Stop::from(StatusCode::INTERNAL_SERVER_ERROR)
        })?;
        let Signalled { signals, looked, names, may_look } = &self.signalled;
        let names = docket.names.into_iter().chain(names.clone()).collect();
        Ok(Docket { signals, looked: looked.as_ref(), may_look: *may_look, names, ..docket })
    }

    /// An address of this case.
    pub fn href(&self, path: &str) -> String {
        format!("/office/applications/{}/{path}", self.case.application.id)
    }

    /// Does something with the case, and goes on `to` where it was done. `holds` tells whether what the form asked for
    /// could still be asked of the case as it stands after a refusal: if not, somebody else was faster, and what was
    /// `typed` is shown.
    pub async fn act(
        self,
        command: application::Command,
        once: &str,
        to: &str,
        holds: impl Fn(&Docket<'_>) -> bool,
        typed: &[(&str, &str)],
    ) -> Result<Came, Stop> {
        let command = Command::Case(self.case.application.id.clone(), command);
        self.perform(vec![command], once, to, holds, typed).await
    }

    /// A leader's decision about the case as they have seen it.
    pub async fn sign(
        self,
        command: application::Command,
        seen: &str,
        once: &str,
        typed: &[(&str, &str)],
    ) -> Result<Came, Stop> {
        let seen = seen.parse().unwrap_or(0);
        let command = Command::AsSeen { application: self.case.application.id.clone(), seen, command };
        let to = format!("/office/applications/{}", self.case.application.id);
        self.perform(vec![command], once, &to, |docket| docket.version == seen, typed).await
    }

    /// Several acts, each counted once.
    pub async fn perform(
        self,
        commands: Vec<Command>,
        once: &str,
        to: &str,
        holds: impl Fn(&Docket<'_>) -> bool,
        typed: &[(&str, &str)],
    ) -> Result<Came, Stop> {
        let actor = self.officer.actor();
        let mut done = Done::default();
        for (at, command) in commands.into_iter().enumerate() {
            let refusal = match self.officer.app().perform(&actor, command, Some(&format!("{once}/{at}"))).await {
                Ok(now) => {
                    done = now;
                    continue;
                }
                Err(Undone::Refused(refusal)) => refusal,
                // The case went on to where it is nobody's turn here.
                Err(Undone::NotAllowed(_)) if self.case.reviews || self.case.approves => {
                    let article = self.case.application.reviewed_under();
                    Refusal::new(article, "现在不能办理这一步").todo("请看过最新情况再办")
                }
                Err(failure) => return Err(failure.into()),
            };
            let id = self.case.application.id.to_string();
            let now = Bench::gathered(self.officer, &id).await?;
            let gone = {
                let docket = now.docket()?;
                // Who stays away was not overtaken by anybody.
                !docket.stays_away() && !holds(&docket)
            };
            let (status, says) = refused(&refusal, gone, typed);
            return Ok(Came::Back(Box::new(now), status, says));
        }
        Ok(Came::On(onward(to, &done)))
    }
}

/// What came of an act.
pub enum Came {
    /// It was done: on to the next page.
    On(Response),
    /// It was refused: the case as it stands now, how the page answers, and what it says.
    Back(Box<Bench>, StatusCode, Option<Refused>),
}

/// The docket of a case for a reader.
pub fn docket<'a>(officer: &'a Officer, case: &'a Case, neighbours: &Neighbours) -> Option<Docket<'a>> {
    let application = &case.application;
    let title = application.filing.as_ref().map_or("申报", |filing| filing.content.name.as_str());
    let page = officer.page("/office/applications", title).under("申报", "/office/applications");
    let app = officer.app();
    let docket = Docket::new(page, &case.policy, application, &case.batch, app.clock.today())?;
    let near = |id: &Option<ApplicationId>| id.as_ref().map(ToString::to_string);
    Some(Docket {
        checks: case.compliance.as_ref(),
        former: &case.former,
        visits: case.inspection.as_ref(),
        duty: case.duty.clone(),
        consultations: &case.consultations,
        opened: case.opened.clone(),
        version: case.version,
        names: case.names.clone(),
        away: case.away.clone(),
        spells: case.spells.clone(),
        reader: Reader {
            account: officer.person.account.clone(),
            reviews: case.reviews,
            approves: case.approves,
            checks: case.checks,
            substitution: case.substitution.clone(),
        },
        neighbours: review::Neighbours {
            before: near(&neighbours.before),
            after: near(&neighbours.after),
            place: if neighbours.place == 0 { 0 } else { neighbours.place as usize },
            of: if neighbours.place == 0 { 0 } else { neighbours.of as usize },
        },
        ..docket
    })
}

/// `GET /office/applications/{id}`: what the reader does next; who has nothing to do sees how it stands.
pub async fn case(visit: Visit, Path(id): Path<String>) -> Answer {
    let bench = Bench::of(visit, &id).await?;
    let docket = bench.docket()?;
    let next = match docket.unruled().first() {
        _ if docket.decides() => "approval".to_owned(),
        Some((item, _)) if docket.handles() => format!("items/{item}"),
        _ if docket.handles() || docket.lapsed() => "conclusion".to_owned(),
        _ => return Ok(View(Glance::of(&docket)).into_response()),
    };
    Ok(Redirect::to(&bench.href(&next)).into_response())
}

/// `POST /office/applications/{id}/take-up`: taken up, or handed from who had it, when the page was made, to a colleague.
pub async fn take_up(Path(id): Path<String>, posted: Posted<HandOver>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    let colleagues = colleagues(&bench).await?;
    let handler = match form.parse(&bench.officer.person.account, &colleagues) {
        Ok(handler) => handler,
        Err(errors) => return wanting(History { errors, hand: form, ..told(&bench).await? }),
    };
    let from = Some(AccountId(form.from)).filter(|from| !from.as_str().is_empty());
    let had = from.clone();
    let waits = move |docket: &Docket<'_>| match &docket.case.stage {
        Stage::Submitted { .. } | Stage::Recommended { .. } => had.is_none(),
        Stage::UnderReview { handler, .. } => had.as_ref() == Some(handler),
        _ => false,
    };
    let to = format!("/office/applications/{id}");
    match bench.act(application::Command::TakeUp { handler, from }, &once, &to, waits, &[]).await? {
        Came::On(answer) => Ok(answer),
        Came::Back(now, status, refused) => {
            Ok((status, View(History { refused, ..told(&now).await? })).into_response())
        }
    }
}

async fn colleagues(bench: &Bench) -> Result<Vec<(String, String)>, Stop> {
    let all = bench.officer.app().colleagues(&bench.case.application).await?;
    let handler = match &bench.case.application.stage {
        Stage::UnderReview { handler, .. } => Some(handler.clone()),
        _ => None,
    };
    let others = all.into_iter().filter(|(id, _)| handler.as_ref() != Some(id));
    Ok(others.map(|(id, name)| (id.to_string(), name)).collect())
}

/// `GET /office/applications/{id}/history`
pub async fn history(visit: Visit, Path(id): Path<String>) -> Answer {
    let bench = Bench::of(visit, &id).await?;
    Ok(View(told(&bench).await?).into_response())
}

/// `POST /office/applications/{id}/county`
pub async fn county(Path(id): Path<String>, posted: Posted<county::Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    let (county, opinion, dated) = match form.parse(bench.officer.app().clock.today()) {
        Ok(said) => said,
        Err(errors) => {
            let county = County::of(&bench.docket()?, form, errors);
            return wanting(History { county, ..told(&bench).await? });
        }
    };
    let to = bench.href("history");
    let typed = [("推荐意见", form.opinion.as_str())];
    let command = application::Command::RecommendFromCounty { county, opinion, dated };
    match bench.act(command, &once, &to, |docket| docket.reader.reviews, &typed).await? {
        Came::On(answer) => Ok(answer),
        Came::Back(now, status, refused) => {
            Ok((status, View(History { refused, ..told(&now).await? })).into_response())
        }
    }
}

async fn told(bench: &Bench) -> Result<History, Stop> {
    let app = bench.officer.app();
    let id = bench.case.application.id.as_str();
    let (happened, names) = app.happened(&bench.officer.actor(), id).await?;
    let name = |actor: &titian_domain::id::AccountId| match actor.as_str() {
        "system" => "系统按期办理".to_owned(),
        "public" => "公众".to_owned(),
        _ => names.get(actor).cloned().unwrap_or_else(|| "经办人".into()),
    };
    // Who objects is nobody's to read here.
    let name = |one: &Happened| match one.event {
        Event::Held { .. } => "公众".to_owned(),
        _ => name(&one.actor),
    };
    let told: Vec<Told> =
        happened.into_iter().map(|one| Told { at: one.at, by: name(&one), event: one.event }).collect();
    let (colleagues, office) = (colleagues(bench).await?, office(bench).await?);
    let (docket, written) = (bench.docket()?, app.written(&bench.officer.actor(), id).await?);
    Ok(History { written: Written::of(&docket, &written), ..History::of(&docket, &told, colleagues, office) })
}

/// `POST /office/applications/{id}/notes`
pub async fn note(Path(id): Path<String>, posted: Posted<written::Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    match form.parse_note() {
        Ok(text) => write(bench, Command::Note { application: ApplicationId(id), text }, &once, form).await,
        Err(errors) => {
            let view = told(&bench).await?;
            wanting(History { written: Written { note: form, errors, ..view.written }, ..view })
        }
    }
}

/// `POST /office/applications/{id}/questions`
pub async fn ask(Path(id): Path<String>, posted: Posted<written::Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    match form.parse_question() {
        Ok(text) => write(bench, Command::Ask { application: ApplicationId(id), text }, &once, form).await,
        Err(errors) => {
            let view = told(&bench).await?;
            wanting(History { written: Written { question: form, errors, ..view.written }, ..view })
        }
    }
}

/// Writes something about the case; what was refused comes back with what was typed.
async fn write(bench: Bench, command: Command, once: &str, form: written::Form) -> Answer {
    let next = bench.href("history");
    match bench.perform(vec![command], once, &next, |_| true, &[]).await? {
        Came::On(answer) => Ok(answer),
        Came::Back(now, status, refused) => {
            let view = told(&now).await?;
            let written = Written { note: form.clone(), question: form, ..view.written };
            Ok((status, View(History { refused, written, ..view })).into_response())
        }
    }
}

/// Who works at the desk of a case, by account and name.
async fn office(bench: &Bench) -> Result<Vec<(String, String)>, Stop> {
    let all = bench.officer.app().office(&bench.case.application).await?;
    Ok(all.into_iter().map(|(id, name)| (id.to_string(), name)).collect())
}

/// `POST /office/applications/{id}/recusal`
pub async fn recuse(Path(id): Path<String>, posted: Posted<apart::Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    let (me, office) = (bench.officer.person.account.clone(), office(&bench).await?);
    let (account, why, to) = match form.parse(&me, &office) {
        Ok(asked) => asked,
        Err(errors) => {
            let view = told(&bench).await?;
            return wanting(History { apart: Apart { form, errors, ..view.apart }, ..view });
        }
    };
    let next = bench.href("history");
    let command = Command::Recuse { application: ApplicationId(id), account, why, to };
    match bench.perform(vec![command], &once, &next, |_| true, &[]).await? {
        Came::On(answer) => Ok(answer),
        Came::Back(now, status, refused) => {
            let view = told(&now).await?;
            let view = History { refused, apart: Apart { form, ..view.apart }, ..view };
            Ok((status, View(view)).into_response())
        }
    }
}

/// `GET /office/applications/{id}/files/{file}`
pub async fn file(officer: Officer, Path((id, wanted)): Path<(String, String)>) -> Answer {
    let kept = officer.app().case_file(&officer.actor(), &id, &wanted).await.map_err(Stop::hiding)?;
    Ok(file::show(&officer.visit.house, &kept.id, &kept.media, &kept.name).await)
}

/// A page with errors of its form.
pub fn wanting<T: askama::Template>(view: T) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response())
}

/// No errors.
pub fn none() -> Errors {
    Errors::none()
}

/// Whether the reader still has the case in hand.
pub fn in_hand(docket: &Docket<'_>) -> bool {
    docket.handles()
}
