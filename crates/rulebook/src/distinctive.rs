//! 特色化指标 Distinctive indicators: the 15 points that a province sets for itself (Art. 8 第八条, 附件2 指标9).
//!
//! A table is data: it brings its own facts and one to three indicators, and takes the place of the indicator that
//! reviewers otherwise fill in by hand. Guangxi's own table is unknown, so none ships; `policy/distinctive/guangxi.toml`
//! is the place for it, and other provinces' tables show the form in `policy/distinctive/examples/`.

use jiff::civil::Date;

use crate::catalogue::Catalogue;
use crate::source::{Entry, Problem, parse_toml};
use crate::standard::{Indicator, Score, Standard, read_indicator};

/// A province's table.
#[derive(Debug, Clone)]
pub struct DistinctiveTable {
    /// Id, ASCII.
    pub id: String,
    /// Title, Chinese.
    pub title: String,
    /// Document.
    pub basis: String,
    /// Where its text was read.
    pub source: String,
    /// Shows the form only; never applied.
    pub example: bool,
    /// First day it may be applied.
    pub from: Date,
    /// Id of the standard it belongs to.
    pub standard: String,
    /// Id of the indicator it takes the place of.
    pub replaces: String,
    /// Its indicators.
    pub indicators: Vec<Indicator>,
}

impl DistinctiveTable {
    /// Reads a table; its facts are added to the catalogue.
    pub fn read(catalogue: &mut Catalogue, file: &str, text: &str) -> Result<DistinctiveTable, Vec<Problem>> {
        let root = parse_toml(file, text).map_err(|p| vec![p])?;
        let root = Entry::of(file, &root).map_err(|p| vec![p])?;
        catalogue.extend(&root, "local_")?;
        table(catalogue, &root).map_err(|p| vec![p])
    }
}

fn table(catalogue: &Catalogue, root: &Entry<'_>) -> Result<DistinctiveTable, Problem> {
    let table = DistinctiveTable {
        id: root.text("id")?.into(),
        title: root.text("title")?.into(),
        basis: root.text("basis")?.into(),
        source: root.text("source")?.into(),
        example: root.switch("example")?,
        from: root.date("from")?,
        standard: root.text("standard")?.into(),
        replaces: root.text("replaces")?.into(),
        indicators: root
            .entries("indicator")?
            .iter()
            .map(|entry| read_indicator(catalogue, entry))
            .collect::<Result<_, _>>()?,
    };
    root.finish()?;
    let count = table.indicators.len();
    if !table.example && !(1..=3).contains(&count) {
        return Err(root.problem(format!("特色化指标应为 1 至 3 个(附件2 指标9),现有 {count} 个")));
    }
    Ok(table)
}

impl Standard {
    /// The standard with a table in the place of the indicator that reviewers fill in by hand.
    pub fn with_distinctive(mut self, file: &str, table: &DistinctiveTable) -> Result<Standard, Problem> {
        let problem = |message| Problem { file: file.into(), line: 1, message };
        let external = |i: &Indicator| i.id == table.replaces && matches!(i.score, Score::External(_));
        let Some(at) = self.indicators.iter().position(external) else {
            return Err(problem(format!("标准 {} 中没有由审核人员录入的指标“{}”", self.id, table.replaces)));
        };
        let replaced = self.indicators.remove(at);
        let sum: i64 = table.indicators.iter().map(|indicator| indicator.max).sum();
        if sum != replaced.max {
            return Err(problem(format!("特色化指标满分合计 {sum} 分,应为 {} 分", replaced.max)));
        }
        for (offset, indicator) in table.indicators.iter().enumerate() {
            let indicator = Indicator { group: replaced.group, ..indicator.clone() };
            self.indicators.insert(at + offset, indicator);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use crate::judge::{Points, judge};
    use crate::policy::{Policy, Source, embedded, overlay};
    use crate::tier::{Purpose, Tier};

    fn with(path: &str, text: &str) -> Result<Policy, Vec<crate::source::Problem>> {
        Policy::read(&overlay(embedded(), vec![Source { path: path.into(), text: text.into() }]))
    }

    const SICHUAN: &str = include_str!("../../../policy/distinctive/examples/sichuan.toml");

    #[test]
    fn no_table_of_guangxi_is_shipped() {
        assert!(
            embedded()
                .iter()
                .all(|source| !source.path.starts_with("distinctive/")
                    || source.path.starts_with("distinctive/examples/"))
        );
        let policy = Policy::shipped().unwrap();
        let edition = policy.edition(Tier::Specialised, Purpose::Apply, jiff::civil::date(2025, 6, 1), None).unwrap();
        let blank = judge(&edition, &crate::facts::Facts::blank(policy.catalogue.slots().len()));
        assert_eq!(blank.points, Some(Points { low: 0, high: 100 }));
    }

    #[test]
    fn a_table_laid_in_its_place_gives_the_fifteen_points() {
        let policy = with("distinctive/guangxi.toml", &SICHUAN.replace("example = true\n", "")).unwrap();
        let standard = &policy.standards["miit-2022/specialised"];
        assert_eq!(standard.indicators.len(), 15);
        assert_eq!(standard.indicators.iter().map(|i| i.max).sum::<i64>(), 100);
        let edition = policy.edition(Tier::Specialised, Purpose::Apply, jiff::civil::date(2025, 6, 1), None).unwrap();
        let slot = policy.catalogue.slot("local_industry_system").unwrap();
        let facts = crate::facts::Facts::blank(policy.catalogue.slots().len()).with(slot, 1);
        assert_eq!(judge(&edition, &facts).points.unwrap().low, 8);
    }

    #[test]
    fn a_table_that_does_not_add_up_is_refused() {
        let wrong = SICHUAN.replace("example = true\n", "").replace("max = 8", "max = 7").replace("yes = 8", "yes = 7");
        let problems = with("distinctive/guangxi.toml", &wrong).unwrap_err();
        assert_eq!(problems[0].to_string(), "distinctive/guangxi.toml:1:特色化指标满分合计 14 分,应为 15 分");
    }
}
