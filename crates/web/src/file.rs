//! 附件 A kept file on its way to the reader's screen. Who may read it, and that they did, is settled before.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use titian_store::StoreError;

use crate::door::unread;
use crate::failure;
use crate::house::House;
use crate::show;

/// What a file may do in the browser: nothing; and it stands only in frames of our own pages.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'; \
    frame-ancestors 'self'";

/// Answers with a file, shown in the browser under its name. Its bytes are checked against their digest on the way: a
/// file that was changed on the disk is not shown.
pub async fn show(house: &House, digest: &str, media: &str, name: &str) -> Response {
    let bytes = match house.app.blobs.bytes(digest).await {
        Ok(bytes) => bytes,
        Err(StoreError::Missing { .. }) => return failure::plain(StatusCode::NOT_FOUND),
        Err(error) => return unread(&error),
    };
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    let media = HeaderValue::from_str(media).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, media);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(disposition) = HeaderValue::from_str(&format!("inline; filename*=UTF-8''{}", show::address(name))) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
