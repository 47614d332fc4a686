//! 构件 Pieces that recur. Each is a value with its own template: a view holds it, a page writes `{{ piece }}`.
//!
//! In the order in which a page is read. None needs script; a length that comes from data is an attribute of an SVG.

mod advised;
mod conditions;
mod due;
mod empty;
mod errors;
mod indicators;
mod meter;
mod pages;
mod summary;
mod tag;
mod terraces;
mod timeline;

pub use advised::{Advised, AdvisedStep};
pub use conditions::{ConditionLine, Conditions, truth};
pub use due::{Due, Urgency};
pub use empty::Empty;
pub use errors::Errors;
pub use indicators::{IndicatorGroup, IndicatorLine, Indicators, PointsShown};
pub use meter::Meter;
pub use pages::Pages;
pub use summary::Summary;
pub use tag::{State, Tag};
pub use terraces::{Step, Strip, Terraces};
pub use timeline::{Act, Timeline};
