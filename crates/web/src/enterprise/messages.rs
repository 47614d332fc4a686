//! 消息 What the offices and the platform told the enterprise, the newest first.

use askama::Template;
use jiff::civil::{Date, date};

use super::sample;
use crate::components::{Empty, Pages};
use crate::layout::{Link, Page};
use crate::show::{self, Day};

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
    /// From whom.
    pub from: String,
    /// When.
    pub on: Day,
    /// Where it stands in the list of messages.
    pub href: String,
    /// The matter it is about.
    pub about: Option<Link>,
    /// Whether nobody has read it yet.
    pub unread: bool,
}

impl Message {
    /// A message of a day.
    pub fn new(id: &str, kind: &str, title: &str, from: &str, on: Date) -> Message {
        Message {
            id: id.into(),
            kind: kind.into(),
            title: title.into(),
            text: vec![],
            from: from.into(),
            on: Day::full(on),
            href: format!("/enterprise/messages#m-{id}"),
            about: None,
            unread: false,
        }
    }

    /// With its text.
    #[must_use]
    pub fn text(mut self, text: &str) -> Message {
        self.text = text.lines().map(show::sentence).collect();
        self
    }

    /// With the matter it is about.
    #[must_use]
    pub fn about(mut self, label: &str, href: &str) -> Message {
        self.about = Some(Link::new(label, href));
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
    let case = "/enterprise/applications/0042-2";
    vec![
        Message::new("5", "退回", "2026年第二批创新型：退回补正 3 处，12月3日前重新提交", "柳州市主管部门", date(2026, 11, 20))
            .text("研发费用与审计报告不一致;专利缺少最近一期年费凭证;扫描件第 3 页盖章不清楚。\n12月3日 24:00 前改好重新提交,逾期不能再补。")
            .about("去补正", case)
            .unread(),
        Message::new("4", "提醒", "2026年第二批创新型还有 7 天截止", "平台", date(2026, 11, 20))
            .text("11月27日 24:00 截止。已提交并退回补正的,按补正期限。")
            .about("看申报", case)
            .unread(),
        Message::new("3", "受理", "已受理，受理编号 CX-2026H2-450200-0017", "柳州市主管部门", date(2026, 11, 16))
            .text("开始逐项审核。需要实地抽查的,会提前联系。")
            .about("看办理经过", case),
        Message::new("2", "账号", "您的账号已通过核验，可以提交申报", "柳州市主管部门", date(2026, 11, 5))
            .text("核验依据:营业执照和授权书。"),
        Message::new("1", "通知", "2026年第二批创新型、专精特新中小企业申报开始", "自治区工业和信息化厅", date(2026, 10, 28))
            .text("10月28日至11月27日。")
            .about("看通知", "/notices/2026-11"),
    ]
}
