//! Drafted, checked, published by another; what is wrong is told whole; who would change is told with why.

use jiff::civil::date;
use titian_rulebook::judge::{Points, Truth};
use titian_rulebook::policy::Policy;

use super::*;
use crate::answers::{Answers, Edit, Place, Source};
use crate::room::replay;

pub(crate) fn bands(steps: &[(&str, i64)]) -> Vec<Band> {
    steps.iter().map(|(at, points)| Band { at: (*at).into(), points: *points }).collect()
}

pub(crate) fn found(label: &str, points: i64) -> Indicator {
    let rule = Rule::Found { options: bands(&[("满足", points), ("不满足", 0)]) };
    Indicator { label: label.into(), rule }
}

fn by_figure(label: &str, of: &str, more: bool, steps: &[(&str, i64)]) -> Indicator {
    Indicator { label: label.into(), rule: Rule::Bands { of: of.into(), more, bands: bands(steps) } }
}

fn content(indicators: Vec<Indicator>) -> Content {
    Content {
        standard: "miit-2022/specialised".into(),
        replaces: "local".into(),
        title: "示例特色化指标".into(),
        basis: "示例文件〔2025〕1号".into(),
        from: date(2025, 1, 1),
        indicators,
    }
}

/// A draft as it would stand.
pub(crate) fn table(version: u32, indicators: Vec<Indicator>) -> LocalTable {
    LocalTable {
        id: LocalTableId(format!("t{version}")),
        version,
        content: content(indicators),
        hands: vec![],
        stage: Stage::Draft,
    }
}

fn wrong(indicators: Vec<Indicator>) -> String {
    table(1, indicators).wrong(&Policy::shipped().unwrap()).join("；")
}

mod 检查 {
    use super::*;

    #[test]
    fn 合计十五分_一至三项() {
        let whole = || by_figure("研发", "rd_share.y1", true, &[("10%", 7), ("5%", 3)]);
        assert_eq!(wrong(vec![whole(), found("产业链", 8)]), "");
        assert!(wrong(vec![whole(), found("产业链", 7)]).contains("合计 14 分，应为 15 分"));
        assert!(wrong(vec![whole(), found("产业链", 9)]).contains("合计 16 分，应为 15 分"));
        let refused = |count: usize| {
            let indicators = (0..count).map(|n| found(&format!("第{n}项"), 5)).collect();
            let draft = Command::Draft { id: LocalTableId("t".into()), version: 1, content: content(indicators) };
            decide(None, draft, &AccountId("a".into()), date(2025, 1, 1), |_| vec![]).is_err()
        };
        assert_eq!([0, 1, 3, 4].map(refused), [true, false, false, true]);
    }

    #[test]
    fn 填报项要有_档位要从高到低_方向不能反() {
        assert!(
            wrong(vec![by_figure("无", "no_such.y1", true, &[("10%", 15)])]).contains("事实目录中没有“no_such.y1”")
        );
        assert!(
            wrong(vec![by_figure("乱", "rd_share.y1", true, &[("5%", 15), ("10%", 5)])]).contains("从最高分写到最低分")
        );
        assert!(wrong(vec![by_figure("反", "rd_share.y1", false, &[("5%", 15), ("10%", 5)])]).contains("方向相反"));
        assert!(wrong(vec![by_figure("单位", "rd_share.y1", true, &[("5万元", 15)])]).contains("5万元"));
        assert!(wrong(vec![by_figure("空", "rd_share.y1", true, &[])]).contains("没有写档位和得分"));
    }

    #[test]
    fn 审核认定的要有零分的一档() {
        let only = |steps: &[(&str, i64)]| Indicator {
            label: "产业链".into(),
            rule: Rule::Found { options: bands(steps) },
        };
        assert!(wrong(vec![only(&[("满足", 15), ("部分满足", 5)])]).contains("没有 0 分的一档"));
        assert!(wrong(vec![only(&[("满足", 15)])]).contains("至少要有两档"));
        assert!(wrong(vec![only(&[("满足", 15), ("满足", 0)])]).contains("写了两次"));
        assert!(wrong(vec![only(&[("满足", 16), ("不满足", 0)])]).contains("0 到 15 的整数"));
    }

    #[test]
    fn 名称里的引号和反斜杠照样读得回来() {
        let odd = found("“链主”\"企业\"\\配套", 15);
        let pinned = table(3, vec![odd]).laid_upon(&Policy::shipped().unwrap()).unwrap();
        let standard = &pinned.standards["miit-2022/specialised"];
        assert!(standard.indicators.iter().any(|one| one.label == "“链主”\"企业\"\\配套" && one.id == "local_v3_1"));
    }
}

