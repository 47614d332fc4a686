//! 抽签公开 What anybody reads of the draws of spot checks (A9.2, A10.2, A10.3, A11), and how it is computed once more.

use askama::Template;
use titian_domain::draw::{Draw, Stage};

use crate::components::{Empty, Pages, Summary, Tag};
use crate::layout::{Audience, Page};
use crate::{sample, show};

/// The list of draws.
#[derive(Debug, Clone, Template)]
#[template(path = "public/draws.html")]
pub struct DrawsPage {
    /// The page.
    pub page: Page,
    /// The draws: title, address, state, office, the day the list was fixed.
    pub lines: Vec<(String, String, Tag, String, String)>,
    /// Pages of it.
    pub pages: Pages,
}

/// One draw.
#[derive(Debug, Clone, Template)]
#[template(path = "public/draw.html")]
pub struct DrawPage {
    /// The page.
    pub page: Page,
    /// How far it is.
    pub state: Tag,
    /// What is public of it.
    pub facts: Summary,
    /// The digest of the list.
    pub hash: String,
    /// The promise of the contribution.
    pub commitment: String,
    /// The result: number, why, who goes by key.
    pub selected: Vec<(String, &'static str, String)>,
    /// Where the file is, once it is drawn or given up.
    pub file: String,
    /// Whether it was drawn: else the file holds the list alone.
    pub drawn: bool,
    /// The article.
    pub clause: &'static str,
}

fn state(draw: &Draw) -> Tag {
    match &draw.stage {
        Stage::Prepared | Stage::Fixed(_) => Tag::ask("等公开值"),
        Stage::Drawn { .. } => Tag::ok("已抽出"),
        Stage::Dropped { .. } => Tag::off("已作废"),
    }
}

impl DrawsPage {
    /// The list; `office` names who draws.
    pub fn of<'d>(
        page: Page,
        draws: impl IntoIterator<Item = &'d Draw>,
        pages: Pages,
        office: impl Fn(&Draw) -> String,
    ) -> DrawsPage {
        let line = |draw: &Draw| {
            let fixed = draw.fixing().map_or_else(String::new, |fixing| show::day(fixing.on));
            (draw.title.clone(), format!("/draws/{}", draw.id), state(draw), office(draw), fixed)
        };
        DrawsPage { page, lines: draws.into_iter().map(line).collect(), pages }
    }

    fn none(&self) -> Empty {
        Empty::new("还没有固定过名单的抽签", "各市和自治区抽取实地抽查对象时，会先在这里公布名单的摘要。")
    }

    /// Values to look at.
    pub fn sample() -> DrawsPage {
        let page = sample::page(Audience::Public, "/notices", "实地抽查的抽签").under("通知与公示", "/notices");
        let draws: Vec<Draw> = sample::draw::public();
        DrawsPage::of(page, &draws, Pages::new(1, 20, 43, "/draws?page=", "次"), |_| "柳州市".into())
    }

    /// Nothing yet.
    pub fn sample_empty() -> DrawsPage {
        DrawsPage { lines: vec![], pages: Pages::new(1, 20, 0, "", "次"), ..DrawsPage::sample() }
    }
}

impl DrawPage {
    /// The page of a draw whose list is fixed; nothing before.
    pub fn of(page: Page, draw: &Draw, office: &str) -> Option<DrawPage> {
        let fixing = draw.fixing()?;
        let mut facts = Summary::new()
            .row("由谁抽", office)
            .row("名单", show::with_unit(draw.roster.candidates.len(), "家"))
            .row("抽多少", show::sentence(&draw.roster.plan.to_string()))
            .row("指定抽查", show::with_unit(draw.roster.targets.len(), "家"))
            .row("固定名单", show::day(fixing.on))
            .noted(
                "公开值",
                &fixing.source.what,
                format!("{}公布；{}", show::day(fixing.source.on), fixing.source.form),
            );
        match &draw.stage {
            Stage::Drawn { outcome, .. } => {
                facts = facts.row("开签", show::day(outcome.on)).row("公布的值", &outcome.value);
            }
            Stage::Dropped { on, reason, late, .. } => {
                let late = if *late { "；作废时公开值已到公布之日" } else { "" };
                facts = facts.noted("作废", reason, format!("{}{late}", show::day(*on)));
            }
            _ => {}
        }
        let selected = draw.outcome().into_iter().flat_map(|outcome| &outcome.selected);
        Some(DrawPage {
            page,
            state: state(draw),
            facts,
            hash: fixing.hash.clone(),
            commitment: fixing.commitment.clone(),
            selected: selected.map(|one| (one.number.clone(), one.how.label(), one.inspectors.join("、"))).collect(),
            file: match &draw.stage {
                Stage::Prepared | Stage::Fixed(_) => String::new(),
                Stage::Drawn { .. } | Stage::Dropped { .. } => format!("/draws/{}/files/draw.json", draw.id),
            },
            drawn: draw.outcome().is_some(),
            clause: draw.clause.id(),
        })
    }

    fn sampled(at: usize) -> Option<DrawPage> {
        let draw = sample::draw::public().into_iter().nth(at)?;
        let page = sample::page(Audience::Public, "/notices", &draw.title).under("抽签", "/draws");
        DrawPage::of(page, &draw, "柳州市")
    }

    /// Values to look at: drawn.
    pub fn sample() -> Option<DrawPage> {
        DrawPage::sampled(1)
    }

    /// The list is fixed, the value is not there.
    pub fn sample_fixed() -> Option<DrawPage> {
        DrawPage::sampled(0)
    }

    /// Given up.
    pub fn sample_dropped() -> Option<DrawPage> {
        DrawPage::sampled(2)
    }
}
