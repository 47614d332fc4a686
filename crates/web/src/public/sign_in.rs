//! 登录 Sign-in: account and password, then the code of the authenticator where the account has one.

use askama::Template;
use serde::Deserialize;

use crate::components::Errors;
use crate::form::{Field, Typed};
use crate::house::Persona;
use crate::layout::{Audience, Page};
use crate::sample;

/// The first step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// Name of the account.
    pub account: String,
    /// Password; never shown again.
    pub password: String,
    /// Where to go afterwards; an address of this site.
    pub next: String,
    /// What was typed into the self-test and is on its way into a dossier; goes along as it came.
    #[serde(flatten)]
    pub carried: Typed,
}

/// The second step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    /// Six digits.
    pub code: String,
    /// Where to go afterwards.
    pub next: String,
    /// As in the first step.
    #[serde(flatten)]
    pub carried: Typed,
}

/// The first step.
#[derive(Debug, Clone, Template)]
#[template(path = "public/sign_in.html")]
pub struct SignIn {
    /// The page.
    pub page: Page,
    /// What was typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// One button per persona, in the demo. Empty elsewhere.
    pub personas: Vec<Persona>,
}

/// The second step.
#[derive(Debug, Clone, Template)]
#[template(path = "public/sign_in_code.html")]
pub struct SignInCode {
    /// The page.
    pub page: Page,
    /// What was typed.
    pub form: CodeForm,
    /// What has to be put right.
    pub errors: Errors,
}

impl SignIn {
    /// Values to look at.
    pub fn sample() -> SignIn {
        let persona = |label: &str, why: &str, login: &str| Persona {
            label: label.into(),
            why: why.into(),
            login: login.into(),
            password: login.into(),
        };
        SignIn {
            page: sample::page(Audience::Public, "", "登录"),
            form: Form { next: "/enterprise".into(), ..Form::default() },
            errors: Errors::none(),
            personas: vec![
                persona("示例精密传动（柳州）0042号有限公司", "填报档案、申报、看进度", "firm0042"),
                persona("柳州市经办", "受理、逐项审核、公示、备案", "city4502"),
                persona("柳州市审批", "审批经办的拟办意见", "lead4502"),
                persona("自治区经办", "起草通知、准备公告名单", "province1"),
            ],
        }
    }

    /// On the way from the self-test into a dossier.
    pub fn sample_carried() -> SignIn {
        let carried = [("revenue_y1", "4,128.00"), ("rd_expense_y1", "186.40")];
        let carried = carried.map(|(name, typed)| (name.to_owned(), typed.to_owned())).into();
        SignIn { form: Form { carried, ..Form::default() }, personas: vec![], ..SignIn::sample() }
    }

    /// Refused.
    pub fn sample_refused() -> SignIn {
        SignIn {
            form: Form { account: "demo-0042".into(), ..Form::default() },
            errors: Errors {
                lead: "账户或密码不对。还可以试 3 次，之后要等 15 分钟。忘记密码请看下方的办法。".into(),
                list: vec![],
            },
            personas: vec![],
            ..SignIn::sample()
        }
    }
}

impl SignInCode {
    /// Values to look at.
    pub fn sample() -> SignInCode {
        SignInCode {
            page: sample::page(Audience::Public, "", "动态码").under("登录", "/sign-in"),
            form: CodeForm::default(),
            errors: Errors::none().and("code", "动态码不对或已过期。请看验证器上现在的 6 位数字。"),
        }
    }
}
