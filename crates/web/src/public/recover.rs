//! 忘记密码 How one gets back in: information only, because a password is reset by a person who knows who asks.

use askama::Template;

use crate::layout::{Audience, Page};
use crate::sample;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "public/recover.html")]
pub struct Recover {
    /// The page.
    pub page: Page,
    /// Whom to call, by city: name and telephone.
    pub contacts: Vec<(String, String)>,
}

impl Recover {
    /// Values to look at.
    pub fn sample() -> Recover {
        let cities = ["南宁市", "柳州市", "桂林市", "梧州市", "北海市", "防城港市", "钦州市"];
        Recover {
            page: sample::page(Audience::Public, "", "忘记密码").under("登录", "/sign-in"),
            contacts: cities
                .iter()
                .map(|city| (format!("{city}工业和信息化局（演示）"), "000-0000000".into()))
                .collect(),
        }
    }
}
