//! 协办部门 Pages for departments that are asked for their opinion (A10.2, A10.3): by account, or by a one-time link.
//!
//! | page | address |
//! |---|---|
//! | [`list::Requests`] | GET `/department` |
//! | [`request::RequestPage`] | GET, POST `/department/ID` |
//! | [`link::LinkPage`] | GET, POST `/consult/TOKEN`, for whoever holds the link |

pub mod answer;
pub mod link;
pub mod list;
pub mod open;
pub mod request;

use titian_app::query::Request;
use titian_domain::consultation::{Asked, Consultation, Department, Opinion, Reply, Via};
use titian_domain::id::{AccountId, ApplicationId, BatchId, ConsultationId, EnterpriseId};
use titian_domain::publicity::Entry;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::sample::{FIRMS, Sample};

/// Every page of departments with its sample values.
pub fn samples() -> Vec<Sample> {
    vec![
        Sample::of("department", &list::Requests::sample()),
        Sample::of("department-none", &list::Requests::sample_empty()),
        Sample::of("department-request", &request::RequestPage::sample()),
        Sample::of("department-request-refused", &request::RequestPage::sample_refused()),
        Sample::of("department-request-answered", &request::RequestPage::sample_answered()),
        Sample::of("department-link", &link::LinkPage::sample()),
        Sample::of("department-link-refused", &link::LinkPage::sample_refused()),
        Sample::of("department-link-used", &link::LinkPage::sample_used()),
        Sample::of("department-link-correction", &link::LinkPage::sample_correction()),
        Sample::of("department-link-expired", &link::LinkPage::sample_expired()),
        Sample::of("department-link-unknown", &link::LinkPage::sample_unknown()),
    ]
}

/// Which office asked, as people call it.
pub fn office(code: DivisionCode, city: impl Fn(DivisionCode) -> String) -> String {
    if code.is_province() {
        "自治区工业和信息化厅".into()
    } else {
        format!("{}中小企业主管部门", city(code))
    }
}

/// A request about four firms, for samples.
pub fn sample_consultation() -> Consultation {
    let entry = |(n, (name, code, _)): (usize, &(&str, &str, &str))| Entry {
        application: ApplicationId(format!("{n}")),
        enterprise: EnterpriseId(format!("e{n}")),
        name: (*name).into(),
        code: (*code).into(),
    };
    let asked = |department: Department, name: &str| Asked {
        department,
        name: name.into(),
        replies: vec![],
        reminders: vec![],
        unreached: vec![],
    };
    let all = FIRMS.iter().enumerate().skip(2).take(3);
    let reply = |via, on: &str, opinions: Vec<(usize, Opinion)>| Reply {
        on: on.parse().unwrap_or_default(),
        via,
        by: "演示用户丙".into(),
        paper: None,
        opinions: opinions.into_iter().map(|(n, opinion)| (ApplicationId(n.to_string()), opinion)).collect(),
    };
    let concern = Opinion::Concern {
        ground: "A3.5".into(),
        words: "2025年有一起环境违法处罚，正在核实是否属于重大。".into(),
    };
    let mut environment = asked(Department::Environment, "柳州市生态环境局");
    environment.replies.push(reply(
        Via::Link,
        "2026-11-16",
        vec![(2, concern), (3, Opinion::Clear), (4, Opinion::Clear)],
    ));
    let mut tax = asked(Department::Tax, "国家税务总局柳州市税务局");
    tax.replies.push(reply(Via::Account, "2026-11-21", vec![(2, Opinion::Clear), (3, Opinion::Clear)]));
    let reminder = |on: &str, by| titian_domain::consultation::Reminder { on: on.parse().unwrap_or_default(), by };
    let mut market = asked(Department::Market, "柳州市市场监督管理局");
    market.reminders = vec![reminder("2026-11-17", None), reminder("2026-11-21", Some(AccountId("officer-2".into())))];
    Consultation {
        id: ConsultationId("k".into()),
        batch: BatchId("2026-45.1".into()),
        tier: Tier::Specialised,
        office: DivisionCode::parse("450200").unwrap_or(DivisionCode::GUANGXI),
        number: "柳工信函〔2026〕76号".into(),
        grounds: vec!["A3.5".into()],
        list: all.map(entry).collect(),
        asked_on: jiff::civil::date(2026, 11, 9),
        due: jiff::civil::date(2026, 11, 20),
        by: AccountId("officer-2".into()),
        departments: vec![environment, tax, market],
    }
}

/// The conditions it asks about.
pub fn sample_conditions() -> Vec<(String, String)> {
    let label = "近三年未发生重大安全、质量、环境污染等事故以及偷漏税等违法违规行为";
    vec![("A3.5".to_owned(), label.to_owned())]
}

/// The same as one department sees it.
fn sample_request(department: Department) -> Request {
    let mut consultation = sample_consultation();
    consultation.departments.retain(|one| one.department == department);
    consultation.due = jiff::civil::date(2026, 11, 27);
    Request {
        name: consultation.departments.first().map(|one| one.name.clone()).unwrap_or_default(),
        consultation,
        department,
        batch: "2026年第二批专精特新中小企业".into(),
        conditions: sample_conditions(),
        silence_is_consent: false,
    }
}
