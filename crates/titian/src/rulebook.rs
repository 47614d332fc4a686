//! `titian rulebook`: the policy as data.

mod diff;
mod show;
mod sql;
mod template;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use titian_rulebook::check::{self, Checked};
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
    /// 比较两个标准:条款的差别,以及哪些企业的结论会变
    Diff(diff::Args),
    /// 填报模板:由事实目录生成一个 Excel 文件,填好后交给 titian judge
    Template(template::Args),
    /// 导出:一个标准作为一条 SQL 语句,在数据所在的库里运行
    Sql(sql::Args),
}

pub fn run(command: Command, policy: Option<&Path>) -> Result<ExitCode> {
    match command {
        Command::Check => check_files(policy),
        Command::Diff(args) => diff::run(&args, policy),
        Command::Template(args) => template::run(&args, &files::policy(policy)?),
        Command::Sql(args) => sql::run(&args, &files::policy(policy)?),
        Command::Show { what } => show::run(&files::policy(policy)?, what.as_deref()),
    }
}

fn check_files(over: Option<&Path>) -> Result<ExitCode> {
    let sources = files::sources(over)?;
    match Policy::read(&sources) {
        Ok(policy) => {
            let checked = check::check(&policy);
            report(sources.len(), &policy, &checked);
            Ok(ExitCode::from(u8::from(!checked.is_sound())))
        }
        Err(problems) => {
            println!("有 {} 处要改:\n{}", problems.len(), files::lines(&problems));
            Ok(ExitCode::from(1))
        }
    }
}

fn report(files: usize, policy: &Policy, checked: &Checked) {
    println!(
        "{}:{files} 个文件,{} 项事实,{} 种记录,{} 个标准,{} 组门槛,{} 个程序。",
        if checked.is_sound() { "检查通过" } else { "检查未通过" },
        policy.catalogue.facts.len(),
        policy.catalogue.records.len(),
        policy.standards.len(),
        policy.gates.len(),
        policy.procedures.len(),
    );
    println!("条文:{} 句全部归类。", checked.sentences);
    println!("风险提示:{} 条,只供审核人员再看一眼,界限都是本系统约定。", policy.signals.warrants().count());
    println!(
        "适用期:{} 至 {} 年共 {} 个季度(三层、申请与复核),每天有且只有一个答案。",
        check::YEARS.start(),
        check::YEARS.end(),
        checked.quarters
    );
    let list = |heading: &str, lines: &[String]| {
        if !lines.is_empty() {
            println!("{heading}");
            lines.iter().for_each(|line| println!("  · {line}"));
        }
    };
    list("没有答案或有多个答案的日子:", &checked.uncovered);
    list("有意留白,由通知或自治区决定:", &checked.intended_gaps);
    list("待装入:", &checked.open);
    list("没有被任何标准用到的事实:", &checked.unread_facts);
    let years: Vec<String> =
        checked.unannounced_years.iter().map(|year| format!("{year} 年放假安排尚未公布,工作日不能推算")).collect();
    list("日历:", &years);
}
