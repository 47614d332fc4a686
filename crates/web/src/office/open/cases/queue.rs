//! 待办 The queue: what waits for the reader, everything they may see, and taking up.

use axum::extract::Query as Asked;
use axum::response::{IntoResponse, Redirect, Response};
use titian_app::command::Failure as Undone;
use titian_app::permission::{Act, Subject, holds, may};
use titian_app::query::{Order, Queue as Wanted, Queued, Whose as Handled};
use titian_domain::application::Stage;

use super::super::officer::Officer;
use crate::View;
use crate::components::{Errors, Pages};
use crate::door::undone;
use crate::layout::Link;
use crate::office::queue::{Filter, Query, Queue, QueueRow, SIZE, StageCount, TakeUp, Whose};
use crate::show;

const DESK: &str = "/office";
const ALL: &str = "/office/applications";

/// `GET /office`
pub async fn desk(officer: Officer, Asked(query): Asked<Query>) -> Response {
    // Who only visits begins where their visits are.
    if !officer.may(Act::ReadCase) && holds(&officer.actor(), Act::ReadVisits) {
        return Redirect::to("/office/visits").into_response();
    }
    shown(&officer, DESK, query).await
}

/// `GET /office/applications`
pub async fn all(officer: Officer, Asked(query): Asked<Query>) -> Response {
    shown(&officer, ALL, query).await
}

async fn shown(officer: &Officer, base: &'static str, query: Query) -> Response {
    match page(officer, base, query, TakeUp::default()).await {
        Ok(view) => View(view).into_response(),
        Err(failure) => undone(&failure),
    }
}

/// What the filter of a page asks of the house.
fn wanted(officer: &Officer, base: &str, filter: &Filter) -> Wanted {
    Wanted {
        // Whoever asks for a stage or a person asks beyond their own hand.
        waiting: base == DESK && filter.stage.is_none() && filter.handler == Whose::Any,
        stage: filter.stage,
        whose: match &filter.handler {
            Whose::Any => Handled::Any,
            Whose::Mine => Handled::Of(officer.person.account.clone()),
            Whose::Nobody => Handled::Nobody,
            Whose::Of(account) => Handled::Of(account.clone()),
        },
        batch: filter.batch.clone(),
        channel: filter.channel,
        held: filter.held,
        words: filter.words.clone(),
        order: if filter.longest { Order::Waiting } else { Order::Due },
        page: filter.page,
    }
}

/// The list with its filter and what is typed.
pub async fn page(officer: &Officer, base: &'static str, query: Query, form: TakeUp) -> Result<Queue, Undone> {
    let filter = query.filter();
    let app = officer.app();
    let queued = app.queue(&officer.actor(), &wanted(officer, base, &filter)).await?;
    let (reviews, approves) = (officer.may(Act::Review), officer.may(Act::Approve));
    let me = &officer.person.account;
    let names = queued.handlers.iter().cloned().collect();
    let today = app.clock.today();
    let listed: Vec<_> = queued.cases.iter().map(|(case, _)| case).collect();
    let policies = app.policies_of(&listed).await?;
    let row = |(case, batch): &(titian_domain::application::Application, titian_domain::notice::Batch)| {
        // As the permission table has it of this case: one that lies on the other desk is not ticked here.
        let subject = Subject {
            city: Some(case.city),
            stage: Some(case.stage.id()),
            desk: Some(case.desk),
            ..Subject::default()
        };
        let here = |act| may(&officer.actor(), act, subject).is_ok();
        let pickable = match &case.stage {
            _ if queued.away.contains(&case.enterprise) => false,
            Stage::Submitted { .. } | Stage::Recommended { .. } => here(Act::TakeUp),
            Stage::UnderReview { handler, .. } => here(Act::Review) && handler == me,
            Stage::Concluded { handler, .. } => here(Act::Approve) && handler != me,
            _ => false,
        };
        let ticked = pickable && filter.all;
        let spells = queued.spells.get(case.id.as_str()).map_or(&[][..], Vec::as_slice);
        let open = queued.unchecked.get(&case.id).map_or(0, Vec::len);
        let row = QueueRow::of(policies.of(case), case, batch, &names, (spells, today), pickable);
        QueueRow { ticked, ..row.unchecked(open) }
    };
    let choices = |first: &str| vec![(String::new(), first.to_owned())];
    let mut handlers = choices("不限");
    handlers.push(("nobody".into(), "还没有人".into()));
    if reviews {
        handlers.push(("mine".into(), "我".into()));
    }
    let others = || queued.handlers.iter().filter(|(id, _)| id != me).map(|(id, name)| (id.to_string(), name.clone()));
    handlers.extend(others());
    let mut batches = choices("不限");
    batches.extend(queued.batches.iter().map(|(id, name)| (id.to_string(), name.clone())));
    let mut colleagues = if reviews { choices("我") } else { vec![] };
    if reviews || approves {
        colleagues.extend(others());
    }
    let kept = app.saved_filters(&officer.actor()).await?;
    // A filter that was kept on either list leads to the one with everything.
    let saved = kept.into_iter().map(|one| (one.name, format!("{ALL}?{}", one.query))).collect();
    let mut page = officer.page(base, title(base, &queued));
    let errands = errands(&page.counts);
    page.wide = true;
    let counts: Vec<(&str, u32)> = queued.counts.iter().map(|(stage, n)| (stage.as_str(), *n)).collect();
    let rows: Vec<QueueRow> = queued.cases.iter().map(row).collect();
    Ok(Queue {
        back: filter.address(base),
        lead: lead(&queued, filter.longest),
        errands: if base == DESK { errands } else { vec![] },
        stages: StageCount::all(base, &filter, &counts),
        base,
        handlers,
        batches,
        filtered: filter.is_set(),
        saved,
        filter_name: String::new(),
        tick_all: if rows.iter().any(|row| row.pickable) { filter.ticked(base) } else { String::new() },
        rows,
        pages: Pages::new(filter.page, SIZE, queued.all, filter.before_page(base), "件"),
        colleagues,
        may_approve: approves,
        may_handle: reviews,
        may_assign: officer.may(Act::Assign),
        query,
        form,
        errors: Errors::none(),
        refused: None,
        page,
    })
}

