//! Signing in: passwords, the second factor, lock-out, sessions.

use jiff::{SignedDuration, Timestamp};
use titian_app::actor::Actor;
use titian_app::clock::Clock;
use titian_app::command::Command;
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

fn later(s: &Province, minutes: i64) {
    let now: Timestamp = s.clock.now();
    s.clock.set(now.saturating_add(SignedDuration::from_mins(minutes)).unwrap());
}

#[tokio::test]
async fn 登录_退出_会话过期() {
    let s = Province::begin("2026-09-02").await;
    let account = signed_up(&s).await;
    let visitor = Visitor { address: "127.0.0.1".into(), agent: "story".into() };
    let token = s.app.sign_in(" clerk@example.cn ", PASSWORD, &visitor).await.unwrap();
    let session = s.app.session(&token).await.unwrap().unwrap();
    assert_eq!(session.actor.person().unwrap().account, account);
    // Clicks keep it alive, half an hour without one ends it.
    later(&s, 29);
    assert!(s.app.session(&token).await.unwrap().is_some());
    later(&s, 29);
    assert!(s.app.session(&token).await.unwrap().is_some());
    later(&s, 31);
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
    later(&s, 16);
    assert!(s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await.is_ok());
}

#[tokio::test]
async fn 停用的账号不能登录_已有的会话立即失效() {
    let s = Province::begin("2026-09-02").await;
    let account = signed_up(&s).await;
    let visitor = Visitor::default();
    let token = s.app.sign_in("clerk@example.cn", PASSWORD, &visitor).await.unwrap();
    let administrator = officer("系统", Role::SystemAdministrator, None);
    s.done(&administrator, Command::Disable { account, disabled: true }).await;
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
    let code = titian_app::identity::totp::code_at(&secret, s.clock.now()).unwrap();
    assert!(matches!(s.app.second_factor(&first, "000000", &visitor).await, Err(Shut::Wrong)));
    let token = s.app.second_factor(&first, &code, &visitor).await.unwrap();
    assert!(s.app.session(&token).await.unwrap().is_some());
    let again = pending().await;
    assert!(matches!(s.app.second_factor(&again, &code, &visitor).await, Err(Shut::Wrong)), "used");
    later(&s, 6);
    let next = titian_app::identity::totp::code_at(&secret, s.clock.now()).unwrap();
    assert!(matches!(s.app.second_factor(&again, &next, &visitor).await, Err(Shut::Wrong)), "waited too long");
}

#[tokio::test]
async fn 初始密码更换之前什么也不能办() {
    let s = Province::begin("2026-09-02").await;
    let secret = s.app.passwords.hash("k7mp-2xqd-9fhr-t4wc").await.unwrap();
    let (login, name) = ("newofficer".into(), "新示例".into());
    let open = Command::OpenOfficer { login, name, secret, temporary: true };
    let account = AccountId(s.done(&officer("系统", Role::SystemAdministrator, None), open).await.id);
    let grant = Grant { role: Role::ProvinceHandler, city: None };
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
