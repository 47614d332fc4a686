//! The register: a search a five-hundredth second, a page of one enterprise, the first start, a look whether it changed.

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use jiff::civil::date;
use titian_app::register::{Register, Search};
use titian_demo::Firm;
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::id::{EnterpriseId, RecognitionId};
use titian_domain::recognition::{Origin, Recognition, begin};
use titian_domain::{enterprise, enterprise::Enterprise};
use titian_rulebook::tier::Tier;
use titian_store::{Changes, Standing, Store};
use titian_stories::province::{Province, morning};
use titian_stories::stores::House;

use crate::times::{Times, told};

/// How much is measured.
pub struct Size {
    pub enterprises: u64,
    pub seconds: u64,
    pub runs: usize,
}

pub const WHOLE: Size = Size { enterprises: 100_000, seconds: 10, runs: 9 };
pub const SMALL: Size = Size { enterprises: 300, seconds: 1, runs: 1 };

/// Searches a second.
const RATE: u32 = 500;
/// Enterprises that share a transaction while the register is filled.
const TOGETHER: u64 = 2_000;
/// Parts of names.
pub const WORDS: [&str; 8] = ["传动", "甘蔗", "稀土永磁", "电子", "海洋防腐", "桥梁", "工业软件", "0042"];

/// Enterprises with a title on record from elsewhere, as after the first import.
async fn fill(house: &House, enterprises: u64) {
    let firms: Vec<Firm> = (1..=enterprises).filter_map(Firm::new).collect();
    for some in firms.chunks(TOGETHER as usize) {
        let written = house.store.write(async |mut tx| {
            let mut changes = Changes::new(morning(date(2026, 1, 5)), "import");
            for firm in some {
                let id = EnterpriseId(format!("{:032x}", firm.serial));
                let on = date(2026, 1, 5);
                let (code, name, city) = (firm.code.to_string(), firm.name.clone(), firm.city);
                let place = Place { fact: "industry".into(), year: None };
                let edits = vec![Edit { place, text: Some("C3453".into()) }];
                let registered = enterprise::Event::Registered { id: id.clone(), code, name, city, on };
                let filed = enterprise::Event::Filed { edits, source: Source::Import, on };
                changes.record(&Standing::<Enterprise>::fresh(id.as_str()), [registered, filed]);
                let title = Recognition {
                    id: RecognitionId(format!("{:032x}", firm.serial)),
                    enterprise: id,
                    tier: Tier::ALL[firm.serial as usize % 3],
                    city,
                    from: Some(date(2024, 5, 1)),
                    until: Some(date(2027, 5, 1)),
                    origin: Origin::Earlier { source: "2024年公告".into(), stated: String::new() },
                    ended: None,
                    until_list: true,
                    lost_right: None,
                };
                changes.record(&Standing::<Recognition>::fresh(title.id.as_str()), begin(title.clone()));
            }
            tx.commit(changes).await.map(drop)
        });
        written.await.unwrap_or_else(|error| panic!("{}", error.detail()));
    }
}

/// A house with so many enterprises.
pub async fn filled(size: &Size) -> House {
    let house = House::sqlite().await;
    fill(&house, size.enterprises).await;
    house
}

pub async fn measure(house: &House, size: &Size) {
    println!("\n── the register of {} enterprises with a title each, SQLite", size.enterprises);
    println!("| what | median | p99 | longest | note |\n|---|---|---|---|---|");
    starts(house, size);
    let province = Province::over(house.store.clone(), house.folder.path());
    province.app.refresh_register().await.unwrap_or_else(|error| panic!("{}", error.detail()));
    let mut looks = Times::default();
    for _ in 0..size.runs * 3 {
        let began = Instant::now();
        province.app.refresh_register().await.unwrap_or_else(|error| panic!("{}", error.detail()));
        looks.0.push(began.elapsed());
    }
    println!("| a look whether it changed, nothing did | {looks} | |");
    let register = province.app.register.now();
    pages(&register);
    // One core: everything from here to the end is on this thread.
    searches(&register, size);
}

