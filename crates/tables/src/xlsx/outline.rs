//! Hidden rows, hidden columns, merged cells and formulas without a value, straight from the XML of a worksheet: the
//! spreadsheet reader finds merged cells by reading the whole sheet again, and keeps the others to itself.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;

use crate::sheet::{Outline, Region};

type Archive = ZipArchive<BufReader<File>>;

/// The outline of the sheet at this place in the workbook; `None` where the archive does not say where the sheet is.
pub(super) fn of(path: &Path, place: usize) -> Option<Outline> {
    let mut archive = ZipArchive::new(BufReader::new(File::open(path).ok()?)).ok()?;
    let part = part(&mut archive, place)?;
    let mut outline = Outline::default();
    let (mut next_row, mut formula) = (0, Formula::default());
    each_tag(open(&mut archive, &part)?, |name, tag, empty| match name {
        b"c" => {
            formula.end(&mut outline);
            formula.cell.clear();
            formula.cell.extend_from_slice(tag);
        }
        b"f" => formula.open = true,
        b"v" | b"is" if !empty => formula.open = false,
        b"row" => {
            let row = number(tag, b"r").and_then(|row| row.checked_sub(1)).unwrap_or(next_row);
            next_row = row.saturating_add(1);
            if is_hidden(tag) {
                outline.hide_row(row);
            }
        }
        b"col" if is_hidden(tag) && outline.hidden_columns.len() < Outline::KEPT => {
            if let (Some(first), Some(last)) = (number(tag, b"min"), number(tag, b"max"))
                && let (Some(first), Some(last)) = (first.checked_sub(1), last.checked_sub(1))
            {
                outline.hidden_columns.push((first, last));
            }
        }
        b"mergeCell" if outline.merged.len() < Outline::KEPT => {
            outline.merged.extend(attribute(tag, b"ref").and_then(region));
        }
        _ => {}
    })?;
    formula.end(&mut outline);
    Some(outline)
}

/// A formula whose value has not come yet.
#[derive(Debug, Default)]
struct Formula {
    open: bool,
    /// The attributes of its cell.
    cell: Vec<u8>,
}

impl Formula {
    /// So many are kept; a table with more is refused long before.
    const KEPT: usize = 1_000_000;

    fn end(&mut self, outline: &mut Outline) {
        if std::mem::take(&mut self.open) && outline.uncalculated.len() < Formula::KEPT {
            // A text that is empty is a value.
            if attribute(&self.cell, b"t") == Some(b"str") {
                return;
            }
            let place = attribute(&self.cell, b"r").and_then(|place| corner(std::str::from_utf8(place).ok()?));
            outline.uncalculated.extend(place);
        }
    }
}

/// The name of the part that holds the sheet at this place.
fn part(archive: &mut Archive, place: usize) -> Option<String> {
    let book = target(archive, "_rels/.rels", |tag| {
        attribute(tag, b"Type").is_some_and(|kind| kind.ends_with(b"/officeDocument"))
    })?;
    let book = book.trim_start_matches('/').to_owned();
    let (folder, name) = book.rsplit_once('/').unwrap_or(("", &book));
    let mut ids = Vec::new();
    each_tag(open(archive, &book)?, |name, tag, _| {
        if name == b"sheet" {
            ids.push(attribute(tag, b"id").map(<[u8]>::to_vec));
        }
    })?;
    let id = ids.into_iter().nth(place)??;
    let sheet = target(archive, &format!("{folder}/_rels/{name}.rels"), |tag| attribute(tag, b"Id") == Some(&id))?;
    Some(match sheet.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{sheet}"),
    })
}

/// Where the relationship leads that is wanted.
fn target(archive: &mut Archive, part: &str, wanted: impl Fn(&[u8]) -> bool) -> Option<String> {
    let mut target = None;
    each_tag(open(archive, part)?, |name, tag, _| {
        if name == b"Relationship" && wanted(tag) {
            target = attribute(tag, b"Target").and_then(|target| String::from_utf8(target.to_vec()).ok());
        }
    })?;
    target
}

/// A part by its name, in whatever case the archive writes it.
fn open<'a>(archive: &'a mut Archive, part: &str) -> Option<impl Read + 'a> {
    let part = part.trim_start_matches('/');
    let same = |name: zip::result::ZipResult<std::borrow::Cow<'_, str>>| {
        name.is_ok_and(|name| name.replace('\\', "/").eq_ignore_ascii_case(part))
    };
    let at = archive.file_names().position(same)?;
    archive.by_index(at).ok()
}

