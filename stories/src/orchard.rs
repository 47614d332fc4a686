//! Two small rooms for the store's stories: it must keep any room, and shows that best with one that is not ours.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_domain::room::{self, Field, Room};
use titian_store::{Changes, Standing, Store, StoreError};

/// A tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tree {
    /// 树种.
    pub species: String,
    /// In centimetres.
    pub height: i64,
    /// Since when it is no more.
    pub felled: Option<Date>,
}

/// What happens to a tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TreeEvent {
    /// It was planted.
    Planted {
        /// 树种.
        species: String,
    },
    /// It grew.
    Grew {
        /// By how many centimetres.
        by: i64,
    },
    /// It was felled.
    Felled {
        /// The day.
        on: Date,
    },
}

impl room::Event for TreeEvent {
    fn basis(&self) -> &'static str {
        "A9.1"
    }
}

impl Room for Tree {
    const NAME: &'static str = "tree";
    type Event = TreeEvent;

    fn evolve(state: Option<Tree>, event: &TreeEvent) -> Option<Tree> {
        match (state, event) {
            (None, TreeEvent::Planted { species }) => Some(Tree { species: species.clone(), height: 0, felled: None }),
            (Some(tree), TreeEvent::Grew { by }) => Some(Tree { height: tree.height.saturating_add(*by), ..tree }),
            (Some(tree), TreeEvent::Felled { on }) => Some(Tree { felled: Some(*on), ..tree }),
            (state, _) => state,
        }
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![("species", self.species.as_str().into()), ("height", self.height.into()), ("felled", self.felled.into())]
    }
}

/// A nest in a tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nest {
    /// In which tree.
    pub tree: String,
}

/// What happens to a nest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NestEvent {
    /// It was built.
    Built {
        /// In which tree.
        tree: String,
    },
}

impl room::Event for NestEvent {
    fn basis(&self) -> &'static str {
        "A9.2"
    }
}

impl Room for Nest {
    const NAME: &'static str = "nest";
    type Event = NestEvent;

    fn evolve(state: Option<Nest>, event: &NestEvent) -> Option<Nest> {
        let NestEvent::Built { tree } = event;
        state.or_else(|| Some(Nest { tree: tree.clone() }))
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![("tree", self.tree.as_str().into())]
    }
}

/// The tables of both.
pub async fn lay(store: &Store) -> Result<(), StoreError> {
    let id = "id TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, state TEXT";
    store
        .write(async |mut tx| {
            let tree = format!("CREATE TABLE IF NOT EXISTS tree ({id}, species TEXT, height BIGINT, felled TEXT)");
            tx.execute(tree, vec![]).await?;
            tx.execute(format!("CREATE TABLE IF NOT EXISTS nest ({id}, tree TEXT)"), vec![]).await.map(drop)
        })
        .await
}

/// Changes by a gardener at a second of the day.
pub fn changes(second: i64) -> Changes {
    Changes::new(Timestamp::from_second(1_795_000_000 + second).unwrap_or_default(), "园丁")
}

/// Plants a tree and lets it grow a metre.
pub async fn plant(store: &Store, id: &str) -> Result<Standing<Tree>, StoreError> {
    store
        .write(async |mut tx| {
            let standing = tx.load::<Tree>(id).await?;
            let mut changes = changes(0);
            let events = [TreeEvent::Planted { species: "荔枝".into() }, TreeEvent::Grew { by: 100 }];
            let standing = changes.record(&standing, events);
            tx.commit(changes).await.map(|_| standing)
        })
        .await
}

/// Lets a tree grow, from where it stands.
pub async fn grow(store: &Store, id: &str, by: i64) -> Result<Standing<Tree>, StoreError> {
    store
        .write(async |mut tx| {
            let standing = tx.load::<Tree>(id).await?;
            standing.state()?;
            let mut changes = changes(by);
            let standing = changes.record(&standing, [TreeEvent::Grew { by }]);
            tx.commit(changes).await.map(|_| standing)
        })
        .await
}
