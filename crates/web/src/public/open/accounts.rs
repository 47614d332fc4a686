//! 登录与注册 Coming in, going out, and signing up.

use axum::extract::Query;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use titian_app::command::{Command, Done, Failure as Undone};
use titian_app::identity::attempt::Attempt;
use titian_app::identity::password::wrong_with;
use titian_app::identity::session::{Shut, Token};
use titian_domain::account::email;
use titian_domain::id::AccountId;
use titian_domain::wording;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::region::DivisionCode;
use titian_store::StoreError;

use crate::components::Errors;
use crate::door::{
    Button, PASSWORD, Posted, Visit, audiences, cookie, onward, session_header, shut_for_now, undone, unread,
};
use crate::form::Typed;
use crate::layout::Audience;
use crate::public::carry::Carry;
use crate::public::sign_in::{self, CodeForm, SignIn, SignInCode};
use crate::public::sign_up::{self, SignUp};
use crate::{View, show};

/// `GET /sign-in`
pub async fn sign_in(visit: Visit, Query(form): Query<sign_in::Form>) -> Response {
    // Only a form carries something along, never an address.
    let form = sign_in::Form { password: String::new(), carried: Typed::new(), ..form };
    View(sign_in_page(&visit, form, Errors::none())).into_response()
}

/// The way in for what was typed into the self-test.
pub fn carrying(visit: &Visit, carried: Typed) -> SignIn {
    sign_in_page(visit, sign_in::Form { carried, ..sign_in::Form::default() }, Errors::none())
}

fn sign_in_page(visit: &Visit, form: sign_in::Form, errors: Errors) -> SignIn {
    SignIn {
        page: visit.page(Audience::Public, "", "登录"),
        form,
        errors,
        personas: visit.house.shown.personas.clone(),
    }
}

/// `POST /sign-in`
pub async fn signed_in(posted: Posted<sign_in::Form>) -> Response {
    let Posted { visit, form, .. } = posted;
    let next = local(&form.next);
    match visit.house.app.sign_in(&form.account, &form.password, &visit.visitor).await {
        Ok(token) => let_in(visit, &token, &next, form.carried).await,
        Err(Shut::CodeWanted(pending)) => {
            let page = visit.page(Audience::Public, "", "登录：验证码");
            let form = CodeForm { code: String::new(), next, carried: form.carried };
            let mut response = View(SignInCode { page, form, errors: Errors::none() }).into_response();
            response.headers_mut().append(header::SET_COOKIE, pending_header(&visit, &pending.0, 300));
            response
        }
        Err(shut) => {
            let kept = sign_in::Form { password: String::new(), ..form };
            match refused(&shut) {
                Ok(message) => {
                    let errors = Errors { lead: message, list: vec![] };
                    (StatusCode::UNPROCESSABLE_ENTITY, View(sign_in_page(&visit, kept, errors))).into_response()
                }
                Err(response) => *response,
            }
        }
    }
}

/// `POST /sign-in/code`
pub async fn code(headers: HeaderMap, posted: Posted<CodeForm>) -> Response {
    let Posted { visit, form, .. } = posted;
    let pending = Token(cookie(&headers, PENDING).unwrap_or_default());
    match visit.house.app.second_factor(&pending, &form.code, &visit.visitor).await {
        Ok(token) => let_in(visit, &token, &local(&form.next), form.carried).await,
        Err(shut) => match refused(&shut) {
            Ok(message) => {
                let message = if matches!(shut, Shut::Wrong) { CODE_WRONG.to_owned() } else { message };
                let page = visit.page(Audience::Public, "", "登录：验证码");
                let form = CodeForm { code: String::new(), ..form };
                let errors = Errors::none().and("code", message);
                (StatusCode::UNPROCESSABLE_ENTITY, View(SignInCode { page, form, errors })).into_response()
            }
            Err(response) => *response,
        },
    }
}

/// What is said to somebody whose code does not fit, or who waited longer than it is waited for.
const CODE_WRONG: &str =
    "验证码不对，或者等得太久。请填验证器上现在的数字；距输入密码超过五分钟的，请换一个账户重新登录。";

/// What is said to somebody who is not let in.
fn refused(shut: &Shut) -> Result<String, Box<Response>> {
    match shut {
        Shut::Wrong | Shut::CodeWanted(_) => {
            Ok("账户、密码或验证码不对。请核对后重试；连续输错五次会暂停十五分钟。".into())
        }
        Shut::Locked { until } => {
            let clock = jiff::tz::Offset::constant(8).to_datetime(*until);
            Ok(format!("输错次数太多，已暂停登录。{:02}:{:02} 以后再试。", clock.hour(), clock.minute()))
        }
        Shut::Store(error) => Err(Box::new(unread(error))),
    }
}

