//! Grows four trees for ever and says of each act that it is kept, once it is. Made to be killed in the middle of it.

use std::convert::Infallible;
use std::io::Write;

use titian_store::{Store, StoreError};
use titian_stories::orchard::{grow, plant};

#[tokio::main]
async fn main() -> Result<(), StoreError> {
    let url = std::env::args().nth(1).unwrap_or_default();
    let store = Store::open(&url).await?;
    let mut growers = tokio::task::JoinSet::new();
    for id in ["a", "b", "c", "d"] {
        growers.spawn(grow_for_ever(store.clone(), id));
    }
    match growers.join_next().await {
        Some(Ok(Err(error))) => Err(error),
        _ => Ok(()),
    }
}

async fn grow_for_ever(store: Store, id: &'static str) -> Result<Infallible, StoreError> {
    let mut standing = match grow(&store, id, 1).await {
        Err(StoreError::Missing { .. }) => plant(&store, id).await?,
        other => other?,
    };
    loop {
        say(&format!("{id} {}\n", standing.version))?;
        standing = grow(&store, id, 1).await?;
    }
}

/// One line, out at once and not mixed with another's.
fn say(line: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes())?;
    out.flush()
}
