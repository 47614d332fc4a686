//! 年度更新 Who owes an update, until when it is in time, and what follows where it was not (A14).

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use titian_domain::annual_update::year::{self, Closed, Import};
use titian_domain::annual_update::{
    AnnualUpdate, Change, Channel, Difference, Duty, Event, Filed, Losing, Missed, Rules, TakenOver, UpdateYear, Whose,
    beside, cautions, differences, duty, excuse, file, give_back, list, losing, miss, take_over,
};
use titian_domain::answers::{Answers, Edit, Place, Source};
use titian_domain::application::Content;
use titian_domain::id::{AccountId, AnnouncementId, ApplicationId, EnterpriseId, RecognitionId};
use titian_domain::recognition::{LostRight, Origin, Recognition, Standing, lose_right};
use titian_domain::refusal::Refusal;
use titian_domain::room::{Event as _, Room, replay};
use titian_rulebook::credit_code::{CreditCode, synthetic};
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier::{self, Innovative, LittleGiant, Specialised};

const OPENS: Date = date(2027, 1, 1);
const DUE: Date = date(2027, 5, 31);
const AFTER: Date = date(2027, 6, 1);

fn rules() -> Rules {
    Rules::of(&Policy::shipped().unwrap(), 2027).unwrap()
}

fn opened() -> UpdateYear {
    replay(&year::open(2027, Some(rules()), None, OPENS).unwrap()).unwrap()
}

fn then(year: &UpdateYear, events: Vec<year::Event>) -> UpdateYear {
    events.iter().fold(Some(year.clone()), UpdateYear::evolve).unwrap()
}

fn arranged(due: Date, channel: Channel) -> UpdateYear {
    let year = opened();
    then(&year, year::arrange(&year, (due, channel), "示例〔2027〕1号", by("handler"), OPENS).unwrap())
}

fn by(name: &str) -> AccountId {
    AccountId(name.into())
}

fn whose() -> Whose {
    Whose { enterprise: EnterpriseId("e".into()), city: DivisionCode::parse("450200").unwrap() }
}

fn title(tier: Tier, from: Option<Date>) -> Recognition {
    Recognition {
        id: RecognitionId(tier.id().into()),
        enterprise: whose().enterprise,
        tier,
        city: whose().city,
        from,
        until: from.map(|from| date(from.year() + 3, from.month(), from.day())),
        origin: Origin::Announced {
            announcement: AnnouncementId("a".into()),
            number: "示例〔2025〕1号".into(),
            application: ApplicationId("c".into()),
        },
        ended: None,
        until_list: true,
        lost_right: None,
    }
}

fn held(tiers: &[Tier]) -> Vec<Recognition> {
    tiers.iter().map(|tier| title(*tier, Some(date(2025, 9, 1)))).collect()
}

fn answers(told: &[(&str, Option<i16>, &str)]) -> Answers {
    let mut answers = Answers::default();
    for (fact, year, text) in told {
        let place = Place { fact: (*fact).into(), year: *year };
        answers.put(&Edit { place, text: Some((*text).into()) }, Source::Enterprise, OPENS);
    }
    answers
}

fn content(revenue: &str) -> Content {
    Content {
        name: "示例虚构企业".into(),
        code: synthetic("450200", 1).unwrap().to_string(),
        city: whose().city,
        answers: answers(&[("revenue", Some(2026), revenue)]),
        evidence: vec![],
    }
}

fn filed(content: Content) -> Filed {
    let place = Place { fact: "revenue".into(), year: Some(2026) };
    Filed {
        declared: content.digest(),
        content,
        name: "示例".into(),
        by: by("member"),
        approved: true,
        duty: Duty::Owes(vec![Specialised]),
        differences: vec![Difference { place, was: None, now: Some("900万元".into()) }],
        at: Timestamp::UNIX_EPOCH,
    }
}

fn update(events: &[Event]) -> AnnualUpdate {
    replay(events).unwrap()
}

