//! What no honest browser sends: too much, forged, twice, invisible, out of the way. A clear answer, nothing leaked, and
//! never a mistake of ours.

use std::sync::OnceLock;

use axum::http::{HeaderValue, StatusCode, header};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use titian_app::actor::Actor;
use titian_app::command::Command;
use titian_rulebook::credit_code::synthetic;
use titian_rulebook::region::DivisionCode;
use titian_stories::portal::Portal;
use titian_stories::reader::Page;
use titian_stories::routes;
use tokio::runtime::Runtime;

const FORM: &str = "application/x-www-form-urlencoded";
const PASSWORD: &str = "Tao-hua-jiang-7";

/// Nothing of how the house is built may be read in an answer.
fn tells_nothing(page: &Page) {
    for word in ["panicked", "SELECT ", "sqlx", "StoreError", "/crates/", ".rs:", "constraint", "stack backtrace"] {
        assert!(!page.body.contains(word), "{} tells “{word}”", page.at);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_is_refused_with_a_page() {
    for portal in Portal::both().await {
        let mut reader = portal.visitor();
        let long = "长".repeat(10 << 20);
        for (at, field) in [("/sign-up", "name"), ("/sign-in", "account"), ("/objections", "number")] {
            let page = reader.raw("POST", at, FORM, format!("{field}={long}")).await;
            assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE, "{at} on {}", portal.engine);
            assert!(page.says("太大"), "{at}: {}", page.tree.text);
        }
        let query = format!("/register?q={}", "x".repeat(60_000));
        let page = reader.go(&query).await;
        assert!(page.status.is_success() || page.status.is_client_error(), "{}", page.status);
        tells_nothing(page);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_hold_nothing_that_cannot_be_seen() {
    for portal in Portal::both().await {
        let mut reader = portal.visitor();
        for (name, said) in [
            ("张\u{202E}示例", "改变文字方向的字符（U+202E）"),
            ("张\u{200B}示例", "看不见的字符（U+200B）"),
            ("张\u{7}示例", "控制字符（U+0007）"),
        ] {
            reader.open("/sign-up").await;
            let form = reader.form("/sign-up").fill("name", name).fill("account", "zhang-shili");
            reader.refused(form, said).await;
        }
        let code = synthetic("450200", 9_001).unwrap();
        let hidden = Command::SignUp {
            login: "hidden-name".into(),
            name: "张示例".into(),
            email: String::new(),
            secret: "hash".into(),
            code,
            enterprise: "示例\u{2066}企业".into(),
            city: DivisionCode::parse("450200").unwrap(),
        };
        let refused = portal.app.perform(&Actor::Public, hidden, None).await.unwrap_err().to_string();
        assert!(refused.contains("U+2066"), "not only the page, the house refuses it: {refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_counts_once_and_one_made_up_never() {
    for portal in Portal::both().await {
        let mut reader = portal.visitor();
        reader.open("/sign-up").await;
        let code = synthetic("450200", 9_002).unwrap();
        let form = reader
            .form("/sign-up")
            .fill("credit_code", code.as_str())
            .fill("enterprise", "=cmd|'/c calc'!A1")
            .fill("city", "450200")
            .fill("name", "@张示例")
            .fill("account", "sent-twice")
            .fill("email", "sent-twice@example.cn")
            .fill("password", PASSWORD)
            .fill("again", PASSWORD)
            .fill("authorised", "on");
        reader.sent(form.clone()).await;
        assert!(reader.page().says("账号已经开设"), "{}", reader.page().tree.text);
        reader.sent(form).await;
        let sql = "SELECT COUNT(*) AS n FROM account WHERE login = 'sent-twice'";
        assert_eq!(portal.app.store.read().await.unwrap().number(sql, vec![]).await, Ok(1));
        let mut firm = portal.signed_in(portal.firm()).await;
        firm.open("/").await;
        let out = firm.form("/sign-out").forge("csrf", &"0".repeat(64));
        firm.send(out).await;
        assert_eq!(firm.page().status, StatusCode::FORBIDDEN);
        tells_nothing(firm.page());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn junk_in_addresses_is_answered_plainly() {
    let strange = [
        "/notices/%00",
        "/register/%00",
        "/register?q=%00",
        "/publicity/%FF%FE",
        "/register?q=%ff%fe%80",
        "/register?page=99999999999999999999",
        "/register?page=-1",
        "/register?page=9223372036854775807",
        "/register?on=9999-99-99",
        "/register.csv?on=-9999-01-01",
        "/verify?code=%27%20OR%201%3D1--",
        "/notices/%27%3B%20DROP%20TABLE%20journal--",
        "/announcements/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/look/../../../etc/passwd",
        "/look/%2e%2e/%2e%2e/etc/passwd",
        "/look/..%5c..%5cCargo.toml",
        "//etc/passwd",
        "/look/titian.db",
        "/%2e%2e/titian.db",
        "/sign-in?next=//evil.example",
        "/sign-in?next=https://evil.example",
        "/register?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/register/91450200MA0000042X%0d%0aSet-Cookie:%20a=b",
        "/.git/config",
        "/office/applications/%F0%9F%92%A3",
        "/enterprise/applications/00000000000000000000000000000000",
    ];
    for portal in Portal::both().await {
        for login in ["", portal.firm(), "city4502", "auditor"] {
            let mut reader = if login.is_empty() { portal.visitor() } else { portal.signed_in(login).await };
            for at in strange {
                let page = reader.go(at).await;
                assert!(!page.status.is_server_error(), "{at} for {login:?} on {}: {}", portal.engine, page.status);
                assert!(!page.body.contains("root:x:") && !page.body.contains("[workspace]"), "{at}");
                assert!(!page.body.contains("<script>alert"), "{at}");
                assert!(!page.headers.contains_key(header::LOCATION), "{at}");
                tells_nothing(page);
            }
        }
    }
}

/// Runs of random requests share one portal and one reader who is an officer.
struct Range {
    runtime: Runtime,
    portal: Portal,
}

fn range() -> &'static Range {
    static RANGE: OnceLock<Range> = OnceLock::new();
    RANGE.get_or_init(|| {
        let runtime = Runtime::new().unwrap();
        let portal = runtime.block_on(Portal::sqlite());
        Range { runtime, portal }
    })
}

/// What may stand where an address has a name, and in queries and fields.
fn scrap() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,40}",
        "[0-9a-f]{32}",
        any::<i64>().prop_map(|n| n.to_string()),
        Just("../../etc/passwd".to_owned()),
        Just("\u{202E}\u{200B}".to_owned()),
        Just("'; DROP TABLE journal; --".to_owned()),
        Just("%00%ff".to_owned()),
        Just("2026-02-30".to_owned()),
        "x{0,3000}",
    ]
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

const NAMES: [&str; 16] = [
    "q",
    "page",
    "on",
    "city",
    "tier",
    "code",
    "number",
    "name",
    "text",
    "reason",
    "id",
    "next",
    "once",
    "batch",
    "application",
    "password",
];

#[test]
fn no_request_is_a_mistake_of_ours() {
    let routes = routes::all();
    assert!(routes.len() > 30, "{} routes", routes.len());
    let range = range();
    let logins = ["", range.portal.firm(), "city4502", "lead4502", "province1", "province2", "system", "auditor"];
    let readers: Vec<_> = logins
        .iter()
        .map(|login| {
            let portal = &range.portal;
            range.runtime.block_on(async {
                let mut reader = if login.is_empty() { portal.visitor() } else { portal.signed_in(login).await };
                reader.open("/about").await;
                // With the token of the session a form comes as far as the room it is for.
                let leave = reader.page().tree.forms().into_iter().find(|form| form.action == "/sign-out");
                let token = leave.and_then(|form| form.fields.into_iter().find(|(name, _)| name == "csrf"));
                (reader, token.map(|(_, token)| token).unwrap_or_default())
            })
        })
        .collect();
    assert!(readers.iter().filter(|(_, token)| token.is_empty()).count() == 1, "the visitor alone has no token");
    let request = (
        proptest::sample::select(routes),
        0..readers.len(),
        proptest::collection::vec(scrap(), 4),
        proptest::collection::vec((proptest::sample::select(&NAMES[..]), scrap()), 0..6),
        proptest::sample::select(
            &[FORM, "application/json", "multipart/form-data; boundary=b", "multipart/form-data", "x"][..],
        ),
        any::<bool>(),
    );
    let mut runner = TestRunner::new(Config { cases: 1_500, ..Config::default() });
    let outcome = runner.run(&request, |(route, who, scraps, fields, kind, honest)| {
        let mut scraps = scraps.into_iter();
        let path: Vec<String> = route
            .path
            .split('/')
            .map(
                |part| {
                    if part.starts_with('{') { percent(&scraps.next().unwrap_or_default()) } else { part.to_owned() }
                },
            )
            .collect();
        let fields: Vec<String> = fields.iter().map(|(name, text)| format!("{name}={}", percent(text))).collect();
        let (path, fields) = (path.join("/"), fields.join("&"));
        let (mut reader, token) = readers[who].clone();
        let status = range.runtime.block_on(async {
            match (route.method, honest) {
                ("GET", true) | ("POST", false) => reader.go(&format!("{path}?{fields}")).await.status,
                _ => reader.raw("POST", &path, kind, format!("{fields}&csrf={token}")).await.status,
            }
        });
        prop_assert!(!status.is_server_error(), "{} {path}?{fields} for {}: {status}", route.method, logins[who]);
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_of_all_sorts_change_nothing() {
    use axum::body::Body;
    use axum::http::Request;
    let portal = Portal::sqlite().await;
    let junk = [
        ("cookie", "session=%00; said=zz; pending=../..; session=\u{7f}"),
        ("cookie", "said=e4; session=".repeat(200).leak() as &str),
        ("accept", "garbage;q=two"),
        ("accept-language", "\u{e4}\u{f6}"),
        ("accept-encoding", "br;q=x, gzip;q=99, *"),
        ("x-forwarded-for", "unknown, 999.1.1.1, ::::"),
        ("x-request-id", "<script>alert(1)</script>"),
        ("if-modified-since", "yesterday"),
        ("range", "bytes=-1--1"),
        ("content-length", "0"),
        ("referer", "javascript:alert(1)"),
    ];
    for (name, value) in junk {
        let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) else { continue };
        let request = Request::get("/").header(name, value).body(Body::empty()).unwrap();
        let response = tower::ServiceExt::oneshot(portal.router.clone(), request).await.unwrap();
        assert!(!response.status().is_server_error(), "{name}: {}", response.status());
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("<script>alert"), "{name}");
    }
}
