//! 名单比对 How the enterprise stands with the lists of others, list by list; never more than that (A3.3).

use titian_app::query::Compared;
use titian_domain::compliance_list::Standing;

use crate::components::Tag;
use crate::office::compliance_list::{HitLine, ROOM, called};
use crate::show;

/// One list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedLine {
    /// 在名单上, 不在这份名单上, 等人确认, 没有比对.
    pub state: Tag,
    /// 经营异常名录，截至2026年11月20日.
    pub called: String,
    /// Its page.
    pub href: String,
    /// From where, and what it says.
    pub text: String,
}

impl ComparedLine {
    /// How an enterprise stands with a list.
    pub fn of(one: &Compared) -> ComparedLine {
        let Compared { list, hits, compared } = one;
        let has = |like: fn(&Standing) -> bool| hits.iter().any(|hit| like(&hit.standing));
        let not = format!("截至{}不在这份名单上", show::day(list.as_of));
        let state = match () {
            () if has(Standing::on_list) => Tag::warn("在名单上"),
            () if has(|standing| *standing == Standing::Waiting) => Tag::ask("等人确认"),
            () if !compared => Tag::ask("没有比对"),
            () => Tag::off(not),
        };
        let said = hits.iter().map(|hit| {
            let line = HitLine::of(hit, |_| "同事".into());
            let detail = if line.detail.is_empty() { String::new() } else { format!("（{}）", line.detail) };
            format!("第 {} 行，{}{detail}", hit.row, hit.standing.label())
        });
        let late = (!compared).then(|| format!("企业在名单登记（{}）时还没有登记，请查询", show::day(list.on)));
        let parts: Vec<String> = std::iter::once(list.source.clone()).chain(said).chain(late).collect();
        ComparedLine {
            state,
            called: called(list.kind, list.as_of),
            href: format!("{ROOM}/{}", list.id),
            text: format!("{}。", parts.join("；")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::compliance_list::sample_list;

    #[test]
    fn not_on_a_list_is_said_of_that_list_and_that_day() {
        let list = titian_domain::compliance_list::ComplianceList { hits: vec![], ..sample_list() };
        let line = |compared| ComparedLine::of(&Compared { list: list.clone(), hits: vec![], compared });
        assert_eq!(line(true).state.word, "截至2026年11月20日不在这份名单上");
        assert_eq!(line(false).state.word, "没有比对");
        let hits = sample_list().hits;
        let on = ComparedLine::of(&Compared { list: list.clone(), hits: vec![hits[0].clone()], compared: true });
        assert!(on.state.word == "在名单上" && on.text.contains("第 12 行"), "{on:?}");
        let waits = ComparedLine::of(&Compared { list, hits: vec![hits[1].clone()], compared: true });
        assert_eq!(waits.state.word, "等人确认");
    }
}
