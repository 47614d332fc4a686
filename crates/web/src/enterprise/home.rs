//! 我的首页 What an enterprise sees first: what it must do and by when, what it holds, where it stands, what is new.

use askama::Template;
use jiff::civil::Date;
use titian_app::query::UpdateTask;
use titian_domain::account::{Binding, BindingState};
use titian_domain::annual_update::{Channel, Duty};
use titian_domain::application::{Application, Stage};
use titian_domain::notice::Batch;
use titian_domain::recognition::{Recognition, Standing};
use titian_rulebook::explain::Report;
use titian_rulebook::tier::{Purpose, Tier};

use super::applications::MyApplication;
use super::messages::Message;
use super::sample::{self, Ground};
use super::standing::terraces;
use crate::components::{Advised, Empty, Tag, Terraces, Urgency};
use crate::layout::{Link, Page};
use crate::show::{self, Name};

/// The first page of an enterprise.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/home.html")]
pub struct Home {
    /// The page.
    pub page: Page,
    /// The enterprise.
    pub firm: Name,
    /// Its code and city.
    pub line: String,
    /// What it must do, the nearest first.
    pub tasks: Vec<Task>,
    /// Titles it holds or held.
    pub held: Vec<Held>,
    /// Where it stands.
    pub terraces: Terraces,
    /// The tier advice is for, and the advice; none where nothing is left to do.
    pub advice: Option<(String, Advised)>,
    /// Whether nothing is filled in yet.
    pub blank: bool,
    /// Applications that go on.
    pub running: Vec<MyApplication>,
    /// The newest messages.
    pub messages: Vec<Message>,
    /// Said where nothing is to be done.
    pub calm: Empty,
}

/// Something the enterprise must or may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// How near.
    pub urgency: Urgency,
    /// The figure: days left; empty where there is no time to count.
    pub days: String,
    /// What it counts: 天后截止; or a word where there is no figure: 待核验.
    pub unit: String,
    /// What it is.
    pub title: String,
    /// More: last day and hour, what is missing.
    pub text: String,
    /// What one does, and where.
    pub act: Option<Link>,
    /// For the order: days left.
    left: i32,
}

impl Task {
    /// Something due at 24:00 of `last`.
    pub fn until(last: Date, today: Date, title: impl ToString, text: &str) -> Task {
        let left = show::days_between(today, last);
        let (days, unit) = match left {
            0 => ("今天".to_owned(), "截止"),
            left if left > 0 => (left.to_string(), "天后截止"),
            over => ((-over).to_string(), "天前已过"),
        };
        let text = format!("{} 24:00 前。{text}", show::day_short(last));
        Task {
            urgency: Urgency::of(last, today),
            days,
            unit: unit.into(),
            title: title.to_string(),
            text,
            act: None,
            left,
        }
    }

    /// Something that waits for somebody else, or has no time of its own.
    pub fn open(word: &str, title: impl ToString, text: impl ToString) -> Task {
        Task {
            urgency: Urgency::Calm,
            days: String::new(),
            unit: word.into(),
            title: title.to_string(),
            text: text.to_string(),
            act: None,
            left: i32::MAX,
        }
    }

    /// With the place where it is done.
    #[must_use]
    pub fn at(mut self, label: impl ToString, href: impl ToString) -> Task {
        self.act = Some(Link::new(label, href));
        self
    }

    /// A batch that is open and not entered.
    pub fn batch(batch: &Batch, today: Date) -> Task {
        let (what, text) = match batch.purpose {
            Purpose::Apply => ("正在申报", "先看要求，再决定。"),
            Purpose::Rereview => ("请申请复核", "自愿；不申请的，原称号在复核名单公布时失效。"),
        };
        let title = format!("{}{what}", batch.name);
        Task::until(batch.until, today, title, text)
            .at("看要求", format!("/enterprise/applications/new?batch={}", batch.id))
    }

    /// What an application asks of the enterprise; none if it asks nothing.
    pub fn case(case: &Application, batch: &Batch, today: Date) -> Option<Task> {
        let at = format!("/enterprise/applications/{}", case.id);
        match &case.stage {
            Stage::Draft => Some(
                Task::until(batch.until, today, format!("提交{}", batch.name), "草稿已开始，核对、声明后提交。")
                    .at("继续", at),
            ),
            Stage::Returned { due, deficiencies, .. } => {
                let title = format!("补正 {} 处：{}", deficiencies.len(), batch.name);
                Some(Task::until(*due, today, title, "改好后重新提交，逾期不能再补。").at("去补正", at))
            }
            _ => None,
        }
    }

