//! `titian rulebook show`: the policy as an official would read it aloud.

use std::process::ExitCode;

use anyhow::{Result, anyhow};
use titian_rulebook::catalogue::Kind;
use titian_rulebook::explain::{in_words, score_in_words};
use titian_rulebook::policy::Policy;
use titian_rulebook::standard::{Clause, Standard};

use crate::terminal::{Paint, Tone, cell, table};

pub fn run(policy: &Policy, what: Option<&str>) -> Result<ExitCode> {
    let paint = Paint::stdout();
    match what {
        None => contents(paint, policy),
        Some("facts") => facts(paint, policy),
        Some(id) => match (policy.standards.get(id), policy.gates.get(id)) {
            (Some(one), _) => standard(paint, policy, one),
            (_, Some(gates)) => {
                println!("{}  {}", paint.tone(Tone::Strong, &gates.title), gates.basis);
                clauses(paint, policy, &gates.gates);
            }
            _ => return Err(anyhow!("没有“{id}”;不写参数可以看到目录")),
        },
    }
    Ok(ExitCode::SUCCESS)
}

fn contents(paint: Paint, policy: &Policy) {
    let heading = |text: &str| println!("{}", paint.tone(Tone::Strong, text));
    heading("标准");
    let rows: Vec<_> = policy
        .standards
        .values()
        .map(|s| vec![cell("  "), cell(&s.id), cell(&s.title), cell(&s.basis).tone(Tone::Quiet)])
        .collect();
    print!("{}", table(paint, &rows));
    heading("门槛");
    let rows: Vec<_> = policy
        .gates
        .values()
        .map(|g| vec![cell("  "), cell(&g.id), cell(&g.title), cell(&g.basis).tone(Tone::Quiet)])
        .collect();
    print!("{}", table(paint, &rows));
    heading("事实目录");
    println!("  facts  {} 项,{} 种记录", policy.catalogue.facts.len(), policy.catalogue.records.len());
}

fn facts(paint: Paint, policy: &Policy) {
    let catalogue = &policy.catalogue;
    for (at, section) in catalogue.sections.iter().enumerate() {
        println!("{}", paint.tone(Tone::Strong, &section.label));
        let rows: Vec<_> = catalogue
            .facts
            .iter()
            .filter(|fact| fact.section == at)
            .map(|fact| {
                let years = if fact.years > 0 { format!("近 {} 年", fact.years) } else { String::new() };
                vec![cell("  "), cell(&fact.id), cell(&fact.label), cell(kind(&fact.kind)), cell(years)]
            })
            .collect();
        print!("{}", table(paint, &rows));
        for record in catalogue.records.iter().filter(|record| record.section == at) {
            println!("  {}  {}(可填多条)", record.id, record.label);
            let rows: Vec<_> = record
                .fields
                .iter()
                .map(|field| vec![cell("    "), cell(&field.id), cell(&field.label), cell(kind(&field.kind))])
                .collect();
            print!("{}", table(paint, &rows));
        }
    }
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Money { unit } => format!("金额({unit})"),
        Kind::Share => "百分比".into(),
        Kind::Count { unit } => format!("整数({unit})"),
        Kind::Months => "月数".into(),
        Kind::Score => "得分".into(),
        Kind::YesNo => "是/否".into(),
        Kind::Choice { options, .. } => {
            options.iter().map(|o| format!("{}({})", o.label, o.id)).collect::<Vec<_>>().join(" / ")
        }
        Kind::Date => "日期".into(),
        Kind::Text => "文字".into(),
    }
}

fn standard(paint: Paint, policy: &Policy, standard: &Standard) {
    println!("{}  {}", paint.tone(Tone::Strong, &standard.title), standard.basis);
    println!("自 {} 起可用。来源:{}", standard.from, standard.source);
    if let Some(pass) = standard.pass {
        let groups: Vec<String> = standard
            .groups
            .iter()
            .filter(|group| group.pass > 0)
            .map(|group| format!("{}不低于 {} 分", group.label, group.pass))
            .collect();
        println!("总分不低于 {pass} 分{}{}", if groups.is_empty() { "" } else { ",其中" }, groups.join("、"));
    }
    for indicator in &standard.indicators {
        println!("  {} {}(满分 {})", paint.tone(Tone::Quiet, &indicator.article), indicator.label, indicator.max);
        println!("      {}", score_in_words(&policy.catalogue, &indicator.score));
    }
    if !standard.conditions.is_empty() {
        println!("条件(须同时满足)");
        clauses(paint, policy, &standard.conditions);
    }
    if !standard.routes.is_empty() {
        println!("直通条件(满足任一,可替代得分)");
        clauses(paint, policy, &standard.routes);
    }
    for (term, says) in &standard.definitions.notes {
        println!("{}", paint.tone(Tone::Quiet, &format!("释义 {term}:{says}")));
    }
}

fn clauses(paint: Paint, policy: &Policy, clauses: &[Clause]) {
    for clause in clauses {
        println!("  {} {}", paint.tone(Tone::Quiet, &clause.article), clause.label);
        println!("      {}", in_words(&policy.catalogue, &clause.condition));
        if !clause.note.is_empty() {
            println!("      {}", paint.tone(Tone::Quiet, &format!("注:{}", clause.note)));
        }
    }
}
