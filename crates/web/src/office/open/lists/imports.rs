//! 导入 Lists of others: uploaded, shown, confirmed.

use axum::extract::{Path, Query as Asked};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use titian_app::command::{Attached, Command, Failure as Undone};
use titian_app::permission::Act;
use titian_app::query::IMPORT_ACTS;
use titian_domain::id::{AccountId, EvidenceId, ImportId};
use titian_domain::import::{File, Import, Stage};
use titian_domain::refusal::Refusal;

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use crate::View;
use crate::components::{Errors, Refused};
use crate::door::{Lenient, Posted, Stop, Uploaded, WithList, onward};
use crate::form::Typed;
use crate::office::import::form::{ImportForm, kind, parse};
use crate::office::import::list::Imports;
use crate::office::import::page::{Answers, Around, Confirm, ImportPage, Query};

const ROOM: &str = "/office/imports";

/// The act that a kind needs, by its word.
fn act(word: &str) -> Option<Act> {
    let [titles, miit, filings] = IMPORT_ACTS;
    match word {
        "titles" => Some(titles),
        "miit" => Some(miit),
        "filings" => Some(filings),
        _ => None,
    }
}

/// `GET /office/imports`
pub async fn list(officer: Officer) -> Answer {
    let imports = officer.app().imports(&officer.actor()).await?;
    let may = |word: &str| act(word).is_some_and(|act| officer.may(act));
    sent(Imports::of(officer.page(ROOM, "导入"), &imports, may))
}

/// `GET /office/imports/new/{what}`
pub async fn blank(officer: Officer, Path(word): Path<String>) -> Answer {
    sent(form(&officer, &word, Typed::default(), Errors::none()).await?)
}

async fn form(officer: &Officer, word: &str, typed: Typed, errors: Errors) -> Result<ImportForm, Stop> {
    let what = kind(word).ok_or_else(Stop::missing)?;
    officer.must(act(word).ok_or_else(Stop::missing)?)?;
    let batches = officer.app().import_batches(&officer.actor(), &what).await?;
    ImportForm::of(officer.page(ROOM, ""), word, &batches, typed, errors).ok_or_else(Stop::missing)
}

/// `POST /office/imports/new/{what}`
pub async fn upload(Path(word): Path<String>, uploaded: WithList) -> Answer {
    let WithList(Lenient { form: Uploaded { visit, fields, files, once }, refused: unfit }) = uploaded;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(act(&word).ok_or_else(Stop::missing)?)?;
    let typed: Typed = fields.into_iter().filter(|(name, _)| name != "csrf" && name != "once").collect();
    let parsed = parse(&word, &typed);
    let mut errors = parsed.as_ref().err().cloned().unwrap_or_default();
    let table = files.iter().find(|file| file.control == "table");
    if table.is_none() && unfit.of("table").is_none() {
        errors.push("table", "请选择名单文件");
    }
    let (Ok(what), Some(table), true) = (parsed, table, errors.is_empty() && unfit.is_empty()) else {
        return wrong(form(&officer, &word, typed, Lenient::problems(errors, unfit, &files)).await?);
    };
    // A file that cannot be read at all is said so where it was chosen, and nothing of it stays.
    match officer.app().read_list(&what, &file(table), &Default::default()).await {
        Ok(_) => {}
        Err(Undone::Refused(refusal)) => {
            let why = refusal.reasons.first().unwrap_or(&refusal.what).clone();
            return wrong(form(&officer, &word, typed, Errors::none().and("table", why)).await?);
        }
        Err(failure) => return Err(failure.into()),
    }
    let command = Command::PrepareImport { what, file: table.clone() };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{}", done.id), &done)),
        Err(Undone::Refused(refusal)) => {
            let errors = Lenient::problems(Errors::none(), unfit, &files);
            let view = form(&officer, &word, typed, errors).await?;
            wrong(ImportForm { refused: Some(Refused::from(&refusal)), ..view })
        }
        Err(failure) => Err(failure.into()),
    }
}

fn file(table: &Attached) -> File {
    File { id: EvidenceId(table.blob.id.clone()), name: table.name.clone(), size: table.blob.size }
}

/// `GET /office/imports/{id}`
pub async fn page(officer: Officer, Path(id): Path<String>, Asked(query): Asked<Query>) -> Answer {
    sent(shown(&officer, &id, &query).await?)
}

async fn found(officer: &Officer, id: &str) -> Result<Import, Stop> {
    let found = officer.app().import(&officer.actor(), &ImportId(id.to_owned())).await;
    found.map(|(import, _)| import).map_err(Stop::hiding)
}

async fn shown(officer: &Officer, id: &str, query: &Query) -> Result<ImportPage, Stop> {
    let import = found(officer, id).await?;
    let known = officer.app().import_names(&import).await?;
    let names = |id: &AccountId| known.get(id).cloned().unwrap_or_else(|| "经办人".into());
    let weighed = match &import.stage {
        Stage::Prepared => Some(officer.app().weigh_import(&officer.actor(), &import).await?),
        Stage::Done { .. } => None,
    };
    let weighed = weighed.as_ref().map(|(read, weighed)| (weighed, read.ignored.as_slice(), read.taken.as_slice()));
    let around = Around { import: &import, weighed, names: &names, query };
    Ok(ImportPage::of(officer.page(ROOM, ""), &around))
}

/// `POST /office/imports/{id}/answers`
pub async fn answer(Path(id): Path<String>, posted: Posted<Answers>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    found(&officer, &id).await?;
    let query = form.query();
    let command = Command::AnswerImport { import: ImportId(id.clone()), answers: form.parse() };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}?{}", query.address()), &done)),
        Err(Undone::Refused(refusal)) => back(&officer, &id, &refusal, &query, false).await,
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/imports/{id}/confirm`
pub async fn confirm(Path(id): Path<String>, posted: Posted<Confirm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let before = found(&officer, &id).await?;
    let import = ImportId(id.clone());
    let chosen = (form.shown.as_str(), form.leave == "on");
    match officer.app().carry_out(&officer.actor(), &import, chosen, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let view = shown(&officer, &id, &Query::default()).await?;
            let changed = view.shown != form.shown || before.stage != Stage::Prepared;
            answered(view, &refusal, changed)
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn back(officer: &Officer, id: &str, refusal: &Refusal, query: &Query, changed: bool) -> Answer {
    answered(shown(officer, id, query).await?, refusal, changed)
}

/// The list as it stands now, with why it was not carried out.
fn answered(view: ImportPage, refusal: &Refusal, changed: bool) -> Answer {
    let (_, refused) = refused(refusal, false, &[]);
    let status = if changed { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, View(ImportPage { refused, ..view })).into_response())
}
