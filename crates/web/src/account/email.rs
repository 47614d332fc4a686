//! 邮箱 Where mail goes as well. For everyone with an account; an open browser alone does not change it.

use askama::Template;
use serde::Deserialize;

use super::page;
use crate::components::Errors;
use crate::form::Field;
use crate::layout::Page;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "account/email.html")]
pub struct Email {
    /// The page, of whichever audience the reader is.
    pub page: Page,
    /// Where mail goes now; empty if nowhere.
    pub now: String,
    /// What is typed.
    pub email: String,
    /// What is wrong.
    pub errors: Errors,
}

/// The posted form. The password is never shown again.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct EmailForm {
    /// The address; empty takes it away.
    pub email: String,
    /// The password of now.
    pub password: String,
}

impl std::fmt::Debug for EmailForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EmailForm").field("email", &self.email).finish_non_exhaustive()
    }
}

impl EmailForm {
    /// What can be seen without knowing the password.
    pub fn errors(&self) -> Errors {
        let mut errors = Errors::none();
        if let (false, Err(wrong)) = (self.email.trim().is_empty(), titian_domain::account::email(&self.email)) {
            errors.push("email", show::sentence(wrong));
        }
        if self.password.is_empty() {
            errors.push("password", "请填写现在的密码");
        }
        errors
    }
}

impl Email {
    /// The page: where mail goes now, and what is typed.
    pub fn of(page: Page, now: String, email: String, errors: Errors) -> Email {
        Email { page: page.under("登录设备", "/account/devices"), now, email, errors }
    }

    /// Values to look at.
    pub fn sample() -> Email {
        let now = "jia@example.com".to_owned();
        Email::of(page("邮箱"), now.clone(), now, Errors::none())
    }

    /// None yet, and refused.
    pub fn sample_refused() -> Email {
        let form = EmailForm { email: "jia@example".into(), password: String::new() };
        let errors = form.errors();
        Email::of(page("邮箱"), String::new(), form.email, errors)
    }
}

#[cfg(test)]
mod tests {
    use super::EmailForm;

    #[test]
    fn an_address_is_whole_or_none_and_the_password_is_asked_for() {
        let wrong = |email: &str, password: &str| -> Vec<String> {
            let form = EmailForm { email: email.into(), password: password.into() };
            form.errors().list.into_iter().map(|(field, _)| field).collect()
        };
        assert_eq!(wrong("jia@example.cn", "x"), Vec::<String>::new());
        assert_eq!(wrong("  ", "x"), Vec::<String>::new());
        assert_eq!(wrong("jia@example", ""), ["email", "password"]);
    }

    #[test]
    fn a_password_is_never_printed() {
        let form = EmailForm { email: "jia@example.cn".into(), password: "secret-secret".into() };
        assert!(!format!("{form:?}").contains("secret"));
    }
}
