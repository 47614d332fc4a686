use titian_rulebook::credit_code::synthetic;

use super::*;

fn city(code: &str) -> DivisionCode {
    DivisionCode::parse(code).unwrap()
}

fn code(serial: u64) -> CreditCode {
    synthetic("450200", serial).unwrap()
}

fn firm(id: u32, code: Option<CreditCode>, name: &str, of: &str) -> Known<u32> {
    Known { id, code, name: name.into(), former: vec![], stated: vec![], city: city(of) }
}

fn named(name: &str, code: Option<CreditCode>, of: &str) -> Named {
    Named { name: name.into(), code, city: DivisionCode::parse(of) }
}

fn province() -> Directory<u32> {
    let renamed = Known {
        former: vec!["示例老名有限公司".into()],
        ..firm(3, Some(code(3)), "示例新名有限公司", "450300")
    };
    let stated = Known {
        stated: vec!["示例自述旧名有限公司".into(), "示例传动（柳州）有限公司".into()],
        ..firm(6, Some(code(6)), "示例自述新名有限公司", "450200")
    };
    Directory::from_iter([
        stated,
        firm(1, Some(code(1)), "示例传动（柳州）有限公司", "450200"),
        firm(2, None, "示例糖业有限公司", "451400"),
        renamed,
        firm(4, Some(code(4)), "示例建材有限公司", "450100"),
        firm(5, Some(code(5)), "示例建材有限公司", "450200"),
    ])
}

/// `1 统一社会信用代码相同`, `?4 名称相同：符合的企业不止一家…`, `-`.
fn said(named: &Named) -> String {
    match province().find(named) {
        Match::Matched { known, by } => format!("{} {by}", known.id),
        Match::Ambiguous(candidates) => {
            let said = candidates.iter().map(|one| {
                let doubts: Vec<&str> = one.doubts.iter().map(|doubt| doubt.label()).collect();
                format!("?{} {}：{}", one.known.id, one.by, doubts.join("，"))
            });
            said.collect::<Vec<_>>().join("；")
        }
        Match::Unknown => "-".into(),
    }
}

#[test]
fn 企业自述的曾用名_只供确认_不能凭它对上() {
    let doubt = "曾用名是企业自述的，还没有核对";
    assert_eq!(said(&named("示例自述旧名有限公司", None, "450200")), format!("?6 与曾用名相同：{doubt}"));
    assert_eq!(
        said(&named("示例自述旧名有限公司", Some(code(6)), "450200")),
        format!("?6 统一社会信用代码相同：{doubt}")
    );
    // Nobody takes another's place by their own word, nor makes it doubtful.
    assert_eq!(said(&named("示例传动（柳州）有限公司", None, "450200")), "1 名称相同");
}

#[test]
fn 代码相同名称也相同的_就是这一家() {
    assert_eq!(said(&named("示例传动(柳州)有限公司", Some(code(1)), "450200")), "1 统一社会信用代码相同");
}

#[test]
fn 代码相同而迁到别市的_还是这一家() {
    assert_eq!(said(&named("示例传动(柳州)有限公司", Some(code(1)), "450100")), "1 统一社会信用代码相同");
    assert_eq!(said(&named("示例传动(柳州)有限公司", Some(code(1)), "")), "1 统一社会信用代码相同");
}

#[test]
fn 代码相同而用曾用名的_还是这一家() {
    assert_eq!(said(&named("示例老名有限公司", Some(code(3)), "450300")), "3 统一社会信用代码相同");
}

#[test]
fn 代码相同而名称不同的_由人确认() {
    assert_eq!(said(&named("示例别名有限公司", Some(code(1)), "450200")), "?1 统一社会信用代码相同：名称不同");
}

#[test]
fn 代码是这一家_名称是那一家的_两家都列出() {
    let said = said(&named("示例糖业有限公司", Some(code(1)), "451400"));
    let code = "?1 统一社会信用代码相同：名称不同，符合的企业不止一家";
    let name = "?2 名称相同：这家企业的统一社会信用代码还没有登记，不能比对，符合的企业不止一家";
    assert_eq!(said, format!("{code}；{name}"));
}

#[test]
fn 没有代码_名称和设区市都相同的_就是这一家() {
    assert_eq!(said(&named("示例糖业有限公司", None, "451400")), "2 名称相同");
    assert_eq!(said(&named("示例传动（柳州）有限公司", None, "450200")), "1 名称相同");
}

#[test]
fn 没有代码_设区市不同或没有写的_由人确认() {
    assert_eq!(said(&named("示例糖业有限公司", None, "450100")), "?2 名称相同：所在设区市不同");
    assert_eq!(said(&named("示例糖业有限公司", None, "")), "?2 名称相同：名单没有写明设区市");
}

