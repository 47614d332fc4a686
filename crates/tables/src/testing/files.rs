//! Tables in the formats of others, for the tests: written by their own libraries, read by us.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::Type;
use rust_xlsxwriter::{Format, Workbook};

/// A column of Parquet; `None` = null. A column that the schema requires has no nulls.
#[derive(Debug, Clone)]
pub(crate) enum Values {
    Bool(Vec<Option<bool>>),
    Int(Vec<Option<i32>>),
    Long(Vec<Option<i64>>),
    Double(Vec<Option<f64>>),
    Bytes(Vec<Option<Vec<u8>>>),
    Fixed(Vec<Option<Vec<u8>>>),
}

impl Values {
    pub(crate) fn texts(texts: &[Option<&str>]) -> Values {
        Values::Bytes(texts.iter().map(|text| text.map(|text| text.as_bytes().to_vec())).collect())
    }
}

/// A Parquet file: the columns of a schema, as `OPTIONAL INT64 revenue_y1;`, in groups of so many rows.
pub(crate) fn parquet_in_groups(
    schema: &str,
    group: usize,
    columns: &[Values],
    properties: WriterProperties,
) -> Vec<u8> {
    let schema = parse_message_type(&format!("message table {{ {schema} }}")).expect("a schema");
    parquet_file(schema, group, columns, properties)
}

fn parquet_file(schema: Type, group: usize, columns: &[Values], properties: WriterProperties) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties)).expect("a writer");
    let rows = columns.first().map_or(0, Values::len);
    for begin in (0..rows).step_by(group.max(1)) {
        let mut group_writer = writer.next_row_group().expect("a group");
        for column in columns {
            let mut column_writer = group_writer.next_column().expect("a column").expect("one more column");
            column.write(begin..(begin + group).min(rows), column_writer.untyped());
            column_writer.close().expect("a column");
        }
        group_writer.close().expect("a group");
    }
    writer.close().expect("a file");
    bytes
}

pub(crate) fn parquet_of(schema: &str, columns: &[Values]) -> Vec<u8> {
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    parquet_in_groups(schema, usize::MAX, columns, properties)
}

/// The same with a unit for the whole file.
pub(crate) fn parquet_in_unit(unit: &str, schema: &str, columns: &[Values]) -> Vec<u8> {
    let entry = KeyValue::new("unit".to_owned(), unit.to_owned());
    let properties = WriterProperties::builder().set_key_value_metadata(Some(vec![entry])).build();
    parquet_in_groups(schema, usize::MAX, columns, properties)
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Values::Bool(values) => values.len(),
            Values::Int(values) => values.len(),
            Values::Long(values) => values.len(),
            Values::Double(values) => values.len(),
            Values::Bytes(values) | Values::Fixed(values) => values.len(),
        }
    }

    fn write(&self, rows: std::ops::Range<usize>, writer: &mut ColumnWriter<'_>) {
        fn split<T: Clone>(values: &[Option<T>]) -> (Vec<T>, Vec<i16>) {
            let levels = values.iter().map(|value| i16::from(value.is_some())).collect();
            (values.iter().flatten().cloned().collect(), levels)
        }
        let bytes = |values: &[Option<Vec<u8>>]| {
            let (values, levels) = split(values);
            (values.into_iter().map(ByteArray::from).collect::<Vec<_>>(), levels)
        };
        let written = match (self, writer) {
            (Values::Bool(values), ColumnWriter::BoolColumnWriter(writer)) => {
                let (values, levels) = split(&values[rows]);
                writer.write_batch(&values, Some(&levels), None)
            }
            (Values::Int(values), ColumnWriter::Int32ColumnWriter(writer)) => {
                let (values, levels) = split(&values[rows]);
                writer.write_batch(&values, Some(&levels), None)
            }
            (Values::Long(values), ColumnWriter::Int64ColumnWriter(writer)) => {
                let (values, levels) = split(&values[rows]);
                writer.write_batch(&values, Some(&levels), None)
            }
            (Values::Double(values), ColumnWriter::DoubleColumnWriter(writer)) => {
                let (values, levels) = split(&values[rows]);
                writer.write_batch(&values, Some(&levels), None)
            }
            (Values::Bytes(values), ColumnWriter::ByteArrayColumnWriter(writer)) => {
                let (values, levels) = bytes(&values[rows]);
                writer.write_batch(&values, Some(&levels), None)
            }
            (Values::Fixed(values), ColumnWriter::FixedLenByteArrayColumnWriter(writer)) => {
                let (values, levels) = bytes(&values[rows]);
                let values: Vec<FixedLenByteArray> = values.into_iter().map(FixedLenByteArray::from).collect();
                writer.write_batch(&values, Some(&levels), None)
            }
            _ => panic!("the column does not fit its schema"),
        };
        written.expect("values");
    }
}

