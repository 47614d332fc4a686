//! 复核 (A13): the cohort is invited, its old titles live until its list is out, and end with it; what an open objection
//! holds waits for the supplementary list.

use jiff::civil::date;
use titian_app::actor::Actor;
use titian_app::command::Command;
use titian_app::query::AtList;
use titian_app::register::Search;
use titian_domain::account::Role;
use titian_domain::application::{self, Application};
use titian_domain::id::*;
use titian_domain::notice::{Batch, Cohort, Notice};
use titian_domain::objection::{Party, Statement};
use titian_domain::recognition::{Recognition, Standing};
use titian_rulebook::deadline::Length;
use titian_rulebook::tier::Purpose;
use titian_store::args;

use crate::innovative::announced;
use crate::province::{Province, officer};

const LIUZHOU: &str = "450200";

/// The year of accounts that a submission of 2029 looks at.
const OF_2028: [(&str, Option<i16>, &str); 9] = [
    ("revenue", Some(2028), "1000万元"),
    ("main_revenue", Some(2028), "800万元"),
    ("main_revenue", Some(2027), "600万元"),
    ("rd_expense", Some(2028), "50万元"),
    ("total_assets", Some(2028), "1000万元"),
    ("total_liabilities", Some(2028), "500万元"),
    ("equity_raised", Some(2028), "0元"),
    ("equity_raised", Some(2027), "0元"),
    ("equity_raised", Some(2026), "0元"),
];

fn people() -> (Actor, Actor) {
    (officer("经办", Role::CityHandler, Some(LIUZHOU)), officer("审批", Role::CityLeader, Some(LIUZHOU)))
}

type Firm = (Actor, EnterpriseId);

/// Before the public for seven days from today, and filed, but for those who are objected to.
async fn filed(s: &Province, batch: &BatchId, cases: &[ApplicationId], after: &str, objected: &[usize]) -> PublicityId {
    let publicity = s.publicised(LIUZHOU, batch, cases).await;
    for at in objected {
        let statement = Statement {
            party: Some(Party::Person),
            name: "李示例".into(),
            contact: "0772-0000000".into(),
            text: "所报知识产权已经失效，请核实。".into(),
        };
        let (publicity, application) = (publicity.clone(), cases[*at].clone());
        s.done(&Actor::Public, Command::Object { publicity, application, statement, evidence: vec![] }).await;
    }
    s.day(after);
    s.app.tick().await.unwrap();
    let applications =
        cases.iter().enumerate().filter(|(at, _)| !objected.contains(at)).map(|(_, id)| id.clone()).collect();
    let number = "柳示例〔2026〕3号".into();
    s.done(&people().0, Command::File { publicity: publicity.clone(), number, applications }).await;
    publicity
}

/// Enterprises that hold the innovative title from 21 September 2026 to 20 September 2029.
async fn holding(s: &Province, count: u64) -> Vec<Firm> {
    let batch = s.batch().await;
    s.day("2026-09-02");
    let (mut firms, mut cases) = (vec![], vec![]);
    for serial in 1..=count {
        let (clerk, enterprise) = s.enterprise(serial, LIUZHOU).await;
        s.dossier(&clerk, &enterprise, "50万元").await;
        let id = s.submitted(&clerk, &enterprise, &batch).await;
        s.reviewed(LIUZHOU, &id).await;
        cases.push(id);
        firms.push((clerk, enterprise));
    }
    s.day("2026-09-07");
    filed(s, &batch, &cases, "2026-09-14", &[]).await;
    s.day("2026-09-21");
    announced(s, &batch, &cases).await;
    firms
}

