//! 加入企业 Somebody who is signed in and may not see a dossier: not bound yet, waiting, or refused (A9.1).

use askama::Template;
use titian_domain::account::BindingState;

use super::dossier::proof::{ACCEPTED, limit};
use super::sample::{self, Ground};
use super::team::Notice;
use crate::components::{Errors, Refused};
use crate::form::Field;
use crate::layout::Page;

/// The way to an enterprise.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/joining.html")]
pub struct Joining {
    /// The page.
    pub page: Page,
    /// The enterprise one is bound to; empty if there is none.
    pub firm: String,
    /// How that stands.
    pub notice: Option<Notice>,
    /// Cities to choose from: code and name.
    pub cities: Vec<(String, String)>,
    /// What was typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// The posted form, but for the paper, which is a file named `letter`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// The enterprise's code.
    pub credit_code: String,
    /// Its name.
    pub enterprise: String,
    /// Its city.
    pub city: String,
}

impl Joining {
    /// Whether one waits: then there is nothing to ask for but a paper.
    fn waits(&self) -> bool {
        self.notice.as_ref().is_some_and(|notice| notice.waits)
    }

    /// Not bound yet.
    pub fn sample() -> Joining {
        let cities = [("", "请选择"), ("450100", "南宁市"), ("450200", "柳州市")];
        Joining {
            page: sample::page("/enterprise", "加入企业"),
            firm: String::new(),
            notice: None,
            cities: cities.map(|(code, name)| (code.to_owned(), name.to_owned())).into(),
            form: Form::default(),
            errors: Errors::none(),
            refused: None,
        }
    }

    /// Waiting for an enterprise that others began.
    pub fn sample_pending(ground: &Ground) -> Joining {
        let notice = Notice::of(&ground.binding(BindingState::Pending, false), "柳州市");
        Joining { firm: crate::sample::FIRM.into(), notice, ..Joining::sample() }
    }

    /// Refused, and asking again with a code that is wrong.
    pub fn sample_refused(ground: &Ground) -> Joining {
        let reason = "授权书没有加盖公章;请补传加盖公章的授权书。".to_owned();
        let state = BindingState::Refused { reason, on: jiff::civil::date(2026, 11, 20) };
        Joining {
            firm: crate::sample::FIRM.into(),
            notice: Notice::of(&ground.binding(state, true), "柳州市"),
            form: Form {
                credit_code: "91450200MA".into(),
                enterprise: crate::sample::FIRM.into(),
                city: "450200".into(),
            },
            errors: Errors::none().and("credit_code", "统一社会信用代码要有 18 位，这里是 10 位"),
            ..Joining::sample()
        }
    }
}