fn said<T: std::fmt::Debug>(asked: Result<T, Refusal>) -> String {
    let refusal = asked.unwrap_err();
    assert_eq!(refusal.articles, ["A14"]);
    assert!(!refusal.todo.is_empty() || !refusal.reasons.is_empty() || refusal.what.contains("不能再改"), "{refusal}");
    refusal.to_string()
}

#[test]
fn 按最高层次更新一次_当年新认定的从次年起() {
    let owes = |titles: &[Recognition], day| duty(&rules(), 2027, titles, day);
    assert_eq!(owes(&held(&[Innovative]), OPENS), Duty::Owes(vec![Innovative]));
    assert_eq!(owes(&held(&[Innovative, LittleGiant, Specialised]), OPENS), Duty::Owes(vec![LittleGiant]));
    assert_eq!(owes(&[], OPENS), Duty::Nothing);
    for (from, spared) in [(date(2026, 12, 31), false), (date(2027, 1, 1), true), (date(2027, 5, 31), true)] {
        let one = owes(&[title(Innovative, Some(from))], DUE);
        assert_eq!(one == Duty::Exempt { tier: Innovative, from }, spared, "{from}");
    }
    // Recognised higher up this year: everything has just been filed.
    let mut climbed = held(&[Innovative]);
    climbed.push(title(Specialised, Some(date(2027, 2, 1))));
    assert_eq!(owes(&climbed, DUE), Duty::Exempt { tier: Specialised, from: date(2027, 2, 1) });
    let each = Rules { highest_only: false, ..rules() };
    assert_eq!(duty(&each, 2027, &climbed, DUE), Duty::Owes(vec![Innovative]));
    assert_eq!(duty(&each, 2027, &held(&[Innovative, Specialised]), DUE), Duty::Owes(vec![Specialised, Innovative]));
    let nobody = Rules { new_titles_exempt: false, ..rules() };
    assert_eq!(duty(&nobody, 2027, &climbed, DUE), Duty::Owes(vec![Specialised]));
    // A title past its term that awaits its list is held still; of one whose days are unknown nothing is certain.
    let continued = title(Specialised, Some(date(2023, 9, 1)));
    assert_eq!(continued.on(DUE), Standing::Continued);
    assert_eq!(owes(&[continued], DUE), Duty::Owes(vec![Specialised]));
    assert_eq!(owes(&[title(Specialised, None)], DUE), Duty::Unknown(vec![Specialised]));
}

#[test]
fn 截止日24时_当日在内次日在外() {
    let year = opened();
    for (day, late) in [(OPENS, false), (DUE, false), (AFTER, true)] {
        let events = file(None, &year, &whose(), filed(content("900万元")), day).unwrap();
        let one = update(&events);
        assert_eq!(one.filing.as_ref().unwrap().is_late(), late, "{day}");
        assert_eq!(one.in_time(year.due()), !late);
        assert_eq!(year.closes_on(day), late);
        let missed = Missed { due: year.due(), on: AFTER, titles: vec![] };
        assert_eq!(miss(Some(&one), 2027, &whose(), missed).is_empty(), !late);
    }
    assert!(said(file(None, &year, &whose(), filed(content("900万元")), date(2026, 12, 31))).contains("还没有开放"));
    assert!(said(file(None, &year, &whose(), filed(content("900万元")), date(2028, 1, 1))).contains("已经结束"));
}

