//! A pass over the records of a workbook stream (MS-XLS) before the spreadsheet reader takes them: how large its
//! sheets would be laid out, whether there is a password, and what that reader does not tell.

use std::collections::{HashMap, HashSet};

use crate::sheet::is_percent;

/// Rows and columns of the largest XLS worksheet.
const ROWS: u32 = 1 << 16;
const COLUMNS: u32 = 1 << 8;

/// What one cell takes when a sheet is laid out: its value, and the text of its formula.
const CELL: u64 = 32;
const FORMULA: u64 = 24;

/// A record goes on in so many others at most; each holds eight kilobytes where programs write them.
const CONTINUED: usize = 20_000;

/// What the workbook holds.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The sheets, in the order of the workbook.
    pub sheets: Vec<Sheet>,
}

/// What the spreadsheet reader does not tell about a sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Row and column of each number whose format shows a percentage.
    pub percents: HashSet<(u32, u32)>,
    /// Hidden rows, in the order of the file.
    pub hidden_rows: Vec<u32>,
    /// Row and column of formulas that no program has worked out yet.
    pub uncalculated: HashSet<(u32, u32)>,
}

/// Why the workbook is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It has a password.
    Locked,
    /// Its sheets are too large.
    Large,
    /// A record is not as it must be.
    Broken,
}

/// The records that matter here.
mod kind {
    pub const FORMULA: u16 = 0x0006;
    pub const END: u16 = 0x000A;
    pub const PASSWORD: u16 = 0x002F;
    pub const CONTINUE: u16 = 0x003C;
    pub const SHEET: u16 = 0x0085;
    pub const NUMBERS: u16 = 0x00BD;
    pub const RICH_LABEL: u16 = 0x00D6;
    pub const STYLE: u16 = 0x00E0;
    pub const SHARED_LABEL: u16 = 0x00FD;
    pub const DIMENSIONS: u16 = 0x0200;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const BOOLEAN_OR_ERROR: u16 = 0x0205;
    pub const ROW: u16 = 0x0208;
    pub const PACKED_NUMBER: u16 = 0x027E;
    pub const FORMAT: u16 = 0x041E;
    pub const BEGIN: u16 = 0x0809;
}

impl Survey {
    /// Surveys a workbook stream whose sheets may be laid out in so many bytes.
    pub(super) fn of(stream: &[u8], limit: u64) -> Result<Survey, Unfit> {
        let mut begins = Vec::new();
        let (mut styles, mut formats) = (Vec::new(), HashMap::new());
        for record in Records::of(stream, 0) {
            let (kind, data) = record?;
            match kind {
                kind::PASSWORD if number(data, 0)? != 0 => return Err(Unfit::Locked),
                kind::SHEET => begins.push(number(data, 0)? | number(data, 2)? << 16),
                kind::STYLE => styles.push(number(data, 2)?),
                kind::FORMAT => {
                    // Both kinds of characters, the narrow and the wide, show their signs in every or every other byte.
                    let letters = data.get(4..).unwrap_or_default().iter().filter(|byte| byte.is_ascii_graphic());
                    let format: String = letters.map(|byte| char::from(*byte)).collect();
                    formats.insert(number(data, 0)?, is_percent(&format));
                }
                kind::END => break,
                _ => {}
            }
        }
        // 0% and 0.00% are built in.
        let percent = |format: &u32| formats.get(format).copied().unwrap_or(matches!(format, 9 | 10));
        let percents: Vec<bool> = styles.iter().map(percent).collect();
        let (mut survey, mut room, mut unread) = (Survey::default(), limit, stream.len());
        for begin in begins {
            let mut surveyor = Surveyor { percents: &percents, ..Surveyor::default() };
            let mut depth = 0u32;
            let mut records = Records::of(stream, begin as usize);
            let all = records.rest.len();
            while let Some(record) = records.next() {
                let (kind, data) = record?;
                // Sheets lie one behind the other; none is read twice.
                if all - records.rest.len() > unread {
                    return Err(Unfit::Broken);
                }
                match kind {
                    kind::BEGIN => depth += 1,
                    kind::END if depth <= 1 => break,
                    kind::END => depth -= 1,
                    // Charts within a sheet have cells of their own.
                    _ if depth <= 1 => surveyor.record(kind, data)?,
                    _ => {}
                }
            }
            unread = unread.saturating_sub(all - records.rest.len());
            let size = surveyor.cells.count() * CELL + surveyor.formulas.count() * FORMULA;
            room = room.checked_sub(size).ok_or(Unfit::Large)?;
            survey.sheets.push(surveyor.sheet);
        }
        Ok(survey)
    }
}

