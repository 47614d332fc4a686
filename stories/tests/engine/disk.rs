//! Disks that fail and disks that are full: people are told, nothing that was kept is lost, and work goes on afterwards.

use std::path::Path;
use std::process::{Command, Output};

use jiff::civil::date;
use titian_app::command::Failure;
use titian_domain::application::Application;
use titian_store::{Store, StoreError};
use titian_stories::disk::Disk;
use titian_stories::province::{Case, Province};
use titian_stories::stores::House;

/// Cases that are begun.
const BEGUN: u64 = 12;

/// A house with cases to submit, closed.
async fn begun(house: &House) -> Vec<Case> {
    let province = Province::over(house.store.clone(), house.folder.path());
    let batch = province.batch().await;
    let firms = province.firms(1, BEGUN).await;
    let begun = province.begun(&batch, &firms).await;
    house.store.close().await;
    begun
}

/// Submits all of them on a disk on which writing through fails, as said in the words of `strace`.
fn submit(house: &House, fails: &str) -> Output {
    let inject = format!("inject=fsync,fdatasync:error=EIO:when={fails}");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", &inject]);
    strace.arg(env!("CARGO_BIN_EXE_herald")).args([&house.url, &house.folder.path().display().to_string(), "0"]);
    strace.output().expect("strace runs")
}

/// Whether processes may be traced here. Said aloud if not.
fn may_trace() -> bool {
    let may = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).output();
    let may = may.is_ok_and(|output| output.status.success());
    if !may {
        eprintln!(
            "SKIPPED on a disk that fails: strace is not installed or not allowed (Debian: apt-get install strace)"
        );
    }
    may
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fails_is_told_and_nothing_kept_is_lost() {
    if !may_trace() {
        return;
    }
    let ready = House::sqlite().await;
    let cases = begun(&ready).await;
    let mut told = 0;
    // The first call, a later one, every third, and every one from some call on.
    for fails in ["1", "2", "3", "5", "7", "11", "2+3", "1+", "4+", "9+"] {
        let house = ready.copy().await;
        house.store.close().await;
        let output = submit(&house, fails);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let kept: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("submitted ")).collect();
        let failed: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("failed ")).collect();
        let clear = |words: &&&str| words.contains("读写磁盘出错") && words.contains("没有保存");
        assert_eq!(failed.iter().filter(clear).count(), failed.len(), "{fails}: {said}");
        assert!(!kept.is_empty() || !failed.is_empty(), "{fails}: {}", String::from_utf8_lossy(&output.stderr));
        if output.status.success() {
            assert_eq!(kept.len() + failed.len(), cases.len(), "{fails}: {said}");
        }
        told += failed.len();
        let province = Province::over(Store::open(&house.url).await.unwrap(), house.folder.path());
        province.day(date(2026, 9, 22));
        let submitted = province.load_all::<Application>(&kept).await;
        assert!(submitted.iter().all(|case| case.stage.id() == "submitted"), "{fails}: {said}");
        assert_eq!(province.verified().await.findings, [], "{fails}");
        // The disk is well again: whoever was told that nothing was kept does it once more.
        let stages = province.stages(&cases).await;
        let open = cases.iter().zip(stages).filter(|(_, stage)| *stage == "draft").map(|(case, _)| case.clone());
        let again = province.submissions(&open.collect::<Vec<_>>()).await;
        province.all(&again).await;
        assert_eq!(province.stages(&cases).await, vec!["submitted"; cases.len()], "{fails}");
        province.app.store.close().await;
    }
    assert!(told > 0, "no write met the failing disk");
}

/// Submits one after the other until the disk is full; answers how many were kept.
async fn until_full(province: &Province, cases: &[Case]) -> usize {
    for (at, (actor, command)) in province.submissions(cases).await.into_iter().enumerate() {
        match province.app.perform(&actor, command, None).await {
            Ok(_) => {}
            Err(failure @ Failure::Store(StoreError::Full)) => {
                assert!(failure.to_string().contains("磁盘已满") && failure.to_string().contains("没有保存"));
                return at;
            }
            Err(failure) => panic!("{failure:?}"),
        }
    }
    panic!("all of them fit");
}

#[tokio::test]
async fn a_full_disk_is_told_and_work_goes_on_once_there_is_room() {
    let Some(disk) = Disk::mount(8) else { return };
    let url = format!("sqlite:{}", disk.path().join("titian.db").display());
    let province = Province::over(Store::open(&url).await.unwrap(), disk.path());
    let batch = province.batch().await;
    let firms = province.firms(1, 40).await;
    let cases = province.begun(&batch, &firms).await;
    province.day(date(2026, 9, 2));
    let ballast = disk.path().join("ballast");
    fill(&ballast);
    let kept = until_full(&province, &cases).await;
    let stages = province.stages(&cases).await;
    assert!(stages[..kept].iter().all(|stage| *stage == "submitted"));
    assert!(stages[kept..].iter().all(|stage| *stage == "draft"));
    std::fs::remove_file(&ballast).unwrap();
    let rest = province.submissions(&cases[kept..]).await;
    province.all(&rest).await;
    assert_eq!(province.verified().await.findings, []);
    province.app.store.close().await;
}

/// Writes until there is hardly room for anything.
fn fill(ballast: &Path) {
    use std::io::Write;
    let mut file = std::fs::File::create(ballast).unwrap();
    while file.write_all(&[0; 4096]).is_ok() {}
}
