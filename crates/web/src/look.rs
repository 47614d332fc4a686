//! 样式 The look: style sheets, a little script, the icon. Part of the binary, served under addresses that carry the
//! hash of their content, so that browsers may keep them for ever and never show an old one.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

/// Where assets live.
pub const ROOM: &str = "/assets";

const CSS: &str = concat!(
    include_str!("look/tokens.css"),
    include_str!("look/components.css"),
    include_str!("look/public.css"),
    include_str!("look/enterprise.css"),
    include_str!("look/office.css"),
    include_str!("look/narrow.css"),
    include_str!("look/print.css"),
);

/// One file of the look.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its name: `titian.css`.
    pub name: &'static str,
    /// Its type.
    pub mime: &'static str,
    /// Its bytes.
    pub body: &'static str,
    /// First sixteen hex digits of the SHA-256 of its bytes.
    pub hash: String,
}

impl Asset {
    fn new(name: &'static str, mime: &'static str, body: &'static str) -> Asset {
        let hash = Sha256::digest(body).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Asset { name, mime, body, hash }
    }

    /// Its name with the hash: `titian.0123456789abcdef.css`.
    pub fn file(&self) -> String {
        match self.name.rsplit_once('.') {
            Some((stem, ext)) => format!("{stem}.{}.{ext}", self.hash),
            None => format!("{}.{}", self.name, self.hash),
        }
    }
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    vec![
        Asset::new("titian.css", "text/css; charset=utf-8", CSS),
        Asset::new("app.js", "text/javascript; charset=utf-8", include_str!("look/app.js")),
        Asset::new("icon.svg", "image/svg+xml", include_str!("look/icon.svg")),
    ]
});

/// All assets.
pub fn assets() -> &'static [Asset] {
    &ASSETS
}

/// The address of an asset by its plain name; a name that does not exist is given back under [`ROOM`] as it is.
pub fn address(name: &str) -> String {
    let file = assets().iter().find(|asset| asset.name == name).map_or_else(|| name.to_owned(), Asset::file);
    format!("{ROOM}/{file}")
}

/// Serves the assets.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route(&format!("{ROOM}/{{file}}"), get(serve))
}

async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = assets().iter().find(|asset| asset.file() == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", asset.hash);
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|sent| sent.as_bytes() == tag.as_bytes());
    let kept = [(header::ETAG, tag), (header::CACHE_CONTROL, "public, max-age=31536000, immutable".into())];
    if known {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (kept, [(header::CONTENT_TYPE, asset.mime)], asset.body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_carry_the_hash_of_the_content() {
        let css = address("titian.css");
        assert!(
            css.starts_with("/assets/titian.")
                && css.ends_with(".css")
                && css.len() == "/assets/titian..css".len() + 16
        );
        assert_eq!(address("unknown.css"), "/assets/unknown.css");
    }

    #[tokio::test]
    async fn an_asset_is_kept_for_ever_and_not_sent_twice() {
        let file = assets()[0].file();
        let first = serve(Path(file.clone()), HeaderMap::new()).await;
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(first.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
        let mut again = HeaderMap::new();
        again.insert(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone());
        assert_eq!(serve(Path(file), again).await.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(
            serve(Path("titian.0000000000000000.css".into()), HeaderMap::new()).await.status(),
            StatusCode::NOT_FOUND
        );
    }
}
