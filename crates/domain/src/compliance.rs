//! 合规核查 Compliance (Art. 3 第三条, Art. 10 第十条(二)).
//!
//! What an officer found when looking an enterprise up: where, when, by whom, with what result and what proof. Checks
//! age: a gate says after how many days it is asked for again before a decision.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::{AccountId, EnterpriseId, EvidenceId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};

/// All checks of one enterprise, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compliance {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// The checks.
    pub checks: Vec<Check>,
}

/// One look-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The gate it answers: `A3.3-abnormal`.
    pub gate: String,
    /// Where it was looked up: 信用中国, 国家企业信用信息公示系统, 营业执照, ….
    pub place: String,
    /// When.
    pub on: Date,
    /// By whom.
    pub officer: AccountId,
    /// What was found.
    pub result: CheckResult,
    /// In words: what was found; may be empty if nothing was.
    pub detail: String,
    /// A picture or file of the answer.
    pub evidence: Option<EvidenceId>,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// 符合.
    Clear,
    /// 不符合.
    Found,
    /// 查不清.
    Unclear,
}

impl CheckResult {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            CheckResult::Clear => "符合",
            CheckResult::Found => "不符合",
            CheckResult::Unclear => "查不清",
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Something was looked up.
    Checked {
        /// Whose.
        enterprise: EnterpriseId,
        /// What.
        check: Check,
    },
}

/// Records a look-up of a gate.
pub fn record(enterprise: EnterpriseId, check: Check, today: Date) -> Result<Vec<Event>, Refusal> {
    let mut reasons = Vec::new();
    if check.on > today {
        reasons.push(format!("查询日期 {} 在今天之后", check.on));
    }
    if check.place.trim().is_empty() {
        reasons.push("没有写明在哪里查询".into());
    }
    if check.result != CheckResult::Clear && check.detail.trim().is_empty() {
        reasons.push("查到问题或查不清的,要写明情况".into());
    }
    if !reasons.is_empty() {
        return Err(Refusal::new("A3.3", "核查记录还不能保存").because_all(reasons).todo("请补全后重新保存"));
    }
    Ok(vec![Event::Checked { enterprise, check }])
}

impl Compliance {
    /// The last check of a gate.
    pub fn latest(&self, gate: &str) -> Option<&Check> {
        self.checks.iter().filter(|check| check.gate == gate).max_by_key(|check| check.on)
    }
}

impl Check {
    /// Whether it is too old on a day; 0 days = it does not age.
    pub fn stale(&self, on: Date, fresh_days: i64) -> bool {
        let age = self.on.until(on).map(|span| i64::from(span.get_days())).unwrap_or(i64::MAX);
        fresh_days > 0 && age > fresh_days
    }
}

impl Room for Compliance {
    const NAME: &'static str = "compliance";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        let Event::Checked { enterprise, check } = event;
        let mut all = state.unwrap_or_else(|| Compliance { enterprise: enterprise.clone(), checks: vec![] });
        all.checks.push(check.clone());
        Some(all)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![("checked_on", self.checks.iter().map(|check| check.on).max().into())]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A3.3"
    }
}
