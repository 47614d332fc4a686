//! 名单 Files that an office brings in, read: from the bytes that are kept, never from what a form says is in them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use titian_domain::answers::Place;
use titian_domain::earlier;
use titian_domain::filings;
use titian_domain::id::BatchId;
use titian_domain::import::{File, What};
use titian_domain::miit_list;
use titian_domain::notice::Batch;
use titian_domain::refusal::Refusal;
use titian_rulebook::policy::Policy;
use titian_store::{Blobs, StoreError};
use titian_tables::roster::Column;
use titian_tables::{TableError, roster};

use crate::App;
use crate::command::Failure;

/// A file, read.
#[derive(Clone, PartialEq, Eq)]
pub struct Read {
    /// Which file.
    pub file: File,
    /// Its rows that could be read.
    pub list: List,
    /// Those that could not.
    pub unread: Vec<Unread>,
    /// Headings that were passed over.
    pub ignored: Vec<String>,
    /// Headings of facts that were taken up.
    pub taken: Vec<String>,
    /// What had been said of its rows when it was read.
    pub answers: BTreeMap<u64, String>,
}

/// The rows of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// Earlier titles.
    Titles(Vec<earlier::Line>),
    /// What MIIT published.
    Miit(Vec<miit_list::Line>),
    /// Filings of the national platform.
    Filings(Vec<filings::Line>),
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// As a spreadsheet counts it.
    pub row: u64,
    /// The name on it, as far as there is one.
    pub name: String,
    /// What is wrong.
    pub why: Vec<String>,
}

impl fmt::Debug for Read {
    /// The file and what was said of it say all the rest; a key is made of this.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Read").field("file", &self.file).field("answers", &self.answers).finish_non_exhaustive()
    }
}

/// What a file is read by.
struct Reader {
    policy: Arc<Policy>,
    today: Date,
    /// The first day of the batch that filings go into: years count back from it.
    asked: Date,
}

impl App {
    /// Reads a file that is kept; a file that cannot be read at all is refused with the reason.
    pub async fn read_list(
        &self,
        what: &What,
        file: &File,
        answers: &BTreeMap<u64, String>,
    ) -> Result<Arc<Read>, Failure> {
        let asked = match what {
            What::Filings { batch, .. } => self.batch_of(batch).await?.from,
            What::Titles { .. } | What::Miit { .. } => self.clock.today(),
        };
        let reader = Reader { policy: self.policy.clone(), today: self.clock.today(), asked };
        let place = Blobs::place(&self.blobs, file.id.as_str())?;
        let (kept, what, answers) = (file.clone(), what.clone(), answers.clone());
        let basis = what.basis();
        // It takes seconds for a large one, and nobody else waits for it.
        let read = tokio::task::spawn_blocking(move || reader.read(&place, what, kept, answers));
        let gone = |error: tokio::task::JoinError| StoreError::inconsistent("import", file.id.as_str(), error);
        read.await.map_err(gone)?.map(Arc::new).map_err(|error| {
            let refusal = Refusal::new(basis, "名单不能读").because(error.to_string());
            refusal.todo("请改正后重新上传").into()
        })
    }

    /// A batch that was published.
    async fn batch_of(&self, id: &BatchId) -> Result<Batch, Failure> {
        let batches = crate::query::published(&mut self.store.read().await?).await?;
        let missing = || Refusal::new("A12", "没有找到这个批次").todo("请从列出的批次中选择");
        Ok(batches.into_iter().find(|batch| batch.id == *id).ok_or_else(missing)?)
    }
}

/// Rows that were read and rows that were not.
type Sorted<L> = (Vec<L>, Vec<Unread>);

