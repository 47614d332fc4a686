//! 合规核查 Compliance (Art. 3 第三条, Art. 10 第十条(二)).
//!
//! What an officer found when looking an enterprise up: where, when, by whom, with what result and what proof. Checks
//! age: a gate says after how many days it is asked for again before a decision.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::calendar::written;
use titian_rulebook::standard::Clause;

use crate::id::{AccountId, ComplianceListId, EnterpriseId, EvidenceId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};

/// All checks of one enterprise, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compliance {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// The checks.
    pub checks: Vec<Check>,
    /// 名单命中 Where lists of others name it, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listings: Vec<Listing>,
}

/// A list of others names it: a finding that somebody has to look into, and never a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Which list.
    pub list: ComplianceListId,
    /// The gates that ask about what the list lists, by their ids in any edition.
    pub gates: Vec<String>,
    /// Which list and row, in words: 经营异常名录（来源，截至 …）第 3 行.
    pub told: String,
    /// Since when, by whom and why it is on it; may be empty.
    pub detail: String,
    /// When it was recorded.
    pub on: Date,
    /// How many checks there were then: one that comes later is an answer to it.
    pub after: usize,
    /// The newer list that no longer names it, or names it anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded: Option<ComplianceListId>,
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
    /// A list of others names it.
    Listed {
        /// Whose.
        enterprise: EnterpriseId,
        /// Where.
        listing: Box<Listing>,
    },
    /// A newer list took the place of one that names it.
    ListSuperseded {
        /// The older one.
        list: ComplianceListId,
        /// The newer one.
        by: ComplianceListId,
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

    /// The last list that bears on a gate and names it, as long as nobody has looked the gate up since it was recorded.
    pub fn unanswered(&self, gate: &str) -> Option<&Listing> {
        let stands = |one: &&Listing| one.superseded.is_none() && one.gates.iter().any(|known| known == gate);
        let last = self.listings.iter().rev().find(stands)?;
        let answered = self.checks.iter().skip(last.after).any(|check| check.gate == gate);
        (!answered).then_some(last)
    }
}

/// A gate whose checks do not carry a decision.
#[derive(Debug, Clone)]
pub struct Open<'g> {
    /// Which.
    pub gate: &'g Clause,
    /// Why.
    pub lack: Lack,
}

/// Why the checks of a gate do not carry a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// It was never looked up.
    Missing,
    /// It was looked up on a day that is too long ago.
    Old(Date),
    /// What was found last is not in order, or not known.
    NotClear(Date, CheckResult),
    /// A list names it, and nobody has looked into that: the list and row, in words.
    Listed(String),
}

/// The gates whose checks do not carry a decision on a day: never looked up, too long ago, or not in order.
pub fn open<'g>(gates: impl IntoIterator<Item = &'g Clause>, known: Option<&Compliance>, on: Date) -> Vec<Open<'g>> {
    let lack = |gate: &Clause| match known.and_then(|known| known.latest(&gate.id)) {
        None => Some(Lack::Missing),
        Some(check) if check.stale(on, gate.fresh_days) => Some(Lack::Old(check.on)),
        Some(check) if check.result != CheckResult::Clear => Some(Lack::NotClear(check.on, check.result)),
        Some(_) => known.and_then(|known| known.unanswered(&gate.id)).map(|one| Lack::Listed(one.told.clone())),
    };
    gates.into_iter().filter_map(|gate| Some(Open { gate, lack: lack(gate)? })).collect()
}

