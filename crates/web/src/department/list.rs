//! 征求意见 What a department is asked, the newest first.

use askama::Template;
use jiff::civil::Date;
use titian_app::query::Request;
use titian_domain::consultation::Department;

use super::sample_request;
use crate::components::{Due, Empty, Tag};
use crate::layout::{Audience, Page};
use crate::sample::{page, today};
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "department/list.html")]
pub struct Requests {
    /// The page.
    pub page: Page,
    /// What waits, in a sentence.
    pub lead: String,
    /// The requests.
    pub lines: Vec<RequestLine>,
}

/// A request in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestLine {
    /// Where it is answered.
    pub href: String,
    /// 文号.
    pub number: String,
    /// Who asks.
    pub office: String,
    /// When it was asked.
    pub on: String,
    /// Until when; nothing once all is answered.
    pub due: Option<Due>,
    /// How far it is.
    pub state: Tag,
    /// How many enterprises.
    pub count: usize,
}

/// How far a department is with a request.
pub fn state(request: &Request, today: Date) -> (Tag, bool) {
    let standing = &request.consultation;
    match standing.asked(request.department) {
        Some(asked) if !standing.waits_for(asked) => (Tag::ok("已答复"), false),
        _ if standing.late(today) => (Tag::warn("逾期未答复"), true),
        Some(asked) if !asked.replies.is_empty() => (Tag::ask("部分答复"), true),
        _ => (Tag::ask("待答复"), true),
    }
}

impl Requests {
    /// The page. `office` names who asks.
    pub fn of(page: Page, requests: &[Request], office: impl Fn(&Request) -> String, today: Date) -> Requests {
        let line = |request: &Request| {
            let standing = &request.consultation;
            let (state, waits) = state(request, today);
            RequestLine {
                href: format!("/department/{}", standing.id),
                number: standing.number.clone(),
                office: office(request),
                on: show::day(standing.asked_on),
                due: waits.then(|| Due::until(standing.due, today)),
                state,
                count: standing.list.len(),
            }
        };
        let waits = requests.iter().filter(|request| state(request, today).1).count();
        let lead = match waits {
            0 => "没有等待答复的征求意见。".to_owned(),
            some => format!("{some}\u{a0}份等待答复。逾期的仍可答复，会如实标明。"),
        };
        Requests { page, lead, lines: requests.iter().map(line).collect() }
    }

    fn nothing(&self) -> Empty {
        Empty::new("没有征求意见", "市或自治区向本部门发函后，会出现在这里，并另发消息。")
    }

    /// Values to look at.
    pub fn sample() -> Requests {
        let requests = [sample_request(Department::Market), sample_request(Department::Environment)];
        let page = page(Audience::Department, "/department", "征求意见");
        Requests::of(page, &requests, |_| "柳州市中小企业主管部门".into(), today())
    }

    /// Nothing was asked yet.
    pub fn sample_empty() -> Requests {
        Requests::of(page(Audience::Department, "/department", "征求意见"), &[], |_| String::new(), today())
    }
}
