//! 步骤 Which steps of its procedure a case goes through: the data say, not the code.
//!
//! A case lies on one desk at a time, the city's first (A9.2, A10.2, A11), then the province's where the procedure
//! has it review (A10.3, A11). What a desk must have done before it proposes, and where a case goes that a desk lets
//! pass, are read off the path of its tier and purpose.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::procedure::{Act, Demand, Level, Procedure, Title};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

use crate::id::AccountId;
use crate::notice::Batch;

/// The switch of the procedure that brings in the county's recommendation.
const COUNTY: &str = "county_recommendation";

/// The switch by which silence counts as consent (A10.2, A10.3).
const SILENCE: &str = "silence_is_consent";

/// 在哪一级: which office has a case in hand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Desk {
    /// 市.
    #[default]
    City,
    /// 自治区.
    Province,
}

impl Desk {
    /// Both, the first one first.
    pub const ALL: [Desk; 2] = [Desk::City, Desk::Province];

    /// Its word in columns.
    pub fn id(self) -> &'static str {
        match self {
            Desk::City => "city",
            Desk::Province => "province",
        }
    }

    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Desk::City => "市级",
            Desk::Province => "自治区",
        }
    }

    /// The one that publishes a list under a division's code: the province under its own.
    pub fn of(division: DivisionCode) -> Desk {
        if division.is_province() { Desk::Province } else { Desk::City }
    }

    /// Whether it is the first: for `skip_serializing_if`.
    pub(crate) fn is_first(&self) -> bool {
        *self == Desk::City
    }

    fn level(self) -> Level {
        match self {
            Desk::City => Level::City,
            Desk::Province => Level::Province,
        }
    }
}

/// Where a case goes that a desk lets pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward {
    /// Before the public (A9.2, A10.3).
    Publicity,
    /// On the list that is recommended to the level above (A10.2, A11).
    Recommendation,
}

/// What one desk does with a case. No demand: the procedure has no such step there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Station {
    /// 实地抽查.
    pub inspection: Option<Demand>,
    /// 信用查询.
    pub credit_check: Option<Demand>,
    /// 征求部门意见.
    pub consultation: Option<Demand>,
    /// Where a case goes that passes.
    pub onward: Onward,
}

/// The way of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// 县级推荐: recommends, never refuses.
    pub county: bool,
    /// What the city does.
    pub city: Station,
    /// What the province does, where it reviews (A10.3, A11).
    pub province: Option<Station>,
    /// Whether a list that was publicised is filed to the province for the record (A9.2).
    pub filing: bool,
    /// What must be held beforehand (A10.1, A11): any one of these; none = nothing.
    pub prerequisite: Vec<Title>,
    /// Whether a department that lets the time pass has nothing against it; silence is no consent unless this is on.
    pub silence_is_consent: bool,
}

impl Default for Steps {
    /// As the regulation has them for the lowest tier (A9.2) where a procedure says nothing.
    fn default() -> Steps {
        let city = Station {
            inspection: Some(Demand::Required),
            credit_check: Some(Demand::Required),
            consultation: None,
            onward: Onward::Publicity,
        };
        Steps { county: false, city, province: None, filing: true, prerequisite: vec![], silence_is_consent: false }
    }
}

impl Steps {
    /// The steps of a case of a city in a batch.
    pub fn of(procedure: &Procedure, batch: &Batch, city: DivisionCode) -> Steps {
        let county = batch.county.contains(&city);
        let on = |switch: &str| batch.switch(procedure, switch) || (switch == COUNTY && county);
        Steps::on(procedure, batch.tier, batch.purpose, on)
    }

    /// The steps of a path, with the switches that are on.
    fn on(procedure: &Procedure, tier: Tier, purpose: Purpose, on: impl Fn(&str) -> bool + Copy) -> Steps {
        let Some(path) = procedure.path(tier, purpose) else { return Steps::default() };
        let steps: Vec<(Level, Act, Demand)> =
            path.steps_with(on).map(|step| (step.level, step.act, step.demand)).collect();
        let demand = |level, act| steps.iter().find(|step| (step.0, step.1) == (level, act)).map(|step| step.2);
        let station = |desk: Desk| {
            let level = desk.level();
            Station {
                inspection: demand(level, Act::Inspection),
                credit_check: demand(level, Act::CreditCheck),
                consultation: demand(level, Act::Consultation),
                onward: match demand(level, Act::Recommendation) {
                    Some(_) => Onward::Recommendation,
                    None => Onward::Publicity,
                },
            }
        };
        let asked = path.prerequisite.value.switch.as_deref().is_none_or(on);
        Steps {
            county: demand(Level::County, Act::CountyRecommendation).is_some(),
            city: station(Desk::City),
            province: demand(Level::Province, Act::Review).map(|_| station(Desk::Province)),
            filing: demand(Level::City, Act::Filing).is_some(),
            silence_is_consent: on(SILENCE),
            prerequisite: if asked { path.prerequisite.value.any_of.clone() } else { vec![] },
        }
    }