#[test]
fn 提交要核对过的内容_有上年度的数据_核验过的账号() {
    let year = opened();
    let ask = |filed: Filed| file(None, &year, &whose(), filed, DUE);
    let unsure =
        Filed { declared: "另一份".into(), approved: false, name: " ".into(), ..filed(content("900万元")) };
    let told = said(ask(unsure));
    for part in ["账号还没有通过核验", "声明之后内容又有改动", "没有填写声明人的姓名"] {
        assert!(told.contains(part), "{told}");
    }
    let mut empty = content("900万元");
    empty.answers = answers(&[("revenue", Some(2025), "900万元")]);
    assert!(said(ask(filed(empty))).contains("2026年度的数据一项也没有填写"));
    let exempt = Duty::Exempt { tier: Specialised, from: OPENS };
    let told = said(ask(Filed { duty: exempt, ..filed(content("900万元")) }));
    assert!(told.contains("不需要年度更新") && told.contains("从2028年起"), "{told}");
    assert!(said(ask(Filed { duty: Duty::Nothing, ..filed(content("900万元")) })).contains("没有有效的称号"));
    let unknown = Filed { duty: Duty::Unknown(vec![Specialised]), ..filed(content("900万元")) };
    assert!(ask(unknown).is_ok(), "who is not sure may update");
}

#[test]
fn 截止前可以再次提交_按时的以第一次为准() {
    let year = opened();
    let mut events = file(None, &year, &whose(), filed(content("900万元")), date(2027, 3, 1)).unwrap();
    let first = update(&events);
    assert!(said(file(Some(&first), &year, &whose(), filed(content("900万元")), DUE)).contains("内容与已提交的一致"));
    events.extend(file(Some(&first), &year, &whose(), filed(content("950万元")), DUE).unwrap());
    let second = update(&events);
    assert_eq!((second.filed_on(), second.filing.as_ref().unwrap().on), (Some(date(2027, 3, 1)), DUE));
    assert!(said(file(Some(&second), &year, &whose(), filed(content("960万元")), AFTER)).contains("已经按时提交"));
}

#[test]
fn 通知改期_提前或者延后_都要文号() {
    let year = opened();
    let ask = |due, number| year::arrange(&year, (due, Channel::Portal), number, by("p"), date(2027, 4, 1));
    for (due, told) in [
        (date(2027, 3, 31), "不能把期限改到过去"),
        (date(2028, 1, 1), "不在2027年1月1日至2027年12月31日之间"),
        (DUE, "没有变化"),
    ] {
        assert!(said(ask(due, "示例〔2027〕1号")).contains(told), "{due}");
    }
    assert!(said(ask(date(2027, 6, 30), " ")).contains("通知的文号"));
    for due in [date(2027, 4, 1), date(2027, 6, 30)] {
        let moved = then(&year, ask(due, " 示例〔2027〕1号 ").unwrap());
        assert_eq!((moved.due(), moved.arranged.as_ref().unwrap().number.as_str()), (due, "示例〔2027〕1号"));
        assert!(moved.in_time_on(due) && !moved.closes_on(due) && moved.closes_on(due.tomorrow().unwrap()));
    }
    let closed = Closed { on: AFTER, in_time: 1, missed: 0, lost: 0, unknown: 0 };
    let over = then(&year, year::close(&year, closed));
    assert!(said(year::arrange(&over, (date(2027, 6, 30), Channel::Portal), "x", by("p"), AFTER)).contains("已于"));
    assert!(year::close(&over, closed).is_empty(), "it closes once");
    assert!(year::close(&year, Closed { on: DUE, ..closed }).is_empty(), "and not before its time");
}

#[test]
fn 截止日已过的年度不开放_规定没有写的不开放() {
    assert!(year::open(2027, Some(rules()), None, DUE).is_ok());
    assert!(said(year::open(2027, Some(rules()), None, AFTER)).contains("已经没有时间更新"));
    assert!(year::open(2027, Some(rules()), Some(date(2027, 12, 31)), AFTER).is_ok(), "a notice gives time");
    assert!(said(year::open(2022, None, None, OPENS)).contains("没有写明截止日"));
}

