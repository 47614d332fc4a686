//! 企业页 What an enterprise holds on any day, why, and how to check it (A13, A15.1, A16).

use askama::Template;
use jiff::civil::date;
use serde::Deserialize;

use crate::components::{Act, Empty, Life, LifeKind, Lives, Qr, Tag, Timeline};
use crate::layout::{Audience, Link, Page};
use crate::sample;
use crate::show::{Day, Name};

/// The day one looks at; the query of the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// ISO; empty = today.
    pub on: String,
}

/// An enterprise in the register.
#[derive(Debug, Clone, Template)]
#[template(path = "public/entry.html")]
pub struct Entry {
    /// The page.
    pub page: Page,
    /// Its name on that day.
    pub name: Name,
    /// Its code.
    pub code: String,
    /// 柳州市 · 通用设备制造业 · 小型.
    pub line: String,
    /// The day one looks at, for the control.
    pub on_iso: String,
    /// The same, in words.
    pub on: String,
    /// What is wrong with the day asked for; may be empty.
    pub error: String,
    /// Titles it holds on that day.
    pub held: Vec<Title>,
    /// Titles of which it is not known whether it holds them on that day.
    pub unsure: Vec<Unsure>,
    /// Titles over time.
    pub lives: Lives,
    /// What happened, newest first.
    pub acts: Timeline,
    /// Withdrawals and bars.
    pub marks: Vec<Mark>,
    /// A code that leads here.
    pub qr: Qr,
    /// 核对码 of what stands here on that day.
    pub check: String,
    /// Where its certificate can be had; empty = nowhere.
    pub certificate: String,
    /// Names over time, newest first: name and since when.
    pub names: Vec<(Name, String)>,
    /// Whose area it is in, and since when.
    pub authority: String,
    /// Where one reports that something is untrue; empty while that room is closed.
    pub complain: String,
}

/// A title held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// 专精特新中小企业.
    pub tier: String,
    /// 有效; 有效，复核中.
    pub tag: Tag,
    /// From when until when.
    pub days: String,
    /// Why it still stands past its date, or what is open; may be empty.
    pub note: String,
    /// Article of the note; may be empty.
    pub cite: Option<Link>,
    /// The announcement.
    pub paper: Link,
}

/// A title from before the rules (A13.4) whose days no list tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsure {
    /// 专精特新中小企业.
    pub tier: String,
    /// 有效期待核实.
    pub tag: Tag,
    /// What is known of its days.
    pub days: String,
    /// What the list says of them, in its own words; may be empty.
    pub stated: String,
    /// The list.
    pub source: String,
}

/// A withdrawal or a bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its state today: 已取消, 限制申报中, 已期满.
    pub tag: Tag,
    /// What it is, on which day.
    pub what: String,
    /// Ground, clause and end.
    pub text: String,
    /// The decision.
    pub paper: Link,
}

impl Entry {
    fn no_title(&self) -> Empty {
        Empty::new("这一天没有称号", format!("{}，这家企业没有有效的称号。其他日子见下方的沿革。", self.on))
    }

    fn no_mark(&self) -> Empty {
        Empty::new(
            "没有记录",
            format!(
                "到{}，本平台没有该企业的称号被提前终止的记录。限制申报的情况本页尚不公布，请向主管部门了解；其他部门的处罚请到国家企业信用信息公示系统查询。",
                self.on
            ),
        )
    }

    /// One that an old list names, without its code and its days (A13.4).
    pub fn sample_earlier() -> Entry {
        let unsure = Unsure {
            tier: "专精特新中小企业".into(),
            tag: Tag::ask("有效期待核实"),
            days: "起始日未知至届满日未知".into(),
            stated: "2020年度".into(),
            source: "演示公告〔2020〕3号".into(),
        };
        Entry {
            code: "统一社会信用代码待登记".into(),
            held: vec![],
            unsure: vec![unsure],
            lives: Lives::new(&["小巨人", "专精特新", "创新型"], &[], sample::today()).words("专精特新：起止未知。"),
            acts: Timeline(vec![]),
            check: String::new(),
            certificate: String::new(),
            ..Entry::sample()
        }
    }

