//! Borders, worked cases, soundness with missing figures, and what the reader refuses.

use proptest::prelude::*;
use std::sync::LazyLock;

use super::*;
use crate::quantity::{Dimension, LARGEST, parse_amount};
use crate::source::{Entry, Problem, parse_toml};

const MIIT_2011: &str = include_str!("../../../../policy/size/miit-2011.toml");

static INDUSTRIES: LazyLock<Industries> =
    LazyLock::new(|| Industries::read("industries.csv", include_str!("../../../../policy/industries.csv")).unwrap());

static TABLE: LazyLock<SizeTable> = LazyLock::new(|| read(MIIT_2011).unwrap());

fn read(text: &str) -> Result<SizeTable, Vec<Problem>> {
    SizeTable::read("size.toml", text, &INDUSTRIES)
}

/// A code of each row.
fn code_of(row: &Row) -> String {
    let at = TABLE.rows.iter().position(|other| other == row).unwrap();
    TABLE.owners.iter().find(|(_, owner)| **owner == Owner::Row(at)).unwrap().0.clone()
}

fn classify(code: &str, values: [Option<i64>; 3]) -> SizeAnswer<'static> {
    let [employees, revenue, assets] = values;
    TABLE.classify(code, employees, revenue, assets)
}

#[test]
fn both_sides_of_every_border() {
    let mut borders = 0;
    for row in &TABLE.rows {
        let code = code_of(row);
        for (metric, bounds) in &row.bounds {
            for (below, at) in [(Size::Micro, Size::Small), (Size::Small, Size::Medium), (Size::Medium, Size::Large)] {
                let bound = bounds.of(at).unwrap();
                for (value, expected) in [(bound - 1, below), (bound, at), (bound + 1, at)] {
                    let values = Metric::ALL.map(|m| Some(if m == *metric { value } else { LARGEST }));
                    let answer = classify(&code, values);
                    assert_eq!(answer.size(), Some(expected), "{} {} {value}", row.label, metric.label());
                    assert_eq!(answer.is_sme(), Some(expected != Size::Large));
                }
                borders += 1;
            }
        }
    }
    assert_eq!(borders, 90, "14 industries with two metrics and 2 with one, three bounds each");
}

#[test]
fn sixteen_rows_and_every_division_answered() {
    assert_eq!(TABLE.rows.len(), 16);
    for division in INDUSTRIES.divisions() {
        let answer = classify(&format!("{:02}", division.number), [None; 3]);
        assert!(!matches!(answer, SizeAnswer::UnknownIndustry { .. }), "{}", division.name);
        let split = matches!(answer, SizeAnswer::FinerCodeNeeded { .. });
        assert_eq!(split, [59, 70].contains(&division.number), "{}", division.name);
    }
}

#[test]
fn worked_cases() {
    let file = "policy/cases/size.toml";
    let root = parse_toml(file, include_str!("../../../../policy/cases/size.toml")).unwrap();
    let root = Entry::of(file, &root).unwrap();
    let cases = root.entries("case").unwrap();
    for case in &cases {
        let name = case.text("name").unwrap();
        let money =
            |key| case.opt_text(key).unwrap().map(|text| parse_amount(text, Dimension::Money, None).expect(name));
        let employees = case.opt_integer("employees").unwrap();
        let answer = TABLE.classify(case.text("industry").unwrap(), employees, money("revenue"), money("assets"));
        let told = answer.explain();
        assert_eq!(answer.to_string(), case.text("expected").unwrap(), "{name}: {told:?}");
        let sme = match answer.is_sme() {
            Some(true) => "是",
            Some(false) => "否",
            None => "未定",
        };
        assert_eq!(sme, case.text("sme").unwrap(), "{name}");
        if let Some(sentence) = case.opt_text("explained").unwrap() {
            assert!(told.iter().any(|line| line == sentence), "{name}: {told:#?}");
        }
        case.finish().unwrap();
    }
    assert_eq!(root.finish(), Ok(()));
    assert!(cases.len() >= 25);
}

#[test]
fn the_explanation_names_the_bounds_that_decided() {
    let answer = classify("C3562", [Some(300), Some(150_000_000_000), None]);
    assert_eq!(
        answer.explain(),
        [
            "行业 C3562 按“工业”划型(工信部联企业〔2011〕300号 第四条(二))",
            "从业人员 300 人,达到中型下限 300 人,未达大型下限 1000 人",
            "营业收入 150000 万元,达到大型下限 40000 万元",
            "各项指标取最低一档,由从业人员决定:划为中型企业,属于中小微企业",
        ]
    );
    let SizeAnswer::Classified(classified) = answer else { panic!("{answer:?}") };
    assert_eq!(classified.deciding(), [Metric::Employees]);
    assert_eq!(classified.readings[0].reached(), Some((Size::Medium, 300)));
    assert_eq!(classified.readings[1].missed(), None);
    assert_eq!(classify("E47", [None, None, Some(1)]).missing(), [], "micro already, whatever the revenue");
    assert_eq!(classify("E47", [None, None, Some(LARGEST)]).missing(), [Metric::Revenue]);
}

#[test]
fn money_is_shown_in_full() {
    for (fen, shown) in [(0, "0"), (1, "0.000001"), (-1_500_000, "-1.5"), (8_000_000_000_000, "8000000")] {
        assert_eq!(in_ten_thousands(fen), shown);
    }
}

