//! No number of the policy is without effect. Every number of every standard and of its gates is changed, one at a
//! time, in a copy of the policy; the row judge's answers must change with it, and columns and SQL must follow row by row. A number
//! that moves nobody is named with its file and line.

use std::ops::Range;

use titian_rulebook::borders::Borders;
use titian_rulebook::facts::Facts;
use titian_rulebook::judge::{Edition, judge};
use titian_rulebook::policy::{Policy, Source, embedded, overlay};
use titian_rulebook::population::Population;
use titian_rulebook::sql;
use titian_stories::{Answer, Database, answer, columnar, editions, name};
use toml_edit::{Document, Item, Value};

const ROWS: usize = 800;

/// A number as it stands in a file.
#[derive(Debug, Clone)]
pub struct Number {
    /// Where, without the quotation marks of a text.
    span: Range<usize>,
    /// Keys and places that lead to it.
    path: Vec<String>,
    /// As written.
    written: String,
}

/// Texts in place of others.
pub type Edits = Vec<(Range<usize>, String)>;

#[tokio::test]
async fn every_number_of_every_standard_moves_somebody_and_sql_moves_along() {
    let policy = Policy::shipped().unwrap();
    let mut database = Database::sqlite().await.unwrap();
    database.execute(&sql::ddl(&policy.catalogue, database.engine())).await.unwrap();
    let editions = editions(&policy);
    let mut idle = Vec::new();
    let mut moved = 0;
    for file in embedded().iter().filter(|file| is_judged_by(&file.path)) {
        let document = Document::parse(file.text.as_str()).unwrap();
        let id = document["id"].as_str().unwrap();
        let mut left = numbers(&document);
        let ours = editions.iter().filter(|e| e.standard.id == id || e.gates.id == id).collect::<Vec<_>>();
        assert!(!ours.is_empty(), "{id} is never applied");
        for edition in ours {
            if left.is_empty() {
                break;
            }
            let mut crowd = Crowd::of(edition, &policy, &mut database).await;
            let mut still = Vec::new();
            for number in left {
                if crowd.moves(file, &document, &number).await {
                    moved += 1;
                } else {
                    still.push(number);
                }
            }
            left = still;
        }
        idle.extend(left.iter().map(|number| line(file, number)));
    }
    assert!(idle.is_empty(), "these numbers could be changed and nobody would notice:\n{}", idle.join("\n"));
    assert!(moved > 150, "{moved} numbers were changed");
}

/// Definitions turn records into facts before anything is judged: see `definitions`.
fn is_judged_by(path: &str) -> bool {
    (path.starts_with("standards/") && !path.ends_with("definitions.toml")) || path.starts_with("gates/")
}

/// Enterprises on the borders of an edition, in the database, and what they are told.
struct Crowd<'a> {
    edition: &'a Edition,
    rows: Vec<Facts>,
    answers: Vec<Answer>,
    database: &'a mut Database,
}

impl<'a> Crowd<'a> {
    async fn of(edition: &'a Edition, policy: &Policy, database: &'a mut Database) -> Crowd<'a> {
        let borders = Borders::of(edition, &policy.catalogue);
        let rows = borders.rows(2022, ROWS);
        database.fill(&policy.catalogue, borders.slots(), &rows).await.unwrap();
        let answers = rows.iter().map(|facts| answer(&judge(edition, facts))).collect();
        Crowd { edition, rows, answers, database }
    }

    /// Whether some change of this number is noticed. SQL must notice the same.
    async fn moves(&mut self, file: &Source, document: &Document<&str>, number: &Number) -> bool {
        for edits in changes(document, number) {
            let over = vec![Source { path: file.path.clone(), text: edited(&file.text, edits) }];
            let Ok(policy) = Policy::read(&overlay(embedded(), over)) else { continue };
            let (standard, gates) = (&self.edition.standard.id, &self.edition.gates.id);
            let Some(changed) = policy.edition_of(standard, gates, self.edition.purpose) else { continue };
            if number.path.ends_with(&["fresh_days".into()]) {
                // How old a check may be is asked when a case is decided, not when facts are judged.
                let days =
                    |edition: &Edition| edition.gates.gates.iter().map(|gate| gate.fresh_days).collect::<Vec<_>>();
                return days(&changed) != days(self.edition);
            }
            let answers: Vec<Answer> = self.rows.iter().map(|facts| answer(&judge(&changed, facts))).collect();
            if answers == self.answers {
                continue;
            }
            let population = Population::of_rows(&policy.catalogue, &self.rows);
            assert!(answers == columnar(&changed, &population), "{} {number:?}: columns differ", name(&changed));
            let statement = sql::statement(&changed, &policy.catalogue, self.database.engine()).unwrap();
            let (_, said) = self.database.answers(&statement).await.unwrap();
            let differs = answers.iter().zip(&said).position(|(row, sql)| row != sql);
            assert!(answers == said, "{} {number:?}: row {differs:?} differs in SQL", name(&changed));
            return true;
        }
        false
    }
}

/// `standards/…toml:17: 5% at indicator.1.at_least.0.0`.
pub fn line(file: &Source, number: &Number) -> String {
    let line = 1 + file.text[..number.span.start].matches('\n').count();
    format!("{}:{line}: {} at {}", file.path, number.written, number.path.join("."))
}

