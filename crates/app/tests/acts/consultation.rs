//! 征求部门意见 (A10.2, A10.3): by link, by account, by letter; late and silent; whose it is to see.

use std::collections::BTreeMap;

use titian_app::actor::Actor;
use titian_app::command::{Attached, Command, Done, Failure};
use titian_app::identity::session::{Shut, Visitor};
use titian_app::link::Opened;
use titian_app::post::{Mailer, Sent};
use titian_app::query::Request;
use titian_domain::account::{self, Account, Grant, Role};
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::application::{self, Application};
use titian_domain::consultation::{Consultation, Department, Opinion, Via, consulted};
use titian_domain::enterprise;
use titian_domain::id::*;
use titian_domain::room::Room;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;
use titian_store::{Blob, Changes, Standing, args};

use crate::ladder::{HIGHER, innovative};
use crate::province::{Province, answering, city, officer};

const LIUZHOU: &str = "450200";
const NANNING: &str = "450100";

fn handler() -> Actor {
    officer("经办", Role::CityHandler, Some(LIUZHOU))
}

/// The text of a mail, which is written in base64.
fn body(mail: &str) -> String {
    let text = mail.replace('\r', "");
    let (head, text) = text.split_once("\n\n").unwrap();
    assert!(head.contains("base64"), "{head}");
    let sign = |byte: u8| {
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".iter().position(|one| *one == byte)
    };
    let signs: Vec<u8> = text.bytes().filter_map(sign).map(|at| u8::try_from(at).unwrap()).collect();
    let bits = signs.chunks(4).flat_map(|four| {
        let all = four.iter().fold(0u32, |all, six| all << 6 | u32::from(*six)) << (6 * (4 - four.len()));
        all.to_be_bytes().into_iter().skip(1).take(four.len() - 1)
    });
    String::from_utf8(bits.collect()).unwrap().replace('\r', "")
}

fn visitor() -> Visitor {
    Visitor { address: "192.0.2.7".into(), household: "192.0.2.0".into(), agent: String::new() }
}

/// A specialised case on the city's desk, taken up.
async fn case(s: &Province, batch: &BatchId, serial: u64) -> ApplicationId {
    let (clerk, enterprise) = s.enterprise(serial, LIUZHOU).await;
    s.dossier(&clerk, &enterprise, "50万元").await;
    let place = Place { fact: "holds_technology_sme".into(), year: None };
    let edits = vec![Edit { place, text: Some("是".into()) }];
    let file = enterprise::Command::File { edits, source: Source::Enterprise };
    s.done(&clerk, Command::Dossier(enterprise.clone(), file)).await;
    let id = s.submitted(&clerk, &enterprise, batch).await;
    let me = AccountId(handler().id().into());
    s.done(&handler(), Command::Case(id.clone(), application::Command::TakeUp { handler: me, from: None })).await;
    id
}

fn consult(batch: &BatchId, office: DivisionCode, list: &[ApplicationId]) -> Command {
    Command::Consult {
        batch: batch.clone(),
        office,
        number: "柳工信函〔2026〕18号".into(),
        grounds: vec!["2026-violation".into()],
        list: list.to_vec(),
        due: "2026-09-14".parse().unwrap(),
        departments: vec![
            (Department::Environment, "柳州市生态环境局".into()),
            (Department::Tax, "国家税务总局柳州市税务局".into()),
        ],
    }
}

struct Asked {
    s: Province,
    cases: Vec<ApplicationId>,
    id: ConsultationId,
}

impl Asked {
    /// Asked on Monday 7 September about two cases, due on Monday 14.
    async fn begin() -> Asked {
        let s = Province::begin("2026-09-07").await;
        let batch = s.batch_of(Tier::Specialised, "miit-2022/specialised", jiff::civil::date(2026, 9, 1)).await;
        let cases = vec![case(&s, &batch, 1).await, case(&s, &batch, 2).await];
        let mut command = consult(&batch, city(LIUZHOU), &cases);
        if let Command::Consult { grounds, .. } = &mut command {
            let to_consult = s.app.to_consult(&handler(), &batch).await.unwrap();
            assert_eq!(to_consult.cases.len(), 2);
            *grounds = vec![to_consult.conditions.last().unwrap().0.clone()];
        }
        let id = ConsultationId(s.done(&handler(), command).await.id);
        Asked { s, cases, id }
    }

