//! `titian judge`: one enterprise with every reason, or a table of many at once.

mod batch;
mod many;
pub mod one;
mod text;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use titian_rulebook::explain::Judgement;

use crate::files;
use crate::question::Question;
use crate::terminal::Paint;

#[derive(clap::Args)]
pub struct Args {
    /// 一家企业的档案(.toml、.json),或者成批企业的表格(.csv、.xlsx、.xls、.parquet)
    #[arg(value_name = "文件", required_unless_present = "schema")]
    file: Option<PathBuf>,
    #[command(flatten)]
    question: Question,
    /// 输出格式
    #[arg(long, value_enum, default_value = "text", value_name = "格式")]
    format: Format,
    /// 打印 JSON 输出的结构说明(JSON Schema):一家企业的(judgement)或者成批的(judgements)
    #[arg(long, value_enum, num_args = 0..=1, default_missing_value = "judgement", value_name = "哪一种")]
    schema: Option<Schema>,
    #[command(flatten)]
    table: many::Args,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// 给人看的文字
    Text,
    /// 给程序用的 JSON
    Json,
}

#[derive(clap::ValueEnum, Clone, Copy)]
enum Schema {
    /// 一家企业
    Judgement,
    /// 一张表
    Judgements,
}

pub fn run(args: &Args, policy: Option<&Path>) -> Result<ExitCode> {
    if let Some(schema) = args.schema {
        let schema = match schema {
            Schema::Judgement => schemars::schema_for!(Judgement),
            Schema::Judgements => schemars::schema_for!(many::Summary),
        };
        println!("{}", serde_json::to_string_pretty(&schema)?);
        return Ok(ExitCode::SUCCESS);
    }
    let Some(file) = &args.file else { return Err(anyhow!("请写出要判定的文件")) };
    let policy = files::policy(policy)?;
    if !files::is_dossier(file) {
        return many::run(&policy, file, &args.question, args.format, &args.table);
    }
    if let Some(option) = args.table.used() {
        return Err(anyhow!("{option} 用于成批的表格(.csv、.xlsx、.parquet);{} 是一家企业的档案", file.display()));
    }
    let dossier = files::dossier(&policy, file)?;
    let judgement = one::judgement(&policy, &dossier, &args.question)?;
    match args.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&judgement)?),
        Format::Text => print!("{}", text::judgement(Paint::stdout(), &judgement)),
    }
    Ok(ExitCode::SUCCESS)
}
