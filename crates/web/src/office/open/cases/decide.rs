//! 办结 Back to the enterprise, a proposal, the leader's decision; one case or many.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use titian_app::command::{Command as Asked, Done, Failure as Undone};
use titian_app::query::Neighbours;
use titian_domain::application::Command;
use titian_domain::id::ApplicationId;
use titian_domain::refusal::Refusal;

use super::super::officer::Officer;
use super::bench::{Answer, Bench, Overtaken, docket, in_hand, none, proposed, wanting};
use crate::View;
use crate::components::{Errors, Refused};
use crate::door::{Button, Posted, Stop, Visit, onward};
use crate::layout::Said;
use crate::office::review::approval::{ApprovalPage, SendBack};
use crate::office::review::conclusion::{self, Conclusion};
use crate::office::review::correction::{self, Correction};
use crate::office::signing::{self, Signing};
use crate::show;

const DESK: &str = "/office";

/// `GET /office/applications/{id}/correction`
pub async fn correction(visit: Visit, Path(id): Path<String>) -> Answer {
    let bench = Bench::of(visit, &id).await?;
    Ok(View(corrected(&bench, &correction::Form::default(), none())?).into_response())
}

fn corrected(bench: &Bench, form: &correction::Form, errors: Errors) -> Result<Correction, Stop> {
    let due = bench.officer.app().correction_due(&bench.case.batch);
    Ok(Correction::of(&bench.docket()?, due.map_err(|cannot| show::sentence(&cannot)), form, errors))
}

/// `POST /office/applications/{id}/correction`
pub async fn send_for_correction(Path(id): Path<String>, posted: Posted<correction::Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    let parsed = form.parse(&bench.docket()?);
    let deficiencies = match parsed {
        Ok(deficiencies) => deficiencies,
        Err(errors) => return wanting(corrected(&bench, &form, errors)?),
    };
    let to = bench.href("history");
    match bench.act(Command::Return { deficiencies }, &once, &to, in_hand, &[]).await {
        Ok(answer) => Ok(answer),
        Err(Overtaken::Answered(answer)) => Err(answer),
        Err(Overtaken::Refused(now, status, refused)) => {
            let view = Correction { refused, ..corrected(&now, &form, none())? };
            Ok((status, View(view)).into_response())
        }
    }
}

/// `GET /office/applications/{id}/conclusion`
pub async fn conclusion(visit: Visit, Path(id): Path<String>) -> Answer {
    let bench = Bench::of(visit, &id).await?;
    Ok(View(Conclusion::of(&bench.docket()?, conclusion::Form::default(), none())).into_response())
}

/// `POST /office/applications/{id}/conclusion`
pub async fn conclude(Path(id): Path<String>, posted: Posted<conclusion::Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    let (pass, opinion) = match form.parse() {
        Ok(proposal) => proposal,
        Err(errors) => return wanting(Conclusion::of(&bench.docket()?, form, errors)),
    };
    let to = bench.href("history");
    let typed = [("拟办意见", opinion.as_str())];
    let command = Command::Conclude { pass, opinion: opinion.clone() };
    match bench.act(command, &once, &to, in_hand, &typed).await {
        Ok(answer) => Ok(answer),
        Err(Overtaken::Answered(answer)) => Err(answer),
        Err(Overtaken::Refused(now, status, refused)) => {
            let view = Conclusion { refused, ..Conclusion::of(&now.docket()?, form, none()) };
            Ok((status, View(view)).into_response())
        }
    }
}

/// `GET /office/applications/{id}/approval`
pub async fn approval(visit: Visit, Path(id): Path<String>) -> Answer {
    let bench = Bench::of(visit, &id).await?;
    Ok(View(ApprovalPage::of(&bench.docket()?, SendBack::default(), none())).into_response())
}

/// `POST /office/applications/{id}/approval`
pub async fn approve(Path(id): Path<String>, posted: Posted<Button>) -> Answer {
    let bench = Bench::of(posted.visit, &id).await?;
    decided(bench, Command::Approve, &posted.once, SendBack::default()).await
}

/// `POST /office/applications/{id}/send-back`
pub async fn send_back(Path(id): Path<String>, posted: Posted<SendBack>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    match form.parse() {
        Ok(why) => decided(bench, Command::SendBack { why }, &once, form).await,
        Err(errors) => wanting(ApprovalPage::of(&bench.docket()?, form, errors)),
    }
}

async fn decided(bench: Bench, command: Command, once: &str, form: SendBack) -> Answer {
    let to = bench.href("history");
    let typed = [("退回的理由", form.why.as_str())];
    match bench.act(command, once, &to, proposed, &typed).await {
        Ok(answer) => Ok(answer),
        Err(Overtaken::Answered(answer)) => Err(answer),
        Err(Overtaken::Refused(now, status, refused)) => {
            let view = ApprovalPage { refused, ..ApprovalPage::of(&now.docket()?, form.clone(), none()) };
            Ok((status, View(view)).into_response())
        }
    }
}

/// `POST /office/approvals`: the cases ticked in the queue, each with what is proposed and why.
pub async fn approvals(posted: Posted<signing::Form>) -> Answer {
    let officer = Officer::of(posted.visit, DESK).await?;
    let (ids, errors) = match posted.form.parse() {
        Ok(ids) => (ids, none()),
        Err(errors) => (vec![], errors),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, View(signed(&officer, &ids, errors).await?)).into_response())
}

async fn signed(officer: &Officer, ids: &[ApplicationId], errors: Errors) -> Result<Signing, Stop> {
    let ids: Vec<&str> = ids.iter().map(ApplicationId::as_str).collect();
    let cases = officer.app().cases(&officer.actor(), &ids).await?;
    let dockets: Vec<_> = cases.iter().filter_map(|case| docket(officer, case, &Neighbours::default())).collect();
    let page = officer.page(DESK, format!("审批\u{a0}{}\u{a0}件", dockets.len())).under("待办", DESK);
    Ok(Signing::of(page, &dockets, errors))
}

/// `POST /office/approvals/agree`: those still ticked, each decided as an act of its own.
pub async fn agree(posted: Posted<signing::Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, DESK).await?;
    let ids = match form.parse() {
        Ok(ids) => ids,
        Err(errors) => return wanting(signed(&officer, &[], errors).await?),
    };
    let (mut agreed, mut refused, mut left) = (0, Vec::new(), Vec::new());
    for id in ids {
        let command = Asked::Case(id.clone(), Command::Approve);
        match officer.app().perform(&officer.actor(), command, Some(&format!("{once}/{id}"))).await {
            Ok(_) => agreed += 1,
            Err(Undone::Refused(refusal)) => {
                refused.push(Refused::from(&refusal));
                left.push(id);
            }
            Err(Undone::NotAllowed(_)) => {
                let gone = Refusal::new("A9.2", "有一件没有办").because("它已经不在待审批之列,可能刚刚有人办过");
                refused.push(Refused::from(&gone.todo("其余各件不受影响")));
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    let done = Done { said: format!("已同意 {agreed} 件"), ..Done::default() };
    if refused.is_empty() {
        return Ok(onward(DESK, &done));
    }
    let mut view = signed(&officer, &left, none()).await?;
    if agreed > 0 {
        view.page.said = Some(Said { tag: crate::components::Tag::ok("已办"), text: done.said });
    }
    Ok((StatusCode::CONFLICT, View(Signing { refused, ..view })).into_response())
}