/// The notice of their re-review. Days are counted as days: nobody knows the working days of 2029 yet.
async fn rereview(s: &Province) -> BatchId {
    let first = s.batch().await;
    let known = s.load::<Notice>(first.notice().as_str()).await.batches.remove(0);
    s.day("2029-07-20");
    let cohort = Cohort { words: "2026年公告的企业".into(), first: date(2029, 7, 1), last: date(2029, 12, 31) };
    s.published(Batch {
        name: "2029年复核".into(),
        purpose: Purpose::Rereview,
        from: date(2029, 8, 1),
        until: date(2029, 8, 31),
        city_due: date(2029, 9, 30),
        cohort: Some(cohort),
        publicity: Length::CalendarDays(7),
        correction: Length::CalendarDays(10),
        ..known
    })
    .await
}

/// The titles of an enterprise, the earliest first.
async fn titles(s: &Province, firm: &Firm) -> Vec<Recognition> {
    let mut reading = s.app.store.read().await.unwrap();
    let sql = "SELECT state FROM recognition WHERE enterprise = $1 ORDER BY valid_from";
    let rows = reading.rows(sql, args![firm.1.as_str()]).await.unwrap();
    rows.iter().map(|row| row.json("state").unwrap()).collect()
}

async fn standing(s: &Province, firm: &Firm) -> Vec<Standing> {
    titles(s, firm).await.iter().map(|one| one.on(s.app.clock.today())).collect()
}

async fn told(s: &Province, firm: &Firm, words: &str) -> bool {
    let mail = s.app.messages(&firm.0, 1).await.unwrap();
    mail.list.iter().any(|one| format!("{} {}", one.subject, one.body).contains(words))
}

