//! The house itself: a wrong case is told with its place and name, a misspelt word is refused, a case taken away is
//! missed by name.

use titian_rulebook::policy::{Policy, Source, embedded, overlay};

use crate::case::Question;
use crate::definition::unnoticed;
use crate::file::read;
use crate::question::ask;
use crate::wanted::missing;
use crate::{POLICY, cases};

/// A small file with one indicator block and these further lines.
fn small(lines: &str) -> String {
    format!(
        r#"standard = "miit-2022/innovative"
gates = "gates/guangxi-2023"
on = 2025-06-01
[[indicator]]
id = "rd_share"
max = 20
given = {{ revenue_y1 = "1000万元" }}
{lines}"#
    )
}

/// What the runner says of the first case that comes out otherwise.
fn told(text: &str) -> Option<String> {
    let file = read(&POLICY, "案例.toml", text).unwrap_or_else(|problems| panic!("{problems:?}"));
    file.cases.iter().find_map(|case| ask(&POLICY, case))
}

#[test]
fn a_wrong_case_is_told_with_its_place_and_name() {
    let right = r#"cases = [
  { with = { rd_expense_y1 = "30万元" }, points = 15, name = "恰 3%", reason = "= 3%" },
]"#;
    assert_eq!(told(&small(right)), None);
    let expected = "案例.toml:9:「恰 3%」应为“10 分”,算得“15 分”(上年度研发费用总额 30万元 ÷ 上年度营业收入总额 1000万元 = 3%,≥ 3%)";
    assert_eq!(told(&small(&right.replace("15", "10"))).as_deref(), Some(expected));
    let unsaid = told(&small(&right.replace("= 3%\"", "= 4%\""))).unwrap();
    assert!(unsaid.starts_with("案例.toml:9:「恰 3%」说明里应当有“= 4%”,现在是“"), "{unsaid}");
    let interval = told(&small(&right.replace("points = 15", "points = [0, 20]"))).unwrap();
    assert!(interval.contains("应为“0 至 20 分”,算得“15 分”"), "{interval}");
}

