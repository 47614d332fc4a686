//! 值 What goes into a statement and comes out of a row, the same on both engines.
//!
//! Days are texts (`2026-11-26`), instants are microseconds since 1970 in UTC, money is 分, yes and no are 1 and 0.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use titian_domain::room::Field;

use crate::error::StoreError;

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// The arguments of a statement, in the order of `$1`, `$2`, …
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}

/// Conversions that keep their value.
macro_rules! from {
    ($($from:ty => |$it:ident| $value:expr),* $(,)?) => {$(
        impl From<$from> for Value {
            fn from($it: $from) -> Value {
                $value
            }
        }
    )*};
}

from! {
    &str => |text| Value::Text(text.to_owned()),
    &String => |text| Value::Text(text.clone()),
    String => |text| Value::Text(text),
    i64 => |number| Value::Number(number),
    i32 => |number| Value::Number(number.into()),
    u32 => |number| Value::Number(number.into()),
    bool => |yes| Value::Number(yes.into()),
    Date => |day| Value::Text(day.to_string()),
    Timestamp => |at| Value::Number(at.as_microsecond()),
    Vec<u8> => |bytes| Value::Bytes(bytes),
    Field => |field| match field {
        Field::Blank => Value::Null,
        Field::Number(number) => Value::Number(number),
        Field::Text(text) => Value::Text(text),
    },
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// One row of an answer. Its getters name the column, and refuse what is not of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub(crate) names: Arc<[String]>,
    pub(crate) values: Vec<Value>,
}

impl Row {
    /// Rows with their first columns only.
    pub(crate) fn first(rows: &[Row], columns: usize) -> Vec<Row> {
        let Some(first) = rows.first() else { return Vec::new() };
        let names: Arc<[String]> = first.names.iter().take(columns).cloned().collect();
        let row = |row: &Row| Row { names: names.clone(), values: row.values.iter().take(columns).cloned().collect() };
        rows.iter().map(row).collect()
    }

    /// The value of a column.
    pub fn get(&self, name: &str) -> Result<&Value, StoreError> {
        let at = self.names.iter().position(|column| column == name);
        at.and_then(|at| self.values.get(at)).ok_or_else(|| self.wrong(name, "is not in the answer"))
    }

    /// A text.
    pub fn text(&self, name: &str) -> Result<&str, StoreError> {
        self.maybe_text(name)?.ok_or_else(|| self.wrong(name, "is empty"))
    }

    /// A text, or nothing.
    pub fn maybe_text(&self, name: &str) -> Result<Option<&str>, StoreError> {
        match self.get(name)? {
            Value::Text(text) => Ok(Some(text)),
            Value::Null => Ok(None),
            Value::Number(_) | Value::Bytes(_) => Err(self.wrong(name, "is not a text")),
        }
    }

    /// A number.
    pub fn number(&self, name: &str) -> Result<i64, StoreError> {
        self.maybe_number(name)?.ok_or_else(|| self.wrong(name, "is empty"))
    }

    /// A number, or nothing.
    pub fn maybe_number(&self, name: &str) -> Result<Option<i64>, StoreError> {
        match self.get(name)? {
            Value::Number(number) => Ok(Some(*number)),
            Value::Null => Ok(None),
            Value::Text(_) | Value::Bytes(_) => Err(self.wrong(name, "is not a number")),
        }
    }

    /// A number that counts: versions, sizes, places in the journal.
    pub fn count(&self, name: &str) -> Result<u64, StoreError> {
        u64::try_from(self.number(name)?).map_err(|_| self.wrong(name, "is below zero"))
    }

    /// Yes or no.
    pub fn flag(&self, name: &str) -> Result<bool, StoreError> {
        match self.number(name)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.wrong(name, "is neither 0 nor 1")),
        }
    }

    /// A day.
    pub fn date(&self, name: &str) -> Result<Date, StoreError> {
        self.maybe_date(name)?.ok_or_else(|| self.wrong(name, "is empty"))
    }

    /// A day, or nothing.
    pub fn maybe_date(&self, name: &str) -> Result<Option<Date>, StoreError> {
        let day = |text: &str| text.parse().map_err(|_| self.wrong(name, "is not a day"));
        self.maybe_text(name)?.map(day).transpose()
    }

    /// An instant.
    pub fn instant(&self, name: &str) -> Result<Timestamp, StoreError> {
        self.maybe_instant(name)?.ok_or_else(|| self.wrong(name, "is empty"))
    }

    /// An instant, or nothing.
    pub fn maybe_instant(&self, name: &str) -> Result<Option<Timestamp>, StoreError> {
        let instant = |at| Timestamp::from_microsecond(at).map_err(|_| self.wrong(name, "is not an instant"));
        self.maybe_number(name)?.map(instant).transpose()
    }

    /// What a JSON text says.
    pub fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, StoreError> {
        from_json(self.text(name)?).map_err(|why| self.wrong(name, &why))
    }

    /// Names and values, in the order of the answer.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.names.iter().map(String::as_str).zip(&self.values)
    }

    fn wrong(&self, name: &str, what: &str) -> StoreError {
        let row = match self.values.first() {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        StoreError::inconsistent("answer", row, format!("{name} {what}"))
    }
}

/// Reads JSON by way of a tree: read straight, a number inside a tagged enum is not recognised as one.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let tree: serde_json::Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    serde_json::from_value(tree).map_err(|error| error.to_string())
}
