use super::*;
use crate::policy::Policy;
use crate::source::Problem;
use crate::standard::Gates;
use crate::tier::Purpose;

const BOTH: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

fn gates(need: &str) -> (Policy, Edition) {
    let policy = Policy::shipped().unwrap();
    let text = format!("id = \"t\"\ntitle = \"t\"\nbasis = \"t\"\nsource = \"t\"\n{need}");
    let read = |text: &str| -> Result<Gates, Vec<Problem>> { Gates::read(&policy.catalogue, "t.toml", text) };
    let gates = read(&text).unwrap();
    let mut standard = policy.standards["miit-2026/specialised"].clone();
    standard.conditions.clear();
    (policy, Edition::new(&standard, &gates, Purpose::Apply))
}

fn printed(need: &str, engine: Engine) -> Result<String, Refused> {
    let (policy, edition) =
        gates(&format!("[[gate]]\nid = \"A1.1\"\nlabel = \"甲\"\narticle = \"第一条\"\nneed = {need}"));
    statement(&edition, &policy.catalogue, engine)
}

#[test]
fn every_shipped_standard_can_run_on_both_engines() {
    let policy = Policy::shipped().unwrap();
    for standard in policy.standards.values() {
        for gates in policy.gates.values() {
            for purpose in Purpose::ALL {
                for engine in BOTH {
                    let edition = Edition::new(standard, gates, purpose);
                    let sql =
                        statement(&edition, &policy.catalogue, engine).unwrap_or_else(|refused| panic!("{refused}"));
                    assert_eq!(sql.matches("enterprise_facts").count(), 1, "one SELECT over the table");
                }
            }
        }
    }
}

#[test]
fn a_comparison_reads_as_it_is_written() {
    let cases = [
        (r#"{ at_least = ["revenue.y1", "1亿元"] }"#, "revenue_y1 >= 10000000000 -- 上年度营业收入总额 ≥ 1亿元"),
        (r#"{ more_than = ["revenue.y1", "1亿元"] }"#, "revenue_y1 > 10000000000 -- 上年度营业收入总额 > 1亿元"),
        (r#"{ at_most = ["market_share", "70%"] }"#, "market_share <= 700000 -- "),
        (
            r#"{ at_least = ["rd_share.y1", "3%"] }"#,
            "CASE WHEN revenue_y1 > 0 THEN 100 * rd_expense_y1 >= 3 * revenue_y1 END",
        ),
        (
            r#"{ less_than = [{ growth = ["revenue.y1", "revenue.y2"] }, "-5%"] }"#,
            "CASE WHEN revenue_y2 > 0 THEN 20 * revenue_y1 < 19 * revenue_y2 END",
        ),
        (r#"{ is = ["sme", "yes"] }"#, "sme IN (1) -- "),
    ];
    for (need, expected) in cases {
        for engine in BOTH {
            let sql = printed(need, engine).unwrap();
            assert!(sql.contains(expected), "{need}:\n{sql}");
        }
    }
}

#[test]
fn sqlite_splits_what_could_overflow_and_refuses_what_could_overflow_even_then() {
    let growth = |percent: &str| {
        format!(r#"{{ at_least = [{{ mean_growth = ["revenue.y1", "revenue.y2", "revenue.y3"] }}, "{percent}"] }}"#)
    };
    assert!(printed(&growth("5%"), Engine::Sqlite).unwrap().contains("revenue_y1 >> 25 AS \"revenue_y1.hi\""));
    assert!(!printed(&growth("5%"), Engine::Postgres).unwrap().contains(">>"));
    let refused = printed(&growth("5.01%"), Engine::Sqlite).unwrap_err();
    assert_eq!(refused.line, "甲(第一条)");
    assert!(refused.why.contains("“5.01%”") && refused.why.contains("PostgreSQL"), "{refused}");
    assert!(printed(&growth("5.01%"), Engine::Postgres).is_ok());
}

#[test]
fn columns_are_named_after_the_clauses() {
    let policy = Policy::shipped().unwrap();
    let edition = policy.edition_of("miit-2022/specialised", "gates/guangxi-2023", Purpose::Apply).unwrap();
    let sql = statement(&edition, &policy.catalogue, Engine::Sqlite).unwrap();
    for name in ["gate_A3_2", "condition_rd", "route_award", "group_innovation_low", "group_innovation_high"] {
        assert!(sql.contains(&format!("AS \"{name}\"")), "{name}");
    }
}

#[test]
fn two_clauses_never_share_a_column() {
    let gate = |id: &str| {
        format!("[[gate]]\nid = \"{id}\"\nlabel = \"甲\"\narticle = \"一\"\nneed = {{ is = [\"sme\", \"yes\"] }}\n")
    };
    let (policy, edition) = gates(&[gate("A1.1"), gate("A1-1")].concat());
    assert!(statement(&edition, &policy.catalogue, Engine::Sqlite).unwrap_err().why.contains("相同"));
}

#[test]
fn a_label_stays_inside_its_comment() {
    let (policy, mut edition) =
        gates("[[gate]]\nid = \"a\"\nlabel = \"甲\"\narticle = \"一\"\nneed = { is = [\"sme\", \"yes\"] }");
    edition.gates.gates[0].label = "甲\n; DROP TABLE enterprise_facts; --".into();
    let sql = statement(&edition, &policy.catalogue, Engine::Sqlite).unwrap();
    assert!(sql.lines().filter(|line| line.contains("DROP")).all(|line| line.trim_start().starts_with("--")), "{sql}");
}

#[test]
fn the_table_has_a_described_column_for_every_slot() {
    let policy = Policy::shipped().unwrap();
    for engine in BOTH {
        let ddl = ddl(&policy.catalogue, engine);
        assert!(ddl.contains("-- 上年度营业收入总额(单位:分)\n  revenue_y1 BIGINT CHECK ("), "{ddl}");
        assert_eq!(ddl.matches(" BIGINT ").count(), policy.catalogue.slots().len());
    }
}
