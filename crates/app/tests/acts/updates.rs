//! 年度更新 (A14): opened, reminded and closed by the clock on both sides of 24:00, moved by a notice, filed here or on the
//! national platform, lost by the date alone and given back with a reason.

use jiff::civil::{Date, date};
use titian_app::actor::Actor;
use titian_app::command::{Command, Failure};
use titian_app::query::{UpdateFilter, Updated};
use titian_domain::account::Role;
use titian_domain::annual_update::{AnnualUpdate, Channel, UpdateYear, list};
use titian_domain::id::*;
use titian_domain::recognition::{LostRight, Origin, Recognition, begin};
use titian_rulebook::credit_code::synthetic;
use titian_rulebook::tier::Tier;
use titian_store::{Changes, Standing, Tx, args};

use crate::province::{Province, city, officer};

const LIUZHOU: &str = "450200";

type Firm = (Actor, EnterpriseId);

/// An enterprise that holds a title of a tier since a day, for three years.
async fn holding(s: &Province, serial: u64, tier: Tier, from: Date) -> Firm {
    let (clerk, enterprise) = s.enterprise(serial, LIUZHOU).await;
    let id = RecognitionId(format!("{}-{serial}", tier.id()));
    let title = Recognition {
        id: id.clone(),
        enterprise: enterprise.clone(),
        tier,
        city: city(LIUZHOU),
        from: Some(from),
        until: Some(date(from.year() + 3, from.month(), from.day())),
        origin: Origin::Announced {
            announcement: AnnouncementId("a".into()),
            number: "示例〔2025〕1号".into(),
            application: ApplicationId("c".into()),
        },
        ended: None,
        until_list: true,
        lost_right: None,
    };
    let now = s.app.clock.now();
    let write = async |mut tx: Tx| {
        let mut changes = Changes::new(now, "system");
        changes.record(&Standing::<Recognition>::fresh(id.as_str()), begin(title.clone()));
        tx.commit(changes).await?;
        Ok::<(), Failure>(())
    };
    s.app.store.write(write).await.unwrap();
    (clerk, enterprise)
}

/// Figures of 2026, and the update filed.
async fn updated(s: &Province, firm: &Firm) {
    s.answered(&firm.0, &firm.1, &[("revenue", Some(2026), "900万元")]).await;
    s.done(&firm.0, filing(s, firm).await).await;
}

async fn filing(s: &Province, firm: &Firm) -> Command {
    let declared = s.app.own_update(&firm.0, 2027).await.unwrap().digest;
    Command::FileUpdate { enterprise: firm.1.clone(), year: 2027, declared, name: "张示例".into() }
}

async fn lost(s: &Province, firm: &Firm) -> Option<LostRight> {
    let mut reading = s.app.store.read().await.unwrap();
    let sql = "SELECT state FROM recognition WHERE enterprise = $1 ORDER BY tier";
    let rows = reading.rows(sql, args![firm.1.as_str()]).await.unwrap();
    rows.iter().find_map(|row| row.json::<Recognition>("state").unwrap().lost_right)
}

/// How many messages say these words.
async fn told(s: &Province, firm: &Firm, words: &str) -> usize {
    let mail = s.app.messages(&firm.0, 1).await.unwrap();
    mail.list.iter().filter(|one| format!("{} {}", one.subject, one.body).contains(words)).count()
}

/// The clock at a minute of a day, Beijing time, and what it does then.
async fn at(s: &Province, day: &str, hour: i8, minute: i8) {
    let day: Date = day.parse().unwrap();
    s.clock.set(jiff::tz::Offset::constant(8).to_timestamp(day.at(hour, minute, 0, 0)).unwrap());
    s.app.tick().await.unwrap();
}

async fn year(s: &Province) -> UpdateYear {
    s.load::<UpdateYear>("2027").await
}

fn people() -> (Actor, Actor) {
    (officer("区经办", Role::ProvinceHandler, None), officer("区审批", Role::ProvinceLeader, None))
}

async fn standing(s: &Province, firm: &Firm) -> Updated {
    let all = s.app.updates(&people().1, 2027, &UpdateFilter::default()).await.unwrap();
    all.rows.iter().find(|row| row.enterprise == firm.1).unwrap().standing
}

