//! Reads `policy/applicability.toml` and refuses holes, overlaps and names that lead nowhere.

use super::{Answer, Applicability, Gap, ProcedureAnswer, Rule, Span};
use crate::source::{Entry, Problem, Value, parse_toml};
use crate::stated::Warrant;
use crate::tier::{Purpose, Tier};

/// Reads the table; every problem that can be told apart is told.
pub fn read(file: &str, text: &str) -> Result<Applicability, Vec<Problem>> {
    let root = parse_toml(file, text).map_err(|problem| vec![problem])?;
    let entry = Entry::of(file, &root).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let procedures = each(&entry, "procedure", &mut problems, procedure);
    if !problems.is_empty() {
        return Err(problems); // else each rule would complain again of the procedure it names
    }
    let rules = each(&entry, "rule", &mut problems, |entry| rule_spans(entry, &procedures));
    let gaps = each(&entry, "gap", &mut problems, |entry| gap_spans(entry, &procedures));
    problems.extend(entry.finish().err());
    let mut spans: Vec<_> = rules.into_iter().chain(gaps).flatten().collect();
    spans.sort_by_key(|span| (span.tier, span.purpose, span.from));
    if problems.is_empty() {
        // Only a table read whole can be told to have a hole.
        problems.extend(borders(file, &spans));
    }
    if problems.is_empty() { Ok(Applicability { spans, procedures }) } else { Err(problems) }
}

/// Reads every `[[key]]`, gathering what is wrong with any of them.
fn each<T>(
    entry: &Entry<'_>,
    key: &str,
    problems: &mut Vec<Problem>,
    read: impl Fn(&Entry<'_>) -> Result<T, Problem>,
) -> Vec<T> {
    let mut whole = Vec::new();
    match entry.entries(key) {
        Err(problem) => problems.push(problem),
        Ok(entries) => {
            for entry in &entries {
                match read(entry).and_then(|value| entry.finish().map(|()| value)) {
                    Ok(value) => whole.push(value),
                    Err(problem) => problems.push(problem),
                }
            }
        }
    }
    whole
}

fn procedure(entry: &Entry<'_>) -> Result<ProcedureAnswer, Problem> {
    Ok(ProcedureAnswer {
        id: entry.text("id")?.to_owned(),
        answered_by: entry.text("answered_by")?.to_owned(),
        warrant: Warrant::read(entry)?,
    })
}

fn rule_spans(entry: &Entry<'_>, procedures: &[ProcedureAnswer]) -> Result<Vec<Span>, Problem> {
    let warrant = Warrant::read(entry)?;
    spans(entry, |tier| Ok(Answer::Rule(rule(entry, tier, procedures, warrant.clone())?)))
}

fn gap_spans(entry: &Entry<'_>, procedures: &[ProcedureAnswer]) -> Result<Vec<Span>, Problem> {
    let warrant = Warrant::read(entry)?;
    spans(entry, |tier| {
        let candidate = |entry: &Entry<'_>| {
            let rule = rule(entry, tier, procedures, warrant.clone())?;
            entry.finish().map(|()| rule)
        };
        Ok(Answer::Gap(Gap {
            id: entry.text("id")?.to_owned(),
            reason: entry.text("reason")?.to_owned(),
            candidates: entry.entries("candidates")?.iter().map(candidate).collect::<Result<_, _>>()?,
        }))
    })
}

fn rule(entry: &Entry<'_>, tier: Tier, procedures: &[ProcedureAnswer], warrant: Warrant) -> Result<Rule, Problem> {
    let standard = entry.text("standard")?;
    if standard.rsplit_once('/').is_none_or(|(_, last)| last != tier.id()) {
        let message = format!("“standard”写的是“{standard}”,{tier}的标准应以“/{}”结尾", tier.id());
        return Err(entry.problem(message));
    }
    let procedure = entry.text("procedure")?;
    if !procedures.iter().any(|known| known.id == procedure) {
        return Err(entry.problem(format!("没有程序“{procedure}”;请先写一个 [[procedure]],或改用已有的")));
    }
    Ok(Rule {
        standard: standard.to_owned(),
        gates: entry.text("gates")?.to_owned(),
        procedure: procedure.to_owned(),
        warrant,
    })
}

/// One span for each tier and purpose that the entry names.
fn spans(entry: &Entry<'_>, answer: impl Fn(Tier) -> Result<Answer, Problem>) -> Result<Vec<Span>, Problem> {
    let (from, until) = (entry.opt_date("from")?, entry.opt_date("until")?);
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        return Err(entry.problem(format!("“until”({until})应在“from”({from})之后")));
    }
    let tiers = words(entry, "tier", Tier::from_id, &Tier::ALL.map(Tier::id))?;
    let purposes = words(entry, "purpose", Purpose::from_id, &Purpose::ALL.map(Purpose::id))?;
    let mut spans = Vec::new();
    for tier in tiers {
        let answer = answer(tier)?;
        for purpose in purposes.iter().copied() {
            spans.push(Span { tier, purpose, from, until, answer: answer.clone(), line: entry.line() });
        }
    }
    Ok(spans)
}

