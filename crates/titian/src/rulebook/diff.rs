//! `titian rulebook diff`: what two standards differ in, and whose answer changes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use titian_rulebook::change::source_of;
use titian_rulebook::diff::diff;
use titian_rulebook::facts::Facts;
use titian_rulebook::judge::Edition;
use titian_rulebook::policy::{Policy, Source};
use titian_rulebook::population::{Population, Texts};
use titian_rulebook::simulate::compare;
use titian_rulebook::source::parse_toml;
use titian_rulebook::tier::Purpose;

use crate::{clock, files};

#[derive(clap::Args)]
pub struct Args {
    /// 标准的代号,或标准文件(.toml)
    before: String,
    /// 标准的代号,或标准文件(.toml)
    after: String,
    /// 放企业档案的目录:逐家比较结论
    #[arg(long, value_name = "目录")]
    over: Option<PathBuf>,
    /// 判定日
    #[arg(long, value_name = "日期")]
    on: Option<jiff::civil::Date>,
}

pub fn run(args: &Args, over: Option<&Path>) -> Result<ExitCode> {
    let sources = files::sources(over)?;
    let (before_policy, before) = standard(&sources, &args.before)?;
    let (after_policy, after) = standard(&sources, &args.after)?;
    let (old, new) = (&before_policy.standards[&before], &after_policy.standards[&after]);
    diff(&before_policy.catalogue, old, new).lines().iter().for_each(|line| println!("{line}"));
    let Some(folder) = &args.over else { return Ok(ExitCode::SUCCESS) };
    let on = args.on.unwrap_or_else(clock::today);
    let rule = before_policy.edition(old.tier, Purpose::Apply, on, Some(&before)).map_err(|gap| anyhow!("{gap}"))?;
    let changed = Edition::new(new, &rule.gates, Purpose::Apply);
    let population = population(&before_policy, &rule, folder, on)?;
    println!();
    let comparison = compare(&rule, &changed, &before_policy.catalogue, &population);
    let comparison = comparison.with_names(&before_policy.industries);
    comparison.flips.iter().flat_map(|flip| flip.lines()).for_each(|line| println!("{line}"));
    println!();
    comparison.lines().iter().for_each(|line| println!("{line}"));
    Ok(ExitCode::SUCCESS)
}

/// A standard by its id, or from a file laid over the policy in the place of the one with its id.
fn standard(sources: &[Source], what: &str) -> Result<(Policy, String)> {
    let mut sources = sources.to_vec();
    let mut id = what.to_owned();
    if what.ends_with(".toml") {
        let text = std::fs::read_to_string(what).with_context(|| format!("读不到 {what}"))?;
        let root = parse_toml(what, &text).map_err(|problem| anyhow!("{problem}"))?;
        let entry = titian_rulebook::source::Entry::of(what, &root).map_err(|problem| anyhow!("{problem}"))?;
        id = entry.text("id").map_err(|problem| anyhow!("{problem}"))?.to_owned();
        let place =
            source_of(&sources, &id).map_or_else(|| format!("standards/{id}.toml"), |source| source.path.clone());
        sources.retain(|source| source.path != place);
        sources.push(Source { path: place, text });
    }
    let policy = Policy::read(&sources)
        .map_err(|problems| anyhow!("{what} 有 {} 处问题:\n{}", problems.len(), files::lines(&problems)))?;
    if !policy.standards.contains_key(&id) {
        return Err(anyhow!("没有名为“{id}”的标准;titian rulebook show 可以看到目录"));
    }
    Ok((policy, id))
}

/// The dossiers of a folder, in the order of their names.
fn population(policy: &Policy, edition: &Edition, folder: &Path, on: jiff::civil::Date) -> Result<Population> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("读不到目录 {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml" || ending == "json"));
    paths.sort();
    let dossiers = paths.iter().map(|path| files::dossier(policy, path)).collect::<Result<Vec<_>>>()?;
    let facts: Vec<Facts> = dossiers.iter().map(|dossier| policy.facts(dossier, edition, on)).collect();
    let texts =
        |id: &str| -> Texts { dossiers.iter().map(|d| d.text(&policy.catalogue, id).unwrap_or_default()).collect() };
    let mut population = Population::of_rows(&policy.catalogue, &facts);
    population.codes = texts("credit_code");
    population.names = texts("name");
    population.cities = texts("city");
    population.industries = texts("industry");
    Ok(population)
}
