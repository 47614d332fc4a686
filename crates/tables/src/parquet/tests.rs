use parquet::basic::Encoding;
use parquet::file::properties::{WriterProperties, WriterVersion};
use proptest::prelude::*;

use ::parquet::basic::Compression;

use super::*;
use crate::Limits;
use crate::testing::*;

fn read_parquet(schema: &str, columns: &[Values]) -> Result<Vec<String>, String> {
    read_bytes_as("企业.parquet", parquet_of(schema, columns))
}

#[test]
fn 各种类型_都按同一规则读() {
    let schema = "
        OPTIONAL BYTE_ARRAY name (UTF8);
        OPTIONAL BYTE_ARRAY credit_code;
        OPTIONAL INT64 revenue_y1;
        OPTIONAL INT32 revenue_y2 (DECIMAL(9, 2));
        OPTIONAL FIXED_LEN_BYTE_ARRAY (5) revenue_y3 (DECIMAL(10, 3));
        OPTIONAL DOUBLE rd_expense_y1;
        REQUIRED INT32 employees_y1 (INTEGER(16, false));
        OPTIONAL BOOLEAN own_brand;
        OPTIONAL INT32 market_entry (DATE);
        OPTIONAL BYTE_ARRAY ip_class (ENUM);
        OPTIONAL BYTE_ARRAY market_share (UTF8);";
    let columns = [
        Values::texts(&[Some("甲"), Some("乙")]),
        Values::Bytes(vec![Some(code(1).into_bytes()), None]),
        Values::Long(vec![Some(123), None]),
        Values::Int(vec![Some(12_345), Some(-5)]),
        Values::Fixed(vec![Some(vec![0, 0, 0, 0x30, 0x39]), None]),
        Values::Double(vec![Some(12.299999999999999), None]),
        Values::Int(vec![Some(120), Some(0)]),
        Values::Bool(vec![Some(true), Some(false)]),
        Values::Int(vec![Some(18_444), None]),
        Values::texts(&[Some("class1"), None]),
        Values::texts(&[Some("5.3%"), Some("6")]),
    ];
    let rows = read_parquet(schema, &columns).unwrap_err();
    assert_eq!(rows, "企业.parquet 第 3 行“revenue_y2”列:“上上年度营业收入总额”不能小于 0元");
    let mut columns = columns;
    columns[3] = Values::Int(vec![Some(12_345), None]);
    let rows = read_parquet(schema, &columns).unwrap();
    let figures = |row: &str| {
        let (who, figures) = row.split_once("| ").unwrap();
        let mut figures: Vec<String> = figures.split(' ').map(String::from).collect();
        figures.sort_unstable();
        (who.to_owned(), figures.join(" "))
    };
    assert_eq!(
        figures(&rows[0]),
        (
            format!("2 {}|甲|", code(1)),
            "employees.y1=120 ip_class=2 market_months=66 market_share=53000 own_brand=1 rd_expense.y1=12300000 \
             revenue.y1=123000000 revenue.y2=123450000 revenue.y3=12345000"
                .into()
        )
    );
    assert_eq!(figures(&rows[1]), ("3 |乙|".into(), "employees.y1=0 market_share=60000 own_brand=0".into()));
}

#[test]
fn 单位写在列名_或写在元数据() {
    let columns = [Values::texts(&[Some("甲")]), Values::Long(vec![Some(12_300)])];
    let named = |heading: &str| format!("OPTIONAL BYTE_ARRAY name (UTF8); OPTIONAL INT64 {heading};");
    assert_eq!(read_parquet(&named("revenue_y1_fen"), &columns).unwrap(), ["2 |甲|| revenue.y1=12300"]);
    let read = |unit: &str| read_bytes_as("企业.parquet", parquet_in_unit(unit, &named("revenue_y1"), &columns));
    assert_eq!(read("分").unwrap(), ["2 |甲|| revenue.y1=12300"]);
    assert_eq!(read("yuan").unwrap(), ["2 |甲|| revenue.y1=1230000"]);
    assert_eq!(read("千元").unwrap_err(), "企业.parquet:文件元数据 unit 写的是“千元”,请改成 元、万元、亿元 或 分");
    let both = parquet_in_unit("元", &named("revenue_y1_fen"), &columns);
    assert_eq!(read_bytes_as("企业.parquet", both).unwrap(), ["2 |甲|| revenue.y1=12300"]);
}

