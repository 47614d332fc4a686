//! 模拟 Simulation: what a changed rule would do to many enterprises, who enters and who leaves, and by which clause.
//!
//! Two editions run over one population: one standard before and after a change of its text ([`crate::change`]), or
//! two editions of the rules. Everybody is judged by both, by columns; those whose answer differs are judged once more
//! with reasons. What leaves is explained by what now stands in its way, what enters by what stood in its way before.

mod reason;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use reason::{Reason, ReasonKind};

use crate::catalogue::Catalogue;
use crate::columns::{Detail, Program, Verdicts};
use crate::industry::Industries;
use crate::judge::{Edition, Truth};
use crate::population::Population;

/// What a change does to a population.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Comparison {
    /// Id of the standard before.
    pub before: String,
    /// Id of the standard after.
    pub after: String,
    /// All enterprises together.
    pub all: Tally,
    /// Everybody whose answer differs, in the order of the population.
    pub flips: Vec<Flip>,
    /// By what they flipped, the most frequent first; one enterprise may have several reasons.
    pub reasons: Vec<ReasonTally>,
    /// By city, the most affected first.
    pub by_city: Vec<Tally>,
    /// By division of industry (two digits), the most affected first.
    pub by_industry: Vec<Tally>,
    /// By size, the most affected first.
    pub by_size: Vec<Tally>,
}

/// How many, before and after.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// City, division or size; empty if unknown.
    pub key: String,
    /// As told to people.
    pub label: String,
    /// Enterprises.
    pub rows: usize,
    /// Of them passing before.
    pub passed_before: usize,
    /// Of them passing after.
    pub passed_after: usize,
    /// Of them undetermined before.
    pub open_before: usize,
    /// Of them undetermined after.
    pub open_after: usize,
    /// Passing only after.
    pub entered: usize,
    /// Passing only before.
    pub left: usize,
}

/// An enterprise whose answer differs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Flip {
    /// Its row in the population, counted from 0.
    pub row: usize,
    /// 统一社会信用代码; may be empty.
    pub code: String,
    /// Name; may be empty.
    pub name: String,
    /// City; may be empty.
    pub city: String,
    /// Division of industry, two digits; may be empty.
    pub industry: String,
    /// Size; may be empty.
    pub size: String,
    /// The answer before.
    pub before: Truth,
    /// The answer after.
    pub after: Truth,
    /// By what.
    pub reasons: Vec<Reason>,
}

/// How many flipped by one clause.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ReasonTally {
    /// What kind of clause.
    pub kind: ReasonKind,
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// How many enterprises flipped upwards by it.
    pub up: usize,
    /// How many enterprises flipped downwards by it.
    pub down: usize,
}

/// The answer for everybody, in the order of the population. The one place that runs an edition over a population.
pub fn verdicts(edition: &Edition, population: &Population) -> Vec<Truth> {
    let mut verdicts = Verdicts::default();
    Program::compile(edition).run(population, 0..population.rows(), Detail::Outcome, &mut verdicts);
    verdicts.outcomes().collect()
}

/// An edition, and the enterprises as its definitions see them: what counts as what may differ between editions.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// By what they are judged.
    pub edition: &'a Edition,
    /// The enterprises.
    pub population: &'a Population,
}

