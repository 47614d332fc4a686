//! 举报 A complaint about an enterprise's truthfulness (A17.1), or a grievance about an office; by real name, with evidence.

use askama::Template;
use serde::Deserialize;

use crate::components::Errors;
use crate::form::Field;
use crate::layout::{Audience, Page};
use crate::sample;

/// What is posted (as multipart, with files under `evidence`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// `complaint` or `grievance`.
    pub lane: String,
    /// About whom: name or credit code of the enterprise; name of the office.
    pub about: String,
    /// `city` or `province`.
    pub to: String,
    /// What is untrue, and how one knows.
    pub text: String,
    /// Real name.
    pub name: String,
    /// Telephone, e-mail or address.
    pub contact: String,
    /// `on` if one stands by it.
    pub truthful: String,
}

/// The form.
#[derive(Debug, Clone, Template)]
#[template(path = "public/complaint.html")]
pub struct ComplaintPage {
    /// The page.
    pub page: Page,
    /// Whether it is about an office instead of an enterprise.
    pub grievance: bool,
    /// What was typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// Within how long it is answered; a sentence.
    pub clock: String,
}

impl ComplaintPage {
    fn offices() -> [(String, String); 2] {
        [("city".into(), "企业所在市的工业和信息化局".into()), ("province".into(), "自治区工业和信息化厅".into())]
    }

    /// Values to look at.
    pub fn sample() -> ComplaintPage {
        ComplaintPage {
            page: sample::page(Audience::Public, "/voice", "实名举报").under("异议与举报", "/voice"),
            grievance: false,
            form: Form { lane: "complaint".into(), to: "city".into(), about: sample::FIRM.into(), ..Form::default() },
            errors: Errors::none(),
            clock: "15 个工作日内告知是否受理，60 日内答复。".into(),
        }
    }

    /// Refused.
    pub fn sample_refused() -> ComplaintPage {
        ComplaintPage {
            errors: Errors::none()
                .and("about", "名录里没有“示例精密”。请写全称，或 18 位信用代码。")
                .and("evidence", "“记录.zip”不能上传。请解开，传其中的 PDF 或图片。"),
            form: Form {
                lane: "complaint".into(),
                about: "示例精密".into(),
                to: "city".into(),
                text: "2025年审计报告上的研发费用与纳税申报不一致，差额约60万元。".into(),
                name: "演示举报人".into(),
                contact: "000-0000000".into(),
                truthful: "on".into(),
            },
            ..ComplaintPage::sample()
        }
    }
}