impl Reader {
    fn read(&self, place: &Path, what: What, file: File, answers: BTreeMap<u64, String>) -> Result<Read, TableError> {
        let name = Path::new(&file.name).to_owned();
        let said = |row: u64| answers.get(&row).map(String::as_str);
        let (list, unread, ignored, taken) = match what {
            What::Titles { source } => {
                let roster = roster::read_named(place, &name, &columns(&earlier::COLUMNS, 1), &roster::LIMITS)?;
                let read = |row, texts: &earlier::Texts<'_>| {
                    earlier::read(row, texts, &self.policy.regions, &source, self.today)
                };
                let (lines, unread) = sorted(&roster, said, read);
                (List::Titles(lines), unread, roster.ignored, vec![])
            }
            What::Miit { .. } => {
                let roster = roster::read_named(place, &name, &columns(&earlier::COLUMNS, 1), &roster::LIMITS)?;
                let read = |row, texts: &earlier::Texts<'_>| miit_list::read(row, texts, &self.policy.regions);
                let (lines, unread) = sorted(&roster, said, read);
                (List::Miit(lines), unread, roster.ignored, vec![])
            }
            What::Filings { columns: own, .. } => {
                let wanted = titian_tables::filings::Wanted {
                    columns: &columns(&filings::COLUMNS, filings::NEEDED),
                    own: &own,
                    catalogue: &self.policy.catalogue,
                    on: self.asked,
                };
                let read = titian_tables::filings::read(place, &name, &wanted, &roster::LIMITS)?;
                let taken = read.facts.iter().map(|fact| fact.heading.clone()).collect();
                let ignored = read.ignored.clone();
                let (lines, unread) = self.filings(read, said);
                (List::Filings(lines), unread, ignored, taken)
            }
        };
        Ok(Read { file, list, unread, ignored, taken, answers })
    }

    fn filings<'s>(
        &self,
        read: titian_tables::filings::Filings,
        said: impl Fn(u64) -> Option<&'s str>,
    ) -> Sorted<filings::Line> {
        let places: Vec<Place> =
            read.facts.into_iter().map(|fact| Place { fact: fact.fact, year: fact.year }).collect();
        let (mut lines, mut unread) = (Vec::with_capacity(read.rows.len()), Vec::new());
        for row in read.rows {
            let answers = row.answers.iter().filter_map(|(at, text)| Some((places.get(*at)?.clone(), text.clone())));
            let answers = answers.collect();
            let texts = filings::Texts::of(|at| row.cell(at));
            let texts = filings::Texts { confirmed: said(row.row).unwrap_or(texts.confirmed), ..texts };
            match filings::read(row.row, &texts, answers, &self.policy.catalogue, &self.policy.regions) {
                Ok(line) => lines.push(line),
                Err(why) => unread.push(Unread { row: row.row, name: texts.name.to_owned(), why }),
            }
        }
        let mut bad: BTreeMap<u64, Unread> = BTreeMap::new();
        for reject in read.rejects {
            let row = reject.row;
            let one = bad.entry(row).or_insert_with(|| Unread { row, name: reject.name.clone(), why: vec![] });
            one.why.push(format!("“{}”列：{}", reject.column, reject.message));
        }
        unread.extend(bad.into_values());
        (lines, unread)
    }
}

fn sorted<'s, L>(
    roster: &roster::Roster,
    said: impl Fn(u64) -> Option<&'s str>,
    read: impl Fn(u64, &earlier::Texts<'_>) -> Result<L, Vec<String>>,
) -> Sorted<L> {
    let (mut lines, mut unread) = (Vec::with_capacity(roster.rows.len()), Vec::new());
    for row in &roster.rows {
        let texts = earlier::Texts::of(|at| row.cell(at));
        let texts = earlier::Texts { confirmed: said(row.row).unwrap_or(texts.confirmed), ..texts };
        match read(row.row, &texts) {
            Ok(line) => lines.push(line),
            Err(why) => unread.push(Unread { row: row.row, name: texts.name.to_owned(), why }),
        }
    }
    (lines, unread)
}

/// Columns that are looked for, of which the first are needed.
fn columns(all: &[(&'static str, &'static [&'static str])], needed: usize) -> Vec<Column> {
    let column = |(at, (label, words)): (usize, &(&'static str, &'static [&'static str]))| Column {
        label,
        words,
        required: at < needed,
    };
    all.iter().enumerate().map(column).collect()
}
