//! 可复算 Whoever has the file computes the same, and sees what was changed.

use proptest::prelude::*;
use serde_json::Value;
use titian_domain::draw::method;

use super::*;

fn file() -> DrawFile {
    drawn(province()).file().unwrap()
}

fn result(file: &DrawFile) -> Vec<second::Row> {
    let rows = file.opened.iter().flat_map(|opened| &opened.result);
    let how = |how: How| serde_json::to_value(how).unwrap().as_str().unwrap().to_owned();
    rows.map(|one| (one.number.clone(), how(one.how), one.stratum.clone(), one.inspectors.clone())).collect()
}

/// Everything once more, from the JSON and `docs/draw.md`.
fn again(file: &DrawFile) {
    let json: Value = serde_json::from_str(&serde_json::to_string(file).unwrap()).unwrap();
    let opened = file.opened.as_ref().unwrap();
    assert_eq!(second::hash(&json["list"]), file.hash);
    assert_eq!(second::commitment(&file.list.draw, &opened.contribution), file.list.commitment);
    assert_eq!(second::seed(&file.hash, &opened.value, &opened.contribution), opened.seed);
    assert_eq!(second::draw(&json["list"], &opened.seed), result(file));
}

#[test]
fn 另写一遍_逐位相同() {
    again(&file());
    assert_eq!(file().verify(), Ok(Checked { cases: 60, selected: Some(11) }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn 任何名单_另写一遍逐位相同_次序无关(
        places in prop::collection::vec((0..3usize, 0..6usize), 1..40),
        plan in prop_oneof![
            Just(Plan::All), (0..40u32).prop_map(Plan::Count), (1..=100u32).prop_map(Plan::Percent)
        ],
        targets in prop::collection::btree_set(1..40usize, 0..4),
        ties in prop::collection::vec((1..=6usize, 0..40usize), 0..3),
        value in "[0-9]{1,9}",
    ) {
        let size = places.len();
        let place = |n: usize, (at, industry): (usize, usize)| {
            candidate(n, ["450100", "450200", "451300"][at], ["35", "26", "13", "39", "", "14"][industry])
        };
        let targets: Vec<Target> = targets.into_iter().filter(|n| *n <= size)
            .map(|n| Target { number: number(n), reason: "指定".into() }).collect();
        let rest = (size - targets.len()) as u32;
        let plan = match plan {
            // Nobody is spared without a lot: as long as somebody is left, one is drawn.
            Plan::Count(count) => Plan::Count(count.max(1).min(rest)),
            plan => plan,
        };
        prop_assume!(0 < plan.quota(rest.into()) || !targets.is_empty());
        let recusals = ties.into_iter().filter(|(_, n)| *n <= size)
            .map(|(key, n)| recusal(&format!("{key:02}"), (0 < n).then(|| number(n)))).collect();
        let roster = Roster {
            candidates: (1..).zip(places).map(|(n, at)| place(n, at)).collect(),
            plan, targets, visitors: 2, inspectors: delegates(6), recusals,
        };
        let mut turned = roster.clone();
        turned.candidates.reverse();
        turned.inspectors.reverse();
        turned.targets.reverse();
        turned.recusals.reverse();
        let open = |roster| {
            let draw = fixed(roster);
            after(Some(&draw), decide(Some(&draw), open(&value), OPENED).unwrap()).file().unwrap()
        };
        let file = open(roster);
        again(&file);
        prop_assert!(file.verify().is_ok());
        prop_assert_eq!(file, open(turned));
    }
}

#[test]
fn 改动任何一处都看得出来() {
    let change = |what: &str, change: &dyn Fn(&mut DrawFile)| {
        let mut changed = file();
        change(&mut changed);
        changed.verify().expect_err(what)
    };
    let opened = |file: &mut DrawFile, change: &dyn Fn(&mut Opened)| change(file.opened.as_mut().unwrap());
    for (what, said) in [
        ("名单", change("名单", &|file| file.list.cases[3].industry = "14".into())),
        ("少一家", change("少一家", &|file| drop(file.list.cases.remove(3)))),
        ("标题", change("标题", &|file| file.list.title.push('改'))),
        ("来源", change("来源", &|file| file.list.source.on = OPENED)),
        ("数量", change("数量", &|file| file.list.plan = Plan::Percent(16))),
        ("人数", change("人数", &|file| file.list.visitors = 3)),
        ("指定", change("指定", &|file| drop(file.list.targets.pop()))),
        ("回避", change("回避", &|file| drop(file.list.recusals.pop()))),
        ("摘要", change("摘要", &|file| file.hash = "0".repeat(64))),
    ] {
        assert!(said.starts_with("名单摘要不同"), "{what}: {said}");
    }
    let said = change("次序", &|file| file.list.cases.swap(0, 1));
    assert!(said.contains("不是公布时的顺序"), "{said}");
    let said = change("公开值", &|file| opened(file, &|opened| opened.value = "01 05 12 23 30 33 08".into()));
    assert!(said.starts_with("种子不同"), "{said}");
    let said = change("种子", &|file| opened(file, &|opened| opened.seed.replace_range(..1, "x")));
    assert!(said.starts_with("种子不同"), "{said}");
    let said = change("随机数", &|file| opened(file, &|opened| opened.contribution = "00".repeat(32)));
    assert!(said.starts_with("随机数的承诺不同"), "{said}");
    let said = change("结果次序", &|file| opened(file, &|opened| opened.result.swap(1, 2)));
    assert!(said.starts_with("第 2 家不同"), "{said}");
    let said = change("结果", &|file| opened(file, &|opened| drop(opened.result.pop())));
    assert!(said.starts_with("文件中少了第 11 家"), "{said}");
    let said = change("抽查员", &|file| opened(file, &|opened| opened.result[0].inspectors.swap(0, 1)));
    assert!(said.starts_with("第 1 家不同"), "{said}");
    let said = change("多一家", &|file| {
        opened(file, &|opened| {
            let more = opened.result[0].clone();
            opened.result.push(more);
        })
    });
    assert!(said.starts_with("文件中多了第 12 家"), "{said}");
    let said = change("方法", &|file| file.method = "titian-draw/2".into());
    assert!(said.contains("不是本程序认识的"), "{said}");
}

#[test]
fn 坏文件说得清_不会崩溃() {
    let broken = |change: &dyn Fn(&mut List)| {
        let mut file = file();
        change(&mut file.list);
        file.verify().unwrap_err()
    };
    assert!(broken(&|list| list.cases[0].number.push('\t')).contains("空白"));
    assert!(broken(&|list| list.title = "甲\t乙".into()).contains("制表符"));
    assert!(broken(&|list| list.cases[0].city = "柳州".into()).contains("六位代码"));
    assert!(broken(&|list| list.targets.push("GX0".into())).contains("不在名单中"));
    assert!(broken(&|list| list.visitors = 0).contains("两名"));
    assert!(broken(&|list| list.visitors = u32::MAX).contains("只有"));
    assert!(broken(&|list| list.inspectors.clear()).contains("不在名单中"));
    assert!(serde_json::from_str::<DrawFile>("{}").is_err());
}

/// Whoever writes a file by hand can make it agree with itself; what no draw of the house can be is said all the same.
#[test]
fn 自己编得前后一致的文件_不合规则的也不通过() {
    let forged = |change: &dyn Fn(&mut DrawFile)| {
        let mut file = file();
        change(&mut file);
        let DrawFile { hash, list, opened, .. } = &mut file;
        let opened = opened.as_mut().unwrap();
        list.commitment = promise(&list.draw, &opened.contribution);
        *hash = list.hash();
        opened.seed = method::seed(hash, &opened.value, &opened.contribution);
        opened.result = method::draw(list, &opened.seed);
        file.verify()
    };
    let contribute = |text: &str| forged(&|file| file.opened.as_mut().unwrap().contribution = text.into());
    let value = |text: &str| forged(&|file| file.opened.as_mut().unwrap().value = text.into());
    assert!(forged(&|_| {}).is_ok());
    for (on, fine) in [(VALUED, true), (FIXED, false), (date(2026, 9, 14), false)] {
        let answer = forged(&|file| file.list.source.on = on);
        assert_eq!(answer.is_ok(), fine, "{on}: {answer:?}");
        assert!(fine || answer.unwrap_err().contains("公开值2026-09-1"), "{on}");
    }
    assert!(contribute(&"0f".repeat(32)).is_ok());
    for text in ["", "00", &"0F".repeat(32), &"0g".repeat(32), &"00".repeat(33), &"０".repeat(64)] {
        assert!(contribute(text).unwrap_err().contains("64 位小写十六进制"), "{text}");
    }
    assert!(value("7").is_ok());
    for text in ["", " ", "7 ", "1\n2", "1\t2"] {
        assert!(value(text).unwrap_err().contains("公开值"), "{text:?}");
    }
    let none = |file: &mut DrawFile| file.list.plan = Plan::Count(0);
    assert!(forged(&none).unwrap_err().contains("至少要抽 1 家"));
}

#[test]
fn 没有开签的文件也能核对名单() {
    let file = fixed(province()).file().unwrap();
    assert_eq!(file.opened, None);
    assert_eq!(file.verify(), Ok(Checked { cases: 60, selected: None }));
    assert!(prepared(province()).file().is_none());
}

#[test]
fn 公开文件里没有企业名称_人名_理由() {
    let text = serde_json::to_string(&file()).unwrap();
    for word in ["示例虚构企业", "抽查员", "举报", "近亲属", "a7\""] {
        assert!(!text.contains(word), "{word}");
    }
}

/// Computed outside of the house, with a few lines of Python, from `docs/draw.md`.
#[test]
fn 一个固定的例子() {
    let file = file();
    let opened = file.opened.as_ref().unwrap();
    assert_eq!(file.list.commitment, "f42e3a3b989af7c3a737590aa7975263560c76fde41671418b82b714962f9274");
    assert_eq!(file.hash, "36cc9415f2f59a4f2e744af4142b42af8fab89757c8fd21e62656b4877e23307");
    assert_eq!(opened.seed, "669ba8a66703fdffc1adf1b3da1403f5495b8744c71011bbce7c60f1b62c5246");
    let result: Vec<String> =
        opened.result.iter().map(|one| format!("{} {}", &one.number[9..], one.inspectors.join(" "))).collect();
    assert_eq!(
        result.join(","),
        "00043 04 05,00007 07 01,00042 02 06,00045 01 02,00014 04 06,00041 07 05,00060 02 07,00015 05 04,00024 01 06,00017 07 02,00020 04 05"
    );
}

#[test]
fn 摘要和种子只与写下的内容有关() {
    assert_ne!(promise("d", CONTRIBUTION), promise("d2", CONTRIBUTION));
    assert_ne!(method::seed("h", "1", "23"), method::seed("h", "12", "3"));
}
