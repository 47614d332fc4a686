//! Mail: who hears of what, and how it goes out; the receipt of an objection.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use titian_app::actor::Actor;
use titian_app::command::Command;
use titian_app::identity::session::{Shut, Visitor};
use titian_app::post::{Mailer, Sent};
use titian_domain::account::Role;
use titian_domain::id::ObjectionId;
use titian_domain::objection::{Party, Statement};
use titian_store::{Changes, Queue, args};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

use crate::province::{Province, officer};

const LIUZHOU: &str = "450200";
const FROM: &str = "梯田 <titian@example.cn>";
const ORIGIN: &str = "https://titian.example";

/// A server for mail that keeps what it is given; the first `unwilling` mails it puts off, and addresses `gone@…` it
/// refuses for good.
#[derive(Default)]
struct Server {
    kept: Mutex<Vec<String>>,
    unwilling: AtomicUsize,
}

impl Server {
    async fn begin(unwilling: usize) -> (Arc<Server>, Mailer) {
        let server = Arc::new(Server { unwilling: AtomicUsize::new(unwilling), ..Server::default() });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let listening = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(listening.clone().serve(stream));
            }
        });
        (server, Mailer::smtp(&url, FROM, ORIGIN).unwrap())
    }

    async fn serve(self: Arc<Server>, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 example\r\n").await?;
        while let Some(line) = lines.next_line().await? {
            let put_off =
                || self.unwilling.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
            let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                "RCPT" if line.contains("gone@") => "550 no such person",
                "RCPT" if put_off() => "451 not now",
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await?;
                    let mut mail = String::new();
                    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                        mail += &line;
                        mail += "\n";
                    }
                    self.kept.lock().await.push(mail);
                    "250 kept"
                }
                "QUIT" => "221 goodbye",
                _ => "250 well",
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
        Ok(())
    }
}

async fn outbox(s: &Province, mails: &[(&str, &str)]) {
    let at = s.app.clock.now();
    s.app
        .store
        .write(async |mut tx| {
            let mut changes = Changes::new(at, "story");
            for (address, subject) in mails {
                changes.mail(*address, *subject, "请登录后查看。");
            }
            tx.commit(changes).await.map(drop)
        })
        .await
        .unwrap();
}

/// Address and subject of all mail there ever was, in its order.
async fn mails(s: &Province) -> Vec<(String, String)> {
    let rows = s.app.store.read().await.unwrap().rows("SELECT address, subject FROM mail ORDER BY id", args![]).await;
    rows.unwrap().iter().map(|row| (row.text("address").unwrap().into(), row.text("subject").unwrap().into())).collect()
}

fn sent(taken: usize, later: usize, gave_up: usize) -> Sent {
    Sent { taken, later, gave_up }
}

