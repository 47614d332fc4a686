//! 导入 Lists of others: uploaded, shown row by row, confirmed, and readable ever after.

pub mod form;
pub mod list;
pub mod page;

use titian_domain::import::{Import, Stage, What};

use crate::components::Tag;
use crate::show;

/// Words of the kinds, in the order in which they are offered.
pub const KINDS: [(&str, &str, &str); 3] = [
    (
        "filings",
        "导入国家平台的申报",
        "国家平台（优质中小企业梯度培育平台）导出的申报，逐家成为一件申报，之后照常审核。",
    ),
    ("titles", "补录施行前取得的称号", "细则施行前取得的称号，按各自的起止补录；代码不知道的，先按名称登记。"),
    ("miit", "登记工业和信息化部公布的名单", "工业和信息化部公布“小巨人”名单后登记：称号开始，已推荐的申报办结。"),
];

/// How far a list is.
fn state(import: &Import) -> Tag {
    match import.stage {
        Stage::Prepared => Tag::ask("待确认"),
        Stage::Done { .. } => Tag::ok("已导入"),
    }
}

/// Where it comes from or goes, in a few words.
fn about(what: &What) -> String {
    match what {
        What::Titles { source } => source.clone(),
        What::Miit { title, number, .. } => format!("{title}（{number}）"),
        What::Filings { batch, .. } => format!("批次 {batch}"),
    }
}

/// A reason with its clause in people's words: `（A12）` at its end is 细则第十二条.
fn reason(text: &str) -> String {
    let cited = text.strip_suffix('）').and_then(|rest| rest.rsplit_once("（A"));
    match cited.filter(|(_, clause)| clause.chars().all(|c| c.is_ascii_digit() || c == '.')) {
        Some((said, clause)) => format!("{}（{}）", show::sentence(said), show::article(&format!("A{clause}"))),
        None => show::sentence(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_names_its_clause_in_words() {
        assert!(reason("申报日不在申报期内（A12）").contains("第十二条"));
        assert_eq!(reason("没有条款"), "没有条款");
    }
}
