//! 通知与批次 Notices of the province: drafted, published, extended (A12).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use titian_app::command::{Command, Failure as Undone};
use titian_app::permission::Act;
use titian_app::query::Noticed;
use titian_domain::id::NoticeId;
use titian_domain::notice::{self, Notice, Stage};
use titian_rulebook::policy::Policy;

use super::super::officer::Officer;
use super::super::refused;
use crate::components::Errors;
use crate::door::{Posted, onward, undone};
use crate::office::notice::draft::{Asked, Form, NoticeDraft};
use crate::office::notice::list::{NoticeLine, Notices};
use crate::office::notice::page::{Extend, NoticePage, Publish};
use crate::{View, failure, show};

const ROOM: &str = "/office/notices";

/// `GET /office/notices`
pub async fn list(officer: Officer) -> Response {
    let notices = match officer.app().drafted_notices(&officer.actor()).await {
        Ok(notices) => notices,
        Err(failure) => return undone(&failure),
    };
    let today = officer.app().clock.today();
    let view = Notices {
        page: officer.page(ROOM, "通知与批次"),
        lead: lead(&notices, today),
        may_draft: true,
        notices: notices.iter().map(|one| NoticeLine::of(&one.notice, &one.submitted, today)).collect(),
    };
    View(view).into_response()
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
pub async fn blank(officer: Officer) -> Response {
    if !officer.may(Act::DraftNotice) {
        return failure::plain(StatusCode::FORBIDDEN);
    }
    let policy = officer.app().policy.clone();
    let form = Form::blank(&policy, officer.app().clock.today());
    View(drafting(&officer, &policy, None, form, Errors::none())).into_response()
}

/// `GET /office/notices/{id}/draft`
pub async fn draft(officer: Officer, Path(id): Path<String>) -> Response {
    let (notice, seen) = match officer.app().drafted_notice(&officer.actor(), &id).await {
        Ok(found) => found,
        Err(failure) => return undone(&failure),
    };
    if notice.stage != Stage::Draft {
        return failure::plain(StatusCode::NOT_FOUND);
    }
    let policy = officer.app().policy.clone();
    let form = Form { seen: seen.to_string(), ..Form::of(&notice.title, &notice.text, &notice.batches) };
    View(drafting(&officer, &policy, Some(&id), form, Errors::none())).into_response()
}

fn drafting(officer: &Officer, policy: &Policy, id: Option<&str>, form: Form, errors: Errors) -> NoticeDraft {
    let (title, action) = match id {
        None => ("起草通知", format!("{ROOM}/new")),
        Some(id) => ("修改草稿", format!("{ROOM}/{id}/draft")),
    };
    NoticeDraft::of(officer.page(ROOM, title).under("通知与批次", ROOM), &action, policy, form, errors)
}

/// `POST /office/notices/new`
pub async fn first_saved(posted: Posted<Form>) -> Response {
    save(None, posted).await
}

/// `POST /office/notices/{id}/draft`
pub async fn saved(Path(id): Path<String>, posted: Posted<Form>) -> Response {
    save(Some(id), posted).await
}

async fn save(id: Option<String>, posted: Posted<Form>) -> Response {
    let Posted { visit, form, once } = posted;
    let officer = match Officer::of(visit, ROOM).await {
        Ok(officer) if officer.may(Act::DraftNotice) => officer,
        Ok(_) => return failure::plain(StatusCode::FORBIDDEN),
        Err(response) => return response,
    };
    let policy = officer.app().policy.clone();
    let today = officer.app().clock.today();
    let again = |form: Form| View(drafting(&officer, &policy, id.as_deref(), form, Errors::none())).into_response();
    match form.asked() {
        Asked::More => return again(form.more(&policy, today)),
        Asked::Drop(at) => return again(form.without(at)),
        Asked::Fit(at) => return again(form.fit(&policy, at)),
        Asked::Save => {}
    }
    let draft = match form.parse(&policy) {
        Ok(draft) => draft,
        Err(errors) => {
            let view = drafting(&officer, &policy, id.as_deref(), form, errors);
            return (StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response();
        }
    };
    let seen = form.seen.parse().unwrap_or(0);
    let notice = id.clone().map(|id| (NoticeId(id), seen));
    let command = Command::DraftNotice { notice, title: draft.title, text: draft.text, batches: draft.batches };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => onward(&format!("{ROOM}/{}", done.id), &done),
        Err(Undone::Refused(refusal)) => {
            // The form stays as it was typed; saved again, it counts over what somebody else has drafted meanwhile.
            let now = match &id {
                Some(id) => officer.app().drafted_notice(&officer.actor(), id).await.map(Some),
                None => Ok(None),
            };
            let now = match now {
                Ok(now) => now,
                Err(failure) => return undone(&failure),
            };
            let overtaken = now.as_ref().is_some_and(|(notice, at)| *at != seen || notice.stage != Stage::Draft);
            let form = Form { seen: now.map_or(String::new(), |(_, at)| at.to_string()), ..form };
            let (status, refused) = refused(&refusal, overtaken, &[]);
            let view = drafting(&officer, &policy, id.as_deref(), form, Errors::none());
            (status, View(NoticeDraft { refused, ..view })).into_response()
        }
        Err(failure) => undone(&failure),
    }
}

/// `GET /office/notices/{id}`
pub async fn page(officer: Officer, Path(id): Path<String>) -> Response {
    match found(&officer, &id).await {
        Ok(notice) => View(shown(&officer, &notice)).into_response(),
        Err(failure) => undone(&failure),
    }
}

async fn found(officer: &Officer, id: &str) -> Result<Notice, Undone> {
    officer.app().drafted_notice(&officer.actor(), id).await.map(|(notice, _)| notice)
}

fn shown(officer: &Officer, notice: &Notice) -> NoticePage {
    let page = officer.page(ROOM, &notice.title).under("通知与批次", ROOM);
    let app = officer.app();
    NoticePage::of(page, &app.policy, notice, officer.may(Act::PublishNotice), app.clock.today())
}

/// `POST /office/notices/{id}/publish`
pub async fn publish(Path(id): Path<String>, posted: Posted<Publish>) -> Response {
    let Posted { visit, form, once } = posted;
    let officer = match Officer::of(visit, ROOM).await {
        Ok(officer) => officer,
        Err(response) => return response,
    };
    let number = match form.parse() {
        Ok(number) => number,
        Err(errors) => {
            return match found(&officer, &id).await {
                Ok(notice) => {
                    let view = NoticePage { publish: form, errors, ..shown(&officer, &notice) };
                    (StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response()
                }
                Err(failure) => undone(&failure),
            };
        }
    };
    let command = Command::Notice(NoticeId(id.clone()), notice::Command::Publish { number });
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => onward(&format!("{ROOM}/{id}"), &done),
        Err(Undone::Refused(refusal)) => match found(&officer, &id).await {
            Ok(notice) => {
                let (status, refused) = refused(&refusal, notice.stage != Stage::Draft, &[("文号", &form.number)]);
                let view = NoticePage { publish: form, refused, ..shown(&officer, &notice) };
                (status, View(view)).into_response()
            }
            Err(failure) => undone(&failure),
        },
        Err(failure) => undone(&failure),
    }
}

/// `POST /office/notices/{id}/batches/{batch}/extend`
pub async fn extend(Path((id, batch)): Path<(String, String)>, posted: Posted<Extend>) -> Response {
    let Posted { visit, form, once } = posted;
    let officer = match Officer::of(visit, ROOM).await {
        Ok(officer) => officer,
        Err(response) => return response,
    };
    let notice = match found(&officer, &id).await {
        Ok(notice) => notice,
        Err(failure) => return undone(&failure),
    };
    let Some(known) = notice.batches.iter().find(|one| one.id.as_str() == batch) else {
        return failure::plain(StatusCode::NOT_FOUND);
    };
    let (batch, until, reason) = match form.parse(known, officer.app().clock.today()) {
        Ok(wanted) => wanted,
        Err(errors) => {
            let view = NoticePage { extend: form, errors, ..shown(&officer, &notice) };
            return (StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response();
        }
    };
    let command = Command::Notice(NoticeId(id.clone()), notice::Command::Extend { batch, until, reason });
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => onward(&format!("{ROOM}/{id}"), &done),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            (status, View(NoticePage { extend: form, refused, ..shown(&officer, &notice) })).into_response()
        }
        Err(failure) => undone(&failure),
    }
}
