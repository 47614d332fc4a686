//! `titian advise`: the fewest changes after which an enterprise would pass.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use titian_rulebook::advise::{Advice, Horizon, advise};

use crate::files;
use crate::output::{Form, print};
use crate::question::Question;

#[derive(clap::Args)]
pub struct Args {
    /// 企业档案(.toml 或 .json)
    #[arg(value_name = "文件")]
    file: PathBuf,
    #[command(flatten)]
    question: Question,
    /// 着眼于下一年度的申报(年度数据可以变动);不写则只看现在还能改变的
    #[arg(long)]
    next_year: bool,
    /// 输出格式
    #[arg(long, value_enum, default_value = "text", value_name = "格式")]
    format: Form,
}

pub fn run(args: &Args, policy: Option<&Path>) -> Result<ExitCode> {
    let policy = files::policy(policy)?;
    let dossier = files::dossier(&policy, &args.file)?;
    let edition = args.question.one_edition(&policy)?;
    let facts = policy.facts(&dossier, &edition, args.question.on());
    let horizon = if args.next_year { Horizon::NextYear } else { Horizon::Now };
    let advice = advise(&edition, &policy.catalogue, &facts, horizon);
    print(args.format, "titian/advice/1", &advice, || advice.lines(), (Advice::COLUMNS, || advice.rows()))?;
    Ok(ExitCode::SUCCESS)
}
