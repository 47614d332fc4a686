use proptest::prelude::*;

use super::*;
use crate::Limits;
use crate::testing::*;

/// A record of a workbook stream.
fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    let length = content.len() as u16;
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), content].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Characters, two bytes each, behind their number.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [&(units.len() as u16).to_le_bytes()[..], &[1], &words(&units)].concat()
}

fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    record(0x0204, &[words(&[row, column, 0]), wide(text)].concat())
}

/// Styles: 0 plain, 1 built-in percentage, 2 a date, 3 a percentage of one's own.
fn number(row: u16, column: u16, style: u16, number: f64) -> Vec<u8> {
    record(0x0203, &[&words(&[row, column, style])[..], &number.to_le_bytes()].concat())
}

fn dimensions(rows: u32, columns: u16) -> Vec<u8> {
    let rows = [0u32.to_le_bytes(), rows.to_le_bytes()].concat();
    record(0x0200, &[rows, words(&[0, columns, 0])].concat())
}

/// A workbook stream of sheets: name, whether hidden, records.
fn workbook(sheets: &[(&str, bool, Vec<u8>)]) -> Vec<u8> {
    let begin = |kind: u16| record(0x0809, &words(&[0x0600, kind, 0, 0, 0, 0, 0, 0]));
    let style = |format: u16| record(0x00E0, &words(&[0, format, 0, 0, 0, 0, 0, 0, 0, 0]));
    let mut globals = begin(5);
    globals.extend(record(0x041E, &[words(&[164]), wide("0.0%\"左右\"")].concat()));
    for format in [0, 10, 14, 164] {
        globals.extend(style(format));
    }
    let bodies: Vec<Vec<u8>> =
        sheets.iter().map(|(.., body)| [begin(0x10), body.clone(), record(0x000A, &[])].concat()).collect();
    let named = |name: &str, hidden: bool, at: usize| {
        let units: Vec<u16> = name.encode_utf16().collect();
        let head = [&(at as u32).to_le_bytes()[..], &[u8::from(hidden), 0, units.len() as u8, 1]].concat();
        record(0x0085, &[head, words(&units)].concat())
    };
    let names: usize = sheets.iter().map(|(name, hidden, _)| named(name, *hidden, 0).len()).sum();
    let mut at = globals.len() + names + 4;
    for ((name, hidden, _), body) in sheets.iter().zip(&bodies) {
        globals.extend(named(name, *hidden, at));
        at += body.len();
    }
    globals.extend(record(0x000A, &[]));
    [globals, bodies.concat()].concat()
}

/// Puts one stream into the old container: a table of chains, a directory, the stream.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    // Shorter streams would live in small sectors.
    stream.resize(stream.len().max(4_096).next_multiple_of(512), 0);
    let sectors = (stream.len() / 512) as u32;
    assert!(sectors < 120, "one sector of chains is enough for a test");
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    header[24..32].copy_from_slice(&words(&[0x3E, 3, 0xFFFE, 9]));
    header[32] = 6;
    header[44] = 1;
    header[48] = 1;
    header[56..60].copy_from_slice(&4_096u32.to_le_bytes());
    header[60..64].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    header[68..72].copy_from_slice(&0xFFFF_FFFEu32.to_le_bytes());
    header[80..].fill(0xFF);
    let mut chains = vec![0xFFFF_FFFDu32, 0xFFFF_FFFE];
    chains.extend((0..sectors).map(|at| if at + 1 == sectors { 0xFFFF_FFFE } else { at + 3 }));
    chains.resize(128, 0xFFFF_FFFF);
    let entry = |name: &str, kind: u8, start: u32, size: u32| {
        let mut entry = vec![0; 128];
        let units = words(&name.encode_utf16().collect::<Vec<_>>());
        entry[..units.len()].copy_from_slice(&units);
        entry[64] = units.len() as u8 + 2;
        entry[66] = kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&size.to_le_bytes());
        entry
    };
    let directory = [entry("Root Entry", 5, 0xFFFF_FFFE, 0), entry(name, 2, 2, stream.len() as u32), vec![0; 256]];
    let chains: Vec<u8> = chains.iter().flat_map(|next| next.to_le_bytes()).collect();
    [header, chains, directory.concat(), stream].concat()
}

fn sheet(body: Vec<u8>) -> Vec<u8> {
    compound("Workbook", &workbook(&[("名单", false, body)]))
}

/// A small workbook with everything in it that we read.
fn sample() -> Vec<u8> {
    let hidden_row = record(0x0208, &words(&[3, 0, 4, 255, 0, 0, 0x20, 0]));
    let merged = record(0x00E5, &words(&[1, 2, 3, 4, 4]));
    let packed = record(0x027E, &[words(&[2, 1, 0]), (25u32 << 2 | 2).to_le_bytes().to_vec()].concat());
    let yes = record(0x0205, &[words(&[2, 5, 0]), vec![1, 0]].concat());
    sheet(
        [
            dimensions(4, 6),
            hidden_row,
            label(0, 0, "单位:元"),
            ["企业名称", "revenue_y1", "market_share", "market_entry", "city", "own_brand"]
                .iter()
                .zip(0..)
                .flat_map(|(heading, column)| label(1, column, heading))
                .collect(),
            label(2, 0, "甲"),
            packed,
            number(2, 2, 1, 0.053),
            number(2, 3, 2, 44_013.0),
            label(2, 4, "南宁"),
            yes,
            label(3, 0, "乙"),
            number(3, 1, 0, 12.299999999999999),
            number(3, 2, 3, 0.07),
            merged,
        ]
        .concat(),
    )
}

