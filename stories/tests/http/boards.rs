//! What an office reads in lists goes on over pages; what somebody opened is named.

use std::collections::BTreeSet;

use titian_domain::id::BatchId;
use titian_stories::portal::Portal;
use titian_stories::province::prepare;
use titian_stories::reader::Page;

/// Where the rows of a page lead that begin so.
fn rows(page: &Page, begin: &str) -> BTreeSet<String> {
    let links = page.tree.named("a");
    let hrefs = links.iter().filter_map(|link| link.get("href")).filter(|href| href.starts_with(begin));
    hrefs.filter(|href| !href.contains('?') && !href.ends_with("/new")).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_announcements_go_on_over_pages() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = BatchId(portal.drafting().await.batch);
        let cases = province.submitted(&batch, &province.firms(7_301, 35).await).await;
        province.concluded(&cases, true).await;
        province.approved(&cases).await;
        let lists = province.publicised(&batch, &cases, 1).await;
        let until = portal.app.publicity(lists[0].as_str()).await.unwrap().unwrap().until;

        let mut city = portal.signed_in("city4502").await;
        let mut seen = rows(city.open("/office/publicity").await, "/office/publicity/");
        assert_eq!(seen.len(), 30);
        assert!(city.page().says("第 1–30 份"), "{}", city.page().tree.text);
        seen.append(&mut rows(city.follow("下一页").await, "/office/publicity/"));
        let last = city.page().clone();
        assert!(lists.iter().all(|list| seen.contains(&format!("/office/publicity/{list}"))), "{}", portal.engine);
        let beyond = city.open("/office/publicity?page=99").await;
        assert_eq!(
            rows(beyond, "/office/publicity/"),
            rows(&last, "/office/publicity/"),
            "beyond the last is the last"
        );
        assert_eq!(rows(city.open("/office/publicity?page=x").await, "/office/publicity/").len(), 30);

        // What asks for a hand is counted on all pages.
        portal.day(until.tomorrow().unwrap()).await;
        city.sign_in("city4502", "city4502").await;
        assert!(
            city.open("/office/publicity?page=2").await.says("35 份公示已经期满，等备案"),
            "{}",
            city.page().tree.text
        );

        let file = |(list, case)| titian_stories::province::file(list, std::slice::from_ref(case));
        province.all(&lists.iter().zip(&cases).map(file).collect::<Vec<_>>()).await;
        let fix = |case| prepare(&batch, std::slice::from_ref(case));
        province.all(&cases.iter().map(fix).collect::<Vec<_>>()).await;
        let mut leader = portal.signed_in("province2").await;
        let page = leader.open("/office/publicity?announced=2").await.clone();
        assert!(page.says("35 份名单在等批准"), "{}", page.tree.text);
        let mut seen = rows(&page, "/office/announcements/");
        assert!(!seen.is_empty());
        seen.append(&mut rows(leader.open("/office/publicity?announced=1").await, "/office/announcements/"));
        assert!(seen.len() >= 35, "{}", seen.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_auditor_reads_which_file_was_opened() {
    for portal in Portal::both().await {
        let province = portal.province();
        let batch = BatchId(portal.drafting().await.batch);
        let cases = province.submitted(&batch, &province.firms(7_361, 1).await).await;
        let filed =
            province.load_all::<titian_domain::application::Application>(&[cases[0].id.as_str()]).await.remove(0);
        let evidence = filed.filing.unwrap().content.evidence.remove(0);
        let mut city = portal.signed_in("city4502").await;
        city.go(&format!("/office/applications/{}/files/{}", cases[0].id, evidence.id)).await;
        let mut auditor = portal.signed_in("auditor").await;
        let page = auditor.open("/office/audit?kind=evidence").await;
        let digest: String = evidence.id.as_str().chars().take(12).collect();
        assert!(page.says(&format!("（摘要 {digest}）")), "{}: {}", portal.engine, page.tree.text);
        assert!(page.says(".pdf（摘要"), "{}", page.tree.text);
        // Officers find the table of what they may.
        city.open("/office").await;
        assert!(city.follow("权限表").await.says("市级经办"));
    }
}
