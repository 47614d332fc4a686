//! 关于本平台 What the platform is, who decides what, and the statement on accessibility.

use askama::Template;

use crate::layout::{Audience, Page};
use crate::sample;

/// About the platform.
#[derive(Debug, Clone, Template)]
#[template(path = "public/about.html")]
pub struct About {
    /// The page.
    pub page: Page,
    /// Who runs it.
    pub operator: String,
    /// How to reach them.
    pub contact: String,
    /// Version of the software.
    pub version: String,
}

/// The statement on accessibility.
#[derive(Debug, Clone, Template)]
#[template(path = "public/accessibility.html")]
pub struct Accessibility {
    /// The page.
    pub page: Page,
    /// How to report a barrier.
    pub contact: String,
    /// When it was last checked: 2026年11月20日.
    pub checked_on: String,
}

impl About {
    /// Values to look at.
    pub fn sample() -> About {
        About {
            page: sample::page(Audience::Public, "", "关于本平台"),
            operator: "自治区工业和信息化厅（演示）".into(),
            contact: "000-0000000，工作日 9:00–17:30".into(),
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }
}

impl Accessibility {
    /// Values to look at.
    pub fn sample() -> Accessibility {
        Accessibility {
            page: sample::page(Audience::Public, "", "无障碍说明"),
            contact: "000-0000000，工作日 9:00–17:30".into(),
            checked_on: "2026年11月20日".into(),
        }
    }
}
