//! After all stories: names each address of the portal that no story asked for, and each page nobody looked at.

use std::process::ExitCode;

use titian_stories::routes::{self, Route};

fn main() -> ExitCode {
    let all = routes::all();
    let http = routes::noted("http");
    let looked = routes::noted("looked");
    let mut missing = Vec::new();
    for route in &all {
        let in_story = |noted: &[(String, String)]| noted.iter().any(|(method, at)| route.fits(method, at));
        if !in_story(&http) {
            missing.push(format!("no story over HTTP asks for {} {}", route.method, route.path));
        }
        if page(route) && !in_story(&looked) {
            missing.push(format!("nobody looked at the page {}", route.path));
        }
    }
    missing.iter().for_each(|line| println!("{line}"));
    println!("{} addresses, {} of them wanting", all.len(), missing.len());
    if missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether it is a page: what is read on a screen, not a file or a part of a page.
fn page(route: &Route) -> bool {
    let file = ["/look/", "/live", "/files/", "/evidence/", "/licence", ".csv", ".xlsx", ".svg"];
    route.method == "GET" && !file.iter().any(|part| route.path.contains(part))
}
