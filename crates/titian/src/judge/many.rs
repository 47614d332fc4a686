//! A table of many enterprises: read, judged by columns, written; in numbers on the screen, row by row in the file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use titian_rulebook::explain::{Named, UndecidedTier};
use titian_rulebook::judge::Edition;
use titian_rulebook::policy::Policy;
use titian_tables::{Loaded, Note, Options, Reject};

use super::Format;
use super::batch::{Batch, batch};
use crate::question::Question;
use crate::terminal::{Paint, Tone, cell, table};

/// So many notes and rejects are shown; all of them are counted, and rejects have a file of their own.
const SHOWN: usize = 10;

/// What only a table takes.
#[derive(clap::Args)]
#[group(id = "table")]
pub struct Args {
    /// 逐家的结果写到这个文件(.csv、.xlsx、.parquet);判几个层次就写几个文件
    #[arg(long, value_name = "文件")]
    out: Option<PathBuf>,
    /// 读不了的行写到这个文件(.csv):行号、列、内容、问题
    #[arg(long, value_name = "文件", requires = "keep_going")]
    rejects: Option<PathBuf>,
    /// 有问题的行跳过,其余照判;不写则遇到第一个问题就停
    #[arg(long)]
    keep_going: bool,
    /// 事实目录中没有的列跳过;不写则报错
    #[arg(long)]
    ignore_unknown: bool,
    /// 在标准错误输出上用一行 JSON 写出读、判、写各用几秒
    #[arg(long)]
    timings: bool,
}

impl Args {
    /// The first option that was given.
    pub fn used(&self) -> Option<&'static str> {
        let given = [
            (self.out.is_some(), "--out"),
            (self.rejects.is_some(), "--rejects"),
            (self.keep_going, "--keep-going"),
            (self.ignore_unknown, "--ignore-unknown"),
            (self.timings, "--timings"),
        ];
        given.iter().find(|(given, _)| *given).map(|(_, option)| *option)
    }
}

/// What `titian judge TABLE --format json` prints.
#[derive(Serialize, schemars::JsonSchema)]
pub struct Summary {
    /// `titian/judgements/1`.
    format: &'static str,
    /// The table, as it was named.
    file: String,
    /// Enterprises judged.
    rows: usize,
    /// Rows left out.
    rejected_rows: usize,
    /// The first of the reasons.
    rejects: Vec<Problem>,
    /// Things to look at again, in all.
    notes_total: u64,
    /// The first of them.
    notes: Vec<Problem>,
    /// Columns passed over.
    ignored_columns: Vec<String>,
    /// What each edition says of all of them together.
    tiers: Vec<TierSummary>,
    /// Tiers for which the rulebook does not say which standard applies.
    undecided: Vec<UndecidedTier>,
}

#[derive(Serialize, schemars::JsonSchema)]
struct TierSummary {
    /// The tier.
    tier: Named,
    /// Id of the standard.
    standard: String,
    /// Document and annex.
    basis: String,
    /// How many reach it.
    passes: usize,
    /// How many do not, however the open questions are answered.
    fails: usize,
    /// How many depend on what is not known.
    undetermined: usize,
    /// The file with a row for each, if one was asked for.
    out: Option<String>,
}

#[derive(Serialize, schemars::JsonSchema)]
struct Problem {
    /// The row as a spreadsheet counts it (the header is row 1); none if the whole file is meant.
    row: Option<u64>,
    /// The column's heading; empty if the whole row is meant.
    column: String,
    /// What is wrong and what to write instead.
    message: String,
}

/// Seconds, as one line of JSON.
#[derive(Serialize, Default)]
struct Timings {
    rows: usize,
    load_seconds: f64,
    judge_seconds: f64,
    write_seconds: f64,
}

