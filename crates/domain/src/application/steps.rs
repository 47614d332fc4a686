//! 步骤 Which steps of its procedure a case goes through where procedures differ: the data say, not the code.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::procedure::{Act, Level, Procedure};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

use crate::id::AccountId;
use crate::notice::Batch;

/// The switch of the procedure that brings in the county's recommendation.
const COUNTY: &str = "county_recommendation";

/// Steps that a procedure may have or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// 县级推荐: recommends, never refuses.
    pub county: bool,
    /// 实地抽查.
    pub inspection: bool,
    /// 信用核查.
    pub credit_check: bool,
}

impl Default for Steps {
    /// As the regulation has them (A9.2) where a procedure says nothing.
    fn default() -> Steps {
        Steps { county: false, inspection: true, credit_check: true }
    }
}

impl Steps {
    /// The steps of a case of a city in a batch.
    pub fn of(procedure: &Procedure, batch: &Batch, city: DivisionCode) -> Steps {
        Steps::on(procedure, batch.tier, batch.purpose, batch.county.contains(&city))
    }

    /// The steps of a path, with the county's switched on or as the procedure has it.
    fn on(procedure: &Procedure, tier: Tier, purpose: Purpose, county: bool) -> Steps {
        let Some(path) = procedure.path(tier, purpose) else { return Steps::default() };
        let on = |id: &str| (id == COUNTY && county) || procedure.switch(id).is_some_and(|switch| switch.on);
        let acts: Vec<(Level, Act)> = path.steps_with(on).map(|step| (step.level, step.act)).collect();
        let has = |level, act| acts.contains(&(level, act));
        Steps {
            county: has(Level::County, Act::CountyRecommendation),
            inspection: has(Level::City, Act::Inspection),
            credit_check: has(Level::City, Act::CreditCheck),
        }
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

    #[test]
    fn the_county_is_asked_where_it_is_switched_on_and_nowhere_else() {
        let policy = Policy::shipped().expect("the policy that ships");
        for procedure in policy.procedures.values() {
            let steps = |county| Steps::on(procedure, Tier::Innovative, Purpose::Apply, county);
            assert_eq!(steps(false), Steps { county: false, inspection: true, credit_check: true }, "{}", procedure.id);
            assert_eq!(steps(true), Steps { county: true, ..steps(false) });
        }
    }

    #[test]
    fn what_a_procedure_does_not_have_is_no_step() {
        let policy = Policy::shipped().expect("the policy that ships");
        let mut procedure = policy.procedures["guangxi-2023"].clone();
        for path in &mut procedure.paths {
            path.steps.retain(|step| step.act != Act::Inspection && step.act != Act::CreditCheck);
        }
        let steps = Steps::on(&procedure, Tier::Innovative, Purpose::Apply, false);
        assert_eq!(steps, Steps { county: false, inspection: false, credit_check: false });
    }
}
