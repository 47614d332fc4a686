//! 没有内容 Nothing there: said with until when we looked and what to do, never a bare 暂无数据.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::layout::Link;

/// Nothing to show, and why.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"<div class="empty"><b>{{ head }}</b><p>{{ text }}</p>{% if let Some(link) = link %}<p><a href="{{ link.href }}">{{ link.label }}</a></p>{% endif %}</div>"#
)]
pub struct Empty {
    /// What there is not: 没有记录.
    pub head: String,
    /// Until when and where we looked; what it means.
    pub text: String,
    /// A way on.
    pub link: Option<Link>,
}

impl Empty {
    /// Nothing there.
    pub fn new(head: impl ToString, text: impl ToString) -> Empty {
        Empty { head: head.to_string(), text: text.to_string(), link: None }
    }

    /// With a way on.
    #[must_use]
    pub fn link(mut self, label: impl ToString, href: impl ToString) -> Empty {
        self.link = Some(Link::new(label, href));
        self
    }
}

impl HtmlSafe for Empty {}
