//! 公开文件 What is published of a draw, and its check by anybody.

use serde::{Deserialize, Serialize};

use super::{Draw, List, METHOD, Selected, method, promise};
use crate::wording;

/// The published file of a draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawFile {
    /// The name of the method.
    pub method: String,
    /// The digest of the list, as it was shown before the seed was known.
    pub hash: String,
    /// The list, in its canonical order.
    pub list: List,
    /// The seed and what it is made of; not there before the draw.
    pub opened: Option<Opened>,
}

/// The seed, what it is made of, and what it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The public value.
    pub value: String,
    /// The contribution that was promised.
    pub contribution: String,
    /// The seed.
    pub seed: String,
    /// The result, in the order of the draw.
    pub result: Vec<Selected>,
}

/// A file that agrees with itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// How many cases stood on the list.
    pub cases: usize,
    /// How many are visited; none before the draw.
    pub selected: Option<usize>,
}

impl Draw {
    /// What is published of it: nothing while it is prepared.
    pub fn file(&self) -> Option<DrawFile> {
        let (fixing, list) = (self.fixing()?, self.list()?);
        let opened = self.outcome().map(|outcome| Opened {
            value: outcome.value.clone(),
            contribution: outcome.contribution.clone(),
            seed: outcome.seed.clone(),
            result: outcome.selected.clone(),
        });
        Some(DrawFile { method: METHOD.into(), hash: fixing.hash.clone(), list, opened })
    }
}

impl DrawFile {
    /// Computes everything anew; answers what there is, or the first difference, in Chinese.
    pub fn verify(&self) -> Result<Checked, String> {
        let DrawFile { method, hash, list, opened } = self;
        if method != METHOD {
            return Err(format!("方法“{method}”不是本程序认识的“{METHOD}”"));
        }
        if let Some(fault) = list.faults().into_iter().next() {
            return Err(fault);
        }
        let mut sorted = list.clone();
        sorted.sort();
        if sorted != *list {
            return Err("名单不是公布时的顺序:各部分按编号从小到大".into());
        }
        let differs = |what: &str, file: &str, ours: &str| Err(format!("{what}不同:文件中是 {file},重新计算是 {ours}"));
        let ours = list.hash();
        if *hash != ours {
            return differs("名单摘要", hash, &ours);
        }
        let Some(opened) = opened else { return Ok(Checked { cases: list.cases.len(), selected: None }) };
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if opened.contribution.len() != 64 || !opened.contribution.bytes().all(digit) {
            return Err("随机数不是 64 位小写十六进制数字".into());
        }
        match wording::line(&opened.value) {
            Ok(plain) if !plain.is_empty() && plain == opened.value => {}
            Ok(_) => return Err("公开值是空白的，或者前后有空格".into()),
            Err(odd) => return Err(format!("公开值中{odd}")),
        }
        let ours = promise(&list.draw, &opened.contribution);
        if list.commitment != ours {
            return differs("随机数的承诺", &list.commitment, &ours);
        }
        let ours = method::seed(hash, &opened.value, &opened.contribution);
        if opened.seed != ours {
            return differs("种子", &opened.seed, &ours);
        }
        let ours = method::draw(list, &opened.seed);
        for (at, ours) in ours.iter().enumerate() {
            match opened.result.get(at) {
                Some(known) if known == ours => {}
                Some(known) => return differs(&format!("第 {} 家", at + 1), &said(known), &said(ours)),
                None => return Err(format!("文件中少了第 {} 家:重新计算是 {}", at + 1, said(ours))),
            }
        }
        if let Some(more) = opened.result.get(ours.len()) {
            return Err(format!("文件中多了第 {} 家:{}", ours.len() + 1, said(more)));
        }
        Ok(Checked { cases: list.cases.len(), selected: Some(ours.len()) })
    }
}

fn said(one: &Selected) -> String {
    let Selected { number, how, stratum, inspectors } = one;
    format!("{number}({},层 {stratum},抽查员 {})", how.label(), inspectors.join("、"))
}
