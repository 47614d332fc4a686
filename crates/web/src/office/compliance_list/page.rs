//! 一份名单 One list: where it comes from, who of ours stands on it, and the rows that wait for a word.

use askama::Template;
use serde::Deserialize;
use titian_domain::compliance_list::ComplianceList;
use titian_domain::id::{AccountId, EnterpriseId};

use super::{HitLine, ROOM, called, sample_list};
use crate::components::{Errors, Refused, Tag};
use crate::layout::Page;
use crate::office::sample::office;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/compliance_list/page.html")]
pub struct ListPage {
    /// The page.
    pub page: Page,
    /// Its id.
    pub id: String,
    /// 在用, 已有更新的.
    pub state: Tag,
    /// The newer one that took its place.
    pub newer: Option<String>,
    /// Where it comes from, its file, who registered it: label and answer.
    pub facts: Vec<(&'static str, String)>,
    /// Rows that wait for a word.
    pub waiting: Vec<HitLine>,
    /// The other rows that concern the reader.
    pub hits: Vec<HitLine>,
    /// Rows that could not be read.
    pub unread: Vec<(u64, String)>,
    /// Whether the reader may say whom a row means.
    pub may_resolve: bool,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is posted of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The enterprise.
    pub enterprise: String,
    /// `same` or `another`.
    pub answer: String,
    /// Why it is not the same.
    pub why: String,
}

impl Form {
    /// The enterprise, whether it is the same, and why not; or what has to be put right.
    pub fn parse(&self, row: u64) -> Result<(EnterpriseId, bool, String), Errors> {
        let field = |name: &str| format!("{name}.{row}");
        let same = match self.answer.as_str() {
            "same" => true,
            "another" => false,
            _ => return Err(Errors::none().and(field("answer"), format!("第\u{a0}{row}\u{a0}行：请选是不是同一家"))),
        };
        if !same && self.why.trim().is_empty() {
            return Err(Errors::none().and(field("why"), format!("第\u{a0}{row}\u{a0}行：请写明为什么不是同一家")));
        }
        Ok((EnterpriseId(self.enterprise.trim().to_owned()), same, self.why.trim().to_owned()))
    }
}

impl ListPage {
    /// The page of a list, with the hits that concern the reader.
    pub fn of(
        page: Page,
        list: &ComplianceList,
        office: &str,
        name: impl Fn(&AccountId) -> String,
        may_resolve: bool,
        errors: Errors,
    ) -> ListPage {
        let lines = list.hits.iter().map(|hit| HitLine::of(hit, &name));
        let (waiting, hits): (Vec<HitLine>, Vec<HitLine>) = lines.partition(|line| line.waits);
        let current = list.superseded.is_none();
        ListPage {
            page,
            id: list.id.to_string(),
            state: if current { Tag::ok("在用") } else { Tag::off("已有更新的") },
            newer: list.superseded.as_ref().map(|newer| format!("{ROOM}/{newer}")),
            facts: vec![
                ("来源", list.source.clone()),
                ("截至", show::day(list.as_of)),
                ("比对范围", office.to_owned()),
                ("比对行数", show::count(i64::try_from(list.rows).unwrap_or(i64::MAX))),
                ("登记", format!("{}，{}", name(&list.by), show::day(list.on))),
                ("文件", list.file_name.clone()),
                ("文件校验值", list.file.to_string()),
            ],
            waiting,
            hits,
            unread: list.unread.clone(),
            may_resolve: may_resolve && current,
            errors,
            refused: None,
        }
    }

    /// Values to look at.
    pub fn sample() -> Option<ListPage> {
        let list = sample_list();
        let page = office("/office/consultations", &called(list.kind, list.as_of)).under("合规名单", ROOM);
        Some(ListPage::of(page, &list, "全自治区", |_| "演示用户乙".into(), true, Errors::none()))
    }

    /// Refused: no answer chosen.
    pub fn sample_refused() -> Option<ListPage> {
        let errors = Form::default().parse(340).err()?;
        Some(ListPage { errors, ..ListPage::sample()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_firm_needs_a_reason_and_the_same_does_not() {
        let form = |answer: &str, why: &str| Form { enterprise: "e".into(), answer: answer.into(), why: why.into() };
        assert!(form("same", "").parse(3).is_ok() && form("another", "外省").parse(3).is_ok());
        let fields =
            |form: Form| form.parse(3).unwrap_err().list.into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(fields(form("another", " ")), ["why.3"]);
        assert_eq!(fields(form("", "")), ["answer.3"]);
    }
}
