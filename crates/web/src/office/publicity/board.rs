//! 公示与公告 What can go before the public, what stands there, what is over: one page for the city's lists, and for the
//! province's announcements.

use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use titian_domain::announcement::{Announcement, Stage as Announced};
use titian_domain::publicity::{Publicity, Stage};
use titian_domain::recommendation::Recommendation;

use crate::components::{Due, Empty, Pages, Tag};
use crate::layout::Page;
use crate::office::sample::{batch, office, province};
use crate::sample::today;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/publicity/board.html")]
pub struct Board {
    /// The page.
    pub page: Page,
    /// What asks for a hand, in a sentence.
    pub lead: String,
    /// Batches with cases that can be recommended to the level above; `None` if the reader recommends none.
    pub recommend: Option<Vec<Ready>>,
    /// Recommendations by the reader's office and, for the province, those that it received; the newest first.
    pub recommendations: Vec<RecommendationLine>,
    /// Batches of the reader's city with cases that can go before the public.
    pub ready: Option<Vec<Ready>>,
    /// Lists, the newest first.
    pub lists: Vec<ListLine>,
    /// Batches with filings that can be announced; `None` for a city.
    pub announce: Option<Vec<Ready>>,
    /// Announcements, the newest first.
    pub announcements: Vec<AnnouncementLine>,
    /// Pages of the lists.
    pub list_pages: Pages,
    /// Pages of the announcements.
    pub announcement_pages: Pages,
}

/// Which page of each is asked for: `?page=2&announced=3`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Query {
    /// Of the lists, from 1.
    pub page: String,
    /// Of the announcements, from 1.
    pub announced: String,
}

impl Query {
    /// Both, from 1. What is no number is the first page.
    pub fn parse(&self) -> (u32, u32) {
        let read = |text: &str| text.parse().unwrap_or(1).max(1);
        (read(&self.page), read(&self.announced))
    }

    /// Pages of `all` lists, `size` on each; the announcements stay where they are.
    pub fn lists(&self, size: u32, all: u32) -> Pages {
        let (page, announced) = self.parse();
        Pages::new(page, size, all, format!("/office/publicity?announced={announced}&page="), "份").of("公示")
    }

    /// Pages of `all` announcements, likewise.
    pub fn announcements(&self, size: u32, all: u32) -> Pages {
        let (page, announced) = self.parse();
        Pages::new(announced, size, all, format!("/office/publicity?page={page}&announced="), "份").of("公告")
    }
}

/// A batch from which a list can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// Its name.
    pub batch: String,
    /// How many can join, and how many not yet.
    pub counts: String,
    /// Where the list is made.
    pub href: String,
    /// Until when it has to be done; may be empty.
    pub due: Option<Due>,
}

impl Ready {
    /// A batch of a city: `ready` can go before the public, `others` not yet.
    pub fn publicity(batch: &str, id: &str, ready: u32, others: u32, due: Option<Due>) -> Ready {
        Ready {
            batch: batch.into(),
            counts: format!("{ready}\u{a0}家可以公示，{others}\u{a0}家还在办"),
            href: format!("/office/publicity/new?batch={id}"),
            due,
        }
    }

    /// A batch of a desk: `ready` can be recommended to the level above, `others` not yet.
    pub fn recommendation(batch: &str, id: &str, ready: u32, others: u32, due: Option<Due>) -> Ready {
        Ready {
            batch: batch.into(),
            counts: format!("{ready}\u{a0}家可以推荐，{others}\u{a0}家还在办"),
            href: format!("/office/recommendations/new?batch={id}"),
            due,
        }
    }

    /// A batch of the province: `filed` can be announced, `held` are held back.
    pub fn announcement(batch: &str, id: &str, filed: u32, held: u32) -> Ready {
        Ready {
            batch: batch.into(),
            counts: format!("备案或者公示期满\u{a0}{filed}\u{a0}家，其中\u{a0}{held}\u{a0}家暂缓"),
            href: format!("/office/announcements/new?batch={id}"),
            due: None,
        }
    }
}

