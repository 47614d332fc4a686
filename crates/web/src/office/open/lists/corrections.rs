//! 更正 Corrections of lists that are out, and requests to correct filed data.

use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use titian_app::command::{Command, Failure as Undone};
use titian_app::permission::Act;
use titian_app::query::{CORRECTIONS, CorrectionOpened, RequestOpened};
use titian_domain::correction::Stage;
use titian_domain::id::{ApplicationId, CorrectionId, CorrectionRequestId};
use titian_rulebook::region::DivisionCode;

use super::super::officer::Officer;
use super::super::{Answer, refused, sent, wrong};
use crate::components::Errors;
use crate::door::{Posted, Stop, onward};
use crate::office::correction::board::Board;
use crate::office::correction::draft::{Draft, Form, Of};
use crate::office::correction::page::{Announce, CorrectionPage, GiveUp, Reader};
use crate::office::correction::request::{Around, DecisionForm, OpinionForm, RequestPage};
use crate::{View, file as kept};

const ROOM: &str = "/office/corrections";
const REQUESTS: &str = "/office/correction-requests";

/// `GET /office/corrections`
pub async fn board(officer: Officer) -> Answer {
    let found = officer.app().corrections(&officer.actor()).await?;
    sent(Board::of(officer.page(ROOM, "更正"), &found.lists, &found.requests, CORRECTIONS))
}

/// `GET /office/corrections/new`
pub async fn draft(officer: Officer, Query(of): Query<Of>) -> Answer {
    sent(drafted(&officer, Form::blank(of), Errors::none()).await?)
}

async fn drafted(officer: &Officer, form: Form, errors: Errors) -> Result<Draft, Stop> {
    let of = form.of();
    let application = ApplicationId(of.application.clone());
    let found = officer.app().to_correct(&officer.actor(), &of.paper(), &application).await.map_err(Stop::hiding)?;
    let page = officer.page(ROOM, "拟更正").under("更正", ROOM);
    let city = officer.visit.city(found.city);
    let cities = officer.visit.cities();
    Ok(Draft::of(page, (&found.list, &found.entry, &city), &found.before, cities, form, errors))
}

