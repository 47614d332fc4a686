//! 公示与备案 Lists before the public, and their filing to the province (A9.2).

use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use serde::Deserialize;
use titian_app::command::{Command, Failure as Undone};
use titian_app::permission::{Act, Subject, may};
use titian_app::query::{Board as Before, LISTS, Making, Published, ToPublicise};
use titian_domain::id::{BatchId, PublicityId};
use titian_domain::publicity::Stage;
use titian_domain::recommendation::Recommendation;
use titian_rulebook::region::DivisionCode;

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use crate::components::{Due, Errors};
use crate::door::{Posted, Stop, onward};
use crate::office::publicity::board::{self, AnnouncementLine, Board, ListLine, Ready, RecommendationLine};
use crate::office::publicity::list::{self as one, List};
use crate::office::publicity::preview::{Days, Form, Preview};
use crate::office::read::picked;
use crate::{View, show};

const ROOM: &str = "/office/publicity";

/// Which batch a list is made of.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Of {
    /// Its id.
    pub batch: String,
}

/// `GET /office/publicity`
pub async fn board(officer: Officer, Query(query): Query<board::Query>) -> Answer {
    let (page, announced) = query.parse();
    let before = officer.app().board(&officer.actor(), page, announced).await?;
    let today = officer.app().clock.today();
    // The day that the notice sets binds the cities.
    let binds = before.announce.is_none();
    let due = |making: &Making| Some(making.batch.city_due).filter(|day| binds && *day >= today);
    let publicity = |making: &Making| {
        let due =
            due(making).map(|day| Due { when: format!("{}前备案", show::day_short(day)), ..Due::until(day, today) });
        Ready::publicity(&making.batch.name, making.batch.id.as_str(), making.ready, making.others, due)
    };
    let announcement = |making: &Making| {
        let filed = making.ready + making.others;
        Ready::announcement(&making.batch.name, making.batch.id.as_str(), filed, making.others)
    };
    let recommendation = |making: &Making| {
        let due =
            due(making).map(|day| Due { when: format!("{}前推荐", show::day_short(day)), ..Due::until(day, today) });
        Ready::recommendation(&making.batch.name, making.batch.id.as_str(), making.ready, making.others, due)
    };
    let named =
        |(one, batch): &(Recommendation, String)| RecommendationLine::of(one, batch, office_name(&officer, one.office));
    let view = Board {
        page: officer.page(ROOM, board_name(&officer)),
        lead: lead(&before),
        recommend: before.recommend.as_ref().map(|ready| ready.iter().map(recommendation).collect()),
        recommendations: before.recommendations.iter().map(named).collect(),
        ready: before.ready.as_ref().map(|ready| ready.iter().map(publicity).collect()),
        lists: before.lists.iter().map(|(list, open)| ListLine::of(list, *open, today)).collect(),
        announce: before.announce.as_ref().map(|ready| ready.iter().map(announcement).collect()),
        announcements: before.announcements.iter().map(AnnouncementLine::of).collect(),
        list_pages: query.lists(LISTS, before.all_lists),
        announcement_pages: query.announcements(LISTS, before.all_announcements),
    };
    sent(view)
}

/// An office by its name: a city, or the province under its own code.
pub(super) fn office_name(officer: &Officer, office: DivisionCode) -> String {
    if office.is_province() { "自治区".to_owned() } else { officer.visit.city(office) }
}

/// What the board is called for its reader.
pub(super) fn board_name(officer: &Officer) -> &'static str {
    if officer.may(Act::PrepareAnnouncement) { "公示与公告" } else { "推荐与公示" }
}

/// What asks for a hand, in a sentence: on all pages together.
fn lead(board: &Before) -> String {
    let sum = |makings: &[Making]| makings.iter().map(|making| making.ready).sum::<u32>();
    let mut parts = Vec::new();
    let mut say = |count: u32, words: String| {
        if count > 0 {
            parts.push(words);
        }
    };
    if let Some(announce) = &board.announce {
        say(board.to_approve, format!("{}\u{a0}份名单在等批准", board.to_approve));
        say(sum(announce), format!("{}\u{a0}家可以公告", sum(announce)));
    }
    let recommend = board.recommend.as_ref().map_or(0, |recommend| sum(recommend));
    say(recommend, format!("{recommend}\u{a0}家可以推荐"));
    if let Some(ready) = &board.ready {
        say(board.to_file, format!("{}\u{a0}份公示已经期满，等备案", board.to_file));
        say(sum(ready), format!("{}\u{a0}家可以公示", sum(ready)));
    }
    match (parts.is_empty(), board.standing) {
        (true, 0) => "没有要办的名单。".into(),
        (true, standing) => format!("{standing}\u{a0}份名单公示中，没有要办的。"),
        _ => format!("{}。", parts.join("；")),
    }
}