fn title(base: &str, queued: &Queued) -> String {
    match (base, queued.all) {
        (DESK, 0) => "没有待办".into(),
        (DESK, all) => format!("待办\u{a0}{}\u{a0}件", show::count(all.into())),
        (_, all) => format!("申报\u{a0}{}\u{a0}件", show::count(all.into())),
    }
}

/// How near it is, in a sentence.
fn lead(queued: &Queued, longest: bool) -> String {
    let first = if longest { "在本环节久的排在前面。" } else { "期限近的排在前面。" };
    let mut parts = Vec::new();
    if queued.overdue > 0 {
        parts.push(format!("{}\u{a0}件已经过期", queued.overdue));
    }
    if queued.soon > 0 {
        parts.push(format!("{}\u{a0}件七天之内到期", queued.soon));
    }
    let fresh: u32 = ["submitted", "recommended"].iter().filter_map(|stage| queued.counts.get(*stage)).sum();
    if fresh > 0 {
        parts.push(format!("{fresh}\u{a0}件还没有人受理"));
    }
    if parts.is_empty() { first.into() } else { format!("{}。{first}", parts.join("，")) }
}

/// Work of other kinds, from the numbers beside the rooms.
fn errands(counts: &[(String, u32)]) -> Vec<Link> {
    let of = |room: &str, words: &str, unit: &str| {
        let count = counts.iter().find(|(at, _)| at == room).map_or(0, |(_, count)| *count);
        (count > 0).then(|| Link::new(format!("{words}\u{a0}{count}\u{a0}{unit}"), room))
    };
    [of("/office/objections", "异议", "件"), of("/office/accounts", "账号核验", "个")].into_iter().flatten().collect()
}

/// The list that a form was sent from, with its filter: the desk, unless it says that it was the whole.
pub fn back(address: &str) -> (&'static str, Query) {
    let base = if address.split('?').next() == Some(ALL) { ALL } else { DESK };
    let query = address.parse().ok().and_then(|address| Asked::<Query>::try_from_uri(&address).ok());
    (base, query.map(|Asked(query)| query).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_the_list_one_was_at() {
        let (base, query) = back("/office/applications?stage=submitted&page=2");
        assert_eq!((base, query.stage.as_str(), query.page.as_str()), (ALL, "submitted", "2"));
        assert_eq!(back("https://elsewhere.example/office/applications?page=2").0, DESK);
        assert_eq!(back("no address at all"), (DESK, Query::default()));
    }
}
