//! 特色化指标表 The policy as those see it who are pinned to a version of the local table (A8). A published version never
//! changes, so that what was made of it once holds as long as the house stands.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use titian_domain::application::Application;
use titian_domain::id::LocalTableId;
use titian_domain::local_table::{LocalTable, Stage};
use titian_rulebook::policy::Policy;
use titian_store::{Reading, StoreError};

use crate::App;

/// Policies by the version in them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tables(Arc<Mutex<HashMap<LocalTableId, Arc<Policy>>>>);

/// The policies of some cases.
#[derive(Debug, Clone)]
pub struct Pinned {
    house: Arc<Policy>,
    tables: HashMap<LocalTableId, Arc<Policy>>,
}

impl Pinned {
    /// The policy that a case is judged by.
    pub fn of(&self, case: &Application) -> &Policy {
        case.local_table.as_ref().and_then(|id| self.tables.get(id)).unwrap_or(&self.house)
    }
}

impl App {
    /// The policy of whoever is pinned to a version; the house's own for those who are pinned to none.
    pub(crate) async fn policy_of(
        &self,
        reading: &mut Reading,
        table: Option<&LocalTableId>,
    ) -> Result<Arc<Policy>, StoreError> {
        let Some(id) = table else { return Ok(self.policy.clone()) };
        let kept = || self.tables.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().get(id).cloned() {
            return Ok(known);
        }
        let odd = |what| StoreError::inconsistent("local_table", id.as_str(), what);
        let table = reading.load::<LocalTable>(id.as_str()).await?.state;
        let table = table.filter(|table| matches!(table.stage, Stage::Published { .. }));
        let table = table.ok_or_else(|| odd("a batch is pinned to a version that is not published"))?;
        let policy =
            table.laid_upon(&self.policy).map_err(|_| odd("a published version that the policy does not take"))?;
        let policy = Arc::new(policy);
        kept().insert(id.clone(), policy.clone());
        Ok(policy)
    }

    /// The policies of some cases, each as it is pinned.
    pub async fn policies_of(&self, cases: &[&Application]) -> Result<Pinned, StoreError> {
        let mut pinned = Pinned { house: self.policy.clone(), tables: HashMap::new() };
        for case in cases {
            let Some(id) = &case.local_table else { continue };
            if !pinned.tables.contains_key(id) {
                pinned.tables.insert(id.clone(), self.policy_pinned(Some(id)).await?);
            }
        }
        Ok(pinned)
    }

    /// The same for one question alone.
    pub async fn policy_pinned(&self, table: Option<&LocalTableId>) -> Result<Arc<Policy>, StoreError> {
        if table.is_none() {
            return Ok(self.policy.clone());
        }
        self.policy_of(&mut self.store.read().await?, table).await
    }
}
