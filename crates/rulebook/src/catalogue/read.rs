//! Reading `policy/facts.toml`.

use std::collections::HashMap;

use super::{
    Catalogue, Caution, Change, Choice, Fact, FactIx, Field, Kind, NamedMeasure, Record, Section, Slot, SlotInfo,
};
use crate::derive;
use crate::quantity::{Dimension, parse_amount};
use crate::source::{Entry, Node, Problem, Value, parse_toml};
use crate::standard::vocabulary;

impl Catalogue {
    /// Reads the catalogue; all problems that can be told apart are gathered.
    pub fn read(file: &str, text: &str) -> Result<Catalogue, Vec<Problem>> {
        let root = parse_toml(file, text).map_err(|p| vec![p])?;
        let root = Entry::of(file, &root).map_err(|p| vec![p])?;
        let mut problems = Vec::new();
        let mut reader = Reader { catalogue: empty(), problems: &mut problems };
        if let Err(problem) = reader.all(&root) {
            reader.problems.push(problem);
        }
        let catalogue = reader.catalogue;
        if problems.is_empty() { Ok(catalogue) } else { Err(problems) }
    }
}

impl Catalogue {
    /// Adds the `[[fact]]`s of another file; their ids begin with `prefix`, so that they never meet ours.
    pub(crate) fn extend(&mut self, root: &Entry<'_>, prefix: &str) -> Result<(), Vec<Problem>> {
        let mut problems = Vec::new();
        let mut reader = Reader { catalogue: std::mem::replace(self, empty()), problems: &mut problems };
        let read = root.entries("fact").map(|entries| {
            for entry in &entries {
                match reader.fact(entry) {
                    Ok(fact) if !fact.id.starts_with(prefix) => {
                        reader.problems.push(entry.problem(format!("事实“{}”的代号应当以 {prefix} 开头", fact.id)));
                    }
                    Ok(fact) => reader.add_fact(entry, fact),
                    Err(problem) => reader.problems.push(problem),
                }
            }
        });
        *self = reader.catalogue;
        problems.extend(read.err());
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

fn empty() -> Catalogue {
    Catalogue {
        sections: vec![],
        facts: vec![],
        records: vec![],
        measures: vec![],
        evidence: vec![],
        cautions: vec![],
        slots: vec![],
        by_key: HashMap::new(),
        by_id: HashMap::new(),
    }
}

struct Reader<'p> {
    catalogue: Catalogue,
    problems: &'p mut Vec<Problem>,
}

impl Reader<'_> {
    fn all(&mut self, root: &Entry<'_>) -> Result<(), Problem> {
        for entry in root.entries("section")? {
            let section = Section { id: id(&entry)?, label: entry.text("label")?.into() };
            entry.finish()?;
            self.catalogue.sections.push(section);
        }
        if let Some(evidence) = root.entry("evidence")? {
            for (id, label) in evidence.all() {
                self.catalogue.evidence.push((id.clone(), evidence.text_of(id, label)?.into()));
            }
        }
        for entry in root.entries("fact")? {
            match self.fact(&entry) {
                Ok(fact) => self.add_fact(&entry, fact),
                Err(problem) => self.problems.push(problem),
            }
        }
        for entry in root.entries("record")? {
            match self.record(&entry) {
                Ok(record) => self.catalogue.records.push(record),
                Err(problem) => self.problems.push(problem),
            }
        }
        for entry in root.entries("measure")? {
            match self.measure(&entry) {
                Ok(measure) => self.catalogue.measures.push(measure),
                Err(problem) => self.problems.push(problem),
            }
        }
        for entry in root.entries("caution")? {
            match self.caution(&entry) {
                Ok(caution) => self.catalogue.cautions.push(caution),
                Err(problem) => self.problems.push(problem),
            }
        }
        self.check_derivations(root);
        root.finish()
    }

