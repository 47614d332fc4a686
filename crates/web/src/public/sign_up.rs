//! 企业注册 Sign-up: an account bound to one enterprise by its credit code; the first person may add others.

use askama::Template;
use serde::Deserialize;

use crate::components::Errors;
use crate::form::Field;
use crate::layout::{Audience, Page};
use crate::sample;

/// What is posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// 统一社会信用代码.
    pub credit_code: String,
    /// Name of the enterprise as on its licence.
    pub enterprise: String,
    /// Code of the city it is registered in.
    pub city: String,
    /// Name of the person.
    pub name: String,
    /// Name of the account.
    pub account: String,
    /// E-mail; may be empty.
    pub email: String,
    /// Password; never shown again.
    pub password: String,
    /// The same once more.
    pub again: String,
    /// `on` if the person acts for the enterprise with its consent.
    pub authorised: String,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "public/sign_up.html")]
pub struct SignUp {
    /// The page.
    pub page: Page,
    /// Cities to choose from: code and name.
    pub cities: Vec<(String, String)>,
    /// What was typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
}

impl SignUp {
    /// Values to look at.
    pub fn sample() -> SignUp {
        let named = [("", "请选择"), ("450100", "南宁市"), ("450200", "柳州市"), ("450300", "桂林市")];
        SignUp {
            page: sample::page(Audience::Public, "", "企业注册"),
            cities: named.map(|(code, name)| (code.to_owned(), name.to_owned())).into(),
            form: Form::default(),
            errors: Errors::none(),
        }
    }

    /// Refused: the code is taken, the passwords differ.
    pub fn sample_refused() -> SignUp {
        SignUp {
            form: Form {
                credit_code: sample::CODE.into(),
                enterprise: sample::FIRM.into(),
                city: "450200".into(),
                name: "演示用户甲".into(),
                account: "demo-0042".into(),
                ..Form::default()
            },
            errors: Errors::none()
                .and(
                    "credit_code",
                    "这家企业已有账户。请让管理员演示用户＊加上您；管理员已离职的，请联系柳州市工业和信息化局。",
                )
                .and("again", "两次输入的密码不一样，请重新输入。"),
            ..SignUp::sample()
        }
    }
}
