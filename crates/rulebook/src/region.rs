//! 行政区划与培育目标 Region: divisions, their changes, targets (Art. 3 第三条, Art. 5 第五条, Art. 6 第六条).
//!
//! Jurisdiction is by city (A5). Codes of divisions outlive the divisions: a licence of a firm registered in 横县
//! keeps 450127, though the county has been 横州市 (450181) since 2021, so old codes are followed to today's.
//! A code inside a credit code tells where a firm was first registered, never where it is registered now (A3.1).

mod targets;

pub use targets::Targets;

use crate::csv;
use crate::source::Problem;
use std::fmt;

/// Six digits of GB/T 2260.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DivisionCode(u32);

impl TryFrom<String> for DivisionCode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        DivisionCode::parse(&text).ok_or_else(|| format!("“{text}”不是六位行政区划代码"))
    }
}

impl From<DivisionCode> for String {
    fn from(code: DivisionCode) -> String {
        code.to_string()
    }
}

impl DivisionCode {
    /// 广西壮族自治区: the province whose regulation this is.
    pub const GUANGXI: DivisionCode = DivisionCode(450_000);

    /// Takes exactly six ASCII digits that do not begin with 0. Whether the division exists is for [`Regions`] to say.
    pub fn parse(text: &str) -> Option<Self> {
        let well_formed = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
        well_formed.then(|| text.parse().ok()).flatten().map(DivisionCode)
    }

    /// Whether it names a whole province: 450000.
    pub fn is_province(self) -> bool {
        self.0.is_multiple_of(10_000)
    }

    /// The code of the city this code belongs to by its digits: 450127 → 450100.
    fn city(self) -> Self {
        DivisionCode(self.0 / 100 * 100)
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// What a division is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DivisionKind {
    /// 地级市: one of the fourteen cities whose authorities review (A5).
    City,
    /// 市辖区
    District,
    /// 县
    County,
    /// 自治县
    AutonomousCounty,
    /// 县级市
    CountyLevelCity,
}

impl DivisionKind {
    const ALL: [Self; 5] = [Self::City, Self::District, Self::County, Self::AutonomousCounty, Self::CountyLevelCity];

    /// As the table writes it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::City => "地级市",
            Self::District => "市辖区",
            Self::County => "县",
            Self::AutonomousCounty => "自治县",
            Self::CountyLevelCity => "县级市",
        }
    }

    fn level(self) -> &'static str {
        if self == Self::City { "city" } else { "county" }
    }
}

/// A city or county as it stands today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Its code.
    pub code: DivisionCode,
    /// Its full name: 南宁市, 融水苗族自治县.
    pub name: String,
    /// What it is.
    pub kind: DivisionKind,
    /// The city it belongs to; a city belongs to itself.
    pub city: DivisionCode,
}

/// A change of a division: renamed, recoded, merged, abolished or newly set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DivisionChange {
    /// Year of the change.
    pub year: i16,
    /// What happened, as the table writes it: 撤县设市, 同名改码, 更名, 撤销, 新设 …
    pub what: String,
    /// Code and name before; `None` for a division newly set up.
    pub old: Option<(DivisionCode, String)>,
    /// Code and name after; `None` for one abolished without one successor.
    pub new: Option<(DivisionCode, String)>,
}

/// A division found, and the changes that led from what was asked to it (empty if it was asked for as it stands).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'a> {
    /// The division today.
    pub division: &'a Division,
    /// Oldest first.
    pub via: Vec<&'a DivisionChange>,
}

/// The divisions of one province, with the changes behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regions {
    divisions: Vec<Division>,
    changes: Vec<DivisionChange>,
}

impl Regions {
    /// Reads `divisions.csv` (`code,name,level,city_code,kind`) and `division-changes.csv`, each given as (file, text).
    ///
    /// Every old code must lead to a division of today or end without successor.
    pub fn read(divisions: (&str, &str), changes: (&str, &str)) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut regions = Regions { divisions: Vec::new(), changes: Vec::new() };

