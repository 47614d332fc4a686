//! 保存的筛选 Filters of the queue that somebody keeps under a name, for themselves alone.

use titian_store::{StoreError, args};

use crate::App;
use crate::actor::Actor;
use crate::command::Failure;
use crate::permission::{Act, extent};

/// A filter that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its name.
    pub name: String,
    /// What stands after the address of the list: `stage=returned&handler=mine`.
    pub query: String,
}

impl App {
    /// The filters of the reader, the first kept first.
    pub async fn saved_filters(&self, actor: &Actor) -> Result<Vec<Saved>, Failure> {
        extent(actor, Act::ReadCase)?;
        let sql = "SELECT name, query FROM saved_filter WHERE account = $1 ORDER BY at, name";
        let rows = self.store.read().await?.rows(sql, args![actor.id()]).await?;
        let saved = |row: &titian_store::Row| {
            Ok(Saved { name: row.text("name")?.to_owned(), query: row.text("query")?.to_owned() })
        };
        Ok(rows.iter().map(saved).collect::<Result<_, StoreError>>()?)
    }
}
