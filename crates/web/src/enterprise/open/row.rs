//! 记录中的一项 One row of a record: saved or deleted as one.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use titian_app::command::{Command, Done, Failure as Undone};
use titian_domain::answers::Source;
use titian_domain::enterprise;
use titian_store::StoreError;

use super::member::Member;
use crate::View;
use crate::door::{Posted, Stop, onward};
use crate::enterprise::application::refused;
use crate::enterprise::dossier::{RowPage, RowPosted, row as rows};
use crate::form::Typed;

/// Section, record and place as the address says them.
type At = Path<(String, String, String)>;

/// `GET /enterprise/dossier/{section}/{record}/{at}`
pub async fn row(member: Member, Path((section, record, at)): At) -> Result<Response, Stop> {
    let at = place(&member, &section, &record, &at)?;
    Ok(View(page(&member, &record, at, None)?).into_response())
}

/// The place of a row, none for a new one; nothing if the record is not of this section or has no such row.
fn place(member: &Member, section: &str, record: &str, at: &str) -> Result<Option<usize>, Stop> {
    let catalogue = &member.policy().catalogue;
    let known = catalogue.record(record).and_then(|record| catalogue.sections.get(record.section));
    if known.is_none_or(|known| known.id != section) {
        return Err(Stop::missing());
    }
    if at == "new" {
        return Ok(None);
    }
    let at = at.parse().map_err(|_| Stop::missing())?;
    let rows = member.own()?.enterprise.answers.records.get(record);
    if rows.is_none_or(|rows| rows.rows.len() <= at) { Err(Stop::missing()) } else { Ok(Some(at)) }
}

fn page(member: &Member, record: &str, at: Option<usize>, posted: Option<&RowPosted>) -> Result<RowPage, Stop> {
    let own = member.own()?;
    let (page, catalogue) = (member.page("/enterprise/dossier", ""), &member.policy().catalogue);
    let view = RowPage::of(page, catalogue, &own.enterprise.answers, record, at, own.version, posted);
    view.ok_or_else(Stop::missing)
}

/// `POST /enterprise/dossier/{section}/{record}/{at}`
pub async fn save(member: Member, Path((section, id, at)): At, sent: Posted<Typed>) -> Result<Response, Stop> {
    let own = member.own()?;
    let catalogue = &member.policy().catalogue;
    let record = catalogue.record(&id).ok_or_else(Stop::missing)?;
    let mut posted = RowPosted::read(record, sent.form.iter().map(|(name, typed)| (name.as_str(), typed.as_str())));
    let seen = sent.form.get("version").and_then(|version| version.parse().ok()).unwrap_or(own.version);
    let answers = &own.enterprise.answers;
    let back = format!("/enterprise/dossier/{section}#r-{id}");
    let at = match place(&member, &section, &id, &at) {
        // It is deleted already: asked twice.
        Err(_) if posted.delete => return Ok(Redirect::to(&back).into_response()),
        at => at?,
    };
    if !posted.delete && !posted.errors.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, View(page(&member, &id, at, Some(&posted))?)).into_response());
    }
    let rows = match at.filter(|_| posted.delete) {
        Some(at) => rows::without(answers, &id, at),
        None => rows::with(answers, &id, at, posted.row.clone()),
    };
    // Without its last row a record says nothing any more; that there are none is said by its own button.
    let rows = Some(rows).filter(|rows| !rows.is_empty());
    let command = enterprise::Command::FileRecord { record: id.clone(), rows, source: Source::Enterprise };
    let fill = Command::Fill { enterprise: own.enterprise.id.clone(), seen, commands: vec![command] };
    match member.app().perform(&member.actor(), fill, Some(&sent.once)).await {
        Ok(_) => {
            let said = if posted.delete { "已删除一项" } else { "已保存一项" };
            let done = Done { said: format!("{said}“{}”。", record.label), ..Done::default() };
            Ok(onward(&back, &done))
        }
        Err(Undone::Refused(refusal)) => {
            posted.errors.lead = refused(&refusal).lead;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, View(page(&member, &id, at, Some(&posted))?)).into_response())
        }
        // Nothing was typed that could be lost: the table is shown as it stands now.
        Err(Undone::Store(StoreError::Conflict { .. })) if posted.delete => {
            let said = "这张表刚刚在别处改过，没有删除。请看过现在的内容再定。".into();
            Ok(onward(&back, &Done { said, ..Done::default() }))
        }
        Err(Undone::Store(StoreError::Conflict { .. })) => {
            let member = member.again().await?;
            posted.errors.lead =
                "这张表刚刚在别处改过，这次没有保存。您填的还在。请先返回看最新的；再保存，会添加为新的一项。".into();
            // Which row it was cannot be told any more.
            Ok((StatusCode::CONFLICT, View(page(&member, &id, None, Some(&posted))?)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}
