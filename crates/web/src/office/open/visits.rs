//! 实地抽查 The visits that draws have sent somebody to, on paper and back.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use titian_app::command::{Attached, Command, Failure as Undone};
use titian_app::permission::{Act, holds};
use titian_app::query::Sheet;
use titian_domain::id::{ApplicationId, EvidenceId};

use super::officer::Officer;
use super::{Answer, refused, sent, wrong};
use crate::View;
use crate::components::Errors;
use crate::door::{Lenient, Posted, UPLOAD_LIMIT, Uploaded, onward};
use crate::house::House;
use crate::office::visit::entry::{Apart, Entry, Form};
use crate::office::visit::list::{Line, Visits};
use crate::office::visit::sheet::SheetPage;

const ROOM: &str = "/office/visits";
const NAME: &str = "我的抽查";

/// Their addresses.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/office/visits", get(list))
        .route("/office/visits/{id}", get(blank).post(record).layer(DefaultBodyLimit::max(UPLOAD_LIMIT)))
        .route("/office/visits/{id}/sheet", get(sheet))
        .route("/office/visits/{id}/recusal", post(recuse))
}

/// `GET /office/visits`
async fn list(officer: Officer) -> Answer {
    if !holds(&officer.actor(), Act::ReadVisits) {
        return Err(StatusCode::FORBIDDEN.into());
    }
    let found = officer.app().my_visits(&officer.actor()).await?;
    sent(Visits { page: officer.page(ROOM, NAME), lines: found.iter().map(Line::of).collect() })
}

fn shown(officer: &Officer, found: &Sheet, form: Form, errors: Errors) -> Entry {
    let name = found.case.filing.as_ref().map_or("实地抽查", |filing| filing.content.name.as_str());
    let page = officer.page(ROOM, format!("登记实地抽查：{name}")).under(NAME, ROOM);
    let of = &officer.person.account;
    let sent = found.duty.accounts().contains(of) && holds(&officer.actor(), Act::ReadVisits);
    let apart = sent.then(Apart::default);
    Entry { apart, ..Entry::of(page, found, &officer.app().policy.catalogue, form, errors) }
}

/// `GET /office/visits/{id}`
async fn blank(officer: Officer, Path(id): Path<String>) -> Answer {
    let found = officer.app().sheet(&officer.actor(), &id).await?;
    sent(shown(&officer, &found, Form::default(), Errors::none()))
}

/// `GET /office/visits/{id}/sheet`
async fn sheet(officer: Officer, Path(id): Path<String>) -> Answer {
    let found = officer.app().sheet(&officer.actor(), &id).await?;
    let page = officer.page(ROOM, "实地抽查核查表").under(NAME, ROOM);
    let today = officer.app().clock.today();
    let view = SheetPage::of(page, &found, &officer.app().policy.catalogue, today);
    view.map_or_else(|| Err(StatusCode::NOT_FOUND.into()), sent)
}

/// `POST /office/visits/{id}/recusal`
async fn recuse(Path(id): Path<String>, posted: Posted<Apart>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let found = officer.app().sheet(&officer.actor(), &id).await?;
    let why = match form.parse() {
        Ok(why) => why,
        Err(errors) => {
            return wrong(Entry { apart: Some(form), ..shown(&officer, &found, Form::default(), errors) });
        }
    };
    let (application, account) = (ApplicationId(id), officer.person.account.clone());
    let command = Command::Recuse { application, account, why, to: None };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(ROOM, &done)),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            let view = Entry { refused, apart: Some(form), ..shown(&officer, &found, Form::default(), Errors::none()) };
            Ok((status, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/visits/{id}`
async fn record(Path(id): Path<String>, uploaded: Lenient) -> Answer {
    let Lenient { form: Uploaded { visit, mut fields, files, once }, refused: mut unfit } = uploaded;
    let officer = Officer::of(visit, ROOM).await?;
    let found = officer.app().sheet(&officer.actor(), &id).await?;
    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
    let (on, inspectors, note) = (take("on"), take("inspectors"), take("note"));
    let form = Form { on, inspectors, note, rows: fields };
    if files.iter().any(|file| file.control == "photos" && !file.media.starts_with("image/")) {
        unfit.push("photos", "照片只收 JPG 或 PNG，签字的核查表请放在旁边一栏");
    }
    let (catalogue, today) = (&officer.app().policy.catalogue, officer.app().clock.today());
    let mut visited = match form.parse(&found, catalogue, &officer.person.account, today) {
        Ok(visited) if unfit.is_empty() => visited,
        read => {
            let errors = Lenient::problems(read.err().unwrap_or_default(), unfit, &files);
            return wrong(shown(&officer, &found, form, errors));
        }
    };
    let of = |control: &str| -> Vec<EvidenceId> {
        let of = files.iter().filter(|file: &&Attached| file.control == control);
        of.map(|file| EvidenceId(file.blob.id.clone())).collect()
    };
    (visited.photos, visited.signed) = (of("photos"), of("signed"));
    let attached = files.clone();
    let mut commands: Vec<Command> = files.into_iter().map(Command::Keep).collect();
    commands.push(Command::Visit(ApplicationId(id.clone()), visited));
    let mut done = None;
    for (at, command) in commands.into_iter().enumerate() {
        match officer.app().perform(&officer.actor(), command, Some(&format!("{once}/{at}"))).await {
            Ok(now) => done = Some(now),
            Err(Undone::Refused(refusal)) => {
                let found = officer.app().sheet(&officer.actor(), &id).await?;
                let (status, refused) = refused(&refusal, false, &[]);
                let errors = Lenient::problems(Errors::none(), Errors::none(), &attached);
                let view = Entry { refused, ..shown(&officer, &found, form, errors) };
                return Ok((status, View(view)).into_response());
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    Ok(onward(&format!("{ROOM}/{id}"), &done.unwrap_or_default()))
}
