//! `titian journal`: the record of every act, recomputed.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use titian_store::{PublicKey, verify};

use crate::place::{Place, told};
use crate::serve::runtime;

#[derive(clap::Subcommand)]
pub enum Command {
    /// 重新计算全部哈希链和封印,逐条重放并与各表核对,指出第一处不符
    Verify(Verify),
    /// 打印封印的公钥;请另行保存,凭它可以验证封印
    Key {
        #[command(flatten)]
        place: Place,
    },
}

#[derive(clap::Args)]
pub struct Verify {
    #[command(flatten)]
    place: Place,
    /// 另行保存的公钥;不写则用数据目录中的
    #[arg(long, value_name = "公钥")]
    key: Vec<String>,
    /// 另行保存的封印文本(文件);有它就能发现连封印一起被改写的情况
    #[arg(long, value_name = "文件")]
    seal: Vec<PathBuf>,
}

pub fn run(command: &Command) -> Result<ExitCode> {
    match command {
        Command::Key { place } => {
            println!("{}", place.key()?.public());
            Ok(ExitCode::SUCCESS)
        }
        Command::Verify(args) => runtime()?.block_on(check(args)),
    }
}

async fn check(args: &Verify) -> Result<ExitCode> {
    let given = args.key.iter().map(|key| PublicKey::parse(key).ok_or_else(|| anyhow!("这不是公钥:{key}")));
    let mut keys = given.collect::<Result<Vec<_>>>()?;
    if keys.is_empty() {
        keys.push(args.place.key()?.public());
    }
    let read = |path: &PathBuf| std::fs::read_to_string(path).with_context(|| format!("读不到 {}", path.display()));
    let kept = args.seal.iter().map(read).collect::<Result<Vec<_>>>()?;
    let store = args.place.store().await?;
    let report = verify(&store, &titian_app::rooms(), &keys, &kept).await.map_err(told)?;
    println!(
        "日志 {} 条,{} 个事项,{} 个现状;封印 {} 个,覆盖 {} 条。",
        report.rows, report.streams, report.states, report.seals, report.sealed
    );
    if report.is_sound() {
        println!("核验通过:全部一致。");
        return Ok(ExitCode::SUCCESS);
    }
    println!("核验未通过,{} 处不符:", report.wrong);
    report.findings.iter().for_each(|finding| println!("  {finding}"));
    Ok(ExitCode::from(1))
}
