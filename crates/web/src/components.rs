//! 构件 Pieces that recur. Each is a value with its own template: a view holds it, a page writes `{{ piece }}`.
//!
//! None needs script; a length that comes from data is an attribute of an SVG, so that pages need no inline style.

mod advised;
mod conditions;
mod due;
mod empty;
mod errors;
mod headlines;
mod indicators;
mod levels;
mod lives;
mod local_points;
mod meter;
mod pages;
mod paper;
mod qr;
mod refused;
mod roster;
mod summary;
mod tag;
mod targets;
mod tasks;
mod terraces;
mod tilemap;
mod timeline;

pub use advised::{Advised, AdvisedStep};
pub use conditions::{ConditionLine, Conditions, Reason, truth};
pub use due::{Due, Urgency};
pub use empty::Empty;
pub use errors::Errors;
pub use headlines::{Headline, Headlines};
pub use indicators::{IndicatorGroup, IndicatorLine, Indicators, PointsShown};
pub use levels::{Level, Levels};
pub use lives::{Life, LifeKind, Lives};
pub use local_points::{BY_HAND, LocalLine, local_lines, local_points, named};
pub use meter::Meter;
pub use pages::Pages;
pub use paper::{Block, Paper};
pub use qr::Qr;
pub use refused::Refused;
pub use roster::{Roster, RosterRow};
pub use summary::Summary;
pub use tag::{State, Tag};
pub use targets::{Target, Targets};
pub use tasks::{Task, Tasks};
pub use terraces::{Step, Strip, Terraces};
pub use tilemap::TileMap;
pub use timeline::{Act, Timeline};
