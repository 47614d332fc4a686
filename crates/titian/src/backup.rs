//! `titian backup` and `titian restore`: everything in one file, while the house goes on.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use titian_app::clock::{Clock, WallClock};
use titian_store::Contents;

use crate::place::{Place, told};
use crate::serve::runtime;

#[derive(clap::Args)]
pub struct Args {
    /// 备份文件
    #[arg(value_name = "文件")]
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// Writes a backup.
pub fn backup(args: &Args) -> Result<ExitCode> {
    runtime()?.block_on(async {
        let store = args.place.store().await?;
        let contents = store.back_up(&args.place.blobs()?, &args.file, WallClock.now()).await.map_err(told)?;
        println!("已备份到 {}:{}", args.file.display(), told_of(&contents));
        println!("封印和保密柜的密钥不在备份中,请另行保存数据目录中的 seal.key 和 vault.key。");
        Ok(ExitCode::SUCCESS)
    })
}

/// Reads one back, into a store in which there is nothing.
pub fn restore(args: &Args) -> Result<ExitCode> {
    runtime()?.block_on(async {
        let store = args.place.store().await?;
        let contents = store.restore(&args.place.blobs()?, &args.file).await.map_err(told)?;
        println!("已从 {} 恢复:{}。请运行 titian journal verify 核验。", args.file.display(), told_of(&contents));
        Ok(ExitCode::SUCCESS)
    })
}

fn told_of(contents: &Contents) -> String {
    let Contents { at, rows, blobs, sha256 } = contents;
    format!("截至 {at},{rows} 行、{blobs} 份附件,内容 SHA-256 {sha256}")
}
