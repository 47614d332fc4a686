//! 谁更新了 A year of updates: what is arranged, how many stand how, by city, the list of them.

use askama::Template;
use jiff::civil::{Date, date};
use serde::Deserialize;
use titian_app::query::{UPDATES, UpdateFilter, Updated, Updates};
use titian_domain::annual_update::{Channel, UpdateYear};
use titian_rulebook::region::DivisionCode;

use super::{sample_year, tag};
use crate::components::{Errors, Pages, Refused, Summary, Tag};
use crate::enterprise::update::{arranged, tiers_in_words, unsure};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::Reading;
use crate::office::sample::{office, province};
use crate::sample::{FIRMS, policy, today};
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/update/board.html")]
pub struct Board {
    /// The page.
    pub page: Page,
    /// The year.
    pub year: i16,
    /// Other years on record, by address.
    pub years: Vec<(i16, String)>,
    /// Where the year stands.
    pub state: Tag,
    /// The same in a sentence.
    pub lead: String,
    /// What is arranged.
    pub facts: Summary,
    /// What the rules leave open.
    pub open: Vec<String>,
    /// By city: its name, the address of its list, and how many stand how; the last is all of them.
    pub counts: Vec<(String, String, Vec<u32>)>,
    /// Lists of the national platform that were imported.
    pub imports: Vec<String>,
    /// What is looked for.
    pub query: Query,
    /// Cities to choose from.
    pub cities: Vec<(String, String)>,
    /// Enterprises.
    pub lines: Vec<Line>,
    /// Pages of them.
    pub pages: Pages,
    /// How many events the year has had.
    pub seen: u64,
    /// What the reader can do now.
    pub can: Can,
    /// What is typed to arrange it.
    pub form: ArrangeForm,
    /// Until when the list to import counts.
    pub through: String,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What the reader can do now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Can {
    /// Arrange the year.
    pub arrange: bool,
    /// Import a list.
    pub import: bool,
    /// Confirm the lists; so many lose the right to re-review by it.
    pub confirm: Option<u32>,
}

/// An enterprise.
#[derive(Debug, Clone)]
pub struct Line {
    /// Where its update is; empty where nothing has happened yet.
    pub href: String,
    /// Its name.
    pub name: Name,
    /// Its city.
    pub city: String,
    /// For which tiers.
    pub tiers: String,
    /// How it stands.
    pub state: Tag,
    /// When and where it was filed.
    pub filed: String,
}

/// What is asked, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Query {
    /// The year.
    pub year: String,
    /// The city, by its code.
    pub city: String,
    /// How it stands.
    pub state: String,
    /// Words of the name.
    pub q: String,
    /// The page, from 1.
    pub page: String,
}

impl Query {
    /// The year asked for; what is none is `this`.
    pub fn year(&self, this: i16) -> i16 {
        self.year.parse().ok().filter(|year| (2000..=this.saturating_add(1)).contains(year)).unwrap_or(this)
    }

    /// The page asked for.
    pub fn number(&self) -> u32 {
        self.page.parse().unwrap_or(1).max(1)
    }

    /// The same for the house.
    pub fn filter(&self) -> UpdateFilter {
        UpdateFilter {
            city: DivisionCode::parse(&self.city),
            standing: Updated::ALL.into_iter().find(|one| one.id() == self.state),
            words: self.q.clone(),
            page: usize::try_from(self.number()).unwrap_or(1),
        }
    }
}

/// What is posted to `arrange`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ArrangeForm {
    /// The year.
    pub year: String,
    /// The last day.
    pub due: String,
    /// Where.
    pub channel: String,
    /// 文号.
    pub number: String,
}

impl ArrangeForm {
    /// What is asked, or what has to be put right.
    pub fn parse(&self) -> Result<(Date, Channel, String), Errors> {
        let mut reading = Reading::default();
        let due = reading.day("due", &self.due, "截止日");
        let channel = Channel::ALL.into_iter().find(|one| one.id() == self.channel);
        let channel = reading.one_of("channel", channel, "请选择在哪里更新");
        let number = reading.need("number", &self.number, "请填写通知的文号，例如 桂工信企业〔2027〕8号");
        let read = due.zip(channel).map(|(due, channel)| (due, channel, number));
        reading.done(read)
    }
}

/// What is posted to `confirm`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    /// The year.
    pub year: String,
    /// How many events it had when it was read.
    pub seen: String,
}

/// Names of cities, by their codes.
pub type Cities = Vec<(String, String)>;

