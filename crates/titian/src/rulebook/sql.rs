//! `titian rulebook sql`: one standard as one statement, and the table it reads.

use std::process::ExitCode;

use anyhow::{Result, anyhow};
use titian_rulebook::policy::Policy;
use titian_rulebook::sql::{self, Engine};

use crate::question::Question;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    question: Question,
    /// 数据库
    #[arg(long, value_enum, default_value = "postgres", value_name = "数据库")]
    engine: Dialect,
    /// 打印建表语句
    #[arg(long)]
    ddl: bool,
}

#[derive(clap::ValueEnum, Clone, Copy)]
enum Dialect {
    Sqlite,
    Postgres,
}

pub fn run(args: &Args, policy: &Policy) -> Result<ExitCode> {
    let engine = match args.engine {
        Dialect::Sqlite => Engine::Sqlite,
        Dialect::Postgres => Engine::Postgres,
    };
    if args.ddl {
        println!("{}", sql::ddl(&policy.catalogue, engine));
        return Ok(ExitCode::SUCCESS);
    }
    let edition = args.question.one_edition(policy)?;
    let statement = sql::statement(&edition, &policy.catalogue, engine).map_err(|refused| anyhow!("{refused}"))?;
    println!("{statement}");
    Ok(ExitCode::SUCCESS)
}
