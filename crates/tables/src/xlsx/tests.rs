use std::io::{Cursor, Write};

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::testing::*;
use crate::{Limits, Options};

/// A workbook of one sheet, made by another's hand.
fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

/// Puts rows of cells: numbers where they are numbers, texts otherwise, nothing where nothing stands.
fn put(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(*cells) {
            match cell.parse::<f64>() {
                _ if cell.is_empty() => {}
                Ok(number) => drop(sheet.write_number(row, column, number).unwrap()),
                Err(_) => drop(sheet.write_string(row, column, *cell).unwrap()),
            }
        }
    }
}

fn read_book(fill: impl FnOnce(&mut Worksheet)) -> Result<Vec<String>, String> {
    read_bytes_as("企业.xlsx", book(fill))
}

/// A workbook from its parts, for what no writer writes.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    package_with(parts, SimpleFileOptions::default())
}

fn package_with(parts: &[(&str, &str)], options: SimpleFileOptions) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RELS: &str = r#"<Relationships><Relationship Id="r1" Type="x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook><sheets><sheet name="企业" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const WORKBOOK_RELS: &str =
    r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook whose one sheet is written out.
fn sheet_xml(sheet: &str) -> Vec<u8> {
    let sheet = format!("<worksheet>{sheet}</worksheet>");
    package(&[
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELS),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

const HEADER: &str = r#"<row r="1"><c r="A1" t="str"><v>name</v></c><c r="B1" t="str"><v>revenue_y1</v></c></row>"#;

#[test]
fn 表格软件里怎样填_就怎样读() {
    let read = read_book(|sheet| {
        let percent = Format::new().set_num_format("0.0%");
        let day = Format::new().set_num_format("yyyy年m月d日");
        let headings = [
            "企业名称",
            "统一社会信用代码",
            "2025年营业收入",
            "上年度研发费用总额(万元)",
            "上年度从业人员数",
            "主导产品在全国细分市场占有率(%)",
            "开始从事该细分市场的日期",
            "拥有自主品牌",
        ];
        let ids = [
            "name",
            "credit_code",
            "revenue_y1",
            "rd_expense_y1",
            "employees_y1",
            "market_share",
            "market_entry",
            "own_brand",
        ];
        put(sheet, &[&["2026年优质中小企业汇总表"], &["单位:元"], &headings, &ids]);
        sheet.write_string(4, 0, " 梯田一号 ").unwrap();
        sheet.write_string(4, 1, code(1)).unwrap();
        // What the arithmetic of spreadsheets leaves behind the fifteenth digit.
        sheet.write_number(4, 2, 12_345_000.299_999_999).unwrap();
        sheet.write_formula(4, 3, Formula::new("=12.3*1").set_result("12.299999999999999")).unwrap();
        sheet.write_string(4, 4, "１２０人").unwrap();
        sheet.write_number_with_format(4, 5, 0.053, &percent).unwrap();
        sheet.write_datetime_with_format(4, 6, ExcelDateTime::from_ymd(2020, 7, 1).unwrap(), &day).unwrap();
        sheet.write_boolean(4, 7, true).unwrap();
    });
    let figures =
        "employees.y1=120 revenue.y1=1234500030 market_months=66 market_share=53000 own_brand=1 rd_expense.y1=12300000";
    let mut expected: Vec<&str> = figures.split(' ').collect();
    let read = read.unwrap();
    let (who, found) = read[0].split_once("| ").unwrap();
    let mut found: Vec<&str> = found.split(' ').collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!((who, found), (format!("5 {}|梯田一号|", code(1)).as_str(), expected));
}

#[test]
fn 百分数看格式_普通数字看表头() {
    let percent = Format::new().set_num_format("0.00%");
    let read = |cells: &[(f64, bool)]| {
        let bytes = book(|sheet| {
            put(sheet, &[&["name", "market_share"]]);
            for (row, (share, formatted)) in (1u32..).zip(cells) {
                sheet.write_string(row, 0, format!("企业{row}")).unwrap();
                match formatted {
                    true => sheet.write_number_with_format(row, 1, *share, &percent).unwrap(),
                    false => sheet.write_number(row, 1, *share).unwrap(),
                };
            }
        });
        let shares: Vec<String> = read_bytes_as("企业.xlsx", &bytes).unwrap();
        let shares: Vec<String> = shares.iter().map(|row| row.split('=').next_back().unwrap().to_owned()).collect();
        (shares.join(" "), notes_of("企业.xlsx", &bytes))
    };
    assert_eq!(read(&[(0.053, true), (0.3, true)]), ("53000 300000".into(), vec![]));
    assert_eq!(read(&[(5.3, false), (30.0, false)]), ("53000 300000".into(), vec![]));
    let fractions = "全表 “market_share”列没有一个数超过 1%,请核对是不是写成了小数:5.3% 请填 5.3,不是 0.053";
    assert_eq!(read(&[(0.053, false), (0.3, false)]), ("530 3000".into(), vec![fractions.into()]));
    let mixed = "全表 “market_share”列有 1 格是百分数格式,有 1 格是普通数字;普通数字按 % 读(5.3 是 5.3%,0.053 是 0.053%),请核对";
    assert_eq!(read(&[(0.053, true), (0.3, false)]), ("53000 3000".into(), vec![mixed.into()]));
}

#[test]
fn 没有设格式的日期序号_读作日期并提醒() {
    let bytes = book(|sheet| put(sheet, &[&["name", "market_entry"], &["甲", "44013"], &["乙", "20200701"]]));
    let rows = read_bytes_as("企业.xlsx", &bytes).unwrap();
    assert_eq!(rows, ["2 |甲|| market_months=66", "3 |乙|| market_months=66"]);
    let told = "全表 “market_entry”列有 1 格没有设成日期格式(例如第 2 行),已按 Excel 的日期序号读,请核对";
    assert_eq!(notes_of("企业.xlsx", &bytes), [told]);
}

#[test]
fn 有问题的格子_一句话说清() {
    let one = code(1);
    let cases: &[(&[&[&str]], &str)] = &[
        (&[], "企业.xlsx:没有可以读的工作表:看得见的工作表都是空的;第一行请写表头"),
        (
            &[&["序号", "备注"], &["1", "x"]],
            "企业.xlsx 第 1 行“序号”列:表头中没有一列是认识的;第一行请写表头,可以用 titian rulebook template 生成填报模板",
        ),
        (
            &[&["revenu_y1", "city"], &["1", "南宁"]],
            "企业.xlsx 第 1 行“revenu_y1”列:不认识这一列,是不是“revenue_y1”?请改表头;确实不需要的,删去这一列或加 --ignore-unknown 略过",
        ),
        (
            &[&["上年度营业收入总额(人)", "city"]],
            "企业.xlsx 第 1 行“上年度营业收入总额(人)”列:单位“人”与“上年度营业收入总额”不符,请改成 (元)、(万元)、(亿元),数字也要按新的单位填写",
        ),
        (
            &[&["name", "上年度营业收入总额(元)"], &["甲", "1"], &["乙", "约五百万"]],
            "企业.xlsx 第 3 行“上年度营业收入总额(元)”列:“约五百万”不是数字,请写成 “500万元”或“1亿元”",
        ),
        (
            &[&["name", "revenue_y1"], &["甲", "12", "5"]],
            "企业.xlsx 第 2 行“C”列:这一列没有表头,请在表头行写上这一列的名称,或者删去这一列",
        ),
        (
            &[&["name", "", "city"], &["甲", "x", "南宁"]],
            "企业.xlsx 第 2 行“B”列:这一列没有表头,请在第一行写上表头,或者删去这一列",
        ),
        (
            &[&["name", "employees_y1"], &["甲", "-1"]],
            "企业.xlsx 第 2 行“employees_y1”列:“上年度从业人员数”不能小于 0人",
        ),
        (
            &[&["name", "revenue_y1"], &["甲", "0.3333333333"]],
            "企业.xlsx 第 2 行“revenue_y1”列:“0.3333333333”的小数位太多,金额最多精确到分",
        ),
        (
            &[&["credit_code", "name"], &["914501000000000000", "甲"]],
            "企业.xlsx 第 2 行“credit_code”列:“9.14501E+17”被表格软件改成了科学记数,原代码已经丢失;请把这一列设为文本格式后重新填写",
        ),
        (
            &[&["credit_code", "name"], &[&one, "甲"], &[], &[&one, "乙"]],
            "企业.xlsx 第 4 行“credit_code”列:统一社会信用代码 9X450100000000001X 与第 2 行重复,请核对,只保留一行",
        ),
        (&[&["name", "founded"], &["甲", "12"]], "企业.xlsx 第 2 行“founded”列:“12”不是日期,请写成 2026-04-01"),
    ];
    for (rows, expected) in cases {
        let expected = expected.replace("9X450100000000001X", &one);
        assert_eq!(read_book(|sheet| put(sheet, rows)).unwrap_err(), expected);
    }
}

#[test]
fn 公式错误_说出行和列() {
    let row = r#"<row r="2"><c r="A2" t="str"><v>甲</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>"#;
    assert_eq!(
        read_bytes_as("企业.xlsx", sheet_xml(&format!("<sheetData>{HEADER}{row}</sheetData>"))).unwrap_err(),
        "企业.xlsx 第 2 行“revenue_y1”列:这一格是公式错误 #DIV/0!,请在表格软件里改正公式;不知道的请留空"
    );
    let blank = r#"<row r="2"><c r="A2" t="str"><v>甲</v></c><c r="B2"><f>1+1</f></c></row>"#;
    for value in ["", "<v/>", "<v></v>"] {
        let blank = blank.replace("</f>", &format!("</f>{value}"));
        assert_eq!(
            read_bytes_as("企业.xlsx", sheet_xml(&format!("<sheetData>{HEADER}{blank}</sheetData>"))).unwrap_err(),
            "企业.xlsx 第 2 行“revenue_y1”列:这一格的公式还没有算出值,请用 Excel 打开并保存后再读"
        );
    }
    // A text of no characters is a value.
    let nothing = blank.replace("<c r=\"B2\">", "<c r=\"B2\" t=\"str\">").replace("</f>", "</f><v></v>");
    assert_eq!(
        read_bytes_as("企业.xlsx", sheet_xml(&format!("<sheetData>{HEADER}{nothing}</sheetData>"))).unwrap(),
        ["2 |甲|| "]
    );
    let row = row.replace("#DIV/0!", "#SPILL!");
    assert_eq!(
        read_bytes_as("企业.xlsx", sheet_xml(&format!("<sheetData>{HEADER}{row}</sheetData>"))).unwrap_err(),
        "企业.xlsx:有的格子是公式错误 #SPILL!,请在表格软件里改正公式;不知道的请留空"
    );
}

#[test]
fn 读哪一个工作表() {
    let list: &[&[&str]] = &[&["企业名称", "city"], &["甲", "南宁"]];
    let several = |names: &[(&str, bool, &[&[&str]])]| {
        let mut book = Workbook::new();
        for (name, hidden, rows) in names {
            let sheet = book.add_worksheet().set_name(*name).unwrap();
            sheet.set_hidden(*hidden);
            put(sheet, rows);
        }
        read_bytes_as("企业.xlsx", book.save_to_buffer().unwrap())
    };
    let about: &[&[&str]] = &[&["列", "说明"], &["企业名称", "与营业执照一致"]];
    let found = Ok(vec!["2 |甲|南宁| ".to_owned()]);
    assert_eq!(several(&[("说明", false, about), ("名单", false, list)]), found);
    assert_eq!(several(&[("名单", false, list), ("旧", true, list)]), found);
    assert_eq!(several(&[("空", false, &[]), ("名单", false, list)]), found);
    assert_eq!(
        several(&[("一", false, list), ("说明", false, about), ("二", false, list)]).unwrap_err(),
        "企业.xlsx:有 2 个工作表都像是企业名单:“一”、“二”;请只留下要读的一个,其余的删去、隐藏或另存为别的文件"
    );
}

#[test]
fn 看不见的行列和合并单元格_都要提醒() {
    let bytes = book(|sheet| {
        put(
            sheet,
            &[
                &["2026年汇总表"],
                &["name", "city", "revenue_y1", "备注"],
                &["甲", "", "1"],
                &["乙", "", "2"],
                &["丙", "柳州", "3"],
                &["丁", "柳州", "4"],
                &["戊", "南宁", "5"],
            ],
        );
        sheet.merge_range(0, 0, 0, 3, "2026年汇总表", &Format::new()).unwrap();
        sheet.merge_range(2, 1, 3, 1, "南宁", &Format::new()).unwrap();
        for row in [4, 5, 20] {
            sheet.set_row_hidden(row).unwrap();
        }
        sheet.set_column_hidden(2).unwrap();
    });
    assert_eq!(
        read_bytes_as("企业.xlsx", &bytes).unwrap()[..2],
        ["3 |甲|南宁| revenue.y1=1000000", "4 |乙|| revenue.y1=2000000"]
    );
    assert_eq!(
        notes_of("企业.xlsx", &bytes),
        [
            "全表 C 列是隐藏的,也已读入;不需要的请删去后重新读入",
            "3 B3:B4 是合并单元格,只有左上角的一格有内容,其余按空白读;请取消合并,逐格填写",
            "5 第 5—6 行是隐藏的,也已读入;不需要的请删去后重新读入",
        ]
    );
}

#[test]
fn 老_mac_的日期从_1904_年数起() {
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>name</v></c><c r="B1" t="str"><v>market_entry</v></c></row>
        <row r="2"><c r="A2" t="str"><v>甲</v></c><c r="B2"><v>42551</v></c></row></sheetData></worksheet>"#;
    let workbook = WORKBOOK.replace("<sheets>", r#"<workbookPr date1904="1"/><sheets>"#);
    let bytes = package(&[
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELS),
        ("xl/worksheets/sheet1.xml", sheet),
    ]);
    assert_eq!(read_bytes_as("企业.xlsx", bytes).unwrap(), ["2 |甲|| market_months=66"]);
}

#[test]
fn 声称很大的工作表_不占内存() {
    // Formatted to the last cell, as people do: what is declared does not count.
    let row = r#"<row r="2"><c r="A2" t="str"><v>甲</v></c><c r="B2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>"#;
    let sheet = format!(r#"<dimension ref="A1:XFD1048576"/><sheetData>{HEADER}{row}</sheetData>"#);
    assert_eq!(read_bytes_as("企业.xlsx", sheet_xml(&sheet)).unwrap(), ["2 |甲|| revenue.y1=1000000"]);
    // One that holds something there is told where.
    let row = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let told = read_bytes_as("企业.xlsx", sheet_xml(&format!("<sheetData>{HEADER}{row}</sheetData>"))).unwrap_err();
    assert_eq!(told, "企业.xlsx 第 1048576 行“XFD”列:这一列没有表头,请在表头行写上这一列的名称,或者删去这一列");
    let beyond = r#"<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>"#;
    let told = read_bytes_as("企业.xlsx", sheet_xml(&format!("<sheetData>{HEADER}{beyond}</sheetData>"))).unwrap_err();
    assert!(told.starts_with("企业.xlsx:"), "{told}");
    let turned = r#"<row r="3"><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>"#;
    let told = read_bytes_as("企业.xlsx", sheet_xml(&format!("<sheetData>{HEADER}{turned}</sheetData>"))).unwrap_err();
    assert_eq!(told, "企业.xlsx:工作表中行列的次序不对,请用 Excel 打开后重新另存为 .xlsx");
}

#[test]
fn 压缩炸弹_读之前就拒绝() {
    let limits = Limits { unpacked: 1 << 20, ..Limits::default() };
    let read = |bytes: Vec<u8>, limits: Limits| {
        let folder = Folder::new();
        let path = folder.file("企业.xlsx", bytes);
        read_with(&path, &Options { limits, ..options() }).map(|_| ()).map_err(message)
    };
    let blank = format!("<sheetData>{HEADER}</sheetData>{}", " ".repeat(2 << 20));
    let large = "企业.xlsx:表格解压后有 2 MB,超过一次可读的 1 MB;请另存为 .csv,或拆成几个文件分别判定";
    assert_eq!(read(sheet_xml(&blank), limits).unwrap_err(), large);
    // Thirty megabytes of nothing within a generous limit.
    let nothing = format!("<sheetData>{HEADER}</sheetData>{}", " ".repeat(30 << 20));
    assert_eq!(
        read(sheet_xml(&nothing), Limits::default()).unwrap_err(),
        "企业.xlsx:文件的压缩比异常(解压后膨胀几百倍),不予读取;请用 Excel 打开后重新另存为 .xlsx"
    );
    // A part that says it is small: its size stands in the list of parts, behind the word PK\x01\x02.
    let mut lying = sheet_xml(&blank);
    let size = (blank.len() as u32 + 23).to_le_bytes();
    let places: Vec<usize> = (0..lying.len() - 4).filter(|at| lying[*at..at + 4] == size).collect();
    assert!(!places.is_empty());
    places.iter().for_each(|at| lying[*at..at + 4].copy_from_slice(&1_000u32.to_le_bytes()));
    let told = read(lying, limits).unwrap_err();
    assert!(told == large || told.contains("已损坏"), "{told}");
    // Room for the strings of the whole world.
    let strings = r#"<sst uniqueCount="987654321098"><si><t>x</t></si></sst>"#;
    let bytes = package(&[("_rels/.rels", RELS), ("xl/workbook.xml", WORKBOOK), ("xl/sharedStrings.xml", strings)]);
    assert!(read(bytes, Limits::default()).unwrap_err().contains("已损坏"));
    let many: Vec<String> = (0..10_001).map(|n| format!("{n}.xml")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "")).collect();
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    assert_eq!(
        read(package_with(&many, stored), Limits::default()).unwrap_err(),
        "企业.xlsx:压缩包里有 10001 个文件,不像 Excel 表格,请用 Excel 重新另存为 .xlsx"
    );
}

#[test]
fn 别的文件_说出是什么() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("xl/workbook.bin", "")], "这是 .xlsb 文件,请用 Excel 另存为 .xlsx"),
        (&[("mimetype", ""), ("content.xml", "")], "这是 .ods 一类的文件,请用表格软件另存为 .xlsx 或 .csv"),
        (&[("_rels/.rels", ""), ("word/document.xml", "")], "这是 Word 文件,请把表格复制到 Excel 中另存为 .xlsx"),
        (&[("名单.xlsx", "")], "这是压缩包,请先解压,再读取其中的表格文件"),
        (&[("a.txt", "")], "不是 Excel 表格,请用 Excel 另存为 .xlsx"),
        (
            &[("_rels/.rels", RELS), ("_RELS/.rels", RELS)],
            "Excel 文件不完整或已损坏,请重新下载或上传,或者用 Excel 打开后重新另存为 .xlsx",
        ),
    ];
    for (parts, expected) in cases {
        assert_eq!(read_bytes_as("企业.xlsx", package(parts)).unwrap_err(), format!("企业.xlsx:{expected}"));
    }
    let whole = sheet_xml(&format!("<sheetData>{HEADER}</sheetData>"));
    assert_eq!(
        read_bytes_as("企业.xlsx", &whole[..whole.len() - 30]).unwrap_err(),
        "企业.xlsx:Excel 文件不完整或已损坏,请重新下载或上传,或者用 Excel 打开后重新另存为 .xlsx"
    );
    // The flag of a part that is encrypted, in both of its headers.
    let mut locked = whole.clone();
    for (mark, flag) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places: Vec<usize> = (0..locked.len() - 4).filter(|at| &locked[*at..at + 4] == mark).collect();
        places.iter().for_each(|at| locked[at + flag] |= 1);
    }
    assert_eq!(
        read_bytes_as("企业.xlsx", locked).unwrap_err(),
        "企业.xlsx:文件有密码保护,请先用 Excel 打开,取消密码后重新保存"
    );
}

