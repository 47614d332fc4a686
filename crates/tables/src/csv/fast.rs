//! The quick way through clean UTF-8: the file is cut at line borders, every core reads its part in blocks, bytes go
//! straight into columns. A line that is not plain is read by the careful reader; a file whose lines are not rows is
//! left to it as a whole (`None`).

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use titian_rulebook::catalogue::Catalogue;

use super::records::Records;
use super::top::{self, Top};
use crate::Loaded;
use crate::error::TableError;
use crate::header::{Target, clean};
use crate::intake::{Draft, Intake, Plan, Stop, date};
use crate::options::Options;
use crate::word::{WORD, cell, length_before_far};

/// What is read at once: small enough to stay near the core.
const BLOCK: usize = 512 << 10;

/// A part smaller than this is not worth a thread.
const PART: u64 = 2 << 20;

/// Longer lines are not lines of a table.
const LONGEST_LINE: usize = 16 << 20;

pub(super) fn read(path: &Path, catalogue: &Catalogue, options: &Options<'_>) -> Result<Option<Loaded>, TableError> {
    let io = |error: std::io::Error| TableError::io(path, &error);
    let mut file = File::open(path).map_err(io)?;
    let size = file.metadata().map_err(io)?.len();
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(BLOCK as u64).read_to_end(&mut head).map_err(io)?;
    let mark = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let whole = if size <= head.len() as u64 { head.len() } else { last_line_end(&head) };
    let Some(text) = head.get(mark..whole).and_then(|head| std::str::from_utf8(head).ok()) else { return Ok(None) };
    if text.contains('\0') || text.is_empty() {
        return Ok(None);
    }
    let top = top::top(path, text, catalogue, options)?;
    let begin = (mark + top.begin) as u64;
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get()).min(8) as u64;
    let parts = ((size.saturating_sub(begin)) / PART).clamp(1, cores);
    let Some(borders) = borders(&mut file, begin, size, parts).map_err(io)? else { return Ok(None) };
    let plan = Plan { catalogue, header: &top.header, options };
    let job = Job { path, plan, top: &top, done: AtomicU64::new(begin), size };
    let spans: Vec<(u64, u64)> = borders.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let read = std::thread::scope(|scope| {
        let (first, others) = spans.split_first()?;
        let others: Vec<_> = others
            .iter()
            .map(|span| {
                scope.spawn({
                    let job = &job;
                    move || job.part(*span)
                })
            })
            .collect();
        let mut read = vec![job.part(*first)];
        for other in others {
            read.push(other.join().ok()?);
        }
        Some(read)
    });
    match read {
        Some(read) => together(path, read, &top, options),
        None => Ok(None),
    }
}

/// Puts the parts together in the order of the file.
fn together(
    path: &Path,
    parts: Vec<Result<Part<'_>, Leave>>,
    top: &Top,
    options: &Options<'_>,
) -> Result<Option<Loaded>, TableError> {
    if parts.iter().any(|part| matches!(part, Err(Leave::NotPlain))) {
        return Ok(None);
    }
    let mut all: Option<Intake<'_>> = None;
    let mut rows = top.rows;
    for part in parts {
        let Part { intake, lines } = match part {
            Ok(part) => part,
            Err(Leave::Stopped(stop)) => {
                let mut stop = *stop;
                stop.row += rows;
                return Err(stop.into_error(path));
            }
            Err(Leave::Io(error)) => return Err(TableError::io(path, &error)),
            Err(Leave::TooMany(message)) => return Err(TableError::file(path, message)),
            Err(Leave::NotPlain) => return Ok(None),
        };
        match &mut all {
            None => all = Some(intake.starting_at(rows)),
            Some(all) => all.append(intake, rows).map_err(|stop| stop.into_error(path))?,
        }
        rows += lines;
    }
    if let Some(message) = options.limits.refuse(rows - top.rows, top.header.columns.len()) {
        return Err(TableError::file(path, message));
    }
    all.map(|all| all.finish(path)).transpose()
}

