//! 批次 The controls of one batch.

use titian_rulebook::policy::Policy;
use titian_rulebook::tier::{Purpose, Tier};

use super::Form;
use super::form::settable;
use crate::components::Errors;
use crate::form::Field;
use crate::office::notice::lapsed;
use crate::office::read::typed;
use crate::show;

/// The controls of one batch, in the order of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchFields {
    /// Its place, from 1.
    pub at: usize,
    /// As it is called; may be empty.
    pub name: String,
    /// Name, tier, purpose, half-year.
    pub what: Vec<Field>,
    /// First day, last day, day for the cities.
    pub days: Vec<Field>,
    /// Whether it is a re-review.
    pub rereview: bool,
    /// Whose titles are re-reviewed.
    pub cohort: Vec<Field>,
    /// Standard, gates, procedure.
    pub rules: Vec<Field>,
    /// Said when the procedure had lapsed on the first day; empty if not.
    pub warning: String,
    /// Why it opens all the same.
    pub because: Option<Field>,
    /// Length of publicity and of correction, signing.
    pub course: Vec<Field>,
    /// Kinds of evidence: name of the box, label, ticked.
    pub evidence: Vec<(String, String, bool)>,
    /// What the notice may turn on: name of the box, label, note, ticked.
    pub switches: Vec<(String, String, String, bool)>,
    /// Cities whose counties recommend first, as evidence.
    pub county: Vec<(String, String, bool)>,
    /// Whether any of them is ticked.
    pub asks_counties: bool,
}

impl BatchFields {
    /// The controls of the batch at a place, with what was typed; `tables` are the published versions of the local table.
    pub fn of(policy: &Policy, tables: &[(String, String)], form: &Form, at: usize, errors: &Errors) -> BatchFields {
        let field = |name: &str| format!("b{at}.{name}");
        let value = |name: &str| typed(&form.rows, &field(name)).to_owned();
        let put = |name: &str, field: Field| field.value(value(name)).check(errors);
        let select = |name: &str, label: &str, options: Vec<(String, String)>| {
            put(name, Field::select(field(name), label, &options))
        };
        let tiers = Tier::ALL.map(|tier| (tier.id().to_owned(), tier.label().to_owned())).into();
        let purposes = Purpose::ALL.map(|one| (one.id().to_owned(), one.label().to_owned())).into();
        let standards = policy.standards.values().filter(|one| !one.example);
        let standards = standards.map(|one| (one.id.clone(), format!("{}（{}）", one.title, one.basis))).collect();
        let gates = policy.gates.values().map(|one| (one.id.clone(), show::sentence(&one.basis))).collect();
        let procedures = policy.procedures.values().map(|one| (one.id.clone(), one.document.clone())).collect();
        let signing = [("sealed_scan", "签字盖章后上传扫描件"), ("click", "在线确认")];
        let signing = signing.map(|(id, label)| (id.to_owned(), label.to_owned())).into();
        let date = |name: &str, label: &str| put(name, Field::line("date", field(name), label));
        let procedure = value("procedure");
        let from = value("from").parse().ok();
        let over =
            from.is_some_and(|from| policy.procedures.contains_key(&procedure) && lapsed(policy, &procedure, from));
        let warning = match (over, policy.procedures.get(&procedure), from) {
            (true, Some(one), Some(from)) => match one.until {
                Some(until) if from >= until => format!(
                    "{}自{}起已不再施行，起始日{}在其后。要按它开展，请写明理由；理由会公布在通知下，写进每一件的记录。",
                    one.document,
                    show::day(until),
                    show::day(from)
                ),
                _ => format!("{}自{}起才施行，{}还没有生效。", one.document, show::day(one.from), show::day(from)),
            },
            _ => String::new(),
        };
        let because = put("because", Field::area(field("because"), "仍按其开展的理由", 2).limit(300));
        let county: Vec<(String, String, bool)> = policy
            .regions
            .cities()
            .map(|city| {
                let name = field(&format!("county.{}", city.code));
                let ticked = typed(&form.rows, &name) == "on";
                (name, city.name.clone(), ticked)
            })
            .collect();
        let mut rules = vec![
            select("standard", "评价标准", standards),
            select("gates", "基本条件", gates),
            select("procedure", "程序依据", procedures),
        ];
        // Nothing is offered while there is nothing to choose.
        if !tables.is_empty() || !value("local_table").is_empty() {
            let none = (String::new(), "不用指标表，由审核人员录入".to_owned());
            let options: Vec<(String, String)> = std::iter::once(none).chain(tables.iter().cloned()).collect();
            let help = "只有标准和程序设有特色化指标的批次才能选；选定后随批次固定。";
            rules.push(put("local_table", Field::select(field("local_table"), "特色化指标", &options).help(help)));
        }
        BatchFields {
            at,
            name: value("name"),
            what: vec![
                put("name", Field::text(field("name"), "批次名称").limit(60)),
                select("tier", "层次", tiers),
                select("purpose", "事项", purposes),
                put("half", Field::text(field("half"), "半年度")),
            ],
            days: vec![
                date("from", "申报起始日"),
                date("until", "申报截止日（24:00）"),
                date("city_due", "市级上报截止日"),
                date("county_due", "县级推荐截止日").optional(),
                date("paper_due", "纸质材料截止日").optional(),
            ],
            rereview: value("purpose") == Purpose::Rereview.id(),
            cohort: vec![
                put("cohort", Field::text(field("cohort"), "复核哪些企业").limit(60).optional())
                    .help("写在通知里的说法，例如 2023年公告的企业"),
                date("cohort_first", "称号最早的届满日").optional(),
                date("cohort_last", "称号最晚的届满日").optional(),
            ],
            rules,
            because: (!warning.is_empty()).then_some(because),
            warning,
            course: vec![
                put("publicity", Field::text(field("publicity"), "公示期（首日计入）")),
                put("correction", Field::text(field("correction"), "补正期限（次日起算）")),
                select("signing", "签字方式", signing),
            ],
            evidence: policy
                .catalogue
                .evidence
                .iter()
                .map(|(kind, label)| {
                    let name = field(&format!("evidence.{kind}"));
                    let ticked = typed(&form.rows, &name) == "on";
                    (name, show::sentence(label), ticked)
                })
                .collect(),
            switches: settable(policy.procedures.get(&procedure).map_or(&[][..], |one| one.switches.as_slice()))
                .map(|one| {
                    let name = field(&format!("switch.{}", one.id));
                    let ticked = typed(&form.rows, &name) == "on";
                    (
                        name,
                        show::sentence(&one.label),
                        one.warrant.note.as_deref().map_or_else(String::new, show::sentence),
                        ticked,
                    )
                })
                .collect(),
            asks_counties: county.iter().any(|(_, _, ticked)| *ticked),
            county,
        }
    }
}