#[test]
fn 时间戳_取北京的那一天() {
    const DAY: i64 = 24 * 60 * 60 * 1_000;
    let schema = "OPTIONAL BYTE_ARRAY name (UTF8); OPTIONAL INT64 market_entry (TIMESTAMP(MILLIS, true));";
    let columns = [
        Values::texts(&[Some("甲"), Some("乙")]),
        Values::Long(vec![Some(18_444 * DAY), Some(18_444 * DAY - DAY / 3)]),
    ];
    assert_eq!(read_parquet(schema, &columns).unwrap(), ["2 |甲|| market_months=66", "3 |乙|| market_months=66"]);
}

#[test]
fn 有问题的列和格子_一句话说清() {
    let one = code(1);
    let name = || Values::texts(&[Some("甲"), Some("乙")]);
    let cases: Vec<(&str, Values, String)> = vec![
        (
            "OPTIONAL INT64 revenu_y1",
            Values::Long(vec![None, None]),
            "“revenu_y1”列:不认识这一列,是不是“revenue_y1”?请改表头;确实不需要的,删去这一列或加 --ignore-unknown 略过"
                .into(),
        ),
        (
            "OPTIONAL INT64 revenue_y1_人",
            Values::Long(vec![None, None]),
            "“revenue_y1_人”列:单位“人”与“上年度营业收入总额”不符,请改成 (元)、(万元)、(亿元),数字也要按新的单位填写"
                .into(),
        ),
        (
            "OPTIONAL BYTE_ARRAY revenue_y1 (UTF8)",
            Values::texts(&[Some("1"), Some("约五百万")]),
            "第 3 行“revenue_y1”列:“约五百万”不是数字,请写成 “500万元”或“1亿元”".into(),
        ),
        (
            "OPTIONAL DOUBLE revenue_y1",
            Values::Double(vec![Some(f64::NAN), None]),
            "第 2 行“revenue_y1”列:“NaN”不是数字,请写成 “500万元”或“1亿元”;不知道的请留空".into(),
        ),
        (
            "OPTIONAL BYTE_ARRAY credit_code (UTF8)",
            Values::texts(&[Some(&one), Some(&one)]),
            format!("第 3 行“credit_code”列:统一社会信用代码 {one} 与第 2 行重复,请核对,只保留一行"),
        ),
        (
            "OPTIONAL BYTE_ARRAY city (UTF8)",
            Values::Bytes(vec![None, Some(vec![0xC4, 0xCF])]),
            "第 3 行“city”列:不是 UTF-8 文字,请重新导出".into(),
        ),
        (
            "OPTIONAL FIXED_LEN_BYTE_ARRAY (2) city",
            Values::Fixed(vec![None, None]),
            "“city”列:这一列的类型(FIXED_LEN_BYTE_ARRAY)读不了;请改成整数、小数、文字、日期或是否(BOOLEAN)后重新导出"
                .into(),
        ),
    ];
    for (column, values, expected) in cases {
        let schema = format!("OPTIONAL BYTE_ARRAY name (UTF8); {column};");
        let told = read_parquet(&schema, &[name(), values]).unwrap_err();
        assert_eq!(told.trim_start_matches("企业.parquet").trim_start(), expected);
    }
    // A column that is passed over may be of any type.
    let schema = "OPTIONAL BYTE_ARRAY name (UTF8); OPTIONAL FIXED_LEN_BYTE_ARRAY (2) 电话;";
    let folder = Folder::new();
    let path = folder.file("企业.parquet", parquet_of(schema, &[name(), Values::Fixed(vec![None, None])]));
    let loaded = read_with(&path, &Options { ignore_unknown: true, ..options() }).unwrap();
    assert_eq!((loaded.population.rows(), loaded.ignored), (2, vec!["电话".to_owned()]));
}

