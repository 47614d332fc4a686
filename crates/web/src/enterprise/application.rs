//! 申报 An application, from the choice of a batch to its outcome (A9, A12): the pages of one case.
//!
//! Before submission: [`StartPage`], [`CheckPage`], [`DeclarePage`], [`PrintPage`]; then [`ReceiptPage`] and, at any
//! time, [`CasePage`], where a return is answered item by item, and [`WithdrawPage`].

pub mod case;
pub mod check;
pub mod correct;
pub mod declare;
pub mod frozen;
pub mod hurdles;
pub mod mend;
pub mod print;
pub mod receipt;
pub mod start;
pub mod story;
pub mod withdraw;

use askama::Template;
use askama::filters::HtmlSafe;

pub use case::{CasePage, Outcome, Remedy};
pub use check::CheckPage;
pub use declare::{DeclareForm, DeclarePage};
pub use frozen::Frozen;
pub use hurdles::{Hurdles, missing_evidence};
pub use mend::Mend;
pub use print::PrintPage;
pub use receipt::ReceiptPage;
pub use start::{StartPage, refused};
pub use withdraw::WithdrawPage;

/// The way to a submission, and where one is on it.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"<ol class="stages" aria-label="申报步骤">{% for (label, state) in self.0 %}<li class="{{ state }}"{% if *state == "here" %} aria-current="step"{% endif %}>{{ label }}</li>{% endfor %}</ol>"#
)]
pub struct Stages(pub Vec<(&'static str, &'static str)>);

/// The way, at its `here`th step, from 0.
pub fn stages(here: usize) -> Stages {
    let state = |at| match at {
        at if at < here => "done",
        at if at == here => "here",
        _ => "ahead",
    };
    let labels = ["填档案", "核对", "声明", "提交"];
    Stages(labels.into_iter().enumerate().map(|(at, label)| (label, state(at))).collect())
}

impl HtmlSafe for Stages {}
