//! Text for a terminal: columns that line up although Chinese characters are two cells wide, and colour where a
//! person is looking.

use std::io::IsTerminal;

use unicode_width::UnicodeWidthStr;

/// Colours, or none.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    on: bool,
}

/// What a colour says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Reached.
    Good,
    /// Not reached.
    Bad,
    /// Open.
    Open,
    /// Beside the point.
    Quiet,
    /// A heading.
    Strong,
}

impl Paint {
    /// Colours on a terminal, unless NO_COLOR is set; none in a file or a pipe.
    pub fn stdout() -> Paint {
        Paint { on: std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() }
    }

    /// `text` in a tone.
    pub fn tone(self, tone: Tone, text: &str) -> String {
        if !self.on {
            return text.to_owned();
        }
        let code = match tone {
            Tone::Good => "32",
            Tone::Bad => "31",
            Tone::Open => "33",
            Tone::Quiet => "2",
            Tone::Strong => "1",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}

/// How many cells a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// `text` filled up to `cells` with blanks behind it.
pub fn left(text: &str, cells: usize) -> String {
    format!("{text}{}", " ".repeat(cells.saturating_sub(width(text))))
}

/// `text` filled up to `cells` with blanks before it.
pub fn right(text: &str, cells: usize) -> String {
    format!("{}{text}", " ".repeat(cells.saturating_sub(width(text))))
}

/// `text` cut to `cells`, with … where something was cut.
pub fn cut(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if width(&kept) + width(c.encode_utf8(&mut [0; 4])) + 1 > cells {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub struct Cell {
    text: String,
    tone: Option<Tone>,
    right: bool,
}

/// A plain cell.
pub fn cell(text: impl Into<String>) -> Cell {
    Cell { text: text.into(), tone: None, right: false }
}

impl Cell {
    /// In a tone.
    pub fn tone(mut self, tone: Tone) -> Cell {
        self.tone = Some(tone);
        self
    }

    /// Ranged right, as figures are.
    pub fn right(mut self) -> Cell {
        self.right = true;
        self
    }
}

/// Rows of cells as lines, columns aligned, two blanks between them.
pub fn table(paint: Paint, rows: &[Vec<Cell>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| width(&cell.text)).max().unwrap_or(0))
        .collect();
    let mut lines = String::new();
    for row in rows {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate() {
            let last = at + 1 == row.len();
            let text = match (cell.right, last) {
                (true, _) => right(&cell.text, widths[at]),
                (false, true) => cell.text.clone(),
                (false, false) => left(&cell.text, widths[at]),
            };
            line.push_str(&cell.tone.map_or_else(|| text.clone(), |tone| paint.tone(tone, &text)));
            if !last {
                line.push_str("  ");
            }
        }
        lines.push_str(line.trim_end());
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_and_latin_columns_line_up() {
        let rows =
            vec![vec![cell("企业"), cell("得分").right(), cell("x")], vec![cell("a"), cell("100").right(), cell("y")]];
        assert_eq!(table(Paint { on: false }, &rows), "企业  得分  x\na      100  y\n");
    }

    #[test]
    fn a_cut_text_never_exceeds_its_cells() {
        assert_eq!(cut("广西示例企业", 12), "广西示例企业");
        assert_eq!(cut("广西示例企业", 11), "广西示例企…");
        assert_eq!(cut("广西示例企业", 8), "广西示…");
    }
}
