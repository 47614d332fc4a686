use encoding_rs::GB18030;
use proptest::prelude::*;

use super::*;
use crate::testing::*;
use crate::{Limits, Reject};

fn read_text(text: &str) -> Result<Vec<String>, String> {
    read_bytes(text.as_bytes())
}

fn read_bytes(bytes: &[u8]) -> Result<Vec<String>, String> {
    let folder = Folder::new();
    let path = folder.file("企业.csv", bytes);
    read_with(&path, &options()).map(|loaded| shown(&loaded)).map_err(message)
}

#[test]
fn 真实的表_怎样写都能读() {
    let clean =
        format!("企业名称,统一社会信用代码,2025年营业收入(元),上年度从业人员数\n梯田一号,{},12345000,120\n", code(1));
    let expected = vec![format!("2 {}|梯田一号|| employees.y1=120 revenue.y1=1234500000", code(1))];
    assert_eq!(read_text(&clean).unwrap(), expected);

    let dressed = [
        clean.replace("12345000", "\"12,345,000\""),
        clean.replace("12345000", "１２３４５０００"),
        clean.replace("12345000", "1234.5万元"),
        clean.replace("12345000", " 12345000 "),
        clean.replace(",120\n", ",120人\n"),
        clean.replace(',', ";"),
        clean.replace(',', "\t"),
        clean.replace('\n', "\r\n"),
        clean.replace('\n', "\r"),
        clean.replace("梯田一号", "\"梯田一号\""),
        clean.replace("(元)", "（元）"),
        clean.replace("2025年营业收入(元)", "revenue_y1_yuan"),
        clean.replace(",120\n", ",120,,\n"),
        clean.replace("12345000", "1234.5").replace("(元)", "(万元)"),
        clean.replace(&code(1), &code(1).to_lowercase()),
        clean.trim_end().to_owned(),
        format!("{clean},,,\n\n"),
        format!("\u{FEFF}{clean}"),
    ];
    for text in dressed {
        assert_eq!(read_text(&text).unwrap(), expected, "{text}");
    }
    let (gb, ..) = GB18030.encode(&clean);
    assert_eq!(read_bytes(&gb).unwrap(), expected);
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(clean.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read_bytes(&utf16).unwrap(), expected);
}

#[test]
fn 标题和单位写在表头上方() {
    let text =
        "2026年优质中小企业汇总表,,\n单位:元,,\n企业名称,上年度营业收入总额,上年度研发费用总额(万元)\n甲,12300,5\n";
    assert_eq!(read_text(text).unwrap(), ["4 |甲|| revenue.y1=1230000 rd_expense.y1=5000000"]);
}

#[test]
fn 只有序号的行_不是企业() {
    assert_eq!(read_text("序号,name,备注\n1,甲,\n2,,\n3,,待补\n").unwrap(), ["2 |甲|| "]);
}

#[test]
fn 百分数写成了小数_要提醒() {
    let folder = Folder::new();
    let path = folder.file("企业.csv", "name,market_share\n甲,0.053\n乙,0\n丙,0.3\n");
    let loaded = read_with(&path, &options()).unwrap();
    let told: Vec<&str> = loaded.notes.first.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(told, ["“market_share”列没有一个数超过 1%,请核对是不是写成了小数:5.3% 请填 5.3,不是 0.053"]);
    let path = folder.file("企业.csv", "name,market_share\n甲,0.053\n乙,5.3\n");
    assert_eq!(read_with(&path, &options()).unwrap().notes.total, 0);
}

#[test]
fn 空格子是不知道_不是零() {
    assert_eq!(read_text("name,revenue_y1,employees_y1\n甲,,0\n").unwrap(), ["2 |甲|| employees.y1=0"]);
}

#[test]
fn 推算的项目_有来源就推算_没有来源用填写的() {
    let text = "name,industry,employees_y1,revenue_y1,market_entry,digital_score,size,digital_level\n\
                甲,C3562,500,5000,2020-07-01,75,大型,未达一级\n\
                乙,,,,,,小型,二级\n";
    let rows = read_text(text).unwrap();
    assert_eq!(
        rows[0],
        "2 |甲||C3562 employees.y1=500 size=2 sme=1 revenue.y1=5000000000 market_months=66 digital_score=7500 digital_level=3"
    );
    assert_eq!(rows[1], "3 |乙|| size=1 digital_level=2");
}

