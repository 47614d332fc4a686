use titian_rulebook::population::Texts;

use super::*;
use crate::testing::*;

fn population(codes: &[&str], names: &[&str]) -> Population {
    let mut population = Population::blank(catalogue(), codes.len());
    population.codes = codes.iter().copied().collect();
    population.names = names.iter().copied().collect();
    population
}

fn clauses() -> Vec<Clause> {
    ["A3.3", "new.1", "points"].map(|id| Clause { id: id.into() }).to_vec()
}

#[test]
fn 结果写成_csv_表格软件不会当成公式() {
    let folder = Folder::new();
    let population = population(&["9X1", "9X2", ""], &["梯田一号", "=cmd|' /C calc'!A0", "甲,\"乙\""]);
    let clauses = clauses();
    let results = Results {
        population: &population,
        rows: &[2, 3, 4],
        outcomes: &[Outcome::Passes, Outcome::Fails, Outcome::Undetermined],
        points: Some(Points { low: &[80, 10, 55], high: &[80, 12, 70] }),
        groups: &[GroupPoints {
            id: "innovation",
            label: "创新",
            points: Points { low: &[20, 1, 0], high: &[20, 3, 0] },
        }],
        clauses: &clauses,
        unmet: &[0, 0b101, 0],
    };
    let path = folder.path("结果.csv");
    write(&path, &results).unwrap();
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "\u{FEFF}统一社会信用代码,企业名称,结论,最低得分,最高得分,创新得分,未达到的条款\r\n\
         9X1,梯田一号,达到,80,80,20,\r\n\
         9X2,\"'=cmd|' /C calc'!A0\",未达到,10,12,1~3,A3.3;points\r\n\
         ,\"甲,\"\"乙\"\"\",待定,55,70,0,\r\n"
    );
    assert_eq!(std::fs::read_dir(folder.path("")).unwrap().count(), 1, "nothing is left beside the result");
}

#[test]
fn 没有信用代码的表_结果写行号() {
    let folder = Folder::new();
    let mut population = population(&["", ""], &["甲", "乙"]);
    population.codes = Texts::default();
    let results = Results {
        population: &population,
        rows: &[2, 5],
        outcomes: &[Outcome::Passes, Outcome::Fails],
        points: None,
        groups: &[],
        clauses: &[],
        unmet: &[],
    };
    let path = folder.path("结果.csv");
    write(&path, &results).unwrap();
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "\u{FEFF}行号,统一社会信用代码,企业名称,结论,未达到的条款\r\n2,,甲,达到,\r\n5,,乙,未达到,\r\n"
    );
}

#[test]
fn 很多行_次序不变() {
    let folder = Folder::new();
    let codes: Vec<String> = (0..40_000).map(|n| format!("C{n}")).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let population = population(&codes, &vec![""; codes.len()]);
    let outcomes = vec![Outcome::Passes; codes.len()];
    let results = Results {
        population: &population,
        rows: &[],
        outcomes: &outcomes,
        points: None,
        groups: &[],
        clauses: &[],
        unmet: &[],
    };
    let path = folder.path("r.csv");
    write(&path, &results).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let written: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(written, codes);
}

#[test]
fn 写不了的地方_说清楚() {
    let folder = Folder::new();
    let population = population(&[], &[]);
    let results = Results {
        population: &population,
        rows: &[],
        outcomes: &[],
        points: None,
        groups: &[],
        clauses: &[],
        unmet: &[],
    };
    let told = |path: &Path| message(write(path, &results).unwrap_err());
    assert_eq!(told(&folder.path("r.doc")), "r.doc:结果可以写成 .csv、.xlsx 或 .parquet,请改用其中一种扩展名");
    assert_eq!(told(&folder.path("no/r.csv")), "r.csv:找不到这个文件,请核对路径");
    std::fs::create_dir(folder.path("d.csv")).unwrap();
    assert_eq!(told(&folder.path("d.csv")), "d.csv:这是一个目录,请写出文件名");
}

#[test]
fn 拒收的行_写明行列和改法() {
    let folder = Folder::new();
    let path = folder.path("rejects.csv");
    let reject =
        Reject {
            row: 3, column: "营业收入(元)".into(), value: "-1,5".into(), message: "“-1,5”不是数字".into()
        };
    write_rejects(&path, &[reject]).unwrap();
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "\u{FEFF}行号,列,内容,问题\r\n3,营业收入(元),\"'-1,5\",\"“-1,5”不是数字\"\r\n"
    );
}
