//! What the draws of an office ask of one case.

use jiff::civil::Date;

use super::{Delegate, Draw, Stage};
use crate::id::{AccountId, DrawId, EnterpriseId};

/// What the draws of an office say about a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Duty {
    /// No draw has it on its list: what the procedure asks for holds.
    Undrawn,
    /// It stands on a list that is fixed and not drawn yet.
    Pending {
        /// Which draw.
        draw: DrawId,
        /// From which day on the draw can be opened.
        on: Date,
    },
    /// It stood on a list and was neither drawn nor chosen.
    Spared,
    /// It is to be visited.
    Selected(Vec<Assignment>),
}

impl Duty {
    /// The accounts of those who are sent.
    pub fn accounts(&self) -> Vec<AccountId> {
        let Duty::Selected(assigned) = self else { return vec![] };
        assigned.iter().flat_map(|one| &one.inspectors).filter_map(|one| one.account.clone()).collect()
    }

    /// The same where whoever stays away from the enterprise by now is excused as well, though they were drawn.
    #[must_use]
    pub fn without(mut self, away: &[AccountId]) -> Duty {
        if let Duty::Selected(assigned) = &mut self {
            for one in assigned {
                let stays = |who: &&Delegate| who.account.as_ref().is_some_and(|account| away.contains(account));
                one.recused.extend(one.inspectors.iter().filter(stays).cloned());
            }
        }
        self
    }
}

/// Who is to visit a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// By which draw.
    pub draw: DrawId,
    /// Its title.
    pub title: String,
    /// When it was drawn.
    pub on: Date,
    /// The inspectors, in the order drawn.
    pub inspectors: Vec<Delegate>,
    /// Who is excused from it.
    pub recused: Vec<Delegate>,
}

impl Draw {
    /// Who is to visit an enterprise by this draw, if it is to be visited.
    pub fn assignment(&self, enterprise: &EnterpriseId) -> Option<Assignment> {
        let outcome = self.outcome()?;
        let case = self.roster.candidates.iter().find(|one| one.enterprise == *enterprise)?;
        let selected = outcome.selected.iter().find(|one| one.number == case.number)?;
        let recusals = self.roster.recusals.iter();
        let recused = recusals.filter(|one| one.number.as_ref().is_none_or(|number| *number == case.number));
        Some(Assignment {
            draw: self.id.clone(),
            title: self.title.clone(),
            on: outcome.on,
            inspectors: selected.inspectors.iter().filter_map(|key| self.delegate(key)).cloned().collect(),
            recused: recused.filter_map(|one| self.delegate(&one.inspector)).cloned().collect(),
        })
    }
}

/// What the draws of an office over a batch say about the case of an enterprise: who takes a case back and applies anew
/// in the batch takes the draw along. To be visited weighs most: who was drawn once is not let off by another draw; then
/// a draw that is still to come.
pub fn duty<'d>(draws: impl IntoIterator<Item = &'d Draw>, enterprise: &EnterpriseId) -> Duty {
    let (mut assigned, mut pending, mut spared) = (Vec::new(), None, false);
    for draw in draws {
        if !draw.roster.candidates.iter().any(|one| one.enterprise == *enterprise) {
            continue;
        }
        match &draw.stage {
            Stage::Prepared | Stage::Dropped { .. } => {}
            Stage::Fixed(fixing) => pending = Some((draw.id.clone(), fixing.opens_on())),
            Stage::Drawn { .. } => match draw.assignment(enterprise) {
                Some(assignment) => assigned.push(assignment),
                None => spared = true,
            },
        }
    }
    match (assigned.is_empty(), pending) {
        (false, _) => Duty::Selected(assigned),
        (true, Some((draw, on))) => Duty::Pending { draw, on },
        (true, None) if spared => Duty::Spared,
        (true, None) => Duty::Undrawn,
    }
}
