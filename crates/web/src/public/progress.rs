//! 查异议进度 How an objection stands, for whoever holds its receipt: number and query code, no account.

use askama::Template;
use jiff::civil::date;
use serde::Deserialize;

use crate::components::{Act, Errors, Tag, Timeline};
use crate::form::Field;
use crate::layout::{Audience, Page};
use crate::sample;
use crate::show::Day;

/// What is posted; never part of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// 受理编号.
    pub number: String,
    /// 查询码.
    pub secret: String,
}

/// How it stands. Says neither who objects, nor against whom, nor what they wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// 受理编号.
    pub number: String,
    /// In a few characters.
    pub tag: Tag,
    /// Title of the list it is against.
    pub list: String,
    /// What was answered, with the reason; empty while nothing was.
    pub answer: String,
    /// What has happened, newest first.
    pub acts: Timeline,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "public/progress.html")]
pub struct Progress {
    /// The page.
    pub page: Page,
    /// What was typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// How it stands, once it was found.
    pub standing: Option<Standing>,
}

impl Progress {
    /// Values to look at.
    pub fn sample() -> Progress {
        Progress {
            page: sample::page(Audience::Public, "/notices", "查异议进度").under("通知与公示", "/notices"),
            form: Form::default(),
            errors: Errors::none(),
            standing: None,
        }
    }

    /// Number and code do not belong together.
    pub fn sample_refused() -> Progress {
        Progress {
            form: Form { number: "YY2026112300C0FFEE".into(), secret: String::new() },
            errors: Errors::none().and("secret", WRONG),
            ..Progress::sample()
        }
    }

    /// Answered.
    pub fn sample_answered() -> Progress {
        let answer = "专利登记簿显示该专利至 2026 年 11 月 20 日有效，权利人未变更。";
        Progress {
            standing: Some(Standing {
                number: "YY2026112300C0FFEE".into(),
                tag: Tag::plain("异议不成立"),
                list: "柳州市2026年第二批创新型中小企业拟公告名单公示".into(),
                answer: answer.into(),
                acts: Timeline(vec![
                    Act::new(Day::full(date(2026, 11, 25)), "作出处理"),
                    Act::new(Day::full(date(2026, 11, 23)), "收到异议").text("已转柳州市中小企业主管部门核实。"),
                ]),
            }),
            ..Progress::sample()
        }
    }
}

/// What is said where number and code do not belong together, and where there is no such number.
pub const WRONG: &str = "编号和查询码对不上。请照回执核对；连续多次不对会暂停一刻钟。";