/// A cell of a table that is written in every format.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    Blank,
    Text(String),
    Number(f64),
    /// In percent.
    Share(f64),
    Yes(bool),
}

/// A table as CSV.
pub(crate) fn csv_of(headings: &[&str], rows: &[Vec<Item>]) -> Vec<u8> {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let item = |item: &Item| match item {
        Item::Blank => String::new(),
        Item::Text(text) => quoted(text),
        Item::Number(number) => number.to_string(),
        Item::Share(share) => format!("{share}%"),
        Item::Yes(yes) => (if *yes { "是" } else { "否" }).to_owned(),
    };
    let row = |row: &Vec<Item>| row.iter().map(item).collect::<Vec<_>>().join(",");
    let lines: Vec<String> = std::iter::once(headings.join(",")).chain(rows.iter().map(row)).collect();
    lines.join("\n").into_bytes()
}

/// The same as XLSX.
pub(crate) fn xlsx_of(headings: &[&str], rows: &[Vec<Item>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let percent = Format::new().set_num_format("0.00%");
    sheet.write_row(0, 0, headings.iter().copied()).expect("headings");
    for (row, items) in (1u32..).zip(rows) {
        for (column, item) in (0u16..).zip(items) {
            match item {
                Item::Blank => {}
                Item::Text(text) => {
                    let _ = sheet.write_string(row, column, text).expect("a text");
                }
                Item::Number(number) => {
                    let _ = sheet.write_number(row, column, *number).expect("a number");
                }
                Item::Share(share) => {
                    let _ = sheet.write_number_with_format(row, column, share / 100.0, &percent).expect("a share");
                }
                Item::Yes(yes) => {
                    let _ = sheet.write_boolean(row, column, *yes).expect("是 or 否");
                }
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// The same as Parquet, each column of the type that its items have (shares as texts).
pub(crate) fn parquet_table(headings: &[&str], rows: &[Vec<Item>]) -> Vec<u8> {
    let column = |at: usize| {
        let items: Vec<&Item> = rows.iter().map(|row| &row[at]).collect();
        let has = |wanted: fn(&Item) -> bool| items.iter().any(|item| wanted(item));
        if has(|item| matches!(item, Item::Text(_) | Item::Share(_))) {
            let text = |item: &&Item| match item {
                Item::Blank => None,
                Item::Text(text) => Some(text.clone()),
                Item::Number(number) => Some(number.to_string()),
                Item::Share(share) => Some(format!("{share}%")),
                Item::Yes(yes) => Some((if *yes { "yes" } else { "no" }).to_owned()),
            };
            let values = items.iter().map(text).map(|text| text.map(String::into_bytes)).collect();
            return (Physical::BYTE_ARRAY, Values::Bytes(values));
        }
        if has(|item| matches!(item, Item::Yes(_))) {
            let yes = |item: &&Item| matches!(item, Item::Yes(_)).then_some(matches!(item, Item::Yes(true)));
            return (Physical::BOOLEAN, Values::Bool(items.iter().map(yes).collect()));
        }
        let number = |item: &&Item| if let Item::Number(number) = item { Some(*number) } else { None };
        (Physical::DOUBLE, Values::Double(items.iter().map(number).collect()))
    };
    let (types, columns): (Vec<_>, Vec<_>) = (0..headings.len()).map(column).unzip();
    let field = |(heading, physical): (&&str, &Physical)| {
        let logical = (*physical == Physical::BYTE_ARRAY).then_some(LogicalType::String);
        let field = Type::primitive_type_builder(heading, *physical).with_logical_type(logical).build();
        Arc::new(field.expect("a column"))
    };
    let fields = headings.iter().zip(&types).map(field).collect();
    let schema = Type::group_type_builder("table").with_fields(fields).build().expect("a schema");
    parquet_file(schema, usize::MAX, &columns, WriterProperties::builder().build())
}
