//! `titian serve`: the portal over a store.

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use titian_app::clock::WallClock;
use titian_app::identity::password::Passwords;
use titian_app::{App, Parts};
use titian_web::house::{House, Shown};
use tokio::net::TcpListener;

use crate::files;
use crate::place::{Place, told};

/// How often the clock is asked whether something is due.
const TICK: Duration = Duration::from_secs(5);

#[derive(clap::Args)]
pub struct Args {
    /// 监听的地址
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "地址", env = "TITIAN_LISTEN")]
    listen: String,
    #[command(flatten)]
    place: Place,
    /// 页面经 HTTPS 提供(由前面的网关终止)
    #[arg(long, env = "TITIAN_HTTPS")]
    https: bool,
    /// 对外的网址,用于二维码和文书中的链接
    #[arg(long, default_value = "http://127.0.0.1:8080", value_name = "网址", env = "TITIAN_ORIGIN")]
    origin: String,
}

pub fn run(args: &Args, policy: Option<&Path>) -> Result<ExitCode> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sqlx=warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let policy = files::policy(policy)?;
    let shown = Shown { https: args.https, origin: args.origin.clone(), ..Shown::default() };
    runtime()?.block_on(async {
        let app = App::new(Parts {
            policy,
            store: args.place.store().await?,
            blobs: args.place.blobs()?,
            key: args.place.key()?,
            vault: args.place.vault()?,
            clock: Arc::new(WallClock),
            passwords: Passwords::strong(),
        });
        serve(app, shown, &args.listen).await
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The threads everything runs on.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("起不了运行环境")
}

/// Serves a house until it is asked to stop; what is under way is finished.
pub async fn serve(app: App, shown: Shown, listen: &str) -> Result<()> {
    app.refresh_register().await.map_err(told)?;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("不能监听 {listen},可能已被占用"))?;
    let address = listener.local_addr().context("不知道监听在哪里")?;
    let ticking = tokio::spawn(tick(app.clone()));
    let router = titian_web::router::router(House::new(app.clone(), shown));
    println!("梯田已启动:http://{address}/  (停止:Ctrl-C)");
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, router).with_graceful_shutdown(asked_to_stop()).await.context("服务中断")?;
    ticking.abort();
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
