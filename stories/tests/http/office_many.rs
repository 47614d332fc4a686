//! Many cases: how long each has taken and until when, filters one keeps, returned and proposed together; and asking an
//! enterprise without returning its case.

use axum::http::StatusCode;
use titian_app::actor::{Actor, Person};
use titian_app::command::Command;
use titian_domain::application::{self, Application, Ruling};
use titian_rulebook::tier::Purpose;
use titian_stories::portal::Portal;
use titian_stories::province::Case;

async fn person(portal: &Portal, login: &str) -> Actor {
    let sql = "SELECT state FROM account WHERE login = $1";
    let row = portal.app.store.read().await.unwrap().row(sql, vec![login.into()]).await.unwrap().unwrap();
    Actor::Person(Person::of(&row.json("state").unwrap()).unwrap())
}

async fn submitted(portal: &Portal, first: u64, count: u64) -> Vec<Case> {
    let province = portal.province();
    let batch = portal.app.open_batches().await.unwrap().remove(0).id;
    province.submitted(&batch, &province.firms(first, count).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enterprise_is_asked_and_answers_and_notes_stay_in_the_office() {
    for portal in Portal::both().await {
        let sql = "SELECT a.id AS id, a.city AS city, c.login AS login FROM application a \
            JOIN account c ON c.enterprise = a.enterprise WHERE c.pending = 0 AND c.login LIKE 'firm%' \
            AND a.stage IN ('submitted', 'under_review', 'returned', 'concluded', 'listed') ORDER BY a.id LIMIT 1";
        let row = portal.app.store.read().await.unwrap().row(sql, vec![]).await.unwrap().expect("a case under way");
        let text = |name| row.text(name).unwrap().to_owned();
        let (id, office, login) = (text("id"), text("city")[..4].to_owned(), text("login"));
        let history = format!("/office/applications/{id}/history");
        let mut city = portal.signed_in(&format!("city{office}")).await;
        city.open(&history).await;
        city.refused(city.form("/notes"), "请写备注的内容").await;
        let note = city.form("/notes").fill("备注", "先电话核实，不对外");
        assert!(city.sent(note).await.says("备注已保存") && city.page().says("先电话核实，不对外"));
        city.refused(city.form("/questions"), "请写要问企业什么").await;
        let question = city.form("/questions").fill("要问什么", "研发设备是否与生产共用？");
        assert!(city.sent(question).await.says("等企业答复"), "{}", city.page().tree.text);

        // The enterprise reads the question and no note, and answers once.
        let mut firm = portal.signed_in(&login).await;
        assert!(firm.open("/enterprise/messages").await.says("主管部门询问：研发设备是否与生产共用？"));
        let page = firm.open(&format!("/enterprise/applications/{id}")).await;
        assert!(page.says("研发设备是否与生产共用？") && !page.says("先电话核实"), "{}", page.tree.text);
        let form = firm.form("/answers/0");
        firm.refused(form.clone(), "没有写答复的内容").await;
        let form = form.fill("您的答复", "共用，折旧按工时分摊。");
        let page = firm.sent(form.clone()).await;
        assert!(page.says("答复已提交") && page.says("共用，折旧按工时分摊。"), "{}", page.tree.text);
        firm.refused(form.forge("once", "again"), "已经答复").await;
        let page = city.open(&history).await;
        assert!(page.says("答复：共用，折旧按工时分摊。") && page.says("先电话核实"), "{}", page.tree.text);

        // The leader of the same office reads both; the province the question only; another enterprise nothing.
        let mut lead = portal.signed_in(&format!("lead{office}")).await;
        assert!(lead.open(&history).await.says("先电话核实"));
        let mut province = portal.signed_in("province2").await;
        let page = province.open(&history).await;
        assert!(
            page.says("研发设备是否与生产共用？") && !page.says("先电话核实"),
            "another office's notes are its own"
        );
        let other = portal.drafting().await;
        let mut stranger = portal.signed_in(&other.login).await;
        assert_eq!(stranger.go(&format!("/enterprise/applications/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(portal.province().verified().await.findings, [], "{}", portal.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_says_until_when_and_how_long_and_keeps_ones_filters() {
    for portal in Portal::both().await {
        let cases = submitted(&portal, 7_541, 2).await;
        let mut city = portal.signed_in("city4502").await;
        let page = city.open("/office?q=企业00754").await;
        assert!(page.says("申报通知规定的市级截止日") && page.says("市级已用 0 个工作日"), "{}", page.tree.text);
        let page = city.open("/office?q=企业00754&sort=waiting").await;
        assert!(page.says("在本环节久的排在前面") && page.at.contains("sort=waiting"), "{}", page.tree.text);
        let page = city.open(&format!("/office/applications/{}/history", cases[0].id)).await;
        assert!(page.says("期限与用时") && page.says("等受理") && page.says("市级用时"), "{}", page.tree.text);

        // Kept under a name, for oneself; a name is asked for; the same name is replaced.
        city.open("/office/applications?q=企业00754&sort=waiting").await;
        city.refused(city.form("/office/filters"), "没有写名称").await;
        let keep = city.form("/office/filters").fill("name", "我的七五四");
        assert!(city.sent(keep).await.says("筛选已保存为“我的七五四”"), "{}", city.page().tree.text);
        city.open("/office").await;
        let page = city.follow("我的七五四").await;
        assert!(page.says("申报 2 件") && page.at.contains("sort=waiting"), "{}", page.at);
        let mut lead = portal.signed_in("lead4502").await;
        assert!(!lead.open("/office").await.says("我的七五四"), "it is nobody else's");
        city.open("/office").await;
        let forget = city.form("/filters/forget");
        assert!(city.sent(forget).await.says("筛选已删除") && !city.page().says("我的七五四"));
        // What is kept is a filter and no address of somebody's making.
        let strange = "name=%E5%A4%96&back=https%3A%2F%2Felsewhere.example%2F%3Fq%3Dx";
        city.open("/office").await;
        let token = city.form("/sign-out").held("csrf").to_owned();
        let body = format!("csrf={token}&once=1&{strange}");
        city.raw("POST", "/office/filters", "application/x-www-form-urlencoded", body).await;
        assert!(!city.page().body.contains("elsewhere.example"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_proposed_or_returned_together_all_of_them_or_none() {
    for portal in Portal::both().await {
        let cases = submitted(&portal, 7_551, 5).await;
        let (province, me) = (portal.province(), person(&portal, "city4502").await);
        province.reviewed(&cases, &me).await;
        let policy = &portal.app.policy;
        let edition = policy.edition_of("miit-2022/innovative", "gates/miit-2026", Purpose::Apply).unwrap();
        let items = application::items(&edition);
        let rule = |case: &Case, ruling: Ruling| {
            let rulings = items.iter().map(|(item, _)| (item.clone(), ruling.clone())).collect();
            (me.clone(), Command::Case(case.id.clone(), application::Command::Rule { rulings }))
        };
        // One is asked back, one has something rejected.
        let acts = [
            rule(&cases[3], Ruling::Ask { what: "请补交审计报告".into() }),
            rule(&cases[4], Ruling::Reject { why: "没有证明".into() }),
        ];
        province.all(&acts).await;
        let mut city = portal.signed_in("city4502").await;
        let ticked = async |reader: &mut titian_stories::reader::Reader, what: &str| {
            reader.open("/office/applications?q=企业00755&stage=under_review").await;
            reader.follow("勾选本页全部").await;
            let mut form = reader.form("/take-up").press(what);
            form.action = "/office/together".into();
            reader.send(form).await;
        };
        city.open("/office/applications?q=企业00755").await;
        let mut none = city.form("/take-up").press("拟办勾选的");
        none.action = "/office/together".into();
        city.refused(none, "没有勾选任何一件").await;

        ticked(&mut city, "拟办勾选的").await;
        let page = city.page();
        assert!(page.says("成批拟办 3 件") && page.says("不办的 2 件"), "{}", page.tree.text);
        assert!(page.says("要逐件拟办"), "every reason is told: {}", page.tree.text);
        assert_eq!(province.stages(&cases).await, ["under_review"; 5], "a look changes nothing");
        let confirm = city.form("/together/confirm");
        city.refused(confirm.clone(), "请写拟办意见").await;
        let confirm = confirm.fill("拟办意见", "各项属实，拟通过。");

        // One moves meanwhile: none is proposed, and it is named.
        province.all(&[rule(&cases[0], Ruling::Reject { why: "没有证明".into() })]).await;
        city.refused(confirm, "一件也没有办").await;
        assert!(
            city.page().says("示例虚构企业007551号") && city.page().says("成批拟办 2 件"),
            "{}",
            city.page().tree.text
        );
        assert_eq!(province.stages(&cases).await, ["under_review"; 5]);
        let again = city.form("/together/confirm").fill("拟办意见", "各项属实，拟通过。");
        assert!(city.sent(again.clone()).await.says("已拟办 2 件"), "{}", city.page().tree.text);
        assert!(city.sent(again).await.says("已拟办 2 件"), "sent again, it is done once");
        let now = ["under_review", "concluded", "concluded", "under_review", "under_review"];
        assert_eq!(province.stages(&cases).await, now, "{}", portal.engine);

        // Returned together: only what was asked back, item by item.
        ticked(&mut city, "退回勾选的").await;
        let page = city.page();
        assert!(page.says("成批退回补正 1 件") && page.says("没有写明要补正什么"), "{}", page.tree.text);
        let back = city.form("/together/confirm");
        assert!(city.sent(back).await.says("已退回 1 件"));
        let case: Application = province.load_all(&[cases[3].id.as_str()]).await.remove(0);
        let application::Stage::Returned { deficiencies, .. } = case.stage else { panic!("not returned") };
        assert_eq!(deficiencies.len(), items.len());

        // Nobody else's, and not a leader's.
        let mut lead = portal.signed_in("lead4502").await;
        lead.open("/office").await;
        let token = lead.form("/sign-out").held("csrf").to_owned();
        for act in ["together", "together/confirm"] {
            let body = format!("csrf={token}&once={act}&what=pass&pick.{}=on", cases[0].id);
            let kind = "application/x-www-form-urlencoded";
            assert_eq!(lead.raw("POST", &format!("/office/{act}"), kind, body).await.status, StatusCode::FORBIDDEN);
        }
        assert_eq!(province.verified().await.findings, [], "{}", portal.engine);
    }
}
