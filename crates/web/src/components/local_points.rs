//! 特色化指标 What a batch gives its 15 points by (A8): a published version, or reviewers by hand while none is known.

use titian_domain::local_table::{LocalTable, Stage};
use titian_rulebook::explain;
use titian_rulebook::policy::Policy;
use titian_rulebook::standard::Score;

use crate::show;

/// Said where no table of Guangxi is known.
pub const BY_HAND: &str = "广西特色化指标未公布（本系统未取得），暂由市级审核人员录入得分、理由和佐证，自治区确认。";

/// An indicator in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalLine {
    /// What it is called.
    pub label: String,
    /// The most points.
    pub max: i64,
    /// How it gives points.
    pub words: String,
}

/// The local indicators of a standard, as a policy has them; none if the standard has no such slot.
pub fn local_lines(policy: &Policy, standard: &str) -> Vec<LocalLine> {
    let Some(standard) = policy.standards.get(standard) else { return vec![] };
    let ours = |score: &Score, id: &str| matches!(score, Score::External(_)) || id.starts_with("local_");
    let ours = standard.indicators.iter().filter(|one| ours(&one.score, &one.id));
    ours.map(|one| LocalLine {
        label: show::sentence(&one.label),
        max: one.max,
        words: show::sentence(&explain::score_in_words(&policy.catalogue, &one.score)),
    })
    .collect()
}

/// A version by its name: 示例指标（第 1 版，桂工信〔2025〕1号）.
pub fn named(table: &LocalTable) -> String {
    let title = &table.content.title;
    match &table.stage {
        Stage::Published { number, .. } => format!("{title}（第\u{a0}{}\u{a0}版，{number}）", table.version),
        _ => format!("{title}（第\u{a0}{}\u{a0}版，没有发布）", table.version),
    }
}

/// What a batch gives the points by, each line apart; nothing if its standard has no local indicators. `policy` is the
/// one that the batch is pinned to.
pub fn local_points(policy: &Policy, standard: &str, table: Option<&LocalTable>) -> Option<String> {
    let lines = local_lines(policy, standard);
    if lines.is_empty() {
        return None;
    }
    let Some(table) = table else { return Some(BY_HAND.into()) };
    let lines = lines.into_iter().map(|one| format!("{}（{}\u{a0}分）：{}", one.label, one.max, one.words));
    Some(std::iter::once(named(table)).chain(lines).collect::<Vec<_>>().join("\n"))
}
