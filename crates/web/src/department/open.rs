//! 开门 The doors of departments: their room, and the one-time link.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use titian_app::actor::Actor;
use titian_app::command::{Command, Failure as Undone};
use titian_app::link::Opened;
use titian_app::query::Request;

use super::answer::{Form, Said};
use super::link::LinkPage;
use super::list::Requests;
use super::office;
use super::request::RequestPage;
use crate::View;
use crate::components::{Errors, Refused};
use crate::door::{Posted, Stop, Visit, onward, shut_for_now, sign_in_first};
use crate::house::House;
use crate::layout::Audience;

const ROOM: &str = "/department";
const TITLE: &str = "征求意见";

type Answer = Result<Response, Stop>;

/// Every address of departments.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/department", get(list))
        .route("/department/{id}", get(request).post(answer))
        .route("/consult/{token}", get(link).post(answer_by_link))
}

/// Who asks, in words.
fn asks(visit: &Visit, request: &Request) -> String {
    office(request.consultation.office, |code| visit.city(code))
}

/// `GET /department`
async fn list(visit: Visit) -> Answer {
    if visit.person().is_none() {
        return Err(sign_in_first(ROOM).into());
    }
    let requests = visit.house.app.requests(&visit.actor()).await?;
    let page = visit.page(Audience::Department, ROOM, TITLE);
    let today = visit.house.app.clock.today();
    Ok(View(Requests::of(page, &requests, |request| asks(&visit, request), today)).into_response())
}

/// `GET /department/{id}`
async fn request(visit: Visit, Path(id): Path<String>) -> Answer {
    if visit.person().is_none() {
        return Err(sign_in_first(&format!("{ROOM}/{id}")).into());
    }
    let found = visit.house.app.request(&visit.actor(), &id).await.map_err(Stop::hiding)?;
    Ok(View(shown(&visit, &found, &Form::default(), Errors::none())).into_response())
}

fn shown(visit: &Visit, found: &Request, form: &Form, errors: Errors) -> RequestPage {
    let page = visit.page(Audience::Department, ROOM, &found.consultation.number).under(TITLE, ROOM);
    RequestPage::of(page, found, &asks(visit, found), visit.house.app.clock.today(), form, errors)
}

fn reply(found: &Request, (by, opinions): Said) -> Command {
    let (consultation, department) = (found.consultation.id.clone(), found.department);
    Command::Reply { consultation, department, by, opinions, letter: None }
}

/// `POST /department/{id}`
async fn answer(Path(id): Path<String>, posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    if visit.person().is_none() {
        return Err(sign_in_first(ROOM).into());
    }
    let found = visit.house.app.request(&visit.actor(), &id).await.map_err(Stop::hiding)?;
    let said = match form.parse(&found, false) {
        Ok(said) => said,
        Err(errors) => {
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, View(shown(&visit, &found, &form, errors))).into_response());
        }
    };
    match visit.house.app.perform(&visit.actor(), reply(&found, said), Some(&once)).await {
        Ok(done) => Ok(onward(&format!("{ROOM}/{id}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let refused = Some(Refused::from(&refusal));
            let view = RequestPage { refused, ..shown(&visit, &found, &form, Errors::none()) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// A page behind a link: kept nowhere, and its address told to nobody.
fn hidden(status: StatusCode, view: LinkPage) -> Response {
    let mut response = (status, View(view)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// What a link opens: the department's actor and its request; or the page that says why not.
async fn opened(visit: &Visit, token: &str) -> Result<(Actor, Request), Box<Response>> {
    let page = visit.page(Audience::Public, "", "答复征求的意见");
    let day = titian_app::clock::day_of;
    match visit.house.app.open_link(token, &visit.visitor).await {
        Ok(Some(Opened::Open(open))) => Ok(*open),
        Ok(Some(Opened::Used(used))) => {
            let (request, at) = &*used;
            let view = LinkPage::used(page, request, &asks(visit, request), day(*at));
            Err(Box::new(hidden(StatusCode::OK, view)))
        }
        Ok(Some(Opened::Expired(over))) => {
            let (request, until) = &*over;
            let view = LinkPage::expired(page, request, &asks(visit, request), *until);
            Err(Box::new(hidden(StatusCode::GONE, view)))
        }
        Ok(None) => Err(Box::new(hidden(StatusCode::NOT_FOUND, LinkPage::unknown(page)))),
        Err(shut) => Err(Box::new(shut_for_now(visit, &shut))),
    }
}

fn behind(visit: &Visit, request: &Request, token: &str, form: &Form, errors: Errors) -> LinkPage {
    let page = visit.page(Audience::Public, "", "答复征求的意见");
    let today = visit.house.app.clock.today();
    let office = asks(visit, request);
    LinkPage::open(page, (request, &office), format!("/consult/{token}"), today, form, errors)
}

/// `GET /consult/{token}`
async fn link(visit: Visit, Path(token): Path<String>) -> Response {
    match opened(&visit, &token).await {
        Ok((_, request)) => hidden(StatusCode::OK, behind(&visit, &request, &token, &Form::default(), Errors::none())),
        Err(response) => *response,
    }
}

/// `POST /consult/{token}`
async fn answer_by_link(Path(token): Path<String>, posted: Posted<Form>) -> Answer {
    let Posted { visit, form, once } = posted;
    let (actor, request) = opened(&visit, &token).await.map_err(|response| *response)?;
    let wrong = |view: LinkPage| Ok(hidden(StatusCode::UNPROCESSABLE_ENTITY, view));
    let said = match form.parse(&request, true) {
        Ok(said) => said,
        Err(errors) => return wrong(behind(&visit, &request, &token, &form, errors)),
    };
    match visit.house.app.perform(&actor, reply(&request, said), Some(&once)).await {
        Ok(done) => Ok(onward(&format!("/consult/{token}"), &done)),
        Err(Undone::Refused(refusal)) => {
            let refused = Some(Refused::from(&refusal));
            wrong(LinkPage { refused, ..behind(&visit, &request, &token, &form, Errors::none()) })
        }
        Err(failure) => Err(failure.into()),
    }
}