mod 发布 {
    use super::*;

    fn asks(events: &[Event], command: Command, actor: &str) -> Result<Vec<Event>, Refusal> {
        let policy = Policy::shipped().unwrap();
        let standing = replay::<LocalTable>(events);
        decide(standing.as_ref(), command, &AccountId(actor.into()), date(2025, 2, 1), |table| table.wrong(&policy))
    }

    fn drafted(indicators: Vec<Indicator>) -> Vec<Event> {
        let draft = Command::Draft { id: LocalTableId("t1".into()), version: 1, content: content(indicators) };
        asks(&[], draft, "drafter").unwrap()
    }

    fn publish() -> Command {
        Command::Publish { number: "示例〔2025〕2号".into() }
    }

    #[test]
    fn 先检查_再由另一人发布_发布后不能改() {
        let mut events = drafted(vec![found("产业链", 15)]);
        let early = asks(&events, publish(), "leader").unwrap_err();
        assert!(early.to_string().contains("还没有通过检查") && early.articles == ["A8"], "{early}");
        events.extend(asks(&events, Command::Check, "checker").unwrap());
        assert_eq!(asks(&events, Command::Check, "checker"), Ok(vec![]), "checked twice is checked once");
        for hand in ["drafter", "checker"] {
            assert!(asks(&events, publish(), hand).unwrap_err().to_string().contains("不能自己发布"));
        }
        let blank = asks(&events, Command::Publish { number: " ".into() }, "leader").unwrap_err();
        assert!(blank.to_string().contains("文号"));
        events.extend(asks(&events, publish(), "leader").unwrap());
        assert_eq!(replay::<LocalTable>(&events).unwrap().stage.id(), "published");
        let draft =
            Command::Draft { id: LocalTableId("t1".into()), version: 1, content: content(vec![found("另", 15)]) };
        for command in [draft, Command::Check, publish()] {
            assert!(asks(&events, command, "other").unwrap_err().to_string().contains("不能再改"));
        }
    }

    #[test]
    fn 改过的草稿要重新检查() {
        let mut events = drafted(vec![found("产业链", 15)]);
        events.extend(asks(&events, Command::Check, "drafter").unwrap());
        let redraft = |label| Command::Draft {
            id: LocalTableId("t1".into()),
            version: 9,
            content: content(vec![found(label, 15)]),
        };
        assert_eq!(asks(&events, redraft("产业链"), "drafter"), Ok(vec![]), "what is said again is no news");
        events.extend(asks(&events, redraft("另一项"), "second").unwrap());
        let table = replay::<LocalTable>(&events).unwrap();
        assert_eq!((table.stage.id(), table.version, table.hands.len()), ("draft", 1, 2));
        assert!(asks(&events, publish(), "second").unwrap_err().to_string().contains("还没有通过检查"));
    }

    #[test]
    fn 没有通过检查的说明每一处() {
        let events = drafted(vec![found("产业链", 8), found("首台套", 8)]);
        let refused = asks(&events, Command::Check, "drafter").unwrap_err();
        assert!(refused.to_string().contains("合计 16 分"), "{refused}");
    }
}

#[test]
fn 谁会改变_说明原来几分_现在几分_哪一项给的() {
    // Nothing but points decides here: fifteen are asked for.
    let mut policy = Policy::shipped().unwrap();
    let standard = policy.standards.get_mut("miit-2022/specialised").unwrap();
    (standard.pass, standard.conditions, standard.routes) = (Some(15), vec![], vec![]);
    standard.groups.iter_mut().for_each(|group| group.pass = 0);
    standard.indicators.retain(|one| one.id == "local");
    policy.gates.get_mut("gates/guangxi-2023").unwrap().gates.clear();
    let new = table(1, vec![by_figure("研发强度", "rd_share.y1", true, &[("10%", 15), ("5%", 5)])]);
    let laid = new.laid_upon(&policy).unwrap();
    let side = |policy| Side { policy, standard: "miit-2022/specialised", gates: "gates/guangxi-2023" };
    let mut effect = Effect::default();
    let file = |expense: &str| {
        let mut answers = Answers::default();
        for (fact, text) in [("rd_expense", expense), ("revenue", "2000万元")] {
            let edit = Edit { place: Place { fact: fact.into(), year: Some(2024) }, text: Some(text.into()) };
            answers.put(&edit, Source::Enterprise, date(2025, 1, 1));
        }
        answers
    };
    let mut odd = Answers::default();
    let edit = Edit { place: Place { fact: "no_such_fact".into(), year: None }, text: Some("1".into()) };
    odd.put(&edit, Source::Enterprise, date(2025, 1, 1));
    let each = [("甲", file("200万元")), ("乙", file("199万元")), ("丙", Answers::default()), ("丁", odd)];
    for (name, answers) in &each {
        effect.dossier((name, ""), answers, date(2025, 6, 1), side(&policy), side(&laid));
    }
    assert_eq!((effect.all, effect.unread), (3, 1));
    assert_eq!(effect.before, Whole { met: 0, unmet: 0, open: 3 });
    assert_eq!(effect.after, Whole { met: 1, unmet: 1, open: 1 });
    let told: Vec<_> =
        effect.flips.iter().map(|one| (one.name.as_str(), one.before, one.after, one.lines.clone())).collect();
    let gives = |points| vec![("研发强度".to_owned(), Points::exact(points), 15)];
    assert_eq!(told, [("甲", Truth::Unknown, Truth::Met, gives(15)), ("乙", Truth::Unknown, Truth::Unmet, gives(5))]);
    assert_eq!(effect.flips[0].points_before, Some(Points { low: 0, high: 15 }));
}

/// A line for `tests/shapes/local_table.jsonl` is made like this; kept, so that the next one is.
#[test]
fn a_version_is_written_as_it_is_read() {
    let mut all = vec![found("产业链", 5), by_figure("研发", "rd_share.y1", true, &[("10%", 5)])];
    let options = Rule::Options { of: "digital_level".into(), options: bands(&[("l1", 0), ("l2", 5)]) };
    all.push(Indicator { label: "数字化".into(), rule: options });
    let written = serde_json::to_string(&table(1, all.clone())).unwrap();
    assert_eq!(serde_json::from_str::<LocalTable>(&written).unwrap(), table(1, all));
}
