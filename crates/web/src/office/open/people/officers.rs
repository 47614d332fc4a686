//! 人员与角色 Officers and administrators: accounts are opened and disabled by one, roles given by another (A5).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use titian_app::command::{Command, Failure as Undone};
use titian_app::identity::password::{temporary, wrong_with};
use titian_app::permission::Act;
use titian_domain::account::{Account, Role};
use titian_domain::id::AccountId;

use super::super::officer::Officer;
use super::super::refused;
use crate::components::Errors;
use crate::door::{Posted, onward, undone};
use crate::office::people::officer::{DisableForm, GrantForm, OfficerPage};
use crate::office::people::officers::{OfficerLine, Officers, Open, Opened};
use crate::{View, failure};

const ROOM: &str = "/office/officers";

/// `GET /office/officers`
pub async fn list(officer: Officer) -> Response {
    let form = Open { password: temporary(), ..Open::default() };
    match officer.app().officers(&officer.actor()).await {
        Ok(accounts) => View(shown(&officer, &accounts, form, Errors::none())).into_response(),
        Err(failure) => undone(&failure),
    }
}

fn shown(officer: &Officer, accounts: &[Account], form: Open, errors: Errors) -> Officers {
    let regions = &officer.app().policy.regions;
    Officers {
        page: officer.administration(ROOM, "人员与角色"),
        lead: lead(accounts),
        lines: accounts.iter().map(|account| OfficerLine::of(account, regions)).collect(),
        may_open: officer.may(Act::OpenOfficer),
        opened: None,
        form,
        errors,
        refused: None,
    }
}

/// How many there are of each kind, in a sentence.
fn lead(accounts: &[Account]) -> String {
    let active: Vec<&Account> = accounts.iter().filter(|account| !account.disabled).collect();
    let holds = |account: &&&Account, held: fn(Role) -> bool| account.grants.iter().any(|grant| held(grant.role));
    let count = |held: fn(Role) -> bool| active.iter().filter(|account| holds(account, held)).count();
    let of_a_city = count(Role::of_a_city);
    let of_the_province = count(|role| role.of_an_office() && !role.of_a_city());
    let without = active.iter().filter(|account| account.grants.is_empty()).count();
    let administrators = [
        ("系统", count(|role| role == Role::SystemAdministrator)),
        ("安全", count(|role| role == Role::SecurityAdministrator)),
        ("审计", count(|role| role == Role::Auditor)),
    ];
    let administrators: Vec<String> =
        administrators.iter().map(|(kind, count)| format!("{kind}\u{a0}{count}\u{a0}人")).collect();
    let without = match without {
        0 => String::new(),
        some => format!("；{some}\u{a0}个账号还没有角色"),
    };
    format!(
        "市级\u{a0}{of_a_city}\u{a0}人，自治区\u{a0}{of_the_province}\u{a0}人；管理员：{}{without}。",
        administrators.join("、")
    )
}

