//! An edition that uses every word of the vocabulary, with thresholds that do not fit 64 bits as they are. It is not
//! in force anywhere.

use titian_rulebook::judge::Edition;
use titian_rulebook::policy::{Policy, Source, embedded, overlay};
use titian_rulebook::tier::Purpose;

const STANDARD: &str = r#"
id = "test/words"
title = "每个词"
basis = "无"
source = "无"
tier = "specialised"
from = 2022-08-01
verdict = "无"
definitions = "miit-2022/definitions"
example = true

[pass]
total = 20

[[group]]
id = "one"
label = "一"
max = 40
pass = 12

[[indicator]]
id = "wide_ratio"
label = "除不尽的界限"
article = "一"
group = "one"
max = 10
of = { ratio = ["rd_expense.y1", "revenue.y1"] }
at_least = [["5.1234%", 10], ["3.3333%", 5], ["-1.0001%", 2]]
otherwise = 1

[[indicator]]
id = "mean"
label = "平均增长率"
article = "二"
group = "one"
max = 10
of = { mean_growth = ["main_revenue.y1", "main_revenue.y2", "main_revenue.y3"] }
at_least = [["5.25%", 10], ["-100%", 5]]

[[indicator]]
id = "steps"
label = "每满"
article = "三"
group = "one"
max = 10
of = { growth = ["main_revenue.y1", "main_revenue.y2"] }
per = { every = "2.5%", points = 3, cap = 10 }

[[indicator]]
id = "best"
label = "取高"
article = "四"
group = "one"
max = 10
best_of = [
  { of = { sum = ["rd_expense.y1", "rd_expense.y2"] }, at_least = [["500万元", 10], ["100万元", 2]] },
  { of = { ratio = ["total_liabilities.y1", "total_assets.y1"] }, at_most = [["33.33%", 8], ["70%", 1]] },
]
"#;

/// Every comparison of every measure, each a condition of its own.
fn conditions() -> String {
    let measures = [
        ("fact", r#""revenue.y1""#, "1000万元"),
        ("share", r#""market_share""#, "10.0001%"),
        ("score", r#""development_score.y1""#, "50.05分"),
        ("sum", r#""equity_raised.3y""#, "0.01元"),
        ("mean", r#"{ mean = ["revenue.y1", "revenue.y2", "revenue.y3"] }"#, "100万元"),
        ("ratio", r#""rd_share.y1""#, "3%"),
        ("wide_ratio", r#""rd_share.y2""#, "3.1416%"),
        ("zero_ratio", r#"{ ratio = ["net_profit.y1", "revenue.y1"] }"#, "0%"),
        ("counts_ratio", r#""rd_staff_share.y1""#, "50%"),
        ("growth", r#"{ growth = ["revenue.y1", "revenue.y2"] }"#, "5%"),
        ("lost_all", r#"{ growth = ["revenue.y1", "revenue.y2"] }"#, "-100%"),
        ("mean_growth", r#"{ mean_growth = ["revenue.y1", "revenue.y2", "revenue.y3"] }"#, "8%"),
        ("mean_growth_fine", r#"{ mean_growth = ["revenue.y1", "revenue.y2", "revenue.y3"] }"#, "-3.5%"),
        ("mean_growth_none", r#"{ mean_growth = ["revenue.y1", "revenue.y2", "revenue.y3"] }"#, "-100%"),
        ("compound", r#"{ compound_growth = ["revenue.y1", "revenue.y3"] }"#, "5%"),
        ("compound_fine", r#"{ compound_growth = ["revenue.y1", "revenue.y3"] }"#, "5.55%"),
        ("count", r#"{ count = ["own_brand", "management_certified", "quality_award"] }"#, "2"),
        ("option", r#""institution_level""#, "provincial"),
    ];
    let ops = ["at_least", "at_most", "more_than", "less_than"];
    let one = |(id, measure, threshold): &(&str, &str, &str)| {
        ops.map(|op| condition(&format!("{op}_{id}"), &format!("{{ {op} = [{measure}, \"{threshold}\"] }}"))).concat()
    };
    measures.iter().map(one).collect()
}

/// Every way to put conditions together. As routes, so that they do not all have to hold.
fn routes() -> String {
    let rich = r#"{ at_least = ["revenue.y1", "1亿元"] }"#;
    let small = r#"{ less_than = ["revenue.y1", "1000万元"] }"#;
    let bold = r#"{ at_least = ["rd_share.y1", "3%"] }"#;
    let sound = r#"{ attested = "governance_sound" }"#;
    let own = r#"{ is = ["own_brand", "yes"] }"#;
    let parts = [
        ("all", format!("{{ all = [{rich}, {bold}, {own}] }}")),
        ("any", format!("{{ any = [{rich}, {bold}, {own}] }}")),
        ("not", format!("{{ not = {{ any = [{rich}, {{ not = {bold} }}] }} }}")),
        (
            "first",
            format!(
                "{{ first = [{{ when = {rich}, need = {bold} }}, {{ when = {small}, need = {own} }}, {{ need = {sound} }}] }}"
            ),
        ),
        (
            "first_alike",
            format!("{{ first = [{{ when = {sound}, need = {rich} }}, {{ need = {{ not = {small} }} }}] }}"),
        ),
        ("one_of_two", r#"{ is = ["institution_level", "national", "city"] }"#.to_owned()),
        ("each", r#"{ each = ["rd_share", "y1", "y2"], more_than = "3%" }"#.to_owned()),
    ];
    parts.iter().map(|(id, need)| condition(id, need).replace("[[condition]]", "[[route]]")).collect()
}

fn condition(id: &str, need: &str) -> String {
    format!("[[condition]]\nid = \"{id}\"\nlabel = \"{id}\"\narticle = \"五\"\nneed = {need}\n")
}

/// The edition, read with the rest of the policy.
pub fn edition(policy: &Policy) -> Edition {
    let text = [STANDARD, &conditions(), &routes()].concat();
    let over = vec![Source { path: "standards/test/words.toml".into(), text }];
    let read = Policy::read(&overlay(embedded(), over)).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!(read.catalogue.slots().len(), policy.catalogue.slots().len());
    read.edition_of("test/words", "gates/guangxi-2023", Purpose::Apply).unwrap()
}
