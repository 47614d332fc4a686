//! 通知、公示、公告 What the offices have published.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use titian_app::query::{Paper as Published, PaperKind};
use titian_domain::announcement::Stage as Announced;
use titian_domain::application::decided_under;
use titian_domain::correction::{CorrectionAnnouncement, Paper as Mended, Part};
use titian_domain::notice::{Batch, Stage as Noticed};
use titian_domain::publicity::{self, Entry};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::components::{Due, Pages, Paper, Roster, RosterRow, Summary, Tag, local_points};
use crate::door::{PROVINCE, Visit, unread};
use crate::layout::Audience;
use crate::public::announcement::AnnouncementPage;
use crate::public::notice::{BatchBox, NoticePage};
use crate::public::notices::{Form, Notices, Row};
use crate::public::publicity::{Objecting, PublicityPage};
use crate::show::{Day, Name};
use crate::{View, failure, show};

/// Rows of a list on one page.
const ROWS: u32 = 50;

pub(super) fn missing() -> Response {
    failure::plain(StatusCode::NOT_FOUND)
}

/// `GET /notices`
pub async fn list(visit: Visit, Query(form): Query<Form>) -> Response {
    let papers = match visit.house.app.papers(usize::MAX).await {
        Ok(papers) => papers,
        Err(error) => return unread(&error),
    };
    let kind = |paper: &Published| match paper.kind {
        PaperKind::Notice => "notice",
        PaperKind::Publicity => "publicity",
        PaperKind::Announcement => "announcement",
        PaperKind::Correction => "correction",
    };
    let mut years: Vec<String> = papers.iter().map(|paper| paper.on.year().to_string()).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let found: Vec<&Published> = papers
        .iter()
        .filter(|paper| form.kind.is_empty() || form.kind == kind(paper))
        .filter(|paper| form.year.is_empty() || form.year == paper.on.year().to_string())
        .filter(|paper| form.q.split_whitespace().all(|word| paper.title.contains(word)))
        .collect();
    let here = form.page.parse().unwrap_or(1).max(1);
    let before = format!("/notices?kind={}&year={}&q={}&page=", form.kind, form.year, show::address(&form.q));
    let rows = found
        .iter()
        .skip((here as usize - 1).saturating_mul(ROWS as usize))
        .take(ROWS as usize)
        .map(|paper| Row {
            kind: label(paper.kind).into(),
            title: title(paper),
            href: href(paper),
            number: String::new(),
            on: Day::full(paper.on),
            tag: None,
            due: None,
        })
        .collect();
    let view = Notices {
        page: visit.page(Audience::Public, "/notices", "通知与公示"),
        years,
        rows,
        pages: Pages::new(here, ROWS, found.len() as u32, before, "份"),
        form,
    };
    View(view).into_response()
}

/// 通知, 公示, 公告.
pub(super) fn label(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Notice => "通知",
        PaperKind::Publicity => "公示",
        PaperKind::Announcement => "公告",
        PaperKind::Correction => "更正",
    }
}

/// What a paper is called; a correction by the list it mends.
pub(super) fn title(paper: &Published) -> String {
    match paper.kind {
        PaperKind::Correction => super::corrections::title(&paper.title),
        _ => paper.title.clone(),
    }
}

/// Where a paper is.
pub(super) fn href(paper: &Published) -> String {
    let room = match paper.kind {
        PaperKind::Notice => "notices",
        PaperKind::Publicity => "publicity",
        PaperKind::Announcement => "announcements",
        PaperKind::Correction => "corrections",
    };
    format!("/{room}/{}", paper.id)
}

/// `GET /notices/{id}`
pub async fn notice(visit: Visit, Path(id): Path<String>) -> Response {
    let app = &visit.house.app;
    let notice = match app.notice(&id).await {
        Ok(Some(notice)) => notice,
        Ok(None) => return missing(),
        Err(error) => return unread(&error),
    };
    let today = app.clock.today();
    let Noticed::Published { on } = notice.stage else { return missing() };
    let mut paper = Paper::new(PROVINCE, &notice.number, &[&notice.title], show::day(on));
    for text in notice.text.lines().filter(|text| !text.trim().is_empty()) {
        paper = paper.text(text);
    }
    let lapsed: Vec<String> = notice
        .batches
        .iter()
        .filter(|batch| !batch.lapsed_because.is_empty())
        .map(|batch| format!("“{}”所依据的办法已过有效期，仍按其开展的理由：{}", batch.name, batch.lapsed_because))
        .collect();
    let mut batches = Vec::new();
    for batch in &notice.batches {
        let table = batch.local_table.as_ref();
        let (policy, table) = match (app.policy_pinned(table).await, app.pinned_table(table).await) {
            (Ok(policy), Ok(table)) => (policy, table),
            (Err(error), _) | (_, Err(error)) => return unread(&error),
        };
        batches.push(box_of(&visit, batch, local_points(&policy, &batch.standard, table.as_ref()), today));
    }
    let view = NoticePage {
        page: visit.page(Audience::Public, "/notices", &notice.title).under("通知与公示", "/notices"),
        paper,
        batches,
        files: vec![],
        rules: lapsed.join(""),
    };
    View(view).into_response()
}

