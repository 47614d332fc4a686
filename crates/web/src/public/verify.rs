//! 核验 Is this title good? Asked with the check code of a certificate or a paper; the answer is as of now.

use askama::Template;
use jiff::civil::date;
use serde::Deserialize;

use crate::components::{Qr, Summary};
use crate::layout::{Audience, Page};
use crate::sample;
use crate::show::{self, Name};

/// What is asked; the query of the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The check code, as printed; blanks and dashes do not matter.
    pub code: String,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "public/verify.html")]
pub struct Verify {
    /// The page.
    pub page: Page,
    /// What was asked.
    pub form: Form,
    /// The answer; `None` before anything was asked.
    pub answer: Option<Answer>,
    /// Day and time of the answer.
    pub at: String,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The title stands.
    Valid(Checked),
    /// It stood once.
    Ended(Checked),
    /// No paper carries this code.
    Unknown,
}

/// What the code belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Whose title.
    pub name: Name,
    /// Its page.
    pub href: String,
    /// 专精特新中小企业.
    pub tier: String,
    /// Validity, announcement, when and why it ended, name as on the paper.
    pub summary: Summary,
    /// A code that leads to this answer.
    pub qr: Qr,
}

impl Verify {
    /// Before anything is asked.
    pub fn sample_blank() -> Verify {
        Verify {
            page: sample::page(Audience::Public, "", "核验称号"),
            form: Form::default(),
            answer: None,
            at: format!("{} 10:42", show::day(sample::today())),
        }
    }

    /// A title that stands.
    pub fn sample_valid() -> Verify {
        let summary = Summary::new()
            .row("称号", "专精特新中小企业")
            .row("有效期", format!("{}至{}", show::day(date(2024, 12, 20)), show::day(date(2027, 12, 19))))
            .row("公告", "演示公告〔2024〕31号")
            .row("证件上的名称", "示例齿轮（柳州）0042号有限公司，2025年3月12日更为现名")
            .row("统一社会信用代码", sample::CODE);
        let checked = Checked {
            name: Name::new(sample::FIRM),
            href: format!("/register/{}", sample::CODE),
            tier: "专精特新中小企业".into(),
            summary,
            qr: Qr::new("https://titian.example/verify?code=42B8-6D10-E7A3", "核验二维码"),
        };
        Verify {
            form: Form { code: "42B8-6D10-E7A3".into() },
            answer: Some(Answer::Valid(checked)),
            ..Verify::sample_blank()
        }
    }

    /// A title that stood once.
    pub fn sample_ended() -> Verify {
        let summary = Summary::new()
            .row("称号", "创新型中小企业")
            .row("曾经有效", format!("{}至{}", show::day(date(2024, 5, 9)), show::day(date(2026, 4, 11))))
            .row("怎样结束的", "2026年4月12日取消，演示决定〔2026〕3号，细则第十六条")
            .row("统一社会信用代码", "91450200MA0000581X");
        let checked = Checked {
            name: Name::new("示例桥梁缆索（柳州）0581号有限公司"),
            href: "/register/91450200MA0000581X".into(),
            tier: "创新型中小企业".into(),
            summary,
            qr: Qr::new("https://titian.example/verify?code=11C0-77AE-0B52", "核验二维码"),
        };
        Verify {
            form: Form { code: "11C0-77AE-0B52".into() },
            answer: Some(Answer::Ended(checked)),
            ..Verify::sample_blank()
        }
    }

    /// No paper carries the code.
    pub fn sample_unknown() -> Verify {
        Verify { form: Form { code: "42B8-6D1O-E7A3".into() }, answer: Some(Answer::Unknown), ..Verify::sample_blank() }
    }
}
