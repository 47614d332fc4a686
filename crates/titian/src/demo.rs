//! `titian demo`: the portal over a seeded province that never was, standing on an interesting day.

mod firm;
mod province;
#[cfg(test)]
mod walk;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use jiff::civil::date;
use jiff::tz::Offset;
use titian_app::clock::{ShiftedClock, StandingClock};
use titian_app::identity::password::Passwords;
use titian_app::{App, Parts};
use titian_web::house::Shown;

use crate::files;
use crate::place::Place;
use crate::serve::{runtime, serve};

#[derive(clap::Args)]
pub struct Args {
    /// 监听的地址
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "地址", env = "TITIAN_LISTEN")]
    listen: String,
    /// 虚构企业的家数
    #[arg(long, default_value_t = 800, value_name = "家数")]
    enterprises: usize,
    /// 演示数据放在这个目录;不写则放在临时目录,停止后删除
    #[arg(long, value_name = "目录")]
    data: Option<PathBuf>,
    /// 只生成数据,不启动门户
    #[arg(long)]
    seed_only: bool,
}

pub fn run(args: &Args, policy: Option<&Path>) -> Result<ExitCode> {
    let policy = files::policy(policy)?;
    let scratch = match &args.data {
        Some(_) => None,
        None => Some(tempfile::tempdir().context("建不了临时目录")?),
    };
    let folder =
        args.data.clone().or_else(|| scratch.as_ref().map(|folder| folder.path().to_owned())).unwrap_or_default();
    let place = Place::at(folder);
    runtime()?.block_on(async {
        let clock = Arc::new(StandingClock::at(province::BEGIN));
        let app = App::new(Parts {
            policy,
            store: place.store().await?,
            blobs: place.blobs()?,
            key: place.key()?,
            vault: place.vault()?,
            clock: clock.clone(),
            passwords: Passwords::cheap(),
        });
        let accounts = province::seed(&app, &clock, args.enterprises).await?;
        println!("演示账户(主管部门的密码与账户名相同,企业的密码是 demo;办事页面尚未开放):");
        accounts.iter().for_each(|(label, login)| println!("  {login:<12} {label}"));
        if args.seed_only {
            return Ok(());
        }
        let day = date(2026, 11, 24).at(9, 30, 0, 0);
        let now = Offset::constant(8).to_timestamp(day).context("演示日")?;
        let app = App { clock: Arc::new(ShiftedClock::starting(now)), ..app };
        let shown = Shown {
            banner: "演示环境，数据均为虚构".into(),
            origin: format!("http://{}", args.listen),
            ..Shown::default()
        };
        serve(app, shown, &args.listen).await
    })?;
    Ok(ExitCode::SUCCESS)
}
