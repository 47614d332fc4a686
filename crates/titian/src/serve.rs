//! `titian serve`: the portal over a store.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use jiff::SignedDuration;
use titian_app::clock::WallClock;
use titian_app::identity::password::Passwords;
use titian_app::post::Mailer;
use titian_app::{App, Parts};
use titian_rulebook::region::DivisionCode;
use titian_web::house::{House, Shown};
use titian_web::porter::{Limits, Porter};
use tokio::net::TcpListener;

use crate::files;
use crate::place::{Place, told};
use crate::post;

/// How often the clock is asked whether something is due.
const TICK: Duration = Duration::from_secs(5);

#[derive(clap::Args)]
pub struct Args {
    /// 监听的地址
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "地址", env = "TITIAN_LISTEN")]
    listen: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    post: post::Args,
    /// 页面经 HTTPS 提供(由前面的网关终止)
    #[arg(long, env = "TITIAN_HTTPS")]
    https: bool,
    /// 前面网关的地址,可以写几个,用逗号隔开:只有它们说的“来自哪里”(X-Forwarded-For)才算数
    #[arg(long, value_name = "地址", value_delimiter = ',', env = "TITIAN_PROXY")]
    proxy: Vec<IpAddr>,
    /// 每个地址每分钟最多打开多少页,0 为不限
    #[arg(long, default_value_t = Limits::default().to_address, value_name = "页数", env = "TITIAN_PAGES_TO_ADDRESS")]
    pages_to_address: u32,
    /// 每个账户每分钟最多打开多少页,0 为不限
    #[arg(long, default_value_t = Limits::default().to_account, value_name = "页数", env = "TITIAN_PAGES_TO_ACCOUNT")]
    pages_to_account: u32,
    /// 最多同时处理多少个请求,再多的请对方稍候
    #[arg(long, default_value_t = Limits::default().at_once, value_name = "个数", env = "TITIAN_AT_ONCE")]
    at_once: usize,
    /// 对外的网址,用于二维码和文书中的链接
    #[arg(long, default_value = "http://127.0.0.1:8080", value_name = "网址", env = "TITIAN_ORIGIN")]
    origin: String,
    /// 各市主管部门的联系方式,写“代码=电话”,可以写几个,用逗号隔开,例如 450200=0772-0000000
    #[arg(long, value_name = "代码=电话", value_delimiter = ',', value_parser = contact, env = "TITIAN_CONTACTS")]
    contact: Vec<(DivisionCode, String)>,
    /// 上传后没有用上的文件留多少小时;比一次登录的最长时间(12 小时)长
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u16).range(13..), value_name = "小时", env = "TITIAN_UNUSED_FILES_FOR")]
    unused_files_for: u16,
}

/// `450200=0772-0000000`.
fn contact(text: &str) -> Result<(DivisionCode, String), String> {
    let pair = text.split_once('=').and_then(|(code, how)| Some((DivisionCode::parse(code.trim())?, how.trim())));
    match pair {
        Some((code, how)) if !how.is_empty() => Ok((code, how.to_owned())),
        _ => Err(format!("“{text}”不像“代码=电话”,例如 450200=0772-0000000")),
    }
}

pub fn run(args: &Args, policy: Option<&Path>) -> Result<ExitCode> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sqlx=warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let policy = files::policy(policy)?;
    let shown = Shown {
        https: args.https,
        origin: args.origin.clone(),
        contacts: args.contact.iter().cloned().collect(),
        ..Shown::default()
    };
    runtime()?.block_on(async {
        let mut app = App::new(Parts {
            policy,
            store: args.place.store().await?,
            blobs: args.place.blobs()?,
            key: args.place.key()?,
            vault: args.place.vault()?,
            clock: Arc::new(WallClock),
            passwords: Passwords::strong(),
        });
        app.uploads.unused_for = SignedDuration::from_hours(args.unused_files_for.into());
        let mailer = args.post.mailer(&args.origin)?;
        let limits =
            Limits { to_address: args.pages_to_address, to_account: args.pages_to_account, at_once: args.at_once };
        let porter = Porter::new(args.proxy.clone(), limits);
        serve(House::new(app, shown).kept_by(porter), mailer, &args.listen).await
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The threads everything runs on.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("起不了运行环境")
}

/// Serves a house until it is asked to stop; what is under way is finished.
pub async fn serve(house: House, mailer: Option<Mailer>, listen: &str) -> Result<()> {
    let app = house.app.clone();
    app.refresh_register().await.map_err(told)?;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("不能监听 {listen},可能已被占用"))?;
    let address = listener.local_addr().context("不知道监听在哪里")?;
    let ticking = tokio::spawn(tick(app.clone()));
    let posting = mailer.map(|mailer| tokio::spawn(post::post(app.clone(), mailer)));
    let router = titian_web::router::router(house);
    println!("梯田已启动:http://{address}/  (停止:Ctrl-C)");
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router).with_graceful_shutdown(asked_to_stop()).await.context("服务中断")?;
    ticking.abort();
    posting.inspect(tokio::task::JoinHandle::abort);
    app.store.close().await;
    Ok(())
}

/// Does what the hour asks for, again and again.
async fn tick(app: App) {
    loop {
        if let Err(failure) = app.tick().await {
            tracing::error!(%failure, today = %app.clock.today(), "What was due could not be done: {failure}");
        }
        tokio::time::sleep(TICK).await;
    }
}

/// Ctrl-C, or the signal with which services are stopped.
async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        _ = interrupt => {}
        () = terminate => {}
    }
}
