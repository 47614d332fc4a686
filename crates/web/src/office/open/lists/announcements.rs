//! 公告 The province's announcements: a list is fixed, printed, approved and in force; or given up (A9.3, A13.1).

use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use titian_app::command::{Command, Failure as Undone};
use titian_app::permission::{Act, Subject, may};
use titian_app::query::{Announced, ToAnnounce};
use titian_domain::announcement::Stage;
use titian_domain::id::{AccountId, AnnouncementId, ApplicationId, BatchId, EvidenceId};
use titian_domain::publicity::Entry;
use titian_rulebook::region::DivisionCode;

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use super::publicity::Of;
use crate::components::Errors;
use crate::door::{Lenient, PROVINCE, Posted, Stop, Uploaded, onward};
use crate::office::announcement::page::{AnnouncementPage, Approve, GiveUp, Reader};
use crate::office::announcement::paper::ListPaper;
use crate::office::announcement::preview::{Form, Preview, lapses};
use crate::office::read::picked;
use crate::{View, file};

const ROOM: &str = "/office/publicity";
const HERE: &str = "/office/announcements";
/// What a scan of a signed paper has to be.
const PDF: &str = "application/pdf";

/// `GET /office/announcements/new`
pub async fn preview(officer: Officer, Query(of): Query<Of>) -> Answer {
    let found = officer.app().to_announce(&officer.actor(), &BatchId(of.batch)).await?;
    sent(previewed(&officer, &found, Form::default(), Errors::none()).await?)
}

async fn previewed(officer: &Officer, found: &ToAnnounce, form: Form, errors: Errors) -> Result<Preview, Stop> {
    let still = |code: DivisionCode| found.under_way.iter().find(|(city, _)| *city == code).map_or(0, |(_, n)| *n);
    let regions = &officer.app().policy.regions;
    let there = |code: DivisionCode| still(code) > 0 || found.filed.iter().any(|case| case.city == code);
    let cities: Vec<(String, usize)> =
        regions.cities().filter(|city| there(city.code)).map(|city| (city.name.clone(), still(city.code))).collect();
    let filed: Vec<_> = found.filed.iter().map(|case| (officer.visit.city(case.city), case.clone())).collect();
    let page = officer.page(ROOM, "准备公告").under("公示与公告", ROOM);
    let steps = officer.app().steps(&found.batch, DivisionCode::GUANGXI);
    let (ground, filed) = ((&found.batch, &steps), (&filed[..], &found.against));
    let mut view = Preview::of(page, ground, &cities, filed, found.supplementary, form, errors);
    view.page.title = match (view.ready, view.held) {
        (0, _) => "还没有可以公告的企业".into(),
        (ready, 0) => format!("公告名单：{ready}\u{a0}家可以公告"),
        (ready, held) => format!("公告名单：{ready}\u{a0}家可以公告，{held}\u{a0}家暂缓"),
    };
    let ready = view.cities.iter().flat_map(|city| &city.ready).map(|one| ApplicationId(one.id.clone()));
    let comes = officer.app().at_list(&officer.actor(), &found.batch.id, &ready.collect()).await?;
    view.lapses = comes.as_ref().map_or_else(String::new, lapses);
    Ok(view)
}

