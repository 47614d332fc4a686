//! A submission at twenty a second, alone and while two thousand enterprises are announced; and that announcement. Each
//! act is on the disk when it counts as done.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::date;
use titian_app::actor::Actor;
use titian_app::command::Command;
use titian_domain::id::AnnouncementId;
use titian_store::{Store, args};
use titian_stories::Postgres;
use titian_stories::province::{Case, Province, announce, told};
use titian_stories::ready::make_ready;
use titian_stories::stores::House;

use crate::times::Times;

/// How much is measured.
pub struct Size {
    announced: u64,
    submitted: u64,
    runs: usize,
}

pub const WHOLE: Size = Size { announced: 2_000, submitted: 200, runs: 3 };
pub const SMALL: Size = Size { announced: 8, submitted: 4, runs: 1 };

/// Submissions a second.
const RATE: u32 = 20;
/// About what a submission writes.
const BYTES: usize = 16 << 10;

pub async fn measure(size: Size) {
    let mut houses = vec![("SQLite", House::sqlite().await)];
    if let Some(cluster) = Postgres::durable() {
        houses.push(("PostgreSQL", House::on(cluster.url(), Some(cluster)).await));
    }
    for (engine, house) in houses {
        let cases = make_ready(&house, size.announced, size.submitted).await;
        let (mut alone, mut beside, mut quick, mut large, mut by_hand) =
            (Times::default(), Times::default(), Times::default(), Times::default(), Times::default());
        for _ in 0..size.runs {
            by_hand.0.extend(write_through(house.folder.path(), size.submitted));
            alone.0.extend(run(&house, &cases, Announced::Never).await.0);
            quick.0.extend(run(&house, &[], Announced::AtOnce).await.1);
            let (submitted, announced) = run(&house, &cases, Announced::Beside).await;
            beside.0.extend(submitted);
            large.0.extend(announced);
        }
        println!("\n── acts on {engine}, {} runs", size.runs);
        println!("| what | median | p99 | longest | note |\n|---|---|---|---|---|");
        println!("| a submission at {RATE}/s | {alone} | {} by hand |", alone.against(&by_hand));
        println!("| a submission at {RATE}/s, {} announced meanwhile | {beside} | |", size.announced);
        println!("| {} enterprises announced | {quick} | |", size.announced);
        println!("| {} enterprises announced, submissions meanwhile | {large} | |", size.announced);
        println!("| by hand: 16 KB appended and through to the disk | {by_hand} | |");
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Announced {
    Never,
    AtOnce,
    /// After a second of submissions.
    Beside,
}

/// Times of the submissions, from when they were due, and of the announcement.
async fn run(ready: &House, cases: &[Case], when: Announced) -> (Vec<Duration>, Vec<Duration>) {
    let house = ready.copy().await;
    house.store.close().await;
    let store = Store::open(&house.url).await.unwrap_or_else(|error| panic!("{}", error.detail()));
    let province = Arc::new(Province::over(store, house.folder.path()));
    province.day(date(2026, 9, 21));
    let submissions = province.submissions(cases).await;
    let prepared = prepared(&province).await;
    let began = Instant::now();
    let mut submitted = tokio::task::JoinSet::new();
    for (at, act) in (0..).zip(submissions) {
        let (due, province) = (began + Duration::from_secs(1) / RATE * at, province.clone());
        submitted.spawn(async move {
            tokio::time::sleep_until(due.into()).await;
            act_on(&province, act).await;
            due.elapsed()
        });
    }
    let mut announced = vec![];
    if when != Announced::Never {
        let due = if when == Announced::Beside { began + Duration::from_secs(1) } else { began };
        tokio::time::sleep_until(due.into()).await;
        act_on(&province, announce(prepared, date(2026, 9, 21))).await;
        announced.push(due.elapsed());
    }
    let times = submitted.join_all().await;
    province.app.store.close().await;
    (times, announced)
}

async fn act_on(province: &Province, (actor, command): (Actor, Command)) {
    let done = province.app.perform(&actor, command, None).await;
    done.map_err(told).unwrap_or_else(|why| panic!("{why}"));
}

async fn prepared(province: &Province) -> AnnouncementId {
    let sql = "SELECT id FROM announcement WHERE stage = 'prepared'";
    let mut reading = province.app.store.read().await.unwrap_or_else(|error| panic!("{}", error.detail()));
    let row = reading.row(sql, args![]).await.ok().flatten();
    AnnouncementId(row.and_then(|row| row.text("id").ok().map(str::to_owned)).unwrap_or_default())
}

/// What the disk needs for as many bytes.
fn write_through(folder: &Path, times: u64) -> Vec<Duration> {
    let path = folder.join("by-hand");
    let mut file = std::fs::File::create(&path).unwrap_or_else(|why| panic!("{why}"));
    let once = |_| {
        let began = Instant::now();
        file.write_all(&[7; BYTES]).and_then(|()| file.sync_data()).unwrap_or_else(|why| panic!("{why}"));
        began.elapsed()
    };
    let times = (0..times).map(once).collect();
    let _ = std::fs::remove_file(path);
    times
}
