//! Rows become columns. Every format hands its rows to an [`Intake`]; parts read side by side are put together in order.

mod derived;
mod growing;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use titian_rulebook::catalogue::{Catalogue, FactIx, Slot};
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::dossier::parse_date;
use titian_rulebook::population::{Population, Texts, UNKNOWN};
use titian_rulebook::quantity::Dimension;

use crate::error::{Note, Notes, Reject, TableError};
use crate::header::{Column, Header, Target, clean};
use crate::options::Options;
use crate::{Loaded, twice};
use derived::Derived;
use growing::Growing;

/// One percent as shares are stored, in millionths.
const ONE_PERCENT: i64 = 10_000;

/// What all parts of a table share.
#[derive(Clone, Copy)]
pub(crate) struct Plan<'a> {
    pub catalogue: &'a Catalogue,
    pub header: &'a Header,
    pub options: &'a Options<'a>,
}

/// One row on its way in.
#[derive(Debug, Default)]
pub(crate) struct Draft<'t> {
    pub figures: Vec<i64>,
    pub code: Option<CreditCode>,
    pub name: &'t str,
    pub city: &'t str,
    pub industry: &'t str,
    pub dates: Vec<(FactIx, Date)>,
}

impl Draft<'_> {
    pub(crate) fn clear(&mut self, figures: usize) {
        self.figures.clear();
        self.figures.resize(figures, UNKNOWN);
        self.dates.clear();
        (self.code, self.name, self.city, self.industry) = (None, "", "", "");
    }
}

/// Rows whose figures go into the columns together: many at once are faster narrowed than one by one.
const LOT: usize = 64;

/// The rows of a part of the table.
pub(crate) struct Intake<'a> {
    plan: Plan<'a>,
    columns: Vec<Growing>,
    /// Figures of the last rows, on their way into the columns.
    lot: Vec<[i64; LOT]>,
    in_lot: usize,
    derived: Option<Derived<'a>>,
    codes: Texts,
    names: Texts,
    cities: Texts,
    industries: Texts,
    /// Where each enterprise stands, counted from the beginning of this part.
    rows: Vec<u32>,
    pub rejects: Vec<Reject>,
    pub notes: Notes,
}

/// Why the reading stops: at the first bad cell, or where there are too many.
pub(crate) type Stop = Box<Reject>;

impl<'a> Intake<'a> {
    pub(crate) fn new(plan: Plan<'a>) -> Intake<'a> {
        Intake {
            plan,
            columns: plan.header.figures.iter().map(|_| Growing::default()).collect(),
            lot: vec![[UNKNOWN; LOT]; plan.header.figures.len()],
            in_lot: 0,
            derived: Derived::needed(plan),
            codes: Texts::default(),
            names: Texts::default(),
            cities: Texts::default(),
            industries: Texts::default(),
            rows: Vec::new(),
            rejects: Vec::new(),
            notes: Notes::default(),
        }
    }

    /// How many enterprises are in.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are enterprises in these rows.
    pub(crate) fn any_between(&self, first: u64, last: u64) -> bool {
        let next = self.rows.partition_point(|row| u64::from(*row) < first);
        self.rows.get(next).is_some_and(|row| u64::from(*row) <= last)
    }

    /// Takes one row of cells. A row in which nothing (or only 序号 and the like) stands is passed over; a bad one is a
    /// reject, or the end.
    pub(crate) fn row<S: AsRef<str>>(&mut self, row: u64, cells: &[S]) -> Result<(), Stop> {
        if is_blank(cells) {
            return Ok(());
        }
        let header = self.plan.header;
        let mut draft = Draft::default();
        draft.clear(header.figures.len());
        let (mut bad, mut filled) = (Vec::new(), false);
        if let Some(message) = wrong_width(header.columns.len(), cells) {
            bad.push(Reject { row, column: String::new(), value: joined(cells), message });
        } else {
            for (column, cell) in header.columns.iter().zip(cells) {
                let cell = clean(cell.as_ref());
                if cell.is_empty() {
                    continue;
                }
                filled |= !matches!(column.target, Target::Passed);
                if let Err(message) = self.cell(row, &column.target, cell, &mut draft) {
                    bad.push(Reject { row, column: column.heading.clone(), value: cell.into(), message });
                }
            }
        }
        match bad.is_empty() {
            true if filled => self.commit(row, &draft),
            true => {}
            false => self.reject(bad)?,
        }
        Ok(())
    }

    fn cell<'t>(&mut self, row: u64, target: &Target, cell: &'t str, draft: &mut Draft<'t>) -> Result<(), String> {
        if let Some(message) = formula_error(cell).filter(|_| !matches!(target, Target::Passed)) {
            return Err(message);
        }
        match target {
            Target::Figure(at) => {
                let figure = &self.plan.header.figures[*at];
                draft.figures[*at] = match figure.plain(cell.as_bytes()) {
                    Some(stored) => stored,
                    None => figure.parse(cell)?,
                };
            }
            Target::Code => draft.code = Some(self.code(row, cell)?),
            Target::Name => draft.name = cell,
            Target::City => draft.city = cell,
            Target::Industry => draft.industry = cell,
            Target::Date(fact) => draft.dates.push((*fact, date(cell)?)),
            Target::Passed => {}
            Target::Nameless => return Err("这一列没有表头,请在第一行写上表头,或者删去这一列".into()),
        }
        Ok(())
    }

