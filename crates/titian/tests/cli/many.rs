//! A table of many enterprises.

use std::fmt::Write;

use titian_rulebook::credit_code::synthetic;

use crate::{Scratch, refused, root, said, titian};

/// Codes and what an enterprise of 60 points states, in a table of our own making.
const HEADINGS: &str = "统一社会信用代码,企业名称,上年度营业收入总额(万元),上年度主营业务收入总额(万元),上上年度主营业务收入总额(万元),\
上年度研发费用总额(万元),上年度资产总额(期末)(万元),上年度负债总额(期末)(万元),ip_class,strategic_emerging,registered_in_guangxi,\
legal_person,sme,abnormal_operations,serious_dishonesty,restricted_product,major_violation,valid_honour,institution_level,\
national_award_rank,provincial_award_rank,equity_raised_y1,equity_raised_y2,equity_raised_y3";

fn table(rows: &[&str]) -> String {
    let mut text = format!("{HEADINGS}\n");
    for (serial, row) in (1..).zip(rows) {
        let code = synthetic("450100", serial).unwrap();
        writeln!(text, "{code},示例虚构企业{serial:04}号,{row},是,是,是,否,否,否,否,否,未建立,0,0,0,0,0").unwrap();
    }
    text
}

const PASSES: &str = "1000,630,600,30,1000,700,class1,否";
const FAILS: &str = "1000,300,600,0,1000,900,无,否";
const OPEN: &str = "1000,630,600,,1000,700,class1,否";

const QUESTION: [&str; 4] = ["--edition", "miit-2022/innovative", "--on", "2025-06-01"];

fn judge(file: &str, more: &[&str]) -> Vec<String> {
    let all = [&["judge", file][..], &QUESTION[..], more].concat();
    all.into_iter().map(String::from).collect()
}

fn refs(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

#[test]
fn a_table_is_judged_into_a_table() {
    let file = Scratch::new("three.csv", &table(&[PASSES, FAILS, OPEN]));
    let out = Scratch::new("three-out.csv", "");
    let page = said(&refs(&judge(file.path(), &["--out", out.path()])));
    assert!(page.contains("判定 3 家企业"), "{page}");
    let rows = std::fs::read_to_string(out.path()).unwrap();
    let ends: Vec<&str> = rows.lines().skip(1).map(|row| row.split(',').nth(2).unwrap()).collect();
    assert_eq!(ends, ["达到", "未达到", "待定"], "{rows}");
    assert!(
        rows.lines().nth(2).unwrap().ends_with("points;points.innovation;points.growth;points.specialisation"),
        "{rows}"
    );
}

#[test]
fn without_a_tier_every_tier_has_a_file_of_its_own() {
    let file = Scratch::new("tiers.csv", &table(&[PASSES]));
    let out = std::env::temp_dir().join(format!("titian-tiers-{}.csv", std::process::id()));
    let said = said(&["judge", file.path(), "--on", "2026-10-15", "--out", out.to_str().unwrap()]);
    for tier in ["innovative", "specialised", "little-giant"] {
        let path = out.with_file_name(format!("titian-tiers-{}.{tier}.csv", std::process::id()));
        assert!(said.contains(path.to_str().unwrap()), "{said}");
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn the_first_bad_cell_stops_and_is_named() {
    let file = Scratch::new("bad.csv", &table(&[PASSES, "一千,630,600,30,1000,700,class1,否"]));
    let said = refused(&refs(&judge(file.path(), &[])));
    assert!(said.contains("第 3 行“上年度营业收入总额(万元)”列:“一千”不是数字"), "{said}");
}

#[test]
fn bad_rows_are_left_out_on_request_and_told_in_a_file() {
    let file = Scratch::new("some.csv", &table(&[PASSES, "一千,630,600,30,1000,700,class1,否", OPEN]));
    let (out, rejects) = (Scratch::new("some-out.csv", ""), Scratch::new("some-rejects.csv", ""));
    let more = ["--keep-going", "--out", out.path(), "--rejects", rejects.path(), "--timings"];
    let output = titian(&refs(&judge(file.path(), &more)));
    assert_eq!(output.status.code(), Some(1), "rows were left out");
    let page = String::from_utf8(output.stdout).unwrap();
    assert!(page.contains("判定 2 家企业") && page.contains("跳过 1 行"), "{page}");
    let told = std::fs::read_to_string(rejects.path()).unwrap();
    assert!(told.contains("3,上年度营业收入总额(万元),一千,"), "{told}");
    let timings: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(timings["rows"], 2);
    for seconds in ["load_seconds", "judge_seconds", "write_seconds"] {
        assert!(timings[seconds].as_f64().unwrap() >= 0.0);
    }
}

#[test]
fn the_summary_comes_as_json() {
    let file = Scratch::new("json.csv", &table(&[PASSES, FAILS, OPEN]));
    let json: serde_json::Value =
        serde_json::from_str(&said(&refs(&judge(file.path(), &["--format", "json"])))).unwrap();
    assert_eq!(json["format"], "titian/judgements/1");
    let schema = std::fs::read_to_string(root().join("docs/schema/judgements.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let printed: serde_json::Value = serde_json::from_str(&said(&["judge", "--schema", "judgements"])).unwrap();
    assert_eq!(printed, schema, "run `make schema` and look at the difference: the shape only grows within a version");
    for key in schema["required"].as_array().unwrap().iter().filter_map(|key| key.as_str()) {
        assert!(json.get(key).is_some(), "{key}");
    }
    let tier = &json["tiers"][0];
    assert_eq!(
        (tier["passes"].as_u64(), tier["fails"].as_u64(), tier["undetermined"].as_u64()),
        (Some(1), Some(1), Some(1))
    );
}

#[test]
fn the_table_itself_is_never_written_over() {
    let file = Scratch::new("same.csv", &table(&[PASSES]));
    assert!(refused(&refs(&judge(file.path(), &["--out", file.path()]))).contains("结果请写到别的文件"));
}

#[test]
fn options_of_tables_are_refused_for_a_dossier() {
    assert!(refused(&["judge", "samples/nanning.toml", "--out", "x.csv"]).contains("--out 用于成批的表格"));
}

#[test]
fn a_simulation_runs_over_a_table() {
    let file = Scratch::new("simulate.csv", &table(&[PASSES, FAILS]));
    let change = ["--change", "pass.total: 60 -> 61"];
    let page = said(&[&["simulate", file.path()][..], &QUESTION[..], &change[..]].concat());
    assert!(page.contains("退出 1 家"), "{page}");
}

#[test]
fn the_template_is_read_back() {
    let file = Scratch::new("template.xlsx", "");
    assert!(said(&["rulebook", "template", file.path(), "--on", "2025-06-01"]).contains("填报模板写在"));
    let page = said(&refs(&judge(file.path(), &[])));
    assert!(page.contains("判定 0 家企业"), "{page}");
}

#[test]
fn results_are_written_in_the_format_of_their_ending() {
    let file = Scratch::new("formats.csv", &table(&[PASSES, FAILS, OPEN]));
    for (ending, first) in [("xlsx", b"PK\x03\x04"), ("parquet", b"PAR1")] {
        let out = Scratch::new(&format!("formats-out.{ending}"), "");
        said(&refs(&judge(file.path(), &["--out", out.path()])));
        assert!(std::fs::read(out.path()).unwrap().starts_with(first), "{ending}");
    }
    let odd = Scratch::new("formats-out.doc", "");
    assert!(refused(&refs(&judge(file.path(), &["--out", odd.path()]))).contains(".csv、.xlsx 或 .parquet"));
}
