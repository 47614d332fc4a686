//! Who acts for an enterprise: waiting, refused, asking again; messages; and what one is told.

use axum::http::StatusCode;
use titian_app::actor::{Actor, Person};
use titian_app::command::Command;
use titian_domain::account::{Account, Role};
use titian_rulebook::credit_code::synthetic;
use titian_stories::portal::Portal;
use titian_stories::province::officer;
use titian_stories::reader::Reader;

const PASSWORD: &str = "Tao-hua-jiang-7";
const PDF: &[u8] = b"%PDF-1.4\n% an authorisation of a story\n%%EOF\n";

async fn signed_up(portal: &Portal, login: &str, serial: u64) -> Reader {
    let mut visitor = portal.visitor();
    visitor.open("/sign-up").await;
    let code = synthetic("450200", serial).unwrap().to_string();
    let form = visitor.form("/sign-up").fill("credit_code", &code);
    let form = form.fill("enterprise", &format!("示例新企业{serial}号")).fill("city", "柳州市");
    let form = form.fill("name", "演示申请人").fill("account", login).fill("password", PASSWORD);
    visitor.sent(form.fill("again", PASSWORD).fill("authorised", "on")).await;
    visitor.sign_in(login, PASSWORD).await;
    visitor
}

async fn account(portal: &Portal, login: &str) -> Account {
    let mut reading = portal.app.store.read().await.unwrap();
    let row = reading.row("SELECT state FROM account WHERE login = $1", vec![login.into()]).await.unwrap();
    row.unwrap().json("state").unwrap()
}

async fn refuse(portal: &Portal, login: &str) {
    let account = account(portal, login).await.id;
    let vouch = Command::Vouch { account, approve: false, reason: "授权书没有盖章".into() };
    portal.province().one(&officer("市经办", Role::CityHandler), vouch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_drafts_while_waiting_the_second_sees_nothing_yet() {
    for portal in Portal::both().await {
        let mut first = signed_up(&portal, "first0001", 8_101).await;
        assert!(first.open("/enterprise").await.says("您的账号等待核验"));
        first.open("/enterprise/dossier/basics").await;
        let form = first.form("/enterprise/dossier/basics").fill("founded", "2015-06-01").press("只保存");
        first.sent(form).await;
        first.open("/enterprise/team").await;
        let paper = first.form("/enterprise/team/paper");
        first.refused(paper.clone(), "请先选择").await;
        let page = first.sent(paper.attach("letter", "授权书.pdf", PDF)).await;
        assert!(page.says("已交证明：授权书.pdf"));

        let mut second = signed_up(&portal, "second001", 8_101).await;
        assert!(second.open("/enterprise").await.says("看不到这家企业已有的档案"));
        for room in ["/enterprise/dossier", "/enterprise/dossier/basics", "/enterprise/applications"] {
            assert_eq!(second.open(room).await.at, "/enterprise", "{room}");
        }
        assert!(!second.open("/enterprise/team").await.says("first0001"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_refused_reads_why_and_asks_again() {
    for portal in Portal::both().await {
        let mut clerk = signed_up(&portal, "again0001", 8_102).await;
        refuse(&portal, "again0001").await;
        assert!(clerk.open("/enterprise").await.says("授权书没有盖章"));
        let form = clerk.form("/enterprise/team/bind");
        let page = clerk.refused(form.clone().fill("credit_code", "91450200"), "18 位").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        clerk.sent(form.attach("letter", "盖章的授权书.pdf", PDF)).await;
        assert!(clerk.page().says("已申请"), "{}", clerk.page().tree.text);
        assert_eq!(account(&portal, "again0001").await.binding.unwrap().paper.unwrap().name, "盖章的授权书.pdf");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_read_by_opening_what_it_is_about() {
    for portal in Portal::both().await {
        let mut clerk = signed_up(&portal, "mail00001", 8_103).await;
        refuse(&portal, "mail00001").await;
        assert!(clerk.open("/enterprise/messages").await.says("1 条未读"));
        let forms = clerk.page().tree.forms();
        let one = forms.iter().find(|form| form.fields.iter().any(|(name, _)| name == "message")).unwrap().clone();
        let mut other = portal.signed_in("firm0058").await;
        other.open("/enterprise/messages").await;
        let id = one.held("message").to_owned();
        let csrf = other.form("/sign-out").held("csrf").to_owned();
        let forged = one.clone().forge("csrf", &csrf).forge("message", &id);
        other.send(forged).await;
        assert_eq!(other.page().status, StatusCode::NOT_FOUND, "another's message looks like nothing");
        clerk.sent(one).await;
        assert_eq!(clerk.page().at, "/enterprise");
        assert!(!clerk.open("/enterprise/messages").await.says("未读"));

        let person = Person::of(&account(&portal, "firm0058").await).unwrap();
        if portal.app.messages(&Actor::Person(person), 1).await.unwrap().unread > 0 {
            other.open("/enterprise/messages").await;
            let all = other.form("/enterprise/messages/read").press("全部标为已读");
            other.sent(all).await;
            assert!(!other.page().says("条未读"));
        }
    }
}
