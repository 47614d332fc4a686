//! `titian advise`: the fewest changes after which an enterprise would pass.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use titian_rulebook::advise::{Horizon, advise};

use crate::files;
use crate::judge::Question;

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
}

pub fn run(args: &Args, policy: Option<&Path>) -> Result<ExitCode> {
    let policy = files::policy(policy)?;
    let dossier = files::dossier(&policy, &args.file)?;
    let edition = args.question.one_edition(&policy)?;
    let facts = policy.facts(&dossier, &edition, args.question.on());
    let horizon = if args.next_year { Horizon::NextYear } else { Horizon::Now };
    advise(&edition, &policy.catalogue, &facts, horizon).lines().iter().for_each(|line| println!("{line}"));
    Ok(ExitCode::SUCCESS)
}
