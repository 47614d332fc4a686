//! What a row of the platform's export comes to, on both sides of every border.

use jiff::civil::date;
use titian_rulebook::credit_code::synthetic;
use titian_rulebook::deadline::Length;
use titian_rulebook::policy::Policy;

use super::*;
use crate::id::{BatchId, RecognitionId};
use crate::notice::Signing;
use crate::recognition::{Ended, Origin};

const TODAY: Date = date(2026, 9, 20);

fn policy() -> &'static Policy {
    static POLICY: std::sync::OnceLock<Policy> = std::sync::OnceLock::new();
    POLICY.get_or_init(|| Policy::shipped().unwrap())
}

fn liuzhou() -> DivisionCode {
    DivisionCode::parse("450200").unwrap()
}

fn code(serial: u64) -> CreditCode {
    synthetic("450200", serial).unwrap()
}

fn batch(tier: Tier) -> Batch {
    Batch {
        id: BatchId("n.1".into()),
        name: "示例批次".into(),
        tier,
        purpose: Purpose::Apply,
        half: "2026-H2".into(),
        from: date(2026, 9, 1),
        until: date(2026, 9, 30),
        city_due: date(2026, 10, 30),
        county_due: None,
        paper_due: None,
        cohort: None,
        standard: String::new(),
        gates: String::new(),
        procedure: String::new(),
        local_table: None,
        publicity: Length::WorkingDays(5),
        correction: Length::WorkingDays(5),
        signing: Signing::Click,
        evidence: vec![],
        county: vec![],
        switched: vec![],
        lapsed_because: String::new(),
    }
}

fn line(row: u64, serial: u64, on: Date) -> Line {
    Line {
        row,
        name: format!("示例{serial}有限公司"),
        code: code(serial),
        city: liuzhou(),
        on,
        tier: None,
        answers: vec![],
        confirmed: None,
    }
}

fn known(serial: u64, with_code: bool) -> Known<EnterpriseId> {
    let code = with_code.then(|| code(serial));
    let name = format!("示例{serial}有限公司");
    Known { id: EnterpriseId(format!("e{serial}")), code, name, former: vec![], stated: vec![], city: liuzhou() }
}

fn title(serial: u64, tier: Tier, from: Date, until: Date) -> Recognition {
    Recognition {
        id: RecognitionId(format!("r{serial}")),
        enterprise: EnterpriseId(format!("e{serial}")),
        tier,
        city: liuzhou(),
        from: Some(from),
        until: Some(until),
        origin: Origin::Earlier { source: "示例".into(), stated: String::new() },
        ended: None,
        until_list: true,
        lost_right: None,
    }
}

fn fates_in(batch: &Batch, prerequisite: &[Title], lines: &[Line], record: OnRecord) -> Vec<Fate> {
    let round = Round { batch, prerequisite, today: TODAY };
    plan(lines, &round, record).into_iter().map(|(_, fate)| fate).collect()
}

fn fates(lines: &[Line], record: OnRecord) -> Vec<Fate> {
    fates_in(&batch(Tier::Innovative), &[], lines, record)
}

fn why(fate: &Fate) -> &str {
    match fate {
        Fate::Refused(why) => &why[0],
        other => panic!("{other:?}"),
    }
}

#[test]
fn 申报日在申报期内的进来_前一天后一天和今天以后的不行() {
    let days = [date(2026, 9, 1), TODAY, date(2026, 8, 31), date(2026, 9, 21)];
    let lines: Vec<Line> = days.iter().zip(1..).map(|(day, serial)| line(serial, serial, *day)).collect();
    let all = fates(&lines, OnRecord::default());
    assert!(matches!((&all[0], &all[1]), (Fate::Founds { held: None }, Fate::Founds { held: None })));
    assert!(why(&all[2]).contains("申报期是2026年9月1日至2026年9月30日") && why(&all[2]).ends_with("（A12）"));
    assert!(why(&all[3]).contains("今天之后"));
    let late = Round { batch: &batch(Tier::Innovative), prerequisite: &[], today: date(2026, 10, 8) };
    let after = plan(&[line(2, 1, date(2026, 9, 30)), line(3, 2, date(2026, 10, 1))], &late, OnRecord::default());
    assert!(matches!(after[0].1, Fate::Founds { .. }), "what was filed on the last day comes in later as well");
    assert!(why(&after[1].1).contains("申报期"));
}

