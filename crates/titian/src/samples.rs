//! `titian samples`: a table of openly synthetic enterprises, judged on all three tiers.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use jiff::civil::{Date, date};
use titian_rulebook::explain::{Judgement, Report};
use titian_rulebook::tier::{Purpose, Tier};

use crate::files;
use crate::judge::one;
use crate::question::Question;
use crate::terminal::{Cell, Paint, Tone, cell, cut, table};

/// An interesting day: the revised national measures have been in force for half a year.
const DAY: Date = date(2026, 10, 15);

#[derive(clap::Args)]
pub struct Args {
    /// 判定日
    #[arg(long, value_name = "日期", default_value_t = DAY)]
    on: Date,
}

/// A sample that ships with the binary: file name and text.
macro_rules! samples {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../../../samples/", $name)))),*] };
}

/// Openly synthetic enterprises, one a city.
const SAMPLES: &[(&str, &str)] = samples![
    "nanning.toml",
    "liuzhou.toml",
    "guilin.toml",
    "wuzhou.toml",
    "beihai.toml",
    "fangchenggang.toml",
    "qinzhou.toml",
    "guigang.toml",
    "yulin.toml",
    "baise.toml",
    "hezhou.toml",
    "hechi.toml",
    "laibin.toml",
    "chongzuo.toml",
];

pub fn run(args: &Args, policy: Option<&Path>) -> Result<ExitCode> {
    let policy = files::policy(policy)?;
    let paint = Paint::stdout();
    let question = Question { tier: None, edition: None, purpose: Purpose::Apply, on: Some(args.on) };
    let mut rows = vec![heading()];
    let mut reached = [0usize; 3];
    let mut standards: Vec<String> = Vec::new();
    for (file, text) in SAMPLES {
        let dossier = files::dossier_of(&policy, file, text)?;
        let judgement = one::judgement(&policy, &dossier, &question)?;
        for (count, tier) in reached.iter_mut().zip(Tier::ALL) {
            *count += usize::from(of(&judgement, tier).is_some_and(|report| report.outcome.id == "passes"));
        }
        rows.push(row(file, &judgement));
        standards = judgement.assessments.iter().map(|report| report.standard.basis.clone()).collect();
    }
    println!("{}", paint.tone(Tone::Strong, &format!("梯田 · 优质中小企业梯度培育 · 判定日 {}", args.on)));
    let standards = standards.join("、");
    println!("{}", paint.tone(Tone::Quiet, &format!("以下企业全部为虚构示例。各层依次按 {standards} 判定。")));
    println!();
    print!("{}", table(paint, &rows));
    println!();
    println!(
        "{} 家示例中,达到创新型 {} 家、专精特新 {} 家、“小巨人” {} 家。",
        SAMPLES.len(),
        reached[0],
        reached[1],
        reached[2]
    );
    println!("看一家的每一分理由:titian judge samples/{}", SAMPLES.first().map_or("", |(file, _)| file));
    Ok(ExitCode::SUCCESS)
}

fn heading() -> Vec<Cell> {
    let strong = |text: &str| cell(text).tone(Tone::Strong);
    vec![
        strong("企业"),
        strong("城市"),
        strong("规模"),
        strong("创新型"),
        strong("得分").right(),
        strong("专精特新"),
        strong("小巨人"),
        strong("下一步要补的"),
        strong("档案"),
    ]
}

fn of(judgement: &Judgement, tier: Tier) -> Option<&Report> {
    judgement.assessments.iter().find(|report| report.tier.id == tier.id())
}

fn row(file: &str, judgement: &Judgement) -> Vec<Cell> {
    let outcome = |tier: Tier| match of(judgement, tier) {
        None => cell("通知未定").tone(Tone::Open),
        Some(report) => {
            let (sign, tone) = match report.outcome.id.as_str() {
                "passes" => ("✓", Tone::Good),
                "fails" => ("✗", Tone::Bad),
                _ => ("○", Tone::Open),
            };
            cell(format!("{sign} {}", report.outcome.label)).tone(tone)
        }
    };
    let points = of(judgement, Tier::Innovative)
        .and_then(|report| report.points)
        .map_or(String::new(), |p| if p.low == p.high { p.low.to_string() } else { format!("{}~{}", p.low, p.high) });
    let size = judgement.enterprise.size.first().cloned().unwrap_or_default();
    vec![
        cell(&judgement.enterprise.name),
        cell(&judgement.enterprise.city),
        cell(size),
        outcome(Tier::Innovative),
        cell(points).right(),
        outcome(Tier::Specialised),
        outcome(Tier::LittleGiant),
        cell(cut(&wanting(judgement), 44)).tone(Tone::Quiet),
        cell(file.trim_end_matches(".toml")).tone(Tone::Quiet),
    ]
}

/// What the lowest tier that is not yet reached still wants.
fn wanting(judgement: &Judgement) -> String {
    let Some(report) = judgement.assessments.iter().find(|report| report.outcome.id != "passes") else {
        return "三层均已达到".into();
    };
    let unmet = report.unmet.iter().map(|one| one.label.as_str());
    let needs = report.needs.iter().map(|need| need.label.as_str());
    let what: Vec<&str> = unmet.chain(needs).collect();
    format!("{}:{}", if report.unmet.is_empty() { "待定" } else { "缺" }, what.join(";"))
}