fn box_of(visit: &Visit, batch: &Batch, local: Option<String>, today: Date) -> BatchBox {
    let policy = &visit.house.app.policy;
    let tag = match today {
        today if today < batch.from => Tag::plain("未开始"),
        today if today > batch.until => Tag::off("已截止"),
        _ => Tag::ok("申报中"),
    };
    let standard = policy.standards.get(&batch.standard).map_or(batch.standard.as_str(), |standard| &standard.basis);
    BatchBox {
        name: format!("{} · {}", show::tier(batch.tier.id()), batch.name),
        tag,
        due: (today <= batch.until).then(|| Due::until(batch.until, today)),
        days: Summary::close()
            .row("在线提交", format!("{}\n至{} 24:00", show::day(batch.from), show::day(batch.until)))
            .row("市级上报", format!("{}前", show::day(batch.city_due)))
            .row_if("县级推荐", batch.county_due.map(|day| format!("{}前", show::day(day))))
            .row_if("纸质材料", batch.paper_due.map(|day| format!("{}前交到所在市", show::day(day))))
            .row_if("复核对象", batch.cohort.as_ref().map(ToString::to_string))
            .row("公示", batch.publicity)
            .row("退回补正", format!("{}内", batch.correction))
            .row("标准", standard)
            .row_if("特色化指标", local)
            .row("签署", batch.signing.label()),
        evidence: batch.evidence.iter().map(|kind| show::sentence(policy.catalogue.evidence_label(kind))).collect(),
        apply: if batch.open_on(today) && visit.may_apply() {
            format!("/enterprise/applications/new?batch={}", batch.id)
        } else {
            String::new()
        },
    }
}

