//! Everything that somebody with the database's password may try, and what the verification says to it.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use titian_store::{Check, Finding, Report, SealKey, Wrong, args, verify};
use titian_stories::orchard::{Nest, Tree, grow, plant};
use titian_stories::stores::House;

/// A store with a history: the rows 1-4 are under the first seal, 5-6 under the second, 7-9 under none.
///
/// | seq | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |
/// |---|---|---|---|---|---|---|---|---|---|
/// | stream | a1 | a2 | b1 | b2 | a3 | b3 | a4 | c1 | c2 |
struct Orchard {
    house: House,
    key: SealKey,
    notes: Vec<String>,
}

const TABLES: [&str; 3] = ["journal", "tree", "seal"];

impl Orchard {
    async fn grown(house: House) -> Orchard {
        let key = SealKey::load_or_create(&house.folder.path().join("seal.key"), "example.cn/journal").unwrap();
        let store = &house.store;
        let mut notes = Vec::new();
        let at = |second| Timestamp::from_second(second).unwrap();
        plant(store, "a").await.unwrap();
        plant(store, "b").await.unwrap();
        notes.push(store.seal(&key, at(1)).await.unwrap().unwrap().note);
        assert_eq!(store.seal(&key, at(2)).await.unwrap(), None);
        grow(store, "a", 1).await.unwrap();
        grow(store, "b", 2).await.unwrap();
        notes.push(store.seal(&key, at(3)).await.unwrap().unwrap().note);
        grow(store, "a", 3).await.unwrap();
        plant(store, "c").await.unwrap();
        let orchard = Orchard { house, key, notes };
        for table in TABLES {
            orchard.run(&format!("CREATE TABLE good_{table} AS SELECT * FROM {table}")).await;
        }
        orchard
    }

    async fn both() -> Vec<Orchard> {
        let mut orchards = Vec::new();
        for house in House::both().await {
            orchards.push(Orchard::grown(house).await);
        }
        orchards
    }

    async fn run(&self, sql: &str) {
        for statement in sql.split(';') {
            let act =
                async || self.house.store.write(async |mut tx| tx.execute(statement.to_owned(), args![]).await).await;
            act().await.expect(statement);
        }
    }

