//! 征求部门意见 Consultation (Art. 10 第十条(二)、(三)).
//!
//! A city or the province asks other departments, in one letter, about the enterprises it reviews. They answer for each
//! enterprise, through a one-time link, an account or a letter. The latest answer of a department stands, earlier ones
//! stay visible, one after the due date is marked late. Silence is shown as silence; it is no consent unless the
//! procedure's switch `silence_is_consent` says so. Asking again takes back nothing that was said.

mod decide;
pub mod sheet;
mod standing;

pub use decide::{Letter, article, ask, entry, remind, remind_in_time, reply};
pub use standing::{Answer, Consulted, Standing, answers, consulted};

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::application::Desk;
use crate::id::{AccountId, ApplicationId, BatchId, ConsultationId, EvidenceId};
use crate::publicity::Entry;
use crate::room::{self, Field, Room};

/// What is said of silence where the switch `silence_is_consent` is on: to those who are asked, and to those who read it.
pub const SILENCE_IS_CONSENT: &str = "到期没有答复的，按本批次的程序视为无意见。";

/// A request to other departments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// Its id.
    pub id: ConsultationId,
    /// Of which batch.
    pub batch: BatchId,
    /// Of which tier.
    pub tier: Tier,
    /// Which office asks: a city, or the province under its own code.
    pub office: DivisionCode,
    /// 文号 of the letter.
    pub number: String,
    /// Which conditions (A3) are asked about, by the ids of their gates.
    pub grounds: Vec<String>,
    /// The enterprises asked about.
    pub list: Vec<Entry>,
    /// The day it was asked.
    pub asked_on: Date,
    /// Until when an answer is in time, 24:00.
    pub due: Date,
    /// Who asked.
    pub by: AccountId,
    /// Who is asked, each department once.
    pub departments: Vec<Asked>,
}

/// 部门: who may be asked (A10.2 names the first six).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    /// 网信.
    Cyberspace,
    /// 发展改革.
    Development,
    /// 生态环境.
    Environment,
    /// 应急管理.
    Emergency,
    /// 市场监管.
    Market,
    /// 税务.
    Tax,
    /// 其他, by the name it is addressed with.
    Other,
}

impl Department {
    /// All of them, as the regulation lists them.
    pub const ALL: [Department; 7] = [
        Department::Cyberspace,
        Department::Development,
        Department::Environment,
        Department::Emergency,
        Department::Market,
        Department::Tax,
        Department::Other,
    ];

    /// Its word in forms and tables.
    pub fn id(self) -> &'static str {
        match self {
            Department::Cyberspace => "cyberspace",
            Department::Development => "development",
            Department::Environment => "environment",
            Department::Emergency => "emergency",
            Department::Market => "market",
            Department::Tax => "tax",
            Department::Other => "other",
        }
    }

    /// From its word.
    pub fn from_id(id: &str) -> Option<Department> {
        Department::ALL.into_iter().find(|one| one.id() == id)
    }

    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Department::Cyberspace => "网信",
            Department::Development => "发展改革",
            Department::Environment => "生态环境",
            Department::Emergency => "应急管理",
            Department::Market => "市场监管",
            Department::Tax => "税务",
            Department::Other => "其他部门",
        }
    }
}

/// A department that is asked, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Which.
    pub department: Department,
    /// As it is addressed: 柳州市生态环境局.
    pub name: String,
    /// What it answered, in the order it was entered: a letter may have come before what was entered earlier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replies: Vec<Reply>,
    /// When it was reminded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reminders: Vec<Reminder>,
    /// When the clock would have reminded it and knew no way to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreached: Vec<Date>,
}

/// 催办.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// When.
    pub on: Date,
    /// By which officer; none: by the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
}

/// 答复.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The day it came.
    pub on: Date,
    /// How it came.
    pub via: Via,
    /// Who answers for the department, in words.
    pub by: String,
    /// The stamped scan, where it came by letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<EvidenceId>,
    /// What is said of each enterprise, by its application.
    pub opinions: BTreeMap<ApplicationId, Opinion>,
}