#[test]
fn 嵌套的列_说出是哪一列() {
    let nested = [
        "OPTIONAL group 地址 { OPTIONAL BYTE_ARRAY 市 (UTF8); }",
        "OPTIONAL group 专利 (LIST) { REPEATED group list { OPTIONAL INT32 element; } }",
        "REPEATED INT32 电话;",
    ];
    for (column, name) in nested.iter().zip(["地址", "专利", "电话"]) {
        let told = read_bytes_as("企业.parquet", parquet_of(&format!("OPTIONAL INT64 revenue_y1; {column}"), &[]));
        assert_eq!(
            told.unwrap_err(),
            format!(
                "企业.parquet “{name}”列:这一列是嵌套的(列表或结构),一格里不止一个值;请展开成普通的列,或者去掉这一列后重新导出"
            )
        );
    }
}

#[test]
fn 很深的嵌套_不会压垮程序() {
    // A hundred thousand groups, one in the other, each claiming two billion children.
    let mut footer = vec![0x15, 0x02, 0x19, 0xFC];
    let levels: u32 = 100_000;
    varint(&mut footer, levels);
    for _ in 0..levels {
        footer.extend([0x35, 0x02, 0x18, 0x01, b'x', 0x15]);
        varint(&mut footer, u32::MAX - 1);
        footer.push(0);
    }
    footer.extend([0x16, 0x00, 0x19, 0x0C, 0x00]);
    let bytes = [b"PAR1".as_slice(), &footer, &(footer.len() as u32).to_le_bytes(), b"PAR1"].concat();
    assert!(read_bytes_as("企业.parquet", bytes).unwrap_err().contains("“x”列:这一列是嵌套的"));
}

