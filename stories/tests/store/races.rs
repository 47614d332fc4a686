//! Acts at the same time: each is as if it were alone.

use std::sync::atomic::{AtomicU32, Ordering};

use titian_store::{Check, Standing, Store, StoreError, args, verify};
use titian_stories::orchard::{Nest, NestEvent, Tree, TreeEvent, changes, grow, plant};
use titian_stories::stores::House;

/// Runs acts at once, and waits for all.
async fn at_once<T: Send + 'static, F: Future<Output = T> + Send + 'static>(acts: Vec<F>) -> Vec<T> {
    let mut tasks = tokio::task::JoinSet::new();
    acts.into_iter().for_each(|act| {
        tasks.spawn(act);
    });
    tasks.join_all().await
}

async fn grow_from(store: Store, standing: Standing<Tree>, by: i64) -> Result<(), StoreError> {
    store
        .write(async |mut tx| {
            let mut changes = changes(by);
            changes.record(&standing, [TreeEvent::Grew { by }]);
            tx.commit(changes).await.map(drop)
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_sixteen_writers_from_the_same_version_one_wins() {
    for house in House::both().await {
        let standing = plant(&house.store, "a").await.unwrap();
        let acts = (0..16).map(|by| grow_from(house.store.clone(), standing.clone(), by)).collect();
        let outcomes = at_once(acts).await;
        let conflict = Err(StoreError::Conflict { stream: "tree/a".into() });
        let count = |wanted: &Result<(), StoreError>| outcomes.iter().filter(|outcome| *outcome == wanted).count();
        assert_eq!((count(&Ok(())), count(&conflict)), (1, 15), "{}: {outcomes:?}", house.engine);
        let mut reading = house.store.read().await.unwrap();
        assert_eq!(reading.load::<Tree>("a").await.unwrap().version, 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_writers_that_each_look_first_all_get_through() {
    for house in House::both().await {
        plant(&house.store, "a").await.unwrap();
        let act = |by| {
            let store = house.store.clone();
            async move { grow(&store, "a", by).await }
        };
        let outcomes = at_once((1..=16).map(act).collect()).await;
        assert!(outcomes.iter().all(Result::is_ok), "{}: {outcomes:?}", house.engine);
        let mut reading = house.store.read().await.unwrap();
        let standing = reading.load::<Tree>("a").await.unwrap();
        assert_eq!((standing.version, standing.state.unwrap().height), (18, 100 + 136));
    }
}

/// Fells a tree unless it is the last one that stands.
async fn fell(store: Store, id: &'static str) -> Result<bool, StoreError> {
    store
        .write(async |mut tx| {
            let sql = "SELECT COUNT(*) AS n FROM tree WHERE felled IS NULL";
            let standing = tx.number(sql, args![]).await?;
            let tree = tx.load::<Tree>(id).await?;
            if standing < 2 {
                return Ok(false);
            }
            let mut changes = changes(0);
            changes.record(&tree, [TreeEvent::Felled { on: "2026-11-26".parse().expect("a day") }]);
            tx.commit(changes).await.map(|_| true)
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_that_each_rely_on_the_others_row_never_both_change_theirs() {
    for house in House::both().await {
        for round in 0..10 {
            for id in ["a", "b"] {
                house.store.write(async |mut tx| regrow(&mut tx, id).await).await.unwrap();
            }
            let outcomes = at_once(vec![fell(house.store.clone(), "a"), fell(house.store.clone(), "b")]).await;
            let felled = outcomes.into_iter().map(Result::unwrap).filter(|felled| *felled).count();
            assert_eq!(felled, 1, "{} in round {round}", house.engine);
        }
    }
}

/// Puts a fresh tree in the place of one that was felled.
async fn regrow(tx: &mut titian_store::Tx, id: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM tree WHERE id = $1", args![id]).await?;
    tx.execute("DELETE FROM journal WHERE stream = 'tree/' || $1", args![id]).await?;
    let mut changes = changes(0);
    changes.record(&Standing::<Tree>::fresh(id), [TreeEvent::Planted { species: "荔枝".into() }]);
    tx.commit(changes).await.map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn numbers_are_given_out_without_gap_or_double() {
    for house in House::both().await {
        let take = |refused: bool| {
            let store = house.store.clone();
            async move {
                store
                    .write(async |mut tx| {
                        let number = tx.next_number("受理 2026").await?;
                        if refused { Err(StoreError::Full) } else { Ok(number) }
                    })
                    .await
            }
        };
        let outcomes = at_once((0..24).map(|n| take(n % 3 == 0)).collect()).await;
        let mut numbers: Vec<i64> = outcomes.into_iter().flatten().collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=16).collect::<Vec<_>>(), "{}", house.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_key_sent_twice_at_once_is_answered_once() {
    for house in House::both().await {
        let act = |n: usize| {
            let store = house.store.clone();
            async move {
                store
                    .write(async |mut tx| {
                        if let Some(answer) = tx.answered("园丁", "key").await? {
                            return Ok((answer, false));
                        }
                        let answer = format!("answer {n}");
                        let mut changes = changes(0);
                        let nest = Standing::<Nest>::fresh(format!("n{n}"));
                        changes.record(&nest, [NestEvent::Built { tree: "a".into() }]);
                        changes.answer("key", &answer);
                        tx.commit(changes).await?;
                        Ok::<_, StoreError>((answer, true))
                    })
                    .await
            }
        };
        let outcomes = at_once((0..8).map(act).collect()).await;
        let answers: Vec<(String, bool)> = outcomes.into_iter().map(Result::unwrap).collect();
        assert!(answers.iter().all(|(answer, _)| *answer == answers[0].0), "{}: {answers:?}", house.engine);
        assert_eq!(answers.iter().filter(|(_, first)| *first).count(), 1);
        let mut reading = house.store.read().await.unwrap();
        assert_eq!(reading.number("SELECT COUNT(*) AS n FROM nest", args![]).await, Ok(1));
    }
}

/// What a snapshot says stays so, and what is settled has no smaller place to come.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_reads_one_snapshot_while_others_write() {
    for house in House::both().await {
        plant(&house.store, "a").await.unwrap();
        let mut page = house.store.read().await.unwrap();
        assert_eq!(page.load::<Tree>("a").await.unwrap().version, 2);
        grow(&house.store, "a", 1).await.unwrap();
        assert_eq!(page.load::<Tree>("a").await.unwrap().version, 2, "{}", house.engine);
        assert_eq!(house.store.settled().await, Ok(3));
    }
}

/// One that was overtaken so often that it asks all others to wait, and others that hold a number when it does.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_large_act_and_acts_that_take_numbers_do_not_wait_for_each_other() {
    for house in House::both().await {
        let ids: Vec<String> = (0..200).map(|n| format!("{n:03}")).collect();
        for id in &ids {
            plant(&house.store, id).await.unwrap();
        }
        let large = |by: i64| {
            let (store, ids) = (house.store.clone(), ids.clone());
            async move {
                store
                    .write(async |mut tx| {
                        let mut changes = changes(by);
                        for standing in tx.load_all::<Tree>(&ids).await? {
                            changes.record(&standing, [TreeEvent::Grew { by }]);
                        }
                        tx.commit(changes).await.map(drop)
                    })
                    .await
            }
        };
        let numbered = |lane: usize| {
            let (store, ids) = (house.store.clone(), ids.clone());
            async move {
                for id in ids.iter().skip(lane).step_by(4) {
                    store
                        .write(async |mut tx| {
                            let standing = tx.load::<Tree>(id).await?;
                            let by = tx.next_number("长高").await?;
                            let mut changes = changes(by);
                            changes.record(&standing, [TreeEvent::Grew { by }]);
                            tx.commit(changes).await.map(drop)
                        })
                        .await?;
                }
                Ok(())
            }
        };
        let mut acts: tokio::task::JoinSet<Result<(), StoreError>> = (0..4).map(numbered).collect();
        (1..=4).for_each(|by| drop(acts.spawn(large(by))));
        let outcomes = acts.join_all().await;
        assert!(outcomes.iter().all(Result::is_ok), "{}: {outcomes:?}", house.engine);
    }
}

/// A large act: every tree that stands grows. `beside` happens while it is decided, each time it is.
async fn all_grow<F: Future<Output = ()>>(store: &Store, beside: impl Fn(u32) -> F) -> (u32, Result<i64, StoreError>) {
    let decided = AtomicU32::new(0);
    let grown = store
        .write_alone(async |mut tx| {
            let sql = "SELECT id FROM tree WHERE felled IS NULL ORDER BY id";
            let rows = tx.rows(sql, args![]).await?;
            let ids = rows.iter().map(|row| row.text("id")).collect::<Result<Vec<_>, _>>()?;
            let trees = tx.load_all::<Tree>(&ids).await?;
            beside(decided.fetch_add(1, Ordering::Relaxed)).await;
            let mut changes = changes(1);
            trees.iter().for_each(|tree| drop(changes.record(tree, [TreeEvent::Grew { by: 10 }])));
            tx.commit(changes).await?;
            Ok(i64::try_from(trees.len()).unwrap_or_default())
        })
        .await;
    (decided.into_inner(), grown)
}

async fn heights(store: &Store) -> i64 {
    let sql = "SELECT CAST(COALESCE(SUM(height), 0) AS BIGINT) AS n FROM tree";
    store.read().await.unwrap().number(sql, args![]).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn others_write_while_a_large_act_is_decided() {
    for house in House::both().await {
        for id in ["a", "b"] {
            plant(&house.store, id).await.unwrap();
        }
        let (decided, grown) = all_grow(&house.store, async |_| {
            let nest = Standing::<Nest>::fresh("n");
            let built = house.store.write(async |mut tx| {
                let mut changes = changes(0);
                changes.record(&nest, [NestEvent::Built { tree: "a".into() }]);
                tx.commit(changes).await.map(drop)
            });
            built.await.unwrap();
        })
        .await;
        assert_eq!((decided, grown), (1, Ok(2)), "{}", house.engine);
        assert_eq!(heights(&house.store).await, 220, "{}", house.engine);
        let rooms = [Check::of::<Tree>(), Check::of::<Nest>()];
        assert_eq!(verify(&house.store, &rooms, &[], &[]).await.unwrap().findings, [], "{}", house.engine);
    }
}

/// What it has read is another, or its list is longer: either way it is decided again, and in the end while all wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_large_act_is_decided_again_when_what_it_stood_on_has_changed() {
    for house in House::both().await {
        plant(&house.store, "a").await.unwrap();
        let (decided, grown) = all_grow(&house.store, async |time| match time {
            0 => drop(grow(&house.store, "a", 1).await.unwrap()),
            1 => drop(plant(&house.store, "b").await.unwrap()),
            _ => {}
        })
        .await;
        assert_eq!((decided, grown), (3, Ok(2)), "{}", house.engine);
        assert_eq!(heights(&house.store).await, 100 + 1 + 100 + 20, "{}", house.engine);
    }
}

/// It writes while it decides, or goes on after its commit: that needs its own transaction, and gets it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_large_act_that_cannot_be_decided_ahead_is_done_while_all_wait() {
    for house in House::both().await {
        let numbered = house.store.write_alone(async |mut tx| tx.next_number("文号").await).await;
        assert_eq!(numbered, Ok(1), "{}", house.engine);
        let twice = house.store.write_alone(async |mut tx| {
            let mut first = changes(0);
            let planted = TreeEvent::Planted { species: "荔枝".into() };
            let tree = first.record(&Standing::<Tree>::fresh("a"), [planted]);
            tx.commit(first).await?;
            let mut second = changes(1);
            second.record(&tree, [TreeEvent::Grew { by: 5 }]);
            tx.commit(second).await.map(drop)
        });
        assert_eq!(twice.await, Ok(()), "{}", house.engine);
        assert_eq!(heights(&house.store).await, 5, "{}", house.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_large_act_that_is_refused_leaves_nothing() {
    for house in House::both().await {
        plant(&house.store, "a").await.unwrap();
        let refused: Result<(), StoreError> = house
            .store
            .write_alone(async |mut tx| {
                let tree = tx.load::<Tree>("a").await?;
                let mut changes = changes(1);
                changes.record(&tree, [TreeEvent::Grew { by: 10 }]);
                tx.commit(changes).await?;
                Err(StoreError::Full)
            })
            .await;
        assert_eq!((refused, heights(&house.store).await), (Err(StoreError::Full), 100), "{}", house.engine);
    }
}
