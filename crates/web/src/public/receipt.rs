//! 受理回执 What a person holds in hand after an objection, a complaint, an appeal: number, query code, what comes next.

use askama::Template;
use jiff::civil::date;

use crate::components::{Act, Summary, Timeline};
use crate::layout::{Audience, Page};
use crate::sample;
use crate::show::Day;

/// A receipt.
#[derive(Debug, Clone, Template)]
#[template(path = "public/receipt.html")]
pub struct Receipt {
    /// The page.
    pub page: Page,
    /// What was received, as a sentence: 已收到您的异议.
    pub headline: String,
    /// 受理编号.
    pub number: String,
    /// 查询码, shown this once; empty when the page is asked for again.
    pub secret: String,
    /// What was received: against whom, when, how many files.
    pub summary: Summary,
    /// What has happened so far, newest first.
    pub acts: Timeline,
    /// What comes next, and when.
    pub next: String,
    /// The article.
    pub cite: String,
}

impl Receipt {
    /// Values to look at.
    pub fn sample() -> Receipt {
        Receipt {
            page: sample::page(Audience::Public, "/voice", "受理回执").under("异议与举报", "/voice"),
            headline: "已收到您的异议".into(),
            number: "YY-2026-0007".into(),
            secret: "K7QM-3TXD-9WPA".into(),
            summary: Summary::new()
                .row("对哪份名单", "2026年第二批专精特新中小企业拟认定名单")
                .row("对哪家企业", "示例松香深加工（梧州）0107号有限公司")
                .row("收到时间", "2026年11月23日 10:42，在公示期内")
                .row("材料", "2 个文件，共 3.1 MB"),
            acts: Timeline(vec![
                Act::new(Day::full(date(2026, 11, 23)), "收到异议")
                    .text("已转梧州市工业和信息化局（演示）核实。")
                    .now(),
            ]),
            next: "核实期间，这家企业暂缓认定，名单上其他企业不受影响。核实结果会告知您和企业。".into(),
            cite: "细则第十条第三项".into(),
        }
    }
}
