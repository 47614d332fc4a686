//! 谁会改变 Who would be judged otherwise by a version: counted, and each with why. Nothing is changed by looking.

use askama::Template;
use titian_domain::local_table::{Effect, Flip, Whole};
use titian_rulebook::judge::{Points, Truth};
use titian_rulebook::simulate::verdict_label;

use crate::layout::Page;
use crate::office::sample::province;
use crate::show;

/// Flips that are shown one by one; all are counted.
const MOST: usize = 200;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/local_table/effect.html")]
pub struct EffectPage {
    /// The page.
    pub page: Page,
    /// Where the version is.
    pub back: String,
    /// What it is compared with.
    pub before: String,
    /// The cases, then the dossiers; none if the version does not fit.
    pub parts: Vec<Part>,
}

/// Cases, or dossiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What they are.
    pub title: &'static str,
    /// How they were judged.
    pub note: &'static str,
    /// In a sentence.
    pub lead: String,
    /// Answer, how many before, how many after.
    pub counts: Vec<(&'static str, String, String)>,
    /// Each whose answer differs.
    pub flips: Vec<FlipLine>,
    /// How many more there are than are shown.
    pub more: usize,
}

/// One whose answer differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlipLine {
    /// Name.
    pub name: String,
    /// 待定 → 达到.
    pub change: String,
    /// Points before and after.
    pub points: String,
    /// What each new indicator gives.
    pub why: Vec<String>,
}

fn points(points: Option<Points>) -> String {
    points.map_or_else(|| "—".into(), |points| show::points(points.low, points.high))
}

impl FlipLine {
    fn of(flip: &Flip) -> FlipLine {
        let why = flip.lines.iter().map(|(label, points, max)| {
            let got = show::points(points.low, points.high);
            format!("{}得\u{a0}{got}\u{a0}分（满分\u{a0}{max}\u{a0}分）", show::sentence(label))
        });
        FlipLine {
            name: flip.name.clone(),
            change: format!("{} → {}", verdict_label(flip.before), verdict_label(flip.after)),
            points: format!("{} → {}", points(flip.points_before), points(flip.points_after)),
            why: why.collect(),
        }
    }
}

impl Part {
    fn of(title: &'static str, note: &'static str, effect: &Effect) -> Part {
        let unread = match effect.unread {
            0 => String::new(),
            some => format!("；另有\u{a0}{some}\u{a0}件的填报内容读不出来，没有算"),
        };
        let lead = match (effect.all, effect.flips.len()) {
            (0, _) => format!("没有可以算的{unread}。"),
            (all, 0) => format!("共\u{a0}{all}\u{a0}件，没有一件的结论会改变{unread}。"),
            (all, flips) => format!("共\u{a0}{all}\u{a0}件，{flips}\u{a0}件的结论会改变{unread}。"),
        };
        let (before, after) = (effect.before, effect.after);
        let count = |label, was: u32, is: u32| (label, show::count(was.into()), show::count(is.into()));
        Part {
            title,
            note,
            lead,
            counts: vec![
                count("达到", before.met, after.met),
                count("未达到", before.unmet, after.unmet),
                count("待定", before.open, after.open),
            ],
            flips: effect.flips.iter().take(MOST).map(FlipLine::of).collect(),
            more: effect.flips.len().saturating_sub(MOST),
        }
    }
}

impl EffectPage {
    /// The page; nothing is weighed of a version that does not fit.
    pub fn of(page: Page, back: String, before: String, weighed: Option<(&Effect, &Effect)>) -> EffectPage {
        let parts = weighed.map_or_else(Vec::new, |(cases, dossiers)| {
            vec![
                Part::of("申报", "按审核后的数，假如都用这一版", cases),
                Part::of("企业档案", "按今天填报的数，假如现在首次申报", dossiers),
            ]
        });
        EffectPage { page, back, before, parts }
    }

    /// Values to look at.
    pub fn sample() -> Option<EffectPage> {
        let page = province("/office/local-table", "谁会改变").under("特色化指标表第 1 版", "/office/local-table/t1");
        let flip = |name: &str, after, got| Flip {
            name: name.into(),
            code: crate::sample::CODE.into(),
            before: Truth::Unknown,
            after,
            points_before: Some(Points { low: 52, high: 67 }),
            points_after: Some(Points::exact(52 + got)),
            lines: vec![
                ("示例：研发强度".into(), Points::exact(got), 7),
                ("示例：产业链环节".into(), Points::exact(0), 8),
            ],
        };
        let effect = Effect {
            all: 3,
            unread: 1,
            before: Whole { met: 1, unmet: 0, open: 2 },
            after: Whole { met: 1, unmet: 2, open: 0 },
            flips: vec![flip("示例虚构企业0003号", Truth::Unmet, 7), flip("示例虚构企业0007号", Truth::Unmet, 3)],
        };
        let none = Effect { all: 3, before: effect.before, after: effect.before, ..Effect::default() };
        Some(EffectPage::of(page, "/office/local-table/t1".into(), "没有指标表时的办法".into(), Some((&effect, &none))))
    }
}
