//! Every state a page can be in, also those that a walk does not come to (empty, refused, over), has a sample; each is
//! looked at on a phone, and in the dark.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use titian_stories::browser::{Browser, PHONE};
use titian_stories::portal::served;
use titian_web::{look, sample, security};

#[tokio::test(flavor = "multi_thread")]
async fn no_state_of_a_page_keeps_anybody_out() {
    let samples = Router::new().route("/sample/{name}", get(one));
    let origin = served(security::secure(samples.merge(look::router()))).await;
    let Some(browser) = Browser::at(&origin).await else { return };
    browser.size(PHONE).await;
    let mut wrong = Vec::new();
    let mut names: Vec<&str> = SAMPLES.keys().copied().collect();
    names.sort_unstable();
    for (number, name) in names.into_iter().enumerate() {
        let at = format!("/sample/{name}");
        browser.dark(number % 2 == 1).await;
        browser.go(&at).await;
        wrong.extend(browser.look(&at, &format!("sample-{name}")).await);
    }
    browser.close().await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_people_out_is_found() {
    let page = "<!doctype html><html><title>x</title><body style='width: 3000px'><img src='x.png'>\
        <p style='color: #aaa; background: #fff'>pale</p></body></html>";
    let origin = served(Router::new().route("/", get(async move || Html(page)))).await;
    let Some(browser) = Browser::at(&origin).await else { return };
    browser.go("/").await;
    let wrong = browser.look("/", "wrong").await.join("\n");
    browser.close().await;
    for found in ["image-alt", "html-has-lang", "color-contrast", "wider than the window"] {
        assert!(wrong.contains(found), "{found} is not in {wrong}");
    }
}

static SAMPLES: LazyLock<HashMap<&str, String>> =
    LazyLock::new(|| sample::all().into_iter().map(|sample| (sample.name, sample.html)).collect());

async fn one(Path(name): Path<String>) -> Response {
    match SAMPLES.get(name.as_str()) {
        Some(html) => Html(html.as_str()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