/// Every number of a file, those of its prose left out.
pub fn numbers(document: &Document<&str>) -> Vec<Number> {
    let mut found = Vec::new();
    for (key, item) in document.iter() {
        in_item(item, vec![key.to_owned()], &mut found);
    }
    found
}

fn in_item(item: &Item, path: Vec<String>, found: &mut Vec<Number>) {
    let below = |key: &str| path.iter().cloned().chain([key.to_owned()]).collect::<Vec<_>>();
    match item {
        Item::None => {}
        Item::Value(value) => in_value(value, path, found),
        Item::Table(table) => table.iter().for_each(|(key, item)| in_item(item, below(key), found)),
        Item::ArrayOfTables(tables) => {
            for (at, table) in tables.iter().enumerate() {
                for (key, item) in table {
                    in_item(item, [below(&at.to_string()), vec![key.to_owned()]].concat(), found);
                }
            }
        }
    }
}

fn in_value(value: &Value, path: Vec<String>, found: &mut Vec<Number>) {
    const PROSE: [&str; 10] = ["id", "label", "title", "basis", "source", "article", "note", "verdict", "term", "says"];
    if path.last().is_some_and(|key| PROSE.contains(&key.as_str())) {
        return;
    }
    let below = |key: &str| path.iter().cloned().chain([key.to_owned()]).collect::<Vec<_>>();
    let span = value.span().unwrap_or_default();
    match value {
        Value::Integer(n) => found.push(Number { span, path, written: n.value().to_string() }),
        Value::String(text) if is_amount(text.value()) || years(text.value()).is_some() => {
            found.push(Number { span: span.start + 1..span.end - 1, path, written: text.value().clone() });
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, value)| in_value(value, below(&at.to_string()), found));
        }
        Value::InlineTable(table) => table.iter().for_each(|(key, value)| in_value(value, below(key), found)),
        _ => {}
    }
}

/// `5%`, `500万元`, `2年`, `3`.
fn is_amount(text: &str) -> bool {
    let unit = text.trim_start_matches('-').trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && ["", "%", "元", "万元", "亿元", "个月", "年", "分"].contains(&unit)
}

/// `equity_raised.2y`: the fact and the years that are added up.
fn years(text: &str) -> Option<(&str, i64)> {
    let (fact, years) = text.rsplit_once('.')?;
    Some((fact, years.strip_suffix('y')?.parse().ok()?))
}

/// Ways to change a number, the plainest first. Some do not load (bands out of order, points that do not add up).
pub fn changes(document: &Document<&str>, number: &Number) -> Vec<Edits> {
    let alone = |text: String| vec![(number.span.clone(), text)];
    if let Some((fact, years)) = years(&number.written) {
        return vec![
            alone(format!("{fact}.{}y", years + 1)),
            alone(format!("{fact}.{}y", years - 1)),
            alone(format!("{fact}.y1")),
        ];
    }
    let unit = number.written.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    let figure: i64 = number.written.trim_end_matches(unit).parse().expect("thresholds here are whole numbers");
    let mut ways: Vec<Edits> = [1, -1].map(|step| alone(format!("{}{unit}", figure + step))).into();
    ways.extend([-1, 1].into_iter().filter_map(|step| with_its_sum(document, number, step)));
    ways
}

/// Full marks are changed together: every number of the indicator that equals its `max`, and the `max` of its group.
fn with_its_sum(document: &Document<&str>, number: &Number, step: i64) -> Option<Edits> {
    let all = numbers(document);
    let get = |list: &str, at: usize, key: &str| document.get(list)?.as_array_of_tables()?.get(at)?.get(key);
    let place: usize = number.path.get(1)?.parse().ok()?;
    let (group, indicator) = match number.path.first()?.as_str() {
        "indicator" => (get("indicator", place, "group")?.as_str()?, place),
        "group" => {
            let group = get("group", place, "id")?.as_str()?;
            let mut places = 0..document.get("indicator")?.as_array_of_tables()?.len();
            (group, places.find(|at| get("indicator", *at, "group").and_then(Item::as_str) == Some(group))?)
        }
        _ => return None,
    };
    let mut groups = 0..document.get("group")?.as_array_of_tables()?.len();
    let group = groups.find(|at| get("group", *at, "id").and_then(Item::as_str) == Some(group))?;
    let max = get("indicator", indicator, "max")?.as_integer()?;
    let ours = |other: &&Number| {
        let path: Vec<&str> = other.path.iter().map(String::as_str).collect();
        let in_indicator = path.starts_with(&["indicator", &indicator.to_string()]) && other.written == max.to_string();
        in_indicator || path == ["group", &group.to_string(), "max"]
    };
    let change = |other: &Number| Some((other.span.clone(), (other.written.parse::<i64>().ok()? + step).to_string()));
    all.iter().filter(ours).map(change).collect()
}

pub fn edited(text: &str, mut edits: Edits) -> String {
    edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    edits.into_iter().fold(text.to_owned(), |mut text, (span, new)| {
        text.replace_range(span, &new);
        text
    })
}
