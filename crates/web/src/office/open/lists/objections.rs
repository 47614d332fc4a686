//! 异议 Objections: the list of them, one with its words, its files and its answer. Whoever opens one is written down.

use axum::extract::{Path, Query as Asked};
use axum::response::IntoResponse;
use titian_app::command::{Command, Failure as Undone};
use titian_app::query::{ObjectionFilter, ObjectionOpened, Objections as Found};
use titian_domain::id::{ObjectionId, PublicityId};
use titian_domain::objection::Stage;

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use crate::components::{Errors, Pages};
use crate::door::{Posted, Stop, onward};
use crate::file;
use crate::office::objection::{Form, ObjectionLine, ObjectionPage, Objections, Query};
use crate::{View, show};

const ROOM: &str = "/office/objections";
/// Objections on a page, as the app counts them out.
const ROWS: u32 = 50;

/// `GET /office/objections`
pub async fn list(officer: Officer, Asked(query): Asked<Query>) -> Answer {
    let filter = ObjectionFilter {
        publicity: Some(query.publicity.trim()).filter(|id| !id.is_empty()).map(|id| PublicityId(id.to_owned())),
        open: query.open(),
        page: i64::from(query.number()) - 1,
    };
    let found = officer.app().objections(&officer.actor(), &filter).await?;
    let today = officer.app().clock.today();
    let before =
        format!("{ROOM}?publicity={}&state={}&page=", show::address(&query.publicity), show::address(&query.state));
    let view = Objections {
        page: officer.page(ROOM, "异议"),
        lead: lead(&found, today),
        lines: found
            .rows
            .iter()
            .map(|row| ObjectionLine::of(&row.objection, &row.enterprise, &row.list, today))
            .collect(),
        pages: Pages::new(query.number(), ROWS, u32::try_from(found.all).unwrap_or(u32::MAX), before, "件"),
        query,
    };
    sent(view)
}

/// How many wait and for how long, in a sentence.
fn lead(found: &Found, today: jiff::civil::Date) -> String {
    let open = found.rows.iter().filter(|row| row.objection.stage == Stage::Open);
    match open.map(|row| row.objection.on).min() {
        Some(oldest) if oldest < today => format!(
            "{}\u{a0}件在核实，最早的已经\u{a0}{}\u{a0}天。异议未了的企业暂缓，其余照常。",
            found.open,
            show::days_between(oldest, today)
        ),
        Some(_) => format!("{}\u{a0}件在核实，今天收到。异议未了的企业暂缓，其余照常。", found.open),
        None if found.open > 0 => format!("{}\u{a0}件在核实。异议未了的企业暂缓，其余照常。", found.open),
        None => "没有等着答复的异议。".into(),
    }
}

/// `GET /office/objections/{id}`
pub async fn page(officer: Officer, Path(id): Path<String>) -> Answer {
    let found = opened(&officer, &id).await?;
    sent(shown(&officer, found, Form::default(), Errors::none()))
}

/// An objection of the reader's city; another's looks as if it were not there.
async fn opened(officer: &Officer, id: &str) -> Result<ObjectionOpened, Stop> {
    let from = &officer.visit.visitor.address;
    officer.app().read_objection(&officer.actor(), id, from).await.map_err(Stop::hiding)
}

fn shown(officer: &Officer, found: ObjectionOpened, form: Form, errors: Errors) -> ObjectionPage {
    let ObjectionOpened { row, statement, may_answer } = found;
    let page = officer.page(ROOM, format!("异议 {}", row.objection.number)).under("异议", ROOM);
    ObjectionPage::of(page, &row.objection, statement, (&row.enterprise, &row.list), may_answer, form, errors)
}

/// `POST /office/objections/{id}/answer`
pub async fn answer(Path(id): Path<String>, posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let (upheld, reason) = match form.parse() {
        Ok(answer) => answer,
        Err(errors) => {
            let found = opened(&officer, &id).await?;
            return wrong(shown(&officer, found, form, errors));
        }
    };
    let command = Command::AnswerObjection { objection: ObjectionId(id.clone()), upheld, reason };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let found = opened(&officer, &id).await?;
            let answered = found.row.objection.stage != Stage::Open;
            let finding = if upheld { "成立" } else { "不成立" };
            let typed = [("核实结果", finding), ("理由", form.reason.as_str())];
            let (status, refused) = refused(&refusal, answered, &typed);
            let view = shown(&officer, found, form, Errors::none());
            Ok((status, View(ObjectionPage { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /office/objections/{id}/files/{file}`
pub async fn file(officer: Officer, Path((id, file)): Path<(String, String)>) -> Answer {
    let from = &officer.visit.visitor.address;
    let kept = officer.app().objection_file(&officer.actor(), &id, &file, from).await.map_err(Stop::hiding)?;
    Ok(file::show(&officer.visit.house, &kept.id, &kept.media, &kept.name).await)
}
