//! 特色化指标表 Versions of the local table (A8): drafted, checked, weighed, published by another.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use titian_app::command::{Command, Failure as Undone};
use titian_app::permission::Act;
use titian_app::query::Tabled;
use titian_domain::id::LocalTableId;
use titian_domain::local_table::{self, Stage};

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use crate::View;
use crate::components::Errors;
use crate::door::{Posted, Stop, onward};
use crate::office::local_table::draft::{Form, TableDraft};
use crate::office::local_table::effect::EffectPage;
use crate::office::local_table::list::Tables;
use crate::office::local_table::page::{Around, Check, Publish, TablePage};

const ROOM: &str = "/office/local-table";

/// `GET /office/local-table`
pub async fn list(officer: Officer) -> Answer {
    let tables = officer.app().local_tables(&officer.actor()).await?;
    sent(Tables::of(officer.page(ROOM, "特色化指标"), &tables, officer.may(Act::DraftLocalTable)))
}

/// `GET /office/local-table/new`
pub async fn blank(officer: Officer) -> Answer {
    officer.must(Act::DraftLocalTable)?;
    sent(drafting(&officer, None, Form::default(), Errors::none()))
}

/// `GET /office/local-table/{id}/draft`
pub async fn draft(officer: Officer, Path(id): Path<String>) -> Answer {
    officer.must(Act::DraftLocalTable)?;
    let found = found(&officer, &id).await?;
    if matches!(found.table.stage, Stage::Published { .. }) {
        return Err(Stop::missing());
    }
    let form = Form { seen: found.seen.to_string(), ..Form::of(&found.table, &officer.app().policy.catalogue) };
    sent(drafting(&officer, Some(&id), form, Errors::none()))
}

fn drafting(officer: &Officer, id: Option<&str>, form: Form, errors: Errors) -> TableDraft {
    let (title, action) = match id {
        None => ("起草特色化指标表", format!("{ROOM}/new")),
        Some(id) => ("修改草稿", format!("{ROOM}/{id}/draft")),
    };
    let page = officer.page(ROOM, title).under("特色化指标", ROOM);
    TableDraft::of(page, &action, &officer.app().policy, form, errors)
}

/// `POST /office/local-table/new`
pub async fn first_saved(posted: Posted<Form>) -> Answer {
    save(None, posted).await
}

/// `POST /office/local-table/{id}/draft`
pub async fn saved(Path(id): Path<String>, posted: Posted<Form>) -> Answer {
    save(Some(id), posted).await
}

async fn save(id: Option<String>, posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::DraftLocalTable)?;
    let content = match form.parse(&officer.app().policy) {
        Ok(content) => content,
        Err(errors) => return wrong(drafting(&officer, id.as_deref(), form, errors)),
    };
    let seen = form.seen.parse().unwrap_or(0);
    let table = id.clone().map(|id| (LocalTableId(id), seen));
    match officer.app().perform(&officer.actor(), Command::DraftLocalTable { table, content }, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{}", done.id), &done)),
        Err(Undone::Refused(refusal)) => {
            // The form stays as it was typed; saved again, it counts over what somebody else has drafted meanwhile.
            let now = match &id {
                Some(id) => Some(found(&officer, id).await?),
                None => None,
            };
            let overtaken = now.as_ref().is_some_and(|now| now.seen != seen);
            let form = Form { seen: now.map_or(String::new(), |now| now.seen.to_string()), ..form };
            let (status, refused) = refused(&refusal, overtaken, &[]);
            let view = drafting(&officer, id.as_deref(), form, Errors::none());
            Ok((status, View(TableDraft { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn found(officer: &Officer, id: &str) -> Result<Tabled, Stop> {
    officer.app().local_table(&officer.actor(), id).await.map_err(Stop::hiding)
}

/// `GET /office/local-table/{id}`
pub async fn page(officer: Officer, Path(id): Path<String>) -> Answer {
    sent(shown(&officer, &found(&officer, &id).await?).await?)
}

async fn shown(officer: &Officer, found: &Tabled) -> Result<TablePage, Stop> {
    let title = format!("特色化指标表第\u{a0}{}\u{a0}版：{}", found.table.version, found.table.content.title);
    let page = officer.page(ROOM, title).under("特色化指标", ROOM);
    let laid = officer.app().policy_pinned(found.before.as_ref().map(|table| &table.id)).await?;
    let around = Around {
        policy: &officer.app().policy,
        seen: found.seen,
        names: &found.names,
        before: found.before.as_ref().map(|table| (table, &*laid)),
        reader: &officer.person.account,
        may: (officer.may(Act::DraftLocalTable), officer.may(Act::PublishLocalTable)),
    };
    Ok(TablePage::of(page, &found.table, &around))
}

/// `GET /office/local-table/{id}/effect`
pub async fn effect(officer: Officer, Path(id): Path<String>) -> Answer {
    let found = found(&officer, &id).await?;
    let weighed = officer.app().weigh_table(&found).await?;
    let back = format!("{ROOM}/{id}");
    let page = officer.page(ROOM, "谁会改变").under(format!("第\u{a0}{}\u{a0}版", found.table.version), &back);
    let before = match &found.before {
        Some(table) => format!("第\u{a0}{}\u{a0}版", table.version),
        None => "没有指标表时的办法".into(),
    };
    let weighed = weighed.as_ref().map(|weighed| (&weighed.cases, &weighed.dossiers));
    sent(EffectPage::of(page, back, before, weighed))
}

/// `POST /office/local-table/{id}/check`
pub async fn check(Path(id): Path<String>, posted: Posted<Check>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let seen = form.seen.parse().unwrap_or(0);
    act(&officer, &id, (seen, local_table::Command::Check), &once, Publish::default()).await
}

/// `POST /office/local-table/{id}/publish`
pub async fn publish(Path(id): Path<String>, posted: Posted<Publish>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::PublishLocalTable)?;
    let number = match form.parse() {
        Ok(number) => number,
        Err(errors) => {
            let found = found(&officer, &id).await?;
            return wrong(TablePage { publish: form, errors, ..shown(&officer, &found).await? });
        }
    };
    let seen = form.seen.parse().unwrap_or(0);
    act(&officer, &id, (seen, local_table::Command::Publish { number }), &once, form).await
}

async fn act(
    officer: &Officer,
    id: &str,
    (seen, command): (u64, local_table::Command),
    once: &str,
    publish: Publish,
) -> Answer {
    let command = Command::LocalTable { table: LocalTableId(id.to_owned()), seen, command };
    match officer.app().perform(&officer.actor(), command, Some(once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let found = found(officer, id).await?;
            let typed = [("文号", publish.number.as_str())];
            let typed = if publish.number.is_empty() { &[][..] } else { &typed[..] };
            let (status, refused): (StatusCode, _) = refused(&refusal, found.seen != seen, typed);
            Ok((status, View(TablePage { publish, refused, ..shown(officer, &found).await? })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}
