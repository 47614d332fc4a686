//! 名录与核验 Who holds which title on a day, and whether a title is good.

use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use titian_app::register::{Entry as Known, PAGE, Register, Search, Status, Title as Held};
use titian_domain::application::decided_under;
use titian_domain::recognition::{Ended, Origin, Standing};
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::components::{Act, Life, LifeKind, Lives, Pages, Qr, Summary, Tag, Timeline};
use crate::door::{Visit, unread};
use crate::layout::{Audience, Link};
use crate::public::entry::{self, Entry, Title};
use crate::public::register::{self, Row};
use crate::public::verify::{self, Answer, Checked, Verify};
use crate::show::address;
use crate::show::{Day, Name};
use crate::{View, failure, show};

/// What a form asks; a day that is none counts as today.
fn asked(form: &register::Form, today: Date) -> Search {
    let page: usize = form.page.parse().unwrap_or(1);
    Search {
        words: form.q.clone(),
        city: DivisionCode::parse(&form.city),
        industry: form.industry.clone(),
        tier: Tier::from_id(&form.tier),
        status: match form.status.as_str() {
            "valid" => Status::Valid,
            "ended" => Status::Over,
            "unknown" => Status::Unknown,
            _ => Status::Any,
        },
        on: form.on.trim().parse().unwrap_or(today),
        page: page.saturating_sub(1),
    }
}

/// `GET /register.csv`: all that a search finds, a line for each title.
pub async fn list(visit: Visit, Query(form): Query<register::Form>) -> Response {
    if !form.on.trim().is_empty() && form.on.trim().parse::<Date>().is_err() {
        return failure::plain(StatusCode::BAD_REQUEST);
    }
    let search = asked(&form, visit.house.app.clock.today());
    let shelf = visit.house.app.register.now();
    let mut rows = Vec::new();
    for hit in shelf.search_all(&search) {
        for (title, standing) in &hit.titles {
            rows.push([
                hit.entry.name.clone(),
                hit.entry.code.clone(),
                visit.city(hit.entry.city),
                industry(&visit, &hit.entry.industry),
                title.tier.label().to_owned(),
                tag(*standing).word,
                title.from.map(|day| day.to_string()).unwrap_or_default(),
                match standing {
                    Standing::Continued => "复核名单公布".to_owned(),
                    _ => title.ended.or_else(|| last_day(title)).map(|day| day.to_string()).unwrap_or_default(),
                },
                search.on.to_string(),
            ]);
        }
    }
    let headings =
        ["企业名称", "统一社会信用代码", "设区市", "行业", "称号", "状态", "有效期自", "有效期至或终止日", "截至"];
    let file = format!("attachment; filename=\"register-{}.csv\"", search.on);
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, &file)];
    (headers, titian_tables::csv_text(&headings, &rows)).into_response()
}

