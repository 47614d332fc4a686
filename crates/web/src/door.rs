//! 入口 Who comes in: the session behind a request, the ground of their page, and forms that are really theirs.

mod stop;
mod upload;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::de::DeserializeOwned;
use titian_app::actor::{Actor, Person};
use titian_app::command::{Done, Failure as Undone};
use titian_app::identity::session::{Session, Shut, Token, Visitor};
use titian_domain::account::{Grant, Role};
use titian_rulebook::region::DivisionCode;
use titian_store::StoreError;

use crate::components::Tag;
use crate::failure;
use crate::form::{Guard, Guarded};
use crate::house::House;
use crate::layout::{Audience, Page, RoleLink, Said, Who};
use crate::porter::household;
use crate::show;

pub use stop::Stop;
pub use upload::{FILE_LIMIT, Lenient, UPLOAD_LIMIT, Uploaded, WithList, WithTable};

/// How the province signs.
pub const PROVINCE: &str = "自治区工业和信息化厅";

/// Somebody who opens a page.
pub struct Visit {
    /// The house.
    pub house: House,
    /// Their session, if they are signed in.
    pub session: Option<Session>,
    /// From where they come.
    pub visitor: Visitor,
    /// What the last form of theirs did, said once.
    said: Option<String>,
}

impl FromRequestParts<House> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Visit, Response> {
        let token = cookie(&parts.headers, session_cookie(house));
        let session = match token {
            None => None,
            Some(token) => {
                house.app.session(&Token(token)).await.map_err(|_| failure::plain(StatusCode::SERVICE_UNAVAILABLE))?
            }
        };
        // Somebody else made their password, and it opens nothing before it is changed.
        let must_change = session.as_ref().is_some_and(|session| session.must_change);
        if must_change && ![PASSWORD, "/sign-out"].contains(&parts.uri.path()) {
            return Err(Redirect::to(PASSWORD).into_response());
        }
        let said = cookie(&parts.headers, SAID).and_then(|said| decoded(&said));
        let agent = text(&parts.headers, header::USER_AGENT);
        let from = house.porter.client(&parts.extensions, &parts.headers);
        let address = from.map(|from| from.to_string()).unwrap_or_default();
        let household = from.map(|from| household(from).to_string()).unwrap_or_default();
        if let Some(person) = session.as_ref().and_then(|session| session.actor.person()) {
            house.porter.account(&person.account).map_err(|response| *response)?;
        }
        Ok(Visit { house: house.clone(), session, visitor: Visitor { address, household, agent }, said })
    }
}

impl Visit {
    /// The same visit, signed in now.
    #[must_use]
    pub fn entered(self, session: Option<Session>) -> Visit {
        Visit { session, ..self }
    }

    /// Whether a form is theirs. Where nobody is signed in there is no token: then `Sec-Fetch-Site` and `Origin` decide
    /// (see [`crate::security`]), and a form that carries one belongs to a session that is over.
    fn sent(&self, guard: &Guard) -> bool {
        match &self.session {
            Some(session) => guard.holds(&session.csrf),
            None => guard.csrf.is_empty(),
        }
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        self.session.as_ref().map_or(Actor::Public, |session| session.actor.clone())
    }

    /// The person who is signed in.
    pub fn person(&self) -> Option<&Person> {
        self.session.as_ref().and_then(|session| session.actor.person())
    }

    /// Whether the rooms of an enterprise are open to them, now or once they have signed in.
    pub fn may_apply(&self) -> bool {
        self.person().is_none_or(|person| audiences(person).contains(&Audience::Enterprise))
    }

    /// The ground of a page for this reader.
    pub fn page(&self, audience: Audience, room: &str, title: impl ToString) -> Page {
        let today = self.house.app.clock.today();
        let person = self.person();
        Page {
            banner: self.house.shown.banner.clone(),
            who: person.map(|person| Who { name: person.name.clone(), of: self.of(person) }),
            roles: roles(person, audience),
            shut: audience.shut(&self.actor()),
            today: vec![format!("{}　{}", show::day(today), show::weekday(today))],
            rules: self.rules(),
            csrf: self.session.as_ref().map(|session| session.csrf.clone()).unwrap_or_default(),
            once: fresh(),
            said: self.said.as_deref().map(|text| Said { tag: Tag::ok("已办"), text: show::sentence(text) }),
            ..Page::new(audience, room, title)
        }
    }