    fn fact(&self, entry: &Entry<'_>) -> Result<Fact, Problem> {
        let kind = kind(entry)?;
        let amount = |node: &Node| -> Result<i64, Problem> {
            let dimension = kind.dimension().ok_or_else(|| entry.problem_at(node, "日期和文字没有大小,不能写范围"))?;
            let Value::Text(text) = &node.value else {
                return Err(entry.problem_at(node, format!("请写成文字并带单位,例如 {}", dimension.example())));
            };
            parse_amount(text, dimension, None).map_err(|e| entry.problem_at(node, e.advice(text, dimension)))
        };
        let range = match entry.list("range")? {
            [] => None,
            [low, high] => Some((amount(low)?, amount(high)?)),
            _ => return Err(entry.problem("“range”应当是两个数:[\"最低\", \"最高\"]")),
        };
        let years = match entry.opt_integer("years")? {
            None => 0,
            Some(years @ 1..=3) => years as u8,
            Some(_) => return Err(entry.problem("“years”应当是 1 到 3")),
        };
        let evidence: Vec<String> = entry.texts("evidence")?.into_iter().map(String::from).collect();
        if let Some(unknown) = evidence.iter().find(|id| !self.catalogue.evidence.iter().any(|(known, _)| known == *id))
        {
            return Err(entry.problem(format!("佐证“{unknown}”不在 [evidence] 中")));
        }
        let fact = Fact {
            id: id(entry)?,
            label: entry.text("label")?.into(),
            section: self.section(entry)?,
            years,
            range,
            never_below: entry.get("never_below").map(amount).transpose()?,
            change: match entry.opt_text("change")? {
                None => None,
                Some("up") => Some(Change::Up),
                Some("down") => Some(Change::Down),
                Some("either") => Some(Change::Either),
                Some(other) => return Err(entry.problem(format!("不认识“{other}”;“change”可以是 up、down、either"))),
            },
            judged_by_officer: match entry.opt_text("judged")? {
                None => false,
                Some("officer") => true,
                Some(other) => return Err(entry.problem(format!("不认识“{other}”;“judged”只能是 officer"))),
            },
            zero_before_founding: entry.switch("zero_before_founding")?,
            derived: entry.opt_text("derived")?.map(String::from),
            optional: entry.switch("optional")?,
            evidence,
            help: entry.opt_text("help")?.unwrap_or_default().into(),
            source: entry.opt_text("source")?.unwrap_or_default().into(),
            kind,
        };
        entry.finish()?;
        Ok(fact)
    }

    fn section(&self, entry: &Entry<'_>) -> Result<usize, Problem> {
        let id = entry.text("section")?;
        let found = self.catalogue.sections.iter().position(|section| section.id == id);
        found.ok_or_else(|| entry.problem(format!("没有“{id}”这一部分,请先写 [[section]]")))
    }

    fn add_fact(&mut self, entry: &Entry<'_>, fact: Fact) {
        let ix = FactIx(self.catalogue.facts.len() as u16);
        if self.catalogue.by_id.insert(fact.id.clone(), ix).is_some() {
            self.problems.push(entry.problem(format!("事实“{}”写了两次", fact.id)));
        }
        if let Some(dimension) = fact.kind.dimension() {
            let years = if fact.years == 0 { vec![None] } else { (1..=fact.years).map(Some).collect() };
            for year in years {
                let (key, column) = match year {
                    None => (fact.id.clone(), fact.id.clone()),
                    Some(year) => (format!("{}.y{year}", fact.id), format!("{}_y{year}", fact.id)),
                };
                let slot = Slot(self.catalogue.slots.len() as u16);
                self.catalogue.by_key.insert(key.clone(), slot);
                self.catalogue.by_key.insert(column.clone(), slot);
                self.catalogue.slots.push(SlotInfo { fact: ix, year, key, column, dimension });
            }
        }
        self.catalogue.facts.push(fact);
    }

    fn record(&mut self, entry: &Entry<'_>) -> Result<Record, Problem> {
        let mut fields: Vec<Field> = Vec::new();
        for field in entry.entries("field")? {
            let parsed = Field {
                id: id(&field)?,
                label: field.text("label")?.into(),
                kind: kind(&field)?,
                required: field.switch("required")?,
                blank_is_no: field.switch("blank_is_no")?,
            };
            field.finish()?;
            if fields.iter().any(|f| f.id == parsed.id) {
                return Err(field.problem(format!("字段“{}”写了两次", parsed.id)));
            }
            fields.push(parsed);
        }
        let record = Record {
            id: id(entry)?,
            label: entry.text("label")?.into(),
            section: self.section(entry)?,
            fields,
            source: entry.opt_text("source")?.unwrap_or_default().into(),
        };
        entry.finish()?;
        Ok(record)
    }

