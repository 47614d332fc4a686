//! What holds for every format alike.

use proptest::prelude::*;

use crate::testing::*;
use crate::{Loaded, Options, Reject, TableError};

/// The same table in each of the formats, under the name that it has there.
fn in_every_format(headings: &[&str], rows: &[Vec<Item>]) -> [(&'static str, Vec<u8>); 3] {
    [
        ("企业.csv", csv_of(headings, rows)),
        ("企业.xlsx", xlsx_of(headings, rows)),
        ("企业.parquet", parquet_table(headings, rows)),
    ]
}

type Told = (Vec<String>, Vec<Reject>, Vec<(Option<u64>, String)>);

/// Everything that reading gives, or where it stops.
fn told(read: Result<Loaded, TableError>) -> Result<Told, (Option<u64>, Option<String>, String)> {
    match read {
        Ok(loaded) => {
            let notes = loaded.notes.first.iter().map(|note| (note.row, note.message.clone())).collect();
            Ok((shown(&loaded), loaded.rejects, notes))
        }
        Err(error) => Err((error.row, error.column, error.message)),
    }
}

const HEADINGS: [&str; 8] = [
    "序号",
    "企业名称",
    "revenue_y1",
    "上年度研发费用总额(元)",
    "employees_y1",
    "market_share",
    "own_brand",
    "market_entry",
];

fn item(column: usize) -> BoxedStrategy<Item> {
    let odd = prop_oneof![
        Just("约五百万"),
        Just("1,234.5"),
        Just(" ３ "),
        Just("是"),
        Just("2020年7月1日"),
        Just("#REF!"),
        Just("0.0000001"),
        Just("=1+1")
    ];
    let usual = match column {
        0 => (1u32..1_000).prop_map(|n| Item::Number(n.into())).boxed(),
        1 => "[甲乙丙]{1,3}".prop_map(Item::Text).boxed(),
        2 => (0u32..1_000_000, 0u32..4)
            .prop_map(|(n, places)| Item::Number(f64::from(n) / 10f64.powi(places as i32)))
            .boxed(),
        3 => (0u32..1_000_000_000).prop_map(|n| Item::Number(f64::from(n) / 100.0)).boxed(),
        4 => (0u32..10_000).prop_map(|n| Item::Number(n.into())).boxed(),
        5 => (0u32..10_000).prop_map(|n| Item::Share(f64::from(n) / 100.0)).boxed(),
        6 => any::<bool>().prop_map(Item::Yes).boxed(),
        _ => (2000u32..2027, 1u32..13).prop_map(|(y, m)| Item::Text(format!("{y}-{m:02}-01"))).boxed(),
    };
    prop_oneof![12 => usual, 3 => Just(Item::Blank), 1 => odd.prop_map(|text| Item::Text(text.into()))].boxed()
}

fn table() -> impl Strategy<Value = Vec<Vec<Item>>> {
    let row: Vec<BoxedStrategy<Item>> = (0..HEADINGS.len()).map(item).collect();
    prop::collection::vec(row, 0..8)
}

proptest! {
    /// A table reads the same in every format, whether it is clean or not.
    #[test]
    fn every_format_reads_the_same(rows in table(), keep_going in any::<bool>()) {
        let folder = Folder::new();
        let options = Options { keep_going, ..options() };
        let mut all = in_every_format(&HEADINGS, &rows).into_iter().map(|(name, bytes)| {
            told(read_with(&folder.file(name, bytes), &options))
        });
        let csv = all.next();
        for other in all {
            prop_assert_eq!(Some(&other), csv.as_ref());
        }
    }
}

#[test]
fn 每种格式_第一个问题都在同一处() {
    let rows =
        [vec![Item::Text("甲".into()), Item::Number(1.5)], vec![Item::Text("乙".into()), Item::Text("很多".into())]];
    for (name, bytes) in in_every_format(&["企业名称", "revenue_y1"], &rows) {
        assert_eq!(
            read_bytes_as(name, bytes).unwrap_err(),
            format!("{name} 第 3 行“revenue_y1”列:“很多”不是数字,请写成 “500万元”或“1亿元”")
        );
    }
}

#[test]
fn 太大的文件_不读就拒绝() {
    let folder = Folder::new();
    for name in ["大.xlsx", "大.xls", "大.parquet"] {
        let path = folder.path(name);
        // Sparse: two gigabytes by its size, nothing on the disk.
        std::fs::File::create(&path).unwrap().set_len(2 << 30).unwrap();
        let told = message(read_with(&path, &options()).unwrap_err());
        assert_eq!(told, format!("{name}:文件有 2 GB,超过一次可读的 1 GB,请拆成几个文件分别判定"));
    }
}

#[test]
fn 内容和扩展名不符_看内容() {
    let rows = [vec![Item::Text("甲".into()), Item::Number(1.0)]];
    for (_, bytes) in in_every_format(&["企业名称", "revenue_y1"], &rows).into_iter().skip(1) {
        assert_eq!(read_bytes_as("企业.csv", bytes).unwrap(), ["2 |甲|| revenue.y1=1000000"]);
    }
    for (name, told) in [
        ("a.xlsx", "不是 Excel 文件(内容不完整或已损坏),请用 Excel 重新另存为 .xlsx,或者另存为 .csv"),
        ("a.parquet", "不是 Parquet 文件,或者开头已损坏,请重新导出"),
        ("a.doc", "不认识这种文件;可以读 .csv、.xlsx、.xls、.parquet"),
    ] {
        assert_eq!(read_bytes_as(name, "name,city\n").unwrap_err(), format!("{name}:{told}"));
    }
}