#[tokio::test]
async fn 截止日24时_按时的保有_没有更新的失去复核资格_各自告知() {
    let s = Province::begin("2026-11-20").await;
    let old = date(2025, 9, 1);
    let prompt = holding(&s, 1, Tier::Innovative, old).await;
    let silent = holding(&s, 2, Tier::Specialised, old).await;
    let fresh = holding(&s, 3, Tier::Innovative, date(2027, 2, 1)).await;
    let giant = holding(&s, 4, Tier::LittleGiant, old).await;
    at(&s, "2026-12-31", 23, 59).await;
    assert!(s.app.store.read().await.unwrap().load::<UpdateYear>("2027").await.unwrap().state.is_none());
    assert!(s.app.update_task(&prompt.0).await.unwrap().is_none());
    at(&s, "2027-01-01", 0, 0).await;
    assert_eq!(year(&s).await.due(), date(2027, 5, 31));
    assert!(s.app.update_task(&prompt.0).await.unwrap().is_some());
    s.day("2027-03-01");
    let refused = s.refused(&fresh.0, filing(&s, &fresh).await).await;
    assert!(refused.articles == ["A14"] && refused.to_string().contains("当年新认定"), "{refused}");
    let empty = s.refused(&prompt.0, filing(&s, &prompt).await).await;
    assert!(empty.to_string().contains("2026年度的数据一项也没有填写"), "{empty}");

    // Reminded on the configured days, once each, as long as it is not filed.
    for day in ["2027-05-01", "2027-05-01", "2027-05-24"] {
        at(&s, day, 9, 0).await;
    }
    assert_eq!((told(&s, &prompt, "请完成年度更新").await, told(&s, &silent, "请完成年度更新").await), (2, 2));
    at(&s, "2027-05-31", 23, 59).await;
    updated(&s, &prompt).await;
    assert_eq!(told(&s, &prompt, "年度更新已提交").await, 1);
    assert_eq!(told(&s, &silent, "失去复核资格（第十四条）").await, 3, "the reminders say what follows");
    assert!(told(&s, &fresh, "年度更新").await == 0 && lost(&s, &silent).await.is_none());
    assert_eq!(standing(&s, &silent).await, Updated::NotYet);

    at(&s, "2027-06-01", 0, 0).await;
    let closed = year(&s).await.closed.unwrap();
    assert_eq!((closed.in_time, closed.missed, closed.lost, closed.unknown), (1, 2, 1, 0));
    let gone = lost(&s, &silent).await.unwrap();
    assert_eq!((gone.article.as_str(), gone.on, gone.by), ("A14", date(2027, 6, 1), None));
    assert!(lost(&s, &prompt).await.is_none() && lost(&s, &fresh).await.is_none() && lost(&s, &giant).await.is_none());
    assert_eq!(told(&s, &silent, "逾期未更新").await, 1);
    assert_eq!(told(&s, &giant, "不因此失去复核资格").await, 1);
    assert_eq!((standing(&s, &prompt).await, standing(&s, &fresh).await), (Updated::InTime, Updated::Exempt));
    at(&s, "2027-06-01", 9, 0).await;
    assert_eq!(told(&s, &silent, "逾期未更新").await, 1, "once is enough");

    // What comes late is kept, and gives nothing back; an officer does, with a reason.
    updated(&s, &silent).await;
    assert!(lost(&s, &silent).await.is_some() && standing(&s, &silent).await == Updated::Late);
    let (handler, leader) = people();
    let excuse =
        |reason: &str| Command::ExcuseUpdate { enterprise: silent.1.clone(), year: 2027, reason: reason.into() };
    assert!(matches!(s.app.perform(&handler, excuse("平台故障"), None).await, Err(Failure::NotAllowed(_))));
    assert!(s.refused(&leader, excuse(" ")).await.to_string().contains("恢复的理由"));
    s.done(&leader, excuse("平台5月31日故障，有公告为证")).await;
    assert!(lost(&s, &silent).await.is_none() && standing(&s, &silent).await == Updated::Excused);
    assert_eq!(told(&s, &silent, "平台5月31日故障").await, 1);
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 通知改期_原截止日过了不结束_新的截止日过了才结束() {
    let s = Province::begin("2026-11-20").await;
    let firm = holding(&s, 1, Tier::Innovative, date(2025, 9, 1)).await;
    at(&s, "2027-01-01", 0, 0).await;
    at(&s, "2027-05-30", 9, 0).await;
    let arrange =
        |due| Command::ArrangeUpdates {
            year: 2027, due, channel: Channel::Portal, number: "示例〔2027〕1号".into()
        };
    let (handler, leader) = people();
    let moved = arrange(date(2027, 6, 15));
    assert!(matches!(s.app.perform(&handler, moved.clone(), None).await, Err(Failure::NotAllowed(_))));
    s.done(&leader, moved).await;
    assert!(told(&s, &firm, "按示例〔2027〕1号").await == 1 && told(&s, &firm, "2027年6月15日").await == 1);
    at(&s, "2027-06-01", 0, 0).await;
    assert!(year(&s).await.closed.is_none() && lost(&s, &firm).await.is_none());
    at(&s, "2027-06-15", 23, 59).await;
    assert!(lost(&s, &firm).await.is_none());
    assert!(told(&s, &firm, "截止日为2027年6月15日").await > 1, "it is reminded of the new day");
    at(&s, "2027-06-16", 0, 0).await;
    let gone = lost(&s, &firm).await.unwrap();
    assert!(gone.on == date(2027, 6, 16) && gone.reason.contains("2027年6月15日"), "{gone:?}");
    assert_eq!(s.refused(&leader, arrange(date(2027, 7, 1))).await.articles, ["A14"]);
}

#[tokio::test]
async fn 国家平台的年度_导入并确认以前谁也不失去() {
    let s = Province::begin("2026-11-20").await;
    let old = date(2025, 9, 1);
    let (on, late, silent) = (
        holding(&s, 1, Tier::Innovative, old).await,
        holding(&s, 2, Tier::Innovative, old).await,
        holding(&s, 3, Tier::Specialised, old).await,
    );
    let (handler, leader) = people();
    at(&s, "2027-01-01", 0, 0).await;
    let (due, number) = (date(2027, 5, 31), "示例〔2027〕1号".to_owned());
    s.done(&leader, Command::ArrangeUpdates { year: 2027, due, channel: Channel::National, number }).await;
    s.day("2027-03-01");
    s.answered(&on.0, &on.1, &[("revenue", Some(2026), "900万元")]).await;
    assert!(s.refused(&on.0, filing(&s, &on).await).await.to_string().contains("国家平台"));
    at(&s, "2027-07-01", 9, 0).await;
    for firm in [&on, &late, &silent] {
        assert!(lost(&s, firm).await.is_none(), "nothing follows from the date alone");
    }
    let confirm = async |s: &Province| {
        let seen = s.app.updates(&leader, 2027, &UpdateFilter::default()).await.unwrap().year.version;
        Command::ConfirmUpdates { year: 2027, seen }
    };
    assert!(s.refused(&leader, confirm(&s).await).await.to_string().contains("还没有导入"));
    let code = |serial| synthetic(LIUZHOU, serial).unwrap().to_string();
    let row = |row, serial, on| list::read(row, &code(serial), on).unwrap();
    let lines = vec![row(2, 1, "2027-05-31"), row(3, 2, "2027-06-01"), row(4, 77, "")];
    let import = |through| Command::ImportUpdates {
        year: 2027,
        file: ("更新名单.xlsx".into(), "ab12".into()),
        through,
        lines: lines.clone(),
    };
    let beyond = s.refused(&handler, import(due)).await;
    assert!(beyond.to_string().contains("第 3 行"), "{beyond}");
    let through = date(2027, 6, 10);
    let weighed = s.app.preview_updates(&handler, 2027, through, &lines).await.unwrap();
    assert_eq!((weighed.matched.len(), weighed.late, weighed.unknown), (2, 1, 1));
    s.done(&handler, import(through)).await;
    assert_eq!(told(&s, &on, "国家平台的名单显示").await, 1);
    assert!(lost(&s, &silent).await.is_none());
    assert_eq!(s.app.updates(&leader, 2027, &UpdateFilter::default()).await.unwrap().would_lose, 1);
    let unseen = Command::ConfirmUpdates { year: 2027, seen: 1 };
    assert!(matches!(s.app.perform(&leader, unseen, None).await, Err(Failure::Store(_))));
    s.done(&leader, confirm(&s).await).await;
    let closed = year(&s).await.closed.unwrap();
    assert_eq!((closed.in_time, closed.missed, closed.lost), (1, 2, 2));
    assert!(lost(&s, &on).await.is_none());
    let gone = lost(&s, &silent).await.unwrap();
    assert_eq!((gone.on, gone.by), (date(2027, 7, 1), Some(AccountId("区审批".into()))));
    let one = s.load::<AnnualUpdate>(AnnualUpdateId::of(&late.1, 2027).as_str()).await;
    assert!(one.missed.is_some() && one.taken_over.is_some(), "it did, but late, as the list says");
    assert!(s.refused(&handler, import(through)).await.to_string().contains("不能再导入"));
    s.app.tick().await.unwrap();
    s.verified().await;
}

#[tokio::test]
async fn 市只看本市_企业只看自己_系统晚装的不补关() {
    let s = Province::begin("2027-06-10").await;
    let firm = holding(&s, 1, Tier::Innovative, date(2025, 9, 1)).await;
    // A house that came too late opens nothing that nobody could have answered.
    s.app.tick().await.unwrap();
    assert!(s.app.store.read().await.unwrap().load::<UpdateYear>("2027").await.unwrap().state.is_none());
    assert!(lost(&s, &firm).await.is_none());
    let filter = UpdateFilter::default();
    let rows = async |of: &str| {
        let handler = officer("经办", Role::CityHandler, Some(of));
        s.app.updates(&handler, 2027, &filter).await.unwrap().rows.len()
    };
    assert_eq!((rows(LIUZHOU).await, rows("450100").await), (1, 0));
    assert!(s.app.updates(&firm.0, 2027, &filter).await.is_err());
    let stranger = s.enterprise(9, LIUZHOU).await;
    let other =
        Command::FileUpdate {
            enterprise: firm.1.clone(), year: 2027, declared: String::new(), name: "张示例".into()
        };
    assert!(matches!(s.app.perform(&stranger.0, other, None).await, Err(Failure::NotAllowed(_))));
}
