//! 曾用名 Names that the enterprise bore before: what is known, and what it says itself (A15).

use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use titian_domain::enterprise::FormerName;

use super::sample::page;
use crate::components::{Errors, Refused, Tag};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::Reading;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/names.html")]
pub struct Names {
    /// The page.
    pub page: Page,
    /// Its name today.
    pub now: String,
    /// Names of before: the name, who says so, until when.
    pub lines: Vec<(String, Tag, String)>,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The name.
    pub name: String,
    /// Its last day; may be empty.
    pub until: String,
}

impl Form {
    /// Name and last day; or what has to be put right.
    pub fn parse(&self, today: Date) -> Result<(String, Option<Date>), Errors> {
        let mut reading = Reading::default();
        let name = reading.need("name", &self.name, "请填写曾用名");
        let until = match self.until.trim() {
            "" => None,
            text => reading.past_day("until", text, "停用日期", today),
        };
        reading.done(Some((name, until)))
    }
}

impl Names {
    /// The page of an enterprise.
    pub fn of(page: Page, now: &str, former: &[FormerName], form: Form, errors: Errors) -> Names {
        let line = |one: &FormerName| {
            let tag = if one.only_stated() { Tag::ask(one.by.label()) } else { Tag::ok(one.by.label()) };
            (one.name.clone(), tag, one.until.map_or_else(|| "不详".to_owned(), show::day))
        };
        let lines = former.iter().map(line).collect();
        Names { page, now: now.to_owned(), lines, form, errors, refused: None }
    }

    /// Values to look at.
    pub fn sample() -> Names {
        let former = crate::office::sample::former();
        Names::of(page("/enterprise/dossier", "曾用名"), crate::sample::FIRM, &former, Form::default(), Errors::none())
    }

    /// Refused: nothing typed.
    pub fn sample_refused() -> Option<Names> {
        let errors = Form::default().parse(crate::sample::today()).err()?;
        Some(Names::of(page("/enterprise/dossier", "曾用名"), crate::sample::FIRM, &[], Form::default(), errors))
    }
}
