//! A published draw, computed once more without a network.

use crate::{Scratch, refused, said, titian};

/// The draw of `crates/domain/tests/shapes/draw.jsonl`, as it is published.
fn published() -> String {
    use titian_domain::draw::Draw;
    use titian_domain::room::{Room, replay};
    let text = std::fs::read_to_string(crate::root().join("crates/domain/tests/shapes/draw.jsonl")).unwrap();
    let events = text.lines().take_while(|line| !line.starts_with("{\"state_after\""));
    let events: Vec<<Draw as Room>::Event> = events.map(|line| serde_json::from_str(line).unwrap()).collect();
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
