//! 基本条件 Gates with their checks (A3): where each was looked up, when, with what result; and one form for all of them.

mod compared;
mod form;
mod names;

use askama::Template;
use askama::filters::HtmlSafe;
use titian_domain::compliance::{Check, CheckResult};
use titian_rulebook::standard::Clause;

use super::{Bench, Docket};
use crate::components::{Errors, Reason, Refused, Tag, truth};
use crate::form::Field;
use crate::layout::Page;
use crate::office::sample::Gathered;
use crate::show;

pub use compared::ComparedLine;
pub use form::Form;
pub use names::{NameForm, NameLine, Names};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/review/gates.html")]
pub struct Gates {
    /// The page.
    pub page: Page,
    /// Head, rail and tally.
    pub bench: Bench,
    /// Document and article.
    pub basis: String,
    /// How it stands, in a sentence.
    pub lead: String,
    /// The gates.
    pub lines: Vec<GateLine>,
    /// Lists of others: which, how the enterprise stands with it, what is said.
    pub compared: Vec<ComparedLine>,
    /// Names of before.
    pub names: Names,
    /// Whether the reader may record checks.
    pub may_check: bool,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// One gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateLine {
    /// Its id: `A3.3-abnormal`.
    pub id: String,
    /// What is asked.
    pub label: String,
    /// The article.
    pub article: String,
    /// A reading of ours, or how long a check serves; may be empty.
    pub note: String,
    /// The answer by what was declared.
    pub declared: Tag,
    /// The comparisons behind it.
    pub reasons: Vec<Reason>,
    /// Whether the last check still serves and found nothing, and nothing is typed: then the controls wait behind a word.
    pub fresh: bool,
    /// Checks, the newest first.
    pub checks: Vec<CheckLine>,
    /// Typed or usual: where it is looked up.
    pub place: String,
    /// Typed or today.
    pub on: String,
    /// Typed: `clear`, `found`, `unclear`.
    pub result: String,
    /// Typed.
    pub detail: String,
}

/// The controls of a gate.
#[derive(Debug, Clone, Template)]
#[template(path = "office/review/gates/controls.html")]
struct Controls {
    id: String,
    label: String,
    result: String,
    error: Option<String>,
    fields: Vec<Field>,
}

impl HtmlSafe for Controls {}

/// One look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLine {
    /// 符合, 不符合, 查不清.
    pub tag: Tag,
    /// Where, when, by whom.
    pub text: String,
    /// What was found; may be empty.
    pub detail: String,
    /// Why it no longer serves; empty if it does.
    pub stale: String,
    /// Where the picture of the answer is.
    pub evidence: Option<String>,
}

/// Where gates are usually looked up, by what their label or note speaks of.
const PLACES: [(&str, &str); 7] = [
    ("经营异常", "国家企业信用信息公示系统"),
    ("失信", "信用中国"),
    ("注册登记", "营业执照"),
    ("独立法人", "营业执照"),
    ("划型", "年度审计报告、社保缴费证明"),
    ("限制", "产业结构调整指导目录"),
    ("事故", "应急、生态环境、市场监管、税务部门意见"),
];

fn usual_place(gate: &Clause) -> &'static str {
    PLACES.iter().find(|(word, _)| gate.label.contains(word)).map_or("", |(_, place)| place)
}

/// A result as a state.
pub fn result(result: CheckResult) -> Tag {
    match result {
        CheckResult::Clear => Tag::ok(result.label()),
        CheckResult::Found => Tag::warn(result.label()),
        CheckResult::Unclear => Tag::ask(result.label()),
    }
}

impl Gates {
    /// The page, with what was typed.
    pub fn of(docket: &Docket<'_>, form: &Form, errors: Errors) -> Gates {
        let gates = &docket.edition.gates;
        let lines: Vec<GateLine> =
            gates.gates.iter().enumerate().map(|(at, gate)| line(docket, at, gate, form)).collect();
        let (all, clear) = (gates.gates.len(), docket.gates_clear());
        let lead = match all - clear {
            0 => format!("{all}\u{a0}条都有近期的核查记录，均符合。"),
            left => format!("{all}\u{a0}条中，{clear}\u{a0}条已核查符合，{left}\u{a0}条要查。查完一次保存。"),
        };
        Gates {
            page: docket.page.clone(),
            bench: Bench::of(docket, "gates"),
            basis: show::sentence(&gates.basis),
            lead,
            lines,
            compared: docket.compared.iter().map(ComparedLine::of).collect(),
            names: Names::of(docket, NameForm::default(), Errors::none()),
            may_check: docket.reader.checks && !docket.case.stage.is_final(),
            errors,
            refused: None,
        }
    }

