//! 年度更新 The yearly update (A14): prefilled from the dossier, this year beside the last, what contradicts itself, what
//! follows if it is missed; declared and filed in one form, its receipt on the same page.
//!
//! | page | address |
//! |---|---|
//! | [`UpdatePage`] | GET `/enterprise/update`, `?year=2027`, POST `/enterprise/update` |

use askama::Template;
use jiff::civil::{Date, date};
use serde::Deserialize;
use titian_app::query::OwnUpdate;
use titian_domain::annual_update::{
    AnnualUpdate, Beside, Change, Channel, Duty, Missed, Rules, UpdateYear, Whose, beside, miss, year,
};
use titian_domain::answers::Place;
use titian_domain::application::{Content, TRUTH};
use titian_domain::recognition::{Recognition, lose_right};
use titian_domain::room::{Room, replay};
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::policy::Policy;
use titian_rulebook::stated::{Certainty, Warrant};
use titian_rulebook::tier::Tier;

use super::moment::content_code;
use super::sample::{self, Ground};
use crate::components::{Due, Errors, Summary, Tag};
use crate::form::Field;
use crate::layout::Page;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/update.html")]
pub struct UpdatePage {
    /// The page.
    pub page: Page,
    /// The enterprise.
    pub firm: String,
    /// The year.
    pub year: i16,
    /// Where it stands.
    pub state: Tag,
    /// The same in a sentence, with what to do.
    pub lead: String,
    /// Until when, while there is something to do.
    pub due: Option<Due>,
    /// What is arranged for the year.
    pub facts: Summary,
    /// What was filed; none if nothing was.
    pub receipt: Option<Summary>,
    /// Titles that lost the right to re-review, each with since when, why and the article.
    pub lost: Vec<String>,
    /// What the rules leave open, as the policy says.
    pub open: Vec<String>,
    /// Figures that contradict each other.
    pub cautions: Vec<String>,
    /// What differs from the last filing, or is still missing.
    pub changed: Vec<Line>,
    /// What does not.
    pub same: Vec<Line>,
    /// Of when the last filing is; empty if there is none.
    pub last: String,
    /// Whether it can be filed here and now.
    pub may_file: bool,
    /// The digest that is declared.
    pub digest: String,
    /// Its short form.
    pub code: String,
    /// 真实性声明.
    pub truth: String,
    /// What was typed.
    pub form: UpdateForm,
    /// What has to be put right.
    pub errors: Errors,
}

/// A line of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 营业收入总额.
    pub label: String,
    /// What stood there the last time.
    pub was: String,
    /// What stands there now.
    pub now: String,
    /// 待填, 有变化.
    pub change: Tag,
}

/// What is posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct UpdateForm {
    /// Of which year.
    pub year: String,
    /// The digest that was shown.
    pub declared: String,
    /// Name of who declares.
    pub name: String,
    /// `on` if the statement was ticked.
    pub truth: String,
}

impl UpdateForm {
    /// What is missing.
    pub fn errors(&self) -> Errors {
        let mut errors = Errors::none();
        if self.truth != "on" {
            errors.push("truth", "请阅读并勾选真实性声明");
        }
        if self.name.trim().is_empty() {
            errors.push("name", "请填写声明人的姓名");
        }
        errors
    }
}

/// The label of a place: 2026年 营业收入总额, 知识产权.
pub fn label(catalogue: &Catalogue, place: &Place) -> String {
    let fact = catalogue.fact(&place.fact).map(|(_, fact)| fact.label.as_str());
    let label = fact.or_else(|| catalogue.record(&place.fact).map(|record| record.label.as_str()));
    let label = label.unwrap_or(&place.fact);
    place.year.map_or_else(|| label.to_owned(), |year| format!("{year}\u{a0}年{label}"))
}

