//! A row of such a list, read.

use jiff::civil::Date;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::dossier::parse_date;
use titian_rulebook::region::{DivisionCode, Regions};

use crate::enterprise::plain_name;
use crate::matching::Named;

/// The columns of such a list: what each is called, and what else lists call it. Only the first is needed.
pub const COLUMNS: [(&str, &[&str]); 7] = [
    ("企业名称", &["单位名称", "公司名称", "主体名称", "失信主体名称", "当事人", "当事人名称", "名称", "name"]),
    ("统一社会信用代码", &["社会信用代码", "信用代码", "统一社会信用代码/注册号", "credit_code", "code"]),
    ("设区市", &["所在设区市", "所属设区市", "地市", "所在地市", "城市", "市", "city"]),
    ("列入日期", &["列入时间", "列入名单日期", "认定日期", "处罚日期", "处罚决定日期", "决定日期", "listed"]),
    ("移出日期", &["移出时间", "移出名单日期", "退出日期", "修复日期", "解除日期", "removed"]),
    ("事由", &["列入原因", "列入事由", "列入经营异常名录原因", "失信行为", "违法事实", "处罚事由", "案由", "reason"]),
    ("机关", &["列入机关", "作出决定机关", "作出列入决定机关", "认定机关", "处罚机关", "authority"]),
];

/// The longest words that are kept of a row.
const LONGEST: usize = 300;

/// A row that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its row in the list, as a spreadsheet counts it.
    pub row: u64,
    /// Whom it names.
    pub named: Named,
    /// Since when it is on the list, if the list says so.
    pub listed: Option<Date>,
    /// When it was taken off, if it was.
    pub removed: Option<Date>,
    /// Why.
    pub reason: String,
    /// By which authority.
    pub authority: String,
}

/// Reads a row by its cells in the order of [`COLUMNS`], or tells everything that is wrong with it.
pub fn read<'t>(row: u64, cell: impl Fn(usize) -> &'t str, regions: &Regions) -> Result<Line, Vec<String>> {
    let mut reasons = Vec::new();
    let name = plain_name(cell(0)).map_err(|refusal| reasons.push(refusal.reasons.join("；"))).ok();
    let code = match cell(1).trim() {
        "" | "-" | "—" | "/" | "无" => None,
        text => CreditCode::parse(text).map_err(|error| reasons.push(error.to_string())).ok(),
    };
    let mut day = |at: usize| match cell(at).trim() {
        "" | "-" | "—" | "/" | "无" => None,
        text => {
            // Registries write the hour behind the day.
            let day = parse_date(text).or_else(|| parse_date(text.split_whitespace().next().unwrap_or_default()));
            if day.is_none() {
                reasons.push(format!("{}“{text}”不是日期，请写成 2026-03-31", COLUMNS[at].0));
            }
            day
        }
    };
    let (listed, removed) = (day(3), day(4));
    if let (Some(listed), Some(removed)) = (listed, removed)
        && removed < listed
    {
        reasons.push("移出日期早于列入日期".into());
    }
    let Some(name) = name.filter(|_| reasons.is_empty()) else { return Err(reasons) };
    let city = DivisionCode::parse(cell(2)).or_else(|| regions.by_name(cell(2).trim()).map(|one| one.code));
    let city = city.and_then(|code| regions.city_of(code)).map(|city| city.code);
    Ok(Line {
        row,
        named: Named { name, code, city },
        listed,
        removed,
        reason: words(cell(5)),
        authority: words(cell(6)),
    })
}

/// What a cell says, on one line and not too long.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}
