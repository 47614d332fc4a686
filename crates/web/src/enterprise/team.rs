//! 人员 Who acts for the enterprise, and how far each is vouched for (A9.1): drafting does not wait, submitting does.

use askama::Template;
use jiff::civil::{Date, date};
use titian_domain::account::{Account, Binding, BindingState};

use super::dossier::proof::{ACCEPTED, limit};
use super::sample::{self, Ground};
use crate::components::{Errors, Tag};
use crate::layout::Page;
use crate::show::{self, Day};

/// The people of an enterprise.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/team.html")]
pub struct Team {
    /// The page.
    pub page: Page,
    /// The enterprise.
    pub firm: String,
    /// Its code; others sign up with it.
    pub code: String,
    /// The city that vouches.
    pub city: String,
    /// The reader's own account, while it is not approved.
    pub notice: Option<Notice>,
    /// The people, the reader first.
    pub people: Vec<Person>,
    /// Why an act was refused.
    pub errors: Errors,
}

/// What a reader whose account is not approved is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// 待核验, 未通过.
    pub tag: Tag,
    /// What happened.
    pub head: String,
    /// What one can do meanwhile and what not, a sentence each.
    pub lines: Vec<String>,
    /// Name of the paper that was handed in; empty if there is none.
    pub paper: String,
    /// Whether a paper can be handed in now.
    pub waits: bool,
}

/// One person.
#[derive(Debug, Clone)]
pub struct Person {
    /// 姓名.
    pub name: String,
    /// With what they sign in.
    pub login: String,
    /// 已核验, 待核验, 未通过, 已停用.
    pub state: Tag,
    /// Since when the account is there.
    pub since: Day,
    /// Who began the dossier; the reader.
    pub part: String,
}

impl Notice {
    /// What the state of a binding says to the person; none once it is approved.
    pub fn of(binding: &Binding, city: &str) -> Option<Notice> {
        let paper = binding.paper.as_ref().map(|paper| paper.name.clone()).unwrap_or_default();
        match &binding.state {
            BindingState::Approved { .. } => None,
            BindingState::Pending => Some(Notice {
                tag: Tag::ask("待核验"),
                head: format!("您的账号正在由{city}主管部门核验"),
                lines: vec![
                    if binding.founder {
                        "核验期间可以填企业档案、上传材料、核对内容，都会保存。".into()
                    } else {
                        "核验通过以前，看不到这家企业已有的档案。".into()
                    },
                    format!("还不能提交申报。临近截止还没有核验的，请直接联系{city}主管部门。"),
                ],
                paper,
                waits: true,
            }),
            BindingState::Refused { reason, on } => Some(Notice {
                tag: Tag::warn("未通过"),
                head: format!("您的账号 {} 没有通过核验", show::day(*on)),
                lines: vec![
                    format!("理由：{}", show::sentence(reason)),
                    "按理由补齐后可以重新申请；已经填的档案仍然保留。".into(),
                ],
                paper,
                waits: false,
            }),
        }
    }
}

impl Person {
    /// An account of this enterprise; `me` marks the reader.
    pub fn of(account: &Account, me: bool) -> Person {
        let binding = account.binding.as_ref();
        let founder = binding.is_some_and(|binding| binding.founder);
        let parts = [me.then_some("本人"), founder.then_some("首位填报人")];
        Person {
            name: account.name.clone(),
            login: account.login.clone(),
            state: Tag::member(account),
            since: Day::full(account.since),
            part: parts.into_iter().flatten().collect::<Vec<_>>().join("，"),
        }
    }

    fn sample(name: &str, login: &str, state: Tag, since: Date, part: &str) -> Person {
        Person { name: name.into(), login: login.into(), state, since: Day::full(since), part: part.into() }
    }
}

impl Team {
    /// The people of an enterprise.
    pub fn of(page: Page, firm: (&str, &str, &str), notice: Option<Notice>, people: Vec<Person>) -> Team {
        let (firm, code, city) = firm;
        Team {
            page: Page { title: "人员".into(), ..page },
            firm: firm.into(),
            code: code.into(),
            city: city.into(),
            notice,
            people,
            errors: Errors::none(),
        }
    }

    /// Three people, one of whom waits.
    pub fn sample() -> Team {
        let people = vec![
            Person::sample("演示用户甲", "jia@example.com", Tag::ok("已核验"), date(2026, 10, 28), "本人，首位填报人"),
            Person::sample("演示用户戊", "13800000000", Tag::ok("已核验"), date(2026, 11, 3), ""),
            Person::sample("演示用户丁", "ding@example.com", Tag::ask("待核验"), date(2026, 11, 22), ""),
        ];
        Team::at(None, people)
    }

    /// The reader's own account waits.
    pub fn sample_pending(ground: &Ground) -> Team {
        let mine =
            Person::sample("演示用户甲", "jia@example.com", Tag::ask("待核验"), date(2026, 11, 23), "本人，首位填报人");
        Team::at(Notice::of(&ground.binding(BindingState::Pending, true), "柳州市"), vec![mine])
    }

    /// A paper that was not taken.
    pub fn sample_refused(ground: &Ground) -> Team {
        Team { errors: Errors::none().and("letter", "请先选择授权书文件"), ..Team::sample_pending(ground) }
    }

    fn at(notice: Option<Notice>, people: Vec<Person>) -> Team {
        let firm = (crate::sample::FIRM, crate::sample::CODE, "柳州市");
        Team::of(sample::page("/enterprise/team", ""), firm, notice, people)
    }
}
