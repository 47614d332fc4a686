//! 首页 What the first page says today.

use axum::response::{IntoResponse, Response};
use titian_app::query::{Batch, Paper};
use titian_rulebook::tier::Tier;

use super::papers::{href, label, title};
use crate::components::{Headline, Headlines, Step, Strip, Target, Targets, Task, Tasks, Terraces, TileMap};
use crate::door::{Visit, unread};
use crate::layout::{Audience, Link};
use crate::public::home::Home;
use crate::show::Day;
use crate::{View, show};

/// How many papers and batches stand on the first page.
const SHOWN: usize = 8;

/// `GET /`
pub async fn home(visit: Visit) -> Response {
    let app = &visit.house.app;
    let (papers, batches) = match (app.papers(SHOWN).await, app.open_batches().await) {
        (Ok(papers), Ok(batches)) => (papers, batches),
        (Err(error), _) | (_, Err(error)) => return unread(&error),
    };
    let today = app.clock.today();
    let register = app.register.now();
    let stocks = Tier::ALL.map(|tier| register.stock(tier, today));
    let held = stocks.each_ref().map(|stock| stock.values().sum::<usize>() as i64);
    let targets = &app.policy.targets;
    let aims = [targets.innovative, targets.specialised, targets.little_giant].map(i64::from);
    let step = |at: usize| {
        let tier = Tier::ALL[at];
        Step {
            name: show::tier(tier.id()).into(),
            figure: show::count(held[at]),
            unit: "家".into(),
            tag: None,
            line: String::new(),
            strips: Strip::tenths(held[at], aims[at]),
        }
    };
    let figures: Vec<(String, i64)> = app
        .policy
        .regions
        .cities()
        .map(|city| (city.code.to_string(), stocks[0].get(&city.code).copied().unwrap_or(0) as i64))
        .collect();
    let figures: Vec<(&str, i64)> = figures.iter().map(|(code, n)| (code.as_str(), *n)).collect();
    let target = |at: usize| {
        let id = Tier::ALL[at].id();
        Target::new(show::tier(id), held[at], aims[at], format!("/register?tier={id}&status=valid"))
    };
    let mut page = visit.page(Audience::Public, "/", "广西优质中小企业梯度培育平台 · 梯田");
    page.today.push(format!("{}\u{a0}个批次申报中", batches.iter().filter(|batch| batch.open_on(today)).count()));
    let view = Home {
        apply: visit.may_apply(),
        page,
        examples: vec![Link::new("示例", "/register?q=示例"), Link::new("柳州", "/register?q=柳州")],
        terraces: Terraces {
            label: "三个层次的有效称号家数".into(), steps: [step(0), step(1), step(2)], key: false
        },
        as_of: Day::full(today),
        batches: Tasks(batches.iter().map(|batch| task(batch, today)).collect()),
        papers: Headlines(papers.iter().map(headline).collect()),
        targets: targets.shown.then(|| Targets(vec![target(0), target(1), target(2)])),
        targets_of: targets.period.clone(),
        map: TileMap::new(
            "十四个设区市的有效创新型中小企业家数",
            "家数",
            &figures,
            "/register?tier=innovative&status=valid&city=",
        ),
        map_of: show::tier(Tier::ALL[0].id()).into(),
        map_total: format!("{}\u{a0}家", show::count(held[0])),
    };
    View(view).into_response()
}

fn task(batch: &Batch, today: jiff::civil::Date) -> Task {
    let href = format!("/notices/{}", batch.notice);
    let task = if batch.from > today {
        Task::from(batch.from, today, &batch.name, href)
    } else {
        Task::until(batch.until, today, &batch.name, href)
    };
    task.line(format!("{} 24:00 前在线提交", show::day(batch.until)))
}

fn headline(paper: &Paper) -> Headline {
    Headline::dated(label(paper.kind), title(paper), href(paper), Day::short(paper.on))
}
