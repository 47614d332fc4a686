//! 公示 Publicity (Art. 9 第九条(二), Art. 10 第十条(三)) and 备案 Filing.
//!
//! A city (innovative SMEs) or the province (specialised SMEs) shows a fixed list to the public for some days; first and last day count, the last until 24:00. An open
//! objection holds the enterprise it names and nobody else. When the days are over, those not held are filed to the
//! province; held ones follow by a supplementary filing.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::calendar::written;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::id::{ApplicationId, BatchId, EnterpriseId, PublicityId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// A list before the public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publicity {
    /// Its id.
    pub id: PublicityId,
    /// For which batch.
    pub batch: BatchId,
    /// Of which tier.
    pub tier: Tier,
    /// By which office: a city, or the province under its own code.
    pub city: DivisionCode,
    /// Its title.
    pub title: String,
    /// The list, fixed.
    pub list: Vec<Entry>,
    /// First day.
    pub from: Date,
    /// Last day, until 24:00.
    pub until: Date,
    /// How the days were counted, and what could still move them.
    pub explanation: String,
    /// Filings to the province made from it.
    pub filings: Vec<Filing>,
    /// How far it is.
    pub stage: Stage,
}

/// How far a publicity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 公示中.
    Open,
    /// 期满.
    Over,
}

/// An enterprise on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its application.
    pub application: ApplicationId,
    /// The enterprise.
    pub enterprise: EnterpriseId,
    /// Its name, as on the list.
    pub name: String,
    /// Its code.
    pub code: String,
}

/// 备案: what was filed to the province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// 文号 of the letter.
    pub number: String,
    /// When.
    pub on: Date,
    /// Who is on it.
    pub applications: Vec<ApplicationId>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The list was put before the public.
    Published {
        /// All of it.
        publicity: Box<Publicity>,
    },
    /// The days are over.
    Ended {
        /// The first day after.
        on: Date,
    },
    /// Some or all were filed to the province.
    Filed {
        /// The filing.
        filing: Filing,
    },
}

/// The clause under which a tier goes before the public.
pub fn article(tier: Tier) -> &'static str {
    match tier {
        Tier::Innovative => "A9.2",
        Tier::Specialised => "A10.3",
        Tier::LittleGiant => "A11",
    }
}

/// Puts a list before the public.
pub fn publish(publicity: Publicity) -> Result<Vec<Event>, Refusal> {
    let mut reasons = Vec::new();
    if publicity.list.is_empty() {
        reasons.push("名单是空的".into());
    }
    match wording::line(&publicity.title) {
        Ok("") => reasons.push("没有标题".into()),
        Ok(_) => {}
        Err(odd) => reasons.push(format!("标题中{odd}")),
    }
    if publicity.until < publicity.from {
        reasons.push("公示截止日早于起始日".into());
    }
    if !reasons.is_empty() {
        return Err(Refusal::new(article(publicity.tier), "不能公示").because_all(reasons).todo("请核对名单后重试"));
    }
    Ok(vec![Event::Published { publicity: Box::new(publicity) }])
}

/// Ends it when its last day is over; nothing before that, nothing twice.
pub fn end(standing: &Publicity, today: Date) -> Vec<Event> {
    let over = standing.stage == Stage::Open && today > standing.until;
    if over { vec![Event::Ended { on: today }] } else { vec![] }
}

/// Files applications that have come through to the province (A9.2).
pub fn file(standing: &Publicity, filing: Filing) -> Result<Vec<Event>, Refusal> {
    if standing.stage != Stage::Over {
        let reason = format!("公示到{} 24时结束", written(standing.until));
        return Err(Refusal::new("A9.2", "公示还没有期满,不能备案").because(reason).todo("请在期满后备案"));
    }
    let number = wording::needed(&filing.number, "备案函的文号")
        .map_err(|why| Refusal::new("A9.2", why).todo("请填写备案函的文号"))?;
    if filing.applications.is_empty() {
        return Err(Refusal::new("A9.2", "没有可以备案的企业").todo("有异议未了结的企业,处理后再补充备案"));
    }
    let filed = |one: &&ApplicationId| standing.filings.iter().any(|filing| filing.applications.contains(one));
    let listed = |one: &&ApplicationId| standing.list.iter().any(|entry| entry.application == **one);
    if filing.applications.iter().any(|one| filed(&one) || !listed(&one)) {
        return Err(Refusal::new("A9.2", "名单已经变化,不能备案").todo("请刷新后重新选定"));
    }
    Ok(vec![Event::Filed { filing: Filing { number, ..filing } }])
}

impl Room for Publicity {
    const NAME: &'static str = "publicity";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let (None, Event::Published { publicity }) = (&state, event) {
            return Some((**publicity).clone());
        }
        let mut publicity = state?;
        match event {
            Event::Published { .. } => {}
            Event::Ended { .. } => publicity.stage = Stage::Over,
            Event::Filed { filing } => publicity.filings.push(filing.clone()),
        }
        Some(publicity)
    }

    fn basis(state: Option<&Self>, event: &Event) -> &'static str {
        state.map_or(room::Event::basis(event), |publicity| article(publicity.tier))
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("batch", (&self.batch).into()),
            ("title", self.title.as_str().into()),
            ("city", self.city.to_string().into()),
            ("first_day", self.from.into()),
            ("last_day", self.until.into()),
            ("over", (self.stage == Stage::Over).into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A9.2"
    }
}
