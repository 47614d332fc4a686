//! 栏目 The rooms each audience sees, in the order of need; at most eight.

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

// Only rooms that are open: a room comes into its list with its handlers.

const PUBLIC: &[(&str, &str)] = &[
    ("首页", "/"),
    ("企业名录", "/register"),
    ("通知与公示", "/notices"),
    ("自测", "/self-test"),
    ("规则对照", "/regulation"),
];

const ENTERPRISE: &[(&str, &str)] = &[
    ("我的首页", "/enterprise"),
    ("企业档案", "/enterprise/dossier"),
    ("申报", "/enterprise/applications"),
    ("消息", "/enterprise/messages"),
    ("人员", "/enterprise/team"),
];

const OFFICE: &[(&str, &str)] = &[
    ("待办", "/office"),
    ("申报", "/office/applications"),
    ("通知与批次", "/office/notices"),
    ("公示与公告", "/office/publicity"),
    ("异议", "/office/objections"),
    ("账号核验", "/office/accounts"),
];

const DEPARTMENT: &[(&str, &str)] = &[("征求意见", "/department")];

const ADMINISTRATION: &[(&str, &str)] = &[("人员与角色", "/office/officers"), ("权限表", "/office/permissions")];

const AUDIT: &[(&str, &str)] = &[("审计日志", "/office/audit"), ("权限表", "/office/permissions")];

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

    /// Its rooms; the one at `room` is current, `counts` gives what waits where.
    pub fn rooms(self, room: &str, counts: &[(String, u32)]) -> Vec<Item> {
        let rooms = match self {
            Audience::Public => PUBLIC,
            Audience::Enterprise => ENTERPRISE,
            Audience::Office => OFFICE,
            Audience::Department => DEPARTMENT,
            Audience::Administration => ADMINISTRATION,
            Audience::Audit => AUDIT,
        };
        let count = |href: &str| counts.iter().find(|(at, _)| at == href).map_or(0, |(_, count)| *count);
        rooms.iter().map(|&(label, href)| Item { label, href, current: href == room, count: count(href) }).collect()
    }
}
