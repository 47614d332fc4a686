//! 规则与说明 Pages about the rules and the platform itself.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};

use crate::door::Visit;
use crate::layout::Audience;
use crate::public::about::{About, Accessibility};
use crate::public::recover::Recover;
use crate::public::regulation::{Form, RegulationPage};
use crate::public::sources::{Applicable, Sources};
use crate::{View, show};

/// Whom to ask: nobody invents a telephone number.
const CONTACT: &str = "所在市的中小企业主管部门";

/// `GET /regulation`
pub async fn regulation(visit: Visit, Query(form): Query<Form>) -> Response {
    let (policy, today) = (&visit.house.app.policy, visit.house.app.clock.today());
    let page = visit.page(Audience::Public, "/regulation", "规则对照");
    let now = "新规定待自治区工业和信息化厅公布；期间开展的工作以通知为准，全国办法另行适用。";
    View(RegulationPage::of(page, &policy.regulation, form, today, now)).into_response()
}

/// `GET /sources`
pub async fn sources(visit: Visit) -> Response {
    let (policy, today) = (&visit.house.app.policy, visit.house.app.clock.today());
    let view = Sources {
        page: visit.page(Audience::Public, "", "数据与来源"),
        on: show::day(today),
        applicable: Applicable::all(policy, today),
        ..Sources::facts()
    };
    View(view).into_response()
}

/// `GET /about`
pub async fn about(visit: Visit) -> Response {
    let view = About {
        page: visit.page(Audience::Public, "", "关于本平台"),
        operator: "自治区工业和信息化厅与各设区市中小企业主管部门".into(),
        contact: CONTACT.into(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    View(view).into_response()
}

/// `GET /accessibility`
pub async fn accessibility(visit: Visit) -> Response {
    let view = Accessibility {
        page: visit.page(Audience::Public, "", "无障碍说明"),
        contact: CONTACT.into(),
        checked_on: show::day(jiff::civil::date(2026, 11, 26)),
    };
    View(view).into_response()
}

/// `GET /recover`
pub async fn recover(visit: Visit) -> Response {
    let cities = visit.house.app.policy.regions.cities();
    let contacts = cities.map(|city| (city.name.clone(), visit.house.shown.contact(city.code))).collect();
    View(Recover { page: visit.page(Audience::Public, "", "忘记密码"), contacts }).into_response()
}
