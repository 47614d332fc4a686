//! 年度更新 Who has updated; what a notice arranges; the national platform's lists; a right given back (A14).

use axum::extract::{Path, Query as Asked};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use jiff::civil::Date;
use titian_app::command::{Command, Failure as Undone};
use titian_app::permission::Act;
use titian_domain::id::EnterpriseId;
use titian_rulebook::dossier::parse_date;

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use crate::View;
use crate::components::Errors;
use crate::door::{Lenient, Posted, Stop, Uploaded, WithTable, onward};
use crate::office::read::Reading;
use crate::office::update::board::{ArrangeForm, Board, ConfirmForm, Query};
use crate::office::update::one::{About, ExcuseForm, One};
use crate::office::update::preview::{ImportForm, Preview, read};

const ROOM: &str = "/office/updates";

fn this(officer: &Officer) -> i16 {
    officer.app().clock.today().year()
}

/// The year of a form; what is none is this one.
fn year(officer: &Officer, text: &str) -> i16 {
    Query { year: text.to_owned(), ..Query::default() }.year(this(officer))
}

async fn board(officer: &Officer, query: Query) -> Result<Board, Stop> {
    let year = query.year(this(officer));
    let found = officer.app().updates(&officer.actor(), year, &query.filter()).await?;
    let cities = officer.visit.cities();
    let page = officer.page(ROOM, "");
    Ok(Board::of(page, year, &found, query, cities, officer.app().clock.today()))
}

async fn board_of(officer: &Officer, year: i16) -> Result<Board, Stop> {
    board(officer, Query { year: year.to_string(), ..Query::default() }).await
}

/// `GET /office/updates`
pub async fn list(officer: Officer, Asked(query): Asked<Query>) -> Answer {
    sent(board(&officer, query).await?)
}

/// `POST /office/updates/arrange`
pub async fn arrange(posted: Posted<ArrangeForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::ArrangeUpdates)?;
    let year = year(&officer, &form.year);
    let (due, channel, number) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => return wrong(Board { form, errors, ..board_of(&officer, year).await? }),
    };
    let command = Command::ArrangeUpdates { year, due, channel, number };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}?year={year}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            Ok((status, View(Board { form, refused, ..board_of(&officer, year).await? })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/updates/import`
pub async fn import(uploaded: WithTable) -> Answer {
    let WithTable(Lenient { form: Uploaded { visit, fields, files, .. }, refused: unfit }) = uploaded;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::ImportUpdates)?;
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let year = year(&officer, field("year"));
    let mut reading = Reading::default();
    let through = reading.past_day("through", field("through"), "统计截至日", officer.app().clock.today());
    let table = files.iter().find(|file| file.control == "table");
    if table.is_none() && unfit.of("table").is_none() {
        reading.errors.push("table", "请选择国家平台导出的名单");
    }
    let (Some(through), Some(table), true) = (through, table, unfit.is_empty()) else {
        let errors = Lenient::problems(reading.errors, unfit, &files);
        let through = field("through").to_owned();
        return wrong(Board { through, errors, ..board_of(&officer, year).await? });
    };
    // Kept by who brought it until it is imported or swept.
    officer.app().perform(&officer.actor(), Command::Keep(table.clone()), None).await?;
    let form = ImportForm { year: year.to_string(), file: table.blob.id.clone(), through: through.to_string() };
    let view = weighed(&officer, year, (&table.name, through), form).await?;
    if view.wrong.is_empty() { sent(view) } else { wrong(view) }
}

/// What a kept list would come to.
async fn weighed(
    officer: &Officer,
    year: i16,
    (name, through): (&str, Date),
    form: ImportForm,
) -> Result<Preview, Stop> {
    let bytes = officer.app().blobs.bytes(&form.file).await?;
    let found = match read(name, &bytes) {
        Ok(lines) => {
            let weighed = officer.app().preview_updates(&officer.actor(), year, through, &lines).await?;
            Ok((lines.len(), weighed))
        }
        Err(wrong) => Err(wrong),
    };
    let page = officer.page(ROOM, "").under("年度更新", format!("{ROOM}?year={year}"));
    Ok(Preview::of(page, year, (name, through), found, form))
}

/// `POST /office/updates/import/confirm`
pub async fn imported(posted: Posted<ImportForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::ImportUpdates)?;
    let year = year(&officer, &form.year);
    let kept = officer.app().kept_by(&officer.actor(), &form.file).await?;
    let (Some(kept), Some(through)) = (kept, parse_date(&form.through)) else { return Err(Stop::missing()) };
    let bytes = officer.app().blobs.bytes(&form.file).await?;
    let Ok(lines) = read(&kept.name, &bytes) else {
        return wrong(weighed(&officer, year, (&kept.name, through), form).await?);
    };
    let file = (kept.name.clone(), form.file.clone());
    let command = Command::ImportUpdates { year, file, through, lines };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}?year={year}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            let view = weighed(&officer, year, (&kept.name, through), form).await?;
            Ok((status, View(Preview { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/updates/confirm`
pub async fn confirm(posted: Posted<ConfirmForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::ConfirmUpdates)?;
    let year = year(&officer, &form.year);
    let command = Command::ConfirmUpdates { year, seen: form.seen.parse().unwrap_or(0) };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}?year={year}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            Ok((status, View(Board { refused, ..board_of(&officer, year).await? })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn one(officer: &Officer, id: &str, year: i16) -> Result<One, Stop> {
    let id = EnterpriseId(id.to_owned());
    let found = officer.app().update_of(&officer.actor(), &id, year).await.map_err(Stop::hiding)?;
    let Some((enterprise, opened, update, titles)) = found else { return Err(Stop::missing()) };
    let about = About { id: &id, name: &enterprise.name, titles: &titles, may_excuse: officer.may(Act::ExcuseUpdate) };
    let page = officer.page(ROOM, "").under("年度更新", format!("{ROOM}?year={year}"));
    Ok(One::of(page, &about, (&opened, &update), &officer.app().policy.catalogue))
}

/// `GET /office/updates/{enterprise}`
pub async fn page(officer: Officer, Path(id): Path<String>, Asked(query): Asked<Query>) -> Answer {
    sent(one(&officer, &id, query.year(this(&officer))).await?)
}

/// `POST /office/updates/{enterprise}/excuse`
pub async fn excuse(Path(id): Path<String>, posted: Posted<ExcuseForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::ExcuseUpdate)?;
    let year = year(&officer, &form.year);
    let reason = match form.parse() {
        Ok(reason) => reason,
        Err(errors) => return wrong(One { form, errors, ..one(&officer, &id, year).await? }),
    };
    let command = Command::ExcuseUpdate { enterprise: EnterpriseId(id.clone()), year, reason };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}?year={year}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let (status, refused): (StatusCode, _) = refused(&refusal, false, &[]);
            let view = One { form, refused, errors: Errors::none(), ..one(&officer, &id, year).await? };
            Ok((status, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}