#[test]
fn 同名的两家_不自动选() {
    let said = said(&named("示例建材有限公司", None, "450200"));
    assert_eq!(said, "?4 名称相同：所在设区市不同，符合的企业不止一家；?5 名称相同：符合的企业不止一家");
}

#[test]
fn 同名的两家_代码能分清() {
    assert_eq!(said(&named("示例建材有限公司", Some(code(5)), "450200")), "5 统一社会信用代码相同");
}

#[test]
fn 与曾用名相同的() {
    assert_eq!(said(&named("示例老名有限公司", None, "450300")), "3 与曾用名相同");
    assert_eq!(said(&named("示例老名有限公司", None, "450200")), "?3 与曾用名相同：所在设区市不同");
}

#[test]
fn 曾用名今天是别家的名称_由人确认() {
    let mut directory = province();
    directory.add(firm(6, Some(code(6)), "示例老名有限公司", "450300"));
    let Match::Ambiguous(candidates) = directory.find(&named("示例老名有限公司", None, "450300")) else {
        panic!("two fit");
    };
    let grounds: Vec<(u32, Ground)> = candidates.iter().map(|one| (one.known.id, one.by)).collect();
    assert_eq!(grounds, [(6, Ground::Name), (3, Ground::FormerName)]);
    assert!(candidates.iter().all(|one| one.doubts == [Doubt::Several]));
}

#[test]
fn 名称相同而代码不同或还没有登记的_由人确认() {
    assert_eq!(said(&named("示例传动(柳州)有限公司", Some(code(9)), "450200")), "?1 名称相同：统一社会信用代码不同");
    let said = said(&named("示例糖业有限公司", Some(code(9)), "451400"));
    assert_eq!(said, "?2 名称相同：这家企业的统一社会信用代码还没有登记，不能比对");
}

#[test]
fn 名称只是相近的_从不自动对应() {
    assert_eq!(said(&named("示例糖业股份有限公司", None, "451400")), "?2 名称相近：名称不完全相同");
    assert_eq!(said(&named("示例糖业", None, "451400")), "?2 名称相近：名称不完全相同");
}

#[test]
fn 谁也不是的_保持未知() {
    assert_eq!(said(&named("示例无名有限公司", None, "450200")), "-");
    assert_eq!(said(&named("示例无名有限公司", Some(code(9)), "450200")), "-");
    assert_eq!(said(&named("", None, "450200")), "-");
    assert_eq!(said(&named("公司", None, "450200")), "-");
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    fn any_named() -> impl Strategy<Value = Named> {
        let name = prop::sample::select(vec![
            "示例传动（柳州）有限公司",
            "示例糖业有限公司",
            "示例糖业",
            "示例新名有限公司",
            "示例老名有限公司",
            "示例建材有限公司",
            "示例无名有限公司",
            "",
        ]);
        let city = prop::sample::select(vec!["450100", "450200", "450300", "451400", ""]);
        (name, prop::option::of(1u64..8), city).prop_map(|(name, serial, of)| named(name, serial.map(code), of))
    }

    proptest! {
        /// However many more we know: where code or name speak for somebody and are in doubt, they stay in doubt.
        #[test]
        fn 多认识一家_不会让不确定的变成确定(named in any_named(), serial in 10u64..20, other in any_named()) {
            let before = province();
            let mut after = before.clone();
            after.add(Known { id: 99, code: Some(code(serial)), name: other.name, former: vec![], stated: vec![], city: city("450200") });
            if let Match::Ambiguous(candidates) = before.find(&named)
                && candidates.iter().any(|one| one.by != Ground::NearName)
            {
                prop_assert!(matches!(after.find(&named), Match::Ambiguous(_)));
            }
        }

        /// Whoever is put before a person comes with a doubt, and whoever is matched fits in code or name.
        #[test]
        fn 每个答案都有理由(named in any_named()) {
            match province().find(&named) {
                Match::Ambiguous(candidates) => {
                    prop_assert!(!candidates.is_empty());
                    prop_assert!(candidates.iter().all(|one| !one.doubts.is_empty()));
                }
                Match::Matched { known, by } => {
                    prop_assert!(by != Ground::NearName);
                    prop_assert!(named.code.is_none() || named.code == known.code);
                }
                Match::Unknown => {}
            }
        }

        /// The order in which enterprises came to us decides nothing.
        #[test]
        fn 先后不影响结果(named in any_named()) {
            let mut turned: Vec<Known<u32>> = province().all().to_vec();
            turned.reverse();
            let turned = Directory::from_iter(turned);
            let ids = |found: Match<'_, u32>| match found {
                Match::Matched { known, .. } => vec![known.id],
                Match::Ambiguous(candidates) => {
                    let mut ids: Vec<u32> = candidates.iter().map(|one| one.known.id).collect();
                    ids.sort_unstable();
                    ids
                }
                Match::Unknown => vec![],
            };
            prop_assert_eq!(ids(province().find(&named)), ids(turned.find(&named)));
        }
    }
}