    /// The controls of a gate.
    fn controls(&self, line: &GateLine) -> Controls {
        let name = |field: &str| format!("{field}.{}", line.id);
        let files = "image/png,image/jpeg,application/pdf";
        Controls {
            id: line.id.clone(),
            label: line.label.clone(),
            result: line.result.clone(),
            error: self.errors.of(&name("result")).map(str::to_owned),
            fields: vec![
                Field::text(name("place"), "在哪里查").value(&line.place).limit(60).check(&self.errors),
                Field::line("date", name("on"), "哪天查").value(&line.on).check(&self.errors),
                Field::text(name("detail"), "情况").value(&line.detail).optional().limit(500).check(&self.errors),
                Field::file(name("picture"), "截图", files).optional().check(&self.errors),
            ],
        }
    }

    /// Values to look at: one check is stale, one missing.
    pub fn sample() -> Option<Gates> {
        let gathered = Gathered::reviewing()?;
        Some(Gates::of(&gathered.docket()?, &Form::default(), Errors::none()))
    }

    /// Refused.
    pub fn sample_refused() -> Option<Gates> {
        let gathered = Gathered::reviewing()?;
        let docket = gathered.docket()?;
        let rows = [
            ("result.dishonest", "found"),
            ("on.incident", "2026-12-24"),
            ("result.incident", "clear"),
            ("place.incident", " "),
        ];
        let form = Form { rows: rows.map(|(name, text)| (name.to_owned(), text.to_owned())).into() };
        let errors = form.parse(&docket, &[]).err()?;
        Some(Gates::of(&docket, &form, errors))
    }

    /// All in order, as the leader reads it.
    pub fn sample_done() -> Option<Gates> {
        let gathered = Gathered::concluded()?;
        Some(Gates::of(&gathered.docket()?, &Form::default(), Errors::none()))
    }
}

fn line(docket: &Docket<'_>, at: usize, gate: &Clause, form: &Form) -> GateLine {
    let report = docket.declared.gates.get(at);
    let mut checks: Vec<&Check> = docket.checks.map_or(vec![], |all| all.checks.iter().collect());
    checks.retain(|check| check.gate == gate.id);
    checks.sort_by_key(|check| std::cmp::Reverse(check.on));
    let typed =
        |name: &str, otherwise: String| form.rows.get(&format!("{name}.{}", gate.id)).cloned().unwrap_or(otherwise);
    let typing = form.rows.keys().any(|name| name.strip_suffix(&gate.id).is_some_and(|field| field.ends_with('.')));
    GateLine {
        fresh: !typing && docket.check(gate).is_some_and(|check| check.result == CheckResult::Clear),
        id: gate.id.clone(),
        label: show::sentence(&gate.label),
        article: show::sentence(&gate.article),
        note: show::sentence(&gate.note),
        declared: report.map_or(Tag::ask("待定"), |report| truth(report.truth)),
        reasons: report.map_or(vec![], |report| report.reasons.iter().map(|one| Reason::read(one)).collect()),
        checks: checks.into_iter().map(|check| check_line(docket, gate, check)).collect(),
        place: typed("place", usual_place(gate).into()),
        on: typed("on", docket.today.to_string()),
        result: typed("result", String::new()),
        detail: typed("detail", String::new()),
    }
}

fn check_line(docket: &Docket<'_>, gate: &Clause, check: &Check) -> CheckLine {
    let age = show::days_between(check.on, docket.today);
    let stale = check.stale(docket.today, gate.fresh_days);
    CheckLine {
        tag: if stale { Tag::off(check.result.label()) } else { result(check.result) },
        text: format!("{}，{}，{}", show::day_short(check.on), check.place, docket.name(&check.officer)),
        detail: check.detail.clone(),
        stale: if stale {
            format!("已过\u{a0}{age}\u{a0}天，超过\u{a0}{}\u{a0}天的要重查", gate.fresh_days)
        } else {
            String::new()
        },
        evidence: check.evidence.as_ref().map(|id| docket.href(&format!("files/{id}"))),
    }
}
