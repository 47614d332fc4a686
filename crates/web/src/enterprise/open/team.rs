//! 人员 Who acts for the enterprise; joining one, and the paper that is to prove it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use titian_app::command::{Command, Failure as Undone};
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::region::DivisionCode;

use super::member::Member;
use crate::View;
use crate::components::{Errors, Refused};
use crate::door::{Lenient, Stop, onward};
use crate::enterprise::joining::{Form, Joining};
use crate::enterprise::team::{Notice, Person, Team};
use crate::show;

/// `GET /enterprise/team`
pub async fn team(member: Member) -> Result<Response, Stop> {
    match people(&member).await? {
        Some(view) => Ok(View(view).into_response()),
        None => Ok(View(joining(&member)).into_response()),
    }
}

/// The people of one's enterprise; nobody's for those who may not see them.
async fn people(member: &Member) -> Result<Option<Team>, Stop> {
    let Some(own) = member.dossier() else { return Ok(None) };
    let mut accounts = member.app().team(&member.actor()).await?;
    let me = &member.of.account.id;
    accounts.sort_by_key(|account| account.id != *me);
    let people = accounts.iter().map(|account| Person::of(account, account.id == *me)).collect();
    let city = member.visit.city(own.enterprise.city);
    let firm = (own.enterprise.name.as_str(), own.enterprise.code(), city.as_str());
    Ok(Some(Team::of(member.page("/enterprise/team", ""), firm, notice(member), people)))
}

fn notice(member: &Member) -> Option<Notice> {
    let binding = member.of.account.binding.as_ref()?;
    Notice::of(binding, &member.visit.city(binding.city))
}

/// What somebody sees who may not see a dossier.
pub fn joining(member: &Member) -> Joining {
    let blank = (String::new(), "请选择".to_owned());
    let (firm, code) = member.of.bound.clone().unwrap_or_default();
    let binding = member.of.account.binding.as_ref();
    Joining {
        page: member.page("/enterprise", "加入企业"),
        notice: notice(member),
        cities: std::iter::once(blank).chain(member.visit.cities()).collect(),
        form: Form {
            credit_code: code,
            enterprise: firm.clone(),
            city: binding.map(|binding| binding.city.to_string()).unwrap_or_default(),
        },
        firm,
        errors: Errors::none(),
        refused: None,
    }
}

/// `POST /enterprise/team/bind`
pub async fn bind(member: Member, sent: Lenient) -> Result<Response, Stop> {
    let Lenient { form: sent, refused: mut errors } = sent;
    let field = |name: &str| sent.fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let form = Form { credit_code: field("credit_code"), enterprise: field("enterprise"), city: field("city") };
    let code = CreditCode::parse(&form.credit_code);
    let city = DivisionCode::parse(&form.city);
    if let Err(error) = &code {
        errors.push("credit_code", show::sentence(&error.to_string()));
    }
    if form.enterprise.is_empty() {
        errors.push("enterprise", "请按营业执照填写企业名称");
    }
    if city.is_none() {
        errors.push("city", "请选择企业注册地所在的设区市，以营业执照的住所为准");
    }
    let unprocessable = |view: Joining| (StatusCode::UNPROCESSABLE_ENTITY, View(view)).into_response();
    let attached = sent.files.clone();
    let (Ok(code), Some(city), true) = (code, city, errors.is_empty()) else {
        let errors = Lenient::problems(errors, Errors::none(), &attached);
        return Ok(unprocessable(Joining { form, errors, ..joining(&member) }));
    };
    let paper = sent.files.into_iter().find(|file| file.control == "letter");
    let command = Command::Bind { code, enterprise: form.enterprise.clone(), city, paper };
    match member.app().perform(&member.actor(), command, Some(&sent.once)).await {
        Ok(done) => Ok(onward("/enterprise", &done)),
        Err(Undone::Refused(refusal)) => {
            let errors = Lenient::problems(Errors::none(), Errors::none(), &attached);
            Ok(unprocessable(Joining { form, errors, refused: Some(Refused::from(&refusal)), ..joining(&member) }))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// `POST /enterprise/team/paper`
pub async fn paper(member: Member, sent: Lenient) -> Result<Response, Stop> {
    let Lenient { form: sent, refused: mut errors } = sent;
    match sent.files.into_iter().find(|file| file.control == "letter") {
        Some(file) => match member.app().perform(&member.actor(), Command::Prove(file), Some(&sent.once)).await {
            Ok(done) => return Ok(onward("/enterprise/team", &done)),
            Err(Undone::Refused(refusal)) => errors.lead = show::sentence(&refusal.to_string()),
            Err(failure) => return Err(failure.into()),
        },
        None if errors.is_empty() => errors.push("letter", "请先选择授权书文件"),
        None => {}
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    match people(&member).await? {
        Some(view) => Ok((status, View(Team { errors, ..view })).into_response()),
        None => Ok((status, View(Joining { errors, ..joining(&member) })).into_response()),
    }
}