/// `GET /register`
pub async fn search(visit: Visit, Query(form): Query<register::Form>) -> Response {
    let app = &visit.house.app;
    let search = asked(&form, app.clock.today());
    let error = if form.on.trim().is_empty() || form.on.trim().parse::<Date>().is_ok() {
        String::new()
    } else {
        format!("“{}”不是日期，请写成 2026-11-23；下面按今天查找。", form.on.trim())
    };
    let here = u32::try_from(search.page + 1).unwrap_or(u32::MAX);
    let shelf = app.register.now();
    let found = shelf.search(&search);
    let total = found.total;
    let noted = |entry: &Known| match shelf.names_before(entry) {
        [] => String::new(),
        names => format!("名单曾写为“{}”，已更正", names.join("”“")),
    };
    let rows = found.hits.iter().map(|hit| Row { note: noted(hit.entry), ..row(&visit, hit.entry, &hit.titles) });
    let rows = rows.collect();
    let before = |tier: &str| {
        format!(
            "q={}&city={}&industry={}&tier={tier}&status={}&on={}",
            address(&form.q),
            address(&form.city),
            address(&form.industry),
            address(&form.status),
            address(&form.on)
        )
    };
    let on = search.on;
    let counts = match search.tier {
        Some(_) => vec![],
        None => Tier::ALL
            .into_iter()
            .zip(found.of_tiers)
            .map(|(tier, count)| {
                Link::new(
                    format!("{} {}", show::tier(tier.id()), show::count(count as i64)),
                    format!("/register?{}", before(tier.id())),
                )
            })
            .collect(),
    };
    let view = register::Register {
        page: visit.page(Audience::Public, "/register", "企业名录"),
        error,
        cities: visit.cities(),
        industries: app
            .policy
            .industries
            .divisions()
            .iter()
            .map(|division| (format!("{:02}", division.number), division.name.clone()))
            .collect(),
        found: format!("{}，共 {}\u{a0}家", show::day(on), show::count(total as i64)),
        counts,
        rows,
        pages: Pages::new(here, PAGE as u32, total as u32, format!("/register?{}&page=", before(&form.tier)), "家"),
        csv: if total == 0 { String::new() } else { format!("/register.csv?{}", before(&form.tier)) },
        instead: if total == 0 { vec![Link::new("看全部", "/register")] } else { vec![] },
        form,
    };
    View(view).into_response()
}

fn row(visit: &Visit, entry: &Known, titles: &[(&Held, Standing)]) -> Row {
    Row {
        name: Name::new(&entry.name),
        note: String::new(),
        href: format!("/register/{}", entry.address()),
        code: code(entry),
        city: visit.city(entry.city),
        industry: industry(visit, &entry.industry),
        titles: titles
            .iter()
            .map(|(title, standing)| (show::tier(title.tier.id()).to_owned(), tag(*standing), until(title, *standing)))
            .collect(),
    }
}

fn industry(visit: &Visit, division: &str) -> String {
    let known = division.parse().ok().and_then(|number| visit.house.app.policy.industries.division(number));
    known.map_or_else(String::new, |division| division.name.clone())
}

fn tag(standing: Standing) -> Tag {
    match standing {
        Standing::Valid | Standing::Continued => Tag::ok(standing.label()),
        Standing::NotYet => Tag::plain("尚未生效"),
        Standing::Expired => Tag::off("期满"),
        Standing::Ended => Tag::off("已终止"),
        Standing::Unknown => Tag::ask("有效期待核实"),
    }
}

/// The code, or that we do not know it.
fn code(entry: &Known) -> String {
    if entry.code.is_empty() { "统一社会信用代码待登记".into() } else { entry.code.clone() }
}

/// The last day of a title's term, as people say it.
fn last_day(title: &Held) -> Option<Date> {
    title.until.map(show::last_day)
}

/// A title's days, or that they are not known.
fn days(title: &Held) -> String {
    let first = title.from.map_or_else(|| "起始日未知".into(), show::day);
    let last = title.ended.or_else(|| last_day(title)).map_or_else(|| "届满日未知".into(), show::day);
    format!("{first}至{last}")
}

fn until(title: &Held, standing: Standing) -> String {
    match (standing, title.ended) {
        (Standing::Ended, Some(ended)) => show::day(ended),
        (Standing::Continued, _) => "至复核名单公布".into(),
        _ => last_day(title).map_or_else(String::new, |last| format!("至{}", show::day(last))),
    }
}

