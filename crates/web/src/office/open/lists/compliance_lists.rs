//! 合规名单 Lists of others come in: a file, what it comes to, registered as it was looked at; whom a row by name means.

use axum::extract::Path;
use axum::response::IntoResponse;
use jiff::civil::Date;
use titian_app::command::{Attached, Command, Failure as Undone, Incoming};
use titian_domain::compliance_list::{COLUMNS, Kind, Line as Row, read};
use titian_domain::id::{AccountId, ComplianceListId};
use titian_rulebook::region::DivisionCode;
use titian_store::Blob;
use titian_tables::roster;

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use crate::View;
use crate::components::{Errors, Refused};
use crate::door::{Lenient, Posted, Stop, Uploaded, WithTable, onward};
use crate::office::compliance_list::board::{Board, Line};
use crate::office::compliance_list::entry::{Entry, Form};
use crate::office::compliance_list::page::{Form as Word, ListPage};
use crate::office::compliance_list::preview::{Carried, Preview};
use crate::office::compliance_list::{ROOM, called};

/// The room that is shown as the current one.
const UNDER: &str = "/office/consultations";

/// `GET /office/compliance-lists`
pub async fn board(officer: Officer) -> Answer {
    let found = officer.app().compliance_lists(&officer.actor()).await?;
    let line = |(list, found, waiting): &(_, u32, u32)| {
        let list: &titian_domain::compliance_list::ComplianceList = list;
        Line::of(list, super::publicity::office_name(&officer, list.office), *found, *waiting)
    };
    let lines = found.lists.iter().map(line).collect();
    sent(Board { page: officer.page(UNDER, "合规名单"), lines, may_register: found.registers.is_some() })
}

/// The office under which the reader registers lists.
async fn office(officer: &Officer) -> Result<DivisionCode, Stop> {
    let found = officer.app().compliance_lists(&officer.actor()).await?;
    found.registers.ok_or_else(|| Stop::from(axum::http::StatusCode::FORBIDDEN))
}

fn whose(officer: &Officer, office: DivisionCode) -> String {
    if office.is_province() { "全自治区".into() } else { officer.visit.city(office) }
}

/// `GET /office/compliance-lists/new`
pub async fn blank(officer: Officer) -> Answer {
    let office = office(&officer).await?;
    sent(entry(&officer, office, Form::default(), Errors::none()))
}

fn entry(officer: &Officer, office: DivisionCode, form: Form, errors: Errors) -> Entry {
    let page = officer.page(UNDER, "登记名单").under("合规名单", ROOM);
    Entry { page, whose: whose(officer, office), form, errors, refused: None }
}

/// A file, read: rows, rows that could not be read, columns that were passed over.
struct Read {
    lines: Vec<Row>,
    unread: Vec<(u64, String)>,
    ignored: Vec<String>,
}

/// Reads a kept file; or says why it cannot be read.
async fn rows(officer: &Officer, file: &Attached) -> Result<Result<Read, String>, Stop> {
    let bytes = officer.app().blobs.bytes(&file.blob.id).await?;
    let ending = file.name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let ending = if ending == "xlsx" { ".xlsx" } else { ".csv" };
    let policy = officer.app().policy.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let unwritten = |_| "文件暂时读不了，请稍后重试".to_owned();
        let path = tempfile::Builder::new().suffix(ending).tempfile().map_err(unwritten)?;
        std::fs::write(path.path(), bytes).map_err(unwritten)?;
        let columns = COLUMNS.map(|(label, words)| roster::Column { label, words, required: label == COLUMNS[0].0 });
        let read_rows = roster::read(path.path(), &columns, &roster::LIMITS).map_err(|error| error.message)?;
        let (mut lines, mut unread) = (Vec::new(), Vec::new());
        for row in &read_rows.rows {
            match read(row.row, |at| row.cell(at), &policy.regions) {
                Ok(line) => lines.push(line),
                Err(why) => unread.push((row.row, why.join("；"))),
            }
        }
        Ok(Read { lines, unread, ignored: read_rows.ignored })
    });
    Ok(reading.await.unwrap_or_else(|_| Err("文件的内容有错，请用 Excel 打开后重新另存".into())))
}

