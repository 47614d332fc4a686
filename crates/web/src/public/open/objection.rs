//! 异议 By real name, against one enterprise of a list, while the list is before the public (A9.2).

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use titian_app::command::{Command, Failure as Undone};
use titian_app::identity::attempt::Attempt;
use titian_domain::id::PublicityId;
use titian_domain::objection::{Party, Stage as How, Statement};
use titian_domain::publicity::{self, Publicity, Stage};

use crate::components::{Act, Due, Errors, Summary, Tag, Timeline};
use crate::door::{Lenient, Posted, Uploaded, Visit, shut_for_now, undone, unread};
use crate::house::House;
use crate::layout::Audience;
use crate::public::objection::{Form, ObjectionPage};
use crate::public::progress::{self, Progress, Standing, WRONG};
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
        clause: publicity::article(list.tier).into(),
        cite: show::article(publicity::article(list.tier)),
        list: list.title.clone(),
        due: Due::until(list.until, visit.house.app.clock.today()),
        answers: format!(
            "由{}核实，结果告知企业，您凭回执上的编号和查询码可以查到。核实期间只暂缓这一家。",
            visit.office(list.city)
        ),
        enterprises: std::iter::once(blank).chain(enterprises).collect(),
        form,
        errors,
    }
}

/// An objection that was sent in. Whether the list is open, and whether so many may come from one household, is asked
/// before a file of it is read.
pub struct Sent {
    list: Publicity,
    form: Uploaded,
    unfit: Errors,
}

impl FromRequest<House> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, house: &House) -> Result<Sent, Response> {
        let (mut parts, body) = request.into_parts();
        let Path(id) =
            Path::<String>::from_request_parts(&mut parts, house).await.map_err(IntoResponse::into_response)?;
        let visit = Visit::from_request_parts(&mut parts, house).await?;
        let list = open(&visit, &id).await.map_err(|response| *response)?;
        if let Err(shut) = house.app.spend(Attempt::ObjectFrom, &visit.visitor.household).await {
            return Err(shut_for_now(&visit, &shut));
        }
        let Lenient { form, refused } = Lenient::from_request(Request::from_parts(parts, body), house).await?;
        Ok(Sent { list, form, unfit: refused })
    }
}

/// `POST /publicity/{id}/object`
pub async fn raise(Path(id): Path<String>, sent: Sent) -> Response {
    let Sent { list, form: Uploaded { visit, fields, files, once }, unfit } = sent;
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let form = Form {
        enterprise: field("enterprise"),
        who: field("who"),
        name: field("name"),
        contact: field("contact"),
        text: field("text"),
        truthful: field("truthful"),
    };
    let entry = list.list.iter().find(|entry| entry.code == form.enterprise);
    let mut errors = Errors::none();
    if entry.is_none() {
        errors.push("enterprise", "请选择名单中的一家企业");
    }
    let statement = Statement {
        party: Party::from_id(&form.who),
        name: form.name.clone(),
        contact: form.contact.clone(),
        text: form.text.clone(),
    };
    for (field, reason) in statement.wanting() {
        errors.push(field, show::sentence(&reason));
    }
    if form.truthful.is_empty() {
        errors.push("truthful", "请确认所写属实后再提交");
    }
    let refused = |visit: &Visit, form: Form, errors: Errors| {
        (StatusCode::UNPROCESSABLE_ENTITY, View(page(visit, &list, form, errors))).into_response()
    };
    let (Some(entry), true) = (entry, errors.is_empty() && unfit.is_empty()) else {
        return refused(&visit, form, Lenient::problems(errors, unfit, &files));
    };
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
                secret: done.secret,
                summary: Summary::new()
                    .row("对哪份名单", &list.title)
                    .row("对哪家企业", &entry.name)
                    .row("收到时间", format!("{}，在公示期内", show::day(today)))
                    .row("材料", format!("{} 个文件", files.len())),
                acts: Timeline(vec![
                    Act::new(Day::full(today), "收到异议").text(format!("已转{}核实。", visit.office(list.city))).now(),
                ]),
                next: "核实期间，这家企业暂缓，名单上其他企业不受影响。核实结果会告知企业，您凭编号和查询码可以查到。"
                    .into(),
                cite: show::article(publicity::article(list.tier)),
            };
            View(view).into_response()
        }
        Err(Undone::Refused(refusal)) => {
            let errors = Errors { lead: show::sentence(&refusal.to_string()), list: vec![] };
            refused(&visit, form, Lenient::problems(errors, Errors::none(), &files))
        }
        Err(failure) => undone(&failure),
    }
}

/// `GET /objections`
pub async fn ask(visit: Visit) -> Response {
    View(asking(&visit, progress::Form::default(), Errors::none(), None)).into_response()
}

fn asking(visit: &Visit, form: progress::Form, errors: Errors, standing: Option<Standing>) -> Progress {
    let page = visit.page(Audience::Public, "/notices", "查异议进度").under("通知与公示", "/notices");
    Progress { page, form, errors, standing }
}

/// `POST /objections`: a number that is none looks like a code that is wrong.
pub async fn asked(posted: Posted<progress::Form>) -> Response {
    let Posted { visit, form, .. } = posted;
    let refused = |form: progress::Form, field: &str, reason: &str| {
        let kept = progress::Form { secret: String::new(), ..form };
        let errors = Errors::none().and(field, reason);
        (StatusCode::UNPROCESSABLE_ENTITY, View(asking(&visit, kept, errors, None))).into_response()
    };
    for (field, typed, reason) in
        [("number", &form.number, "请填写受理编号，在回执上"), ("secret", &form.secret, "请填写查询码，在回执上")]
    {
        if typed.trim().is_empty() {
            return refused(form.clone(), field, reason);
        }
    }
    match visit.house.app.progress(&form.number, &form.secret, &visit.visitor).await {
        Ok(Some(found)) => {
            View(asking(&visit, progress::Form::default(), Errors::none(), Some(standing(&visit, found))))
                .into_response()
        }
        Ok(None) => refused(form, "secret", WRONG),
        Err(shut) => shut_for_now(&visit, &shut),
    }
}

fn standing(visit: &Visit, found: titian_app::receipt::Progress) -> Standing {
    let titian_app::receipt::Progress { objection, list } = found;
    let received =
        Act::new(Day::full(objection.on), "收到异议").text(format!("已转{}核实。", visit.office(objection.city)));
    let (tag, answer, answered) = match objection.stage {
        How::Open => (Tag::ask("核实中"), String::new(), None),
        How::Upheld { on, reason } => (Tag::ok("异议成立"), reason, Some((on, "企业已移出名单，退回审核。"))),
        How::Dismissed { on, reason } => (Tag::plain("异议不成立"), reason, Some((on, "企业的申报继续办理。"))),
    };
    let mut acts: Vec<Act> =
        answered.map(|(on, then)| Act::new(Day::full(on), "作出处理").text(then)).into_iter().collect();
    acts.push(if acts.is_empty() { received.now() } else { received });
    Standing { number: objection.number, tag, list, answer: show::sentence(&answer), acts: Timeline(acts) }
}
