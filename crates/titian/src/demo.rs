//! `titian demo`: the portal over a seeded province that never was, standing on an interesting day.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::tz::Offset;
use titian_app::clock::{ShiftedClock, StandingClock};
use titian_app::command::Command;
use titian_app::identity::password::Passwords;
use titian_app::{App, Parts};
use titian_demo::Persona;
use titian_domain::earlier::Line;
use titian_web::house::{self, House, Shown};

use crate::files;
use crate::import::{self, List};
use crate::place::Place;
use crate::post;
use crate::serve::{runtime, serve};

#[derive(clap::Args)]
pub struct Args {
    /// 监听的地址
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "地址", env = "TITIAN_LISTEN")]
    listen: String,
    /// 虚构企业的家数
    #[arg(long, default_value_t = 3_000, value_name = "家数")]
    enterprises: usize,
    /// 另外载入一份公开的真实称号名单(.csv 或 .xlsx,每行写明公开来源);只载入名单写明的内容,不添加任何虚构的数据
    #[arg(long, value_name = "文件")]
    real_titles: Option<PathBuf>,
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
    let letters = folder.join("mail");
    let place = Place::at(folder);
    runtime()?.block_on(async {
        let clock = Arc::new(StandingClock::at(titian_demo::BEGIN));
        let app = App::new(Parts {
            policy,
            store: place.store().await?,
            blobs: place.blobs()?,
            key: place.key()?,
            vault: place.vault()?,
            clock: clock.clone(),
            passwords: Passwords::cheap(),
        });
        let personas = seeded(&app, &clock, args.enterprises).await?;
        if let Some(list) = &args.real_titles {
            real_titles(&app, list).await?;
        }
        println!("演示账户(登录页上也可以一点就进):");
        personas.iter().for_each(|one| println!("  {:<12} 密码 {:<10} {}", one.login, one.password, one.label));
        if args.seed_only {
            return Ok(());
        }
        let now = Offset::constant(8).to_timestamp(titian_demo::DAY.at(9, 30, 0, 0)).context("演示日")?;
        let mut app = app;
        app.clock = Arc::new(ShiftedClock::starting(now));
        let shown = Shown {
            banner: match &args.real_titles {
                None => "演示环境，数据均为虚构".into(),
                Some(_) => "演示环境，名称以“示例”开头的企业均为虚构；其余企业只有公开名单写明的称号".into(),
            },
            origin: format!("http://{}", args.listen),
            personas: personas.into_iter().map(shown).collect(),
            ..Shown::default()
        };
        println!("邮件不会发出,写在 {}", letters.display());
        let mailer = post::into(letters.clone(), "梯田演示 <demo@example.invalid>", &shown.origin)?;
        serve(House::new(app, shown), Some(mailer), &args.listen).await
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Fills the house, and shows how far it is.
async fn seeded(app: &App, clock: &StandingClock, enterprises: usize) -> Result<Vec<Persona>> {
    let begin = Instant::now();
    let bar = ProgressBar::new(enterprises as u64 * 6);
    let style = ProgressStyle::with_template("准备演示数据 {bar:40} {percent:>3}%");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let personas = titian_demo::seed(app, clock, enterprises, &|steps| bar.inc(steps as u64)).await?;
    bar.finish_and_clear();
    println!("演示数据:{enterprises} 家虚构企业,用时 {:.1} 秒", begin.elapsed().as_secs_f64());
    Ok(personas)
}

/// Takes over a public list of real titles, as an officer of the demonstration would. Rows that are not certain stay out.
async fn real_titles(app: &App, list: &Path) -> Result<()> {
    let officer = import::officer(app, "province2").await?;
    let list = List::read(list, "", &app.policy, app.clock.today())?;
    let plan = app.preview_titles(&officer, &list.lines).await.map_err(import::failed)?;
    let rows = list.lines.len() + list.unread.len();
    let settled = list.lines.into_iter().zip(&plan.fates).filter(|(_, (_, fate))| !fate.is_open());
    let lines: Vec<Line> = settled.map(|(line, _)| line).collect();
    let left = rows - lines.len();
    list.unread.iter().for_each(|bad| println!("  未载入 第 {} 行“{}” {}", bad.row, bad.value, bad.message));
    if !lines.is_empty() {
        let done = app.perform(&officer, Command::ImportTitles(lines), None).await.map_err(import::failed)?;
        println!("公开的称号名单:{};未载入 {left} 行", done.said);
    }
    app.tick().await.map_err(import::failed)
}

/// A persona as the sign-in page offers it.
fn shown(persona: Persona) -> house::Persona {
    let Persona { label, why, login, password } = persona;
    house::Persona { label, why, login, password }
}
