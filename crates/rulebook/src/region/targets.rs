//! 培育目标 Targets: how many enterprises a province sets out to cultivate (Art. 6 第六条).

use crate::source::{Entry, Problem, parse_toml};

/// How many enterprises of each tier a province sets out to cultivate in a period (A6.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Targets {
    /// Number of the document that sets them.
    pub source: String,
    /// Its article.
    pub article: String,
    /// Name of the period, 十四五.
    pub period: String,
    /// First and last calendar year of the period, both included.
    pub years: (i16, i16),
    /// Whether to show them: the 2026 measures ask for no quantities layer by layer, so a province may switch this off.
    pub shown: bool,
    /// 创新型中小企业, number of enterprises at least.
    pub innovative: u32,
    /// 专精特新中小企业, number of enterprises at least.
    pub specialised: u32,
    /// 专精特新“小巨人”企业, number of enterprises at least.
    pub little_giant: u32,
}

impl Targets {
    /// Reads `targets.toml`.
    pub fn read(file: &str, text: &str) -> Result<Self, Problem> {
        let root = parse_toml(file, text)?;
        let entry = Entry::of(file, &root)?;
        let least = Entry::of(file, entry.need("at_least")?)?;
        let year = |key| small(&entry, key, 1949, 2999, "年份").map(|year| year as i16);
        let count = |key| small(&least, key, 0, 10_000_000, "家数").map(|count| count as u32);
        let targets = Targets {
            source: entry.text("source")?.into(),
            article: entry.text("article")?.into(),
            period: entry.text("period")?.into(),
            years: (year("first_year")?, year("last_year")?),
            shown: entry.switch("shown")?,
            innovative: count("innovative")?,
            specialised: count("specialised")?,
            little_giant: count("little_giant")?,
        };
        entry.finish()?;
        least.finish()?;
        if targets.years.0 > targets.years.1 {
            return Err(entry.problem("first_year 晚于 last_year,请对调"));
        }
        Ok(targets)
    }

    /// Whether the targets speak of this year.
    pub fn cover(&self, year: i16) -> bool {
        (self.years.0..=self.years.1).contains(&year)
    }
}

fn small(entry: &Entry<'_>, key: &str, least: i64, most: i64, what: &str) -> Result<i64, Problem> {
    let number = entry.integer(key)?;
    if (least..=most).contains(&number) {
        return Ok(number);
    }
    let node = entry.need(key)?;
    Err(entry.problem_at(node, format!("“{key}”是{what},应当在 {least} 到 {most} 之间,现在是 {number}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGETS: &str = include_str!("../../../../policy/regions/guangxi/targets.toml");

    #[test]
    fn targets_of_the_fourteenth_plan() {
        let targets = Targets::read("targets.toml", TARGETS).unwrap();
        assert_eq!((targets.innovative, targets.specialised, targets.little_giant), (3000, 800, 300));
        assert_eq!((targets.article.as_str(), targets.shown), ("A6.1", true));
        for (year, covered) in [(2020, false), (2021, true), (2025, true), (2026, false)] {
            assert_eq!(targets.cover(year), covered, "{year}");
        }
    }

    #[test]
    fn targets_that_cannot_be_are_refused() {
        for (from, to, expected) in [
            ("innovative = 3000", "innovative = -1", "“innovative”是家数,应当在 0 到 10000000 之间,现在是 -1"),
            ("innovative = 3000", "inovative = 3000", "缺少“innovative”,请补上"),
            ("last_year = 2025", "last_year = 2020", "first_year 晚于 last_year,请对调"),
            ("shown = true", "show = true", "不认识“show”"),
        ] {
            let problem = Targets::read("targets.toml", &TARGETS.replace(from, to)).unwrap_err();
            assert!(problem.message.starts_with(expected), "{problem}");
        }
    }
}
