//! Rows and cells of a text, after RFC 4180, forgiving where the meaning is clear.

use std::borrow::Cow;

/// The records of a text.
#[derive(Debug, Clone)]
pub(crate) struct Records<'t> {
    text: &'t str,
    at: usize,
    separator: u8,
}

/// A quote that is opened and never closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unclosed;

impl<'t> Records<'t> {
    pub(crate) fn new(text: &'t str, separator: u8) -> Records<'t> {
        Records { text, at: 0, separator }
    }

    /// How far the reading is, in bytes.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Reads the next record into `cells`; `false` at the end.
    pub(crate) fn next(&mut self, cells: &mut Vec<Cow<'t, str>>) -> Result<bool, Unclosed> {
        cells.clear();
        if self.at >= self.text.len() {
            return Ok(false);
        }
        loop {
            let cell = self.cell()?;
            cells.push(cell);
            match self.byte() {
                Some(byte) if byte == self.separator => self.at += 1,
                Some(b'\r') if self.text.as_bytes().get(self.at + 1) == Some(&b'\n') => {
                    self.at += 2;
                    return Ok(true);
                }
                // A line feed, or the carriage return of old machines.
                Some(_) => {
                    self.at += 1;
                    return Ok(true);
                }
                None => return Ok(true),
            }
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// A cell, up to the separator or the end of the line.
    fn cell(&mut self) -> Result<Cow<'t, str>, Unclosed> {
        if self.byte() != Some(b'"') {
            return Ok(Cow::Borrowed(self.plain()));
        }
        self.at += 1;
        let mut cell: Cow<'t, str> = Cow::Borrowed("");
        loop {
            let rest = self.text.get(self.at..).unwrap_or("");
            let Some(quote) = rest.find('"') else { return Err(Unclosed) };
            join(&mut cell, &rest[..quote]);
            self.at += quote + 1;
            if self.byte() != Some(b'"') {
                break;
            }
            join(&mut cell, "\"");
            self.at += 1;
        }
        // "abc"def: what stands behind the closing quote belongs to the cell.
        let behind = self.plain();
        join(&mut cell, behind);
        Ok(cell)
    }

    fn plain(&mut self) -> &'t str {
        let rest = self.text.get(self.at..).unwrap_or("");
        let ends = |byte: &u8| *byte == self.separator || *byte == b'\n' || *byte == b'\r';
        let length = rest.as_bytes().iter().position(ends).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or("")
    }
}

fn join<'t>(cell: &mut Cow<'t, str>, more: &'t str) {
    if cell.is_empty() {
        *cell = Cow::Borrowed(more);
    } else if !more.is_empty() {
        cell.to_mut().push_str(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, separator: u8) -> Result<Vec<Vec<String>>, Unclosed> {
        let (mut records, mut cells, mut rows) = (Records::new(text, separator), Vec::new(), Vec::new());
        while records.next(&mut cells)? {
            rows.push(cells.iter().map(|cell| cell.to_string()).collect());
        }
        Ok(rows)
    }

    #[test]
    fn records_are_split_as_spreadsheets_split_them() {
        let cases: &[(&str, &[&[&str]])] = &[
            ("", &[]),
            ("a,b\n1,2", &[&["a", "b"], &["1", "2"]]),
            ("a,b\r\n1,\r\n", &[&["a", "b"], &["1", ""]]),
            ("a\rb\r", &[&["a"], &["b"]]),
            ("a\n\nb\n", &[&["a"], &[""], &["b"]]),
            ("\"a,b\",\"say \"\"hi\"\"\"\n", &[&["a,b", "say \"hi\""]]),
            ("\"two\nlines\",x\n", &[&["two\nlines", "x"]]),
            ("\"a\"b,c\n", &[&["ab", "c"]]),
            ("a\"b,c\n", &[&["a\"b", "c"]]),
            ("\"\",\n", &[&["", ""]]),
        ];
        for (text, expected) in cases {
            let expected: Vec<Vec<String>> =
                expected.iter().map(|row| row.iter().map(|cell| cell.to_string()).collect()).collect();
            assert_eq!(all(text, b','), Ok(expected), "{text:?}");
        }
        assert_eq!(all("a;b\n", b';').unwrap(), [["a", "b"]]);
        assert_eq!(all("a,\"b\nc", b','), Err(Unclosed));
    }
}
