//! 通知 The notices, drafts first, and how far each batch is.

use askama::Template;
use jiff::civil::Date;
use titian_domain::notice::{Batch, Notice, Stage};

use crate::components::{Due, Empty, Tag};
use crate::layout::Page;
use crate::office::sample::{batch, province};
use crate::sample::today;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/notice/list.html")]
pub struct Notices {
    /// The page.
    pub page: Page,
    /// What is open.
    pub lead: String,
    /// Whether the reader may draft.
    pub may_draft: bool,
    /// The notices.
    pub notices: Vec<NoticeLine>,
}

/// One notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeLine {
    /// Its title.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// 文号 and day; empty for a draft.
    pub paper: String,
    /// 草稿, 已发布.
    pub state: Tag,
    /// Its batches.
    pub batches: Vec<BatchLine>,
}

/// One batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchLine {
    /// Its name.
    pub name: String,
    /// 未开始, 申报中, 审核中, 已截止.
    pub state: Tag,
    /// From when until when.
    pub window: String,
    /// What ends next.
    pub due: Option<Due>,
    /// How many were submitted; empty if none can have been.
    pub submitted: String,
}

/// How far a batch is on a day.
pub fn state(batch: &Batch, published: bool, today: Date) -> Tag {
    match () {
        () if !published => Tag::off("未发布"),
        () if today < batch.from => Tag::plain("未开始"),
        () if batch.open_on(today) => Tag::ok("申报中"),
        () if today <= batch.city_due => Tag::ask("各市审核中"),
        () => Tag::off("已截止"),
    }
}

impl BatchLine {
    /// A batch; `submitted` counts its cases.
    pub fn of(batch: &Batch, published: bool, submitted: u32, today: Date) -> BatchLine {
        let due = match today {
            day if !published || day > batch.city_due => None,
            day if day <= batch.until => Some(Due::until(batch.until, today)),
            _ => Some(Due {
                when: format!("{}前备案", show::day_short(batch.city_due)),
                ..Due::until(batch.city_due, today)
            }),
        };
        BatchLine {
            name: batch.name.clone(),
            state: state(batch, published, today),
            window: format!("{}至{}", show::day(batch.from), show::day(batch.until)),
            due,
            submitted: if published && today >= batch.from { show::count(submitted.into()) } else { String::new() },
        }
    }
}

impl NoticeLine {
    /// A notice; `submitted` counts the cases of each of its batches, in their order.
    pub fn of(notice: &Notice, submitted: &[u32], today: Date) -> NoticeLine {
        let (state, paper) = match notice.stage {
            Stage::Draft => (Tag::plain("草稿"), String::new()),
            Stage::Published { on } => (Tag::ok("已发布"), format!("{}，{}", notice.number, show::day(on))),
        };
        let counts = submitted.iter().copied().chain(std::iter::repeat(0));
        let batch = |(batch, count)| BatchLine::of(batch, notice.stage != Stage::Draft, count, today);
        NoticeLine {
            title: notice.title.clone(),
            href: format!("/office/notices/{}", notice.id),
            paper,
            state,
            batches: notice.batches.iter().zip(counts).map(batch).collect(),
        }
    }
}

impl Notices {
    /// Said when there is none.
    fn none(&self) -> Empty {
        let empty = Empty::new("还没有通知", "创新型、专精特新原则上每年上下半年各开放一次。");
        if self.may_draft { empty.link("起草一份通知", "/office/notices/new") } else { empty }
    }

    /// Values to look at.
    pub fn sample() -> Option<Notices> {
        use jiff::civil::date;
        let published = sample_notice(Stage::Published { on: date(2026, 11, 2) });
        let draft = Notice {
            title: "关于开展2027年第一批创新型中小企业评价工作的通知".into(),
            batches: vec![Batch {
                name: "2027年第一批创新型中小企业".into(),
                from: date(2027, 3, 1),
                until: date(2027, 3, 26),
                city_due: date(2027, 4, 16),
                ..batch()
            }],
            ..sample_notice(Stage::Draft)
        };
        let earlier = Notice {
            title: "关于开展2026年第一批创新型中小企业评价工作的通知".into(),
            number: "桂工信企业〔2026〕18号".into(),
            batches: vec![Batch {
                name: "2026年第一批创新型中小企业".into(),
                from: date(2026, 4, 13),
                until: date(2026, 5, 8),
                city_due: date(2026, 6, 19),
                ..batch()
            }],
            ..sample_notice(Stage::Published { on: date(2026, 4, 8) })
        };
        Some(Notices {
            page: province("/office/notices", "通知与批次"),
            lead: "1 个批次申报中，还剩 4 天；1 份通知在起草。".into(),
            may_draft: true,
            notices: vec![
                NoticeLine::of(&draft, &[], today()),
                NoticeLine::of(&published, &[1284], today()),
                NoticeLine::of(&earlier, &[1102], today()),
            ],
        })
    }

    /// None yet.
    pub fn sample_empty() -> Option<Notices> {
        let lead = "截至11月23日，没有起草或发布过通知。".into();
        Notices::sample().map(|page| Notices { lead, notices: vec![], ..page })
    }
}

/// A notice to look at.
pub(super) fn sample_notice(stage: Stage) -> Notice {
    let published = stage != Stage::Draft;
    Notice {
        id: titian_domain::id::NoticeId("2026-45".into()),
        title: "关于开展2026年第二批创新型中小企业评价工作的通知".into(),
        number: if published { "桂工信企业〔2026〕45号".into() } else { String::new() },
        text: "各设区市工业和信息化局：\n\n为做好优质中小企业梯度培育，现开展2026年第二批创新型中小企业评价。请组织本地企业自愿申报，\
               在线填报、在线提交，不收取任何费用。\n\n各市按规定审核、实地抽查、公示后，于上报截止日前备案。"
            .into(),
        batches: vec![batch()],
        stage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_batch_says_how_far_it_is() {
        let word = |day| state(&batch(), true, day).word;
        assert_eq!(word(date(2026, 11, 1)), "未开始");
        assert_eq!([word(date(2026, 11, 2)), word(date(2026, 11, 27))], ["申报中", "申报中"]);
        assert_eq!([word(date(2026, 11, 28)), word(date(2026, 12, 11))], ["各市审核中", "各市审核中"]);
        assert_eq!(word(date(2026, 12, 12)), "已截止");
        assert_eq!(state(&batch(), false, today()).word, "未发布");
    }
}
