//! A walk through the portal as a visitor without an account would take it: whatever a served page leads to is there,
//! and every form has somebody who takes it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::{Router, http};
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use jiff::civil::date;
use jiff::tz::Offset;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use titian_app::clock::StandingClock;
use titian_app::identity::password::Passwords;
use titian_app::{App, Parts};
use titian_rulebook::policy::Policy;
use titian_web::house::{House, Shown};
use tower::ServiceExt;

use super::province;
use crate::place::Place;

/// Firms of the province: enough for lists, few enough for a second.
const FIRMS: usize = 60;
/// Addresses that are followed; pages of one kind come early enough.
const MOST: usize = 300;

/// The portal over a small province, on the day of the demonstration; and the account of one of its firms.
async fn portal(folder: &tempfile::TempDir) -> (Router, String) {
    let place = Place::at(folder.path().to_owned());
    let clock = Arc::new(StandingClock::at(province::BEGIN));
    let app = App::new(Parts {
        policy: Policy::shipped().unwrap(),
        store: place.store().await.unwrap(),
        blobs: place.blobs().unwrap(),
        key: place.key().unwrap(),
        vault: place.vault().unwrap(),
        clock: clock.clone(),
        passwords: Passwords::cheap(),
    });
    let accounts = province::seed(&app, &clock, FIRMS).await.unwrap();
    clock.set(Offset::constant(8).to_timestamp(date(2026, 11, 24).at(9, 30, 0, 0)).unwrap());
    app.tick().await.unwrap();
    let firm = accounts.into_iter().map(|(_, login)| login).find(|login| login.starts_with("firm")).unwrap();
    (titian_web::router::router(House::new(app, Shown { banner: "演示".into(), ..Shown::default() })), firm)
}

async fn asked(portal: &Router, method: &str, at: &str) -> (StatusCode, String, http::HeaderMap) {
    sent(portal, method, at, "", "").await
}

/// A request with a cookie and a form.
async fn sent(
    portal: &Router,
    method: &str,
    at: &str,
    cookie: &str,
    form: &str,
) -> (StatusCode, String, http::HeaderMap) {
    let request = Request::builder()
        .method(method)
        .uri(at)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .unwrap();
    let response = portal.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 16 << 20).await.unwrap();
    (parts.status, String::from_utf8_lossy(&body).into_owned(), parts.headers)
}

/// Where a page leads: the method and the address, as written.
fn ways(html: &str) -> Vec<(&'static str, String)> {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let (mut ways, mut stack) = (Vec::new(), vec![dom.document.clone()]);
    while let Some(node) = stack.pop() {
        ways.extend(way(&node));
        stack.extend(node.children.borrow().iter().cloned());
    }
    ways
}

