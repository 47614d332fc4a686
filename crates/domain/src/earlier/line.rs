//! A row of an old list, read.

use jiff::civil::Date;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::dossier::parse_date;
use titian_rulebook::region::Regions;
use titian_rulebook::tier::Tier;

use super::{Confirmed, Line};
use crate::enterprise::plain_name;
use crate::matching::{Named, folded};
use crate::wording;

/// The cells of a row by what they are; a column that the list does not have is empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Texts<'t> {
    /// 企业名称.
    pub name: &'t str,
    /// 统一社会信用代码.
    pub code: &'t str,
    /// 设区市, by name or by its six digits.
    pub city: &'t str,
    /// 称号 or 层次.
    pub tier: &'t str,
    /// 有效期起, 认定日期.
    pub from: &'t str,
    /// 有效期至, the last day.
    pub until: &'t str,
    /// 批次, 年度: when, in the list's own words.
    pub stated: &'t str,
    /// 依据: the paper or the page it was read from.
    pub source: &'t str,
    /// 核实情况: whether who made the list has seen it in its source.
    pub checked: &'t str,
    /// 备注: what who made the list had to say of the row.
    pub note: &'t str,
    /// 确认企业: 新企业, or the code or id of the enterprise that is meant.
    pub confirmed: &'t str,
}

/// The columns of a list of titles, in the order of the fields of [`Texts`]: what each is called, and what else lists call
/// it. Only the first is needed.
pub const COLUMNS: [(&str, &[&str]); 11] = [
    ("企业名称", &["单位名称", "公司名称", "企业全称", "名称", "name"]),
    ("统一社会信用代码", &["社会信用代码", "信用代码", "credit_code", "code"]),
    ("设区市", &["所在设区市", "所属设区市", "地市", "所在地市", "城市", "市", "city"]),
    ("称号", &["层次", "认定类别", "类别", "企业类别", "tier"]),
    ("有效期起", &["起始日", "生效日期", "认定日期", "认定时间", "公告日期", "发证日期", "from"]),
    ("有效期至", &["有效期止", "届满日", "截止日期", "有效期", "until"]),
    ("批次", &["年度", "认定批次", "认定年度", "批次或年度", "batch_or_year"]),
    ("依据", &["来源", "文号", "公告文号", "source"]),
    ("核实情况", &["核实", "status"]),
    ("备注", &["说明", "note"]),
    ("确认企业", &["确认为"]),
];

