//! A disk that is full: said as such, nothing half written, and work goes on once there is room.

use titian_store::{Blobs, Check, Store, StoreError, args, verify};
use titian_stories::disk::Disk;
use titian_stories::orchard::{self, Nest, Tree, changes, grow, plant};
use titian_stories::stores::House;

/// Large acts until one fails.
async fn fill(store: &Store) -> StoreError {
    for n in 0..10_000 {
        let written = store.write(async |mut tx| {
            let mut changes = changes(n);
            let standing = tx.load::<Tree>("a").await?;
            changes.record(&standing, [orchard::TreeEvent::Grew { by: 1 }]);
            changes.mail("a@example.cn", "subject", "长".repeat(10_000));
            tx.commit(changes).await.map(drop)
        });
        if let Err(error) = written.await {
            return error;
        }
    }
    panic!("ten thousand acts fit");
}

async fn assert_sound(store: &Store) {
    let report = verify(store, &[Check::of::<Tree>(), Check::of::<Nest>()], &[], &[]).await.unwrap();
    assert_eq!(report.findings, []);
    let mut reading = store.read().await.unwrap();
    let grown = reading.load::<Tree>("a").await.unwrap().version - 2;
    let mails = reading.number("SELECT COUNT(*) AS n FROM mail", args![]).await.unwrap();
    assert_eq!(i64::try_from(grown), Ok(mails), "an act is whole");
}

#[tokio::test]
async fn a_database_that_may_grow_no_further_says_so_and_recovers() {
    let house = House::sqlite().await;
    plant(&house.store, "a").await.unwrap();
    let pages = async |more: i64| {
        let set = house.store.write(async |mut tx| {
            let pages = tx.number("SELECT page_count AS n FROM pragma_page_count", args![]).await?;
            tx.rows(format!("PRAGMA max_page_count = {}", pages + more), args![]).await.map(drop)
        });
        set.await.unwrap();
    };
    pages(50).await;
    assert_eq!(fill(&house.store).await, StoreError::Full);
    assert_sound(&house.store).await;
    // SQLite may have ended the transaction on its own; the next act gets a connection that works all the same.
    pages(10_000).await;
    plant(&house.store, "b").await.unwrap();
    grow(&house.store, "b", 1).await.unwrap();
}

#[tokio::test]
async fn a_disk_that_is_full_is_said_to_be_full_and_nothing_is_half_written() {
    let Some(disk) = Disk::mount(6) else { return };
    let store = Store::open(&format!("sqlite:{}", disk.path().join("titian.db").display())).await.unwrap();
    orchard::lay(&store).await.unwrap();
    let blobs = Blobs::open(disk.path().join("blobs")).unwrap();
    plant(&store, "a").await.unwrap();
    let ballast = disk.path().join("ballast");
    std::fs::write(&ballast, vec![0; 4 << 20]).unwrap();
    assert_eq!(fill(&store).await, StoreError::Full);
    assert_eq!(fill(&store).await, StoreError::Full);
    let mut upload = blobs.begin(u64::MAX).await.unwrap();
    let full = loop {
        if let Err(error) = upload.write(vec![7; 1 << 20]).await {
            break error;
        }
    };
    assert_eq!(full, StoreError::Full);
    assert!(full.to_string().contains("磁盘已满"));
    assert_sound(&store).await;
    std::fs::remove_file(&ballast).unwrap();
    grow(&store, "a", 1).await.unwrap();
    blobs.put(vec![7; 1 << 10]).await.unwrap();
    store.close().await;
    let again = Store::open(&format!("sqlite:{}", disk.path().join("titian.db").display())).await.unwrap();
    let report = verify(&again, &[Check::of::<Tree>(), Check::of::<Nest>()], &[], &[]).await.unwrap();
    assert_eq!(report.findings, []);
    again.close().await;
}
