//! 替岗 Substitution (Art. 5 第五条; decision 14): in a small office one person stands in for another for some days, and
//! may then approve what they have handled themselves.
//!
//! It gives no role: who stands in holds both already. It is written down by somebody else, with its days and its reason,
//! and what was decided under it says so for ever.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::calendar::written;
use titian_rulebook::region::DivisionCode;

use crate::id::{AccountId, SubstitutionId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// How long a reason may be, in characters.
pub const LONGEST: usize = 200;

/// Who stands in for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Substitution {
    /// Its id.
    pub id: SubstitutionId,
    /// In which office: a city, or the province under its own code.
    pub office: DivisionCode,
    /// Who stands in.
    pub who: AccountId,
    /// For whom.
    pub whom: AccountId,
    /// From this day.
    pub from: Date,
    /// To the end of this one.
    pub until: Date,
    /// Why.
    pub why: String,
    /// Who wrote it down.
    pub by: AccountId,
    /// When.
    pub on: Date,
    /// When it was ended before its time, and by whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<(Date, AccountId)>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It was written down.
    Recorded {
        /// All of it.
        substitution: Box<Substitution>,
    },
    /// It was ended before its time.
    Ended {
        /// When.
        on: Date,
        /// By whom.
        by: AccountId,
    },
}

/// Writes down who stands in for whom. `approves` tells whether who stands in may approve in this office.
pub fn record(mut substitution: Substitution, approves: bool) -> Result<Vec<Event>, Refusal> {
    let Substitution { who, whom, from, until, by, on, .. } = &substitution;
    let mut reasons = Vec::new();
    if who == whom {
        reasons.push("替岗的人和被替的人是同一位".to_owned());
    }
    if who == by {
        reasons.push("替岗不能由替岗的人自己登记".into());
    }
    if !approves {
        reasons.push("替岗的人没有本单位的审批角色；替岗不授予角色".into());
    }
    if until < from {
        reasons.push(format!("截止日{}在起始日{}之前", written(*until), written(*from)));
    } else if until < on {
        reasons.push(format!("截止日{}已经过去", written(*until)));
    }
    match wording::line(&substitution.why) {
        Ok("") => reasons.push("没有写理由".into()),
        Ok(why) if why.chars().count() > LONGEST => reasons.push(format!("理由超过 {LONGEST} 个字")),
        Ok(_) => {}
        Err(odd) => reasons.push(format!("理由中{odd}")),
    }
    if !reasons.is_empty() {
        return Err(Refusal::new("A5", "替岗还不能登记")
            .because_all(reasons)
            .todo("请改正后再登记；需要角色的，请安全管理员授予"));
    }
    substitution.why = substitution.why.trim().to_owned();
    Ok(vec![Event::Recorded { substitution: Box::new(substitution) }])
}

/// Ends it before its time.
pub fn end(known: &Substitution, by: &AccountId, today: Date) -> Result<Vec<Event>, Refusal> {
    if known.ended.is_some() || today > known.until {
        return Err(Refusal::new("A5", "这次替岗已经结束").todo("页面可能已经过时，请刷新后再看"));
    }
    Ok(vec![Event::Ended { on: today, by: by.clone() }])
}

impl Substitution {
    /// Whether it holds on a day.
    pub fn holds(&self, on: Date) -> bool {
        self.ended.is_none() && self.from <= on && on <= self.until
    }
}

impl Room for Substitution {
    const NAME: &'static str = "substitution";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        match event {
            Event::Recorded { substitution } => Some(state.unwrap_or_else(|| (**substitution).clone())),
            Event::Ended { on, by } => state.map(|known| Substitution { ended: Some((*on, by.clone())), ..known }),
        }
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("office", self.office.to_string().into()),
            ("who", (&self.who).into()),
            ("first_day", self.from.into()),
            ("last_day", self.until.into()),
            ("ended", self.ended.is_some().into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A5"
    }
}