/// `GET /register/{code}`
pub async fn entry(visit: Visit, Path(code): Path<String>, Query(form): Query<entry::Form>) -> Response {
    let app = &visit.house.app;
    let register = app.register.now();
    let Some(known) = register.at(&code) else { return failure::plain(StatusCode::NOT_FOUND) };
    let asked = form.on.trim().parse::<Date>();
    let on = asked.clone().unwrap_or_else(|_| app.clock.today());
    let error = if form.on.trim().is_empty() || asked.is_ok() {
        String::new()
    } else {
        format!("“{}”不是日期，请写成 2026-11-23", form.on.trim())
    };
    let origins = match app.titles_on_record(&known.id).await {
        Ok(titles) => titles,
        Err(error) => return unread(&error),
    };
    let corrections = match app.corrections_about(&known.id).await {
        Ok(corrections) => corrections,
        Err(error) => return unread(&error),
    };
    let origin_of = |id: &str| origins.iter().find(|one| one.id.as_str() == id).map(|one| &one.origin);
    let is_earlier = |id: &str| matches!(origin_of(id), Some(Origin::Earlier { .. }));
    let titles = register.titles(known);
    let held: Vec<&Held> = titles.iter().filter(|title| title.on(on).is_valid()).collect();
    let row = |tier: Tier| Tier::ALL.into_iter().rev().position(|one| one == tier).unwrap_or(0);
    let ended_of = |id: &str| origins.iter().find(|one| one.id.as_str() == id).and_then(|one| one.ended.as_ref());
    let lives: Vec<Life> =
        titles.iter().flat_map(|title| lives_of(title, ended_of(title.id.as_str()), row(title.tier), on)).collect();
    let words =
        titles.iter().map(|title| format!("{}：{}。", show::tier(title.tier.id()), days(title))).collect::<String>();
    let begun = titles.iter().rev().filter_map(|title| {
        let from = title.from?;
        let act = Act::new(Day::full(from), format!("取得{}称号", title.tier));
        let act = match is_earlier(title.id.as_str()) {
            true => act.cite("细则第十三条"),
            false => act.cite(format!("{}、第十三条", show::article(decided_under(title.tier)))),
        };
        Some((from, act))
    });
    let mended = corrections.iter().filter_map(|one| super::corrections::act(&visit, one));
    let mut acts: Vec<(Date, Act)> = mended.chain(begun).collect();
    acts.sort_by_key(|(on, _)| std::cmp::Reverse(*on));
    let acts = acts.into_iter().map(|(_, act)| act).collect();
    let check = held.first().map(|title| check_code(title.id.as_str())).unwrap_or_default();
    let origin = &visit.house.shown.origin;
    let view = Entry {
        page: visit.page(Audience::Public, "/register", &known.name).under("企业名录", "/register"),
        name: Name::new(&known.name),
        code: self::code(known),
        line: [visit.city(known.city), industry(&visit, &known.industry)]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        on_iso: on.to_string(),
        on: show::day(on),
        error,
        held: held.iter().map(|title| title_of(title, title.on(on), origin_of(title.id.as_str()))).collect(),
        unsure: titles
            .iter()
            .filter(|title| title.on(on) == Standing::Unknown)
            .map(|title| unsure(title, origin_of(title.id.as_str())))
            .collect(),
        lives: Lives::new(&["小巨人", "专精特新", "创新型"], &lives, on).words(if words.is_empty() {
            "没有称号记录。".to_owned()
        } else {
            words
        }),
        acts: Timeline(acts),
        marks: titles
            .iter()
            .filter_map(|title| title.ended.filter(|ended| *ended <= on).map(|ended| (title, ended)))
            .filter(|(title, _)| ended_of(title.id.as_str()).is_some_and(Ended::withdraws))
            .map(|(title, ended)| entry::Mark {
                tag: Tag::off("已终止"),
                what: format!("{}称号于{}终止", title.tier, show::day(ended)),
                text: last_day(title).map_or_else(String::new, |last| format!("原定有效期至{}。", show::day(last))),
                paper: Link::new("通知与公示", "/notices?kind=announcement"),
            })
            .collect(),
        qr: Qr::new(&format!("{origin}/verify?code={check}"), "核验二维码"),
        check,
        certificate: String::new(),
        names: vec![],
        authority: format!("{}中小企业主管部门", visit.city(known.city)),
        complain: String::new(),
    };
    View(view).into_response()
}

