//! 名单和意见表 The list as it goes out with the letter, and comes back filled in: the same columns both ways.

use std::collections::BTreeMap;

use super::{Consultation, Opinion};
use crate::id::ApplicationId;

/// The columns.
pub const HEADINGS: [&str; 6] = ["序号", "企业名称", "统一社会信用代码", "意见（无意见/有意见）", "事项", "说明"];

/// What is written under 事项 for a matter that was not asked about.
pub const OTHER: &str = "其他";

/// A row that cannot be taken, as the spreadsheet counts it (the headings are row 1), and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// Which row; 0: the table as a whole.
    pub row: u32,
    /// Why, and what to write instead.
    pub why: String,
}

/// The rows as they go out: opinions are blank.
pub fn rows(consultation: &Consultation) -> Vec<[String; 6]> {
    let row = |(n, one): (usize, &crate::publicity::Entry)| {
        [n.to_string(), one.name.clone(), one.code.clone(), String::new(), String::new(), String::new()]
    };
    (1..).zip(&consultation.list).map(row).collect()
}

/// Reads what came back; `labels` names the conditions by id. Every bad row is told, and then none is taken.
pub fn read(
    consultation: &Consultation,
    labels: &[(String, String)],
    rows: &[(u32, [String; 6])],
) -> Result<BTreeMap<ApplicationId, Opinion>, Vec<Bad>> {
    let (mut opinions, mut bad) = (BTreeMap::new(), Vec::new());
    for (at, row) in rows {
        match opinion(consultation, labels, row) {
            Ok((application, _)) if opinions.contains_key(&application) => {
                bad.push(Bad { row: *at, why: "这家企业在表中出现了两次，请只留一行".into() });
            }
            Ok((application, opinion)) => {
                opinions.insert(application, opinion);
            }
            Err(why) => bad.push(Bad { row: *at, why }),
        }
    }
    if rows.is_empty() {
        bad.push(Bad { row: 0, why: "表中没有企业，请用导出的名单填写".into() });
    }
    if bad.is_empty() { Ok(opinions) } else { Err(bad) }
}

fn opinion(
    consultation: &Consultation,
    labels: &[(String, String)],
    [_, name, code, opinion, ground, words]: &[String; 6],
) -> Result<(ApplicationId, Opinion), String> {
    let code = plain(code).to_ascii_uppercase();
    let found = consultation.list.iter().find(|one| plain(&one.code) == code);
    let Some(one) = found else {
        return Err(format!("统一社会信用代码“{code}”不在名单中，请用导出的名单填写，不要改代码"));
    };
    if !plain(name).is_empty() && plain(name) != plain(&one.name) {
        return Err(format!("代码是“{}”的，企业名称却写成“{}”，请核对是哪一家", one.name, name.trim()));
    }
    let (ground, words) = (plain(ground), words.trim());
    match plain(opinion).as_str() {
        "无意见" if ground.is_empty() && words.is_empty() => Ok((one.application.clone(), Opinion::Clear)),
        "无意见" => Err("写了“无意见”，却又填了事项或说明，请改成“有意见”或者清空".into()),
        "有意见" => {
            let id = match ground.as_str() {
                "" | OTHER => String::new(),
                ground => {
                    let asked = labels.iter().filter(|(id, _)| consultation.grounds.contains(id));
                    let known = asked.clone().find(|(id, label)| plain(label) == ground || id == ground);
                    let names = || asked.map(|(_, label)| label.as_str()).collect::<Vec<_>>().join("、");
                    let wrong = || format!("事项“{ground}”不在征求意见的范围内，可以写：{}、{OTHER}", names());
                    known.map(|(id, _)| id.clone()).ok_or_else(wrong)?
                }
            };
            if words.is_empty() {
                return Err("有意见的，要在“说明”中写明是什么情况".into());
            }
            Ok((one.application.clone(), Opinion::Concern { ground: id, words: words.to_owned() }))
        }
        "" => Err("没有写意见，请写“无意见”或“有意见”；没有意见可写的企业请删去这一行".into()),
        other => Err(format!("意见“{other}”不认识，请写“无意见”或“有意见”")),
    }
}

/// Without blanks, which spreadsheets love.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
