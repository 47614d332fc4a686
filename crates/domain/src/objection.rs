//! 异议 Objection against a published list (Art. 9 第九条(二), Art. 10 第十条(三)).
//!
//! By real name, with a way to be reached, against one enterprise of one list, while the list is before the public. Who
//! objects and what they say stays out of the journal: the record holds a digest, the words lie apart and can be erased.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::region::DivisionCode;

use crate::id::{AccountId, ApplicationId, EnterpriseId, EvidenceId, ObjectionId, PublicityId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// Characters of facts and reasons.
const MOST_WORDS: usize = 5_000;

/// An objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Its id.
    pub id: ObjectionId,
    /// 受理编号, with which the objector asks how it stands.
    pub number: String,
    /// Against which list.
    pub publicity: PublicityId,
    /// Against which application.
    pub application: ApplicationId,
    /// Of which enterprise.
    pub enterprise: EnterpriseId,
    /// The city that answers.
    pub city: DivisionCode,
    /// When it came.
    pub on: Date,
    /// SHA-256 of the statement, so that it cannot be swapped.
    pub digest: String,
    /// What is to prove it.
    pub evidence: Vec<EvidenceId>,
    /// How far it is.
    pub stage: Stage,
}

/// How far an objection is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 核实中.
    Open,
    /// 异议成立.
    Upheld {
        /// When.
        on: Date,
        /// Why, as told to both sides.
        reason: String,
    },
    /// 异议不成立.
    Dismissed {
        /// When.
        on: Date,
        /// Why, as told to both sides.
        reason: String,
    },
}

/// Who objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// 个人.
    Person,
    /// 单位.
    Unit,
}

impl Party {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Party::Person => "个人",
            Party::Unit => "单位",
        }
    }

    /// From the word it is written down with.
    pub fn from_id(id: &str) -> Option<Party> {
        match id {
            "person" => Some(Party::Person),
            "unit" => Some(Party::Unit),
            _ => None,
        }
    }
}

/// The words of an objection. Kept apart from the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// 个人 or 单位; none where it was written before this was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Party>,
    /// 真实姓名 or 单位名称.
    pub name: String,
    /// 联系方式.
    pub contact: String,
    /// 事实和理由.
    pub text: String,
}

impl Statement {
    /// What is still wanting: the field, by its name here, and what is wrong with it (A9.2: real name, facts).
    pub fn wanting(&self) -> Vec<(&'static str, String)> {
        let mut wanting = Vec::new();
        if self.party.is_none() {
            wanting.push(("who", "没有选择您是个人还是单位".to_owned()));
        }
        let asked = [
            ("name", wording::line(&self.name), 2, 100, "没有写真实姓名或单位名称;匿名的异议不予受理"),
            ("contact", wording::line(&self.contact), 5, 200, "没有写能联系到您的电话、邮箱或地址"),
            ("text", wording::words(&self.text), 10, MOST_WORDS, "事实和理由写得太少,无法核实"),
        ];
        for (field, text, least, most, reason) in asked {
            match text.map(|text| text.chars().count()) {
                Ok(count) if count < least => wanting.push((field, reason.to_owned())),
                Ok(count) if count > most => wanting.push((field, format!("超过 {most} 个字,请写要点,其余作为附件"))),
                Ok(_) => {}
                Err(odd) => wanting.push((field, format!("其中{odd}"))),
            }
        }
        wanting
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It was raised.
    Raised {
        /// All but the words.
        objection: Box<Objection>,
    },
    /// It was answered.
    Answered {
        /// Whether it holds.
        upheld: bool,
        /// Why.
        reason: String,
        /// When.
        on: Date,
        /// By whom.
        by: AccountId,
    },
}

/// Raises an objection. `open_until` is the last day of the list it is against, if that is before the public today.
pub fn raise(objection: Objection, statement: &Statement, open_until: Option<Date>) -> Result<Vec<Event>, Refusal> {
    if open_until.is_none_or(|until| objection.on > until) {
        return Err(Refusal::new(objection.article(), "公示期已过,不能再提出异议")
            .todo("对企业的真实性有疑问的,可以实名举报(第十七条)"));
    }
    let reasons: Vec<String> = statement.wanting().into_iter().map(|(_, reason)| reason).collect();
    if !reasons.is_empty() {
        return Err(Refusal::new(objection.article(), "异议还不能提交")
            .because_all(reasons)
            .todo("请补全后重新提交;您的身份和内容只有经办人员可以看到"));
    }
    Ok(vec![Event::Raised { objection: Box::new(objection) }])
}

/// Answers an objection.
pub fn answer(
    standing: &Objection,
    upheld: bool,
    reason: &str,
    on: Date,
    by: AccountId,
) -> Result<Vec<Event>, Refusal> {
    if standing.stage != Stage::Open {
        return Err(Refusal::new(standing.article(), "这件异议已经处理完毕").todo("请刷新页面查看结果"));
    }
    if reason.trim().chars().count() < 5 {
        return Err(Refusal::new(standing.article(), "请写明处理理由").todo("理由会告知双方"));
    }
    Ok(vec![Event::Answered { upheld, reason: reason.trim().to_owned(), on, by }])
}

impl Objection {
    /// The clause it rests on: that of the list it is against, a city's or the province's own.
    pub fn article(&self) -> &'static str {
        if self.city.is_province() { "A10.3" } else { "A9.2" }
    }
}

impl Room for Objection {
    const NAME: &'static str = "objection";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let (None, Event::Raised { objection }) = (&state, event) {
            return Some((**objection).clone());
        }
        let mut objection = state?;
        if let Event::Answered { upheld, reason, on, .. } = event {
            let reason = reason.clone();
            objection.stage =
                if *upheld { Stage::Upheld { on: *on, reason } } else { Stage::Dismissed { on: *on, reason } };
        }
        Some(objection)
    }

    fn basis(state: Option<&Self>, event: &Event) -> &'static str {
        state.map_or(room::Event::basis(event), Objection::article)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("number", self.number.as_str().into()),
            ("publicity", (&self.publicity).into()),
            ("application", (&self.application).into()),
            ("city", self.city.to_string().into()),
            ("raised_on", self.on.into()),
            ("open", (self.stage == Stage::Open).into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A9.2"
    }
}
