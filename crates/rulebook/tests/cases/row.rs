//! What a block asks, and the answers its rows give.

use titian_rulebook::catalogue::Slot;
use titian_rulebook::judge::{Points, Truth};
use titian_rulebook::policy::Policy;
use titian_rulebook::source::{Entry, Node, Problem, Value};
use titian_rulebook::standard::Clause;

use crate::case::{Expected, Is, Part, Question};
use crate::file::Setting;

/// What a block asks.
pub enum Subject {
    Indicator(String),
    Clause(Part, String),
    /// The same gate in several sets of gates.
    Gates(Vec<(String, String)>),
    /// A fact under these annexes of definitions.
    Fact(Slot, Vec<String>),
    Enterprise,
}

impl Subject {
    pub fn read(policy: &Policy, kind: &str, block: &Entry<'_>, setting: Setting<'_>) -> Result<Subject, Problem> {
        let standard = || {
            let found = policy.standards.get(setting.standard);
            found.ok_or_else(|| block.problem(format!("没有标准“{}”,请核对 standard", setting.standard)))
        };
        let id = || block.text("id");
        let known = |id: &str, there: bool| match there {
            true => Ok(id.to_owned()),
            false => Err(block.problem(format!("{}中没有“{id}”,请核对代号", setting.standard))),
        };
        let among = |clauses: &[Clause]| known(id()?, clauses.iter().any(|one| Ok(one.id.as_str()) == id()));
        Ok(match kind {
            "indicator" => {
                let there = standard()?.indicators.iter().any(|one| Ok(one.id.as_str()) == id());
                Subject::Indicator(known(id()?, there)?)
            }
            "condition" => Subject::Clause(Part::Condition, among(&standard()?.conditions)?),
            "route" => Subject::Clause(Part::Route, among(&standard()?.routes)?),
            "gate" => Subject::Gates(gates(policy, block)?),
            "fact" => {
                let slot = policy.catalogue.slot(id()?);
                let slot = slot.ok_or_else(|| block.problem("事实目录中没有这一项,请核对 id"))?;
                block.need("definitions")?;
                let definitions = block.texts("definitions")?;
                match definitions.iter().find(|id| !policy.definitions.contains_key(**id)) {
                    Some(odd) => return Err(block.problem(format!("没有界定“{odd}”,请核对 definitions"))),
                    None => Subject::Fact(slot, definitions.into_iter().map(String::from).collect()),
                }
            }
            _ => Subject::Enterprise,
        })
    }

    pub fn questions(&self, policy: &Policy, row: &Entry<'_>, setting: Setting<'_>) -> Result<Vec<Question>, Problem> {
        let reason = row.opt_text("reason")?.map(String::from);
        let clause = |setting: Setting<'_>, part, clause: &String| {
            let under = setting.under(policy, row)?;
            let edition = under.edition(policy);
            let asked = match part {
                Part::Gate => &edition.gates.gates,
                Part::Condition => &edition.standard.conditions,
                Part::Route => &edition.standard.routes,
            };
            if !asked.iter().any(|one| one.id == *clause) {
                return Err(row.problem(format!("“{clause}”在{}时不考核,请写 purpose", under.purpose)));
            }
            let answer = truth(row, "answer", ["符合", "不符合", "待定"])?;
            Ok(Question::Clause { under, part, clause: clause.clone(), answer, reason: reason.clone() })
        };
        Ok(match self {
            Subject::Indicator(indicator) => vec![Question::Points {
                under: setting.under(policy, row)?,
                indicator: indicator.clone(),
                points: points(row, row.need("points")?)?,
                reason,
            }],
            Subject::Clause(part, id) => vec![clause(setting, *part, id)?],
            Subject::Gates(gates) => {
                let of = |(set, id): &(String, String)| clause(Setting { gates: set, ..setting }, Part::Gate, id);
                gates.iter().map(of).collect::<Result<_, _>>()?
            }
            Subject::Fact(slot, definitions) => {
                let answers = fact(policy, row, *slot, definitions.len())?;
                let question = |(definitions, is): (&String, Is)| Question::Fact {
                    definitions: definitions.clone(),
                    slot: *slot,
                    is,
                    reason: reason.clone(),
                };
                definitions.iter().zip(answers).map(question).collect()
            }
            Subject::Enterprise => {
                vec![Question::Outcome { under: setting.under(policy, row)?, expected: expected(row, reason)? }]
            }
        })
    }
}