/// `GET /office/publicity/new`
pub async fn preview(officer: Officer, Query(of): Query<Of>) -> Answer {
    let (city, found) = officer.app().to_publicise(&officer.actor(), &BatchId(of.batch)).await?;
    sent(previewed(&officer, city, &found, Form::default(), Errors::none()))
}

fn previewed(officer: &Officer, city: DivisionCode, found: &ToPublicise, form: Form, errors: Errors) -> Preview {
    let days = match &found.days {
        Ok(deadline) => {
            let caution = deadline.cautions.iter().map(ToString::to_string).collect::<Vec<_>>().join("；");
            let today = officer.app().clock.today();
            Ok(Days::new(&found.batch, today, deadline.last_day, &deadline.explanation, &caution))
        }
        Err(cannot) => Err(show::sentence(&cannot.to_string())),
    };
    let page = officer.page(ROOM, "发布公示").under(board_name(officer), ROOM);
    let city = office_name(officer, city);
    let mut view = Preview::of(page, &found.batch, &city, (&found.cases, &found.against), days, form, errors);
    view.page.title = match (view.ready.len(), view.others.len()) {
        (0, _) => "还没有可以公示的企业".into(),
        (ready, 0) => format!("公示名单：{ready}\u{a0}家可以公示"),
        (ready, others) => format!("公示名单：{ready}\u{a0}家可以公示，{others}\u{a0}家不能"),
    };
    view
}

/// `POST /office/publicity/new`
pub async fn publish(posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let batch = BatchId(form.batch.trim().to_owned());
    let (city, found) = officer.app().to_publicise(&officer.actor(), &batch).await?;
    let wanted = match form.parse() {
        Ok(wanted) => wanted,
        Err(errors) => return wrong(previewed(&officer, city, &found, form, errors)),
    };
    let command = Command::Publicise { batch, city, title: wanted.title, applications: wanted.applications };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{}", done.id), &done)),
        Err(Undone::Refused(refusal)) => {
            let (city, found) = officer.app().to_publicise(&officer.actor(), &found.batch.id).await?;
            let picked = picked(&form.boxes, "pick");
            let view = previewed(&officer, city, &found, form, Errors::none());
            let gone = picked.iter().any(|id| !view.ready.iter().any(|one| one.id == *id));
            let (status, refused) = refused(&refusal, gone, &[]);
            Ok((status, View(Preview { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /office/publicity/{id}`
pub async fn list(officer: Officer, Path(id): Path<String>) -> Answer {
    let found = officer.app().published(&officer.actor(), &id).await.map_err(Stop::hiding)?;
    sent(listed(&officer, &found, one::Form::default(), Errors::none()))
}

fn listed(officer: &Officer, found: &Published, form: one::Form, errors: Errors) -> List {
    let Published { publicity, cases, objections, .. } = found;
    let page = officer.page(ROOM, &publicity.title).under("公示", ROOM);
    let city = Subject { city: Some(publicity.city), ..Subject::default() };
    let may_file = may(&officer.actor(), Act::File, city).is_ok();
    let may_correct = may(&officer.actor(), Act::ProposeCorrection, city).is_ok();
    let list = List::of(page, publicity, (cases, &found.steps), *objections, officer.app().clock.today(), form, errors);
    List { may_correct, may_file, may_read: officer.may(Act::ReadObjection), ..list }
}

/// `POST /office/publicity/{id}/file`
pub async fn file(Path(id): Path<String>, posted: Posted<one::Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let found = officer.app().published(&officer.actor(), &id).await.map_err(Stop::hiding)?;
    let (number, applications) = match form.parse() {
        Ok(wanted) => wanted,
        Err(errors) => return wrong(listed(&officer, &found, form, errors)),
    };
    let command = Command::File { publicity: PublicityId(id.clone()), number, applications };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let found = officer.app().published(&officer.actor(), &id).await.map_err(Stop::hiding)?;
            let (picked, number) = (picked(&form.boxes, "pick"), form.number.clone());
            let view = listed(&officer, &found, form, Errors::none());
            let gone = picked.iter().any(|id| !view.lines.iter().any(|line| line.ready && line.id == *id));
            let over = found.publicity.stage == Stage::Over;
            // Where some can still be filed, the form stands there with what was typed.
            let typed = if view.ready == 0 { vec![("备案函的文号", number.as_str())] } else { vec![] };
            let (status, refused) = refused(&refusal, over && gone, &typed);
            Ok((status, View(List { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}
