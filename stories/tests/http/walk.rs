//! A walk through the portal: whatever a served page leads to is there, and every form has somebody who takes it, for
//! visitors and for each persona.

use std::collections::{BTreeMap, VecDeque};

use axum::http::{StatusCode, header};
use titian_stories::portal::Portal;
use titian_stories::reader::Reader;
use titian_stories::routes;

/// Addresses of one route that one reader follows: a case like another leads where it leads.
const EACH: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_served_page_leads_to_is_there() {
    for portal in Portal::both().await {
        let seen = walk(&portal, portal.visitor(), "/").await;
        for kind in ["/notices/", "/publicity/", "/announcements/", "/register/", "/register.csv"] {
            assert!(seen.keys().any(|(_, at)| at.starts_with(kind)), "no page led to {kind}");
        }
        for persona in &portal.personas {
            let reader = portal.signed_in(&persona.login).await;
            let home = reader.page().at.clone();
            walk(&portal, reader, &home).await;
        }
    }
}

type Seen = BTreeMap<(&'static str, String), StatusCode>;

async fn walk(portal: &Portal, mut reader: Reader, from: &str) -> Seen {
    let mut next: VecDeque<(&str, String, String)> = VecDeque::from([("GET", from.to_owned(), String::new())]);
    let (mut seen, mut lost) = (Seen::new(), Vec::new());
    let (routes, mut followed) = (routes::all(), BTreeMap::new());
    while let Some((method, way, from)) = next.pop_front() {
        let at = way.split('#').next().unwrap_or_default().to_owned();
        if seen.contains_key(&(method, at.clone())) {
            continue;
        }
        if let Some(route) = routes.iter().position(|route| route.fits(method, &at)) {
            let count = followed.entry(route).or_insert(0);
            *count += 1;
            if *count > EACH {
                continue;
            }
        }
        let page = match method {
            "POST" => reader.raw(method, &at, "application/x-www-form-urlencoded", "").await,
            _ => reader.go(&at).await,
        };
        seen.insert((method, at.clone()), page.status);
        // A form without its guard is refused; that it is refused, and not lost, is what is asked here.
        let there = if method == "POST" {
            !matches!(page.status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED)
                && !page.status.is_server_error()
        } else {
            page.status == StatusCode::OK
        };
        if !there {
            lost.push(format!("{from} leads to {method} {at}: {}", page.status));
        }
        let kind = page.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("text/html") {
            let ways =
                page.tree.ways().into_iter().filter(|(_, way)| !way.starts_with('#') && !way.starts_with("data:"));
            next.extend(ways.map(|(method, way)| (method, page.address(&way), at.clone())));
        }
    }
    assert!(lost.is_empty(), "{}: {lost:#?}", portal.engine);
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_as_a_file_holds_what_the_page_counts() {
    for portal in Portal::both().await {
        let mut reader = portal.visitor();
        let page = reader.open("/register?status=valid&tier=innovative").await.clone();
        let file = reader.open("/register.csv?status=valid&tier=innovative").await;
        let disposition = &file.headers[header::CONTENT_DISPOSITION];
        assert_eq!(disposition, "attachment; filename=\"register-2026-11-24.csv\"");
        let mut lines = file.body.lines();
        let headings = lines.next().unwrap();
        assert!(headings.starts_with("\u{feff}企业名称,统一社会信用代码,"), "{headings}");
        let count = lines.inspect(|line| assert!(line.contains(",创新型中小企业,有效,"), "{line}")).count();
        assert!(count > 0);
        assert!(page.says(&format!("共 {count} 家")), "{count} lines");

        let status = reader.go("/register.csv?on=2026-02-29").await.status;
        assert_eq!(status, StatusCode::BAD_REQUEST, "a day that is none is not answered with another day");
        let file = reader.open("/register.csv?on=2024-02-29").await;
        assert_eq!(file.body.lines().count(), 1, "nobody held a title before the first round");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_industry_that_changed_in_the_dossier_changes_in_the_register() {
    for portal in Portal::both().await {
        let sql = "SELECT c.login AS login, e.name AS name FROM recognition r JOIN enterprise e ON e.id = r.enterprise \
            JOIN account c ON c.enterprise = e.id WHERE c.pending = 0 AND c.disabled = 0 AND r.ended_on IS NULL \
            AND r.valid_until > '2026-11-24' ORDER BY e.id LIMIT 1";
        let row =
            portal.app.store.read().await.unwrap().row(sql, vec![]).await.unwrap().expect("a holder with a clerk");
        let (login, name) = (row.text("login").unwrap(), row.text("name").unwrap());
        let at = format!("/register?q={name}&industry=");
        let mut visitor = portal.visitor();
        let mut clerk = portal.signed_in(login).await;
        clerk.open("/enterprise/dossier/basics").await;
        let form = clerk.form("/enterprise/dossier/basics");
        let (old, new) = if form.held("industry").contains("39") { ("39", "40") } else { ("", "39") };
        let page = visitor.open(&format!("{at}{new}")).await;
        assert!(!page.tree.named("a").iter().any(|link| link.text == name), "{}", page.tree.text);
        clerk.sent(form.fill("industry", &format!("C{new}")).press("只保存")).await;
        portal.app.tick().await.unwrap();
        assert!(visitor.open(&format!("{at}{new}")).await.says(name), "{}", portal.engine);
        if !old.is_empty() {
            assert!(!visitor.open(&format!("{at}{old}")).await.tree.named("a").iter().any(|link| link.text == name));
        }
    }
}
