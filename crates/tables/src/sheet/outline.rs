//! What the person at the screen does not see: hidden rows and columns, cells under a merged one, formulas without a
//! value.

use std::collections::HashSet;

use super::letters;
use crate::error::Note;
use crate::intake::Intake;

/// A rectangle of cells, counted from 0, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

/// The hidden and merged parts of a worksheet.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Merged cells.
    pub merged: Vec<Region>,
    /// Runs of hidden rows.
    pub hidden_rows: Vec<(u32, u32)>,
    /// Runs of hidden columns.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Row and column of formulas that no program has worked out yet.
    pub uncalculated: HashSet<(u32, u32)>,
}

impl Outline {
    /// So many parts of each kind are kept; more say nothing new.
    pub(crate) const KEPT: usize = 10_000;

    /// Adds a hidden row, to the run before it where it follows.
    pub(crate) fn hide_row(&mut self, row: u32) {
        let runs = self.hidden_rows.len();
        match self.hidden_rows.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(row) => *last = row,
            _ if runs < Outline::KEPT => self.hidden_rows.push((row, row)),
            _ => {}
        }
    }

    /// A note for each part that touches enterprises. `top` rows are title and header.
    pub(super) fn notes(&self, top: u64, columns: usize, intake: &Intake<'_>) -> Vec<Note> {
        let touches = |(first, last): (u32, u32)| intake.any_between(u64::from(first) + 1, u64::from(last) + 1);
        let shown = |column: u32| (column as usize) < columns;
        let merged = |region: &&Region| touches(region.rows) && shown(region.columns.0);
        let merged = self.merged.iter().filter(merged).map(|region| {
            let corner = |row: u32, column: u32| format!("{}{}", letters(column), u64::from(row) + 1);
            let (first, last) = (corner(region.rows.0, region.columns.0), corner(region.rows.1, region.columns.1));
            let message =
                format!("{first}:{last} 是合并单元格,只有左上角的一格有内容,其余按空白读;请取消合并,逐格填写");
            Note { row: Some(u64::from(region.rows.0).max(top) + 1), message }
        });
        let rows = self.hidden_rows.iter().filter(|run| touches(**run)).map(|(first, last)| {
            let first = u64::from(*first).max(top) + 1;
            let last = u64::from(*last) + 1;
            let which = if first == last { format!("第 {first} 行") } else { format!("第 {first}—{last} 行") };
            Note {
                row: Some(first), message: format!("{which}是隐藏的,也已读入;不需要的请删去后重新读入")
            }
        });
        let hidden = self.hidden_columns.iter().filter(|(first, _)| shown(*first) && intake.len() > 0);
        let hidden = hidden.map(|(first, last)| {
            let last = (*last).min(columns.saturating_sub(1) as u32);
            let (from, to) = (letters(*first), letters(last));
            let which = if *first == last { format!("{from} 列") } else { format!("{from}—{to} 列") };
            Note {
                row: None, message: format!("{which}是隐藏的,也已读入;不需要的请删去后重新读入")
            }
        });
        merged.chain(rows).chain(hidden).collect()
    }
}
