//! A PostgreSQL cluster of the tests' own: made in a temporary folder, reached over a loopback port, gone afterwards.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Set to 1 where tests must not pass without PostgreSQL.
pub const REQUIRED: &str = "TITIAN_REQUIRE_POSTGRES";

const INSTALL: &str = "install it (Debian: apt-get install postgresql); as root, the user `postgres` must exist too";

/// A handle to the cluster; the last one dropped stops it.
#[derive(Clone)]
pub struct Postgres(Arc<Cluster>);

struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

static RUNNING: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

impl Postgres {
    /// The cluster of this process, started if it is not running. `None`, said aloud, if PostgreSQL is not installed,
    /// unless [`REQUIRED`] says that this is a failure.
    pub fn start() -> Option<Postgres> {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cluster) = running.upgrade() {
            return Some(Postgres(cluster));
        }
        match programs().ok_or_else(|| "PostgreSQL was not found".to_owned()).and_then(Cluster::start) {
            Ok(cluster) => {
                let cluster = Arc::new(cluster);
                *running = Arc::downgrade(&cluster);
                Some(Postgres(cluster))
            }
            Err(why) if std::env::var_os(REQUIRED).is_some_and(|v| v == "1") => panic!("{why}; {INSTALL}"),
            Err(why) => {
                eprintln!("SKIPPED on PostgreSQL: {why}; {INSTALL}. Set {REQUIRED}=1 to make this a failure.");
                None
            }
        }
    }

    /// Where to connect.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.0.port)
    }
}

impl Cluster {
    fn start(programs: PathBuf) -> Result<Cluster, String> {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("titian-postgres-{}-{number}", std::process::id()));
        let cluster = Cluster { programs, port: free_port()?, folder };
        let data = cluster.folder.as_os_str();
        cluster.run(
            "initdb",
            ["-D".as_ref(), data, "-U".as_ref(), "postgres".as_ref(), "-A".as_ref(), "trust".as_ref()]
                .into_iter()
                .chain(["-E", "UTF8", "--locale=C", "--no-sync"].map(OsStr::new)),
        )?;
        let options = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off",
            cluster.port,
            cluster.folder.display()
        );
        let log = cluster.folder.join("log");
        cluster.run(
            "pg_ctl",
            ["-D".as_ref(), data, "-l".as_ref(), log.as_os_str(), "-o".as_ref(), options.as_ref(), "-w".as_ref()]
                .into_iter()
                .chain([OsStr::new("start")]),
        )?;
        Ok(cluster)
    }

    fn run<'a>(&self, program: &str, arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<(), String> {
        let output = as_ordinary_user(&self.programs.join(program))
            .args(arguments)
            .current_dir(std::env::temp_dir())
            .output()
            .map_err(|error| format!("{program} could not be run: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        let Output { stdout, stderr, .. } = output;
        Err(format!("{program} failed: {}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // pg_ctl reads the process from the folder, so only the one started here is stopped.
        let data = self.folder.as_os_str();
        let stop = ["-D".as_ref(), data, "-m".as_ref(), "immediate".as_ref(), "-w".as_ref(), OsStr::new("stop")];
        if self.folder.join("postmaster.pid").exists()
            && let Err(why) = self.run("pg_ctl", stop)
        {
            eprintln!("PostgreSQL was left running in {}: {why}", self.folder.display());
            return;
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The newest version that Debian has installed.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.filter_map(|entry| Some((number(&entry.path())?, entry.path()))).max()?;
    Some(newest.1.join("bin")).filter(|bin| bin.join("initdb").exists())
}

/// initdb refuses root, so root becomes `postgres`.
fn as_ordinary_user(program: &Path) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| format!("no free port: {error}"))?;
    listener.local_addr().map(|at| at.port()).map_err(|error| format!("no free port: {error}"))
}
