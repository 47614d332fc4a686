//! 修改密码 A new password. For everyone with an account; the rules it is held to are said before it is typed.

use askama::Template;
use serde::Deserialize;

use super::{page, wrong};
use titian_app::identity::password::wrong_with;

use crate::components::Errors;
use crate::form::Field;
use crate::layout::Page;

/// A new password.
#[derive(Debug, Clone, Template)]
#[template(path = "account/password.html")]
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
    /// What can be seen without knowing the password of now. `login` and `name` may not stand in it.
    pub fn errors(&self, login: &str, name: &str) -> Errors {
        let mut errors = Errors::none();
        if self.current.is_empty() {
            errors.push("current", "请填写现在的密码");
        }
        let mut reasons = wrong_with(&self.fresh, login);
        if !name.is_empty() && self.fresh.to_lowercase().contains(&name.to_lowercase()) {
            reasons.push("密码中不要包含姓名".into());
        }
        if self.fresh == self.current && !self.fresh.is_empty() {
            reasons.push("和现在的密码一样，请换一个".into());
        }
        for reason in reasons {
            errors.push("fresh", reason);
        }
        if self.again != self.fresh {
            errors.push("again", "两次填写的新密码不一样，请重新填写");
        }
        wrong(errors)
    }
}

impl Password {
    /// The page.
    pub fn of(page: Page, errors: Errors) -> Password {
        Password { page: page.under("登录设备", "/account/devices"), errors }
    }

    /// Values to look at.
    pub fn sample() -> Password {
        Password::of(page("修改密码"), Errors::none())
    }

    /// Refused.
    pub fn sample_refused() -> Password {
        let form = PasswordForm { current: String::new(), fresh: "short".into(), again: "other".into() };
        Password::of(page("修改密码"), form.errors("jia@example.com", "演示用户甲"))
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
        assert_eq!(wrong("", "short", "short"), ["current", "fresh", "fresh"]);
        assert_eq!(wrong("a", "xx-JIA@example.com", "xx-JIA@example.com"), ["fresh"]);
        assert_eq!(wrong("Da-teng-xia-7", "Da-teng-xia-7", "Da-teng-xia-7"), ["fresh"]);
        assert_eq!(wrong("a", "甲-Da-teng-xia-7", "甲-Da-teng-xia-7"), ["fresh"]);
        assert_eq!(wrong("a", "Da-teng-xia-7", "another-password"), ["again"]);
        assert!(wrong("a", "Da-teng-xia-7", "Da-teng-xia-7").is_empty());
    }

    #[test]
    fn a_password_is_never_printed() {
        let form = PasswordForm { fresh: "secret-secret".into(), ..PasswordForm::default() };
        assert_eq!(format!("{form:?}"), "PasswordForm");
    }
}
