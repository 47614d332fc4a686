//! Many enterprises for a comparison: a folder of dossiers, or a table.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use jiff::civil::Date;
use titian_rulebook::facts::Facts;
use titian_rulebook::judge::Edition;
use titian_rulebook::policy::Policy;
use titian_rulebook::population::{Population, Texts};
use titian_tables::Options;

use crate::files;

/// The enterprises in `path`, as the definitions of an edition see them.
pub fn read(policy: &Policy, edition: &Edition, path: &Path, on: Date) -> Result<Population> {
    if path.is_dir() {
        return folder(policy, edition, path, on);
    }
    if files::is_dossier(path) {
        return dossiers(policy, edition, &[path.to_owned()], on);
    }
    let options = Options::new(on, &edition.standard.definitions, &policy.sizes);
    Ok(titian_tables::read(path, &policy.catalogue, &options)?.population)
}

/// The dossiers of a folder, in the order of their names.
fn folder(policy: &Policy, edition: &Edition, folder: &Path, on: Date) -> Result<Population> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("读不到目录 {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.retain(|path| files::is_dossier(path));
    paths.sort();
    if paths.is_empty() {
        return Err(anyhow!("目录 {} 中没有企业档案(.toml、.json)", folder.display()));
    }
    dossiers(policy, edition, &paths, on)
}

fn dossiers(policy: &Policy, edition: &Edition, paths: &[PathBuf], on: Date) -> Result<Population> {
    let dossiers = paths.iter().map(|path| files::dossier(policy, path)).collect::<Result<Vec<_>>>()?;
    let facts: Vec<Facts> = dossiers.iter().map(|dossier| policy.facts(dossier, edition, on)).collect();
    let texts =
        |id: &str| -> Texts { dossiers.iter().map(|d| d.text(&policy.catalogue, id).unwrap_or_default()).collect() };
    let mut population = Population::of_rows(&policy.catalogue, &facts);
    population.codes = texts("credit_code");
    population.names = texts("name");
    population.cities = texts("city");
    population.industries = texts("industry");
    Ok(population)
}