    /// The office of a city, or the province's, as papers sign.
    pub fn office(&self, code: DivisionCode) -> String {
        if code.is_province() { PROVINCE.to_owned() } else { format!("{}中小企业主管部门", self.city(code)) }
    }

    /// The name of a city; of the province, as officers say it.
    pub fn city(&self, code: DivisionCode) -> String {
        if code.is_province() {
            return "自治区".to_owned();
        }
        let mut cities = self.house.app.policy.regions.cities();
        cities.find(|city| city.code == code).map_or_else(|| code.to_string(), |city| city.name.clone())
    }

    /// All cities: code and name.
    pub fn cities(&self) -> Vec<(String, String)> {
        self.house.app.policy.regions.cities().map(|city| (city.code.to_string(), city.name.clone())).collect()
    }

    /// For whom a person acts, in words.
    fn of(&self, person: &Person) -> String {
        match person.grants.first() {
            Some(Grant { city, department: Some(department), .. }) => {
                let place = city.map_or_else(|| "自治区".to_owned(), |code| self.city(code));
                format!("{place} · {}", department.label())
            }
            Some(grant) => match grant.city {
                Some(code) => format!("{} · {}", self.city(code), grant.role.label()),
                None => grant.role.label().to_owned(),
            },
            None if self.session.as_ref().is_some_and(|session| session.must_change) => "请先更换初始密码".into(),
            None if person.acts_for.is_some() => "企业".into(),
            None => "企业（账号待核验）".into(),
        }
    }

    /// Which rules stand today, in a sentence.
    fn rules(&self) -> String {
        let policy = &self.house.app.policy;
        let today = self.house.app.clock.today();
        if policy.regulation.in_force(today) {
            return String::new();
        }
        let lapsed = policy.procedures.values().filter(|procedure| !procedure.in_force_on(today));
        lapsed.filter_map(|procedure| procedure.notice.clone()).map(|notice| show::sentence(&notice)).collect()
    }
}

/// Where a password is changed; whoever has a temporary one is led there first.
pub const PASSWORD: &str = "/account/password";

/// The audiences a person belongs to, the one they work in first.
pub fn audiences(person: &Person) -> Vec<Audience> {
    let mut all = Vec::new();
    if person.drafts_for.is_some() || person.grants.is_empty() {
        all.push(Audience::Enterprise);
    }
    let held = |roles: &[Role]| person.grants.iter().any(|grant| roles.contains(&grant.role));
    use Role::Auditor;
    if person.grants.iter().any(|grant| grant.role.of_an_office()) {
        all.push(Audience::Office);
    }
    if held(&[Role::Department]) {
        all.push(Audience::Department);
    }
    if held(&[Role::SystemAdministrator, Role::SecurityAdministrator]) {
        all.push(Audience::Administration);
    }
    if held(&[Auditor]) {
        all.push(Audience::Audit);
    }
    all
}

/// Where a person may go: what the public sees, and what is theirs.
fn roles(person: Option<&Person>, audience: Audience) -> Vec<RoleLink> {
    let Some(person) = person else { return vec![] };
    std::iter::once(Audience::Public)
        .chain(audiences(person))
        .map(|one| RoleLink { label: one.label().into(), href: one.home().into(), current: one == audience })
        .collect()
}

/// A posted form that is really this reader's: the token of their session came back with it.
pub struct Posted<F> {
    /// Who posts.
    pub visit: Visit,
    /// What was asked.
    pub form: F,
    /// Key that makes the form count once.
    pub once: String,
}

impl<F: DeserializeOwned + Default> FromRequest<House> for Posted<F> {
    type Rejection = Response;

    async fn from_request(request: Request, house: &House) -> Result<Posted<F>, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, house).await?;
        let body = Bytes::from_request(Request::from_parts(parts.clone(), body), house).await;
        let body = body.map_err(IntoResponse::into_response)?;
        // No database keeps a zero.
        if body.contains(&0) || body.windows(3).any(|three| three == b"%00") {
            return Err(failure::plain(StatusCode::BAD_REQUEST));
        }
        let form = axum::Form::<Guarded<F>>::from_request(Request::from_parts(parts, body.into()), house).await;
        let axum::Form(Guarded { guard, form }) = form.map_err(IntoResponse::into_response)?;
        if !visit.sent(&guard) {
            return Err(failure::plain(StatusCode::FORBIDDEN));
        }
        Ok(Posted { visit, form, once: guard.once })
    }
}

