//! Tables: the same on both engines, laid once, never changed afterwards.

use titian_store::{Check, Store, StoreError, args, verify};
use titian_stories::orchard::{Tree, plant};
use titian_stories::stores::House;

#[tokio::test]
async fn both_engines_have_the_same_tables_and_columns() {
    let houses = House::both().await;
    let mut tables = Vec::new();
    for house in &houses {
        tables.push(house.store.tables().await.unwrap());
    }
    let names: Vec<&str> = tables[0].iter().map(|table| table.name.as_str()).collect();
    for record in ["journal", "seal", "idempotency", "job", "mail", "message", "blob", "audit", "session"] {
        assert!(names.contains(&record), "{record} in {names:?}");
    }
    assert!(tables.windows(2).all(|two| two[0] == two[1]), "{tables:#?}");
    assert!(tables[0].iter().all(|table| table.columns.iter().any(|column| column.key == Some(1))));
}

#[tokio::test]
async fn a_store_opens_again_and_refuses_tables_that_are_not_its_own() {
    for house in House::both().await {
        Store::open(&house.url).await.unwrap().close().await;
        house.tamper("UPDATE migration SET sha256 = 'x' WHERE number = 1").await;
        let changed = Store::open(&house.url).await.unwrap_err();
        assert!(matches!(&changed, StoreError::Schema(why) if why.contains("0001_records")), "{changed:?}");
        house.tamper("INSERT INTO migration (number, name, sha256) VALUES (999, 'later', 'x')").await;
        let newer = Store::open(&house.url).await.unwrap_err();
        assert!(matches!(&newer, StoreError::Schema(why) if why.contains("999")), "{newer:?}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_with_a_word_for_the_operator() {
    for url in ["", "mysql://x", "sqlite:", "sqlite::memory:"] {
        assert!(matches!(Store::open(url).await, Err(StoreError::Schema(_))), "{url}");
    }
}

#[tokio::test]
async fn values_of_every_kind_come_back_as_they_went() {
    for house in House::both().await {
        let on: jiff::civil::Date = "2026-11-26".parse().unwrap();
        let at = jiff::Timestamp::from_microsecond(1_795_000_000_123_456).unwrap();
        let table = "CREATE TABLE kinds (id BIGINT PRIMARY KEY, n BIGINT, t TEXT, b BIGINT, d TEXT, i BIGINT)";
        let insert = "INSERT INTO kinds (id, n, t, b, d, i) VALUES ($1, $2, $3, $4, $5, $6)";
        let full = args![1, i64::MIN, "𠮷、\"'\\;", true, on, at];
        let empty = args![2, None::<i64>, None::<&str>, None::<bool>, None::<jiff::civil::Date>, None::<i64>];
        let written = house.store.write(async |mut tx| {
            tx.execute(table, args![]).await?;
            tx.execute(insert, empty.clone()).await?;
            tx.execute(insert, full.clone()).await
        });
        assert_eq!(written.await, Ok(1), "{}", house.engine);
        let mut reading = house.store.read().await.unwrap();
        let rows = reading.rows("SELECT * FROM kinds ORDER BY id", args![]).await.unwrap();
        let (full, empty) = (&rows[0], &rows[1]);
        assert_eq!((full.number("n"), full.text("t")), (Ok(i64::MIN), Ok("𠮷、\"'\\;")));
        assert_eq!((full.flag("b"), full.date("d"), full.instant("i")), (Ok(true), Ok(on), Ok(at)));
        assert_eq!((empty.maybe_number("n"), empty.maybe_text("t")), (Ok(None), Ok(None)));
        for wrong in [full.number("t").err(), full.text("n").err(), empty.text("t").err(), full.text("x").err()] {
            assert!(matches!(wrong, Some(StoreError::Inconsistent { .. })), "{wrong:?}");
        }
        let nul = reading.rows("SELECT $1 AS t", args!["a\0b"]).await;
        assert!(matches!(nul, Err(StoreError::Inconsistent { .. })), "{}: {nul:?}", house.engine);
        assert!(matches!(reading.rows("SELEKT 1", args![]).await, Err(StoreError::Database(_))));
    }
}

#[tokio::test]
async fn columns_are_filled_anew_from_the_states() {
    for house in House::both().await {
        for n in 0..3 {
            plant(&house.store, &n.to_string()).await.unwrap();
        }
        house.tamper("UPDATE tree SET height = NULL").await;
        assert_eq!(house.store.write(async |mut tx| tx.fill_columns::<Tree>().await).await, Ok(3), "{}", house.engine);
        let report = verify(&house.store, &[Check::of::<Tree>()], &[], &[]).await.unwrap();
        assert_eq!(report.findings, []);
        let mut reading = house.store.read().await.unwrap();
        let kinds: Vec<String> = reading.entries(2, 5, 9).await.unwrap().into_iter().map(|entry| entry.kind).collect();
        assert_eq!(kinds, ["planted", "grew", "planted"]);
    }
}
