//! 称号 Recognition (Art. 13 第十三条): what an enterprise holds, from when and until when.
//!
//! A title begins on the date of the signed announcement and is valid for three years, half-open (A13.1). Whether it
//! is valid on a day is read off its days, never stored. One that was granted before these rules keeps its own days
//! (A13.4); those that no list tells stay unknown, and so does what would follow from them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::id::{AnnouncementId, ApplicationId, EnterpriseId, MiitListId, RecognitionId};
use crate::room::{self, Field, Room};

/// A title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognition {
    /// Its id.
    pub id: RecognitionId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Of which tier.
    pub tier: Tier,
    /// The city at the time.
    pub city: DivisionCode,
    /// First day, if it is known.
    pub from: Option<Date>,
    /// The first day on which its term is over, if it is known.
    pub until: Option<Date>,
    /// How it came about.
    pub origin: Origin,
    /// How it ended before its term, if it did.
    pub ended: Option<Ended>,
}

/// How a title came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "origin", rename_all = "snake_case")]
pub enum Origin {
    /// By an announcement of ours.
    Announced {
        /// Which.
        announcement: AnnouncementId,
        /// 文号.
        number: String,
        /// From which application.
        application: ApplicationId,
    },
    /// By MIIT (A11): it is not a title of ours, and is on record as MIIT published it.
    Miit {
        /// On which list of MIIT.
        list: MiitListId,
        /// 文号 of that list.
        number: String,
        /// From which application that the province recommended; none if it came another way.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        application: Option<ApplicationId>,
    },
    /// Before this system, on record elsewhere (A13.4).
    Earlier {
        /// Where it stands written.
        source: String,
        /// What is written there of when it was granted, in its own words: 2020年度.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        stated: String,
    },
}

/// How a title ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The first day without it.
    pub on: Date,
    /// The article.
    pub article: String,
    /// Why.
    pub reason: String,
}

/// Where a title stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not begun.
    NotYet,
    /// 有效.
    Valid,
    /// 期满.
    Expired,
    /// 已取消 or otherwise ended.
    Ended,
    /// 待核实: the days that would tell are not known.
    Unknown,
}

impl Standing {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Standing::NotYet => "尚未生效",
            Standing::Valid => "有效",
            Standing::Expired => "期满",
            Standing::Ended => "已终止",
            Standing::Unknown => "有效期待核实",
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It began.
    Began {
        /// All of it.
        recognition: Box<Recognition>,
    },
    /// It ended before its term.
    Ended {
        /// How.
        ended: Ended,
    },
}

/// Begins a title.
pub fn begin(recognition: Recognition) -> Vec<Event> {
    vec![Event::Began { recognition: Box::new(recognition) }]
}

/// Where a title with these days stands on a day.
pub fn standing(from: Option<Date>, until: Option<Date>, ended: Option<Date>, day: Date) -> Standing {
    match (from, until, ended) {
        (Some(from), ..) if day < from => Standing::NotYet,
        (.., Some(ended)) if day >= ended => Standing::Ended,
        (_, Some(until), _) if day >= until => Standing::Expired,
        (Some(_), Some(_), _) => Standing::Valid,
        _ => Standing::Unknown,
    }
}

impl Recognition {
    /// Where it stands on a day.
    pub fn on(&self, day: Date) -> Standing {
        standing(self.from, self.until, self.ended.as_ref().map(|ended| ended.on), day)
    }
}

impl Room for Recognition {
    const NAME: &'static str = "recognition";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let (None, Event::Began { recognition }) = (&state, event) {
            return Some((**recognition).clone());
        }
        let mut recognition = state?;
        if let Event::Ended { ended } = event {
            recognition.ended = Some(ended.clone());
        }
        Some(recognition)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("enterprise", (&self.enterprise).into()),
            ("tier", self.tier.id().into()),
            ("city", self.city.to_string().into()),
            ("valid_from", self.from.into()),
            ("valid_until", self.until.into()),
            ("ended_on", self.ended.as_ref().map(|ended| ended.on).into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        match self {
            Event::Began { recognition } if matches!(recognition.origin, Origin::Earlier { .. }) => "A13.4",
            Event::Began { recognition } if matches!(recognition.origin, Origin::Miit { .. }) => "A11",
            Event::Began { .. } | Event::Ended { .. } => "A13.1",
        }
    }
}
