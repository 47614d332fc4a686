//! 日志 The journal: one row per event, chained by hash within its stream.
//!
//! A row's hash is the SHA-256 of its fields, each preceded by its length, so that no two rows are written alike. It
//! names the hash of the row before it in the same stream. What is hashed is the body exactly as it is stored.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use titian_domain::room::Event;

use crate::error::StoreError;
use crate::hex;
use crate::value::Row;

/// The algorithm, first among what is hashed; another one gets another name.
const ALGORITHM: &str = "titian-journal-1/sha256";
/// How its hashes begin where they are stored.
const PREFIX: &str = "sha256:";

/// The columns of [`Entry::of`], in this order.
pub(crate) const COLUMNS: &str = "seq, stream, version, at, actor, basis, kind, body, prev, hash";

/// A row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the whole journal. Places rise, and may have gaps.
    pub seq: i64,
    /// Its stream: `NAME/id`.
    pub stream: String,
    /// Its place in the stream, from 1 without a gap.
    pub version: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// The clause it rests on.
    pub basis: String,
    /// What happened.
    pub kind: String,
    /// The event: JSON with its `kind` and the version `v` of its shape.
    pub body: String,
    /// The hash of the row before it in its stream; empty for the first.
    pub prev: String,
    /// Its hash.
    pub hash: String,
}

impl Entry {
    /// Reads a row with [`COLUMNS`].
    pub(crate) fn of(row: &Row) -> Result<Entry, StoreError> {
        let text = |name| row.text(name).map(str::to_owned);
        Ok(Entry {
            seq: row.number("seq")?,
            stream: text("stream")?,
            version: row.count("version")?,
            at: row.instant("at")?,
            actor: text("actor")?,
            basis: text("basis")?,
            kind: text("kind")?,
            body: text("body")?,
            prev: text("prev")?,
            hash: text("hash")?,
        })
    }

    /// What its hash has to be.
    pub(crate) fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        let version = self.version.to_be_bytes();
        let at = self.at.as_microsecond().to_be_bytes();
        let texts = [&self.actor, &self.basis, &self.body, &self.prev].map(|text| text.as_bytes());
        let fields = [ALGORITHM.as_bytes(), self.stream.as_bytes(), &version, &at].into_iter().chain(texts);
        for field in fields {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field);
        }
        format!("{PREFIX}{}", hex::of(&hasher.finalize()))
    }

    /// The room's word and the id within it.
    pub fn place(&self) -> (&str, &str) {
        self.stream.split_once('/').unwrap_or((&self.stream, ""))
    }

    /// The event.
    pub fn event<E: Event>(&self) -> Result<E, StoreError> {
        let wrong = |why| StoreError::inconsistent("journal", self.seq, why);
        read(&self.body).map(|(_, event)| event).map_err(wrong)
    }
}

/// The first entry that does not say what its hash says, or does not follow on the one before it. `entries` are whole
/// streams, each from its first event, one after the other.
pub fn broken(entries: &[Entry]) -> Option<&Entry> {
    let mut before: Option<&Entry> = None;
    entries.iter().find(|entry| {
        let last = before.filter(|last| last.stream == entry.stream);
        before = Some(entry);
        let (version, prev) = last.map_or((1, ""), |last| (last.version + 1, last.hash.as_str()));
        let kind = serde_json::from_str::<serde_json::Value>(&entry.body).ok();
        let kind = kind.as_ref().and_then(|body| body.get("kind")?.as_str());
        entry.version != version || entry.prev != prev || entry.hash != entry.digest() || kind != Some(&entry.kind)
    })
}

/// The 32 bytes of a stored hash.
pub(crate) fn leaf(hash: &str) -> Option<[u8; 32]> {
    hex::bytes(hash.strip_prefix(PREFIX)?)?.try_into().ok()
}

/// The kind and the body of an event.
pub(crate) fn write<E: Event>(event: &E) -> Result<(String, String), String> {
    let mut tree = serde_json::to_value(event).map_err(|error| error.to_string())?;
    let object = tree.as_object_mut().ok_or("an event must be a JSON object")?;
    let kind = object.get("kind").and_then(|kind| kind.as_str()).ok_or("an event must carry its `kind`")?.to_owned();
    if object.insert("v".into(), event.version().into()).is_some() {
        return Err("`v` is the version of the shape; an event's field needs another name".into());
    }
    Ok((kind, tree.to_string()))
}

/// The kind and the event of a body.
pub(crate) fn read<E: Event>(body: &str) -> Result<(String, E), String> {
    let mut tree: serde_json::Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let object = tree.as_object_mut().ok_or("is not a JSON object")?;
    object.remove("v").ok_or("has no version `v`")?;
    let kind = object.get("kind").and_then(|kind| kind.as_str()).ok_or("has no `kind`")?.to_owned();
    serde_json::from_value(tree).map(|event| (kind, event)).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            seq: 7,
            stream: "tree/a".into(),
            version: 1,
            at: Timestamp::UNIX_EPOCH,
            actor: "张".into(),
            basis: "A9.1".into(),
            kind: "planted".into(),
            body: r#"{"kind":"planted","v":1}"#.into(),
            prev: String::new(),
            hash: String::new(),
        }
    }

    /// Written down once: journals that exist must verify for ever.
    #[test]
    fn a_known_row_has_a_known_hash() {
        let known = "sha256:a117a2d46cc437f63f479f3583747e69a83ce05cb32090e936620eabb27ea19b";
        assert_eq!(entry().digest(), known);
    }

    #[test]
    fn what_was_changed_afterwards_is_found() {
        let next = |entry: &Entry, kind: &str| {
            let mut next = Entry {
                version: entry.version + 1,
                prev: entry.hash.clone(),
                kind: kind.into(),
                body: format!(r#"{{"kind":"{kind}","v":1}}"#),
                ..entry.clone()
            };
            next.hash = next.digest();
            next
        };
        let mut first = entry();
        first.hash = first.digest();
        let second = next(&first, "grown");
        let third = next(&second, "felled");
        let mut other = Entry { stream: "tree/b".into(), ..entry() };
        other.hash = other.digest();
        let sound = [first, second, third, other];
        assert_eq!(broken(&sound), None);
        type Change = (usize, fn(&mut Entry));
        let changes: [Change; 4] = [
            (1, |e| e.body = e.body.replace("grown", "burnt")),
            (1, |e| e.kind = "burnt".into()),
            (2, |e| e.prev = String::new()),
            (0, |e| e.version = 2),
        ];
        for (at, change) in changes {
            let mut entries = sound.clone();
            change(&mut entries[at]);
            assert_eq!(broken(&entries), Some(&entries[at]));
        }
        let cut = [sound[0].clone(), sound[2].clone()];
        assert_eq!(broken(&cut), Some(&cut[1]), "one in the middle is gone");
    }

    #[test]
    fn every_hashed_field_changes_the_hash_and_fields_do_not_run_together() {
        let changes: [fn(&mut Entry); 8] = [
            |e| e.stream.push('x'),
            |e| e.version = 2,
            |e| e.at = Timestamp::from_microsecond(1).unwrap(),
            |e| e.actor.push('x'),
            |e| e.basis.push('x'),
            |e| e.body.push('x'),
            |e| e.prev.push('x'),
            |e| (e.actor, e.basis) = ("张A".into(), "9.1".into()),
        ];
        let mut seen = vec![entry().digest()];
        for change in changes {
            let mut changed = entry();
            change(&mut changed);
            seen.push(changed.digest());
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), all);
    }
}