/// `POST /office/officers`
pub async fn open(posted: Posted<Open>) -> Response {
    let Posted { visit, form, once } = posted;
    let officer = match Officer::of(visit, ROOM).await {
        Ok(officer) if officer.may(Act::OpenOfficer) => officer,
        Ok(_) => return failure::plain(StatusCode::FORBIDDEN),
        Err(response) => return response,
    };
    let (answer, errors) = match form.parse(wrong_with) {
        Err(errors) => (None, errors),
        Ok((login, name, password)) => {
            let Some(secret) = officer.app().passwords.hash(&password).await else {
                return failure::plain(StatusCode::SERVICE_UNAVAILABLE);
            };
            let command = Command::OpenOfficer { login, name, secret, temporary: true };
            (Some(officer.app().perform(&officer.actor(), command, Some(&once)).await), Errors::none())
        }
    };
    let accounts = match officer.app().officers(&officer.actor()).await {
        Ok(accounts) => accounts,
        Err(failure) => return undone(&failure),
    };
    match answer {
        // Answered here and not on the next page: the password goes into no cookie and no address. Sent again, the form
        // carries the same key and the same password.
        Some(Ok(done)) => {
            let (name, login) = (form.name.trim().to_owned(), form.login.trim().to_lowercase());
            let opened = Opened { href: format!("{ROOM}/{}", done.id), name, login, password: form.password };
            let fresh = Open { password: temporary(), ..Open::default() };
            let view = Officers { opened: Some(opened), ..shown(&officer, &accounts, fresh, Errors::none()) };
            View(view).into_response()
        }
        Some(Err(Undone::Refused(refusal))) => {
            let (status, refused) = refused(&refusal, false, &[]);
            (status, View(Officers { refused, ..shown(&officer, &accounts, form, Errors::none()) })).into_response()
        }
        Some(Err(failure)) => undone(&failure),
        None => {
            let view = shown(&officer, &accounts, form, errors);
            (StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response()
        }
    }
}

/// `GET /office/officers/{id}`
pub async fn page(officer: Officer, Path(id): Path<String>) -> Response {
    match officer.app().officer(&officer.actor(), &id).await {
        Ok(account) => View(one(&officer, &account, GrantForm::default(), Errors::none())).into_response(),
        Err(failure) => undone(&failure),
    }
}

fn one(officer: &Officer, account: &Account, form: GrantForm, errors: Errors) -> OfficerPage {
    let page = officer.administration(ROOM, &account.name).under("人员与角色", ROOM);
    let own = officer.person.account == account.id;
    let (grants, opens) = (officer.may(Act::GrantRole), officer.may(Act::OpenOfficer));
    let why_not = match (own, grants) {
        (true, true) => "不能给自己授予或者收回角色，请由另一位安全管理员办理。",
        (true, false) => "不能停用自己的账号，请由另一位系统管理员办理。",
        (false, _) => "",
    };
    OfficerPage {
        may_grant: grants && !own,
        may_disable: opens && !own,
        why_not: why_not.into(),
        ..OfficerPage::of(page, account, &officer.app().policy.regions, form, errors)
    }
}

/// `POST /office/officers/{id}/grant`
pub async fn grant(path: Path<String>, posted: Posted<GrantForm>) -> Response {
    give_or_take(path, posted, true).await
}

/// `POST /office/officers/{id}/revoke`
pub async fn revoke(path: Path<String>, posted: Posted<GrantForm>) -> Response {
    give_or_take(path, posted, false).await
}

async fn give_or_take(Path(id): Path<String>, posted: Posted<GrantForm>, give: bool) -> Response {
    let Posted { visit, form, once } = posted;
    let officer = match Officer::of(visit, ROOM).await {
        Ok(officer) if officer.may(Act::GrantRole) => officer,
        Ok(_) => return failure::plain(StatusCode::FORBIDDEN),
        Err(response) => return response,
    };
    let account = match officer.app().officer(&officer.actor(), &id).await {
        Ok(account) => account,
        Err(failure) => return undone(&failure),
    };
    let grant = match form.parse(&officer.app().policy.regions) {
        Ok(grant) => grant,
        Err(errors) => {
            let view = one(&officer, &account, form, errors);
            return (StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response();
        }
    };
    let command = Command::Grant { account: AccountId(id.clone()), grant, give };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => onward(&format!("{ROOM}/{id}"), &done),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            (status, View(OfficerPage { refused, ..one(&officer, &account, form, Errors::none()) })).into_response()
        }
        Err(failure) => undone(&failure),
    }
}

/// `POST /office/officers/{id}/disable`
pub async fn disable(Path(id): Path<String>, posted: Posted<DisableForm>) -> Response {
    let Posted { visit, form, once } = posted;
    let officer = match Officer::of(visit, ROOM).await {
        Ok(officer) if officer.may(Act::OpenOfficer) => officer,
        Ok(_) => return failure::plain(StatusCode::FORBIDDEN),
        Err(response) => return response,
    };
    // Accounts of enterprises are not disabled here.
    let account = match officer.app().officer(&officer.actor(), &id).await {
        Ok(account) => account,
        Err(failure) => return undone(&failure),
    };
    let disabled = match form.parse() {
        Ok(disabled) => disabled,
        Err(errors) => {
            let view = one(&officer, &account, GrantForm::default(), errors);
            return (StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response();
        }
    };
    let command = Command::Disable { account: AccountId(id.clone()), disabled };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => onward(&format!("{ROOM}/{id}"), &done),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            let view = one(&officer, &account, GrantForm::default(), Errors::none());
            (status, View(OfficerPage { refused, ..view })).into_response()
        }
        Err(failure) => undone(&failure),
    }
}
