//! 查询 Questions that pages ask. They read tables in one snapshot, never replay, and never say more than the reader may
//! see: what belongs to somebody takes the actor and asks the permission table.

mod announcements;
mod audit;
mod cases;
mod compliance_lists;
mod consultations;
mod corrections;
mod draws;
mod enterprise;
mod imports;
mod local_tables;
mod members;
mod messages;
mod notices;
mod objections;
mod office;
mod papers;
mod people;
mod publicities;
mod queue;
mod saved;
pub(crate) mod signals;
mod updates;
mod waits;

use std::collections::HashMap;

use titian_domain::account::Account;
use titian_domain::id::{AccountId, BatchId};
use titian_domain::notice::{Batch as Opened, Notice};
use titian_store::{Reading, StoreError, Value, args};

use crate::permission::Extent;

pub use crate::perform::checked::Against;
pub use crate::perform::compliance_list::Foreseen;
pub use crate::perform::miit_list::Weighed as MiitWeighed;
pub use crate::perform::rereview::AtList;
pub use crate::perform::together::Would;
pub use crate::perform::updates::UpdatesWeighed;
pub use announcements::{Announced, ToAnnounce};
pub use audit::{Look, Looked, Looks, Records, Subject};
pub use cases::{Case, Happened, Written};
pub use compliance_lists::{Compared, ComplianceListOpened, ComplianceLists};
pub use consultations::{ConsultationOpened, Consultations, LinkMade, Request, ToConsult};
pub use corrections::{CORRECTIONS, CorrectionOpened, Corrections, RequestOpened, ToCorrect};
pub use draws::{Draws, OneDraw, PUBLIC as PUBLIC_DRAWS, Sheet, ToDraw};
pub use enterprise::{Membership, OwnCase, OwnFile};
pub use imports::{ACTS as IMPORT_ACTS, LISTS as IMPORTS};
pub use local_tables::{Tabled, Weighed};
pub use members::{MEMBERS, Member, Members};
pub use messages::{Mailbox, Message, PAGE as MESSAGES};
pub use notices::Noticed;
pub use objections::{ObjectionFilter, ObjectionOpened, ObjectionRow, Objections};
pub use office::{Apart, Load, Office, StandsIn, ToAssign};
pub use papers::{Batch, Paper, PaperKind};
pub use people::Applicant;
pub use publicities::{Board, LISTS, Making, Published, Recommended, ToPublicise, ToRecommend};
pub(crate) use queue::published;
pub use queue::{Neighbours, Order, Queue, Queued, Whose};
pub use saved::Saved;
pub use signals::Signalled;
pub use updates::{MayUpdate, OwnUpdate, UPDATES, UpdateFilter, UpdateRow, UpdateTask, Updated, Updates};
pub use waits::Waits;

/// The cities of an extent as a condition on a column; true everywhere for the province.
fn within(extent: &Extent, column: &str, args: &mut Vec<Value>) -> String {
    let Extent::Cities(cities) = extent else { return "1 = 1".into() };
    let place = |city: &titian_rulebook::region::DivisionCode| {
        args.push(city.to_string().into());
        format!("${}", args.len())
    };
    let places: Vec<String> = cities.iter().map(place).collect();
    format!("{column} IN ({})", places.join(", "))
}

/// Batches of published notices, by their ids.
pub(crate) async fn batches(reading: &mut Reading, ids: &[BatchId]) -> Result<HashMap<BatchId, Opened>, StoreError> {
    let mut notices: Vec<String> = ids.iter().map(|id| id.notice().to_string()).collect();
    notices.sort_unstable();
    notices.dedup();
    let found = reading.load_all::<Notice>(&notices).await?;
    let batches = found.into_iter().filter_map(|standing| standing.state).flat_map(|notice| notice.batches);
    Ok(batches.map(|batch| (batch.id.clone(), batch)).collect())
}

/// The names of people, by their accounts.
async fn names(
    reading: &mut Reading,
    ids: impl IntoIterator<Item = &str>,
) -> Result<HashMap<AccountId, String>, StoreError> {
    let mut ids: Vec<&str> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let accounts = reading.load_all::<Account>(&ids).await?;
    Ok(accounts.into_iter().filter_map(|one| one.state).map(|one| (one.id, one.name)).collect())
}

/// A kept file, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256 of its bytes.
    pub id: String,
    /// Its type.
    pub media: String,
    /// The name it was uploaded under.
    pub name: String,
}

/// The file with this digest, if it is kept.
async fn kept(reading: &mut Reading, id: &str) -> Result<Option<Kept>, StoreError> {
    let row = reading.row("SELECT sha256, media, name FROM blob WHERE sha256 = $1", args![id]).await?;
    let kept = |row: titian_store::Row| {
        let text = |name| row.text(name).map(str::to_owned);
        Ok(Kept { id: text("sha256")?, media: text("media")?, name: text("name")? })
    };
    row.map(kept).transpose()
}