/// How a title is drawn: valid within its term, continued past it (A13.3), and a mark from its withdrawal on.
fn lives_of(title: &Held, ended: Option<&Ended>, row: usize, on: Date) -> Vec<Life> {
    let (Some(from), Some(until)) = (title.from, title.until) else { return vec![] };
    let life = |from, until, kind, words| Life { row, from, until, kind, words };
    let over = title.ended.unwrap_or(if title.continues { on.max(until) } else { until });
    let mut lives = vec![life(from, until.min(over), LifeKind::Valid, format!("{}起", show::day(from)))];
    if until < over {
        lives.push(life(until, over, LifeKind::Continued, "复核期间有效".into()));
    }
    if let Some(ended) = ended.filter(|ended| ended.withdraws() && ended.on < until) {
        lives.push(life(ended.on, until, LifeKind::Withdrawn, "终止".into()));
    }
    lives
}

fn title_of(title: &Held, standing: Standing, origin: Option<&Origin>) -> Title {
    let note = match origin {
        _ if standing == Standing::Continued => "已期满，复核名单公布前继续有效（第十三条）".into(),
        Some(Origin::Miit { number, .. }) => format!("工业和信息化部公布（{number}）"),
        Some(Origin::Earlier { source, .. }) => format!("此前取得，按名单补录，依据：{source}"),
        _ => String::new(),
    };
    Title {
        tier: title.tier.label().into(),
        tag: tag(standing),
        days: days(title),
        note,
        cite: None,
        paper: Link::new("通知与公示", "/notices?kind=announcement"),
    }
}

/// A title whose days are not known, and what its source says.
fn unsure(title: &Held, origin: Option<&Origin>) -> entry::Unsure {
    let (source, stated) = match origin {
        Some(Origin::Earlier { source, stated }) => (source.clone(), stated.clone()),
        _ => (String::new(), String::new()),
    };
    entry::Unsure { tier: title.tier.label().into(), tag: tag(Standing::Unknown), days: days(title), stated, source }
}

/// 核对码: the last twelve digits of a title's id, in groups of four.
fn check_code(id: &str) -> String {
    let tail: Vec<char> = id.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
    let groups: Vec<String> = tail.chunks(4).map(|group| group.iter().collect::<String>().to_uppercase()).collect();
    groups.join("-")
}

/// `GET /verify`
pub async fn verify(visit: Visit, Query(form): Query<verify::Form>) -> Response {
    let app = &visit.house.app;
    let (now, today) = (app.clock.now(), app.clock.today());
    let asked: String = form.code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let register = app.register.now();
    let answer = if asked.is_empty() { None } else { Some(answer(&visit, &register, &asked, today)) };
    let clock = jiff::tz::Offset::constant(8).to_datetime(now);
    let view = Verify {
        page: visit.page(Audience::Public, "", "核验称号"),
        answer,
        at: format!("{} {:02}:{:02}", show::day(today), clock.hour(), clock.minute()),
        form,
    };
    View(view).into_response()
}

fn answer(visit: &Visit, register: &Register, asked: &str, today: Date) -> Answer {
    let known = (asked.len() == 12).then(|| register.title_ending_with(asked)).flatten();
    let Some((entry, title)) = known else { return Answer::Unknown };
    let standing = title.on(today);
    let summary = Summary::new().row("称号", title.tier).row("有效期", days(&Held { ended: None, ..title.clone() }));
    let summary = match title.ended {
        Some(ended) if ended <= today => summary.row("怎样结束的", format!("{}终止", show::day(ended))),
        Some(_) => summary,
        None if standing == Standing::Expired => summary.row("怎样结束的", "期满"),
        None if standing == Standing::Continued => summary.row("期满以后", "复核名单公布前继续有效（第十三条）"),
        None => summary,
    };
    let checked = Checked {
        name: Name::new(&entry.name),
        href: format!("/register/{}", entry.address()),
        tier: title.tier.label().into(),
        summary: summary.row("统一社会信用代码", code(entry)),
        qr: Qr::new(
            &format!("{}/verify?code={}", visit.house.shown.origin, check_code(title.id.as_str())),
            "核验二维码",
        ),
    };
    if standing.is_valid() { Answer::Valid(checked) } else { Answer::Ended(checked) }
}
