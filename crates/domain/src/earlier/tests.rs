use std::collections::HashMap;

use jiff::civil::date;
use titian_rulebook::credit_code::{CreditCode, synthetic};
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;

use super::*;
use crate::matching::Known;

const TODAY: Date = date(2026, 11, 26);

fn policy() -> &'static Policy {
    static POLICY: std::sync::OnceLock<Policy> = std::sync::OnceLock::new();
    POLICY.get_or_init(|| Policy::shipped().unwrap())
}

fn city(code: &str) -> DivisionCode {
    DivisionCode::parse(code).unwrap()
}

fn code(serial: u64) -> CreditCode {
    synthetic("450200", serial).unwrap()
}

fn texts(name: &str) -> Texts<'_> {
    Texts { name, city: "柳州", tier: "专精特新中小企业", ..Texts::default() }
}

fn line(texts: &Texts<'_>) -> Result<Line, Vec<String>> {
    read(2, texts, &policy().regions, "示例公告", TODAY)
}

#[test]
fn 只有名称和市的行_其余保持未知() {
    let line = line(&texts("示例传动有限公司")).unwrap();
    assert_eq!((line.named.code, line.from, line.until, line.stated.as_str()), (None, None, None, ""));
    assert_eq!((line.named.city, line.source.as_str()), (Some(city("450200")), "示例公告"));
}

#[test]
fn 有效期至写的是最后一天() {
    let line = line(&Texts { from: "2021年6月30日", until: "2024-06-29", ..texts("示例传动有限公司") }).unwrap();
    assert_eq!((line.from, line.until), (Some(date(2021, 6, 30)), Some(date(2024, 6, 30))));
}

#[test]
fn 只写了年月的_照原话留存_不推算() {
    let written = Texts { from: "2022年12月", stated: "第二批", ..texts("示例传动有限公司") };
    let line = line(&written).unwrap();
    assert_eq!((line.from, line.stated.as_str()), (None, "第二批，2022年12月"));
}

#[test]
fn 层次的各种写法() {
    for (text, tier) in [
        ("专精特新“小巨人”企业", Tier::LittleGiant),
        ("专精特新\"小巨人\"企业", Tier::LittleGiant),
        ("小巨人", Tier::LittleGiant),
        ("专精特新", Tier::Specialised),
        (" 创新型中小企业 ", Tier::Innovative),
        ("little-giant", Tier::LittleGiant),
    ] {
        assert_eq!(line(&Texts { tier: text, ..texts("示例传动有限公司") }).unwrap().tier, tier, "{text}");
    }
}

#[test]
fn 读不出的行_一次说出全部原因() {
    let wrong = Texts {
        name: "",
        code: "123",
        city: "广州",
        tier: "小巨人培育库(未认定)",
        from: "很早",
        checked: "VERIFIED-WEAK",
        note: "exact registered name not confirmed",
        ..Texts::default()
    };
    let reasons = read(3, &wrong, &policy().regions, "", TODAY).unwrap_err();
    assert_eq!(reasons.len(), 8, "{reasons:?}");
    for (said, reason) in
        ["名称是空的", "", "不是广西的设区市", "不是一项称号", "没有核实", "没有确认", "不是日期", "没有写明依据"]
            .iter()
            .zip(&reasons)
    {
        assert!(reason.contains(said), "{reason}");
    }
}

#[test]
fn 起止日期的界线() {
    let days = |from, until| line(&Texts { from, until, ..texts("示例传动有限公司") });
    assert!(days("2026-11-26", "").is_ok());
    assert!(days("2026-11-27", "").is_err());
    assert!(days("2024-01-01", "2024-01-01").is_ok(), "one day");
    assert!(days("2024-01-02", "2024-01-01").is_err());
}

fn known() -> Vec<Known<EnterpriseId>> {
    let firm = |id: &str, code, name: &str| Known {
        id: EnterpriseId(id.into()),
        code,
        name: name.into(),
        former: vec![],
        stated: vec![],
        city: city("450200"),
    };
    vec![firm("one", Some(code(1)), "示例传动有限公司"), firm("two", None, "示例糖业有限公司")]
}

