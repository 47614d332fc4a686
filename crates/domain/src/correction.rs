//! 更正公告 Correction announcement: mends a name, a code or a city on a list that is out (Art. 9, 10).
//!
//! The list itself stays as it was published; the correction stands beside the entry. One officer of the office whose list
//! it is proposes it with a reason, another registers the paper that announces it. Validity does not change, and whom the
//! entry means does not either: a correction never puts another enterprise on a list. Lists that come later carry what is
//! right.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::application::decided_under;
use crate::enterprise::plain_name;
use crate::id::{AccountId, AnnouncementId, ApplicationId, CorrectionId, PublicityId};
use crate::publicity::{self, Entry};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

#[cfg(test)]
mod tests;

/// A correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionAnnouncement {
    /// Its id.
    pub id: CorrectionId,
    /// On which list.
    pub paper: Paper,
    /// What that list is called.
    pub list: String,
    /// Whose list it is: a city's, or the province's under its own code.
    pub office: DivisionCode,
    /// Of which tier.
    pub tier: Tier,
    /// The entry, as it stands on the list.
    pub entry: Entry,
    /// What of it was wrong.
    pub part: Part,
    /// What stands on the list, or what an earlier correction has put beside it.
    pub wrong: String,
    /// What is right.
    pub right: String,
    /// Why, with what proves it.
    pub reason: String,
    /// Who proposed it.
    pub by: AccountId,
    /// When.
    pub on: Date,
    /// How far it is.
    pub stage: Stage,
}

/// The list that is mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "paper", content = "id", rename_all = "snake_case")]
pub enum Paper {
    /// 公示.
    Publicity(PublicityId),
    /// 公告.
    Announcement(AnnouncementId),
}

impl Paper {
    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            Paper::Publicity(id) => id.as_str(),
            Paper::Announcement(id) => id.as_str(),
        }
    }

    /// The clause under which a list of this kind is out.
    pub fn article(&self, tier: Tier) -> &'static str {
        match self {
            Paper::Publicity(_) => publicity::article(tier),
            Paper::Announcement(_) => decided_under(tier),
        }
    }
}

/// What of an entry can be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 企业名称.
    Name,
    /// 统一社会信用代码.
    Code,
    /// 所在市, by its code.
    City,
}

impl Part {
    /// All of them.
    pub const ALL: [Part; 3] = [Part::Name, Part::Code, Part::City];

    /// Its word in forms.
    pub fn id(self) -> &'static str {
        match self {
            Part::Name => "name",
            Part::Code => "code",
            Part::City => "city",
        }
    }

    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Part::Name => "企业名称",
            Part::Code => "统一社会信用代码",
            Part::City => "所在市",
        }
    }
}

/// How far a correction is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 拟更正, waiting for another person.
    Proposed,
    /// 已更正: it stands beside the entry.
    Announced {
        /// 文号.
        number: String,
        /// When.
        on: Date,
        /// By whom.
        by: AccountId,
    },
    /// 不予更正.
    Dropped {
        /// Why.
        why: String,
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
            Stage::Proposed => "proposed",
            Stage::Announced { .. } => "announced",
            Stage::Dropped { .. } => "dropped",
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It was proposed.
    Proposed {
        /// All of it.
        correction: Box<CorrectionAnnouncement>,
    },
    /// The paper that announces it was registered.
    Announced {
        /// 文号.
        number: String,
        /// When.
        on: Date,
        /// By whom.
        by: AccountId,
    },
    /// It was given up.
    Dropped {
        /// Why.
        why: String,
        /// When.
        on: Date,
        /// By whom.
        by: AccountId,
    },
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// A fresh id.
    pub id: CorrectionId,
    /// On which list.
    pub paper: Paper,
    /// What that list is called.
    pub list: String,
    /// Whose list it is.
    pub office: DivisionCode,
    /// Of which tier.
    pub tier: Tier,
    /// The entry, as it stands on the list.
    pub entry: Entry,
    /// The city that the list gives for it.
    pub city: DivisionCode,
    /// What of it is wrong.
    pub part: Part,
    /// What is right, as typed.
    pub right: String,
    /// Why.
    pub reason: String,
}

/// What a proposal must know of its neighbours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// What an earlier correction of the same part of the same entry has put in its place.
    pub mended: Option<String>,
    /// Whether the same part of the same entry has a correction that waits already.
    pub open: bool,
    /// Who else has the code that is said to be right.
    pub taken_by: Option<String>,
}

