//! A store of a story's own on each engine, gone afterwards.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection};
use tempfile::TempDir;
use titian_store::Store;

use super::{Postgres, orchard};

/// A PostgreSQL server to use instead of a cluster of our own; stories make and drop databases there.
pub const SERVER: &str = "TITIAN_TEST_DB";

/// A store with the orchard's tables.
pub struct House {
    /// The store.
    pub store: Store,
    /// `sqlite` or `postgres`, for failures.
    pub engine: &'static str,
    /// Where it is.
    pub url: String,
    /// A folder for files.
    pub folder: TempDir,
    server: String,
    cluster: Option<Postgres>,
}

impl House {
    /// A store on SQLite.
    pub async fn sqlite() -> House {
        let folder = TempDir::new().expect("a temporary folder");
        House::furnish("sqlite", sqlite(&folder), folder, (String::new(), None)).await
    }

    /// A store on PostgreSQL, unless PostgreSQL is not installed.
    pub async fn postgres() -> Option<House> {
        let (server, cluster) = server()?;
        Some(House::on(server, cluster).await)
    }

    /// A store on a PostgreSQL server, and what keeps that running if it is ours.
    pub async fn on(server: String, cluster: Option<Postgres>) -> House {
        let url = database(&server, EMPTY).await;
        let folder = TempDir::new().expect("a temporary folder");
        House::furnish("postgres", url, folder, (server, cluster)).await
    }

    /// A house with the same things in it. This one's store must be closed.
    pub async fn copy(&self) -> House {
        let folder = TempDir::new().expect("a temporary folder");
        for file in std::fs::read_dir(self.folder.path()).expect("the folder").flatten() {
            if file.file_type().is_ok_and(|kind| kind.is_file()) {
                std::fs::copy(file.path(), folder.path().join(file.file_name())).expect("a copy of a file");
            }
        }
        let url = match self.url.strip_prefix("sqlite:") {
            Some(_) => sqlite(&folder),
            None => database(&self.server, name(&self.url)).await,
        };
        House::furnish(self.engine, url, folder, (self.server.clone(), self.cluster.clone())).await
    }

    /// Both, as far as they are installed.
    pub async fn both() -> Vec<House> {
        let mut houses = vec![House::sqlite().await];
        houses.extend(House::postgres().await);
        houses
    }

    async fn furnish(
        engine: &'static str,
        url: String,
        folder: TempDir,
        (server, cluster): (String, Option<Postgres>),
    ) -> House {
        let store = Store::open(&url).await.expect("a new store opens");
        orchard::lay(&store).await.expect("the orchard's tables");
        House { store, engine, url, folder, server, cluster }
    }

    /// Runs a statement as somebody would who has the database's password and no manners.
    pub async fn tamper(&self, sql: &'static str) -> u64 {
        self.store.write(async |mut tx| tx.execute(sql, vec![]).await).await.expect(sql)
    }
}

fn sqlite(folder: &TempDir) -> String {
    format!("sqlite:{}", folder.path().join("titian.db").display())
}

/// The server that stories use, and what keeps it running if it is ours; `None` if PostgreSQL is not installed.
pub fn server() -> Option<(String, Option<Postgres>)> {
    match std::env::var(SERVER) {
        Ok(url) => Some((url, None)),
        Err(_) => {
            let cluster = Postgres::start()?;
            Some((cluster.url(), Some(cluster)))
        }
    }
}

/// The template of a database with nothing in it.
pub const EMPTY: &str = "template0 ENCODING 'UTF8' LOCALE 'C'";

/// The name of the database in an address.
pub fn name(url: &str) -> &str {
    let url = url.split('?').next().unwrap_or(url);
    url.rsplit('/').next().unwrap_or(url)
}

/// A database of our own, made after a template, on the server of an address.
pub async fn database(server: &str, template: &str) -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let name = format!("store_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let (before, after) = server.split_once('?').map_or((server, ""), |(before, after)| (before, after));
    let (root, _) = before.rsplit_once('/').expect("the address names a database");
    let mut connection = sqlx::PgConnection::connect(server).await.expect("the server answers");
    let sql = format!("CREATE DATABASE {name} TEMPLATE {template}");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.expect("a database of our own");
    format!("{root}/{name}?{after}")
}