/// What becomes of a population when `after` takes the place of `before`. Both views show the same enterprises in the
/// same order.
pub fn compare(before: View<'_>, after: View<'_>, catalogue: &Catalogue) -> Comparison {
    let mut by_city = BTreeMap::new();
    let mut by_industry = BTreeMap::new();
    let mut by_size = BTreeMap::new();
    let mut all = Tally { label: "合计".into(), ..Tally::default() };
    let mut flips = Vec::new();
    let answers = verdicts(before.edition, before.population);
    let answers = answers.into_iter().zip(verdicts(after.edition, after.population));
    for (row, answers) in answers.enumerate() {
        let place = Place::of(catalogue, before.population, row);
        all.count(answers);
        for (tallies, key) in
            [(&mut by_city, &place.city), (&mut by_industry, &place.industry), (&mut by_size, &place.size)]
        {
            tallies.entry(key.clone()).or_insert_with(|| Tally::named(key)).count(answers);
        }
        if answers.0 != answers.1 {
            flips.push(flip(before, after, catalogue, row, answers, place));
        }
    }
    Comparison {
        before: before.edition.standard.id.clone(),
        after: after.edition.standard.id.clone(),
        all,
        reasons: tally(&flips),
        flips,
        by_city: most_affected(by_city),
        by_industry: most_affected(by_industry),
        by_size: most_affected(by_size),
    }
}

/// Where an enterprise belongs in the tables.
struct Place {
    city: String,
    industry: String,
    size: String,
}

impl Place {
    fn of(catalogue: &Catalogue, population: &Population, row: usize) -> Place {
        let size = catalogue.slot("size").and_then(|slot| Some((slot, population.column(slot)?.get(row)?)));
        Place {
            city: population.cities.get(row).trim().to_owned(),
            industry: division(population.industries.get(row)),
            size: size.map_or_else(String::new, |(slot, place)| catalogue.show(slot, place)),
        }
    }
}

/// The two digits of the division in C3562, 3562 or 35; empty if there are none.
fn division(code: &str) -> String {
    let digits = code.trim().trim_start_matches(|c: char| c.is_ascii_alphabetic());
    digits.get(..2).filter(|two| two.bytes().all(|b| b.is_ascii_digit())).unwrap_or_default().to_owned()
}

fn flip(
    before: View<'_>,
    after: View<'_>,
    catalogue: &Catalogue,
    row: usize,
    answers: (Truth, Truth),
    place: Place,
) -> Flip {
    let population = before.population;
    Flip {
        row,
        code: population.codes.get(row).to_owned(),
        name: population.names.get(row).to_owned(),
        city: place.city,
        industry: place.industry,
        size: place.size,
        before: answers.0,
        after: answers.1,
        reasons: reason::reasons(catalogue, before, after, row),
    }
}

impl Tally {
    fn named(key: &str) -> Tally {
        let label = if key.is_empty() { "未填写" } else { key };
        Tally { key: key.to_owned(), label: label.to_owned(), ..Tally::default() }
    }

    fn count(&mut self, (before, after): (Truth, Truth)) {
        self.rows += 1;
        self.passed_before += usize::from(before == Truth::Met);
        self.passed_after += usize::from(after == Truth::Met);
        self.open_before += usize::from(before == Truth::Unknown);
        self.open_after += usize::from(after == Truth::Unknown);
        self.entered += usize::from(before != Truth::Met && after == Truth::Met);
        self.left += usize::from(before == Truth::Met && after != Truth::Met);
    }
}

fn most_affected(tallies: BTreeMap<String, Tally>) -> Vec<Tally> {
    let mut tallies: Vec<Tally> = tallies.into_values().collect();
    tallies.sort_by_key(|tally| std::cmp::Reverse(tally.entered + tally.left));
    tallies
}

fn tally(flips: &[Flip]) -> Vec<ReasonTally> {
    let mut tallies: Vec<ReasonTally> = Vec::new();
    for flip in flips {
        for reason in &flip.reasons {
            let at = tallies.iter().position(|t| (t.kind, &t.id) == (reason.kind, &reason.id)).unwrap_or_else(|| {
                let Reason { kind, id, label, .. } = reason.clone();
                tallies.push(ReasonTally { kind, id, label, up: 0, down: 0 });
                tallies.len() - 1
            });
            if let Some(tally) = tallies.get_mut(at) {
                let up = reason::rank(flip.after) > reason::rank(flip.before);
                tally.up += usize::from(up);
                tally.down += usize::from(!up);
            }
        }
    }
    tallies.sort_by_key(|tally| std::cmp::Reverse(tally.up + tally.down));
    tallies
}