#[test]
fn 提醒每档一次_错过的合并_改期后重新计() {
    let mut year = opened();
    let remind = |year: &UpdateYear, on, before| {
        let reminded = year::Reminded { due: year.due(), before, on, told: 3 };
        then(year, vec![year::Event::Reminded { reminded }])
    };
    for (day, before) in [
        (date(2027, 4, 30), None),
        (date(2027, 5, 1), Some(30)),
        (date(2027, 5, 2), None),
        (date(2027, 5, 24), Some(7)),
        (DUE, Some(1)),
        (DUE, None),
        (AFTER, None),
    ] {
        assert_eq!(year.reminder_on(day), before, "{day}");
        if let Some(before) = before {
            year = remind(&year, day, before);
        }
    }
    assert_eq!(opened().reminder_on(date(2027, 5, 30)), Some(1), "who slept through the others reminds once");
    let year = then(&year, year::arrange(&year, (date(2027, 6, 7), Channel::Portal), "x", by("p"), DUE).unwrap());
    assert_eq!(year.reminder_on(DUE), Some(7));
}

fn a_list(through: Date, on: Date, sha256: &str) -> Import {
    let (name, sha256) = ("更新名单.xlsx".into(), sha256.into());
    Import { name, sha256, through, matched: 2, unknown: 1, on, by: by("handler") }
}

#[test]
fn 国家平台更新的年度_导入并由另一人确认以后才结束() {
    let year = arranged(DUE, Channel::National);
    assert!(said(file(None, &year, &whose(), filed(content("900万元")), DUE)).contains("不在本平台提交"));
    assert!(!year.closes_on(date(2027, 12, 31)), "nothing happens by the date alone");
    let early = then(&year, year::import(&year, a_list(date(2027, 5, 30), date(2027, 5, 30), "a")).unwrap());
    assert!(said(year::confirm(&year, by("leader"), AFTER)).contains("还没有导入"));
    assert!(said(year::confirm(&early, by("leader"), AFTER)).contains("只统计到2027年5月30日"));
    let whole = then(&early, year::import(&early, a_list(DUE, AFTER, "b")).unwrap());
    assert!(said(year::confirm(&whole, by("leader"), DUE)).contains("还没有过"));
    assert!(said(year::confirm(&whole, by("handler"), AFTER)).contains("另一人确认"));
    let confirmed = then(&whole, year::confirm(&whole, by("leader"), date(2027, 7, 1)).unwrap());
    assert!(confirmed.closes_on(date(2027, 7, 1)) && !whole.closes_on(date(2027, 7, 1)));
    assert_eq!((confirmed.lost_on(), opened().lost_on()), (date(2027, 7, 1), AFTER));
    assert!(said(year::confirm(&opened(), by("leader"), AFTER)).contains("当年在本平台更新"));
    // A notice that moves the last day asks for a new confirmation.
    let later = (date(2027, 8, 31), Channel::National);
    let moved = then(&confirmed, year::arrange(&confirmed, later, "x", by("p"), date(2027, 7, 1)).unwrap());
    assert!(!moved.closes_on(date(2027, 9, 1)));
}

#[test]
fn 名单写错的一次说全() {
    let year = opened();
    let wrong = Import { matched: 0, name: " ".into(), ..a_list(AFTER, DUE, "a") };
    let refusal = year::import(&year, wrong).unwrap_err();
    assert_eq!(refusal.reasons.len(), 3, "{refusal}");
    let once = then(&year, year::import(&year, a_list(DUE, DUE, "a")).unwrap());
    assert!(said(year::import(&once, a_list(DUE, AFTER, "a"))).contains("同一份文件"));
    assert!(said(year::import(&year, a_list(date(2026, 12, 31), DUE, "a"))).contains("早于开放日"));
    let closed = Closed { on: AFTER, in_time: 1, missed: 0, lost: 0, unknown: 0 };
    let over = then(&year, year::close(&year, closed));
    assert!(said(year::import(&over, a_list(DUE, AFTER, "a"))).contains("逐家"));
}

