//! A published draw, computed once more without a network.

use crate::{Scratch, refused, said, titian};

/// The draw of `crates/domain/tests/shapes/draw.jsonl` as it is published, over a list that leaves nobody's way settled
/// beforehand: without the recusal from one case.
fn published() -> String {
    use titian_domain::draw::{Command, Draw, Event, decide};
    use titian_domain::room::replay;
    let text = std::fs::read_to_string(crate::root().join("crates/domain/tests/shapes/draw.jsonl")).unwrap();
    let stored = text.lines().take_while(|line| !line.starts_with("{\"state_after\""));
    let mut events: Vec<Event> = vec![];
    for event in stored.map(|line| serde_json::from_str::<Event>(line).unwrap()) {
        let standing: Option<Draw> = replay(&events);
        let (command, on) = match event {
            Event::Prepared { id, clause, mut proposal } => {
                proposal.roster.recusals.retain(|one| one.number.is_none());
                (Command::Prepare { id, clause, proposal }, jiff::civil::date(2026, 9, 14))
            }
            Event::Fixed { fixing, .. } => {
                let (source, commitment) = (fixing.source, fixing.commitment);
                (Command::Fix { source, commitment, gone: vec![] }, fixing.on)
            }
            Event::Drawn { outcome, .. } => {
                let (value, contribution) = (outcome.value, outcome.contribution);
                (Command::Open { value, contribution }, jiff::civil::date(2026, 9, 17))
            }
            event => panic!("{event:?}"),
        };
        events.extend(decide(standing.as_ref(), command, on).unwrap());
    }
    serde_json::to_string(&replay::<Draw>(&events).unwrap().file().unwrap()).unwrap()
}

#[test]
fn a_draw_that_was_not_touched_agrees() {
    let file = Scratch::new("draw.json", &published());
    let text = said(&["draw", "verify", file.path()]);
    assert!(text.contains("核对通过") && text.contains("抽查 2 家"), "{text}");
}

#[test]
fn the_first_difference_is_named() {
    let changed = published().replace("\"how\":\"target\"", "\"how\":\"drawn\"");
    let file = Scratch::new("draw-changed.json", &changed);
    let output = titian(&["draw", "verify", file.path()]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("核对不通过") && text.contains("家不同"), "{text}");
}

#[test]
fn what_is_no_draw_is_told_apart() {
    let file = Scratch::new("no-draw.json", "{}");
    assert!(refused(&["draw", "verify", file.path()]).contains("不是公开的抽签文件"));
    assert!(refused(&["draw", "verify", "no/such/file"]).contains("读不到"));
}
