//! A server that is killed while cases are submitted and two thousand enterprises are announced has lost nothing that
//! it said was kept, and the announcement is whole or not there.

use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use jiff::civil::date;
use titian_domain::application::Application;
use titian_store::{Store, args};
use titian_stories::province::Province;
use titian_stories::ready::make_ready;
use titian_stories::stores::House;

/// Enterprises of the announcement on SQLite, and on PostgreSQL.
const ANNOUNCED: u64 = 2_000;
const ANNOUNCED_BY_A_CLIENT: u64 = 400;
/// Cases that are begun, for the submissions beside it.
const BEGUN: u64 = 40;
/// How often it is killed on SQLite, and on PostgreSQL, where the server lives on and only its client dies.
const POINTS: u64 = 50;
const POINTS_OF_A_CLIENT: u64 = 12;
/// After each so many of them everything is recomputed.
const RECOMPUTED: usize = 4;

/// Chance, so that no two runs kill at the same places; a failure names its place.
struct Dice(RandomState, u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.1 += 1;
        self.0.hash_one(self.1) % sides
    }
}

/// What the herald said.
#[derive(Debug, Default)]
struct Said {
    submitted: Vec<String>,
    announcing: bool,
    announced: bool,
    /// By how much the log of writes grew meanwhile.
    written: u64,
}

impl Said {
    fn note(&mut self, line: &str) {
        match line.split_once(' ') {
            Some(("submitted", id)) => self.submitted.push(id.to_owned()),
            Some(("announced", _)) => self.announced = true,
            None if line == "announcing" => self.announcing = true,
            _ => panic!("{line}"),
        }
    }
}

/// When the herald is killed.
#[derive(Debug, Clone, Copy)]
enum When {
    /// Once so many submissions are kept.
    Submitted(u64),
    /// Once the announcement has begun and the log of writes has grown by so many bytes.
    Written(u64),
    /// Never.
    AtTheEnd,
}

impl When {
    fn has_come(self, said: &Said) -> bool {
        match self {
            When::Submitted(acts) => acts <= said.submitted.len() as u64,
            When::Written(bytes) => said.announcing && bytes <= said.written,
            When::AtTheEnd => false,
        }
    }
}

/// How long the log of writes is: SQLite's file, or the place in PostgreSQL's, which others may write to as well.
async fn log(house: &House, watcher: &Store) -> u64 {
    if house.engine == "sqlite" {
        return std::fs::metadata(house.folder.path().join("titian.db-wal")).map_or(0, |log| log.len());
    }
    let sql = "SELECT CAST(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS BIGINT) AS n";
    watcher.read().await.unwrap().number(sql, args![]).await.unwrap().unsigned_abs()
}

/// Lets the herald run until the time has come. What it still managed to say counts.
async fn run(house: &House, after: u64, when: When) -> Said {
    let mut herald = Command::new(env!("CARGO_BIN_EXE_herald"))
        .args([&house.url, &house.folder.path().display().to_string(), &after.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the herald starts");
    let (lines, heard) = mpsc::channel();
    let out = BufReader::new(herald.stdout.take().expect("its output"));
    let listener = std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| lines.send(line)));
    // On SQLite the house's own store is closed, and is not asked.
    let watcher = if house.engine == "sqlite" { house.store.clone() } else { Store::open(&house.url).await.unwrap() };
    let (mut said, begin) = (Said::default(), log(house, &watcher).await);
    while !when.has_come(&said) {
        said.written = said.written.max(log(house, &watcher).await.saturating_sub(begin));
        match heard.recv_timeout(Duration::from_millis(1)) {
            Ok(line) => said.note(&line),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    if !matches!(when, When::AtTheEnd) {
        herald.kill().expect("it is killed");
    }
    heard.iter().for_each(|line| said.note(&line));
    herald.wait().expect("it is gone");
    listener.join().expect("it listened").expect("somebody heard");
    watcher.close().await;
    said
}

/// Nothing that was said is missing, and the announcement is whole or not there. To recompute everything takes longest,
/// so that is done where it is asked for.
async fn assert_kept(house: &House, announced: u64, said: &Said, (when, recompute): (When, bool)) {
    let province = Province::over(Store::open(&house.url).await.unwrap(), house.folder.path());
    province.day(date(2026, 9, 22));
    let submitted = province.load_all::<Application>(&said.submitted).await;
    assert!(submitted.iter().all(|case| case.stage.id() == "submitted"), "{when:?}");
    let mut reading = province.app.store.read().await.unwrap();
    let mut counts = Vec::new();
    for counted in [
        "recognition",
        "application WHERE stage = 'recognised'",
        "journal WHERE kind = 'recognised'",
        "message WHERE subject = '已公告'",
    ] {
        counts.push(reading.number(format!("SELECT COUNT(*) AS n FROM {counted}"), args![]).await.unwrap());
    }
    drop(reading);
    let announced = i64::try_from(announced).unwrap();
    assert!(counts == [announced; 4] || (counts == [0; 4] && !said.announced), "{when:?}: {counts:?}");
    if recompute {
        let report = province.verified().await;
        assert_eq!(report.findings, [], "{when:?}");
        assert!(report.sealed > 0);
    }
    province.app.store.close().await;
}

/// The house is copied for each point, the herald killed there, and all looked through afterwards; two at a time.
async fn killed_at(ready: Arc<House>, announced: u64, points: Vec<(u64, When)>) {
    let points = Arc::new(Mutex::new(points));
    let mut lanes = tokio::task::JoinSet::new();
    for _ in 0..2 {
        let (ready, points) = (ready.clone(), points.clone());
        lanes.spawn(async move {
            let mut midst = 0;
            loop {
                let (next, left) = {
                    let mut points = points.lock().unwrap();
                    (points.pop(), points.len())
                };
                let Some((after, when)) = next else { return midst };
                let house = ready.copy().await;
                house.store.close().await;
                let said = run(&house, after, when).await;
                midst += usize::from(said.announcing && !said.announced);
                assert_kept(&house, announced, &said, (when, left % RECOMPUTED == 0)).await;
            }
        });
    }
    let midst: usize = lanes.join_all().await.into_iter().sum();
    eprintln!("{}: killed in the midst of the announcement {midst} times", ready.engine);
    assert!(midst > 0, "never killed in the midst of it");
}

async fn killed_on(house: House, announced: u64, points: u64) {
    let ready = Arc::new(house);
    let begun = make_ready(&ready, announced, BEGUN).await;
    // Once to the end: how much is written on the way?
    let house = ready.copy().await;
    house.store.close().await;
    let said = run(&house, 4, When::AtTheEnd).await;
    assert_eq!((said.submitted.len(), said.announced), (begun.len(), true));
    assert!(said.written > 1 << 20, "{} bytes", said.written);
    assert_kept(&house, announced, &said, (When::AtTheEnd, true)).await;
    let mut dice = Dice(RandomState::new(), 0);
    let point = |_| {
        let after = dice.below(8);
        let when = match dice.below(5) {
            0 | 1 => When::Submitted(dice.below(BEGUN)),
            _ => When::Written(dice.below(said.written)),
        };
        (after, when)
    };
    killed_at(ready, announced, (0..points).map(point).collect()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_said_is_lost_and_the_announcement_is_whole_on_sqlite() {
    killed_on(House::sqlite().await, ANNOUNCED, POINTS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_client_that_dies_leaves_all_or_nothing_on_postgres() {
    let Some(house) = House::postgres().await else { return };
    killed_on(house, ANNOUNCED_BY_A_CLIENT, POINTS_OF_A_CLIENT).await;
}