/// One word, or a list of them.
fn words<T>(entry: &Entry<'_>, key: &str, from_id: fn(&str) -> Option<T>, known: &[&str]) -> Result<Vec<T>, Problem> {
    let node = entry.need(key)?;
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let word = |node| {
        let id = entry.text_of(key, node)?;
        let unknown = || entry.problem_at(node, format!("“{key}”不认识“{id}”;可以写:{}", known.join("、")));
        from_id(id).ok_or_else(unknown)
    };
    nodes.iter().map(word).collect()
}

/// Each span must begin the day its forerunner ends: the first has no beginning, the last no end.
fn borders(file: &str, spans: &[Span]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut problem = |line, message: String| problems.push(Problem { file: file.into(), line, message });
    for (tier, purpose) in Tier::ALL.into_iter().flat_map(|tier| Purpose::ALL.map(|purpose| (tier, purpose))) {
        let mut line = spans.iter().filter(|span| span.tier == tier && span.purpose == purpose);
        let Some(mut last) = line.next() else {
            problem(0, format!("{tier}{purpose}:没有任何一行,请补上规则或 [[gap]]"));
            continue;
        };
        if let Some(from) = last.from {
            problem(last.line, format!("{tier}{purpose}:{from} 以前没有答案,请补一个写明理由的 [[gap]]"));
        }
        for span in line {
            match (last.until, span.from) {
                (Some(until), Some(from)) if until == from => {}
                (Some(until), Some(from)) if until < from => {
                    problem(span.line, format!("{tier}{purpose}:{until} 至 {from}(不含)没有答案,请补规则或 [[gap]]"));
                }
                (_, from) => {
                    let from = from.map_or("最早一天".into(), |from| from.to_string());
                    problem(
                        span.line,
                        format!("{tier}{purpose}:自 {from} 起与第 {} 行重叠,请改 from 或 until", last.line),
                    );
                }
            }
            last = span;
        }
        if let Some(until) = last.until {
            problem(last.line, format!("{tier}{purpose}:{until} 起没有答案,请去掉 until,或补后续规则"));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shipped table with `old` replaced by `new`, once; the messages it is refused with.
    fn refused(old: &str, new: &str) -> Vec<String> {
        let text = include_str!("../../../../policy/applicability.toml");
        assert!(text.contains(old), "{old}");
        match read("a.toml", &text.replacen(old, new, 1)) {
            Ok(_) => Vec::new(),
            Err(problems) => problems.iter().map(Problem::to_string).collect(),
        }
    }

    #[test]
    fn holes_and_overlaps_are_named_with_their_days() {
        let cases = [
            ("until = 2022-08-01", "until = 2022-07-01", "创新型中小企业申请:2022-07-01 至 2022-08-01(不含)没有答案"),
            ("until = 2022-08-01", "until = 2022-09-01", "自 2022-08-01 起与第"),
            ("until = 2022-08-01", "from = 2000-01-01\nuntil = 2022-08-01", "2000-01-01 以前没有答案"),
            ("from = 2027-01-01", "from = 2027-01-01\nuntil = 2031-01-01", "2031-01-01 起没有答案"),
            ("from = 2027-01-01", "from = 2027-01-02", "2027-01-01 至 2027-01-02(不含)没有答案"),
            ("from = 2023-03-20", "from = 2026-03-20", "“until”(2026-03-20)应在“from”(2026-03-20)之后"),
        ];
        for (old, new, expect) in cases {
            let messages = refused(old, new);
            assert!(messages.iter().any(|message| message.contains(expect)), "{new}: {messages:?}");
        }
    }

    #[test]
    fn names_that_lead_nowhere_are_refused() {
        let cases = [
            ("tier = \"innovative\"", "tier = \"inovative\"", "“tier”不认识“inovative”"),
            ("purpose = \"apply\"", "purpose = \"recheck\"", "“purpose”不认识“recheck”"),
            ("standard = \"miit-2022/innovative\"", "standard = \"miit-2022/specialised\"", "应以“/innovative”结尾"),
            ("procedure = \"national-2022\"", "procedure = \"national-2021\"", "没有程序“national-2021”"),
            ("gates = \"gates/miit-2022\"", "gate = \"gates/miit-2022\"", "缺少“gates”"),
            ("basis = \"A23\"", "basis = \"a23\"", "“basis”看不懂"),
            ("certainty = \"unconfirmed\"", "certanty = \"unconfirmed\"", "不认识“certanty”"),
        ];
        for (old, new, expect) in cases {
            let messages = refused(old, new);
            assert!(messages.iter().any(|message| message.contains(expect)), "{new}: {messages:?}");
        }
        assert!(refused("# 适用表", "# 表").is_empty());
    }
}
