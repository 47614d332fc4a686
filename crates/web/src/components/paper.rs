//! 公文 What the office signs and prints: issuer, number, title, text, signature. The annex follows in the page.

use askama::Template;
use askama::filters::HtmlSafe;

/// A paper of the office; stands in `<article class="paper">`, its annexes after it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/paper.html")]
pub struct Paper {
    /// Who issues it.
    pub issuer: String,
    /// 文号.
    pub number: String,
    /// Title; lines are broken where the office breaks them.
    pub title: Vec<String>,
    /// Whom it is addressed to; may be empty.
    pub to: String,
    /// The text.
    pub blocks: Vec<Block>,
    /// 落款日 as the paper writes it.
    pub signed_on: String,
    /// What is attached, by title.
    pub annexes: Vec<String>,
}

/// A piece of a paper's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// 一、公示时间
    Head(String),
    /// A paragraph.
    Text(String),
}

impl Paper {
    /// A paper.
    pub fn new(issuer: impl ToString, number: impl ToString, title: &[&str], signed_on: impl ToString) -> Paper {
        Paper {
            issuer: issuer.to_string(),
            number: number.to_string(),
            title: title.iter().map(ToString::to_string).collect(),
            signed_on: signed_on.to_string(),
            ..Paper::default()
        }
    }

    /// With a heading.
    #[must_use]
    pub fn head(mut self, head: impl ToString) -> Paper {
        self.blocks.push(Block::Head(head.to_string()));
        self
    }

    /// With a paragraph.
    #[must_use]
    pub fn text(mut self, text: impl ToString) -> Paper {
        self.blocks.push(Block::Text(text.to_string()));
        self
    }

    /// The title in one line.
    pub fn title_line(&self) -> String {
        self.title.concat()
    }
}

impl HtmlSafe for Paper {}
