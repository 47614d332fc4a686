//! 登记名单 A list comes in: what it lists, where it comes from, the day it speaks of, the file.

use askama::Template;
use jiff::civil::Date;
use titian_domain::compliance_list::Kind;

use super::{ROOM, kinds};
use crate::components::{Errors, Refused};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::Reading;
use crate::office::sample::office;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/compliance_list/entry.html")]
pub struct Entry {
    /// The page.
    pub page: Page,
    /// Whose enterprises are compared: 柳州市, 全自治区.
    pub whose: String,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// What it lists.
    pub kind: String,
    /// Where it comes from.
    pub source: String,
    /// The day it speaks of.
    pub as_of: String,
}

impl Form {
    /// Kind, source and day; or what has to be put right.
    pub fn parse(&self, today: Date) -> Result<(Kind, String, Date), Errors> {
        let mut reading = Reading::default();
        let kind = reading.one_of("kind", Kind::of(&self.kind), "请选择是哪一种名单");
        let source = reading.need("source", &self.source, "请写明名单的来源，例如 国家企业信用信息公示系统");
        let as_of = reading.past_day("as_of", &self.as_of, "截至日", today);
        reading.done(kind.zip(as_of).map(|(kind, as_of)| (kind, source, as_of)))
    }
}

impl Entry {
    /// Values to look at.
    pub fn sample() -> Option<Entry> {
        let page = office("/office/consultations", "登记名单").under("合规名单", ROOM);
        let (form, errors) = (Form::default(), Errors::none());
        Some(Entry { page, whose: "柳州市".into(), form, errors, refused: None })
    }

    /// Refused.
    pub fn sample_refused() -> Option<Entry> {
        let errors = Form::default().parse(crate::sample::today()).err()?.and("table", "请选择名单文件");
        Some(Entry { errors, ..Entry::sample()? })
    }
}
