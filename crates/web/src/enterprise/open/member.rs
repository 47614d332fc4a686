//! 企业人员 Who comes into the rooms of an enterprise: signed in, and no officer. What is theirs is read once for the page.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Redirect;
use jiff::civil::Date;
use titian_app::App;
use titian_app::actor::Actor;
use titian_app::query::Membership;
use titian_domain::enterprise::Enterprise;
use titian_rulebook::judge::Edition;
use titian_rulebook::policy::Policy;

use crate::door::{Stop, Visit, audiences, sign_in_first};
use crate::enterprise::desk::Desk;
use crate::house::House;
use crate::layout::{Audience, Page};

/// Somebody who acts for an enterprise, or wants to.
pub struct Member {
    /// Their visit.
    pub visit: Visit,
    /// Who they are to their enterprise.
    pub of: Membership,
}

/// A dossier as it stands.
#[derive(Clone, Copy)]
pub struct Own<'a> {
    /// The enterprise.
    pub enterprise: &'a Enterprise,
    /// How often it has changed.
    pub version: u64,
}

impl FromRequestParts<House> for Member {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Member, Stop> {
        let visit = Visit::from_request_parts(parts, house).await.map_err(Stop::with)?;
        // What was being posted cannot be opened afterwards.
        let page = parts.uri.path_and_query().map_or("/enterprise", |at| at.as_str());
        Member::of(visit, if parts.method == Method::GET { page } else { "/enterprise" }).await
    }
}

impl Member {
    /// The member who visits; somebody who is not signed in is let in first and led to `next` then.
    pub async fn of(visit: Visit, next: &str) -> Result<Member, Stop> {
        let Some(person) = visit.person() else { return Err(sign_in_first(next).into()) };
        if !audiences(person).contains(&Audience::Enterprise) {
            return Err(StatusCode::FORBIDDEN.into());
        }
        let of = visit.house.app.membership(&visit.actor()).await?;
        Ok(Member { visit, of })
    }

    /// The app.
    pub fn app(&self) -> &App {
        &self.visit.house.app
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.visit.house.app.policy
    }

    /// Today.
    pub fn today(&self) -> Date {
        self.app().clock.today()
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        self.visit.actor()
    }

    /// Whether they are vouched for.
    pub fn approved(&self) -> bool {
        self.visit.person().is_some_and(|person| person.acts_for.is_some())
    }

    /// The dossier they may fill in. Who has none is led to the first page, which says what to do.
    pub fn own(&self) -> Result<Own<'_>, Stop> {
        self.dossier().ok_or_else(|| Redirect::to("/enterprise").into())
    }

    /// The same, if there is one.
    pub fn dossier(&self) -> Option<Own<'_>> {
        let standing = self.of.dossier.as_ref()?;
        Some(Own { enterprise: standing.state.as_ref()?, version: standing.version })
    }

    /// The same person with everything read anew, after something was changed.
    pub async fn again(self) -> Result<Member, Stop> {
        let of = self.app().membership(&self.actor()).await?;
        Ok(Member { of, ..self })
    }

    /// The dossier read and judged.
    pub fn desk<'a>(&'a self, edition: &Edition, own: Own<'a>) -> Desk<'a> {
        Desk::new(self.policy(), edition, own.enterprise, self.today())
    }

    /// The ground of a page.
    pub fn page(&self, room: &str, title: &str) -> Page {
        let mut page = self.visit.page(Audience::Enterprise, room, title);
        if let (Some(who), Some((firm, _))) = (&mut page.who, &self.of.bound) {
            who.of = if self.approved() { firm.clone() } else { format!("{firm}（待核验）") };
        }
        Page { wide: true, counts: vec![("/enterprise/messages".into(), self.of.unread)], ..page }
    }
}