impl Board {
    /// A year.
    pub fn of(page: Page, year: i16, found: &Updates, query: Query, cities: Cities, today: Date) -> Board {
        let state = found.year.state.as_ref();
        let named = |city: &DivisionCode| {
            let code = city.to_string();
            cities.iter().find(|(one, _)| *one == code).map_or(code.clone(), |(_, name)| name.clone())
        };
        let list = |city: &str, state: &str| {
            let (city, state, words) = (show::address(city), show::address(state), show::address(&query.q));
            format!("/office/updates?year={year}&city={city}&state={state}&q={words}")
        };
        let each = |counts: &dyn Fn(Updated) -> u32| Updated::ALL.map(counts).to_vec();
        let mut counts: Vec<(String, String, Vec<u32>)> = found
            .counts
            .iter()
            .map(|(city, by)| {
                let of = |standing: Updated| by.get(&standing).copied().unwrap_or_default();
                (named(city), list(&city.to_string(), ""), each(&of))
            })
            .collect();
        if counts.len() > 1 {
            let all = |standing: Updated| found.counts.values().filter_map(|by| by.get(&standing)).sum();
            counts.push(("合计".into(), list("", ""), each(&all)));
        }
        let total = u32::try_from(found.total).unwrap_or(u32::MAX);
        let size = u32::try_from(UPDATES).unwrap_or(u32::MAX);
        let pages = Pages::new(query.number(), size, total, format!("{}&page=", list(&query.city, &query.state)), "家");
        let (tag_of_year, lead) = standing(state, found, today);
        let going = state.is_none_or(|year| year.closed.is_none());
        let waits = state.is_some_and(|year| year.channel == Channel::National && today > year.due());
        let due = state.map(UpdateYear::due).or(found.rules.as_ref().map(|rules| rules.due));
        let tiers = titian_rulebook::tier::Tier::ALL;
        Board {
            page: Page { title: format!("{year}\u{a0}年年度更新"), ..page },
            year,
            years: found
                .years
                .iter()
                .filter(|one| **one != year)
                .map(|one| (*one, format!("/office/updates?year={one}")))
                .collect(),
            state: tag_of_year,
            lead,
            facts: found.rules.as_ref().map_or_else(Summary::new, |rules| arranged(rules, state)),
            open: match (policy(), &found.rules) {
                (Some(policy), Some(rules)) => unsure(policy, rules, &tiers),
                _ => vec![],
            },
            counts,
            imports: state.into_iter().flat_map(|year| &year.imports).map(imported).collect(),
            cities: cities.clone(),
            lines: found.rows.iter().map(|row| Line::of(row, year, &named(&row.city))).collect(),
            pages,
            seen: found.year.version,
            can: Can {
                arrange: found.may.arrange && going && found.rules.is_some(),
                import: found.may.import && going && state.is_some(),
                confirm: (found.may.confirm && going && waits).then_some(found.would_lose),
            },
            form: ArrangeForm {
                year: year.to_string(),
                due: due.map_or_else(String::new, |due| due.to_string()),
                channel: state.map_or(Channel::Portal, |year| year.channel).id().into(),
                number: String::new(),
            },
            through: String::new(),
            query,
            errors: Errors::none(),
            refused: None,
        }
    }

    fn channels() -> Vec<(String, String)> {
        Channel::ALL.map(|one| (one.id().to_owned(), one.label().to_owned())).to_vec()
    }

    fn states() -> Vec<(String, String)> {
        let all = Updated::ALL.map(|one| (one.id().to_owned(), one.label().to_owned()));
        [(String::new(), "不限".to_owned())].into_iter().chain(all).collect()
    }

