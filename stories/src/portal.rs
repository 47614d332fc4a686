//! The portal over a small province that never was, on either engine. Seeded once in a process; each story gets a copy.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::Offset;
use tempfile::TempDir;
use titian_app::clock::StandingClock;
use titian_app::command::{Attached, Command};
use titian_app::identity::password::Passwords;
use titian_app::vault::Vault;
use titian_app::{App, Parts};
use titian_demo::Persona;
use titian_domain::account::{Grant, Role};
use titian_domain::answers::{Edit, Place};
use titian_domain::correction::{Paper, Part};
use titian_domain::id::{AccountId, CorrectionId, CorrectionRequestId, LocalTableId};
use titian_domain::local_table::{self, Band, Content, Indicator, Rule};
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_store::{Blobs, SealKey, Store};
use titian_web::house::{House, Shown};
use tokio::net::TcpListener;
use tokio::sync::OnceCell;

use crate::postgres::Postgres;
use crate::province::{CITY, Case, PASSWORD, Province, handler, leader, officer};
use crate::reader::Reader;
use crate::stores;

/// Firms of the province: enough for lists in several cities, few enough for a second.
pub const FIRMS: usize = 60;

/// A portal of a story's own.
pub struct Portal {
    /// The app behind it.
    pub app: App,
    /// What day it is: the story moves it.
    pub clock: Arc<StandingClock>,
    /// Every address.
    pub router: Router,
    /// Whose eyes one can look through.
    pub personas: Vec<Persona>,
    /// `sqlite` or `postgres`, for failures.
    pub engine: &'static str,
    _cluster: Option<Postgres>,
    folder: TempDir,
}

/// A province that was seeded, to be copied.
struct Seeded {
    folder: TempDir,
    personas: Vec<Persona>,
    /// The server, the name of its database that is copied, and what keeps the server running.
    database: Option<(String, String, Option<Postgres>)>,
}

static SQLITE: OnceCell<Seeded> = OnceCell::const_new();
static POSTGRES: OnceCell<Option<Seeded>> = OnceCell::const_new();

const KEPT: &str = "titian.db";

impl Portal {
    /// On SQLite.
    pub async fn sqlite() -> Portal {
        let seeded = SQLITE.get_or_init(|| async { Seeded::sqlite().await }).await;
        let folder = TempDir::new().expect("a temporary folder");
        copy(seeded.folder.path(), folder.path());
        let url = sqlite(folder.path());
        Portal::over(seeded, "sqlite", &url, folder, None).await
    }

    /// On PostgreSQL, unless it is not installed.
    pub async fn postgres() -> Option<Portal> {
        let seeded = POSTGRES.get_or_init(|| async { Seeded::postgres().await }).await.as_ref()?;
        let (server, template, cluster) = seeded.database.as_ref()?;
        let folder = TempDir::new().expect("a temporary folder");
        copy(seeded.folder.path(), folder.path());
        let url = stores::database(server, template).await;
        Some(Portal::over(seeded, "postgres", &url, folder, cluster.clone()).await)
    }

    /// On both, as far as they are installed.
    pub async fn both() -> Vec<Portal> {
        let mut portals = vec![Portal::sqlite().await];
        portals.extend(Portal::postgres().await);
        portals
    }

    async fn over(
        seeded: &Seeded,
        engine: &'static str,
        url: &str,
        folder: TempDir,
        cluster: Option<Postgres>,
    ) -> Portal {
        let (app, clock) = app(url, folder.path()).await;
        app.refresh_register().await.expect("the register is read");
        let shown =
            Shown {
                banner: "演示环境，数据均为虚构".into(), origin: "http://127.0.0.1".into(), ..Shown::default()
            };
        let router = titian_web::router::router(House::new(app.clone(), shown));
        let portal =
            Portal { app, clock, router, personas: seeded.personas.clone(), engine, _cluster: cluster, folder };
        portal.day(titian_demo::DAY).await;
        portal
    }

    /// It is nine in the morning of a day, and what was due is done.
    pub async fn day(&self, day: Date) {
        self.clock.set(Offset::constant(8).to_timestamp(day.at(9, 0, 0, 0)).expect("a day"));
        self.app.tick().await.expect("what is due is done");
    }

    /// The clock goes on for so many hours, every file on the disk grows older by as many, and what was due is done.
    pub async fn hours_pass(&self, hours: u64) {
        age(&self.folder.path().join("attachments"), Duration::from_secs(hours * 3_600));
        let later = SignedDuration::from_hours(i64::try_from(hours).expect("hours"));
        self.clock.set(self.app.clock.now().saturating_add(later).expect("a day within reach"));
        self.app.tick().await.expect("what is due is done");
    }