pub fn run(policy: &Policy, file: &Path, question: &Question, format: Format, args: &Args) -> Result<ExitCode> {
    let on = question.on();
    let (mut editions, mut undecided): (Vec<Edition>, Vec<UndecidedTier>) = (vec![], vec![]);
    for tier in question.tiers(policy)? {
        match policy.edition(tier, question.purpose, on, question.edition.as_deref()) {
            Ok(edition) => editions.push(edition),
            Err(gap) => undecided.push(UndecidedTier {
                tier: Named { id: tier.id().into(), label: tier.label().into() },
                reason: gap.reason,
                candidates: gap.candidates,
            }),
        }
    }
    let targets = editions.iter().map(|edition| args.target(edition, editions.len())).collect::<Result<Vec<_>>>()?;
    if let Some(target) = targets.iter().flatten().find(|target| same_file(target, file)) {
        return Err(anyhow!("{} 就是要判定的文件,结果请写到别的文件", target.display()));
    }
    let mut timings = Timings::default();
    let mut summary = Summary::of(file, undecided);
    let mut loaded: Option<(&Edition, Loaded)> = None;
    for (edition, target) in editions.iter().zip(targets) {
        // Figures follow from others as an edition defines them: another definition reads the table anew.
        let known = loaded.take().filter(|(of, _)| of.standard.definitions == edition.standard.definitions);
        let first = loaded.is_none() && summary.tiers.is_empty();
        let table = match known {
            Some((_, table)) => table,
            None => timed(&mut timings.load_seconds, || load(policy, edition, file, question, args))?,
        };
        if first {
            summary.reading(&table);
            timings.rows = table.population.rows();
            if let Some(rejects) = &args.rejects {
                timed(&mut timings.write_seconds, || titian_tables::write_rejects(rejects, &table.rejects))?;
            }
        }
        let verdicts = timed(&mut timings.judge_seconds, || batch(edition, &table))?;
        if let Some(target) = &target {
            let write = || titian_tables::write(target, &verdicts.results(&table, &verdicts.groups()));
            timed(&mut timings.write_seconds, write)?;
        }
        summary.tiers.push(TierSummary::of(edition, &verdicts, target.as_deref()));
        loaded = Some((edition, table));
    }
    match format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&summary)?),
        Format::Text => print!("{}", summary.text(Paint::stdout(), args)),
    }
    if args.timings {
        eprintln!("{}", serde_json::to_string(&timings)?);
    }
    Ok(ExitCode::from(u8::from(summary.rejected_rows > 0)))
}

/// Reads the table, with a bar while a person waits.
fn load(policy: &Policy, edition: &Edition, file: &Path, question: &Question, args: &Args) -> Result<Loaded> {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("读取 {bar:40} {percent:>3}% 还需 {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let progress = |done: u64, all: u64| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let options = Options {
        keep_going: args.keep_going,
        ignore_unknown: args.ignore_unknown,
        progress: Some(&progress),
        ..Options::new(question.on(), &edition.standard.definitions, &policy.sizes)
    };
    let loaded = titian_tables::read(file, &policy.catalogue, &options);
    bar.finish_and_clear();
    Ok(loaded?)
}

impl Args {
    /// Where the results of one edition go: with several tiers each has its own file, `结果.innovative.csv`.
    fn target(&self, edition: &Edition, editions: usize) -> Result<Option<PathBuf>> {
        let Some(out) = &self.out else { return Ok(None) };
        if editions == 1 {
            return Ok(Some(out.clone()));
        }
        let (Some(stem), Some(ending)) = (out.file_stem(), out.extension()) else {
            return Err(anyhow!("{}:请写出结果文件的扩展名 .csv、.xlsx 或 .parquet", out.display()));
        };
        let name = format!("{}.{}.{}", stem.to_string_lossy(), edition.standard.tier.id(), ending.to_string_lossy());
        Ok(Some(out.with_file_name(name)))
    }
}

/// Whether two paths lead to one file that is there.
fn same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// Does `work`, adding the time it took.
fn timed<T>(seconds: &mut f64, work: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let done = work();
    *seconds += Duration::as_secs_f64(&begin.elapsed());
    done
}

impl Summary {
    fn of(file: &Path, undecided: Vec<UndecidedTier>) -> Summary {
        Summary {
            format: "titian/judgements/1",
            file: file.display().to_string(),
            rows: 0,
            rejected_rows: 0,
            rejects: vec![],
            notes_total: 0,
            notes: vec![],
            ignored_columns: vec![],
            tiers: vec![],
            undecided,
        }
    }

