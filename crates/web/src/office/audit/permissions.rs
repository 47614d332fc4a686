//! 权限表 Who may do what, how far, while the case is where: as it is asked on every request, for an auditor to print.

use askama::Template;
use titian_domain::application::Stage;

use crate::layout::{Audience, Page, Who};
use crate::sample::{page, today};
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/audit/permissions.html")]
pub struct Permissions {
    /// The page.
    pub page: Page,
    /// The day and the version it was read from.
    pub as_of: String,
    /// Roles with what each may do.
    pub roles: Vec<RolePermissions>,
}

/// One role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolePermissions {
    /// 市级经办.
    pub role: String,
    /// What it may do.
    pub lines: Vec<Permission>,
}

/// One permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// 逐项审核、退回、拟办.
    pub act: String,
    /// 本市.
    pub reach: String,
    /// In which stages; empty = whatever the stage.
    pub stages: Vec<String>,
    /// While which office has the case in hand: 市级; empty = whichever.
    pub desk: String,
}

/// A line of the table in words: role, act, reach, words of stages, office.
pub type Line<'t> = (&'t str, &'t str, &'t str, &'t [&'t str], &'t str);

impl Permissions {
    /// The page from the lines of the table. Lines of one role stand together.
    pub fn of<'t>(page: Page, as_of: String, lines: impl IntoIterator<Item = Line<'t>>) -> Permissions {
        let mut roles: Vec<RolePermissions> = Vec::new();
        for (role, act, reach, stages, desk) in lines {
            let stages = stages.iter().map(|stage| label(stage)).collect();
            let line = Permission { act: act.into(), reach: reach.into(), stages, desk: desk.into() };
            match roles.iter_mut().find(|known| known.role == role) {
                Some(known) => known.lines.push(line),
                None => roles.push(RolePermissions { role: role.into(), lines: vec![line] }),
            }
        }
        Permissions { page, as_of, roles }
    }

    /// Values to look at.
    pub fn sample() -> Option<Permissions> {
        let mut page = page(Audience::Administration, "/office/permissions", "权限表");
        page.who = Some(Who { name: "演示用户卯".into(), of: "自治区（演示）· 审计管理".into() });
        let review: &[&str] = &["submitted", "under_review", "returned"];
        let lines: [Line<'_>; 21] = [
            ("企业人员（待核验）", "填报企业资料", "本企业", &[], ""),
            ("企业人员（待核验）", "开始申报", "本企业", &[], ""),
            ("企业人员（已核验）", "填报企业资料", "本企业", &[], ""),
            ("企业人员（已核验）", "提交申报", "本企业", &["draft", "returned"], ""),
            ("企业人员（已核验）", "撤回申报", "本企业", &[], ""),
            ("市级经办", "查看申报", "本市", &[], ""),
            ("市级经办", "受理、转交", "本市", review, "市级"),
            ("市级经办", "逐项审核、退回、拟办", "本市", review, "市级"),
            ("市级经办", "登记合规核查", "本市", &[], ""),
            ("市级经办", "登记实地抽查", "本市", review, "市级"),
            ("市级经办", "发布公示", "本市", &[], ""),
            ("市级经办", "备案", "本市", &[], ""),
            ("市级审批", "审批", "本市", &["concluded"], "市级"),
            ("市级审批", "处理异议", "本市", &[], ""),
            ("自治区经办", "起草申报通知", "全自治区", &[], ""),
            ("自治区经办", "准备公告名单", "全自治区", &[], ""),
            ("自治区审批", "发布申报通知、延长申报期", "全自治区", &[], ""),
            ("自治区审批", "登记批准、公告生效", "全自治区", &[], ""),
            ("系统管理员", "开设主管部门账号、停用账号", "全自治区", &[], ""),
            ("安全管理员", "授予、收回角色", "全自治区", &[], ""),
            ("审计管理员", "查看审计记录", "全自治区", &[], ""),
        ];
        Some(Permissions::of(page, format!("截至{}", show::day(today())), lines))
    }
}

/// A stage in words; one that is not known is shown as it is written.
fn label(stage: &str) -> String {
    Stage::label_of(stage).unwrap_or(stage).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_role_stand_together() {
        let lines: [Line<'_>; 3] = [
            ("甲", "看", "本市", &[], ""),
            ("乙", "改", "本市", &["draft"], ""),
            ("甲", "改", "本市", &["listed", "x"], "市级"),
        ];
        let page = Permissions::of(Page::default(), String::new(), lines);
        assert_eq!(page.roles.iter().map(|role| role.lines.len()).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(page.roles[0].lines[1].stages, ["拟公示", "x"]);
    }
}