impl Open<'_> {
    /// What it is, since when, and what to do, with the article: said where a decision is at stake.
    pub fn told(&self) -> String {
        let Open { gate: Clause { label, fresh_days, .. }, lack } = self;
        match lack {
            Lack::Missing => format!("“{label}”没有核查记录，请查询并登记（第三条）"),
            Lack::Old(on) => {
                let on = written(*on);
                format!("“{label}”是{on}查询的，已超过 {fresh_days} 天，请重新查询并登记（第三条）")
            }
            Lack::NotClear(on, result) => {
                let (on, result) = (written(*on), result.label());
                format!("“{label}”{on}的核查结果是“{result}”，请核实后重新查询并登记（第三条）")
            }
            Lack::Listed(told) => format!("“{label}”：{told}列有该企业，请核实后重新查询并登记（第三条）"),
        }
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
        let of =
            |enterprise: &EnterpriseId| Compliance { enterprise: enterprise.clone(), checks: vec![], listings: vec![] };
        match event {
            Event::Checked { enterprise, check } => {
                let mut all = state.unwrap_or_else(|| of(enterprise));
                all.checks.push(check.clone());
                Some(all)
            }
            Event::Listed { enterprise, listing } => {
                let mut all = state.unwrap_or_else(|| of(enterprise));
                let after = all.checks.len();
                all.listings.push(Listing { after, ..(**listing).clone() });
                Some(all)
            }
            Event::ListSuperseded { list, by } => {
                let mut all = state?;
                let older = all.listings.iter_mut().filter(|one| one.list == *list);
                older.for_each(|one| one.superseded = Some(by.clone()));
                Some(all)
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use titian_rulebook::policy::Policy;

    fn gates() -> Vec<Clause> {
        let policy = Policy::shipped().expect("the policy that ships");
        policy.gates["gates/guangxi-2023"].gates.clone()
    }

    fn known(gates: &[Clause], on: Date) -> Compliance {
        let check = |gate: &Clause| Check {
            gate: gate.id.clone(),
            place: "信用中国".into(),
            on,
            officer: AccountId("o".into()),
            result: CheckResult::Clear,
            detail: String::new(),
            evidence: None,
        };
        let checks = gates.iter().map(check).collect();
        Compliance { enterprise: EnterpriseId("e".into()), checks, listings: vec![] }
    }

    fn told(gates: &[Clause], known: &Compliance, on: Date) -> Vec<String> {
        open(gates, Some(known), on).iter().map(Open::told).collect()
    }

    #[test]
    fn 第三十天还有效_第三十一天要重查() {
        let gates = gates();
        let known = known(&gates, date(2026, 9, 1));
        assert_eq!(told(&gates, &known, date(2026, 10, 1)), Vec::<String>::new(), "the thirtieth day after");
        let old = told(&gates, &known, date(2026, 10, 2));
        // What cannot change from one day to the next (licence, size, product) does not age.
        assert_eq!(old.len(), 3, "{old:?}");
        assert_eq!(old[0], "“未被列入经营异常名录”是2026年9月1日查询的，已超过 30 天，请重新查询并登记（第三条）");
    }

    #[test]
    fn 天数是政策里的数_改了就跟着改() {
        let mut gates = gates();
        let known = known(&gates, date(2026, 9, 1));
        for gate in &mut gates {
            gate.fresh_days = if gate.fresh_days > 0 { 60 } else { 0 };
        }
        assert!(told(&gates, &known, date(2026, 10, 31)).is_empty());
        assert_eq!(told(&gates, &known, date(2026, 11, 1)).len(), 3);
    }

    #[test]
    fn 重新查询之后以最近一次为准_查到问题的要核实() {
        let gates = gates();
        let mut known = known(&gates, date(2026, 9, 1));
        let again = |on, result| Check { on, result, detail: "已移出".into(), ..known.checks[3].clone() };
        let (found, clear) =
            (again(date(2026, 9, 20), CheckResult::Found), again(date(2026, 9, 25), CheckResult::Clear));
        known.checks.push(found);
        let on = date(2026, 9, 28);
        assert!(told(&gates, &known, on)[0].contains("2026年9月20日的核查结果是“不符合”"));
        known.checks.push(clear);
        assert!(told(&gates, &known, on).is_empty());
    }

    #[test]
    fn 名单列有的_要有人核实_换了新名单就不再算() {
        let gates = gates();
        let on = date(2026, 9, 10);
        let mut known = known(&gates, date(2026, 9, 1));
        let listing = Listing {
            list: ComplianceListId("l1".into()),
            gates: vec!["A3.3-abnormal".into()],
            told: "经营异常名录（示例，截至2026年9月8日）第 3 行".into(),
            detail: String::new(),
            on,
            after: 0,
            superseded: None,
        };
        let evolve = |state: Compliance, event: Event| Compliance::evolve(Some(state), &event).unwrap();
        let listed = |state| {
            evolve(state, Event::Listed { enterprise: EnterpriseId("e".into()), listing: Box::new(listing.clone()) })
        };
        known = listed(known);
        let open = told(&gates, &known, on);
        assert_eq!(open.len(), 1, "only the gate that the list bears on");
        assert!(open[0].contains("第 3 行列有该企业，请核实后重新查询并登记（第三条）"), "{open:?}");
        // The list is answered by a look of a person, whatever its day, and the list comes before checks of earlier days.
        let (list, by) = (ComplianceListId("l1".into()), ComplianceListId("l2".into()));
        let newer = evolve(known.clone(), Event::ListSuperseded { list, by });
        assert!(told(&gates, &newer, on).is_empty());
        known.checks.push(Check { on: date(2026, 9, 9), ..known.checks[3].clone() });
        assert!(told(&gates, &known, on).is_empty());
        // Listed anew, it is asked for anew.
        assert_eq!(told(&gates, &listed(known), on).len(), 1);
    }

    #[test]
    fn 从来没有查过的_全部要查() {
        let gates = gates();
        let none = open(&gates, None, date(2026, 9, 1));
        assert_eq!(none.len(), gates.len());
        assert!(none[0].told().contains("没有核查记录"));
    }
}
