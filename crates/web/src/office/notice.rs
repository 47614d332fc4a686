//! 通知与批次 Notices of the province and their batches (A12).
//!
//! | page | address |
//! |---|---|
//! | [`list::Notices`] | GET `/office/notices` |
//! | [`draft::NoticeDraft`] | GET, POST `/office/notices/new`, `/office/notices/ID/draft` |
//! | [`page::NoticePage`] | GET `/office/notices/ID`; POST `/publish`, `/batches/BATCH/extend` |

pub mod draft;
pub mod list;
pub mod page;

use titian_rulebook::policy::Policy;

/// Whether the procedure a batch names was out of force on a day; one that is not there is too.
pub fn lapsed(policy: &Policy, procedure: &str, day: jiff::civil::Date) -> bool {
    policy.procedures.get(procedure).is_none_or(|procedure| !procedure.in_force_on(day))
}
