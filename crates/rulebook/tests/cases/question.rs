//! Asking one case: what the judge says, and how it differs from what the row expects.

use titian_rulebook::explain::{self, Report};
use titian_rulebook::facts::Cell;
use titian_rulebook::judge::{Assessment, By, Edition, Outcome, Points, Truth, judge};
use titian_rulebook::policy::Policy;

use crate::case::{Case, Expected, Is, Part, Question, Sums, Under};

/// What is wrong with a case, as `file:line:「name」…`; nothing if it comes out as it says.
pub fn ask(policy: &Policy, case: &Case) -> Option<String> {
    let differs = match &case.question {
        Question::Points { under, indicator, points, reason } => {
            let report = judged(policy, case, under).report;
            let line = report.indicators.iter().find(|line| line.id == *indicator)?;
            let got = Points { low: line.low, high: line.high };
            differs(score(*points), score(got), &line.reason).or_else(|| unsaid(reason, &line.reason))
        }
        Question::Clause { under, part, clause, answer, reason } => {
            let report = judged(policy, case, under).report;
            let clauses = match part {
                Part::Gate => &report.gates,
                Part::Condition => &report.conditions,
                Part::Route => &report.routes,
            };
            let found = clauses.iter().find(|one| one.id == *clause)?;
            let reasons = found.reasons.join(";");
            differs(clause_word(*answer), clause_word(found.truth), &reasons).or_else(|| unsaid(reason, &reasons))
        }
        Question::Outcome { under, expected } => outcome(&judged(policy, case, under), expected),
        Question::Fact { definitions, slot, is, reason } => {
            let cell = case.facts(policy, &policy.definitions[definitions]).cell(*slot);
            let why = match cell {
                Cell::NotComputable(why) => why.label(),
                Cell::Known(_) | Cell::Missing => "",
            };
            let show = |is| match is {
                Is::Known(stored) => policy.catalogue.show(*slot, stored),
                Is::Open => "待定".into(),
                Is::NotComputable => "不能计算".into(),
            };
            differs(show(*is), show(Is::from(cell)), definitions).or_else(|| unsaid(reason, why))
        }
        Question::Refused { says } => match &case.dossier {
            Ok(_) => Some(format!("应当拒绝并说明“{says}”,却读进来了")),
            Err(problems) => {
                let told = problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join(";");
                unsaid(&Some(says.clone()), &told)
            }
        },
    };
    differs.map(|differs| format!("{}:{}:「{}」{differs}", case.file, case.line, case.name))
}

/// A case judged and put into words.
struct Judged {
    edition: Edition,
    assessment: Assessment,
    report: Report,
}

fn judged(policy: &Policy, case: &Case, under: &Under) -> Judged {
    let edition = under.edition(policy);
    let facts = case.facts(policy, &edition.standard.definitions);
    let assessment = judge(&edition, &facts);
    let report = explain::report(&policy.catalogue, &edition, &facts, &assessment, case.on);
    Judged { edition, assessment, report }
}

fn outcome(judged: &Judged, expected: &Expected) -> Option<String> {
    let report = &judged.report;
    let total = report.points.map_or_else(|| "不打分".into(), |mark| score(of(mark)));
    let because = format!("{}总分:{total}", report.because);
    let needs: Vec<String> = report.needs.iter().map(|need| need.fact.clone()).collect();
    let unmet: Vec<String> = report.unmet.iter().map(|unmet| unmet.id.clone()).collect();
    let words = ["达到", "未达到", "待定"];
    differs(word(expected.outcome, words), report.outcome.label.clone(), &because)
        .or_else(|| differs(listed(&expected.by), listed(&by(judged)), &because))
        .or_else(|| differs(listed(&expected.unmet), listed(&unmet), &because))
        .or_else(|| differs(listed(&expected.needs), listed(&needs), &because))
        .or_else(|| expected.total.and_then(|points| differs(score(points), total, "总分")))
        .or_else(|| expected.groups.iter().find_map(|(id, points)| group(report, id, *points)))
        .or_else(|| unsaid(&expected.reason, &report.because))
}