#[test]
fn 别的层次_同一代码两行_本批次已有申报的不行() {
    let other = Line { tier: Some(Tier::Specialised), ..line(2, 1, TODAY) };
    let own = Line { tier: Some(Tier::Innovative), ..line(3, 2, TODAY) };
    let record =
        OnRecord { known: vec![known(4, true)], live: [EnterpriseId("e4".into())].into(), ..OnRecord::default() };
    let all = fates(&[other, own, line(4, 2, TODAY), line(5, 4, TODAY)], record);
    assert!(why(&all[0]).contains("请导入到相应的批次"));
    assert!(matches!(all[1], Fate::Founds { .. }));
    assert!(why(&all[2]).contains("第 3 行"));
    assert!(why(&all[3]).contains("已有一件申报"));
}

#[test]
fn 已有同一层次称号的不能再申请_申报当日或今天有效都算() {
    let record = |from, until| OnRecord {
        known: vec![known(1, true)],
        titles: [(EnterpriseId("e1".into()), vec![title(1, Tier::Innovative, from, until)])].into(),
        ..OnRecord::default()
    };
    let filed = [line(2, 1, date(2026, 9, 5))];
    let ended = fates(&filed, record(date(2023, 9, 5), date(2026, 9, 5)));
    assert!(matches!(ended[0], Fate::Joins { .. }), "over on the day it filed: {ended:?}");
    let valid = fates(&filed, record(date(2023, 9, 5), date(2026, 9, 6)));
    assert!(why(&valid[0]).contains("已经是创新型中小企业") && why(&valid[0]).ends_with("（A13.2）"));
    let since = fates(&filed, record(date(2026, 9, 10), date(2029, 9, 10)));
    assert!(why(&since[0]).contains("已经是"), "it got the title after it had filed");
}

#[test]
fn 复核的批次_有可复核称号的记下是哪一项_没有的不行() {
    let held = title(1, Tier::Innovative, date(2023, 10, 1), date(2026, 10, 1));
    let record = OnRecord {
        known: vec![known(1, true)],
        titles: [(EnterpriseId("e1".into()), vec![held])].into(),
        ..OnRecord::default()
    };
    let batch = Batch { purpose: Purpose::Rereview, ..batch(Tier::Innovative) };
    let all = fates_in(&batch, &[], &[line(2, 1, date(2026, 9, 5)), line(3, 2, date(2026, 9, 5))], record);
    assert!(matches!(&all[0], Fate::Joins { renews: Some(title), .. } if title.as_str() == "r1"), "{all:?}");
    assert!(why(&all[1]).ends_with("（A13.2）"));
}

#[test]
fn 申报条件的称号按申报当日看() {
    let tier = Tier::Specialised;
    let record = |until| OnRecord {
        known: vec![known(1, true)],
        titles: [(EnterpriseId("e1".into()), vec![title(1, Tier::Innovative, date(2023, 9, 1), until)])].into(),
        ..OnRecord::default()
    };
    let asked = [Title::Innovative];
    let filed = [line(2, 1, date(2026, 9, 5))];
    let fits = fates_in(&batch(tier), &asked, &filed, record(date(2026, 9, 6)));
    assert!(matches!(&fits[0], Fate::Joins { held: Some(Held::Recognition { .. }), .. }), "{fits:?}");
    let over = fates_in(&batch(tier), &asked, &filed, record(date(2026, 9, 5)));
    assert!(why(&over[0]).contains("没有可以作为申报条件的称号") && why(&over[0]).ends_with("（A10.1）"));
    let mut withdrawn = record(date(2029, 9, 1));
    for title in withdrawn.titles.values_mut().flatten() {
        let ended = Ended { on: date(2026, 9, 4), article: "A16".into(), reason: "示例".into() };
        title.ended = Some(ended);
    }
    assert!(matches!(fates_in(&batch(tier), &asked, &filed, withdrawn)[0], Fate::Refused(_)));
}