/// In, to where they wanted to go, or to where they work; or with what they carry.
async fn let_in(visit: Visit, token: &Token, next: &str, carried: Typed) -> Response {
    let session = match visit.house.app.session(token).await {
        Ok(session) => session,
        Err(error) => return unread(&error),
    };
    let temporary = session.as_ref().is_some_and(|session| session.must_change);
    let visit = visit.entered(session);
    let home = visit.person().map(audiences).unwrap_or_default();
    let home = home.first().map_or("/", |audience| audience.home());
    let mut response = if temporary {
        Redirect::to(PASSWORD).into_response()
    } else if carried.is_empty() {
        let to = if next.is_empty() { home } else { next };
        match advised(&visit).await {
            Ok(Some(advice)) => onward(to, &Done { said: advice, ..Done::default() }),
            Ok(None) => Redirect::to(to).into_response(),
            Err(error) => return unread(&error),
        }
    } else {
        let page = visit.page(Audience::Public, "/self-test", "带进企业档案").under("自测", "/self-test");
        View(Carry { page, carried }).into_response()
    };
    response.headers_mut().append(header::SET_COOKIE, session_header(&visit.house, Some(token)));
    response.headers_mut().append(header::SET_COOKIE, pending_header(&visit, "", 0));
    response
}

/// What officers without a second factor are told each time they come in.
async fn advised(visit: &Visit) -> Result<Option<String>, StoreError> {
    let Some(person) = visit.person().filter(|person| !person.grants.is_empty()) else { return Ok(None) };
    let set = visit.house.app.second_factor_since(&person.account).await?.is_some();
    Ok((!set).then(|| "已登录。您的账号还没有启用动态码，建议现在启用：点右上角您的姓名，再选“动态码”。".into()))
}

/// The cookie that carries the token for the code.
const PENDING: &str = "pending";

fn pending_header(visit: &Visit, token: &str, seconds: u32) -> HeaderValue {
    let secure = if visit.house.shown.https { "; Secure" } else { "" };
    let cookie = format!("{PENDING}={token}; Path=/sign-in; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
}

/// An address of this site, or nothing: nobody is sent elsewhere after signing in.
fn local(next: &str) -> String {
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if ours { next.to_owned() } else { String::new() }
}

/// `POST /sign-out`
pub async fn sign_out(posted: Posted<Button>) -> Response {
    let visit = posted.visit;
    if let (Some(session), Some(person)) = (&visit.session, visit.person()) {
        let account = AccountId(person.account.as_str().to_owned());
        if let Err(error) = visit.house.app.revoke(&account, &session.id).await {
            return unread(&error);
        }
    }
    let mut response = Redirect::to("/").into_response();
    response.headers_mut().append(header::SET_COOKIE, session_header(&visit.house, None));
    response
}

/// `GET /sign-up`
pub async fn sign_up(visit: Visit) -> Response {
    View(sign_up_page(&visit, sign_up::Form::default(), Errors::none())).into_response()
}

fn sign_up_page(visit: &Visit, form: sign_up::Form, errors: Errors) -> SignUp {
    let blank = (String::new(), "请选择".to_owned());
    let cities = std::iter::once(blank).chain(visit.cities()).collect();
    let form = sign_up::Form { password: String::new(), again: String::new(), ..form };
    SignUp { page: visit.page(Audience::Public, "", "企业注册"), cities, form, errors }
}

/// `POST /sign-up`
pub async fn signed_up(posted: Posted<sign_up::Form>) -> Response {
    let Posted { visit, form, once } = posted;
    let mut errors = Errors::none();
    let code = match CreditCode::parse(&form.credit_code) {
        Ok(code) => Some(code),
        Err(error) => {
            errors.push("credit_code", show::sentence(&error.to_string()));
            None
        }
    };
    let city = DivisionCode::parse(&form.city);
    if city.is_none() {
        errors.push("city", "请选择企业注册地所在的设区市，以营业执照的住所为准");
    }
    if let Err(wrong) = wording::line(&form.name) {
        errors.push("name", show::sentence(&format!("姓名中{wrong},请重新输入")));
    }
    if let Err(wrong) = wording::line(&form.enterprise) {
        errors.push("enterprise", show::sentence(&format!("名称中{wrong},请照营业执照重新输入")));
    }
    if let (false, Err(wrong)) = (form.email.trim().is_empty(), email(&form.email)) {
        errors.push("email", show::sentence(wrong));
    }
    for reason in wrong_with(&form.password, &form.account) {
        errors.push("password", reason);
    }
    if form.password != form.again {
        errors.push("again", "两次输入的密码不一样");
    }
    if form.authorised.is_empty() {
        errors.push("authorised", "请确认您经企业同意办理");
    }
    let (Some(code), Some(city), true) = (code, city, errors.is_empty()) else {
        return (StatusCode::UNPROCESSABLE_ENTITY, View(sign_up_page(&visit, form, errors))).into_response();
    };
    if let Err(shut) = visit.house.app.spend(Attempt::SignUpFrom, &visit.visitor.household).await {
        return shut_for_now(&visit, &shut);
    }
    let Some(secret) = visit.house.app.passwords.hash(&form.password).await else {
        return crate::failure::plain(StatusCode::SERVICE_UNAVAILABLE);
    };
    let command = Command::SignUp {
        login: form.account.clone(),
        name: form.name.clone(),
        email: form.email.clone(),
        secret,
        code,
        enterprise: form.enterprise.clone(),
        city,
    };
    match visit.house.app.perform(&visit.actor(), command, Some(&once)).await {
        Ok(done) => onward("/sign-in", &done),
        Err(Undone::Refused(refusal)) => {
            let errors = Errors { lead: show::sentence(&refusal.to_string()), list: vec![] };
            (StatusCode::UNPROCESSABLE_ENTITY, View(sign_up_page(&visit, form, errors))).into_response()
        }
        Err(failure) => undone(&failure),
    }
}
