#![doc = include_str!("../README.md")]

pub mod actor;
pub mod clock;
pub mod clue;
pub mod command;
pub mod identity;
pub mod link;
pub mod lists;
pub mod permission;
pub mod post;
pub mod query;
pub mod receipt;
pub mod register;
pub mod uploads;
pub mod vault;

mod jobs;
mod perform;
pub mod tables;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use titian_rulebook::policy::Policy;
use titian_store::{Blobs, Check, SealKey, Store};

use crate::clock::Clock;
use crate::identity::password::Passwords;
use crate::register::Shelf;
use crate::uploads::Sweeping;
use crate::vault::Vault;

/// The house: the policy, the store and the clock.
#[derive(Clone)]
pub struct App {
    /// What officials own.
    pub policy: Arc<Policy>,
    /// What is kept.
    pub store: Store,
    /// What day it is.
    pub clock: Arc<dyn Clock>,
    /// What everybody searches.
    pub register: Shelf,
    /// How passwords are hashed.
    pub passwords: Passwords,
    /// Attachments.
    pub blobs: Blobs,
    /// What signs the journal.
    pub sealer: Arc<Sealer>,
    /// What only few may read.
    pub vault: Vault,
    /// When files that belong to nothing are swept.
    pub uploads: Sweeping,
    /// The policy as cases see it that are pinned to a version of the local table.
    tables: tables::Tables,
}

/// What signs the journal, and whether that is due at once.
#[derive(Debug)]
pub struct Sealer {
    key: SealKey,
    due: AtomicBool,
}

/// What a house is made of.
pub struct Parts {
    /// The policy.
    pub policy: Policy,
    /// The store.
    pub store: Store,
    /// Attachments.
    pub blobs: Blobs,
    /// The key that signs the journal.
    pub key: SealKey,
    /// What only few may read.
    pub vault: Vault,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// How passwords are hashed.
    pub passwords: Passwords,
}

impl App {
    /// A house of these parts.
    pub fn new(parts: Parts) -> App {
        let Parts { policy, store, blobs, key, vault, clock, passwords } = parts;
        App {
            policy: Arc::new(policy),
            store,
            clock,
            register: Shelf::default(),
            passwords,
            blobs,
            vault,
            uploads: Sweeping::default(),
            sealer: Arc::new(Sealer { key, due: AtomicBool::new(false) }),
            tables: tables::Tables::default(),
        }
    }
}

/// All rooms there are, for verification: each is replayed and compared with its table.
pub fn rooms() -> Vec<Check> {
    vec![
        Check::of::<titian_domain::account::Account>(),
        Check::of::<titian_domain::announcement::Announcement>(),
        Check::of::<titian_domain::annual_update::AnnualUpdate>(),
        Check::of::<titian_domain::annual_update::UpdateYear>(),
        Check::of::<titian_domain::application::Application>(),
        Check::of::<titian_domain::compliance::Compliance>(),
        Check::of::<titian_domain::compliance_list::ComplianceList>(),
        Check::of::<titian_domain::draw::Draw>(),
        Check::of::<titian_domain::consultation::Consultation>(),
        Check::of::<titian_domain::correction::CorrectionAnnouncement>(),
        Check::of::<titian_domain::correction_request::CorrectionRequest>(),
        Check::of::<titian_domain::correspondence::Correspondence>(),
        Check::of::<titian_domain::enterprise::Enterprise>(),
        Check::of::<titian_domain::import::Import>(),
        Check::of::<titian_domain::inspection::Inspection>(),
        Check::of::<titian_domain::local_table::LocalTable>(),
        Check::of::<titian_domain::miit_list::MiitList>(),
        Check::of::<titian_domain::notice::Notice>(),
        Check::of::<titian_domain::objection::Objection>(),
        Check::of::<titian_domain::publicity::Publicity>(),
        Check::of::<titian_domain::recognition::Recognition>(),
        Check::of::<titian_domain::recusal::Recusal>(),
        Check::of::<titian_domain::substitution::Substitution>(),
        Check::of::<titian_domain::recommendation::Recommendation>(),
        Check::of::<titian_domain::signal::LookedInto>(),
    ]
}

/// A fresh id. Chance enters here and nowhere else.
pub(crate) fn fresh() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}
