//! 动态码 The second factor: set up with a phone, and it counts once a code from it was right.

use askama::Template;
use serde::Deserialize;

use super::page;
use crate::components::{Errors, Qr};
use crate::form::Field;
use crate::layout::Page;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "account/second_factor.html")]
pub struct SecondFactor {
    /// The page.
    pub page: Page,
    /// Since when there is one; empty if there is none.
    pub since: String,
    /// What is to be scanned; none before one begins.
    pub offered: Option<Offered>,
    /// What has to be put right.
    pub errors: Errors,
}

/// A secret on its way to a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// For its camera.
    pub qr: Qr,
    /// To be typed, in groups of four.
    pub secret: String,
}

/// What is posted to make it count. What was typed is never shown again.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The password of now.
    pub password: String,
    /// Six digits.
    pub code: String,
}

/// 梯田, as an address carries it: under this name the phone shows the code.
const ISSUER: &str = "%E6%A2%AF%E7%94%B0";

impl Offered {
    /// The secret of an account as a phone and as people read it.
    pub fn of(secret: &str, login: &str) -> Offered {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        let login: String = login
            .bytes()
            .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect();
        let address = format!("otpauth://totp/{ISSUER}:{login}?secret={secret}&issuer={ISSUER}");
        let digits: Vec<char> = secret.chars().collect();
        let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
        Offered { qr: Qr::new(&address, "用验证器扫描的二维码"), secret: groups.join(" ") }
    }
}

impl SecondFactor {
    /// The page.
    pub fn of(page: Page, since: String, offered: Option<Offered>, errors: Errors) -> SecondFactor {
        SecondFactor { page: page.under("登录设备", "/account/devices"), since, offered, errors }
    }

    /// Not set up.
    pub fn sample() -> SecondFactor {
        SecondFactor::of(page("动态码"), String::new(), None, Errors::none())
    }

    /// Set up.
    pub fn sample_set() -> SecondFactor {
        SecondFactor::of(page("动态码"), "2026年11月3日 09:12".into(), None, Errors::none())
    }

    /// Being set up, a code that was wrong.
    pub fn sample_offered() -> SecondFactor {
        let offered = Offered::of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "city4502");
        let errors =
            Errors::none().and("code", "密码或动态码不对。动态码每 30 秒换一个，请填验证器上现在的 6 位数字。");
        SecondFactor::of(page("动态码"), String::new(), Some(offered), errors)
    }
}
