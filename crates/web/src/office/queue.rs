//! 待办 The work of a city, ordered by deadline: how much is where, who is waited for, fifty at a time.
//!
//! Two addresses, one view: `/office` shows what waits for the reader, `/office/applications` everything they may see.
//! Filters are a plain GET form ([`Query`]); taking up is a POST of ticked boxes to `/office/applications/take-up`
//! ([`TakeUp`]), returning or proposing many to `/office/together`, approving to `/office/approvals` (see [`super::signing`]).

mod filter;
mod row;
mod sample;
mod take_up;

use std::sync::LazyLock;

use askama::Template;
use titian_domain::application::Channel;

use crate::components::{Empty, Errors, Pages, Refused};
use crate::form::Field;
use crate::layout::{Link, Page};
use crate::show;

pub use filter::{Filter, Query, Whose};
pub use row::{QueueRow, used_so_far, waits};
pub use take_up::TakeUp;

/// Rows on a page.
pub const SIZE: u32 = 50;

/// The list.
#[derive(Debug, Clone, Template)]
#[template(path = "office/queue.html")]
pub struct Queue {
    /// The page.
    pub page: Page,
    /// How much there is, and how near.
    pub lead: String,
    /// Work of other kinds: 账号核验 3 个.
    pub errands: Vec<Link>,
    /// Stages, with how many cases are in each.
    pub stages: Vec<StageCount>,
    /// Where the form of filters leads.
    pub base: &'static str,
    /// What is looked for.
    pub query: Query,
    /// Whose cases, as (value, label).
    pub handlers: Vec<(String, String)>,
    /// Batches, as (value, label).
    pub batches: Vec<(String, String)>,
    /// Whether anything is looked for.
    pub filtered: bool,
    /// Filters that the reader keeps, as (name, address).
    pub saved: Vec<(String, String)>,
    /// What is typed as the name of a filter.
    pub filter_name: String,
    /// The cases, the nearest deadline first.
    pub rows: Vec<QueueRow>,
    /// Pages.
    pub pages: Pages,
    /// The address of this list as it is filtered, to come back to.
    pub back: String,
    /// Where all boxes of this page are ticked; empty where there are none.
    pub tick_all: String,
    /// To whom cases can be given, as (account, name), the reader first; empty hides the act.
    pub colleagues: Vec<(String, String)>,
    /// Whether the reader may approve.
    pub may_approve: bool,
    /// Whether they handle cases, and can return or propose many.
    pub may_handle: bool,
    /// Whether they give out cases among handlers.
    pub may_assign: bool,
    /// What is typed.
    pub form: TakeUp,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// A stage with its count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageCount {
    /// 审核中.
    pub label: &'static str,
    /// How many.
    pub count: String,
    /// Where they are.
    pub href: String,
    /// Whether they are in sight.
    pub here: bool,
}

impl StageCount {
    /// All stages that have cases, all of them first. `counts` are by word of the stage.
    pub fn all(base: &str, filter: &Filter, counts: &[(&str, u32)]) -> Vec<StageCount> {
        let of = |stage: Option<&'static str>, label, count: u32| StageCount {
            label,
            count: show::count(count.into()),
            href: Filter { stage, page: 1, ..filter.clone() }.address(base),
            here: filter.stage == stage,
        };
        let mut all = vec![of(None, "全部", counts.iter().map(|(_, n)| n).sum())];
        for (id, label) in filter::stages() {
            let count = counts.iter().find(|(stage, _)| *stage == id).map_or(0, |(_, n)| *n);
            if count > 0 || filter.stage == Some(id) {
                all.push(of(Some(id), label, count));
            }
        }
        all
    }
}

impl Queue {
    /// Whether any row can be ticked.
    fn ticks(&self) -> bool {
        self.rows.iter().any(|row| row.pickable)
    }

    /// What can come first.
    fn orders(&self) -> &[(String, String)] {
        static ORDERS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
            [("", "期限近的在前"), ("waiting", "在本环节久的在前")]
                .map(|(id, label)| (id.to_owned(), label.to_owned()))
                .into()
        });
        &ORDERS
    }

    /// Where cases are filed.
    fn channels(&self) -> &[(String, String)] {
        static CHANNELS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
            let all = Channel::ALL.into_iter().map(|one| (one.id(), one.label()));
            [("", "不限")].into_iter().chain(all).map(|(id, label)| (id.to_owned(), label.to_owned())).collect()
        });
        &CHANNELS
    }

    /// What comes first, in words.
    fn first(&self) -> &str {
        let known = self.orders().iter().find(|(id, _)| *id == self.query.sort);
        known.or(self.orders().first()).map_or("", |(_, label)| label)
    }

    /// Said when there is nothing.
    fn nothing(&self) -> Empty {
        if self.filtered {
            return Empty::new("没有符合条件的申报", "可以少写几个字，或者换一个阶段、批次再看。")
                .link("去掉全部条件", self.base);
        }
        Empty::new("现在没有待办", "企业提交后会出现在这里。截止日前几天最多，请留出时间。")
            .link("看全部申报", "/office/applications")
    }
}