/// `POST /office/announcements/new`
pub async fn prepare(posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let batch = BatchId(form.batch.trim().to_owned());
    let wanted = match form.parse() {
        Ok(wanted) => wanted,
        Err(errors) => {
            let found = officer.app().to_announce(&officer.actor(), &batch).await?;
            return wrong(previewed(&officer, &found, form, errors).await?);
        }
    };
    let command =
        Command::PrepareAnnouncement { batch: batch.clone(), title: wanted.title, applications: wanted.applications };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{HERE}/{}", done.id), &done)),
        Err(Undone::Refused(refusal)) => {
            let found = officer.app().to_announce(&officer.actor(), &batch).await?;
            let picked = picked(&form.boxes, "pick");
            let view = previewed(&officer, &found, form, Errors::none()).await?;
            let ready = |id: &String| view.cities.iter().any(|city| city.ready.iter().any(|one| one.id == *id));
            let (status, refused) = refused(&refusal, !picked.iter().all(ready), &[]);
            Ok((status, View(Preview { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /office/announcements/{id}`
pub async fn page(officer: Officer, Path(id): Path<String>) -> Answer {
    sent(shown(&officer, &found(&officer, &id).await?).await?)
}

async fn found(officer: &Officer, id: &str) -> Result<Announced, Stop> {
    officer.app().announced(&officer.actor(), id).await.map_err(Stop::hiding)
}

/// The city of an entry, by name.
fn city(officer: &Officer, found: &Announced, entry: &Entry) -> String {
    found.cities.get(&entry.application).map_or_else(String::new, |code| officer.visit.city(*code))
}

async fn shown(officer: &Officer, found: &Announced) -> Result<AnnouncementPage, Stop> {
    let page = officer.page(ROOM, &found.announcement.title).under("公示与公告", ROOM);
    let province = Subject { city: Some(DivisionCode::GUANGXI), ..Subject::default() };
    let reader = Reader {
        account: &officer.person.account,
        announces: officer.may(Act::Announce),
        prepares: officer.may(Act::PrepareAnnouncement),
        corrects: may(&officer.actor(), Act::ProposeCorrection, province).is_ok(),
    };
    let name = |id: &AccountId| found.names.get(id).cloned().unwrap_or_else(|| id.to_string());
    let city = |entry: &Entry| city(officer, found, entry);
    let comes = match found.announcement.stage {
        Stage::Prepared => {
            let list = found.announcement.list.iter().map(|entry| entry.application.clone()).collect();
            officer.app().at_list(&officer.actor(), &found.announcement.batch, &list).await?
        }
        _ => None,
    };
    let lapses = comes.as_ref().map_or_else(String::new, lapses);
    Ok(AnnouncementPage { lapses, ..AnnouncementPage::of(page, &found.announcement, reader, city, name, found.until) })
}

/// `GET /office/announcements/{id}/paper`
pub async fn paper(officer: Officer, Path(id): Path<String>) -> Answer {
    let found = found(&officer, &id).await?;
    let title = &found.announcement.title;
    let page = officer.page(ROOM, "送批稿").under("公示与公告", ROOM).under(title, format!("{HERE}/{id}"));
    let city = |entry: &Entry| city(&officer, &found, entry);
    sent(ListPaper::of(page, PROVINCE, &found.announcement, city))
}

/// `POST /office/announcements/{id}/approve`
pub async fn approve(Path(id): Path<String>, uploaded: Lenient) -> Answer {
    let Lenient { form: Uploaded { visit, fields, files, once }, refused: unfit } = uploaded;
    let officer = Officer::of(visit, ROOM).await?;
    let before = found(&officer, &id).await?;
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let form = Approve { number: field("number"), dated: field("dated"), confirm: field("confirm") };
    let attached = files.clone();
    let paper = files.into_iter().find(|file| file.control == "scan");
    let scan = paper.as_ref().filter(|paper| paper.media == PDF).map(|paper| EvidenceId(paper.blob.id.clone()));
    let today = officer.app().clock.today();
    let approval = match form.parse(&before.announcement, scan, &officer.person.account, today) {
        Ok(approval) if unfit.is_empty() => approval,
        read => {
            let mut errors = read.err().unwrap_or_default();
            // Why the scan was not taken says more than that there is none.
            errors.list.retain(|(control, _)| unfit.of(control).is_none());
            if paper.is_some() && errors.of("scan").is_none() {
                errors.push("scan", "请再选一次扫描件：没有办成的提交不留下文件");
            }
            let errors = Lenient::problems(errors, unfit, &attached);
            return wrong(AnnouncementPage { approve: form, errors, ..shown(&officer, &before).await? });
        }
    };
    let command = Command::Announce { announcement: AnnouncementId(id.clone()), approval, paper };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => {
            // The titles are there at once; where this fails, the clock does it a moment later.
            if let Err(error) = officer.app().refresh_register().await {
                tracing::warn!(detail = %error.detail(), "The register could not be refreshed after an announcement");
            }
            Ok(onward(&format!("{HERE}/{id}"), &done))
        }
        Err(Undone::Refused(refusal)) => {
            let now = found(&officer, &id).await?;
            let over = now.announcement.stage != Stage::Prepared;
            let typed = [("文号", form.number.as_str()), ("落款日", form.dated.as_str())];
            let (status, refused) = refused(&refusal, over, &typed);
            let errors = Lenient::problems(Errors::none(), Errors::none(), &attached);
            let view = AnnouncementPage { approve: form, errors, refused, ..shown(&officer, &now).await? };
            Ok((status, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/announcements/{id}/drop`
pub async fn give_up(Path(id): Path<String>, posted: Posted<GiveUp>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let reason = match form.parse() {
        Ok(reason) => reason,
        Err(errors) => {
            let found = found(&officer, &id).await?;
            return wrong(AnnouncementPage { giving_up: form, errors, ..shown(&officer, &found).await? });
        }
    };
    let command = Command::DropAnnouncement { announcement: AnnouncementId(id.clone()), reason };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{HERE}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let now = found(&officer, &id).await?;
            let over = now.announcement.stage != Stage::Prepared;
            let (status, refused) = refused(&refusal, over, &[("理由", &form.reason)]);
            let view = AnnouncementPage { giving_up: form, refused, ..shown(&officer, &now).await? };
            Ok((status, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /office/announcements/{id}/files/{file}`
pub async fn scan(officer: Officer, Path((id, file)): Path<(String, String)>) -> Answer {
    let kept = officer.app().announcement_scan(&officer.actor(), &id, &file).await.map_err(Stop::hiding)?;
    Ok(file::show(&officer.visit.house, &kept.id, &kept.media, &kept.name).await)
}
