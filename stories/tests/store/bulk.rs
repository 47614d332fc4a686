//! One act over two thousand cases: one transaction, and others get on beside it.

use std::time::Instant;

use titian_domain::id::EnterpriseId;
use titian_store::{Check, Recipient, Standing, Store, StoreError, args, verify};
use titian_stories::orchard::{Nest, NestEvent, Tree, TreeEvent, changes, grow, plant};
use titian_stories::stores::House;

const CASES: usize = 2_000;

fn ids() -> Vec<String> {
    (0..CASES).map(|n| format!("{n:05}")).collect()
}

/// Plants all trees.
async fn plant_all(store: &Store) -> Result<(), StoreError> {
    store
        .write(async |mut tx| {
            let mut changes = changes(0);
            for standing in tx.load_all::<Tree>(&ids()).await? {
                changes.record(&standing, [TreeEvent::Planted { species: "荔枝".into() }]);
            }
            tx.commit(changes).await.map(drop)
        })
        .await
}

/// An event in each of two streams per case, with a message, and a number.
async fn announce(store: &Store) -> Result<(), StoreError> {
    store
        .write(async |mut tx| {
            let mut changes = changes(1);
            tx.number("SELECT COUNT(*) AS n FROM tree WHERE felled IS NULL", args![]).await?;
            for standing in tx.load_all::<Tree>(&ids()).await? {
                changes.record(&standing, [TreeEvent::Grew { by: 1 }]);
                let nest = Standing::<Nest>::fresh(standing.id.clone());
                changes.record(&nest, [NestEvent::Built { tree: standing.id.clone() }]);
                changes.message(&Recipient::Enterprise(EnterpriseId(standing.id)), "已公告", "……", "/");
            }
            tx.commit(changes).await.map(drop)
        })
        .await
}

#[tokio::test]
async fn two_thousand_cases_are_announced_in_one_act() {
    for house in House::both().await {
        plant_all(&house.store).await.unwrap();
        let began = Instant::now();
        announce(&house.store).await.unwrap();
        eprintln!("{}: {CASES} cases, two streams each, in {:?}", house.engine, began.elapsed());
        assert!(matches!(announce(&house.store).await, Err(StoreError::Conflict { .. })));
        let began = Instant::now();
        let report = verify(&house.store, &[Check::of::<Tree>(), Check::of::<Nest>()], &[], &[]).await.unwrap();
        eprintln!("{}: {} rows verified in {:?}", house.engine, report.rows, began.elapsed());
        assert_eq!((report.findings, report.rows, report.states), (vec![], 6_000, 4_000), "{}", house.engine);
    }
}

/// The large act is overtaken again and again, and still comes to its end; and the small ones do beside it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_large_act_comes_through_while_small_ones_go_on() {
    for house in House::both().await {
        plant_all(&house.store).await.unwrap();
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let mut small = tokio::task::JoinSet::new();
        for worker in 0..4 {
            let (store, stopped) = (house.store.clone(), stopped.clone());
            small.spawn(async move {
                let mut acts = 0;
                while !*stopped.borrow() || acts == 0 {
                    plant(&store, &format!("x{worker}.{acts}")).await?;
                    grow(&store, &format!("{:05}", CASES - 1 - worker), 1).await?;
                    acts += 1;
                }
                Ok::<_, StoreError>(acts)
            });
        }
        let began = Instant::now();
        let large = announce(&house.store).await;
        eprintln!("{}: the same beside small acts, in {:?}", house.engine, began.elapsed());
        stop.send(true).unwrap();
        let small = small.join_all().await;
        assert_eq!(large, Ok(()), "{}", house.engine);
        assert!(small.iter().all(Result::is_ok), "{}: {small:?}", house.engine);
        eprintln!("{}: {small:?} small acts", house.engine);
        let report = verify(&house.store, &[Check::of::<Tree>(), Check::of::<Nest>()], &[], &[]).await.unwrap();
        assert_eq!(report.findings, [], "{}", house.engine);
    }
}
