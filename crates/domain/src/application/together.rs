//! 成批办理 What can be done with many cases at once, and which case needs a look of its own.

use super::{Application, Ruling};
use crate::id::AccountId;

/// What is done with all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Together {
    /// 退回补正: each with what was asked item by item.
    Return,
    /// 拟通过, in the same words.
    Pass {
        /// The opinion.
        opinion: String,
    },
}

/// Why a case is not proposed together with others: something that must be ruled on was ruled on by somebody else, or not
/// simply accepted. What has not been ruled on at all, the proposal itself refuses. Empty if nothing stands in the way.
pub fn needs_a_look(case: &Application, handler: &AccountId, required: &[(String, String)]) -> Vec<String> {
    let look = |(id, label): &(String, String)| {
        let verdict = case.verdicts.get(id)?;
        match &verdict.ruling {
            _ if verdict.by != *handler => Some(format!("“{label}”不是您审核的")),
            Ruling::Accept => None,
            ruling => Some(format!("“{label}”是“{}”，要逐件拟办", ruling.label())),
        }
    };
    required.iter().filter_map(look).collect()
}
