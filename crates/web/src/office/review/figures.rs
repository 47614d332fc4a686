//! 填报的数 The figures behind an item, as declared and as reviewed, and the scale by which they give points.

use titian_rulebook::catalogue::{Fact, Kind, Slot};
use titian_rulebook::derive::function;
use titian_rulebook::facts::{Cell, Facts};
use titian_rulebook::quantity::{Dimension, show_ratio};
use titian_rulebook::standard::{Bands, Measure, Score};

use super::{Docket, Matter};
use crate::show;

/// Figures by fact and year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// 2025年, 2024年; one empty heading where nothing is asked by year.
    pub years: Vec<String>,
    /// A row for each fact, then the value they make.
    pub rows: Vec<FigureRow>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureRow {
    /// 研发费用总额.
    pub label: String,
    /// 万元; may be empty.
    pub unit: String,
    /// A cell for each heading.
    pub cells: Vec<Shown>,
    /// The value made of the rows above.
    pub made: bool,
}

/// One figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// As declared.
    pub declared: String,
    /// As reviewed, if that differs.
    pub reviewed: Option<String>,
}

/// The scale of points.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scale(pub Vec<ScaleRow>);

/// One band or class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleRow {
    /// 3% 以上.
    pub label: String,
    /// Its points.
    pub points: i64,
    /// What falls here: 填报 4.52%, 审核 2.86%.
    pub marks: Vec<String>,
    /// Whether what was reviewed falls here.
    pub hit: bool,
}

/// A row of a record that proves an item: 一种谐波减速器, and what else is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Its first text.
    pub title: String,
    /// The other answers: 类别 发明专利.
    pub facts: Vec<String>,
}

fn cell(fact: &Fact, facts: &Facts, slot: Slot) -> String {
    match (facts.cell(slot), &fact.kind) {
        (Cell::Known(n), Kind::Money { .. }) => show::wan(n),
        (Cell::Known(n), Kind::Count { .. }) => show::count(n),
        (Cell::Known(n), kind) => show::sentence(&kind.show(n)),
        (Cell::Missing, _) => "未填".into(),
        (Cell::NotComputable(why), _) => show::sentence(why.label()),
    }
}

impl Figures {
    /// The figures behind an item.
    pub fn of(docket: &Docket<'_>, matter: Matter<'_>) -> Figures {
        let catalogue = &docket.policy.catalogue;
        let slots = matter.slots();
        let mut years: Vec<i16> = slots.iter().filter_map(|slot| docket.year(*slot)).collect();
        years.sort_unstable_by(|a, b| b.cmp(a));
        years.dedup();
        let (declared, reviewed) = (&docket.judged.declared_facts, &docket.judged.reviewed_facts);
        let shown = |fact: &Fact, slot: Slot| {
            let (was, now) = (cell(fact, declared, slot), cell(fact, reviewed, slot));
            Shown { reviewed: (was != now).then_some(now), declared: was }
        };
        let mut rows: Vec<FigureRow> = Vec::new();
        let mut seen = Vec::new();
        for slot in &slots {
            let fact = catalogue.fact_of(*slot);
            if seen.contains(&fact.id.as_str()) {
                continue;
            }
            seen.push(&fact.id);
            let of_year = |year: &i16| {
                let slot =
                    slots.iter().find(|s| catalogue.fact_of(**s).id == fact.id && docket.year(**s) == Some(*year));
                slot.map_or_else(Shown::default, |slot| shown(fact, *slot))
            };
            let cells = if fact.years > 0 { years.iter().map(of_year).collect() } else { vec![shown(fact, *slot)] };
            let unit = match &fact.kind {
                Kind::Money { .. } => "万元",
                Kind::Count { unit } => unit,
                _ => "",
            };
            rows.push(FigureRow { label: show::sentence(&fact.label), unit: unit.into(), cells, made: false });
        }
        if let Matter::Indicator(_, indicator) = matter
            && let Score::Bands(bands) = &indicator.score
            && let Some(label) = made(&bands.measure)
        {
            let (was, now) = (value(docket, bands, declared), value(docket, bands, reviewed));
            let one = Shown { reviewed: (was != now).then_some(now), declared: was };
            let rest = years.len().saturating_sub(1);
            let cells = [one].into_iter().chain(std::iter::repeat_n(Shown::default(), rest)).collect();
            rows.push(FigureRow { label: label.into(), unit: String::new(), cells, made: true });
        }
        let years =
            if years.is_empty() { vec![String::new()] } else { years.iter().map(|y| format!("{y}年")).collect() };
        Figures { years, rows }
    }
}

