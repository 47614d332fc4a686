//! Signing in: passwords, the second factor, lock-out, sessions.

use titian_app::actor::Actor;
use titian_app::command::{Command, Failure};
use titian_app::identity::session::{Shut, Visitor};
use titian_domain::account::{Grant, Role};
use titian_domain::id::AccountId;
use titian_rulebook::credit_code::synthetic;

use crate::province::{Province, city, officer};

const PASSWORD: &str = "Tao-hua-jiang-7";

async fn signed_up(s: &Province) -> AccountId {
    let secret = s.app.passwords.hash(PASSWORD).await.unwrap();
    let sign_up = Command::SignUp {
        login: "Clerk@Example.cn".into(),
        name: "张示例".into(),
        email: String::new(),
        secret,
        code: synthetic("450200", 1).unwrap(),
        enterprise: "示例虚构企业0001号".into(),
        city: city("450200"),
    };
    AccountId(s.done(&Actor::Public, sign_up).await.id)
}

#[tokio::test]
async fn 登录_退出_会话过期() {
    let s = Province::begin("2026-09-02").await;
    let account = signed_up(&s).await;
    let visitor = Visitor { household: "127.0.0.1".into(), agent: "story".into(), ..Visitor::default() };
    let token = s.app.sign_in(" clerk@example.cn ", PASSWORD, &visitor).await.unwrap();
    let session = s.app.session(&token).await.unwrap().unwrap();
    assert_eq!(session.actor.person().unwrap().account, account);
    // Clicks keep it alive, half an hour without one ends it.
    s.later(29);
    assert!(s.app.session(&token).await.unwrap().is_some());
    s.later(29);
    assert!(s.app.session(&token).await.unwrap().is_some());
    s.later(31);
    assert!(s.app.session(&token).await.unwrap().is_none());

    let token = s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await.unwrap();
    let devices = s.app.devices(&account).await.unwrap();
    let own = s.app.session(&token).await.unwrap().unwrap().id;
    assert!(devices.iter().any(|device| device.id == own && device.agent == "story"));
    s.app.revoke(&AccountId("somebody else".into()), &own).await.unwrap();
    assert!(s.app.session(&token).await.unwrap().is_some());
    s.app.revoke(&account, &own).await.unwrap();
    assert!(s.app.session(&token).await.unwrap().is_none());
}

#[tokio::test]
async fn 输错五次锁定十五分钟_不透露登录名是否存在() {
    let s = Province::begin("2026-09-02").await;
    signed_up(&s).await;
    let visitor = Visitor::default();
    for login in ["clerk@example.cn", "nobody@example.cn"] {
        for _ in 0..5 {
            assert!(matches!(s.app.sign_in(login, "wrong", &visitor).await, Err(Shut::Wrong)), "{login}");
        }
        let shut = s.app.sign_in(login, PASSWORD, &visitor).await;
        assert!(matches!(shut, Err(Shut::Locked { .. })), "{login}: {shut:?}");
    }
    s.later(16);
    assert!(s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await.is_ok());
}

#[tokio::test]
async fn 停用的账号不能登录_已有的会话立即失效() {
    let s = Province::begin("2026-09-02").await;
    let account = signed_up(&s).await;
    let visitor = Visitor::default();
    let token = s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await.unwrap();
    // It is the enterprise's city that knows who has left, and nobody else.
    let disable = Command::Disable { account, disabled: true };
    for stranger in
        [officer("系统", Role::SystemAdministrator, None), officer("南宁", Role::CityHandler, Some("450100"))]
    {
        let answer = s.app.perform(&stranger, disable.clone(), None).await;
        assert!(matches!(answer, Err(Failure::NotAllowed(_))), "{answer:?}");
    }
    s.done(&officer("柳州", Role::CityHandler, Some("450200")), disable).await;
    assert!(s.app.session(&token).await.unwrap().is_none());
    assert!(matches!(s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await, Err(Shut::Wrong)));
}

#[tokio::test]
async fn 有第二因素的账号要输验证码_每个验证码只能用一次() {
    let s = Province::begin("2026-09-02").await;
    let account = signed_up(&s).await;
    let secret = s.app.enrol_second_factor(&account).await.unwrap();
    let visitor = Visitor::default();
    let pending = async || match s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await {
        Err(Shut::CodeWanted(pending)) => pending,
        other => panic!("{other:?}"),
    };
    let first = pending().await;
    assert!(s.app.session(&first).await.unwrap().is_none(), "the token is good for the code alone");
    let code = titian_app::identity::totp::code_at(&secret, s.app.clock.now()).unwrap();
    assert!(matches!(s.app.second_factor(&first, "000000", &visitor).await, Err(Shut::Wrong)));
    let token = s.app.second_factor(&first, &code, &visitor).await.unwrap();
    assert!(s.app.session(&token).await.unwrap().is_some());
    let again = pending().await;
    assert!(matches!(s.app.second_factor(&again, &code, &visitor).await, Err(Shut::Wrong)), "used");
    s.later(6);
    let next = titian_app::identity::totp::code_at(&secret, s.app.clock.now()).unwrap();
    assert!(matches!(s.app.second_factor(&again, &next, &visitor).await, Err(Shut::Wrong)), "waited too long");
}

