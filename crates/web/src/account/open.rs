//! 开门 The doors of one's own account.

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use titian_app::command::{Done, Failure as Undone};
use titian_app::identity::change::Unchanged;
use titian_app::identity::session::{Session, Shut};
use titian_domain::id::AccountId;

use super::devices::{Device, Devices, Form};
use super::email::{Email, EmailForm};
use super::password::{Password, PasswordForm};
use super::second_factor::{self, Offered, SecondFactor};
use super::wrong;
use crate::components::Errors;
use crate::door::{Button, Posted, Stop, Visit, audiences, onward, sign_in_first};
use crate::house::House;
use crate::layout::Page;
use crate::{View, show};

/// Every address of an account.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/account/devices", get(devices).post(send_away))
        .route("/account/email", get(email).post(change_email))
        .route("/account/password", get(password).post(change))
        .route("/account/second-factor", get(factor).post(offer))
        .route("/account/second-factor/confirm", post(confirm))
}

/// Somebody who is signed in, whatever they work as.
pub struct Holder {
    visit: Visit,
    session: Session,
    account: AccountId,
    name: String,
}

impl FromRequestParts<House> for Holder {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Holder, Stop> {
        let visit = Visit::from_request_parts(parts, house).await.map_err(Stop::with)?;
        let known = visit.session.clone().zip(visit.person().cloned());
        let Some((session, person)) = known else {
            let next = if parts.method == Method::GET { parts.uri.path() } else { "/account/devices" };
            return Err(sign_in_first(next).into());
        };
        Ok(Holder { visit, session, account: person.account, name: person.name })
    }
}

impl Holder {
    /// The ground of a page, among the rooms where they work.
    fn page(&self, title: &str) -> Page {
        let audiences = self.visit.person().map(audiences).unwrap_or_default();
        self.visit.page(audiences.first().copied().unwrap_or_default(), "", title)
    }

    async fn sessions(&self) -> Result<Vec<Device>, Stop> {
        let devices = self.visit.house.app.devices(&self.account).await?;
        let of = |one: &titian_app::identity::session::Device| {
            Device::new(&one.id, &one.agent, &one.address, one.since, one.seen, one.id == self.session.id)
        };
        Ok(devices.iter().map(of).collect())
    }

    async fn login(&self) -> Result<String, Stop> {
        Ok(self.visit.house.app.login_of(&self.account).await?)
    }
}

/// `GET /account/devices`
async fn devices(holder: Holder) -> Result<Response, Stop> {
    let devices = holder.sessions().await?;
    Ok(View(Devices::of(holder.page("登录设备"), devices)).into_response())
}

/// `POST /account/devices`
async fn send_away(holder: Holder, posted: Posted<Form>) -> Result<Response, Stop> {
    let app = &holder.visit.house.app;
    let devices = holder.sessions().await?;
    let ended = match posted.form.parse(&devices) {
        Ok(ended) => ended,
        Err(errors) => {
            let view = Devices { errors, ..Devices::of(holder.page("登录设备"), devices) };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response());
        }
    };
    match ended.as_slice() {
        [one] => app.revoke(&holder.account, one).await?,
        _ => app.revoke_others(&holder.account, &holder.session.id).await?,
    }
    let said = format!("已让 {} 处退出登录。", ended.len());
    Ok(onward("/account/devices", &Done { said, ..Done::default() }))
}

/// `GET /account/email`
async fn email(holder: Holder) -> Result<Response, Stop> {
    let now = holder.visit.house.app.email_of(&holder.account).await?;
    Ok(View(Email::of(holder.page("邮箱"), now.clone(), now, Errors::none())).into_response())
}

