//! A backup holds everything, brings it back on either engine, and is refused if a bit of it is wrong.

use std::path::PathBuf;

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use titian_domain::id::AccountId;
use titian_store::{Blobs, Check, Recipient, Row, SealKey, Standing, Store, StoreError, args, verify};
use titian_stories::orchard::{Nest, NestEvent, Tree, TreeEvent, changes, grow, plant};
use titian_stories::stores::House;

/// Something that happens in a house.
#[derive(Debug, Clone)]
enum Act {
    Plant(u8, String),
    Grow(u8, i64),
    Message(String),
    Attach(Vec<u8>),
    Later(String),
    Seal,
}

fn act() -> impl Strategy<Value = Act> {
    // PostgreSQL's texts have no NUL; forms refuse it at the door.
    let text = "[^\u{0}]{0,12}";
    prop_oneof![
        (any::<u8>(), text).prop_map(|(id, species)| Act::Plant(id % 8, species)),
        (any::<u8>(), any::<i64>()).prop_map(|(id, by)| Act::Grow(id % 8, by)),
        text.prop_map(Act::Message),
        proptest::collection::vec(any::<u8>(), 0..2_000).prop_map(Act::Attach),
        text.prop_map(Act::Later),
        Just(Act::Seal),
    ]
}

/// A house with its attachments and its key.
struct Full {
    house: House,
    blobs: Blobs,
    key: SealKey,
}

impl Full {
    fn of(house: House) -> Full {
        let blobs = Blobs::open(house.folder.path().join("blobs")).unwrap();
        let key = SealKey::load_or_create(&house.folder.path().join("seal.key"), "example.cn").unwrap();
        Full { house, blobs, key }
    }

    async fn both() -> Vec<Full> {
        House::both().await.into_iter().map(Full::of).collect()
    }

    async fn run(&self, act: &Act) -> Result<(), StoreError> {
        if let Act::Seal = act {
            return self.house.store.seal(&self.key, Timestamp::UNIX_EPOCH).await.map(drop);
        }
        let blob = match act {
            Act::Attach(bytes) => Some(self.blobs.put(bytes.clone()).await?),
            _ => None,
        };
        let write = async || {
            self.house
                .store
                .write(async |mut tx| {
                    let mut changes = changes(0);
                    match act {
                        Act::Plant(id, species) => {
                            let standing = tx.load::<Tree>(&id.to_string()).await?;
                            changes.record(&standing, [TreeEvent::Planted { species: species.clone() }]);
                        }
                        Act::Grow(id, by) => {
                            let standing = tx.load::<Tree>(&id.to_string()).await?;
                            changes.record(&standing, [TreeEvent::Grew { by: *by }]);
                        }
                        Act::Message(text) => {
                            changes.message(&Recipient::Account(AccountId("u".into())), text, text, "");
                        }
                        Act::Later(text) => changes.job("later", changes.at(), &text, Some(text)),
                        Act::Attach(_) | Act::Seal => {}
                    }
                    if let Some(blob) = &blob {
                        changes.blob(blob, "application/pdf", "审计报告.pdf");
                    }
                    tx.commit(changes).await.map(drop)
                })
                .await
        };
        write().await
    }

    fn archive(&self) -> PathBuf {
        self.house.folder.path().join("backup.titian")
    }
}

/// All rows of all tables.
async fn dump(store: &Store) -> Vec<(String, Vec<Row>)> {
    let mut reading = store.read().await.unwrap();
    let mut all = Vec::new();
    for table in store.tables().await.unwrap() {
        let sql = format!("SELECT * FROM {} ORDER BY 1, 2", table.name);
        all.push((table.name, reading.rows(sql, args![]).await.unwrap()));
    }
    all
}

async fn assert_restored(from: &Full, into: &Full) {
    let names = format!("{} into {}", from.house.engine, into.house.engine);
    assert_eq!(dump(&into.house.store).await, dump(&from.house.store).await, "{names}");
    let rooms = [Check::of::<Tree>(), Check::of::<Nest>()];
    let report = verify(&into.house.store, &rooms, &[from.key.public()], &[]).await.unwrap();
    assert_eq!(report.findings, [], "{names}");
}

/// Restores into a new house on each engine, compares, and shows that life goes on there.
async fn check(from: &Full, acts: &[Act]) {
    for act in acts {
        from.run(act).await.unwrap();
    }
    let kept = from.house.store.back_up(&from.blobs, &from.archive(), Timestamp::UNIX_EPOCH).await.unwrap();
    for into in Full::both().await {
        assert_eq!(into.house.store.restore(&into.blobs, &from.archive()).await, Ok(kept.clone()));
        assert_restored(from, &into).await;
        let mut reading = into.house.store.read().await.unwrap();
        for row in reading.rows("SELECT sha256 FROM blob", args![]).await.unwrap() {
            into.blobs.bytes(row.text("sha256").unwrap()).await.unwrap();
        }
        let last = reading.number("SELECT COALESCE(MAX(seq), 0) AS n FROM journal", args![]).await.unwrap();
        drop(reading);
        plant(&into.house.store, "new").await.unwrap();
        assert!(last < into.house.store.settled().await.unwrap());
        into.run(&Act::Message("goes on".into())).await.unwrap();
    }
}