    /// What is done at a desk; what the city does where the procedure has no second one.
    pub fn at(&self, desk: Desk) -> &Station {
        match (desk, &self.province) {
            (Desk::Province, Some(station)) => station,
            _ => &self.city,
        }
    }

    /// Whether anybody looks the enterprise up (A3, A10.2): where nobody does, no list asks for it.
    pub fn looked_up(&self) -> bool {
        self.city.credit_check.is_some() || self.province.is_some_and(|station| station.credit_check.is_some())
    }

    /// Whose list goes before the public (A9.2, A10.3), if one does (A11: none of ours).
    pub fn publicised_by(&self) -> Option<Desk> {
        Desk::ALL
            .into_iter()
            .find(|desk| (*desk == Desk::City || self.province.is_some()) && self.at(*desk).onward == Onward::Publicity)
    }
}

/// What a county or zone said of a case before the city decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountyOpinion {
    /// Which county or zone, as it signs.
    pub county: String,
    /// Its words.
    pub opinion: String,
    /// The date on its paper.
    pub dated: Date,
    /// Who wrote it down.
    pub by: AccountId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use titian_rulebook::policy::Policy;

    const NONE: fn(&str) -> bool = |_| false;

    fn each_procedure(check: impl Fn(&Procedure)) {
        let policy = Policy::shipped().expect("the policy that ships");
        policy.procedures.values().for_each(check);
    }

    #[test]
    fn 第九条_市里审核公示备案_自治区不再审核() {
        each_procedure(|procedure| {
            let steps = Steps::on(procedure, Tier::Innovative, Purpose::Apply, NONE);
            assert_eq!(steps, Steps::default(), "{}", procedure.id);
            assert_eq!(steps.publicised_by(), Some(Desk::City));
            let county = Steps::on(procedure, Tier::Innovative, Purpose::Apply, |id| id == COUNTY);
            assert_eq!(county, Steps { county: true, ..steps });
        });
    }

    #[test]
    fn 第十条_市里初审推荐_自治区审核公示() {
        each_procedure(|procedure| {
            let steps = Steps::on(procedure, Tier::Specialised, Purpose::Apply, NONE);
            assert_eq!(steps.city.onward, Onward::Recommendation);
            assert_eq!(steps.city.consultation, Some(Demand::Optional));
            let province = steps.province.expect("the province reviews");
            assert_eq!((province.onward, province.inspection), (Onward::Publicity, Some(Demand::Required)));
            assert_eq!(province.consultation, Some(Demand::WhereCalledFor));
            assert_eq!((steps.publicised_by(), steps.filing), (Some(Desk::Province), false));
            assert!(steps.prerequisite.contains(&Title::Innovative));
        });
    }

    #[test]
    fn 第十一条_两级推荐_由工业和信息化部公布() {
        each_procedure(|procedure| {
            let steps = Steps::on(procedure, Tier::LittleGiant, Purpose::Apply, NONE);
            let province = steps.province.expect("the province reviews");
            assert_eq!([steps.city.onward, province.onward], [Onward::Recommendation; 2]);
            assert_eq!(steps.publicised_by(), None);
            assert_eq!(steps.prerequisite, [Title::Specialised]);
        });
    }

    #[test]
    fn 复核是否要求下一层次称号_看通知() {
        each_procedure(|procedure| {
            let steps = |on: fn(&str) -> bool| Steps::on(procedure, Tier::Specialised, Purpose::Rereview, on);
            assert_eq!(steps(NONE).prerequisite, []);
            assert!(!steps(|id| id == "rereview_prerequisite").prerequisite.is_empty(), "{}", procedure.id);
        });
    }

    #[test]
    fn what_a_procedure_does_not_have_is_no_step() {
        let policy = Policy::shipped().expect("the policy that ships");
        let mut procedure = policy.procedures["guangxi-2023"].clone();
        for path in &mut procedure.paths {
            path.steps.retain(|step| step.act != Act::Inspection && step.act != Act::CreditCheck);
        }
        let steps = Steps::on(&procedure, Tier::Innovative, Purpose::Apply, NONE);
        assert_eq!((steps.city.inspection, steps.city.credit_check), (None, None));
    }
}