    fn measure(&self, entry: &Entry<'_>) -> Result<NamedMeasure, Problem> {
        let fact = |id: &str| {
            let found = self.catalogue.fact(id);
            found.map(|(ix, _)| ix).ok_or_else(|| entry.problem(format!("事实目录中没有“{id}”")))
        };
        let (over, under) = match entry.texts("ratio")?.as_slice() {
            [over, under] => (fact(over)?, fact(under)?),
            _ => return Err(entry.problem("“ratio”应当是两个事实:[\"分子\", \"分母\"]")),
        };
        let measure = NamedMeasure { id: id(entry)?, label: entry.text("label")?.into(), over, under };
        entry.finish()?;
        Ok(measure)
    }

    fn caution(&self, entry: &Entry<'_>) -> Result<Caution, Problem> {
        let caution = Caution {
            id: id(entry)?,
            message: entry.text("message")?.into(),
            when: vocabulary::condition(&self.catalogue, entry, entry.need("when")?)?,
            source: entry.opt_text("source")?.unwrap_or_default().into(),
        };
        entry.finish()?;
        Ok(caution)
    }

    /// Every derived fact names a function we have, and the catalogue has every field that function reads.
    fn check_derivations(&mut self, root: &Entry<'_>) {
        for fact in &self.catalogue.facts {
            let Some(name) = &fact.derived else { continue };
            match derive::function(name) {
                None => self.problems.push(root.problem(format!(
                    "事实“{}”:没有名为“{name}”的推算;可以用:{}",
                    fact.id,
                    derive::FUNCTIONS.iter().map(|f| f.name).collect::<Vec<_>>().join("、")
                ))),
                Some(function) => {
                    for (record, field) in function.reads {
                        let known =
                            self.catalogue.record(record).is_some_and(|r| r.fields.iter().any(|f| f.id == *field));
                        if !known {
                            self.problems
                                .push(root.problem(format!("“{name}”要用到记录 {record} 的字段 {field},目录中没有")));
                        }
                    }
                }
            }
        }
    }
}

/// An id: ASCII letters, digits and `_`, beginning with a letter.
pub(crate) fn id(entry: &Entry<'_>) -> Result<String, Problem> {
    let id = entry.text("id")?;
    let fine = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if fine {
        Ok(id.into())
    } else {
        Err(entry.problem(format!("代号“{id}”只能用小写英文字母、数字和下划线,并以字母开头")))
    }
}

fn kind(entry: &Entry<'_>) -> Result<Kind, Problem> {
    let unit = || entry.opt_text("unit").map(|unit| unit.unwrap_or_default().to_owned());
    Ok(match entry.text("kind")? {
        "money" => {
            let unit = entry.text("unit")?.to_owned();
            if parse_amount("1", Dimension::Money, Some(&unit)).is_err() {
                return Err(entry.problem(format!("金额的单位“{unit}”应当是 元、万元 或 亿元")));
            }
            Kind::Money { unit }
        }
        "share" => Kind::Share,
        "count" => Kind::Count { unit: unit()? },
        "months" => Kind::Months,
        "score" => Kind::Score,
        "yes_no" => Kind::YesNo,
        "choice" => Kind::Choice { options: options(entry)?, ordered: entry.switch("ordered")? },
        "date" => Kind::Date,
        "text" => Kind::Text,
        other => {
            let known = "money、share、count、months、score、yes_no、choice、date、text";
            return Err(entry.problem(format!("不认识“{other}”;“kind”可以是 {known}")));
        }
    })
}

fn options(entry: &Entry<'_>) -> Result<Vec<Choice>, Problem> {
    let mut options: Vec<Choice> = Vec::new();
    for node in entry.list("options")? {
        let choice = match &node.value {
            Value::List(pair) => match pair.as_slice() {
                [Node { value: Value::Text(id), .. }, Node { value: Value::Text(label), .. }] => {
                    Choice { id: id.clone(), label: label.clone() }
                }
                _ => return Err(entry.problem_at(node, "选项应当写成 [\"代号\", \"名称\"]")),
            },
            _ => return Err(entry.problem_at(node, "选项应当写成 [\"代号\", \"名称\"]")),
        };
        if options.iter().any(|o| o.id == choice.id || o.label == choice.label) {
            return Err(entry.problem_at(node, format!("选项“{}”写了两次", choice.id)));
        }
        options.push(choice);
    }
    if options.len() < 2 { Err(entry.problem("“choice”至少要有两个选项")) } else { Ok(options) }
}
