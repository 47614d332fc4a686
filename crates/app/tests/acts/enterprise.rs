//! One's own enterprise: what may be seen of it, what two windows may do at once, who wants to join, what changes at the
//! door.

use titian_app::actor::Actor;
use titian_app::command::{Attached, Command, Failure};
use titian_app::identity::session::{Shut, Visitor};
use titian_app::identity::totp::code_at;
use titian_domain::account::{Account, BindingState, Role};
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::enterprise::{self, Enterprise, Evidence};
use titian_domain::id::{AccountId, EnterpriseId, EvidenceId};
use titian_rulebook::credit_code::synthetic;
use titian_store::{Blob, StoreError};

use crate::province::{Province, city, officer};

const PASSWORD: &str = "Tao-hua-jiang-7";

fn file(fact: &str, year: Option<i16>, text: &str) -> enterprise::Command {
    let edit = Edit { place: Place { fact: fact.into(), year }, text: Some(text.into()) };
    enterprise::Command::File { edits: vec![edit], source: Source::Enterprise }
}

fn fill(enterprise: &EnterpriseId, seen: u64, commands: Vec<enterprise::Command>) -> Command {
    Command::Fill { enterprise: enterprise.clone(), seen, commands }
}

async fn sign_up(s: &Province, login: &str, serial: u64) -> AccountId {
    let secret = s.app.passwords.hash(PASSWORD).await.unwrap();
    let sign_up = Command::SignUp {
        login: login.into(),
        name: "张示例".into(),
        email: String::new(),
        secret,
        code: synthetic("450200", serial).unwrap(),
        enterprise: "示例虚构企业0001号".into(),
        city: city("450200"),
    };
    AccountId(s.done(&Actor::Public, sign_up).await.id)
}

async fn vouch(s: &Province, account: &AccountId, approve: bool) {
    let handler = officer("经办", Role::CityHandler, Some("450200"));
    let reason = if approve { String::new() } else { "授权书没有盖章".into() };
    s.done(&handler, Command::Vouch { account: account.clone(), approve, reason }).await;
}

fn paper(name: &str) -> Attached {
    let blob = Blob { id: "ab".repeat(32), size: 3 };
    Attached { blob, media: "application/pdf".into(), name: name.into(), control: "letter".into() }
}

#[tokio::test]
async fn 两个窗口改了同一处_后保存的不覆盖_改不同处的都留下() {
    let s = Province::begin("2026-09-02").await;
    let (clerk, firm) = s.enterprise(1, "450200").await;
    let seen = s.app.membership(&clerk).await.unwrap().dossier.unwrap().version;
    s.done(&clerk, fill(&firm, seen, vec![file("revenue", Some(2025), "100万元")])).await;
    // The other window shows the dossier as it was before.
    let late = fill(&firm, seen, vec![file("revenue", Some(2025), "200万元"), file("industry", None, "C3453")]);
    let conflict = s.app.perform(&clerk, late, None).await;
    assert!(matches!(conflict, Err(Failure::Store(StoreError::Conflict { .. }))), "{conflict:?}");
    s.done(&clerk, fill(&firm, seen, vec![file("industry", None, "C3453")])).await;
    let dossier: Enterprise = s.load(firm.as_str()).await;
    assert_eq!(dossier.answers.once["industry"].text, "C3453");
    assert_eq!(dossier.answers.by_year[&2025]["revenue"].text, "100万元");
    let ahead = fill(&firm, 99, vec![file("revenue", Some(2025), "300万元")]);
    assert!(matches!(s.app.perform(&clerk, ahead, None).await, Err(Failure::Store(_))), "a version that never was");
}

#[tokio::test]
async fn 一次保存要么全部留下_要么一处不留() {
    let s = Province::begin("2026-09-02").await;
    let (clerk, firm) = s.enterprise(1, "450200").await;
    let seen = s.app.membership(&clerk).await.unwrap().dossier.unwrap().version;
    let unknown = Evidence {
        id: EvidenceId("ab".repeat(32)),
        kind: "no_such_kind".into(),
        year: None,
        name: "a.pdf".into(),
        media: "application/pdf".into(),
        size: 3,
        on: "2026-09-02".parse().unwrap(),
    };
    let both = vec![file("industry", None, "C3453"), enterprise::Command::AddEvidence(unknown)];
    let refusal = s.refused(&clerk, fill(&firm, seen, both)).await;
    assert!(refusal.what.contains("佐证材料"), "{refusal}");
    assert!(s.load::<Enterprise>(firm.as_str()).await.answers.once.is_empty());
}

#[tokio::test]
async fn 别人的申报_文件_消息_看起来就像不存在() {
    let s = Province::begin("2026-09-02").await;
    let (mine, firm) = s.enterprise(1, "450200").await;
    let (other, _) = s.enterprise(2, "450200").await;
    let batch = s.batch().await;
    let case = s.done(&mine, Command::Begin { batch, enterprise: firm.clone() }).await.id;
    assert_eq!(s.app.own_case(&mine, &case).await.unwrap().application.id.as_str(), case);
    let words = |failure: Failure| failure.to_string();
    let theirs = words(s.app.own_case(&other, &case).await.unwrap_err());
    assert_eq!(theirs, words(s.app.own_case(&other, "nothing").await.unwrap_err()));

    let seen = s.app.membership(&mine).await.unwrap().dossier.unwrap().version;
    let licence = Evidence {
        id: EvidenceId("cd".repeat(32)),
        kind: "licence".into(),
        year: None,
        name: "营业执照.pdf".into(),
        media: "application/pdf".into(),
        size: 3,
        on: "2026-09-02".parse().unwrap(),
    };
    s.done(&mine, fill(&firm, seen, vec![enterprise::Command::AddEvidence(licence)])).await;
    let found = s.app.own_file(&mine, &"cd".repeat(32)).await.unwrap().unwrap();
    assert_eq!(found.name, "营业执照.pdf");
    assert_eq!(s.app.own_file(&other, &"cd".repeat(32)).await.unwrap(), None);

    // Both were told that they are vouched for.
    let told = s.app.messages(&mine, 1).await.unwrap();
    assert_eq!((told.total, told.unread), (1, 1));
    let id = told.list[0].id;
    assert_eq!(s.app.read_message(&other, id).await.unwrap(), None);
    assert_eq!(s.app.messages(&mine, 1).await.unwrap().unread, 1);
    assert_eq!(s.app.read_message(&mine, id).await.unwrap().as_deref(), Some("/enterprise"));
    assert_eq!(s.app.membership(&mine).await.unwrap().unread, 0);
    s.app.read_messages(&mine).await.unwrap();
    assert_eq!(s.app.membership(&other).await.unwrap().unread, 1, "others' stay unread");
}

