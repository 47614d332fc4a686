//! 国家平台的更新名单 Who updated on the national platform, by the list that an officer brings from there.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use titian_rulebook::credit_code::CreditCode;

use crate::id::EnterpriseId;

/// A row that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its row, as a spreadsheet counts it.
    pub row: u64,
    /// 统一社会信用代码.
    pub code: CreditCode,
    /// When it updated, if the list says so; it did so up to the day that the list counts through otherwise.
    pub on: Option<Date>,
}

/// Reads a row, or tells everything that is wrong with it.
pub fn read(row: u64, code: &str, on: &str) -> Result<Line, Vec<String>> {
    let mut wrong = Vec::new();
    let code = CreditCode::parse(code.trim()).map_err(|why| wrong.push(format!("统一社会信用代码{why}")));
    let day: Option<Option<Date>> = match on.trim() {
        "" => Some(None),
        // A time of day may stand behind the day.
        text => text.get(..10).unwrap_or(text).replace('/', "-").parse().ok().map(Some),
    };
    if day.is_none() {
        wrong.push(format!("更新日期“{}”看不懂，请写成 2027-03-05", on.trim()));
    }
    match (code, day) {
        (Ok(code), Some(on)) => Ok(Line { row, code, on }),
        _ => Err(wrong),
    }
}

/// Who of ours is on a list, each with the day: of several rows of one enterprise the earliest day counts. And how many
/// codes on it are none of ours.
pub fn whom(
    lines: &[Line],
    through: Date,
    known: &BTreeMap<CreditCode, EnterpriseId>,
) -> (BTreeMap<EnterpriseId, Date>, u32) {
    let (mut matched, mut unknown) = (BTreeMap::new(), BTreeSet::new());
    for line in lines {
        let day = line.on.unwrap_or(through);
        match known.get(&line.code) {
            Some(enterprise) => {
                let first = matched.entry(enterprise.clone()).or_insert(day);
                *first = day.min(*first);
            }
            None => drop(unknown.insert(line.code)),
        }
    }
    (matched, u32::try_from(unknown.len()).unwrap_or(u32::MAX))
}

/// Rows that say something no list counted through this day can say.
pub fn beyond(lines: &[Line], through: Date) -> Vec<String> {
    let late = lines.iter().filter(|line| line.on.is_some_and(|on| on > through));
    late.map(|line| format!("第 {} 行的更新日期在统计截至日之后", line.row)).collect()
}
