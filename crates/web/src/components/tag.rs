//! 状态 A state in one to six characters: word, shape and colour, never colour alone.

use askama::Template;
use askama::filters::HtmlSafe;
use titian_domain::account::{Account, BindingState};

/// How a state is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// In order: 有效, 满足, 一致.
    Ok,
    /// Somebody still has to say: 待定, 审核中.
    Ask,
    /// Needs the reader: 未满足, 逾期.
    Warn,
    /// Over or not in use: 已失效, 已撤回.
    Off,
    /// Just a word.
    Plain,
}

/// A state and its word.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(ext = "html", source = r#"<span class="tag {{ self.class() }}">{{ word }}</span>"#)]
pub struct Tag {
    /// How it is to be taken.
    pub state: State,
    /// The word.
    pub word: String,
}

impl Tag {
    /// In order.
    pub fn ok(word: impl ToString) -> Tag {
        Tag { state: State::Ok, word: word.to_string() }
    }

    /// Not decided yet.
    pub fn ask(word: impl ToString) -> Tag {
        Tag { state: State::Ask, word: word.to_string() }
    }

    /// Needs the reader.
    pub fn warn(word: impl ToString) -> Tag {
        Tag { state: State::Warn, word: word.to_string() }
    }

    /// Over.
    pub fn off(word: impl ToString) -> Tag {
        Tag { state: State::Off, word: word.to_string() }
    }

    /// Just a word.
    pub fn plain(word: impl ToString) -> Tag {
        Tag { state: State::Plain, word: word.to_string() }
    }

    /// How the account of an enterprise's person stands: 已核验, 待核验, 未通过, 已停用.
    pub fn member(account: &Account) -> Tag {
        match account.binding.as_ref().map(|binding| &binding.state) {
            _ if account.disabled => Tag::off("已停用"),
            Some(BindingState::Approved { .. }) => Tag::ok("已核验"),
            Some(BindingState::Pending) => Tag::ask("待核验"),
            Some(BindingState::Refused { .. }) => Tag::warn("未通过"),
            None => Tag::off("未绑定"),
        }
    }

    fn class(&self) -> &'static str {
        match self.state {
            State::Ok => "ok",
            State::Ask => "ask",
            State::Warn => "warn",
            State::Off => "off",
            State::Plain => "plain",
        }
    }
}

impl HtmlSafe for Tag {}
