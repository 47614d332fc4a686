//! 审计日志 Who looked at what is sensitive: objections, contacts, evidence. A plain GET form to look for them.

use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use titian_rulebook::dossier::parse_date;

use crate::components::{Empty, Errors, Pages};
use crate::form::Field;
use crate::layout::{Audience, Link, Page, Who};
use crate::office::sample::at;
use crate::sample::page;
use crate::show;

/// Kinds of looking that are recorded: word and label.
pub const KINDS: [(&str, &str); 8] = [
    ("objection", "查看异议内容"),
    ("objection_file", "查看异议证据"),
    ("evidence", "查看佐证材料"),
    ("licence", "查看账号证明"),
    ("journal", "查看一件的记录"),
    ("audit", "查看审计日志"),
    ("reset", "重置密码和动态码"),
    ("refused", "被拒绝的办理"),
];

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/audit/reads.html")]
pub struct Reads {
    /// The page.
    pub page: Page,
    /// What is shown, in a sentence.
    pub lead: String,
    /// What is looked for.
    pub query: Query,
    /// Kinds, as (value, label).
    pub kinds: Vec<(String, String)>,
    /// The entries, the newest first.
    pub lines: Vec<ReadLine>,
    /// Pages.
    pub pages: Pages,
    /// What has to be put right in the filters.
    pub errors: Errors,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadLine {
    /// When.
    pub at: String,
    /// By whom, and in what part.
    pub by: String,
    /// What kind.
    pub what: String,
    /// About what.
    pub subject: Link,
    /// More: from where, why refused. May be empty.
    pub detail: String,
}

impl ReadLine {
    /// An entry of the audit log; a kind that is not known is shown as it is written.
    pub fn new(at: Timestamp, by: &str, kind: &str, subject: Link, detail: &str) -> ReadLine {
        let what = KINDS.iter().find(|(id, _)| *id == kind).map_or(kind, |(_, label)| label);
        ReadLine { at: show::moment(at), by: by.into(), what: what.into(), subject, detail: detail.into() }
    }
}

/// The filters, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Query {
    /// By whom: words of the name.
    pub who: String,
    /// Which kind.
    pub kind: String,
    /// From this day.
    pub from: String,
    /// To this day.
    pub to: String,
    /// The page, from 1.
    pub page: String,
    /// A 受理编号 that was looked for and not found.
    pub number: String,
}

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of the name; empty = anybody.
    pub who: String,
    /// Which kind; none = all.
    pub kind: Option<&'static str>,
    /// From this day.
    pub from: Option<Date>,
    /// To this day.
    pub to: Option<Date>,
    /// The page, from 1.
    pub page: u32,
}

impl Query {
    /// What is looked for, and which days could not be read: those filter nothing.
    pub fn filter(&self) -> (Filter, Errors) {
        let mut errors = Errors::none();
        let mut day = |field: &str, text: &str| {
            let read = parse_date(text.trim());
            if read.is_none() && !text.trim().is_empty() {
                errors.push(field, format!("“{}”不是日期，请写成 2026-11-23", text.trim()));
            }
            read
        };
        let (from, to) = (day("from", &self.from), day("to", &self.to));
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            errors.push("to", "截止日早于起始日，请改正");
        }
        let kind = KINDS.iter().map(|(id, _)| *id).find(|id| *id == self.kind);
        let filter =
            Filter { who: self.who.trim().to_owned(), kind, from, to, page: self.page.parse().unwrap_or(1).max(1) };
        (filter, errors)
    }
}

impl Reads {
    /// Said when there is nothing.
    fn nothing(&self) -> Empty {
        Empty::new("没有符合条件的记录", "可以放宽日期，或去掉姓名再查。").link("去掉全部条件", "/office/audit")
    }

    /// Values to look at.
    pub fn sample() -> Option<Reads> {
        let line = |time: &str, by: &str, kind: &str, (label, href): (&str, &str), detail: &str| {
            Some(ReadLine::new(at(time)?, by, kind, Link::new(label, href), detail))
        };
        let case = ("GX2026H2C00042", "/office/audit/cases/0042");
        let objection = ("异议 YY2026110003", "/office/audit/cases/0042");
        let handler = "演示用户乙，市级经办（柳州市）";
        let mut page = page(Audience::Audit, "/office/audit", "审计日志");
        page.who = Some(Who { name: "演示用户卯".into(), of: "自治区（演示）· 审计管理".into() });
        let kinds = std::iter::once((String::new(), "不限".to_owned()));
        Some(Reads {
            page,
            lead: "谁在什么时候看过敏感的内容，以及被拒绝的办理。您查看本页也记入日志。".into(),
            query: Query::default(),
            kinds: kinds.chain(KINDS.map(|(id, label)| (id.to_owned(), label.to_owned()))).collect(),
            lines: vec![
                line("2026-11-23T07:12:00Z", handler, "objection", objection, "10.20.3.41")?,
                line("2026-11-23T07:12:40Z", handler, "objection_file", objection, "证据 1，10.20.3.41")?,
                line("2026-11-23T03:20:00Z", "演示用户己，市级经办（柳州市）", "refused", ("受理、转交", ""), "")?,
                line("2026-11-20T07:01:00Z", handler, "evidence", case, "研发费用专项审计2025.pdf")?,
                line("2026-11-18T01:15:00Z", "演示用户卯，审计管理员", "journal", case, "")?,
            ],
            pages: Pages::new(1, 50, 2318, "/office/audit?page=", "条"),
            errors: Errors::none(),
        })
    }

    /// Days that cannot be read.
    pub fn sample_refused() -> Option<Reads> {
        let query = Query { from: "上周".into(), to: "2026-11-20".into(), ..Query::default() };
        let (_, errors) = query.filter();
        Reads::sample().map(|page| Reads { query, errors, ..page })
    }

    /// Nothing fits.
    pub fn sample_empty() -> Option<Reads> {
        let query = Query { who: "没有这个人".into(), ..Query::default() };
        let pages = Pages::new(1, 50, 0, "/office/audit?page=", "条");
        Reads::sample().map(|page| Reads { query, lines: vec![], pages, ..page })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_that_cannot_be_read_are_told_and_filter_nothing() {
        let query = |from: &str, to: &str| Query { from: from.into(), to: to.into(), ..Query::default() }.filter();
        let (filter, errors) = query("2026-11-01", "2026年11月23日");
        assert_eq!((filter.from, filter.to), (Some(date(2026, 11, 1)), Some(date(2026, 11, 23))));
        assert!(errors.is_empty());
        let (filter, errors) = query("上周", "");
        assert_eq!((filter.from, errors.list[0].0.as_str()), (None, "from"));
        assert_eq!(query("2026-11-23", "2026-11-01").1.list[0].0, "to");
        let kind = |text: &str| Query { kind: text.into(), ..Query::default() }.filter().0.kind;
        assert_eq!((kind("evidence"), kind("x")), (Some("evidence"), None));
    }
}
