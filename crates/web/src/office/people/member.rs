//! 一位企业人员 One person of an enterprise: a lost password is reset by the city, who knows who asks; who has left is
//! disabled (A5).

use askama::Template;
use titian_domain::account::{Account, BindingState};
use titian_domain::id::AccountId;

use super::members::{MemberLine, member};
use super::officer::DisableForm;
use crate::components::{Errors, Refused};
use crate::layout::Page;
use crate::office::sample::office;
use crate::sample::{CODE, FIRM, today};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/people/member.html")]
pub struct MemberPage {
    /// The page.
    pub page: Page,
    /// Who.
    pub line: MemberLine,
    /// Whether they may not sign in.
    pub disabled: bool,
    /// A password made for a reset; it is shown when that is done.
    pub fresh: String,
    /// Whether it was done just now.
    pub reset: bool,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

impl MemberPage {
    /// The page of an account with its enterprise, name and code. `fresh` is a password that nobody chose.
    pub fn of(page: Page, account: &Account, enterprise: (&str, &str), fresh: String) -> MemberPage {
        MemberPage {
            page: Page { title: account.name.clone(), ..page }.under("企业人员", "/office/members"),
            line: MemberLine::of(account, enterprise),
            disabled: account.disabled,
            fresh,
            reset: false,
            errors: Errors::none(),
            refused: None,
        }
    }

    /// Values to look at.
    pub fn sample() -> Option<MemberPage> {
        MemberPage::sampled(false)
    }

    /// Password and code were just reset.
    pub fn sample_reset() -> Option<MemberPage> {
        MemberPage::sampled(false).map(|page| MemberPage { reset: true, ..page })
    }

    /// Disabled; and a form that said neither.
    pub fn sample_disabled() -> Option<MemberPage> {
        let errors = DisableForm::default().parse().err()?;
        MemberPage::sampled(true).map(|page| MemberPage { errors, ..page })
    }

    fn sampled(disabled: bool) -> Option<MemberPage> {
        let state = BindingState::Approved { by: AccountId("officer-1".into()), on: today() };
        let account = Account { disabled, ..member("甲", state)? };
        let page = office("/office/accounts", "");
        Some(MemberPage::of(page, &account, (FIRM, CODE), "k7mp-2xqd-9fhr-t4wc".into()))
    }
}