    async fn mend(&self) {
        for table in TABLES {
            self.run(&format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM good_{table}")).await;
        }
    }

    async fn report(&self, kept: &[String]) -> Report {
        let rooms = [Check::of::<Tree>(), Check::of::<Nest>()];
        verify(&self.house.store, &rooms, &[self.key.public()], kept).await.unwrap()
    }

    /// Tampers, looks, and mends.
    async fn check(&self, sql: &str, expected: &[Finding]) {
        self.run(sql).await;
        let report = self.report(&[]).await;
        assert_eq!(report.findings, expected, "{} after {sql}", self.house.engine);
        assert_eq!(report.is_sound(), expected.is_empty());
        self.mend().await;
    }
}

fn row(seq: i64, stream: &str, version: u64, wrong: Wrong) -> Finding {
    Finding { seq: Some(seq), stream: Some(stream.into()), version: Some(version), seal: None, wrong }
}

fn stream(stream: &str, wrong: Wrong) -> Finding {
    Finding { seq: None, stream: Some(stream.into()), version: None, seal: None, wrong }
}

fn seal(number: u64, wrong: Wrong) -> Finding {
    Finding { seq: None, stream: None, version: None, seal: Some(number), wrong }
}

fn state(column: &str) -> Wrong {
    Wrong::State { column: column.into() }
}

#[tokio::test]
async fn what_nobody_touched_is_sound() {
    for orchard in Orchard::both().await {
        let report = orchard.report(&orchard.notes).await;
        let counts = (report.rows, report.streams, report.states, report.seals, report.sealed);
        assert_eq!((report.findings, counts), (vec![], (9, 3, 3, 2, 6)), "{}", orchard.house.engine);
    }
}

#[tokio::test]
async fn a_row_that_was_changed_is_named() {
    for orchard in Orchard::both().await {
        let hash = row(2, "tree/a", 2, Wrong::Hash);
        orchard
            .check(
                r#"UPDATE journal SET body = '{"kind":"grew","by":900,"v":1}' WHERE seq = 2"#,
                &[hash.clone(), stream("tree/a", state("state"))],
            )
            .await;
        orchard.check("UPDATE journal SET actor = '别人' WHERE seq = 2", std::slice::from_ref(&hash)).await;
        orchard.check("UPDATE journal SET at = at - 1 WHERE seq = 2", std::slice::from_ref(&hash)).await;
        orchard.check("UPDATE journal SET basis = 'A1' WHERE seq = 2", std::slice::from_ref(&hash)).await;
        orchard
            .check("UPDATE journal SET prev = '' WHERE seq = 2", &[hash.clone(), row(2, "tree/a", 2, Wrong::Chain)])
            .await;
        let seal = seal(1, Wrong::SealRoot { good: 0, size: 4 });
        orchard
            .check("UPDATE journal SET hash = 'x' WHERE seq = 2", &[hash, row(5, "tree/a", 3, Wrong::Chain), seal])
            .await;
        orchard.check("UPDATE journal SET kind = 'felled' WHERE seq = 2", &[row(2, "tree/a", 2, Wrong::Kind)]).await;
        orchard.run("UPDATE journal SET body = '{\"v\":1}' WHERE seq = 2").await;
        let report = orchard.report(&[]).await;
        assert!(matches!(report.findings[1].wrong, Wrong::Unreadable(_)), "{report:?}");
        assert_eq!((report.findings[0].wrong.clone(), report.wrong), (Wrong::Hash, 2));
    }
}

#[tokio::test]
async fn a_row_that_was_changed_together_with_its_hash_breaks_the_chain_and_the_seal() {
    for orchard in Orchard::both().await {
        orchard.forge(2, r#"{"kind":"grew","by":900,"v":1}"#).await;
        let findings = [
            row(5, "tree/a", 3, Wrong::Chain),
            stream("tree/a", state("state")),
            seal(1, Wrong::SealRoot { good: 0, size: 4 }),
        ];
        assert_eq!(orchard.report(&[]).await.findings, findings, "{}", orchard.house.engine);
    }
}

/// Somebody knows the program and rewrites the whole stream and its state: the seal still knows.
#[tokio::test]
async fn a_stream_that_was_rewritten_whole_breaks_the_seal() {
    for orchard in Orchard::both().await {
        orchard.forge(2, r#"{"kind":"grew","by":900,"v":1}"#).await;
        orchard.chain(&[2, 5, 7]).await;
        let state =
            r#"UPDATE tree SET height = 904, state = '{"species":"荔枝","height":904,"felled":null}' WHERE id = 'a'"#;
        let first = seal(1, Wrong::SealRoot { good: 0, size: 4 });
        orchard.run(state).await;
        assert_eq!(orchard.report(&[]).await.findings, [first], "{}", orchard.house.engine);
        orchard.mend().await;

        orchard.forge(6, r#"{"kind":"grew","by":900,"v":1}"#).await;
        let state =
            r#"UPDATE tree SET height = 1000, state = '{"species":"荔枝","height":1000,"felled":null}' WHERE id = 'b'"#;
        orchard.run(state).await;
        let second = seal(2, Wrong::SealRoot { good: 4, size: 6 });
        assert_eq!(orchard.report(&[]).await.findings, [second], "{}", orchard.house.engine);
    }
}

#[tokio::test]
async fn what_was_removed_is_missed() {
    for orchard in Orchard::both().await {
        let second = seal(2, Wrong::SealRoot { good: 4, size: 6 });
        orchard
            .check(
                "DELETE FROM journal WHERE seq = 5",
                &[
                    row(7, "tree/a", 4, Wrong::Version { expected: 3 }),
                    stream("tree/a", state("state")),
                    second.clone(),
                ],
            )
            .await;
        orchard
            .check(
                "DELETE FROM journal WHERE stream = 'tree/b'",
                &[stream("tree/b", Wrong::StreamMissing), seal(1, Wrong::SealRoot { good: 0, size: 4 })],
            )
            .await;
        orchard
            .check(
                "DELETE FROM journal WHERE seq = 7",
                &[stream("tree/a", Wrong::TailMissing { journal: 3, table: 4 })],
            )
            .await;
        orchard
            .check(
                "DELETE FROM journal WHERE seq = 6",
                &[stream("tree/b", Wrong::TailMissing { journal: 2, table: 3 }), second],
            )
            .await;
        let back = r#"DELETE FROM journal WHERE 4 < seq; DELETE FROM tree WHERE id = 'c';
            UPDATE tree SET version = 2, height = 100, state = '{"species":"荔枝","height":100,"felled":null}'"#;
        orchard.check(back, &[seal(2, Wrong::SealTail { rows: 4, size: 6 })]).await;
        // What no seal covers and no table remembers is gone without a trace: seal often, and print the notes.
        orchard.check("DELETE FROM journal WHERE stream = 'tree/c'; DELETE FROM tree WHERE id = 'c'", &[]).await;
    }
}

#[tokio::test]
async fn a_table_that_says_otherwise_than_the_journal_is_named() {
    for orchard in Orchard::both().await {
        let a = |wrong| [stream("tree/a", wrong)];
        orchard.check("UPDATE tree SET height = 9999 WHERE id = 'a'", &a(state("height"))).await;
        orchard.check("UPDATE tree SET felled = '2026-01-01' WHERE id = 'a'", &a(state("felled"))).await;
        orchard.check("UPDATE tree SET state = NULL WHERE id = 'a'", &a(state("state"))).await;
        orchard.check("UPDATE tree SET state = '{}' WHERE id = 'a'", &a(state("state"))).await;
        orchard.check("UPDATE tree SET version = 2 WHERE id = 'a'", &a(state("version"))).await;
        orchard.check("DELETE FROM tree WHERE id = 'a'", &a(Wrong::StateMissing)).await;
        let ghost = "INSERT INTO tree (id, version, state) VALUES ('ghost', 1, NULL)";
        orchard.check(ghost, &[stream("tree/ghost", Wrong::StreamMissing)]).await;
        let rock = "INSERT INTO journal (seq, stream, version, at, actor, basis, kind, body, prev, hash) \
                    VALUES (100, 'rock/x', 1, 0, '', '', '', '{}', '', '')";
        orchard.check(rock, &[row(100, "rock/x", 1, Wrong::Hash), row(100, "rock/x", 1, Wrong::UnknownRoom)]).await;
    }
}

#[tokio::test]
async fn a_seal_that_was_forged_is_named() {
    for orchard in Orchard::both().await {
        let second = |wrong| [seal(2, wrong)];
        let column = |column| Wrong::SealColumn { column };
        orchard.check("UPDATE seal SET root = 'x' WHERE number = 2", &second(column("root"))).await;
        orchard.check("UPDATE seal SET size = 1000 WHERE number = 2", &second(column("size"))).await;
        orchard.check("UPDATE seal SET at = 0 WHERE number = 2", &second(column("at"))).await;
        orchard.check("UPDATE seal SET upto_seq = 7 WHERE number = 2", &second(column("upto_seq"))).await;
        orchard.check("UPDATE seal SET frontier = '' WHERE number = 2", &second(column("frontier"))).await;
        orchard
            .check("DELETE FROM seal WHERE number = 1", &[seal(2, Wrong::SealPrevious), seal(2, Wrong::SealOrder)])
            .await;
        let lines = "UPDATE seal SET note = REPLACE(note, 'example.cn/journal', 'example.cn/another') WHERE number = 2";
        orchard.check(lines, &second(Wrong::SealSignature)).await;
        orchard
            .check("UPDATE seal SET note = REPLACE(note, '6', '7') WHERE number = 2", &second(Wrong::SealSignature))
            .await;
        // The first is no longer what the second names.
        let note = "UPDATE seal SET note = 'x' WHERE number = 1";
        orchard.check(note, &[seal(1, Wrong::SealSignature), seal(2, Wrong::SealPrevious)]).await;
    }
}

/// Somebody starts the journal, the tables and the seals anew, with a key of their own under the old name.
#[tokio::test]
async fn a_whole_new_past_fails_before_the_old_key_and_the_kept_note() {
    for orchard in Orchard::both().await {
        orchard.run("DELETE FROM journal; DELETE FROM tree; DELETE FROM seal").await;
        assert!(orchard.report(&[]).await.is_sound());
        let kept =
            |size| Finding { seq: None, stream: None, version: None, seal: None, wrong: Wrong::KeptRoot { size } };
        assert_eq!(orchard.report(&orchard.notes).await.findings, [kept(4)], "{}", orchard.house.engine);

        for id in ["x", "y", "z"] {
            plant(&orchard.house.store, id).await.unwrap();
        }
        let path = orchard.house.folder.path().join("forged.key");
        let forged = SealKey::load_or_create(&path, orchard.key.name()).unwrap();
        let seal_of = orchard.house.store.seal(&forged, Timestamp::UNIX_EPOCH).await.unwrap().unwrap();
        assert_eq!(orchard.report(&[]).await.findings, [seal(1, Wrong::SealSignature)]);
        let report = orchard.report(&orchard.notes).await;
        assert_eq!(report.findings, [kept(4), seal(1, Wrong::SealSignature)]);
        let report = orchard.report(&[seal_of.note]).await;
        assert_eq!(report.findings[0].wrong, Wrong::KeptSignature);
    }
}

#[tokio::test]
async fn much_that_is_wrong_is_counted_and_told_in_chinese() {
    for orchard in Orchard::both().await {
        orchard.run("UPDATE journal SET actor = '别人' WHERE seq <= 4").await;
        let report = orchard.report(&[]).await;
        assert_eq!(report.wrong, 4, "{}", orchard.house.engine);
        let told = report.first().unwrap().to_string();
        assert_eq!(told, "日志第 1 行（tree/a 第 1 版）内容与其散列值不符，记录被改动过");
    }
}

impl Orchard {
    /// Changes a body and gives the row the hash that fits it: said here once more, apart from the store's own code.
    async fn forge(&self, seq: i64, body: &str) {
        let set = "UPDATE journal SET body = $1 WHERE seq = $2";
        let act = async || self.house.store.write(async |mut tx| tx.execute(set, args![body, seq]).await).await;
        act().await.unwrap();
        self.chain(&[seq]).await;
    }

    /// Gives each of these rows the hash that fits it, and the next of them the right `prev`.
    async fn chain(&self, seqs: &[i64]) {
        let mut prev: Option<String> = None;
        for seq in seqs {
            let mut reading = self.house.store.read().await.unwrap();
            let row = reading.row("SELECT * FROM journal WHERE seq = $1", args![*seq]).await.unwrap().unwrap();
            drop(reading);
            let text = |name| row.text(name).unwrap().to_owned();
            let before = prev.take().unwrap_or_else(|| text("prev"));
            let numbers = ["version", "at"].map(|name| row.number(name).unwrap().to_be_bytes().to_vec());
            let [version, at] = numbers;
            let mut fields = vec![b"titian-journal-1/sha256".to_vec(), text("stream").into_bytes(), version, at];
            fields.extend([text("actor"), text("basis"), text("body"), before.clone()].map(String::into_bytes));
            let mut hasher = Sha256::new();
            for field in fields {
                hasher.update((field.len() as u64).to_be_bytes());
                hasher.update(field);
            }
            let digits: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            let hash = format!("sha256:{digits}");
            let set = "UPDATE journal SET prev = $1, hash = $2 WHERE seq = $3";
            let args = args![before, &hash, *seq];
            let act = async || self.house.store.write(async |mut tx| tx.execute(set, args.clone()).await).await;
            act().await.unwrap();
            prev = Some(hash);
        }
    }
}