/// One list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLine {
    /// Its title.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// 公示中, 期满待备案, 已备案.
    pub state: Tag,
    /// From when until when.
    pub days: String,
    /// What is left.
    pub due: Option<Due>,
    /// How many are on it.
    pub count: usize,
    /// How many were filed.
    pub filed: usize,
    /// How many objections are open.
    pub open: usize,
}

impl ListLine {
    /// A list, with the number of open objections against it.
    pub fn of(one: &Publicity, open: usize, today: Date) -> ListLine {
        let filed = one.filings.iter().map(|filing| filing.applications.len()).sum();
        ListLine {
            title: one.title.clone(),
            href: format!("/office/publicity/{}", one.id),
            state: match (one.stage, filed) {
                (Stage::Open, _) => Tag::ask("公示中"),
                // The province's own lists are filed nowhere.
                (Stage::Over, 0) if one.city.is_province() => Tag::plain("期满"),
                (Stage::Over, 0) => Tag::warn("期满待备案"),
                (Stage::Over, some) if some < one.list.len() => Tag::plain("部分备案"),
                (Stage::Over, _) => Tag::ok("已备案"),
            },
            days: format!("{}至{}", show::day_short(one.from), show::day_short(one.until)),
            due: (one.stage == Stage::Open).then(|| Due::until(one.until, today)),
            count: one.list.len(),
            filed,
            open,
        }
    }
}

/// One recommendation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecommendationLine {
    /// 文号.
    pub number: String,
    /// Where it is.
    pub href: String,
    /// By which office.
    pub office: String,
    /// Which batch.
    pub batch: String,
    /// The day.
    pub on: String,
    /// How many are on it.
    pub count: usize,
}

impl RecommendationLine {
    /// A recommendation of a batch with this name, by an office with this one.
    pub fn of(one: &Recommendation, batch: &str, office: String) -> RecommendationLine {
        RecommendationLine {
            number: one.number.clone(),
            href: format!("/office/recommendations/{}", one.id),
            office,
            batch: batch.into(),
            on: show::day(one.on),
            count: one.list.len(),
        }
    }
}

/// One announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncementLine {
    /// Its title.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// 待批准, 已公告, 已撤回.
    pub state: Tag,
    /// Number and day.
    pub paper: String,
    /// How many are on it.
    pub count: usize,
}

impl AnnouncementLine {
    /// An announcement.
    pub fn of(one: &Announcement) -> AnnouncementLine {
        let (state, paper) = match &one.stage {
            Announced::Prepared => (Tag::ask("待批准"), format!("{}固定名单", show::day_short(one.prepared_on))),
            Announced::InForce { approval } => {
                (Tag::ok("已公告"), format!("{}，{}", approval.number, show::day(approval.dated)))
            }
            Announced::Dropped { reason } => (Tag::off("已撤回"), reason.clone()),
        };
        AnnouncementLine {
            title: one.title.clone(),
            href: format!("/office/announcements/{}", one.id),
            state,
            paper,
            count: one.list.len(),
        }
    }
}

impl Board {
    /// Said when there is no list.
    fn no_list(&self) -> Empty {
        Empty::new("还没有公示过", "审批同意的企业满一份名单后，从上面进入发布。")
    }

    /// Said when nothing can go before the public.
    fn none_ready(&self) -> Empty {
        Empty::new("现在没有可以公示的企业", "审批同意之后才列入拟公示。").link("去待办", "/office")
    }

    /// Said when nothing can be recommended.
    fn none_endorsed(&self) -> Empty {
        Empty::new("现在没有可以推荐的企业", "审批同意之后才列入拟推荐。").link("去待办", "/office")
    }

    /// Said when nothing can be announced.
    fn none_filed(&self) -> Empty {
        Empty::new("现在没有可以公告的企业", "各市备案（创新型）或者自治区公示期满（专精特新）之后，会按批次列在这里。")
    }

