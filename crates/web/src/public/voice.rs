//! 异议与举报 Four ways to disagree (D7), each with its own intake, clock and answer; and how a matter stands.

use askama::Template;
use serde::Deserialize;

use crate::components::Errors;
use crate::form::Field;
use crate::layout::{Audience, Link, Page};
use crate::sample;

/// How a matter stands: asked with number and query code; the query of the address never carries them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// 受理编号.
    pub number: String,
    /// 查询码.
    pub secret: String,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "public/voice.html")]
pub struct Voice {
    /// The page.
    pub page: Page,
    /// Lists that are before the public now.
    pub open_lists: Vec<Link>,
    /// Within how long a complaint is answered; a sentence.
    pub complaint_clock: String,
    /// Within how long one may appeal; a sentence.
    pub appeal_clock: String,
    /// What was typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
}

impl Voice {
    /// Values to look at.
    pub fn sample() -> Voice {
        Voice {
            page: sample::page(Audience::Public, "/voice", "异议与举报"),
            open_lists: vec![Link::new(
                "2026年第二批专精特新中小企业拟认定名单，还剩 3\u{a0}个工作日",
                "/publicity/2026-12",
            )],
            complaint_clock: "15 个工作日内告知是否受理，60 日内答复。细则没有写期限，这是平台的设定。".into(),
            appeal_clock: "自收到结果之日起，按决定书上写明的期限。".into(),
            form: Form::default(),
            errors: Errors::none(),
        }
    }
}