impl<'t> Texts<'t> {
    /// A row by its cells in the order of [`COLUMNS`].
    pub fn of(cell: impl Fn(usize) -> &'t str) -> Texts<'t> {
        Texts {
            name: cell(0),
            code: cell(1),
            city: cell(2),
            tier: cell(3),
            from: cell(4),
            until: cell(5),
            stated: cell(6),
            source: cell(7),
            checked: cell(8),
            note: cell(9),
            confirmed: cell(10),
        }
    }
}

/// The longest words that are kept of a row.
const LONGEST: usize = 300;

/// Reads a row, or tells everything that is wrong with it. `source` is what the whole list rests on; a row's own source
/// goes before it.
pub fn read(row: u64, texts: &Texts<'_>, regions: &Regions, source: &str, today: Date) -> Result<Line, Vec<String>> {
    let mut reasons = Vec::new();
    let mut keep = |read: Result<(), String>| reasons.extend(read.err());
    let name = plain_name(texts.name).map_err(|refusal| refusal.reasons.join("；"));
    keep(name.as_ref().map(drop).map_err(String::clone));
    let code = optional(texts.code, |text| CreditCode::parse(text).map(Some).map_err(|error| error.to_string()));
    keep(code.as_ref().map(drop).map_err(String::clone));
    let city = optional(texts.city, |text| city(text, regions).map(Some));
    keep(city.as_ref().map(drop).map_err(String::clone));
    let tier = tier(texts.tier);
    keep(tier.as_ref().map(drop).map_err(String::clone));
    keep(checked(texts.checked));
    keep(undoubted(texts.note));
    let from = moment(texts.from, "起始日");
    keep(from.as_ref().map(drop).map_err(String::clone));
    let last = moment(texts.until, "届满日");
    keep(last.as_ref().map(drop).map_err(String::clone));
    let source = if texts.source.trim().is_empty() { source } else { texts.source };
    let source = words(source, "依据").and_then(|source| match source.is_empty() {
        true => Err("没有写明依据，请填写文号、公告标题或公开网址".into()),
        false => Ok(source),
    });
    keep(source.as_ref().map(drop).map_err(String::clone));
    let stated = words(texts.stated, "批次或年度");
    keep(stated.as_ref().map(drop).map_err(String::clone));

    let (Ok(name), Ok(code), Ok(city), Ok(tier), Ok(from), Ok(last), Ok(source), Ok(stated)) =
        (name, code, city, tier, from, last, source, stated)
    else {
        return Err(reasons);
    };
    let until = last.day.and_then(|day| day.tomorrow().ok());
    if from.day.is_some_and(|from| from > today) {
        reasons.push("起始日在今天之后，还没有取得的称号不能补录".into());
    }
    if let (Some(from), Some(until)) = (from.day, until)
        && until <= from
    {
        reasons.push("届满日早于起始日，请核对".into());
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }
    // A year or a month in the column of a day is no day, and not lost either.
    let parts = [stated.as_str(), from.words, last.words];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Ok(Line {
        row,
        named: Named { name, code, city },
        tier,
        from: from.day,
        until,
        stated: parts.join("，"),
        source,
        confirmed: confirmed(texts.confirmed),
    })
}

/// Whom a row names, and whom an officer has confirmed it to mean; a place outside of Guangxi is no city of ours.
pub(crate) fn whom(texts: &Texts<'_>, regions: &Regions) -> Result<(Named, Option<Confirmed>), Vec<String>> {
    let name = plain_name(texts.name).map_err(|refusal| refusal.reasons.join("；"));
    let code = optional(texts.code, |text| CreditCode::parse(text).map(Some).map_err(|error| error.to_string()));
    match (name, code) {
        (Ok(name), Ok(code)) => {
            let city = city(texts.city.trim(), regions).ok();
            Ok((Named { name, code, city }, confirmed(texts.confirmed)))
        }
        (name, code) => Err(name.err().into_iter().chain(code.err()).collect()),
    }
}

fn optional<T>(text: &str, read: impl Fn(&str) -> Result<Option<T>, String>) -> Result<Option<T>, String> {
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { read(text) }
}

pub(crate) fn city(text: &str, regions: &Regions) -> Result<titian_rulebook::region::DivisionCode, String> {
    let named = || regions.by_name(text).map(|division| division.code);
    let code = titian_rulebook::region::DivisionCode::parse(text).or_else(named);
    let city = code.and_then(|code| regions.city_of(code));
    city.map(|city| city.code).ok_or_else(|| format!("“{text}”不是广西的设区市，请写市名或六位区划代码"))
}

/// Tiers as lists write them: with or without quotes, 中小企业 or 企业, or our own id.
pub(crate) fn tier(text: &str) -> Result<Tier, String> {
    let bare = |text: &str| -> String {
        let quotes = |c: &char| !matches!(c, '“' | '”' | '"' | '\'' | '‘' | '’' | '「' | '」');
        folded(text).chars().filter(quotes).collect()
    };
    let text = text.trim();
    if text.is_empty() {
        return Err("没有写明称号，请填写层次".into());
    }
    let word = bare(text);
    let shorter = |tier: Tier| match tier {
        Tier::Innovative => &["创新型中小企业", "创新型企业", "创新型"][..],
        Tier::Specialised => &["专精特新中小企业", "专精特新企业", "专精特新", "自治区专精特新中小企业"],
        Tier::LittleGiant => &[
            "专精特新小巨人企业",
            "专精特新小巨人",
            "小巨人企业",
            "小巨人",
            "国家级专精特新小巨人企业",
            "国家专精特新小巨人企业",
        ],
    };
    let fits = |tier: &Tier| tier.id() == word || shorter(*tier).contains(&word.as_str());
    let known = Tier::ALL.into_iter().find(fits);
    known.ok_or_else(|| format!("“{text}”不是一项称号；培育库、入库名单不是称号，不能补录"))
}

/// A list that says of its rows whether they were checked is believed where it says so.
fn checked(text: &str) -> Result<(), String> {
    match text.trim() {
        "" | "VERIFIED" | "已核实" | "是" => Ok(()),
        other => Err(format!("核实情况写作“{other}”：名单自己还没有核实的，不能补录")),
    }
}

/// What the list itself doubts is not written beside a name.
fn undoubted(note: &str) -> Result<(), String> {
    let doubts = ["not confirmed", "未确认", "没有确认", "未核实", "待核实", "存疑"];
    match doubts.iter().any(|doubt| note.contains(doubt)) {
        false => Ok(()),
        true => Err(format!("备注写作“{}”：名单自己还没有确认的，不能补录", note.trim())),
    }
}

/// A day, or the words that stand where one should.
#[derive(Default)]
struct Moment<'t> {
    day: Option<Date>,
    words: &'t str,
}

fn moment<'t>(text: &'t str, what: &str) -> Result<Moment<'t>, String> {
    let text = text.trim();
    match (parse_date(text), text) {
        (_, "" | "—" | "-" | "/" | "不详" | "未知") => Ok(Moment::default()),
        (Some(day), _) => Ok(Moment { day: Some(day), words: "" }),
        // 2022年, 2022年12月, ≤2021-02: something, but no day.
        (None, text) if text.chars().filter(char::is_ascii_digit).count() >= 4 && text.chars().count() <= 20 => {
            Ok(Moment { day: None, words: words(text, what).map(|_| text)? })
        }
        _ => Err(format!("{what}“{text}”不是日期，请写成 2022-12-31；不知道的请留空")),
    }
}

fn words(text: &str, what: &str) -> Result<String, String> {
    match wording::line(text) {
        Err(odd) => Err(format!("{what}中{odd}")),
        Ok(text) if text.chars().count() > LONGEST => Err(format!("{what}超过 {LONGEST} 个字")),
        Ok(text) => Ok(text.to_owned()),
    }
}

pub(crate) fn confirmed(text: &str) -> Option<Confirmed> {
    match text.trim() {
        "" => None,
        "新企业" | "新" => Some(Confirmed::New),
        known => Some(Confirmed::Known(known.to_owned())),
    }
}
