//! 企业人员 People of the enterprises of the reader's city: found, reset, disabled (A5).

use axum::extract::{Path, Query as Asked};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use titian_app::command::{Command, Failure as Undone};
use titian_app::identity::password::{temporary, wrong_with};
use titian_app::query::{MEMBERS, Member};
use titian_domain::id::AccountId;

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use crate::View;
use crate::door::{Posted, Stop, onward};
use crate::office::people::member::MemberPage;
use crate::office::people::members::{MemberLine, Members, Query};
use crate::office::people::officer::{DisableForm, ResetForm};

/// Beside which room they are.
const BESIDE: &str = "/office/accounts";
const ROOM: &str = "/office/members";

/// `GET /office/members`
pub async fn list(officer: Officer, Asked(query): Asked<Query>) -> Answer {
    let (words, page) = query.parse();
    let found = officer.app().members(&officer.actor(), &words, page).await?;
    let lines = found.members.iter().map(|one| MemberLine::of(&one.account, (&one.enterprise, &one.code))).collect();
    sent(Members::of(officer.page(BESIDE, "企业人员"), query, found.all, MEMBERS, lines))
}

/// `GET /office/members/{id}`
pub async fn page(officer: Officer, Path(id): Path<String>) -> Answer {
    let member = theirs(&officer, &id).await?;
    sent(one(&officer, &member))
}

/// Somebody of the reader's city; anybody else is not there.
async fn theirs(officer: &Officer, id: &str) -> Result<Member, Stop> {
    officer.app().member(&officer.actor(), id).await?.ok_or_else(Stop::missing)
}

fn one(officer: &Officer, member: &Member) -> MemberPage {
    let Member { account, enterprise, code } = member;
    MemberPage::of(officer.page(BESIDE, ""), account, (enterprise, code), temporary())
}

/// `POST /office/members/{id}/reset`: answered here and not on the next page: the password goes into no cookie and no
/// address.
pub async fn reset(Path(id): Path<String>, posted: Posted<ResetForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let member = theirs(&officer, &id).await?;
    let view = one(&officer, &member);
    if !wrong_with(&form.fresh, &member.account.login).is_empty() {
        return wrong(view);
    }
    let Some(secret) = officer.app().passwords.hash(&form.fresh).await else {
        return Err(StatusCode::SERVICE_UNAVAILABLE.into());
    };
    let command = Command::Reset { account: AccountId(id), secret };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(_) => sent(MemberPage { fresh: form.fresh, reset: true, ..view }),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            Ok((status, View(MemberPage { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/members/{id}/disable`
pub async fn disable(Path(id): Path<String>, posted: Posted<DisableForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let member = theirs(&officer, &id).await?;
    let disabled = match form.parse() {
        Ok(disabled) => disabled,
        Err(errors) => return wrong(MemberPage { errors, ..one(&officer, &member) }),
    };
    let command = Command::Disable { account: AccountId(id.clone()), disabled };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            Ok((status, View(MemberPage { refused, ..one(&officer, &member) })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}
