//! The footer of a Parquet file, before the reader of the format takes it. That one calls itself for every level of
//! nesting and makes room for as many children as a group claims; a flat table has neither.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::BROKEN;
use super::thrift::{Thrift, kind};
use crate::error::TableError;
use crate::options::Limits;

/// A footer beyond this is no table of ours: a column of a group of rows takes about a hundred bytes.
const LARGEST: u64 = 64 << 20;

/// Columns times groups of rows.
const CHUNKS: u64 = 200_000;

const TOO_MANY: &str = "Parquet 文件的行组太多,请以较大的行组重新导出,或拆成几个文件分别判定";

/// Length and magic word at the end.
const TAIL: u64 = 8;

/// Whether the footer describes a flat table of a size that we read.
pub(super) fn check(path: &Path, file: &mut File, limits: &Limits) -> Result<(), TableError> {
    let io = |error: std::io::Error| TableError::io(path, &error);
    let broken = || TableError::file(path, BROKEN);
    let size = file.metadata().map_err(io)?.len();
    // The word at the front, which told the format, and the tail.
    let begin = size.checked_sub(TAIL).filter(|begin| *begin >= 4).ok_or_else(broken)?;
    let mut tail = [0; TAIL as usize];
    read_at(file, begin, &mut tail).map_err(io)?;
    let [a, b, c, d, magic @ ..] = tail;
    match &magic {
        b"PAR1" => {}
        b"PARE" => return Err(TableError::file(path, "Parquet 文件是加密的,请导出不加密的文件")),
        _ => return Err(broken()),
    }
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    if length > begin - 4 {
        return Err(broken());
    }
    if length > LARGEST {
        return Err(TableError::file(path, TOO_MANY));
    }
    let mut footer = vec![0; length as usize];
    read_at(file, begin - length, &mut footer).map_err(io)?;
    let (mut schema, mut chunks) = (Vec::new(), 0);
    let whole = Thrift::new(&footer).structure(|thrift, id, kind| match (id, kind) {
        (2, kind::LIST) => elements(thrift, &mut schema),
        (4, kind::LIST) => groups(thrift, &mut chunks),
        _ => thrift.skip(kind),
    });
    whole.ok_or_else(broken)?;
    if chunks > CHUNKS {
        return Err(TableError::file(path, TOO_MANY));
    }
    flat(path, &schema, limits)
}

fn read_at(file: &mut File, at: u64, bytes: &mut [u8]) -> std::io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(bytes)
}

/// A column, or the root of all.
#[derive(Debug, Default)]
struct Element {
    name: String,
    children: i64,
    repetition: i64,
}

fn elements(thrift: &mut Thrift<'_>, schema: &mut Vec<Element>) -> Option<()> {
    let (length, kind) = thrift.list()?;
    if kind != kind::STRUCT {
        return None;
    }
    for _ in 0..length {
        let mut element = Element::default();
        thrift.structure(|thrift, id, kind| match (id, kind) {
            (3, kind::I32) => thrift.int().map(|repetition| element.repetition = repetition),
            (4, kind::BINARY) => thrift.binary().map(|name| element.name = String::from_utf8_lossy(name).into_owned()),
            (5, kind::I32) => thrift.int().map(|children| element.children = children),
            _ => thrift.skip(kind),
        })?;
        schema.push(element);
    }
    Some(())
}

fn groups(thrift: &mut Thrift<'_>, chunks: &mut u64) -> Option<()> {
    let (length, kind) = thrift.list()?;
    if kind != kind::STRUCT {
        return None;
    }
    for _ in 0..length {
        thrift.structure(|thrift, id, kind| {
            if (id, kind) == (1, kind::LIST) {
                // Looked at first, then read past like any list.
                *chunks = chunks.saturating_add(Thrift::list(&mut thrift.clone())?.0);
            }
            thrift.skip(kind)
        })?;
    }
    Some(())
}

/// A root with columns below it, and nothing below them.
fn flat(path: &Path, schema: &[Element], limits: &Limits) -> Result<(), TableError> {
    const REPEATED: i64 = 2;
    let broken = || TableError::file(path, BROKEN);
    let (root, columns) = schema.split_first().ok_or_else(broken)?;
    if let Some(group) = columns.iter().find(|column| column.children != 0 || column.repetition == REPEATED) {
        let message = "这一列是嵌套的(列表或结构),一格里不止一个值;请展开成普通的列,或者去掉这一列后重新导出";
        return Err(TableError { column: Some(group.name.clone()), ..TableError::file(path, message) });
    }
    if let Some(message) = limits.refuse(0, columns.len()) {
        return Err(TableError::file(path, message));
    }
    (root.children == columns.len() as i64).then_some(()).ok_or_else(broken)
}
