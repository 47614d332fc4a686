//! Notices as the province works on them, drafts among them.

use std::collections::HashMap;

use titian_domain::notice::Notice;
use titian_store::{StoreError, args};

use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::permission::{Act, NotAllowed, extent};

/// A notice, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// The notice.
    pub notice: Notice,
    /// How many cases were submitted in each of its batches, in their order.
    pub submitted: Vec<u32>,
}

impl App {
    /// All notices, drafts first, then the latest.
    pub async fn drafted_notices(&self, actor: &Actor) -> Result<Vec<Noticed>, Failure> {
        extent(actor, Act::DraftNotice)?;
        let mut reading = self.store.read().await?;
        let counted = reading
            .rows("SELECT batch, COUNT(*) AS n FROM application WHERE number IS NOT NULL GROUP BY batch", vec![])
            .await?;
        let count = |row: &titian_store::Row| {
            Ok::<_, StoreError>((row.text("batch")?.to_owned(), u32::try_from(row.number("n")?).unwrap_or(u32::MAX)))
        };
        let counts = counted.iter().map(count).collect::<Result<HashMap<String, u32>, _>>()?;
        let rows = reading
            .rows(
                "SELECT state FROM notice ORDER BY CASE WHEN published_on IS NULL THEN 0 ELSE 1 END, \
                 published_on DESC, id DESC",
                args![],
            )
            .await?;
        let noticed = |row: &titian_store::Row| {
            let notice: Notice = row.json("state")?;
            let submitted = notice.batches.iter().map(|batch| counts.get(batch.id.as_str()).copied().unwrap_or(0));
            Ok(Noticed { submitted: submitted.collect(), notice })
        };
        Ok(rows.iter().map(noticed).collect::<Result<_, StoreError>>()?)
    }

    /// A notice, also one that is still a draft, and how many events it has had.
    pub async fn drafted_notice(&self, actor: &Actor, id: &str) -> Result<(Notice, u64), Failure> {
        extent(actor, Act::DraftNotice)?;
        let standing = self.store.read().await?.load::<Notice>(id).await?;
        let notice = standing.state.ok_or(NotAllowed { act: Act::DraftNotice })?;
        Ok((notice, standing.version))
    }
}
