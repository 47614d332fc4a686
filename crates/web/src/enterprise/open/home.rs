//! 我的首页 What is to be done and by when, what is held, and where the enterprise stands in the three tiers.

use axum::response::{IntoResponse, Response};
use titian_domain::application::{Stage, may_apply};
use titian_domain::notice::Batch;
use titian_rulebook::advise::{Advice, Horizon, advise};
use titian_rulebook::explain::Report;
use titian_rulebook::tier::{Purpose, Tier};

use super::member::{Member, Own};
use super::messages::shown;
use super::team::joining;
use crate::View;
use crate::components::Advised;
use crate::door::Stop;
use crate::enterprise::applications::MyApplication;
use crate::enterprise::home::{Home, Parts, Task};
use crate::enterprise::standing::Standing;

/// Messages on the first page.
const MESSAGES: usize = 5;

/// `GET /enterprise`
pub async fn home(member: Member) -> Result<Response, Stop> {
    let Some(own) = member.dossier() else { return Ok(View(joining(&member)).into_response()) };
    let (app, actor, today) = (member.app(), member.actor(), member.today());
    let cases = app.own_cases(&actor).await?;
    let held = app.own_titles(&actor).await?;
    let open = app.batches_under_way().await?;
    let mail = app.messages(&actor, 1).await?;

    let running: Vec<_> = cases.iter().filter(|(case, _)| !case.stage.is_final()).collect();
    let city = member.visit.city(own.enterprise.city);
    let binding = member.of.account.binding.as_ref().and_then(|binding| Task::binding(binding, &city));
    // What is not entered in time is no task any more.
    let late = |stage: &Stage, batch: &Batch| matches!(stage, Stage::Draft) && today > batch.until;
    let of_cases = running.iter().filter(|(case, batch)| !late(&case.stage, batch));
    let of_cases = of_cases.filter_map(|(case, batch)| Task::case(case, batch, today));
    let entered = |batch: &Batch| {
        let lives = |stage: &Stage| !matches!(stage, Stage::Withdrawn { .. } | Stage::Refused { .. });
        cases.iter().any(|(case, _)| case.batch == batch.id && lives(&case.stage))
    };
    let may = |batch: &Batch| may_apply(batch, &held, today).is_ok();
    let of_batches = open.iter().filter(|batch| batch.open_on(today) && !entered(batch) && may(batch));
    let update = app.update_task(&actor).await?.and_then(|task| Task::update(&task, today));
    let of_batches = of_batches.map(|batch| Task::batch(batch, today));
    let tasks = binding.into_iter().chain(of_cases).chain(update).chain(of_batches).collect();

    let judged = judged(&member, own);
    let holds = |tier: &str| held.iter().any(|one| one.on(today).is_valid() && one.tier.id() == tier);
    let next = judged.iter().find(|(report, _)| report.outcome.id != "passes" && !holds(&report.tier.id));
    let blank = own.enterprise.answers == titian_domain::answers::Answers::default();
    let advice = next.filter(|_| !blank).map(|(report, advice)| (report.tier.label.clone(), Advised::from(advice)));
    let parts = Parts {
        name: &own.enterprise.name,
        code: own.enterprise.code(),
        city: &city,
        tasks,
        held: &held,
        reports: judged.iter().map(|(report, _)| report).collect(),
        advice,
        blank,
        running: running.iter().map(|(case, batch)| MyApplication::of(case, batch, today)).collect(),
        messages: mail.list.iter().take(MESSAGES).map(shown).collect(),
    };
    Ok(View(Home::of(member.page("/enterprise", ""), parts, today)).into_response())
}

/// `GET /enterprise/standing`
pub async fn standing(member: Member) -> Result<Response, Stop> {
    let own = member.own()?;
    let today = member.today();
    let titles = member.app().own_titles(&member.actor()).await?;
    let held: Vec<Tier> = titles.iter().filter(|one| one.on(today).is_valid()).map(|one| one.tier).collect();
    let judged = judged(&member, own);
    let tiers: Vec<(&Report, Option<&Advice>)> = judged.iter().map(|(report, advice)| (report, Some(advice))).collect();
    Ok(View(Standing::of(member.page("/enterprise/dossier", ""), &tiers, &held)).into_response())
}

/// The tiers that have a standard today, the lowest first, with the cheapest way to each.
fn judged(member: &Member, own: Own<'_>) -> Vec<(Report, Advice)> {
    let editions = Tier::ALL.into_iter().filter_map(|tier| {
        let edition = member.policy().edition(tier, Purpose::Apply, member.today(), None);
        edition.ok()
    });
    editions
        .map(|edition| {
            let desk = member.desk(&edition, own);
            let advice = advise(&edition, desk.catalogue, &desk.facts, Horizon::NextYear);
            (desk.report, advice)
        })
        .collect()
}
