//! The lines of a backup's file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::value::Value;

/// The format this program writes, and the newest it reads.
pub(super) const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// As of when.
    pub at: Timestamp,
    /// Rows of all tables.
    pub rows: u64,
    /// Attachments.
    pub blobs: u64,
    /// SHA-256 of the whole before compression.
    pub sha256: String,
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    /// `backup`.
    pub(super) titian: String,
    pub(super) format: u32,
    pub(super) at: String,
    pub(super) migrations: Vec<String>,
}

impl Header {
    pub(super) fn now<'n>(at: Timestamp, migrations: impl Iterator<Item = &'n str>) -> Header {
        let migrations = migrations.map(str::to_owned).collect();
        Header { titian: "backup".into(), format: FORMAT, at: at.to_string(), migrations }
    }
}

/// The last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Footer {
    pub(super) rows: u64,
    pub(super) blobs: u64,
    pub(super) sha256: String,
}

/// A piece on its way into the file or out of it.
#[derive(Debug)]
pub(super) enum Piece {
    Header(Header),
    Table {
        name: String,
        columns: Vec<String>,
    },
    Rows(Vec<Vec<Value>>),
    /// An attachment, which is copied by its id.
    Blob(String),
    /// All of it was sent: without this nothing is made of it.
    End,
}

/// A line that is no row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Line {
    Table { table: String, columns: Vec<String> },
    Blob { blob: String, size: u64 },
    End { end: Footer },
}

/// Bytes are `{"base64": …}`; the others are themselves.
pub(super) fn to_json(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Number(number) => number.into(),
        Value::Text(text) => text.into(),
        Value::Bytes(bytes) => json!({ BYTES: BASE64.encode(bytes) }),
    }
}

/// The value of a cell; `None` if it is none of ours.
pub(super) fn from_cell(cell: Json) -> Option<Value> {
    Some(match cell {
        Json::Null => Value::Null,
        Json::Number(number) => Value::Number(number.as_i64()?),
        Json::String(text) => Value::Text(text),
        Json::Object(bytes) => Value::Bytes(BASE64.decode(bytes.get(BYTES)?.as_str()?).ok()?),
        Json::Bool(_) | Json::Array(_) => return None,
    })
}

const BYTES: &str = "base64";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back_as_it_was() {
        let bytes = Value::Bytes((0..=255).collect());
        let texts = ["", "甲\n乙", "\"{}[]", "[1]", "\u{0}\u{10ffff}"].map(Value::from);
        let numbers = [0, 1, i64::MIN, i64::MAX].map(Value::from);
        for value in texts.into_iter().chain(numbers).chain([Value::Null, Value::Bytes(vec![]), bytes]) {
            let text = to_json(value.clone()).to_string();
            assert_eq!(from_cell(serde_json::from_str(&text).unwrap()), Some(value));
        }
        for wrong in ["1.5", "true", "[]", "{}", "9223372036854775808", r#"{"base64":"?"}"#] {
            assert_eq!(from_cell(serde_json::from_str(wrong).unwrap()), None, "{wrong}");
        }
    }
}