    /// Serves it on a free port of this machine until the story ends: its address.
    pub async fn serve(&self) -> String {
        served(self.router.clone()).await
    }

    /// What brings cases of 柳州 as far as a story wants them.
    pub fn province(&self) -> Province {
        let key = SealKey::load_or_create(&self.folder.path().join("seal.key"), "stories/journal");
        Province::within(self.app.clone(), self.clock.clone(), key.expect("the key for seals"))
    }

    /// Another officer of 柳州; their password is their login. Answers their account.
    pub async fn another(&self, login: &str, name: &str, role: Role) -> AccountId {
        let province = self.province();
        let secret = self.app.passwords.hash(login).await.expect("a hash");
        let open = Command::OpenOfficer { login: login.into(), name: name.into(), secret, temporary: false };
        let account = AccountId(province.one(&officer("系统", Role::SystemAdministrator), open).await.id);
        let grant = Grant::of(role, DivisionCode::parse(CITY));
        let command = Command::Grant { account: account.clone(), grant, give: true };
        province.one(&officer("安全", Role::SecurityAdministrator), command).await;
        account
    }

    /// Somebody with a browser that runs no script.
    pub fn visitor(&self) -> Reader {
        Reader::new(self.router.clone())
    }

    /// The same, signed in; officers' passwords are their logins, people of enterprises have [`PASSWORD`].
    pub async fn signed_in(&self, login: &str) -> Reader {
        let mut reader = self.visitor();
        let password = if login.starts_with("firm") || login.starts_with("clerk") { PASSWORD } else { login };
        reader.sign_in(login, password).await;
        reader
    }

    /// The login of the persona that acts for a firm.
    pub fn firm(&self) -> &str {
        let firm = self.personas.iter().find(|persona| persona.login.starts_with("firm"));
        &firm.expect("a firm among the personas").login
    }
}

/// An application that is being drafted, with who drafts it.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub application: String,
    /// In which batch.
    pub batch: String,
    /// The login of its clerk.
    pub login: String,
    /// The enterprise's name.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Its city.
    pub city: String,
}

impl Portal {
    /// The first application that is being drafted by somebody who was vouched for.
    pub async fn drafting(&self) -> Draft {
        let sql = "SELECT a.id AS application, a.batch AS batch, c.login AS login, e.name AS name, e.code AS code, \
            e.city AS city FROM application a JOIN enterprise e ON e.id = a.enterprise \
            JOIN account c ON c.enterprise = a.enterprise WHERE a.stage = 'draft' AND c.pending = 0 ORDER BY a.id LIMIT 1";
        let row = self.app.store.read().await.expect("a snapshot").row(sql, vec![]).await.expect("drafts");
        let row = row.expect("an application that is being drafted");
        let text = |name| row.text(name).expect(name).to_owned();
        Draft {
            application: text("application"),
            batch: text("batch"),
            login: text("login"),
            name: text("name"),
            code: text("code"),
            city: text("city"),
        }
    }
}

impl Portal {
    /// Two made-up versions of the local table (A8): the first published, the second a draft.
    pub async fn local_tables(&self) {
        let province = self.province();
        let by = (officer("起草", Role::ProvinceHandler), officer("发布", Role::ProvinceLeader));
        let options = [("满足", 15), ("不满足", 0)].map(|(at, points)| Band { at: at.into(), points });
        let content = |title: &str| Content {
            standard: "miit-2022/specialised".into(),
            replaces: "local".into(),
            title: title.into(),
            basis: "示例文件〔2025〕1号".into(),
            from: jiff::civil::date(2023, 3, 20),
            indicators: vec![Indicator {
                label: "示例产业链".into(),
                rule: Rule::Found { options: options.clone().into() },
            }],
        };
        let draft = |title: &str| Command::DraftLocalTable { table: None, content: content(title) };
        let table = LocalTableId(province.one(&by.0, draft("示例特色化指标")).await.id);
        let act = |seen, command| Command::LocalTable { table: table.clone(), seen, command };
        province.one(&by.0, act(1, local_table::Command::Check)).await;
        let number = "示例〔2025〕2号".to_owned();
        province.one(&by.1, act(2, local_table::Command::Publish { number })).await;
        province.one(&by.0, draft("示例特色化指标（下一版）")).await;
    }
}

