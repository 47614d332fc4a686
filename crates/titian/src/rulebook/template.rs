//! `titian rulebook template`: the spreadsheet that `titian judge` reads back.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use jiff::civil::Date;
use titian_rulebook::policy::Policy;

use crate::clock;

#[derive(clap::Args)]
pub struct Args {
    /// 写到这个文件(.xlsx)
    #[arg(value_name = "文件")]
    file: PathBuf,
    /// 判定日:决定“上年度”是哪一年
    #[arg(long, value_name = "日期")]
    on: Option<Date>,
}

pub fn run(args: &Args, policy: &Policy) -> Result<ExitCode> {
    let on = args.on.unwrap_or_else(clock::today);
    titian_tables::template(&args.file, &policy.catalogue, on)?;
    println!("填报模板写在 {};填好后:titian judge {}", args.file.display(), args.file.display());
    Ok(ExitCode::SUCCESS)
}
