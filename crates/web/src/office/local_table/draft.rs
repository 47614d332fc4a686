//! 起草指标表 The draft: title, basis, first day, and up to three indicators, each by a figure, a question, or what
//! reviewers find.

use askama::Template;
use serde::Deserialize;
use titian_domain::local_table::{Band, Content, Indicator, LocalTable, Rule, Stage};
use titian_rulebook::catalogue::{Catalogue, year_label};
use titian_rulebook::policy::Policy;
use titian_rulebook::quantity::Dimension;
use titian_rulebook::standard::Score;

use super::sample_table;
use crate::components::{Errors, Refused};
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::read::{Reading, typed};
use crate::office::sample::province;
use crate::sample::policy;
use crate::show;

/// Indicators a table can have (附件2 指标9).
const MOST: usize = 3;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/local_table/draft.html")]
pub struct TableDraft {
    /// The page.
    pub page: Page,
    /// Where the form is posted.
    pub action: String,
    /// What is typed.
    pub form: Form,
    /// The controls of each indicator.
    pub indicators: Vec<Vec<Field>>,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// Title.
    pub title: String,
    /// The paper it is taken from.
    pub basis: String,
    /// First day.
    pub from: String,
    /// How many events the draft had when it was read; empty for a fresh one.
    pub seen: String,
    /// Of indicator 1 to 3: `i1.label`, `i1.by`, `i1.of`, `i1.steps`.
    #[serde(flatten)]
    pub rows: Typed,
}

/// How an indicator gives points, as one chooses it.
const WAYS: [(&str, &str); 4] = [
    ("found", "由审核人员认定，写明理由和佐证"),
    ("more", "按填报的数分档，越高得分越多"),
    ("less", "按填报的数分档，越低得分越多"),
    ("options", "按填报的选项"),
];

/// The standard that has the slot, and the indicator in it that a table takes the place of.
fn slot(policy: &Policy) -> Option<(String, String)> {
    policy.standards.values().find_map(|standard| {
        let slot = standard.indicators.iter().find(|one| matches!(one.score, Score::External(_)))?;
        Some((standard.id.clone(), slot.id.clone()))
    })
}

/// What an indicator can be scored by: figures and questions that enterprises file, as the rulebook writes them, and as
/// people read them.
fn sources(catalogue: &Catalogue) -> Vec<(String, String)> {
    let named = catalogue
        .measures
        .iter()
        .map(|one| (format!("{}.y1", one.id), format!("{}{}（%）", year_label(Some(1)), show::sentence(&one.label))));
    let facts = catalogue.slots().iter().filter(|info| !catalogue[info.fact].judged_by_officer);
    let facts = facts.map(|info| {
        let fact = &catalogue[info.fact];
        let label = show::sentence(&format!("{}{}", year_label(info.year), fact.label));
        let unit = match (fact.kind.unit(), info.dimension) {
            ("", Dimension::Choice) => {
                let options: Vec<&str> = fact.kind.options().iter().map(|(_, label)| *label).collect();
                format!("（{}）", show::sentence(&options.join("、")))
            }
            ("", _) => String::new(),
            (unit, _) => format!("（{unit}）"),
        };
        (info.key.clone(), format!("{label}{unit}"))
    });
    named.chain(facts).collect()
}

impl Form {
    /// A draft as it stands.
    pub fn of(table: &LocalTable, catalogue: &Catalogue) -> Form {
        let content = &table.content;
        let mut rows = Typed::default();
        for (indicator, at) in content.indicators.iter().zip(1..) {
            let plain = |steps: &[Band]| {
                steps.iter().map(|step| format!("{} = {}", step.at, step.points)).collect::<Vec<_>>().join("\n")
            };
            let (by, of, steps) = match &indicator.rule {
                Rule::Bands { of, more, bands } => (if *more { "more" } else { "less" }, of.as_str(), plain(bands)),
                Rule::Options { of, options } => {
                    let labels = options.iter().map(|one| Band {
                        at: label_of(catalogue, of, &one.at).unwrap_or_else(|| one.at.clone()),
                        ..one.clone()
                    });
                    ("options", of.as_str(), plain(&labels.collect::<Vec<_>>()))
                }
                Rule::Found { options } => ("found", "", plain(options)),
            };
            let values = [("label", indicator.label.as_str()), ("by", by), ("of", of), ("steps", steps.as_str())];
            rows.extend(values.map(|(name, value)| (format!("i{at}.{name}"), value.to_owned())));
        }
        Form {
            title: content.title.clone(),
            basis: content.basis.clone(),
            from: content.from.to_string(),
            seen: String::new(),
            rows,
        }
    }

