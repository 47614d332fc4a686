//! 页面 A view becomes an answer: a template with its values, sent as HTML.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::failure;

/// A page ready to be sent. With another status: `(StatusCode::UNPROCESSABLE_ENTITY, View(page))`.
#[derive(Debug, Clone)]
pub struct View<T>(pub T);

impl<T: Template> IntoResponse for View<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => Html(html).into_response(),
            // A template can only fail to write; the reader still gets a page that says what to do.
            Err(_) => failure::plain(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}
