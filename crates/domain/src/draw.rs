//! 抽签 Draw (Art. 9 to 11 第九条至第十一条): which cases are visited on the spot, and who visits them.
//!
//! An office fixes its list, and the digest of the list is shown, before anybody can know the seed. The seed is made of
//! a public value of a later day, which nobody in the office can steer, and of a contribution the house drew and
//! promised when the list was fixed, which nobody outside can foresee. List and seed lead to the same result for
//! whoever computes it: [`method`] is the whole of it, and `docs/draw.md` says it for strangers.

mod decide;
mod duty;
mod file;
mod list;
pub mod method;

pub use decide::{Command, Proposal, decide};
pub use duty::{Assignment, Duty, duty};
pub use file::{Checked, DrawFile, Opened};
pub use list::{Case, Inspector, List, Plan, Recusal, Source, division, promise};
pub use method::{How, METHOD, Selected};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::id::{AccountId, ApplicationId, BatchId, DrawId, EnterpriseId};
use crate::room::{self, Field, Room};

/// A draw of one office over cases of one batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// Its id.
    pub id: DrawId,
    /// What it rests on.
    pub clause: Clause,
    /// Over which batch.
    pub batch: BatchId,
    /// The city whose office draws; none for the province.
    pub city: Option<DivisionCode>,
    /// Its title.
    pub title: String,
    /// What can be drawn, and how many are.
    pub roster: Roster,
    /// How far it is.
    pub stage: Stage,
}

/// What a draw is made over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// The cases among which is drawn.
    pub candidates: Vec<Candidate>,
    /// How many.
    pub plan: Plan,
    /// Cases that are visited whatever is drawn.
    pub targets: Vec<Target>,
    /// How many inspectors visit one case; at least two.
    pub visitors: u32,
    /// Among whom the inspectors are drawn.
    pub inspectors: Vec<Delegate>,
    /// Who may not be drawn, for one case or at all.
    pub recusals: Vec<Excused>,
}

/// A case that can be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Which.
    pub application: ApplicationId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Its 受理编号, by which it stands on the list.
    pub number: String,
    /// Name of the enterprise, for the office; strangers read the number.
    pub name: String,
    /// Its city.
    pub city: DivisionCode,
    /// The division of its industry, two digits; empty if it did not say.
    pub industry: String,
}

/// A case that is visited because somebody has a reason, not because it was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Its 受理编号.
    pub number: String,
    /// Why; kept, and not published.
    pub reason: String,
}

/// Somebody who can be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegate {
    /// As they stand on the list: `01`.
    pub key: String,
    /// 姓名.
    pub name: String,
    /// With what they sign in, if they have an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
}

/// 回避 Why somebody is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excused {
    /// Who, by their key.
    pub inspector: String,
    /// From which case, by its number; none = from all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Why; kept, and not published.
    pub reason: String,
}

/// How far a draw is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 拟定: the list can still be changed.
    Prepared,
    /// 已固定: the digest of the list is out, the seed is not known.
    Fixed(Fixing),
    /// 已抽出.
    Drawn {
        /// How the list was fixed.
        fixing: Fixing,
        /// How it came out.
        outcome: Outcome,
    },
    /// 作废.
    Dropped {
        /// When.
        on: Date,
        /// Why.
        reason: String,
        /// How the list had been fixed, if it had.
        fixing: Option<Fixing>,
        /// Whether the day of the public value had come: whoever reads the record is told so.
        late: bool,
    },
}

/// How a list was fixed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fixing {
    /// When.
    pub on: Date,
    /// Where the public value will come from.
    pub source: Source,
    /// The promise of the house's contribution: [`promise`].
    pub commitment: String,
    /// The digest of the list.
    pub hash: String,
}

/// How a draw came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// When it was opened.
    pub on: Date,
    /// The public value, as its source published it.
    pub value: String,
    /// The contribution that was promised.
    pub contribution: String,
    /// What both come to.
    pub seed: String,
    /// The cases to visit and who visits them.
    pub selected: Vec<Selected>,
}

impl Fixing {
    /// From which day on it can be opened: the one after the value was published, when nobody has to ask any more whether
    /// it was out before the draw was opened.
    pub fn opens_on(&self) -> Date {
        self.source.on.tomorrow().unwrap_or(Date::MAX)
    }
}

impl Stage {
    /// Its word in columns and addresses.
    pub fn id(&self) -> &'static str {
        match self {
            Stage::Prepared => "prepared",
            Stage::Fixed(_) => "fixed",
            Stage::Drawn { .. } => "drawn",
            Stage::Dropped { .. } => "dropped",
        }
    }

    /// In Chinese.
    pub fn label(&self) -> &'static str {
        match self {
            Stage::Prepared => "拟定中",
            Stage::Fixed(_) => "名单已固定",
            Stage::Drawn { .. } => "已抽出",
            Stage::Dropped { .. } => "已作废",
        }
    }
}