#[test]
fn 代码相同名称不同的要人确认_名称相同代码不同的是另一家() {
    let renamed = Line { name: "示例改名有限公司".into(), ..line(2, 1, TODAY) };
    let namesake = Line { name: "示例1有限公司".into(), ..line(3, 2, TODAY) };
    let listed = line(4, 5, TODAY);
    let record = || OnRecord { known: vec![known(1, true), known(5, false)], ..OnRecord::default() };
    let all = fates(&[renamed.clone(), namesake, listed.clone()], record());
    let Fate::Asks(who) = &all[0] else { panic!("{all:?}") };
    assert_eq!(who[0].answer, code(1).to_string());
    assert!(matches!(all[1], Fate::Founds { .. }));
    let Fate::Asks(who) = &all[2] else { panic!("{all:?}") };
    assert!(who[0].answer == "e5" && who[0].told.contains("还没有登记"));

    let said = |line: &Line, word: &str| Line { confirmed: Some(Confirmed::Known(word.into())), ..line.clone() };
    let new = Line { confirmed: Some(Confirmed::New), ..listed.clone() };
    let all = fates(&[said(&renamed, &code(1).to_string()), said(&listed, "e5")], record());
    assert!(matches!(&all[0], Fate::Joins { claims: false, .. }));
    assert!(matches!(&all[1], Fate::Joins { claims: true, .. }), "its code becomes known");
    assert!(matches!(fates(&[new], record())[0], Fate::Founds { .. }));
    let wrong = [
        said(&line(2, 9, TODAY), &code(1).to_string()),
        said(&line(3, 1, TODAY), "e5"),
        said(&line(4, 8, TODAY), "没有这个"),
        Line { confirmed: Some(Confirmed::New), ..line(5, 1, TODAY) },
    ];
    assert!(fates(&wrong, record()).iter().all(|fate| matches!(fate, Fate::Refused(_))));
}

fn texts() -> Texts<'static> {
    Texts { name: "示例甲有限公司", city: "柳州", on: "2026-09-05 14:20:05", ..Texts::default() }
}

fn read_with(texts: &Texts<'_>, answers: Vec<(Place, String)>) -> Result<Line, Vec<String>> {
    read(2, texts, answers, &policy().catalogue, &policy().regions)
}

#[test]
fn 一行要有名称_代码_市和日期_缺的一次说全() {
    let code = code(1).to_string();
    let line = read_with(&Texts { code: &code, tier: "创新型", ..texts() }, vec![]).unwrap();
    assert_eq!((line.on, line.tier), (date(2026, 9, 5), Some(Tier::Innovative)));
    let missing = read_with(&Texts { name: "", code: "", city: "广州", on: "下周", ..texts() }, vec![]).unwrap_err();
    assert_eq!(missing.len(), 4, "{missing:?}");
    assert!(missing.iter().all(|why| why.ends_with("（A12）")));
}

#[test]
fn 数据按目录读_读不懂的说明是哪一项() {
    let code = code(1).to_string();
    let texts = Texts { code: &code, ..texts() };
    let revenue = |year, text: &str| vec![(Place { fact: "revenue".into(), year }, text.to_owned())];
    assert!(read_with(&texts, revenue(Some(2025), "1,234.5万元")).is_ok());
    let odd =
        [revenue(Some(2025), "很多"), revenue(None, "1"), vec![(Place { fact: "x".into(), year: None }, "1".into())]];
    for answers in odd {
        assert!(read_with(&texts, answers.clone()).is_err(), "{answers:?}");
    }
}

#[test]
fn 校验位不符的代码_已登记的照认_没登记的要人确认() {
    let sound = code(1).to_string();
    let last = if sound.ends_with('0') { '1' } else { '0' };
    let odd = format!("{}{last}", &sound[..17]);
    let odd = CreditCode::parse(&odd).unwrap();
    assert!(!odd.is_sound());
    let mistyped = Line { code: odd, ..line(2, 1, TODAY) };
    assert!(why(&fates(std::slice::from_ref(&mistyped), OnRecord::default())[0]).contains("校验位不符"));
    let confirmed = Line { confirmed: Some(Confirmed::New), ..mistyped.clone() };
    assert!(matches!(fates(&[confirmed], OnRecord::default())[0], Fate::Founds { .. }));
    let record = OnRecord { known: vec![Known { code: Some(odd), ..known(1, true) }], ..OnRecord::default() };
    assert!(matches!(fates(&[mistyped], record)[0], Fate::Joins { .. }));
}
