//! 案例 The worked cases of `policy/cases/`: each comes out as an official computed it by hand from the annexes, and
//! together they stand on both sides of every border that the shipped policy draws.

mod border;
mod case;
mod clause;
mod definition;
mod file;
mod itself;
mod outcome;
mod question;
mod row;
mod score;
mod wanted;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use titian_rulebook::policy::Policy;

use crate::case::{Case, CaseFile};
use crate::file::read;

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::shipped().unwrap());

/// Every file of cases but the size table's, which its own module reads.
static FILES: LazyLock<Vec<CaseFile>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy/cases");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "toml") && !path.ends_with("size.toml"));
    paths.sort();
    let read = |path: &PathBuf| {
        let name = format!("policy/cases/{}", path.file_name().unwrap().to_str().unwrap());
        read(&POLICY, &name, &std::fs::read_to_string(path).unwrap()).unwrap_or_else(|problems| {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("\n{}", told.join("\n"))
        })
    };
    paths.iter().map(read).collect()
});

fn cases() -> impl Iterator<Item = &'static Case> + Clone {
    FILES.iter().flat_map(|file| &file.cases)
}

fn nothing_in(found: &[String], what: &str) {
    assert!(found.is_empty(), "\n{what}({}):\n{}\n", found.len(), found.join("\n"));
}

#[test]
fn every_case_comes_out_as_computed_by_hand() {
    let wrong: Vec<String> = cases().filter_map(|case| question::ask(&POLICY, case)).collect();
    nothing_in(&wrong, "与附件手算结果不符");
}

#[test]
fn points_add_up_as_the_annexes_say() {
    let sums: Vec<_> = FILES.iter().filter_map(|file| file.sums.as_ref()).collect();
    let wrong: Vec<String> = sums.iter().flat_map(|sums| question::sums(&POLICY, sums)).collect();
    nothing_in(&wrong, "分数或条数对不上");
    let mut stated: Vec<&str> = sums.iter().map(|sums| sums.standard.as_str()).collect();
    stated.sort();
    assert_eq!(stated, POLICY.standards.keys().map(String::as_str).collect::<Vec<_>>(), "每个标准写一次 [sums]");
}

#[test]
fn both_sides_of_every_border_are_shown() {
    nothing_in(&wanted::missing(&POLICY, cases()), "缺少案例");
}

#[test]
fn no_definition_changes_unnoticed() {
    nothing_in(&definition::unnoticed(&POLICY, cases()), "改了也没有案例察觉");
}
