//! Reading what people hand us: the policy laid over the shipped one, and dossiers.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use titian_rulebook::dossier::Dossier;
use titian_rulebook::policy::{self, Policy, Source};
use titian_rulebook::source::{Problem, parse_json, parse_toml};

/// A dossier is a few pages; anything much larger is a mistake or an attack.
const LARGEST_DOSSIER: u64 = 16 << 20;

/// The shipped policy with the files of `over` laid on top.
pub fn policy(over: Option<&Path>) -> Result<Policy> {
    Policy::read(&sources(over)?)
        .map_err(|problems| anyhow!("政策文件有 {} 处问题:\n{}", problems.len(), lines(&problems)))
}

/// The files of the shipped policy with those of `over` laid on top.
pub fn sources(over: Option<&Path>) -> Result<Vec<Source>> {
    let Some(folder) = over else { return Ok(policy::embedded()) };
    let mut found = Vec::new();
    walk(folder, folder, &mut found)?;
    Ok(policy::overlay(policy::embedded(), found))
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<Source>) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("读不到目录 {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("读不到目录 {}", folder.display()))?.path();
        let policy_file = path.extension().is_some_and(|e| e == "toml" || e == "csv");
        if path.is_dir() {
            walk(root, &path, found)?;
        } else if policy_file {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("读不了 {}(应为 UTF-8 文本)", path.display()))?;
            let below = path.strip_prefix(root).unwrap_or(&path);
            let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            found.push(Source { path: parts.join("/"), text });
        }
    }
    Ok(())
}

/// Whether a file is one enterprise's dossier, by its ending.
pub fn is_dossier(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml") || ending.eq_ignore_ascii_case("json"))
}

/// One enterprise's dossier, TOML or JSON by its ending.
pub fn dossier(policy: &Policy, path: &Path) -> Result<Dossier> {
    let name = path.display().to_string();
    let size = std::fs::metadata(path).with_context(|| format!("读不到 {name}"))?.len();
    if size > LARGEST_DOSSIER {
        return Err(anyhow!("{name} 有 {} MB,不像一家企业的档案;成批的企业请用 .csv 或 .xlsx", size >> 20));
    }
    let bytes = std::fs::read(path).with_context(|| format!("读不到 {name}"))?;
    let text = String::from_utf8(bytes).map_err(|_| anyhow!("{name} 不是 UTF-8 文本,请另存为 UTF-8"))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    dossier_of(policy, &name, text)
}

/// A dossier from its text.
pub fn dossier_of(policy: &Policy, name: &str, text: &str) -> Result<Dossier> {
    let root = if name.ends_with(".json") { parse_json(name, text) } else { parse_toml(name, text) };
    let root = root.map_err(|problem| anyhow!("{problem}"))?;
    Dossier::read(&policy.catalogue, name, &root)
        .map_err(|problems| anyhow!("档案有 {} 处要改:\n{}", problems.len(), lines(&problems)))
}

/// Problems, a line each.
pub fn lines(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
}