    fn clear(&self) -> BTreeMap<ApplicationId, Opinion> {
        self.cases.iter().map(|id| (id.clone(), Opinion::Clear)).collect()
    }

    fn concern(&self) -> BTreeMap<ApplicationId, Opinion> {
        let mut opinions = self.clear();
        let words = "2025年有一起行政处罚".into();
        opinions.insert(self.cases[0].clone(), Opinion::Concern { ground: String::new(), words });
        opinions
    }

    fn reply(&self, department: Department, opinions: BTreeMap<ApplicationId, Opinion>) -> Command {
        let (consultation, by) = (self.id.clone(), "李示例".to_owned());
        Command::Reply { consultation, department, by, opinions, letter: None }
    }

    async fn state(&self) -> Consultation {
        self.s.load(self.id.as_str()).await
    }

    async fn link(&self, department: Department, email: &str) -> Done {
        let command = Command::MakeLink { consultation: self.id.clone(), department, email: email.into() };
        self.s.done(&handler(), command).await
    }

    async fn open(&self, token: &str) -> Option<Opened> {
        self.s.app.open_link(token, &visitor()).await.unwrap()
    }

    /// The silences and concerns about the first case, as its page shows them now.
    async fn heard(&self) -> Vec<String> {
        heard(&self.s, &self.id, &self.cases[0]).await
    }

    /// Proposes that the first case passes, everything else being as it is; what stands against it of departments.
    async fn proposed(&self, uncalled: &str) -> Vec<String> {
        let (opinion, uncalled, heard) = ("建议推荐".into(), uncalled.to_owned(), self.heard().await);
        let conclude = application::Command::Conclude { pass: true, opinion, uncalled, heard };
        let refusal = self.s.refused(&handler(), Command::Case(self.cases[0].clone(), conclude)).await;
        let about = |reason: &String| reason.contains("环境局") || reason.contains("税务局") || reason.contains("部门");
        refusal.reasons.into_iter().filter(about).collect()
    }
}

async fn heard(s: &Province, id: &ConsultationId, case: &ApplicationId) -> Vec<String> {
    let asked: Consultation = s.load(id.as_str()).await;
    consulted(&[asked], case, false, s.app.clock.today()).asks()
}