#[test]
fn whatever_happened_comes_back_equal_on_either_engine() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(3) });
    let acts = proptest::collection::vec(act(), 0..40);
    let outcome = runner.run(&acts, |acts| {
        runtime.block_on(async {
            for from in Full::both().await {
                check(&from, &acts).await;
            }
        });
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_backup_is_restored_into_a_new_store_only() {
    for from in Full::both().await {
        plant(&from.house.store, "a").await.unwrap();
        from.house.store.back_up(&from.blobs, &from.archive(), Timestamp::UNIX_EPOCH).await.unwrap();
        let before = dump(&from.house.store).await;
        let again = from.house.store.restore(&from.blobs, &from.archive()).await;
        assert!(matches!(again, Err(StoreError::Schema(_))), "{}: {again:?}", from.house.engine);
        assert_eq!(dump(&from.house.store).await, before);
    }
}

#[tokio::test]
async fn a_backup_that_is_cut_or_changed_is_refused_and_leaves_nothing() {
    let from = Full::of(House::sqlite().await);
    for id in ["a", "b", "c"] {
        plant(&from.house.store, id).await.unwrap();
    }
    from.run(&Act::Attach(vec![7; 3_000])).await.unwrap();
    from.house.store.back_up(&from.blobs, &from.archive(), Timestamp::UNIX_EPOCH).await.unwrap();
    let good = std::fs::read(from.archive()).unwrap();
    let into = Full::of(House::sqlite().await);
    let empty = dump(&into.house.store).await;
    let step = good.len() / 23;
    let cut = (0..23).map(|n| good[..n * step].to_vec());
    let changed = (0..23).map(|n| {
        let mut bytes = good.clone();
        bytes[n * step + 4] ^= 1;
        bytes
    });
    // Compressed anew, so that zstd's own checksum is right and ours has to tell.
    let text = zstd::decode_all(good.as_slice()).unwrap();
    let lies = ["tree", "荔枝", "\"rows\"", "\"blob\"", "0001_records", "height"].map(|word| {
        let at = text.windows(word.len()).position(|bytes| bytes == word.as_bytes()).expect(word);
        let mut lie = text.clone();
        lie[at + word.len() - 1] ^= 1;
        zstd::encode_all(lie.as_slice(), 1).unwrap()
    });
    for (n, bytes) in cut.chain(changed).chain(lies).enumerate() {
        std::fs::write(into.archive(), &bytes).unwrap();
        let refused = into.house.store.restore(&into.blobs, &into.archive()).await;
        assert!(refused.is_err(), "{n}");
        assert_eq!(dump(&into.house.store).await, empty, "{n}");
    }
    into.house.store.restore(&into.blobs, &from.archive()).await.unwrap();
    assert_restored(&from, &into).await;
}

#[tokio::test]
async fn a_missing_attachment_stops_the_backup_and_no_file_is_left() {
    for from in Full::both().await {
        from.run(&Act::Attach(b"abc".to_vec())).await.unwrap();
        std::fs::remove_dir_all(from.house.folder.path().join("blobs")).unwrap();
        let missing = from.house.store.back_up(&from.blobs, &from.archive(), Timestamp::UNIX_EPOCH).await;
        assert!(matches!(missing, Err(StoreError::Missing { .. })), "{}: {missing:?}", from.house.engine);
        assert_eq!(std::fs::read_dir(from.house.folder.path()).unwrap().flatten().count(), files(&from));
    }
}

/// The key, and SQLite's own files: nothing else.
fn files(from: &Full) -> usize {
    if from.house.engine == "sqlite" { 4 } else { 1 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_taken_while_others_write_is_of_one_instant() {
    for from in Full::both().await {
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let mut writers = tokio::task::JoinSet::new();
        for worker in 0..3 {
            let (store, stopped) = (from.house.store.clone(), stopped.clone());
            writers.spawn(async move {
                let mut acts = 0;
                while !*stopped.borrow() || acts == 0 {
                    let id = format!("{worker}.{acts}");
                    plant(&store, &id).await?;
                    grow(&store, &id, 1).await?;
                    store
                        .write(async |mut tx| {
                            let mut changes = changes(acts);
                            changes.record(&Standing::<Nest>::fresh(&id), [NestEvent::Built { tree: id.clone() }]);
                            tx.commit(changes).await.map(drop)
                        })
                        .await?;
                    acts += 1;
                }
                Ok::<_, StoreError>(())
            });
        }
        for _ in 0..3 {
            from.house.store.seal(&from.key, Timestamp::UNIX_EPOCH).await.unwrap();
            from.house.store.back_up(&from.blobs, &from.archive(), Timestamp::UNIX_EPOCH).await.unwrap();
        }
        stop.send(true).unwrap();
        assert!(writers.join_all().await.iter().all(Result::is_ok));
        let into = Full::of(House::sqlite().await);
        into.house.store.restore(&into.blobs, &from.archive()).await.unwrap();
        let rooms = [Check::of::<Tree>(), Check::of::<Nest>()];
        let report = verify(&into.house.store, &rooms, &[from.key.public()], &[]).await.unwrap();
        assert_eq!(report.findings, [], "{}", from.house.engine);
    }
}
