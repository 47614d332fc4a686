//! 一次抽签 One draw: prepared, fixed, drawn, or given up.

use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use titian_domain::draw::{Draw, Fixing, How, Source, Stage};

use super::board::state;
use crate::components::{Errors, Refused, Summary, Tag};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::Reading;
use crate::office::sample::office;
use crate::sample::draw as sample;
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/draw/page.html")]
pub struct DrawPage {
    /// The page.
    pub page: Page,
    /// Its id.
    pub id: String,
    /// How far it is.
    pub state: Tag,
    /// What is drawn, how it was fixed and came out.
    pub facts: Summary,
    /// The digest of the list, once it is fixed.
    pub hash: String,
    /// Who is visited: order, number, name, why, who goes, whether the record is there, the case.
    pub selected: Vec<Visited>,
    /// The list: number, name, industry.
    pub list: Vec<(String, Name, String)>,
    /// Targets with reasons, recusals with reasons.
    pub reasons: Vec<String>,
    /// Who can be sent.
    pub inspectors: Vec<String>,
    /// What has changed since it was prepared.
    pub moved: Vec<String>,
    /// Whether the reader may change, fix and drop it.
    pub may_fix: bool,
    /// Whether the reader may open it now.
    pub may_open: bool,
    /// Whether the reader may drop it now.
    pub may_drop: bool,
    /// From when on it can be opened; empty if it can, or is over.
    pub waits: String,
    /// How the value is to be written.
    pub shape: String,
    /// Whether it has a public page.
    pub public: bool,
    /// What is typed to fix it.
    pub fix: Fix,
    /// What is typed to open it.
    pub opening: Open,
    /// What is typed to drop it.
    pub dropping: GiveUp,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// A case that is visited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visited {
    /// Its number.
    pub number: String,
    /// The enterprise.
    pub name: Name,
    /// 抽中 or 指定.
    pub how: &'static str,
    /// Who goes.
    pub sent: String,
    /// Whether the record is there.
    pub done: Tag,
    /// Where its visits are.
    pub href: String,
}

/// What is posted to `fix`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Fix {
    /// How many events it had when its page was made.
    pub seen: String,
    /// What is published.
    pub what: String,
    /// How it is written down.
    pub form: String,
    /// When.
    pub on: String,
    /// `on`: the list was read.
    pub confirm: String,
}

impl Fix {
    /// The source, or what has to be put right.
    pub fn parse(&self) -> Result<Source, Errors> {
        let mut reading = Reading::default();
        let what = reading.need("what", &self.what, "请写公开值是什么、由谁公布、第几期");
        let form = reading.need("form", &self.form, "请写公开值怎样写成一行");
        let on = reading.day("on", &self.on, "公布日");
        if self.confirm != "on" {
            reading.errors.push("confirm", "请核对名单后再固定");
        }
        reading.done(on.map(|on| Source { what, form, on }))
    }
}

/// What is posted to `open`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Open {
    /// The public value.
    pub value: String,
}

impl Open {
    /// The value, or what has to be put right.
    pub fn parse(&self) -> Result<String, Errors> {
        let mut reading = Reading::default();
        let value = reading.need("value", &self.value, "请填写公布的值");
        reading.done(Some(value))
    }
}

/// What is posted to `drop`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct GiveUp {
    /// Why.
    pub reason: String,
}

impl GiveUp {
    /// The reason, or what has to be put right.
    pub fn parse(&self) -> Result<String, Errors> {
        let mut reading = Reading::default();
        let reason = reading.need("reason", &self.reason, "请写明为什么作废");
        reading.done(Some(reason))
    }
}

/// Who looks at a draw, and when.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// Whether they draw for this office.
    pub draws: bool,
    /// How many events the draw has had.
    pub version: u64,
    /// Today.
    pub today: Date,
}

impl DrawPage {
    /// The page. `moved` says what has changed since it was prepared, `visited` whose record is there.
    pub fn of(page: Page, draw: &Draw, moved: &[String], visited: &[String], reader: Reader) -> DrawPage {
        let roster = &draw.roster;
        let fixing = draw.fixing();
        let opens = fixing.map(Fixing::opens_on).filter(|_| matches!(draw.stage, Stage::Fixed(_)));
        let known = |industry: &str| if industry.is_empty() { "未填".to_owned() } else { industry.to_owned() };
        let name = |key: &str| draw.delegate(key).map_or(key, |one| one.name.as_str()).to_owned();
        let selected = draw.outcome().into_iter().flat_map(|outcome| &outcome.selected).filter_map(|one| {
            let case = draw.candidate(&one.number)?;
            Some(Visited {
                number: one.number.clone(),
                name: Name::new(&case.name),
                how: match one.how {
                    How::Drawn => "抽中",
                    How::Target => "指定",
                },
                sent: one.inspectors.iter().map(|key| name(key)).collect::<Vec<_>>().join("、"),
                done: if visited.contains(&one.number) { Tag::ok("已登记") } else { Tag::ask("待抽查") },
                href: format!("/office/applications/{}/inspection", case.application),
            })
        });
        let targets = roster.targets.iter().map(|one| format!("指定 {}：{}", one.number, one.reason));
        let recusals = roster.recusals.iter().map(|one| {
            let from = one.number.as_deref().unwrap_or("全部企业");
            format!("{}对{from}回避：{}", name(&one.inspector), one.reason)
        });
        DrawPage {
            page,
            id: draw.id.to_string(),
            state: state(draw),
            facts: facts(draw),
            hash: fixing.map_or_else(String::new, |fixing| fixing.hash.clone()),
            selected: selected.collect(),
            list: roster
                .candidates
                .iter()
                .map(|one| (one.number.clone(), Name::new(&one.name), known(&one.industry)))
                .collect(),
            reasons: targets.chain(recusals).collect(),
            inspectors: roster.inspectors.iter().map(|one| format!("{} {}", one.key, one.name)).collect(),
            moved: moved.iter().map(|one| show::sentence(one)).collect(),
            may_fix: reader.draws && draw.stage == Stage::Prepared,
            may_open: reader.draws && opens.is_some_and(|on| on <= reader.today),
            may_drop: reader.draws && matches!(draw.stage, Stage::Prepared | Stage::Fixed(_)),
            waits: opens.filter(|on| reader.today < *on).map_or_else(String::new, show::day),
            shape: fixing.map_or_else(String::new, |fixing| fixing.source.form.clone()),
            public: fixing.is_some(),
            fix: Fix { seen: reader.version.to_string(), ..Fix::default() },
            opening: Open::default(),
            dropping: GiveUp::default(),
            errors: Errors::none(),
            refused: None,
        }
    }