    /// The yearly update (A14); none where it is done, or nothing is owed.
    pub fn update(task: &UpdateTask, today: Date) -> Option<Task> {
        let UpdateTask { year, update, duty } = task;
        let (due, at) = (year.due(), format!("/enterprise/update?year={}", year.year));
        let done = update.as_ref().is_some_and(|update| update.in_time(due) || update.excused.is_some());
        let what = format!("{}\u{a0}年年度更新", year.year);
        match update.as_ref().filter(|_| !done).and_then(|update| update.missed.as_ref()) {
            Some(missed) if !missed.titles.is_empty() => Some(
                Task::open("逾期", format!("{what}没有按时完成"), "称号失去了复核资格。看还可以做什么。")
                    .at("去看", at),
            ),
            Some(_) => None,
            None if done || !matches!(duty, Duty::Owes(_)) => None,
            None if today > due => None,
            None => {
                let place = match year.channel {
                    Channel::Portal => "只需核对有变化的。",
                    Channel::National => "在国家平台填报。",
                };
                let tiers = if let Duty::Owes(tiers) = duty { tiers.as_slice() } else { &[] };
                let loses = tiers.iter().any(|tier| year.rules.loses(*tier).is_some());
                let text = format!("{place}{}", if loses { "逾期没有更新的，失去复核资格。" } else { "" });
                Some(Task::until(due, today, what, &text).at("去更新", at))
            }
        }
    }

    /// An account that waits or was refused; none if it is approved.
    pub fn binding(binding: &Binding, city: &str) -> Option<Task> {
        match &binding.state {
            BindingState::Pending => Some(
                Task::open(
                    "待核验",
                    "您的账号等待核验",
                    format!("由{city}主管部门核验。其间可以填档案，核验通过后才能提交。"),
                )
                .at("看账号", "/enterprise/team"),
            ),
            BindingState::Refused { reason, .. } => Some(
                Task::open("未通过", "您的账号没有通过核验", show::sentence(reason)).at("看账号", "/enterprise/team"),
            ),
            BindingState::Approved { .. } => None,
        }
    }
}

/// A title.
#[derive(Debug, Clone)]
pub struct Held {
    /// 创新型中小企业.
    pub tier: String,
    /// 有效, 期满.
    pub tag: Tag,
    /// What is left: 还有 312 天; empty once over.
    pub left: String,
    /// From when until when.
    pub span: String,
    /// 文号, or where it is on record.
    pub paper: String,
    /// Why it cannot be re-reviewed; empty if it can.
    pub lost: String,
}

impl Held {
    /// A title on a day. Its last day is the day before its term is over.
    pub fn of(one: &Recognition, today: Date) -> Held {
        let standing = one.on(today);
        let paper = match &one.origin {
            titian_domain::recognition::Origin::Announced { number, .. } => number.clone(),
            titian_domain::recognition::Origin::Miit { number, .. } => number.clone(),
            titian_domain::recognition::Origin::Earlier { source, .. } => source.clone(),
        };
        let (tag, left) = match standing {
            Standing::Valid => {
                let left = one.until.map_or(0, |until| show::days_between(today, until));
                (Tag::ok(standing.label()), format!("还有\u{a0}{}\u{a0}天", show::count(left.into())))
            }
            // Past its term, and still valid: there is no day to count to.
            Standing::Continued => (Tag::ok(standing.label()), "期满后至复核名单公布前继续有效".to_owned()),
            Standing::Unknown => (Tag::ask(standing.label()), String::new()),
            Standing::NotYet => (Tag::ask(standing.label()), String::new()),
            Standing::Expired | Standing::Ended => (Tag::off(standing.label()), String::new()),
        };
        let lost = one.lost_right.as_ref().filter(|_| standing.is_valid()).map_or_else(String::new, |lost| {
            format!("自{}起不能复核（{}）：{}", show::day(lost.on), show::article(&lost.article), lost.reason)
        });
        Held { tier: one.tier.label().into(), tag, left, span: show::span(one.from, one.until), paper, lost }
    }
}

