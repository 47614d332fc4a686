//! 更正公告 A correction of a list that is out: its own page, and how it stands beside the entry that it mends.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use titian_domain::correction::{CorrectionAnnouncement, Paper as Mended};
use titian_domain::publicity::Entry;
use titian_store::StoreError;

use super::papers::missing;
use crate::components::{Act, Pages, Paper, Roster, Summary};
use crate::door::{Visit, unread};
use crate::layout::{Audience, Link};
use crate::office::correction::{public_href, value};
use crate::public::announcement::{AnnouncementPage, Correction};
use crate::show::Day;
use crate::{View, show};

/// What a correction of a list is called.
pub(super) fn title(list: &str) -> String {
    format!("关于更正“{list}”的公告")
}

fn href(one: &CorrectionAnnouncement) -> String {
    format!("/corrections/{}", one.id)
}

fn right(visit: &Visit, one: &CorrectionAnnouncement) -> String {
    value(one.part, &one.right, &|code| visit.city(code))
}

fn wrong(visit: &Visit, one: &CorrectionAnnouncement) -> String {
    value(one.part, &one.wrong, &|code| visit.city(code))
}

/// As it stands beside its entry: what is right, with number and day.
pub(super) fn beside(visit: &Visit, one: &CorrectionAnnouncement) -> Link {
    let (number, on) = one.number().unwrap_or(("", one.on));
    let label = format!("更正：{}应为“{}”（{number}，{}）", one.part.label(), right(visit, one), show::day(on));
    Link::new(label, href(one))
}

/// As a list names it among later papers.
pub(super) fn later(one: &CorrectionAnnouncement) -> Link {
    let on = one.number().map_or(one.on, |(_, on)| on);
    Link::new(format!("更正“{}”的{}（{}）", one.entry.name, one.part.label(), show::day_short(on)), href(one))
}

/// As it stands among what happened to an enterprise, with its day.
pub(super) fn act(visit: &Visit, one: &CorrectionAnnouncement) -> Option<(Date, Act)> {
    let (number, on) = one.number()?;
    let text =
        format!("“{}”中写为“{}”，更正为“{}”。称号和有效期不变。", one.list, wrong(visit, one), right(visit, one));
    let act = Act::new(Day::full(on), format!("更正{}", one.part.label())).paper(number, href(one)).text(text);
    Some((on, act.cite(show::article(one.article()))))
}

/// The number of an entry on the list that is mended, from 1.
async fn place(visit: &Visit, one: &CorrectionAnnouncement) -> Result<u32, StoreError> {
    let app = &visit.house.app;
    let list: Vec<Entry> = match &one.paper {
        Mended::Publicity(id) => app.publicity(id.as_str()).await?.map(|list| list.list),
        Mended::Announcement(id) => app.announcement(id.as_str()).await?.map(|list| list.list),
    }
    .unwrap_or_default();
    let at = list.iter().position(|entry| entry.application == one.entry.application);
    Ok(at.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0))
}

/// `GET /corrections/{id}`
pub async fn page(visit: Visit, Path(id): Path<String>) -> Response {
    let found = match visit.house.app.announced_correction(&id).await {
        Ok(found) => found,
        Err(error) => return unread(&error),
    };
    let Some((one, (number, on))) = found.as_ref().and_then(|one| Some((one, one.number()?))) else {
        return missing();
    };
    let place = match place(&visit, one).await {
        Ok(place) => place,
        Err(error) => return unread(&error),
    };
    let what = one.part.label();
    let paper = Paper::new(visit.office(one.office), number, &[&title(&one.list)], show::day(on)).text(format!(
        "“{}”中“{}”的{what}有误，更正如下。称号和有效期不变，原名单予以保留。",
        one.list, one.entry.name
    ));
    let view = AnnouncementPage {
        page: visit.page(Audience::Public, "/notices", title(&one.list)).under("通知与公示", "/notices"),
        paper,
        annex: String::new(),
        roster: Roster::default(),
        pages: Pages::new(1, 1, 0, String::new(), "家"),
        effects: Summary::close().row("更正", what).row("有效期", "不变").row("依据", show::article(one.article())),
        corrections: vec![Correction {
            number: place,
            what: what.into(),
            old: wrong(&visit, one),
            new: right(&visit, one),
        }],
        later: vec![],
        files: vec![Link::new(format!("原名单：{}", one.list), public_href(&one.paper))],
        check: String::new(),
        kind: "更正公告",
    };
    View(view).into_response()
}