/// A small workbook with everything in it that we read.
fn sample() -> Vec<u8> {
    book(|sheet| {
        put(sheet, &[&["名单"], &["企业名称", "revenue_y1", "market_share"], &["甲", "1.5", "5"], &["乙", "2", "6"]]);
        sheet.write_number_with_format(4, 2, 0.07, &Format::new().set_num_format("0%")).unwrap();
        sheet.write_string(4, 0, "丙").unwrap();
        sheet.merge_range(0, 0, 0, 2, "名单", &Format::new()).unwrap();
        sheet.set_row_hidden(3).unwrap();
    })
}

/// The parts of a workbook, unpacked.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut part = zip.by_index(at).unwrap();
            let mut content = String::new();
            std::io::Read::read_to_string(&mut part, &mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A workbook with a few bytes changed, or cut off, is read or refused; nothing else.
    #[test]
    fn no_damage_breaks_the_reader(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = sample();
        changes.iter().for_each(|(at, byte)| { let at = at.index(bytes.len()); bytes[at] = *byte; });
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = read_bytes_as("企业.xlsx", bytes);
    }

    /// The same with the parts themselves changed: the archive is whole, its content is not.
    #[test]
    fn no_damaged_part_breaks_the_reader(
        part in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        length in 0usize..8,
        inside in "([<>/\"=&;a-z0-9:]|\u{20}|-1|99999999999|XFD1048576|A0){0,6}",
    ) {
        let mut parts = parts(&sample());
        let part = part.index(parts.len());
        let (_, content) = &mut parts[part];
        let at = (0..=at.index(content.len())).rev().find(|at| content.is_char_boundary(*at)).unwrap();
        let end = (at + length..=content.len()).find(|end| content.is_char_boundary(*end)).unwrap_or(content.len());
        content.replace_range(at..end, &inside);
        let parts: Vec<(&str, &str)> = parts.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect();
        let _ = read_bytes_as("企业.xlsx", package(&parts));
    }
}
