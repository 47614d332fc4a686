//! 推荐 Recommendation (Art. 10 第十条(二), Art. 11 第十一条).
//!
//! An office puts the cases that it lets pass into an order, the best first, and recommends them to the level above under
//! a letter with a number: a city to the province, the province to MIIT. The list is fixed with the letter; who comes
//! later goes on a supplementary one. A rank says nothing to the level above but what the office thinks.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::application::{Desk, decided_under};
use crate::id::{AccountId, BatchId, RecommendationId};
use crate::publicity::Entry;
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// A list of recommended enterprises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// Its id.
    pub id: RecommendationId,
    /// Of which batch.
    pub batch: BatchId,
    /// Of which tier.
    pub tier: Tier,
    /// By which office: a city, or the province under its own code.
    pub office: DivisionCode,
    /// 文号 of the letter.
    pub number: String,
    /// The day it was recommended.
    pub on: Date,
    /// Who recommended, the best first.
    pub list: Vec<Recommended>,
    /// Who signed it.
    pub by: AccountId,
}

/// An enterprise on the list; its rank is its place, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommended {
    /// The enterprise and its case.
    #[serde(flatten)]
    pub entry: Entry,
    /// What the office has to say of it (推荐意见); may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub opinion: String,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The list was recommended.
    Recommended {
        /// All of it.
        recommendation: Box<Recommendation>,
    },
}

/// Recommends a list.
pub fn recommend(recommendation: Recommendation) -> Result<Vec<Event>, Refusal> {
    let article = article(recommendation.tier, Desk::of(recommendation.office));
    let mut reasons = Vec::new();
    if recommendation.list.is_empty() {
        reasons.push("名单是空的".into());
    }
    reasons.extend(wording::needed(&recommendation.number, "推荐函的文号").err());
    for (at, one) in recommendation.list.iter().enumerate() {
        if recommendation.list[..at].iter().any(|other| other.entry.application == one.entry.application) {
            reasons.push(format!("“{}”在名单中出现了两次", one.entry.name));
        }
    }
    if !reasons.is_empty() {
        return Err(Refusal::new(article, "不能推荐").because_all(reasons).todo("请核对名单后重试"));
    }
    Ok(vec![Event::Recommended { recommendation: Box::new(recommendation) }])
}

/// The clause a recommendation rests on.
pub fn article(tier: Tier, desk: Desk) -> &'static str {
    match (tier, desk) {
        (Tier::Specialised, Desk::City) => "A10.2",
        (tier, _) => decided_under(tier),
    }
}

impl Room for Recommendation {
    const NAME: &'static str = "recommendation";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        let Event::Recommended { recommendation } = event;
        Some(state.unwrap_or_else(|| (**recommendation).clone()))
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("batch", (&self.batch).into()),
            ("office", self.office.to_string().into()),
            ("tier", self.tier.id().into()),
            ("number", self.number.as_str().into()),
            ("recommended_on", self.on.into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        let Event::Recommended { recommendation } = self;
        article(recommendation.tier, Desk::of(recommendation.office))
    }
}
