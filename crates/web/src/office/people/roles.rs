//! 角色 Roles as forms write them, and what keeps them apart.

use titian_domain::account::{Grant, Role};
use titian_rulebook::region::Regions;

/// A role as forms write it.
pub fn id(role: Role) -> &'static str {
    match role {
        Role::CityHandler => "city_handler",
        Role::CityLeader => "city_leader",
        Role::ProvinceHandler => "province_handler",
        Role::ProvinceLeader => "province_leader",
        Role::CityInspector => "city_inspector",
        Role::ProvinceInspector => "province_inspector",
        Role::Department => "department",
        Role::SystemAdministrator => "system_administrator",
        Role::SecurityAdministrator => "security_administrator",
        Role::Auditor => "auditor",
    }
}

/// The role with this id.
pub fn from_id(text: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| id(*role) == text)
}

/// What a role does, in a line.
pub fn does(role: Role) -> &'static str {
    match role {
        Role::CityHandler => "受理、审核、抽查、公示、备案，核验和重置企业账号",
        Role::CityLeader => "审批，处理异议，公示、备案",
        Role::ProvinceHandler => "起草通知，准备公告",
        Role::ProvinceLeader => "发布通知，登记批准、公告生效",
        Role::CityInspector | Role::ProvinceInspector => "对抽签派给本人的企业实地抽查并登记，不能看其他申报",
        Role::Department => "答复发给本部门的征求意见，不接触申报",
        Role::SystemAdministrator => "开设、停用账号和设置，不接触申报",
        Role::SecurityAdministrator => "授予、收回角色，不接触申报",
        Role::Auditor => "查看各类记录，不能改动任何内容",
    }
}

/// A grant in words: 市级经办（柳州市）.
pub fn in_words(grant: &Grant, regions: &Regions) -> String {
    if let Some(department) = grant.department {
        let place = grant.city.and_then(|code| regions.by_code(code)).map_or("自治区", |one| one.name.as_str());
        return format!("{}（{place} {}）", grant.role.label(), department.label());
    }
    let city = grant.city.map(|code| regions.by_code(code).map_or_else(|| code.to_string(), |one| one.name.clone()));
    city.map_or_else(|| grant.role.label().to_owned(), |city| format!("{}（{city}）", grant.role.label()))
}

/// Families that one person cannot hold together: those who decide cases, and each kind of administrator.
fn family(role: Role) -> Option<Role> {
    (!role.of_an_office()).then_some(role)
}

/// Why somebody with these grants cannot be given a role; `None` if they can.
pub fn in_the_way(grants: &[Grant], role: Role) -> Option<String> {
    let other = grants.iter().find(|known| family(known.role) != family(role))?;
    Some(format!("已经是{}", other.role.label()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_written_as_the_journal_writes_them() {
        for role in Role::ALL {
            assert_eq!(from_id(id(role)), Some(role));
            let written = format!("{role:?}");
            let snake: String = written
                .char_indices()
                .map(|(at, c)| {
                    if c.is_uppercase() && at > 0 {
                        format!("_{}", c.to_lowercase())
                    } else {
                        c.to_lowercase().to_string()
                    }
                })
                .collect();
            assert_eq!(id(role), snake);
        }
        assert_eq!(from_id("nobody"), None);
    }

    #[test]
    fn offices_and_administrations_are_kept_apart() {
        let grant = |role| Grant::of(role, None);
        assert_eq!(in_the_way(&[], Role::Auditor), None);
        assert_eq!(in_the_way(&[grant(Role::CityHandler)], Role::CityLeader), None);
        assert!(in_the_way(&[grant(Role::CityHandler)], Role::Auditor).is_some());
        assert!(in_the_way(&[grant(Role::SystemAdministrator)], Role::SecurityAdministrator).is_some());
    }
}
