//! 安全 What every answer carries and every request passes: headers, forged forms, sizes, numbers of requests.
//!
//! One call, [`secure`], around the whole router. Pages need no inline style or script, so the policy allows none.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Response as HttpResponse, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::{RequestBodyDeadlineLayer, RequestBodyTimeoutLayer};

use crate::failure;

/// Bytes of a posted form without files. Routes that take files set their own limit.
pub const FORM_LIMIT: usize = 512 * 1024;

/// How long somebody may say nothing in the middle of a form.
const SILENCE: Duration = Duration::from_secs(30);
/// How long a form may take to come in: the largest upload over a slow line.
const LONGEST: Duration = Duration::from_secs(15 * 60);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; font-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Puts everything around a router. Outermost: the request's number; innermost: the limit of bodies.
pub fn secure<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(RequestBodyTimeoutLayer::new(SILENCE))
        .layer(RequestBodyDeadlineLayer::new(LONGEST))
        .layer(CsrfLayer::new())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(failure::dress))
        .layer(CompressionLayer::new())
        .layer(from_fn(headers))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
}

/// The number of a request; empty outside of [`secure`].
pub fn request_id(headers: &HeaderMap) -> String {
    headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned()
}

/// Sets the headers, unless an answer brings its own. What a signed-in person sees is kept nowhere.
async fn headers(request: Request, next: Next) -> Response {
    let personal = request.headers().contains_key(header::COOKIE);
    let mut response = next.run(request).await;
    let kept = response.headers_mut();
    for (name, value) in HEADERS {
        kept.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let cache = if personal { "no-store" } else { "no-cache" };
    kept.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(cache));
    response
}

/// A panic is a mistake of ours; the reader gets the page for it and the house stands.
fn panicked(_: Box<dyn std::any::Any + Send>) -> HttpResponse<Body> {
    let mut response = HttpResponse::new(Body::empty());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::{get, post};
    use tower::ServiceExt;

    fn house() -> Router {
        secure(
            Router::new()
                .route("/", get(|| async { "ok" }))
                .route("/falls", get(falls))
                .route("/form", post(|body: String| async move { body.len().to_string() }))
                .merge(crate::look::router()),
        )
    }

    async fn falls() -> &'static str {
        let empty: [&str; 0] = [];
        empty.first().expect("a mistake of ours")
    }

    async fn ask(request: axum::http::request::Builder, body: Body) -> (StatusCode, HeaderMap, String) {
        let response = house().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, String::from_utf8_lossy(&bytes).into_owned())
    }

    #[tokio::test]
    async fn every_answer_carries_the_headers() {
        let (status, headers, _) = ask(Request::get("/"), Body::empty()).await;
        assert_eq!(status, StatusCode::OK);
        for (name, _) in HEADERS {
            assert!(headers.contains_key(&name), "{name}");
        }
        assert!(headers.contains_key(&REQUEST_ID));
        assert_eq!(headers[header::CACHE_CONTROL], "no-cache");
        assert!(!POLICY.contains("unsafe"));
    }

    #[tokio::test]
    async fn what_a_signed_in_person_sees_is_kept_nowhere() {
        let (_, headers, _) = ask(Request::get("/").header("cookie", "session=1"), Body::empty()).await;
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        let asset = crate::look::address("titian.css");
        let (_, headers, _) = ask(Request::get(asset).header("cookie", "session=1"), Body::empty()).await;
        assert!(headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    }

    #[tokio::test]
    async fn errors_have_pages_that_say_what_to_do() {
        let (status, _, body) = ask(Request::get("/nowhere").header("accept", "text/html"), Body::empty()).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(body.contains("<h1>没有这一页</h1>"));
        let (status, _, body) = ask(Request::get("/falls"), Body::empty()).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(body.contains("编号"));
        let big = Body::from(vec![b'x'; FORM_LIMIT + 1]);
        let (status, _, body) = ask(Request::post("/form"), big).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(body.contains("文件太大"));
    }

    #[tokio::test]
    async fn programs_get_no_page() {
        let (status, _, body) = ask(Request::get("/nowhere").header("accept", "application/json"), Body::empty()).await;
        assert_eq!((status, body.as_str()), (StatusCode::NOT_FOUND, ""));
    }

    #[tokio::test]
    async fn a_form_from_elsewhere_is_refused() {
        let foreign = Request::post("/form").header("host", "titian.example").header("origin", "https://other.example");
        let (status, _, body) = ask(foreign, Body::from("a=1")).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(body.contains("表单已过期"));
        let ours = Request::post("/form").header("sec-fetch-site", "same-origin");
        assert_eq!(ask(ours, Body::from("a=1")).await.0, StatusCode::OK);
    }
}