    /// A credit code; a check character that does not fit is only noted.
    #[inline]
    pub(crate) fn code(&mut self, row: u64, cell: &str) -> Result<CreditCode, String> {
        let code = CreditCode::parse(cell).map_err(|error| {
            // What spreadsheets make of eighteen digits in a cell of numbers cannot be undone.
            match cell.contains(['E', 'e']) && cell.contains('.') {
                true => format!("“{cell}”被表格软件改成了科学记数,原代码已经丢失;请把这一列设为文本格式后重新填写"),
                false => error.to_string(),
            }
        })?;
        for warning in code.warnings() {
            self.notes.add(Some(row), || format!("统一社会信用代码 {code} {warning}"));
        }
        Ok(code)
    }

    /// A code without any doubt; the careful reader tells what is wrong with others.
    #[inline]
    pub(crate) fn sound_code(&self, cell: &str) -> Option<CreditCode> {
        CreditCode::parse(cell).ok().filter(CreditCode::is_sound)
    }

    /// The same part, its rows counted from `rows` on.
    pub(crate) fn starting_at(mut self, rows: u64) -> Intake<'a> {
        let shift = u32::try_from(rows).unwrap_or(u32::MAX);
        self.rows.iter_mut().for_each(|row| *row = row.saturating_add(shift));
        self.rejects.iter_mut().for_each(|reject| reject.row += rows);
        self.notes.first.iter_mut().for_each(|note| note.row = note.row.map(|row| row + rows));
        self
    }

    pub(crate) fn reject(&mut self, bad: Vec<Reject>) -> Result<(), Stop> {
        let Some(first) = bad.first() else { return Ok(()) };
        let limit = self.plan.options.limits.rejects;
        if !self.plan.options.keep_going {
            return Err(Box::new(first.clone()));
        }
        if self.rejects.len() + bad.len() > limit {
            let message =
                format!("有问题的格子已经超过 {limit} 个,请先核对表头、单位和列的顺序。本行的问题:{}", first.message);
            return Err(Box::new(Reject { message, ..first.clone() }));
        }
        self.rejects.extend(bad);
        Ok(())
    }

    /// Puts a row that is in order into the columns.
    #[inline]
    pub(crate) fn commit(&mut self, row: u64, draft: &Draft<'_>) {
        for (figures, value) in self.lot.iter_mut().zip(&draft.figures) {
            figures[self.in_lot] = *value;
        }
        self.in_lot += 1;
        if self.in_lot == LOT {
            self.unload();
        }
        if let Some(derived) = &mut self.derived {
            derived.push(self.plan, draft);
        }
        self.codes.push(draft.code.as_ref().map_or("", CreditCode::as_str));
        self.names.push(draft.name);
        self.cities.push(draft.city);
        self.industries.push(draft.industry);
        self.rows.push(u32::try_from(row).unwrap_or(u32::MAX));
    }

    /// Puts the figures of the lot into their columns.
    fn unload(&mut self) {
        for (column, figures) in self.columns.iter_mut().zip(&self.lot) {
            column.extend(&figures[..self.in_lot]);
        }
        self.in_lot = 0;
    }

    /// Puts a later part behind this one; its rows are counted from `rows` on.
    pub(crate) fn append(&mut self, mut later: Intake<'a>, rows: u64) -> Result<(), Stop> {
        self.unload();
        later.unload();
        let texts = [
            (&mut self.codes, later.codes),
            (&mut self.names, later.names),
            (&mut self.cities, later.cities),
            (&mut self.industries, later.industries),
        ];
        // Figures and texts weigh about the same.
        std::thread::scope(|scope| {
            scope.spawn(|| texts.into_iter().for_each(|(texts, more)| texts.append(&more)));
            self.columns.iter_mut().zip(later.columns).for_each(|(column, more)| column.append(more));
            if let (Some(derived), Some(more)) = (&mut self.derived, later.derived) {
                derived.append(more);
            }
        });
        let shift = u32::try_from(rows).unwrap_or(u32::MAX);
        self.rows.extend(later.rows.iter().map(|row| row.saturating_add(shift)));
        self.notes.append(later.notes, rows);
        self.reject_all(later.rejects.into_iter().map(|reject| Reject { row: reject.row + rows, ..reject }))
    }

    fn reject_all(&mut self, rejects: impl Iterator<Item = Reject>) -> Result<(), Stop> {
        for reject in rejects {
            self.reject(vec![reject])?;
        }
        Ok(())
    }

    /// All rows are in: a code that stands twice is refused, and the columns are handed over.
    pub(crate) fn finish(mut self, path: &Path) -> Result<Loaded, TableError> {
        self.unload();
        let again = twice::twice(&self.codes);
        if !again.is_empty() {
            let column = self.plan.header.columns.iter().find(|column| matches!(column.target, Target::Code));
            let heading = column.map(|column| column.heading.clone()).unwrap_or_default();
            for (later, first) in &again {
                let (row, before) = (u64::from(self.rows[*later]), self.rows[*first]);
                let value = self.codes.get(*later).to_owned();
                let message = format!("统一社会信用代码 {value} 与第 {before} 行重复,请核对,只保留一行");
                self.reject(vec![Reject { row, column: heading.clone(), value, message }])
                    .map_err(|stop| stop.into_error(path))?;
            }
            let mut keep = vec![true; self.len()];
            again.iter().for_each(|(later, _)| keep[*later] = false);
            self.retain(&keep);
            self.rejects.sort();
        }
        self.notes.gather(self.fractions());
        let Intake { plan, columns, derived, codes, names, cities, industries, rows, rejects, notes, .. } = self;
        let mut population = Population::blank(plan.catalogue, rows.len());
        let stated = plan.header.figures.iter().map(|figure| figure.slot).zip(columns);
        let derived = derived.map(|derived| derived.slots.into_iter().zip(derived.columns)).into_iter().flatten();
        // A derived column takes the place of the stated one: it holds what was stated where nothing followed.
        let columns: BTreeMap<Slot, Growing> = stated.chain(derived).collect();
        for (slot, column) in columns {
            if let Some(column) = column.finish() {
                population.set(slot, column);
            }
        }
        (population.codes, population.names) = (codes, names);
        (population.cities, population.industries) = (cities, industries);
        Ok(Loaded { population, rows, rejects, notes, ignored: plan.header.ignored.clone() })
    }

    /// Shares written as fractions (0.053 for 5.3%) give themselves away: no figure of the column reaches one percent.
    fn fractions(&self) -> Vec<Note> {
        let Plan { catalogue, header, .. } = self.plan;
        let suspect = |column: &&Column| match column.target {
            Target::Figure(at) if catalogue.info(header.figures[at].slot).dimension == Dimension::Share => {
                let mut known = self.columns[at].known().filter(|share| *share != 0).peekable();
                known.peek().is_some() && known.all(|share| share.abs() <= ONE_PERCENT)
            }
            _ => false,
        };
        let told = |column: &Column| {
            format!("“{}”列没有一个数超过 1%,请核对是不是写成了小数:5.3% 请填 5.3,不是 0.053", column.heading)
        };
        header.columns.iter().filter(suspect).map(|column| Note { row: None, message: told(column) }).collect()
    }

    fn retain(&mut self, keep: &[bool]) {
        let derived = self.derived.iter_mut().flat_map(|derived| derived.columns.iter_mut());
        self.columns.iter_mut().chain(derived).for_each(|column| column.retain(keep));
        for texts in [&mut self.codes, &mut self.names, &mut self.cities, &mut self.industries] {
            *texts = (0..keep.len()).filter(|at| keep[*at]).map(|at| texts.get(at)).collect();
        }
        let mut kept = keep.iter();
        self.rows.retain(|_| kept.next().copied().unwrap_or(true));
    }
}

