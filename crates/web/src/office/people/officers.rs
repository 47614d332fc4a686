//! 人员与角色 The officers and administrators: who holds what, and who may still sign in.

use askama::Template;
use serde::Deserialize;
use titian_domain::account::{Account, Command, Grant, Role, decide};
use titian_domain::id::AccountId;
use titian_rulebook::region::Regions;

use super::roles::in_words;
use crate::components::{Empty, Errors, Refused, Tag};
use crate::form::Field;
use crate::layout::{Audience, Page};
use crate::office::read::Reading;
use crate::sample::{page, policy, today};
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/people/officers.html")]
pub struct Officers {
    /// The page.
    pub page: Page,
    /// How many there are of each kind.
    pub lead: String,
    /// The people, by name.
    pub lines: Vec<OfficerLine>,
    /// Whether the reader may open accounts (system administrator).
    pub may_open: bool,
    /// An account that was just opened; its password is shown this once.
    pub opened: Option<Opened>,
    /// What is typed.
    pub form: Open,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// An account that was just opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Where it is.
    pub href: String,
    /// 姓名.
    pub name: String,
    /// With what they sign in.
    pub login: String,
    /// The first password.
    pub password: String,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficerLine {
    /// Where they are.
    pub href: String,
    /// 姓名.
    pub name: String,
    /// With what they sign in.
    pub login: String,
    /// What they hold.
    pub roles: Vec<String>,
    /// 可登录, 已停用, 没有角色.
    pub state: Tag,
    /// Since when.
    pub since: String,
}

impl OfficerLine {
    /// An account of an officer.
    pub fn of(account: &Account, regions: &Regions) -> OfficerLine {
        OfficerLine {
            href: format!("/office/officers/{}", account.id),
            name: account.name.clone(),
            login: account.login.clone(),
            roles: account.grants.iter().map(|grant| in_words(grant, regions)).collect(),
            state: match (account.disabled, account.grants.is_empty()) {
                (true, _) => Tag::off("已停用"),
                (false, true) => Tag::ask("没有角色"),
                (false, false) => Tag::ok("可登录"),
            },
            since: show::day(account.since),
        }
    }
}

/// What is posted to `/office/officers`: a new account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Open {
    /// With what they sign in.
    pub login: String,
    /// 姓名.
    pub name: String,
    /// The first password, which they change when they sign in.
    pub password: String,
}

impl Open {
    /// Login, name and password; or what has to be put right. `weak` says what is wrong with a password.
    pub fn parse(&self, weak: impl Fn(&str, &str) -> Vec<String>) -> Result<(String, String, String), Errors> {
        let mut reading = Reading::default();
        let login = reading.need("login", &self.login, "请填写登录名");
        let name = reading.need("name", &self.name, "请填写姓名");
        if reading.errors.is_empty() {
            // The domain knows what a login may look like; it is asked here so that the answer stands at its place.
            let command = Command::Open { id: AccountId(String::new()), login: login.clone(), name: name.clone() };
            for reason in decide(None, command, jiff::civil::Date::ZERO).err().into_iter().flat_map(|one| one.reasons) {
                let field = if reason.contains("姓名") { "name" } else { "login" };
                reading.errors.push(field, show::sentence(&reason));
            }
        }
        for reason in weak(&self.password, &login) {
            reading.errors.push("password", show::sentence(&reason));
        }
        reading.done(Some((login, name, self.password.clone())))
    }
}

impl Officers {
    /// Said when there is nobody.
    fn nobody(&self) -> Empty {
        Empty::new("还没有主管部门的账号", "由系统管理员开设账号，再由安全管理员授予角色。")
    }

    /// Values to look at: as the system administrator sees it.
    pub fn sample() -> Option<Officers> {
        let mut page = page(Audience::Administration, "/office/officers", "人员与角色");
        if let Some(who) = &mut page.who {
            who.of = "自治区（演示）· 系统管理".into();
        }
        let regions = &policy()?.regions;
        Some(Officers {
            page,
            lead: "市级 3 人，自治区 2 人；系统、安全、审计管理各 1 人，互不兼任。".into(),
            lines: sample_officers()?.iter().map(|account| OfficerLine::of(account, regions)).collect(),
            may_open: true,
            opened: None,
            form: Open { password: "k7mp-2xqd-9fhr-t4wc".into(), ..Open::default() },
            errors: Errors::none(),
            refused: None,
        })
    }

    /// One was just opened.
    pub fn sample_opened() -> Option<Officers> {
        let opened = Opened {
            href: "/office/officers/new".into(),
            name: "演示用户巳".into(),
            login: "demo-new".into(),
            password: "k7mp-2xqd-9fhr-t4wc".into(),
        };
        Officers::sample().map(|page| Officers { opened: Some(opened), ..page })
    }

    /// Refused.
    pub fn sample_refused() -> Option<Officers> {
        let form = Open { login: "丑".into(), name: "演示用户丑".into(), password: "123".into() };
        let errors = form.parse(|_, _| vec!["密码只有 3 位,至少要 10 位".into()]).err()?;
        Officers::sample().map(|page| Officers { form, errors, ..page })
    }

    /// Nobody yet.
    pub fn sample_empty() -> Option<Officers> {
        let lead = "还没有主管部门的账号。".into();
        Officers::sample().map(|page| Officers { lead, lines: vec![], ..page })
    }
}

/// Officers to look at.
pub(super) fn sample_officers() -> Option<Vec<Account>> {
    let liuzhou = crate::office::sample::liuzhou()?;
    let account = |id: &str, name: &str, roles: &[Role]| Account {
        id: AccountId(id.into()),
        login: format!("demo-{id}"),
        name: name.into(),
        binding: None,
        grants: roles.iter().map(|role| Grant::of(*role, role.of_a_city().then_some(liuzhou))).collect(),
        disabled: id == "officer-7",
        since: jiff::civil::date(2026, 3, 2).min(today()),
    };
    Some(vec![
        account("officer-2", "演示用户乙", &[Role::CityHandler]),
        account("leader-1", "演示用户丁", &[Role::CityLeader]),
        account("officer-6", "演示用户己", &[Role::CityHandler]),
        account("officer-7", "演示用户庚", &[Role::CityHandler]),
        account("province-1", "演示用户戊", &[Role::ProvinceHandler]),
        account("province-2", "演示用户辰", &[Role::ProvinceLeader]),
        account("system", "演示用户寅", &[Role::SystemAdministrator]),
        account("security", "演示用户壬", &[Role::SecurityAdministrator]),
        account("audit", "演示用户卯", &[Role::Auditor]),
        account("new", "演示用户巳", &[]),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_opened_with_login_name_and_password() {
        let fine = |_: &str, _: &str| vec![];
        let read = |login: &str, name: &str, weak: &dyn Fn(&str, &str) -> Vec<String>| {
            let fields = |errors: Errors| errors.list.into_iter().map(|(field, _)| field).collect::<Vec<_>>();
            Open { login: login.into(), name: name.into(), password: "p".into() }.parse(weak).map_err(fields)
        };
        assert_eq!(read("demo-9", " 甲 ", &fine), Ok(("demo-9".into(), "甲".into(), "p".into())));
        assert_eq!(read("甲乙", "甲", &fine), Err(vec!["login".into()]));
        assert_eq!(
            read("", "", &|_, _| vec!["太短".into()]),
            Err(vec!["login".into(), "name".into(), "password".into()])
        );
    }
}
