//! Files that were sent and belong to nothing are swept after a day; never one that a form under way names, nor one that
//! belongs to something.

use axum::http::StatusCode;
use titian_app::command::{Command, Failure};
use titian_domain::id::{ApplicationId, EvidenceId};
use titian_store::args;
use titian_stories::html::Form;
use titian_stories::portal::Portal;
use titian_stories::reader::Reader;

use super::submission::{begun, on_paper};

const FIRM: &str = "firm0058";
const SCAN: &[u8] = b"%PDF-1.4\n% a scan that waits for its form\n%%EOF\n";
const PROOF: &[u8] = b"%PDF-1.4\n% a proof that somebody gave up\n%%EOF\n";

/// A declaration on paper that wants something still; its scan is kept. Where it is, its form, the scan's id.
async fn under_way(portal: &Portal, clerk: &mut Reader) -> (String, Form, String) {
    let batch = on_paper(portal).await;
    clerk.open(&format!("/notices/{}", batch.notice())).await;
    clerk.follow("去申报").await;
    let at = begun(clerk).await;
    clerk.open(&format!("{at}/declaration")).await;
    let form = clerk.form("/declaration").fill("truth", "on").fill("name", "张示例");
    clerk.refused(form.attach("scan", "盖章扫描.pdf", SCAN), "合规经营承诺").await;
    let form = clerk.form("/declaration").fill("pledge", "on");
    let scan = form.held("scanned").to_owned();
    (at, form, scan)
}

/// Whether a file is kept, and whether its bytes are there.
async fn there(portal: &Portal, id: &str) -> (bool, bool) {
    let mut reading = portal.app.store.read().await.unwrap();
    let rows = reading.number("SELECT COUNT(*) AS n FROM blob WHERE sha256 = $1", args![id]).await.unwrap();
    (rows > 0, portal.app.blobs.exists(id).await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_under_way_never_loses_its_file_and_what_belongs_to_something_stays() {
    for portal in Portal::both().await {
        let mut clerk = portal.signed_in(FIRM).await;
        let (at, _, scan) = under_way(&portal, &mut clerk).await;
        // No session lives longer than half a day, so no form does; the clerk comes back to the page now and then.
        for _ in 0..23 {
            portal.hours_pass(1).await;
            assert_eq!(there(&portal, &scan).await, (true, true));
        }
        // The same scan, sent once more with a form of today, is as young as that form.
        clerk.sign_in(FIRM, "demo").await;
        clerk.open(&format!("{at}/declaration")).await;
        let form = clerk.form("/declaration").fill("truth", "on").fill("name", "张示例");
        clerk.refused(form.attach("scan", "盖章扫描.pdf", SCAN), "合规经营承诺").await;
        let form = clerk.form("/declaration").fill("pledge", "on");
        assert_eq!(form.held("scanned"), scan);
        portal.clock.set(portal.app.clock.now().saturating_add(jiff::SignedDuration::from_mins(25)).unwrap());
        portal.hours_pass(0).await;
        clerk.sent(form).await;
        assert!(clerk.page().title().starts_with("已提交"), "{}", clerk.page().title());

        portal.hours_pass(24 * 30).await;
        portal.hours_pass(24 * 30).await;
        assert_eq!(there(&portal, &scan).await, (true, true), "{}", portal.engine);
        clerk.sign_in(FIRM, "demo").await;
        clerk.open(&at).await;
        assert_eq!(clerk.follow("看盖章的扫描件").await.body.as_bytes(), SCAN);

        // Were an act ever to name a file and forget to say so, the file would stay all the same.
        let stray = args![scan.as_str(), 0];
        let stray = async |mut tx: titian_store::Tx| {
            tx.execute("INSERT INTO upload (sha256, at) VALUES ($1, $2)", stray.clone()).await
        };
        portal.app.store.write(stray).await.unwrap();
        portal.hours_pass(24).await;
        portal.hours_pass(24).await;
        assert_eq!(there(&portal, &scan).await, (true, true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nothing_came_of_is_swept_after_a_day() {
    for portal in Portal::both().await {
        let mut clerk = portal.signed_in(FIRM).await;
        let (at, old, scan) = under_way(&portal, &mut clerk).await;
        // Somebody objects without words, and goes away.
        let proof = portal.app.blobs.put(PROOF.to_vec()).await.unwrap().id;
        let sql = "SELECT id FROM publicity WHERE over = 0 ORDER BY id LIMIT 1";
        let row = portal.app.store.read().await.unwrap().row(sql, args![]).await.unwrap().expect("a list");
        let mut citizen = portal.visitor();
        citizen.open(&format!("/publicity/{}/object", row.text("id").unwrap())).await;
        let form = citizen.form("/object").attach("evidence", "登记簿.pdf", PROOF);
        citizen.refused(form, "请").await;
        assert_eq!(there(&portal, &proof).await, (false, true));

        portal.hours_pass(23).await;
        assert_eq!((there(&portal, &scan).await, there(&portal, &proof).await), ((true, true), (false, true)));
        portal.hours_pass(7).await;
        assert_eq!(there(&portal, &proof).await, (false, false), "{}", portal.engine);
        // What a backup may still be looking for stays on the disk for another day.
        assert_eq!(there(&portal, &scan).await, (false, true));

        // A form of a session that is over does nothing, and no other may name what is not kept.
        clerk.sign_in(FIRM, "demo").await;
        clerk.send(old).await;
        assert_eq!(clerk.page().status, StatusCode::FORBIDDEN);
        clerk.open(&format!("{at}/declaration")).await;
        let form = clerk.form("/declaration").fill("truth", "on").fill("pledge", "on").fill("name", "张示例");
        let declared = form.held("declared").to_owned();
        clerk.refused(form.forge("scanned", &scan), "请上传签字盖章后的扫描件").await;
        let application = ApplicationId(at.rsplit('/').next().unwrap().to_owned());
        let submit =
            Command::Submit { application, declared, name: "张示例".into(), scan: Some(EvidenceId(scan.clone())) };
        let sql = "SELECT state FROM account WHERE login = $1";
        let row = portal.app.store.read().await.unwrap().row(sql, args![FIRM]).await.unwrap().unwrap();
        let person = titian_app::actor::Person::of(&row.json("state").unwrap()).unwrap();
        let actor = titian_app::actor::Actor::Person(person);
        let answer = portal.app.perform(&actor, submit, None).await;
        assert!(matches!(&answer, Err(Failure::Refused(why)) if why.to_string().contains("没有留存")), "{answer:?}");

        portal.hours_pass(25).await;
        assert_eq!(there(&portal, &scan).await, (false, false));
    }
}
