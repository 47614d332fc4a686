//! 分派 Assignment (decision 22): many cases that nobody has, given out among handlers. It only proposes; each case is then
//! taken up like any other, for its handler.

use std::collections::{BTreeMap, BTreeSet};

use crate::application::{Application, Stage};
use crate::id::{AccountId, ApplicationId, EnterpriseId};

/// Who can be given cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// Who.
    pub account: AccountId,
    /// How many cases they have in hand already.
    pub open: u32,
}

/// Who stays away from what (回避).
pub type Away = BTreeSet<(AccountId, EnterpriseId)>;

/// What would be given to whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// To whom each case goes, in the order asked.
    pub given: Vec<(ApplicationId, AccountId)>,
    /// What goes to nobody, with the reason.
    pub skipped: Vec<(ApplicationId, String)>,
}

/// Gives out cases so that everybody ends with about as many in hand; what comes first is given first, and of those who
/// have as few the first one is given it.
pub fn evenly(cases: &[&Application], hands: &[Hand], away: &Away) -> Plan {
    let (nobody, mut hands) = (hands.is_empty(), hands.to_vec());
    let mut plan = Plan::default();
    for case in cases {
        let free = hands.iter_mut().filter(|hand| !stays_away(away, &hand.account, case));
        match (taken(case), free.min_by_key(|hand| hand.open)) {
            (Some(why), _) => plan.skipped.push((case.id.clone(), why)),
            (None, None) if nobody => plan.skipped.push((case.id.clone(), "没有选经办人".into())),
            (None, None) => plan.skipped.push((case.id.clone(), "选中的经办人都对这家企业回避".into())),
            (None, Some(hand)) => {
                hand.open = hand.open.saturating_add(1);
                plan.given.push((case.id.clone(), hand.account.clone()));
            }
        }
    }
    plan
}

/// Gives out cases as somebody wishes; a case without a wish stays where it is.
pub fn by_hand(
    cases: &[&Application],
    wishes: &BTreeMap<ApplicationId, AccountId>,
    hands: &[Hand],
    away: &Away,
) -> Plan {
    let mut plan = Plan::default();
    for case in cases {
        let skip = match wishes.get(&case.id) {
            None => "没有选经办人".to_owned(),
            Some(_) if taken(case).is_some() => taken(case).unwrap_or_default(),
            Some(wish) if !hands.iter().any(|hand| hand.account == *wish) => "选的人不能经办这件申报".into(),
            Some(wish) if stays_away(away, wish, case) => "选的经办人对这家企业回避".into(),
            Some(wish) => {
                plan.given.push((case.id.clone(), wish.clone()));
                continue;
            }
        };
        plan.skipped.push((case.id.clone(), skip));
    }
    plan
}

impl Plan {
    /// How many each is given.
    pub fn counts(&self) -> BTreeMap<AccountId, u32> {
        let mut counts = BTreeMap::new();
        for (_, account) in &self.given {
            *counts.entry(account.clone()).or_insert(0) += 1;
        }
        counts
    }
}

fn stays_away(away: &Away, account: &AccountId, case: &Application) -> bool {
    away.contains(&(account.clone(), case.enterprise.clone()))
}

/// Why a case is not there to be given out; `None` if nobody has it.
fn taken(case: &Application) -> Option<String> {
    match &case.stage {
        Stage::Submitted { .. } | Stage::Recommended { .. } => None,
        Stage::UnderReview { .. } => Some("已经有人办理".into()),
        stage => Some(format!("目前是“{}”，不用分派", stage.label())),
    }
}