/// The clause under which an office inspects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Clause {
    /// A city, innovative SMEs.
    #[serde(rename = "A9.2")]
    CityInnovative,
    /// A city, specialised SMEs.
    #[serde(rename = "A10.2")]
    CitySpecialised,
    /// The province, specialised SMEs.
    #[serde(rename = "A10.3")]
    ProvinceSpecialised,
    /// A city, little giants.
    #[serde(rename = "A11.2")]
    CityLittleGiant,
    /// The province, little giants: where called for.
    #[serde(rename = "A11.3")]
    ProvinceLittleGiant,
}

impl Clause {
    /// Under which clause the office of a city, or that of the province, inspects cases of a tier; none where the
    /// regulation has no such inspection.
    pub fn of(tier: Tier, city: Option<DivisionCode>) -> Option<Clause> {
        match (tier, city) {
            (Tier::Innovative, Some(_)) => Some(Clause::CityInnovative),
            (Tier::Innovative, None) => None,
            (Tier::Specialised, Some(_)) => Some(Clause::CitySpecialised),
            (Tier::Specialised, None) => Some(Clause::ProvinceSpecialised),
            (Tier::LittleGiant, Some(_)) => Some(Clause::CityLittleGiant),
            (Tier::LittleGiant, None) => Some(Clause::ProvinceLittleGiant),
        }
    }

    /// `A9.2`
    pub fn id(self) -> &'static str {
        match self {
            Clause::CityInnovative => "A9.2",
            Clause::CitySpecialised => "A10.2",
            Clause::ProvinceSpecialised => "A10.3",
            Clause::CityLittleGiant => "A11.2",
            Clause::ProvinceLittleGiant => "A11.3",
        }
    }
}

/// What happened. Each says its clause, for a journal's line is read alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It was prepared, or prepared anew.
    Prepared {
        /// Its id.
        id: DrawId,
        /// What it rests on.
        clause: Clause,
        /// What was proposed.
        proposal: Box<Proposal>,
    },
    /// Its list was fixed.
    Fixed {
        /// What it rests on.
        clause: Clause,
        /// How.
        fixing: Fixing,
    },
    /// It was drawn.
    Drawn {
        /// What it rests on.
        clause: Clause,
        /// How it came out.
        outcome: Outcome,
    },
    /// It was given up.
    Dropped {
        /// What it rests on.
        clause: Clause,
        /// When.
        on: Date,
        /// Why.
        reason: String,
        /// Whether the day of the public value had come.
        late: bool,
    },
}

impl Draw {
    /// How the list was fixed, once it was.
    pub fn fixing(&self) -> Option<&Fixing> {
        match &self.stage {
            Stage::Prepared => None,
            Stage::Fixed(fixing) | Stage::Drawn { fixing, .. } => Some(fixing),
            Stage::Dropped { fixing, .. } => fixing.as_ref(),
        }
    }

    /// How it came out, once it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.stage {
            Stage::Drawn { outcome, .. } => Some(outcome),
            _ => None,
        }
    }

    /// The case of this number.
    pub fn candidate(&self, number: &str) -> Option<&Candidate> {
        self.roster.candidates.iter().find(|one| one.number == number)
    }

    /// Who stands on the list under this key.
    pub fn delegate(&self, key: &str) -> Option<&Delegate> {
        self.roster.inspectors.iter().find(|one| one.key == key)
    }
}

impl Room for Draw {
    const NAME: &'static str = "draw";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Prepared { id, clause, proposal } = event {
            let Proposal { batch, city, title, roster, .. } = (**proposal).clone();
            return Some(Draw { id: id.clone(), clause: *clause, batch, city, title, roster, stage: Stage::Prepared });
        }
        let mut draw = state?;
        draw.stage = match (event, draw.stage) {
            (Event::Fixed { fixing, .. }, Stage::Prepared) => Stage::Fixed(fixing.clone()),
            (Event::Drawn { outcome, .. }, Stage::Fixed(fixing)) => Stage::Drawn { fixing, outcome: outcome.clone() },
            (Event::Dropped { on, reason, late, .. }, stage @ (Stage::Prepared | Stage::Fixed(_))) => {
                let fixing = if let Stage::Fixed(fixing) = stage { Some(fixing) } else { None };
                Stage::Dropped { on: *on, reason: reason.clone(), fixing, late: *late }
            }
            (_, stage) => stage,
        };
        Some(draw)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        let fixing = self.fixing();
        vec![
            ("batch", (&self.batch).into()),
            ("city", self.city.map(|city| city.to_string()).into()),
            ("title", self.title.as_str().into()),
            ("stage", self.stage.id().into()),
            ("fixed_on", fixing.map(|fixing| fixing.on).into()),
            ("opens_on", fixing.map(|fixing| fixing.source.on).into()),
            ("drawn_on", self.outcome().map(|outcome| outcome.on).into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        match self {
            Event::Prepared { clause, .. }
            | Event::Fixed { clause, .. }
            | Event::Drawn { clause, .. }
            | Event::Dropped { clause, .. } => clause.id(),
        }
    }
}
