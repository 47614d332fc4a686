//! 合规名单 Lists of others that enterprises are compared with (A3.3): the lists, one coming in, one with its hits.
//!
//! GET `/office/compliance-lists` shows them, `/new` takes a file; what it comes to is looked at, and registered as it was
//! looked at. By a name alone nobody is found: on the page of the list a person says whether it is the same firm.

pub mod board;
pub mod entry;
pub mod page;
pub mod preview;

use jiff::civil::{Date, date};
use titian_domain::compliance_list::{ComplianceList, Hit, Kind, Standing};
use titian_domain::id::{AccountId, ComplianceListId, EnterpriseId, EvidenceId};
use titian_rulebook::region::DivisionCode;

use crate::components::Tag;
use crate::sample::FIRMS;
use crate::show::{self, Name};

/// Where they are.
pub const ROOM: &str = "/office/compliance-lists";

/// A row that means, or may mean, one of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitLine {
    /// The row of the list.
    pub row: u64,
    /// The name on the list.
    pub name: Name,
    /// The code on the list; empty if it has none.
    pub code: String,
    /// The name with us.
    pub ours: Name,
    /// The enterprise.
    pub enterprise: String,
    /// What speaks for it, and what against it.
    pub ground: String,
    /// Since when, until when, why, by whom.
    pub detail: String,
    /// How it stands.
    pub state: Tag,
    /// Who said so, and why; empty if nobody had to.
    pub said: String,
    /// Whether somebody has to say whether it is the same firm.
    pub waits: bool,
}

impl HitLine {
    /// A hit, with the name of whoever said something of it.
    pub fn of(hit: &Hit, name: impl Fn(&AccountId) -> String) -> HitLine {
        let listed = hit.listed.map(|day| format!("{}列入", show::day(day)));
        let removed = hit.removed.map(|day| format!("{}移出", show::day(day)));
        let more = [&hit.authority, &hit.reason].into_iter().filter(|text| !text.is_empty()).cloned();
        let said = match &hit.standing {
            Standing::Confirmed { by, on } => format!("{}，{}", name(by), show::day(*on)),
            Standing::Another { why, by, on } => format!("{}，{}：{why}", name(by), show::day(*on)),
            Standing::ByCode | Standing::Removed | Standing::Waiting => String::new(),
        };
        let label = hit.standing.label();
        HitLine {
            row: hit.row,
            name: Name::new(&hit.name),
            code: hit.code.clone(),
            ours: Name::new(&hit.ours),
            enterprise: hit.enterprise.to_string(),
            ground: hit.ground.clone(),
            detail: listed.into_iter().chain(removed).chain(more).collect::<Vec<_>>().join("，"),
            state: match &hit.standing {
                standing if standing.on_list() => Tag::warn(label),
                Standing::Waiting => Tag::ask(label),
                _ => Tag::off(label),
            },
            said,
            waits: hit.standing == Standing::Waiting,
        }
    }
}

/// Kinds of lists, as (value, label).
pub fn kinds() -> Vec<(String, String)> {
    let blank = (String::new(), "请选择".to_owned());
    std::iter::once(blank).chain(Kind::ALL.map(|kind| (kind.id().to_owned(), kind.label().to_owned()))).collect()
}

/// A list to look at.
pub fn sample_list() -> ComplianceList {
    let hit = |row, at: usize, ground: &str, standing| {
        let (ours, code, _) = FIRMS[at];
        Hit {
            row,
            enterprise: EnterpriseId(format!("{at}")),
            ours: ours.into(),
            name: ours.into(),
            code: if standing == Standing::Waiting { String::new() } else { code.into() },
            ground: ground.into(),
            listed: Some(date(2026, 7, 8)),
            removed: (standing == Standing::Removed).then_some(date(2026, 10, 9)),
            reason: "未在规定的期限公示年度报告".into(),
            authority: "柳州市市场监督管理局".into(),
            standing,
        }
    };
    let another = Standing::Another {
        why: "名单上的一家注册在外省，代码不同".into(),
        by: crate::office::sample::handler(),
        on: date(2026, 11, 23),
    };
    ComplianceList {
        id: ComplianceListId("l1".into()),
        kind: Kind::Abnormal,
        source: "国家企业信用信息公示系统".into(),
        as_of: date(2026, 11, 20),
        office: DivisionCode::GUANGXI,
        file: EvidenceId("5e0f".into()),
        file_name: "经营异常名录20261120.xlsx".into(),
        rows: 3_206,
        unread: vec![(118, "统一社会信用代码应为 18 位".into())],
        hits: vec![
            hit(12, 0, "统一社会信用代码相同", Standing::ByCode),
            hit(340, 3, "名称相同，名单没有写明设区市", Standing::Waiting),
            hit(511, 5, "名称相同", another),
            hit(902, 7, "统一社会信用代码相同", Standing::Removed),
        ],
        by: crate::office::sample::handler(),
        on: date(2026, 11, 23),
        superseded: None,
    }
}

/// What a list is, in a line: 经营异常名录，截至2026年11月20日.
pub fn called(kind: Kind, as_of: Date) -> String {
    format!("{}，截至{}", kind.label(), show::day(as_of))
}
