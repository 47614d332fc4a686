//! 异议 Objection to a published list (A9.2, A10.3): by real name, against one enterprise, while the list is before the public.

use askama::Template;
use jiff::civil::date;
use serde::Deserialize;

use crate::components::{Due, Errors};
use crate::form::Field;
use crate::layout::{Audience, Page};
use crate::sample;

/// What is posted (as multipart, with files under `evidence`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// Which enterprise of the list: its credit code.
    pub enterprise: String,
    /// `person` or `unit`.
    pub who: String,
    /// Real name, or name of the unit.
    pub name: String,
    /// Telephone, e-mail or address.
    pub contact: String,
    /// Facts and reasons.
    pub text: String,
    /// `on` if the objector stands by it.
    pub truthful: String,
}

/// The form.
#[derive(Debug, Clone, Template)]
#[template(path = "public/objection.html")]
pub struct ObjectionPage {
    /// The page.
    pub page: Page,
    /// Where it posts.
    pub action: String,
    /// Where the list is.
    pub back: String,
    /// The clause: A10.3.
    pub clause: String,
    /// As people cite it: 细则第十条第三项.
    pub cite: String,
    /// Title of the list.
    pub list: String,
    /// Until when.
    pub due: Due,
    /// Who answers, within how long.
    pub answers: String,
    /// Enterprises on the list: code and name.
    pub enterprises: Vec<(String, String)>,
    /// What was typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
}

impl ObjectionPage {
    fn kinds() -> [(String, String); 2] {
        [("person".into(), "个人".into()), ("unit".into(), "单位".into())]
    }

    /// Values to look at.
    pub fn sample() -> ObjectionPage {
        let blank = (String::new(), "请选择名单中的企业".to_owned());
        let firms = sample::FIRMS.iter().map(|(name, code, _)| ((*code).to_owned(), (*name).to_owned()));
        ObjectionPage {
            page: sample::page(Audience::Public, "/notices", "提出异议")
                .under("通知与公示", "/notices")
                .under("拟认定名单的公示", "/publicity/2026-12"),
            action: "/publicity/2026-12/object".into(),
            back: "/publicity/2026-12".into(),
            clause: "A10.3".into(),
            cite: "细则第十条第三项".into(),
            list: "2026年第二批专精特新中小企业拟认定名单".into(),
            due: Due::until(date(2026, 11, 25), sample::today()),
            answers: "由企业所在市的工业和信息化局核实，结果告知您和企业。核实期间只暂缓这一家。".into(),
            enterprises: std::iter::once(blank).chain(firms).collect(),
            form: Form { who: "person".into(), ..Form::default() },
            errors: Errors::none(),
        }
    }

    /// Refused, with what was typed kept.
    pub fn sample_refused() -> ObjectionPage {
        ObjectionPage {
            form: Form {
                enterprise: sample::CODE.into(),
                who: "person".into(),
                name: "某".into(),
                contact: String::new(),
                text: "数据不实".into(),
                truthful: String::new(),
            },
            errors: Errors::none()
                .and("name", "请写真实姓名，至少两个字。匿名的异议不予受理。")
                .and("contact", "请写一个能联系到您的电话、邮箱或地址。")
                .and("text", "请写清楚哪一项不实、您知道的情况是什么，至少 10 个字，否则无法核实。")
                .and("truthful", "请确认所写属实后再提交。"),
            ..ObjectionPage::sample()
        }
    }
}