/// A list as papers carry it.
fn roster(
    visit: &Visit,
    list: &[Entry],
    city: Option<DivisionCode>,
    (caption, here): (&str, u32),
    corrections: &[CorrectionAnnouncement],
) -> Roster {
    let register = visit.house.app.register.now();
    let from = (here as usize - 1).saturating_mul(ROWS as usize);
    let rows = list.iter().zip(1..).skip(from).take(ROWS as usize).map(|(entry, number)| {
        let known = register.enterprise(entry.enterprise.as_str());
        let of_city =
            |one: &&CorrectionAnnouncement| one.part == Part::City && one.entry.application == entry.application;
        let had = corrections.iter().find(of_city).and_then(|one| DivisionCode::parse(&one.wrong));
        RosterRow {
            number,
            name: Name::new(&entry.name),
            href: format!("/register/{}", entry.code),
            code: entry.code.clone(),
            // Where a correction stands beside it, the list keeps the city that it had.
            city: city.or(had).or(known.map(|known| known.city)).map(|code| visit.city(code)).unwrap_or_default(),
            note: String::new(),
            corrections: corrections
                .iter()
                .filter(|one| one.entry.application == entry.application)
                .map(|one| super::corrections::beside(visit, one))
                .collect(),
        }
    });
    Roster { caption: caption.into(), rows: rows.collect() }
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct Here {
    page: String,
}

impl Here {
    pub(super) fn number(&self) -> u32 {
        self.page.parse().unwrap_or(1).max(1)
    }
}

/// `GET /publicity/{id}`
pub async fn publicity(visit: Visit, Path(id): Path<String>, Query(here): Query<Here>) -> Response {
    let app = &visit.house.app;
    let publicity = match app.publicity(&id).await {
        Ok(Some(publicity)) => publicity,
        Ok(None) => return missing(),
        Err(error) => return unread(&error),
    };
    let corrections = match app.corrections_of(&Mended::Publicity(publicity.id.clone())).await {
        Ok(corrections) => corrections,
        Err(error) => return unread(&error),
    };
    let today = app.clock.today();
    let city = visit.city(publicity.city);
    let count = publicity.list.len();
    let open = publicity.stage == publicity::Stage::Open && today <= publicity.until;
    let way = match publicity.city.is_province() {
        true => "经企业申报、各设区市初审推荐、自治区审核".to_owned(),
        false => format!("经企业自评申报、{city}审核和实地抽查"),
    };
    let own = Some(publicity.city).filter(|city| !city.is_province());
    let paper = Paper::new(visit.office(publicity.city), "", &[&publicity.title], show::day(publicity.from))
        .text(format!("{way}，现将以下 {count} 家企业予以公示。"))
        .head("一、公示时间")
        .text(format!("{}至{}，首日与末日均计入，至末日 24:00 止。", show::day(publicity.from), show::day(publicity.until)))
        .head("二、提出异议")
        .text("对名单有异议的，请在公示期内实名提出，写明具体事实与联系方式，并附佐证材料。提出人身份依法保密。匿名或者超过公示期的，不作为异议受理，可以另行举报。");
    let left = app.policy.calendar.working_days_between(today, publicity.until);
    let view = PublicityPage {
        page: visit.page(Audience::Public, "/notices", &publicity.title).under("通知与公示", "/notices"),
        paper,
        roster: roster(&visit, &publicity.list, own, (&publicity.title, here.number()), &corrections),
        annex: format!("附件　名单（{count}家）"),
        pages: Pages::new(here.number(), ROWS, count as u32, format!("/publicity/{id}?page="), "家"),
        objecting: open.then(|| Objecting {
            left: match &left {
                Ok(days) => format!("公示期还剩 {}\u{a0}个工作日", days.value),
                Err(_) => show::time_left(publicity.until, today),
            },
            days: format!("{} 24:00 截止。", show::day(publicity.until)),
            explanation: show::sentence(&publicity.explanation),
            href: format!("/publicity/{id}/object"),
        }),
        after: if open { String::new() } else { format!("公示期已于{}结束。", show::day(publicity.until)) },
        later: corrections.iter().map(super::corrections::later).collect(),
        files: vec![],
        check: String::new(),
        clause: publicity::article(publicity.tier).into(),
        cite: show::article(publicity::article(publicity.tier)),
    };
    View(view).into_response()
}

/// `GET /announcements/{id}`
pub async fn announcement(visit: Visit, Path(id): Path<String>, Query(here): Query<Here>) -> Response {
    let app = &visit.house.app;
    let announcement = match app.announcement(&id).await {
        Ok(Some(announcement)) => announcement,
        Ok(None) => return missing(),
        Err(error) => return unread(&error),
    };
    let Announced::InForce { approval } = &announcement.stage else { return missing() };
    let corrections = match app.corrections_of(&Mended::Announcement(announcement.id.clone())).await {
        Ok(corrections) => corrections,
        Err(error) => return unread(&error),
    };
    let count = announcement.list.len();
    let paper = Paper::new(PROVINCE, &approval.number, &[&announcement.title], show::day(approval.dated))
        .text(format!(
            "经{}，现将 {count} 家{}名单（见附件）予以公告，称号自{}起生效。",
            match announcement.tier {
                Tier::Innovative => "企业自评、各设区市审核和公示",
                _ => "企业申报、各设区市初审推荐、自治区审核和公示",
            },
            announcement.tier,
            show::day(approval.dated)
        ))
        .text("有效期内请按要求每年更新信息，发生更名、合并、迁移等重大变化的，三个月内报告。");
    let register = app.register.now();
    let until = announcement
        .list
        .first()
        .and_then(|entry| register.enterprise(entry.enterprise.as_str()))
        .and_then(|entry| {
            let mut titles = register.titles(entry).iter();
            titles.find(|title| title.tier == announcement.tier && title.from == Some(approval.dated))
        })
        .and_then(|title| title.until?.yesterday().ok());
    let span = match until {
        Some(until) => format!("{}\n至{}", show::day(approval.dated), show::day(until)),
        None => format!("{}起", show::day(approval.dated)),
    };
    let view = AnnouncementPage {
        page: visit.page(Audience::Public, "/notices", &announcement.title).under("通知与公示", "/notices"),
        paper,
        annex: format!("附件　名单（{count}家）"),
        roster: roster(&visit, &announcement.list, None, (&announcement.title, here.number()), &corrections),
        pages: Pages::new(here.number(), ROWS, count as u32, format!("/announcements/{id}?page="), "家"),
        effects: Summary::close()
            .row("家数", format!("{}\u{a0}家", show::count(count as i64)))
            .row("层次", announcement.tier)
            .row("有效期", span)
            .row("依据", format!("{}、第十三条", show::article(decided_under(announcement.tier)))),
        corrections: vec![],
        later: corrections.iter().map(super::corrections::later).collect(),
        files: vec![],
        check: String::new(),
        kind: "公告",
    };
    View(view).into_response()
}
