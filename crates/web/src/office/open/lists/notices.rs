//! 通知与批次 Notices of the province: drafted, published, extended (A12).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use titian_app::command::{Command, Failure as Undone};
use titian_app::permission::Act;
use titian_app::query::Noticed;
use titian_domain::id::NoticeId;
use titian_domain::notice::{self, Notice, Stage};
use titian_rulebook::policy::Policy;

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use crate::components::{Errors, local_points, named};
use crate::door::{Posted, Stop, onward};
use crate::office::notice::draft::{Asked, Form, NoticeDraft};
use crate::office::notice::list::{NoticeLine, Notices};
use crate::office::notice::page::{Extend, NoticePage, Publish};
use crate::{View, show};

const ROOM: &str = "/office/notices";

/// `GET /office/notices`
pub async fn list(officer: Officer) -> Answer {
    let notices = officer.app().drafted_notices(&officer.actor()).await?;
    let today = officer.app().clock.today();
    let view = Notices {
        page: officer.page(ROOM, "通知与批次"),
        lead: lead(&notices, today),
        may_draft: true,
        notices: notices.iter().map(|one| NoticeLine::of(&one.notice, &one.submitted, today)).collect(),
    };
    sent(view)
}

/// What is open and what is being drafted, in a sentence.
fn lead(notices: &[Noticed], today: jiff::civil::Date) -> String {
    let drafts = notices.iter().filter(|one| one.notice.stage == Stage::Draft).count();
    let published = notices.iter().filter(|one| one.notice.stage != Stage::Draft);
    let open: Vec<_> =
        published.flat_map(|one| &one.notice.batches).filter(|batch| batch.open_on(today)).map(|b| b.until).collect();
    let open = match open.iter().min() {
        Some(first) => format!("{}\u{a0}个批次申报中，最近的{}", open.len(), show::time_left(*first, today)),
        None => "没有批次在申报期内".into(),
    };
    match drafts {
        0 => format!("{open}。"),
        some => format!("{open}；{some}\u{a0}份通知在起草。"),
    }
}

/// `GET /office/notices/new`
pub async fn blank(officer: Officer) -> Answer {
    officer.must(Act::DraftNotice)?;
    let policy = officer.app().policy.clone();
    let form = Form::blank(&policy, officer.app().clock.today());
    sent(drafting(&officer, &policy, &tables(&officer).await?, None, form, Errors::none()))
}

/// `GET /office/notices/{id}/draft`
pub async fn draft(officer: Officer, Path(id): Path<String>) -> Answer {
    let (notice, seen) = officer.app().drafted_notice(&officer.actor(), &id).await?;
    if notice.stage != Stage::Draft {
        return Err(StatusCode::NOT_FOUND.into());
    }
    let policy = officer.app().policy.clone();
    let form = Form { seen: seen.to_string(), ..Form::of(&notice.title, &notice.text, &notice.batches) };
    sent(drafting(&officer, &policy, &tables(&officer).await?, Some(&id), form, Errors::none()))
}

/// Published versions of the local table that a batch can pin (A8), by id and name.
async fn tables(officer: &Officer) -> Result<Vec<(String, String)>, Stop> {
    let published = officer.app().published_tables().await.map_err(Undone::from)?;
    Ok(published.iter().map(|table| (table.id.to_string(), named(table))).collect())
}

fn drafting(
    officer: &Officer,
    policy: &Policy,
    tables: &[(String, String)],
    id: Option<&str>,
    form: Form,
    errors: Errors,
) -> NoticeDraft {
    let (title, action) = match id {
        None => ("起草通知", format!("{ROOM}/new")),
        Some(id) => ("修改草稿", format!("{ROOM}/{id}/draft")),
    };
    NoticeDraft::of(officer.page(ROOM, title).under("通知与批次", ROOM), &action, policy, tables, form, errors)
}

/// `POST /office/notices/new`
pub async fn first_saved(posted: Posted<Form>) -> Answer {
    save(None, posted).await
}

/// `POST /office/notices/{id}/draft`
pub async fn saved(Path(id): Path<String>, posted: Posted<Form>) -> Answer {
    save(Some(id), posted).await
}

