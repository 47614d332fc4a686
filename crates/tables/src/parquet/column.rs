//! One column of Parquet as texts, which are then read like the cells of any table.

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray};
use parquet::schema::types::ColumnDescriptor;
use titian_rulebook::population::Texts;

use crate::caught::caught;
use crate::decimal::decimal;

/// Figures have no more digits behind the point.
const FINEST: i32 = 38;

/// Bytes of the widest decimal.
const WIDEST: i32 = 16;

/// What the values of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// 是 or 否.
    YesNo,
    /// A whole number; whether the type has no sign.
    Whole { unsigned: bool },
    /// A decimal with so many digits behind the point.
    Decimal { places: usize },
    /// A double.
    Float,
    /// Days since 1970.
    Day,
    /// So many ticks a day since 1970, and whether they tell the time in Greenwich.
    Moment { ticks: i64, greenwich: bool },
    /// A text.
    Text,
}

impl Meaning {
    /// What a column means by its types, or what to do about it.
    pub(super) fn of(column: &ColumnDescriptor) -> Result<Meaning, String> {
        const SECONDS: i64 = 24 * 60 * 60;
        let ticks = |unit: &TimeUnit| match unit {
            TimeUnit::MILLIS => SECONDS * 1_000,
            TimeUnit::MICROS => SECONDS * 1_000_000,
            TimeUnit::NANOS => SECONDS * 1_000_000_000,
        };
        let places = match column.logical_type_ref() {
            Some(LogicalType::Decimal(decimal)) => Some(decimal.scale),
            None if column.converted_type() == ConvertedType::DECIMAL => Some(column.type_scale()),
            _ => None,
        };
        if let Some(places) = places {
            let fits = (0..=FINEST).contains(&places);
            let width = column.physical_type() != Type::FIXED_LEN_BYTE_ARRAY || column.type_length() <= WIDEST;
            return match (fits && width, column.physical_type()) {
                (true, Type::INT32 | Type::INT64 | Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY) => {
                    Ok(Meaning::Decimal { places: places as usize })
                }
                _ => Err("这一列的 DECIMAL 位数太多,请改用 DECIMAL(18, 2) 一类的类型重新导出".into()),
            };
        }
        let meaning = match (column.physical_type(), column.logical_type_ref(), column.converted_type()) {
            (Type::BOOLEAN, ..) => Meaning::YesNo,
            (Type::INT32, Some(LogicalType::Date), _) | (Type::INT32, None, ConvertedType::DATE) => Meaning::Day,
            (Type::INT64, Some(LogicalType::Timestamp(moment)), _) => {
                Meaning::Moment { ticks: ticks(&moment.unit), greenwich: moment.is_adjusted_to_u_t_c }
            }
            (Type::INT64, None, ConvertedType::TIMESTAMP_MILLIS) => {
                Meaning::Moment { ticks: ticks(&TimeUnit::MILLIS), greenwich: true }
            }
            (Type::INT64, None, ConvertedType::TIMESTAMP_MICROS) => {
                Meaning::Moment { ticks: ticks(&TimeUnit::MICROS), greenwich: true }
            }
            (Type::INT32 | Type::INT64, Some(LogicalType::Integer(whole)), _) => {
                Meaning::Whole { unsigned: !whole.is_signed }
            }
            (Type::INT32 | Type::INT64, None, kind) => match kind {
                ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS => return Err(unreadable("时刻")),
                ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                    Meaning::Whole { unsigned: true }
                }
                _ => Meaning::Whole { unsigned: false },
            },
            (Type::DOUBLE, ..) => Meaning::Float,
            (Type::FLOAT, ..) => {
                return Err("这一列是单精度小数(FLOAT),只存得下七位数字;请改用 DOUBLE 或 DECIMAL 重新导出".into());
            }
            (Type::BYTE_ARRAY, Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) | None, _) => {
                Meaning::Text
            }
            (Type::INT96, ..) => return Err(unreadable("INT96 时间")),
            (kind, ..) => return Err(unreadable(&kind.to_string())),
        };
        Ok(meaning)
    }
}

fn unreadable(kind: &str) -> String {
    format!("这一列的类型({kind})读不了;请改成整数、小数、文字、日期或是否(BOOLEAN)后重新导出")
}

/// Why a column cannot be read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Its pages make no sense.
    Broken,
    /// The value at this place of the batch is no text.
    NotText(usize),
}

/// A column of one group of rows.
pub(super) struct Column {
    reader: ColumnReader,
    meaning: Meaning,
    optional: bool,
}

impl Column {
    pub(super) fn new(reader: ColumnReader, meaning: Meaning, descriptor: &ColumnDescriptor) -> Column {
        Column { reader, meaning, optional: descriptor.max_def_level() > 0 }
    }

    /// The next rows as texts; null is the empty one.
    pub(super) fn texts(&mut self, rows: usize) -> Result<Texts, Fault> {
        let (meaning, optional) = (self.meaning, self.optional);
        match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => {
                texts(reader, rows, optional, |yes, text| push(text, if *yes { "TRUE" } else { "FALSE" }))
            }
            ColumnReader::Int32ColumnReader(reader) => texts(reader, rows, optional, |whole, text| {
                let whole = match meaning {
                    Meaning::Whole { unsigned: true } => i128::from(*whole as u32),
                    _ => i128::from(*whole),
                };
                meaning.number(whole, text)
            }),
            ColumnReader::Int64ColumnReader(reader) => texts(reader, rows, optional, |whole, text| {
                let whole = match meaning {
                    Meaning::Whole { unsigned: true } => i128::from(*whole as u64),
                    _ => i128::from(*whole),
                };
                meaning.number(whole, text)
            }),
            ColumnReader::DoubleColumnReader(reader) => texts(reader, rows, optional, |float, text| {
                decimal(*float, 0, text);
                Some(())
            }),
            ColumnReader::ByteArrayColumnReader(reader) => {
                texts(reader, rows, optional, |bytes: &ByteArray, text| meaning.bytes(bytes.data(), text))
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                texts(reader, rows, optional, |bytes: &FixedLenByteArray, text| meaning.bytes(bytes.data(), text))
            }
            ColumnReader::Int96ColumnReader(_) | ColumnReader::FloatColumnReader(_) => Err(Fault::Broken),
        }
    }
}