/// `of = { "gates/guangxi-2023" = "A3.2", … }`.
fn gates(policy: &Policy, block: &Entry<'_>) -> Result<Vec<(String, String)>, Problem> {
    let of = Entry::of(block.file(), block.need("of")?)?;
    let mut gates = Vec::new();
    for (set, id) in of.all() {
        let id = of.text_of(set, id)?;
        match policy.gates.get(set) {
            Some(found) if found.gates.iter().any(|gate| gate.id == id) => gates.push((set.clone(), id.into())),
            _ => return Err(of.problem(format!("没有门槛“{set}”的“{id}”,请核对代号"))),
        }
    }
    Ok(gates)
}

/// `is = "…"` for every annex of definitions, or one answer for each of them.
fn fact(policy: &Policy, row: &Entry<'_>, slot: Slot, annexes: usize) -> Result<Vec<Is>, Problem> {
    let one = |node: &Node| match text_of(node) {
        Some("待定") => Ok(Is::Open),
        Some("不能计算") => Ok(Is::NotComputable),
        Some(text) => {
            let parsed = policy.catalogue.fact_of(slot).kind.parse(text);
            parsed.map(Is::Known).map_err(|advice| row.problem_at(node, advice))
        }
        None => Err(row.problem_at(node, "“is”应当是文字(写在引号里)")),
    };
    let node = row.need("is")?;
    match &node.value {
        Value::List(answers) if answers.len() == annexes => answers.iter().map(one).collect(),
        Value::List(_) => Err(row.problem_at(node, format!("这里要写 {annexes} 个答案,与 definitions 一一对应"))),
        _ => Ok(vec![one(node)?; annexes]),
    }
}

fn expected(row: &Entry<'_>, reason: Option<String>) -> Result<Expected, Problem> {
    let list = |key: &str| Ok::<Vec<String>, Problem>(row.texts(key)?.into_iter().map(String::from).collect());
    let mut groups = Vec::new();
    if let Some(given) = row.entry("groups")? {
        for (id, node) in given.all() {
            groups.push((id.clone(), points(&given, node)?));
        }
    }
    let expected = Expected {
        outcome: truth(row, "outcome", ["达到", "未达到", "待定"])?,
        by: list("by")?,
        unmet: list("unmet")?,
        needs: list("needs")?,
        total: row.get("total").map(|node| points(row, node)).transpose()?,
        groups,
        reason,
    };
    let (word, why) = match expected.outcome {
        Truth::Met => ("by", &expected.by),
        Truth::Unmet => ("unmet", &expected.unmet),
        Truth::Unknown => ("needs", &expected.needs),
    };
    if why.is_empty() {
        Err(row.problem(format!("请用“{word}”写明凭什么得出这个结论")))
    } else {
        Ok(expected)
    }
}

/// 20, or [5, 10] for an interval.
fn points(entry: &Entry<'_>, node: &Node) -> Result<Points, Problem> {
    match &node.value {
        Value::List(two) => match two.as_slice() {
            [low, high] => {
                Ok(Points { low: entry.integer_of("points", low)?, high: entry.integer_of("points", high)? })
            }
            _ => Err(entry.problem_at(node, "得分区间应当写成 [最低, 最高]")),
        },
        _ => Ok(Points::exact(entry.integer_of("points", node)?)),
    }
}

fn truth(row: &Entry<'_>, key: &str, words: [&str; 3]) -> Result<Truth, Problem> {
    let text = row.text(key)?;
    let answers = words.iter().zip([Truth::Met, Truth::Unmet, Truth::Unknown]);
    let found = answers.into_iter().find(|(word, _)| **word == text).map(|(_, truth)| truth);
    found.ok_or_else(|| row.problem(format!("“{key}”可以写:{}", words.join("、"))))
}

pub fn text_of(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}
