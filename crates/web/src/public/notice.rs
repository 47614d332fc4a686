//! 申报通知 A notice (A12): the paper, its batches with their days, and what to prepare.

use askama::Template;
use jiff::civil::date;

use crate::components::{Due, Paper, Summary, Tag};
use crate::layout::{Audience, Link, Page};
use crate::{sample, show};

/// A notice.
#[derive(Debug, Clone, Template)]
#[template(path = "public/notice.html")]
pub struct NoticePage {
    /// The page.
    pub page: Page,
    /// The paper.
    pub paper: Paper,
    /// What it opens.
    pub batches: Vec<BatchBox>,
    /// Files: the signed paper, forms.
    pub files: Vec<Link>,
    /// Which rules it stands on, and whether they still did; a sentence.
    pub rules: String,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchBox {
    /// 创新型 · 首次申报.
    pub name: String,
    /// 申报中, 未开始, 已截止.
    pub tag: Tag,
    /// Until when one can submit; `None` when that is over.
    pub due: Option<Due>,
    /// Window, days of the offices, standard, procedure.
    pub days: Summary,
    /// Papers that must be there at submission.
    pub evidence: Vec<String>,
    /// Where one applies; empty while that cannot be done.
    pub apply: String,
}

impl NoticePage {
    /// Values to look at.
    pub fn sample() -> NoticePage {
        let paper = Paper {
            to: "各设区市工业和信息化局，各有关企业：".into(),
            annexes: vec!["佐证材料目录".into(), "各市联系方式".into()],
            ..Paper::new(
                "自治区工业和信息化厅（演示）",
                "演示企业〔2026〕45号",
                &["关于开展2026年第二批创新型中小企业", "评价工作的通知"],
                "2026年11月2日",
            )
        }
        .text("根据《优质中小企业梯度培育管理办法》和自治区有关规定，现开展2026年第二批创新型中小企业评价工作。有关事项通知如下。")
        .head("一、申报条件")
        .text("在广西依法注册、符合中小企业划型标准、自愿申报，并达到创新型中小企业评价标准。标准和评分办法见平台“规则对照”。")
        .head("二、申报时间和方式")
        .text("企业在本平台在线填报，提交截止时间为2026年11月27日24:00。逾期提交的，可参加下一批次。退回补正的，按补正通知写明的期限。")
        .head("三、审核与公示")
        .text("各设区市于12月18日前完成审核和实地抽查，并将拟评价名单公示5个工作日。公示无异议的，报自治区公告。")
        .head("四、其他事项")
        .text("申报不收取任何费用，不委托任何中介代办。");
        NoticePage {
            page: sample::page(Audience::Public, "/notices", "创新型评价工作的通知").under("通知与公示", "/notices"),
            paper,
            batches: vec![BatchBox {
                name: "创新型 · 首次申报".into(),
                tag: Tag::ok("申报中"),
                due: Some(Due::until(date(2026, 11, 27), sample::today())),
                days: Summary::close()
                    .row(
                        "在线提交",
                        format!("{}\n至{} 24:00", show::day(date(2026, 11, 2)), show::day(date(2026, 11, 27))),
                    )
                    .row("市级审核", "12月18日前")
                    .row("公示", "5 个工作日")
                    .row("退回补正", "10 个工作日内")
                    .row("标准", "工信部企业〔2022〕63号 附件1")
                    .row("签署", "在线确认"),
                evidence: ["营业执照", "上年度和上上年度审计报告", "12月社保缴费人数", "知识产权证书"]
                    .map(String::from)
                    .into(),
                apply: "/enterprise/applications".into(),
            }],
            files: vec![
                Link::new("通知 PDF（盖章扫描件）", "/files/2026-45.pdf"),
                Link::new("佐证材料目录", "/files/2026-45-1.pdf"),
            ],
            rules:
                "本批次按工信部企业〔2022〕63号评价。自治区细则已于2026年3月20日期满，程序沿用原规定，待自治区确认。"
                    .into(),
        }
    }
}
