//! `titian draw`: a published draw, computed once more. Needs no network and no database.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use titian_domain::draw::DrawFile;

#[derive(clap::Subcommand)]
pub enum Command {
    /// 按公布的方法重新计算一次抽签,与公开文件逐项核对,指出第一处不同
    Verify {
        /// 公开的抽签文件(JSON)
        #[arg(value_name = "文件")]
        file: PathBuf,
    },
}

pub fn run(command: &Command) -> Result<ExitCode> {
    let Command::Verify { file } = command;
    let text = std::fs::read_to_string(file).with_context(|| format!("读不到 {}", file.display()))?;
    let draw: DrawFile =
        serde_json::from_str(&text).with_context(|| format!("{} 不是公开的抽签文件", file.display()))?;
    match draw.verify() {
        Ok(checked) => {
            println!("名单 {} 件,摘要与文件一致:{}", checked.cases, draw.hash);
            println!("请与固定名单时公布的摘要核对：两个摘要相同，才说明名单此后没有换过。");
            match (checked.selected, &draw.opened) {
                (Some(selected), Some(opened)) => {
                    println!("公开值“{}”,来源:{}", opened.value, draw.list.source.what);
                    println!("核对通过:重新计算的结果与文件完全一致,抽查 {selected} 家。");
                    println!("公开值是否属实,请与来源核对。");
                }
                _ => println!("核对通过:名单已固定,还没有开签。"),
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(difference) => {
            println!("核对不通过:{difference}");
            Ok(ExitCode::from(1))
        }
    }
}