/// By what an enterprise reaches the standard, as cases write it; nothing if it does not.
fn by(judged: &Judged) -> Vec<String> {
    match &judged.assessment.outcome {
        Outcome::Passes { by: By::Points } => vec!["得分".into()],
        Outcome::Passes { by: By::Conditions } => vec!["条件".into()],
        Outcome::Passes { by: By::Routes(routes) } => {
            routes.iter().map(|at| judged.edition.standard.routes[*at].id.clone()).collect()
        }
        Outcome::Fails { .. } | Outcome::Undetermined { .. } => vec![],
    }
}

fn group(report: &Report, id: &str, expected: Points) -> Option<String> {
    match report.groups.iter().find(|group| group.id == id) {
        Some(group) => differs(score(expected), score(of(group.mark)), &group.label),
        None => Some(format!("标准中没有“{id}”这一组")),
    }
}

fn of(mark: explain::Mark) -> Points {
    Points { low: mark.low, high: mark.high }
}

fn clause_word(truth: Truth) -> String {
    word(truth, ["符合", "不符合", "待定"])
}

fn word(truth: Truth, words: [&'static str; 3]) -> String {
    let [met, unmet, unknown] = words;
    match truth {
        Truth::Met => met,
        Truth::Unmet => unmet,
        Truth::Unknown => unknown,
    }
    .into()
}

fn score(points: Points) -> String {
    if points.is_exact() { format!("{} 分", points.low) } else { format!("{} 至 {} 分", points.low, points.high) }
}

/// A set of ids, in one order.
fn listed(ids: &[String]) -> String {
    let mut ids = ids.to_vec();
    ids.sort();
    ids.join("、")
}

fn differs(expected: String, got: String, because: &str) -> Option<String> {
    (expected != got).then(|| format!("应为“{expected}”,算得“{got}”({because})"))
}

fn unsaid(reason: &Option<String>, said: &str) -> Option<String> {
    let reason = reason.as_deref()?;
    (!said.contains(reason)).then(|| format!("说明里应当有“{reason}”,现在是“{said}”"))
}

/// What is wrong with a file's sums: its indicators against its groups, its groups against a hundred, and all of it
/// against the standard.
pub fn sums(policy: &Policy, sums: &Sums) -> Vec<String> {
    let standard = &policy.standards[&sums.standard];
    let mut wrong = Vec::new();
    let mut equal = |what: &str, expected: i64, got: i64| {
        if expected != got {
            wrong.push(format!("{}:{}:{what}:案例写 {expected},应与 {got} 相等", sums.file, sums.line));
        }
    };
    let ours = |id: &str| standard.indicators.iter().find(|indicator| indicator.id == id);
    for (id, max) in &sums.maxima {
        equal(&format!("指标 {id} 满分"), *max, ours(id).map_or(0, |indicator| indicator.max));
    }
    let mut maxima = sums.maxima.clone();
    maxima.sort();
    maxima.dedup();
    equal("指标个数", maxima.len() as i64, standard.indicators.len() as i64);
    for (id, max, pass) in &sums.groups {
        let at = standard.groups.iter().position(|group| group.id == *id);
        let group = at.map(|at| &standard.groups[at]);
        equal(&format!("{id} 组满分"), *max, group.map_or(0, |group| group.max));
        equal(&format!("{id} 组及格线"), *pass, group.map_or(0, |group| group.pass));
        let of_group = maxima.iter().filter(|(one, _)| ours(one).map(|indicator| indicator.group) == at);
        equal(&format!("{id} 组各项满分合计"), *max, of_group.map(|(_, max)| max).sum());
    }
    equal("组数", sums.groups.len() as i64, standard.groups.len() as i64);
    equal("各组满分合计", sums.total.map_or(0, |(total, _)| total), sums.groups.iter().map(|(_, max, _)| max).sum());
    equal("及格线", sums.total.map_or(0, |(_, pass)| pass), standard.pass.unwrap_or(0));
    equal("条件个数", sums.conditions, standard.conditions.len() as i64);
    equal("直通个数", sums.routes, standard.routes.len() as i64);
    if let Some((total, _)) = sums.total {
        equal("总分", total, 100);
    }
    wrong
}
