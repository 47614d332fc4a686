//! Whatever ships with the binary is under a permissive licence.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "bzip2-1.0.6",
];

/// An SPDX expression: alternatives of which one must do, joined parts of which all must.
fn permissive(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let words: Vec<String> =
        expression.replace('(', " ( ").replace(')', " ) ").split_whitespace().map(String::from).collect();
    let mut words = words.iter().map(String::as_str).peekable();
    let answer = any(&mut words);
    answer && words.next().is_none()
}

fn any<'a>(words: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> bool {
    let mut answer = all(words);
    while words.next_if_eq(&"OR").is_some() {
        answer |= all(words);
    }
    answer
}

fn all<'a>(words: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> bool {
    let mut answer = one(words);
    while words.next_if_eq(&"AND").is_some() {
        answer &= one(words);
    }
    answer
}

fn one<'a>(words: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let answer = any(words);
        return words.next() == Some(")") && answer;
    }
    let Some(name) = words.next() else { return false };
    let name = match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
        Some(exception) => format!("{name} WITH {exception}"),
        None => name.to_owned(),
    };
    PERMISSIVE.contains(&name.as_str())
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    assert!(permissive("MIT"));
    assert!(permissive("MIT/Apache-2.0"));
    assert!(permissive("GPL-3.0 OR MIT"));
    assert!(permissive("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(!permissive("MIT AND GPL-3.0"));
    assert!(!permissive("MPL-2.0"));
    assert!(!permissive(""));
}

#[test]
fn every_shipped_dependency_is_permissive() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages: BTreeMap<&str, &Value> = list(&metadata["packages"]).iter().map(|p| (text(&p["id"]), p)).collect();
    let nodes: BTreeMap<&str, &Value> =
        list(&metadata["resolve"]["nodes"]).iter().map(|n| (text(&n["id"]), n)).collect();
    let mut shipped = BTreeSet::new();
    let mut open: Vec<&str> = packages.iter().filter(|(_, p)| p["name"] == "titian").map(|(id, _)| *id).collect();
    while let Some(id) = open.pop() {
        if shipped.insert(id) {
            let normal = |dep: &&Value| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            open.extend(list(&nodes[id]["deps"]).iter().filter(normal).map(|dep| text(&dep["pkg"])));
        }
    }
    assert!(shipped.len() > 20, "the walk saw {} packages only", shipped.len());
    let odd: Vec<String> = shipped
        .iter()
        .map(|id| packages[id])
        .filter(|p| !permissive(p["license"].as_str().unwrap_or("")))
        .map(|p| format!("{} {}: {}", text(&p["name"]), text(&p["version"]), p["license"]))
        .collect();
    assert!(odd.is_empty(), "not permissive: {odd:#?}");
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
