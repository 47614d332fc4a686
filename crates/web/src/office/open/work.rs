//! 分工 Who has how much in hand, who is given what, who stays away, who stands in.

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use titian_app::command::{Command, Done, Failure as Undone};
use titian_app::permission::Act;
use titian_domain::assignment::Plan;
use titian_domain::id::{AccountId, RecusalId, SubstitutionId};

use super::officer::Officer;
use super::{Answer, refused, sent, wrong};
use crate::View;
use crate::components::Errors;
use crate::door::{Posted, Stop, onward};
use crate::house::House;
use crate::office::work::assignment::{Assignment, Form};
use crate::office::work::{Leads, LiftForm, RecusalRow, SubstituteForm, SubstitutionRow, Work};

const ROOM: &str = "/office/work";

/// Their addresses.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/office/work", get(page))
        .route("/office/work/assignment", post(preview))
        .route("/office/work/assignment/confirm", post(confirm))
        .route("/office/work/recusals/{id}/lift", post(lift))
        .route("/office/work/substitutions", post(substitute))
        .route("/office/work/substitutions/{id}/end", post(end))
}

/// `GET /office/work`
async fn page(officer: Officer) -> Answer {
    officer.must(Act::Recuse)?;
    sent(all(&officer).await?)
}

async fn all(officer: &Officer) -> Result<Work, Stop> {
    let (app, actor, me) = (officer.app(), officer.actor(), &officer.person.account);
    let leads = match officer.may(Act::Assign) {
        true => Some(Leads::of(&app.workload(&actor).await?)),
        false => None,
    };
    let (recusals, names) = app.recusals(&actor).await?;
    let name = |id: &AccountId| names.get(id).cloned().unwrap_or_else(|| "同事".into());
    let lifts = officer.may(Act::OrderRecusal);
    let recusals = recusals.iter().map(|one| RecusalRow::of(one, name, me, lifts)).collect();
    let (substitutions, names, choices) = app.substitutions(&actor).await?;
    let name = |id: &AccountId| names.get(id).cloned().unwrap_or_else(|| "同事".into());
    let (today, ends) = (app.clock.today(), officer.may(Act::Substitute));
    let substitutions = substitutions.iter().map(|one| SubstitutionRow::of(one, name, today, ends)).collect();
    let mut people = vec![];
    if !choices.is_empty() {
        people.push((String::new(), "请选择".to_owned()));
        people.extend(choices.into_iter().map(|(id, name)| (id.to_string(), name)));
    }
    Ok(Work {
        page: officer.page(ROOM, "分工"),
        leads,
        recusals,
        substitutions,
        people,
        form: SubstituteForm::default(),
        errors: Errors::none(),
        refused: None,
    })
}

/// Goes on to the page of the office, or back to it with what was refused and what was typed.
async fn done(officer: &Officer, asked: Result<Done, Undone>, form: SubstituteForm) -> Answer {
    match asked {
        Ok(done) => Ok(onward(ROOM, &done)),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            Ok((status, View(Work { refused, form, ..all(officer).await? })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/work/recusals/{id}/lift`
async fn lift(Path(id): Path<String>, posted: Posted<LiftForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let command = Command::LiftRecusal { recusal: RecusalId(id), why: form.why };
    let asked = officer.app().perform(&officer.actor(), command, Some(&once)).await;
    done(&officer, asked, SubstituteForm::default()).await
}

/// `POST /office/work/substitutions`
async fn substitute(posted: Posted<SubstituteForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::Substitute)?;
    let view = all(&officer).await?;
    let ((who, whom), (from, until), why) = match form.parse(&view.people) {
        Ok(asked) => asked,
        Err(errors) => return wrong(Work { errors, form, ..view }),
    };
    let office = officer.app().own_office(&officer.actor()).map_err(|_| Stop::from(StatusCode::FORBIDDEN))?;
    let command = Command::Substitute { office, who, whom, from, until, why };
    let asked = officer.app().perform(&officer.actor(), command, Some(&once)).await;
    done(&officer, asked, form).await
}

/// `POST /office/work/substitutions/{id}/end`
async fn end(Path(id): Path<String>, posted: Posted<LiftForm>) -> Answer {
    let officer = Officer::of(posted.visit, ROOM).await?;
    let command = Command::EndSubstitution(SubstitutionId(id));
    let asked = officer.app().perform(&officer.actor(), command, Some(&posted.once)).await;
    done(&officer, asked, SubstituteForm::default()).await
}

/// `POST /office/work/assignment`: who would get what, before anything is given out.
async fn preview(posted: Posted<Form>) -> Answer {
    let officer = Officer::of(posted.visit, ROOM).await?;
    officer.must(Act::Assign)?;
    let found = officer.app().to_assign(&officer.actor(), &posted.form.cases()).await?;
    match posted.form.plan(&found) {
        Ok(plan) => sent(planned(Assignment::of(officer.page(ROOM, ""), &found, &plan))),
        Err(errors) => wrong(Work { errors, ..all(&officer).await? }),
    }
}

fn planned(view: Assignment) -> Assignment {
    let title = match view.lines.len() {
        0 => "没有要分派的".to_owned(),
        lines => format!("分派\u{a0}{lines}\u{a0}件"),
    };
    let mut page = view.page.under("分工", ROOM);
    page.title = title;
    Assignment { page, ..view }
}

/// `POST /office/work/assignment/confirm`: all that was confirmed, or none.
async fn confirm(posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::Assign)?;
    let (actor, app) = (officer.actor(), officer.app());
    let command = Command::Assign { list: form.list() };
    let refusal = match app.perform(&actor, command, Some(&once)).await {
        Ok(done) => return Ok(onward(ROOM, &done)),
        Err(Undone::Refused(refusal)) => refusal,
        Err(failure) => return Err(failure.into()),
    };
    let found = app.to_assign(&actor, &form.cases()).await?;
    let plan = form.plan(&found).unwrap_or_else(|_| Plan::default());
    let (status, refused) = refused(&refusal, false, &[]);
    let view = planned(Assignment::of(officer.page(ROOM, ""), &found, &plan));
    Ok((status, View(Assignment { refused, ..view })).into_response())
}
