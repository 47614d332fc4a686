//! 栏目 The rooms each audience sees, in the order of need; at most ten.

use titian_app::actor::Actor;
use titian_app::permission::{Act, holds};

/// For whom a page is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Audience {
    /// 公众: anyone, without an account.
    #[default]
    Public,
    /// 企业: people who act for an enterprise.
    Enterprise,
    /// 主管部门: county, city and province.
    Office,
    /// 协办部门: other departments that are consulted (A10.2).
    Department,
    /// 系统管理: who opens accounts and grants roles, and touches no cases.
    Administration,
    /// 审计: who reads what was done, and changes nothing.
    Audit,
}

/// An item of the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it says.
    pub label: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Whether this page belongs to it.
    pub current: bool,
    /// How many things wait there; 0 = say nothing.
    pub count: u32,
}

/// A room: what it is called, where it is, and acts of the permission table, one of which one must hold to find it
/// open; none are asked if the list is empty.
type Room = (&'static str, &'static str, &'static [Act]);

// Only rooms that are open: a room comes into its list with its handlers.

const PUBLIC: &[Room] = &[
    ("首页", "/", &[]),
    ("企业名录", "/register", &[]),
    ("通知与公示", "/notices", &[]),
    ("自测", "/self-test", &[]),
    ("规则对照", "/regulation", &[]),
];

const ENTERPRISE: &[Room] = &[
    ("我的首页", "/enterprise", &[]),
    ("企业档案", "/enterprise/dossier", &[]),
    ("申报", "/enterprise/applications", &[]),
    ("消息", "/enterprise/messages", &[]),
    ("人员", "/enterprise/team", &[]),
];

const OFFICE: &[Room] = &[
    ("待办", "/office", &[Act::ReadCase]),
    ("申报", "/office/applications", &[Act::ReadCase]),
    ("分工", "/office/work", &[Act::Correspond]),
    ("通知与批次", "/office/notices", &[Act::DraftNotice]),
    ("特色化指标", "/office/local-table", &[Act::DraftLocalTable, Act::PublishLocalTable]),
    ("导入", "/office/imports", &[Act::ImportTitles, Act::RegisterMiit, Act::ImportFilings]),
    ("征求意见", "/office/consultations", &[Act::Consult]),
    ("公示与公告", "/office/publicity", &[Act::Publicise, Act::PrepareAnnouncement]),
    ("更正", "/office/corrections", &[Act::ProposeCorrection, Act::ReadCorrectionRequest]),
    ("异议", "/office/objections", &[Act::ReadObjection]),
    ("年度更新", "/office/updates", &[Act::ReadUpdates]),
    ("抽查抽签", "/office/draws", &[Act::ReadDraw]),
    ("我的抽查", "/office/visits", &[Act::ReadVisits]),
    ("账号核验", "/office/accounts", &[Act::Vouch]),
    ("权限表", "/office/permissions", &[]),
];

const DEPARTMENT: &[Room] = &[("征求意见", "/department", &[])];

const ADMINISTRATION: &[Room] =
    &[("人员与角色", "/office/officers", &[Act::OpenOfficer, Act::GrantRole]), ("权限表", "/office/permissions", &[])];

const AUDIT: &[Room] = &[("审计日志", "/office/audit", &[Act::ReadAudit]), ("权限表", "/office/permissions", &[])];

impl Audience {
    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Audience::Public => "公众",
            Audience::Enterprise => "企业",
            Audience::Office => "主管部门",
            Audience::Department => "协办部门",
            Audience::Administration => "系统管理",
            Audience::Audit => "审计",
        }
    }

    /// Its first page.
    pub fn home(self) -> &'static str {
        match self {
            Audience::Public => "/",
            Audience::Enterprise => "/enterprise",
            Audience::Office => "/office",
            Audience::Department => "/department",
            Audience::Administration => "/office/officers",
            Audience::Audit => "/office/audit",
        }
    }

    fn all(self) -> &'static [Room] {
        match self {
            Audience::Public => PUBLIC,
            Audience::Enterprise => ENTERPRISE,
            Audience::Office => OFFICE,
            Audience::Department => DEPARTMENT,
            Audience::Administration => ADMINISTRATION,
            Audience::Audit => AUDIT,
        }
    }

    /// Its rooms; the one at `room` is current, `counts` gives what waits where, and those that are `shut` are left out.
    pub fn rooms(self, room: &str, counts: &[(String, u32)], shut: &[&str]) -> Vec<Item> {
        let count = |href: &str| counts.iter().find(|(at, _)| at == href).map_or(0, |(_, count)| *count);
        let open = self.all().iter().filter(|(_, href, _)| !shut.contains(href));
        open.map(|&(label, href, _)| Item { label, href, current: href == room, count: count(href) }).collect()
    }

    /// Its rooms that are not open to somebody, as the permission table says.
    pub fn shut(self, actor: &Actor) -> Vec<&'static str> {
        let shut = |acts: &[Act]| !acts.is_empty() && !acts.iter().any(|act| holds(actor, *act));
        self.all().iter().filter(|(_, _, acts)| shut(acts)).map(|(_, href, _)| *href).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use titian_app::actor::Person;
    use titian_domain::account::{Grant, Role};
    use titian_domain::id::AccountId;

    fn rooms(role: Role, audience: Audience) -> Vec<&'static str> {
        let city = role.of_a_city().then(|| titian_rulebook::region::DivisionCode::parse("450200")).flatten();
        let person = Person {
            account: AccountId("a".into()),
            name: "a".into(),
            grants: vec![Grant::of(role, city)],
            acts_for: None,
            drafts_for: None,
        };
        let shut = audience.shut(&Actor::Person(person));
        audience.rooms("", &[], &shut).into_iter().map(|item| item.href).collect()
    }

    #[test]
    fn nobody_is_led_to_a_room_that_is_shut_to_them() {
        let city = [
            "/office",
            "/office/applications",
            "/office/work",
            "/office/consultations",
            "/office/publicity",
            "/office/corrections",
            "/office/objections",
            "/office/updates",
            "/office/draws",
            "/office/accounts",
            "/office/permissions",
        ];
        assert_eq!(rooms(Role::CityHandler, Audience::Office), city);
        let province = [
            "/office",
            "/office/applications",
            "/office/work",
            "/office/notices",
            "/office/local-table",
            "/office/imports",
            "/office/publicity",
            "/office/corrections",
            "/office/objections",
            "/office/updates",
            "/office/draws",
            "/office/permissions",
        ];
        assert_eq!(rooms(Role::ProvinceLeader, Audience::Office), province);
        assert_eq!(rooms(Role::CityInspector, Audience::Office), ["/office/visits", "/office/permissions"]);
        let administration = ["/office/officers", "/office/permissions"];
        assert_eq!(rooms(Role::SystemAdministrator, Audience::Administration), administration);
        assert_eq!(rooms(Role::Auditor, Audience::Administration), ["/office/permissions"]);
    }
}