#[test]
fn 名单逐行读_代码和日期() {
    let code = |serial| synthetic("450200", serial).unwrap().to_string();
    let read = |serial, on| list::read(2, &code(serial), on).unwrap();
    assert_eq!(read(1, "2027/03/05 10:20:30").on, Some(date(2027, 3, 5)));
    assert_eq!(read(1, " 2027-03-05 ").on, Some(date(2027, 3, 5)));
    assert_eq!(read(1, "").on, None);
    assert_eq!(list::read(3, "123", "三月").unwrap_err().len(), 2);
    let known: BTreeMap<CreditCode, EnterpriseId> =
        [1, 2].map(|n| (synthetic("450200", n).unwrap(), EnterpriseId(format!("e{n}")))).into();
    let lines = [read(1, "2027-06-02"), read(1, "2027-05-31"), read(2, ""), read(3, ""), read(3, "")];
    let (matched, unknown) = list::whom(&lines, DUE, &known);
    assert_eq!(matched.into_values().collect::<Vec<_>>(), [DUE, DUE], "the earliest day counts");
    assert_eq!(unknown, 1);
    assert_eq!(list::beyond(&lines, DUE), ["第 2 行的更新日期在统计截至日之后"]);
}

#[test]
fn 名单上的按时与否_看名单上的日子() {
    for (on, in_time) in [(DUE, true), (AFTER, false)] {
        let mut events = take_over(None, 2027, &whose(), TakenOver { sha256: "a".into(), on });
        let one = update(&events);
        assert_eq!((one.in_time(DUE), one.channel()), (in_time, Some(Channel::National)));
        let again = take_over(Some(&one), 2027, &whose(), TakenOver { sha256: "b".into(), on: AFTER });
        assert_eq!(again, [], "once is enough");
        let missed = Missed { due: DUE, on: AFTER, titles: vec![] };
        events.extend(miss(Some(&one), 2027, &whose(), missed));
        assert_eq!(update(&events).missed.is_some(), !in_time);
        assert!(events.iter().all(|event| event.basis() == "A14"));
    }
}

#[test]
fn 失去的只是规定所说层次的_截止日有效的_不是当年新认定的() {
    let mut titles = held(&[Innovative, Specialised, LittleGiant]);
    let lost = |titles: &[Recognition], rules: &Rules| {
        losing(rules, 2027, titles, DUE).map(|(one, article)| (one.tier, article.to_owned())).collect::<Vec<_>>()
    };
    let a14 = |tier| (tier, "A14".to_owned());
    assert_eq!(lost(&titles, &rules()), [a14(Innovative), a14(Specialised)], "“小巨人”以国家通知为准");
    let other = Rules { losing: vec![Losing { tier: LittleGiant, article: "示例〔2026〕2号".into() }], ..rules() };
    assert_eq!(lost(&titles, &other), [(LittleGiant, "示例〔2026〕2号".to_owned())]);
    titles[0].from = Some(date(2027, 2, 1));
    assert_eq!(lost(&titles, &rules()), [a14(Specialised)]);
    titles[1].until = Some(DUE);
    titles[1].until_list = false;
    assert_eq!(lost(&titles, &rules()), [], "its term was over on the last day");
}

#[test]
fn 恢复要有理由_只恢复失去的_只办一次() {
    let ask = |one: Option<&AnnualUpdate>, reason: &str| excuse(one, reason, AFTER, by("leader"));
    assert!(said(ask(None, "平台故障")).contains("没有逾期未更新"));
    let titles = vec![RecognitionId("specialised".into())];
    let mut events = miss(None, 2027, &whose(), Missed { due: DUE, on: AFTER, titles });
    assert!(said(ask(Some(&update(&events)), " ")).contains("恢复的理由"));
    events.extend(ask(Some(&update(&events)), " 国家平台5月31日故障，有公告为证 ").unwrap());
    let one = update(&events);
    assert_eq!(one.excused.as_ref().unwrap().reason, "国家平台5月31日故障，有公告为证");
    assert!(one.missed.is_some(), "what happened stays");
    assert!(said(ask(Some(&one), "再来")).contains("已经恢复"));
    let without = update(&miss(None, 2027, &whose(), Missed { due: DUE, on: AFTER, titles: vec![] }));
    assert!(said(ask(Some(&without), "平台故障")).contains("没有因此失去"));
    // A late update is kept and gives nothing back.
    let missed = update(&events[..2]);
    let late = file(Some(&missed), &opened(), &whose(), filed(content("900万元")), AFTER).unwrap();
    let after = late.iter().fold(Some(missed), AnnualUpdate::evolve).unwrap();
    assert!(after.missed.is_some() && after.filing.as_ref().unwrap().is_late() && !after.in_time(DUE));
}

