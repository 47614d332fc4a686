//! An XLSX file is a ZIP archive of XML parts. It is looked over before anything is read from it, because a few
//! kilobytes can unpack to gigabytes and the spreadsheet reader takes in whatever a part holds.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

use crate::error::TableError;
use crate::options::{Limits, show_bytes};

/// A workbook has a part for each sheet, drawing and picture: a few dozen.
const PARTS: usize = 10_000;

/// No table packs better than this; only a part made of nothing does.
const RATIO: u64 = 400;

/// Smaller parts may pack as well as they like.
const LARGE: u64 = 16 << 20;

const BROKEN: &str = "Excel 文件不完整或已损坏,请重新下载或上传,或者用 Excel 打开后重新另存为 .xlsx";

/// Whether the archive is a workbook of a size that we read.
pub(super) fn check(path: &Path, limits: &Limits) -> Result<(), TableError> {
    let file = File::open(path).map_err(|error| TableError::io(path, &error))?;
    let size = file.metadata().map_err(|error| TableError::io(path, &error))?.len();
    check_in(path, size, || BufReader::new(&file), limits)
}

/// The same of an archive that is opened by `open`, as often as it is asked; `path` names it.
pub(crate) fn check_in<R: Read + Seek>(
    path: &Path,
    size: u64,
    open: impl Fn() -> R,
    limits: &Limits,
) -> Result<(), TableError> {
    let refuse = |message: String| Err(TableError::file(path, message));
    let broken = |_: ZipError| TableError::file(path, BROKEN);
    if size > limits.unpacked {
        return refuse(too_large(size, limits));
    }
    // Counted before the list of parts is read: each of them costs memory.
    let parts = ZipIterable::try_new(open(), zip::read::Config::default()).map_err(broken)?.len();
    if parts > PARTS {
        return refuse(format!("压缩包里有 {parts} 个文件,不像 Excel 表格,请用 Excel 重新另存为 .xlsx"));
    }
    let mut archive = ZipArchive::new(open()).map_err(broken)?;
    if let Some(message) = other_document(&archive) {
        return refuse(message.into());
    }
    let mut names = HashSet::new();
    let mut unpacked = 0u64;
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(broken)?;
        if part.encrypted() {
            return refuse("文件有密码保护,请先用 Excel 打开,取消密码后重新保存".into());
        }
        // Two parts of one name are read differently by different programs.
        if !names.insert(part.name().map_err(broken)?.to_lowercase()) {
            return refuse(BROKEN.into());
        }
        unpacked = unpacked.saturating_add(part.size());
        if part.size() > LARGE && part.size() / part.compressed_size().max(1) > RATIO {
            return refuse("文件的压缩比异常(解压后膨胀几百倍),不予读取;请用 Excel 打开后重新另存为 .xlsx".into());
        }
    }
    if unpacked > limits.unpacked {
        return refuse(too_large(unpacked, limits));
    }
    // What a part says about its size need not be true; what comes out is.
    let mut room = limits.unpacked;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(broken)?;
        let strings = part.name().map_err(broken)?.to_lowercase().ends_with("sharedstrings.xml");
        let mut counts = Counts::default();
        let mut buffer = [0; 64 << 10];
        loop {
            let got = part.read(&mut buffer).map_err(|_| TableError::file(path, BROKEN))?;
            if got == 0 {
                break;
            }
            room = match room.checked_sub(got as u64) {
                Some(room) => room,
                None => return refuse(too_large(limits.unpacked + 1, limits)),
            };
            if strings {
                counts.look(&buffer[..got]);
            }
        }
        if counts.largest > limits.unpacked {
            return refuse(BROKEN.into());
        }
    }
    Ok(())
}

fn too_large(bytes: u64, limits: &Limits) -> String {
    let (bytes, limit) = (show_bytes(bytes), show_bytes(limits.unpacked));
    format!("表格解压后有 {bytes},超过一次可读的 {limit};请另存为 .csv,或拆成几个文件分别判定")
}

/// What the archive is, if it is no XLSX.
fn other_document<R: Read + std::io::Seek>(archive: &ZipArchive<R>) -> Option<&'static str> {
    let names: Vec<String> =
        archive.file_names().filter_map(|name| name.ok()).map(|name| name.to_lowercase()).collect();
    let has = |part: &str| names.iter().any(|name| name == part);
    if has("xl/workbook.bin") {
        Some("这是 .xlsb 文件,请用 Excel 另存为 .xlsx")
    } else if has("content.xml") && has("mimetype") {
        Some("这是 .ods 一类的文件,请用表格软件另存为 .xlsx 或 .csv")
    } else if has("word/document.xml") {
        Some("这是 Word 文件,请把表格复制到 Excel 中另存为 .xlsx")
    } else if has("_rels/.rels") {
        None
    } else if names.iter().any(|name| [".xlsx", ".xls", ".csv", ".parquet"].iter().any(|end| name.ends_with(end))) {
        Some("这是压缩包,请先解压,再读取其中的表格文件")
    } else {
        Some("不是 Excel 表格,请用 Excel 另存为 .xlsx")
    }
}

/// `uniqueCount` of the shared strings: the spreadsheet reader makes room for so many at once, whatever follows.
#[derive(Debug, Default)]
struct Counts {
    largest: u64,
    /// The end of what was seen, in case a word is cut.
    tail: Vec<u8>,
}

impl Counts {
    const WORD: &'static [u8] = b"uniqueCount";
    /// The word, an equals sign among blanks, and digits.
    const LONGEST: usize = 256;

    fn look(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(bytes);
        let found = self.tail.windows(Counts::WORD.len()).enumerate().filter(|(_, window)| *window == Counts::WORD);
        let number = |at: usize| {
            let rest = self.tail.iter().skip(at + Counts::WORD.len()).take(Counts::LONGEST);
            let digits = rest.skip_while(|byte| !byte.is_ascii_digit()).take_while(|byte| byte.is_ascii_digit());
            digits.fold(0u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
        };
        let largest = found.map(|(at, _)| number(at)).max().unwrap_or(0);
        self.largest = self.largest.max(largest);
        let keep = self.tail.len().saturating_sub(Counts::LONGEST + Counts::WORD.len());
        self.tail.drain(..keep);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_found_where_parts_are_cut() {
        let text = b"<sst count=\"3\" uniqueCount = \"98765432109\"><si/>";
        for cut in 0..text.len() {
            let mut counts = Counts::default();
            counts.look(&text[..cut]);
            counts.look(&text[cut..]);
            assert_eq!(counts.largest, 98_765_432_109, "{cut}");
        }
    }
}