    fn reading(&mut self, table: &Loaded) {
        let mut rows: Vec<u64> = table.rejects.iter().map(|reject| reject.row).collect();
        rows.dedup();
        self.rows = table.population.rows();
        self.rejected_rows = rows.len();
        self.rejects = table.rejects.iter().take(SHOWN).map(Problem::of_reject).collect();
        self.notes_total = table.notes.total;
        self.notes = table.notes.first.iter().take(SHOWN).map(Problem::of_note).collect();
        self.ignored_columns = table.ignored.clone();
    }

    fn text(&self, paint: Paint, args: &Args) -> String {
        let mut text = String::new();
        let mut line = |line: String| {
            text.push_str(line.trim_end());
            text.push('\n');
        };
        line(paint.tone(Tone::Strong, &format!("{}:判定 {} 家企业", self.file, self.rows)));
        let rows: Vec<_> =
            std::iter::once(TierSummary::heading()).chain(self.tiers.iter().map(TierSummary::row)).collect();
        if !self.tiers.is_empty() {
            table(paint, &rows).lines().for_each(|row| line(row.into()));
        }
        for gap in &self.undecided {
            line(paint.tone(Tone::Open, &format!("{}没有判定:{}", gap.tier.label, gap.reason)));
            if !gap.candidates.is_empty() {
                line(format!("  可用 --edition 指定:{}", gap.candidates.join("、")));
            }
        }
        for tier in &self.tiers {
            if let Some(out) = &tier.out {
                line(format!("{}的逐家结果:{out}", tier.tier.label));
            }
        }
        if !self.ignored_columns.is_empty() {
            line(format!("没有使用的列:{}", self.ignored_columns.join("、")));
        }
        if self.rejected_rows > 0 {
            line(paint.tone(Tone::Bad, &format!("跳过 {} 行:", self.rejected_rows)));
            self.rejects.iter().for_each(|problem| line(format!("  {}", problem.line())));
            match &args.rejects {
                Some(file) => line(format!("  全部原因见 {}", file.display())),
                None => line("  全部原因可用 --rejects 文件.csv 写出".into()),
            }
        }
        if self.notes_total > 0 {
            line(paint.tone(Tone::Open, &format!("请再核对 {} 处:", self.notes_total)));
            self.notes.iter().for_each(|problem| line(format!("  {}", problem.line())));
        }
        text
    }
}

impl TierSummary {
    fn of(edition: &Edition, verdicts: &Batch<'_>, out: Option<&Path>) -> TierSummary {
        let tally = verdicts.tally();
        TierSummary {
            tier: Named { id: edition.standard.tier.id().into(), label: edition.standard.tier.label().into() },
            standard: edition.standard.id.clone(),
            basis: edition.standard.basis.clone(),
            passes: tally.passes,
            fails: tally.fails,
            undetermined: tally.undetermined,
            out: out.map(|out| out.display().to_string()),
        }
    }

    fn heading() -> Vec<crate::terminal::Cell> {
        let strong = |text: &str| cell(text).tone(Tone::Strong);
        vec![strong("层次"), strong("达到").right(), strong("未达到").right(), strong("待定").right(), strong("标准")]
    }

    fn row(&self) -> Vec<crate::terminal::Cell> {
        vec![
            cell(&self.tier.label),
            cell(self.passes.to_string()).right().tone(Tone::Good),
            cell(self.fails.to_string()).right().tone(Tone::Bad),
            cell(self.undetermined.to_string()).right().tone(Tone::Open),
            cell(&self.basis).tone(Tone::Quiet),
        ]
    }
}

impl Problem {
    fn of_reject(reject: &Reject) -> Problem {
        Problem { row: Some(reject.row), column: reject.column.clone(), message: reject.message.clone() }
    }

    fn of_note(note: &Note) -> Problem {
        Problem { row: note.row, column: String::new(), message: note.message.clone() }
    }

    fn line(&self) -> String {
        let row = self.row.map_or_else(String::new, |row| format!("第 {row} 行"));
        let column = if self.column.is_empty() { String::new() } else { format!("“{}”列", self.column) };
        if row.is_empty() && column.is_empty() {
            self.message.clone()
        } else {
            format!("{row}{column}:{}", self.message)
        }
    }
}