#[tokio::test]
async fn 初始密码更换之前什么也不能办() {
    let s = Province::begin("2026-09-02").await;
    let secret = s.app.passwords.hash("k7mp-2xqd-9fhr-t4wc").await.unwrap();
    let (login, name) = ("newofficer".into(), "新示例".into());
    let open = Command::OpenOfficer { login, name, secret, temporary: true };
    let account = AccountId(s.done(&officer("系统", Role::SystemAdministrator, None), open).await.id);
    let grant = Grant::of(Role::ProvinceHandler, None);
    let give = Command::Grant { account: account.clone(), grant, give: true };
    s.done(&officer("安全", Role::SecurityAdministrator, None), give).await;

    let visitor = Visitor::default();
    let token = s.app.sign_in("newofficer", "k7mp-2xqd-9fhr-t4wc", &visitor).await.unwrap();
    let session = s.app.session(&token).await.unwrap().unwrap();
    assert!(session.must_change && session.actor.person().unwrap().grants.is_empty());
    s.app.change_password(&account, &session, "k7mp-2xqd-9fhr-t4wc", PASSWORD).await.unwrap();
    let session = s.app.session(&token).await.unwrap().unwrap();
    assert!(!session.must_change);
    assert_eq!(session.actor.person().unwrap().grants, [grant]);
}

#[tokio::test]
async fn 同时猜一百个密码也只算五次_远处的人锁不住本人() {
    let s = Province::begin("2026-09-02").await;
    signed_up(&s).await;
    let from = |household: &str| Visitor { household: household.into(), ..Visitor::default() };
    let far = from("203.0.113.9");
    let guesses: Vec<_> = (0..100)
        .map(|n| {
            let (app, far) = (s.app.clone(), far.clone());
            tokio::spawn(async move { app.sign_in("clerk@example.cn", &format!("guess-{n}"), &far).await })
        })
        .collect();
    let mut tried = 0;
    for guess in guesses {
        tried += u32::from(matches!(guess.await.unwrap(), Err(Shut::Wrong)));
    }
    assert_eq!(tried, 5, "the others were not even looked at");
    assert!(matches!(s.app.sign_in("clerk@example.cn", PASSWORD, &far).await, Err(Shut::Locked { .. })));
    assert!(s.app.sign_in("clerk@example.cn", PASSWORD, &from("192.0.2.7")).await.is_ok());
    // From very many places it is shut for all; the right password, once in, counts for nothing.
    for n in 0..9 {
        for _ in 0..5 {
            let _ = s.app.sign_in("clerk@example.cn", "wrong", &from(&format!("198.51.100.{n}"))).await;
        }
    }
    assert!(matches!(s.app.sign_in("clerk@example.cn", PASSWORD, &from("192.0.2.7")).await, Err(Shut::Locked { .. })));
}

#[tokio::test]
async fn 浏览器叫什么名字都不当验证码凭据用() {
    let s = Province::begin("2026-09-02").await;
    let account = signed_up(&s).await;
    let visitor = Visitor { agent: "code-wanted".into(), ..Visitor::default() };
    let token = s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await.unwrap();
    let secret = s.app.enrol_second_factor(&account).await.unwrap();
    let code = titian_app::identity::totp::code_at(&secret, s.app.clock.now()).unwrap();
    assert!(matches!(s.app.second_factor(&token, &code, &visitor).await, Err(Shut::Wrong)));
    // A login nobody can have is no key of a table.
    let long = "l".repeat(500_000);
    assert!(matches!(s.app.sign_in(&long, PASSWORD, &visitor).await, Err(Shut::Wrong)));
}

#[tokio::test]
async fn 表单还在路上时被停用或收回角色的_办不成() {
    let s = Province::begin("2026-09-02").await;
    let (system, security) =
        (officer("系统", Role::SystemAdministrator, None), officer("安全", Role::SecurityAdministrator, None));
    let open = |login: &str| Command::OpenOfficer {
        login: login.into(),
        name: "演示".into(),
        secret: "hash".into(),
        temporary: false,
    };
    let account = AccountId(s.done(&system, open("second-system")).await.id);
    let grant =
        |give| Command::Grant { account: account.clone(), grant: Grant::of(Role::SystemAdministrator, None), give };
    s.done(&security, grant(true)).await;
    let knocking = s.person(account.as_str()).await;
    s.done(&knocking, open("third")).await;
    s.done(&security, grant(false)).await;
    assert!(matches!(s.app.perform(&knocking, open("fourth"), None).await, Err(Failure::NotAllowed(_))));
    s.done(&security, grant(true)).await;
    s.done(&system, Command::Disable { account: account.clone(), disabled: true }).await;
    assert!(matches!(s.app.perform(&knocking, open("fifth"), None).await, Err(Failure::NotAllowed(_))));
}