#[test]
fn 恢复的只是因这一年失去的_随之失效的一并恢复() {
    let rules = Rules { ends_with_term: true, ..rules() };
    let year: UpdateYear = replay(&year::open(2027, Some(rules), None, OPENS).unwrap()).unwrap();
    // Its term was over in 2026: with the right it loses the title as well.
    let past = title(Specialised, Some(date(2023, 9, 1)));
    let lost = lose_right(&past, year.lost_right("A14"));
    let gone = lost.iter().fold(Some(past), Recognition::evolve).unwrap();
    assert_eq!(gone.on(AFTER), Standing::Ended);
    let back = give_back(&gone, &year, "平台故障，有公告为证", AFTER, &by("leader")).unwrap();
    let stands = back.iter().fold(Some(gone.clone()), Recognition::evolve).unwrap();
    assert_eq!((stands.on(AFTER), stands.lost_right), (Standing::Continued, None));
    // What another year took, or another article, stays lost.
    assert_eq!(give_back(&gone, &opened(), "平台故障", AFTER, &by("leader")).unwrap(), []);
    let other = LostRight { article: "A15.3".into(), ..year.lost_right("A14") };
    let other = Recognition { lost_right: Some(LostRight { reason: "没有按时报告".into(), ..other }), ..gone };
    assert_eq!(give_back(&other, &year, "平台故障", AFTER, &by("leader")).unwrap(), []);
}

#[test]
fn 只看有变化的_上年与今年并列_往年的更正标明() {
    let policy = Policy::shipped().unwrap();
    let last = answers(&[
        ("revenue", Some(2025), "800万元"),
        ("revenue", Some(2024), "700万元"),
        ("rd_expense", Some(2025), "80万元"),
        ("main_product", None, "齿轮"),
    ]);
    let now = answers(&[
        ("revenue", Some(2026), "900万元"),
        ("revenue", Some(2025), "800万元"),
        ("revenue", Some(2024), "710万元"),
        ("main_product", None, "齿轮"),
    ]);
    let lines = beside(&policy.catalogue, &now, Some(&last), 2027);
    let of = |fact: &str, year| {
        let line = lines.iter().find(|line| line.place == Place { fact: fact.into(), year }).unwrap();
        (line.was.as_deref(), line.now.as_deref(), line.change)
    };
    assert_eq!(of("revenue", Some(2026)), (Some("800万元"), Some("900万元"), Change::Changed));
    assert_eq!(of("revenue", Some(2024)), (Some("700万元"), Some("710万元"), Change::Corrected));
    assert_eq!(of("rd_expense", Some(2026)), (Some("80万元"), None, Change::Missing));
    assert_eq!(of("main_product", None), (Some("齿轮"), Some("齿轮"), Change::Same));
    assert_eq!(differences(lines.clone()).len(), lines.len() - 1);
    // Without a last filing the dossier's own year before stands beside.
    let alone = beside(&policy.catalogue, &now, None, 2027);
    assert!(alone.iter().any(|line| line.was.as_deref() == Some("800万元") && line.change == Change::Changed));
}

#[test]
fn 数据相互矛盾的提示_不挡提交() {
    let policy = Policy::shipped().unwrap();
    let of = |main: &str| {
        let told = [("revenue", Some(2026), "900万元"), ("main_revenue", Some(2026), main)];
        cautions(&policy, &answers(&told), Innovative, DUE)
    };
    assert_eq!(of("900万元"), Vec::<String>::new());
    assert_eq!(of("901万元").len(), 1, "{:?}", of("901万元"));
}
