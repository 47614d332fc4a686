//! One enterprise, and the policy itself.

use crate::{Scratch, refused, root, said, titian};

#[test]
fn the_demo_judges_every_sample() {
    let table = said(&["samples"]);
    assert!(table.contains("14 家示例中"), "{table}");
    assert!(!table.contains('\x1b'), "colours are for terminals");
    let samples = std::fs::read_dir(root().join("samples")).unwrap();
    for sample in samples {
        let stem = sample.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(table.contains(&stem), "{stem} is in samples/ and not in the demo");
    }
}

#[test]
fn columns_line_up_although_chinese_is_two_cells_wide() {
    use unicode_width::UnicodeWidthStr;
    let table = said(&["samples"]);
    let rows: Vec<&str> = table.lines().filter(|line| line.contains("(示例)")).collect();
    assert_eq!(rows.len(), 14);
    // Where, in cells, the city begins: after names of different lengths, always at the same place.
    let second_column = |row: &str| {
        let name_ends = row.find("(示例)").unwrap() + "(示例)".len();
        let blanks = row[name_ends..].find(|c: char| c != ' ').unwrap();
        row[..name_ends + blanks].width()
    };
    let places: std::collections::BTreeSet<usize> = rows.iter().map(|row| second_column(row)).collect();
    assert_eq!(places.len(), 1, "{places:?}");
}

#[test]
fn every_answer_names_its_article_and_its_numbers() {
    let text = said(&["judge", "samples/guilin.toml", "--tier", "innovative", "--on", "2026-10-15"]);
    assert!(text.contains("附件1 指标2"), "{text}");
    assert!(text.contains("60万元 ÷ 上年度营业收入总额 2000万元 = 3%"), "{text}");
    assert!(text.contains("可得 20 分:上年度研发费用总额增加 40万元,达到 100万元"), "{text}");
}

#[test]
fn the_json_is_what_its_schema_says() {
    let json: serde_json::Value =
        serde_json::from_str(&said(&["judge", "samples/nanning.toml", "--on", "2026-10-15", "--format", "json"]))
            .unwrap();
    assert_eq!(json["format"], "titian/judgement/1");
    assert_eq!(json["assessments"].as_array().unwrap().len(), 3);
    assert_eq!(json["assessments"][0]["outcome"]["id"], "passes");
    assert_eq!(json["assessments"][0]["points"]["low"], 100);

    let schema: serde_json::Value = serde_json::from_str(&said(&["judge", "--schema"])).unwrap();
    let written = std::fs::read_to_string(root().join("docs/schema/judgement.schema.json")).unwrap();
    let written: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(schema, written, "run `make schema` and look at the difference: the shape only grows within a version");
    let required: Vec<&str> = schema["required"].as_array().unwrap().iter().filter_map(|k| k.as_str()).collect();
    for key in required {
        assert!(json.get(key).is_some(), "{key}");
    }
}

#[test]
fn json_and_toml_dossiers_mean_the_same() {
    let toml =
        Scratch::new("same.toml", "name = \"甲\"\n[years.2025]\nrevenue = \"1,000.50万元\"\nrd_expense = 30.1\n");
    let json =
        Scratch::new("same.json", r#"{"name":"甲","years":{"2025":{"revenue":1000.50,"rd_expense":"30.10万元"}}}"#);
    let ask = |file: &str| said(&["judge", file, "--tier", "innovative", "--on", "2026-10-15", "--format", "json"]);
    assert_eq!(ask(toml.path()), ask(json.path()));
}

#[test]
fn what_cannot_be_read_is_named_with_line_and_remedy() {
    let file = Scratch::new(
        "wrong.toml",
        "name = \"甲\"\nrevenu = 3\nrevenue = 3\nstrategic_emerging = \"也许\"\n[years.2025]\nemployees = \"十人\"\nrevenue = \"-1万元\"\n",
    );
    let said = refused(&["judge", file.path()]);
    for expected in [
        "档案有 5 处要改",
        ":2:事实目录中没有“revenu”",
        ":3:“revenue”(营业收入总额)按年度填写",
        ":4:“主导产品属于《战略性新兴产业分类》”:“也许”不在可选范围内,请选择:否、是",
        ":6:“从业人员数”:“十人”不是整数,请只写数字(单位:人)",
        ":7:“营业收入总额”不能小于 0元",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
}

#[test]
fn a_tier_nobody_has_decided_says_so() {
    let text = said(&[
        "judge",
        "samples/liuzhou.toml",
        "--purpose",
        "rereview",
        "--tier",
        "specialised",
        "--on",
        "2026-10-15",
    ]);
    assert!(text.contains("没有判定") && text.contains("--edition"), "{text}");
    let chosen = [
        "judge",
        "samples/liuzhou.toml",
        "--purpose",
        "rereview",
        "--edition",
        "miit-2022/specialised",
        "--on",
        "2026-10-15",
    ];
    assert!(said(&chosen).contains("工信部企业〔2022〕63号 附件2"));
}

#[test]
fn codes_and_sizes_are_checked() {
    assert!(said(&["code", "91450200198229141f"]).contains("91450200198229141F  校验位正确"));
    assert!(said(&["code", "91350211M0000XUF46"]).contains("请核对执照"));
    assert_eq!(titian(&["code", "9145020019822914"]).status.code(), Some(1));
    assert!(said(&["size", "C3562", "--employees", "300", "--revenue", "2000"]).starts_with("中型"));
    assert!(refused(&["size", "C3562", "--revenue", "很多"]).contains("不是数字"));
}

#[test]
fn a_policy_laid_over_the_shipped_one_is_checked_by_file_and_line() {
    let folder = std::env::temp_dir().join(format!("titian-policy-{}", std::process::id()));
    let below = folder.join("standards/miit-2022");
    std::fs::create_dir_all(&below).unwrap();
    let text = std::fs::read_to_string(root().join("policy/standards/miit-2022/innovative.toml")).unwrap();
    let line = 1 + text.lines().position(|line| line.contains("[\"3%\", 15]")).unwrap();
    std::fs::write(below.join("innovative.toml"), text.replace("[\"3%\", 15]", "[\"6%\", 15]")).unwrap();
    let output = titian(&["--policy", folder.to_str().unwrap(), "rulebook", "check"]);
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains(&format!("standards/miit-2022/innovative.toml:{line}:各档要从最高分写到最低分")), "{said}");
}