async fn save(id: Option<String>, posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::DraftNotice)?;
    let policy = officer.app().policy.clone();
    let today = officer.app().clock.today();
    let tables = tables(&officer).await?;
    let again = |form: Form| sent(drafting(&officer, &policy, &tables, id.as_deref(), form, Errors::none()));
    match form.asked() {
        Asked::More => return again(form.more(&policy, today)),
        Asked::Drop(at) => return again(form.without(at)),
        Asked::Fit(at) => return again(form.fit(&policy, at)),
        Asked::Save => {}
    }
    let draft = match form.parse(&policy) {
        Ok(draft) => draft,
        Err(errors) => return wrong(drafting(&officer, &policy, &tables, id.as_deref(), form, errors)),
    };
    let seen = form.seen.parse().unwrap_or(0);
    let notice = id.clone().map(|id| (NoticeId(id), seen));
    let command = Command::DraftNotice { notice, title: draft.title, text: draft.text, batches: draft.batches };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{}", done.id), &done)),
        Err(Undone::Refused(refusal)) => {
            // The form stays as it was typed; saved again, it counts over what somebody else has drafted meanwhile.
            let now = match &id {
                Some(id) => Some(officer.app().drafted_notice(&officer.actor(), id).await?),
                None => None,
            };
            let overtaken = now.as_ref().is_some_and(|(notice, at)| *at != seen || notice.stage != Stage::Draft);
            let form = Form { seen: now.map_or(String::new(), |(_, at)| at.to_string()), ..form };
            let (status, refused) = refused(&refusal, overtaken, &[]);
            let view = drafting(&officer, &policy, &tables, id.as_deref(), form, Errors::none());
            Ok((status, View(NoticeDraft { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /office/notices/{id}`
pub async fn page(officer: Officer, Path(id): Path<String>) -> Answer {
    sent(shown(&officer, &found(&officer, &id).await?).await?)
}

async fn found(officer: &Officer, id: &str) -> Result<Notice, Undone> {
    officer.app().drafted_notice(&officer.actor(), id).await.map(|(notice, _)| notice)
}

async fn shown(officer: &Officer, notice: &Notice) -> Result<NoticePage, Stop> {
    let page = officer.page(ROOM, &notice.title).under("通知与批次", ROOM);
    let app = officer.app();
    let mut local = Vec::new();
    for batch in &notice.batches {
        let table = batch.local_table.as_ref();
        let policy = app.policy_pinned(table).await.map_err(Undone::from)?;
        let table = app.pinned_table(table).await.map_err(Undone::from)?;
        local.push(local_points(&policy, &batch.standard, table.as_ref()));
    }
    let may_publish = officer.may(Act::PublishNotice);
    Ok(NoticePage::of(page, &app.policy, notice, &local, may_publish, app.clock.today()))
}

/// `POST /office/notices/{id}/publish`
pub async fn publish(Path(id): Path<String>, posted: Posted<Publish>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let number = match form.parse() {
        Ok(number) => number,
        Err(errors) => {
            let notice = found(&officer, &id).await?;
            return wrong(NoticePage { publish: form, errors, ..shown(&officer, &notice).await? });
        }
    };
    let command = Command::Notice(NoticeId(id.clone()), notice::Command::Publish { number });
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let notice = found(&officer, &id).await?;
            let (status, refused) = refused(&refusal, notice.stage != Stage::Draft, &[("文号", &form.number)]);
            let view = NoticePage { publish: form, refused, ..shown(&officer, &notice).await? };
            Ok((status, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/notices/{id}/batches/{batch}/extend`
pub async fn extend(Path((id, batch)): Path<(String, String)>, posted: Posted<Extend>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let notice = found(&officer, &id).await?;
    let Some(known) = notice.batches.iter().find(|one| one.id.as_str() == batch) else {
        return Err(StatusCode::NOT_FOUND.into());
    };
    let (batch, until, reason) = match form.parse(known, officer.app().clock.today()) {
        Ok(wanted) => wanted,
        Err(errors) => return wrong(NoticePage { extend: form, errors, ..shown(&officer, &notice).await? }),
    };
    let command = Command::Notice(NoticeId(id.clone()), notice::Command::Extend { batch, until, reason });
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            Ok((status, View(NoticePage { extend: form, refused, ..shown(&officer, &notice).await? })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}