/// What the first page is made of; everything as of one day.
#[derive(Debug, Clone)]
pub struct Parts<'a> {
    /// Name of the enterprise.
    pub name: &'a str,
    /// Its code.
    pub code: &'a str,
    /// Its city, in words.
    pub city: &'a str,
    /// What is to be done, in any order.
    pub tasks: Vec<Task>,
    /// Titles.
    pub held: &'a [Recognition],
    /// The tiers as judged, the lowest first.
    pub reports: Vec<&'a Report>,
    /// The tier advice is for, and the advice.
    pub advice: Option<(String, Advised)>,
    /// Whether nothing is filled in yet.
    pub blank: bool,
    /// Applications that go on.
    pub running: Vec<MyApplication>,
    /// The newest messages.
    pub messages: Vec<Message>,
}

impl Home {
    /// The first page on a day.
    pub fn of(page: Page, parts: Parts<'_>, today: Date) -> Home {
        let Parts { name, code, city, mut tasks, held, reports, advice, blank, running, messages } = parts;
        tasks.sort_by_key(|task| task.left);
        let valid: Vec<Tier> = held.iter().filter(|one| one.on(today).is_valid()).map(|one| one.tier).collect();
        let calm = format!("截至 {}，没有要您办的事。有新的批次、退回补正和期限时，会列在这里。", show::day(today));
        Home {
            page: Page { title: "我的首页".into(), ..page },
            firm: Name::new(name),
            line: format!("{code}　{city}"),
            tasks,
            held: held.iter().map(|one| Held::of(one, today)).collect(),
            terraces: terraces(&reports, &valid),
            advice,
            blank,
            running,
            messages,
            calm: Empty::new("现在没有要办的", calm).link("看企业档案", "/enterprise/dossier"),
        }
    }

    /// A return to answer, an application that goes on, no title yet.
    pub fn sample(ground: &Ground) -> Option<Home> {
        let today = crate::sample::today();
        let case = ground.case(4)?;
        let judged = crate::sample::judged();
        let next = judged.get(1)?;
        let held = vec![];
        let parts = Parts {
            name: &ground.enterprise.name,
            code: ground.enterprise.code(),
            city: "柳州市",
            tasks: vec![
                Task::case(&case, &ground.batch, today)?,
                Task::open("待核验", "新来的人员要加入", "演示用户丁申请代表本企业，由柳州市主管部门核验。")
                    .at("看人员", "/enterprise/team"),
            ],
            held: &held,
            reports: judged.iter().map(|one| &one.report).collect(),
            advice: Some((next.report.tier.label.clone(), Advised::from(&next.advice))),
            blank: false,
            running: vec![MyApplication::of(&case, &ground.batch, today)],
            messages: super::messages::samples().into_iter().take(4).collect(),
        };
        Some(Home::of(sample::page("/enterprise", ""), parts, today))
    }

    /// A title held, a batch open for the next tier.
    pub fn sample_held(ground: &Ground) -> Option<Home> {
        let today = crate::sample::today();
        let judged = crate::sample::judged();
        let (next, advice) = ground.holding()?;
        let reports = judged.iter().map(|one| if one.report.tier == next.tier { &next } else { &one.report });
        let held = sample::recognitions(ground);
        let parts = Parts {
            name: &ground.enterprise.name,
            code: ground.enterprise.code(),
            city: "柳州市",
            tasks: vec![Task::batch(
                &Batch { name: "2026年第二批专精特新中小企业".into(), ..ground.batch.clone() },
                today,
            )],
            held: &held,
            reports: reports.collect(),
            advice: Some((next.tier.label.clone(), Advised::from(&advice))),
            blank: false,
            running: vec![],
            messages: super::messages::samples().into_iter().skip(2).take(2).collect(),
        };
        Some(Home::of(sample::page("/enterprise", ""), parts, today))
    }

    /// An account that waits, an empty dossier, nothing else.
    pub fn sample_empty(ground: &Ground) -> Home {
        let today = crate::sample::today();
        let reports = sample::blank_reports(ground);
        let binding = ground.binding(BindingState::Pending, true);
        let parts = Parts {
            name: &ground.blank.name,
            code: ground.blank.code(),
            city: "柳州市",
            tasks: Task::binding(&binding, "柳州市").into_iter().chain([Task::batch(&ground.batch, today)]).collect(),
            held: &[],
            reports: reports.iter().collect(),
            advice: None,
            blank: true,
            running: vec![],
            messages: vec![],
        };
        let page = Page { counts: vec![], ..sample::page("/enterprise", "") };
        Home::of(page, parts, today)
    }
}