fn way(node: &Handle) -> Option<(&'static str, String)> {
    let NodeData::Element { name, attrs, .. } = &node.data else { return None };
    let attrs = attrs.borrow();
    let get = |name: &str| attrs.iter().find(|a| &*a.name.local == name).map(|a| a.value.to_string());
    match &*name.local {
        "a" | "link" => Some(("GET", get("href")?)),
        "script" | "img" => Some(("GET", get("src")?)),
        "form" if get("method").as_deref() == Some("post") => Some(("POST", get("action")?)),
        "form" => Some(("GET", get("action")?)),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_served_page_leads_to_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let (portal, firm) = portal(&folder).await;
    walk(&portal, "").await;
    for (account, password) in [("city4502", "city4502"), ("auditor", "auditor"), (&firm, "demo")] {
        walk(&portal, &signed_in(&portal, account, password).await).await;
    }
}

/// The cookies of somebody who has signed in.
async fn signed_in(portal: &Router, account: &str, password: &str) -> String {
    let form = format!("csrf=&once=k&account={account}&password={password}");
    let (status, _, headers) = sent(portal, "POST", "/sign-in", "", &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let cookies = headers.get_all(header::SET_COOKIE).iter().map(|one| one.to_str().unwrap());
    cookies.filter_map(|one| one.split(';').next()).collect::<Vec<_>>().join("; ")
}

async fn walk(portal: &Router, cookie: &str) {
    let mut next: VecDeque<(&str, String, String)> = VecDeque::from([("GET", "/".to_owned(), String::new())]);
    let mut seen: BTreeMap<(&str, String), StatusCode> = BTreeMap::new();
    let mut lost = Vec::new();
    while let Some((method, way, from)) = next.pop_front() {
        let at = way.split('#').next().unwrap_or_default().to_owned();
        if way.starts_with('#') || way.starts_with("data:") || seen.contains_key(&(method, at.clone())) {
            continue;
        }
        if !at.starts_with('/') {
            lost.push(format!("{from} leads to “{way}”"));
            continue;
        }
        let (status, body, headers) = sent(portal, method, &encoded(&at), cookie, "").await;
        seen.insert((method, at.clone()), status);
        // A form without its guard is refused; that it is refused, and not lost, is what is asked here.
        let there = if method == "POST" {
            !matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) && !status.is_server_error()
        } else {
            status == StatusCode::OK
        };
        if !there {
            lost.push(format!("{from} leads to {method} {at}: {status}"));
        }
        let kind = headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap()).unwrap_or_default();
        if kind.starts_with("text/html") && seen.len() < MOST {
            next.extend(ways(&body).into_iter().map(|(method, way)| (method, way, at.clone())));
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
    for kind in ["/notices/", "/publicity/", "/announcements/", "/register/", "/register.csv"] {
        assert!(seen.keys().any(|(_, at)| at.starts_with(kind)), "no page led to {kind}");
    }
}

/// As a browser writes an address that holds Chinese.
fn encoded(at: &str) -> String {
    at.bytes().map(|b| if b.is_ascii_graphic() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_as_a_file_holds_what_the_page_counts() {
    let folder = tempfile::tempdir().unwrap();
    let (portal, _) = portal(&folder).await;
    let (_, page, _) = asked(&portal, "GET", "/register?status=valid&tier=innovative").await;
    let (status, file, headers) = asked(&portal, "GET", "/register.csv?status=valid&tier=innovative").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers[header::CONTENT_DISPOSITION], "attachment; filename=\"register-2026-11-24.csv\"");
    let mut lines = file.lines();
    let headings = lines.next().unwrap();
    assert!(headings.starts_with("\u{feff}企业名称,统一社会信用代码,"), "{headings}");
    let count = lines.inspect(|line| assert!(line.contains(",创新型中小企业,有效,"), "{line}")).count();
    assert!(count > 0);
    assert!(page.contains(&format!("共 {count}\u{a0}家")), "{count} lines");

    let (status, ..) = asked(&portal, "GET", "/register.csv?on=2026-02-29").await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a day that is none is not answered with another day");
    let (_, file, _) = asked(&portal, "GET", "/register.csv?on=2024-02-29").await;
    assert_eq!(file.lines().count(), 1, "nobody held a title before the first round");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_comes_back_from_the_result() {
    let folder = tempfile::tempdir().unwrap();
    let (portal, _) = portal(&folder).await;
    let form = "csrf=&once=k&revenue_y1=4128.00&rd_expense_y1=186.40";
    let (status, result, _) = sent(&portal, "POST", "/self-test/result", "", form).await;
    assert_eq!(status, StatusCode::OK);
    assert!(ways(&result).contains(&("POST", "/self-test".into())));
    let (status, page, _) = sent(&portal, "POST", "/self-test", "", form).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains(r#"value="4128.00""#) && page.contains(r#"value="186.40""#));
    // The wrong thing typed is named, and stays where it was typed.
    let (status, page, _) = sent(&portal, "POST", "/self-test/result", "", "csrf=&once=k&revenue_y1=三千").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("三千"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_counts_only_with_the_token_of_its_session() {
    let folder = tempfile::tempdir().unwrap();
    let (portal, _) = portal(&folder).await;
    let cookie = signed_in(&portal, "city4502", "city4502").await;
    let (_, page, _) = sent(&portal, "GET", "/", &cookie, "").await;
    assert!(page.contains("退出"), "not signed in");
    let token = page.split(r#"name="csrf" value=""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(!token.is_empty());
    for (forged, from) in [("", &cookie[..]), ("00", &cookie), (token, "")] {
        let form = format!("csrf={forged}&once=k");
        let (status, ..) = sent(&portal, "POST", "/sign-out", from, &form).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{forged:?} from {from:?}");
    }
    let (status, ..) = sent(&portal, "POST", "/sign-out", &cookie, &format!("csrf={token}&once=k")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page, _) = sent(&portal, "GET", "/", &cookie, "").await;
    assert!(!page.contains("退出"), "still signed in");
}