/// `POST /account/email`
async fn change_email(holder: Holder, posted: Posted<EmailForm>) -> Result<Response, Stop> {
    let (app, Posted { form, once, .. }) = (&holder.visit.house.app, posted);
    let mut errors = form.errors();
    if errors.is_empty() {
        match app.change_email(&holder.visit.actor(), &form.password, &form.email, &once).await {
            Ok(done) => return Ok(onward("/account/email", &done)),
            Err(Unchanged::Shut(shut)) => {
                errors = errors.and("password", not_let(&shut, "现在的密码不对，请重新填写")?);
            }
            Err(Unchanged::Undone(Undone::Refused(refusal))) => {
                errors = errors.and("email", show::sentence(&refusal.to_string()));
            }
            Err(Unchanged::Undone(failure)) => return Err(failure.into()),
        }
    }
    let now = app.email_of(&holder.account).await?;
    let view = Email::of(holder.page("邮箱"), now, form.email, errors);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response())
}

/// `GET /account/password`
async fn password(holder: Holder) -> Response {
    View(Password::of(holder.page("修改密码"), Errors::none())).into_response()
}

/// `POST /account/password`
async fn change(holder: Holder, posted: Posted<PasswordForm>) -> Result<Response, Stop> {
    let (app, form) = (&holder.visit.house.app, &posted.form);
    let mut errors = form.errors(&holder.login().await?, &holder.name);
    if errors.is_empty() {
        match app.change_password(&holder.account, &holder.session, &form.current, &form.fresh).await {
            Ok(()) => {
                let said = "密码已修改，其他设备上的登录都已退出。".into();
                return Ok(onward("/account/devices", &Done { said, ..Done::default() }));
            }
            Err(shut) => errors = errors.and("current", not_let(&shut, "现在的密码不对，请重新填写")?),
        }
    }
    let view = Password::of(holder.page("修改密码"), wrong(errors));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response())
}

/// What is said to somebody who could not prove who they are.
fn not_let(shut: &Shut, words: &str) -> Result<String, Stop> {
    match shut {
        Shut::Wrong | Shut::CodeWanted(_) => Ok(words.to_owned()),
        Shut::Locked { until } => {
            let at = show::beijing(*until);
            Ok(format!("输错次数太多，{:02}:{:02} 以后再试", at.hour(), at.minute()))
        }
        Shut::Store(error) => Err(error.clone().into()),
    }
}

/// `GET /account/second-factor`
async fn factor(holder: Holder) -> Result<Response, Stop> {
    Ok(View(factor_page(&holder, None, Errors::none()).await?).into_response())
}

async fn factor_page(holder: &Holder, offered: Option<Offered>, errors: Errors) -> Result<SecondFactor, Stop> {
    let since = holder.visit.house.app.second_factor_since(&holder.account).await?;
    let since = since.map(show::moment).unwrap_or_default();
    Ok(SecondFactor::of(holder.page("动态码"), since, offered, errors))
}

/// `POST /account/second-factor`: a secret to scan.
async fn offer(holder: Holder, _posted: Posted<Button>) -> Result<Response, Stop> {
    let secret = holder.visit.house.app.offer_second_factor(&holder.account).await?;
    let offered = Offered::of(&secret, &holder.login().await?);
    Ok(View(factor_page(&holder, Some(offered), Errors::none()).await?).into_response())
}

/// `POST /account/second-factor/confirm`
async fn confirm(holder: Holder, posted: Posted<second_factor::Form>) -> Result<Response, Stop> {
    let (app, form) = (&holder.visit.house.app, &posted.form);
    match app.confirm_second_factor(&holder.account, &holder.session, &form.password, &form.code).await {
        Ok(()) => {
            let said = "动态码已启用，下次登录时会问；其他设备上的登录都已退出。".into();
            Ok(onward("/account/second-factor", &Done { said, ..Done::default() }))
        }
        Err(shut) => {
            let words = "密码或动态码不对。动态码每 30 秒换一个，请填验证器上现在的 6 位数字";
            let errors = wrong(Errors::none().and("code", not_let(&shut, words)?));
            let login = holder.login().await?;
            let offered = app.offered_second_factor(&holder.account).await?;
            let view = factor_page(&holder, offered.map(|secret| Offered::of(&secret, &login)), errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response())
        }
    }
}
