//! Two who act on the same case at the same moment, a thousand times each: never both where the rules allow only one.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::date;
use titian_app::App;
use titian_app::actor::Actor;
use titian_app::command::{Command, Failure};
use titian_domain::application::Application;
use titian_domain::id::{BatchId, PublicityId};
use titian_domain::publicity::Publicity;
use titian_stories::province::{Case, Province, approve, file, object, prepare, withdraw};
use titian_stories::stores::House;

/// How often each pair meets.
const TIMES: u64 = 1_000;
/// Pairs that meet beside each other.
const BESIDE: usize = 12;
/// How many lists each of the objectors is at most ahead of the filing, so that at whatever pace the clock goes,
/// some meet it.
const AHEAD: [usize; 4] = [4, 16, 40, 80];

type Act = (Actor, Command);

/// What became of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Became {
    Done,
    Refused,
    /// Somebody else was faster, and the act was not kept: the person is asked to look again.
    Overtaken,
}

async fn become_of(app: App, (actor, command): Act) -> Became {
    match app.perform(&actor, command, None).await {
        Ok(_) => Became::Done,
        Err(Failure::Refused(_) | Failure::NotAllowed(_)) => Became::Refused,
        Err(Failure::Store(titian_store::StoreError::Conflict { .. } | titian_store::StoreError::Busy(_))) => {
            Became::Overtaken
        }
        Err(failure) => panic!("{failure:?}"),
    }
}

/// Lets the two acts of each pair meet, and answers what became of them, pair by pair.
async fn meet(app: &App, pairs: Vec<(Act, Act)>) -> Vec<(Became, Became)> {
    let mut outcomes = Vec::with_capacity(pairs.len());
    let mut pairs = pairs.into_iter().enumerate().peekable();
    while pairs.peek().is_some() {
        let begin = |(at, (one, other)): (usize, (Act, Act))| {
            // Neither is always the first to begin.
            let (first, second) = if at % 2 == 0 { (one, other) } else { (other, one) };
            let first = tokio::spawn(become_of(app.clone(), first));
            let (app, ahead) = (app.clone(), first.abort_handle());
            let second = tokio::spawn(async move {
                // Whatever takes longer would never be first: of every sixteen, one of each comes when the other is over.
                while at % 16 < 2 && !ahead.is_finished() {
                    tokio::task::yield_now().await;
                }
                become_of(app, second).await
            });
            (at, first, second)
        };
        let begun: Vec<_> = pairs.by_ref().take(BESIDE).map(begin).collect();
        for (at, first, second) in begun {
            let (first, second) = (first.await.unwrap(), second.await.unwrap());
            outcomes.push(if at % 2 == 0 { (first, second) } else { (second, first) });
        }
    }
    outcomes
}

/// How often each outcome came about, for people.
fn count<T: Ord + Copy>(outcomes: &[T]) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    outcomes.iter().for_each(|outcome| *counts.entry(*outcome).or_default() += 1);
    counts
}

/// Of two acts exactly one is done, and the case stands where that one leads.
fn assert_one(engine: &str, what: &str, outcomes: &[(Became, Became)], stages: &[&str], leads: (&str, &str)) {
    for (at, (outcome, stage)) in outcomes.iter().zip(stages).enumerate() {
        let expected = match outcome {
            (Became::Done, other) if *other != Became::Done => leads.0,
            (other, Became::Done) if *other != Became::Done => leads.1,
            _ => panic!("{engine}, {what} {at}: {outcome:?}, {stage}"),
        };
        assert_eq!(*stage, expected, "{engine}, {what} {at}: {outcome:?}");
    }
    let counts = count(outcomes);
    eprintln!("{engine}, {what}: {counts:?}");
    assert!(counts.keys().any(|(one, _)| *one == Became::Done), "{engine}: never the first");
    assert!(counts.keys().any(|(_, other)| *other == Became::Done), "{engine}: never the second");
}

async fn sound(province: &Province, engine: &str) {
    let report = province.verified().await;
    assert_eq!(report.findings, [], "{engine}");
    assert!(report.sealed > 0, "{engine}");
}

/// A refusal and a withdrawal end a case both; only one does.
async fn refused_and_withdrawn(province: &Province, engine: &str, cases: &[Case]) {
    province.concluded(cases, false).await;
    let outcomes = meet(&province.app, cases.iter().map(|case| (approve(case), withdraw(case))).collect()).await;
    let stages = province.stages(cases).await;
    assert_one(engine, "refusal and withdrawal", &outcomes, &stages, ("refused", "withdrawn"));
    sound(province, engine).await;
}

/// A case that was approved can still be taken back; one that was taken back cannot be approved.
async fn approved_and_withdrawn(province: &Province, engine: &str, cases: &[Case]) {
    province.concluded(cases, true).await;
    let outcomes = meet(&province.app, cases.iter().map(|case| (approve(case), withdraw(case))).collect()).await;
    eprintln!("{engine}, approval and withdrawal: {:?}", count(&outcomes));
    let mut reading = province.app.store.read().await.unwrap();
    for ((approved, withdrawn), case) in outcomes.into_iter().zip(cases) {
        let history = reading.history::<Application>(case.id.as_str()).await.unwrap();
        let kinds: Vec<&str> = history.iter().map(|entry| entry.kind.as_str()).collect();
        let last: &[&str] = match (approved, withdrawn) {
            (Became::Done, Became::Done) => &["concluded", "listed", "withdrawn"],
            (Became::Done, _) => &["concluded", "listed"],
            (_, Became::Done) => &["concluded", "withdrawn"],
            outcome => panic!("{engine}: {outcome:?}"),
        };
        assert!(kinds.ends_with(last), "{engine}: {approved:?}, {withdrawn:?}, {kinds:?}");
    }
}

