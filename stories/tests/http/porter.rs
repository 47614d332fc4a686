//! Who comes too often waits, and only they; who comes when there is no room is told so; the receipt of an objection.

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, StatusCode, header};
use titian_stories::portal::Portal;
use titian_web::house::{House, Shown};
use titian_web::porter::{Limits, Porter};
use tower::ServiceExt;

/// The same portal with somebody at the door.
fn kept(portal: &Portal, limits: Limits) -> Router {
    let proxies = vec!["10.0.0.1".parse().unwrap()];
    let house = House::new(portal.app.clone(), Shown::default()).kept_by(Porter::new(proxies, limits));
    titian_web::router::router(house)
}

async fn ask(router: &Router, at: &str, peer: &str, forwarded: &str, cookie: &str) -> Response<Body> {
    let mut request = Request::get(at).header("x-forwarded-for", forwarded).header(header::COOKIE, cookie);
    let peer: SocketAddr = format!("{peer}:4711").parse().unwrap();
    request.extensions_mut().unwrap().insert(ConnectInfo(peer));
    router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_too_often_waits_and_only_they() {
    let portal = Portal::sqlite().await;
    let router = kept(&portal, Limits { to_address: 3, ..Limits::default() });
    for _ in 0..3 {
        assert_eq!(ask(&router, "/about", "192.0.2.1", "198.51.100.1", "").await.status(), StatusCode::OK);
    }
    let refused = ask(&router, "/about", "192.0.2.1", "198.51.100.2", "").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS, "what a stranger says of others counts nothing");
    let seconds: u64 = refused.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=21).contains(&seconds), "{seconds}");
    assert!(refused.headers().contains_key(header::CONTENT_SECURITY_POLICY));
    let page = text(refused).await;
    assert!(page.contains("<h1>操作太频繁</h1>") && page.contains(&format!("{seconds} 秒")), "{page}");
    let style = titian_web::look::address("titian.css");
    for _ in 0..9 {
        assert_eq!(ask(&router, &style, "192.0.2.1", "", "").await.status(), StatusCode::OK, "never the style sheet");
    }
    for client in ["198.51.100.1", "198.51.100.2"] {
        let through = ask(&router, "/about", "10.0.0.1", client, "").await;
        assert_eq!(through.status(), StatusCode::OK, "behind our proxy each client counts for themselves");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_has_its_pace_wherever_it_is_used_from() {
    let portal = Portal::sqlite().await;
    let router = kept(&portal, Limits { to_account: 3, ..Limits::default() });
    let visitor = titian_app::identity::session::Visitor::default();
    let token = portal.app.sign_in("city4502", "city4502", &visitor).await.unwrap();
    let cookie = format!("session={}", token.0);
    for place in 1..=3 {
        let peer = format!("192.0.2.{place}");
        assert_eq!(ask(&router, "/about", &peer, "", &cookie).await.status(), StatusCode::OK);
    }
    let refused = ask(&router, "/about", "192.0.2.4", "", &cookie).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
    assert_eq!(ask(&router, "/about", "192.0.2.4", "", "").await.status(), StatusCode::OK, "nobody else");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_room_people_are_told_so() {
    let portal = Portal::sqlite().await;
    let router = kept(&portal, Limits { at_once: 0, ..Limits::default() });
    let refused = ask(&router, "/", "192.0.2.1", "", "").await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "5");
    assert!(text(refused).await.contains("<h1>现在人多，请稍候</h1>"));
    let style = titian_web::look::address("titian.css");
    assert_eq!(ask(&router, &style, "192.0.2.1", "", "").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objector_looks_up_how_it_stands_without_an_account() {
    for portal in Portal::both().await {
        let mut reader = portal.visitor();
        reader.open("/notices").await;
        let links = reader.page().tree.named("a");
        let lists: Vec<String> = links
            .iter()
            .filter_map(|link| link.get("href"))
            .filter(|href| href.starts_with("/publicity/"))
            .map(str::to_owned)
            .collect();
        let mut open = None;
        for list in lists {
            let at = format!("{list}/object");
            if reader.go(&at).await.status == StatusCode::OK {
                open = Some(at);
                break;
            }
        }
        let at = open.expect("a list that is before the public");
        reader.open(&at).await;
        let blank = reader.form("/object");
        let codes = reader.page().tree.named("option");
        let code = codes.iter().filter_map(|option| option.get("value")).find(|value| value.len() == 18);
        let form = blank
            .fill("enterprise", code.expect("an enterprise on the list"))
            .fill("who", "unit")
            .fill("name", "示例异议单位")
            .fill("contact", "0772-0000000")
            .fill("text", "所报的一项知识产权已经失效，请核实。")
            .fill("truthful", "on");
        let page = reader.sent(form).await.clone();
        assert!(page.says("已收到您的异议") && page.says("查询码，只显示这一次"), "{}", page.tree.text);
        let copied = page.tree.all().into_iter().find_map(|one| one.get("data-copy").map(str::to_owned));
        let copied = copied.expect("number and code to copy");
        let (number, secret) = copied.split_once(' ').unwrap();

        let mut later = portal.visitor();
        later.open("/objections").await;
        let form = later.form("/objections").fill("number", number);
        later.refused(form.clone().fill("secret", "2222-2222-2222"), "对不上").await;
        let wrong = later.page().tree.text.clone();
        later.open("/objections").await;
        let nobody = later.form("/objections").fill("number", "YY2026112400000000").fill("secret", secret);
        later.refused(nobody, "对不上").await;
        assert_eq!(wrong, later.page().tree.text.clone(), "a number that is none looks like a code that is wrong");
        let found = later.sent(form.fill("secret", &secret.to_lowercase())).await;
        assert!(found.says("核实中") && found.says(number), "{}", found.tree.text);
        assert!(!found.says("示例异议单位") && !found.says("已经失效") && !found.body.contains(secret));
    }
}
