//! Small tables of the policy in CSV: divisions, industries.
//!
//! Plain commas, no quotes, `#` begins a line of comment. Dirty spreadsheets of enterprises are another matter and
//! another crate; these files are edited with care, so anything odd is refused with its line.

use crate::source::Problem;

/// One row and the line it stands on.
#[derive(Debug)]
pub(crate) struct Row<'a, const N: usize> {
    pub line: u32,
    pub cells: [&'a str; N],
}

/// The rows below the header, which must name exactly `columns`.
pub(crate) fn rows<'a, const N: usize>(
    file: &str,
    text: &'a str,
    columns: [&str; N],
) -> Result<Vec<Row<'a, N>>, Vec<Problem>> {
    let at = |line, message| Problem { file: file.into(), line, message };
    let mut lines = (1..)
        .zip(text.trim_start_matches('\u{feff}').lines())
        .map(|(line, text)| (line, text.trim()))
        .filter(|(_, text)| !text.is_empty() && !text.starts_with('#'));
    let expected = columns.join(",");
    match lines.next() {
        Some((_, header)) if header == expected => {}
        Some((line, header)) => return Err(vec![at(line, format!("表头应当是“{expected}”,现在是“{header}”"))]),
        None => return Err(vec![at(1, format!("表是空的;第一行请写表头“{expected}”"))]),
    }
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (line, text) in lines {
        let cells: Vec<&str> = text.split(',').map(str::trim).collect();
        match <[&str; N]>::try_from(cells) {
            Ok(cells) => rows.push(Row { line, cells }),
            Err(cells) => problems.push(at(line, format!("这一行应当有 {N} 格,现在有 {} 格", cells.len()))),
        }
    }
    if problems.is_empty() { Ok(rows) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_remember_their_lines() {
        let rows = rows("t.csv", "# source\ncode,name\n\n01, 农业 \n", ["code", "name"]).unwrap();
        assert_eq!((rows[0].line, rows[0].cells), (4, ["01", "农业"]));
    }

    #[test]
    fn a_table_of_another_shape_is_refused() {
        for (text, expected) in [
            ("", "t.csv:1:表是空的;第一行请写表头“code,name”"),
            ("name,code\n", "t.csv:1:表头应当是“code,name”,现在是“name,code”"),
            ("code,name\n01,农业\n02\n", "t.csv:3:这一行应当有 2 格,现在有 1 格"),
        ] {
            assert_eq!(rows("t.csv", text, ["code", "name"]).unwrap_err()[0].to_string(), expected);
        }
    }
}