#[test]
fn every_part_of_a_result_is_compared() {
    let whole = r#"cases = [{ with = { rd_expense_y1 = "50万元" }, points = 20, name = "满分" }]
[[enterprise]]
given = { sme = "否", rd_expense_y1 = "0元", revenue_y1 = "1元" }
cases = [{ outcome = "未达到", unmet = ["A3.2"], total = [5, 80], groups = { innovation = [0, 20] }, reason = "中小企业", name = "大型企业" }]"#;
    assert_eq!(told(&small(whole)), None);
    for (from, to, expected) in [
        ("outcome = \"未达到\", unmet", "outcome = \"待定\", needs", "应为“待定”,算得“未达到”"),
        ("A3.2", "A3.4", "应为“A3.4”,算得“A3.2”"),
        ("[5, 80]", "[5, 81]", "应为“5 至 81 分”,算得“5 至 80 分”"),
        ("[0, 20]", "[0, 40]", "应为“0 至 40 分”,算得“0 至 20 分”"),
        ("reason = \"中小企业\"", "reason = \"法人\"", "说明里应当有“法人”"),
    ] {
        let told = told(&small(&whole.replace(from, to))).unwrap_or_default();
        assert!(told.starts_with("案例.toml:11:「大型企业」") && told.contains(expected), "{to}: {told}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_its_line() {
    let row = |row: &str| small(&format!("cases = [\n  {{ {row}, name = \"恰 3%\" }},\n]"));
    for (text, expected) in [
        (row("with = { rd_expense_y1 = \"1万元\" }, point = 15"), "9:缺少“points”,请补上"),
        (
            row("points = 15, wit = {}"),
            "9:不认识“wit”;这里可以写:gates、name、on、points、purpose、reason、refused、standard、with",
        ),
        (row("points = [1, 2, 3]"), "9:得分区间应当写成 [最低, 最高]"),
        (
            row("with = { rd_expanse_y1 = \"1万元\" }, points = 15"),
            "9:事实目录中没有“rd_expanse_y1”;可用的项目见 titian rulebook show facts",
        ),
        (small("case = []"), "4:这里还没有案例,请写 cases = [ … ]"),
        (small("").replace("rd_share", "rd_shar"), "4:miit-2022/innovative中没有“rd_shar”,请核对代号"),
        (small("").replace("innovative", "inovative"), "4:没有标准“miit-2022/inovative”,请核对 standard"),
        (
            small("").replace("[[indicator]]", "[[indicators]]"),
            "4:不认识“indicators”;这里可以写:condition、enterprise、fact、gate、gates、indicator、model、on、purpose、route、standard、sums",
        ),
        (
            row("points = 15").replace("[[indicator]]", "[[enterprise]]").replace("id = \"rd_share\"\nmax = 20\n", ""),
            "7:缺少“outcome”,请补上",
        ),
        (
            row("outcome = \"达到\", total = 1")
                .replace("[[indicator]]", "[[enterprise]]")
                .replace("id = \"rd_share\"\nmax = 20\n", ""),
            "7:请用“by”写明凭什么得出这个结论",
        ),
    ] {
        let problems = read(&POLICY, "案例.toml", &text).err().unwrap_or_default();
        assert_eq!(problems.first().map(ToString::to_string), Some(format!("案例.toml:{expected}")), "{text}");
    }
}

#[test]
fn a_case_taken_away_is_missed_by_name() {
    for (file, name, expected) in [
        ("innovative", "恰 3%:边界取高分", "miit-2022/innovative 指标 rd_share:≥ 3%,恰在界上得 15 分"),
        ("innovative", "差一分钱不到 2%", "miit-2022/innovative 指标 rd_share:≥ 2%,只差一步得 5 分"),
        ("innovative", "有Ⅰ类知识产权,不是自主研发", "miit-2022/innovative 指标 ip:Ⅰ类知识产权 得 10 分"),
        (
            "innovative",
            "三年合计差一分钱",
            "miit-2022/innovative 直通 equity:equity_raised.y1、equity_raised.y2、equity_raised.y3 ≥ 500万元,只差一步",
        ),
        ("innovative", "总分够 60 分,成长性只有 10 分", "miit-2022/innovative “成长性” 10 分、只差这一条"),
        ("2022-specialised", "恰满 6 年", "miit-2022/specialised 指标 niche_years:第 3 步,恰在界上得 3 分"),
        (
            "2022-little-giant",
            "国家级科技奖励第四名",
            "miit-2022/little-giant 条件 innovation:national_award_rank ≤ 3,只差一步",
        ),
        ("gates", "在名单里", "gates/guangxi-2023 门槛 A3.3-dishonest:serious_dishonesty = yes"),
    ] {
        let rest = cases().filter(|case| !(case.file.contains(file) && case.name == name));
        assert!(rest.clone().count() < cases().count(), "no case “{name}”");
        let missing = missing(&POLICY, rest);
        assert_eq!(missing.first().map(String::as_str), Some(expected), "{name}: {missing:?}");
    }
}

#[test]
fn a_number_changed_in_the_policy_asks_for_its_cases() {
    let path = "standards/miit-2022/innovative.toml";
    let mut file = embedded().into_iter().find(|file| file.path == path).unwrap();
    file.text = file.text.replace("[\"3%\", 15]", "[\"3.5%\", 15]");
    let changed = Policy::read(&overlay(embedded(), vec![Source { path: path.into(), text: file.text }])).unwrap();
    let wrong: Vec<String> = cases().filter_map(|case| ask(&changed, case)).collect();
    assert!(wrong.iter().any(|told| told.contains("「恰 3%:边界取高分」应为“15 分”,算得“10 分”")), "{wrong:#?}");
    let missing = missing(&changed, cases());
    assert_eq!(
        missing[..2],
        [
            "miit-2022/innovative 指标 rd_share:≥ 3.5%,恰在界上得 15 分",
            "miit-2022/innovative 指标 rd_share:≥ 3.5%,只差一步得 10 分",
        ]
    );
}

#[test]
fn a_definition_without_its_case_changes_unnoticed() {
    let rest = cases().filter(|case| case.name != "韩国授权");
    let expected = ["miit-2022/definitions 海外授权机构去掉 KR", "miit-2026/definitions 海外授权机构去掉 KR"];
    assert_eq!(unnoticed(&POLICY, rest), expected);
}

#[test]
fn every_kind_of_question_is_asked() {
    let kinds: Vec<usize> = [
        |q: &Question| matches!(q, Question::Points { .. }),
        |q: &Question| matches!(q, Question::Clause { .. }),
        |q: &Question| matches!(q, Question::Outcome { .. }),
        |q: &Question| matches!(q, Question::Fact { .. }),
        |q: &Question| matches!(q, Question::Refused { .. }),
    ]
    .iter()
    .map(|kind| cases().filter(|case| kind(&case.question)).count())
    .collect();
    assert!(kinds.iter().all(|count| *count > 0), "{kinds:?}");
}
