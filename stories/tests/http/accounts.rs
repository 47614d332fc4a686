//! People of enterprises wait to be vouched for by the city of their enterprise; the answer is given once.

use axum::http::{StatusCode, header};
use titian_app::actor::{Actor, Person};
use titian_app::command::Command;
use titian_domain::account::Account;
use titian_domain::enterprise::{self, Evidence};
use titian_domain::id::EvidenceId;
use titian_rulebook::credit_code::synthetic;
use titian_stories::portal::Portal;

const PDF: &[u8] = b"%PDF-1.4\n% a licence of a story\n%%EOF\n";
const PASSWORD: &str = "Tao-hua-jiang-7";

/// Signs up for an enterprise of 柳州: the id of the account.
async fn signed_up(portal: &Portal, login: &str, serial: u64) -> Account {
    let mut visitor = portal.visitor();
    visitor.open("/sign-up").await;
    let code = synthetic("450200", serial).unwrap().to_string();
    let form = visitor.form("/sign-up").fill("credit_code", &code);
    let form = form.fill("enterprise", &format!("示例新企业{serial}号")).fill("city", "柳州市");
    let form = form.fill("name", "演示申请人").fill("account", login).fill("password", PASSWORD);
    visitor.sent(form.fill("again", PASSWORD).fill("authorised", "on")).await;
    let mut reading = portal.app.store.read().await.unwrap();
    let row = reading.row("SELECT state FROM account WHERE login = $1", vec![login.into()]).await.unwrap();
    row.unwrap().json("state").unwrap()
}

/// The control for the answer about an account.
fn answer(of: &Account) -> String {
    format!("answer.{}", of.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_vouched_for_and_one_is_not() {
    for portal in Portal::both().await {
        let first = signed_up(&portal, "newcomer1", 8_001).await;
        let second = signed_up(&portal, "newcomer2", 8_002).await;
        // The first has put the licence into the dossier.
        let blob = portal.app.blobs.put(PDF.to_vec()).await.unwrap();
        let licence = enterprise::Command::AddEvidence(Evidence {
            id: EvidenceId(blob.id),
            kind: "licence".into(),
            year: None,
            name: "营业执照.pdf".into(),
            media: "application/pdf".into(),
            size: blob.size,
            on: portal.app.clock.today(),
        });
        let person = Person::of(&first).unwrap();
        let enterprise = person.drafts_for.clone().unwrap();
        portal.province().one(&Actor::Person(person), Command::Dossier(enterprise, licence)).await;

        let mut other = portal.signed_in("city4501").await;
        assert!(!other.open("/office/accounts").await.says("演示申请人"), "another city's account is shown");
        let shut = format!("/office/accounts/{}/licence", first.id);
        assert_eq!(other.go(&shut).await.status, StatusCode::NOT_FOUND);

        let mut handler = portal.signed_in("city4502").await;
        let mut leader = portal.signed_in("lead4502").await;
        leader.open("/office/accounts").await;
        let late = leader.form(first.id.as_str());
        let page = handler.open("/office/accounts").await;
        assert!(
            page.says("示例新企业8001号") && page.says("没有上传") && page.says("账号核验3件"),
            "{}",
            page.tree.text
        );
        let page = handler.follow("看营业执照").await;
        assert_eq!(page.headers[header::CONTENT_TYPE], "application/pdf");

        handler.open("/office/accounts").await;
        let refuse = handler.form(second.id.as_str()).fill(&answer(&second), "refuse");
        handler.refused(refuse, "请写明为什么不予通过").await;
        let refuse = handler.form(second.id.as_str()).fill("理由", "执照与代码不符");
        assert!(handler.sent(refuse).await.says("已答复不予核验"));
        let vouch = handler.form(first.id.as_str()).fill(&answer(&first), "approve");
        assert!(handler.sent(vouch).await.says("已核验"));
        assert!(!handler.page().says("演示申请人"), "both are answered");

        let late = late.fill(&answer(&first), "refuse").fill("理由", "没有见过这个人");
        let page = leader.refused(late, "刚刚被别人办过").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.says("没有见过这个人"), "what was typed is shown");
        let mut stranger = portal.signed_in("city4501").await;
        stranger.open("/office/accounts").await;
        let token = stranger.form("/sign-out").held("csrf").to_owned();
        let body = format!("csrf={token}&once=x&answer.{0}=approve&reason.{0}=", second.id);
        let kind = "application/x-www-form-urlencoded";
        let page = stranger.raw("POST", &format!("/office/accounts/{}", second.id), kind, body).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    }
}
