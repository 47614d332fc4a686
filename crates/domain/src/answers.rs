//! 填报内容 What an enterprise has filed: figures by year, once-asked facts and records, each with its source and day.
//!
//! Answers are kept as people wrote them, keyed by the ids of the fact catalogue, never by its places: a catalogue may
//! grow. [`Answers::dossier`] reads them with the catalogue of the day; [`Answers::content`] is the same for ever.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::dossier::Dossier;
use titian_rulebook::source::{Problem, parse_json};

/// Who an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// 企业填报.
    Enterprise,
    /// 审核人员核定.
    Officer,
    /// 表格导入.
    Import,
    /// 登记信息: what the register of titles says.
    Register,
    /// 申请更正: what was filed was wrong, and the province accepted what is right.
    Correction,
}

impl Source {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Source::Enterprise => "企业填报",
            Source::Officer => "审核核定",
            Source::Import => "表格导入",
            Source::Register => "登记信息",
            Source::Correction => "申请更正",
        }
    }
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// As written: `1,000万元`, `是`, `2019-05-01`.
    pub text: String,
    /// From whom.
    pub source: Source,
    /// Since when.
    pub on: Date,
}

/// Rows of one record, each by its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// The rows; none says "there are none".
    pub rows: Vec<BTreeMap<String, String>>,
    /// From whom.
    pub source: Source,
    /// Since when.
    pub on: Date,
}

/// Everything that was answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Facts asked once, by id.
    pub once: BTreeMap<String, Answer>,
    /// Facts asked by year, by calendar year and id.
    #[serde(with = "years")]
    pub by_year: BTreeMap<i16, BTreeMap<String, Answer>>,
    /// Records, by id. No entry says nothing.
    pub records: BTreeMap<String, Rows>,
}

/// Years as the keys of a JSON object are: texts. (Inside a tagged event, serde reads keys as texts only.)
mod years {
    use std::collections::BTreeMap;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Answer;

    type Years = BTreeMap<i16, BTreeMap<String, Answer>>;

    pub fn serialize<S: Serializer>(years: &Years, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(years.iter().map(|(year, answers)| (year.to_string(), answers)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Years, D::Error> {
        let years = BTreeMap::<String, BTreeMap<String, Answer>>::deserialize(deserializer)?;
        let year = |text: String| text.parse().map_err(|_| D::Error::custom(format!("{text} is no year")));
        years.into_iter().map(|(text, answers)| Ok((year(text)?, answers))).collect()
    }
}

/// Where an answer belongs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The fact.
    pub fact: String,
    /// The calendar year, for facts asked by year.
    pub year: Option<i16>,
}

/// A changed answer; no text takes the answer back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Where.
    pub place: Place,
    /// What is written there now.
    pub text: Option<String>,
}

impl Answers {
    /// The answer at a place.
    pub fn get(&self, place: &Place) -> Option<&Answer> {
        match place.year {
            None => self.once.get(&place.fact),
            Some(year) => self.by_year.get(&year)?.get(&place.fact),
        }
    }

    /// Puts an edit in place.
    pub fn put(&mut self, edit: &Edit, source: Source, on: Date) {
        let answers = match edit.place.year {
            None => &mut self.once,
            Some(year) => self.by_year.entry(year).or_default(),
        };
        match &edit.text {
            Some(text) => {
                answers.insert(edit.place.fact.clone(), Answer { text: text.clone(), source, on });
            }
            None => {
                answers.remove(&edit.place.fact);
            }
        }
        self.by_year.retain(|_, answers| !answers.is_empty());
    }

    /// The same answers as a dossier file holds them, keys in order: what a declaration is bound to.
    pub fn content(&self) -> Value {
        let texts = |answers: &BTreeMap<String, Answer>| -> Map<String, Value> {
            answers.iter().map(|(fact, answer)| (fact.clone(), json!(answer.text))).collect()
        };
        let mut content = texts(&self.once);
        if !self.by_year.is_empty() {
            let years: Map<String, Value> =
                self.by_year.iter().map(|(year, answers)| (year.to_string(), Value::Object(texts(answers)))).collect();
            content.insert("years".into(), Value::Object(years));
        }
        content.extend(self.records.iter().map(|(record, rows)| (record.clone(), json!(rows.rows))));
        Value::Object(content)
    }

    /// The dossier these answers make, read by a catalogue. Answers of facts the catalogue no longer asks are problems.
    pub fn dossier(&self, catalogue: &Catalogue) -> Result<Dossier, Vec<Problem>> {
        let name = "填报内容.json";
        let node = parse_json(name, &self.content().to_string()).map_err(|problem| vec![problem])?;
        Dossier::read(catalogue, name, &node)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use titian_rulebook::policy::Policy;

    #[test]
    fn answers_make_the_dossier_that_a_file_would() {
        let policy = Policy::shipped().unwrap();
        let mut answers = Answers::default();
        let on = date(2026, 3, 1);
        for (fact, year, text) in [("revenue", Some(2025), "1,000万元"), ("strategic_emerging", None, "是")] {
            let edit = Edit { place: Place { fact: fact.into(), year }, text: Some(text.into()) };
            answers.put(&edit, Source::Enterprise, on);
        }
        answers.records.insert("ip_right".into(), Rows { rows: vec![], source: Source::Enterprise, on });
        let dossier = answers.dossier(&policy.catalogue).unwrap();
        let (revenue, _) = policy.catalogue.fact("revenue").unwrap();
        assert_eq!(dossier.by_year.get(&(revenue, 2025)), Some(&1_000_000_000));
        assert_eq!(
            answers.content().to_string(),
            r#"{"strategic_emerging":"是","years":{"2025":{"revenue":"1,000万元"}},"ip_right":[]}"#
        );
    }

    #[test]
    fn an_answer_taken_back_leaves_nothing() {
        let mut answers = Answers::default();
        let place = Place { fact: "revenue".into(), year: Some(2025) };
        let on = date(2026, 3, 1);
        answers.put(&Edit { place: place.clone(), text: Some("1".into()) }, Source::Enterprise, on);
        assert_eq!(answers.get(&place).map(|answer| answer.text.as_str()), Some("1"));
        answers.put(&Edit { place, text: None }, Source::Enterprise, on);
        assert_eq!(answers, Answers::default());
    }
}
