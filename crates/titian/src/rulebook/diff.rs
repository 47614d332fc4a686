//! `titian rulebook diff`: what two standards differ in, and whose answer changes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use jiff::civil::Date;
use titian_rulebook::change::source_of;
use titian_rulebook::diff::{Difference, diff, diff_gates};
use titian_rulebook::judge::Edition;
use titian_rulebook::policy::{Policy, Source};
use titian_rulebook::simulate::{Comparison, View, compare};
use titian_rulebook::source::parse_toml;
use titian_rulebook::tier::Purpose;

use crate::output::{Form, print};
use crate::simulate::page;
use crate::{clock, files, population, question};

#[derive(clap::Args)]
pub struct Args {
    /// 标准的代号,或标准文件(.toml)
    before: String,
    /// 标准的代号,或标准文件(.toml)
    after: String,
    /// 企业表格(.csv、.xlsx、.parquet)或者放档案的目录:逐家比较结论
    #[arg(long, value_name = "文件或目录")]
    over: Option<PathBuf>,
    /// 申请(apply)或复核(rereview)
    #[arg(long, value_parser = question::purpose, default_value = "apply", value_name = "事由")]
    purpose: Purpose,
    /// 判定日
    #[arg(long, value_name = "日期")]
    on: Option<Date>,
    /// 输出格式
    #[arg(long, value_enum, default_value = "text", value_name = "格式")]
    format: Form,
}

pub fn run(args: &Args, over: Option<&Path>) -> Result<ExitCode> {
    let sources = files::sources(over)?;
    let (old_policy, old) = standard(&sources, &args.before)?;
    let (new_policy, new) = standard(&sources, &args.after)?;
    let difference = diff(&old_policy.catalogue, &old_policy.standards[&old], &new_policy.standards[&new]);
    let Some(crowd) = &args.over else {
        let lines = || difference.lines();
        let rows = (Difference::COLUMNS, || difference.rows());
        print(args.format, "titian/difference/1", &difference, lines, rows)?;
        return Ok(ExitCode::SUCCESS);
    };
    let on = args.on.unwrap_or_else(clock::today);
    let before = edition(&old_policy, &old, args.purpose, on)?;
    let after = edition(&new_policy, &new, args.purpose, on)?;
    let seen = (population::read(&old_policy, &before, crowd, on)?, population::read(&new_policy, &after, crowd, on)?);
    let views = (View { edition: &before, population: &seen.0 }, View { edition: &after, population: &seen.1 });
    let comparison = compare(views.0, views.1, &old_policy.catalogue).with_names(&old_policy.industries);
    let lines = || {
        let gates = diff_gates(&old_policy.catalogue, &before.gates, &after.gates);
        let gates = if gates.entries.is_empty() { vec![] } else { gates.lines() };
        [difference.lines(), gates, vec![String::new()], page(&comparison)].concat()
    };
    print(args.format, "titian/comparison/1", &comparison, lines, (Comparison::COLUMNS, || comparison.rows()))?;
    Ok(ExitCode::SUCCESS)
}

/// A standard behind the gates that stand beside it.
fn edition(policy: &Policy, id: &str, purpose: Purpose, on: Date) -> Result<Edition> {
    policy.edition(policy.standards[id].tier, purpose, on, Some(id)).map_err(|gap| anyhow!("{gap}"))
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
