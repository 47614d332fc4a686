//! Mail of a running portal: where it goes, and the loop that sends it.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use titian_app::App;
use titian_app::post::Mailer;

/// How often the outbox is looked into.
const TICK: Duration = Duration::from_secs(10);

#[derive(clap::Args)]
pub struct Args {
    /// 发送邮件的服务器:smtps://用户:密码@服务器:465,或 smtp://用户:密码@服务器:587?tls=required。密码写在环境变量里,不要写在命令行上
    #[arg(long, value_name = "网址", env = "TITIAN_SMTP_URL", hide_env_values = true, conflicts_with = "mail_folder")]
    smtp_url: Option<String>,
    /// 没有邮件服务器时,邮件写成 .eml 文件放在这个目录
    #[arg(long, value_name = "目录", env = "TITIAN_MAIL_FOLDER")]
    mail_folder: Option<PathBuf>,
    /// 发件人,例如 梯田 <titian@example.cn>
    #[arg(long, value_name = "邮箱", env = "TITIAN_MAIL_FROM", default_value = "titian@localhost")]
    mail_from: String,
}

impl Args {
    /// What takes mail; nothing if nobody said where it goes: then it waits in the outbox.
    pub fn mailer(&self, origin: &str) -> Result<Option<Mailer>> {
        let mailer = match (&self.smtp_url, &self.mail_folder) {
            (Some(url), _) => Mailer::smtp(url, &self.mail_from, origin).map_err(|wrong| anyhow!(wrong))?,
            (None, Some(folder)) => into(folder.clone(), &self.mail_from, origin)?,
            (None, None) => {
                tracing::warn!("No server for mail is named (TITIAN_SMTP_URL): mail waits in the outbox");
                return Ok(None);
            }
        };
        Ok(Some(mailer))
    }
}

/// Mail into a folder.
pub fn into(folder: PathBuf, from: &str, origin: &str) -> Result<Mailer> {
    std::fs::create_dir_all(&folder).with_context(|| format!("建不了目录 {}", folder.display()))?;
    Mailer::folder(folder, from, origin).map_err(|wrong| anyhow!(wrong))
}

/// Sends what is due, again and again.
pub async fn post(app: App, mailer: Mailer) {
    loop {
        match app.send_mail(&mailer).await {
            Ok(sent) if !sent.nothing() => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(detail = %error.detail(), "The outbox could not be read: {}", error.detail()),
        }
        tokio::time::sleep(TICK).await;
    }
}
