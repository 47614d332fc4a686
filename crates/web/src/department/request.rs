//! 一份征求意见 One request, for the people of the department that is asked.

use askama::Template;
use jiff::civil::Date;
use titian_app::query::Request;
use titian_domain::consultation::{Department, SILENCE_IS_CONSENT, article};

use super::answer::{Answering, Form};
use super::list::state;
use super::sample_request;
use crate::components::{Due, Errors, Refused, Tag};
use crate::layout::{Audience, Page};
use crate::sample::{page, today};
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "department/request.html")]
pub struct RequestPage {
    /// The page.
    pub page: Page,
    /// Its id.
    pub id: String,
    /// Who asks whom, when, of which batch.
    pub about: String,
    /// How far it is.
    pub state: Tag,
    /// Until when.
    pub due: Option<Due>,
    /// What it is about.
    pub conditions: Vec<String>,
    /// The form.
    pub answering: Answering,
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

impl RequestPage {
    /// The page with what was typed. `office` is who asks.
    pub fn of(page: Page, request: &Request, office: &str, today: Date, form: &Form, errors: Errors) -> RequestPage {
        let standing = &request.consultation;
        let (state, waits) = state(request, today);
        let clause = article(standing.desk());
        RequestPage {
            page,
            id: standing.id.to_string(),
            about: format!("{office}{}发函，{}", show::day(standing.asked_on), request.batch),
            state,
            due: waits.then(|| Due::until(standing.due, today)),
            conditions: request.conditions.iter().map(|(_, label)| show::sentence(label)).collect(),
            answering: Answering::of(request, form, errors.clone()),
            silence: if request.silence_is_consent { SILENCE_IS_CONSENT } else { "" },
            errors,
            refused: None,
            cite: show::article(clause),
            cite_href: show::article_href(clause),
        }
    }

    fn sampled(department: Department, form: &Form, errors: Errors) -> RequestPage {
        let request = sample_request(department);
        let page =
            page(Audience::Department, "/department", &request.consultation.number).under("征求意见", "/department");
        RequestPage::of(page, &request, "柳州市中小企业主管部门", today(), form, errors)
    }

    /// Values to look at.
    pub fn sample() -> RequestPage {
        RequestPage::sampled(Department::Market, &Form::default(), Errors::none())
    }

    /// Nothing but a concern without words.
    pub fn sample_refused() -> RequestPage {
        let form = Form { boxes: [("opinion.2".into(), "concern".into())].into(), ..Form::default() };
        let errors = form.parse(&sample_request(Department::Market), false).err().unwrap_or_default();
        RequestPage::sampled(Department::Market, &form, errors)
    }

    /// Answered already.
    pub fn sample_answered() -> RequestPage {
        RequestPage::sampled(Department::Environment, &Form::default(), Errors::none())
    }
}
