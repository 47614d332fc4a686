//! 曾用名 Names that an enterprise bore before (Art. 15 第十五条): old lists name it by them.
//!
//! An officer reads one off the registry, a list that an officer confirmed brings one in, or the enterprise states it
//! itself. What is only stated is marked so and never matched without a person's word.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Enterprise, Event, plain_name};
use crate::id::AccountId;
use crate::matching::folded;
use crate::refusal::Refusal;
use crate::wording;

/// A name borne before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerName {
    /// The name.
    pub name: String,
    /// The last day on which it was borne, if that is known.
    pub until: Option<Date>,
    /// Who says so.
    pub by: NamedBy,
    /// Where it stands written; may be empty of what the enterprise states itself.
    pub source: String,
    /// When it was written down.
    pub on: Date,
}

/// Who says that a name was borne before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum NamedBy {
    /// 主管部门 read it off the registry.
    Officer {
        /// Who.
        account: AccountId,
    },
    /// A list that names the enterprise so, as an officer confirmed.
    List,
    /// 企业自述.
    Enterprise,
}

impl NamedBy {
    /// In Chinese.
    pub fn label(&self) -> &'static str {
        match self {
            NamedBy::Officer { .. } => "主管部门登记",
            NamedBy::List => "名单所载，经确认",
            NamedBy::Enterprise => "企业自述，未核对",
        }
    }
}

impl FormerName {
    /// Whether it is only stated, and nobody has looked.
    pub fn only_stated(&self) -> bool {
        self.by == NamedBy::Enterprise
    }
}

/// Writes a name of before down. What is known already is no news; what was only stated is, once an office has looked.
pub(super) fn know(known: &Enterprise, former: FormerName, today: Date) -> Result<Vec<Event>, Refusal> {
    let name = plain_name(&former.name)?;
    let mut reasons = Vec::new();
    if folded(&name) == folded(&known.name) {
        reasons.push("与企业现在的名称相同".to_owned());
    }
    if let Some(until) = former.until.filter(|until| *until > today) {
        reasons.push(format!("停用日期 {until} 在今天之后"));
    }
    let source = match (&former.by, wording::line(&former.source)) {
        (_, Err(odd)) => Err(format!("来源中{odd}")),
        (NamedBy::Officer { .. } | NamedBy::List, Ok("")) => Err("没有写明从哪里查到".to_owned()),
        (_, Ok(source)) if source.chars().count() > 200 => Err("来源超过 200 个字".to_owned()),
        (_, Ok(source)) => Ok(source.to_owned()),
    };
    reasons.extend(source.as_ref().err().cloned());
    if !reasons.is_empty() {
        return Err(Refusal::new("A15.1", "曾用名还不能登记").because_all(reasons).todo("请核对后重新填写"));
    }
    let former = FormerName { name, source: source.unwrap_or_default(), on: today, ..former };
    let before = known.former.iter().find(|one| folded(&one.name) == folded(&former.name));
    let news = before.is_none_or(|before| before.only_stated() && !former.only_stated());
    Ok(if news { vec![Event::FormerNameKnown { former }] } else { vec![] })
}

impl Enterprise {
    /// Names of before that an office has looked at.
    pub fn former_names(&self) -> impl Iterator<Item = &FormerName> {
        self.former.iter().filter(|one| !one.only_stated())
    }

    /// A name of before takes the place of the same one as it was known until now.
    pub(super) fn knows(&mut self, former: &FormerName) {
        self.former.retain(|one| folded(&one.name) != folded(&former.name));
        self.former.push(former.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enterprise::{Command, decide};
    use crate::id::EnterpriseId;
    use crate::room::replay;
    use jiff::civil::date;
    use titian_rulebook::policy::Policy;
    use titian_rulebook::region::DivisionCode;

    const TODAY: Date = date(2026, 9, 1);

    fn firm(events: &[Event]) -> Enterprise {
        let city = DivisionCode::parse("450200").unwrap();
        let code = "91450200MA5NXXXX10".to_owned();
        let name = "示例虚构传动有限公司".to_owned();
        let first = Event::Registered { id: EnterpriseId("e".into()), code, name, city, on: TODAY };
        let all: Vec<Event> = std::iter::once(first).chain(events.iter().cloned()).collect();
        replay::<Enterprise>(&all).unwrap()
    }

    fn tell(firm: &Enterprise, name: &str, by: NamedBy, source: &str) -> Result<Vec<Event>, Refusal> {
        let policy = Policy::shipped().unwrap();
        let former = FormerName { name: name.into(), until: None, by, source: source.into(), on: TODAY };
        decide(Some(firm), Command::KnowFormerName(former), &policy.catalogue, TODAY)
    }

    fn officer() -> NamedBy {
        NamedBy::Officer { account: AccountId("o".into()) }
    }

    #[test]
    fn 企业自述的_主管部门查到以后_以查到的为准() {
        let stated = tell(&firm(&[]), "示例虚构机械厂", NamedBy::Enterprise, "").unwrap();
        let known = firm(&stated);
        assert!(known.former[0].only_stated() && known.former_names().next().is_none());
        assert_eq!(tell(&known, " 示例虚构机械厂", NamedBy::Enterprise, "").unwrap(), vec![], "told already");
        let looked = tell(&known, "示例虚构机械厂", officer(), "国家企业信用信息公示系统").unwrap();
        let known = firm(&[stated, looked].concat());
        assert_eq!((known.former.len(), known.former_names().count()), (1, 1));
        assert_eq!(tell(&known, "示例虚构机械厂", NamedBy::Enterprise, "").unwrap(), vec![], "a look is not undone");
    }

    #[test]
    fn 现在的名称_没有来源的_将来的日期_都不登记() {
        let refused = |name: &str, by, source: &str| tell(&firm(&[]), name, by, source).unwrap_err().to_string();
        assert!(refused("示例虚构传动 有限公司", officer(), "公示系统").contains("现在的名称相同"));
        assert!(refused("示例虚构机械厂", officer(), " ").contains("没有写明从哪里查到"));
        assert!(refused("", officer(), "公示系统").contains("名称"));
        let policy = Policy::shipped().unwrap();
        let former = |until| FormerName {
            name: "示例虚构机械厂".into(),
            until: Some(until),
            by: officer(),
            source: "公示系统".into(),
            on: TODAY,
        };
        let decided =
            |until| decide(Some(&firm(&[])), Command::KnowFormerName(former(until)), &policy.catalogue, TODAY);
        assert!(decided(date(2026, 9, 2)).unwrap_err().to_string().contains("今天之后"));
        assert!(decided(TODAY).is_ok());
    }
}