/// Proposes a correction. `ours` says whether a code is that of one of our cities.
pub fn propose(
    proposal: Proposal,
    by: AccountId,
    on: Date,
    ours: impl Fn(DivisionCode) -> bool,
    neighbours: Neighbours,
) -> Result<Vec<Event>, Refusal> {
    let Proposal { id, paper, list, office, tier, entry, city, part, right, reason } = proposal;
    let Neighbours { mended, open, taken_by } = neighbours;
    let mut reasons = Vec::new();
    let listed = match part {
        Part::Name => entry.name.clone(),
        Part::Code => entry.code.clone(),
        Part::City => city.to_string(),
    };
    let wrong = mended.unwrap_or(listed);
    let right = match part {
        Part::Name => plain_name(&right).map_err(|refusal| refusal.reasons.join("；")),
        Part::Code => CreditCode::parse(&right).map(|code| code.to_string()).map_err(|odd| odd.to_string()),
        Part::City => match DivisionCode::parse(right.trim()).filter(|code| ours(*code)) {
            Some(code) => Ok(code.to_string()),
            None => Err("不是广西的一个设区市".to_owned()),
        },
    };
    let right = right.unwrap_or_else(|why| {
        reasons.push(format!("正确的{}：{why}", part.label()));
        String::new()
    });
    if right == wrong {
        reasons.push(format!("正确的{}与现在的相同，没有什么要更正", part.label()));
    }
    match wording::words(&reason) {
        Ok("") => reasons.push("没有写更正的理由和依据".into()),
        Ok(_) => {}
        Err(odd) => reasons.push(format!("理由中{odd}")),
    }
    if open {
        reasons.push(format!("这家企业的{}已经有一份更正在等批准", part.label()));
    }
    if let Some(another) = taken_by.filter(|_| part == Part::Code) {
        reasons.push(format!("这个统一社会信用代码属于另一家企业“{another}”"));
    }
    if !reasons.is_empty() {
        let refusal = Refusal::new(paper.article(tier), "还不能提出更正").because_all(reasons);
        return Err(refusal.todo("请核对后重试；要换一家企业的，不能用更正，请另行处理"));
    }
    let reason = reason.trim().to_owned();
    let stage = Stage::Proposed;
    let correction =
        CorrectionAnnouncement { id, paper, list, office, tier, entry, part, wrong, right, reason, by, on, stage };
    Ok(vec![Event::Proposed { correction: Box::new(correction) }])
}

/// Registers the paper that announces it. The one who proposed it does not.
pub fn announce(
    standing: &CorrectionAnnouncement,
    number: &str,
    by: AccountId,
    today: Date,
) -> Result<Vec<Event>, Refusal> {
    waiting(standing)?;
    let mut reasons = Vec::new();
    match wording::line(number) {
        Ok("") => reasons.push("没有填写更正公告的文号".to_owned()),
        Ok(_) => {}
        Err(odd) => reasons.push(format!("文号中{odd}")),
    }
    if by == standing.by {
        reasons.push("提出更正的人不能自己批准；请由另一位有权人员办理".into());
    }
    if !reasons.is_empty() {
        return Err(Refusal::new(standing.article(), "还不能更正").because_all(reasons).todo("请核对后重试"));
    }
    Ok(vec![Event::Announced { number: number.trim().to_owned(), on: today, by }])
}

/// Gives it up: the list was right.
pub fn drop(standing: &CorrectionAnnouncement, why: &str, by: AccountId, today: Date) -> Result<Vec<Event>, Refusal> {
    waiting(standing)?;
    match wording::words(why) {
        Ok("") => Err(Refusal::new(standing.article(), "不予更正要写明理由").todo("请填写理由")),
        Ok(why) => Ok(vec![Event::Dropped { why: why.to_owned(), on: today, by }]),
        Err(odd) => Err(Refusal::new(standing.article(), "理由不能这样写").because(format!("理由中{odd}"))),
    }
}

fn waiting(standing: &CorrectionAnnouncement) -> Result<(), Refusal> {
    if standing.stage == Stage::Proposed {
        return Ok(());
    }
    Err(Refusal::new(standing.article(), "这份更正已经办结").todo("请刷新页面查看"))
}

impl CorrectionAnnouncement {
    /// The clause under which the list is out that it mends.
    pub fn article(&self) -> &'static str {
        self.paper.article(self.tier)
    }

    /// Whether it stands beside the entry of an application on a list.
    pub fn stands_at(&self, paper: &Paper, application: &ApplicationId) -> bool {
        self.number().is_some() && self.paper == *paper && self.entry.application == *application
    }

    /// 文号 and day of the paper that announced it; none before it was, or if it was given up.
    pub fn number(&self) -> Option<(&str, Date)> {
        match &self.stage {
            Stage::Announced { number, on, .. } => Some((number, *on)),
            Stage::Proposed | Stage::Dropped { .. } => None,
        }
    }

    /// The city that is right, if it mends a city.
    pub fn city(&self) -> Option<DivisionCode> {
        if self.part == Part::City { DivisionCode::parse(&self.right) } else { None }
    }
}

/// An entry as a later list carries it: with what was announced to be right, the earliest correction first.
pub fn mended<'c>(mut entry: Entry, announced: impl IntoIterator<Item = &'c CorrectionAnnouncement>) -> Entry {
    for one in announced {
        match one.part {
            _ if one.number().is_none() || one.entry.application != entry.application => {}
            Part::Name if entry.name == one.wrong => entry.name.clone_from(&one.right),
            Part::Code if entry.code == one.wrong => entry.code.clone_from(&one.right),
            Part::Name | Part::Code | Part::City => {}
        }
    }
    entry
}

impl Room for CorrectionAnnouncement {
    const NAME: &'static str = "correction";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let (None, Event::Proposed { correction }) = (&state, event) {
            return Some((**correction).clone());
        }
        let mut correction = state?;
        match event.clone() {
            Event::Proposed { .. } => {}
            Event::Announced { number, on, by } => correction.stage = Stage::Announced { number, on, by },
            Event::Dropped { why, on, by } => correction.stage = Stage::Dropped { why, on, by },
        }
        Some(correction)
    }

    fn basis(state: Option<&Self>, event: &Event) -> &'static str {
        state.map_or(room::Event::basis(event), CorrectionAnnouncement::article)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("paper", self.paper.id().into()),
            ("application", (&self.entry.application).into()),
            ("enterprise", (&self.entry.enterprise).into()),
            ("office", self.office.to_string().into()),
            ("list", self.list.as_str().into()),
            ("stage", self.stage.id().into()),
            ("proposed_on", self.on.into()),
            ("announced_on", self.number().map(|(_, on)| on).into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A9.3"
    }
}
