//! One act: written whole or not at all, from what it read.

use titian_domain::id::AccountId;
use titian_store::{Recipient, Standing, Store, StoreError, args};
use titian_stories::orchard::{Nest, NestEvent, Tree, TreeEvent, changes, grow, plant};
use titian_stories::stores::House;

#[tokio::test]
async fn what_was_recorded_is_there_with_state_and_history() {
    for house in House::both().await {
        let planted = plant(&house.store, "a").await.unwrap();
        assert_eq!((planted.version, planted.state().unwrap().height), (2, 100), "{}", house.engine);
        grow(&house.store, "a", 7).await.unwrap();

        let mut reading = house.store.read().await.unwrap();
        let standing = reading.load::<Tree>("a").await.unwrap();
        assert_eq!((standing.version, standing.state.unwrap().height), (3, 107));
        let row = reading.row("SELECT height, felled FROM tree WHERE id = $1", args!["a"]).await.unwrap().unwrap();
        assert_eq!((row.number("height").unwrap(), row.maybe_date("felled").unwrap()), (107, None));

        let history = reading.history::<Tree>("a").await.unwrap();
        let kinds: Vec<&str> = history.iter().map(|entry| entry.kind.as_str()).collect();
        assert_eq!(kinds, ["planted", "grew", "grew"]);
        assert_eq!(history[1].event::<TreeEvent>().unwrap(), TreeEvent::Grew { by: 100 });
        assert_eq!(history[2].body, r#"{"kind":"grew","by":7,"v":1}"#);
        assert_eq!((history[0].prev.as_str(), &history[1].prev), ("", &history[0].hash));
    }
}

#[tokio::test]
async fn a_stale_act_is_a_conflict_and_leaves_nothing() {
    for house in House::both().await {
        let before = plant(&house.store, "a").await.unwrap();
        grow(&house.store, "a", 1).await.unwrap();
        let stale = grow_from(&house.store, &before).await;
        assert_eq!(stale.unwrap_err(), StoreError::Conflict { stream: "tree/a".into() }, "{}", house.engine);
        let ahead = grow_from(&house.store, &Standing { version: 9, ..before.clone() }).await;
        assert_eq!(ahead.unwrap_err(), StoreError::Conflict { stream: "tree/a".into() });
        let fresh = grow_from(&house.store, &Standing::fresh("a")).await;
        assert_eq!(fresh.unwrap_err(), StoreError::Conflict { stream: "tree/a".into() });
        let mut reading = house.store.read().await.unwrap();
        assert_eq!(reading.number("SELECT COUNT(*) AS n FROM journal", args![]).await.unwrap(), 3);
        assert_eq!(reading.number("SELECT COUNT(*) AS n FROM message", args![]).await.unwrap(), 0);
    }
}

async fn grow_from(store: &Store, standing: &Standing<Tree>) -> Result<(), StoreError> {
    let act = async || {
        store
            .write(async |mut tx| {
                let mut changes = changes(0);
                changes.message(&Recipient::Account(AccountId("u".into())), "长高", "", "");
                changes.record(standing, [TreeEvent::Grew { by: 1 }]);
                tx.commit(changes).await.map(drop)
            })
            .await
    };
    act().await
}

#[tokio::test]
async fn one_act_may_record_twice_in_a_room_and_in_many_rooms() {
    for house in House::both().await {
        let written = house.store.write(async |mut tx| {
            let mut changes = changes(0);
            let fresh = tx.load::<Tree>("a").await?;
            let planted = changes.record(&fresh, [TreeEvent::Planted { species: "龙眼".into() }]);
            changes.record(&planted, [TreeEvent::Grew { by: 5 }]);
            changes.record(&Standing::<Nest>::fresh("n"), [NestEvent::Built { tree: "a".into() }]);
            changes.answer("key", "done");
            assert_eq!(tx.next_number("tree").await?, 1);
            tx.commit(changes).await
        });
        assert_eq!(written.await, Ok(Some(3)), "{}", house.engine);
        let mut reading = house.store.read().await.unwrap();
        assert_eq!(reading.load::<Tree>("a").await.unwrap().version, 2);
        assert_eq!(reading.answered("园丁", "key").await.unwrap().as_deref(), Some("done"));
        assert_eq!(reading.answered("别人", "key").await.unwrap(), None);
        let forked = house.store.write(async |mut tx| {
            let standing = tx.load::<Tree>("a").await?;
            let mut changes = changes(0);
            changes.record(&standing, [TreeEvent::Grew { by: 1 }]);
            changes.record(&standing, [TreeEvent::Grew { by: 2 }]);
            tx.commit(changes).await
        });
        assert_eq!(forked.await.unwrap_err(), StoreError::Conflict { stream: "tree/a".into() });
    }
}

#[tokio::test]
async fn acts_run_on_any_thread() {
    let house = House::sqlite().await;
    let store = house.store.clone();
    let handle = tokio::spawn(async move {
        let id = String::from("a");
        let standing = plant(&store, &id).await?;
        store
            .write(async |mut tx| {
                let standing = tx.load::<Tree>(&id).await?;
                let mut changes = changes(0);
                changes.record(&standing, [TreeEvent::Grew { by: 1 }]);
                tx.commit(changes).await.map(drop)
            })
            .await?;
        Ok::<_, StoreError>(standing)
    });
    assert_eq!(handle.await.unwrap().unwrap().version, 2);
}

#[tokio::test]
async fn an_act_that_fails_in_the_middle_is_not_kept_even_if_it_says_it_is_well() {
    for house in House::both().await {
        let kept = house.store.write(async |mut tx| {
            let mut changes = changes(0);
            changes.record(&Standing::<Tree>::fresh("a"), [TreeEvent::Planted { species: "荔枝".into() }]);
            changes.sql("INSERT INTO no_such_table (x) VALUES ($1)", args![1]);
            let _ = tx.commit(changes).await;
            Ok::<_, StoreError>(())
        });
        assert!(matches!(kept.await, Err(StoreError::Database(_))), "{}", house.engine);
        let refused = house.store.write(async |mut tx| {
            let mut changes = changes(0);
            changes.record(&Standing::<Tree>::fresh("b"), [TreeEvent::Planted { species: "荔枝".into() }]);
            tx.commit(changes).await?;
            Err::<(), _>(StoreError::Full)
        });
        assert_eq!(refused.await, Err(StoreError::Full));
        let mut reading = house.store.read().await.unwrap();
        assert_eq!(reading.number("SELECT COUNT(*) AS n FROM journal", args![]).await, Ok(0));
        assert_eq!(reading.number("SELECT COUNT(*) AS n FROM tree", args![]).await, Ok(0));
    }
}
