//! 首页 The first page: one search, one picture of the province, what is open, what was published, how far along.

use askama::Template;

use crate::components::{Step, Strip, Terraces};
use crate::layout::{Audience, Page};
use crate::{sample, show};

/// The first page.
#[derive(Debug, Clone, Template)]
#[template(path = "public/home.html")]
pub struct Home {
    /// The page.
    pub page: Page,
    /// The three tiers of the province.
    pub terraces: Terraces,
}

impl Home {
    /// Values to look at.
    pub fn sample() -> Home {
        let step = |name: &str, held: i64, target: i64, new: i64| Step {
            name: name.into(),
            figure: show::count(held),
            unit: "家".into(),
            tag: None,
            line: format!("今年新增 {} 家", show::count(new)),
            strips: Strip::tenths(held, target),
        };
        Home {
            page: sample::page(Audience::Public, "/", "广西优质中小企业梯度培育平台 · 梯田"),
            terraces: Terraces {
                label: "三个层次的有效称号家数".into(),
                steps: [step("创新型", 2968, 3000, 412), step("专精特新", 742, 800, 97), step("小巨人", 118, 300, 14)],
                key: false,
            },
        }
    }
}
