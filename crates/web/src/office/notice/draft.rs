//! 起草通知 The draft: title, text, and its batches, each with all that it pins for life.

mod batch;
mod form;

use askama::Template;
use titian_rulebook::policy::Policy;

use crate::components::{Errors, Refused};
use crate::form::Field;
use crate::layout::Page;
use crate::office::sample::{batch as sample_batch, province};
use crate::sample::{policy, today};

pub use batch::BatchFields;
pub use form::{Asked, Draft, Form};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/notice/draft.html")]
pub struct NoticeDraft {
    /// The page.
    pub page: Page,
    /// Where the form is posted: `/office/notices/new`, `/office/notices/ID/draft`.
    pub action: String,
    /// What is typed.
    pub form: Form,
    /// The controls of each batch.
    pub batches: Vec<BatchFields>,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

impl NoticeDraft {
    /// The page with what was typed; `tables` are the published versions of the local table, by id and name.
    pub fn of(
        page: Page,
        action: &str,
        policy: &Policy,
        tables: &[(String, String)],
        form: Form,
        errors: Errors,
    ) -> NoticeDraft {
        let batches = (1..=form.count()).map(|at| BatchFields::of(policy, tables, &form, at, &errors)).collect();
        NoticeDraft { page, action: action.into(), form, batches, errors, refused: None }
    }

    /// Values to look at: a fresh one.
    pub fn sample() -> Option<NoticeDraft> {
        NoticeDraft::sampled(Form::blank(policy()?, today()), Errors::none())
    }

    /// Under a procedure that has lapsed: the page warns and asks why.
    pub fn sample_lapsed() -> Option<NoticeDraft> {
        let mut form =
            Form::of("关于开展2026年第二批创新型中小企业评价工作的通知", "各设区市工业和信息化局：", &[sample_batch()]);
        form.rows.insert("b1.procedure".into(), "guangxi-2023".into());
        NoticeDraft::sampled(form, Errors::none())
    }

    /// Refused: days in disorder, no reason, a second batch left blank.
    pub fn sample_refused() -> Option<NoticeDraft> {
        let mut form = Form::of("", "", &[sample_batch()]);
        let wrong = [("b1.procedure", "guangxi-2023"), ("b1.until", "2026-10-30"), ("b1.city_due", "年底")];
        form.rows.extend(wrong.map(|(name, text)| (name.to_owned(), text.to_owned())));
        let form = form.more(policy()?, today());
        let errors = form.parse(policy()?).err()?;
        NoticeDraft::sampled(form, errors)
    }

    fn sampled(form: Form, errors: Errors) -> Option<NoticeDraft> {
        let tables = [("t1".to_owned(), "示例特色化指标（第 1 版，示例〔2025〕2号）".to_owned())];
        let page = province("/office/notices", "起草通知").under("通知与批次", "/office/notices");
        Some(NoticeDraft::of(page, "/office/notices/new", policy()?, &tables, form, errors))
    }
}
