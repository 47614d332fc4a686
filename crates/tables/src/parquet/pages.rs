//! The heads of pages, before the reader of the format takes them: it makes room for as many bytes and values as a
//! page claims before it has seen one of them.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use parquet::basic::Compression;
use parquet::file::metadata::ParquetMetaData;

use super::BROKEN;
use super::thrift::{Thrift, kind};
use crate::caught::caught;
use crate::error::TableError;
use crate::header::Header;
use crate::options::{Limits, show_bytes};

/// Heads are a few dozen bytes; some hold the least and the largest value of their page.
const HEADS: [usize; 2] = [512, 64 << 10];

/// Why a column is not read.
#[derive(Debug)]
enum Why {
    Broken,
    Io(std::io::Error),
    Told(String),
}

impl Why {
    fn into_error(self, path: &Path) -> TableError {
        match self {
            Why::Broken => TableError::file(path, BROKEN),
            Why::Io(error) => TableError::io(path, &error),
            Why::Told(message) => TableError::file(path, message),
        }
    }
}

impl From<std::io::Error> for Why {
    fn from(error: std::io::Error) -> Why {
        Why::Io(error)
    }
}

/// Whether all pages of these columns are of a size that we read, and in a form that we can.
pub(super) fn check(
    path: &Path,
    metadata: &ParquetMetaData,
    header: &Header,
    columns: impl Iterator<Item = usize> + Clone,
    limits: &Limits,
) -> Result<(), TableError> {
    let mut file = File::open(path).map_err(|error| TableError::io(path, &error))?;
    for group in metadata.row_groups() {
        for column in columns.clone() {
            let checked = match group.columns().get(column) {
                Some(chunk) => {
                    let span = caught(|| chunk.byte_range()).ok_or(Why::Broken);
                    compression(chunk.compression())
                        .and(span)
                        .and_then(|span| chunk_of_pages(&mut file, span, group.num_rows(), limits))
                }
                None => Err(Why::Broken),
            };
            checked.map_err(|why| {
                let column = header.columns.get(column).map(|column| column.heading.clone());
                TableError { column, ..why.into_error(path) }
            })?;
        }
    }
    Ok(())
}

fn compression(compression: Compression) -> Result<(), Why> {
    let name = match compression {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_) => return Ok(()),
        Compression::GZIP(_) => "GZIP",
        Compression::BROTLI(_) => "BROTLI",
        Compression::LZ4 | Compression::LZ4_RAW => "LZ4",
        Compression::LZO => "LZO",
    };
    Err(Why::Told(format!("用 {name} 压缩,读不了;请改用 snappy 或 zstd 压缩后重新导出")))
}

/// Goes from head to head through the pages of a column in a group of rows.
fn chunk_of_pages(file: &mut File, (begin, length): (u64, u64), rows: i64, limits: &Limits) -> Result<(), Why> {
    let size = file.metadata()?.len();
    let end = begin.checked_add(length).filter(|end| *end <= size).ok_or(Why::Broken)?;
    let mut at = begin;
    while at < end {
        let head = head(file, at, end)?;
        at = at.checked_add(head.length + head.packed).filter(|at| *at <= end).ok_or(Why::Broken)?;
        if head.unpacked > limits.unpacked {
            let (bytes, limit) = (show_bytes(head.unpacked), show_bytes(limits.unpacked));
            return Err(Why::Told(format!("有一页解压后 {bytes},超过一次可读的 {limit};请以较小的页重新导出")));
        }
        // Neither a page nor a dictionary has more values than the group has rows.
        if head.values < 0 || head.values > rows {
            return Err(Why::Broken);
        }
        if let Some(encoding) = head.encoding.filter(|encoding| matches!(encoding, 6 | 7)) {
            let name = if encoding == 6 { "DELTA_LENGTH_BYTE_ARRAY" } else { "DELTA_BYTE_ARRAY" };
            return Err(Why::Told(format!("用 {name} 编码,读不了;请改用字典或 PLAIN 编码后重新导出")));
        }
    }
    Ok(())
}

/// The head of a page.
#[derive(Debug, Default)]
struct Head {
    /// Its own length, and that of the page behind it.
    length: u64,
    packed: u64,
    unpacked: u64,
    values: i64,
    encoding: Option<i64>,
}

fn head(file: &mut File, at: u64, end: u64) -> Result<Head, Why> {
    for most in HEADS {
        let mut bytes = Vec::with_capacity(most);
        file.seek(SeekFrom::Start(at))?;
        Read::by_ref(file).take((end - at).min(most as u64)).read_to_end(&mut bytes)?;
        if let Some(head) = Head::read(&bytes) {
            return Ok(head);
        }
    }
    Err(Why::Broken)
}

fn bytes_of(thrift: &mut Thrift<'_>) -> Option<u64> {
    u64::try_from(thrift.int()?).ok()
}

impl Head {
    fn read(bytes: &[u8]) -> Option<Head> {
        let mut head = Head::default();
        let mut thrift = Thrift::new(bytes);
        thrift.structure(|thrift, id, kind| match (id, kind) {
            (2, kind::I32) => bytes_of(thrift).map(|bytes| head.unpacked = bytes),
            (3, kind::I32) => bytes_of(thrift).map(|bytes| head.packed = bytes),
            // A page of values, of a dictionary, of values in the second form: the last counts rows in between.
            (5, kind::STRUCT) => head.values(thrift, 2),
            (7, kind::STRUCT) => head.values(thrift, 2),
            (8, kind::STRUCT) => head.values(thrift, 4),
            _ => thrift.skip(kind),
        })?;
        head.length = thrift.at() as u64;
        Some(head)
    }

    fn values(&mut self, thrift: &mut Thrift<'_>, encoding: i64) -> Option<()> {
        thrift.structure(|thrift, id, kind| match (id, kind) {
            (1, kind::I32) => thrift.int().map(|values| self.values = values),
            (id, kind::I32) if id == encoding => thrift.int().map(|encoding| self.encoding = Some(encoding)),
            _ => thrift.skip(kind),
        })
    }
}
