//! 申报导出 Filings that another system gives out: a row an enterprise, with columns that say whose filing it is and
//! columns of facts under the catalogue's headings, or under its own that somebody has said what they mean.
//!
//! Facts come back as texts that the catalogue reads, each with its calendar year: what is filed is kept as it was
//! written. A cell that cannot be read makes its row a reject; a column that nobody knows is passed over and told.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use jiff::civil::Date;
use titian_rulebook::catalogue::{Catalogue, Kind};
use titian_rulebook::dossier::parse_date;

use crate::error::TableError;
use crate::header::{Headings, Single, clean};
use crate::number::Figure;
use crate::options::Limits;
use crate::roster::{Column, place, rows};
use crate::top::{ROWS, unit_above};

/// A file of filings, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filings {
    /// The facts that it has columns for.
    pub facts: Vec<Fact>,
    /// Its rows.
    pub rows: Vec<Filing>,
    /// Cells that cannot be read; their rows are not among the others.
    pub rejects: Vec<Unfit>,
    /// Headings that were passed over, some with the reason.
    pub ignored: Vec<String>,
}

/// A column of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// As the file heads it.
    pub heading: String,
    /// The fact, by its id.
    pub fact: String,
    /// The calendar year, of a fact that is asked by year.
    pub year: Option<i16>,
}

/// A cell that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// Its row, as a spreadsheet counts it.
    pub row: u64,
    /// What stands in the first column looked for, so that the row can be found by more than its number.
    pub name: String,
    /// The heading.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What to write instead.
    pub message: String,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// As a spreadsheet counts it.
    pub row: u64,
    cells: Vec<String>,
    /// What is answered, by the place of its column among [`Filings::facts`].
    pub answers: Vec<(usize, String)>,
}

impl Filing {
    /// What stands in the column at this place among those looked for; empty if nothing does.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| clean(cell))
    }
}

/// How cells of a column of facts are read.
enum Reader {
    Figure(Box<Figure>, Kind),
    Date,
    Text,
}

/// What a column of the file is.
enum Target {
    Whose(usize),
    Fact(usize, Reader),
    Passed,
}

/// What is looked for in a file.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The columns that say whose filing a row is.
    pub columns: &'a [Column],
    /// Headings of its own, each with the heading of ours that it means.
    pub own: &'a BTreeMap<String, String>,
    /// The facts.
    pub catalogue: &'a Catalogue,
    /// The day asked about: year words count back from it.
    pub on: Date,
}

/// Reads filings from CSV, XLSX or XLS. The file may be kept under another name than it came with: `name` is its own.
pub fn read(path: &Path, name: &Path, wanted: &Wanted<'_>, limits: &Limits) -> Result<Filings, TableError> {
    let raw = rows(path, name, limits)?;
    let Wanted { columns, own, catalogue, on } = *wanted;
    let mut headings = Headings::new(catalogue, on);
    let own: HashMap<&str, &str> = own.iter().map(|(theirs, ours)| (clean(theirs), clean(ours))).collect();
    let meant = |heading: &'_ str| -> String {
        let heading = clean(heading);
        own.get(heading).copied().unwrap_or(heading).to_owned()
    };
    let count = |cells: &[String]| cells.iter().filter(|cell| place(columns, &meant(cell)).is_some()).count();
    let counts: Vec<usize> = raw.iter().take(ROWS).map(|(_, cells)| count(cells)).collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    let Some(at) = counts.iter().position(|count| *count == most).filter(|_| most > 0) else {
        let labels: Vec<&str> = columns.iter().filter(|column| column.required).map(|column| column.label).collect();
        let message = format!("前 {ROWS} 行里没有认识的表头;至少要有“{}”这几列", labels.join("”“"));
        return Err(TableError::file(name, message));
    };
    headings.money = raw.iter().take(at).flat_map(|(_, cells)| cells).find_map(|cell| unit_above(cell));
    let (header_row, header) = &raw[at];
    let mut found = Filings::default();
    let mut targets = Vec::with_capacity(header.len());
    let mut seen: Vec<Option<&str>> = vec![None; columns.len()];
    for heading in header {
        let named = meant(heading);
        let twice = |other: &str| TableError {
            column: Some(clean(heading).to_owned()),
            ..TableError::row(name, *header_row, format!("与“{other}”是同一项,请删去或改名其中一列"))
        };
        if let Some(column) = place(columns, &named) {
            if let Some(other) = seen[column].replace(clean(heading)) {
                return Err(twice(other));
            }
            targets.push(Target::Whose(column));
            continue;
        }
        let target = match headings.single(&named) {
            Single::Figure(figure) => {
                let info = catalogue.info(figure.slot);
                let year = info.year.map(|back| on.year() - i16::from(back));
                let kind = catalogue[info.fact].kind.clone();
                Some((catalogue[info.fact].id.clone(), year, Reader::Figure(figure, kind)))
            }
            Single::Other(ix) => {
                let fact = &catalogue[ix];
                let reader = if matches!(fact.kind, Kind::Date) { Reader::Date } else { Reader::Text };
                Some((fact.id.clone(), None, reader))
            }
            Single::Wrong(message) => {
                found.ignored.push(format!("{}({message})", clean(heading)));
                None
            }
            Single::Nothing => {
                if !clean(heading).is_empty() {
                    found.ignored.push(clean(heading).to_owned());
                }
                None
            }
        };
        targets.push(match target {
            None => Target::Passed,
            Some((fact, year, reader)) => {
                if let Some(other) = found.facts.iter().find(|one| (&one.fact, one.year) == (&fact, year)) {
                    return Err(twice(&other.heading));
                }
                found.facts.push(Fact { heading: clean(heading).to_owned(), fact, year });
                Target::Fact(found.facts.len() - 1, reader)
            }
        });
    }
    if let Some((missing, _)) = columns.iter().zip(&seen).find(|(column, seen)| column.required && seen.is_none()) {
        let message = format!("表头里没有“{}”一列;文件自己的叫法不同的,请写明它对应哪一列", missing.label);
        return Err(TableError::row(name, *header_row, message));
    }
    for (row, cells) in raw.iter().skip(at + 1) {
        let mut filing = Filing { row: *row, cells: vec![String::new(); columns.len()], answers: vec![] };
        let mut bad = Vec::new();
        for (at, (target, cell)) in targets.iter().zip(cells).enumerate() {
            let cell = clean(cell);
            if cell.is_empty() {
                continue;
            }
            match target {
                Target::Passed => {}
                Target::Whose(column) => filing.cells[*column] = cell.to_owned(),
                Target::Fact(fact, reader) => match answer(reader, cell) {
                    Ok(text) => filing.answers.push((*fact, text)),
                    Err(message) => {
                        let column = clean(&header[at]).to_owned();
                        bad.push(Unfit { row: *row, name: String::new(), column, value: cell.to_owned(), message });
                    }
                },
            }
        }
        let says = filing.cells.iter().any(|cell| !cell.is_empty());
        match bad.is_empty() {
            true if says => found.rows.push(filing),
            true => {}
            false => {
                let name = filing.cell(0);
                found.rejects.extend(bad.into_iter().map(|unfit| Unfit { name: name.to_owned(), ..unfit }));
            }
        }
    }
    Ok(found)
}

