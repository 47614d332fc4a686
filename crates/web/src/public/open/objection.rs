//! 异议 By real name, against one enterprise of a list, while the list is before the public (A9.2).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use titian_app::command::{Command, Failure as Undone};
use titian_domain::id::PublicityId;
use titian_domain::objection::Statement;
use titian_domain::publicity::{Publicity, Stage};

use crate::components::{Act, Due, Errors, Summary, Timeline};
use crate::door::{Uploaded, Visit, undone, unread};
use crate::layout::Audience;
use crate::public::objection::{Form, ObjectionPage};
use crate::public::receipt::Receipt;
use crate::show::Day;
use crate::{View, failure, show};

/// `GET /publicity/{id}/object`
pub async fn blank(visit: Visit, Path(id): Path<String>) -> Response {
    match open(&visit, &id).await {
        Ok(list) => {
            View(page(&visit, &list, Form { who: "person".into(), ..Form::default() }, Errors::none())).into_response()
        }
        Err(response) => *response,
    }
}

/// A list that is before the public today.
async fn open(visit: &Visit, id: &str) -> Result<Publicity, Box<Response>> {
    let today = visit.house.app.clock.today();
    match visit.house.app.publicity(id).await {
        Ok(Some(list)) if list.stage == Stage::Open && today <= list.until => Ok(list),
        Ok(_) => Err(Box::new(failure::plain(StatusCode::NOT_FOUND))),
        Err(error) => Err(Box::new(unread(&error))),
    }
}

fn page(visit: &Visit, list: &Publicity, form: Form, errors: Errors) -> ObjectionPage {
    let back = format!("/publicity/{}", list.id);
    let blank = (String::new(), "请选择名单中的企业".to_owned());
    let enterprises = list.list.iter().map(|entry| (entry.code.clone(), entry.name.clone()));
    ObjectionPage {
        page: visit
            .page(Audience::Public, "/notices", "提出异议")
            .under("通知与公示", "/notices")
            .under(&list.title, &back),
        action: format!("{back}/object"),
        back,
        clause: "A9.2".into(),
        cite: "细则第九条第二项".into(),
        list: list.title.clone(),
        due: Due::until(list.until, visit.house.app.clock.today()),
        answers: format!("由{}中小企业主管部门核实，结果告知您和企业。核实期间只暂缓这一家。", visit.city(list.city)),
        enterprises: std::iter::once(blank).chain(enterprises).collect(),
        form,
        errors,
    }
}

/// `POST /publicity/{id}/object`
pub async fn raise(Path(id): Path<String>, uploaded: Uploaded) -> Response {
    let Uploaded { visit, fields, files, once } = uploaded;
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let form = Form {
        enterprise: field("enterprise"),
        who: field("who"),
        name: field("name"),
        contact: field("contact"),
        text: field("text"),
        truthful: field("truthful"),
    };
    let list = match open(&visit, &id).await {
        Ok(list) => list,
        Err(response) => return *response,
    };
    let entry = list.list.iter().find(|entry| entry.code == form.enterprise);
    let mut errors = Errors::none();
    if entry.is_none() {
        errors.push("enterprise", "请选择名单中的一家企业");
    }
    let statement = Statement { name: form.name.clone(), contact: form.contact.clone(), text: form.text.clone() };
    for (field, reason) in statement.wanting() {
        errors.push(field, show::sentence(reason));
    }
    if form.truthful.is_empty() {
        errors.push("truthful", "请确认所写属实后再提交");
    }
    let refused = |visit: &Visit, form: Form, errors: Errors| {
        (StatusCode::UNPROCESSABLE_ENTITY, View(page(visit, &list, form, errors))).into_response()
    };
    let (Some(entry), true) = (entry, errors.is_empty()) else { return refused(&visit, form, errors) };
    let command = Command::Object {
        publicity: PublicityId(id),
        application: entry.application.clone(),
        statement,
        evidence: files.clone(),
    };
    match visit.house.app.perform(&visit.actor(), command, Some(&once)).await {
        Ok(done) => {
            let today = visit.house.app.clock.today();
            let view = Receipt {
                page: visit.page(Audience::Public, "/notices", "受理回执").under("通知与公示", "/notices"),
                headline: "已收到您的异议".into(),
                number: done.number,
                secret: String::new(),
                summary: Summary::new()
                    .row("对哪份名单", &list.title)
                    .row("对哪家企业", &entry.name)
                    .row("收到时间", format!("{}，在公示期内", show::day(today)))
                    .row("材料", format!("{} 个文件", files.len())),
                acts: Timeline(vec![
                    Act::new(Day::full(today), "收到异议")
                        .text(format!("已转{}中小企业主管部门核实。", visit.city(list.city)))
                        .now(),
                ]),
                next: "核实期间，这家企业暂缓，名单上其他企业不受影响。核实结果会告知您和企业。".into(),
                cite: "细则第九条第二项".into(),
            };
            View(view).into_response()
        }
        Err(Undone::Refused(refusal)) => {
            let mut errors = Errors { lead: show::sentence(&refusal.what), list: vec![] };
            for reason in &refusal.reasons {
                let name = match reason {
                    reason if reason.contains("真实姓名") => "name",
                    reason if reason.contains("联系") => "contact",
                    _ => "text",
                };
                errors.push(name, show::sentence(reason));
            }
            refused(&visit, form, errors)
        }
        Err(failure) => undone(&failure),
    }
}
