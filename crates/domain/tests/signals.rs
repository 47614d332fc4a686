//! 风险提示: each kind of signal with a case that raises it and a near miss that does not. Thresholds are those of the
//! shipped `policy/signals.toml`; what is not known raises nothing.

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use titian_domain::answers::{Answers, Edit, Place, Rows, Source};
use titian_domain::application::{Content, Desk};
use titian_domain::id::{AccountId, ApplicationId, EnterpriseId};
use titian_domain::room::replay;
use titian_domain::signal::{
    Clue, Filed, Kind, Known, Look, LookedInto, Neighbour, PRODUCT, Signal, Weight, clues, look_into, normal, signals,
};
use titian_rulebook::judge::Edition;
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::signals::Compare;
use titian_rulebook::tier::Purpose;

/// The day of the filing: 上年度 is 2025.
const ON: Date = date(2026, 9, 1);

/// An answer: fact, year, text.
type Told<'a> = (&'a str, Option<i16>, &'a str);

/// Read once: properties ask it a thousand times.
static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::shipped().unwrap());

fn edition(policy: &Policy) -> Edition {
    policy.edition_of("miit-2022/specialised", "gates/miit-2026", Purpose::Apply).unwrap()
}

fn content(told: &[Told<'_>]) -> Content {
    let mut answers = Answers::default();
    for (fact, year, text) in told {
        let place = Place { fact: (*fact).into(), year: *year };
        answers.put(&Edit { place, text: Some((*text).into()) }, Source::Enterprise, ON);
    }
    let city = DivisionCode::parse("450200").unwrap();
    Content { name: "甲示例公司".into(), code: String::new(), city, answers, evidence: vec![] }
}

fn with_rows(mut content: Content, record: &str, rows: &[&[(&str, &str)]]) -> Content {
    let row = |row: &&[(&str, &str)]| row.iter().map(|(field, text)| ((*field).into(), (*text).into())).collect();
    let rows = Rows { rows: rows.iter().map(row).collect(), source: Source::Enterprise, on: ON };
    content.answers.records.insert(record.into(), rows);
    content
}

fn found(content: &Content, last: Option<&Content>, neighbours: &[Neighbour]) -> Vec<Signal> {
    let policy = &*POLICY;
    let last = last.map(|content| Filed { content, on: date(2025, 8, 20) });
    signals(Filed { content, on: ON }, &edition(policy), last, neighbours, policy)
}

/// The sentences of a kind.
fn said(kind: Kind, all: &[Signal]) -> Vec<&str> {
    all.iter().filter(|one| one.kind == kind).map(|one| one.sentence.as_str()).collect()
}

/// What a kind says of a content; nothing where it is silent.
fn check(kind: Kind, told: &[Told<'_>], expected: &[&str]) {
    let all = found(&content(told), None, &[]);
    assert_eq!(said(kind, &all), expected, "{told:?}");
}

mod 年度间变化 {
    use super::*;

    const Y: (Option<i16>, Option<i16>) = (Some(2025), Some(2024));

    #[test]
    fn 研发费用翻番以上才提示() {
        let told = |now| [("rd_expense", Y.0, now), ("rd_expense", Y.1, "100万元")];
        check(
            Kind::Jump,
            &told("200.01万元"),
            &["2024年研发费用总额 100万元，2025年研发费用总额 200.01万元，增长 100.01%。"],
        );
        check(Kind::Jump, &told("200万元"), &[]);
        check(
            Kind::Jump,
            &told("39.99万元"),
            &["2024年研发费用总额 100万元，2025年研发费用总额 39.99万元，下降 60.01%。"],
        );
        check(Kind::Jump, &told("40万元"), &[]);
    }

    #[test]
    fn 数很小时不提示() {
        let told = |now| [("rd_staff", Y.0, now), ("rd_staff", Y.1, "2人")];
        check(Kind::Jump, &told("9人"), &[]);
        check(Kind::Jump, &told("10人"), &["2024年研发人员数 2人，2025年研发人员数 10人，增长 400%。"]);
    }

    #[test]
    fn 缺一年_上年为零_都不提示() {
        check(Kind::Jump, &[("rd_expense", Y.0, "900万元")], &[]);
        check(Kind::Jump, &[("rd_expense", Y.0, "900万元"), ("rd_expense", Y.1, "0元")], &[]);
    }

    #[test]
    fn 填报时已提示的跳变只说一次() {
        check(
            Kind::Jump,
            &[("revenue", Y.0, "2001万元"), ("revenue", Y.1, "1000万元")],
            &[
                "2025年营业收入总额 2001万元，2024年营业收入总额 1000万元：营业收入比上年增长一倍以上，请说明原因并核对两年口径。",
            ],
        );
        check(Kind::Jump, &[("revenue", Y.0, "2000万元"), ("revenue", Y.1, "1000万元")], &[]);
        // The catalogue asks about the last year only; the one before is asked here.
        let earlier = [("revenue", Some(2024), "2001万元"), ("revenue", Some(2023), "1000万元")];
        check(Kind::Jump, &earlier, &["2023年营业收入总额 1000万元，2024年营业收入总额 2001万元，增长 100.1%。"]);
    }

    #[test]
    fn 极大的数也不会算错() {
        // The largest figures that can be written stay exact.
        let told = [("total_assets", Y.0, "90000亿元"), ("total_assets", Y.1, "1元")];
        let all = found(&content(&told), None, &[]);
        assert_eq!(said(Kind::Jump, &all).len(), 1);
    }
}

mod 相互矛盾 {
    use super::*;

    #[test]
    fn 研发费用大于营业收入() {
        let told = |rd| [("rd_expense", Some(2025), rd), ("revenue", Some(2025), "500万元")];
        check(
            Kind::Contradiction,
            &told("501万元"),
            &["2025年研发费用总额 501万元，2025年营业收入总额 500万元：研发费用大于营业收入，请核对单位和口径。"],
        );
        check(Kind::Contradiction, &told("500万元"), &[]);
        check(Kind::Contradiction, &[("rd_expense", Some(2025), "501万元")], &[]);
    }

    #[test]
    fn 重的在前() {
        let told = [
            ("main_product_revenue", Some(2025), "100万元"),
            ("revenue", Some(2025), "500万元"),
            ("rd_expense", Some(2025), "501万元"),
        ];
        let weights: Vec<Weight> = found(&content(&told), None, &[]).iter().map(|one| one.weight).collect();
        assert_eq!(weights, [Weight::LookClosely, Weight::Notice]);
    }
}

mod 比例超过百分之百 {
    use super::*;

    #[test]
    fn 主导产品收入大于营业收入() {
        let told = |part| [("main_product_revenue", Some(2025), part), ("revenue", Some(2025), "1000万元")];
        check(
            Kind::Share,
            &told("1001万元"),
            &["主导产品收入占营业收入比重为 100.1%：2025年主导产品收入 1001万元，2025年营业收入总额 1000万元。"],
        );
        check(Kind::Share, &told("1000万元"), &[]);
    }

    #[test]
    fn 前一年的主营业务收入大于营业收入() {
        let told = |year, part| [("main_revenue", Some(year), part), ("revenue", Some(year), "1000万元")];
        check(
            Kind::Share,
            &told(2024, "1200万元"),
            &[
                "主营业务收入总额占营业收入总额比重为 120%：2024年主营业务收入总额 1200万元，2024年营业收入总额 1000万元。",
            ],
        );
        // Of the last year the catalogue asks already: it is said once, as a contradiction.
        check(Kind::Share, &told(2025, "1200万元"), &[]);
        let all = found(&content(&told(2025, "1200万元")), None, &[]);
        assert_eq!(said(Kind::Contradiction, &all).len(), 1);
    }

    #[test]
    fn 填成百分之一百以上的比例() {
        check(
            Kind::Share,
            &[("market_share", None, "120%")],
            &["主导产品在全国细分市场占有率填的是 120%，超过了 100%。"],
        );
        check(Kind::Share, &[("market_share", None, "100%")], &[]);
        let round = |share| {
            let row = [("date", "2025-01-01"), ("paid_in", "500万元"), ("qualified", "是"), ("share_sold", share)];
            found(&with_rows(content(&[]), "financing_round", &[&row]), None, &[])
        };
        assert_eq!(said(Kind::Share, &round("100.5%")), ["股权融资第 1 条的出让股权比例填的是 100.5%，超过了 100%。"]);
        assert_eq!(said(Kind::Share, &round("30%")), [""; 0]);
    }
}

mod 专利近期受让 {
    use super::*;

    fn acquired(on: &str) -> Vec<Signal> {
        let row = [
            ("title", "一种虚构的夹具"),
            ("kind", "发明专利"),
            ("number", "ZL202010123456.7"),
            ("granted", "2022-01-01"),
            ("related", "是"),
            ("transferred", on),
        ];
        found(&with_rows(content(&[]), "ip_right", &[&row]), None, &[])
    }

    #[test]
    fn 满十二个月的当天不再提示() {
        assert_eq!(
            said(Kind::Transfer, &acquired("2025-09-02")),
            ["“一种虚构的夹具”于2025年9月2日受让登记，到提交日2026年9月1日只有 364 天，不满 12 个月。"]
        );
        assert_eq!(said(Kind::Transfer, &acquired("2025-09-01")), [""; 0]);
    }

    #[test]
    fn 没有受让_或者受让日在提交之后_不提示() {
        assert_eq!(said(Kind::Transfer, &acquired("")), [""; 0]);
        assert_eq!(said(Kind::Transfer, &acquired("2026-09-02")), [""; 0]);
    }
}

mod 与上次申报不一致 {
    use super::*;

    fn against(now: &[Told<'_>], was: &[Told<'_>]) -> Vec<String> {
        let all = found(&content(now), Some(&content(was)), &[]);
        said(Kind::LastFiling, &all).into_iter().map(String::from).collect()
    }

    #[test]
    fn 同一年度的数差别超过百分之五() {
        let told = |text| [("revenue", Some(2024), text)];
        assert_eq!(
            against(&told("1050.01万元"), &told("1000万元")),
            ["2024年营业收入总额这次填 1050.01万元，2025年8月20日提交的申报中填 1000万元。"]
        );
        assert!(against(&told("1050万元"), &told("1000万元")).is_empty());
        assert!(against(&told("950万元"), &told("1000万元")).is_empty());
        assert_eq!(against(&told("1元"), &told("0元")).len(), 1);
    }

    #[test]
    fn 不同年度的数不比() {
        assert!(against(&[("revenue", Some(2025), "9000万元")], &[("revenue", Some(2024), "1000万元")]).is_empty());
    }

    #[test]
    fn 进入市场的日期改了() {
        let told = |day| [("market_entry", None, day)];
        assert_eq!(
            against(&told("2018-01-01"), &told("2021-01-01")),
            ["开始从事该细分市场的日期这次填 2018年1月1日，2025年8月20日提交的申报中填 2021年1月1日。"]
        );
        assert!(against(&told("2021年1月1日"), &told("2021-01-01")).is_empty());
        assert!(against(&told("2021-01-01"), &[]).is_empty());
    }
}

mod 多家企业相同 {
    use super::*;

    const PATENT: [(&str, &str); 5] = [
        ("title", "一种虚构的夹具"),
        ("kind", "发明专利"),
        ("number", "ZL 2020 1 0123456.7"),
        ("granted", "2022-01-01"),
        ("related", "是"),
    ];

    fn neighbour(kind: &str, value: &str, who: &str, known: bool, product: &str) -> Neighbour {
        Neighbour {
            clue: Clue { kind: kind.into(), value: value.into() },
            application: ApplicationId(format!("case-{who}")),
            enterprise: EnterpriseId(format!("firm-{who}")),
            known: known.then(|| Known { name: format!("{who}示例公司"), number: format!("GX-{who}") }),
            product: product.into(),
        }
    }

    fn shared(neighbours: &[Neighbour]) -> Vec<String> {
        let content = with_rows(content(&[]), "ip_right", &[&PATENT]);
        let all = found(&content, None, neighbours);
        said(Kind::Shared, &all).into_iter().map(String::from).collect()
    }

    #[test]
    fn 同一专利在其他企业的申报中() {
        let here = |who, known| neighbour("patent", "202010123456", who, known, "");
        assert_eq!(
            shared(&[here("乙", true)]),
            ["知识产权号“ZL 2020 1 0123456.7”也出现在乙示例公司（GX-乙）的申报中。"]
        );
        assert_eq!(shared(&[neighbour("patent", "202010123457", "乙", true, "")]), [""; 0]);
        assert_eq!(shared(&[]), [""; 0]);
    }

    #[test]
    fn 外市企业只说有几家() {
        let here = |who, known| neighbour("patent", "202010123456", who, known, "");
        let said = |all: &[Neighbour]| shared(all).pop().unwrap();
        assert!(said(&[here("乙", false)]).ends_with("也出现在外市 1 家企业的申报中。"));
        let both = said(&[here("乙", true), here("丙", false), here("丁", false)]);
        assert!(both.ends_with("也出现在乙示例公司（GX-乙），另有外市 2 家企业的申报中。"), "{both}");
        let many = said(&["乙", "丙", "丁", "戊"].map(|who| here(who, true)));
        assert!(many.contains("等 4 家企业"), "{many}");
        // Two cases of one enterprise are one enterprise.
        let twice = [here("乙", false), Neighbour { application: ApplicationId("other".into()), ..here("乙", false) }];
        assert!(said(&twice).contains("外市 1 家企业"));
    }

    #[test]
    fn 同一控制人且产品相近() {
        let told = [("controller", None, "演示自然人甲"), ("main_product", None, "谐波减速器")];
        let group = |neighbours: &[Neighbour]| {
            let all = found(&content(&told), None, neighbours);
            said(Kind::Group, &all).into_iter().map(String::from).collect::<Vec<_>>()
        };
        let kin = |known, product| neighbour("controller", "演示自然人甲", "乙", known, product);
        assert_eq!(
            group(&[kin(true, "精密谐波减速器")]),
            [
                "乙示例公司（GX-乙）与本企业的实际控制人相同，主导产品“精密谐波减速器”与本企业的“谐波减速器”名称相近（相同的字词约占 80%）。"
            ]
        );
        assert_eq!(group(&[kin(true, "行星减速器")]), [""; 0]);
        assert_eq!(group(&[kin(true, "")]), [""; 0]);
        // Alike, but not of one group: nothing.
        assert_eq!(group(&[neighbour("phone", "07721234567", "乙", true, "谐波减速器")]), [""; 0]);
        // Beyond the reader's city neither name nor product is told.
        assert_eq!(
            group(&[kin(false, "精密谐波减速器")]),
            ["外市 1 家企业与本企业的实际控制人相同，主导产品与本企业的“谐波减速器”名称相近。"]
        );
    }

    #[test]
    fn 一件申报的线索() {
        let told = [
            ("phone", None, "0772-1234567"),
            ("address", None, "广西柳州市柳南区示例路1号"),
            ("controller", None, "无"),
            ("audit_number", None, "桂示审字〔2026〕第18号"),
            ("main_product", None, "谐波减速器"),
        ];
        let content = with_rows(content(&told), "ip_right", &[&PATENT]);
        let clues: Vec<(String, String)> =
            clues(&content, &POLICY.signals).into_iter().map(|clue| (clue.kind, clue.value)).collect();
        let expected = [
            ("address", "柳州市柳南区示例路1号"),
            ("audit", "桂示审字2026第18号"),
            ("patent", "202010123456"),
            ("phone", "07721234567"),
            (PRODUCT, "谐波减速器"),
        ];
        assert_eq!(clues, expected.map(|(kind, value)| (kind.to_owned(), value.to_owned())));
    }
}

mod 归一 {
    use super::*;

    fn check(compare: Compare, text: &str, expected: &[&str]) {
        assert_eq!(normal(compare, text, Some("0772")), expected, "{text}");
    }

    #[test]
    fn 知识产权号() {
        for written in [
            "ZL202010123456.7",
            "ZL 2020 1 0123456.7",
            "ＺＬ２０２０１０１２３４５６．７",
            "zl2020-1-0123456.X",
            "202010123456",
            "2020101234567",
            "CN202010123456.7",
        ] {
            check(Compare::Right, written, &["202010123456"]);
        }
        for written in ["ZL02123456.7", "ZL021234567", "02123456.7", "02123456"] {
            check(Compare::Right, written, &["02123456"]);
        }
        // The number of a trade mark is no patent with a check digit.
        check(Compare::Right, "021234567", &["021234567"]);
        check(Compare::Right, "2019SR0123456", &["2019SR0123456"]);
        check(Compare::Right, "软著登字第1234567号", &["软著登字第1234567号"]);
        check(Compare::Right, "ZL202010123457.7", &["202010123457"]);
        for vague in ["", "无", "待补", "1", "000000000000", "申请中未授权"] {
            check(Compare::Right, vague, &[]);
        }
    }

    #[test]
    fn 联系电话() {
        for written in [
            "0772-1234567",
            "（0772）1234567",
            "07721234567",
            "1234567",
            "0772-1234567-801",
            "０７７２－１２３４５６７",
            "+86 772 1234567 转 8",
        ] {
            check(Compare::Phone, written, &["07721234567"]);
        }
        check(Compare::Phone, "010-12345678", &["01012345678"]);
        check(Compare::Phone, "138 0013 8000", &["13800138000"]);
        check(Compare::Phone, "+86-13800138000", &["13800138000"]);
        check(Compare::Phone, "0772-1234567、13800138000", &["07721234567", "13800138000"]);
        check(Compare::Phone, "400-123-4567", &["4001234567"]);
        for vague in ["", "无", "12345", "0772", "11111111111", "0772-0000000"] {
            check(Compare::Phone, vague, &[]);
        }
        // Without a city that we know, a short number may be anybody's.
        assert_eq!(normal(Compare::Phone, "1234567", None), [""; 0]);
    }

    #[test]
    fn 地址_编号_名称() {
        check(Compare::Address, "广西壮族自治区柳州市 示例路１号（A 栋）", &["柳州市示例路1号A栋"]);
        check(Compare::Address, "柳州市示例路1号A栋", &["柳州市示例路1号A栋"]);
        check(Compare::Address, "柳州市柳东新区", &[]);
        check(Compare::Number, "桂示审字[2026]第18号", &["桂示审字2026第18号"]);
        check(Compare::Number, "第1号", &[]);
        check(Compare::Number, &"1234567890".repeat(21), &[]);
        check(Compare::Name, " 演示 自然人甲 ", &["演示自然人甲"]);
        check(Compare::Name, "无", &[]);
        check(Compare::Name, "N/A", &[]);
    }
}

mod 核对 {
    use super::*;

    fn signal() -> Signal {
        let told = [("rd_expense", Some(2025), "501万元"), ("revenue", Some(2025), "500万元")];
        found(&content(&told), None, &[]).remove(0)
    }

    fn look(signal: &Signal, note: &str) -> Look {
        Look {
            signal: signal.key.clone(),
            digest: signal.digest.clone(),
            desk: Desk::City,
            note: note.into(),
            by: AccountId("officer-1".into()),
            on: ON,
        }
    }

    #[test]
    fn 核对之后数变了就要再看() {
        let now = signal();
        let case = ApplicationId("c1".into());
        let events = look_into(case, look(&now, " 已看专项审计报告 "), std::slice::from_ref(&now)).unwrap();
        let looked = replay::<LookedInto>(&events).unwrap();
        let at = looked.at(&now);
        assert_eq!((at.len(), at[0].0.note.as_str(), at[0].1), (1, "已看专项审计报告", true));
        let told = [("rd_expense", Some(2025), "502万元"), ("revenue", Some(2025), "500万元")];
        let later = found(&content(&told), None, &[]).remove(0);
        assert!(looked.holds(&now) && !looked.holds(&later) && !looked.at(&later)[0].1);
    }

    #[test]
    fn 自治区写的不给市级看() {
        let now = signal();
        let above = Look { desk: Desk::Province, ..look(&now, "与外市某企业共有") };
        let looks = [look(&now, "已看证书"), above];
        let record = |look: Look| look_into(ApplicationId("c1".into()), look, std::slice::from_ref(&now)).unwrap();
        let looked = replay::<LookedInto>(&looks.map(record).concat()).unwrap();
        let notes = |looked: &LookedInto| -> Vec<String> {
            looked.at(&now).into_iter().map(|(look, _)| look.note.clone()).collect()
        };
        assert_eq!(notes(&looked), ["已看证书", "与外市某企业共有"]);
        assert_eq!(notes(&looked.for_a_city()), ["已看证书", ""]);
    }

    #[test]
    fn 没有说明_提示已变_提示已无_都不能登记() {
        let now = signal();
        let record = |look: Look, signals: &[Signal]| {
            look_into(ApplicationId("c1".into()), look, signals).map_err(|refusal| refusal.reasons.concat())
        };
        let all = std::slice::from_ref(&now);
        assert_eq!(record(look(&now, "  "), all), Err("没有写核对的情况".into()));
        assert_eq!(record(look(&now, &"看".repeat(501)), all), Err("说明超过 500 个字".into()));
        assert!(record(look(&now, &"看".repeat(500)), all).is_ok());
        assert!(record(look(&now, "看\u{202E}过"), all).is_err());
        assert_eq!(record(look(&now, "看过"), &[]), Err("这条提示现在没有了".into()));
        let stale = Look { digest: "00".into(), ..look(&now, "看过") };
        assert_eq!(record(stale, all), Err("这条提示在您打开之后有变化".into()));
    }
}

mod 任何填法 {
    use super::*;
    use proptest::prelude::*;
    use titian_domain::signal::likeness;
    use titian_rulebook::quantity::Ratio;

    #[test]
    fn 什么都没填_什么都不提示() {
        assert_eq!(found(&content(&[]), Some(&content(&[])), &[]), []);
    }

    proptest! {
        #[test]
        fn 任何文字都能归一(text in "\\PC{0,230}", area in proptest::option::of("0[0-9]{2,3}")) {
            for compare in Compare::ALL {
                for value in normal(compare, &text, area.as_deref()) {
                    prop_assert!(!value.is_empty() && value.chars().count() <= 400);
                }
            }
        }

        #[test]
        fn 专利号的各种写法归为一个(year in 2004u16..2026, kind in 0usize..5, serial in 0u32..10_000_000, check in "[0-9X]") {
            let body = format!("{year}{}{serial:07}", [1, 2, 3, 8, 9][kind]);
            for written in [body.clone(), format!("{body}.{check}"), format!("ZL{body}.{check}"), format!("ＺＬ {body}{check}")] {
                prop_assert_eq!(normal(Compare::Right, &written, None), std::slice::from_ref(&body));
            }
        }

        #[test]
        fn 相似不分先后(one in "[一-丁]{0,8}", other in "[一-丁]{0,8}") {
            prop_assert_eq!(likeness(&one, &other), likeness(&other, &one));
            prop_assert!(likeness(&one, &other) <= Ratio::whole(1));
        }

        #[test]
        fn 任何两年的数都不出错(now in 0i64..=1_000_000_000_000_000, was in 0i64..=1_000_000_000_000_000) {
            let fen = |n: i64| format!("{}.{:02}元", n / 100, n % 100);
            let (now, was) = (fen(now), fen(was));
            let told = [("total_assets", Some(2025), now.as_str()), ("total_assets", Some(2024), was.as_str())];
            let all = found(&content(&told), Some(&content(&told[1..])), &[]);
            prop_assert!(all.len() <= 1);
        }
    }
}
