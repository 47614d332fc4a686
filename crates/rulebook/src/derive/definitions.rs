//! 部分指标和要求说明 The annex of definitions (附件4 of 63号, 附件3 of 〔2026〕2号), as data.

use crate::catalogue::Catalogue;
use crate::quantity::{Dimension, parse_amount};
use crate::source::{Entry, Node, Problem, Value, parse_toml};

/// What counts as what under one edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definitions {
    /// `miit-2022/definitions`.
    pub id: String,
    /// Document and annex.
    pub basis: String,
    /// Where its text was read.
    pub source: String,
    /// Intellectual property.
    pub ip: IpDefinitions,
    /// Months that 近三年 reaches back for awards.
    pub award_window: i32,
    /// Levels of awards that count as national.
    pub national_awards: Vec<String>,
    /// Levels of awards that count as provincial.
    pub provincial_awards: Vec<String>,
    /// Months that 近三年 reaches back for the contest.
    pub contest_window: i32,
    /// The largest share a round may sell, in millionths.
    pub equity_share_at_most: i64,
    /// From this many hundredths of a point on, that place of `digital_level`; from the highest down.
    pub digital_levels: Vec<(i64, i64)>,
    /// Kinds of honours that open the direct route.
    pub honours: Vec<String>,
    /// Months that 近三年 reaches back for accidents and violations.
    pub violation_window: i32,
    /// Readings of ours and open questions: term, words.
    pub notes: Vec<(String, String)>,
}

/// Classes of intellectual property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpDefinitions {
    /// Kinds of class Ⅰ.
    pub class1: Vec<String>,
    /// Kinds of class Ⅱ.
    pub class2: Vec<String>,
    /// Kinds of class Ⅱ that must have been held for more than [`Self::class2_held`] months.
    pub class2_ageing: Vec<String>,
    /// Months (超过).
    pub class2_held: i32,
    /// Months since a transfer before an acquired right counts; `None` = acquired rights never count.
    pub acquired_after: Option<i32>,
    /// The last place among the holders that still counts; `None` = any.
    pub holder_rank: Option<i64>,
    /// Months (超过) of holding that make class Ⅰ high-value.
    pub high_value_held: i32,
    /// Codes of the offices whose examined grants make an invention high-value.
    pub foreign_offices: Vec<String>,
}

impl Definitions {
    /// Reads an annex of definitions.
    pub fn read(catalogue: &Catalogue, file: &str, text: &str) -> Result<Definitions, Vec<Problem>> {
        let root = parse_toml(file, text).map_err(|p| vec![p])?;
        Entry::of(file, &root).and_then(|root| definitions(catalogue, &root)).map_err(|p| vec![p])
    }
}

fn definitions(catalogue: &Catalogue, root: &Entry<'_>) -> Result<Definitions, Problem> {
    let part = |key: &str| root.entry(key)?.ok_or_else(|| root.problem(format!("缺少 [{key}]")));
    let (award, contest, equity) = (part("award")?, part("contest")?, part("equity")?);
    let (digital, honour, violation) = (part("digital")?, part("honour")?, part("violation")?);
    let definitions = Definitions {
        id: root.text("id")?.into(),
        basis: root.text("basis")?.into(),
        source: root.text("source")?.into(),
        ip: ip(catalogue, &part("ip")?)?,
        award_window: months(&award, "window")?,
        national_awards: options(catalogue, &award, "national", "award", "level")?,
        provincial_awards: options(catalogue, &award, "provincial", "award", "level")?,
        contest_window: months(&contest, "window")?,
        equity_share_at_most: amount(&equity, "share_sold_at_most", Dimension::Share)?,
        digital_levels: digital_levels(catalogue, &digital)?,
        honours: options(catalogue, &honour, "kinds", "honour", "kind")?,
        violation_window: months(&violation, "window")?,
        notes: notes(root)?,
    };
    for part in [award, contest, equity, digital, honour, violation] {
        part.finish()?;
    }
    root.finish()?;
    Ok(definitions)
}