/// As told to people.
pub fn verdict_label(truth: Truth) -> &'static str {
    match truth {
        Truth::Met => "达到",
        Truth::Unmet => "未达到",
        Truth::Unknown => "待定",
    }
}

impl Comparison {
    /// The same with the names of the divisions written out.
    #[must_use]
    pub fn with_names(mut self, industries: &Industries) -> Comparison {
        for tally in &mut self.by_industry {
            if let Some(division) = tally.key.parse().ok().and_then(|number| industries.division(number)) {
                tally.label = format!("{} {}", tally.key, division.name);
            }
        }
        self
    }

    /// Those that pass only after.
    pub fn entered(&self) -> impl Iterator<Item = &Flip> {
        self.flips.iter().filter(|flip| flip.after == Truth::Met)
    }

    /// Those that pass only before.
    pub fn left(&self) -> impl Iterator<Item = &Flip> {
        self.flips.iter().filter(|flip| flip.before == Truth::Met)
    }

    /// Headings of [`Comparison::rows`].
    pub const COLUMNS: [&str; 9] =
        ["行", "统一社会信用代码", "企业名称", "设区市", "行业大类", "规模", "原结论", "新结论", "原因"];

    /// A row of cells for each flip.
    pub fn rows(&self) -> Vec<[String; 9]> {
        let row = |flip: &Flip| {
            [
                (flip.row + 1).to_string(),
                flip.code.clone(),
                flip.name.clone(),
                flip.city.clone(),
                flip.industry.clone(),
                flip.size.clone(),
                verdict_label(flip.before).to_owned(),
                verdict_label(flip.after).to_owned(),
                flip.reasons.iter().map(Reason::line).collect::<Vec<_>>().join(";"),
            ]
        };
        self.flips.iter().map(row).collect()
    }

    /// As told to people, a line each; the flips themselves are in [`Comparison::rows`] and [`Flip::lines`].
    pub fn lines(&self) -> Vec<String> {
        let all = &self.all;
        let mut lines = vec![
            format!(
                "共 {} 家:达到标准的由 {} 家变为 {} 家,新进 {} 家,退出 {} 家",
                all.rows, all.passed_before, all.passed_after, all.entered, all.left
            ),
            format!("待定的由 {} 家变为 {} 家", all.open_before, all.open_after),
        ];
        if !self.reasons.is_empty() {
            lines.push("变化的原因:".into());
            lines.extend(self.reasons.iter().map(ReasonTally::line));
        }
        for (title, tallies) in
            [("按设区市:", &self.by_city), ("按行业大类:", &self.by_industry), ("按规模:", &self.by_size)]
        {
            let affected: Vec<String> = tallies.iter().filter(|t| t.entered + t.left > 0).map(Tally::line).collect();
            if !affected.is_empty() {
                lines.push(title.into());
                lines.extend(affected);
            }
        }
        lines
    }
}

impl Tally {
    fn line(&self) -> String {
        format!(
            "  {}:{} 家,达到 {} → {},新进 {},退出 {}",
            self.label, self.rows, self.passed_before, self.passed_after, self.entered, self.left
        )
    }
}

impl ReasonTally {
    fn line(&self) -> String {
        format!("  {}“{}”:转好 {} 家,转差 {} 家", self.kind.label(), self.label, self.up, self.down)
    }
}

impl Flip {
    /// As told to people: who, from what to what, and a line for each reason.
    pub fn lines(&self) -> Vec<String> {
        let who = if self.name.is_empty() { format!("第 {} 行", self.row + 1) } else { self.name.clone() };
        let city = if self.city.is_empty() { String::new() } else { format!("({})", self.city) };
        let mut lines = vec![format!("{who}{city}:{} → {}", verdict_label(self.before), verdict_label(self.after))];
        lines.extend(self.reasons.iter().map(|reason| format!("  {}", reason.line())));
        lines
    }
}
