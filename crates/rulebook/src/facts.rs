//! What is known of one enterprise, as a flat row over the slots of the catalogue.

use crate::catalogue::Slot;

/// Why a figure cannot be had, however complete the dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The figure one divides by is zero.
    ZeroBase,
    /// The figure one divides by is negative.
    NegativeBase,
    /// The enterprise was founded after that year began.
    TooYoung,
    /// The industry is classified "by reference" only; a person decides (300号 第六条).
    ByReference,
    /// The date lies after the day asked about.
    InTheFuture,
    /// Figures too large to compute with exactly.
    TooLarge,
}

impl Why {
    /// The reason, as told to people.
    pub fn label(self) -> &'static str {
        match self {
            Why::ZeroBase => "为零,不能作分母",
            Why::NegativeBase => "为负,不能作分母",
            Why::TooYoung => "企业当年尚未成立",
            Why::ByReference => "该行业由主管部门参照划型,须人工判定",
            Why::InTheFuture => "日期晚于判定日",
            Why::TooLarge => "数值过大,无法精确计算",
        }
    }
}

/// One figure of an enterprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Known, in stored units.
    Known(i64),
    /// Not stated. Never the same as zero.
    Missing,
    /// Cannot be had.
    NotComputable(Why),
}

impl Cell {
    /// The figure, if known.
    pub fn known(self) -> Option<i64> {
        match self {
            Cell::Known(n) => Some(n),
            Cell::Missing | Cell::NotComputable(_) => None,
        }
    }
}

/// The figures of one enterprise, a cell for every slot of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    cells: Vec<Cell>,
}

impl Facts {
    /// Nothing known.
    pub fn blank(slots: usize) -> Facts {
        Facts { cells: vec![Cell::Missing; slots] }
    }

    /// The cell in a slot; a slot of another catalogue is simply missing.
    pub fn cell(&self, slot: Slot) -> Cell {
        self.cells.get(slot.index()).copied().unwrap_or(Cell::Missing)
    }

    /// The figure in a slot, if known.
    pub fn known(&self, slot: Slot) -> Option<i64> {
        self.cell(slot).known()
    }

    /// Writes a cell.
    pub fn set(&mut self, slot: Slot, cell: Cell) {
        if let Some(at) = self.cells.get_mut(slot.index()) {
            *at = cell;
        }
    }

    /// The same with one known figure.
    #[must_use]
    pub fn with(mut self, slot: Slot, stored: i64) -> Facts {
        self.set(slot, Cell::Known(stored));
        self
    }
}
