//! 征求部门意见 Other departments are asked, reminded, and their letters entered (A10.2, A10.3).

use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use titian_app::command::{Attached, Command, Failure as Undone};
use titian_app::query::{ConsultationOpened, ToConsult};
use titian_domain::application::Desk;
use titian_domain::consultation::{Department, sheet};
use titian_domain::id::{BatchId, ConsultationId};

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use super::publicity::Of;
use crate::components::Errors;
use crate::door::{Lenient, Posted, Stop, Uploaded, WithTable, onward};
use crate::office::consultation::board::Board;
use crate::office::consultation::draft::{Draft, Form};
use crate::office::consultation::page::{ConsultationPage, LetterForm, LinkForm, RemindForm};
use crate::{View, file, show};

const ROOM: &str = "/office/consultations";
const TITLE: &str = "征求意见";

/// `GET /office/consultations`
pub async fn board(officer: Officer) -> Answer {
    let found = officer.app().consultations(&officer.actor()).await?;
    sent(Board::of(officer.page(ROOM, TITLE), &found, officer.app().clock.today()))
}

/// `GET /office/consultations/new`
pub async fn draft(officer: Officer, Query(of): Query<Of>) -> Answer {
    let found = officer.app().to_consult(&officer.actor(), &BatchId(of.batch)).await?;
    sent(drafted(&officer, &found, Form::default(), Errors::none()))
}

fn drafted(officer: &Officer, found: &ToConsult, form: Form, errors: Errors) -> Draft {
    let page = officer.page(ROOM, "准备征求意见").under(TITLE, ROOM);
    let batch = (found.batch.id.as_str(), found.batch.name.as_str());
    Draft::of(page, batch, Desk::of(found.office), &found.cases, &found.conditions, form, errors)
}

