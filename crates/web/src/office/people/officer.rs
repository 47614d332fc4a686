//! 一位人员 One officer: the roles they hold, granting and taking back, disabling (A5).

use askama::Template;
use serde::Deserialize;
use titian_domain::account::{Account, Grant, Role};
use titian_domain::consultation::Department;
use titian_rulebook::region::{DivisionCode, Regions};

use super::officers::sample_officers;
use super::roles::{does, from_id, id, in_the_way, in_words};
use crate::components::{Errors, Refused, Tag};
use crate::form::Field;
use crate::layout::{Audience, Page};
use crate::office::read::Reading;
use crate::sample::{page, policy};
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/people/officer.html")]
pub struct OfficerPage {
    /// The page.
    pub page: Page,
    /// Their account.
    pub id: String,
    /// With what they sign in, and since when.
    pub about: String,
    /// 可登录, 已停用.
    pub state: Tag,
    /// Whether they may not sign in.
    pub disabled: bool,
    /// What they hold.
    pub grants: Vec<Held>,
    /// Roles to choose from.
    pub roles: Vec<RoleChoice>,
    /// Cities, as (code, name); the first is none.
    pub cities: Vec<(String, String)>,
    /// Departments, as (word, name); the first is none.
    pub departments: Vec<(String, String)>,
    /// Whether the reader may grant and take back (security administrator, never for themselves).
    pub may_grant: bool,
    /// Whether the reader may disable (system administrator).
    pub may_disable: bool,
    /// A password made for a reset; it is shown when that is done.
    pub fresh: String,
    /// Whether it was done just now.
    pub reset: bool,
    /// Why the reader may do neither; may be empty.
    pub why_not: String,
    /// What is typed.
    pub form: GrantForm,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is posted to `reset`: the password that the page carries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ResetForm {
    /// The password.
    pub fresh: String,
}

/// A role that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// 市级经办（柳州市）.
    pub label: String,
    /// What it does.
    pub does: &'static str,
    /// The role as forms write it.
    pub role: &'static str,
    /// The city as forms write it; may be empty.
    pub city: String,
    /// The department as forms write it; may be empty.
    pub department: &'static str,
}

/// A role that can be chosen, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleChoice {
    /// As forms write it.
    pub id: &'static str,
    /// 市级经办.
    pub label: &'static str,
    /// What it does.
    pub does: &'static str,
    /// Why it cannot be given; empty if it can.
    pub why_not: String,
}

/// What is posted to `grant` and `revoke`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct GrantForm {
    /// The role.
    pub role: String,
    /// The city's code; empty for roles of the province and of the system.
    pub city: String,
    /// The department, for those who answer for one.
    pub department: String,
}

impl GrantForm {
    /// The grant, or what has to be put right.
    pub fn parse(&self, regions: &Regions) -> Result<Grant, Errors> {
        let mut reading = Reading::default();
        let role = reading.one_of("role", from_id(self.role.trim()), "请选一个角色");
        let city = match self.city.trim() {
            "" => None,
            code => {
                let known = DivisionCode::parse(code).filter(|code| regions.cities().any(|city| city.code == *code));
                reading.one_of("city", known, "请从名单中选设区市")
            }
        };
        match role {
            Some(role) if role.of_a_city() && self.city.trim().is_empty() => {
                reading.errors.push("city", format!("{}要写明是哪个设区市", role.label()));
            }
            Some(Role::Department) => {}
            Some(role) if !role.of_a_city() && !self.city.trim().is_empty() => {
                reading.errors.push("city", format!("{}不属于哪个市，请选“不限”", role.label()));
            }
            _ => {}
        }
        if role == Some(Role::Department) {
            let known = Department::from_id(self.department.trim()).filter(|one| *one != Department::Other);
            let department = reading.one_of("department", known, "请选部门；其他部门用一次性链接或函件，不开账号");
            return reading.done(department.map(|department| Grant::answering(department, city)));
        }
        if role.is_some() && !self.department.trim().is_empty() {
            reading.errors.push("department", "只有“部门答复”的角色要选部门，请改选“不涉及”");
        }
        reading.done(role.map(|role| Grant::of(role, city)))
    }
}

/// What is posted to `disable`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct DisableForm {
    /// `yes` or `no`.
    pub disabled: String,
}

impl DisableForm {
    /// Whether the account is to be disabled, or that this was not said.
    pub fn parse(&self) -> Result<bool, Errors> {
        match self.disabled.as_str() {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(Errors { lead: "没有看懂这次提交，请刷新页面再试。".into(), ..Errors::none() }),
        }
    }
}

