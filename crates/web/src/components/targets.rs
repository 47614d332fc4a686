//! 培育目标 Progress to targets (A6.1): what is held, what is aimed at, what is left.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Meter;
use crate::show;

/// Targets of the province or of a city.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/targets.html")]
pub struct Targets(pub Vec<Target>);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// 创新型.
    pub name: String,
    /// How many are held: 2,968.
    pub held: String,
    /// Where the rows behind the figure are.
    pub href: String,
    /// How many are aimed at: 3,000 家.
    pub aim: String,
    /// 完成 98.9%，还差 32 家.
    pub line: String,
    meter: Meter,
}

impl Target {
    /// `held` of `aim` 家.
    pub fn new(name: impl ToString, held: i64, aim: i64, href: impl ToString) -> Target {
        let left = aim - held;
        let rest = if left > 0 { format!("还差\u{a0}{}\u{a0}家", show::count(left)) } else { "已达到".into() };
        Target {
            name: name.to_string(),
            held: show::count(held),
            href: href.to_string(),
            aim: format!("{}\u{a0}家", show::count(aim)),
            line: format!("完成 {}%，{rest}", show::tenths(held, aim)),
            meter: Meter::new(held, aim),
        }
    }
}

impl HtmlSafe for Targets {}
