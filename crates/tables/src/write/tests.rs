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

/// The first sheet of a workbook as CSV would write it, texts and numbers told apart by quotes.
fn sheet(path: &Path) -> Vec<String> {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    assert_eq!(book.sheet_names(), ["结果", "说明"]);
    let range = book.worksheet_range("结果").unwrap();
    let cell = |cell: &Data| match cell {
        Data::String(text) => format!("'{text}'"),
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(",")).collect()
}

/// A Parquet file as text, row by row.
fn rows(path: &Path) -> Vec<String> {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    let reader = SerializedFileReader::try_from(path).unwrap();
    let heads = reader.metadata().file_metadata().schema_descr().columns().iter().map(|c| c.name().to_owned());
    let heads = heads.collect::<Vec<_>>().join(",");
    let rows = reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| row.unwrap().get_column_iter().map(|(_, field)| field.to_string()).collect::<Vec<_>>().join(","));
    std::iter::once(heads).chain(rows).collect()
}

#[test]
fn 结果写成_xlsx_和_parquet_内容与_csv_相同() {
    let folder = Folder::new();
    let population = population(&["9X1", "912345678901234567", ""], &["梯田一号", "=cmd|' /C calc'!A0", "甲,\"乙\""]);
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
    write(&folder.path("结果.xlsx"), &results).unwrap();
    assert_eq!(
        sheet(&folder.path("结果.xlsx")),
        [
            "'统一社会信用代码','企业名称','结论','最低得分','最高得分','创新得分','未达到的条款'",
            "'9X1','梯田一号','达到',80,80,20,",
            "'912345678901234567','=cmd|' /C calc'!A0','未达到',10,12,'1~3','A3.3;points'",
            ",'甲,\"乙\"','待定',55,70,0,",
        ]
    );
    write(&folder.path("结果.parquet"), &results).unwrap();
    assert_eq!(
        rows(&folder.path("结果.parquet")),
        [
            "credit_code,name,outcome,low,high,innovation_low,innovation_high,unmet",
            "\"9X1\",\"梯田一号\",\"passes\",80,80,20,20,\"\"",
            "\"912345678901234567\",\"=cmd|' /C calc'!A0\",\"fails\",10,12,1,3,\"A3.3;points\"",
            "null,\"甲,\"乙\"\",\"undetermined\",55,70,0,0,\"\"",
        ]
    );
    assert_eq!(std::fs::read_dir(folder.path("")).unwrap().count(), 2, "nothing is left beside the results");
}

#[test]
fn 结果的工作簿_公式样的文字编辑后也不会运行() {
    let folder = Folder::new();
    let population = population(&["9X1"], &["=1+1"]);
    let results = Results {
        population: &population,
        rows: &[2],
        outcomes: &[Outcome::Passes],
        points: None,
        groups: &[],
        clauses: &[],
        unmet: &[],
    };
    let path = folder.path("结果.xlsx");
    write(&path, &results).unwrap();
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut part = |name: &str| std::io::read_to_string(zip.by_name(name).unwrap()).unwrap();
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>"), "no formula");
    assert!(sheet.contains("<pane ySplit=\"1\"") && sheet.contains("<autoFilter ref=\"A1:D2\"/>"), "{sheet}");
    assert!(part("xl/styles.xml").contains("quotePrefix=\"1\""));
    assert!(std::io::read_to_string(zip.by_name("xl/sharedStrings.xml").unwrap()).unwrap().contains("待定是指"));
}

#[test]
fn 没有企业的结果_也能打开() {
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
    write(&folder.path("r.xlsx"), &results).unwrap();
    write(&folder.path("r.parquet"), &results).unwrap();
    assert_eq!(sheet(&folder.path("r.xlsx")), ["'行号','统一社会信用代码','企业名称','结论','未达到的条款'"]);
    assert_eq!(rows(&folder.path("r.parquet")), ["row,credit_code,name,outcome,unmet"]);
}

#[test]
fn 行数超过工作表_请写成别的格式() {
    let folder = Folder::new();
    let names = vec![""; 1 << 20];
    let population = population(&names, &names);
    let results = Results {
        population: &population,
        rows: &[],
        outcomes: &[],
        points: None,
        groups: &[],
        clauses: &[],
        unmet: &[],
    };
    let told = message(write(&folder.path("r.xlsx"), &results).unwrap_err());
    assert_eq!(
        told,
        "r.xlsx:Excel 的一个工作表最多 1048575 行,结果有 1048576 行;请把结果写成 .csv 或 .parquet,或拆成几个文件分别判定"
    );
    assert_eq!(std::fs::read_dir(folder.path("")).unwrap().count(), 0, "nothing is left");
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
    let path = folder.path("r.parquet");
    write(&path, &results).unwrap();
    let written =
        rows(&path).into_iter().skip(1).map(|row| row.split(',').next().unwrap().trim_matches('"').to_owned());
    assert!(written.eq(codes.iter().copied()));
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
