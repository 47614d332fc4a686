//! 特色化指标表 The province's own table of 15 points (Art. 8 第八条, 附件2 指标9), version by version.
//!
//! One officer of the province drafts one to three indicators, the rulebook's checks look them over, and another person
//! publishes them under a paper of the office. What is published never changes: an update is the next version. A batch
//! pins a version when its notice is drafted, and its cases keep it for life. Guangxi's table is not known to us; none is
//! ever made up, and while there is none the reviewers enter the points with reason and evidence.

mod effect;
mod text;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::{AccountId, LocalTableId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

pub use effect::{Effect, Flip, Side, Whole};

/// The clause it all rests on.
const ARTICLE: &str = "A8";

/// A version of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalTable {
    /// Its id.
    pub id: LocalTableId,
    /// Which version, from 1.
    pub version: u32,
    /// What it says.
    pub content: Content,
    /// Who has drafted or checked it: none of them publishes it.
    pub hands: Vec<AccountId>,
    /// How far it is.
    pub stage: Stage,
}

/// What a version says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The standard it belongs to.
    pub standard: String,
    /// The indicator it takes the place of.
    pub replaces: String,
    /// Its title.
    pub title: String,
    /// 依据: the paper it is taken from.
    pub basis: String,
    /// First day it may be applied.
    pub from: Date,
    /// Its indicators, one to three.
    pub indicators: Vec<Indicator>,
}

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// What it is called.
    pub label: String,
    /// How it gives points.
    pub rule: Rule,
}

/// How an indicator gives points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Rule {
    /// By bands of a figure that enterprises file, from the best band down.
    Bands {
        /// The figure, as the rulebook writes it: `rd_share.y1`.
        of: String,
        /// Whether more is better.
        more: bool,
        /// Border and points.
        bands: Vec<Band>,
    },
    /// By the option of a question that enterprises answer.
    Options {
        /// The question.
        of: String,
        /// The id of each option, and its points.
        options: Vec<Band>,
    },
    /// By an option that reviewers find, with reason and evidence.
    Found {
        /// Each option in words, and its points.
        options: Vec<Band>,
    },
}

/// A step of an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// The border (`10%`), the option's id, or the option in words.
    pub at: String,
    /// Points.
    pub points: i64,
}

/// How far a version is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 起草.
    Draft,
    /// 检查通过: waits for another person.
    Checked {
        /// When.
        on: Date,
    },
    /// 已发布.
    Published {
        /// 文号.
        number: String,
        /// When.
        on: Date,
        /// By whom.
        by: AccountId,
    },
}