#[tokio::test]
async fn 未通过核验的可以补齐后再申请_有了别人就不能再看原来的档案() {
    let s = Province::begin("2026-09-02").await;
    let first = sign_up(&s, "first@example.cn", 1).await;
    let person = s.person(first.as_str()).await;
    s.done(&person, Command::Prove(paper("授权书.pdf"))).await;
    vouch(&s, &first, false).await;
    let refused = s.person(first.as_str()).await;
    assert!(s.app.membership(&refused).await.unwrap().dossier.is_none());
    assert!(s.refused(&refused, Command::Prove(paper("授权书.pdf"))).await.what.contains("不需要"));
    let again = || Command::Bind {
        code: synthetic("450200", 1).unwrap(),
        enterprise: "示例虚构企业0001号".into(),
        city: city("450200"),
        paper: Some(paper("盖章的授权书.pdf")),
    };
    s.done(&refused, again()).await;
    let account: Account = s.load(first.as_str()).await;
    let binding = account.binding.unwrap();
    assert_eq!(binding.state, BindingState::Pending);
    assert!(binding.founder && binding.paper.unwrap().name == "盖章的授权书.pdf");

    vouch(&s, &first, false).await;
    let second = sign_up(&s, "second@example.cn", 1).await;
    vouch(&s, &second, true).await;
    let refused = s.person(first.as_str()).await;
    s.done(&refused, again()).await;
    assert!(s.person(first.as_str()).await.person().unwrap().drafts_for.is_none(), "others' figures are in it now");
    assert!(s.app.team(&s.person(first.as_str()).await).await.unwrap().is_empty());
    assert_eq!(s.app.team(&s.person(second.as_str()).await).await.unwrap().len(), 2);
}

#[tokio::test]
async fn 改密码要现在的密码_改好后别处都退出() {
    let s = Province::begin("2026-09-02").await;
    let account = sign_up(&s, "clerk@example.cn", 1).await;
    let visitor = Visitor::default();
    let here = s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await.unwrap();
    let elsewhere = s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await.unwrap();
    let session = s.app.session(&here).await.unwrap().unwrap();
    let wrong = s.app.change_password(&account, &session, "wrong", "Da-teng-xia-2026").await;
    assert!(matches!(wrong, Err(Shut::Wrong)));
    s.app.change_password(&account, &session, PASSWORD, "Da-teng-xia-2026").await.unwrap();
    assert!(s.app.session(&here).await.unwrap().is_some());
    assert!(s.app.session(&elsewhere).await.unwrap().is_none());
    assert!(matches!(s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await, Err(Shut::Wrong)));
    let again = s.app.sign_in("clerk@example.cn", "Da-teng-xia-2026", &visitor).await.unwrap();
    s.app.revoke_others(&account, &session.id).await.unwrap();
    assert!(s.app.session(&again).await.unwrap().is_none() && s.app.session(&here).await.unwrap().is_some());
}

#[tokio::test]
async fn 动态码验证过才生效() {
    let s = Province::begin("2026-09-02").await;
    let account = sign_up(&s, "clerk@example.cn", 1).await;
    let visitor = Visitor::default();
    let here = s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await.unwrap();
    let elsewhere = s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await.unwrap();
    let session = s.app.session(&here).await.unwrap().unwrap();
    let seen = s.app.offer_second_factor(&account).await.unwrap();
    s.later(11);
    let secret = s.app.offer_second_factor(&account).await.unwrap();
    assert_ne!(secret, seen, "who saw an earlier offer holds nothing");
    assert_eq!(s.app.offer_second_factor(&account).await.unwrap(), secret, "a page loaded twice offers the same");
    assert!(s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await.is_ok(), "it does not count yet");
    let code = code_at(&secret, s.app.clock.now()).unwrap();
    for (password, code) in [("wrong", &code[..]), (PASSWORD, "000000")] {
        let confirmed = s.app.confirm_second_factor(&account, &session, password, code).await;
        assert!(matches!(confirmed, Err(Shut::Wrong)), "{code}");
    }
    assert_eq!(s.app.second_factor_since(&account).await.unwrap(), None);
    s.app.confirm_second_factor(&account, &session, PASSWORD, &code).await.unwrap();
    assert!(s.app.session(&here).await.unwrap().is_some() && s.app.session(&elsewhere).await.unwrap().is_none());
    assert!(s.app.second_factor_since(&account).await.unwrap().is_some());
    let Err(Shut::CodeWanted(pending)) = s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await else {
        panic!("no code is asked for")
    };
    assert!(matches!(s.app.second_factor(&pending, &code, &visitor).await, Err(Shut::Wrong)), "used up");
    assert_ne!(s.app.offer_second_factor(&account).await.unwrap(), secret, "a new phone gets a new secret");
}
