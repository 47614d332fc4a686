//! 办事人员 Who comes to the rooms of the offices: somebody signed in who holds an office or administers the house.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use titian_app::App;
use titian_app::actor::{Actor, Person};
use titian_app::permission::{Act, extent};
use titian_app::query::Waits;

use crate::door::{Stop, Visit, audiences, unread};
use crate::house::House;
use crate::layout::{Audience, Page};
use crate::{failure, show};

/// An officer or administrator who opens a page. Who is not signed in is asked to; who holds no office is
/// sent away.
pub struct Officer {
    /// Their visit.
    pub visit: Visit,
    /// Who they are.
    pub person: Person,
    waits: Waits,
}

impl FromRequestParts<House> for Officer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Officer, Response> {
        let at = parts.uri.path_and_query().map_or("/office", |at| at.as_str()).to_owned();
        let visit = Visit::from_request_parts(parts, house).await?;
        Officer::of(visit, &at).await
    }
}

impl Officer {
    /// The officer of a visit; `at` is where they come back to after signing in.
    pub async fn of(visit: Visit, at: &str) -> Result<Officer, Response> {
        let Some(person) = visit.person().cloned() else {
            return Err(Redirect::to(&format!("/sign-in?next={}", show::address(at))).into_response());
        };
        if person.grants.is_empty() {
            return Err(failure::plain(StatusCode::FORBIDDEN));
        }
        let waits = visit.house.app.waits(&visit.actor()).await.map_err(|error| unread(&error))?;
        Ok(Officer { visit, person, waits })
    }

    /// The app.
    pub fn app(&self) -> &App {
        &self.visit.house.app
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        self.visit.actor()
    }

    /// Whether they hold a permission anywhere: for what a page offers. What is done is asked again when it is done.
    pub fn may(&self, act: Act) -> bool {
        extent(&self.actor(), act).is_ok()
    }

    /// Goes no further with somebody who does not.
    pub fn must(&self, act: Act) -> Result<(), Stop> {
        if self.may(act) { Ok(()) } else { Err(StatusCode::FORBIDDEN.into()) }
    }

    /// The ground of a page of the office, with what waits beside the rooms.
    pub fn page(&self, room: &str, title: impl ToString) -> Page {
        let waits = [
            ("/office", self.waits.cases),
            ("/office/objections", self.waits.objections),
            ("/office/corrections", self.waits.corrections),
            ("/office/accounts", self.waits.accounts),
        ];
        let counts = waits.into_iter().map(|(room, count)| (room.to_owned(), count)).collect();
        Page { wide: true, counts, ..self.visit.page(Audience::Office, room, title) }
    }

    /// The ground of a page of those who administer or audit the house; of an office, if its reader does neither.
    pub fn administration(&self, room: &str, title: impl ToString) -> Page {
        let own = audiences(&self.person).into_iter().find(|one| *one != Audience::Enterprise);
        self.visit.page(own.unwrap_or_default(), room, title)
    }
}