/// A cell as the catalogue reads it: as it is written where that means the same, else with its unit.
fn answer(reader: &Reader, cell: &str) -> Result<String, String> {
    match reader {
        Reader::Figure(figure, kind) => {
            let stored = match figure.plain(cell.as_bytes()) {
                Some(stored) => stored,
                None => figure.parse(cell)?,
            };
            match kind.parse(cell) {
                Ok(same) if same == stored => Ok(cell.to_owned()),
                _ => Ok(kind.show(stored)),
            }
        }
        Reader::Date => match parse_date(cell) {
            Some(day) => Ok(day.to_string()),
            None => Err(format!("“{cell}”不是日期,请写成 2026-04-01")),
        },
        Reader::Text => Ok(cell.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use titian_rulebook::policy::Policy;

    const COLUMNS: [Column; 2] = [
        Column { label: "企业名称", words: &["单位名称"], required: true },
        Column { label: "统一社会信用代码", words: &["信用代码"], required: true },
    ];

    fn read_text(text: &str, own: &[(&str, &str)]) -> Result<Filings, TableError> {
        let policy = Policy::shipped().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        std::fs::write(&path, text).unwrap();
        let own = own.iter().map(|(theirs, ours)| ((*theirs).to_owned(), (*ours).to_owned())).collect();
        let wanted = Wanted { columns: &COLUMNS, own: &own, catalogue: &policy.catalogue, on: date(2026, 11, 1) };
        read(&path, Path::new("导出.csv"), &wanted, &crate::roster::LIMITS)
    }

    #[test]
    fn 按目录的表头读_单位和年度随表头() {
        let read = read_text(
            "企业名称,信用代码,上年度营业收入总额(元),2025年研发费用总额(万元),是否上市\n示例甲,X1,\"12,345,600\",30,否\n",
            &[],
        )
        .unwrap();
        let columns: Vec<_> = read.facts.iter().map(|one| (one.fact.as_str(), one.year)).collect();
        assert_eq!(columns, [("revenue", Some(2025)), ("rd_expense", Some(2025))]);
        assert_eq!(read.ignored, ["是否上市"]);
        let row = &read.rows[0];
        assert_eq!((row.row, row.cell(0), row.cell(1)), (2, "示例甲", "X1"));
        assert_eq!(row.answers, [(0, "1234.56万元".into()), (1, "30".into())]);
    }

    #[test]
    fn 平台自己的叫法_写明一次就读得懂() {
        let own = [("企业全称(盖章)", "企业名称"), ("主营收入", "上年度营业收入总额(万元)")];
        let read = read_text("企业全称(盖章),信用代码,主营收入\n示例甲,X1,100\n", &own).unwrap();
        assert_eq!((read.rows[0].cell(0), read.facts[0].fact.as_str()), ("示例甲", "revenue"));
        let missing = read_text("企业全称(盖章),信用代码\n示例甲,X1\n", &[]).unwrap_err();
        assert!(missing.message.contains("企业名称") && missing.message.contains("对应"), "{missing}");
        let twice = read_text("企业名称,单位名称,信用代码\n示例甲,乙,X1\n", &[]).unwrap_err();
        assert!(twice.message.contains("同一项"), "{twice}");
    }

    #[test]
    fn 读不懂的格子_这一行留在外面并说明原因() {
        let read = read_text("企业名称,信用代码,上年度营业收入总额\n示例甲,X1,很多\n示例乙,X2,5\n", &[]).unwrap();
        assert_eq!((read.rows.len(), read.rejects.len()), (1, 1));
        assert_eq!((read.rejects[0].row, read.rejects[0].value.as_str()), (2, "很多"));
    }
}
