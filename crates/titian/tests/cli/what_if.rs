//! What if: differences, simulations, advice.

use crate::{Scratch, refused, root, said};

#[test]
fn one_changed_line_names_who_flips() {
    let text = std::fs::read_to_string(root().join("policy/standards/miit-2022/innovative.toml")).unwrap();
    let changed = Scratch::new("stricter.toml", &text.replace("[\"3%\", 15]", "[\"4%\", 15]"));
    let shown =
        said(&["rulebook", "diff", "miit-2022/innovative", changed.path(), "--over", "samples", "--on", "2026-10-15"]);
    assert!(shown.contains("15 分档:≥3% → ≥4%"), "{shown}");
    assert!(shown.contains("漓水虚构仪器有限公司(示例)"), "{shown}");
}

#[test]
fn advice_is_given_for_the_next_year() {
    let shown = said(&[
        "advise",
        "samples/hechi.toml",
        "--edition",
        "miit-2022/innovative",
        "--on",
        "2026-10-15",
        "--next-year",
    ]);
    assert!(!shown.trim().is_empty());
}

#[test]
fn a_simulated_change_names_who_leaves_and_by_which_clause() {
    let ask = |format: &str| {
        let question = ["simulate", "samples", "--edition", "miit-2022/innovative", "--on", "2026-10-15"];
        let change = ["--change", "pass.total: 60 -> 95", "--format", format];
        said(&[&question[..], &change[..]].concat())
    };
    let page = ask("text");
    assert!(page.contains("修改 合格线“总分”") && page.contains("退出"), "{page}");
    let json: serde_json::Value = serde_json::from_str(&ask("json")).unwrap();
    assert_eq!(json["format"], "titian/comparison/1");
    let flips = json["flips"].as_array().unwrap();
    assert!(!flips.is_empty());
    let reasons = flips[0]["reasons"].as_array().unwrap();
    assert!(reasons.iter().any(|reason| reason["id"] == "total"), "{json}");
    let csv = ask("csv");
    assert!(csv.starts_with("\u{FEFF}行,统一社会信用代码,企业名称"), "{csv}");
    assert_eq!(csv.lines().count(), flips.len() + 1);
}

#[test]
fn a_change_of_what_is_not_there_names_what_is() {
    let change = ["--change", "rd_share: 4% -> 6%"];
    let question = ["simulate", "samples", "--edition", "miit-2022/innovative"];
    let said = refused(&[&question[..], &change[..]].concat());
    assert!(said.contains("“rd_share”处没有“4%”,现有:5%、3%、2%、1%"), "{said}");
}

/// 63号 and 〔2026〕2号 side by side, gates and definitions included, over a population.
#[test]
fn two_editions_are_compared_each_by_its_own_gates_and_definitions() {
    let question = ["rulebook", "diff", "miit-2022/specialised", "miit-2026/specialised"];
    let page = said(&[&question[..], &["--over", "samples", "--on", "2026-10-15"]].concat());
    assert!(page.contains("第三条") || page.contains("门槛"), "{page}");
    assert!(page.contains("共 14 家"), "{page}");
    let csv = said(&[&question[..], &["--format", "csv"]].concat());
    assert!(csv.contains("变化,部分,代号") && csv.contains("取消,合格线,total"), "{csv}");
    let json = said(&[&question[..], &["--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["format"], "titian/difference/1");
    assert!(json["entries"].as_array().unwrap().len() > 20);
}

#[test]
fn advice_comes_as_a_table_and_as_json() {
    let file = Scratch::new("advice.toml", ALMOST);
    let ask = |format: &str| {
        let question = ["advise", file.path(), "--edition", "miit-2022/innovative", "--on", "2026-10-15"];
        said(&[&question[..], &["--next-year", "--format", format]].concat())
    };
    let csv = ask("csv");
    assert!(csv.contains("类别,代号,名称,现值,应达到,取整后,相对变动"), "{csv}");
    assert!(csv.contains("方案1,"), "{csv}");
    let json: serde_json::Value = serde_json::from_str(&ask("json")).unwrap();
    assert_eq!(json["format"], "titian/advice/1");
    assert!(json["plans"][0]["steps"][0]["key"].is_string(), "{json}");
}

/// 55 points, and nothing that a direct route could stand on.
const ALMOST: &str = r#"
name = "几乎达到虚构企业(示例)"
registered_in_guangxi = true
legal_person = true
sme = true
abnormal_operations = false
serious_dishonesty = false
restricted_product = false
major_violation = false
ip_class = "class1"
strategic_emerging = false
valid_honour = false
institution_level = "none"
national_award_rank = 0
provincial_award_rank = 0
revenue_y1 = "1000万元"
main_revenue_y1 = "630万元"
main_revenue_y2 = "600万元"
rd_expense_y1 = "20万元"
total_liabilities_y1 = "700万元"
total_assets_y1 = "1000万元"
equity_raised_y1 = 0
equity_raised_y2 = 0
equity_raised_y3 = 0
"#;
