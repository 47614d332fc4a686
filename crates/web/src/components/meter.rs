//! 进度条 A share of a whole, with an optional tick for a pass mark. The number stands beside it, always.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::show;

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/meter.html")]
pub struct Meter {
    fill: String,
    maybe: Option<String>,
    mark: Option<String>,
}

impl Meter {
    /// `part` of `whole`.
    pub fn new(part: i64, whole: i64) -> Meter {
        Meter { fill: show::tenths(part, whole), maybe: None, mark: None }
    }

    /// From `low` to `high` of `whole`: the part above `low` is still open.
    pub fn between(low: i64, high: i64, whole: i64) -> Meter {
        let maybe = (high > low).then(|| show::tenths(high, whole));
        Meter { maybe, ..Meter::new(low, whole) }
    }

    /// With a tick at `mark` of `whole`; 0 = none.
    #[must_use]
    pub fn mark(mut self, mark: i64, whole: i64) -> Meter {
        self.mark = (mark > 0).then(|| show::tenths(mark, whole));
        self
    }
}

impl HtmlSafe for Meter {}