/// What the rules leave open about a year: notes of what is not the text's own word.
pub fn unsure(policy: &Policy, rules: &Rules, tiers: &[Tier]) -> Vec<String> {
    let Some(procedure) = policy.procedures.get(&rules.procedure) else { return vec![] };
    let mut notes: Vec<String> = Vec::new();
    let mut add = |warrant: &Warrant| {
        let note = warrant.note.as_ref().filter(|_| warrant.certainty == Certainty::Unconfirmed);
        if let Some(note) = note.filter(|note| !notes.contains(note)) {
            notes.push((*note).clone());
        }
    };
    for tier in tiers {
        procedure.annual_update(*tier).map(|one| &one.warrant).into_iter().for_each(&mut add);
        procedure.update_missed(*tier).map(|one| &one.warrant).into_iter().for_each(&mut add);
    }
    notes.iter().map(|note| show::sentence(note)).collect()
}

/// 创新型中小企业、专精特新中小企业.
pub fn tiers_in_words(tiers: &[Tier]) -> String {
    tiers.iter().map(|tier| tier.label()).collect::<Vec<_>>().join("、")
}

/// What is arranged for a year: days, platform, notice.
pub fn arranged(rules: &Rules, year: Option<&UpdateYear>) -> Summary {
    let due = year.map_or(rules.due, UpdateYear::due);
    let channel = year.map_or(Channel::Portal, |year| year.channel);
    let notice = year.and_then(|year| year.arranged.as_ref());
    let by = notice.map_or_else(|| "当年有效的程序规定".to_owned(), |notice| notice.number.clone());
    Summary::new()
        .row("开放", show::day(rules.opens))
        .row("截止", format!("{} 24:00", show::day(due)))
        .row("在哪里更新", channel.label())
        .row("依据", format!("细则第十四条；{by}"))
}

impl Line {
    fn of(catalogue: &Catalogue, line: &Beside) -> Line {
        let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "未填".into());
        let change = match line.change {
            Change::Missing => Tag::warn(line.change.label()),
            Change::Corrected => Tag::ask(line.change.label()),
            Change::Changed => Tag::plain(line.change.label()),
            Change::Same => Tag::off(line.change.label()),
        };
        Line { label: label(catalogue, &line.place), was: shown(&line.was), now: shown(&line.now), change }
    }
}

impl UpdatePage {
    /// The update of an enterprise in a year.
    pub fn of(page: Page, firm: &str, policy: &Policy, year: i16, own: &OwnUpdate, today: Date) -> UpdatePage {
        let OwnUpdate { year: opened, rules, update, duty, lines, last_on, cautions, digest, lost, .. } = own;
        let due = opened.as_ref().map(UpdateYear::due);
        let in_time = update.as_ref().zip(due).is_some_and(|(update, due)| update.in_time(due));
        let tiers = match duty {
            Duty::Owes(tiers) | Duty::Unknown(tiers) => tiers.as_slice(),
            Duty::Exempt { tier, .. } => std::slice::from_ref(tier),
            Duty::Nothing => &[],
        };
        let open = opened.as_ref().is_some_and(|year| today >= year.rules.opens && today.year() == year.year);
        let here = opened.as_ref().is_some_and(|year| year.channel == Channel::Portal);
        let over = due.is_some_and(|due| today > due);
        let owes = matches!(duty, Duty::Owes(_) | Duty::Unknown(_));
        let filed = update.as_ref().and_then(|update| update.filing.as_ref());
        let unchanged = filed.is_some_and(|filing| filing.digest == *digest);
        let may_file = own.may_file && open && here && owes && !(in_time && over) && !unchanged;
        let (state, lead) = standing(year, own, (today, in_time, over, open));
        let (changed, same): (Vec<&Beside>, Vec<&Beside>) = lines.iter().partition(|line| line.change != Change::Same);
        let show_lines = |lines: Vec<&Beside>| lines.iter().map(|line| Line::of(&policy.catalogue, line)).collect();
        UpdatePage {
            page: Page { title: format!("{year}\u{a0}年年度更新"), ..page },
            firm: firm.into(),
            year,
            state,
            lead,
            due: due.filter(|_| open && owes && !in_time && !over).map(|due| Due::until(due, today)),
            facts: rules.as_ref().map_or_else(Summary::new, |rules| {
                arranged(rules, opened.as_ref())
                    .row_if("更新哪个层次", (!tiers.is_empty()).then(|| tiers_in_words(tiers)))
            }),
            receipt: update.as_ref().and_then(receipt),
            lost: lost.iter().filter_map(lost_in_words).collect(),
            open: rules.as_ref().map_or_else(Vec::new, |rules| unsure(policy, rules, tiers)),
            cautions: cautions.iter().map(|caution| show::sentence(caution)).collect(),
            changed: show_lines(changed),
            same: show_lines(same),
            last: last_on.map_or_else(String::new, show::day),
            may_file,
            digest: digest.clone(),
            code: content_code(digest),
            truth: show::sentence(TRUTH),
            form: UpdateForm::default(),
            errors: Errors::none(),
        }
    }