    /// Values to look at.
    pub fn sample() -> Entry {
        let today = sample::today();
        let rows = ["小巨人", "专精特新", "创新型"];
        let lives = [
            Life {
                row: 1,
                from: date(2024, 12, 20),
                until: date(2027, 12, 20),
                kind: LifeKind::Valid,
                words: "2024年12月20日起三年".into(),
            },
            Life {
                row: 2,
                from: date(2023, 6, 30),
                until: date(2026, 6, 30),
                kind: LifeKind::Valid,
                words: "2023年6月30日起三年".into(),
            },
            Life {
                row: 2,
                from: date(2026, 6, 30),
                until: today,
                kind: LifeKind::Continued,
                words: "复核中，仍有效".into(),
            },
        ];
        let words = "创新型：2023年6月至2026年6月有效，之后因复核继续有效。专精特新：2024年12月至2027年12月有效。小巨人：没有。";
        Entry {
            page: sample::page(Audience::Public, "/register", "示例精密传动（柳州）0042号")
                .under("企业名录", "/register"),
            name: Name::new(sample::FIRM),
            code: sample::CODE.into(),
            line: "柳州市 · 通用设备制造业 · 小型".into(),
            on_iso: "2026-11-23".into(),
            on: "2026年11月23日".into(),
            error: String::new(),
            held: vec![
                Title {
                    tier: "专精特新中小企业".into(),
                    tag: Tag::ok("有效"),
                    days: "2024年12月20日至2027年12月19日".into(),
                    note: String::new(),
                    cite: None,
                    paper: Link::new("演示公告〔2024〕31号", "/announcements/2024-31"),
                },
                Title {
                    tier: "创新型中小企业".into(),
                    tag: Tag::ok("有效，复核中"),
                    days: "2023年6月30日至2026年6月29日".into(),
                    note: "已到期。复核名单公布前，原名单继续有效".into(),
                    cite: Some(Link::new("细则第十三条", "/regulation#A13.3")),
                    paper: Link::new("演示公告〔2023〕9号", "/announcements/2023-9"),
                },
            ],
            unsure: vec![],
            lives: Lives::new(&rows, &lives, today).words(words),
            acts: Timeline(vec![
                Act::new(Day::full(date(2026, 10, 12)), "提交创新型复核")
                    .text("2023年公告企业的复核，柳州市审核中。")
                    .now(),
                Act::new(Day::full(date(2026, 4, 18)), "完成2025年度信息更新")
                    .text("期限内完成，复核资格保留。")
                    .cite("细则第十四条"),
                Act::new(Day::full(date(2025, 3, 12)), "更名")
                    .text("由“示例齿轮（柳州）0042号有限公司”更为现名，4月2日报告，在三个月内。")
                    .cite("细则第十五条"),
                Act::new(Day::full(date(2024, 12, 20)), "认定为专精特新中小企业")
                    .paper("演示公告〔2024〕31号", "/announcements/2024-31")
                    .text("第 58\u{a0}家。"),
                Act::new(Day::full(date(2023, 6, 30)), "公告为创新型中小企业")
                    .paper("演示公告〔2023〕9号", "/announcements/2023-9")
                    .text("第 212\u{a0}家。"),
            ]),
            marks: vec![],
            qr: Qr::new("https://titian.example/verify?code=42B8-6D10-E7A3", "核验二维码"),
            check: "演示-42B8-6D10-E7A3".into(),
            certificate: "/register/91450200MA0000042X.pdf".into(),
            names: vec![
                (Name::new(sample::FIRM), "2025年3月12日起".into()),
                (Name::new("示例齿轮（柳州）0042号有限公司"), "2014年5月20日至2025年3月11日".into()),
            ],
            authority: "柳州市工业和信息化局（演示）".into(),
            complain: "/voice?enterprise=91450200MA0000042X#complaint".into(),
        }
    }

    /// A title withdrawn, and the bar that follows.
    pub fn sample_withdrawn() -> Entry {
        let today = sample::today();
        let lives = [
            Life {
                row: 2,
                from: date(2024, 5, 9),
                until: date(2026, 4, 12),
                kind: LifeKind::Valid,
                words: "2024年5月9日起".into(),
            },
            Life {
                row: 2,
                from: date(2026, 4, 12),
                until: date(2027, 5, 9),
                kind: LifeKind::Withdrawn,
                words: "2026年4月12日取消".into(),
            },
        ];
        Entry {
            page: sample::page(Audience::Public, "/register", "示例桥梁缆索（柳州）0581号")
                .under("企业名录", "/register"),
            name: Name::new("示例桥梁缆索（柳州）0581号有限公司"),
            code: "91450200MA0000581X".into(),
            line: "柳州市 · 金属制品业 · 中型".into(),
            held: vec![],
            lives: Lives::new(&["小巨人", "专精特新", "创新型"], &lives, today)
                .words("创新型：2024年5月9日起有效，2026年4月12日取消。专精特新、小巨人：没有。"),
            acts: Timeline(vec![
                Act::new(Day::full(date(2026, 4, 12)), "取消创新型中小企业称号")
                    .paper("演示决定〔2026〕3号", "/notices/decision-2026-3")
                    .text("申报数据造假，经陈述申辩后决定。")
                    .cite("细则第十六条"),
                Act::new(Day::full(date(2024, 5, 9)), "公告为创新型中小企业")
                    .paper("演示公告〔2024〕6号", "/announcements/2024-6"),
            ]),
            marks: vec![Mark {
                tag: Tag::warn("限制申报中"),
                what: "2026年4月12日取消创新型中小企业称号".into(),
                text: "理由：申报数据造假。自决定之日起三年内不得再次申报，到2029年4月11日为止。依据细则第十六条。"
                    .into(),
                paper: Link::new("演示决定〔2026〕3号", "/notices/decision-2026-3"),
            }],
            certificate: String::new(),
            names: vec![(Name::new("示例桥梁缆索（柳州）0581号有限公司"), "2011年8月1日起".into())],
            ..Entry::sample()
        }
    }
}
