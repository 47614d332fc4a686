//! What is asked: which tiers, for what, by which edition, on which day.

use anyhow::{Result, anyhow};
use jiff::civil::Date;
use titian_rulebook::judge::Edition;
use titian_rulebook::policy::Policy;
use titian_rulebook::tier::{Purpose, Tier};

use crate::clock;

/// What is asked: which tiers, for what, by which edition, on which day.
#[derive(clap::Args, Clone)]
pub struct Question {
    /// 层次:innovative、specialised、little-giant;不写则三层都判
    #[arg(long, value_parser = tier, value_name = "层次")]
    pub tier: Option<Tier>,
    /// 指定标准(通知另有规定时),例如 miit-2022/specialised
    #[arg(long, value_name = "标准")]
    pub edition: Option<String>,
    /// 申请(apply)或复核(rereview)
    #[arg(long, value_parser = purpose, default_value = "apply", value_name = "事由")]
    pub purpose: Purpose,
    /// 判定日,例如 2026-11-24;不写为今天
    #[arg(long, value_name = "日期")]
    pub on: Option<Date>,
}

fn tier(id: &str) -> Result<Tier, String> {
    let by_label = || Tier::ALL.into_iter().find(|tier| tier.label() == id);
    Tier::from_id(id).or_else(by_label).ok_or_else(|| "可以写 innovative、specialised、little-giant".into())
}

/// 申请 or 复核, by id or label.
pub fn purpose(id: &str) -> Result<Purpose, String> {
    let by_label = || Purpose::ALL.into_iter().find(|purpose| purpose.label() == id);
    Purpose::from_id(id).or_else(by_label).ok_or_else(|| "可以写 apply 或 rereview".into())
}

impl Question {
    /// The day asked about.
    pub fn on(&self) -> Date {
        self.on.unwrap_or_else(clock::today)
    }

    /// The tiers asked about: one, or all three; an edition named asks about its own tier.
    pub fn tiers(&self, policy: &Policy) -> Result<Vec<Tier>> {
        let named = match &self.edition {
            None => None,
            Some(id) => Some(policy.standards.get(id).ok_or_else(|| {
                let known: Vec<&str> = policy.standards.keys().map(String::as_str).collect();
                anyhow!("没有名为“{id}”的标准;现有:{}", known.join("、"))
            })?),
        };
        match (self.tier, named) {
            (Some(tier), Some(standard)) if standard.tier != tier => {
                Err(anyhow!("标准 {} 用于{},不用于{}", standard.id, standard.tier, tier))
            }
            (Some(tier), _) => Ok(vec![tier]),
            (None, Some(standard)) => Ok(vec![standard.tier]),
            (None, None) => Ok(Tier::ALL.to_vec()),
        }
    }

    /// The one edition asked about, for commands that take no more than one.
    pub fn one_edition(&self, policy: &Policy) -> Result<Edition> {
        let tiers = self.tiers(policy)?;
        let [tier] = tiers.as_slice() else {
            return Err(anyhow!("请用 --tier 或 --edition 指明一个层次"));
        };
        policy
            .edition(*tier, self.purpose, self.on(), self.edition.as_deref())
            .map_err(|undecided| anyhow!("{undecided}"))
    }
}
