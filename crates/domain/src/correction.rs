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

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use titian_rulebook::credit_code::synthetic;

    use super::*;
    use crate::id::EnterpriseId;
    use crate::room::replay;

    const TODAY: Date = date(2026, 12, 1);

    fn code(serial: u64) -> String {
        synthetic("450200", serial).unwrap().to_string()
    }

    fn asks(part: Part, right: &str, reason: &str, open: bool) -> Result<Vec<Event>, Refusal> {
        beside(part, right, reason, Neighbours { open, ..Neighbours::default() })
    }

    fn beside(part: Part, right: &str, reason: &str, neighbours: Neighbours) -> Result<Vec<Event>, Refusal> {
        let proposal = Proposal {
            id: CorrectionId("k".into()),
            paper: Paper::Announcement(AnnouncementId("g".into())),
            list: "示例名单".into(),
            office: DivisionCode::GUANGXI,
            tier: Tier::Innovative,
            entry: Entry {
                application: ApplicationId("c".into()),
                enterprise: EnterpriseId("e".into()),
                name: "示例虚构企业0001号".into(),
                code: code(1),
            },
            city: DivisionCode::parse("450200").unwrap(),
            part,
            right: right.into(),
            reason: reason.into(),
        };
        let ours = |city: DivisionCode| ["450200", "450100"].contains(&city.to_string().as_str());
        propose(proposal, AccountId("handler".into()), TODAY, ours, neighbours)
    }

    fn proposed() -> CorrectionAnnouncement {
        replay(&asks(Part::Name, " 示例虚构企业0001号有限公司 ", "营业执照", false).unwrap()).unwrap()
    }

    #[test]
    fn 更正名称_代码_所在市_名单上的照录() {
        let correction = proposed();
        assert_eq!(
            (correction.wrong.as_str(), correction.right.as_str()),
            ("示例虚构企业0001号", "示例虚构企业0001号有限公司")
        );
        assert_eq!(correction.entry.name, "示例虚构企业0001号", "the list stays as it was");
        let code: CorrectionAnnouncement = replay(&asks(Part::Code, &code(2), "营业执照", false).unwrap()).unwrap();
        assert_eq!(code.wrong, self::code(1));
        let city: CorrectionAnnouncement = replay(&asks(Part::City, "450100", "营业执照", false).unwrap()).unwrap();
        assert_eq!((city.wrong.as_str(), city.right.as_str()), ("450200", "450100"));
    }

    #[test]
    fn 写错的一次说全() {
        for (part, right, reason, told) in [
            (Part::Name, " ", "有", "名称是空的"),
            (Part::Name, "示例\u{202E}司公", "有", "改变文字方向"),
            (Part::Name, "示例虚构企业0001号", "有", "没有什么要更正"),
            (Part::Code, "123", "有", "统一社会信用代码"),
            (Part::City, "440100", "有", "不是广西"),
            (Part::City, "450200", "有", "没有什么要更正"),
            (Part::Name, "另一个名称", " ", "理由和依据"),
        ] {
            let refusal = asks(part, right, reason, false).unwrap_err();
            assert!(refusal.to_string().contains(told) && refusal.articles == ["A9.3"], "{refusal}");
        }
        assert!(asks(Part::Name, "另一个名称", "有", true).unwrap_err().to_string().contains("已经有一份更正"));
        assert_eq!(asks(Part::Name, " ", " ", true).unwrap_err().reasons.len(), 3);
    }

    #[test]
    fn 另一人批准_有文号_只办一次() {
        let correction = proposed();
        let (handler, leader) = (AccountId("handler".into()), AccountId("leader".into()));
        let own = announce(&correction, "示例〔2026〕9号", handler, TODAY).unwrap_err();
        assert!(own.to_string().contains("不能自己批准"), "{own}");
        assert!(announce(&correction, " ", leader.clone(), TODAY).unwrap_err().to_string().contains("文号"));
        let events = announce(&correction, " 示例〔2026〕9号 ", leader.clone(), TODAY).unwrap();
        let after = events.iter().fold(Some(correction.clone()), CorrectionAnnouncement::evolve).unwrap();
        let paper = Paper::Announcement(AnnouncementId("g".into()));
        assert!(after.stands_at(&paper, &ApplicationId("c".into())));
        assert!(
            !after.stands_at(&paper, &ApplicationId("other".into()))
                && !correction.stands_at(&paper, &ApplicationId("c".into()))
        );
        assert!(announce(&after, "示例〔2026〕10号", leader.clone(), TODAY).is_err());
        assert!(drop(&after, "名单没有错", leader.clone(), TODAY).is_err());
        assert!(drop(&correction, " ", leader.clone(), TODAY).is_err());
        let dropped = drop(&correction, "名单没有错", leader, TODAY).unwrap();
        let after = dropped.iter().fold(Some(correction), CorrectionAnnouncement::evolve).unwrap();
        assert_eq!(after.stage.id(), "dropped");
    }

    #[test]
    fn 代码属于别家的不能更正_更正不换企业() {
        let taken = |part| {
            let neighbours = Neighbours { taken_by: Some("示例另一家".into()), ..Neighbours::default() };
            beside(part, if part == Part::Code { "91450200MA5N00002T" } else { "另一个名称" }, "营业执照", neighbours)
        };
        let refusal = taken(Part::Code).unwrap_err();
        assert!(refusal.to_string().contains("属于另一家企业“示例另一家”"), "{refusal}");
        assert!(taken(Part::Name).is_ok());
    }

    #[test]
    fn 再次更正从上一次更正的结果算起_可以改回去() {
        let mended =
            || Neighbours { mended: Some("示例虚构企业0001号有限公司".into()), ..Neighbours::default() };
        let back = beside(Part::Name, "示例虚构企业0001号", "营业执照", mended()).unwrap();
        let back: CorrectionAnnouncement = replay(&back).unwrap();
        assert_eq!(back.wrong, "示例虚构企业0001号有限公司");
        assert!(beside(Part::Name, "示例虚构企业0001号有限公司", "营业执照", mended()).is_err());
    }

    #[test]
    fn 之后的名单照更正后的写_没有公告的更正不算() {
        let (proposed, leader) = (proposed(), AccountId("leader".into()));
        let entry = || proposed.entry.clone();
        assert_eq!(mended(entry(), [&proposed]).name, "示例虚构企业0001号");
        let events = announce(&proposed, "示例〔2026〕9号", leader, TODAY).unwrap();
        let announced = events.iter().fold(Some(proposed.clone()), CorrectionAnnouncement::evolve).unwrap();
        assert_eq!(mended(entry(), [&announced]).name, "示例虚构企业0001号有限公司");
        let other = Entry { application: ApplicationId("other".into()), ..entry() };
        assert_eq!(mended(other.clone(), [&announced]), other);
        assert_eq!((announced.number(), announced.city()), (Some(("示例〔2026〕9号", TODAY)), None));
    }
}