#[test]
fn 有问题的格子_一句话说清() {
    let one = code(1);
    let cases: &[(&str, &str)] = &[
        ("", "企业.csv:文件是空的"),
        ("\n\n", "企业.csv 第 1 行:表头中没有一列是认识的;第一行请写表头,可以用 titian rulebook template 生成填报模板"),
        (
            "revenu_y1,city\n1,南宁\n",
            "企业.csv 第 1 行“revenu_y1”列:不认识这一列,是不是“revenue_y1”?请改表头;确实不需要的,删去这一列或加 --ignore-unknown 略过",
        ),
        (
            "上年度营业收入总额(人),city\n1,南宁\n",
            "企业.csv 第 1 行“上年度营业收入总额(人)”列:单位“人”与“上年度营业收入总额”不符,请改成 (元)、(万元)、(亿元),数字也要按新的单位填写",
        ),
        (
            "name,上年度营业收入总额(元)\n甲,1\n乙,约五百万\n",
            "企业.csv 第 3 行“上年度营业收入总额(元)”列:“约五百万”不是数字,请写成 “500万元”或“1亿元”",
        ),
        (
            "name,revenue_y1\n甲,12,5\n",
            "企业.csv 第 2 行:这一行有 3 格,表头只有 2 格;内容里有逗号的,请给整格加上双引号",
        ),
        (
            "name,revenue_y1,city\n甲,12\n",
            "企业.csv 第 2 行:这一行只有 2 格,表头有 3 格;不知道的内容请留空,但分隔符不能少",
        ),
        ("name,employees_y1\n甲,-1\n", "企业.csv 第 2 行“employees_y1”列:“上年度从业人员数”不能小于 0人"),
        ("name,own_brand\n甲,也许\n", "企业.csv 第 2 行“own_brand”列:“也许”不在可选范围内,请选择:否、是"),
        (
            "name,own_brand\n甲,#DIV/0!\n",
            "企业.csv 第 2 行“own_brand”列:这一格是公式错误 #DIV/0!,请在表格软件里改正公式;不知道的请留空",
        ),
        (
            "上上年度营业收入总额,name\nrevenue_y1,name\n1,甲\n",
            "企业.csv 第 2 行“上上年度营业收入总额”列:这一行的代号与表头对不上:模板多半是按另一个年度生成的。请用 --on 指定当时的日期,或重新生成模板",
        ),
        ("name,founded\n甲,去年\n", "企业.csv 第 2 行“founded”列:“去年”不是日期,请写成 2026-04-01"),
        ("name,city,\n甲,南宁,x\n", "企业.csv 第 2 行:这一行有 3 格,表头只有 2 格;内容里有逗号的,请给整格加上双引号"),
        ("name,,city\n甲,x,南宁\n", "企业.csv 第 2 行:这一列没有表头,请在第一行写上表头,或者删去这一列"),
        (
            "name,city\n\"甲,南宁\n乙,柳州\n",
            "企业.csv 第 2 行:从这一行起,有一个双引号没有闭合;请补上,或者删去多余的双引号",
        ),
        (
            "credit_code,name\n9.14501E+17,甲\n",
            "企业.csv 第 2 行“credit_code”列:“9.14501E+17”被表格软件改成了科学记数,原代码已经丢失;请把这一列设为文本格式后重新填写",
        ),
        (
            "credit_code,name\n123,甲\n",
            "企业.csv 第 2 行“credit_code”列:统一社会信用代码有误:应为 18 位,现为 3 位,请对照营业执照核对",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(read_text(text).unwrap_err(), *expected);
    }
    assert_eq!(
        read_text(&format!("credit_code,name\n{one},甲\n\n{one},乙\n")).unwrap_err(),
        format!("企业.csv 第 4 行“credit_code”列:统一社会信用代码 {one} 与第 2 行重复,请核对,只保留一行")
    );
    assert_eq!(
        read_bytes(b"name,city\nx,\xFF\n").unwrap_err(),
        "企业.csv 第 2 行:有无法识别的字符:文件既不是 UTF-8 也不是 GB18030(GBK)编码,请用 Excel 另存为“CSV UTF-8(逗号分隔)”"
    );
}

#[test]
fn 太大的文件_立即拒绝() {
    let folder = Folder::new();
    let path = folder.path("大.csv");
    // A sparse file: two gigabytes by its size, nothing on the disk.
    std::fs::File::create(&path).unwrap().set_len(2 << 30).unwrap();
    let error = read_with(&path, &options()).unwrap_err();
    assert_eq!(message(error), "大.csv:文件有 2 GB,超过一次可读的 1 GB,请拆成几个文件分别判定");

    let path = folder.file("多.csv", "name,city\n甲,南宁\n乙,柳州\n");
    let few = |limits| message(read_with(&path, &Options { limits, ..options() }).unwrap_err());
    assert_eq!(few(Limits { rows: 1, ..Limits::default() }), "多.csv:超过 1 行,请拆成几个文件分别判定");
    assert_eq!(
        few(Limits { cells: 3, ..Limits::default() }),
        "多.csv:超过 3 个格子(2 行 × 2 列),请拆成几个文件分别判定"
    );
    assert_eq!(
        few(Limits { columns: 1, ..Limits::default() }),
        "多.csv 第 1 行:有 2 列,最多 1 列;请只留下填报模板中的列"
    );
    let missing = message(read_with(&folder.path("没有.csv"), &options()).unwrap_err());
    assert_eq!(missing, "没有.csv:找不到这个文件,请核对路径");
}

#[test]
fn 有问题的行可以放到一边() {
    let folder = Folder::new();
    let text = format!(
        "credit_code,name,revenue_y1,employees_y1,电话\n{a},甲,1,2,0\n{b},乙,一,二,0\n{a},丙,3,4,0\n{c},丁,5,6,0\n",
        a = code(1),
        b = code(2),
        c = code(3)
    );
    let path = folder.file("企业.csv", &text);
    let loaded = read_with(&path, &Options { keep_going: true, ignore_unknown: true, ..options() }).unwrap();
    assert_eq!(
        shown(&loaded),
        [
            format!("2 {}|甲|| employees.y1=2 revenue.y1=1000000", code(1)),
            format!("5 {}|丁|| employees.y1=6 revenue.y1=5000000", code(3))
        ]
    );
    assert_eq!(loaded.ignored, ["电话"]);
    let told: Vec<(u64, &str, &str)> = loaded
        .rejects
        .iter()
        .map(|Reject { row, column, value, .. }| (*row, column.as_str(), value.as_str()))
        .collect();
    assert_eq!(told, [(3, "employees_y1", "二"), (3, "revenue_y1", "一"), (4, "credit_code", code(1).as_str())]);
}

#[test]
fn 校验码不符只提醒() {
    let folder = Folder::new();
    let mut odd = code(1);
    odd.pop();
    odd.push(if code(1).ends_with('0') { '1' } else { '0' });
    let path = folder.file("企业.csv", format!("credit_code,name\n{odd},甲\n"));
    let loaded = read_with(&path, &options()).unwrap();
    assert_eq!((loaded.population.rows(), loaded.notes.total), (1, 1));
    assert_eq!(loaded.notes.first[0].row, Some(2));
    assert!(loaded.notes.first[0].message.starts_with(&format!("统一社会信用代码 {odd} 第 18 位(校验码)按规则应为")));
}

/// Cells that tables really hold, clean and dirty.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0u32..1_000_000).prop_map(|n| n.to_string()),
        2 => (0u32..1_000_000, 0u32..100).prop_map(|(a, b)| format!("{a}.{b:02}")),
        1 => Just(String::new()),
        1 => prop_oneof![
            Just("-5"), Just("1,200"), Just("\"1,200\""), Just("５００"), Just(" 7 "), Just("3万元"), Just("x"), Just("12人"),
            Just("\"a\nb\""), Just("\"a\"\"b\""), Just("\"open"), Just("\r"), Just("是"), Just("yes"), Just("南宁"), Just("\u{3000}"),
            Just("2020-01-31"), Just("class2"), Just("99999999999999999999"), Just("0"), Just("5%"), Just("+1"), Just(".5"), Just("#REF!"), Just("#DIV/0!")
        ].prop_map(String::from),
    ]
}

