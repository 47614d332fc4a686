//! 公告 An announcement (A9.3, A10.3): the signed list by which titles begin; corrections of it, which keep the old text (D9).

use askama::Template;

use crate::components::{Pages, Paper, Roster, Summary};
use crate::layout::{Audience, Link, Page};
use crate::sample;

/// An announcement.
#[derive(Debug, Clone, Template)]
#[template(path = "public/announcement.html")]
pub struct AnnouncementPage {
    /// The page.
    pub page: Page,
    /// The paper.
    pub paper: Paper,
    /// Heading of the annex.
    pub annex: String,
    /// The list, or a page of it.
    pub roster: Roster,
    /// Pages of it.
    pub pages: Pages,
    /// What follows from it: from when, until when, how many.
    pub effects: Summary,
    /// What it mends, row by row; empty unless it is a correction.
    pub corrections: Vec<Correction>,
    /// Later papers that mend or add to it.
    pub later: Vec<Link>,
    /// The same list as files.
    pub files: Vec<Link>,
    /// 核对码 of the paper; empty as long as papers have none.
    pub check: String,
    /// What it is: 公告, 更正公告.
    pub kind: &'static str,
}

/// One thing mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Number on the list mended.
    pub number: u32,
    /// 企业名称, 统一社会信用代码, 设区市.
    pub what: String,
    /// As it stood.
    pub old: String,
    /// As it should read.
    pub new: String,
}

impl AnnouncementPage {
    /// Values to look at.
    pub fn sample() -> AnnouncementPage {
        let paper = Paper {
            annexes: vec!["2026年第一批创新型中小企业名单".into()],
            ..Paper::new(
                "自治区工业和信息化厅（演示）",
                "演示公告〔2026〕8号",
                &["关于2026年第一批创新型中小企业", "名单的公告"],
                "2026年8月14日",
            )
        }
        .text("经企业自评、各设区市审核和公示，现将2026年第一批创新型中小企业名单（见附件）予以公告。")
        .text("称号有效期三年，自2026年8月14日起至2029年8月13日止。有效期内请按要求每年更新信息，发生更名、合并、迁移等重大变化的，三个月内报告。");
        AnnouncementPage {
            page: sample::page(Audience::Public, "/notices", "创新型名单的公告").under("通知与公示", "/notices"),
            paper,
            annex: "附件　2026年第一批创新型中小企业名单（217家）".into(),
            roster: Roster::sample("2026年第一批创新型中小企业名单", false),
            pages: Pages::new(1, 12, 217, "/announcements/2026-8?page=", "家"),
            effects: Summary::close()
                .row("家数", "217\u{a0}家")
                .row("层次", "创新型中小企业")
                .row("有效期", "2026年8月14日\n至2029年8月13日")
                .row("依据", "细则第九条、第十三条"),
            corrections: vec![],
            later: vec![Link::new("更正 2 家企业名称（8月20日）", "/announcements/2026-9")],
            files: vec![
                Link::new("盖章公告 PDF", "/announcements/2026-8.pdf"),
                Link::new("名单表格 CSV", "/announcements/2026-8.csv"),
            ],
            check: "演示-5B11-9A7C-40DE".into(),
            kind: "公告",
        }
    }

    /// A correction.
    pub fn sample_correction() -> AnnouncementPage {
        let paper = Paper::new(
            "自治区工业和信息化厅（演示）",
            "演示公告〔2026〕9号",
            &["关于更正2026年第一批创新型中小企业名单中", "2家企业名称的公告"],
            "2026年8月20日",
        )
        .text("演示公告〔2026〕8号附件中2家企业的名称有误，更正如下。称号和有效期不变，原公告予以保留。");
        let correction = |number, old: &str, new: &str| Correction {
            number,
            what: "企业名称".into(),
            old: old.into(),
            new: new.into(),
        };
        AnnouncementPage {
            page: sample::page(Audience::Public, "/notices", "更正公告").under("通知与公示", "/notices"),
            paper,
            annex: String::new(),
            roster: Roster::default(),
            effects: Summary::close().row("更正", "2\u{a0}处").row("有效期", "不变"),
            corrections: vec![
                correction(31, "示例铝材型材（百色）0310有限公司", "示例铝材型材（百色）0310号有限公司"),
                correction(58, "示例桥梁缆锁（柳州）0581号有限公司", "示例桥梁缆索（柳州）0581号有限公司"),
            ],
            later: vec![],
            files: vec![Link::new("原名单", "/announcements/2026-8")],
            kind: "更正公告",
            ..AnnouncementPage::sample()
        }
    }
}
