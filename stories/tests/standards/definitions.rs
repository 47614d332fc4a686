//! No number of an annex of definitions is without effect: changed one at a time, each moves a fact of some dossier
//! that sits on a border. On the facts so derived, SQL answers as the row judge does.

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use titian_rulebook::borders::Borders;
use titian_rulebook::dossier::Dossier;
use titian_rulebook::facts::Facts;
use titian_rulebook::judge::{Edition, judge};
use titian_rulebook::policy::{Policy, Source, embedded, overlay};
use titian_rulebook::source::parse_json;
use titian_rulebook::sql;
use titian_stories::{Answer, Database, answer, editions, name};
use toml_edit::Document;

use super::numbers::{changes, edited, line, numbers};

const ON: Date = date(2026, 6, 15);

#[tokio::test]
async fn every_number_of_the_definitions_moves_a_fact() {
    let policy = Policy::shipped().unwrap();
    let dossiers = dossiers(&policy);
    let editions = editions(&policy);
    let mut idle = Vec::new();
    for file in embedded().iter().filter(|file| file.path.ends_with("/definitions.toml")) {
        let document = Document::parse(file.text.as_str()).unwrap();
        let id = document["id"].as_str().unwrap();
        let edition = editions.iter().find(|e| e.standard.definitions.id == id).expect("definitions that are applied");
        let before = facts(&policy, edition, &dossiers);
        for number in numbers(&document) {
            let moved = changes(&document, &number).into_iter().any(|edits| {
                let over = vec![Source { path: file.path.clone(), text: edited(&file.text, edits) }];
                Policy::read(&overlay(embedded(), over)).is_ok_and(|policy| {
                    let changed = policy.edition_of(&edition.standard.id, &edition.gates.id, edition.purpose).unwrap();
                    facts(&policy, &changed, &dossiers) != before
                })
            });
            if !moved {
                idle.push(line(file, &number));
            }
        }
    }
    assert!(idle.is_empty(), "these numbers could be changed and nobody would notice:\n{}", idle.join("\n"));
}

#[tokio::test]
async fn sql_answers_as_the_row_judge_does_on_derived_facts() {
    let policy = Policy::shipped().unwrap();
    let dossiers = dossiers(&policy);
    let mut database = Database::sqlite().await.unwrap();
    database.execute(&sql::ddl(&policy.catalogue, database.engine())).await.unwrap();
    for edition in &editions(&policy) {
        let rows = facts(&policy, edition, &dossiers);
        let slots = Borders::of(edition, &policy.catalogue).slots().to_vec();
        database.fill(&policy.catalogue, &slots, &rows).await.unwrap();
        let statement = sql::statement(edition, &policy.catalogue, database.engine()).unwrap();
        let (_, said) = database.answers(&statement).await.unwrap();
        let binding: Vec<Answer> = rows.iter().map(|facts| answer(&judge(edition, facts))).collect();
        assert!(binding == said, "{}", name(edition));
    }
}

fn facts(policy: &Policy, edition: &Edition, dossiers: &[Dossier]) -> Vec<Facts> {
    dossiers.iter().map(|dossier| policy.facts(dossier, edition, ON)).collect()
}

/// One record each, dated around every period the definitions name, or with a figure around a threshold.
fn dossiers(policy: &Policy) -> Vec<Dossier> {
    let mut texts = Vec::new();
    for months in [11, 12, 13, 23, 24, 25, 35, 36, 37, 119, 120, 121] {
        for days in -1..=1 {
            let day = ON.checked_sub(Span::new().months(months)).unwrap().checked_add(days.days()).unwrap();
            let right = r#""related": "yes", "own": "yes", "holder_rank": "1""#;
            texts.extend([
                format!(r#"{{"ip_right": [{{"kind": "utility_model", "granted": "{day}", {right}}}]}}"#),
                format!(r#"{{"ip_right": [{{"kind": "invention", "granted": "{day}", {right}}}]}}"#),
                format!(r#"{{"ip_right": [{{"kind": "invention", "granted": "2018-01-01", "transferred": "{day}", {right}}}]}}"#),
                format!(r#"{{"award": [{{"level": "national", "date": "{day}", "rank": "2"}}]}}"#),
                format!(r#"{{"contest": [{{"date": "{day}", "rank": "30"}}]}}"#),
                format!(r#"{{"violation": [{{"kind": "safety", "date": "{day}", "major": "yes"}}]}}"#),
            ]);
        }
    }
    texts.extend((1..=5).map(|rank| {
        let right = format!(r#""granted": "2024-01-01", "related": "yes", "own": "yes", "holder_rank": "{rank}""#);
        format!(r#"{{"ip_right": [{{"kind": "invention", {right}}}]}}"#)
    }));
    texts.extend(["29", "30", "31"].map(|sold| {
        let round = format!(r#""date": "2025-05-01", "paid_in": "6000", "qualified": "yes", "share_sold": "{sold}""#);
        format!(r#"{{"financing_round": [{{{round}}}]}}"#)
    }));
    texts.extend(
        ["19.99", "20", "39.99", "40", "59.99", "60", "79.99", "80"]
            .map(|score| format!(r#"{{"digital_score": "{score}"}}"#)),
    );
    let read = |text: &String| {
        let root = parse_json("dossier.json", text).unwrap();
        Dossier::read(&policy.catalogue, "dossier.json", &root)
            .unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
    };
    texts.iter().map(read).collect()
}