/// A table as text: mostly clean rows with now and then an odd cell.
fn table() -> impl Strategy<Value = String> {
    let heads = "序号,name,revenue_y1,employees_y1,上年度研发费用总额(元),own_brand,ip_class,market_share,city,founded,net_profit_y1";
    let row = prop::collection::vec(cell(), 11).prop_map(|cells| cells.join(","));
    let clean = (0u32..100_000, "[甲乙丙丁]{1,4}")
        .prop_map(|(n, name)| format!("{n},{name},{n}.5,{n},{n},yes,class1,12.5,南宁,,-{n}"));
    let rows = prop::collection::vec(
        (prop_oneof![3 => clean, 1 => row], prop_oneof![8 => Just("\n"), 1 => Just("\r\n")]),
        0..12,
    );
    (rows, any::<bool>(), any::<bool>()).prop_map(move |(rows, mark, last)| {
        let mut text: String = if mark { "\u{FEFF}".into() } else { String::new() };
        text.push_str(heads);
        text.push('\n');
        rows.iter().for_each(|(row, end)| text.extend([row.as_str(), end]));
        if last { text } else { text.trim_end().to_owned() }
    })
}

proptest! {
    /// The quick way and the careful way read the same, on clean tables and on dirty ones.
    #[test]
    fn quick_equals_careful(text in table(), keep_going in any::<bool>()) {
        let folder = Folder::new();
        let path = folder.file("t.csv", &text);
        let options = Options { keep_going, ..options() };
        let show = |read: Result<Loaded, TableError>| read.map(|l| (shown(&l), l.rejects, l.notes)).map_err(message);
        let careful = show(tolerant::read(&path, catalogue(), &options));
        match fast::read(&path, catalogue(), &options) {
            Ok(None) => {}
            Ok(Some(loaded)) => prop_assert_eq!(show(Ok(loaded)), careful),
            Err(error) => prop_assert_eq!(show(Err(error)), careful),
        }
    }

    #[test]
    fn no_bytes_break_the_readers(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_bytes(&bytes);
        let _ = read_bytes(&[b"name,revenue_y1,founded\n".as_slice(), &bytes].concat());
    }

    #[test]
    fn no_text_breaks_the_readers(text in "([,;\"\n\r\t0-9.年元%()a-z_-]|revenue_y1|name){0,60}") {
        let _ = read_text(&text);
    }
}

#[test]
fn 几个线程合读_行号不变() {
    let folder = Folder::new();
    let mut text = String::from("credit_code,name,revenue_y1,employees_y1\n");
    let rows = 120_000u64;
    for n in 0..rows {
        text.push_str(&format!("{},企业{n},{n}.25,{}\n", code(n), n % 500));
    }
    let path = folder.file("t.csv", &text);
    let seen = std::sync::atomic::AtomicU64::new(0);
    let progress = |done: u64, _all: u64| {
        seen.fetch_max(done, std::sync::atomic::Ordering::Relaxed);
    };
    let loaded = fast::read(&path, catalogue(), &Options { progress: Some(&progress), ..options() }).unwrap().unwrap();
    let careful = tolerant::read(&path, catalogue(), &options()).unwrap();
    assert_eq!(loaded.rows, careful.rows);
    assert_eq!(shown(&loaded), shown(&careful));
    assert_eq!(seen.into_inner(), text.len() as u64);

    let late = format!("{text}{},末行,x,1\n", code(rows));
    let path = folder.file("late.csv", late);
    let error = fast::read(&path, catalogue(), &options()).err().unwrap();
    assert_eq!(error.row, Some(rows + 2));
}
