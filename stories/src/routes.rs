//! Every address the portal serves, as its source writes them; and which of them the stories have walked.
//!
//! A story notes each address it asks for in a file of its kind under [`FOLDER`]. After all stories the program `walked`
//! compares: an address that no story asked for, or whose page nobody looked at, fails the build.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// An address with the ways to ask for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// `/notices/{id}`.
    pub path: String,
}

/// Where stories note what they have walked; not set, nothing is noted.
pub const FOLDER: &str = "TITIAN_WALKED";

impl Route {
    /// Whether an address, without its query, is one of these.
    pub fn fits(&self, method: &str, at: &str) -> bool {
        let path = at.split(['?', '#']).next().unwrap_or_default();
        let (mine, asked): (Vec<&str>, Vec<&str>) = (self.path.split('/').collect(), path.split('/').collect());
        let same = |(mine, asked): (&&str, &&str)| mine == asked || (mine.starts_with('{') && !asked.is_empty());
        self.method == method && mine.len() == asked.len() && mine.iter().zip(&asked).all(same)
    }
}

/// All of them.
pub fn all() -> Vec<Route> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/web/src");
    let mut routes = Vec::new();
    read(&source, &mut routes);
    routes.sort();
    routes.dedup();
    routes
}

fn read(folder: &Path, routes: &mut Vec<Route>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            read(&path, routes);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let source = fs::read_to_string(&path).unwrap_or_default();
            // Routes of tests are no routes.
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            for one in source.split(".route(").skip(1) {
                // The last one of a file ends with its function: what comes after is no method of it.
                routes.extend(of(one.split("\n}").next().unwrap_or_default()));
            }
        }
    }
}

/// The route that a call's text begins with.
fn of(call: &str) -> Vec<Route> {
    let Some(path) = call.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) else { return vec![] };
    let handlers = call.split([';', '}']).next().filter(|_| !path.contains('{')).unwrap_or(call);
    let mut routes = Vec::new();
    for (method, word) in [("GET", "get("), ("POST", "post(")] {
        if handlers.contains(word) {
            routes.push(Route { method, path: path.to_owned() });
        }
    }
    routes
}

/// Notes that a story of a kind asked for an address.
pub fn walked(kind: &str, method: &str, at: &str) {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let line = format!("{method} {at}\n");
    let file = fs::OpenOptions::new().create(true).append(true).open(folder.join(kind));
    // One write of one line: lines of stories that run side by side do not mix.
    if let Ok(mut file) = file {
        let _ = file.write_all(line.as_bytes());
    }
}

/// What stories of a kind have noted: method and address.
pub fn noted(kind: &str) -> Vec<(String, String)> {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return vec![] };
    let lines = fs::read_to_string(folder.join(kind)).unwrap_or_default();
    lines.lines().filter_map(|line| line.split_once(' ')).map(|(m, at)| (m.to_owned(), at.to_owned())).collect()
}