/// How an answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// 一次性链接.
    Link,
    /// 部门账号.
    Account,
    /// 函件.
    Letter,
}

impl Via {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Via::Link => "一次性链接",
            Via::Account => "部门账号",
            Via::Letter => "函件",
        }
    }
}

/// What a department says of an enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "opinion", rename_all = "snake_case")]
pub enum Opinion {
    /// 无意见.
    Clear,
    /// 有意见.
    Concern {
        /// About which of the conditions asked about, by the id of its gate; empty: another matter.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        ground: String,
        /// What, in words.
        words: String,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Departments were asked.
    Asked {
        /// All of it.
        consultation: Box<Consultation>,
    },
    /// A department was reminded.
    Reminded {
        /// Which.
        department: Department,
        /// When, by whom.
        reminder: Reminder,
    },
    /// A department should have been reminded by the clock, and there is no account and no address to do it: whoever asked
    /// was told.
    Unreached {
        /// Which.
        department: Department,
        /// When.
        on: Date,
    },
    /// A department answered.
    Replied {
        /// Which.
        department: Department,
        /// What.
        reply: Reply,
    },
}

impl Consultation {
    /// The desk that asks.
    pub fn desk(&self) -> Desk {
        Desk::of(self.office)
    }

    /// A department, if it is asked.
    pub fn asked(&self, department: Department) -> Option<&Asked> {
        self.departments.iter().find(|one| one.department == department)
    }

    /// Whether a department has not yet answered for every enterprise.
    pub fn waits_for(&self, asked: &Asked) -> bool {
        self.list.iter().any(|one| asked.latest(&one.application).is_none())
    }

    /// Whether an answer that came on a day is late.
    pub fn late(&self, on: Date) -> bool {
        self.due < on
    }

    fn asked_mut(&mut self, department: Department) -> Option<&mut Asked> {
        self.departments.iter_mut().find(|one| one.department == department)
    }
}

impl Asked {
    /// The opinion on an enterprise that stands, with the reply it came in: the one that came last, of one day the one
    /// that was entered last.
    pub fn latest(&self, application: &ApplicationId) -> Option<(&Reply, &Opinion)> {
        let said = self.replies.iter().filter_map(|reply| Some((reply, reply.opinions.get(application)?)));
        said.max_by_key(|(reply, _)| reply.on)
    }
}

impl Room for Consultation {
    const NAME: &'static str = "consultation";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let (None, Event::Asked { consultation }) = (&state, event) {
            return Some((**consultation).clone());
        }
        let mut consultation = state?;
        match event {
            Event::Asked { .. } => {}
            Event::Reminded { department, reminder } => {
                if let Some(asked) = consultation.asked_mut(*department) {
                    asked.reminders.push(reminder.clone());
                }
            }
            Event::Unreached { department, on } => {
                if let Some(asked) = consultation.asked_mut(*department) {
                    asked.unreached.push(*on);
                }
            }
            Event::Replied { department, reply } => {
                if let Some(asked) = consultation.asked_mut(*department) {
                    asked.replies.push(reply.clone());
                }
            }
        }
        Some(consultation)
    }

    fn basis(state: Option<&Self>, event: &Event) -> &'static str {
        state.map_or(room::Event::basis(event), |consultation| article(consultation.desk()))
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        // Between commas, so that one of them is found by its word: `,market,tax,`.
        let asked = self.departments.iter().fold(String::from(","), |all, one| all + one.department.id() + ",");
        let open = self.departments.iter().any(|one| self.waits_for(one));
        vec![
            ("batch", (&self.batch).into()),
            ("office", self.office.to_string().into()),
            ("number", self.number.as_str().into()),
            ("asked", asked.into()),
            ("asked_on", self.asked_on.into()),
            ("due", self.due.into()),
            ("open", open.into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        match self {
            Event::Asked { consultation } => article(consultation.desk()),
            Event::Reminded { .. } | Event::Unreached { .. } | Event::Replied { .. } => "A10.2",
        }
    }
}