#[test]
fn 旧版表格_一样读() {
    assert_eq!(
        read_bytes_as("企业.xls", sample()).map(|rows| rows.join("\n")),
        Ok("3 |甲|南宁| revenue.y1=2500 market_months=66 own_brand=1 market_share=53000\n\
            4 |乙|| revenue.y1=1230 market_share=70000"
            .to_owned())
    );
    assert_eq!(
        notes_of("企业.xls", sample()),
        [
            "3 E3:E4 是合并单元格,只有左上角的一格有内容,其余按空白读;请取消合并,逐格填写",
            "4 第 4 行是隐藏的,也已读入;不需要的请删去后重新读入",
        ]
    );
}

#[test]
fn 藏起来的工作表不读() {
    let list = [label(0, 0, "name"), label(0, 1, "city"), label(1, 0, "甲"), label(1, 1, "南宁")].concat();
    let bytes = compound("Workbook", &workbook(&[("旧", true, list.clone()), ("新", false, list.clone())]));
    assert_eq!(read_bytes_as("企业.xls", bytes), Ok(vec!["2 |甲|南宁| ".to_owned()]));
    let bytes = compound("Workbook", &workbook(&[("旧", false, list.clone()), ("新", false, list)]));
    assert!(
        read_bytes_as("企业.xls", bytes).unwrap_err().starts_with("企业.xls:有 2 个工作表都像是企业名单:“旧”、“新”;")
    );
}

#[test]
fn 有问题的文件_一句话说清() {
    let list = |row: Vec<u8>| sheet([label(0, 0, "name"), label(0, 1, "revenue_y1"), row].concat());
    let error = record(0x0205, &[words(&[1, 1, 0]), vec![0x07, 1]].concat());
    let formula = [words(&[1, 1, 0, 3, 0, 0, 0xFFFF, 3]), vec![0; 8]].concat();
    let cases = [
        (
            list([label(1, 0, "甲"), record(0x0006, &formula)].concat()),
            " 第 2 行“revenue_y1”列:这一格的公式还没有算出值,请用 Excel 打开并保存后再读",
        ),
        (
            list([label(1, 0, "甲"), error].concat()),
            " 第 2 行“revenue_y1”列:这一格是公式错误 #DIV/0!,请在表格软件里改正公式;不知道的请留空",
        ),
        (compound("EncryptedPackage", &[]), ":文件有密码保护,请先用 Excel 打开,取消密码后重新保存"),
        (
            compound("Workbook", &[record(0x0809, &words(&[0x0600, 5])), record(0x002F, &[1, 0])].concat()),
            ":文件有密码保护,请先用 Excel 打开,取消密码后重新保存",
        ),
        (compound("WordDocument", &[]), ":不是 Excel 文件(可能是 Word 或别的旧式文件),请用 Excel 另存为 .xlsx"),
        (
            sample()[..1_000].to_vec(),
            ":Excel 97-2003 文件(.xls)的内容有错,可能已经损坏,请用 Excel 打开后重新另存为 .xlsx",
        ),
        // One cell at each end: laid out, four billion cells.
        (
            list([number(0, 0, 0, 1.0), number(65_535, 65_535, 0, 1.0)].concat()),
            ":表格超过一次可读的 256 MB;请另存为 .csv,或拆成几个文件分别判定",
        ),
        (
            list(dimensions(u32::MAX, 256)),
            ":Excel 97-2003 文件(.xls)的内容有错,可能已经损坏,请用 Excel 打开后重新另存为 .xlsx",
        ),
    ];
    for (bytes, expected) in cases {
        assert_eq!(read_bytes_as("企业.xls", bytes).unwrap_err(), format!("企业.xls{expected}"));
    }
    let folder = Folder::new();
    let path = folder.file("企业.xls", sample());
    let limits = Limits { unpacked: 1_000, ..Limits::default() };
    let told = message(read_with(&path, &Options { limits, ..options() }).unwrap_err());
    assert_eq!(told, "企业.xls:表格超过一次可读的 1000 字节;请另存为 .csv,或拆成几个文件分别判定");
}

#[test]
fn 首尾相接的链_不会读个没完() {
    let mut bytes = sample();
    // The chain of the stream begins at sector 2; its last sector leads back to the first.
    let last = (0..128).find(|at| bytes[512 + (2 + at) * 4..][..4] == 0xFFFF_FFFEu32.to_le_bytes()).unwrap();
    bytes[512 + (2 + last) * 4..][..4].copy_from_slice(&2u32.to_le_bytes());
    assert!(read_bytes_as("企业.xls", &bytes).unwrap_err().contains("不是 Excel 文件"));
    // And the directory's.
    let mut bytes = sample();
    bytes[512 + 4..][..4].copy_from_slice(&1u32.to_le_bytes());
    assert!(read_bytes_as("企业.xls", &bytes).unwrap_err().contains("已经损坏"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// A workbook with a few bytes changed, or cut off, is read or refused; nothing else.
    #[test]
    fn no_damage_breaks_the_reader(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        early in any::<bool>(),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = sample();
        for (at, byte) in changes {
            // Where something stands: the rest is filled up with nothing.
            let at = if early { at.index(1_536 + 800) } else { at.index(bytes.len()) };
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = read_bytes_as("企业.xls", bytes);
    }
}