impl Stage {
    /// Its word in columns.
    pub fn id(&self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Checked { .. } => "checked",
            Stage::Published { .. } => "published",
        }
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 起草, or draft anew.
    Draft {
        /// A fresh id, or that of the draft.
        id: LocalTableId,
        /// Which version; counts for a fresh one.
        version: u32,
        /// What it says.
        content: Content,
    },
    /// 检查.
    Check,
    /// 发布.
    Publish {
        /// 文号.
        number: String,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It was drafted.
    Drafted {
        /// Its id.
        id: LocalTableId,
        /// Which version.
        version: u32,
        /// What it says.
        content: Content,
        /// By whom.
        by: AccountId,
    },
    /// The rulebook's checks found nothing wrong.
    Checked {
        /// When.
        on: Date,
        /// Who asked for it.
        by: AccountId,
    },
    /// It was published.
    Published {
        /// 文号.
        number: String,
        /// When.
        on: Date,
        /// By whom.
        by: AccountId,
    },
}

/// Decides. `wrong` is what the rulebook finds wrong with a content.
pub fn decide(
    standing: Option<&LocalTable>,
    command: Command,
    actor: &AccountId,
    today: Date,
    wrong: impl Fn(&LocalTable) -> Vec<String>,
) -> Result<Vec<Event>, Refusal> {
    let known = || standing.ok_or_else(|| Refusal::new(ARTICLE, "没有找到这一版特色化指标表").todo("请核对后重试"));
    if let Some(LocalTable { stage: Stage::Published { .. }, .. }) = standing {
        return Err(Refusal::new(ARTICLE, "这一版特色化指标表已经发布，不能再改").todo("需要更新的，请起草下一版"));
    }
    match command {
        Command::Draft { id, version, content } => {
            let reasons = unwritten(&content);
            if !reasons.is_empty() {
                let refusal = Refusal::new(ARTICLE, "特色化指标表还不能保存").because_all(reasons);
                return Err(refusal.todo("请改正后重新保存"));
            }
            let version = standing.map_or(version, |table| table.version);
            let same = standing.is_some_and(|table| table.content == content);
            Ok(if same { vec![] } else { vec![Event::Drafted { id, version, content, by: actor.clone() }] })
        }
        Command::Check => {
            sound(known()?, wrong)?;
            Ok(match known()?.stage {
                Stage::Draft => vec![Event::Checked { on: today, by: actor.clone() }],
                _ => vec![],
            })
        }
        Command::Publish { number } => {
            let table = known()?;
            let mut reasons = Vec::new();
            if table.stage == Stage::Draft {
                reasons.push("还没有通过检查".to_owned());
            }
            if table.hands.contains(actor) {
                reasons.push("起草或检查过这一版的人不能自己发布；请由另一位有权人员办理".into());
            }
            match wording::line(&number) {
                Ok("") => reasons.push("没有填写发布的文号".into()),
                Ok(_) => {}
                Err(odd) => reasons.push(format!("文号中{odd}")),
            }
            if !reasons.is_empty() {
                let refusal = Refusal::new(ARTICLE, "特色化指标表还不能发布").because_all(reasons);
                return Err(refusal.todo("请办完以上各项"));
            }
            sound(table, wrong)?;
            Ok(vec![Event::Published { number: number.trim().to_owned(), on: today, by: actor.clone() }])
        }
    }
}

fn sound(table: &LocalTable, wrong: impl Fn(&LocalTable) -> Vec<String>) -> Result<(), Refusal> {
    let reasons = wrong(table);
    if reasons.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(ARTICLE, "特色化指标表没有通过检查").because_all(reasons).todo("请修改草稿后重新检查"))
}

/// What must be written before a draft is kept: names that can be read. Whether it adds up is for the check.
fn unwritten(content: &Content) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut line = |what: String, text: &str| match wording::line(text) {
        Ok("") => reasons.push(format!("没有写{what}")),
        Ok(_) => {}
        Err(odd) => reasons.push(format!("{what}中{odd}")),
    };
    line("名称".into(), &content.title);
    line("依据".into(), &content.basis);
    for (indicator, at) in content.indicators.iter().zip(1..) {
        line(format!("第 {at} 项指标的名称"), &indicator.label);
        let (Rule::Bands { bands: steps, .. } | Rule::Options { options: steps, .. } | Rule::Found { options: steps }) =
            &indicator.rule;
        for step in steps {
            line(format!("第 {at} 项指标的一档"), &step.at);
        }
    }
    if !(1..=3).contains(&content.indicators.len()) {
        reasons.push(format!("特色化指标应为 1 至 3 项（附件2 指标9），现有 {} 项", content.indicators.len()));
    }
    reasons
}

impl Indicator {
    /// The most points it can give.
    pub fn max(&self) -> i64 {
        let (Rule::Bands { bands: steps, .. } | Rule::Options { options: steps, .. } | Rule::Found { options: steps }) =
            &self.rule;
        steps.iter().map(|step| step.points).max().unwrap_or(0)
    }
}

impl Room for LocalTable {
    const NAME: &'static str = "local_table";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        let mut table = match (state, event) {
            (state, Event::Drafted { id, version, content, .. }) => {
                let hands = state.map(|table| table.hands).unwrap_or_default();
                LocalTable { id: id.clone(), version: *version, content: content.clone(), hands, stage: Stage::Draft }
            }
            (state, _) => state?,
        };
        match event {
            Event::Drafted { by, .. } | Event::Checked { by, .. } if !table.hands.contains(by) => {
                table.hands.push(by.clone());
            }
            _ => {}
        }
        match event {
            Event::Drafted { .. } => {}
            Event::Checked { on, .. } => table.stage = Stage::Checked { on: *on },
            Event::Published { number, on, by } => {
                table.stage = Stage::Published { number: number.clone(), on: *on, by: by.clone() };
            }
        }
        Some(table)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("edition", i64::from(self.version).into()),
            ("title", self.content.title.as_str().into()),
            ("stage", self.stage.id().into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        ARTICLE
    }
}

#[cfg(test)]
pub(crate) mod tests;
