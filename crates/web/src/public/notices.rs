//! 通知与公示 What was published: notices, lists before the public, announcements, corrections; newest first.

use askama::Template;
use jiff::civil::date;
use serde::Deserialize;

use crate::components::{Due, Empty, Pages, Tag};
use crate::layout::{Audience, Page};
use crate::sample;
use crate::show::Day;

/// What one can narrow the list by; the query of the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// `notice`, `publicity`, `announcement`, `correction`; empty = all.
    pub kind: String,
    /// Words of the title, or a document number.
    pub q: String,
    /// Year of publication; empty = all.
    pub year: String,
    /// Page, from 1.
    pub page: String,
}

/// The list.
#[derive(Debug, Clone, Template)]
#[template(path = "public/notices.html")]
pub struct Notices {
    /// The page.
    pub page: Page,
    /// What it was narrowed by.
    pub form: Form,
    /// Years there are, newest first.
    pub years: Vec<String>,
    /// What was found.
    pub rows: Vec<Row>,
    /// Pages of it.
    pub pages: Pages,
}

/// One paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// 通知, 公示, 公告, 更正.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// Issuer and number.
    pub number: String,
    /// Its day.
    pub on: Day,
    /// What it is about now: 申报中, 公示中.
    pub tag: Option<Tag>,
    /// Until when.
    pub due: Option<Due>,
}

/// Kinds one can choose, with their labels.
const KINDS: [(&str, &str); 5] =
    [("", "全部"), ("notice", "通知"), ("publicity", "公示"), ("announcement", "公告"), ("correction", "更正")];

impl Notices {
    fn kinds(&self) -> Vec<(&'static str, &'static str, bool)> {
        KINDS.iter().map(|&(id, label)| (id, label, id == self.form.kind)).collect()
    }

    fn nothing(&self) -> Empty {
        Empty::new("没有找到", "公布过的文件都在这里，不会删除。请换几个字，或去掉年份和种类再找。")
            .link("看全部", "/notices")
    }

    /// Values to look at.
    pub fn sample() -> Notices {
        let today = sample::today();
        let row = |kind: &str, title: &str, href: &str, number: &str, on| Row {
            kind: kind.into(),
            title: title.into(),
            href: href.into(),
            number: number.into(),
            on: Day::full(on),
            tag: None,
            due: None,
        };
        let rows = vec![
            Row {
                tag: Some(Tag::ask("公示中")),
                due: Some(Due::until(date(2026, 11, 25), today)),
                ..row(
                    "公示",
                    "关于2026年第二批专精特新中小企业拟认定名单的公示",
                    "/publicity/2026-12",
                    "自治区工业和信息化厅（演示） 演示公示〔2026〕12号",
                    date(2026, 11, 19),
                )
            },
            Row {
                tag: Some(Tag::ok("申报中")),
                due: Some(Due::until(date(2026, 12, 14), today)),
                ..row(
                    "通知",
                    "关于开展2023年认定的专精特新中小企业复核工作的通知",
                    "/notices/2026-51",
                    "自治区工业和信息化厅（演示） 演示企业〔2026〕51号",
                    date(2026, 11, 9),
                )
            },
            Row {
                tag: Some(Tag::ok("申报中")),
                due: Some(Due::until(date(2026, 11, 27), today)),
                ..row(
                    "通知",
                    "关于开展2026年第二批创新型中小企业评价工作的通知",
                    "/notices/2026-45",
                    "自治区工业和信息化厅（演示） 演示企业〔2026〕45号",
                    date(2026, 11, 2),
                )
            },
            row(
                "更正",
                "关于更正2026年第一批创新型中小企业名单中2家企业名称的公告",
                "/announcements/2026-9",
                "自治区工业和信息化厅（演示） 演示公告〔2026〕9号",
                date(2026, 8, 20),
            ),
            row(
                "公告",
                "关于2026年第一批创新型中小企业名单的公告",
                "/announcements/2026-8",
                "自治区工业和信息化厅（演示） 演示公告〔2026〕8号",
                date(2026, 8, 14),
            ),
            row(
                "公示",
                "柳州市2026年第一批创新型中小企业拟评价名单公示",
                "/publicity/2026-7",
                "柳州市工业和信息化局（演示）",
                date(2026, 7, 6),
            ),
        ];
        Notices {
            page: sample::page(Audience::Public, "/notices", "通知与公示"),
            form: Form::default(),
            years: ["2026", "2025", "2024", "2023"].map(String::from).into(),
            rows,
            pages: Pages::new(1, 20, 63, "/notices?page=", "件"),
        }
    }

    /// Nothing found.
    pub fn sample_none() -> Notices {
        Notices {
            form: Form { kind: "correction".into(), q: "小巨人".into(), year: "2023".into(), page: String::new() },
            rows: vec![],
            pages: Pages::new(1, 20, 0, "", "件"),
            ..Notices::sample()
        }
    }
}