/// Behind the last line feed.
fn last_line_end(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)
}

/// Where the parts begin and end: behind line feeds. `None` where a line is too long to be one.
fn borders(file: &mut File, begin: u64, size: u64, parts: u64) -> std::io::Result<Option<Vec<u64>>> {
    let mut borders = vec![begin];
    let mut buffer = vec![0; 64 << 10];
    for part in 1..parts {
        let mut at = begin + (size - begin) / parts * part;
        file.seek(SeekFrom::Start(at))?;
        loop {
            let got = file.read(&mut buffer)?;
            match buffer[..got].iter().position(|byte| *byte == b'\n') {
                Some(found) => break at += found as u64 + 1,
                None => at += got as u64,
            }
            if got == 0 {
                break;
            }
        }
        borders.push(at.min(size));
    }
    borders.push(size);
    Ok(borders.is_sorted().then_some(borders))
}

/// What all parts share.
struct Job<'a> {
    path: &'a Path,
    plan: Plan<'a>,
    top: &'a Top,
    done: AtomicU64,
    size: u64,
}

/// A part that was read.
struct Part<'a> {
    intake: Intake<'a>,
    lines: u64,
}

/// Why a part was left.
enum Leave {
    /// Its lines are not rows; the careful reader takes the whole file.
    NotPlain,
    Stopped(Stop),
    TooMany(String),
    Io(std::io::Error),
}

impl From<Stop> for Leave {
    fn from(stop: Stop) -> Leave {
        Leave::Stopped(stop)
    }
}

impl From<std::io::Error> for Leave {
    fn from(error: std::io::Error) -> Leave {
        Leave::Io(error)
    }
}

impl<'a> Job<'a> {
    /// Reads the lines between two borders.
    fn part(&self, (begin, end): (u64, u64)) -> Result<Part<'a>, Leave> {
        let mut file = File::open(self.path)?;
        file.seek(SeekFrom::Start(begin))?;
        let mut file = file.take(end - begin);
        let mut part = Part { intake: Intake::new(self.plan), lines: 0 };
        let (mut buffer, mut filled) = (vec![0u8; BLOCK], 0);
        loop {
            if filled == buffer.len() {
                if buffer.len() >= LONGEST_LINE {
                    return Err(Leave::NotPlain);
                }
                buffer.resize(buffer.len() * 2, 0);
            }
            let got = file.read(&mut buffer[filled..])?;
            filled += got;
            let whole = if got == 0 { filled } else { last_line_end(&buffer[..filled]) };
            part.block(&buffer[..whole], self.plan, self.top.separator)?;
            buffer.copy_within(whole..filled, 0);
            filled -= whole;
            let done = self.done.fetch_add(got as u64, Ordering::Relaxed) + got as u64;
            self.plan.options.report(done, self.size);
            if let Some(message) = self.plan.options.limits.refuse(part.lines, self.plan.header.columns.len()) {
                return Err(Leave::TooMany(message));
            }
            if got == 0 {
                return Ok(part);
            }
        }
    }
}

impl<'a> Part<'a> {
    /// Reads whole lines.
    fn block(&mut self, block: &[u8], plan: Plan<'a>, separator: u8) -> Result<(), Leave> {
        // What is wrong with a cell is told only where all around it is text.
        self.lines(block, plan, separator).map_err(|leave| match std::str::from_utf8(block) {
            Ok(_) => leave,
            Err(_) => Leave::NotPlain,
        })
    }

    fn lines(&mut self, block: &[u8], plan: Plan<'a>, separator: u8) -> Result<(), Leave> {
        let marks = Marks::of(block);
        if marks.zeros {
            return Err(Leave::NotPlain);
        }
        let (mut draft, mut rest) = (Draft::default(), block);
        while !rest.is_empty() {
            let length = length_before_far(b'\n', rest);
            let (line, behind) = rest.split_at(length);
            self.lines += 1;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if marks.returns && line.contains(&b'\r') {
                return Err(Leave::NotPlain);
            }
            let quoted = marks.quotes && line.contains(&b'"');
            match !quoted && self.plain(rest, line.len(), plan, separator, &mut draft) {
                true => self.intake.commit(self.lines, &draft),
                false => self.careful(line, separator)?,
            }
            rest = behind.get(1..).unwrap_or_default();
        }
        Ok(())
    }

