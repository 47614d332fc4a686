//! One row on its way from cells to texts.

use std::ops::Range;

use super::SheetCell;
use super::cell::{self, Shape};
use crate::header::{Target, clean};

/// The texts of a row, end to end, so that a row costs no allocation of its own.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Counted from 0.
    pub at: u32,
    text: String,
    cells: Vec<Range<usize>>,
    filled: bool,
    beyond: Option<(u32, String)>,
}

impl Row {
    pub(super) fn new(columns: usize) -> Row {
        Row { cells: vec![0..0; columns], ..Row::default() }
    }

    pub(super) fn begin(&mut self, at: u32) {
        self.at = at;
        self.text.clear();
        self.cells.fill(0..0);
        (self.filled, self.beyond) = (false, None);
    }

    /// Puts a cell under its heading.
    pub(super) fn put(&mut self, cell: &SheetCell<'_>, from_1904: bool, target: &Target) -> Shape {
        let begin = self.text.len();
        let shape = cell::write(&cell.value, cell.percent, from_1904, target, &mut self.text);
        if let Some(place) = self.cells.get_mut(cell.column as usize) {
            *place = begin..self.text.len();
            self.filled = true;
        }
        shape
    }

    /// Keeps the first cell that has no heading above it.
    pub(super) fn put_beyond(&mut self, cell: &SheetCell<'_>, from_1904: bool) {
        if self.beyond.is_some() {
            return;
        }
        let mut text = String::new();
        cell::write(&cell.value, cell.percent, from_1904, &Target::Nameless, &mut text);
        if !clean(&text).is_empty() {
            self.beyond = Some((cell.column, text));
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        !self.filled && self.beyond.is_none()
    }

    pub(super) fn beyond(&self) -> Option<(u32, &str)> {
        self.beyond.as_ref().map(|(column, text)| (*column, text.as_str()))
    }

    pub(super) fn cells(&self) -> Vec<&str> {
        self.cells.iter().map(|place| self.text.get(place.clone()).unwrap_or("")).collect()
    }
}
