//! CSV that Excel opens: UTF-8 with a mark, CRLF, and no cell that could be run as a formula.
//!
//! Rows are made by two threads in turns and written by a third, in order, so that a million rows take the time of
//! the slower of the two.

use std::sync::mpsc::{Receiver, sync_channel};

use super::{Outcome, Results};
use crate::error::{Reject, TableError};
use crate::staged::Staged;

/// Rows that one thread makes at a time.
const CHUNK: usize = 8_192;

/// Threads that make rows.
const MAKERS: usize = 2;

const MARK: &[u8] = b"\xEF\xBB\xBF";
const END: &[u8] = b"\r\n";

pub(super) fn write(mut staged: Staged, results: &Results<'_>) -> Result<Staged, TableError> {
    let mut head = MARK.to_vec();
    head.extend(heading(results).join(",").bytes());
    head.extend(END);
    staged.put(&head)?;
    let chunks = results.len().div_ceil(CHUNK);
    if chunks < 2 {
        let mut rows = Vec::new();
        chunk(results, 0, &mut rows);
        staged.put(&rows)?;
        return Ok(staged);
    }
    std::thread::scope(|scope| {
        let makers: Vec<Receiver<Vec<u8>>> = (0..MAKERS)
            .map(|maker| {
                let (sender, made) = sync_channel(2);
                scope.spawn(move || {
                    let mut room = 0;
                    for at in (maker..chunks).step_by(MAKERS) {
                        let mut rows = Vec::with_capacity(room);
                        chunk(results, at, &mut rows);
                        room = rows.len() + rows.len() / 8;
                        // The writer is gone where writing failed; there is nothing left to do.
                        if sender.send(rows).is_err() {
                            return;
                        }
                    }
                });
                made
            })
            .collect();
        for at in 0..chunks {
            let rows = makers[at % MAKERS].recv().map_err(|_| staged.error("写结果时出错,请重试"))?;
            staged.put(&rows)?;
        }
        Ok(staged)
    })
}

/// The headings, for CSV and XLSX.
pub(super) fn heading(results: &Results<'_>) -> Vec<String> {
    let mut heading = Vec::new();
    if results.numbered() {
        heading.push("行号".into());
    }
    heading.extend(["统一社会信用代码", "企业名称", "结论"].map(String::from));
    if results.points.is_some() {
        heading.extend(["最低得分", "最高得分"].map(String::from));
    }
    heading.extend(results.groups.iter().map(|group| format!("{}得分", group.label)));
    heading.push("未达到的条款".into());
    heading
}

/// Makes the rows of one chunk.
fn chunk(results: &Results<'_>, at: usize, rows: &mut Vec<u8>) {
    let numbered = results.numbered();
    for row in at * CHUNK..((at + 1) * CHUNK).min(results.len()) {
        if numbered {
            number(rows, results.rows.get(row).copied().unwrap_or(0));
            rows.push(b',');
        }
        text(rows, results.population.codes.get(row));
        rows.push(b',');
        text(rows, results.population.names.get(row));
        rows.push(b',');
        rows.extend(outcome(results.outcome(row)));
        if let Some(points) = &results.points {
            let (low, high) = points.of(row);
            rows.push(b',');
            number(rows, low.into());
            rows.push(b',');
            number(rows, high.into());
        }
        for group in results.groups {
            let (low, high) = group.points.of(row);
            rows.push(b',');
            number(rows, low.into());
            if low != high {
                // Not a hyphen: spreadsheets read 5-10 as a date.
                rows.push(b'~');
                number(rows, high.into());
            }
        }
        rows.push(b',');
        let mut first = true;
        for id in results.unmet(row) {
            if !first {
                rows.push(b';');
            }
            first = false;
            rows.extend(id.as_bytes());
        }
        rows.extend(END);
    }
}

fn outcome(outcome: Outcome) -> &'static [u8] {
    outcome.label().as_bytes()
}

/// Digits, without the detour over a string.
#[inline]
fn number(rows: &mut Vec<u8>, number: u32) {
    let mut digits = [0u8; 10];
    let (mut at, mut rest) = (digits.len(), number);
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    rows.extend_from_slice(&digits[at..]);
}

/// A text cell: quoted where it must be, and marked where a spreadsheet would run it.
fn text(rows: &mut Vec<u8>, text: &str) {
    let special = |byte: u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
    // No early end: the whole cell in one sweep.
    let quoted = text.bytes().fold(false, |found, byte| found | special(byte));
    let guard = runs(text);
    if !quoted && !guard {
        rows.extend_from_slice(text.as_bytes());
        return;
    }
    rows.push(b'"');
    if guard {
        rows.push(b'\'');
    }
    for byte in text.bytes() {
        if byte == b'"' {
            rows.push(b'"');
        }
        rows.push(byte);
    }
    rows.push(b'"');
}

/// Whether a spreadsheet would take this text for a formula.
pub(super) fn runs(text: &str) -> bool {
    // Full-width signs as well: Chinese input methods write them, and spreadsheets take them.
    const FULL_WIDTH: [char; 4] = ['\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) || text.starts_with(FULL_WIDTH)
}

pub(super) fn write_rejects(mut staged: Staged, rejects: &[Reject]) -> Result<Staged, TableError> {
    let mut rows = MARK.to_vec();
    rows.extend("行号,列,内容,问题".bytes());
    rows.extend(END);
    for reject in rejects {
        number(&mut rows, u32::try_from(reject.row).unwrap_or(u32::MAX));
        for cell in [&reject.column, &reject.value, &reject.message] {
            rows.push(b',');
            text(&mut rows, cell);
        }
        rows.extend(END);
        if rows.len() > 1 << 20 {
            staged.put(&rows)?;
            rows.clear();
        }
    }
    staged.put(&rows)?;
    Ok(staged)
}

/// Headings and rows of texts.
pub(super) fn sheet<const N: usize>(headings: &[&str; N], rows: &[[String; N]]) -> String {
    let mut sheet = MARK.to_vec();
    let mut line = |cells: [&str; N]| {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                sheet.push(b',');
            }
            text(&mut sheet, cell);
        }
        sheet.extend(END);
    };
    line(*headings);
    rows.iter().for_each(|row| line(row.each_ref().map(String::as_str)));
    // Made of texts and ASCII only.
    String::from_utf8_lossy(&sheet).into_owned()
}
