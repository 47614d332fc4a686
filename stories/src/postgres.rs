//! A PostgreSQL cluster of the tests' own: made in a temporary folder, reached over a loopback port, gone afterwards,
//! however the tests end: a keeper waits for the end of a pipe that only this process holds open.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Set to 1 where tests must not pass without PostgreSQL.
pub const REQUIRED: &str = "TITIAN_REQUIRE_POSTGRES";

const INSTALL: &str = "install it (Debian: apt-get install postgresql); as root, the user `postgres` must exist too";

/// Quick, and lost when the machine stops: tests need no more.
const CARELESS: &[&str] = &["-c fsync=off", "-c full_page_writes=off"];

/// A handle to the cluster; the last one dropped stops it.
#[derive(Clone)]
pub struct Postgres(Arc<Cluster>);

struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    keeper: Option<Child>,
}

/// Waits until its input ends, then stops the cluster and removes its folder.
const KEEP: &str = r#"cat >/dev/null; "$@" >/dev/null 2>&1; rm -rf -- "$0""#;

static RUNNING: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

impl Postgres {
    /// The cluster of this process, started if it is not running. `None`, said aloud, if PostgreSQL is not installed,
    /// unless [`REQUIRED`] says that this is a failure.
    pub fn start() -> Option<Postgres> {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cluster) = running.upgrade() {
            return Some(Postgres(cluster));
        }
        match programs()
            .ok_or_else(|| "PostgreSQL was not found".to_owned())
            .and_then(|programs| Cluster::start(programs, CARELESS))
        {
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

    /// A cluster of its own that writes through to the disk, as one that matters does: for figures.
    pub fn durable() -> Option<Postgres> {
        let started = programs().ok_or_else(|| "PostgreSQL was not found".to_owned());
        match started.and_then(|programs| Cluster::start(programs, &[])) {
            Ok(cluster) => Some(Postgres(Arc::new(cluster))),
            Err(why) => {
                eprintln!("SKIPPED on PostgreSQL: {why}; {INSTALL}.");
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
    fn start(programs: PathBuf, settings: &[&str]) -> Result<Cluster, String> {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("titian-postgres-{}-{number}", std::process::id()));
        let mut cluster = Cluster { programs, port: free_port()?, folder, keeper: None };
        let data = cluster.folder.as_os_str();
        cluster.run(
            "initdb",
            ["-D".as_ref(), data, "-U".as_ref(), "postgres".as_ref(), "-A".as_ref(), "trust".as_ref()]
                .into_iter()
                .chain(["-E", "UTF8", "--locale=C", "--no-sync"].map(OsStr::new)),
        )?;
        let options = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 {}",
            cluster.port,
            cluster.folder.display(),
            settings.join(" ")
        );
        let log = cluster.folder.join("log");
        cluster.run(
            "pg_ctl",
            ["-D".as_ref(), data, "-l".as_ref(), log.as_os_str(), "-o".as_ref(), options.as_ref(), "-w".as_ref()]
                .into_iter()
                .chain([OsStr::new("start")]),
        )?;
        cluster.keeper = Some(cluster.keeper()?);
        Ok(cluster)
    }

    fn keeper(&self) -> Result<Child, String> {
        // pg_ctl reads the process from the folder, so only the one started here is stopped.
        let stop = as_ordinary_user(&self.programs.join("pg_ctl"));
        Command::new("sh")
            .args([OsStr::new("-c"), OsStr::new(KEEP), self.folder.as_os_str(), stop.get_program()])
            .args(stop.get_args())
            .arg("-D")
            .arg(&self.folder)
            .args(["-m", "immediate", "-w", "stop"])
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("nobody keeps the cluster: {error}"))
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
        if let Some(mut keeper) = self.keeper.take() {
            drop(keeper.stdin.take());
            let _ = keeper.wait();
        }
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
