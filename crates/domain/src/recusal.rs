//! 回避 Recusal (Art. 5 第五条; decision 22): one person of an office stays away from one enterprise.
//!
//! Who has a stake in an enterprise says so, or is told by the leader to stay away. From then on they neither handle nor
//! approve anything of it, nor is it given to them, at whatever desk. What they had in hand goes to another
//! ([`crate::application::hand_on`]). It is lifted by somebody else, with a reason.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::region::DivisionCode;

use crate::id::{AccountId, EnterpriseId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// How long a reason may be, in characters.
pub const LONGEST: usize = 200;

/// Somebody who stays away from an enterprise, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recusal {
    /// Who.
    pub account: AccountId,
    /// From which enterprise.
    pub enterprise: EnterpriseId,
    /// In which office: a city, or the province under its own code.
    pub office: DivisionCode,
    /// Why: the kind of tie, as far as it has to be said.
    pub why: String,
    /// Who said so: they themselves, or a leader.
    pub by: AccountId,
    /// Since when.
    pub on: Date,
    /// That it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted: Option<Lifted>,
}

/// That somebody need not stay away any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifted {
    /// Why.
    pub why: String,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub on: Date,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Somebody stays away from now on.
    Declared {
        /// All of it.
        recusal: Box<Recusal>,
    },
    /// They need not any more.
    Lifted {
        /// Why, by whom, when.
        lifted: Lifted,
    },
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 回避: by whoever it concerns, or by a leader.
    Declare {
        /// Who stays away.
        account: AccountId,
        /// From which enterprise.
        enterprise: EnterpriseId,
        /// In which office.
        office: DivisionCode,
        /// Why.
        why: String,
    },
    /// 解除回避.
    Lift {
        /// Why.
        why: String,
    },
}

/// Decides; `by` acts.
pub fn decide(
    standing: Option<&Recusal>,
    command: Command,
    by: &AccountId,
    today: Date,
) -> Result<Vec<Event>, Refusal> {
    let known = standing.filter(|recusal| recusal.in_force());
    match command {
        Command::Declare { account, enterprise, office, why } => {
            if known.is_some() {
                return Err(Refusal::new("A5", "已经登记过回避").todo("不需要再登记"));
            }
            let why = reason(&why, "回避")?;
            let recusal = Recusal { account, enterprise, office, why, by: by.clone(), on: today, lifted: None };
            Ok(vec![Event::Declared { recusal: Box::new(recusal) }])
        }
        Command::Lift { why } => {
            let Some(known) = known else {
                return Err(Refusal::new("A5", "现在没有要解除的回避").todo("页面可能已经过时，请刷新后再看"));
            };
            if known.account == *by {
                return Err(Refusal::new("A5", "不能解除自己的回避").todo("请由另一位有审批权的人员决定"));
            }
            let why = reason(&why, "解除回避")?;
            Ok(vec![Event::Lifted { lifted: Lifted { why, by: by.clone(), on: today } }])
        }
    }
}

/// A reason that can be kept: one line, not too long.
fn reason(why: &str, act: &str) -> Result<String, Refusal> {
    let refusal =
        |because: String| Refusal::new("A5", format!("{act}还不能登记")).because(because).todo("请写明理由后再登记");
    match wording::line(why) {
        Ok("") => Err(refusal("没有写理由".into())),
        Ok(why) if why.chars().count() > LONGEST => Err(refusal(format!("理由超过 {LONGEST} 个字"))),
        Ok(why) => Ok(why.to_owned()),
        Err(odd) => Err(refusal(format!("理由中{odd}"))),
    }
}

/// What somebody is told who stays away and wants to act all the same.
pub fn refusal(article: &str, act: &str) -> Refusal {
    told(article, format!("您不能{act}"), "您对这家企业回避", "请由另一位同事办理；回避的情形已经消失的，请审批人解除")
}

/// What is said when something is given to somebody who stays away.
pub fn refusal_of_another(article: &str) -> Refusal {
    told(article, "不能交给这位同事".into(), "这位同事对这家企业回避", "请另选一位经办人")
}

fn told(article: &str, what: String, because: &str, todo: &str) -> Refusal {
    let mut refusal = Refusal::new("A5", what).because(because).todo(todo);
    refusal.articles.push(article.to_owned());
    refusal
}

impl Recusal {
    /// Whether they stay away now.
    pub fn in_force(&self) -> bool {
        self.lifted.is_none()
    }
}

impl Room for Recusal {
    const NAME: &'static str = "recusal";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        match event {
            Event::Declared { recusal } => Some((**recusal).clone()),
            Event::Lifted { lifted } => state.map(|recusal| Recusal { lifted: Some(lifted.clone()), ..recusal }),
        }
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("account", (&self.account).into()),
            ("enterprise", (&self.enterprise).into()),
            ("office", self.office.to_string().into()),
            ("active", self.in_force().into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A5"
    }
}
