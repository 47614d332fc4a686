//! 办结 Back to the enterprise, a proposal, the leader's decision.

use axum::extract::Path;
use axum::response::IntoResponse;
use titian_domain::application::Command;

use super::bench::{Answer, Bench, Came, in_hand, none, wanting};
use crate::components::Errors;
use crate::door::{Posted, Stop, Visit};
use crate::office::review::Docket;
use crate::office::review::approval::{Agree, ApprovalPage, SendBack};
use crate::office::review::conclusion::{self, Conclusion};
use crate::office::review::correction::{self, Correction};
use crate::{View, show};

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

/// `POST /office/applications/{id}/correction`: first the whole list is looked at, then it is sent.
pub async fn send_for_correction(Path(id): Path<String>, posted: Posted<correction::Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    if form.step == "edit" {
        return Ok(View(corrected(&bench, &form, none())?).into_response());
    }
    let parsed = form.parse(&bench.docket()?);
    let deficiencies = match parsed {
        Ok(deficiencies) => deficiencies,
        Err(errors) => return wanting(corrected(&bench, &form, errors)?),
    };
    if form.step != "send" {
        return Ok(View(corrected(&bench, &form, none())?.with_list(&deficiencies)).into_response());
    }
    let to = format!("/office/applications/{id}");
    let words: Vec<&str> = deficiencies.iter().map(|one| one.what.as_str()).collect();
    let (words, command) = (words.join("；"), Command::Return { deficiencies });
    match bench.act(command, &once, &to, in_hand, &[("另外还要补正", &words)]).await? {
        Came::On(answer) => Ok(answer),
        Came::Back(now, status, refused) => {
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
    let proposal = match form.parse() {
        Ok(proposal) => proposal,
        Err(errors) => return wanting(Conclusion::of(&bench.docket()?, form, errors)),
    };
    let conclusion::Proposal { pass, opinion, uncalled, heard } = proposal;
    let outcome = if pass { "拟通过" } else { "拟不予通过" };
    let typed = [
        ("拟办结果", outcome),
        ("拟办意见", opinion.as_str()),
        ("没有办理的理由，对未答复、有意见的说明", uncalled.as_str()),
    ];
    let typed = if uncalled.is_empty() { &typed[..2] } else { &typed[..] };
    let command = Command::Conclude { pass, opinion: opinion.clone(), uncalled: uncalled.clone(), heard };
    let open = |docket: &Docket<'_>| docket.handles() || docket.lapsed();
    match bench.act(command, &once, DESK, open, typed).await? {
        Came::On(answer) => Ok(answer),
        Came::Back(now, status, refused) => {
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
pub async fn approve(Path(id): Path<String>, posted: Posted<Agree>) -> Answer {
    let bench = Bench::of(posted.visit, &id).await?;
    let form = SendBack { seen: posted.form.seen, ..SendBack::default() };
    signed(bench, Command::Approve, &posted.once, form).await
}

/// `POST /office/applications/{id}/send-back`
pub async fn send_back(Path(id): Path<String>, posted: Posted<SendBack>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    match form.parse() {
        Ok(why) => signed(bench, Command::SendBack { why }, &once, form).await,
        Err(errors) => wanting(ApprovalPage::of(&bench.docket()?, form, errors)),
    }
}

async fn signed(bench: Bench, command: Command, once: &str, form: SendBack) -> Answer {
    match bench.sign(command, &form.seen, once, &[("退回的理由", &form.why)]).await? {
        Came::On(answer) => Ok(answer),
        Came::Back(now, status, refused) => {
            let view = ApprovalPage { refused, ..ApprovalPage::of(&now.docket()?, form, none()) };
            Ok((status, View(view)).into_response())
        }
    }
}