#[tokio::test]
async fn 各步都有消息_有邮箱的也有邮件_邮件里不写内情() {
    let s = Province::begin("2026-08-20").await;
    let batch = s.batch().await;
    s.day("2026-09-02");
    let (clerk, enterprise) = s.enterprise(1, LIUZHOU).await;
    let (other, unheard) = s.enterprise(2, LIUZHOU).await;
    s.done(&clerk, Command::Email("clerk@example.cn".into())).await;
    let wrong = s.refused(&clerk, Command::Email("a@example.cn\r\nBcc: b@example.cn".into())).await;
    assert!(wrong.to_string().contains("邮箱"), "{wrong}");
    let mut ids = vec![];
    for (clerk, enterprise) in [(&clerk, &enterprise), (&other, &unheard)] {
        s.dossier(clerk, enterprise, "50万元").await;
        let id = s.submitted(clerk, enterprise, &batch).await;
        s.reviewed(LIUZHOU, &id).await;
        ids.push(id);
    }
    s.day("2026-09-07");
    let publicity = s.publicised(LIUZHOU, &batch, &ids).await;
    let statement = Statement {
        party: Some(Party::Unit),
        name: "示例单位".into(),
        contact: "0772-0000000".into(),
        text: "所报知识产权已经失效,请核实。".into(),
    };
    let object = Command::Object { publicity, application: ids[0].clone(), statement, evidence: vec![] };
    let objection = ObjectionId(s.done(&Actor::Public, object).await.id);
    let handler = officer("经办", Role::CityHandler, Some(LIUZHOU));
    let reason = "知识产权登记簿显示仍然有效".to_owned();
    s.done(&handler, Command::AnswerObjection { objection, upheld: false, reason }).await;
    let told = ["申报已提交", "申报已受理", "申报通过审核", "已列入公示", "公示中收到异议", "异议已有结果"];
    let expected: Vec<_> = told.iter().map(|subject| ("clerk@example.cn".to_owned(), (*subject).to_owned())).collect();
    assert_eq!(mails(&s).await, expected);
    let mut reading = s.app.store.read().await.unwrap();
    let words = "SELECT subject, body FROM message WHERE recipient = $1 ORDER BY id";
    let messages = reading.rows(words, args![unheard.as_str()]).await.unwrap();
    assert_eq!(messages.len(), 4, "without an address there are messages all the same");
    let secrets = "SELECT COUNT(*) AS n FROM mail WHERE body LIKE '%知识产权%' OR body LIKE '%示例单位%'";
    assert_eq!(reading.number(secrets, args![]).await, Ok(0));
    drop(reading);
    s.done(&clerk, Command::Email(" ".into())).await;
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 没有邮件服务器的写进文件夹() {
    let s = Province::begin("2026-09-02").await;
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::folder(folder.path().into(), FROM, ORIGIN).unwrap();
    outbox(&s, &[("a@example.cn", "申报需要补正"), ("not an address", "申报需要补正")]).await;
    assert_eq!(s.app.send_mail(&mailer).await, Ok(sent(1, 0, 1)));
    assert!(s.app.send_mail(&mailer).await.unwrap().nothing());
    let mail = std::fs::read_to_string(folder.path().join("000001.eml")).unwrap();
    for head in [
        "To: a@example.cn",
        "Date: Wed, 02 Sep 2026 01:00:00",
        "Message-ID: <mail-1@example.cn>",
        "Auto-Submitted: auto-generated",
        "Subject: =?utf-8?b?",
    ] {
        assert!(mail.contains(head), "{head}: {mail}");
    }
}

#[tokio::test]
async fn 邮件服务器暂时不收的_过后再发_不再有这个人的_不再发() {
    let s = Province::begin("2026-09-02").await;
    let (server, mailer) = Server::begin(1).await;
    outbox(&s, &[("a@example.cn", "一"), ("gone@example.cn", "二"), ("b@example.cn", "三")]).await;
    assert_eq!(s.app.send_mail(&mailer).await, Ok(sent(1, 1, 1)));
    assert!(s.app.send_mail(&mailer).await.unwrap().nothing(), "not before it is time");
    s.later(2);
    assert_eq!(s.app.send_mail(&mailer).await, Ok(sent(1, 0, 0)));
    let kept = server.kept.lock().await;
    let to: Vec<&str> = kept.iter().filter_map(|mail| mail.lines().find(|line| line.starts_with("To: "))).collect();
    assert_eq!(to, ["To: b@example.cn", "To: a@example.cn"]);
    assert!(kept.iter().all(|mail| mail.contains("charset=utf-8")));
}

#[tokio::test]
async fn 一直发不出去的_最后不再发_留下缘由() {
    let s = Province::begin("2026-09-02").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    drop(listener);
    let mailer = Mailer::smtp(&url, FROM, ORIGIN).unwrap();
    outbox(&s, &[("a@example.cn", "一")]).await;
    for _ in 0..8 {
        assert_eq!(s.app.send_mail(&mailer).await, Ok(sent(0, 1, 0)));
        s.later(24 * 60);
    }
    assert_eq!(s.app.send_mail(&mailer).await, Ok(sent(0, 0, 1)));
    s.later(24 * 60);
    assert!(s.app.send_mail(&mailer).await.unwrap().nothing());
    let mut reading = s.app.store.read().await.unwrap();
    let row = reading.row("SELECT error, gave_up FROM mail", args![]).await.unwrap().unwrap();
    assert!(row.flag("gave_up").unwrap() && !row.text("error").unwrap().is_empty());
}

#[tokio::test]
async fn 发出以后还没销号就停机的_会再发一次_两封同号() {
    let s = Province::begin("2026-09-02").await;
    let (server, mailer) = Server::begin(0).await;
    outbox(&s, &[("a@example.cn", "一")]).await;
    // The house is killed as the mail goes out: whoever awaits the sending is dropped once the server has it.
    let sending = s.app.send_mail(&mailer);
    let taken = async {
        while server.kept.lock().await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        () = taken => {}
        _ = sending => panic!("it was crossed off"),
    }
    assert!(s.app.send_mail(&mailer).await.unwrap().nothing(), "it is still held");
    s.later(11);
    assert_eq!(s.app.send_mail(&mailer).await, Ok(sent(1, 0, 0)));
    let kept = server.kept.lock().await;
    assert_eq!(kept.len(), 2, "at least once, not exactly once");
    assert!(kept.iter().all(|mail| mail.contains("Message-ID: <mail-1@example.cn>")));
}

#[test]
fn 配置写错的_不说出密码() {
    for url in ["smtp:/user:secret@x", "http://user:secret@mail.example", "user:secret@mail.example"] {
        let wrong = Mailer::smtp(url, FROM, ORIGIN).err().unwrap();
        assert!(!wrong.contains("secret"), "{wrong}");
    }
    assert!(Mailer::smtp("smtp://127.0.0.1:25", "nobody", ORIGIN).is_err());
}

#[tokio::test]
async fn 凭编号和查询码查异议_码不对和没有这件看起来一样_试多了就停() {
    let s = Province::begin("2026-08-20").await;
    let batch = s.batch().await;
    s.day("2026-09-02");
    let (clerk, enterprise) = s.enterprise(1, LIUZHOU).await;
    s.dossier(&clerk, &enterprise, "50万元").await;
    let id = s.submitted(&clerk, &enterprise, &batch).await;
    s.reviewed(LIUZHOU, &id).await;
    s.day("2026-09-07");
    let publicity = s.publicised(LIUZHOU, &batch, std::slice::from_ref(&id)).await;
    let statement = Statement {
        party: Some(Party::Person),
        name: "李示例".into(),
        contact: "0772-0000000".into(),
        text: "所报知识产权已经失效,请核实。".into(),
    };
    let object = Command::Object { publicity, application: id, statement, evidence: vec![] };
    let done = s.app.perform(&Actor::Public, object.clone(), Some("form-1")).await.unwrap();
    assert_eq!(done.secret.len(), 14, "{}", done.secret);
    let again = s.app.perform(&Actor::Public, object, Some("form-1")).await.unwrap();
    assert_eq!((again.number.as_str(), again.secret.as_str()), (done.number.as_str(), ""), "told once");

    let mut reading = s.app.store.read().await.unwrap();
    let bare = done.secret.replace('-', "");
    for table in ["idempotency", "journal", "message", "receipt", "statement"] {
        for row in reading.rows(format!("SELECT * FROM {table}"), args![]).await.unwrap() {
            let text = format!("{row:?}");
            assert!(!text.contains(&done.secret) && !text.contains(&bare), "{table}: {text}");
        }
    }
    drop(reading);

    let visitor = Visitor { household: "192.0.2.7".into(), agent: "story".into(), ..Visitor::default() };
    let found = s.app.progress(&done.number, &done.secret, &visitor).await.unwrap().unwrap();
    assert_eq!((found.objection.number, found.list.as_str()), (done.number.clone(), "公示"));
    let typed = (done.number.to_lowercase(), bare.to_lowercase());
    assert!(s.app.progress(&typed.0, &typed.1, &visitor).await.unwrap().is_some());
    for _ in 0..10 {
        assert_eq!(s.app.progress(&done.number, "2222-2222-2222", &visitor).await.unwrap(), None);
        assert_eq!(s.app.progress("YY2026090700000000", &done.secret, &visitor).await.unwrap(), None);
    }
    let shut = s.app.progress(&done.number, &done.secret, &visitor).await;
    assert!(matches!(shut, Err(Shut::Locked { .. })), "{shut:?}");
    let shut = s.app.progress("YY2026090700000000", &done.secret, &visitor).await;
    assert!(matches!(shut, Err(Shut::Locked { .. })), "a number that is none is counted alike: {shut:?}");
    s.later(16);
    assert!(s.app.progress(&done.number, &done.secret, &visitor).await.unwrap().is_some());
    let claimed = s.app.store.claim(Queue::Mail, s.app.clock.now(), s.app.clock.now(), "story", 9).await.unwrap();
    assert!(claimed.is_empty(), "nobody has an address");
}