/// `POST /office/consultations/new`
pub async fn ask(posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let batch = BatchId(form.batch.trim().to_owned());
    let found = officer.app().to_consult(&officer.actor(), &batch).await?;
    let wanted = match form.parse() {
        Ok(wanted) => wanted,
        Err(errors) => return wrong(drafted(&officer, &found, form, errors)),
    };
    let listed = wanted.list.clone();
    let command = Command::Consult {
        batch: batch.clone(),
        office: found.office,
        number: wanted.number,
        grounds: wanted.grounds,
        list: wanted.list,
        due: wanted.due,
        departments: wanted.departments,
    };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{}", done.id), &done)),
        Err(Undone::Refused(refusal)) => {
            let now = officer.app().to_consult(&officer.actor(), &batch).await?;
            let gone = listed.iter().any(|id| !now.cases.iter().any(|case| case.id == *id));
            let (status, refused) = refused(&refusal, gone, &[]);
            let view = Draft { refused, ..drafted(&officer, &now, form, Errors::none()) };
            Ok((status, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn found(officer: &Officer, id: &str) -> Result<ConsultationOpened, Stop> {
    officer.app().consultation(&officer.actor(), id).await.map_err(Stop::hiding)
}

fn shown(officer: &Officer, found: &ConsultationOpened, errors: Errors) -> ConsultationPage {
    let page = officer.page(ROOM, &found.consultation.number).under(TITLE, ROOM);
    ConsultationPage::of(page, found, officer.app().clock.today(), errors)
}

/// `GET /office/consultations/{id}`
pub async fn page(officer: Officer, Path(id): Path<String>) -> Answer {
    sent(shown(&officer, &found(&officer, &id).await?, Errors::none()))
}

/// A department that is named in a form.
fn department(text: &str) -> Result<Department, Stop> {
    Department::from_id(text).ok_or_else(|| StatusCode::BAD_REQUEST.into())
}

/// `POST /office/consultations/{id}/link`: answered here and not on the next page, for the link goes into no cookie.
pub async fn link(Path(id): Path<String>, posted: Posted<LinkForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let before = found(&officer, &id).await?;
    let department = department(&form.department)?;
    let command = Command::MakeLink { consultation: ConsultationId(id.clone()), department, email: form.email };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        // Sent again, the form carries the same key, and its link is told no second time.
        Ok(done) if done.secret.is_empty() => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Ok(done) => {
            let now = found(&officer, &id).await?;
            let name = now.consultation.asked(department).map(|asked| asked.name.clone()).unwrap_or_default();
            let address = format!("{}{}{}", officer.visit.house.shown.origin, titian_app::link::PATH, done.secret);
            let mut response =
                View(ConsultationPage { made: Some((name, address)), ..shown(&officer, &now, Errors::none()) })
                    .into_response();
            response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
            Ok(response)
        }
        Err(Undone::Refused(refusal)) => back(&officer, &before, &refusal),
        Err(failure) => Err(failure.into()),
    }
}

fn back(officer: &Officer, before: &ConsultationOpened, refusal: &titian_domain::refusal::Refusal) -> Answer {
    let (status, refused) = refused(refusal, false, &[]);
    let view = ConsultationPage { refused, ..shown(officer, before, Errors::none()) };
    Ok((status, View(view)).into_response())
}

/// `POST /office/consultations/{id}/remind`
pub async fn remind(Path(id): Path<String>, posted: Posted<RemindForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let before = found(&officer, &id).await?;
    let department = department(&form.department)?;
    let command = Command::RemindDepartment { consultation: ConsultationId(id.clone()), department };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => back(&officer, &before, &refusal),
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/consultations/{id}/reply`: the table that came back, and the stamped scan of the letter.
pub async fn reply(Path(id): Path<String>, uploaded: WithTable) -> Answer {
    let WithTable(Lenient { form: Uploaded { visit, fields, files, once }, refused: unfit }) = uploaded;
    let officer = Officer::of(visit, ROOM).await?;
    let before = found(&officer, &id).await?;
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let form = LetterForm { department: field("department"), by: field("by"), received: field("received") };
    let parsed = form.parse(officer.app().clock.today());
    let mut errors = parsed.as_ref().err().cloned().unwrap_or_default();
    let file = |control: &str| files.iter().find(|file| file.control == control);
    for (control, wanted) in [("table", "请选择填好的名单"), ("paper", "请选择盖章复函的扫描件（PDF）")]
    {
        if file(control).is_none() && unfit.of(control).is_none() {
            errors.push(control, wanted);
        }
    }
    if file("paper").is_some_and(|paper| paper.media != "application/pdf") {
        errors.push("paper", "盖章的复函要是 PDF");
    }
    let mut bad = Vec::new();
    let mut opinions = None;
    if let Some(table) = file("table") {
        match read(&officer, &before, table).await? {
            Ok(read) => opinions = Some(read),
            Err(rows) => bad = rows,
        }
    }
    let again = |errors: Errors, bad: Vec<sheet::Bad>| {
        let errors = Lenient::problems(errors, unfit.clone(), &files);
        ConsultationPage { letter: form.clone(), bad, ..shown(&officer, &before, errors) }
    };
    let (Ok((department, by, received)), Some(opinions), Some(paper), true) =
        (parsed, opinions, file("paper").cloned(), errors.is_empty() && unfit.is_empty())
    else {
        return wrong(again(errors, bad));
    };
    let letter = Some((received, paper));
    let command = Command::Reply { consultation: ConsultationId(id.clone()), department, by, opinions, letter };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            let view = ConsultationPage { refused, ..again(Errors::none(), vec![]) };
            Ok((status, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

type Opinions = std::collections::BTreeMap<titian_domain::id::ApplicationId, titian_domain::consultation::Opinion>;

/// What a table says, or every row that cannot be taken.
async fn read(
    officer: &Officer,
    found: &ConsultationOpened,
    table: &Attached,
) -> Result<Result<Opinions, Vec<sheet::Bad>>, Stop> {
    let bytes = officer.app().blobs.bytes(&table.blob.id).await?;
    let rows = match titian_tables::plain_rows(&table.name, &bytes, &sheet::HEADINGS) {
        Ok(rows) => rows,
        Err(error) => return Ok(Err(vec![sheet::Bad { row: 0, why: show::sentence(&error.message) }])),
    };
    Ok(sheet::read(&found.consultation, &found.conditions, &rows))
}

/// `GET /office/consultations/{id}/list.csv`
pub async fn list_csv(officer: Officer, Path(id): Path<String>) -> Answer {
    let found = found(&officer, &id).await?;
    let text = titian_tables::csv_text(&sheet::HEADINGS, &sheet::rows(&found.consultation));
    Ok(attachment("text/csv; charset=utf-8", "list.csv", text.into_bytes()))
}

/// `GET /office/consultations/{id}/list.xlsx`
pub async fn list_xlsx(officer: Officer, Path(id): Path<String>) -> Answer {
    let found = found(&officer, &id).await?;
    let label = |id: &String| found.conditions.iter().find(|(known, _)| known == id).map(|(_, label)| label.clone());
    let grounds = found.consultation.grounds.iter().filter_map(label).chain([sheet::OTHER.to_owned()]).collect();
    let choices = [(3, vec!["无意见".to_owned(), "有意见".to_owned()]), (4, grounds)];
    let rows = sheet::rows(&found.consultation);
    let book = titian_tables::plain_workbook("名单", &sheet::HEADINGS, &rows, &choices).map_err(|error| {
        tracing::error!("A list could not be written: {error}");
        StatusCode::INTERNAL_SERVER_ERROR
    })?;
    Ok(attachment("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "list.xlsx", book))
}

fn attachment(media: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, &disposition)], bytes).into_response()
}

/// `GET /office/consultations/{id}/files/{file}`
pub async fn scan(officer: Officer, Path((id, wanted)): Path<(String, String)>) -> Answer {
    let kept = officer.app().consultation_file(&officer.actor(), &id, &wanted).await.map_err(Stop::hiding)?;
    Ok(file::show(&officer.visit.house, &kept.id, &kept.media, &kept.name).await)
}