/// The last evening and the first morning after: somebody objects while the clock ends the lists and the city files
/// them. A case is held or filed, never both.
async fn objected_and_filed(province: &Province, engine: &str, batch: &BatchId, cases: &[Case]) -> Vec<Case> {
    province.day(date(2026, 9, 7));
    let lists = province.publicised(batch, cases, 1).await;
    let until = province.load_all::<Publicity>(&lists[..1].iter().map(PublicityId::as_str).collect::<Vec<_>>()).await;
    let (evening, morning) = (until[0].until, until[0].until.tomorrow().unwrap());
    province.day(morning);
    let pairs: Arc<Vec<(PublicityId, Case)>> = Arc::new(lists.into_iter().zip(cases.iter().cloned()).collect());
    let filed_so_far = Arc::new(AtomicUsize::new(0));
    let mut objectors = tokio::task::JoinSet::new();
    for (lane, ahead) in AHEAD.into_iter().enumerate() {
        let (app, pairs, filed_so_far) = (province.app_on(evening), pairs.clone(), filed_so_far.clone());
        objectors.spawn(async move {
            let mut outcomes = Vec::new();
            for (at, (list, case)) in pairs.iter().enumerate().skip(lane).step_by(AHEAD.len()) {
                while filed_so_far.load(Ordering::Relaxed) + ahead < at {
                    tokio::task::yield_now().await;
                }
                outcomes.push((at, become_of(app.clone(), object(list, case)).await));
            }
            outcomes
        });
    }
    let clock = {
        let app = province.app.clone();
        tokio::spawn(async move { app.tick().await.unwrap() })
    };
    let mut filings = Vec::new();
    for (list, case) in pairs.iter() {
        filings.push(filed(&province.app, list, case).await);
        filed_so_far.fetch_add(1, Ordering::Relaxed);
    }
    clock.await.unwrap();
    let objections: BTreeMap<usize, Became> = objectors.join_all().await.into_iter().flatten().collect();
    let outcomes: Vec<(Became, Became)> = objections.into_values().zip(filings).collect();
    let stages = province.stages(cases).await;
    let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    let held: Vec<bool> =
        province.load_all::<Application>(&ids).await.iter().map(|case| !case.held_by.is_empty()).collect();
    for ((outcome, stage), held) in outcomes.iter().zip(&stages).zip(held) {
        assert_eq!((*stage, held), if outcome.0 == Became::Done { ("cleared", true) } else { ("filed", false) });
    }
    assert_one(engine, "objection and filing", &outcomes, &stages, ("cleared", "filed"));
    sound(province, engine).await;
    let filed = outcomes.iter().zip(cases).filter(|((_, filed), _)| *filed == Became::Done);
    filed.map(|(_, case)| case.clone()).collect()
}

/// Files a list as soon as the clock has ended it.
async fn filed(app: &App, list: &PublicityId, case: &Case) -> Became {
    loop {
        let over = app.publicity(list.as_str()).await.unwrap().unwrap().stage == titian_domain::publicity::Stage::Over;
        if over {
            return become_of(app.clone(), file(list, std::slice::from_ref(case))).await;
        }
        tokio::task::yield_now().await;
    }
}

/// A case that stands on a fixed list cannot be taken back; one that was taken back cannot be fixed.
async fn fixed_and_withdrawn(province: &Province, engine: &str, batch: &BatchId, cases: &[Case]) {
    let pair = |case: &Case| (prepare(batch, std::slice::from_ref(case)), withdraw(case));
    let outcomes = meet(&province.app, cases.iter().map(pair).collect()).await;
    let stages = province.stages(cases).await;
    assert_one(engine, "fixed list and withdrawal", &outcomes, &stages, ("announcing", "withdrawn"));
}

async fn at_the_same_moment(house: House) {
    let engine = house.engine;
    let province = Province::over(house.store.clone(), house.folder.path());
    let batch = province.batch().await;
    let firms = province.firms(1, TIMES).await;
    province.day(date(2026, 9, 2));
    let cases = province.submitted(&batch, &firms).await;
    refused_and_withdrawn(&province, engine, &cases).await;
    // An enterprise that was refused or has withdrawn may begin again.
    let cases = province.submitted(&batch, &firms).await;
    approved_and_withdrawn(&province, engine, &cases[..200]).await;
    let again = province.submitted(&batch, &firms[..200]).await;
    let cases = [again, cases[200..].to_vec()].concat();
    province.concluded(&cases, true).await;
    province.approved(&cases).await;
    let filed = objected_and_filed(&province, engine, &batch, &cases).await;
    fixed_and_withdrawn(&province, engine, &batch, &filed).await;
    sound(&province, engine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn never_both_on_sqlite() {
    at_the_same_moment(House::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn never_both_on_postgres() {
    let Some(house) = House::postgres().await else { return };
    at_the_same_moment(house).await;
}
