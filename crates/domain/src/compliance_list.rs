//! 合规名单 Lists of others that enterprises are compared with (Art. 3 第三条): 经营异常名录, 严重失信主体名单, 行政处罚.
//!
//! An officer registers one with its source, the day it speaks of and the file as it came. A row that bears the code of
//! one of ours is a finding at once; one that bears only its name waits for a person's word. A finding refuses nobody: it
//! is something that the reviewer has to look into. A newer list from the same source takes the place of the older one,
//! which stays readable. Who is on no list is only that: not on this list as of that day.

mod line;
mod plan;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::calendar::written;
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::standard::Clause;

use crate::compliance::Listing;
use crate::id::{AccountId, ComplianceListId, EnterpriseId, EvidenceId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

pub use line::{COLUMNS, Line, read};
pub use plan::{Plan, plan};

/// What a list lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 经营异常名录.
    Abnormal,
    /// 严重失信主体名单.
    Dishonest,
    /// 行政处罚: whether it is one of those that Art. 3 speaks of is the reviewer's to say.
    Penalty,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 3] = [Kind::Abnormal, Kind::Dishonest, Kind::Penalty];

    /// Its word in columns and forms.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Abnormal => "abnormal",
            Kind::Dishonest => "dishonest",
            Kind::Penalty => "penalty",
        }
    }

    /// The one with this word.
    pub fn of(id: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Abnormal => "经营异常名录",
            Kind::Dishonest => "严重失信主体名单",
            Kind::Penalty => "行政处罚",
        }
    }

    /// The facts of the catalogue that it speaks of.
    fn facts(self) -> &'static [&'static str] {
        match self {
            Kind::Abnormal => &["abnormal_operations"],
            Kind::Dishonest => &["serious_dishonesty"],
            Kind::Penalty => &["major_violation", "serious_incident_2026"],
        }
    }

    /// Whether a gate asks about what it lists.
    pub fn bears_on(self, gate: &Clause, catalogue: &Catalogue) -> bool {
        gate.condition.slots().iter().any(|slot| self.facts().contains(&catalogue.fact_of(*slot).id.as_str()))
    }
}

/// A list as it was registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplianceList {
    /// Its id.
    pub id: ComplianceListId,
    /// What it lists.
    pub kind: Kind,
    /// Where it comes from: 国家企业信用信息公示系统, 信用中国, ….
    pub source: String,
    /// The day it speaks of.
    pub as_of: Date,
    /// Whose enterprises were compared: a city's, or the province's under its own code.
    pub office: DivisionCode,
    /// SHA-256 of the file as it came.
    pub file: EvidenceId,
    /// The name it came under.
    pub file_name: String,
    /// How many rows were compared.
    pub rows: u64,
    /// Rows that could not be read and were left out: row and why.
    pub unread: Vec<(u64, String)>,
    /// Rows that mean, or may mean, one of ours.
    pub hits: Vec<Hit>,
    /// Who registered it.
    pub by: AccountId,
    /// When.
    pub on: Date,
    /// The newer one that took its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded: Option<ComplianceListId>,
}

/// A row that means, or may mean, one of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The row, as a spreadsheet counts it.
    pub row: u64,
    /// Whom.
    pub enterprise: EnterpriseId,
    /// Its name with us.
    pub ours: String,
    /// The name on the list.
    pub name: String,
    /// The code on the list; empty if it has none.
    pub code: String,
    /// What speaks for it, and what against it.
    pub ground: String,
    /// Since when it is on the list.
    pub listed: Option<Date>,
    /// When it was taken off.
    pub removed: Option<Date>,
    /// Why it is on the list.
    pub reason: String,
    /// By which authority.
    pub authority: String,
    /// How it stands.
    pub standing: Standing,
}

/// How a hit stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// 代码相同: a finding at once.
    ByCode,
    /// 已移出 by the day of the list.
    Removed,
    /// 只有名称相同: a person has to say.
    Waiting,
    /// A person says that it is the same firm.
    Confirmed {
        /// Who.
        by: AccountId,
        /// When.
        on: Date,
    },
    /// A person says that it is not.
    Another {
        /// Why.
        why: String,
        /// Who.
        by: AccountId,
        /// When.
        on: Date,
    },
}

impl Standing {
    /// Its word in columns.
    pub fn id(&self) -> &'static str {
        match self {
            Standing::ByCode => "by_code",
            Standing::Removed => "removed",
            Standing::Waiting => "waiting",
            Standing::Confirmed { .. } => "confirmed",
            Standing::Another { .. } => "another",
        }
    }

    /// In Chinese.
    pub fn label(&self) -> &'static str {
        match self {
            Standing::ByCode => "在名单上（代码相同）",
            Standing::Removed => "曾在名单上，已移出",
            Standing::Waiting => "名称对上，等人确认",
            Standing::Confirmed { .. } => "在名单上（经确认）",
            Standing::Another { .. } => "不是同一家",
        }
    }

    /// Who said so, if a person did.
    pub fn by(&self) -> Option<&AccountId> {
        match self {
            Standing::Confirmed { by, .. } | Standing::Another { by, .. } => Some(by),
            Standing::ByCode | Standing::Removed | Standing::Waiting => None,
        }
    }

    /// Whether the enterprise stands on the list, as far as is known.
    pub fn on_list(&self) -> bool {
        matches!(self, Standing::ByCode | Standing::Confirmed { .. })
    }
}