        let (file, text) = divisions;
        let rows = csv::rows(file, text, ["code", "name", "level", "city_code", "kind"])?;
        for row in rows {
            if let Err(message) = regions.add_division(row.cells) {
                problems.push(Problem { file: file.into(), line: row.line, message });
            }
        }

        let (file, text) = changes;
        let rows = csv::rows(file, text, ["year", "type", "old_code", "old_name", "new_code", "new_name"])?;
        let mut lines = Vec::new();
        for row in rows {
            match change(row.cells) {
                Ok(change) => {
                    regions.changes.push(change);
                    lines.push(row.line);
                }
                Err(message) => problems.push(Problem { file: file.into(), line: row.line, message }),
            }
        }
        for (change, line) in regions.changes.iter().zip(lines) {
            if let Some((code, name)) = &change.new
                && regions.by_code(*code).is_none()
                && regions.next_change(*code, change.year).is_none()
            {
                let message = format!("新代码 {code}({name})既不是现行区划,也没有后续变更,请核对");
                problems.push(Problem { file: file.into(), line, message });
            }
        }
        if problems.is_empty() { Ok(regions) } else { Err(problems) }
    }

    fn add_division(&mut self, [code, name, level, city, kind]: [&str; 5]) -> Result<(), String> {
        let code = code_of(code)?;
        let city = code_of(city)?;
        let Some(kind) = DivisionKind::ALL.into_iter().find(|known| known.chinese() == kind) else {
            let known = DivisionKind::ALL.map(DivisionKind::chinese).join("、");
            return Err(format!("不认识的区划类别“{kind}”;可以写:{known}"));
        };
        if level != kind.level() {
            return Err(format!("{}的 level 应当是 {},现在是“{level}”", kind.chinese(), kind.level()));
        }
        if name.is_empty() {
            return Err(format!("{code} 没有名称,请补上"));
        }
        if city != code.city() || (kind == DivisionKind::City) != (code == city) {
            return Err(format!("{code}({name})的 city_code 应当是 {},请核对", code.city()));
        }
        if kind != DivisionKind::City && self.by_code(city).is_none() {
            return Err(format!("{name}所属的 {city} 不在表中,请在它前面写上该市的一行"));
        }
        if let Some(same) = self.divisions.iter().find(|d| d.code == code || d.name == name) {
            return Err(format!("{code}({name})与 {}({})重复,请核对", same.code, same.name));
        }
        self.divisions.push(Division { code, name: name.into(), kind, city });
        Ok(())
    }

    /// All divisions of today, in the order of the table.
    pub fn divisions(&self) -> &[Division] {
        &self.divisions
    }

    /// All changes, in the order of the table.
    pub fn changes(&self) -> &[DivisionChange] {
        &self.changes
    }

    /// The cities, in official order.
    pub fn cities(&self) -> impl Iterator<Item = &Division> {
        self.divisions.iter().filter(|division| division.kind == DivisionKind::City)
    }

    /// The counties, districts and county-level cities of a city.
    pub fn counties_of(&self, city: DivisionCode) -> impl Iterator<Item = &Division> {
        self.divisions.iter().filter(move |division| division.city == city && division.kind != DivisionKind::City)
    }

    /// The division that bears this code today.
    pub fn by_code(&self, code: DivisionCode) -> Option<&Division> {
        self.divisions.iter().find(|division| division.code == code)
    }

    /// The division of this name today: a city with or without 市, a county by its full name only.
    pub fn by_name(&self, name: &str) -> Option<&Division> {
        self.divisions.iter().find(|division| {
            division.name == name
                || (division.kind == DivisionKind::City && division.name.strip_suffix('市') == Some(name))
        })
    }

    /// The division that stands today where `code` stood. A code in use today means today's division, although
    /// another may have borne it before (450107 was 市郊区 until 2001, 西乡塘区 since 2004).
    pub fn resolve(&self, code: DivisionCode) -> Option<Found<'_>> {
        let mut via: Vec<&DivisionChange> = Vec::new();
        let mut code = code;
        loop {
            if let Some(division) = self.by_code(code) {
                return Some(Found { division, via });
            }
            // The years of a chain never fall and no change is taken twice, so it ends.
            let since = via.last().map_or(i16::MIN, |change| change.year);
            let next = self.next_change(code, since).filter(|next| !via.iter().any(|taken| taken == next))?;
            code = next.new.as_ref()?.0;
            via.push(next);
        }
    }

    /// The city that answers for `code` today: by its division, or by the first four digits where the county is not
    /// listed (450201, the collective code of a city's districts). A hint for filling in, not a registered seat (A3.1).
    pub fn city_of(&self, code: DivisionCode) -> Option<&Division> {
        match self.resolve(code) {
            Some(found) => self.by_code(found.division.city),
            None => self.by_code(code.city()),
        }
    }

    fn next_change(&self, code: DivisionCode, since: i16) -> Option<&DivisionChange> {
        self.changes
            .iter()
            .filter(|change| change.year >= since && change.old.as_ref().is_some_and(|(old, _)| *old == code))
            .min_by_key(|change| change.year)
    }
}