/// What a measure makes of several figures; nothing if it is one of them.
fn made(measure: &Measure) -> Option<&'static str> {
    match measure {
        Measure::Fact(_) => None,
        Measure::Sum(_) => Some("合计"),
        Measure::Mean(_) => Some("均值"),
        Measure::Ratio(..) => Some("占比"),
        Measure::Growth(..) => Some("增长率"),
        Measure::MeanGrowth(..) => Some("平均增长率"),
        Measure::CompoundGrowth { .. } => Some("复合增长率"),
        Measure::Count(_) => Some("项数"),
    }
}

fn value(docket: &Docket<'_>, bands: &Bands, facts: &Facts) -> String {
    let catalogue = &docket.policy.catalogue;
    let dimension = bands.measure.dimension(|slot| catalogue.info(slot).dimension);
    let borders: Vec<_> = bands.bands.iter().map(|band| band.bound).collect();
    match bands.fraction.value(facts) {
        Err(_) => "算不出".into(),
        Ok(_) if matches!(bands.measure, Measure::CompoundGrowth { .. }) => String::new(),
        // A ratio is a fraction of one; a share that was stated is kept in its own small units.
        Ok(value) if dimension == Dimension::Share && made(&bands.measure).is_some() => show::percent(value, &borders),
        Ok(value) => show::sentence(&show_ratio(value, dimension)),
    }
}

impl Scale {
    /// The scale of an item; nothing where points are given in another way.
    pub fn of(docket: &Docket<'_>, matter: Matter<'_>) -> Option<Scale> {
        let Matter::Indicator(_, indicator) = matter else { return None };
        let (declared, reviewed) = (&docket.judged.declared_facts, &docket.judged.reviewed_facts);
        match &indicator.score {
            Score::Bands(bands) => {
                let at = |facts: &Facts| {
                    let value = bands.fraction.value(facts).ok()?;
                    let hit = bands.bands.iter().position(|band| bands.op.holds(value.cmp(&band.bound)));
                    Some(hit.unwrap_or(bands.bands.len()))
                };
                let row = |label: String, points| ScaleRow { label, points, marks: vec![], hit: false };
                let sign = bands.op.sign();
                let mut rows: Vec<ScaleRow> = bands
                    .bands
                    .iter()
                    .map(|band| row(show::bound(&format!("{sign} {}", band.written)), band.points))
                    .collect();
                if let Some(last) = bands.bands.last() {
                    let beyond = if sign == "≥" { "<" } else { ">" };
                    rows.push(row(show::bound(&format!("{beyond} {}", last.written)), bands.otherwise));
                }
                let (was, now) = (value(docket, bands, declared), value(docket, bands, reviewed));
                Some(Scale(rows).marked(at(declared), at(reviewed), &was, &now))
            }
            Score::Classes { slot, points } => {
                let options = docket.policy.catalogue.fact_of(*slot).kind.options();
                let mut order: Vec<usize> = (0..options.len().min(points.len())).collect();
                order.sort_by_key(|place| -points[*place]);
                let rows = order.iter().map(|place| ScaleRow {
                    label: show::sentence(options[*place].1),
                    points: points[*place],
                    marks: vec![],
                    hit: false,
                });
                let at = |facts: &Facts| {
                    let place = usize::try_from(facts.known(*slot)?).ok()?;
                    order.iter().position(|one| *one == place)
                };
                Some(Scale(rows.collect()).marked(at(declared), at(reviewed), "", ""))
            }
            Score::Per { .. } | Score::BestOf(_) | Score::External(_) => None,
        }
    }

    fn marked(mut self, declared: Option<usize>, reviewed: Option<usize>, was: &str, now: &str) -> Scale {
        let mut mark = |at: Option<usize>, word: &str, value: &str| {
            if let Some(row) = at.and_then(|at| self.0.get_mut(at)) {
                row.marks.push(if value.is_empty() { word.to_owned() } else { format!("{word} {value}") });
            }
        };
        if (declared, was) == (reviewed, now) {
            mark(declared, "填报", was);
        } else {
            mark(declared, "填报", was);
            mark(reviewed, "审核", now);
        }
        if let Some(row) = reviewed.and_then(|at| self.0.get_mut(at)) {
            row.hit = true;
        }
        self
    }
}

