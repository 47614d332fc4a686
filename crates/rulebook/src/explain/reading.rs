//! A standard read aloud: conditions and scores in words, without anybody's figures.

use super::words::name;
use crate::catalogue::Catalogue;
use crate::standard::{Bands, Condition, Measure, Op, Score};

/// A condition in words.
pub fn in_words(catalogue: &Catalogue, condition: &Condition) -> String {
    match condition {
        Condition::All(parts) => joined(catalogue, parts, ",且"),
        Condition::Any(parts) => joined(catalogue, parts, ",或"),
        Condition::Not(part) => format!("不是({})", in_words(catalogue, part)),
        Condition::First(branches) => branches
            .iter()
            .map(|branch| {
                let need = in_words(catalogue, &branch.need);
                match &branch.when {
                    Some(when) => format!("{}时:{need}", in_words(catalogue, when)),
                    None => format!("其余情形:{need}"),
                }
            })
            .collect::<Vec<_>>()
            .join(";"),
        Condition::Compare(comparison) => {
            format!("{} {} {}", name(catalogue, &comparison.measure), comparison.op.sign(), comparison.written)
        }
        Condition::Is { slot, places } => {
            let labels: Vec<String> = places.iter().map(|place| catalogue.show(*slot, *place)).collect();
            format!("{}:{}", catalogue.label(*slot), labels.join("或"))
        }
        Condition::Attested(slot) => format!("{}(审核人员认定)", catalogue.label(*slot)),
    }
}

fn joined(catalogue: &Catalogue, parts: &[Condition], word: &str) -> String {
    let one = |part: &Condition| match part {
        Condition::Compare(_) | Condition::Is { .. } | Condition::Attested(_) => in_words(catalogue, part),
        _ => format!("({})", in_words(catalogue, part)),
    };
    parts.iter().map(one).collect::<Vec<_>>().join(word)
}

/// A score in words.
pub fn score_in_words(catalogue: &Catalogue, score: &Score) -> String {
    match score {
        Score::Bands(table) => bands(catalogue, table),
        Score::BestOf(tables) => {
            format!("取高:{}", tables.iter().map(|table| bands(catalogue, table)).collect::<Vec<_>>().join(";或 "))
        }
        Score::Classes { slot, points } => {
            let mut classes: Vec<(i64, i64)> =
                points.iter().enumerate().map(|(place, given)| (*given, place as i64)).collect();
            classes.sort_by_key(|(given, place)| (-given, -place));
            let classes = classes.iter().map(|(given, place)| format!("{} {given} 分", catalogue.show(*slot, *place)));
            classes.collect::<Vec<_>>().join(",")
        }
        Score::Per { measure: measure @ Measure::Count(_), points, cap, .. } => {
            format!("{},每项 {points} 分,最高 {cap} 分", name(catalogue, measure))
        }
        Score::Per { measure, written, points, cap, .. } => {
            format!("{}每满 {written} 得 {points} 分,最高 {cap} 分", name(catalogue, measure))
        }
        Score::External(slot) => format!("{}:由审核人员录入", catalogue.label(*slot)),
    }
}

fn bands(catalogue: &Catalogue, table: &Bands) -> String {
    let rows = table.bands.iter().map(|band| format!("{} {} 得 {} 分", table.op.sign(), band.written, band.points));
    let beyond = if table.op == Op::AtMost { "超过" } else { "低于" };
    format!(
        "{}:{},{beyond}最后一档得 {} 分",
        name(catalogue, &table.measure),
        rows.collect::<Vec<_>>().join(","),
        table.otherwise
    )
}