impl ComplianceList {
    /// What a hit says on the record of its enterprise. `gates` are those that ask about what the list lists.
    pub fn listing(&self, hit: &Hit, gates: Vec<String>, on: Date) -> Listing {
        let since = hit.listed.map(|day| format!("{}列入", written(day)));
        let said = [since, some(&hit.authority), some(&hit.reason)].into_iter().flatten().collect::<Vec<_>>();
        Listing {
            list: self.id.clone(),
            gates,
            told: format!("{}（{}，截至{}）第 {} 行", self.kind.label(), self.source, written(self.as_of), hit.row),
            detail: said.join("，"),
            on,
            after: 0,
            superseded: None,
        }
    }

    /// Whether it is of the same kind, office and source as another: the newer one takes the place of the older.
    pub fn like(&self, other: &ComplianceList) -> bool {
        use crate::matching::folded;
        (self.kind, self.office) == (other.kind, other.office) && folded(&self.source) == folded(&other.source)
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Registers a list. `older` are the lists like it that stand.
pub fn register(list: ComplianceList, older: &[ComplianceList], today: Date) -> Result<Vec<Event>, Refusal> {
    let mut reasons = Vec::new();
    reasons.extend(wording::needed(&list.source, "名单的来源").err());
    if list.as_of > today {
        reasons.push(format!("名单的截至日{}在今天之后", written(list.as_of)));
    }
    if let Some(newer) = older.iter().find(|one| one.as_of > list.as_of) {
        reasons.push(format!("已登记同一来源截至{}的名单，比这一份新", written(newer.as_of)));
    }
    if list.rows == 0 {
        reasons.push("名单中没有读得出来的行".into());
    }
    if !reasons.is_empty() {
        return Err(Refusal::new("A3.3", "名单还不能登记").because_all(reasons).todo("请核对名单和截至日后重试"));
    }
    Ok(vec![Event::Registered { list: Box::new(list) }])
}

/// Says of a row that waits whether it means an enterprise; why, if it does not.
pub fn resolve(
    list: &ComplianceList,
    row: u64,
    enterprise: &EnterpriseId,
    same: bool,
    why: &str,
    (by, on): (AccountId, Date),
) -> Result<Vec<Event>, Refusal> {
    let refused = |what: &str, todo: &str| Err(Refusal::new("A3.3", what).todo(todo));
    let hit = list.hits.iter().find(|hit| hit.row == row && hit.enterprise == *enterprise);
    if !matches!(hit.map(|hit| &hit.standing), Some(Standing::Waiting)) {
        return refused("这一行现在不需要确认", "请刷新后查看");
    }
    if list.superseded.is_some() {
        return refused("这份名单已经有更新的一份", "请在新的名单中确认");
    }
    let why = match wording::line(why) {
        Ok("") if !same => return refused("没有写明为什么不是同一家", "请写明，例如注册地不同、代码不同"),
        Ok(why) if why.chars().count() > 200 => return refused("理由超过 200 个字", "请写短一些"),
        Ok(why) => why.to_owned(),
        Err(odd) => return refused(&format!("理由中{odd}"), "请重新填写"),
    };
    let standing = if same { Standing::Confirmed { by, on } } else { Standing::Another { why, by, on } };
    Ok(vec![Event::Resolved { row, enterprise: enterprise.clone(), as_standing: standing }])
}

/// A newer list takes its place.
pub fn supersede(by: &ComplianceListId) -> Vec<Event> {
    vec![Event::Superseded { by: by.clone() }]
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It was registered.
    Registered {
        /// All of it.
        list: Box<ComplianceList>,
    },
    /// A person said whom a row means.
    Resolved {
        /// The row.
        row: u64,
        /// Of which of the enterprises that it may mean.
        enterprise: EnterpriseId,
        /// How it stands from then on.
        as_standing: Standing,
    },
    /// A newer list took its place.
    Superseded {
        /// Which.
        by: ComplianceListId,
    },
}

impl Room for ComplianceList {
    const NAME: &'static str = "compliance_list";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let (None, Event::Registered { list }) = (&state, event) {
            return Some((**list).clone());
        }
        let mut list = state?;
        match event {
            Event::Registered { .. } => {}
            Event::Resolved { row, enterprise, as_standing } => {
                let hits = list.hits.iter_mut().filter(|hit| hit.row == *row && hit.enterprise == *enterprise);
                hits.for_each(|hit| hit.standing = as_standing.clone());
            }
            Event::Superseded { by } => list.superseded = Some(by.clone()),
        }
        Some(list)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("kind", self.kind.id().into()),
            ("office", self.office.to_string().into()),
            ("as_of", self.as_of.into()),
            ("registered_on", self.on.into()),
            ("current", self.superseded.is_none().into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A3.3"
    }
}
