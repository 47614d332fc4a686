//! 批量 Several cases in one go, each as an act of its own: one that cannot be done is named with its reason and keeps
//! none of the others.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::IntoResponse;
use titian_app::command::{Command as Asked, Done, Failure as Undone};
use titian_app::permission::Act;
use titian_app::query::{Case, Neighbours};
use titian_domain::application::Command;
use titian_domain::id::ApplicationId;
use titian_domain::refusal::Refusal;

use super::super::officer::Officer;
use super::bench::{Answer, docket, none, wanting};
use super::queue;
use crate::View;
use crate::components::{Errors, Refused, Tag};
use crate::door::{Posted, onward};
use crate::layout::Said;
use crate::office::queue::{Queue, TakeUp};
use crate::office::signing::{self, Signing};
use crate::show;

const DESK: &str = "/office";

/// What is done so far.
fn said(text: &str) -> Option<Said> {
    Some(Said { tag: Tag::ok("已办"), text: text.to_owned() })
}

/// How cases are called; of those that the reader may not see, nothing.
struct Names(BTreeMap<ApplicationId, String>);

impl Names {
    fn of(cases: &[Case]) -> Names {
        let name = |case: &Case| {
            let name = case.application.filing.as_ref().map_or("", |filing| filing.content.name.as_str());
            (case.application.id.clone(), format!("{name}（{}）", case.application.number))
        };
        Names(cases.iter().map(name).collect())
    }

    fn get(&self, id: &ApplicationId) -> &str {
        self.0.get(id).map_or("有一件", String::as_str)
    }
}

/// What one case was refused for, in a line.
fn why(undone: Undone) -> Result<String, Undone> {
    match undone {
        Undone::Refused(Refusal { what, reasons, .. }) => {
            let all: Vec<String> = std::iter::once(what).chain(reasons).map(|one| show::sentence(&one)).collect();
            Ok(all.join("；"))
        }
        Undone::NotAllowed(_) => Ok("现在不能办理，它可能刚刚有人办过".into()),
        failure => Err(failure),
    }
}

/// `POST /office/applications/take-up`
pub async fn take_up(posted: Posted<TakeUp>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, DESK).await?;
    if !officer.may(Act::TakeUp) {
        return Err(StatusCode::FORBIDDEN.into());
    }
    let (base, query) = queue::back(&form.back);
    let view = queue::page(&officer, base, query.clone(), form.clone()).await?;
    let (ids, handler) = match form.parse(&officer.person.account, &view.colleagues) {
        Ok(wanted) => wanted,
        Err(errors) => return wanting(Queue { errors, ..view }),
    };
    let names = Names::of(&found(&officer, &ids).await?);
    let (mut taken, mut skipped) = (0, Vec::new());
    for id in ids {
        let command = Command::TakeUp { handler: handler.clone(), from: None };
        let key = format!("{once}/{id}");
        match officer.app().perform(&officer.actor(), Asked::Case(id.clone(), command), Some(&key)).await {
            Ok(_) => taken += 1,
            Err(undone) => skipped.push(format!("{}：{}", names.get(&id), why(undone)?)),
        }
    }
    let done = Done { said: format!("已受理 {taken} 件"), ..Done::default() };
    if skipped.is_empty() {
        return Ok(onward(&form.back_to(), &done));
    }
    let mut view = queue::page(&officer, base, query, TakeUp::default()).await?;
    if taken > 0 {
        view.page.said = said(&done.said);
    }
    view.refused = Some(Refused {
        what: format!("{}\u{a0}件没有受理", skipped.len()),
        reasons: skipped,
        todo: if taken > 0 { "其余各件不受影响".into() } else { String::new() },
        ..Refused::default()
    });
    Ok((StatusCode::CONFLICT, View(view)).into_response())
}

async fn found(officer: &Officer, ids: &[ApplicationId]) -> Result<Vec<Case>, Undone> {
    let ids: Vec<&str> = ids.iter().map(ApplicationId::as_str).collect();
    officer.app().cases(&officer.actor(), &ids).await
}

/// `POST /office/approvals`: the cases ticked in the queue, each with what is proposed and why.
pub async fn approvals(posted: Posted<signing::Form>) -> Answer {
    let officer = Officer::of(posted.visit, DESK).await?;
    if !officer.may(Act::Approve) {
        return Err(StatusCode::FORBIDDEN.into());
    }
    match posted.form.parse() {
        Ok(ids) => Ok(View(page(&officer, &found(&officer, &ids).await?, none())).into_response()),
        Err(errors) => wanting(page(&officer, &[], errors)),
    }
}

fn page(officer: &Officer, cases: &[Case], errors: Errors) -> Signing {
    let dockets: Vec<_> = cases.iter().filter_map(|case| docket(officer, case, &Neighbours::default())).collect();
    let mut view = Signing::of(officer.page(DESK, "").under("待办", DESK), &dockets, errors);
    view.page.title = match view.lines.len() {
        0 => "没有待审批的".into(),
        lines => format!("审批\u{a0}{lines}\u{a0}件"),
    };
    view
}

/// `POST /office/approvals/agree`: those still ticked, as they were read on the page before.
pub async fn agree(posted: Posted<signing::Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, DESK).await?;
    if !officer.may(Act::Approve) {
        return Err(StatusCode::FORBIDDEN.into());
    }
    let ids = match form.parse() {
        Ok(ids) => ids,
        Err(errors) => return wanting(page(&officer, &found(&officer, &form.shown()).await?, errors)),
    };
    let cases = found(&officer, &ids).await?;
    let (names, before) = (Names::of(&cases), page(&officer, &cases, none()));
    let (mut agreed, mut refused) = (0, Vec::new());
    for id in &ids {
        // What asks for a closer look is not agreed to from here.
        let line = before.lines.iter().find(|line| line.id == id.as_str());
        let reason = match line {
            Some(line) if !line.why_not.is_empty() => line.why_not.clone(),
            _ => {
                let (seen, command) = (form.seen(id), Command::Approve);
                let command = Asked::AsSeen { application: id.clone(), seen, command };
                match officer.app().perform(&officer.actor(), command, Some(&format!("{once}/{id}"))).await {
                    Ok(_) => {
                        agreed += 1;
                        continue;
                    }
                    Err(undone) => why(undone)?,
                }
            }
        };
        refused.push(Refused {
            what: format!("{}没有审批", names.get(id)),
            reasons: vec![reason],
            ..Refused::default()
        });
    }
    let done = Done { said: format!("已同意 {agreed} 件"), ..Done::default() };
    if refused.is_empty() {
        return Ok(onward(DESK, &done));
    }
    let mut view = page(&officer, &found(&officer, &form.shown()).await?, none());
    if agreed > 0 {
        view.page.said = said(&done.said);
    }
    Ok((StatusCode::CONFLICT, View(Signing { refused, ..view })).into_response())
}