    fn wrong(&self, field: &str) -> &str {
        self.errors.of(field).unwrap_or_default()
    }

    /// To be filed: the figures of the new year are in, one is missing, two contradict each other.
    pub fn sample(ground: &Ground) -> Option<UpdatePage> {
        UpdatePage::made(ground, None, date(2027, 5, 24))
    }

    /// The declaration not ticked.
    pub fn sample_refused(ground: &Ground) -> Option<UpdatePage> {
        let form = UpdateForm::default();
        Some(UpdatePage { errors: form.errors(), form, ..UpdatePage::sample(ground)? })
    }

    /// Missed: the right to re-review is lost.
    pub fn sample_missed(ground: &Ground) -> Option<UpdatePage> {
        let (due, on) = (date(2027, 5, 31), date(2027, 6, 1));
        let titles = sample::recognitions(ground);
        let missed = Missed { due, on, titles: titles.iter().map(|one| one.id.clone()).collect() };
        let whose = Whose { enterprise: ground.enterprise.id.clone(), city: ground.enterprise.city };
        UpdatePage::made(ground, replay(&miss(None, 2027, &whose, missed)), date(2027, 6, 2))
    }

    fn made(ground: &Ground, update: Option<AnnualUpdate>, today: Date) -> Option<UpdatePage> {
        let rules = Rules::of(ground.policy, 2027)?;
        let opened: UpdateYear = replay(&year::open(2027, Some(rules.clone()), None, rules.opens).ok()?)?;
        let mut answers = ground.enterprise.answers.clone();
        if let Some(figures) = answers.by_year.get(&2025).cloned() {
            answers.by_year.insert(2026, figures.into_iter().skip(2).collect());
        }
        let mut titles = sample::recognitions(ground);
        if update.is_some() {
            for title in &mut titles {
                let lost = lose_right(title, opened.lost_right("A14"));
                *title = lost.iter().fold(Some(title.clone()), Recognition::evolve)?;
            }
        }
        let own = OwnUpdate {
            lines: beside(&ground.policy.catalogue, &answers, Some(&ground.enterprise.answers), 2027),
            duty: Duty::Owes(vec![Tier::Innovative]),
            year: Some(opened),
            rules: Some(rules),
            update,
            last_on: Some(date(2025, 5, 20)),
            cautions: vec!["研发费用大于营业收入总额,请核对".into()],
            digest: Content::of(&ground.enterprise).digest(),
            lost: titles.into_iter().filter(|one| one.lost_right.is_some()).collect(),
            may_file: true,
        };
        let page = sample::page("/enterprise", "");
        Some(UpdatePage::of(page, &ground.enterprise.name, ground.policy, 2027, &own, today))
    }
}

