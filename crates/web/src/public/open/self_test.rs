//! 自测 What was typed, judged in all tiers at once, and forgotten (A9.1).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde_json::{Map, Value};
use titian_rulebook::advise::{Horizon, advise};
use titian_rulebook::dossier::{Dossier, parse_date};
use titian_rulebook::explain;
use titian_rulebook::judge::{Edition, judge};
use titian_rulebook::policy::Policy;
use titian_rulebook::source::parse_json;
use titian_rulebook::tier::{Purpose, Tier};

use crate::View;
use crate::components::{Errors, Summary};
use crate::door::{Posted, Visit};
use crate::form::Typed;
use crate::layout::{Audience, Page};
use crate::public::self_test::{Section, SelfTest};
use crate::public::self_test_result::{SelfTestResult, Standing};
use crate::sample::Judged;
use crate::show;

/// `GET /self-test`
pub async fn blank(visit: Visit) -> Response {
    View(form(&visit, &Typed::new(), Errors::none())).into_response()
}

/// `POST /self-test`: back from the result, with what was typed. `POST /self-test/standing`: the same for the script,
/// which takes the renewed standing out of it.
pub async fn again(posted: Posted<Typed>) -> Response {
    let errors = read(&posted.visit.house.app.policy, &posted.form).err().unwrap_or_default();
    View(form(&posted.visit, &posted.form, errors)).into_response()
}

/// `POST /self-test/result`
pub async fn result(posted: Posted<Typed>) -> Response {
    let Posted { visit, form: typed, .. } = posted;
    let (policy, today) = (&visit.house.app.policy, visit.house.app.clock.today());
    let dossier = match read(policy, &typed) {
        Ok(dossier) => dossier,
        Err(errors) => return (StatusCode::UNPROCESSABLE_ENTITY, View(form(&visit, &typed, errors))).into_response(),
    };
    let judged = judged(policy, &dossier, today);
    let page = visit.page(Audience::Public, "/self-test", "结果").under("自测", "/self-test");
    let carried: Vec<(String, String)> =
        typed.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(k, v)| (k.clone(), v.clone())).collect();
    let view = SelfTestResult::of(page, &judged, answers(policy, &carried), carried.clone());
    View(SelfTestResult { apply: visit.may_apply(), ..view }).into_response()
}

/// The editions that answer a first application today, the lowest tier first.
fn editions(policy: &Policy, today: Date) -> Vec<Edition> {
    Tier::ALL.into_iter().filter_map(|tier| policy.edition(tier, Purpose::Apply, today, None).ok()).collect()
}

fn form(visit: &Visit, typed: &Typed, errors: Errors) -> SelfTest {
    let (policy, today) = (&visit.house.app.policy, visit.house.app.clock.today());
    let editions = editions(policy, today);
    let wanted = wanted(policy, &editions);
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    // What can be read is judged; the rest counts as not known until it is put right.
    let readable: Typed =
        typed.iter().filter(|(name, _)| errors.of(name).is_none()).map(|(k, v)| (k.clone(), v.clone())).collect();
    let dossier = read(policy, &readable).unwrap_or_default();
    let page = Page { wide: true, ..visit.page(Audience::Public, "/self-test", "自测") };
    SelfTest {
        page,
        sections: Section::all(&policy.catalogue, &wanted, today.year() - 1, typed, &errors),
        errors,
        standards: editions
            .iter()
            .map(|edition| format!("{}：{}", edition.standard.tier.label(), edition.standard.basis))
            .collect(),
        standing: judged(policy, &dossier, today).iter().map(|judged| Standing::from(&judged.report)).collect(),
    }
}

/// The facts a firm can state itself and some edition reads, and those from which such facts follow.
fn wanted(policy: &Policy, editions: &[Edition]) -> Vec<String> {
    let catalogue = &policy.catalogue;
    let mut wanted: Vec<String> =
        ["industry", "employees", "revenue", "total_assets", "market_entry", "digital_score"].map(String::from).into();
    for edition in editions {
        let gates = edition.gates.gates.iter().flat_map(|gate| gate.condition.slots());
        for slot in edition.standard.slots().into_iter().chain(gates) {
            let fact = catalogue.fact_of(slot);
            // Size, level and months follow from what is asked above.
            let follows = ["sme", "size", "digital_level", "market_months"].contains(&fact.id.as_str());
            if !fact.judged_by_officer && !follows && !wanted.contains(&fact.id) {
                wanted.push(fact.id.clone());
            }
        }
    }
    wanted
}

/// The dossier that was typed, or what to put right, field by field.
fn read(policy: &Policy, typed: &Typed) -> Result<Dossier, Errors> {
    let catalogue = &policy.catalogue;
    let (mut errors, mut content) = (Errors::none(), Map::new());
    for (name, text) in typed.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let text = text.trim();
        let wrong = match (catalogue.slot(name), catalogue.fact(name)) {
            (Some(slot), _) => catalogue.fact_of(slot).kind.parse(text).err(),
            (None, Some((_, fact))) if fact.kind == titian_rulebook::catalogue::Kind::Date => {
                parse_date(text).is_none().then(|| format!("“{text}”不是日期，请写成 2022-06-01"))
            }
            (None, Some(_)) => (text.chars().count() > 200).then(|| "写得太长，请控制在 200 字以内".to_owned()),
            // A name that the catalogue does not know is not ours.
            (None, None) => continue,
        };
        match wrong {
            Some(message) => errors.push(name, message),
            None => {
                content.insert(name.clone(), Value::String(text.to_owned()));
            }
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let file = "自测.json";
    let node = parse_json(file, &Value::Object(content).to_string()).map_err(|problem| lead(problem.message))?;
    Dossier::read(catalogue, file, &node)
        .map_err(|problems| lead(problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join("；")))
}

fn lead(lead: String) -> Errors {
    Errors { lead, list: vec![] }
}

/// All tiers, the lowest first, with the cheapest way to each.
fn judged(policy: &Policy, dossier: &Dossier, today: Date) -> Vec<Judged> {
    editions(policy, today)
        .iter()
        .map(|edition| {
            let facts = policy.facts(dossier, edition, today);
            let report = explain::report(&policy.catalogue, edition, &facts, &judge(edition, &facts), today);
            Judged { report, advice: advise(edition, &policy.catalogue, &facts, Horizon::NextYear) }
        })
        .collect()
}

/// What was typed, by label.
fn answers(policy: &Policy, carried: &[(String, String)]) -> Summary {
    let catalogue = &policy.catalogue;
    carried.iter().fold(Summary::close(), |summary, (name, text)| match (catalogue.slot(name), catalogue.fact(name)) {
        (Some(slot), _) => {
            let kind = &catalogue.fact_of(slot).kind;
            let shown = kind.parse(text).map_or_else(|_| text.clone(), |stored| kind.show(stored));
            summary.row(show::sentence(&catalogue.label(slot)), shown)
        }
        (None, Some((_, fact))) => summary.row(show::sentence(&fact.label), text),
        (None, None) => summary,
    })
}