    /// The content, or what has to be put right. An indicator of which nothing is typed is left out.
    pub fn parse(&self, policy: &Policy) -> Result<Content, Errors> {
        let mut reading = Reading::default();
        let title = reading.need("title", &self.title, "请填写名称，例如 广西专精特新中小企业特色化指标");
        let basis = reading.need("basis", &self.basis, "请填写依据的文件，例如 桂工信规范〔2023〕4号 附件2");
        let from = reading.day("from", &self.from, "最早适用日");
        let slot = reading.one_of("title", slot(policy), "现在没有一个标准设有特色化指标，不能起草");
        let mut indicators = Vec::new();
        for at in 1..=MOST {
            let of = |name: &str| typed(&self.rows, &format!("i{at}.{name}"));
            if of("label").is_empty() && of("steps").is_empty() {
                continue;
            }
            indicators.extend(self.indicator(at, &policy.catalogue, &mut reading));
        }
        if indicators.is_empty() && reading.errors.is_empty() {
            reading.errors.push("i1.label", "请至少写一项指标");
        }
        let content = from.zip(slot).map(|(from, (standard, replaces))| Content {
            standard,
            replaces,
            title,
            basis,
            from,
            indicators,
        });
        reading.done(content)
    }

    fn indicator(&self, at: usize, catalogue: &Catalogue, reading: &mut Reading) -> Option<Indicator> {
        let field = |name: &str| format!("i{at}.{name}");
        let of = |name: &str| typed(&self.rows, &field(name));
        let label = reading.need(&field("label"), of("label"), "请填写指标名称");
        let way = reading.one_of(&field("by"), WAYS.iter().find(|(id, _)| *id == of("by")), "请选怎样得分")?.0;
        let source = of("of").to_owned();
        if way != "found" && source.is_empty() {
            reading.errors.push(field("of"), "请选按哪一项填报得分");
        }
        let mut steps = Vec::new();
        for line in of("steps").lines().map(str::trim).filter(|line| !line.is_empty()) {
            match step(line) {
                Some(step) => steps.push(step),
                None => reading.errors.push(field("steps"), format!("“{line}”请写成 10% = 8，一行一档")),
            }
        }
        if steps.is_empty() {
            reading.errors.push(field("steps"), "请写各档和得分，一行一档，例如 10% = 8");
        }
        let rule = match way {
            "found" => Rule::Found { options: steps },
            "options" => {
                let mut options = Vec::new();
                for step in steps {
                    match id_of(catalogue, &source, &step.at) {
                        Some(at) => options.push(Band { at, ..step }),
                        None => reading.errors.push(field("steps"), format!("所选的填报项没有“{}”这个选项", step.at)),
                    }
                }
                Rule::Options { of: source, options }
            }
            _ => Rule::Bands { of: source, more: way == "more", bands: steps },
        };
        Some(Indicator { label, rule })
    }
}

/// A line `10% = 8`; the last sign of equality counts.
fn step(line: &str) -> Option<Band> {
    let (at, points) = line.rsplit_once(['=', '＝'])?;
    let points = points.trim().trim_end_matches('分').trim().parse().ok()?;
    let at = at.trim();
    (!at.is_empty()).then(|| Band { at: at.to_owned(), points })
}

fn id_of(catalogue: &Catalogue, key: &str, label: &str) -> Option<String> {
    let options = catalogue.fact_of(catalogue.slot(key)?).kind.options();
    let found = options.iter().find(|(id, name)| *name == label || *id == label || show::sentence(name) == label)?;
    Some(found.0.to_owned())
}

fn label_of(catalogue: &Catalogue, key: &str, id: &str) -> Option<String> {
    let options = catalogue.fact_of(catalogue.slot(key)?).kind.options();
    options.iter().find(|(one, _)| *one == id).map(|(_, label)| (*label).to_owned())
}