/// Where an update stands, and what can be done.
fn standing(year: i16, own: &OwnUpdate, (today, in_time, over, open): (Date, bool, bool, bool)) -> (Tag, String) {
    let Some(opened) = &own.year else {
        return match &own.rules {
            Some(rules) if today < rules.opens => {
                (Tag::plain("未开放"), format!("自{}起开放。现在可以先在企业档案里更新数据。", show::day(rules.opens)))
            }
            Some(_) => (Tag::plain("未开放"), format!("{year}\u{a0}年没有在本平台开放年度更新。")),
            None => (Tag::plain("未开放"), format!("{year}\u{a0}年的规定没有写明截止日。")),
        };
    };
    let due = show::day(opened.due());
    let missed = own.update.as_ref().filter(|update| update.missed.is_some());
    if in_time {
        let on = own.update.as_ref().and_then(AnnualUpdate::filed_on).map_or_else(String::new, show::day);
        let more = if over { "" } else { "截止前内容有变化的，可以再次提交。" };
        return (Tag::ok("已按时更新"), format!("{on}已更新。{more}"));
    }
    if let Some(excused) = missed.and_then(|update| update.excused.as_ref()) {
        let text = format!("{}恢复了复核资格：{}", show::day(excused.on), excused.reason);
        return (Tag::ok("已恢复"), show::sentence(&text));
    }
    if let Some(update) = missed {
        let late = if update.filed_on().is_some() { "已补交，如实记为逾期。" } else { "" };
        let can = if own.lost.is_empty() {
            "称号不因此失去复核资格。"
        } else {
            "已经按时更新，或者因平台故障等没有能够更新的，请向所在市主管部门提交证明，由自治区主管部门核实后恢复；\
             没有恢复的，称号失效后可以按申请的通知重新申报。"
        };
        return (Tag::warn("逾期未更新"), format!("截止日{due}已过，没有按时更新的记录。{late}{can}"));
    }
    match (&own.duty, opened.channel) {
        (Duty::Nothing, _) => (Tag::plain("不需要"), "贵企业没有有效的称号，不需要年度更新。".into()),
        (Duty::Exempt { from, .. }, _) => {
            (Tag::plain("不需要"), format!("称号自{}起，是当年新认定的，从下一年起更新。", show::day(*from)))
        }
        (_, Channel::National) if over => (
            Tag::ask("等名单"),
            format!("截止日{due}已过。主管部门导入国家平台的名单并确认以前，不影响贵企业的称号和复核资格。"),
        ),
        (_, Channel::National) => (
            Tag::ask("在国家平台更新"),
            "请登录国家平台（优质中小企业梯度培育平台）填报；主管部门导入名单后，这里会显示已更新。".into(),
        ),
        (Duty::Unknown(_), _) => {
            (Tag::ask("称号待核实"), "称号的起止日期还没有核实，可以照常更新；没有更新的，不据此失去复核资格。".into())
        }
        _ if !open => (Tag::plain("未开放"), format!("自{}起开放。", show::day(opened.rules.opens))),
        _ if over => (Tag::warn("未更新"), format!("截止日{due}已过，仍可补交，如实记为逾期。")),
        _ => (Tag::warn("未更新"), "数据取自企业档案，只需核对有变化的和待填的。".into()),
    }
}

/// What was filed, where and when.
fn receipt(update: &AnnualUpdate) -> Option<Summary> {
    let mut summary = Summary::new();
    if let Some(filing) = &update.filing {
        summary = summary
            .row("提交", format!("{}{}", show::day(filing.on), if filing.is_late() { "（逾期补交）" } else { "" }))
            .row("声明人", format!("{}，{}", filing.declaration.name, show::moment(filing.declaration.at)))
            .row("层次", tiers_in_words(&filing.tiers))
            .row("与上次不同", format!("{}\u{a0}处", filing.differences.len()))
            .row("内容码", content_code(&filing.digest));
    }
    if let Some(taken_over) = &update.taken_over {
        summary = summary.row("国家平台", format!("{}更新，名单由主管部门导入", show::day(taken_over.on)));
    }
    (!summary.rows.is_empty()).then_some(summary)
}

/// How a title lost the right to re-review.
fn lost_in_words(title: &Recognition) -> Option<String> {
    let lost = title.lost_right.as_ref()?;
    let (since, article) = (show::day(lost.on), show::article(&lost.article));
    Some(format!("{}称号自{since}起失去复核资格（{article}）：{}。", title.tier, lost.reason))
}