fn whole(opened: Option<Opened>) -> (Actor, Request) {
    match opened {
        Some(Opened::Open(open)) => *open,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn 一次性链接_只看到发给自己的_答复一次就失效() {
    let a = Asked::begin().await;
    let done = a.link(Department::Tax, "").await;
    // Told this once; only its hash is kept, in no table the token.
    assert_eq!(done.secret.len(), 48);
    let kept = "SELECT secret FROM consultation_link";
    let row = a.s.app.store.read().await.unwrap().row(kept, args![]).await.unwrap().unwrap();
    assert_ne!(row.text("secret").unwrap(), done.secret);
    let (link, request) = whole(a.open(&done.secret).await);
    assert_eq!((request.department, request.consultation.departments.len()), (Department::Tax, 1));
    assert_eq!((request.consultation.list.len(), request.conditions.len()), (2, 1));
    // It speaks for its own department on its own request, and does nothing else.
    for command in [
        a.reply(Department::Environment, a.clear()),
        Command::RemindDepartment { consultation: a.id.clone(), department: Department::Tax },
        Command::MakeLink { consultation: a.id.clone(), department: Department::Tax, email: String::new() },
    ] {
        assert!(matches!(a.s.app.perform(&link, command, None).await, Err(Failure::NotAllowed(_))));
    }
    let part = a.clear().into_iter().take(1).collect();
    assert!(a.s.refused(&link, a.reply(Department::Tax, part)).await.to_string().contains("还有 1 家"));
    assert!(matches!(a.open(&done.secret).await, Some(Opened::Open(_))), "what was refused uses nothing up");
    a.s.done(&link, a.reply(Department::Tax, a.concern())).await;
    let Some(Opened::Used(used)) = a.open(&done.secret).await else { panic!() };
    assert_eq!(used.0.consultation.number, "柳工信函〔2026〕18号");
    let again = a.s.refused(&link, a.reply(Department::Tax, a.clear())).await;
    assert!(again.to_string().contains("已经用过了"), "{again}");
    let state = a.state().await;
    let reply = &state.asked(Department::Tax).unwrap().replies[0];
    assert_eq!((reply.via, reply.by.as_str()), (Via::Link, "李示例"));
    let journal = "SELECT actor FROM journal WHERE stream = $1 AND kind = 'replied'";
    let stream = format!("consultation/{}", a.id);
    let row = a.s.app.store.read().await.unwrap().row(journal, args![stream]).await.unwrap().unwrap();
    assert!(row.text("actor").unwrap().starts_with("link:"));
    a.s.app.tick().await.unwrap();
    a.s.verified().await;
}

#[tokio::test]
async fn 链接在期限后几日内仍可答复_过后说明找谁() {
    let a = Asked::begin().await;
    let token = a.link(Department::Tax, "").await.secret;
    a.s.day("2026-09-21");
    let (link, _) = whole(a.open(&token).await);
    a.s.day("2026-09-22");
    let Some(Opened::Expired(expired)) = a.open(&token).await else { panic!() };
    assert_eq!(expired.1.to_string(), "2026-09-21");
    assert!(a.s.refused(&link, a.reply(Department::Tax, a.clear())).await.to_string().contains("已经过期"));
    // A newer one opens; the older, unused, no longer does.
    let newer = a.link(Department::Tax, "").await.secret;
    assert!(a.open(&token).await.is_none());
    let (link, _) = whole(a.open(&newer).await);
    a.s.done(&link, a.reply(Department::Tax, a.clear())).await;
    let state = a.state().await;
    assert!(state.late(state.asked(Department::Tax).unwrap().replies[0].on), "answered after the due date");
    // Whoever has answered for all can correct it, by another link that says what it is for.
    let done = a.link(Department::Tax, "tax@example.cn").await;
    assert!(done.said.contains("供更正用"), "{}", done.said);
    let outbox = "SELECT subject, body FROM mail WHERE address = 'tax@example.cn'";
    let row = a.s.app.store.read().await.unwrap().row(outbox, args![]).await.unwrap().unwrap();
    assert!(row.text("subject").unwrap().contains("更正") && row.text("body").unwrap().contains("以更正后的为准"));
    let (link, _) = whole(a.open(&done.secret).await);
    a.s.done(&link, a.reply(Department::Tax, a.concern())).await;
    assert_eq!(a.heard().await.iter().filter(|one| one.contains("有意见")).count(), 1);
    let unasked = Command::MakeLink { consultation: a.id.clone(), department: Department::Market, email: "".into() };
    assert!(a.s.refused(&handler(), unasked).await.to_string().contains("没有征求市场监管部门的意见"));
}

#[tokio::test]
async fn 乱试链接有次数限制() {
    let a = Asked::begin().await;
    let token = a.link(Department::Tax, "").await.secret;
    for n in 0..60 {
        assert!(a.open(&format!("{n:048x}")).await.is_none());
    }
    assert!(matches!(a.s.app.open_link(&token, &visitor()).await, Err(Shut::Locked { .. })));
    let elsewhere = Visitor { household: "198.51.100.0".into(), ..visitor() };
    assert!(a.s.app.open_link(&token, &elsewhere).await.unwrap().is_some());
    a.s.later(16);
    assert!(a.open(&token).await.is_some());
}

#[tokio::test]
async fn 链接发到邮箱_发件箱里是密封的() {
    let a = Asked::begin().await;
    let token = a.link(Department::Tax, "tax@example.cn").await.secret;
    let outbox = "SELECT address, body FROM mail ORDER BY id DESC";
    let row = a.s.app.store.read().await.unwrap().row(outbox, args![]).await.unwrap().unwrap();
    assert_eq!(row.text("address").unwrap(), "tax@example.cn");
    assert!(!row.text("body").unwrap().contains(&token));
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::folder(folder.path().into(), "titian@example.cn", "https://titian.example").unwrap();
    let sent: Sent = a.s.app.send_mail(&mailer).await.unwrap();
    assert!(sent.taken >= 1 && sent.gave_up == 0, "{sent:?}");
    let written = std::fs::read_dir(folder.path()).unwrap().flatten().map(|file| file.path());
    let mails: Vec<String> = written.map(|path| body(&std::fs::read_to_string(path).unwrap())).collect();
    let link = format!("https://titian.example/consult/{token}\n");
    assert!(mails.iter().any(|mail| mail.contains(&link)), "{mails:?}");
    let wrong = Command::MakeLink { consultation: a.id.clone(), department: Department::Tax, email: "tax".into() };
    assert!(a.s.refused(&handler(), wrong).await.to_string().contains("邮箱"));
    // A reminder goes there too.
    let count = async || {
        let sql = "SELECT COUNT(*) AS n FROM mail WHERE address = 'tax@example.cn'";
        a.s.app.store.read().await.unwrap().number(sql, args![]).await.unwrap()
    };
    assert_eq!(count().await, 1);
    let remind = Command::RemindDepartment { consultation: a.id.clone(), department: Department::Tax };
    a.s.done(&handler(), remind).await;
    assert_eq!(count().await, 2);
}

#[tokio::test]
async fn 部门账号_只看到本市本部门的() {
    let a = Asked::begin().await;
    let tax = answering("税务", Department::Tax, Some(LIUZHOU));
    let requests = a.s.app.requests(&tax).await.unwrap();
    assert_eq!((requests.len(), requests[0].consultation.departments.len()), (1, 1));
    a.s.done(&tax, a.reply(Department::Tax, a.concern())).await;
    let state = a.state().await;
    assert_eq!(state.asked(Department::Tax).unwrap().replies[0].via, Via::Account);
    // Said again, the later word stands.
    a.s.done(&tax, a.reply(Department::Tax, a.clear())).await;
    assert_eq!(a.state().await.asked(Department::Tax).unwrap().replies.len(), 2);
    for stranger in [
        answering("外市税务", Department::Tax, Some(NANNING)),
        answering("区税务", Department::Tax, None),
        answering("市场监管", Department::Market, Some(LIUZHOU)),
        handler(),
        Actor::Public,
    ] {
        let answer = a.s.app.perform(&stranger, a.reply(Department::Tax, a.clear()), None).await;
        assert!(matches!(answer, Err(Failure::NotAllowed(_))), "{}", stranger.id());
        assert!(a.s.app.request(&stranger, a.id.as_str()).await.is_err());
    }
    assert!(a.s.app.requests(&answering("外市税务", Department::Tax, Some(NANNING))).await.unwrap().is_empty());
    assert!(a.s.app.case(&tax, a.cases[0].as_str()).await.is_err(), "a department reads no cases");
}

#[tokio::test]
async fn 有账号的部门收到消息() {
    let a = Asked::begin().await;
    let id = AccountId("税务账号".into());
    let at = a.s.app.clock.now();
    let open = account::Command::Open { id: id.clone(), login: "tax@example.cn".into(), name: "李示例".into() };
    let mut events = account::decide(None, open, a.s.app.clock.today()).unwrap();
    let grant = Grant::answering(Department::Tax, Some(city(LIUZHOU)));
    let account = events.iter().fold(None, Account::evolve);
    events.extend(account::decide(account.as_ref(), account::Command::Grant(grant), a.s.app.clock.today()).unwrap());
    a.s.app
        .store
        .write(async |mut tx| {
            let mut changes = Changes::new(at, "story");
            changes.record(&Standing::<Account>::fresh(id.as_str()), events.clone());
            tx.commit(changes).await.map(drop)
        })
        .await
        .unwrap();
    a.s.day("2026-09-11");
    a.s.app.tick().await.unwrap();
    a.s.app.tick().await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM message WHERE recipient = $1";
    let heard = a.s.app.store.read().await.unwrap().number(sql, args![id.as_str()]).await.unwrap();
    assert_eq!(heard, 1, "reminded three days before, once");
    let state = a.state().await;
    let of = |department| state.asked(department).map(|one| (one.reminders.len(), one.unreached.len()));
    assert_eq!(of(Department::Tax), Some((1, 0)));
    assert!(state.asked(Department::Tax).unwrap().reminders[0].by.is_none());
    // Nobody of the other would have heard: that is no reminder, and whoever asked is told, once.
    assert_eq!(of(Department::Environment), Some((0, 1)));
    let told = "SELECT body FROM message WHERE recipient = $1 AND subject = '提醒发不出去'";
    let rows = a.s.app.store.read().await.unwrap().rows(told, args![handler().id()]).await.unwrap();
    assert!(rows.len() == 1 && rows[0].text("body").unwrap().contains("“柳州市生态环境局”"));
    assert!(!rows[0].text("body").unwrap().contains("税务"));
}

fn letter() -> Attached {
    let blob = Blob { id: "ab".repeat(32), size: 1_000 };
    Attached { blob, media: "application/pdf".into(), name: "复函.pdf".into(), control: "paper".into() }
}

#[tokio::test]
async fn 复函由经办人登记_要有盖章扫描件() {
    let a = Asked::begin().await;
    a.s.day("2026-09-16");
    let by_letter = |paper: Attached, on: &str| Command::Reply {
        consultation: a.id.clone(),
        department: Department::Environment,
        by: "王示例".into(),
        opinions: a.clear(),
        letter: Some((on.parse().unwrap(), paper)),
    };
    let picture = Attached { media: "image/png".into(), ..letter() };
    assert!(a.s.refused(&handler(), by_letter(picture, "2026-09-15")).await.to_string().contains("盖章"));
    let leader = officer("审批", Role::CityLeader, Some(LIUZHOU));
    let answer = a.s.app.perform(&leader, by_letter(letter(), "2026-09-15"), None).await;
    assert!(matches!(answer, Err(Failure::NotAllowed(_))));
    a.s.done(&handler(), by_letter(letter(), "2026-09-14")).await;
    let state = a.state().await;
    let reply = &state.asked(Department::Environment).unwrap().replies[0];
    assert!(reply.via == Via::Letter && !state.late(reply.on), "in time, though entered two days later");
    let paper = a.s.app.consultation_file(&leader, a.id.as_str(), &"ab".repeat(32)).await.unwrap();
    assert_eq!(paper.name, "复函.pdf");
    let stranger = officer("南宁", Role::CityHandler, Some(NANNING));
    assert!(a.s.app.consultation_file(&stranger, a.id.as_str(), &"ab".repeat(32)).await.is_err());
}

#[tokio::test]
async fn 等待挡住拟办_沉默和有意见要写理由() {
    let a = Asked::begin().await;
    assert_eq!(a.proposed("已电话核实").await.len(), 2, "both have time");
    a.s.done(&answering("税务", Department::Tax, Some(LIUZHOU)), a.reply(Department::Tax, a.concern())).await;
    let waiting = a.proposed("已电话核实").await;
    assert!(waiting.len() == 1 && waiting[0].contains("环境局"), "{waiting:?}");
    a.s.day("2026-09-15");
    let said = a.proposed("").await;
    assert!(said.len() == 2 && said[0].contains("没有答复") && said[1].contains("有意见"), "{said:?}");
    assert_eq!(a.proposed("已电话核实").await, [""; 0]);
}

#[tokio::test]
async fn 别市的看不见_没有这一步的不能发() {
    let a = Asked::begin().await;
    let stranger = officer("南宁", Role::CityHandler, Some(NANNING));
    assert!(a.s.app.consultation(&stranger, a.id.as_str()).await.is_err());
    assert!(a.s.app.consultations(&stranger).await.unwrap().list.is_empty());
    assert_eq!(a.s.app.consultations(&handler()).await.unwrap().list.len(), 1);
    let case = a.s.load::<Application>(a.cases[0].as_str()).await;
    for (actor, office) in [(&stranger, LIUZHOU), (&handler(), NANNING), (&handler(), "450000")] {
        let answer = a.s.app.perform(actor, consult(&case.batch, city(office), &a.cases), None).await;
        assert!(matches!(answer, Err(Failure::NotAllowed(_))), "{office}");
    }
    // What still lies on the city's desk is not the province's to ask about.
    let province = officer("区经办", Role::ProvinceHandler, None);
    let early = a.s.refused(&province, consult(&case.batch, DivisionCode::GUANGXI, &a.cases)).await;
    assert_eq!(early.articles, ["A10.3"]);
    // The lowest tier has no such step.
    let batch = a.s.batch().await;
    let (clerk, enterprise) = a.s.enterprise(9, LIUZHOU).await;
    a.s.dossier(&clerk, &enterprise, "50万元").await;
    let id = a.s.submitted(&clerk, &enterprise, &batch).await;
    let none = a.s.refused(&handler(), consult(&batch, city(LIUZHOU), &[id])).await;
    assert!(none.articles == ["A10.2"] && none.to_string().contains("没有征求部门意见这一步"), "{none}");
}

/// How many messages of a subject somebody has.
async fn heard_of(s: &Province, who: &str, subject: &str) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM message WHERE recipient = $1 AND subject = $2";
    s.app.store.read().await.unwrap().number(sql, args![who, subject]).await.unwrap()
}

/// The bureau is silent until its time is over, the handler proposes on that, and the next day the bureau objects.
#[tokio::test]
async fn 拟办以后才来的有意见_不会无人看过就批准() {
    let s = Province::begin("2026-08-20").await;
    let (clerk, enterprise) = innovative(&s).await;
    s.answered(&clerk, &enterprise, &HIGHER).await;
    s.day("2026-10-08");
    let batch = s.batch_of(Tier::Specialised, "miit-2026/specialised", s.app.clock.today()).await;
    let id = s.submitted(&clerk, &enterprise, &batch).await;
    s.checked(&handler(), &id).await;
    let visit = s.visit(&["甲示例", "乙示例"], handler().id(), None);
    s.done(&handler(), Command::Visit(id.clone(), visit)).await;
    // A colleague asks, so that who handles the case is not who asked.
    let asker = officer("同事", Role::CityHandler, Some(LIUZHOU));
    let mut command = consult(&batch, city(LIUZHOU), std::slice::from_ref(&id));
    if let Command::Consult { grounds, due, departments, .. } = &mut command {
        *grounds = vec![s.app.to_consult(&asker, &batch).await.unwrap().conditions.last().unwrap().0.clone()];
        *due = "2026-10-14".parse().unwrap();
        departments.truncate(1);
    }
    let asked = ConsultationId(s.done(&asker, command).await.id);
    let conclude = async |heard: Vec<String>| {
        let (opinion, uncalled) = ("建议推荐".into(), "已电话核实".into());
        let conclude = application::Command::Conclude { pass: true, opinion, uncalled, heard };
        s.app.perform(&handler(), Command::Case(id.clone(), conclude), None).await
    };
    s.day("2026-10-15");
    let silence = heard(&s, &asked, &id).await;
    conclude(silence.clone()).await.unwrap();
    s.day("2026-10-16");
    let bureau = answering("环境", Department::Environment, Some(LIUZHOU));
    let words = "2025年有一起行政处罚".to_owned();
    let reply = |opinion| Command::Reply {
        consultation: asked.clone(),
        department: Department::Environment,
        by: "李示例".into(),
        opinions: [(id.clone(), opinion)].into(),
        letter: None,
    };
    s.done(&bureau, reply(Opinion::Concern { ground: String::new(), words })).await;
    assert_eq!((heard_of(&s, "同事", "部门已答复").await, heard_of(&s, "经办", "部门有意见").await), (1, 1));
    let leader = officer("审批", Role::CityLeader, Some(LIUZHOU));
    let decide = |command| Command::Case(id.clone(), command);
    let refusal = s.refused(&leader, decide(application::Command::Approve)).await;
    assert!(refusal.to_string().contains("有意见：2025年有一起行政处罚；拟办时还没有这一条"), "{refusal}");
    s.done(&leader, decide(application::Command::SendBack { why: "请看部门意见".into() })).await;
    // From a page that was drawn before the answer came, it is refused once more.
    let Err(Failure::Refused(refusal)) = conclude(silence).await else { panic!("proposed over a concern") };
    assert!(refusal.to_string().contains("您打开页面时还没有这一条"), "{refusal}");
    let now = heard(&s, &asked, &id).await;
    conclude(now.clone()).await.unwrap();
    let application::Stage::Concluded { heard: kept, .. } = s.load::<Application>(id.as_str()).await.stage else {
        panic!("proposed")
    };
    assert_eq!(kept, now);
    s.done(&leader, decide(application::Command::Approve)).await;
    assert_eq!(s.stage(&id).await, "endorsed");
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 对企业回避的人_不就它征求意见_不发链接_不登记复函() {
    let a = Asked::begin().await;
    let tied = officer("同事", Role::CityHandler, Some(LIUZHOU));
    let recuse = Command::Recuse {
        application: a.cases[1].clone(),
        account: AccountId("同事".into()),
        why: "近亲属在企业任职".into(),
        to: None,
    };
    let batch = a.s.load::<Application>(a.cases[0].as_str()).await.batch;
    let mut again = consult(&batch, city(LIUZHOU), &a.cases);
    if let Command::Consult { grounds, .. } = &mut again {
        *grounds = a.state().await.grounds;
    }
    let link = Command::MakeLink { consultation: a.id.clone(), department: Department::Tax, email: String::new() };
    let entered = Command::Reply {
        consultation: a.id.clone(),
        department: Department::Environment,
        by: "王示例".into(),
        opinions: a.clear(),
        letter: Some(("2026-09-07".parse().unwrap(), letter())),
    };
    a.s.done(&tied, link.clone()).await;
    a.s.done(&tied, recuse).await;
    for command in [again.clone(), link, entered.clone()] {
        let refusal = a.s.refused(&tied, command).await;
        assert_eq!(refusal.reasons, ["您对“示例虚构企业0002号”回避"], "{refusal}");
    }
    // About the others alone they may ask; a colleague does the rest.
    if let Command::Consult { list, .. } = &mut again {
        list.truncate(1);
    }
    a.s.done(&tied, again).await;
    a.s.done(&handler(), entered).await;
}

#[tokio::test]
async fn 用不了的链接_说明事实和依据() {
    let a = Asked::begin().await;
    let token = a.link(Department::Tax, "").await.secret;
    let (link, _) = whole(a.open(&token).await);
    a.s.done(&link, a.reply(Department::Tax, a.clear())).await;
    let used = a.s.refused(&link, a.reply(Department::Tax, a.clear())).await;
    assert!(used.articles == ["A10.2"] && used.to_string().contains("2026年9月7日用它答复过"), "{used}");
    let token = a.link(Department::Environment, "").await.secret;
    let (link, _) = whole(a.open(&token).await);
    a.s.day("2026-09-22");
    let over = a.s.refused(&link, a.reply(Department::Environment, a.clear())).await;
    assert!(over.to_string().contains("2026年9月21日 24:00 前有效"), "{over}");
}
