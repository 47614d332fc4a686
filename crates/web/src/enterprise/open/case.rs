//! 一件申报 One case: how far it is, its printed form, its receipt, and taking it back.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use titian_app::command::{Command, Failure as Undone};
use titian_app::query::OwnCase;
use titian_domain::application::{self, Content, Event, Stage};
use titian_domain::id::ApplicationId;

use super::goal::edition;
use super::member::Member;
use crate::View;
use crate::components::Errors;
use crate::door::{Button, Posted, Stop, onward};
use crate::enterprise::application::case::{Around, Questioned, Remedy};
use crate::enterprise::application::{CasePage, PrintPage, ReceiptPage, WithdrawPage, refused};
use crate::enterprise::desk::Desk;

/// The room of all these pages.
pub const ROOM: &str = "/enterprise/applications";

/// A case of one's own; another's looks as if it were not there.
pub async fn own_case(member: &Member, id: &str) -> Result<OwnCase, Stop> {
    member.app().own_case(&member.actor(), id).await.map_err(Stop::hiding)
}

/// Where a case is.
pub fn at(id: &ApplicationId) -> String {
    format!("{ROOM}/{id}")
}

/// `GET /enterprise/applications/{id}`
pub async fn page(member: Member, Path(id): Path<String>) -> Result<Response, Stop> {
    Ok(View(shown(&member, &id).await?).into_response())
}

async fn shown(member: &Member, id: &str) -> Result<CasePage, Stop> {
    let own = member.own()?;
    let OwnCase { application, batch, events, withdrawable, questions, answers } = own_case(member, id).await?;
    let office = format!("{}中小企业主管部门", member.visit.city(application.city));
    let contact = member.visit.house.shown.contact(application.city);
    let remedies = Remedy::all(member.policy().procedures.get(&batch.procedure), &office, &contact);
    let around = Around {
        policy: member.policy(),
        batch: &batch,
        enterprise: own.enterprise,
        events: &events,
        remedies: &remedies,
        today: member.today(),
    };
    let view = CasePage::of(member.page(ROOM, ""), &application, around);
    let (requests, closed) = member.app().own_corrections(&member.actor(), &application).await?;
    let view = view.with_corrections(&requests, closed.is_none() && member.approved());
    let withdraw = view.withdraw.filter(|_| withdrawable);
    Ok(CasePage { withdraw, questions: Questioned::all(&questions), may_answer: answers, ..view })
}

/// What is answered.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Answered {
    answer: String,
}

/// `POST /enterprise/applications/{id}/answers/{question}`
pub async fn answer(
    member: Member,
    Path((id, question)): Path<(String, usize)>,
    posted: Posted<Answered>,
) -> Result<Response, Stop> {
    let OwnCase { application: case, .. } = own_case(&member, &id).await?;
    let text = posted.form.answer;
    let command = Command::AnswerQuestion { application: case.id.clone(), question, text: text.clone() };
    let errors = match member.app().perform(&member.actor(), command, Some(&posted.once)).await {
        Ok(done) => return Ok(onward(&at(&case.id), &done)),
        Err(Undone::Refused(refusal)) => refused(&refusal),
        Err(failure) => return Err(failure.into()),
    };
    let mut view = CasePage { errors, ..shown(&member, &id).await? };
    if let Some(one) = view.questions.get_mut(question) {
        one.typed = text;
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response())
}

/// `GET /enterprise/applications/{id}/print`: what is to be declared while it can still be; afterwards what was.
pub async fn print(member: Member, Path(id): Path<String>) -> Result<Response, Stop> {
    let own = member.own()?;
    let OwnCase { application: case, batch, .. } = own_case(&member, &id).await?;
    let edition = edition(&member, &case.standard, &case.gates, case.purpose)?;
    let page = member.page(ROOM, "");
    let view = match &case.filing {
        Some(filing) if !matches!(case.stage, Stage::Draft | Stage::Returned { .. }) => {
            let desk = Desk::new(member.policy(), &edition, &filing.content, filing.on);
            let view = PrintPage::of(page, &desk, &batch, &id, &filing.digest, &case.number, filing.on);
            PrintPage { back: at(&case.id), ..view }
        }
        _ => {
            let desk = member.desk(&edition, own);
            let digest = Content::of(own.enterprise).digest();
            PrintPage::of(page, &desk, &batch, &id, &digest, &case.number, member.today())
        }
    };
    Ok(View(view).into_response())
}

/// `GET /enterprise/applications/{id}/receipt`
pub async fn receipt(member: Member, Path(id): Path<String>) -> Result<Response, Stop> {
    let OwnCase { application: case, batch, events, .. } = own_case(&member, &id).await?;
    let again = events.iter().filter(|event| matches!(event, Event::Submitted { .. })).count() > 1;
    let city = member.visit.city(case.city);
    match ReceiptPage::of(member.page(ROOM, ""), &case, &batch, &city, again) {
        Some(view) => Ok(View(view).into_response()),
        None => Ok(Redirect::to(&at(&case.id)).into_response()),
    }
}

/// `GET /enterprise/applications/{id}/withdrawal`
pub async fn withdrawal(member: Member, Path(id): Path<String>) -> Result<Response, Stop> {
    let OwnCase { application: case, batch, withdrawable, .. } = own_case(&member, &id).await?;
    if !withdrawable || case.stage.is_final() {
        return Ok(Redirect::to(&at(&case.id)).into_response());
    }
    Ok(View(WithdrawPage::of(member.page(ROOM, ""), &case, &batch, member.today())).into_response())
}

/// `POST /enterprise/applications/{id}/withdrawal`
pub async fn withdraw(member: Member, Path(id): Path<String>, posted: Posted<Button>) -> Result<Response, Stop> {
    let OwnCase { application: case, batch, .. } = own_case(&member, &id).await?;
    let command = Command::Case(case.id.clone(), application::Command::Withdraw);
    let errors = match member.app().perform(&member.actor(), command, Some(&posted.once)).await {
        Ok(done) => return Ok(onward(&at(&case.id), &done)),
        Err(Undone::Refused(refusal)) => refused(&refusal),
        Err(Undone::NotAllowed(_)) => Errors {
            lead: "账号核验通过以后才能撤回申报。没有提交的草稿不用撤回，到期自动作废。".into(),
            list: vec![],
        },
        Err(failure) => return Err(failure.into()),
    };
    let view = WithdrawPage::of(member.page(ROOM, ""), &case, &batch, member.today());
    Ok((StatusCode::UNPROCESSABLE_ENTITY, View(WithdrawPage { errors, ..view })).into_response())
}
