mod hostile;

use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::testing::*;

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
