//! Work that waits: held by one, taken over when its lease ends, done once.

use jiff::Timestamp;
use titian_store::{After, Job, Queue, StoreError, args};
use titian_stories::orchard::changes;
use titian_stories::stores::House;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

async fn enqueue(house: &House, kind: &str, second: i64, dedupe: Option<&str>) {
    let write = house.store.write(async |mut tx| {
        let mut changes = changes(0);
        changes.job(kind, at(second), &serde_json::json!({ "n": 7 }), dedupe);
        tx.commit(changes).await.map(drop)
    });
    write.await.unwrap();
}

async fn claim(house: &House, now: i64, lease: i64, holder: &str) -> Vec<Job> {
    house.store.claim(Queue::Job, at(now), at(lease), holder, 10).await.unwrap()
}

fn kinds(jobs: &[Job]) -> Vec<&str> {
    jobs.iter().map(|job| job.kind.as_str()).collect()
}

#[tokio::test]
async fn due_work_is_taken_in_order_and_held_until_its_lease_ends() {
    for house in House::both().await {
        enqueue(&house, "late", 30, None).await;
        enqueue(&house, "second", 20, None).await;
        enqueue(&house, "first", 10, None).await;
        assert_eq!(claim(&house, 5, 100, "a").await, []);
        let taken = claim(&house, 20, 100, "a").await;
        assert_eq!(kinds(&taken), ["first", "second"], "{}", house.engine);
        assert_eq!(taken[0].payload::<serde_json::Value>().unwrap()["n"], 7);
        assert_eq!(kinds(&claim(&house, 99, 200, "b").await), ["late"]);
        let over = claim(&house, 100, 300, "c").await;
        assert_eq!((kinds(&over), over[0].attempt), (vec!["first", "second"], 2));

        let lost = house.store.finish(Queue::Job, &taken[0], at(101)).await;
        assert_eq!(lost, Err(StoreError::Conflict { stream: format!("job/{}", taken[0].id) }));
        house.store.finish(Queue::Job, &over[0], at(101)).await.unwrap();
        let again = house.store.finish(Queue::Job, &over[0], at(102)).await;
        assert!(matches!(again, Err(StoreError::Conflict { .. })), "done is done once");
        assert_eq!(kinds(&claim(&house, 1_000, 2_000, "d").await), ["second", "late"]);
    }
}

#[tokio::test]
async fn failed_work_is_tried_again_when_said_or_given_up() {
    for house in House::both().await {
        enqueue(&house, "send", 10, None).await;
        let taken = claim(&house, 10, 100, "a").await;
        house.store.fail(Queue::Job, &taken[0], at(11), "no answer", After::RetryAt(at(50))).await.unwrap();
        assert_eq!(claim(&house, 49, 100, "a").await, [], "{}", house.engine);
        let taken = claim(&house, 50, 100, "a").await;
        assert_eq!(taken[0].attempt, 2);
        house.store.fail(Queue::Job, &taken[0], at(51), "no such address", After::GiveUp).await.unwrap();
        assert_eq!(claim(&house, 10_000, 20_000, "a").await, []);
        let mut reading = house.store.read().await.unwrap();
        let row = reading.row("SELECT error, gave_up FROM job", args![]).await.unwrap().unwrap();
        assert_eq!((row.text("error"), row.flag("gave_up")), (Ok("no such address"), Ok(true)));
    }
}

#[tokio::test]
async fn one_key_is_one_piece_of_work_for_ever() {
    for house in House::both().await {
        enqueue(&house, "remind", 10, Some("application/a 2026-11-26")).await;
        enqueue(&house, "remind", 20, Some("application/a 2026-11-26")).await;
        enqueue(&house, "close", 10, Some("application/a 2026-11-26")).await;
        let taken = claim(&house, 100, 200, "a").await;
        assert_eq!(kinds(&taken), ["remind", "close"], "{}", house.engine);
        house.store.finish(Queue::Job, &taken[0], at(100)).await.unwrap();
        enqueue(&house, "remind", 30, Some("application/a 2026-11-26")).await;
        assert_eq!(kinds(&claim(&house, 1_000, 2_000, "a").await), ["close"]);
    }
}

#[tokio::test]
async fn work_is_done_together_with_what_it_changes_or_not_at_all() {
    for house in House::both().await {
        enqueue(&house, "close", 10, None).await;
        let stale = claim(&house, 10, 20, "a").await;
        let held = claim(&house, 20, 100, "b").await;
        let act = async |job: &Job| {
            let write = house.store.write(async |mut tx| {
                let mut changes = changes(0);
                changes.mail("a@example.cn", "期满", "…");
                changes.finish(Queue::Job, job);
                tx.commit(changes).await.map(drop)
            });
            write.await
        };
        assert!(matches!(act(&stale[0]).await, Err(StoreError::Conflict { .. })), "{}", house.engine);
        assert_eq!(act(&held[0]).await, Ok(()));
        let mail = house.store.claim(Queue::Mail, changes(0).at(), changes(60).at(), "a", 10).await.unwrap();
        assert_eq!((mail.len(), mail[0].kind.as_str()), (1, "a@example.cn"));
        assert_eq!(mail[0].payload::<serde_json::Value>().unwrap()["subject"], "期满");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workers_at_the_same_time_never_hold_the_same_work() {
    for house in House::both().await {
        for n in 0..40 {
            enqueue(&house, &format!("{n:02}"), 10, None).await;
        }
        let mut workers = tokio::task::JoinSet::new();
        for worker in 0..8 {
            let store = house.store.clone();
            workers.spawn(async move { store.claim(Queue::Job, at(10), at(99), &worker.to_string(), 5).await });
        }
        let taken: Vec<Job> = workers.join_all().await.into_iter().flat_map(Result::unwrap).collect();
        let mut taken = kinds(&taken);
        taken.sort_unstable();
        let all = taken.len();
        taken.dedup();
        assert_eq!(taken.len(), all, "{}", house.engine);
        assert!(0 < all);
    }
}