    fn heads() -> Vec<&'static str> {
        Updated::ALL.map(Updated::label).to_vec()
    }

    fn offered(&self) -> Vec<(String, String)> {
        [(String::new(), "不限".to_owned())].into_iter().chain(self.cities.iter().cloned()).collect()
    }

    /// The province, before the last day, on our portal.
    pub fn sample() -> Option<Board> {
        Board::made(Channel::Portal, date(2027, 5, 20), true)
    }

    /// The province, the last day gone by, the national platform's list in, to be confirmed.
    pub fn sample_confirm() -> Option<Board> {
        Board::made(Channel::National, date(2027, 7, 1), true)
    }

    /// A city, which looks on.
    pub fn sample_city() -> Option<Board> {
        Board::made(Channel::Portal, date(2027, 5, 20), false)
    }

    /// A notice without number.
    pub fn sample_refused() -> Option<Board> {
        let board = Board::sample()?;
        let form = ArrangeForm { number: String::new(), due: "六月底".into(), ..board.form.clone() };
        let errors = form.parse().err()?;
        Some(Board { form, errors, ..board })
    }

    fn made(channel: Channel, on: Date, of_province: bool) -> Option<Board> {
        use std::collections::BTreeMap;
        use titian_app::query::{MayUpdate, UpdateRow};
        use titian_domain::annual_update::year::{Event, Import};
        use titian_domain::id::{AccountId, EnterpriseId};
        use titian_domain::room::Room;
        use titian_rulebook::tier::Tier;
        use titian_store::Standing;
        let mut year = sample_year(channel)?;
        if channel == Channel::National {
            let (name, by) = ("更新名单.xlsx".into(), AccountId("officer-2".into()));
            let import = Import { name, sha256: "ab12".into(), through: on, matched: 3, unknown: 1, on, by };
            year = UpdateYear::evolve(Some(year), &Event::Imported { import })?;
        }
        let standings = [Updated::InTime, Updated::NotYet, Updated::InTime, Updated::Late, Updated::Exempt];
        let firms = FIRMS.iter().skip(2).zip(standings);
        let city = DivisionCode::parse("450200")?;
        let rows: Vec<UpdateRow> = firms
            .map(|((name, ..), standing)| UpdateRow {
                enterprise: EnterpriseId("0042".into()),
                name: (*name).into(),
                city,
                tiers: vec![Tier::Innovative],
                standing,
                on: matches!(standing, Updated::InTime | Updated::Late).then(today),
                channel: matches!(standing, Updated::InTime | Updated::Late).then_some(channel),
                loses: standing == Updated::NotYet,
            })
            .collect();
        let mut by: BTreeMap<Updated, u32> = BTreeMap::new();
        rows.iter().for_each(|row| *by.entry(row.standing).or_default() += 1);
        let all = of_province;
        let found = Updates {
            rules: Some(year.rules.clone()),
            year: Standing { id: "2027".into(), version: 3, state: Some(year) },
            counts: [(city, by.clone()), (DivisionCode::parse("450100")?, by)]
                .into_iter()
                .take(1 + usize::from(all))
                .collect(),
            would_lose: 1,
            total: rows.len(),
            rows,
            years: vec![2027, 2026],
            may: MayUpdate { arrange: all, import: all, confirm: all, excuse: all },
        };
        let page = if all { province("/office/updates", "") } else { office("/office/updates", "") };
        let cities = vec![("450200".into(), "柳州市".into()), ("450100".into(), "南宁市".into())];
        Some(Board::of(page, 2027, &found, Query::default(), cities, on))
    }
}

impl Line {
    fn of(row: &titian_app::query::UpdateRow, year: i16, city: &str) -> Line {
        let on = row.on.map_or_else(String::new, show::day_short);
        let at = row.channel.map_or("", |channel| match channel {
            Channel::Portal => "本平台",
            Channel::National => "国家平台",
        });
        let happened = matches!(row.standing, Updated::InTime | Updated::Late | Updated::Missed | Updated::Excused);
        Line {
            href: if happened { format!("/office/updates/{}?year={year}", row.enterprise) } else { String::new() },
            name: Name::new(&row.name),
            city: city.to_owned(),
            tiers: tiers_in_words(&row.tiers),
            state: tag(row.standing),
            filed: [on.as_str(), at].into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join("，"),
        }
    }
}

/// A list that was imported, in a sentence.
fn imported(import: &titian_domain::annual_update::year::Import) -> String {
    format!(
        "{}导入“{}”，统计至{}：{}\u{a0}家是本区持有称号的企业，另有\u{a0}{}\u{a0}个代码不是。SHA-256\u{a0}{}",
        show::day(import.on),
        import.name,
        show::day(import.through),
        import.matched,
        import.unknown,
        import.sha256.chars().take(16).collect::<String>()
    )
}

/// Where a year stands.
fn standing(state: Option<&UpdateYear>, found: &Updates, today: Date) -> (Tag, String) {
    let Some(year) = state else {
        return match &found.rules {
            Some(rules) if today <= rules.due => (
                Tag::plain("未开放"),
                format!("自{}起开放；通知另定截止日或者更新平台的，可以先登记。", show::day(rules.opens)),
            ),
            Some(rules) => (
                Tag::plain("没有开放"),
                format!("截止日{}以前没有在本平台开放，没有企业因此失去复核资格。", show::day(rules.due)),
            ),
            None => (Tag::plain("没有规定"), "程序规定没有写明这一年的截止日。".into()),
        };
    };
    if let Some(closed) = &year.closed {
        let text = format!(
            "{}结束：{}\u{a0}家按时更新，{}\u{a0}家没有，其中\u{a0}{}\u{a0}家失去复核资格。",
            show::day(closed.on),
            closed.in_time,
            closed.missed,
            closed.lost
        );
        return (Tag::off("已结束"), text);
    }
    match (today > year.due(), year.channel) {
        (false, _) => {
            (Tag::ok("进行中"), format!("{}，截止后没有更新的失去复核资格。", show::time_left(year.due(), today)))
        }
        (true, Channel::Portal) => (Tag::ask("到期"), "截止日已过，系统即将结束这一年度。".into()),
        (true, Channel::National) => {
            (Tag::warn("等确认"), "截止日已过。导入国家平台的名单并由另一人确认以前，没有企业失去复核资格。".into())
        }
    }
}