    /// Values to look at: a city.
    pub fn sample() -> Option<Board> {
        let line = |title: &str, id: &str, state, days: &str, due, counts: (usize, usize, usize)| ListLine {
            title: title.into(),
            href: format!("/office/publicity/{id}"),
            state,
            days: days.into(),
            due,
            count: counts.0,
            filed: counts.1,
            open: counts.2,
        };
        let due = |month, day| Some(Due::until(jiff::civil::date(2026, month, day), today()));
        Some(Board {
            page: office("/office/publicity", "公示与备案"),
            lead: "1 份公示已经期满，等备案；31 家可以公示。12月11日前要备案完。".into(),
            recommend: Some(vec![Ready::recommendation(
                "2026年第二批专精特新中小企业",
                "2026-46.1",
                6,
                41,
                due(12, 11),
            )]),
            recommendations: vec![RecommendationLine {
                number: "柳工信函〔2026〕41号".into(),
                href: "/office/recommendations/r".into(),
                office: "柳州市".into(),
                batch: "2026年第一批专精特新中小企业".into(),
                on: "2026年6月12日".into(),
                count: 37,
            }],
            ready: Some(vec![Ready::publicity(&batch().name, "2026-45.1", 31, 253, due(12, 11))]),
            lists: vec![
                line(
                    "柳州市2026年第二批创新型中小企业拟公告名单公示（一）",
                    "2026-21",
                    Tag::ask("公示中"),
                    "11月20日至11月26日",
                    due(11, 26),
                    (64, 0, 1),
                ),
                line(
                    "柳州市2026年第二批创新型中小企业提前审核名单公示",
                    "2026-20",
                    Tag::warn("期满待备案"),
                    "11月16日至11月20日",
                    None,
                    (6, 0, 1),
                ),
                line(
                    "柳州市2026年第一批创新型中小企业拟公告名单公示",
                    "2026-9",
                    Tag::ok("已备案"),
                    "6月8日至6月12日",
                    None,
                    (112, 112, 0),
                ),
            ],
            announce: None,
            announcements: vec![],
            list_pages: Query::default().lists(30, 3),
            announcement_pages: Query::default().announcements(30, 0),
        })
    }

    /// The province.
    pub fn sample_province() -> Option<Board> {
        let line = |title: &str, id: &str, state, paper: &str, count| AnnouncementLine {
            title: title.into(),
            href: format!("/office/announcements/{id}"),
            state,
            paper: paper.into(),
            count,
        };
        let city = Board::sample()?;
        let mut page = office("/office/publicity", "公示与公告");
        page.who =
            Some(crate::layout::Who { name: "演示用户戊".into(), of: "自治区（演示）· 经办".into() });
        Some(Board {
            page: province("/office/publicity", "公示与公告"),
            lead: "9 个市已经备案 386 家；1 份名单在等批准。".into(),
            recommend: Some(vec![]),
            recommendations: vec![],
            ready: Some(vec![]),
            announce: Some(vec![Ready::announcement(&batch().name, "2026-45.1", 386, 4)]),
            announcements: vec![
                line("2026年第二批创新型中小企业名单（一）", "a2", Tag::ask("待批准"), "11月20日固定名单", 214),
                line(
                    "2026年第一批创新型中小企业名单",
                    "a1",
                    Tag::ok("已公告"),
                    "桂工信企业〔2026〕88号，2026年8月14日",
                    412,
                ),
                line("2026年第一批创新型中小企业补充名单", "a0", Tag::off("已撤回"), "名单漏了两家，重新准备", 9),
            ],
            ..city
        })
    }

    /// Nothing there.
    pub fn sample_empty() -> Option<Board> {
        let lead = "截至11月23日，柳州市没有公示过名单。".into();
        Board::sample().map(|board| Board {
            lead,
            recommend: Some(vec![]),
            recommendations: vec![],
            ready: Some(vec![]),
            lists: vec![],
            ..board
        })
    }
}
