//! A store of a story's own on each engine, gone afterwards.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection};
use tempfile::TempDir;
use titian_store::Store;

use super::{Postgres, orchard};

/// A PostgreSQL server to use instead of a cluster of our own; stories make and drop databases there.
pub const SERVER: &str = "TITIAN_TEST_DB";

/// A store with the orchard's tables, or a copy of another.
pub struct House {
    /// The store.
    pub store: Store,
    /// `sqlite` or `postgres`, for failures.
    pub engine: &'static str,
    /// Where it is.
    pub url: String,
    /// A folder for files.
    pub folder: TempDir,
    _cluster: Option<Postgres>,
}

impl House {
    /// A store on SQLite.
    pub async fn sqlite() -> House {
        let folder = TempDir::new().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("titian.db").display());
        House::furnish("sqlite", url, folder, None).await
    }

    /// A store on PostgreSQL, unless PostgreSQL is not installed.
    pub async fn postgres() -> Option<House> {
        let (url, cluster) = database("template0").await?;
        let folder = TempDir::new().expect("a temporary folder");
        Some(House::furnish("postgres", url, folder, cluster).await)
    }

    /// Both, as far as they are installed.
    pub async fn both() -> Vec<House> {
        let mut houses = vec![House::sqlite().await];
        houses.extend(House::postgres().await);
        houses
    }

    async fn furnish(engine: &'static str, url: String, folder: TempDir, cluster: Option<Postgres>) -> House {
        let store = Store::open(&url).await.expect("a new store opens");
        orchard::lay(&store).await.expect("the orchard's tables");
        House { store, engine, url, folder, _cluster: cluster }
    }

    /// Runs a statement as somebody would who has the database's password and no manners.
    pub async fn tamper(&self, sql: &'static str) -> u64 {
        self.store.write(async |mut tx| tx.execute(sql, vec![]).await).await.expect(sql)
    }
}

/// A fresh database on PostgreSQL, made from another of the same server: its address, and what keeps the server running.
/// `None` if PostgreSQL is not installed.
pub async fn database(template: &str) -> Option<(String, Option<Postgres>)> {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let name = format!("store_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let (server, cluster) = match std::env::var(SERVER) {
        Ok(url) => (url, None),
        Err(_) => {
            let cluster = Postgres::start()?;
            (cluster.url(), Some(cluster))
        }
    };
    let mut connection = sqlx::PgConnection::connect(&server).await.expect("the server answers");
    let sql = format!("CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' LOCALE 'C'");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.expect("a database of our own");
    let (before, after) = server.split_once('?').map_or((server.as_str(), ""), |(before, after)| (before, after));
    let (root, _) = before.rsplit_once('/').expect("the address names a database");
    Some((format!("{root}/{name}?{after}"), cluster))
}
