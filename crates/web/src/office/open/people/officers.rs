//! 人员与角色 Officers and administrators: accounts are opened and disabled by one, roles given by another (A5).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use titian_app::command::{Command, Failure as Undone};
use titian_app::identity::password::{temporary, wrong_with};
use titian_app::permission::Act;
use titian_domain::account::{Account, Role};
use titian_domain::id::AccountId;

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use crate::View;
use crate::components::Errors;
use crate::door::{Posted, Stop, onward};
use crate::office::people::officer::{DisableForm, GrantForm, OfficerPage, ResetForm};
use crate::office::people::officers::{OfficerLine, Officers, Open, Opened};

const ROOM: &str = "/office/officers";

/// `GET /office/officers`
pub async fn list(officer: Officer) -> Answer {
    let form = Open { password: temporary(), ..Open::default() };
    let accounts = officer.app().officers(&officer.actor()).await?;
    sent(shown(&officer, &accounts, form, Errors::none()))
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
pub async fn open(posted: Posted<Open>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::OpenOfficer)?;
    let (answer, errors) = match form.parse(wrong_with) {
        Err(errors) => (None, errors),
        Ok((login, name, password)) => {
            let Some(secret) = officer.app().passwords.hash(&password).await else {
                return Err(StatusCode::SERVICE_UNAVAILABLE.into());
            };
            let command = Command::OpenOfficer { login, name, secret, temporary: true };
            (Some(officer.app().perform(&officer.actor(), command, Some(&once)).await), Errors::none())
        }
    };
    let accounts = officer.app().officers(&officer.actor()).await?;
    match answer {
        // Answered here and not on the next page: the password goes into no cookie and no address. Sent again, the form
        // carries the same key and the same password.
        Some(Ok(done)) => {
            let (name, login) = (form.name.trim().to_owned(), form.login.trim().to_lowercase());
            let opened = Opened { href: format!("{ROOM}/{}", done.id), name, login, password: form.password };
            let fresh = Open { password: temporary(), ..Open::default() };
            sent(Officers { opened: Some(opened), ..shown(&officer, &accounts, fresh, Errors::none()) })
        }
        Some(Err(Undone::Refused(refusal))) => {
            let (status, refused) = refused(&refusal, false, &[]);
            Ok((status, View(Officers { refused, ..shown(&officer, &accounts, form, Errors::none()) })).into_response())
        }
        Some(Err(failure)) => Err(failure.into()),
        None => wrong(shown(&officer, &accounts, form, errors)),
    }
}

/// `GET /office/officers/{id}`
pub async fn page(officer: Officer, Path(id): Path<String>) -> Answer {
    let account = officer.app().officer(&officer.actor(), &id).await.map_err(Stop::hiding)?;
    sent(one(&officer, &account, GrantForm::default(), Errors::none()))
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
        fresh: if opens && !own { temporary() } else { String::new() },
        why_not: why_not.into(),
        ..OfficerPage::of(page, account, &officer.app().policy.regions, form, errors)
    }
}

/// `POST /office/officers/{id}/grant`
pub async fn grant(path: Path<String>, posted: Posted<GrantForm>) -> Answer {
    give_or_take(path, posted, true).await
}

/// `POST /office/officers/{id}/revoke`
pub async fn revoke(path: Path<String>, posted: Posted<GrantForm>) -> Answer {
    give_or_take(path, posted, false).await
}

async fn give_or_take(Path(id): Path<String>, posted: Posted<GrantForm>, give: bool) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::GrantRole)?;
    let account = officer.app().officer(&officer.actor(), &id).await.map_err(Stop::hiding)?;
    let grant = match form.parse(&officer.app().policy.regions) {
        Ok(grant) => grant,
        Err(errors) => return wrong(one(&officer, &account, form, errors)),
    };
    let command = Command::Grant { account: AccountId(id.clone()), grant, give };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            Ok((status, View(OfficerPage { refused, ..one(&officer, &account, form, Errors::none()) })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/officers/{id}/reset`: answered here and not on the next page, as where an account is opened.
pub async fn reset(Path(id): Path<String>, posted: Posted<ResetForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::OpenOfficer)?;
    let account = officer.app().officer(&officer.actor(), &id).await.map_err(Stop::hiding)?;
    let view = one(&officer, &account, GrantForm::default(), Errors::none());
    if !wrong_with(&form.fresh, &account.login).is_empty() {
        return wrong(view);
    }
    let Some(secret) = officer.app().passwords.hash(&form.fresh).await else {
        return Err(StatusCode::SERVICE_UNAVAILABLE.into());
    };
    let command = Command::Reset { account: AccountId(id.clone()), secret };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(_) => sent(OfficerPage { fresh: form.fresh, reset: true, ..view }),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            Ok((status, View(OfficerPage { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/officers/{id}/disable`
pub async fn disable(Path(id): Path<String>, posted: Posted<DisableForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::OpenOfficer)?;
    // Accounts of enterprises are not disabled here.
    let account = officer.app().officer(&officer.actor(), &id).await.map_err(Stop::hiding)?;
    let disabled = match form.parse() {
        Ok(disabled) => disabled,
        Err(errors) => return wrong(one(&officer, &account, GrantForm::default(), errors)),
    };
    let command = Command::Disable { account: AccountId(id.clone()), disabled };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            let view = one(&officer, &account, GrantForm::default(), Errors::none());
            Ok((status, View(OfficerPage { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}
