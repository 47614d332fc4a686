//! 版面 What every page has around it: title, masthead, navigation, trail, footer; and who is reading.
//!
//! A view holds a [`Page`] in its field `page`, its template begins with `{% extends "layout.html" %}` and fills the
//! block `main`. Which rooms an audience sees stands here and nowhere else.

mod nav;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::components::Tag;
use crate::look;

pub use nav::{Audience, Item};

/// The ground of a page. Strings are ready to show.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Title of the window and last step of the trail.
    pub title: String,
    /// Whose page it is; decides the navigation.
    pub audience: Audience,
    /// Address of the room it belongs to, as the navigation writes it; marks the current item.
    pub room: String,
    /// Steps before this page, from the top; empty on the first page of an audience.
    pub trail: Vec<Link>,
    /// Who is signed in.
    pub who: Option<Who>,
    /// Parts the reader may act in, the strip at the top; empty hides it.
    pub roles: Vec<RoleLink>,
    /// A line across the top: 演示环境,数据均为虚构. Empty hides it.
    pub banner: String,
    /// Lines at the right of the masthead while nobody is signed in: the day, what is open.
    pub today: Vec<String>,
    /// What was just done, said once after a form: `已提交，受理编号…`.
    pub said: Option<Said>,
    /// Numbers beside items of the navigation: (address, how many).
    pub counts: Vec<(String, u32)>,
    /// Addresses of rooms that are not open to this reader; the navigation leaves them out.
    pub shut: Vec<&'static str>,
    /// Which rules stand, for the footer: a sentence.
    pub rules: String,
    /// Token of the session against forged forms.
    pub csrf: String,
    /// Key that makes this page's forms count once.
    pub once: String,
    /// A wide page: dossier, review.
    pub wide: bool,
}

/// A step of the trail or any plain link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// A link.
    pub fn new(label: impl ToString, href: impl ToString) -> Link {
        Link { label: label.to_string(), href: href.to_string() }
    }
}

/// A signed-in person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// Name of the person.
    pub name: String,
    /// For whom: the enterprise, or the office and the part in it: `柳州市 · 经办`.
    pub of: String,
}

/// A part the reader may act in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleLink {
    /// 公众, 企业, 主管部门, 协办部门 …
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether the reader is in it now.
    pub current: bool,
}

/// What has just happened, said at the top of the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Its state: done, or done with something left to do.
    pub tag: Tag,
    /// One or two sentences: what happened and what comes next.
    pub text: String,
}

impl Page {
    /// A page of an audience, belonging to a room.
    pub fn new(audience: Audience, room: &str, title: impl ToString) -> Page {
        Page { title: title.to_string(), audience, room: room.into(), ..Page::default() }
    }

    /// With a step of the trail before it.
    #[must_use]
    pub fn under(mut self, label: impl ToString, href: impl ToString) -> Page {
        self.trail.push(Link::new(label, href));
        self
    }

    /// The rooms of this audience that are open to the reader, the current one marked.
    pub fn nav(&self) -> Vec<Item> {
        self.audience.rooms(&self.room, &self.counts, &self.shut)
    }

    /// The class of the column everything stands in.
    pub fn wrap(&self) -> &'static str {
        if self.wide { "wrap wide" } else { "wrap" }
    }

    /// Address of an asset, with the hash of its content.
    pub fn asset(&self, name: &str) -> String {
        look::address(name)
    }

    /// The hidden fields every form carries: `{{ page.guard() }}`.
    pub fn guard(&self) -> Guarding<'_> {
        Guarding { csrf: &self.csrf, once: &self.once }
    }
}

/// The hidden fields of a form: token and key.
#[derive(Debug, Clone, Template)]
#[template(
    ext = "html",
    source = r#"<input type="hidden" name="csrf" value="{{ csrf }}"><input type="hidden" name="once" value="{{ once }}">"#
)]
pub struct Guarding<'a> {
    csrf: &'a str,
    once: &'a str,
}

impl HtmlSafe for Guarding<'_> {}
