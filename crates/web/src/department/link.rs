//! 一次性链接 What a department sees that has no account: its list and the form, once; afterwards, that it was used and
//! whom to ask.

use askama::Template;
use jiff::civil::Date;
use titian_app::query::Request;
use titian_domain::consultation::{Department, SILENCE_IS_CONSENT, article};

use super::answer::{Answering, Form};
use super::sample_request;
use crate::components::{Due, Errors, Refused};
use crate::layout::{Audience, Page};
use crate::sample::{page, today};
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "department/link.html")]
pub struct LinkPage {
    /// The page.
    pub page: Page,
    /// What there is to say first.
    pub lead: String,
    /// The form, while the link is good.
    pub open: Option<Open>,
    /// Whom to ask; empty where it is not known.
    pub ask: String,
    /// What becomes of silence, where it counts as consent; empty otherwise.
    pub silence: &'static str,
    /// Its problems.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
    /// The clause.
    pub cite: String,
    /// Where the clause is explained.
    pub cite_href: String,
}

/// What an open link shows.
#[derive(Debug, Clone)]
pub struct Open {
    /// Where it is posted to.
    pub action: String,
    /// Until when.
    pub due: Due,
    /// What it is about.
    pub conditions: Vec<String>,
    /// The form.
    pub answering: Answering,
}

impl LinkPage {
    fn blank(page: Page, lead: String) -> LinkPage {
        LinkPage {
            page,
            lead,
            open: None,
            ask: String::new(),
            silence: "",
            errors: Errors::none(),
            refused: None,
            cite: show::article("A10.2"),
            cite_href: show::article_href("A10.2"),
        }
    }

    /// For a link that is good. `office` is who asks.
    pub fn open(
        page: Page,
        (request, office): (&Request, &str),
        action: String,
        today: Date,
        form: &Form,
        errors: Errors,
    ) -> LinkPage {
        let standing = &request.consultation;
        let clause = article(standing.desk());
        let lead = format!(
            "{office}就“{}”的 {} 家企业征求{}的意见（{}）。{}这个链接只能答复一次，请每家都选。",
            request.batch,
            standing.list.len(),
            request.name,
            standing.number,
            if answered(request) {
                "贵单位已经全部答复，这个链接供更正用，以更正后的为准。"
            } else {
                ""
            },
        );
        LinkPage {
            open: Some(Open {
                action,
                due: Due::until(standing.due, today),
                conditions: request.conditions.iter().map(|(_, label)| show::sentence(label)).collect(),
                answering: Answering::of(request, form, errors.clone()),
            }),
            ask: whom(request, office),
            silence: if request.silence_is_consent { SILENCE_IS_CONSENT } else { "" },
            errors,
            cite: show::article(clause),
            cite_href: show::article_href(clause),
            ..LinkPage::blank(page, lead)
        }
    }

    /// For one that was used on a day.
    pub fn used(page: Page, request: &Request, office: &str, on: Date) -> LinkPage {
        let lead = format!("{}已经在{}用这个链接答复过了，谢谢。链接只能用一次。", request.name, show::day(on));
        LinkPage { ask: whom(request, office), ..LinkPage::blank(page, lead) }
    }

    /// For one whose time is over.
    pub fn expired(page: Page, request: &Request, office: &str, until: Date) -> LinkPage {
        let lead = format!("这个链接在{} 24:00 已经失效。", show::day(until));
        LinkPage { ask: whom(request, office), ..LinkPage::blank(page, lead) }
    }

    /// For one that is none.
    pub fn unknown(page: Page) -> LinkPage {
        let lead = "没有这个链接，或者它已经换发。请核对是否复制完整，或者使用最近一次收到的链接。";
        LinkPage {
            ask: "仍打不开的，请与发函的主管部门联系。".into(), ..LinkPage::blank(page, lead.into())
        }
    }

    fn ground() -> Page {
        page(Audience::Public, "", "答复征求的意见")
    }

    /// Values to look at.
    pub fn sample() -> LinkPage {
        LinkPage::sampled(&Form::default(), Errors::none())
    }

    /// Not every enterprise has its word.
    pub fn sample_refused() -> LinkPage {
        let form = Form { boxes: [("opinion.2".into(), "clear".into())].into(), ..Form::default() };
        let errors = form.parse(&sample_request(Department::Market), true).err().unwrap_or_default();
        LinkPage::sampled(&form, errors)
    }

    /// Good for a correction: the department has answered.
    pub fn sample_correction() -> LinkPage {
        let request = Request { silence_is_consent: true, ..sample_request(Department::Environment) };
        let (about, form) = ((&request, "柳州市中小企业主管部门"), Form::default());
        LinkPage::open(LinkPage::ground(), about, "/consult/x".into(), today(), &form, Errors::none())
    }

    fn sampled(form: &Form, errors: Errors) -> LinkPage {
        let request = sample_request(Department::Market);
        let about = (&request, "柳州市中小企业主管部门");
        LinkPage::open(LinkPage::ground(), about, "/consult/x".into(), today(), form, errors)
    }

    /// Used.
    pub fn sample_used() -> LinkPage {
        let request = sample_request(Department::Market);
        LinkPage::used(LinkPage::ground(), &request, "柳州市中小企业主管部门", today())
    }

    /// Over.
    pub fn sample_expired() -> LinkPage {
        let request = sample_request(Department::Market);
        LinkPage::expired(LinkPage::ground(), &request, "柳州市中小企业主管部门", today())
    }

    /// None.
    pub fn sample_unknown() -> LinkPage {
        LinkPage::unknown(LinkPage::ground())
    }
}

/// Whether a department has answered for every enterprise.
fn answered(request: &Request) -> bool {
    let standing = &request.consultation;
    standing.asked(request.department).is_some_and(|asked| !standing.waits_for(asked))
}

fn whom(request: &Request, office: &str) -> String {
    format!("需要更正或者再答复的，请与{office}联系，报文号{}，由其重新发一个链接。", request.consultation.number)
}
