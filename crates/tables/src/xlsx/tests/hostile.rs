//! Files that mean harm, are something else, or came to harm.

use std::sync::LazyLock;

use proptest::prelude::*;
use zip::CompressionMethod;

use super::*;
use crate::{Limits, Options};

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
fn 很宽的表头_很多工作表_很快就拒绝() {
    let wide: String = (0..16_000).map(|n| format!("<c t=\"str\"><v>不认识的列{n}</v></c>")).collect();
    let rows: String = (1..=11).map(|row| format!("<row r=\"{row}\">{wide}</row>")).collect();
    let told = read_bytes_as("企业.xlsx", sheet_xml(&format!("<sheetData>{rows}</sheetData>"))).unwrap_err();
    assert_eq!(told, "企业.xlsx 第 1 行:有 16000 列,最多 2000 列;请只留下填报模板中的列");
    let many: String = (0..201).map(|n| format!("<sheet name=\"s{n}\" sheetId=\"1\" r:id=\"r1\"/>")).collect();
    let workbook = format!("<workbook><sheets>{many}</sheets></workbook>");
    let parts = [("_rels/.rels", RELS), ("xl/workbook.xml", &workbook), ("xl/_rels/workbook.xml.rels", WORKBOOK_RELS)];
    let told = read_bytes_as("企业.xlsx", package(&parts)).unwrap_err();
    assert_eq!(told, "企业.xlsx:有 201 个工作表,请只留下要读的一个,其余的删去或隐藏");
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
static SAMPLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    book(|sheet| {
        put(sheet, &[&["名单"], &["企业名称", "revenue_y1", "market_share"], &["甲", "1.5", "5"], &["乙", "2", "6"]]);
        sheet.write_number_with_format(4, 2, 0.07, &Format::new().set_num_format("0%")).unwrap();
        sheet.write_string(4, 0, "丙").unwrap();
        sheet.merge_range(0, 0, 0, 2, "名单", &Format::new()).unwrap();
        sheet.set_row_hidden(3).unwrap();
    })
});

/// Its parts, unpacked.
static PARTS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut zip = zip::ZipArchive::new(Cursor::new(SAMPLE.as_slice())).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut part = zip.by_index(at).unwrap();
            let mut content = String::new();
            std::io::Read::read_to_string(&mut part, &mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A workbook with a few bytes changed, or cut off, is read or refused; nothing else.
    #[test]
    fn no_damage_breaks_the_reader(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = SAMPLE.clone();
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
        let mut parts = PARTS.clone();
        let part = part.index(parts.len());
        let (_, content) = &mut parts[part];
        let at = (0..=at.index(content.len())).rev().find(|at| content.is_char_boundary(*at)).unwrap();
        let end = (at + length..=content.len()).find(|end| content.is_char_boundary(*end)).unwrap_or(content.len());
        content.replace_range(at..end, &inside);
        let parts: Vec<(&str, &str)> = parts.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect();
        let _ = read_bytes_as("企业.xlsx", package(&parts));
    }
}
