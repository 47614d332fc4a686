//! Parquet for programs: ids as column names, ids as outcomes, points as numbers.

use std::fs::File;
use std::ops::Range;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::Results;
use crate::error::TableError;
use crate::staged::Staged;

/// Rows of a group: large enough to pack well, small enough to hold.
const GROUP: usize = 500_000;

/// Rows that are handed over at a time.
const BATCH: usize = 8_192;

pub(super) fn write(mut staged: Staged, results: &Results<'_>) -> Result<Staged, TableError> {
    let written = put(staged.file()?, results);
    written.map_err(|error| told(&staged, &error))?;
    Ok(staged)
}

fn told(staged: &Staged, error: &ParquetError) -> TableError {
    match error {
        ParquetError::External(error) => match error.downcast_ref::<std::io::Error>() {
            Some(error) => staged.io(error),
            None => staged.error("写 Parquet 文件时出错,请重试"),
        },
        _ => staged.error("写 Parquet 文件时出错,请重试"),
    }
}

/// A column: its id, and its value in a row.
struct Column<'r> {
    id: String,
    value: Value<'r>,
}

enum Value<'r> {
    /// A text that every row has.
    Text(Box<dyn Fn(usize) -> String + 'r>),
    /// A text that may be missing.
    Known(Box<dyn Fn(usize) -> Option<&'r str> + 'r>),
    Number(Box<dyn Fn(usize) -> i32 + 'r>),
}

/// The columns of results, in order.
fn columns<'r>(results: &'r Results<'r>) -> Vec<Column<'r>> {
    let mut columns = Vec::new();
    let mut add = |id: &str, value: Value<'r>| columns.push(Column { id: id.into(), value });
    if results.numbered() {
        let row = |row: usize| results.rows.get(row).and_then(|row| i32::try_from(*row).ok()).unwrap_or(0);
        add("row", Value::Number(Box::new(row)));
    }
    let known = |text: &'r str| Some(text).filter(|text| !text.is_empty());
    add("credit_code", Value::Known(Box::new(move |row| known(results.population.codes.get(row)))));
    add("name", Value::Known(Box::new(move |row| known(results.population.names.get(row)))));
    add("outcome", Value::Text(Box::new(|row| results.outcome(row).id().into())));
    if let Some(points) = &results.points {
        add("low", Value::Number(Box::new(|row| points.of(row).0.into())));
        add("high", Value::Number(Box::new(|row| points.of(row).1.into())));
    }
    for group in results.groups {
        add(&format!("{}_low", group.id), Value::Number(Box::new(|row| group.points.of(row).0.into())));
        add(&format!("{}_high", group.id), Value::Number(Box::new(|row| group.points.of(row).1.into())));
    }
    add("unmet", Value::Text(Box::new(|row| results.unmet(row).collect::<Vec<_>>().join(";"))));
    columns
}

fn schema(columns: &[Column<'_>]) -> Result<TypePtr, ParquetError> {
    let field = |column: &Column<'_>| {
        let (physical, logical, repetition) = match column.value {
            Value::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::REQUIRED),
            Value::Known(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::OPTIONAL),
            Value::Number(_) => (Physical::INT32, None, Repetition::REQUIRED),
        };
        let field = Type::primitive_type_builder(&column.id, physical);
        field.with_logical_type(logical).with_repetition(repetition).build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    Type::group_type_builder("results").with_fields(fields).build().map(Arc::new)
}

fn put(file: &mut File, results: &Results<'_>) -> Result<(), ParquetError> {
    let columns = columns(results);
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(Default::default())).build();
    let mut writer = SerializedFileWriter::new(file, schema(&columns)?, Arc::new(properties))?;
    for begin in (0..results.len()).step_by(GROUP) {
        let rows = begin..(begin + GROUP).min(results.len());
        let mut group = writer.next_row_group()?;
        for column in &columns {
            match &column.value {
                Value::Text(text) => {
                    fill::<ByteArrayType>(&mut group, rows.clone(), |row| {
                        Some(ByteArray::from(text(row).into_bytes()))
                    })?;
                }
                Value::Known(text) => {
                    fill::<ByteArrayType>(&mut group, rows.clone(), |row| text(row).map(ByteArray::from))?;
                }
                Value::Number(number) => fill::<Int32Type>(&mut group, rows.clone(), |row| Some(number(row)))?,
            }
        }
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

/// Writes one column of a group; where every row must have a value, the levels are passed over.
fn fill<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, &mut File>,
    rows: Range<usize>,
    value: impl Fn(usize) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    let (mut values, mut levels) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
    for begin in rows.clone().step_by(BATCH) {
        values.clear();
        levels.clear();
        for row in begin..(begin + BATCH).min(rows.end) {
            let value = value(row);
            levels.push(i16::from(value.is_some()));
            values.extend(value);
        }
        column.typed::<T>().write_batch(&values, Some(&levels), None)?;
    }
    column.close()
}
