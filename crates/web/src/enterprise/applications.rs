//! 申报与复核 Batches that are open, and the applications of this enterprise (A12).

use askama::Template;
use jiff::civil::Date;
use titian_domain::application::{Application, Channel};
use titian_domain::notice::Batch;

use super::application::case;
use super::sample::{self, Ground};
use crate::components::{Due, Empty, Tag};
use crate::layout::{Link, Page};
use crate::show::{self, Day};

/// Open batches and one's own applications.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/applications.html")]
pub struct Applications {
    /// The page.
    pub page: Page,
    /// Batches that are open or about to open, the nearest deadline first.
    pub open: Vec<OpenBatch>,
    /// Own applications, the newest first.
    pub mine: Vec<MyApplication>,
    /// Said where no batch is open.
    pub none_open: Empty,
    /// Said where there are no applications.
    pub none_mine: Empty,
}

/// A batch one may enter.
#[derive(Debug, Clone)]
pub struct OpenBatch {
    /// Its name.
    pub name: String,
    /// 首次申报 or 复核.
    pub purpose: String,
    /// From when to when.
    pub window: String,
    /// What is left.
    pub due: Due,
    /// How one stands by its standard: 达到, 待定, 未达到; none where that cannot be said.
    pub standing: Option<Tag>,
    /// What one does: 看要求、开始申报 or 继续.
    pub act: Link,
    /// Why this enterprise may not enter; empty if it may.
    pub barred: String,
}

/// An application of this enterprise.
#[derive(Debug, Clone)]
pub struct MyApplication {
    /// The batch.
    pub batch: String,
    /// Its page.
    pub href: String,
    /// 受理编号; empty before the first submission.
    pub number: String,
    /// Whether it was filed on the national platform.
    pub platform: bool,
    /// How far it is.
    pub stage: Tag,
    /// Since when.
    pub began: Day,
    /// Until when the enterprise has to do something.
    pub due: Option<Due>,
}

impl OpenBatch {
    /// A batch; `running` is one's application in it that goes on, `outcome` the id of the outcome by its standard.
    pub fn of(batch: &Batch, running: Option<&Application>, outcome: Option<&str>, today: Date) -> OpenBatch {
        let act = match running {
            Some(case) => Link::new("继续这件申报", format!("/enterprise/applications/{}", case.id)),
            None => Link::new("看要求，开始申报", format!("/enterprise/applications/new?batch={}", batch.id)),
        };
        let standing = outcome.map(|id| match id {
            "passes" => Tag::ok("现在达到标准"),
            "fails" => Tag::warn("现在未达到"),
            _ => Tag::ask("还不能判定"),
        });
        OpenBatch {
            name: batch.name.clone(),
            purpose: batch.purpose.label().into(),
            window: format!("{} 至 {}", show::day(batch.from), show::day(batch.until)),
            due: Due::until(batch.until, today),
            standing,
            act,
            barred: String::new(),
        }
    }
}

impl MyApplication {
    /// An application with its batch.
    pub fn of(case: &Application, batch: &Batch, today: Date) -> MyApplication {
        MyApplication {
            batch: batch.name.clone(),
            href: format!("/enterprise/applications/{}", case.id),
            number: case.number.clone(),
            platform: case.channel == Channel::Platform,
            stage: case::tag(case),
            began: Day::full(case.began),
            due: case::due(case, batch, today),
        }
    }
}

impl Applications {
    /// The page of these batches and applications.
    pub fn of(page: Page, open: Vec<OpenBatch>, mine: Vec<MyApplication>, today: Date) -> Applications {
        let none_open = format!(
            "截至 {}，没有正在受理的批次。有新的批次时，会发通知和消息（细则第十二条）。档案可以先填好。",
            show::day(today)
        );
        Applications {
            page: Page { title: "申报与复核".into(), ..page },
            open,
            mine,
            none_open: Empty::new("现在没有可以申报的批次", none_open).link("看往期通知", "/notices"),
            none_mine: Empty::new("还没有申报过", "在上面选一个批次，看清要求后开始。"),
        }
    }

    /// Values to look at.
    pub fn sample(ground: &Ground) -> Option<Applications> {
        let today = crate::sample::today();
        let case = ground.case(4)?;
        let (refused, _) = ground.refused()?;
        let open = vec![OpenBatch::of(&ground.batch, Some(&case), Some("passes"), today)];
        let earlier = Batch { name: "2026年第一批创新型中小企业".into(), ..ground.batch.clone() };
        let mine = vec![MyApplication::of(&case, &ground.batch, today), MyApplication::of(&refused, &earlier, today)];
        Some(Applications::of(sample::page("/enterprise/applications", ""), open, mine, today))
    }

    /// A batch is open, nothing has begun.
    pub fn sample_open(ground: &Ground) -> Applications {
        let today = crate::sample::today();
        let open = vec![
            OpenBatch::of(&ground.batch, None, Some("undetermined"), today),
            OpenBatch {
                barred: "贵企业已经是专精特新中小企业".into(),
                standing: Some(Tag::warn("现在未达到")),
                ..OpenBatch::of(
                    &Batch { name: "2026年第二批专精特新中小企业".into(), ..ground.batch.clone() },
                    None,
                    None,
                    today,
                )
            },
        ];
        Applications::of(sample::page("/enterprise/applications", ""), open, vec![], today)
    }

    /// Nothing at all.
    pub fn sample_empty() -> Applications {
        Applications::of(sample::page("/enterprise/applications", ""), vec![], vec![], crate::sample::today())
    }
}