/// A date as people write it.
pub(crate) fn date(cell: &str) -> Result<Date, String> {
    parse_date(cell).ok_or_else(|| format!("“{cell}”不是日期,请写成 2026-04-01"))
}

/// Whether nothing stands in a row.
pub(crate) fn is_blank<S: AsRef<str>>(cells: &[S]) -> bool {
    cells.iter().all(|cell| clean(cell.as_ref()).is_empty())
}

/// Stands for a formula that no program has worked out yet.
pub(crate) const UNCALCULATED: &str = "#未计算";

/// What spreadsheets show where a formula cannot be worked out; copied into other formats, it is text.
fn formula_error(cell: &str) -> Option<String> {
    const ERRORS: [&str; 10] =
        ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#DATA!"];
    match cell {
        _ if !cell.starts_with('#') => None,
        UNCALCULATED => Some("这一格的公式还没有算出值,请用 Excel 打开并保存后再读".into()),
        _ if ERRORS.contains(&cell) => Some(format!("这一格是公式错误 {cell},请在表格软件里改正公式;不知道的请留空")),
        _ => None,
    }
}

fn wrong_width<S: AsRef<str>>(columns: usize, cells: &[S]) -> Option<String> {
    let used = cells.iter().rposition(|cell| !clean(cell.as_ref()).is_empty()).map_or(0, |last| last + 1);
    if used > columns {
        return Some(format!("这一行有 {used} 格,表头只有 {columns} 格;内容里有逗号的,请给整格加上双引号"));
    }
    (cells.len() < columns)
        .then(|| format!("这一行只有 {} 格,表头有 {columns} 格;不知道的内容请留空,但分隔符不能少", cells.len()))
}

/// The beginning of a row, to find it again.
fn joined<S: AsRef<str>>(cells: &[S]) -> String {
    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
    cells.join(",").chars().take(200).collect()
}