impl TableDraft {
    /// The page with what was typed.
    pub fn of(page: Page, action: &str, policy: &Policy, form: Form, errors: Errors) -> TableDraft {
        let blank = (String::new(), "（由审核人员认定的不用选）".to_owned());
        let sources: Vec<(String, String)> = std::iter::once(blank).chain(sources(&policy.catalogue)).collect();
        let ways = WAYS.map(|(id, label)| (id.to_owned(), label.to_owned()));
        let controls = |at: usize| {
            let put =
                |name: &str, field: Field| field.value(typed(&form.rows, &format!("i{at}.{name}"))).check(&errors);
            let name = |name: &str| format!("i{at}.{name}");
            vec![
                put("label", Field::text(name("label"), "指标名称").limit(60)),
                put("by", Field::select(name("by"), "怎样得分", &ways)),
                put("of", Field::select(name("of"), "按哪一项填报", &sources)),
                put(
                    "steps",
                    Field::area(name("steps"), "各档和得分", 4)
                        .help("一行一档，从高到低，写成 10% = 8；选项和认定写成 满足 = 8，要有 0 分的一档。"),
                ),
            ]
        };
        let indicators = (1..=MOST).map(controls).collect();
        TableDraft { page, action: action.into(), indicators, form, errors, refused: None }
    }

    /// Values to look at.
    pub fn sample() -> Option<TableDraft> {
        let form = Form::of(&sample_table(Stage::Draft), &policy()?.catalogue);
        TableDraft::sampled(form, Errors::none())
    }

    /// Refused: a line that is none, a figure that is not chosen, no title.
    pub fn sample_refused() -> Option<TableDraft> {
        let mut form = Form::of(&sample_table(Stage::Draft), &policy()?.catalogue);
        form.title.clear();
        form.rows.insert("i1.of".into(), String::new());
        form.rows.insert("i1.steps".into(), "10% 以上八分".into());
        let errors = form.parse(policy()?).err()?;
        TableDraft::sampled(form, errors)
    }

    fn sampled(form: Form, errors: Errors) -> Option<TableDraft> {
        let page = province("/office/local-table", "起草特色化指标表").under("特色化指标", "/office/local-table");
        Some(TableDraft::of(page, "/office/local-table/new", policy()?, form, errors))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(form: &Form) -> Vec<String> {
        form.parse(policy().unwrap()).unwrap_err().list.into_iter().map(|(field, _)| field).collect()
    }

    fn with(changed: &[(&str, &str)]) -> Form {
        let mut form = Form::of(&sample_table(Stage::Draft), &policy().unwrap().catalogue);
        form.rows.extend(changed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        form
    }

    #[test]
    fn a_version_survives_being_shown_and_posted() {
        let table = sample_table(Stage::Draft);
        assert_eq!(with(&[]).parse(policy().unwrap()), Ok(table.content.clone()));
        assert_eq!(table.wrong(policy().unwrap()), Vec::<String>::new());
    }

    #[test]
    fn options_are_typed_as_they_are_read() {
        let typed = [("i2.by", "options"), ("i2.of", "strategic_emerging"), ("i2.steps", "是 = 8分\n否＝0")];
        let content = with(&typed).parse(policy().unwrap()).unwrap();
        let options = [("yes", 8), ("no", 0)].map(|(at, points)| Band { at: at.into(), points });
        let rule = Rule::Options { of: "strategic_emerging".into(), options: options.into() };
        assert_eq!(content.indicators[1].rule, rule);
        assert_eq!(fields(&with(&[("i2.by", "options"), ("i2.of", "strategic_emerging")])), ["i2.steps"; 3]);
    }

    #[test]
    fn what_is_missing_is_told_at_its_place() {
        assert_eq!(fields(&with(&[("i1.of", ""), ("i1.steps", "十分")])), ["i1.of", "i1.steps", "i1.steps"]);
        assert_eq!(fields(&with(&[("i3.label", "第三项")])), ["i3.by"]);
        assert_eq!(fields(&Form::default()), ["title", "basis", "from"]);
    }
}