/// Calls `tell` with the name (its prefix left off) and the attributes of each tag that opens, and whether nothing but
/// another tag follows.
fn each_tag(mut part: impl Read, mut tell: impl FnMut(&[u8], &[u8], bool)) -> Option<()> {
    /// Longer tags are none of ours.
    const LONGEST: usize = 4 << 10;
    let mut buffer = vec![0; 64 << 10];
    let mut filled = 0;
    loop {
        let got = part.read(buffer.get_mut(filled..)?).ok()?;
        filled += got;
        let (mut at, bytes) = (0, &buffer[..filled]);
        let rest = loop {
            let Some(open) = bytes[at..].iter().position(|byte| *byte == b'<').map(|found| at + found) else {
                break filled;
            };
            match bytes[open..].iter().position(|byte| *byte == b'>') {
                // What follows is still to come, unless this is the end.
                Some(length) if open + length + 1 == filled && got > 0 => break open,
                Some(length) => {
                    let tag = &bytes[open + 1..open + length];
                    let end = tag.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/');
                    let (name, attributes) = tag.split_at(end.unwrap_or(tag.len()));
                    at = open + length + 1;
                    if !name.is_empty() {
                        let name = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
                        tell(name, attributes, attributes.ends_with(b"/") || bytes.get(at) == Some(&b'<'));
                    }
                }
                None if filled - open > LONGEST => break filled,
                None => break open,
            }
        };
        if got == 0 {
            return Some(());
        }
        buffer.copy_within(rest..filled, 0);
        filled -= rest;
    }
}

/// The value of an attribute; a prefix of its name (`r:id`) is left off.
fn attribute<'t>(tag: &'t [u8], wanted: &[u8]) -> Option<&'t [u8]> {
    let mut rest = tag;
    loop {
        let equals = rest.iter().position(|byte| *byte == b'=')?;
        let name = rest[..equals].trim_ascii();
        let value = rest[equals + 1..].trim_ascii_start();
        let (quote, value) = value.split_first()?;
        let end = value.iter().position(|byte| byte == quote)?;
        let name = name.rsplit(|byte| *byte == b':' || byte.is_ascii_whitespace()).next().unwrap_or(name);
        if name == wanted {
            return Some(&value[..end]);
        }
        rest = &value[end + 1..];
    }
}

fn number(tag: &[u8], name: &[u8]) -> Option<u32> {
    std::str::from_utf8(attribute(tag, name)?).ok()?.parse().ok()
}

fn is_hidden(tag: &[u8]) -> bool {
    matches!(attribute(tag, b"hidden"), Some(b"1" | b"true"))
}

/// `B3:D4` as a rectangle.
fn region(text: &[u8]) -> Option<Region> {
    let text = std::str::from_utf8(text).ok()?;
    let (first, last) = text.split_once(':')?;
    let ((row, column), (last_row, last_column)) = (corner(first)?, corner(last)?);
    (row <= last_row && column <= last_column)
        .then_some(Region { rows: (row, last_row), columns: (column, last_column) })
}

fn corner(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = text.split_at(digits);
    let value = |letter: u8| letter.is_ascii_uppercase().then(|| u32::from(letter - b'A') + 1);
    let column =
        letters.bytes().try_fold(0u32, |column, letter| column.checked_mul(26)?.checked_add(value(letter)?))?;
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_with_their_attributes() {
        let xml = b"<?xml version=\"1.0\"?><x:sheetData><row r=\"2\" hidden = '1'/><x:mergeCell ref=\"B3:D4\"/></x:sheetData>";
        let mut told = Vec::new();
        each_tag(&xml[..], |name, tag, _| {
            told.push((
                name.to_vec(),
                attribute(tag, b"hidden").map(<[u8]>::to_vec),
                attribute(tag, b"ref").and_then(region),
            ));
        });
        let names: Vec<&[u8]> = told.iter().map(|(name, ..)| name.as_slice()).collect();
        assert_eq!(names, [b"?xml".as_slice(), b"sheetData", b"row", b"mergeCell"]);
        assert_eq!(told[2].1.as_deref(), Some(b"1".as_slice()));
        assert_eq!(told[3].2, Some(Region { rows: (2, 3), columns: (1, 3) }));
    }
}
