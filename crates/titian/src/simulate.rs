//! `titian simulate`: change thresholds, and see who enters, who leaves, and by which clause.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use titian_rulebook::change::{Change, apply};
use titian_rulebook::diff::diff;
use titian_rulebook::judge::Edition;
use titian_rulebook::simulate::{Comparison, View, compare};

use crate::output::{Form, print};
use crate::question::Question;
use crate::{files, population};

#[derive(clap::Args)]
pub struct Args {
    /// 企业:表格(.csv、.xlsx、.parquet)或者放档案的目录
    #[arg(value_name = "文件或目录")]
    over: PathBuf,
    /// 一处调整,写成“位置: 原值 -> 新值”,例如 "rd_share: 5% -> 6%"、"pass.total: 60 -> 70";可写多次
    #[arg(long = "change", value_name = "调整", required = true)]
    changes: Vec<String>,
    #[command(flatten)]
    question: Question,
    /// 输出格式
    #[arg(long, value_enum, default_value = "text", value_name = "格式")]
    format: Form,
}

/// So many enterprises are told one by one on a page; all of them stand in the JSON and the table.
const SHOWN: usize = 20;

pub fn run(args: &Args, over: Option<&Path>) -> Result<ExitCode> {
    let sources = files::sources(over)?;
    let policy = files::policy(over)?;
    let before = args.question.one_edition(&policy)?;
    let changes = args
        .changes
        .iter()
        .map(|text| Change::parse(text).map_err(|problem| anyhow!("{problem}")))
        .collect::<Result<Vec<_>>>()?;
    let id = &before.standard.id;
    let changed = apply(&sources, id, &changes)
        .map_err(|problems| anyhow!("这样调整有 {} 处问题:\n{}", problems.len(), files::lines(&problems)))?;
    let standard = changed.standards.get(id).ok_or_else(|| anyhow!("没有名为“{id}”的标准"))?;
    let after = Edition::new(standard, &before.gates, before.purpose);
    let population = population::read(&policy, &before, &args.over, args.question.on())?;
    let view = |edition| View { edition, population: &population };
    let comparison = compare(view(&before), view(&after), &policy.catalogue).with_names(&policy.industries);
    let difference = || diff(&policy.catalogue, &before.standard, &after.standard).lines();
    let lines = || [difference(), vec![String::new()], page(&comparison)].concat();
    print(args.format, "titian/comparison/1", &comparison, lines, (Comparison::COLUMNS, || comparison.rows()))?;
    Ok(ExitCode::SUCCESS)
}

/// A comparison as a page: the numbers, and the first of those whose answer changes.
pub fn page(comparison: &Comparison) -> Vec<String> {
    let mut lines = comparison.lines();
    lines.push(String::new());
    lines.extend(comparison.flips.iter().take(SHOWN).flat_map(|flip| flip.lines()));
    if let Some(more) = comparison.flips.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        lines.push(format!("另有 {more} 家,全部名单可用 --format csv 导出"));
    }
    lines
}
