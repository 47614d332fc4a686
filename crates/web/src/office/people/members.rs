//! 企业人员 People of the enterprises of a city, to be found when one of them has lost a password or left (A5).

use askama::Template;
use serde::Deserialize;
use titian_domain::account::{Account, Binding, BindingState};
use titian_domain::id::{AccountId, EnterpriseId};

use crate::components::{Empty, Pages, Tag};
use crate::form::Field;
use crate::layout::Page;
use crate::office::sample::{liuzhou, office};
use crate::sample::{FIRMS, today};
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/people/members.html")]
pub struct Members {
    /// The page.
    pub page: Page,
    /// How many there are, in a sentence.
    pub lead: String,
    /// What is looked for, as typed.
    pub q: String,
    /// Those of this page, by enterprise.
    pub lines: Vec<MemberLine>,
    /// Pages.
    pub pages: Pages,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberLine {
    /// Their account.
    pub id: String,
    /// 姓名.
    pub name: String,
    /// With what they sign in.
    pub login: String,
    /// The enterprise.
    pub enterprise: Name,
    /// Its code.
    pub code: String,
    /// 已核验, 待核验, 未通过, 已停用.
    pub state: Tag,
    /// Since when.
    pub since: String,
}

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Query {
    /// Words: of the name, the login, the enterprise, its code.
    pub q: String,
    /// The page, from 1.
    pub page: String,
}

impl Query {
    /// The words, all of which must occur, and the page. What means nothing is passed over.
    pub fn parse(&self) -> (Vec<String>, u32) {
        let words = self.q.split_whitespace().take(6).map(str::to_owned).collect();
        (words, self.page.parse().unwrap_or(1).max(1))
    }
}

impl MemberLine {
    /// An account with the enterprise it acts for: name and code.
    pub fn of(account: &Account, (enterprise, code): (&str, &str)) -> MemberLine {
        MemberLine {
            id: account.id.to_string(),
            name: account.name.clone(),
            login: account.login.clone(),
            enterprise: Name::new(enterprise),
            code: code.into(),
            state: Tag::member(account),
            since: show::day(account.since),
        }
    }
}

impl Members {
    /// A page of `all` people who fit, `size` on each.
    pub fn of(page: Page, query: Query, all: u32, size: u32, lines: Vec<MemberLine>) -> Members {
        let (_, here) = query.parse();
        let before = format!("/office/members?q={}&page=", show::address(&query.q));
        Members {
            page: page.under("账号核验", "/office/accounts"),
            lead: "忘记密码、丢了手机、离职的，先找到本人的账号。".into(),
            pages: Pages::new(here, size, all, before, "人"),
            q: query.q,
            lines,
        }
    }

    /// Said when nobody fits.
    fn nobody(&self) -> Empty {
        if self.q.is_empty() {
            return Empty::new("还没有企业人员注册", "企业人员注册后会出现在这里。")
                .link("回到账号核验", "/office/accounts");
        }
        Empty::new("没有找到这样的企业人员", "可以少写几个字；也可能是外市企业的人员，请转告所在市办理。")
            .link("看全部人员", "/office/members")
    }

    /// Values to look at.
    pub fn sample() -> Option<Members> {
        let states = [
            ("甲", BindingState::Approved { by: AccountId("officer-1".into()), on: today() }, false),
            ("戊", BindingState::Pending, false),
            ("丁", BindingState::Approved { by: AccountId("officer-1".into()), on: today() }, true),
        ];
        let line = |(at, (name, state, disabled)): (usize, (&str, BindingState, bool))| {
            let (firm, code, _) = *FIRMS.get(at + 2)?;
            Some(MemberLine::of(&Account { disabled, ..member(name, state)? }, (firm, code)))
        };
        let lines = states.into_iter().enumerate().map(line).collect::<Option<Vec<_>>>()?;
        Some(Members::of(office("/office/accounts", "企业人员"), Query::default(), 3, 50, lines))
    }

    /// Nobody fits.
    pub fn sample_none() -> Option<Members> {
        let query = Query { q: "不在本市的人".into(), page: String::new() };
        Some(Members::of(office("/office/accounts", "企业人员"), query, 0, 50, vec![]))
    }
}

/// Somebody who acts for an enterprise of 柳州, for samples.
pub(super) fn member(name: &str, state: BindingState) -> Option<Account> {
    let enterprise = EnterpriseId("e".into());
    let binding = Binding { enterprise, city: liuzhou()?, founder: true, state, paper: None, claims: None };
    Some(Account {
        id: AccountId(format!("member-{name}")),
        login: "demo@example.invalid".into(),
        name: format!("演示用户{name}"),
        binding: Some(binding),
        grants: vec![],
        disabled: false,
        since: today(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_number_that_is_none_is_the_first() {
        let read = |q: &str, page: &str| Query { q: q.into(), page: page.into() }.parse();
        assert_eq!(read(" 甲 示例 ", "2"), (vec!["甲".into(), "示例".into()], 2));
        assert_eq!((read("", "0").1, read("", "x").1), (1, 1));
    }
}
