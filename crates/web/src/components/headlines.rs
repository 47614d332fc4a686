//! 标题列表 Notices and links, with a day or a hint at the right; at most ten.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::show::Day;

/// A list of headlines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/headlines.html")]
pub struct Headlines(pub Vec<Headline>);

/// One headline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// 通知, 公示, 公告, 更正; may be empty.
    pub kind: String,
    /// The headline.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// Its day.
    pub on: Option<Day>,
    /// A hint instead of a day.
    pub hint: String,
}

impl Headline {
    /// Something published on a day.
    pub fn dated(kind: &str, title: impl ToString, href: impl ToString, on: Day) -> Headline {
        Headline { on: Some(on), kind: kind.into(), ..Headline::hinted(title, href, "") }
    }

    /// A link with a hint.
    pub fn hinted(title: impl ToString, href: impl ToString, hint: impl ToString) -> Headline {
        Headline {
            kind: String::new(),
            title: title.to_string(),
            href: href.to_string(),
            on: None,
            hint: hint.to_string(),
        }
    }
}

impl HtmlSafe for Headlines {}