impl Portal {
    /// A correction of a list that waits and one that was announced, of the first two cases; a request to correct filed
    /// data for each that is `waiting`, the last of them examined by the city.
    pub async fn corrections(&self, cases: &[Case], waiting: &[Case]) -> Corrections {
        let province = self.province();
        let (first, second) = (handler(), leader());
        let batch = province.standing(&cases[..1]).await.remove(0).batch;
        province.concluded(cases, true).await;
        province.approved(cases).await;
        let list = province.publicised(&batch, cases, cases.len()).await.remove(0);
        let propose = |case: &Case, right: &str| Command::ProposeCorrection {
            paper: Paper::Publicity(list.clone()),
            application: case.id.clone(),
            part: Part::Name,
            right: right.into(),
            reason: "名单漏字，以营业执照为准".into(),
        };
        let waits = province.one(&first, propose(&cases[0], "示例更正企业甲有限公司")).await.id;
        let announced = CorrectionId(province.one(&first, propose(&cases[1], "示例更正企业乙有限公司")).await.id);
        let number = "柳工信函〔2026〕90号".to_owned();
        province.one(&second, Command::AnnounceCorrection { correction: announced.clone(), number }).await;
        self.app.refresh_register().await.expect("a register");
        let mut requests = Vec::new();
        for case in waiting {
            let blob = self.app.blobs.put(b"%PDF-1.4\n% a report\n%%EOF\n".to_vec()).await.expect("a file is kept");
            let (media, name) = ("application/pdf".into(), "审计报告.pdf".into());
            let place = Place { fact: "rd_expense".into(), year: Some(2025) };
            let ask = Command::RequestCorrection {
                application: case.id.clone(),
                edits: vec![Edit { place, text: Some("5万元".into()) }],
                why: "录入时小数点错位".into(),
                evidence: vec![Attached { blob, media, name, control: "evidence".into() }],
            };
            requests.push(CorrectionRequestId(province.one(&case.firm.clerk, ask).await.id));
        }
        if let Some(request) = requests.last().cloned() {
            let words = "已核对审计报告原件".to_owned();
            province.one(&first, Command::ExamineCorrection { request, supports: true, words }).await;
        }
        let requests = requests.into_iter().map(|request| request.0).collect();
        Corrections { waits, announced: announced.0, requests }
    }
}

/// Ids of what [`Portal::corrections`] has made.
#[derive(Debug, Clone)]
pub struct Corrections {
    /// A correction of a list that waits.
    pub waits: String,
    /// One that was announced.
    pub announced: String,
    /// Requests to correct filed data.
    pub requests: Vec<String>,
}

impl Seeded {
    async fn sqlite() -> Seeded {
        let folder = TempDir::new().expect("a temporary folder");
        let personas = seed(&sqlite(folder.path()), folder.path()).await;
        Seeded { folder, personas, database: None }
    }

    async fn postgres() -> Option<Seeded> {
        let (server, cluster) = stores::server()?;
        let url = stores::database(&server, stores::EMPTY).await;
        let folder = TempDir::new().expect("a temporary folder");
        let personas = seed(&url, folder.path()).await;
        let template = stores::name(&url).to_owned();
        Some(Seeded { folder, personas, database: Some((server, template, cluster)) })
    }
}

/// Fills a house and closes it.
async fn seed(url: &str, folder: &Path) -> Vec<Persona> {
    let (app, clock) = app(url, folder).await;
    let personas = titian_demo::seed(&app, &clock, FIRMS, &|_| ()).await.expect("the province is seeded");
    app.store.close().await;
    personas
}

fn sqlite(folder: &Path) -> String {
    format!("sqlite:{}", folder.join(KEPT).display())
}

async fn app(url: &str, folder: &Path) -> (App, Arc<StandingClock>) {
    let clock = Arc::new(StandingClock::at(titian_demo::BEGIN));
    let app = App::new(Parts {
        policy: Policy::shipped().expect("the policy that ships"),
        store: Store::open(url).await.expect("the store opens"),
        blobs: Blobs::open(folder.join("attachments")).expect("a folder for attachments"),
        key: SealKey::load_or_create(&folder.join("seal.key"), "stories/journal").expect("a key for seals"),
        vault: Vault::load_or_create(&folder.join("vault.key")).expect("a key for the vault"),
        clock: clock.clone(),
        passwords: Passwords::cheap(),
    });
    (app, clock)
}

/// Serves a router on a free port of this machine until the story ends: its address.
pub async fn served(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// Makes every file under a folder look older.
fn age(folder: &Path, by: Duration) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            age(&entry.path(), by);
        } else {
            let file = std::fs::File::options().append(true).open(entry.path()).expect("a file");
            let written = file.metadata().and_then(|about| about.modified()).expect("a time");
            file.set_modified(written - by).expect("another time");
        }
    }
}

/// Copies what is in a folder, and what is in its folders.
fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file is copied");
        }
    }
}
