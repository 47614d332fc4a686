//! 年度更新 The yearly update (A14) as an office sees it: who has filed and who has not, by city; what a notice arranges; the
//! national platform's lists; a right that was lost, given back.
//!
//! | page | address |
//! |---|---|
//! | [`board::Board`] | GET `/office/updates`, POST `/office/updates/arrange`, `/office/updates/confirm` |
//! | [`preview::Preview`] | POST `/office/updates/import`, `/office/updates/import/confirm` |
//! | [`one::One`] | GET `/office/updates/ENTERPRISE`, POST `/office/updates/ENTERPRISE/excuse` |

pub mod board;
pub mod one;
pub mod preview;

use titian_domain::annual_update::UpdateYear;
use titian_domain::annual_update::year;
use titian_domain::id::AccountId;
use titian_domain::room::{Room, replay};

use crate::components::Tag;
use crate::sample::policy;
use titian_app::query::Updated;
use titian_domain::annual_update::{Channel, Rules};

/// How an enterprise stands, as a tag.
pub fn tag(standing: Updated) -> Tag {
    let word = standing.label();
    match standing {
        Updated::InTime | Updated::Excused => Tag::ok(word),
        Updated::NotYet | Updated::Unknown => Tag::ask(word),
        Updated::Missed | Updated::Late => Tag::warn(word),
        Updated::Exempt => Tag::plain(word),
    }
}

/// A year for samples: due on 31 May 2027, on a platform.
fn sample_year(channel: Channel) -> Option<UpdateYear> {
    let rules = Rules::of(policy()?, 2027)?;
    let (opens, due) = (rules.opens, rules.due);
    let opened: UpdateYear = replay(&year::open(2027, Some(rules), None, opens).ok()?)?;
    if channel == Channel::Portal {
        return Some(opened);
    }
    let by = AccountId("leader-1".into());
    let events = year::arrange(&opened, (due, channel), "桂工信企业〔2027〕8号（样例）", by, opens).ok()?;
    events.iter().fold(Some(opened), UpdateYear::evolve)
}
