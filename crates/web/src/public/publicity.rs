//! 公示 A list before the public (A9.2, A10.3): an official paper, and beside it the right to object.

use askama::Template;

use crate::components::{Pages, Paper, Roster};
use crate::layout::{Audience, Link, Page};
use crate::sample;

/// A list before the public.
#[derive(Debug, Clone, Template)]
#[template(path = "public/publicity.html")]
pub struct PublicityPage {
    /// The page.
    pub page: Page,
    /// The paper.
    pub paper: Paper,
    /// The list, or a page of it.
    pub roster: Roster,
    /// Heading of the annex: 拟认定名单（86 家）.
    pub annex: String,
    /// Pages of it.
    pub pages: Pages,
    /// The right to object, while it stands.
    pub objecting: Option<Objecting>,
    /// What happened after the days were over; empty before.
    pub after: String,
    /// Later papers that mend it.
    pub later: Vec<Link>,
    /// The same list as files.
    pub files: Vec<Link>,
    /// 核对码 of the paper; empty as long as papers have none.
    pub check: String,
    /// The clause: A10.3.
    pub clause: String,
    /// As people cite it: 细则第十条第三项.
    pub cite: String,
}

/// How long one can still object, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objecting {
    /// 公示期还剩 3 个工作日.
    pub left: String,
    /// 今天是第 3 天，已计入。11月25日（周三）24:00 截止。
    pub days: String,
    /// How the days were counted, and what could still move them; may be empty.
    pub explanation: String,
    /// Where one objects.
    pub href: String,
}

impl PublicityPage {
    /// Values to look at.
    pub fn sample() -> PublicityPage {
        let paper = Paper {
            annexes: vec!["拟认定名单".into()],
            ..Paper::new(
                "自治区工业和信息化厅（演示）",
                "演示公示〔2026〕12号",
                &["关于2026年第二批专精特新中小企业", "拟认定名单的公示"],
                "2026年11月19日",
            )
        }
        .text("经企业自愿申报、各市初审推荐、自治区审核，拟认定86家企业为2026年第二批专精特新中小企业。现将名单（见附件）予以公示。")
        .head("一、公示时间")
        .text("2026年11月19日至11月25日，共5个工作日，首日与末日均计入。")
        .head("二、提出异议")
        .text(
            "对名单有异议的，请在公示期内实名提出，写明企业名称、具体事实与联系方式，并附佐证材料。单位须加盖公章，\
             个人须签署本人姓名。提出人身份依法保密。匿名或者超过公示期的，不作为异议受理，可以另行举报。",
        )
        .head("三、受理方式")
        .text("在线：本页“提出异议”。书面：各市工业和信息化局（演示）收，邮戳日期须在公示期内。");
        PublicityPage {
            page: sample::page(Audience::Public, "/notices", "拟认定名单的公示").under("通知与公示", "/notices"),
            paper,
            roster: Roster::sample("2026年第二批专精特新中小企业拟认定名单", true),
            annex: "附件　拟认定名单（86家）".into(),
            pages: Pages::new(1, 12, 86, "/publicity/2026-12?page=", "家"),
            objecting: Some(Objecting {
                left: "公示期还剩 3\u{a0}个工作日".into(),
                days: "今天是第 3\u{a0}天，已计入。11月25日（周三）24:00 截止。".into(),
                explanation: "按国务院公布的2026年工作日历计算，其间没有自治区假日。".into(),
                href: "/publicity/2026-12/object".into(),
            }),
            after: String::new(),
            later: vec![],
            files: vec![
                Link::new("PDF，含全部 86\u{a0}家", "/publicity/2026-12.pdf"),
                Link::new("表格 CSV", "/publicity/2026-12.csv"),
            ],
            check: "演示-7F3A-0C52-91E4".into(),
            clause: "A10.3".into(),
            cite: "细则第十条第三项".into(),
        }
    }

    /// After its days.
    pub fn sample_over() -> PublicityPage {
        PublicityPage {
            objecting: None,
            after: "公示期已于2026年11月25日结束。85家无异议，已报公告；1家因异议核实暂缓，核实后另行补充公告。".into(),
            later: vec![Link::new("更正示例传动（柳州）0002号的企业名称（11月26日）", "/corrections/k1")],
            ..PublicityPage::sample()
        }
    }
}