/// The first start, each in a process of its own.
fn starts(house: &House, size: &Size) {
    let this = std::env::current_exe().unwrap_or_default();
    let (mut times, mut memory) = (Times::default(), vec![]);
    for _ in 0..size.runs {
        let output = Command::new(&this).args(["--cold", &house.url]).arg(house.folder.path()).output();
        let output = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        let mut numbers = output.split_whitespace().filter_map(|number| number.parse::<u64>().ok());
        times.0.push(Duration::from_micros(numbers.next().unwrap_or_default()));
        memory.push(numbers.next().unwrap_or_default() / 1_024);
    }
    memory.sort_unstable();
    let memory = memory.get(memory.len() / 2).copied().unwrap_or_default();
    println!("| from nothing to the first search | {times} | {memory} MB resident; files in the page cache |");
}

/// A process that starts, opens everything and searches once: microseconds, and resident KB.
pub async fn cold(url: &str, folder: &Path) {
    let began = Instant::now();
    let store = Store::open(url).await.unwrap_or_else(|error| panic!("{}", error.detail()));
    let province = Province::over(store, folder);
    province.app.refresh_register().await.unwrap_or_else(|error| panic!("{}", error.detail()));
    black_box(province.app.register.now().search(&asked(0, &province.app.register.now())).total);
    println!("{} {}", began.elapsed().as_micros(), resident("self"));
}

/// What a process keeps in memory, in KB.
pub fn resident(process: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// A part of a name, and the city of some enterprise.
fn asked(turn: usize, register: &Register) -> Search {
    let city = register.enterprise(&format!("{:032x}", 1 + turn * 37 % register.len())).map(|entry| entry.city);
    let words = WORDS[turn % WORDS.len()].to_owned();
    Search { words, city, on: date(2026, 11, 24), ..Search::default() }
}

/// What a page of one enterprise reads: by its code, by its id, by the check code of its title.
fn pages(register: &Register) {
    let (mut by_code, mut by_id, mut by_check) = (Times::default(), Times::default(), Times::default());
    let firms: Vec<Firm> =
        (1..=register.len() as u64).filter_map(Firm::new).step_by(1 + register.len() / 500).collect();
    for firm in firms {
        let (code, id) = (firm.code.to_string(), format!("{:032x}", firm.serial));
        let timed = |times: &mut Times, find: &dyn Fn() -> bool| {
            let began = Instant::now();
            assert!(black_box(find()));
            times.0.push(began.elapsed());
        };
        timed(&mut by_code, &|| register.by_code(&code).is_some_and(|entry| !register.titles(entry).is_empty()));
        timed(&mut by_id, &|| register.enterprise(&id).is_some());
        timed(&mut by_check, &|| register.title_ending_with(&id[20..]).is_some());
    }
    println!("| an enterprise and its titles, by its code | {by_code} | |");
    println!("| an enterprise, by its id | {by_id} | once for each line of a list |");
    println!("| a title, by its check code | {by_check} | |");
}

/// A search a five-hundredth second, as they come; from when it was due to when it was answered.
fn searches(register: &Register, size: &Size) {
    let asked: Vec<Search> = (0..1_000).map(|turn| asked(turn, register)).collect();
    let names: Vec<String> = (1..=register.len() as u64).filter_map(Firm::new).map(|firm| firm.name).collect();
    let mut by_hand = Times::default();
    for search in &asked {
        let began = Instant::now();
        black_box(names.iter().filter(|name| name.contains(search.words.as_str())).count());
        by_hand.0.push(began.elapsed());
    }
    let (mut waited, mut worked) = (Times::default(), Times::default());
    let began = Instant::now();
    for turn in 0..size.seconds * u64::from(RATE) {
        let due = began + Duration::from_secs(1) / RATE * turn as u32;
        while let Some(early) = due.checked_duration_since(Instant::now()).filter(|early| !early.is_zero()) {
            std::thread::sleep(early);
        }
        let start = Instant::now();
        black_box(register.search(&asked[turn as usize % asked.len()]).total);
        waited.0.push(due.elapsed());
        worked.0.push(start.elapsed());
    }
    let busy = worked.0.iter().sum::<Duration>().as_secs_f64() / began.elapsed().as_secs_f64();
    let ratio = worked.against(&by_hand);
    println!(
        "| a search at {RATE}/s, part of a name and a city, from when it was due | {waited} | {:.0} % of a core |",
        busy * 100.0
    );
    println!("| the search alone | {worked} | {ratio} by hand |");
    println!("| by hand: is the word in each name? | {by_hand} | knows no city, no title, no day |");
    assert!(told(waited.median()) != "0.00 ms" || size.enterprises < WHOLE.enterprises, "nothing was searched");
}
