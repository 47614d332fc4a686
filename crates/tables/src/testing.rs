//! What the tests of this crate share.

mod files;

pub(crate) use files::*;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::credit_code::synthetic;
use titian_rulebook::policy::Policy;

use crate::{Loaded, Options, TableError};

pub(crate) static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::shipped().expect("the shipped policy is sound"));

pub(crate) const DAY: Date = date(2026, 11, 24);

pub(crate) fn catalogue() -> &'static Catalogue {
    &POLICY.catalogue
}

pub(crate) fn options() -> Options<'static> {
    Options::new(DAY, POLICY.definitions.values().next().expect("there are definitions"), &POLICY.sizes)
}

pub(crate) fn code(serial: u64) -> String {
    synthetic("450100", serial).expect("a synthetic code").to_string()
}

/// A folder for one test, gone afterwards.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("a file in the temporary folder");
        path
    }
}

pub(crate) fn read_with(path: &Path, options: &Options<'_>) -> Result<Loaded, TableError> {
    crate::read(path, catalogue(), options)
}

/// What a person is told, the folder left out.
pub(crate) fn message(error: TableError) -> String {
    let name = Path::new(&error.file).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    TableError { file: name, ..error }.to_string()
}

/// The table as text: per row its number, code, name and known figures.
pub(crate) fn shown(loaded: &Loaded) -> Vec<String> {
    let population = &loaded.population;
    let row = |at: usize| {
        let facts = population.facts(at);
        let slots = (0..catalogue().slots().len() as u16).map(titian_rulebook::catalogue::Slot);
        let known = slots.filter_map(|slot| facts.known(slot).map(|v| format!("{}={v}", catalogue().info(slot).key)));
        let texts = [&population.codes, &population.names, &population.cities, &population.industries];
        let texts: Vec<&str> = texts.iter().map(|texts| texts.get(at)).collect();
        format!("{} {} {}", loaded.rows[at], texts.join("|"), known.collect::<Vec<_>>().join(" "))
    };
    (0..population.rows()).map(row).collect()
}

/// What reading the bytes under this name gives.
pub(crate) fn read_bytes_as(name: &str, bytes: impl AsRef<[u8]>) -> Result<Vec<String>, String> {
    let folder = Folder::new();
    let path = folder.file(name, bytes);
    read_with(&path, &options()).map(|loaded| shown(&loaded)).map_err(message)
}

/// The notes of reading the bytes under this name: row and message.
pub(crate) fn notes_of(name: &str, bytes: impl AsRef<[u8]>) -> Vec<String> {
    let folder = Folder::new();
    let path = folder.file(name, bytes);
    let loaded = read_with(&path, &options()).map_err(message).expect("a table");
    assert_eq!(loaded.notes.total as usize, loaded.notes.first.len());
    let row = |row: Option<u64>| row.map_or("全表".to_owned(), |row| row.to_string());
    loaded.notes.first.iter().map(|note| format!("{} {}", row(note.row), note.message)).collect()
}
