//! Pages over HTTP, from a process of their own that answers on one core: the first page, a search of the register, an
//! enterprise; how soon after its start the first of them comes, and how much memory it needs when nothing happens.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use titian_demo::Firm;
use titian_store::Store;
use titian_stories::portal::served;
use titian_stories::province::Province;
use titian_stories::stores::House;
use titian_web::house::Shown;
use titian_web::porter::{Limits, Porter};

use crate::register::{Size, WORDS};
use crate::times::{Times, told};

/// Searches a second.
const RATE: u32 = 500;
/// Connections that ask beside each other.
const LANES: u32 = 4;
/// As many bytes as a page of the register has, about.
const PLAIN: usize = 32 << 10;
/// How long a process is left alone before its memory is looked at.
const IDLE: Duration = Duration::from_secs(2);

/// Measures all of it over a register that is filled.
pub fn measure(house: &House, size: &Size) {
    println!("\n── pages over HTTP, {} enterprises with a title each, SQLite, one core", size.enterprises);
    println!("| what | median | p99 | longest | note |\n|---|---|---|---|---|");
    let mut starts = Times::default();
    for _ in 0..size.runs {
        let began = Instant::now();
        let server = Server::start(house);
        assert!(Asker::of(&server.portal).page("/").contains("<html"));
        starts.0.push(began.elapsed());
    }
    let server = Server::start(house);
    let idle = server.idle();
    println!("| from nothing to the first page | {starts} | {idle} MB resident, idle; files in the page cache |");
    let (mut asker, mut plain) = (Asker::of(&server.portal), Asker::of(&server.plain));
    let firms: Vec<Firm> = (1..=size.enterprises).step_by(97).filter_map(Firm::new).collect();
    let (mut first, mut search, mut entry, mut by_hand) =
        (Times::default(), Times::default(), Times::default(), Times::default());
    for turn in 0..size.seconds as usize * 50 {
        let firm = &firms[turn % firms.len()];
        let took = |asker: &mut Asker, path: &str, times: &mut Times| {
            let began = Instant::now();
            let page = asker.page(path);
            times.0.push(began.elapsed());
            page
        };
        took(&mut plain, "/", &mut by_hand);
        took(&mut asker, "/", &mut first);
        took(&mut asker, &path(turn, &firms), &mut search);
        assert!(took(&mut asker, &format!("/register/{}", firm.code), &mut entry).contains(&firm.code.to_string()));
    }
    println!("| the first page | {first} | {} by hand |", first.against(&by_hand));
    println!("| a page of the register, part of a name and a city | {search} | {} by hand |", search.against(&by_hand));
    println!("| an enterprise with its titles | {entry} | {} by hand |", entry.against(&by_hand));
    println!("| by hand: {} KB from the same process | {by_hand} | no look at anything |", PLAIN >> 10);
    let waited = rushed(&server, &firms, size);
    println!("| a page of the register at {RATE}/s, {LANES} connections, from when it was due | {waited} | |");
    println!(
        "| | | | | {} MB resident afterwards; p99 of the bare answer {} |",
        server.resident(),
        told(by_hand.p99())
    );
}

/// Searches as they come, a five-hundredth second apart, each from when it was due.
fn rushed(server: &Server, firms: &[Firm], size: &Size) -> Times {
    let began = Instant::now();
    let lane = |lane: u32| {
        let mut asker = Asker::of(&server.portal);
        let turns = (0..size.seconds as u32 * RATE).filter(|turn| turn % LANES == lane);
        let times = turns.map(|turn| {
            let due = began + Duration::from_secs(1) / RATE * turn;
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            asker.page(&path(turn as usize, firms));
            due.elapsed()
        });
        times.collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES).map(|at| scope.spawn(move || lane(at))).collect();
        Times(lanes.into_iter().flat_map(|lane| lane.join().unwrap_or_default()).collect())
    })
}

/// A part of a name, and the city of some enterprise.
fn path(turn: usize, firms: &[Firm]) -> String {
    let escaped: String = WORDS[turn % WORDS.len()].bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/register?q={escaped}&city={}&on=2026-11-24", firms[turn * 37 % firms.len()].city)
}

/// A process that serves the portal, and beside it a bare answer, until it is dropped.
struct Server {
    child: Child,
    portal: String,
    plain: String,
}

impl Server {
    fn start(house: &House) -> Server {
        let mut command = Command::new(std::env::current_exe().unwrap_or_default());
        command.args(["--serve", &house.url]).arg(house.folder.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|why| panic!("{why}"));
        let mut line = String::new();
        if let Some(out) = child.stdout.as_mut() {
            BufReader::new(out).read_line(&mut line).unwrap_or_else(|why| panic!("{why}"));
        }
        let mut addresses = line.split_whitespace().map(str::to_owned);
        let mut address = || addresses.next().unwrap_or_default();
        Server { child, portal: address(), plain: address() }
    }

    /// Megabytes.
    fn resident(&self) -> u64 {
        crate::register::resident(&self.child.id().to_string()) / 1_024
    }

    /// Megabytes when it has been left alone for a while.
    fn idle(&self) -> u64 {
        std::thread::sleep(IDLE);
        self.resident()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its standard input ends with it; it is not asked twice.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves a house until its standard input ends.
pub async fn serve(url: &str, folder: &Path) {
    let store = Store::open(url).await.unwrap_or_else(|error| panic!("{}", error.detail()));
    let app = Province::over(store, folder).app;
    app.refresh_register().await.unwrap_or_else(|error| panic!("{}", error.detail()));
    let unlimited = Porter::new(vec![], Limits { to_address: 0, to_account: 0, ..Limits::default() });
    let house = titian_web::house::House::new(app, Shown::default()).kept_by(unlimited);
    let portal = served(titian_web::router::router(house)).await;
    let plain = served(Router::new().route("/", get(|| async { "x".repeat(PLAIN) }))).await;
    println!("{portal} {plain}");
    let _ = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut vec![])).await;
}

/// A connection that stays open.
struct Asker {
    stream: BufReader<TcpStream>,
}

impl Asker {
    fn of(address: &str) -> Asker {
        let stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap_or_else(|why| panic!("{why}"));
        stream.set_nodelay(true).unwrap_or_else(|why| panic!("{why}"));
        Asker { stream: BufReader::new(stream) }
    }

    /// The page at a path; anything but a page is a fault of this bench.
    fn page(&mut self, path: &str) -> String {
        self.ask(path).unwrap_or_else(|why| panic!("{path}: {why}"))
    }

    fn ask(&mut self, path: &str) -> std::io::Result<String> {
        let head = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        self.stream.get_mut().write_all(head.as_bytes())?;
        let status = self.line()?;
        let mut length = None;
        loop {
            let line = self.line()?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            length = line.strip_prefix("content-length:").and_then(|text| text.trim().parse().ok()).or(length);
        }
        let mut body = match length {
            Some(length) => vec![0; length],
            None => return Err(std::io::Error::other(format!("{status} and no length"))),
        };
        self.stream.read_exact(&mut body)?;
        match status.contains(" 200 ") {
            true => Ok(String::from_utf8_lossy(&body).into_owned()),
            false => Err(std::io::Error::other(status)),
        }
    }

    fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}
