//! The walk stream by stream: chains, and states against the rooms' tables.

use std::collections::{BTreeMap, HashMap};

use super::finding::{Finding, Wrong};
use super::replay::{Check, Replay};
use super::{PAGE, Report};
use crate::args;
use crate::error::StoreError;
use crate::journal::{COLUMNS, Entry};
use crate::reading::Reading;
use crate::value::Row;

/// A stream under way, or at its end.
struct Stream {
    stream: String,
    /// The last row's version and hash.
    version: u64,
    hash: String,
    /// The fold so far; `None` if there is no such room or an event could not be read.
    fold: Option<Box<dyn Replay>>,
}

/// Replays every stream and compares it with its row, and finds rows without a stream.
pub(super) async fn compare(reading: &mut Reading, rooms: &[Check], report: &mut Report) -> Result<(), StoreError> {
    let rooms: HashMap<&str, &Check> = rooms.iter().map(|check| (check.name, check)).collect();
    let mut open: Option<Stream> = None;
    let (mut stream, mut version) = (String::new(), 0);
    loop {
        let sql = format!(
            "SELECT {COLUMNS} FROM journal WHERE (stream, version) > ($1, $2) ORDER BY stream, version LIMIT $3"
        );
        let page = reading.rows(sql, args![&stream, version, PAGE]).await?;
        if page.is_empty() {
            break;
        }
        let mut ended = Vec::new();
        for row in &page {
            let entry = Entry::of(row)?;
            (stream, version) = (entry.stream.clone(), row.number("version")?);
            if open.as_ref().is_none_or(|open| open.stream != entry.stream) {
                ended.extend(open.replace(begin(&rooms, &entry, report)));
            }
            if let Some(open) = &mut open {
                open.follow(&entry, report);
            }
        }
        states(reading, ended, report).await?;
    }
    states(reading, open.into_iter().collect(), report).await?;
    for room in rooms.keys() {
        orphans(reading, room, report).await?;
    }
    Ok(())
}

fn begin(rooms: &HashMap<&str, &Check>, entry: &Entry, report: &mut Report) -> Stream {
    report.streams += 1;
    let fold = rooms.get(entry.place().0).map(|check| (check.begin)());
    if fold.is_none() {
        report.find(Finding::row(entry, Wrong::UnknownRoom));
    }
    Stream { stream: entry.stream.clone(), version: 0, hash: String::new(), fold }
}

impl Stream {
    fn follow(&mut self, entry: &Entry, report: &mut Report) {
        let expected = self.version + 1;
        if entry.version != expected {
            report.find(Finding::row(entry, Wrong::Version { expected }));
        } else if entry.prev != self.hash {
            report.find(Finding::row(entry, Wrong::Chain));
        }
        (self.version, self.hash) = (entry.version, entry.hash.clone());
        if let Some(fold) = &mut self.fold
            && let Err(wrong) = fold.push(entry)
        {
            if wrong != Wrong::Kind {
                self.fold = None;
            }
            report.find(Finding::row(entry, wrong));
        }
    }

    fn compare(&self, row: Option<&Row>, report: &mut Report) -> Result<(), StoreError> {
        let mut find = |wrong| report.find(Finding::stream(&self.stream, wrong));
        let Some(row) = row else {
            find(Wrong::StateMissing);
            return Ok(());
        };
        let (journal, table) = (self.version, row.count("version")?);
        if journal < table {
            find(Wrong::TailMissing { journal, table });
        } else if table < journal {
            find(Wrong::State { column: "version".into() });
        } else if let Some(fold) = &self.fold
            && let Some(column) = fold.differs(row)?
        {
            find(Wrong::State { column });
        }
        Ok(())
    }
}

/// Compares streams that have ended with the rows of their rooms.
async fn states(reading: &mut Reading, ended: Vec<Stream>, report: &mut Report) -> Result<(), StoreError> {
    let mut rooms: BTreeMap<String, Vec<Stream>> = BTreeMap::new();
    for stream in ended {
        if let Some((room, _)) = stream.stream.split_once('/').filter(|_| stream.fold.is_some()) {
            rooms.entry(room.to_owned()).or_default().push(stream);
        }
    }
    for (room, streams) in rooms {
        let id = |stream: &Stream| stream.stream.get(room.len() + 1..).unwrap_or_default().to_owned();
        let places: Vec<String> = (1..=streams.len()).map(|n| format!("${n}")).collect();
        let sql = format!("SELECT * FROM {room} WHERE id IN ({})", places.join(", "));
        let rows = reading.rows(sql, streams.iter().map(|stream| id(stream).into()).collect()).await?;
        let by_id = rows.iter().map(|row| Ok((row.text("id")?, row)));
        let by_id = by_id.collect::<Result<HashMap<&str, &Row>, StoreError>>()?;
        for stream in &streams {
            stream.compare(by_id.get(id(stream).as_str()).copied(), report)?;
        }
    }
    Ok(())
}

/// Rows of a room that have no stream.
async fn orphans(reading: &mut Reading, room: &str, report: &mut Report) -> Result<(), StoreError> {
    let count = reading.number(format!("SELECT COUNT(*) AS n FROM {room}"), args![]).await?;
    report.states += count.unsigned_abs();
    let mut after: Option<String> = None;
    loop {
        let from = if after.is_some() { "$1 < room.id AND" } else { "" };
        let sql = format!(
            "SELECT room.id AS id FROM {room} room WHERE {from} NOT EXISTS \
             (SELECT 1 FROM journal WHERE journal.stream = '{room}/' || room.id) ORDER BY room.id LIMIT {PAGE}"
        );
        let args = after.iter().map(Into::into).collect();
        let rows = reading.rows(sql, args).await?;
        for row in &rows {
            let id = row.text("id")?;
            report.find(Finding::stream(format!("{room}/{id}"), Wrong::StreamMissing));
            after = Some(id.to_owned());
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}
