//! 梯田 titian: the graded cultivation of quality SMEs. This binary is the shell: it reads files and the clock, asks
//! the rulebook, and prints. Exit codes: 0 answered, 1 found problems, 2 could not be asked that way.

mod advise;
mod backup;
mod clock;
mod code;
mod demo;
mod draw;
mod files;
mod import;
mod journal;
mod judge;
mod output;
mod place;
mod population;
mod post;
mod question;
mod rulebook;
mod samples;
mod serve;
mod simulate;
mod size;
mod terminal;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "titian", version, about = "梯田:优质中小企业梯度培育。判定、说明、建议、模拟。", long_about = None)]
struct Cli {
    /// 用这个目录中的文件盖在内置政策之上(相同路径替换,新路径增加)
    #[arg(long, global = true, value_name = "目录", env = "TITIAN_POLICY")]
    policy: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 判定一家企业(.toml、.json)或成批企业(.csv、.xlsx、.parquet):达到哪一层,每一分的理由,还差什么
    Judge(judge::Args),
    /// 建议:最少改变哪些数据就能达到标准
    Advise(advise::Args),
    /// 模拟:调整标准的数字,看哪些企业进、哪些企业出,因哪一条
    Simulate(simulate::Args),
    /// 划型:按 300 号文判定大、中、小、微
    Size(size::Args),
    /// 核对统一社会信用代码
    Code(code::Args),
    /// 政策数据:检查、查看、导出
    #[command(subcommand)]
    Rulebook(rulebook::Command),
    /// 启动门户
    Serve(serve::Args),
    /// 日志:核验、公钥
    #[command(subcommand)]
    Journal(journal::Command),
    /// 抽签:核对公开的抽签文件
    #[command(subcommand)]
    Draw(draw::Command),
    /// 导入:别处的名单
    #[command(subcommand)]
    Import(import::Command),
    /// 备份:门户照常运行,全部数据写进一个文件
    Backup(backup::Args),
    /// 恢复:把备份读进空的数据库
    Restore(backup::Args),
    /// 演示:一个虚构的自治区,数据走完全部流程,启动门户
    Demo(demo::Args),
    /// 判定随附的虚构企业,打印一张表
    Samples(samples::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let policy = cli.policy.as_deref();
    let done = match cli.command {
        Command::Judge(args) => judge::run(&args, policy),
        Command::Advise(args) => advise::run(&args, policy),
        Command::Simulate(args) => simulate::run(&args, policy),
        Command::Size(args) => size::run(&args, policy),
        Command::Code(args) => code::run(&args),
        Command::Rulebook(command) => rulebook::run(command, policy),
        Command::Serve(args) => serve::run(&args, policy),
        Command::Journal(command) => journal::run(&command, policy),
        Command::Draw(command) => draw::run(&command),
        Command::Import(command) => import::run(&command, policy),
        Command::Backup(args) => backup::backup(&args),
        Command::Restore(args) => backup::restore(&args),
        Command::Demo(args) => demo::run(&args, policy),
        Command::Samples(args) => samples::run(&args, policy),
    };
    done.unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::from(2)
    })
}