fn push(text: &mut String, more: &str) -> Option<()> {
    text.push_str(more);
    Some(())
}

fn texts<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    optional: bool,
    write: impl Fn(&T::T, &mut String) -> Option<()>,
) -> Result<Texts, Fault> {
    let (mut values, mut levels) = (Vec::with_capacity(rows), Vec::new());
    let read = caught(|| reader.read_records(rows, Some(&mut levels), None, &mut values));
    let (read, ..) = read.and_then(Result::ok).ok_or(Fault::Broken)?;
    let known = if optional { levels.iter().filter(|level| **level > 0).count() } else { rows };
    if read != rows || known != values.len() || (optional && levels.len() != rows) {
        return Err(Fault::Broken);
    }
    let (mut texts, mut text, mut values) = (Texts::default(), String::new(), values.iter());
    for row in 0..rows {
        text.clear();
        if !optional || levels.get(row).is_some_and(|level| *level > 0) {
            let value = values.next().ok_or(Fault::Broken)?;
            write(value, &mut text).ok_or(Fault::NotText(row))?;
        }
        texts.push(&text);
    }
    Ok(texts)
}

impl Meaning {
    fn number(self, whole: i128, text: &mut String) -> Option<()> {
        match self {
            Meaning::Decimal { places } => push(text, &with_point(whole, places)),
            Meaning::Day => push(text, &day(whole).map_or_else(|| whole.to_string(), |day| day.to_string())),
            Meaning::Moment { ticks, greenwich } => {
                let ticks = i128::from(ticks);
                // A day in Beijing begins eight hours before it does in Greenwich.
                let ahead = if greenwich { ticks / 3 } else { 0 };
                let day = day((whole + ahead).div_euclid(ticks));
                push(text, &day.map_or_else(|| whole.to_string(), |day| day.to_string()))
            }
            _ => push(text, &whole.to_string()),
        }
    }

    fn bytes(self, bytes: &[u8], text: &mut String) -> Option<()> {
        let Meaning::Decimal { places } = self else { return push(text, std::str::from_utf8(bytes).ok()?) };
        if bytes.len() > WIDEST as usize {
            return None;
        }
        // Two's complement, the sign first.
        let negative = bytes.first().is_some_and(|byte| *byte >= 0x80);
        let whole = bytes.iter().fold(if negative { -1 } else { 0 }, |whole, byte| whole << 8 | i128::from(*byte));
        push(text, &with_point(whole, places))
    }
}

fn day(days: i128) -> Option<Date> {
    let span: Span = i64::try_from(days).ok().filter(|days| days.abs() < 10_000_000)?.days();
    date(1970, 1, 1).checked_add(span).ok()
}

/// `whole` over 10 to the power of `places`, in full.
fn with_point(whole: i128, places: usize) -> String {
    let sign = if whole < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", whole.unsigned_abs(), width = places + 1);
    let (front, behind) = digits.split_at(digits.len() - places);
    let behind = behind.trim_end_matches('0');
    if behind.is_empty() { format!("{sign}{front}") } else { format!("{sign}{front}.{behind}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_texts() {
        let number = |meaning: Meaning, whole: i128| {
            let mut text = String::new();
            meaning.number(whole, &mut text).map(|()| text).unwrap_or_default()
        };
        let hours = 60 * 60 * 1_000;
        let naive = Meaning::Moment { ticks: 24 * hours as i64, greenwich: false };
        let greenwich = Meaning::Moment { ticks: 24 * hours as i64, greenwich: true };
        let cases = [
            (Meaning::Decimal { places: 2 }, 12_345, "123.45"),
            (Meaning::Decimal { places: 2 }, -5, "-0.05"),
            (Meaning::Decimal { places: 4 }, 10_000, "1"),
            (Meaning::Decimal { places: 0 }, 7, "7"),
            (Meaning::Whole { unsigned: false }, -7, "-7"),
            (Meaning::Day, 18_444, "2020-07-01"),
            (Meaning::Day, -1, "1969-12-31"),
            (Meaning::Day, i128::from(i32::MAX), "2147483647"),
            (naive, 18_444 * 24 * hours + 23 * hours, "2020-07-01"),
            // Midnight in Beijing, and midnight in Greenwich: the same day in Guangxi.
            (greenwich, 18_444 * 24 * hours - 8 * hours, "2020-07-01"),
            (greenwich, 18_444 * 24 * hours, "2020-07-01"),
        ];
        for (meaning, whole, expected) in cases {
            assert_eq!(number(meaning, whole), expected, "{meaning:?} {whole}");
        }
        let bytes = |bytes: &[u8]| {
            let mut text = String::new();
            Meaning::Decimal { places: 1 }.bytes(bytes, &mut text).map(|()| text)
        };
        assert_eq!(bytes(&[0x00, 0xFF]).as_deref(), Some("25.5"));
        assert_eq!(bytes(&[0xFF]).as_deref(), Some("-0.1"));
        assert_eq!(bytes(&[0; 17]), None);
    }
}
