//! Lists to look at.

use titian_domain::application::{Application, Stage};
use titian_domain::id::{AccountId, ApplicationId, ObjectionId, PublicityId};

use super::{Query, Queue, QueueRow, SIZE, StageCount, TakeUp};
use crate::components::{Errors, Pages};
use crate::layout::Link;
use crate::office::sample::{batch, case, handler, leader, names, office, spells};
use crate::sample::{FIRMS, policy, today};
use jiff::civil::date;

const COUNTS: [(&str, u32); 7] = [
    ("submitted", 126),
    ("under_review", 43),
    ("returned", 12),
    ("concluded", 8),
    ("listed", 31),
    ("in_publicity", 64),
    ("refused", 5),
];

/// Fourteen cases in all stages.
fn cases() -> Option<Vec<Application>> {
    let one = case()?;
    let (mine, on) = (handler(), date(2026, 11, 20));
    let other = AccountId("officer-6".into());
    let publicity = PublicityId("p".into());
    let stages = [
        Stage::Returned { on, due: date(2026, 11, 22), deficiencies: vec![], handler: mine.clone() },
        Stage::Returned { on, due: date(2026, 11, 24), deficiencies: vec![], handler: mine.clone() },
        Stage::InPublicity { publicity: publicity.clone(), until: date(2026, 11, 27) },
        Stage::InPublicity { publicity, until: date(2026, 11, 27) },
        Stage::UnderReview { since: on, handler: mine.clone() },
        Stage::UnderReview { since: on, handler: mine.clone() },
        Stage::UnderReview { since: on, handler: other },
        Stage::Concluded {
            on,
            handler: mine,
            pass: true,
            opinion: "拟通过".into(),
            uncalled: String::new(),
            heard: vec![],
        },
        Stage::Submitted { on },
        Stage::Submitted { on },
        Stage::Submitted { on },
        Stage::Listed { on },
    ];
    let cases = stages.into_iter().zip(FIRMS).zip(1..).map(|((stage, (name, code, _)), n)| {
        let mut case = Application { id: ApplicationId(format!("{n}")), stage, ..one.clone() };
        case.number = format!("GX2026H2C{:05}", n * 17 + 3);
        if let Some(filing) = &mut case.filing {
            filing.content.name = name.replace("（南宁）", "（柳州）").replace("（桂林）", "（柳州）");
            filing.content.code = code.into();
        }
        if !matches!(n, 2 | 5 | 8) {
            case.verdicts.clear();
        }
        if n == 3 {
            case.held_by.push(ObjectionId("o".into()));
        }
        case
    });
    Some(cases.collect())
}

impl Queue {
    /// Values to look at: a city officer's day.
    pub fn sample() -> Option<Queue> {
        let filter = Query::default().filter();
        let page = office("/office", "待办 43 件");
        let row = |case: &Application| {
            let pickable = matches!(case.stage, Stage::Submitted { .. });
            let open = usize::from(matches!(case.stage, Stage::Listed { .. }));
            Some(QueueRow::of(policy()?, case, &batch(), &names(), (&spells(), today()), pickable).unchecked(open))
        };
        let rows: Vec<QueueRow> = cases()?.iter().filter_map(row).collect();
        Some(Queue {
            lead: "1 件补正已经过期，3 件本周到期；126 件还没有人受理。12月11日前要备案。".into(),
            errands: vec![
                Link::new("账号核验 3 个", "/office/accounts"),
                Link::new("异议 1 件", "/office/objections"),
                Link::new("公示期满待备案 1 份", "/office/publicity"),
            ],
            stages: StageCount::all("/office", &filter, &COUNTS),
            base: "/office",
            query: Query::default(),
            handlers: vec![
                (String::new(), "不限".into()),
                ("mine".into(), "我".into()),
                ("nobody".into(), "还没有人".into()),
                ("officer-6".into(), "演示用户己".into()),
            ],
            batches: vec![(String::new(), "不限".into()), (batch().id.to_string(), batch().name)],
            filtered: false,
            saved: vec![("我的补正".into(), "/office/applications?stage=returned&handler=mine".into())],
            filter_name: String::new(),
            back: "/office".into(),
            tick_all: filter.ticked("/office"),
            pages: Pages::new(1, SIZE, 284, filter.before_page("/office"), "件"),
            colleagues: vec![(String::new(), "我".into()), ("officer-6".into(), "演示用户己".into())],
            may_approve: false,
            may_handle: true,
            may_assign: false,
            form: TakeUp::default(),
            errors: Errors::none(),
            refused: None,
            page,
            rows,
        })
    }

    /// As the leader sees it.
    pub fn sample_leader() -> Option<Queue> {
        let mut queue = Queue::sample()?;
        queue.page.title = "待审批 8 件".into();
        queue.lead = "最早的一件等了 3 天。可以逐件看，也可以勾选后一起审批。".into();
        let concluded = cases()?.into_iter().filter(|case| !case.stage.is_final()).take(6);
        let rows = concluded.map(|case| {
            let stage = Stage::Concluded {
                on: date(2026, 11, 20),
                handler: handler(),
                pass: true,
                opinion: "拟通过".into(),
                uncalled: String::new(),
                heard: vec![],
            };
            let case = Application { stage, held_by: vec![], ..case };
            Some(QueueRow::of(policy()?, &case, &batch(), &names(), (&spells(), today()), handler() != leader()))
        });
        queue.rows = rows.collect::<Option<_>>()?;
        queue.errands.clear();
        queue.colleagues.clear();
        let filter = Query { stage: "concluded".into(), ..Query::default() };
        queue.stages = StageCount::all("/office", &filter.filter(), &COUNTS);
        queue.pages = Pages::new(1, SIZE, 8, "/office?page=", "件");
        Some(Queue { may_approve: true, may_handle: false, may_assign: true, query: filter, filtered: true, ..queue })
    }

    /// A colleague who left, and nothing ticked.
    pub fn sample_refused() -> Option<Queue> {
        let errors = TakeUp::default().parse(&handler(), &[]).err()?;
        Queue::sample().map(|queue| Queue { errors, ..queue })
    }

    /// Nothing fits.
    pub fn sample_empty() -> Option<Queue> {
        let query = Query { q: "不存在的企业".into(), held: "on".into(), ..Query::default() };
        let pages = Pages::new(1, SIZE, 0, "/office?page=", "件");
        Queue::sample().map(|queue| Queue { rows: vec![], query, filtered: true, pages, ..queue })
    }

    /// Nothing waits.
    pub fn sample_done() -> Option<Queue> {
        let mut queue = Queue::sample_empty()?;
        queue.page.title = "没有待办".into();
        queue.lead = "截至11月23日，柳州市没有等您办理的申报。".into();
        let stages = StageCount::all("/office", &Query::default().filter(), &[]);
        Some(Queue { query: Query::default(), filtered: false, errands: vec![], stages, ..queue })
    }
}