#[tokio::test]
async fn 同批到期的_名单公布时一起了结_有异议的等补充名单() {
    let s = Province::begin("2026-08-20").await;
    let firms = holding(&s, 4).await;
    let [renewed, failed, silent, disputed] = &firms[..] else { panic!("four") };
    let batch = rereview(&s).await;
    for firm in &firms {
        assert!(told(&s, firm, "请申请复核").await && told(&s, firm, "2029年9月20日").await);
    }

    // Three of them apply; one does not reach the standard any more.
    s.day("2029-08-10");
    let mut cases = vec![];
    for firm in [renewed, failed, disputed] {
        s.answered(&firm.0, &firm.1, &OF_2028).await;
        cases.push(s.submitted(&firm.0, &firm.1, &batch).await);
    }
    for id in [&cases[0], &cases[2]] {
        s.reviewed(LIUZHOU, id).await;
    }
    let (handler, leader) = people();
    let act = |command| Command::Case(cases[1].clone(), command);
    let me = AccountId(handler.id().into());
    s.done(&handler, act(application::Command::TakeUp { handler: me, from: None })).await;
    let conclude = application::Command::Conclude {
        pass: false,
        opinion: "没有达到标准".into(),
        uncalled: String::new(),
        heard: vec![],
    };
    s.done(&handler, act(conclude)).await;
    s.done(&leader, act(application::Command::Approve)).await;
    assert_eq!(s.stage(&cases[1]).await, "refused");

    // The term is over and the list is late: all four are valid still, refused or not.
    s.day("2029-09-14");
    let list = [cases[0].clone(), cases[2].clone()];
    for id in &list {
        s.looked_up(&handler, id).await;
    }
    let publicity = filed(&s, &batch, &list, "2029-09-21", &[1]).await;
    for firm in &firms {
        assert_eq!(standing(&s, firm).await, [Standing::Continued]);
    }
    s.app.refresh_register().await.unwrap();
    let valid = |on: &str| s.app.register.now().search(&Search { on: on.parse().unwrap(), ..Search::default() }).total;
    assert_eq!(valid("2029-09-21"), 4);

    // The list: what it will do is said before it is signed, and is what it does.
    s.day("2029-10-08");
    let leader = officer("区审批", Role::ProvinceLeader, None);
    let comes = s.app.at_list(&leader, &batch, &[cases[0].clone()].into()).await.unwrap();
    assert_eq!(comes, Some(AtList { renewed: 1, unasked: 1, not_passed: 1, held: 1, ..AtList::default() }));
    announced(&s, &batch, &cases[..1]).await;
    assert_eq!(standing(&s, renewed).await, [Standing::Ended, Standing::Valid]);
    assert_eq!(standing(&s, failed).await, [Standing::Ended]);
    assert_eq!(standing(&s, silent).await, [Standing::Ended]);
    assert_eq!(standing(&s, disputed).await, [Standing::Continued], "held by an open objection");
    let lapsed = titles(&s, silent).await.remove(0).ended.unwrap();
    assert_eq!((lapsed.on, lapsed.article.as_str()), (date(2029, 10, 8), "A13.3"));
    assert!(told(&s, silent, "没有参加复核").await && told(&s, failed, "不在名单内").await);
    assert!(!told(&s, disputed, "复核名单已公布").await);
    let new = titles(&s, renewed).await.remove(1);
    assert_eq!((new.from, new.until), (Some(date(2029, 10, 8)), Some(date(2032, 10, 8))));
    s.app.refresh_register().await.unwrap();
    assert_eq!((valid("2029-10-07"), valid("2029-10-08")), (4, 2));

    // The objection does not hold: the supplementary list renews the last.
    let objection = s.load::<Application>(cases[2].as_str()).await.held_by.remove(0);
    let reason = "经核实知识产权有效".into();
    s.done(&handler, Command::AnswerObjection { objection, upheld: false, reason }).await;
    let applications = vec![cases[2].clone()];
    s.done(&handler, Command::File { publicity, number: "柳示例〔2026〕4号".into(), applications }).await;
    s.day("2029-11-05");
    s.looked_up(&handler, &cases[2]).await;
    announced(&s, &batch, &cases[2..]).await;
    assert_eq!(standing(&s, disputed).await, [Standing::Ended, Standing::Valid]);
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 不在复核范围的和没有称号的_提交时按第十三条拒绝() {
    let s = Province::begin("2026-08-20").await;
    let firms = holding(&s, 1).await;
    let batch = rereview(&s).await;
    s.day("2029-08-10");
    let (clerk, stranger) = s.enterprise(7, LIUZHOU).await;
    s.dossier(&clerk, &stranger, "50万元").await;
    s.answered(&clerk, &stranger, &OF_2028).await;
    let begin = Command::Begin { batch: batch.clone(), enterprise: stranger.clone() };
    let id = ApplicationId(s.done(&clerk, begin).await.id);
    let refused = s.refused(&clerk, s.submit(&stranger, &id).await).await;
    assert_eq!(refused.articles, ["A13.2"]);

    // A second batch for the same titles cannot be published.
    let known = s.load::<Notice>(batch.notice().as_str()).await.batches.remove(0);
    let cohort = Cohort { words: String::new(), first: date(2029, 9, 20), last: date(2030, 6, 30) };
    let again = Batch { name: "又一批复核".into(), cohort: Some(cohort), ..known };
    let draft =
        Command::DraftNotice { notice: None, title: "示例".into(), text: "示例".into(), batches: vec![again] };
    let handler = officer("区经办", Role::ProvinceHandler, None);
    let notice = NoticeId(s.done(&handler, draft).await.id);
    let publish = titian_domain::notice::Command::Publish { number: "示例〔2029〕2号".into() };
    let leader = officer("区审批", Role::ProvinceLeader, None);
    let refused = s.refused(&leader, Command::Notice(notice, publish)).await;
    assert!(refused.articles == ["A13.3"] && refused.to_string().contains("2029年复核"), "{refused}");
    assert_eq!(standing(&s, &firms[0]).await, [Standing::Valid]);
}

/// Applies for the re-review on 10 August 2029 and passes.
async fn passed(s: &Province, firm: &Firm, batch: &BatchId) -> ApplicationId {
    s.answered(&firm.0, &firm.1, &OF_2028).await;
    let id = s.submitted(&firm.0, &firm.1, batch).await;
    s.reviewed(LIUZHOU, &id).await;
    id
}

#[tokio::test]
async fn 异议成立后不予通过或者撤回的_名单已经公布_原称号随即失效() {
    let s = Province::begin("2026-08-20").await;
    let firms = holding(&s, 3).await;
    let batch = rereview(&s).await;
    s.day("2029-08-10");
    let mut cases = vec![];
    for firm in &firms {
        cases.push(passed(&s, firm, &batch).await);
    }
    s.day("2029-09-14");
    for id in &cases {
        s.looked_up(&people().0, id).await;
    }
    filed(&s, &batch, &cases, "2029-09-21", &[1, 2]).await;
    s.day("2029-10-08");
    announced(&s, &batch, &cases[..1]).await;
    let (handler, leader) = people();
    for (at, firm) in [(1, &firms[1]), (2, &firms[2])] {
        assert_eq!(standing(&s, firm).await, [Standing::Continued]);
        let objection = s.load::<Application>(cases[at].as_str()).await.held_by.remove(0);
        s.done(&handler, Command::AnswerObjection { objection, upheld: true, reason: "知识产权已经失效".into() }).await;
        assert_eq!(standing(&s, firm).await, [Standing::Continued], "it is under review again");
    }
    s.day("2029-11-10");
    let act = |at: usize, command| Command::Case(cases[at].clone(), command);
    let conclude = application::Command::Conclude {
        pass: false,
        opinion: "没有达到标准".into(),
        uncalled: String::new(),
        heard: vec![],
    };
    s.done(&handler, act(1, conclude)).await;
    s.done(&leader, act(1, application::Command::Approve)).await;
    s.done(&firms[2].0, act(2, application::Command::Withdraw)).await;
    for firm in &firms[1..] {
        assert_eq!(standing(&s, firm).await, [Standing::Ended]);
        let ended = titles(&s, firm).await.remove(0).ended.unwrap();
        assert_eq!((ended.on, ended.article.as_str()), (date(2029, 11, 10), "A13.3"));
        assert!(told(&s, firm, "复核没有通过").await);
    }
}

#[tokio::test]
async fn 一批分两份名单_等第二份的不失效_申报期没结束不能公布_公布后不能延长() {
    let s = Province::begin("2026-08-20").await;
    let firms = holding(&s, 2).await;
    let batch = rereview(&s).await;
    s.day("2029-08-10");
    let cases = [passed(&s, &firms[0], &batch).await, passed(&s, &firms[1], &batch).await];
    s.day("2029-08-14");
    filed(&s, &batch, &cases, "2029-08-22", &[]).await;
    let (handler, leader) =
        (officer("区经办", Role::ProvinceHandler, None), officer("区审批", Role::ProvinceLeader, None));
    let prepare = |at: usize| Command::PrepareAnnouncement {
        batch: batch.clone(),
        title: "公告".into(),
        applications: vec![cases[at].clone()],
    };
    s.day("2029-08-31");
    let early = s.refused(&handler, prepare(0)).await;
    assert!(early.articles == ["A13.3"] && early.to_string().contains("2029年8月31日 24:00"), "{early}");

    // Past the term, two lists: each renews its own, and neither ends the other's.
    s.day("2029-10-08");
    for at in 0..2 {
        let others = standing(&s, &firms[1]).await;
        assert_eq!(others, [Standing::Continued], "{at}");
        s.looked_up(&people().0, &cases[at]).await;
        announced(&s, &batch, &cases[at..=at]).await;
        assert_eq!(standing(&s, &firms[at]).await, [Standing::Ended, Standing::Valid]);
    }
    let extend = titian_domain::notice::Command::Extend {
        batch: batch.clone(),
        until: date(2029, 12, 1),
        reason: "补报".into(),
    };
    let late = s.refused(&leader, Command::Notice(batch.notice(), extend)).await;
    assert!(late.articles == ["A13.3"] && late.what.contains("不能再延长"), "{late}");
}
