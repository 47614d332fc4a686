//! 一件一档 The journal of one case: every act with actor, time, clause and the beginning of its hash; whether the chain
//! holds.

use askama::Template;
use jiff::Timestamp;

use super::kinds;
use crate::components::{Empty, Tag};
use crate::layout::{Audience, Link, Page};
use crate::office::review::story::digest;
use crate::office::sample::at;
use crate::sample::{FIRM, page};
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/audit/journal.html")]
pub struct Journal {
    /// The page.
    pub page: Page,
    /// The enterprise.
    pub name: Name,
    /// 受理编号, batch, stage.
    pub about: String,
    /// Whether the chain holds.
    pub chain: Chain,
    /// The acts, the oldest first.
    pub lines: Vec<JournalLine>,
}

/// Whether the hashes of a journal follow from each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chain {
    /// All of them, checked now.
    Holds {
        /// When it was checked.
        at: Timestamp,
    },
    /// One does not.
    Broken {
        /// Its number.
        seq: i64,
    },
    /// All that are left do, but the last ones are gone.
    Cut {
        /// How many.
        lost: u64,
    },
}

impl Chain {
    fn tag(&self) -> Tag {
        match self {
            Chain::Holds { .. } => Tag::ok("链完整"),
            Chain::Broken { .. } => Tag::warn("链断裂"),
            Chain::Cut { .. } => Tag::warn("链缺尾"),
        }
    }

    fn text(&self) -> String {
        match self {
            Chain::Holds { at } => format!("{}逐条核对，每一条都与前一条相连。", show::moment(*at)),
            Chain::Broken { seq } => {
                format!("第\u{a0}{seq}\u{a0}条与前一条连不上，记录可能被改动。请保存现场，并报告安全管理员。")
            }
            Chain::Cut { lost } => {
                format!("最后\u{a0}{lost}\u{a0}条不见了，记录可能被删除。请保存现场，并报告安全管理员。")
            }
        }
    }
}

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    /// Its number over all streams.
    pub seq: i64,
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
    /// What.
    pub what: String,
    /// More about it; may be empty.
    pub more: String,
    /// The clause.
    pub clause: Link,
    /// The beginning of its hash.
    pub hash: String,
}

impl JournalLine {
    /// An entry of the journal: `room` and `kind` name the event, `basis` its clause. `by` is the name of the actor.
    pub fn new(seq: i64, at: Timestamp, by: &str, (room, kind): (&str, &str), basis: &str, hash: &str) -> JournalLine {
        JournalLine {
            seq,
            at: show::moment(at),
            by: by.into(),
            what: kinds::words(room, kind).into(),
            more: String::new(),
            clause: Link::new(show::article(basis), show::article_href(basis)),
            hash: digest(hash),
        }
    }

    /// With more said about it.
    #[must_use]
    pub fn more(mut self, more: impl ToString) -> JournalLine {
        self.more = more.to_string();
        self
    }
}

impl Journal {
    /// Said when there is nothing.
    fn nothing(&self) -> Empty {
        Empty::new("还没有记录", "这件申报还没有任何动作。")
    }

    /// Values to look at.
    pub fn sample() -> Option<Journal> {
        let line = |seq, time: &str, by: &str, event: (&str, &str), basis: &str, hash: &str| {
            Some(JournalLine::new(seq, at(time)?, by, event, basis, hash))
        };
        let mut page =
            page(Audience::Audit, "/office/audit", "GX2026H2C00042 的记录").under("审计日志", "/office/audit");
        if let Some(who) = &mut page.who {
            *who = crate::layout::Who {
                name: "演示用户卯".into(), of: "自治区（演示）· 审计管理".into()
            };
        }
        Some(Journal {
            page,
            name: Name::new(FIRM),
            about: "GX2026H2C00042，2026年第二批创新型中小企业，待审批".into(),
            chain: Chain::Holds { at: at("2026-11-23T07:30:00Z")? },
            lines: vec![
                line(
                    1182,
                    "2026-11-05T02:10:00Z",
                    "演示用户甲",
                    ("application", "began"),
                    "A9.1",
                    "sha256:3f9a1c77d2e0b845",
                )?,
                line(
                    2047,
                    "2026-11-12T01:40:00Z",
                    "演示用户甲",
                    ("application", "submitted"),
                    "A9.1",
                    "sha256:91c0de4477ab3312",
                )?
                .more("声明人 演示法定代表人，内容码 2fa8ae2fb8b0"),
                line(
                    3310,
                    "2026-11-18T00:55:00Z",
                    "演示用户乙",
                    ("application", "taken_up"),
                    "A9.2",
                    "sha256:b7725dd0c81f04e9",
                )?,
                line(
                    3391,
                    "2026-11-19T09:05:00Z",
                    "演示用户乙",
                    ("inspection", "visited"),
                    "A9.2",
                    "sha256:0e41b9935cfa7d26",
                )?
                .more("演示用户乙、演示用户己"),
                line(
                    3457,
                    "2026-11-20T07:32:00Z",
                    "演示用户乙",
                    ("application", "ruled"),
                    "A9.2",
                    "sha256:c2d8f3106be9a574",
                )?
                .more("采信 2 项，调整 1 项"),
                line(
                    3460,
                    "2026-11-20T07:40:00Z",
                    "演示用户乙",
                    ("compliance", "checked"),
                    "A3.3",
                    "sha256:68fe02b1d73c95aa",
                )?
                .more("5 条"),
                line(
                    3588,
                    "2026-11-23T06:58:00Z",
                    "演示用户乙",
                    ("application", "concluded"),
                    "A9.2",
                    "sha256:d40b7e9f1182c6f3",
                )?
                .more("拟通过"),
            ],
        })
    }

    /// A broken chain.
    pub fn sample_broken() -> Option<Journal> {
        Journal::sample().map(|page| Journal { chain: Chain::Broken { seq: 3457 }, ..page })
    }

    /// The end is gone.
    pub fn sample_cut() -> Option<Journal> {
        Journal::sample().map(|page| Journal { chain: Chain::Cut { lost: 2 }, ..page })
    }

    /// Nothing yet.
    pub fn sample_empty() -> Option<Journal> {
        Journal::sample().map(|page| Journal { lines: vec![], about: "还没有提交".into(), ..page })
    }
}
