//! 最省力的办法 Advice put before a reader: what to find out, the plans with the fewest changes, what cannot be changed.

use askama::Template;
use askama::filters::HtmlSafe;
use titian_rulebook::advise::{Advice, Plan, Step};

use crate::show;

/// Advice, ready to show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/advised.html")]
pub struct Advised {
    /// 本次申报 or 下一年度申报.
    pub when: String,
    /// Facts to be found out first.
    pub needs: Vec<String>,
    /// Plans, the least change first; each a list of steps.
    pub plans: Vec<Vec<AdvisedStep>>,
    /// What nothing the enterprise can move would cure.
    pub obstacles: Vec<String>,
    /// What to look at besides.
    pub remarks: Vec<String>,
    /// Nothing has to be changed.
    pub ready: bool,
}

/// One changed fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdvisedStep {
    /// 上年度研发费用总额.
    pub fact: String,
    /// What it is now; empty if unknown.
    pub from: String,
    /// What it must be.
    pub to: String,
}

impl From<&Step> for AdvisedStep {
    fn from(step: &Step) -> AdvisedStep {
        AdvisedStep {
            fact: show::sentence(&step.label),
            from: show::sentence(&step.old_text),
            to: show::sentence(&step.new_text),
        }
    }
}

impl From<&Advice> for Advised {
    fn from(advice: &Advice) -> Advised {
        let steps = |plan: &Plan| plan.steps.iter().map(AdvisedStep::from).collect::<Vec<_>>();
        Advised {
            when: advice.horizon.label().into(),
            needs: advice.needs.iter().map(|need| show::sentence(&need.label)).collect(),
            plans: advice.plans.iter().filter(|plan| !plan.steps.is_empty()).map(steps).collect(),
            obstacles: advice.obstacles.iter().map(|one| show::sentence(&one.label)).collect(),
            remarks: advice
                .plans
                .first()
                .map_or(vec![], |plan| plan.remarks.iter().map(|r| show::sentence(r)).collect()),
            ready: advice.plans.first().is_some_and(|plan| plan.steps.is_empty()),
        }
    }
}

impl HtmlSafe for Advised {}
