//! 权限表 Who may do what, how far, while the case is where: as it is asked on every request, for an auditor to print.

use askama::Template;
use titian_app::permission::TABLE;
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
        Some(Permissions::of(page, format!("截至{}", show::day(today())), table()))
    }
}

/// The table as it is asked on every request.
pub fn table() -> impl Iterator<Item = Line<'static>> {
    TABLE.iter().map(|line| {
        let desk = line.desk.map_or("", |desk| desk.label());
        (line.who.label(), line.act.label(), line.reach.label(), line.stages, desk)
    })
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