/// Whether records decide a fact, so that another figure beside them would count for nothing.
pub fn by_records(docket: &Docket<'_>, fact: &Fact) -> bool {
    let function = fact.derived.as_deref().and_then(function);
    function.is_some_and(|function| {
        let records = &docket.filing.content.answers.records;
        function.reads.iter().any(|(record, _)| records.contains_key(*record))
    })
}

/// The records that an item is computed from.
pub fn records(docket: &Docket<'_>, matter: Matter<'_>) -> Vec<RecordRow> {
    let catalogue = &docket.policy.catalogue;
    let mut names: Vec<&str> = Vec::new();
    for slot in matter.slots() {
        let derived = catalogue.fact_of(slot).derived.as_deref().and_then(function);
        for (record, _) in derived.map_or(&[][..], |function| function.reads) {
            if !names.contains(record) {
                names.push(record);
            }
        }
    }
    let mut all = Vec::new();
    for name in names {
        let (Some(record), Some(rows)) = (catalogue.record(name), docket.filing.content.answers.records.get(name))
        else {
            continue;
        };
        for row in &rows.rows {
            let said = |id: &str| row.get(id).map(String::as_str).filter(|text| !text.is_empty());
            let title = said("title").unwrap_or(&record.label).to_owned();
            let others = record.fields.iter().filter(|field| field.id != "title");
            let facts =
                others.filter_map(|field| said(&field.id).map(|text| format!("{}：{text}", short(&field.label))));
            all.push(RecordRow { title, facts: facts.collect() });
        }
    }
    all
}

/// A label without what is explained in brackets.
fn short(label: &str) -> &str {
    label.split(['(', '（']).next().unwrap_or(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::sample::Gathered;

    #[test]
    fn what_was_adjusted_stands_beside_what_was_declared() {
        let gathered = Gathered::reviewing().unwrap();
        let docket = gathered.docket().unwrap();
        let matter = docket.matter("rd_share").unwrap();
        let figures = Figures::of(&docket, matter);
        assert_eq!(figures.years, ["2025年"]);
        let shown: Vec<(&str, &str, Option<&str>)> = figures
            .rows
            .iter()
            .map(|row| (row.label.as_str(), row.cells[0].declared.as_str(), row.cells[0].reviewed.as_deref()))
            .collect();
        let expected = [
            ("研发费用总额", "186.40", Some("118.20")),
            ("营业收入总额", "4,128.00", None),
            ("占比", "4.52%", Some("2.86%")),
        ];
        assert_eq!(shown, expected);
        let Scale(rows) = Scale::of(&docket, matter).unwrap();
        let marked: Vec<(i64, bool, String)> = rows
            .iter()
            .filter(|row| !row.marks.is_empty())
            .map(|row| (row.points, row.hit, row.marks.join("")))
            .collect();
        assert_eq!(marked, [(15, false, "填报 4.52%".into()), (10, true, "审核 2.86%".into())]);
        assert_eq!(rows.last().map(|row| row.label.as_str()), Some("不到 1%"));
    }

    #[test]
    fn a_value_on_the_border_takes_the_better_band() {
        let gathered = Gathered::reviewing().unwrap();
        let docket = gathered.docket().unwrap();
        let Scale(rows) = Scale::of(&docket, docket.matter("debt").unwrap()).unwrap();
        assert!(rows[0].hit && rows[0].points == 10);
        assert_eq!(rows[2].label.replace('\u{a0}', " "), "超过 75%");
    }

    #[test]
    fn records_decide_and_are_shown() {
        let gathered = Gathered::reviewing().unwrap();
        let docket = gathered.docket().unwrap();
        let matter = docket.matter("ip").unwrap();
        let all = records(&docket, matter);
        assert_eq!(all.len(), 1);
        assert!(all[0].title.contains("谐波减速器") && all[0].facts[0] == "类别：发明专利");
        let fact = |id| docket.policy.catalogue.fact(id).map(|(_, fact)| fact).unwrap();
        assert!(by_records(&docket, fact("ip_class")) && !by_records(&docket, fact("institution_level")));
        let Scale(rows) = Scale::of(&docket, matter).unwrap();
        assert_eq!(rows.iter().find(|row| row.hit).map(|row| row.points), Some(15));
    }
}
