//! 一版指标表 One version: what it says, what it takes the place of, what is wrong with it; checked, then published by
//! another.

use askama::Template;
use jiff::civil::date;
use serde::Deserialize;
use titian_domain::id::AccountId;
use titian_domain::local_table::{Band, LocalTable, Rule, Stage};
use titian_rulebook::policy::Policy;

use super::{sample_table, state};
use crate::components::{Errors, LocalLine, Refused, Summary, Tag, local_lines};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::Reading;
use crate::office::sample::province;
use crate::sample::policy;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/local_table/page.html")]
pub struct TablePage {
    /// The page.
    pub page: Page,
    /// Its id.
    pub id: String,
    /// How many events it has had.
    pub seen: u64,
    /// How far it is.
    pub state: Tag,
    /// Basis, first day, standard, people.
    pub facts: Summary,
    /// Its indicators.
    pub lines: Vec<LocalLine>,
    /// What it takes the place of.
    pub before: Vec<LocalLine>,
    /// What that is called.
    pub before_name: String,
    /// What the checks find wrong.
    pub wrong: Vec<String>,
    /// How far, by its word.
    pub stage: &'static str,
    /// Whether the reader may draft and check.
    pub may_draft: bool,
    /// Whether the reader may publish it: they hold the act and had no hand in it.
    pub may_publish: bool,
    /// What is typed for publishing.
    pub publish: Publish,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is posted to `check`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Check {
    /// How many events it had when it was read.
    pub seen: String,
}

/// What is posted to `publish`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Publish {
    /// 文号.
    pub number: String,
    /// How many events it had when it was read.
    pub seen: String,
}

impl Publish {
    /// The number, or what has to be put right.
    pub fn parse(&self) -> Result<String, Errors> {
        let mut reading = Reading::default();
        let number = reading.need("number", &self.number, "请填写发布的文号，例如 桂工信规范〔2026〕1号");
        reading.done(Some(number))
    }
}

/// A version and what the page has to know around it.
pub struct Around<'a> {
    /// The house's own policy.
    pub policy: &'a Policy,
    /// How many events the version has had.
    pub seen: u64,
    /// Names of those who had a hand in it.
    pub names: &'a [(AccountId, String)],
    /// The version before it and its policy, if there is one.
    pub before: Option<(&'a LocalTable, &'a Policy)>,
    /// Who reads.
    pub reader: &'a AccountId,
    /// Whether they may draft, and publish.
    pub may: (bool, bool),
}

impl TablePage {
    /// The page.
    pub fn of(page: Page, table: &LocalTable, around: &Around<'_>) -> TablePage {
        let Around { policy, seen, names, before, reader, may } = around;
        let content = &table.content;
        let name =
            |id: &AccountId| names.iter().find(|(one, _)| one == id).map_or("经办人", |(_, name)| name.as_str());
        let hands: Vec<&str> = table.hands.iter().map(name).collect();
        let standard = policy.standards.get(&content.standard).map_or(&content.standard, |one| &one.basis);
        let mut facts = Summary::new()
            .row("依据", &content.basis)
            .row("最早适用日", show::day(content.from))
            .row("属于标准", show::sentence(standard))
            .row("起草、检查", hands.join("、"));
        match &table.stage {
            Stage::Draft => {}
            Stage::Checked { on } => facts = facts.row("检查通过", show::day(*on)),
            Stage::Published { number, on, by } => {
                facts = facts.row("发布", format!("{number}，{}，{}", show::day(*on), name(by)));
            }
        }
        let published = matches!(table.stage, Stage::Published { .. });
        let wrong: Vec<String> = if published { vec![] } else { table.wrong(policy) };
        let lines = match table.laid_upon(policy) {
            Ok(laid) => local_lines(&laid, &content.standard),
            Err(_) => table.content.indicators.iter().map(|one| as_typed(&one.label, one.max(), &one.rule)).collect(),
        };
        let (before_name, before) = match before {
            Some((table, laid)) => (format!("第\u{a0}{}\u{a0}版", table.version), local_lines(laid, &content.standard)),
            None => ("没有指标表时的办法".into(), local_lines(policy, &content.standard)),
        };
        TablePage {
            page,
            id: table.id.to_string(),
            seen: *seen,
            state: state(&table.stage),
            facts,
            lines,
            before,
            before_name,
            wrong: wrong.iter().map(|one| show::sentence(one)).collect(),
            stage: table.stage.id(),
            may_draft: may.0,
            may_publish: may.1 && !table.hands.contains(reader),
            publish: Publish::default(),
            errors: Errors::none(),
            refused: None,
        }
    }

    /// Values to look at: checked, waiting for another.
    pub fn sample() -> Option<TablePage> {
        let table = sample_table(Stage::Checked { on: date(2025, 3, 1) });
        TablePage::sampled(&table, (true, true))
    }

    /// A draft that does not add up.
    pub fn sample_wrong() -> Option<TablePage> {
        let mut table = sample_table(Stage::Draft);
        table.content.indicators.truncate(1);
        TablePage::sampled(&table, (true, false))
    }

    /// Published.
    pub fn sample_published() -> Option<TablePage> {
        let by = AccountId("leader-9".into());
        let stage = Stage::Published { number: "示例〔2025〕2号".into(), on: date(2025, 3, 3), by };
        TablePage::sampled(&sample_table(stage), (true, false))
    }

    fn sampled(table: &LocalTable, may: (bool, bool)) -> Option<TablePage> {
        let title = format!("特色化指标表第\u{a0}{}\u{a0}版", table.version);
        let page = province("/office/local-table", &title).under("特色化指标", "/office/local-table");
        let names =
            [(AccountId("officer-9".into()), "演示用户戊".into()), (AccountId("leader-9".into()), "演示用户己".into())];
        let reader = AccountId("leader-1".into());
        let around = Around { policy: policy()?, seen: 2, names: &names, before: None, reader: &reader, may };
        Some(TablePage::of(page, table, &around))
    }
}

/// An indicator as it was typed, while the rulebook cannot read it.
fn as_typed(label: &str, max: i64, rule: &Rule) -> LocalLine {
    let (Rule::Bands { bands: steps, .. } | Rule::Options { options: steps, .. } | Rule::Found { options: steps }) =
        rule;
    let step = |step: &Band| format!("{} 得\u{a0}{}\u{a0}分", step.at, step.points);
    LocalLine { label: label.into(), max, words: steps.iter().map(step).collect::<Vec<_>>().join("，") }
}