impl OfficerPage {
    /// The page.
    pub fn of(page: Page, account: &Account, regions: &Regions, form: GrantForm, errors: Errors) -> OfficerPage {
        let held = |grant: &Grant| Held {
            label: in_words(grant, regions),
            does: does(grant.role),
            role: id(grant.role),
            city: grant.city.map_or(String::new(), |city| city.to_string()),
            department: grant.department.map_or("", Department::id),
        };
        let choice = |role: Role| RoleChoice {
            id: id(role),
            label: role.label(),
            does: does(role),
            why_not: match in_the_way(&account.grants, role) {
                Some(other) => other,
                None if !role.of_a_city() && account.grants.iter().any(|grant| grant.role == role) => "已经持有".into(),
                None => String::new(),
            },
        };
        let none = (String::new(), "不限（自治区和管理角色）".to_owned());
        OfficerPage {
            page,
            id: account.id.to_string(),
            about: format!("登录名 {}，{}开设", account.login, show::day(account.since)),
            state: if account.disabled { Tag::off("已停用") } else { Tag::ok("可登录") },
            disabled: account.disabled,
            grants: account.grants.iter().map(held).collect(),
            roles: Role::ALL.map(choice).into(),
            cities: std::iter::once(none)
                .chain(regions.cities().map(|one| (one.code.to_string(), one.name.clone())))
                .collect(),
            departments: std::iter::once((String::new(), "不涉及".to_owned()))
                .chain(
                    Department::ALL
                        .into_iter()
                        .filter(|one| *one != Department::Other)
                        .map(|one| (one.id().to_owned(), one.label().to_owned())),
                )
                .collect(),
            may_grant: false,
            may_disable: false,
            fresh: String::new(),
            reset: false,
            why_not: String::new(),
            form,
            errors,
            refused: None,
        }
    }

    /// Values to look at: as the security administrator sees it.
    pub fn sample() -> Option<OfficerPage> {
        OfficerPage::sampled("officer-2", GrantForm::default(), Errors::none())
    }

    /// Refused: no city.
    pub fn sample_refused() -> Option<OfficerPage> {
        let form = GrantForm { role: "city_leader".into(), ..GrantForm::default() };
        let errors = form.parse(&policy()?.regions).err()?;
        OfficerPage::sampled("new", form, errors)
    }

    /// As the system administrator sees a disabled one.
    pub fn sample_disabled() -> Option<OfficerPage> {
        let page = OfficerPage::sampled("officer-7", GrantForm::default(), Errors::none())?;
        Some(OfficerPage { may_grant: false, may_disable: true, ..page })
    }

    /// Password and code were just reset.
    pub fn sample_reset() -> Option<OfficerPage> {
        let page = OfficerPage::sampled("officer-2", GrantForm::default(), Errors::none())?;
        let fresh = "k7mp-2xqd-9fhr-t4wc".into();
        Some(OfficerPage { may_grant: false, may_disable: true, fresh, reset: true, ..page })
    }

    fn sampled(which: &str, form: GrantForm, errors: Errors) -> Option<OfficerPage> {
        let account = sample_officers()?.into_iter().find(|account| account.id.as_str() == which)?;
        let page =
            page(Audience::Administration, "/office/officers", &account.name).under("人员与角色", "/office/officers");
        let page = OfficerPage::of(page, &account, &policy()?.regions, form, errors);
        Some(OfficerPage { may_grant: true, ..page })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_role_has_its_city_and_others_have_none() {
        let regions = &policy().unwrap().regions;
        let read = |role: &str, city: &str| {
            let fields = |errors: Errors| errors.list.into_iter().map(|(field, _)| field).collect::<Vec<_>>();
            GrantForm { role: role.into(), city: city.into(), ..GrantForm::default() }.parse(regions).map_err(fields)
        };
        let liuzhou = DivisionCode::parse("450200");
        assert_eq!(read("city_handler", "450200"), Ok(Grant::of(Role::CityHandler, liuzhou)));
        assert_eq!(read("auditor", ""), Ok(Grant::of(Role::Auditor, None)));
        assert_eq!(read("city_handler", ""), Err(vec!["city".into()]));
        assert_eq!(read("auditor", "450200"), Err(vec!["city".into()]));
        assert_eq!(read("city_leader", "450203"), Err(vec!["city".into()]));
        assert_eq!(read("", ""), Err(vec!["role".into()]));
        let answering = |department: &str, city: &str| {
            GrantForm { role: "department".into(), city: city.into(), department: department.into() }.parse(regions)
        };
        assert_eq!(answering("tax", "450200"), Ok(Grant::answering(Department::Tax, liuzhou)));
        assert_eq!(answering("tax", ""), Ok(Grant::answering(Department::Tax, None)));
        assert!(answering("other", "").is_err() && answering("", "").is_err());
        assert_eq!(DisableForm { disabled: "yes".into() }.parse(), Ok(true));
        assert!(DisableForm::default().parse().is_err());
    }

    #[test]
    fn what_cannot_be_held_together_is_not_offered() {
        let page = OfficerPage::sample().unwrap();
        let open: Vec<&str> = page.roles.iter().filter(|one| one.why_not.is_empty()).map(|one| one.id).collect();
        assert_eq!(
            open,
            [
                "city_handler",
                "city_leader",
                "province_handler",
                "province_leader",
                "city_inspector",
                "province_inspector"
            ]
        );
    }
}
