//! `titian rulebook`: the policy as data.

mod show;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use titian_rulebook::policy::Policy;

use crate::files;

#[derive(clap::Subcommand)]
pub enum Command {
    /// 检查政策文件:写法、代号、分档、分数合计、适用期
    Check,
    /// 查看:不写参数列出目录;可写 facts、standards 或某个标准的代号
    Show {
        /// 例如 facts、miit-2022/innovative
        #[arg(value_name = "代号")]
        what: Option<String>,
    },
}

pub fn run(command: Command, policy: Option<&Path>) -> Result<ExitCode> {
    match command {
        Command::Check => check(policy),
        Command::Show { what } => show::run(&files::policy(policy)?, what.as_deref()),
    }
}

fn check(over: Option<&Path>) -> Result<ExitCode> {
    let sources = files::sources(over)?;
    match Policy::read(&sources) {
        Ok(policy) => {
            println!(
                "检查通过:{} 个文件,{} 项事实,{} 个标准,{} 组门槛。",
                sources.len(),
                policy.catalogue.facts.len(),
                policy.standards.len(),
                policy.gates.len()
            );
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            println!("有 {} 处要改:\n{}", problems.len(), files::lines(&problems));
            Ok(ExitCode::from(1))
        }
    }
}
