//! 门户 The house behind the pages: the app, and how this installation shows itself.

use std::sync::Arc;

use titian_app::App;

/// What every handler is given. Cheap to clone.
#[derive(Clone)]
pub struct House {
    /// Acts, queries, the clock.
    pub app: App,
    /// How this installation shows itself.
    pub shown: Arc<Shown>,
}

/// How an installation shows itself.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// A line across the top of every page: 演示环境,数据均为虚构. Empty hides it.
    pub banner: String,
    /// Whether pages are served over HTTPS: cookies are then for HTTPS only.
    pub https: bool,
    /// Where the portal is reached from outside, for links on papers and in QR codes: `https://titian.example`.
    pub origin: String,
}

impl House {
    /// A house that shows itself so.
    pub fn new(app: App, shown: Shown) -> House {
        House { app, shown: Arc::new(shown) }
    }
}