fn ip(catalogue: &Catalogue, ip: &Entry<'_>) -> Result<IpDefinitions, Problem> {
    let kinds = |key: &str| options(catalogue, ip, key, "ip_right", "kind");
    let read = IpDefinitions {
        class1: kinds("class1")?,
        class2: kinds("class2")?,
        class2_ageing: kinds("class2_ageing")?,
        class2_held: months(ip, "class2_held")?,
        acquired_after: match ip.text("acquired_counts")? {
            "never" => None,
            "after" => Some(months(ip, "acquired_after")?),
            other => return Err(ip.problem(format!("“acquired_counts”可以是 never 或 after,现在是“{other}”"))),
        },
        holder_rank: ip.opt_integer("holder_rank")?,
        high_value_held: months(ip, "high_value_held")?,
        foreign_offices: ip.texts("foreign_offices")?.into_iter().map(String::from).collect(),
    };
    ip.finish()?;
    Ok(read)
}

fn digital_levels(catalogue: &Catalogue, digital: &Entry<'_>) -> Result<Vec<(i64, i64)>, Problem> {
    let slot = catalogue.slot("digital_level").ok_or_else(|| digital.problem("事实目录中没有 digital_level"))?;
    let mut levels: Vec<(i64, i64)> = Vec::new();
    for row in digital.list("levels")? {
        let Value::List(pair) = &row.value else {
            return Err(digital.problem_at(row, "一级应当写成 [\"80分\", \"four\"]"));
        };
        let [from @ Node { value: Value::Text(text), .. }, level] = pair.as_slice() else {
            return Err(digital.problem_at(row, "一级应当写成 [\"80分\", \"four\"]"));
        };
        let from = parse_amount(text, Dimension::Score, None)
            .map_err(|e| digital.problem_at(from, e.advice(text, Dimension::Score)))?;
        let place = crate::standard::vocabulary::place(catalogue, digital, slot, level)?;
        if levels.last().is_some_and(|last| last.0 <= from || last.1 <= place) {
            return Err(digital.problem_at(row, "各级要从高到低写"));
        }
        levels.push((from, place));
    }
    Ok(levels)
}

fn notes(root: &Entry<'_>) -> Result<Vec<(String, String)>, Problem> {
    let mut notes = Vec::new();
    for entry in root.entries("note")? {
        notes.push((entry.text("term")?.into(), entry.text("says")?.into()));
        entry.finish()?;
    }
    Ok(notes)
}

fn amount(entry: &Entry<'_>, key: &str, dimension: Dimension) -> Result<i64, Problem> {
    let text = entry.text(key)?;
    parse_amount(text, dimension, None).map_err(|e| entry.problem(format!("“{key}”:{}", e.advice(text, dimension))))
}

fn months(entry: &Entry<'_>, key: &str) -> Result<i32, Problem> {
    let months = amount(entry, key, Dimension::Months)?;
    i32::try_from(months).ok().filter(|n| (1..=1200).contains(n)).ok_or_else(|| entry.problem(format!("“{key}”不合理")))
}

/// Options of a record's field, by id.
fn options(
    catalogue: &Catalogue,
    entry: &Entry<'_>,
    key: &str,
    record: &str,
    field: &str,
) -> Result<Vec<String>, Problem> {
    let known = catalogue.record(record).and_then(|r| r.fields.iter().find(|f| f.id == field));
    let known = known.map(|f| f.kind.options()).unwrap_or_default();
    let ids = entry.texts(key)?;
    match ids.iter().find(|id| !known.iter().any(|(known, _)| known == *id)) {
        None => Ok(ids.into_iter().map(String::from).collect()),
        Some(odd) => {
            let known: Vec<&str> = known.iter().map(|(id, _)| *id).collect();
            Err(entry.problem(format!("“{key}”:没有“{odd}”;可以写:{}", known.join("、"))))
        }
    }
}
