//! 审计 Who looked at what, the records of one case, and the permission table (A5).

use axum::extract::{Path, Query as Asked};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use titian_app::query::{Look, Looks, Records, Subject};
use titian_domain::id::AccountId;
use titian_store::Entry;

use super::super::officer::Officer;
use super::super::{Answer, sent};
use crate::components::{Errors, Pages};
use crate::door::Stop;
use crate::layout::Link;
use crate::office::audit::journal::{Chain, Journal, JournalLine};
use crate::office::audit::permissions::{self as printed, Permissions};
use crate::office::audit::reads::{Filter, KINDS, Query, ReadLine, Reads};
use crate::office::people::roles::in_words;
use crate::office::review::story::digest;
use crate::show::Name;
use crate::{View, show};

const ROOM: &str = "/office/audit";
/// Entries on a page, as the app counts them out.
const ROWS: u32 = 50;

/// `GET /office/audit`
pub async fn reads(officer: Officer, Asked(query): Asked<Query>) -> Answer {
    let (filter, errors) = query.filter();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, View(log(&officer, query, &filter, errors).await?)).into_response())
}

async fn log(officer: &Officer, query: Query, filter: &Filter, errors: Errors) -> Result<Reads, Stop> {
    let looks = Looks {
        who: filter.who.clone(),
        kind: filter.kind.unwrap_or_default().to_owned(),
        from: filter.from,
        to: filter.to,
        page: i64::from(filter.page) - 1,
    };
    let found = officer.app().looked(&officer.actor(), &looks).await?;
    let before = format!(
        "{ROOM}?who={}&kind={}&from={}&to={}&page=",
        show::address(&query.who),
        show::address(&query.kind),
        show::address(&query.from),
        show::address(&query.to)
    );
    let any = std::iter::once((String::new(), "不限".to_owned()));
    Ok(Reads {
        page: officer.administration(ROOM, "审计日志"),
        lead: "谁在什么时候看过敏感的内容，以及被拒绝的办理。您查看本页也记入日志。".into(),
        kinds: any.chain(KINDS.map(|(id, label)| (id.to_owned(), label.to_owned()))).collect(),
        lines: found.looks.iter().map(|look| line(officer, look)).collect(),
        pages: Pages::new(filter.page, ROWS, u32::try_from(found.all).unwrap_or(u32::MAX), before, "条"),
        query,
        errors,
    })
}

fn line(officer: &Officer, look: &Look) -> ReadLine {
    let regions = &officer.app().policy.regions;
    let by = match &look.account {
        Some(account) => {
            let roles = account.grants.iter().map(|grant| in_words(grant, regions));
            std::iter::once(account.name.clone()).chain(roles).collect::<Vec<_>>().join("，")
        }
        None => look.actor.clone(),
    };
    let Subject { label, case } = &look.subject;
    let href = case.as_ref().map_or(String::new(), |case| format!("{ROOM}/cases/{case}"));
    // A digest says which bytes; its name says to people which file.
    let detail = match look.file.as_str() {
        "" => show::sentence(&look.detail),
        name => format!("{name}（摘要 {}）", digest(&look.detail)),
    };
    ReadLine::new(look.at, &by, &look.kind, Link::new(label, href), &detail)
}

/// Which case is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Number {
    number: String,
}

/// `GET /office/audit/cases`
pub async fn find(officer: Officer, Asked(Number { number }): Asked<Number>) -> Answer {
    if number.trim().is_empty() {
        return Ok(Redirect::to(ROOM).into_response());
    }
    if let Some(id) = officer.app().case_numbered(&officer.actor(), &number).await? {
        return Ok(Redirect::to(&format!("{ROOM}/cases/{id}")).into_response());
    }
    let message = format!("没有受理编号是“{}”的申报，请核对后再查", number.trim());
    let errors = Errors::none().and("number", message);
    let filter = Filter { page: 1, ..Filter::default() };
    let view = log(&officer, Query { number, ..Query::default() }, &filter, errors).await?;
    Ok((StatusCode::NOT_FOUND, View(view)).into_response())
}

/// `GET /office/audit/cases/{id}`
pub async fn journal(officer: Officer, Path(id): Path<String>) -> Answer {
    let records = officer.app().records(&officer.actor(), &id).await?;
    let case = &records.application;
    let number = if case.number.is_empty() { "未提交的申报" } else { &case.number };
    let batch = records.batch.as_ref().map_or_else(|| case.batch.to_string(), |batch| batch.name.clone());
    let chain = match (records.broken, records.lost) {
        (Some(seq), _) => Chain::Broken { seq },
        (None, 0) => Chain::Holds { at: officer.app().clock.now() },
        (None, lost) => Chain::Cut { lost },
    };
    let name = case.filing.as_ref().map_or(records.enterprise.as_str(), |filing| filing.content.name.as_str());
    let view = Journal {
        page: officer.administration(ROOM, format!("{number} 的记录")).under("审计日志", ROOM),
        name: Name::new(name),
        about: format!("{number}，{batch}，{}", case.stage.label()),
        chain,
        lines: records.entries.iter().map(|entry| entry_line(&records, entry)).collect(),
    };
    sent(view)
}

fn entry_line(records: &Records, entry: &Entry) -> JournalLine {
    let by = match entry.actor.as_str() {
        "public" => "公众",
        "system" => "系统",
        id => records.names.get(&AccountId(id.to_owned())).map_or(id, String::as_str),
    };
    let (room, _) = entry.place();
    JournalLine::new(entry.seq, entry.at, by, (room, &entry.kind), &entry.basis, &entry.hash)
}

/// `GET /office/permissions`
pub async fn permissions(officer: Officer) -> Answer {
    let page = officer.administration("/office/permissions", "权限表");
    let as_of = format!("截至{}", show::day(officer.app().clock.today()));
    sent(Permissions::of(page, as_of, printed::table()))
}
