//! 一句话的结论 The answer in a sentence, and its reasons in one or two more.

use titian_rulebook::explain::Report;

use super::standing::{counted, missing};
use crate::show;

/// The answer: the highest tier reached, or how far the first one is.
pub fn headline(reports: &[&Report]) -> String {
    if let Some(reached) = reports.iter().rev().find(|report| report.outcome.id == "passes") {
        return format!("按您填写的数据，达到{}标准", show::tier(&reached.tier.id));
    }
    match reports.first() {
        Some(first) if first.outcome.id == "fails" => {
            format!("按您填写的数据，还没有达到{}标准", show::tier(&first.tier.id))
        }
        Some(_) => "还不能判定，再填几项就能算".into(),
        None => "今天没有可用的标准".into(),
    }
}

/// The reasons: points of the tier reached (or of the first), and what the next one still lacks.
pub fn lead(reports: &[&Report]) -> String {
    let reached = reports.iter().rposition(|report| report.outcome.id == "passes");
    let mut said = String::new();
    let Some(about) = reports.get(reached.unwrap_or(0)) else {
        return "规则没有说明今天适用哪一个标准，请等待通知。".into();
    };
    if let Some(mark) = about.points {
        said += &format!("得 {}\u{a0}分，过线为 {}\u{a0}分", show::points(mark.low, mark.high), mark.pass);
        let all = about.groups.iter().all(|group| group.mark.low >= group.mark.pass);
        said += if all && about.groups.iter().any(|group| group.mark.pass > 0) {
            "，各分项都过线。"
        } else {
            "。"
        };
    }
    if reached.is_none() && !about.needs.is_empty() {
        let names: Vec<String> = about.needs.iter().take(4).map(|need| show::sentence(&need.label)).collect();
        let rest = if about.needs.len() > names.len() { "等" } else { "" };
        said += &format!("还取决于 {}\u{a0}项：{}{rest}。", about.needs.len(), names.join("、"));
    }
    if reached.is_none() && about.outcome.id == "fails" {
        said += &show::sentence(&about.because);
    }
    let above = reached.map_or(1, |at| at + 1);
    if let Some(next) = reports.get(above).filter(|_| reached.is_some()) {
        said += &format!("要到{}，{}。", show::tier(&next.tier.id), missing(counted(next)));
    }
    said
}

#[cfg(test)]
mod tests {
    use crate::sample;

    #[test]
    fn the_answer_names_the_highest_tier_reached() {
        let reports: Vec<_> = sample::judged().iter().map(|judged| &judged.report).collect();
        assert_eq!(super::headline(&reports), "按您填写的数据，达到创新型标准");
        let lead = super::lead(&reports).replace('\u{a0}', " ");
        assert!(lead.starts_with("得 80 分，过线为 60 分，各分项都过线。要到专精特新，还差"), "{lead}");
        let open: Vec<_> = sample::hardly_known().iter().map(|judged| &judged.report).collect();
        assert_eq!(super::headline(&open), "还不能判定，再填几项就能算");
        assert_eq!(super::headline(&[]), "今天没有可用的标准");
    }
}
