//! 消息 What the offices and the platform told the enterprise, the newest first.

use askama::Template;
use jiff::civil::{Date, date};

use super::sample;
use crate::components::{Empty, Pages};
use crate::layout::Page;
use crate::show::{self, Day};

/// What is posted to mark messages as read; none named is all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Form {
    /// The message that is opened.
    pub message: String,
}

/// All messages.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/messages.html")]
pub struct Messages {
    /// The page.
    pub page: Page,
    /// The messages of this page of the list.
    pub list: Vec<Message>,
    /// How many are unread in all.
    pub unread: usize,
    /// Pages of the list; none if it fits on one.
    pub pages: Option<Pages>,
    /// Said where there are none.
    pub none: Empty,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// 退回, 受理, 公示, 提醒.
    pub kind: String,
    /// What happened, in a line.
    pub title: String,
    /// All of it, a paragraph each.
    pub text: Vec<String>,
    /// When.
    pub on: Day,
    /// Where it stands in the list of messages.
    pub href: String,
    /// What one finds where it leads: 看这件申报; empty if it leads nowhere.
    pub about: String,
    /// Whether nobody has read it yet.
    pub unread: bool,
}

impl Message {
    /// A message of a day.
    pub fn new(id: &str, kind: &str, title: &str, on: Date) -> Message {
        Message {
            id: id.into(),
            kind: kind.into(),
            title: title.into(),
            text: vec![],
            on: Day::full(on),
            href: format!("/enterprise/messages#m-{id}"),
            about: String::new(),
            unread: false,
        }
    }

    /// With its text.
    #[must_use]
    pub fn text(mut self, text: &str) -> Message {
        self.text = text.lines().map(show::sentence).collect();
        self
    }

    /// With what one finds where it leads.
    #[must_use]
    pub fn about(mut self, label: &str) -> Message {
        self.about = label.into();
        self
    }

    /// Not read yet.
    #[must_use]
    pub fn unread(mut self) -> Message {
        self.unread = true;
        self
    }
}

impl Messages {
    /// A page of the list on a day; `unread` counts all of them.
    pub fn of(page: Page, list: Vec<Message>, unread: usize, pages: Option<Pages>, today: Date) -> Messages {
        let none = format!("截至 {}。受理、退回补正、公示、公告和期限提醒，都会在这里。", show::day(today));
        Messages {
            page: Page { title: "消息".into(), ..page },
            list,
            unread,
            pages,
            none: Empty::new("还没有消息", none),
        }
    }

    /// Values to look at.
    pub fn sample() -> Messages {
        let pages = Pages::new(1, 20, 5, "/enterprise/messages?page=", "条");
        Messages::of(sample::page("/enterprise/messages", ""), samples(), 2, Some(pages), crate::sample::today())
    }

    /// None yet.
    pub fn sample_empty() -> Messages {
        let mut page = sample::page("/enterprise/messages", "");
        page.counts = vec![];
        Messages::of(page, vec![], 0, None, crate::sample::today())
    }
}

/// Messages to look at.
pub fn samples() -> Vec<Message> {
    vec![
        Message::new("5", "退回", "2026年第二批创新型：退回补正 3 处，12月3日前重新提交", date(2026, 11, 20))
            .text("研发费用与审计报告不一致;专利缺少最近一期年费凭证;扫描件第 3 页盖章不清楚。\n12月3日 24:00 前改好重新提交,逾期不能再补。")
            .about("去补正")
            .unread(),
        Message::new("4", "提醒", "2026年第二批创新型还有 7 天截止", date(2026, 11, 20))
            .text("11月27日 24:00 截止。已提交并退回补正的,按补正期限。")
            .about("看申报")
            .unread(),
        Message::new("3", "受理", "已受理，受理编号 CX-2026H2-450200-0017", date(2026, 11, 16))
            .text("开始逐项审核。需要实地抽查的,会提前联系。")
            .about("看办理经过"),
        Message::new("2", "账号", "您的账号已通过核验，可以提交申报", date(2026, 11, 5))
            .text("核验依据:营业执照和授权书。"),
        Message::new("1", "通知", "2026年第二批创新型、专精特新中小企业申报开始", date(2026, 10, 28))
            .text("10月28日至11月27日。")
            .about("看通知"),
    ]
}
