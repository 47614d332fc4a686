use jiff::civil::date;
use titian_rulebook::credit_code::{CreditCode, synthetic};
use titian_rulebook::policy::Policy;

use super::*;
use crate::matching::Known;

const AS_OF: Date = date(2026, 11, 20);
const TODAY: Date = date(2026, 11, 26);

fn code(serial: u64) -> CreditCode {
    synthetic("450200", serial).unwrap()
}

fn known() -> Vec<Known<EnterpriseId>> {
    let firm = |id: &str, serial: Option<u64>, name: &str, former: &[&str]| Known {
        id: EnterpriseId(id.into()),
        code: serial.map(code),
        name: name.into(),
        former: former.iter().map(|name| (*name).to_owned()).collect(),
        stated: vec![],
        city: DivisionCode::parse("450200").unwrap(),
    };
    vec![
        firm("one", Some(1), "示例传动有限公司", &["示例机械厂"]),
        firm("two", Some(2), "示例糖业有限公司", &[]),
        firm("three", None, "示例建材有限公司", &[]),
    ]
}

fn row(at: u64, cells: [&'static str; 7]) -> Result<Line, Vec<String>> {
    let policy = Policy::shipped().unwrap();
    read(at, move |column| cells[column], &policy.regions)
}

fn line(at: u64, name: &'static str, serial: Option<u64>) -> Line {
    let mut line = row(at, [name, "", "柳州", "2026-03-01 00:00:00", "", "未公示 年报", "示例局"]).unwrap();
    line.named.code = serial.map(code);
    line
}

fn standings(lines: &[Line]) -> Vec<(u64, String, &'static str)> {
    let plan = plan(lines, known(), AS_OF);
    plan.hits.iter().map(|hit| (hit.row, hit.enterprise.to_string(), hit.standing.id())).collect()
}

#[test]
fn 代码相同的就算_只有名称的等人确认_别家的不管() {
    let lines = [
        line(2, "示例传动有限公司", Some(1)),
        line(3, "登记时写错的名称", Some(2)),
        line(4, "示例糖业有限公司", None),
        line(5, "示例机械厂", None),
        line(6, "外省示例有限公司", Some(9)),
        line(7, "示例糖业股份有限公司", Some(8)),
        line(8, "示例建材有限公司", Some(7)),
    ];
    let all = |row, id: &str, standing| (row, id.to_owned(), standing);
    assert_eq!(
        standings(&lines),
        [
            all(2, "one", "by_code"),
            all(3, "two", "by_code"),
            all(4, "two", "waiting"),
            all(5, "one", "waiting"),
            all(8, "three", "waiting"),
        ]
    );
    let plan = plan(&lines, known(), AS_OF);
    assert_eq!(plan.unknown, 2, "another code and a name that is only alike is another firm");
    assert!(plan.hits[1].ground.contains("名称不同"), "{}", plan.hits[1].ground);
    assert_eq!(plan.hits[3].ground, "与曾用名相同");
    assert_eq!(plan.hits[0].reason, "未公示 年报");
}

#[test]
fn 截至日当天移出的算移出_第二天移出的还在名单上() {
    let removed = |on| Line { removed: Some(on), ..line(2, "示例传动有限公司", Some(1)) };
    assert_eq!(standings(&[removed(AS_OF)])[0].2, "removed");
    assert_eq!(standings(&[removed(AS_OF.tomorrow().unwrap())])[0].2, "by_code");
}

#[test]
fn 读不懂的行_逐项说明() {
    let why = row(2, ["", "123", "", "昨天", "", "", ""]).unwrap_err();
    assert_eq!(why.len(), 3, "{why:?}");
    let why = row(2, ["示例公司", "", "", "2026-03-02", "2026-03-01", "", ""]).unwrap_err();
    assert!(why[0].contains("移出日期早于列入日期"));
    assert!(row(2, ["示例公司", "无", "外省", "-", "—", "", ""]).is_ok(), "what is not there is not wrong");
}

fn list(as_of: Date) -> ComplianceList {
    ComplianceList {
        id: ComplianceListId("l".into()),
        kind: Kind::Abnormal,
        source: "国家企业信用信息公示系统".into(),
        as_of,
        office: DivisionCode::GUANGXI,
        file: EvidenceId("ab".into()),
        file_name: "名单.csv".into(),
        rows: 3,
        unread: vec![],
        hits: plan(&[line(4, "示例糖业有限公司", None)], known(), as_of).hits,
        by: AccountId("o".into()),
        on: TODAY,
        superseded: None,
    }
}

#[test]
fn 旧的名单不能顶替新的_同一天的可以() {
    let older = [list(AS_OF)];
    assert!(register(list(AS_OF), &older, TODAY).is_ok());
    let refused = register(list(AS_OF.yesterday().unwrap()), &older, TODAY).unwrap_err();
    assert!(refused.to_string().contains("比这一份新"), "{refused}");
    assert!(register(list(TODAY), &[], TODAY).is_ok());
    assert!(register(list(TODAY.tomorrow().unwrap()), &[], TODAY).is_err());
    assert!(register(ComplianceList { rows: 0, ..list(AS_OF) }, &[], TODAY).is_err());
    assert!(register(ComplianceList { source: " ".into(), ..list(AS_OF) }, &[], TODAY).is_err());
    let other = ComplianceList { source: "信用中国".into(), ..list(AS_OF) };
    assert!(list(AS_OF).like(&older[0]) && !other.like(&older[0]));
}

#[test]
fn 名称对上的由人确认一次_不是同一家的要写理由() {
    let list = list(AS_OF);
    let two = EnterpriseId("two".into());
    let by = || (AccountId("o".into()), TODAY);
    assert!(resolve(&list, 4, &two, false, " ", by()).unwrap_err().to_string().contains("为什么不是同一家"));
    assert!(resolve(&list, 9, &two, true, "", by()).is_err());
    let events = resolve(&list, 4, &two, false, "注册地不同", by()).unwrap();
    let after = ComplianceList::evolve(Some(list.clone()), &events[0]).unwrap();
    assert!(matches!(&after.hits[0].standing, Standing::Another { why, .. } if why == "注册地不同"));
    assert!(resolve(&after, 4, &two, true, "", by()).is_err(), "said once");
    let events = resolve(&list, 4, &two, true, "", by()).unwrap();
    let after = ComplianceList::evolve(Some(list.clone()), &events[0]).unwrap();
    assert!(after.hits[0].standing.on_list());
    let newer = ComplianceListId("n".into());
    let over = ComplianceList::evolve(Some(list), &supersede(&newer)[0]).unwrap();
    assert!(resolve(&over, 4, &two, true, "", by()).unwrap_err().to_string().contains("更新的一份"));
}

#[test]
fn 每一种名单都对得上各版本的基本条件() {
    let policy = Policy::shipped().unwrap();
    for gates in policy.gates.values() {
        for kind in Kind::ALL {
            let asked = gates.gates.iter().filter(|gate| kind.bears_on(gate, &policy.catalogue)).count();
            assert_eq!(asked, 1, "{} of {}", kind.label(), gates.id);
        }
    }
}
