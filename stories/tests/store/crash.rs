//! A server that is killed in the middle of its work has lost nothing that it said was kept.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use titian_store::{Check, Store, verify};
use titian_stories::orchard::{Nest, Tree};
use titian_stories::stores::House;

/// How often it is killed, each time after another number of acts.
const POINTS: usize = 20;

#[tokio::test]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let House { store, url, folder: _folder, .. } = House::sqlite().await;
    store.close().await;
    let mut kept: BTreeMap<String, u64> = BTreeMap::new();
    for point in 0..POINTS {
        let mut server = Command::new(env!("CARGO_BIN_EXE_planter"))
            .arg(&url)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the planter starts");
        let mut lines = BufReader::new(server.stdout.take().expect("its output")).lines();
        let mut note = |line: String| {
            let (id, version) = line.split_once(' ').expect("an id and a version");
            kept.insert(id.into(), version.parse().expect("a version"));
        };
        let acts = usize::from(rand_byte()) / 4;
        lines.by_ref().take(acts).for_each(|line| note(line.unwrap()));
        server.kill().expect("it is killed");
        // What it still managed to say counts; a line cut short was not said.
        let rest: Vec<String> = lines.map_while(Result::ok).collect();
        let whole = rest.iter().filter(|line| line.split_once(' ').is_some_and(|(_, version)| !version.is_empty()));
        whole.cloned().for_each(&mut note);
        server.wait().expect("it is gone");

        let store = Store::open(&url).await.unwrap();
        let mut reading = store.read().await.unwrap();
        for (id, version) in &kept {
            let standing = reading.load::<Tree>(id).await.unwrap();
            assert!(*version <= standing.version, "{id}: {version} was kept, {} is there", standing.version);
        }
        drop(reading);
        let report = verify(&store, &[Check::of::<Tree>(), Check::of::<Nest>()], &[], &[]).await.unwrap();
        assert_eq!(report.findings, [], "after point {point}");
        store.close().await;
    }
}

/// Chance, so that no two runs kill at the same places.
fn rand_byte() -> u8 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(0).to_le_bytes()[0]
}
