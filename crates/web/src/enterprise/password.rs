//! 修改密码 A new password. For everyone with an account; the rules it is held to are said before it is typed.

use askama::Template;
use serde::Deserialize;

use super::sample;
use crate::components::Errors;
use crate::form::Field;
use crate::layout::Page;

/// Characters a password has at least.
pub const SHORTEST: usize = 10;
/// Characters a password has at most.
pub const LONGEST: usize = 128;

/// A new password.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/password.html")]
pub struct Password {
    /// The page, of whichever audience the reader is.
    pub page: Page,
    /// What is wrong.
    pub errors: Errors,
}

/// The posted form. What was typed is never shown again.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    /// The password of now.
    pub current: String,
    /// The new one.
    pub fresh: String,
    /// Once more.
    pub again: String,
}

impl std::fmt::Debug for PasswordForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordForm")
    }
}

impl PasswordForm {
    /// What can be seen without knowing the password of now. `login` and `name` may not be the password.
    pub fn errors(&self, login: &str, name: &str) -> Errors {
        let mut errors = Errors::none();
        let length = self.fresh.chars().count();
        let known = |word: &str| !word.is_empty() && self.fresh.to_lowercase().contains(&word.to_lowercase());
        if self.current.is_empty() {
            errors.push("current", "请填写现在的密码");
        }
        if !(SHORTEST..=LONGEST).contains(&length) {
            errors.push("fresh", format!("新密码要有 {SHORTEST} 到 {LONGEST} 个字符，现在是 {length} 个"));
        } else if known(login) || known(name) {
            errors.push("fresh", "新密码不要包含登录名或姓名");
        } else if self.fresh == self.current {
            errors.push("fresh", "新密码和现在的一样，请换一个");
        }
        if self.again != self.fresh {
            errors.push("again", "两次填写的新密码不一样，请重新填写");
        }
        if !errors.is_empty() {
            errors.lead = "为了安全，三处都要重新填写。".into();
        }
        errors
    }
}

impl Password {
    /// The page.
    pub fn of(page: Page, errors: Errors) -> Password {
        Password { page: Page { title: "修改密码".into(), ..page }.under("我的账户", "/account"), errors }
    }

    /// Values to look at.
    pub fn sample() -> Password {
        Password::of(sample::page("", ""), Errors::none())
    }

    /// Refused.
    pub fn sample_refused() -> Password {
        let form = PasswordForm { current: String::new(), fresh: "short".into(), again: "other".into() };
        Password::of(sample::page("", ""), form.errors("jia@example.com", "演示用户甲"))
    }
}

#[cfg(test)]
mod tests {
    use super::PasswordForm;

    #[test]
    fn a_password_says_what_is_wrong_with_it() {
        let wrong = |current: &str, fresh: &str, again: &str| -> Vec<String> {
            let form = PasswordForm { current: current.into(), fresh: fresh.into(), again: again.into() };
            form.errors("jia@example.com", "甲").list.into_iter().map(|(field, _)| field).collect()
        };
        assert_eq!(wrong("", "short", "short"), ["current", "fresh"]);
        assert_eq!(wrong("a", "xx-JIA@example.com", "xx-JIA@example.com"), ["fresh"]);
        assert_eq!(wrong("a-long-password", "a-long-password", "a-long-password"), ["fresh"]);
        assert_eq!(wrong("a", "a-long-password", "another-password"), ["again"]);
        assert!(wrong("a", "三年级的稻田里有水牛", "三年级的稻田里有水牛").is_empty());
    }

    #[test]
    fn a_password_is_never_printed() {
        let form = PasswordForm { fresh: "secret-secret".into(), ..PasswordForm::default() };
        assert_eq!(format!("{form:?}"), "PasswordForm");
    }
}
