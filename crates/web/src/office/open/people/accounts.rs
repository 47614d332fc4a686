//! 账号核验 Who wants to act for an enterprise of the reader's city, and the answer (A9.1).

use axum::extract::Path;
use axum::response::IntoResponse;
use jiff::civil::Date;
use titian_app::command::{Command, Failure as Undone};
use titian_app::query::Applicant as Waits;
use titian_domain::id::AccountId;

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use crate::components::Errors;
use crate::door::{Posted, Stop, onward};
use crate::layout::Link;
use crate::office::people::vouching::{Applicant, Form, Vouching};
use crate::office::read::typed;
use crate::{View, file, show};

const ROOM: &str = "/office/accounts";

/// `GET /office/accounts`
pub async fn list(officer: Officer) -> Answer {
    let waiting = officer.app().applicants(&officer.actor()).await?;
    sent(shown(&officer, &waiting, Form::default(), Errors::none()))
}

fn shown(officer: &Officer, waiting: &[Waits], form: Form, errors: Errors) -> Vouching {
    let today = officer.app().clock.today();
    let applicant = |one: &Waits| {
        let enterprise = (one.enterprise.name.as_str(), one.code());
        let applicant = Applicant::of(&one.account, enterprise, &one.others, today)?;
        let until = |day: Date| format!("有一件申报在填，等核验后才能提交；申报期{}", show::time_left(day, today));
        Some(Applicant {
            proof: one.proof().map(|(_, licence)| {
                let label = if licence { "看营业执照" } else { "看授权证明" };
                Link::new(label, format!("{ROOM}/{}/licence", one.account.id))
            }),
            urgent: one.drafting_until.map(until).unwrap_or_default(),
            ..applicant
        })
    };
    let longest = waiting.iter().map(|one| show::days_between(one.account.since, today)).max();
    let lead = match longest {
        Some(days) if days > 0 => {
            format!("最久的等了\u{a0}{days}\u{a0}天。核对姓名、企业与营业执照；通过后才能提交申报。")
        }
        Some(_) => "今天注册的。核对姓名、企业与营业执照；通过后才能提交申报。".into(),
        None => "没有等着核验的账号。".into(),
    };
    let waiting: Vec<Applicant> = waiting.iter().filter_map(applicant).collect();
    let title =
        if waiting.is_empty() { "账号核验".into() } else { format!("账号核验 {}\u{a0}个", waiting.len()) };
    Vouching { page: officer.page(ROOM, title), lead, waiting, form, errors, refused: None }
}

/// `POST /office/accounts/{id}`
pub async fn vouch(Path(id): Path<String>, posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let account = AccountId(id.clone());
    let (approve, reason) = match form.parse(&account) {
        Ok(answer) => answer,
        Err(errors) => {
            let waiting = officer.app().applicants(&officer.actor()).await?;
            return wrong(shown(&officer, &waiting, form, errors));
        }
    };
    let command = Command::Vouch { account, approve, reason };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(ROOM, &done)),
        Err(Undone::Refused(refusal)) => {
            let waiting = officer.app().applicants(&officer.actor()).await?;
            let answered = !waiting.iter().any(|one| one.account.id.as_str() == id);
            let answer = if approve { "通过" } else { "不予通过" };
            let reason = typed(&form.rows, &format!("reason.{id}")).to_owned();
            let (status, refused) = refused(&refusal, answered, &[("核验结果", answer), ("理由", &reason)]);
            let view = shown(&officer, &waiting, form, Errors::none());
            Ok((status, View(Vouching { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /office/accounts/{id}/licence`
pub async fn licence(officer: Officer, Path(id): Path<String>) -> Answer {
    let from = &officer.visit.visitor.address;
    let proof = officer.app().applicants_proof(&officer.actor(), &id, from).await.map_err(Stop::hiding)?;
    Ok(file::show(&officer.visit.house, &proof.id, &proof.media, &proof.name).await)
}
