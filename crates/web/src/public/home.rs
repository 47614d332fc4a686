//! 首页 The first page: one search, one picture of the province, what is open, what was published, how far along (A6.1).

use askama::Template;
use jiff::civil::date;

use crate::components::{Empty, Headline, Headlines, Step, Strip, Target, Targets, Task, Tasks, Terraces, TileMap};
use crate::layout::{Audience, Link, Page};
use crate::show::Day;
use crate::{sample, show};

/// The first page.
#[derive(Debug, Clone, Template)]
#[template(path = "public/home.html")]
pub struct Home {
    /// The page.
    pub page: Page,
    /// Whether the reader can be somebody who applies.
    pub apply: bool,
    /// Searches that work, below the box.
    pub examples: Vec<Link>,
    /// The three tiers of the province.
    pub terraces: Terraces,
    /// The day up to which the figures count.
    pub as_of: Day,
    /// Batches open or about to open, nearest first.
    pub batches: Tasks,
    /// What was published last.
    pub papers: Headlines,
    /// Progress to targets; `None` where the display is switched off.
    pub targets: Option<Targets>,
    /// Whose targets these are: “十四五”口径.
    pub targets_of: String,
    /// The middle tier by city.
    pub map: TileMap,
    /// Whom it counts: 创新型中小企业.
    pub map_of: String,
    /// How many the map counts in all: 742 家.
    pub map_total: String,
}

impl Home {
    /// Said when no batch is open.
    fn no_batch(&self) -> Empty {
        Empty::new(
            "现在没有开放的批次",
            "创新型和专精特新原则上每年开放两次，小巨人按工业和信息化部的通知。可以先自测。",
        )
        .link("先自测", "/self-test")
    }

    /// Values to look at.
    pub fn sample() -> Home {
        let today = sample::today();
        let step = |name: &str, held: i64, target: i64, new: i64| Step {
            name: name.into(),
            figure: show::count(held),
            unit: "家".into(),
            tag: None,
            line: format!("今年新增\u{a0}{}\u{a0}家", show::count(new)),
            strips: Strip::tenths(held, target),
        };
        let mut page = sample::page(Audience::Public, "/", "广西优质中小企业梯度培育平台 · 梯田");
        page.today.push("2\u{a0}个批次申报中，1\u{a0}份名单公示中".into());
        Home {
            page,
            apply: true,
            examples: vec![
                Link::new("精密传动", "/register?q=精密传动"),
                Link::new("柳州", "/register?q=柳州"),
                Link::new(sample::CODE, format!("/register?q={}", sample::CODE)),
            ],
            terraces: Terraces {
                label: "三个层次的有效称号家数".into(),
                steps: [step("创新型", 2968, 3000, 412), step("专精特新", 742, 800, 97), step("小巨人", 118, 300, 14)],
                key: false,
            },
            as_of: Day::full(date(2026, 11, 22)),
            batches: Tasks(vec![
                Task::until(date(2026, 11, 27), today, "创新型 · 2026年第二批", "/notices/2026-45")
                    .line("11月27日 24:00 前在线提交"),
                Task::until(date(2026, 12, 14), today, "专精特新复核 · 2023年认定企业", "/notices/2026-51")
                    .line("12月14日 24:00 前在线提交"),
                Task::from(date(2027, 1, 1), today, "2026年度信息更新", "/regulation#A14")
                    .line("2027年1月1日开始，截止日以通知为准"),
            ]),
            papers: Headlines(vec![
                Headline::dated(
                    "公示",
                    "2026年第二批专精特新中小企业拟认定名单",
                    "/publicity/2026-12",
                    Day::short(date(2026, 11, 19)),
                ),
                Headline::dated(
                    "通知",
                    "开展2026年第二批创新型中小企业评价工作",
                    "/notices/2026-45",
                    Day::short(date(2026, 11, 2)),
                ),
                Headline::dated(
                    "更正",
                    "2026年第一批公告中2家企业名称",
                    "/announcements/2026-9",
                    Day::short(date(2026, 8, 20)),
                ),
                Headline::dated(
                    "公告",
                    "2026年第一批创新型中小企业名单",
                    "/announcements/2026-8",
                    Day::short(date(2026, 8, 14)),
                ),
            ]),
            targets: Some(Targets(vec![
                Target::new("创新型", 2968, 3000, "/register?tier=innovative&status=valid"),
                Target::new("专精特新", 742, 800, "/register?tier=specialised&status=valid"),
                Target::new("小巨人", 118, 300, "/register?tier=little-giant&status=valid"),
            ])),
            targets_of: "“十四五”口径".into(),
            map: TileMap::new(
                "十四个设区市的有效专精特新中小企业家数",
                "家数",
                &[
                    ("450100", 186),
                    ("450200", 141),
                    ("450300", 92),
                    ("450400", 41),
                    ("450500", 38),
                    ("450600", 21),
                    ("450700", 34),
                    ("450800", 43),
                    ("450900", 62),
                    ("451000", 24),
                    ("451100", 22),
                    ("451200", 17),
                    ("451300", 12),
                    ("451400", 9),
                ],
                "/register?tier=specialised&status=valid&city=",
            ),
            map_of: "专精特新中小企业".into(),
            map_total: "742\u{a0}家".into(),
        }
    }

    /// On a quiet day: nothing open.
    pub fn sample_quiet() -> Home {
        Home { batches: Tasks(vec![]), targets: None, ..Home::sample() }
    }
}