/// A form without questions: a button.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Button {}

/// Sends the reader on, with what was done said once at the top of the next page.
pub fn onward(to: &str, done: &Done) -> Response {
    let said = format!("{SAID}={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax", encoded(&done.said));
    let mut response = Redirect::to(to).into_response();
    if let Ok(said) = HeaderValue::from_str(&said) {
        response.headers_mut().append(header::SET_COOKIE, said);
    }
    response
}

/// The answer where there is no page to say it on. What is not allowed is answered alike, whether it is there or not.
pub fn undone(failure: &Undone) -> Response {
    match failure {
        Undone::NotAllowed(_) => failure::plain(StatusCode::FORBIDDEN),
        Undone::Refused(_) => failure::plain(StatusCode::UNPROCESSABLE_ENTITY),
        Undone::Store(StoreError::Conflict { .. }) => failure::plain(StatusCode::CONFLICT),
        Undone::Store(error) => unread(error),
    }
}

/// The way in for somebody who must be signed in first, and back to `next` afterwards.
pub fn sign_in_first(next: &str) -> Redirect {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let next: String = next
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    Redirect::to(&format!("/sign-in?next={next}"))
}

/// The answer to somebody who tried too often.
pub fn shut_for_now(visit: &Visit, shut: &Shut) -> Response {
    match shut {
        Shut::Locked { until } => {
            let left = until.duration_since(visit.house.app.clock.now()).as_secs();
            failure::wait(u64::try_from(left).unwrap_or(0) + 1)
        }
        Shut::Store(error) => unread(error),
        Shut::Wrong | Shut::CodeWanted(_) => failure::plain(StatusCode::FORBIDDEN),
    }
}

/// The answer where a page could not be read.
pub fn unread(error: &StoreError) -> Response {
    tracing::error!(detail = %error.detail(), "A page could not be read: {}", error.detail());
    failure::plain(StatusCode::SERVICE_UNAVAILABLE)
}

/// The cookie that keeps a session in the browser; `None` takes it away.
pub fn session_header(house: &House, token: Option<&Token>) -> HeaderValue {
    let name = session_cookie(house);
    let secure = if house.shown.https { "; Secure" } else { "" };
    let cookie = match token {
        Some(token) => format!("{name}={}; Path=/; HttpOnly; SameSite=Lax{secure}", token.0),
        None => format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}"),
    };
    HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
}

const SAID: &str = "said";

fn session_cookie(house: &House) -> &'static str {
    if house.shown.https { "__Host-session" } else { "session" }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// The value of a cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value.to_owned())
}

/// A sentence as a cookie can carry it.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn decoded(hex: &str) -> Option<String> {
    let digits = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    let bytes = (0..hex.len()).step_by(2).map(digits).collect::<Option<Vec<u8>>>()?;
    String::from_utf8(bytes).ok().filter(|text| text.chars().count() <= 300)
}

/// Middleware: what a form did is said on one page and not on the next.
pub async fn said_once(request: Request, next: Next) -> Response {
    let says = cookie(request.headers(), SAID).is_some();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let page = text(headers, header::CONTENT_TYPE).starts_with("text/html");
    let anew = headers.get_all(header::SET_COOKIE).iter().any(|one| one.as_bytes().starts_with(b"said="));
    if says && page && !anew {
        let gone = HeaderValue::from_static("said=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        headers.append(header::SET_COOKIE, gone);
    }
    response
}

/// A key for one form.
fn fresh() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_survives_a_cookie() {
        let said = "已提交，受理编号 GX2026H2C00001";
        assert_eq!(decoded(&encoded(said)).as_deref(), Some(said));
        assert_eq!(decoded("zz"), None);
        assert_eq!(decoded("e4"), None);
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("xsession=1; session=2; said="));
        assert_eq!(cookie(&headers, "session").as_deref(), Some("2"));
        assert_eq!(cookie(&headers, "said"), None);
    }
}