fn varint(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

#[test]
fn 行组和批次的交界_行号不变() {
    let rows = 2 * BATCH + 10;
    let names: Vec<Option<Vec<u8>>> = (0..rows).map(|row| Some(format!("企业{row}").into_bytes())).collect();
    let figures: Vec<Option<i64>> = (0..rows as i64).map(|row| (row % 3 > 0).then_some(row)).collect();
    let schema = "OPTIONAL BYTE_ARRAY name (UTF8); OPTIONAL INT64 revenue_y1_fen;";
    let columns = [Values::Bytes(names), Values::Long(figures)];
    let expected: Vec<String> = (0..rows)
        .map(|row| match row % 3 {
            0 => format!("{} |企业{row}|| ", row + 2),
            _ => format!("{} |企业{row}|| revenue.y1={row}", row + 2),
        })
        .collect();
    for properties in [
        WriterProperties::builder().set_data_page_row_count_limit(1_000).build(),
        WriterProperties::builder()
            .set_writer_version(WriterVersion::PARQUET_2_0)
            .set_encoding(Encoding::PLAIN)
            .build(),
        WriterProperties::builder()
            .set_dictionary_enabled(false)
            .set_compression(Compression::ZSTD(Default::default()))
            .build(),
    ] {
        let bytes = parquet_in_groups(schema, 3_000, &columns, properties);
        assert_eq!(read_bytes_as("企业.parquet", bytes).unwrap(), expected);
    }
}

#[test]
fn 读不了的压缩和编码_说出改成什么() {
    let columns = [Values::texts(&[Some("甲"), Some("乙")])];
    let schema = "OPTIONAL BYTE_ARRAY name (UTF8);";
    let properties =
        WriterProperties::builder().set_dictionary_enabled(false).set_encoding(Encoding::DELTA_BYTE_ARRAY).build();
    assert_eq!(
        read_bytes_as("企业.parquet", parquet_in_groups(schema, 10, &columns, properties)).unwrap_err(),
        "企业.parquet “name”列:用 DELTA_BYTE_ARRAY 编码,读不了;请改用字典或 PLAIN 编码后重新导出"
    );
}

#[test]
fn 不完整的文件_一句话说清() {
    let whole = sample();
    let broken = "企业.parquet:Parquet 文件不完整或已损坏,请重新导出或上传";
    for bytes in
        [&whole[..6], &whole[..whole.len() / 2], &whole[..whole.len() - 1], b"PAR1PAR1", b"PAR1\xFF\xFF\xFF\xFFPAR1"]
    {
        assert_eq!(read_bytes_as("企业.parquet", bytes).unwrap_err(), broken);
    }
    let locked = [&whole[..whole.len() - 4], b"PARE"].concat();
    assert_eq!(
        read_bytes_as("企业.parquet", locked).unwrap_err(),
        "企业.parquet:Parquet 文件是加密的,请导出不加密的文件"
    );
    let folder = Folder::new();
    let path = folder.file("企业.parquet", &whole);
    let told = |limits| message(read_with(&path, &Options { limits, ..options() }).unwrap_err());
    assert_eq!(told(Limits { rows: 2, ..Limits::default() }), "企业.parquet:超过 2 行,请拆成几个文件分别判定");
    assert_eq!(
        told(Limits { columns: 2, ..Limits::default() }),
        "企业.parquet:有 5 列,最多 2 列;请只留下填报模板中的列"
    );
    assert_eq!(
        told(Limits { unpacked: 10, ..Limits::default() }),
        "企业.parquet “name”列:有一页解压后 14 字节,超过一次可读的 10 字节;请以较小的页重新导出"
    );
}

/// A small table with a column of each kind, in a form of pages and packing.
fn sample() -> Vec<u8> {
    sample_with(WriterProperties::builder().set_compression(Compression::SNAPPY).build())
}

fn sample_with(properties: WriterProperties) -> Vec<u8> {
    let schema = "OPTIONAL BYTE_ARRAY name (UTF8); OPTIONAL INT64 revenue_y1; OPTIONAL DOUBLE revenue_y2;
        OPTIONAL BOOLEAN own_brand; OPTIONAL FIXED_LEN_BYTE_ARRAY (3) revenue_y3 (DECIMAL(6, 2));";
    let columns = [
        Values::texts(&[Some("甲"), Some("乙"), None]),
        Values::Long(vec![Some(1), None, Some(2)]),
        Values::Double(vec![Some(1.5), Some(2.5), None]),
        Values::Bool(vec![None, Some(true), Some(false)]),
        Values::Fixed(vec![Some(vec![0, 1, 2]), None, None]),
    ];
    parquet_in_groups(schema, 2, &columns, properties)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// A file with a few bytes changed, or cut off, is read or refused; nothing else.
    #[test]
    fn no_damage_breaks_the_reader(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
        keep_going in any::<bool>(),
        form in 0..4,
    ) {
        let form_of = WriterProperties::builder();
        let mut bytes = sample_with(match form {
            0 => form_of.build(),
            1 => form_of.set_compression(Compression::SNAPPY).set_dictionary_enabled(false).build(),
            2 => form_of.set_writer_version(WriterVersion::PARQUET_2_0).set_compression(Compression::ZSTD(Default::default())).build(),
            _ => form_of.set_column_encoding("revenue_y1".into(), Encoding::DELTA_BINARY_PACKED).set_dictionary_enabled(false).build(),
        });
        changes.iter().for_each(|(at, byte)| { let at = at.index(bytes.len()); bytes[at] = *byte; });
        if let Some(cut) = cut.filter(|_| changes.is_empty()) {
            bytes.truncate(cut.index(bytes.len()));
        }
        let folder = Folder::new();
        let path = folder.file("企业.parquet", bytes);
        let limits = Limits { rows: 100_000, ..Limits::default() };
        let _ = read_with(&path, &Options { keep_going, limits, ..options() });
    }
}