/// `POST /office/compliance-lists/new`: the file is kept, and what it would come to is shown.
pub async fn preview(uploaded: WithTable) -> Answer {
    let WithTable(Lenient { form: Uploaded { visit, fields, files, once }, refused: unfit }) = uploaded;
    let officer = Officer::of(visit, ROOM).await?;
    let office = office(&officer).await?;
    let field = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let form = Form { kind: field("kind"), source: field("source"), as_of: field("as_of") };
    let parsed = form.parse(officer.app().clock.today());
    let mut errors = parsed.as_ref().err().cloned().unwrap_or_default();
    let file = files.iter().find(|file| file.control == "table").cloned();
    if file.is_none() && unfit.of("table").is_none() {
        errors.push("table", "请选择名单文件");
    }
    let read = match &file {
        Some(file) => rows(&officer, file).await?.map_err(|why| errors.push("table", why)).ok(),
        None => None,
    };
    let (Ok((kind, source, as_of)), Some(file), Some(read), true) = (parsed, file, read, unfit.is_empty()) else {
        return wrong(entry(&officer, office, form, Lenient::problems(errors, unfit, &files)));
    };
    // Kept for the act that registers it; of a file that nothing comes of nothing stays.
    officer.app().perform(&officer.actor(), Command::Keep(file.clone()), Some(&once)).await?;
    let carried = Carried {
        kind: form.kind.clone(),
        source: source.clone(),
        as_of: form.as_of.clone(),
        file: file.blob.id.clone(),
        file_name: file.name.clone(),
        ..Carried::default()
    };
    sent(previewed(&officer, office, (kind, source, as_of), read, carried, Errors::none()).await?)
}

async fn previewed(
    officer: &Officer,
    office: DivisionCode,
    (kind, source, as_of): (Kind, String, Date),
    read: Read,
    carried: Carried,
    errors: Errors,
) -> Result<Preview, Stop> {
    let Read { lines, unread, ignored } = read;
    let incoming = Incoming { kind, source, as_of, office, lines, unread };
    let foreseen = officer.app().preview_compliance_list(&officer.actor(), &incoming).await?;
    let page = officer.page(UNDER, "核对名单").under("合规名单", ROOM);
    Ok(Preview::of(page, (kind, as_of), &foreseen, (&incoming.unread, ignored), carried, errors))
}

/// `POST /office/compliance-lists`: registered as it was looked at; what has changed meanwhile is shown anew.
pub async fn register(posted: Posted<Carried>) -> Answer {
    let Posted { visit, form: carried, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let office = office(&officer).await?;
    let file = Attached {
        blob: Blob { id: carried.file.clone(), size: 0 },
        media: String::new(),
        name: carried.file_name.clone(),
        control: "table".into(),
    };
    let parsed = carried.form().parse(officer.app().clock.today());
    let kept = officer.app().blobs.exists(&file.blob.id).await.unwrap_or(false);
    let (Ok((kind, source, as_of)), true) = (parsed, kept) else {
        let errors = Errors::none().and("table", "请重新选择名单文件，再看一遍每一行的去向");
        return wrong(entry(&officer, office, carried.form(), errors));
    };
    let read = match rows(&officer, &file).await? {
        Ok(read) => read,
        Err(why) => return wrong(entry(&officer, office, carried.form(), Errors::none().and("table", why))),
    };
    if carried.confirm != "on" {
        let errors = Errors::none().and("confirm", "请确认已经核对");
        return wrong(previewed(&officer, office, (kind, source, as_of), read, carried, errors).await?);
    }
    let list = Incoming {
        kind,
        source: source.clone(),
        as_of,
        office,
        lines: read.lines.clone(),
        unread: read.unread.clone(),
    };
    let command = Command::ImportComplianceList { list: Box::new(list), file, seen: Some(carried.seen.clone()) };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{}", done.id), &done)),
        Err(Undone::Refused(refusal)) => {
            let seen = carried.seen.clone();
            let view = previewed(&officer, office, (kind, source, as_of), read, carried, Errors::none()).await?;
            let (status, refused) = refused(&refusal, view.carried.seen != seen, &[]);
            Ok((status, View(Preview { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /office/compliance-lists/{id}`
pub async fn page(officer: Officer, Path(id): Path<String>) -> Answer {
    sent(shown(&officer, &id, Errors::none()).await?)
}

async fn shown(officer: &Officer, id: &str, errors: Errors) -> Result<ListPage, Stop> {
    let found = officer.app().compliance_list(&officer.actor(), id).await.map_err(Stop::hiding)?;
    let list = &found.list;
    let page = officer.page(UNDER, called(list.kind, list.as_of)).under("合规名单", ROOM);
    let name = |id: &AccountId| found.names.get(id).cloned().unwrap_or_else(|| "经办人".into());
    Ok(ListPage::of(page, list, &whose(officer, list.office), name, found.may_resolve, errors))
}

/// `POST /office/compliance-lists/{id}/rows/{row}`: whether a row means an enterprise.
pub async fn resolve(Path((id, row)): Path<(String, u64)>, posted: Posted<Word>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let (enterprise, same, why) = match form.parse(row) {
        Ok(read) => read,
        Err(errors) => return wrong(shown(&officer, &id, errors).await?),
    };
    let command = Command::ResolveListed { list: ComplianceListId(id.clone()), row, enterprise, same, why };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let view = shown(&officer, &id, Errors::none()).await?;
            let gone = !view.waiting.iter().any(|one| one.row == row);
            let (status, refused): (_, Option<Refused>) = refused(&refusal, gone, &[("理由", form.why.as_str())]);
            Ok((status, View(ListPage { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}