#[test]
fn a_faulty_table_is_refused_with_what_to_write() {
    for (from, to, expected) in [
        (
            "medium = 300, small = 20",
            "medium = 300, small = 300",
            "从业人员的下限应当从 large、medium 到 small 依次变小,且都大于零",
        ),
        ("\"40000万元\", medium = \"2000", "\"40000\", medium = \"2000", "“40000”的单位不对,请写成 “500万元”或“1亿元”"),
        ("includes = [\"53\"]", "includes = [\"54\"]", "行业 53 没有归属,请写进某一行的 includes 或 [[by_reference]]"),
        ("includes = [\"52\"]", "includes = [\"52\", \"51\"]", "行业 51 同时属于“批发业”和“零售业”,请只留一处"),
        (
            "includes = [\"52\"]",
            "includes = [\"52\", \"799\"]",
            "行业 79 只有一部分属于“零售业”和“其他未列明行业”,请在 [subdivisions] 中列出它的下一级代码",
        ),
        ("excludes = [\"591\"]", "", "行业 591 同时属于“交通运输业”和“仓储业”,请只留一处"),
        ("includes = [\"704\"]", "includes = [\"704\", \"705\"]", "“705”不在 [subdivisions] 列出的代码中,请核对"),
        (
            "includes = [\"P\"]",
            "includes = [\"教育\"]",
            "“教育”不是行业代码;请写门类字母或 2 至 4 位数字,例如 C、35、591、7010",
        ),
        ("id = \"storage\"", "id = \"transport\"", "id“transport”写了两次,请换一个"),
        ("\"596\", \"599\"]", "\"596\", \"609\"]", "“59”之下请列出多一位数字的代码,例如 591"),
        (
            "employees = { large = 300, medium = 50",
            "staff = { large = 300, medium = 50",
            "不认识“staff”;这里可以写:article、assets、employees、excludes、id、includes、label、revenue",
        ),
    ] {
        assert!(MIIT_2011.contains(from), "{from}");
        let problems = read(&MIIT_2011.replacen(from, to, 1)).unwrap_err();
        let told: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert!(told.contains(&expected), "{to}: {told:#?}");
        assert!(problems.iter().all(|problem| problem.line > 0));
    }
}

/// Figures that like to stand near a bound.
fn figure() -> impl Strategy<Value = i64> {
    let bounds: Vec<i64> = TABLE
        .rows
        .iter()
        .flat_map(|row| &row.bounds)
        .flat_map(|(_, bounds)| [bounds.small, bounds.medium, bounds.large])
        .collect();
    prop_oneof![
        3 => (proptest::sample::select(bounds), -1i64..=1).prop_map(|(bound, step)| bound + step),
        1 => any::<i64>(),
    ]
}

fn code() -> impl Strategy<Value = String> {
    proptest::sample::select(TABLE.owners.keys().cloned().collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn whatever_is_missing_turns_out_inside_the_span(
        code in code(),
        whole in [figure(), figure(), figure()],
        known in any::<[bool; 3]>(),
    ) {
        let partial: [Option<i64>; 3] = std::array::from_fn(|i| known[i].then_some(whole[i]));
        let (partial, whole) = (classify(&code, partial), classify(&code, whole.map(Some)));
        prop_assert_eq!(partial.span().is_some(), whole.span().is_some());
        if let (Some((lowest, highest)), Some(size)) = (partial.span(), whole.size()) {
            prop_assert!(lowest <= size && size <= highest);
            prop_assert!(partial.is_sme().is_none_or(|sme| Some(sme) == whole.is_sme()));
            prop_assert_eq!(partial.missing().is_empty(), lowest == highest);
        }
    }

    /// The ends of the span are not only safe but reached: no figure, however small or large, is ruled out.
    #[test]
    fn the_span_is_as_narrow_as_it_can_be(code in code(), values in [figure(), figure(), figure()], known in any::<[bool; 3]>()) {
        let with = |rest: i64| classify(&code, std::array::from_fn(|i| Some(if known[i] { values[i] } else { rest })));
        let partial = classify(&code, std::array::from_fn(|i| known[i].then_some(values[i])));
        prop_assert_eq!(partial.span(), with(0).size().zip(with(LARGEST).size()));
    }

    #[test]
    fn more_never_makes_smaller(code in code(), a in [figure(), figure(), figure()], b in [figure(), figure(), figure()]) {
        let smaller = std::array::from_fn(|i| Some(a[i].min(b[i])));
        let larger = std::array::from_fn(|i| Some(a[i].max(b[i])));
        prop_assert!(classify(&code, smaller).size() <= classify(&code, larger).size());
    }

    #[test]
    fn any_text_is_answered(text in any::<String>(), employees in any::<Option<i64>>(), revenue in any::<Option<i64>>()) {
        let answer = TABLE.classify(&text, employees, revenue, None);
        prop_assert!(!answer.explain().is_empty());
    }

    #[test]
    fn every_class_code_is_answered_as_its_division_or_group(code in 100u16..=9799) {
        let code = format!("{code:04}");
        let class = classify(&code, [Some(50); 3]);
        let group = classify(&code[..3], [Some(50); 3]);
        prop_assert_eq!(class.span(), group.span());
    }
}
