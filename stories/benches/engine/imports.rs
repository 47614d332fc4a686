//! Lists of others, from file to commit: fifty thousand rows of which one in a hundred is bad; the good ones come in, the
//! bad ones are listed, in one transaction.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::civil::date;
use titian_app::command::{Attached, Command};
use titian_domain::id::ImportId;
use titian_domain::import::What;
use titian_rulebook::credit_code::synthetic;
use titian_rulebook::quantity::Dimension;
use titian_store::{Store, args};
use titian_stories::Postgres;
use titian_stories::province::{Province, leader, told};
use titian_stories::stores::House;

use crate::times::Times;

/// How much is measured.
pub struct Size {
    rows: u64,
    runs: usize,
}

pub const WHOLE: Size = Size { rows: 50_000, runs: 3 };
pub const SMALL: Size = Size { rows: 200, runs: 1 };

/// One of so many rows is bad.
const BAD: u64 = 100;
/// Columns of figures that a filing has.
const FIGURES: usize = 12;

pub async fn measure(size: Size) {
    let mut houses = vec![("SQLite", House::sqlite().await)];
    if let Some(cluster) = Postgres::durable() {
        houses.push(("PostgreSQL", House::on(cluster.url(), Some(cluster)).await));
    }
    for (engine, house) in houses {
        let blank = Province::over(Store::open(&house.url).await.expect("a store"), house.folder.path());
        blank.day(date(2026, 9, 21));
        let batch = blank.batch().await;
        let (titles, filings) = (titles(size.rows), filings(&blank, size.rows));
        blank.app.store.close().await;
        println!("\n── imports on {engine}, {} rows, {} of them bad, {} runs", size.rows, size.rows / BAD, size.runs);
        println!("| what | median | p99 | longest | note |\n|---|---|---|---|---|");
        let source = What::Titles { source: "示例公告〔2021〕3号".into() };
        let columns = BTreeMap::new();
        for (label, what, text) in [
            ("earlier titles", source, &titles),
            ("filings of the national platform", What::Filings { batch: batch.clone(), columns }, &filings),
        ] {
            let (mut shown, mut done, mut by_hand) = (Times::default(), Times::default(), Times::default());
            let mut written = 0;
            for _ in 0..size.runs {
                let run = run(&house, &what, text).await;
                shown.0.push(run.0);
                done.0.push(run.1);
                written = run.2;
                by_hand.0.push(write_through(house.folder.path(), written));
            }
            println!("| {label}, a file of {} KB: read and weighed | {shown} | |", text.len() >> 10);
            println!("| {label}, from file to commit | {done} | {} by hand |", done.against(&by_hand));
            println!("| by hand: {} MB written and through to the disk | {by_hand} | |", written >> 20);
        }
    }
}

/// The time to weigh, the time from file to commit, and how many bytes of events and states were written.
async fn run(ready: &House, what: &What, text: &str) -> (Duration, Duration, u64) {
    let house = ready.copy().await;
    house.store.close().await;
    let store = Store::open(&house.url).await.unwrap_or_else(|error| panic!("{}", error.detail()));
    let province = Province::over(store, house.folder.path());
    province.day(date(2026, 9, 21));
    let (app, actor) = (&province.app, leader());
    let blob = app.blobs.put(text.as_bytes().to_vec()).await.unwrap_or_else(|error| panic!("{}", error.detail()));
    let file = Attached { blob, media: "text/csv".into(), name: "名单.csv".into(), control: "table".into() };
    let id = ImportId(province.one(&actor, Command::PrepareImport { what: what.clone(), file }).await.id);
    let began = Instant::now();
    let (import, _) = app.import(&actor, &id).await.map_err(told).unwrap_or_else(|why| panic!("{why}"));
    let weighed = app.weigh_import(&actor, &import).await.map_err(told).unwrap_or_else(|why| panic!("{why}")).1;
    let shown = began.elapsed();
    let digest = weighed.digest();
    let began = Instant::now();
    app.carry_out(&actor, &id, (&digest, true), None).await.map_err(told).unwrap_or_else(|why| panic!("{why}"));
    let done = began.elapsed();
    let bad = weighed.rows.iter().filter(|row| row.fate.is_open()).count();
    assert_eq!(bad, weighed.rows.len() / BAD as usize, "the bad ones, and no others");
    let mut reading = app.store.read().await.unwrap_or_else(|error| panic!("{}", error.detail()));
    let mut written = 0;
    for (table, text) in
        [("journal", "body"), ("enterprise", "state"), ("application", "state"), ("recognition", "state")]
    {
        let sql = format!("SELECT CAST(COALESCE(SUM(LENGTH({text})), 0) AS BIGINT) AS n FROM {table}");
        written += reading.number(sql, args![]).await.unwrap_or_else(|error| panic!("{}", error.detail()));
    }
    drop(reading);
    province.app.store.close().await;
    (shown, done, u64::try_from(written).unwrap_or_default())
}

fn code(serial: u64) -> String {
    synthetic("450200", serial).map(|code| code.to_string()).unwrap_or_default()
}

/// A list of earlier titles; a bad row names no title.
fn titles(rows: u64) -> String {
    let mut text = String::from("企业名称,统一社会信用代码,设区市,称号,有效期起,有效期至\n");
    for row in 1..=rows {
        let tier = if row % BAD == 0 { "" } else { "专精特新" };
        let _ = writeln!(text, "示例虚构企业{row:06}号,{},柳州市,{tier},2024-07-01,2027-06-30", code(row));
    }
    text
}

/// An export of the platform; a bad row was filed outside the window.
fn filings(province: &Province, rows: u64) -> String {
    let catalogue = &province.app.policy.catalogue;
    let mut text = String::from("企业名称,统一社会信用代码,设区市,申报日期");
    let figures = (0u16..).map(titian_rulebook::catalogue::Slot).zip(catalogue.slots());
    let figures = figures.filter(|(_, info)| matches!(info.dimension, Dimension::Money | Dimension::Count));
    let headings: Vec<String> = figures.take(FIGURES).map(|(slot, _)| catalogue.label(slot)).collect();
    headings.iter().for_each(|heading| text.extend([",", heading]));
    text.push('\n');
    for row in 1..=rows {
        let day = if row % BAD == 0 { "2026-08-31" } else { "2026-09-05 14:20:05" };
        let _ = write!(text, "示例虚构企业{row:06}号,{},柳州市,{day}", code(row));
        for at in 0..headings.len() as u64 {
            let _ = write!(text, ",{}", 100 + (row * 7 + at * 13) % 900);
        }
        text.push('\n');
    }
    text
}

/// What the disk needs for as many bytes.
fn write_through(folder: &Path, bytes: u64) -> Duration {
    let path = folder.join("by-hand");
    let began = Instant::now();
    let mut file = std::fs::File::create(&path).unwrap_or_else(|why| panic!("{why}"));
    let block = vec![7; 1 << 20];
    for _ in 0..bytes.div_ceil(1 << 20) {
        file.write_all(&block).unwrap_or_else(|why| panic!("{why}"));
    }
    file.sync_data().unwrap_or_else(|why| panic!("{why}"));
    let time = began.elapsed();
    let _ = std::fs::remove_file(path);
    time
}