/// `POST /office/corrections/new`
pub async fn propose(posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    officer.must(Act::ProposeCorrection)?;
    let of = form.of();
    let (part, right, reason) = match form.parse() {
        Ok(wanted) => wanted,
        Err(errors) => return wrong(drafted(&officer, form, errors).await?),
    };
    let (paper, application) = (of.paper(), ApplicationId(of.application));
    let command = Command::ProposeCorrection { paper, application, part, right, reason };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{}", done.id), &done)),
        Err(Undone::Refused(refusal)) => {
            let (status, refused) = refused(&refusal, false, &[]);
            let view = drafted(&officer, form, Errors::none()).await?;
            Ok((status, View(Draft { refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /office/corrections/{id}`
pub async fn page(officer: Officer, Path(id): Path<String>) -> Answer {
    sent(shown(&officer, &found(&officer, &id).await?))
}

async fn found(officer: &Officer, id: &str) -> Result<CorrectionOpened, Stop> {
    officer.app().correction(&officer.actor(), id).await.map_err(Stop::hiding)
}

fn shown(officer: &Officer, found: &CorrectionOpened) -> CorrectionPage {
    let CorrectionOpened { correction, names, may_announce, may_drop } = found;
    let title = format!("更正{}：{}", correction.part.label(), correction.entry.name);
    let page = officer.page(ROOM, title).under("更正", ROOM);
    let reader = Reader { account: &officer.person.account, announces: *may_announce, drops: *may_drop };
    CorrectionPage::of(page, correction, names, reader, &|code: DivisionCode| officer.visit.city(code))
}

/// `POST /office/corrections/{id}/announce`
pub async fn announce(Path(id): Path<String>, posted: Posted<Announce>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let number = match form.parse() {
        Ok(number) => number,
        Err(errors) => {
            let before = found(&officer, &id).await?;
            return wrong(CorrectionPage { announce: form, errors, ..shown(&officer, &before) });
        }
    };
    let command = Command::AnnounceCorrection { correction: CorrectionId(id.clone()), number };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => {
            // What the register shows is there at once; where this fails, the clock does it a moment later.
            if let Err(error) = officer.app().refresh_register().await {
                tracing::warn!(detail = %error.detail(), "The register could not be refreshed after a correction");
            }
            Ok(onward(&format!("{ROOM}/{id}"), &done))
        }
        Err(Undone::Refused(refusal)) => {
            let now = found(&officer, &id).await?;
            let over = now.correction.stage != Stage::Proposed;
            let (status, refused) = refused(&refusal, over, &[("更正公告的文号", &form.number)]);
            let view = CorrectionPage { announce: form, refused, ..shown(&officer, &now) };
            Ok((status, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/corrections/{id}/drop`
pub async fn give_up(Path(id): Path<String>, posted: Posted<GiveUp>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let reason = match form.parse() {
        Ok(reason) => reason,
        Err(errors) => {
            let before = found(&officer, &id).await?;
            return wrong(CorrectionPage { giving_up: form, errors, ..shown(&officer, &before) });
        }
    };
    let command = Command::DropCorrection { correction: CorrectionId(id.clone()), reason };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let now = found(&officer, &id).await?;
            let over = now.correction.stage != Stage::Proposed;
            let (status, refused) = refused(&refusal, over, &[("理由", &form.reason)]);
            let view = CorrectionPage { giving_up: form, refused, ..shown(&officer, &now) };
            Ok((status, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /office/correction-requests/{id}`
pub async fn request(officer: Officer, Path(id): Path<String>) -> Answer {
    sent(asked(&officer, &opened(&officer, &id).await?).await?)
}

async fn opened(officer: &Officer, id: &str) -> Result<RequestOpened, Stop> {
    officer.app().correction_request(&officer.actor(), id).await.map_err(Stop::hiding)
}

async fn asked(officer: &Officer, found: &RequestOpened) -> Result<RequestPage, Stop> {
    let RequestOpened { request, case, seen, effect, files, names, may_examine, may_decide } = found;
    let page = officer.page(ROOM, format!("更正申请：{}", request.name)).under("更正", ROOM);
    let policy = officer.app().policy_pinned(case.local_table.as_ref()).await?;
    let around = Around {
        catalogue: &policy.catalogue,
        stage: case.stage.label(),
        seen: *seen,
        effect: effect.as_ref(),
        files: files.iter().map(|file| (file.id.clone(), file.name.clone())).collect(),
        names,
        may: (*may_examine, *may_decide),
    };
    Ok(RequestPage::of(page, request, &around))
}

/// `POST /office/correction-requests/{id}/opinion`
pub async fn examine(Path(id): Path<String>, posted: Posted<OpinionForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let (supports, words) = match form.parse() {
        Ok(wanted) => wanted,
        Err(errors) => {
            let view = asked(&officer, &opened(&officer, &id).await?).await?;
            return wrong(RequestPage { opinion: form, errors, ..view });
        }
    };
    let command = Command::ExamineCorrection { request: CorrectionRequestId(id.clone()), supports, words };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{REQUESTS}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let now = opened(&officer, &id).await?;
            let (status, refused) = refused(&refusal, !now.may_examine, &[("意见", &form.words)]);
            let view = asked(&officer, &now).await?;
            Ok((status, View(RequestPage { opinion: form, refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /office/correction-requests/{id}/decision`
pub async fn decide(Path(id): Path<String>, posted: Posted<DecisionForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let officer = Officer::of(visit, ROOM).await?;
    let (accept, words) = match form.parse() {
        Ok(wanted) => wanted,
        Err(errors) => {
            let view = asked(&officer, &opened(&officer, &id).await?).await?;
            return wrong(RequestPage { decision: form, errors, ..view });
        }
    };
    let seen = form.seen.parse().unwrap_or(0);
    let command = Command::DecideCorrection { request: CorrectionRequestId(id.clone()), seen, accept, words };
    match officer.app().perform(&officer.actor(), command, Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{REQUESTS}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let now = opened(&officer, &id).await?;
            let (status, refused) = refused(&refusal, !now.may_decide, &[("理由", &form.reason)]);
            let view = asked(&officer, &now).await?;
            Ok((status, View(RequestPage { decision: form, refused, ..view })).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `GET /office/correction-requests/{id}/files/{file}`
pub async fn file(officer: Officer, Path((id, file)): Path<(String, String)>) -> Answer {
    let from = &officer.visit.visitor.address;
    let found = officer.app().correction_file(&officer.actor(), &id, &file, from).await.map_err(Stop::hiding)?;
    Ok(kept::show(&officer.visit.house, &found.id, &found.media, &found.name).await)
}