/// Looks at the records of one sheet.
#[derive(Debug, Default)]
struct Surveyor<'s> {
    percents: &'s [bool],
    sheet: Sheet,
    cells: Rectangle,
    formulas: Rectangle,
}

impl Surveyor<'_> {
    fn record(&mut self, kind: u16, data: &[u8]) -> Result<(), Unfit> {
        match kind {
            kind::NUMBER
            | kind::PACKED_NUMBER
            | kind::LABEL
            | kind::RICH_LABEL
            | kind::SHARED_LABEL
            | kind::BOOLEAN_OR_ERROR => self.cell(number(data, 0)?, number(data, 2)?, number(data, 4)?),
            kind::FORMULA => {
                let (row, column) = (number(data, 0)?, number(data, 2)?);
                self.formulas.add(row, column);
                self.cell(row, column, number(data, 4)?);
                // An empty text for a value, and the wish to be worked out when the workbook is opened.
                if number(data, 6)? == 3 && number(data, 12)? == 0xFFFF && number(data, 14)? & 2 != 0 {
                    self.sheet.uncalculated.insert((row, column));
                }
            }
            // A row, a column, then a style and a number for that column and each one after it.
            kind::NUMBERS => {
                let (row, first) = (number(data, 0)?, number(data, 2)?);
                let styles = data.get(4..).unwrap_or_default().chunks_exact(6);
                for (column, style) in (first..).zip(styles) {
                    self.cell(row, column, number(style, 0)?);
                }
            }
            // The spreadsheet reader makes room for what is declared before anything of it comes.
            kind::DIMENSIONS => {
                let wide = data.len() >= 14;
                let at = |place: usize| match wide {
                    true => Ok(number(data, place * 2)? | number(data, place * 2 + 2)? << 16),
                    false => number(data, place),
                };
                let (first, last) = (at(0)?, at(2)?);
                let columns = if wide { 8 } else { 4 };
                let (left, right) = (number(data, columns)?, number(data, columns + 2)?);
                if last > ROWS || right > COLUMNS || (last > 0 && right > 0 && (first >= last || left > COLUMNS)) {
                    return Err(Unfit::Broken);
                }
            }
            kind::ROW if number(data, 12).unwrap_or(0) & 0x20 != 0 => self.sheet.hidden_rows.push(number(data, 0)?),
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, row: u32, column: u32, style: u32) {
        self.cells.add(row, column);
        if self.percents.get(style as usize).copied().unwrap_or(false) {
            self.sheet.percents.insert((row, column));
        }
    }
}

/// The smallest rectangle around some cells.
#[derive(Debug, Default)]
struct Rectangle(Option<[(u32, u32); 2]>);

impl Rectangle {
    fn add(&mut self, row: u32, column: u32) {
        let [rows, columns] = self.0.get_or_insert([(row, row), (column, column)]);
        *rows = (rows.0.min(row), rows.1.max(row));
        *columns = (columns.0.min(column), columns.1.max(column));
    }

    fn count(&self) -> u64 {
        let length = |(first, last): (u32, u32)| u64::from(last - first) + 1;
        self.0.map_or(0, |[rows, columns]| length(rows) * length(columns))
    }
}

/// The records of a stream: kind and content, continuations left out.
struct Records<'s> {
    rest: &'s [u8],
    continued: usize,
}

impl<'s> Records<'s> {
    fn of(stream: &'s [u8], begin: usize) -> Records<'s> {
        // A place outside the stream ends at once: the record that is missing there makes the workbook unfit.
        Records { rest: stream.get(begin..).unwrap_or(&[0]), continued: 0 }
    }

    fn record(&mut self) -> Result<(u16, &'s [u8]), Unfit> {
        let (kind, length) = (number(self.rest, 0)?, number(self.rest, 2)? as usize);
        let data = self.rest.get(4..4 + length).ok_or(Unfit::Broken)?;
        self.rest = &self.rest[4 + length..];
        Ok((kind as u16, data))
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = Result<(u16, &'s [u8]), Unfit>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            match self.record() {
                Ok((kind::CONTINUE, _)) if self.continued < CONTINUED => self.continued += 1,
                Ok((kind::CONTINUE, _)) => return Some(Err(Unfit::Large)),
                record => {
                    self.continued = 0;
                    return Some(record);
                }
            }
        }
        None
    }
}

fn number(data: &[u8], at: usize) -> Result<u32, Unfit> {
    let two = data.get(at..at + 2).ok_or(Unfit::Broken)?;
    Ok(u32::from(u16::from_le_bytes([two[0], two[1]])))
}
