//! `titian journal`: the record of every act, recomputed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use titian_app::clock::{Clock, WallClock};
use titian_app::clue;
use titian_rulebook::signals::Signals;
use titian_store::{PublicKey, verify};

use crate::files;
use crate::place::{Place, told};
use crate::serve::runtime;

#[derive(clap::Subcommand)]
pub enum Command {
    /// 重新计算全部哈希链和封印,逐条重放并与各表核对,指出第一处不符
    Verify(Verify),
    /// 由已提交的申报重建风险提示的线索索引(升级之后、更换政策文件之后运行一次)
    Clues {
        #[command(flatten)]
        place: Place,
    },
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

pub fn run(command: &Command, policy: Option<&Path>) -> Result<ExitCode> {
    match command {
        Command::Key { place } => {
            println!("{}", place.key()?.public());
            Ok(ExitCode::SUCCESS)
        }
        Command::Verify(args) => runtime()?.block_on(check(args, &files::policy(policy)?.signals)),
        Command::Clues { place } => runtime()?.block_on(clues(place, &files::policy(policy)?.signals)),
    }
}

async fn clues(place: &Place, signals: &Signals) -> Result<ExitCode> {
    let store = place.store().await?;
    let now = WallClock.now();
    let rebuilt = clue::rebuild(&store, signals, now).await.map_err(told)?;
    println!("已核对 {} 件申报的线索,重建 {} 件。", rebuilt.cases, rebuilt.differ.len());
    Ok(ExitCode::SUCCESS)
}

async fn check(args: &Verify, signals: &Signals) -> Result<ExitCode> {
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
    let index = clue::compare(&store, signals).await.map_err(told)?;
    if !index.differ.is_empty() {
        println!(
            "风险提示的线索索引有 {} 件申报与申报内容不符,请运行 titian journal clues 重建;它不是记录,不影响日志。",
            index.differ.len()
        );
    }
    if report.is_sound() {
        println!("核验通过:全部一致。");
        return Ok(ExitCode::SUCCESS);
    }
    println!("核验未通过,{} 处不符:", report.wrong);
    report.findings.iter().for_each(|finding| println!("  {finding}"));
    Ok(ExitCode::from(1))
}