/// Fates in short: `+one` joins, `*0` founds, `=` again, `?` asks, `!` refused.
fn fates(lines: &[Line], held: &[(&str, Held)]) -> Vec<String> {
    let mut on_record: HashMap<EnterpriseId, Vec<Held>> = HashMap::new();
    for (id, title) in held {
        on_record.entry(EnterpriseId((*id).into())).or_default().push(title.clone());
    }
    let short = |fate: &Fate| match fate {
        Fate::Joins { enterprise, .. } => format!("+{enterprise}"),
        Fate::Founds(number) => format!("*{number}"),
        Fate::Again => "=".into(),
        Fate::Asks(_) => "?".into(),
        Fate::Refused(_) => "!".into(),
    };
    plan(lines, known(), on_record).fates.iter().map(|(_, fate)| short(fate)).collect()
}

fn rows(all: &[Texts<'_>]) -> Vec<Line> {
    (2..).zip(all).map(|(row, texts)| read(row, texts, &policy().regions, "示例公告", TODAY).unwrap()).collect()
}

#[test]
fn 每一行都有去向() {
    let lines = rows(&[
        texts("示例传动有限公司"),
        texts("示例新厂有限公司"),
        Texts { tier: "小巨人", ..texts("示例新厂有限公司") },
        Texts { city: "南宁", ..texts("示例糖业有限公司") },
        Texts { city: "", ..texts("示例无市有限公司") },
        texts("示例新厂有限公司"),
    ]);
    assert_eq!(fates(&lines, &[]), ["+one", "*0", "*0", "?", "!", "!"]);
}

#[test]
fn 拿不准的由人确认以后才写() {
    let near = Texts { city: "南宁", ..texts("示例糖业有限公司") };
    let coded = code(1).to_string();
    for (confirmed, expected) in
        [("", "?"), ("two", "+two"), (coded.as_str(), "+one"), ("新企业", "*0"), ("没有这家", "!")]
    {
        assert_eq!(fates(&rows(&[Texts { confirmed, ..near }]), &[]), [expected], "{confirmed}");
    }
    let taken = Texts { confirmed: "新企业", code: &coded, ..near };
    assert_eq!(fates(&rows(&[taken]), &[]), ["!"]);
}

#[test]
fn 同一份名单再补录一次_什么也不改变() {
    let lines = rows(&[texts("示例传动有限公司")]);
    let Line { tier, from, until, source, stated, .. } = lines[0].clone();
    let title = Held { tier, from, until, earlier: Some((source, stated)) };
    assert_eq!(fates(&lines, &[("one", title)]), ["="]);
}

#[test]
fn 与已有称号的先后() {
    let title = |from, until| Held { tier: Tier::Specialised, from, until, earlier: None };
    let (y21, y24, y27) = (date(2021, 1, 1), date(2024, 1, 1), date(2027, 1, 1));
    let row = |from, until| rows(&[Texts { from, until, ..texts("示例传动有限公司") }]);
    for (from, until, held, expected) in [
        ("2021-01-01", "2023-12-31", title(Some(y24), Some(y27)), "+one"),
        ("2021-01-01", "2024-01-01", title(Some(y24), Some(y27)), "!"),
        ("2024-01-01", "2026-12-31", title(Some(y24), Some(y27)), "="),
        ("2024-01-01", "", title(Some(y21), Some(y24)), "+one"),
        ("2024-01-01", "", title(Some(y21), None), "!"),
        ("", "", title(Some(y21), Some(y24)), "!"),
    ] {
        assert_eq!(fates(&row(from, until), &[("one", held)]), [expected], "{from} {until}");
    }
    let other = Held { tier: Tier::LittleGiant, ..title(None, None) };
    assert_eq!(fates(&row("", ""), &[("one", other)]), ["+one"]);
}