    fn sampled(draw: Option<Draw>) -> Option<DrawPage> {
        let draw = draw?;
        let page = office("/office/draws", &draw.title).under("抽查抽签", "/office/draws");
        let reader = Reader { draws: true, version: 1, today: jiff::civil::date(2026, 11, 23) };
        Some(DrawPage::of(page, &draw, &[], &["GX2026H2C00003".into()], reader))
    }

    /// Values to look at: in preparation.
    pub fn sample() -> Option<DrawPage> {
        let page = DrawPage::sampled(sample::prepared())?;
        Some(DrawPage {
            moved: vec!["“示例虚构企业”是拟定之后提交的，还不在名单中".into()], ..page
        })
    }

    /// Refused.
    pub fn sample_refused() -> Option<DrawPage> {
        let errors = Fix::default().parse().err()?;
        Some(DrawPage { errors, ..DrawPage::sampled(sample::prepared())? })
    }

    /// The list is fixed.
    pub fn sample_fixed() -> Option<DrawPage> {
        DrawPage::sampled(sample::fixed())
    }

    /// Drawn.
    pub fn sample_drawn() -> Option<DrawPage> {
        DrawPage::sampled(sample::drawn())
    }

    /// Given up.
    pub fn sample_dropped() -> Option<DrawPage> {
        DrawPage::sampled(sample::dropped())
    }
}

fn facts(draw: &Draw) -> Summary {
    let roster = &draw.roster;
    let mut facts = Summary::new()
        .row("名单", show::with_unit(roster.candidates.len(), "家"))
        .row("抽多少", show::sentence(&roster.plan.to_string()))
        .row("每家派", show::with_unit(roster.visitors, "人"));
    if let Some(fixing) = draw.fixing() {
        facts = facts.row("固定名单", show::day(fixing.on)).noted(
            "公开值",
            &fixing.source.what,
            format!("{}公布", show::day(fixing.source.on)),
        );
    }
    match &draw.stage {
        Stage::Drawn { outcome, .. } => facts.row("开签", show::day(outcome.on)).row("公布的值", &outcome.value),
        Stage::Dropped { on, reason, late, .. } => {
            let note = if *late { "作废时公开值已到公布之日" } else { "" };
            facts.noted("作废", reason, format!("{}{}{note}", show::day(*on), if *late { "；" } else { "" }))
        }
        _ => facts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(draw: Option<Draw>, draws: bool, today: Date) -> DrawPage {
        DrawPage::of(Page::default(), &draw.unwrap(), &[], &[], Reader { draws, version: 1, today })
    }

    #[test]
    fn what_is_offered_follows_the_stage_and_the_day() {
        let day = |day| jiff::civil::date(2026, 11, day);
        let offered = |page: &DrawPage| (page.may_fix, page.may_open, page.may_drop);
        assert_eq!(offered(&page(sample::prepared(), true, day(20))), (true, false, true));
        let waits = page(sample::fixed(), true, day(20));
        assert_eq!((offered(&waits), waits.waits.is_empty()), ((false, false, true), false));
        // The value is of the 21st: it is opened once that day is over.
        assert_eq!(offered(&page(sample::fixed(), true, day(21))), (false, false, true));
        assert_eq!(offered(&page(sample::fixed(), true, day(22))), (false, true, true));
        assert_eq!(offered(&page(sample::drawn(), true, day(22))), (false, false, false));
        assert_eq!(offered(&page(sample::fixed(), false, day(22))), (false, false, false));
    }

    #[test]
    fn what_is_missing_is_told_at_its_place() {
        let errors = Fix { on: "明天".into(), ..Fix::default() }.parse().unwrap_err();
        let fields: Vec<&str> = errors.list.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["what", "form", "on", "confirm"]);
        assert!(Open::default().parse().is_err() && GiveUp::default().parse().is_err());
    }
}