fn code_of(text: &str) -> Result<DivisionCode, String> {
    DivisionCode::parse(text).ok_or_else(|| format!("区划代码应当是 6 位数字,现在是“{text}”"))
}

fn change([year, what, old_code, old_name, new_code, new_name]: [&str; 6]) -> Result<DivisionChange, String> {
    let side = |code: &str, name: &str| match (code, name) {
        ("", "") => Ok(None),
        ("", _) | (_, "") => Err(format!("代码和名称要么都写,要么都不写,现在是“{code}”“{name}”")),
        _ => Ok(Some((code_of(code)?, name.to_owned()))),
    };
    let change = DivisionChange {
        year: year.parse().map_err(|_| format!("年份应当是 2021 这样的数字,现在是“{year}”"))?,
        what: what.into(),
        old: side(old_code, old_name)?,
        new: side(new_code, new_name)?,
    };
    if change.old.is_none() && change.new.is_none() {
        return Err("变更前后都没有写,请至少写一边".into());
    }
    Ok(change)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIVISIONS: &str = include_str!("../../../policy/regions/guangxi/divisions.csv");
    const CHANGES: &str = include_str!("../../../policy/regions/guangxi/division-changes.csv");

    fn guangxi() -> Regions {
        Regions::read(("divisions.csv", DIVISIONS), ("division-changes.csv", CHANGES)).unwrap()
    }

    fn code(text: &str) -> DivisionCode {
        DivisionCode::parse(text).unwrap()
    }

    #[test]
    fn fourteen_cities_in_order_and_their_counties() {
        let regions = guangxi();
        let cities: Vec<_> = regions.cities().map(|city| city.name.as_str()).collect();
        assert_eq!(
            cities.join(" "),
            "南宁市 柳州市 桂林市 梧州市 北海市 防城港市 钦州市 贵港市 玉林市 百色市 贺州市 河池市 来宾市 崇左市"
        );
        assert_eq!(regions.divisions().len(), 14 + 111);
        assert_eq!(
            regions.counties_of(code("450500")).map(|d| &*d.name).collect::<Vec<_>>().join(" "),
            "海城区 银海区 铁山港区 合浦县"
        );
    }

    #[test]
    fn names_are_exact_but_a_city_may_drop_its_suffix() {
        let regions = guangxi();
        for (name, expected) in [
            ("南宁", Some("450100")),
            ("南宁市", Some("450100")),
            ("防城港", Some("450600")),
            ("横州市", Some("450181")),
            ("融水苗族自治县", Some("450225")),
            ("横州", None),
            ("融水", None),
            ("横县", None),
            ("市", None),
            ("", None),
        ] {
            assert_eq!(regions.by_name(name).map(|d| d.code.to_string()).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn old_codes_lead_to_todays_divisions() {
        let regions = guangxi();
        for (old, today, steps) in [
            ("450181", Some("横州市"), 0),
            ("450127", Some("横州市"), 1),   // 横县 until 2021
            ("452122", Some("横州市"), 2),   // 横县 of 南宁地区 until 2002
            ("452702", Some("宜州区"), 2),   // 宜州市 of 河池地区, then 451281
            ("450104", Some("西乡塘区"), 1), // 城北区 until 2004
            ("450107", Some("西乡塘区"), 0), // 市郊区 bore it before
            ("450103", Some("青秀区"), 0),   // renamed from 新城区, same code
            ("452100", Some("崇左市"), 1),
            ("450199", None, 0),
            ("440300", None, 0),
        ] {
            let found = regions.resolve(code(old));
            let answer = found.as_ref().map(|found| found.division.name.as_str());
            assert_eq!(answer, today, "{old}");
            assert_eq!(found.map_or(0, |found| found.via.len()), steps, "{old}");
        }
    }

    #[test]
    fn every_old_code_of_the_table_is_answered() {
        let regions = guangxi();
        for (old, name) in regions.changes().iter().filter_map(|change| change.old.as_ref()) {
            assert!(regions.resolve(*old).is_some(), "{old} {name}");
        }
    }

    #[test]
    fn the_city_that_answers_for_a_code() {
        let regions = guangxi();
        for (text, city) in [
            ("450205", Some("柳州市")),
            ("450200", Some("柳州市")),
            ("450201", Some("柳州市")), // collective code, not listed
            ("452223", Some("柳州市")), // 鹿寨县 of 柳州地区
            ("452129", Some("崇左市")),
            ("440300", None),
        ] {
            assert_eq!(regions.city_of(code(text)).map(|d| d.name.as_str()), city, "{text}");
        }
    }

    #[test]
    fn a_code_is_six_digits() {
        for text in ["", "45010", "4501000", "45010A", "+45010", "045010", "四五零一零零"] {
            assert_eq!(DivisionCode::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_faulty_table_is_refused_line_by_line() {
        let divisions = "code,name,level,city_code,kind\n450100,南宁市,city,450100,地级市\n450102,兴宁区,city,450100,市辖区\n\
            450202,城中区,county,450200,市辖区\n450103,南宁市,county,450100,市辖区\n450105,江南区,county,450200,市辖区\n\
            450106,某区,county,450100,新区\n";
        let changes = "year,type,old_code,old_name,new_code,new_name\n2004,撤销,450104,城北区,630105,城北区\n\
            今年,撤销,450104,城北区,,\n2004,撤销,450104,,,\n2004,撤销,,,,\n";
        let problems = Regions::read(("d.csv", divisions), ("c.csv", changes)).unwrap_err();
        let places: Vec<_> = problems.iter().map(|p| format!("{}:{}", p.file, p.line)).collect();
        assert_eq!(places.join(" "), "d.csv:3 d.csv:4 d.csv:5 d.csv:6 d.csv:7 c.csv:3 c.csv:4 c.csv:5 c.csv:2");
        assert!(problems.iter().any(|p| p.message.contains("630105(城北区)既不是现行区划")));
    }

    #[test]
    fn changes_that_run_in_a_circle_end() {
        let changes = "year,type,old_code,old_name,new_code,new_name\n2004,更名,450901,甲,450902,乙\n2004,更名,450902,乙,450901,甲\n";
        let divisions = "code,name,level,city_code,kind\n450100,南宁市,city,450100,地级市\n";
        let regions = Regions::read(("d.csv", divisions), ("c.csv", changes)).unwrap();
        assert_eq!(regions.resolve(code("450901")), None);
    }
}