    /// Reads a line, the first `end` bytes of `text`, whose cells are all plain; `false` if one is not.
    #[inline]
    fn plain<'t>(&mut self, text: &'t [u8], end: usize, plan: Plan<'a>, separator: u8, draft: &mut Draft<'t>) -> bool {
        draft.clear(plan.header.figures.len());
        // A word more than the line, so that its last cells are read like the others.
        let text = text.get(..end + WORD).unwrap_or(text);
        let (mut at, mut filled) = (0, false);
        for column in &plan.header.columns {
            // Behind the last cell `at` is one past the end; a missing cell is not plain.
            if at > end {
                return false;
            }
            let rest = text.get(at..).unwrap_or_default();
            let (length, word) = cell(separator, rest, end - at);
            match &column.target {
                _ if length == 0 => {}
                Target::Figure(place) => {
                    let figure = &plan.header.figures[*place];
                    let stored = match word {
                        Some(word) => figure.plain_word(word),
                        None => rest.get(..length).and_then(|cell| figure.plain_long(cell)),
                    };
                    let Some(stored) = stored else { return false };
                    draft.figures[*place] = stored;
                    filled = true;
                }
                target => match rest.get(..length).map(std::str::from_utf8) {
                    Some(Ok(cell)) if self.plain_text(target, clean(cell), draft) => {
                        filled |= !matches!(target, Target::Passed) && !clean(cell).is_empty();
                    }
                    _ => return false,
                },
            }
            at += length + 1;
        }
        filled && at == end + 1
    }

    /// Reads a cell of text; `false` if it is not plain. A cell of blanks is blank; codes and dates of blanks are not
    /// plain.
    #[inline]
    fn plain_text<'t>(&self, target: &Target, cell: &'t str, draft: &mut Draft<'t>) -> bool {
        match target {
            Target::Code => match self.intake.sound_code(cell) {
                Some(code) => draft.code = Some(code),
                None => return false,
            },
            // It may be an error of a formula.
            Target::Name | Target::City | Target::Industry if cell.starts_with('#') => return false,
            Target::Name => draft.name = cell,
            Target::City => draft.city = cell,
            Target::Industry => draft.industry = cell,
            Target::Date(fact) => match date(cell) {
                Ok(date) => draft.dates.push((*fact, date)),
                Err(_) => return false,
            },
            Target::Passed => {}
            Target::Figure(_) | Target::Nameless => return false,
        }
        true
    }

    /// The careful reader for one line.
    #[cold]
    fn careful(&mut self, line: &[u8], separator: u8) -> Result<(), Leave> {
        let line = std::str::from_utf8(line).map_err(|_| Leave::NotPlain)?;
        let (mut records, mut cells) = (Records::new(line, separator), Vec::new());
        // An unclosed quote runs on into the next line: lines are not rows here.
        if !records.next(&mut cells).map_err(|_| Leave::NotPlain)? {
            return Ok(());
        }
        Ok(self.intake.row(self.lines, &cells)?)
    }
}

/// What stands anywhere in a block.
struct Marks {
    zeros: bool,
    quotes: bool,
    returns: bool,
}

impl Marks {
    /// Looks at every byte once, many at a time: there is no early end.
    #[inline(never)]
    fn of(block: &[u8]) -> Marks {
        let mut marks = Marks { zeros: false, quotes: false, returns: false };
        for byte in block {
            marks.zeros |= *byte == 0;
            marks.quotes |= *byte == b'"';
            marks.returns |= *byte == b'\r';
        }
        marks
    }
}
