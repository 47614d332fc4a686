//! 邮件 What the outbox holds goes out: by SMTP, or into a folder where there is no server for mail.
//!
//! At least once, not exactly once. A mail that a server has taken and that this house did not manage to cross off (it
//! was killed in between) is sent again when its lease is over. Both copies carry the same `Message-ID`, by which mail
//! programs know that they are one; in a folder the second takes the place of the first.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::Deserialize;
use titian_store::{After, Job, Queue, StoreError};

use crate::App;
use crate::link;

/// Minutes to wait after the first, the second, … attempt. After the last of them nobody tries again.
const BACK_OFF: [i64; 8] = [1, 5, 15, 60, 180, 360, 720, 720];
/// Mails taken at once, and for how long they are held; longer than a silent server can keep all of them waiting.
const AT_ONCE: u32 = 10;
const LEASE: SignedDuration = SignedDuration::from_mins(10);
const PATIENCE: Duration = Duration::from_secs(30);

/// What takes mail.
pub struct Mailer {
    way: Way,
    from: Mailbox,
    origin: String,
    holder: String,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// Why a mail was not taken. Says nothing of what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undelivered {
    /// It may be taken later.
    Later(String),
    /// It never will.
    Never(String),
}

/// What a look into the outbox came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    /// Mails that were taken.
    pub taken: usize,
    /// Mails to be tried again.
    pub later: usize,
    /// Mails given up.
    pub gave_up: usize,
}

impl Sent {
    /// Whether there was nothing to do.
    pub fn nothing(&self) -> bool {
        *self == Sent::default()
    }
}

#[derive(Deserialize)]
struct Words {
    subject: String,
    body: String,
}

impl Mailer {
    /// By SMTP: `smtps://user:password@mail.example:465`, `smtp://…?tls=required`. The URL holds a password: what is
    /// wrong with it is said without it.
    pub fn smtp(url: &str, from: &str, origin: &str) -> Result<Mailer, &'static str> {
        let wrong = "邮件服务器的地址要写成 smtps://用户:密码@服务器:465,或 smtp://用户:密码@服务器:587?tls=required";
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| wrong)?;
        Mailer::new(Way::Smtp(builder.timeout(Some(PATIENCE)).build()), from, origin)
    }

    /// Into a folder that is there, a file `.eml` for each.
    pub fn folder(folder: PathBuf, from: &str, origin: &str) -> Result<Mailer, &'static str> {
        Mailer::new(Way::Folder(folder), from, origin)
    }

    fn new(way: Way, from: &str, origin: &str) -> Result<Mailer, &'static str> {
        let from = from.parse().map_err(|_| "发件人要写成 name@example.cn,或 梯田 <name@example.cn>")?;
        Ok(Mailer { way, from, origin: origin.to_owned(), holder: crate::fresh() })
    }

    /// Hands over one mail.
    async fn send(&self, mail: &Job, now: Timestamp) -> Result<(), Undelivered> {
        let message = self.message(mail, now).map_err(Undelivered::Never)?;
        match &self.way {
            Way::Smtp(server) => match server.send(message).await {
                Ok(_) => Ok(()),
                Err(error) => Err(undelivered(&error)),
            },
            Way::Folder(folder) => {
                let file = folder.join(format!("{:06}.eml", mail.id));
                let written = tokio::task::spawn_blocking(move || std::fs::write(file, message.formatted())).await;
                match written {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(error)) => Err(Undelivered::Later(error.to_string())),
                    Err(error) => Err(Undelivered::Later(error.to_string())),
                }
            }
        }
    }

    fn message(&self, mail: &Job, now: Timestamp) -> Result<Message, String> {
        let Words { subject, body } = mail.payload().map_err(|error| error.detail())?;
        let to: Mailbox = mail.kind.parse().map_err(|_| "the address cannot be read".to_owned())?;
        let text = format!("{body}\n\n登录平台:{}\n\n这封邮件由平台自动发出,请不要直接回复。\n", self.origin);
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(now.as_second()).unwrap_or(0)))
            .message_id(Some(format!("<mail-{}@{}>", mail.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|error| error.to_string())?;
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        message.headers_mut().insert_raw(HeaderValue::new(automatic, "auto-generated".into()));
        Ok(message)
    }
}

/// A server that refuses an address for good is believed; one that does not know us may be told of us meanwhile.
fn undelivered(error: &smtp::Error) -> Undelivered {
    let unknown = error.status().is_some_and(|code| matches!(u16::from(code), 530 | 534 | 535 | 538));
    let why = error.to_string();
    if error.is_permanent() && !unknown { Undelivered::Never(why) } else { Undelivered::Later(why) }
}

impl App {
    /// Sends what is due, a few at a time; called again until there is nothing. Several houses may do this at once.
    pub async fn send_mail(&self, mailer: &Mailer) -> Result<Sent, StoreError> {
        let now = self.clock.now();
        let lease = now.saturating_add(LEASE).unwrap_or(now);
        let mut sent = Sent::default();
        for mail in self.store.claim(Queue::Mail, now, lease, &mailer.holder, AT_ONCE).await? {
            let mail = self.unsealed(mail, &mailer.origin);
            let outcome = mailer.send(&mail, now).await;
            let at = self.clock.now();
            let (why, after) = match outcome {
                Ok(()) => {
                    self.store.finish(Queue::Mail, &mail, at).await?;
                    sent.taken += 1;
                    continue;
                }
                Err(Undelivered::Never(why)) => (why, After::GiveUp),
                Err(Undelivered::Later(why)) => (why, again(mail.attempt, at)),
            };
            match after {
                After::RetryAt(_) => sent.later += 1,
                After::GiveUp => sent.gave_up += 1,
            }
            tracing::warn!(
                mail = mail.id,
                attempt = mail.attempt,
                gave_up = after == After::GiveUp,
                "A mail was not taken: {why}"
            );
            self.store.fail(Queue::Mail, &mail, at, &why, after).await?;
        }
        Ok(sent)
    }
}

impl App {
    /// A mail as it goes out: a one-time link in it is sealed as long as it lies here. What only looks like one stays.
    fn unsealed(&self, mail: Job, origin: &str) -> Job {
        let (open, close) = link::SEALED;
        let Some((before, rest)) = mail.payload.split_once(open) else { return mail };
        let Some((sealed, after)) = rest.split_once(close) else { return mail };
        let Ok(token) = self.vault.open(open, sealed) else { return mail };
        let payload = format!("{before}{origin}{}{token}{after}", link::PATH);
        Job { payload, ..mail }
    }
}

/// What follows the failure of an attempt, counted from 1.
fn again(attempt: i64, now: Timestamp) -> After {
    let minutes = usize::try_from(attempt - 1).ok().and_then(|at| BACK_OFF.get(at));
    match minutes {
        Some(minutes) => After::RetryAt(now.saturating_add(SignedDuration::from_mins(*minutes)).unwrap_or(now)),
        None => After::GiveUp,
    }
}
