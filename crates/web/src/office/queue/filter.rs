//! 筛选 What is looked for: from the address, and back into it.

use serde::Deserialize;
use titian_domain::application::{Channel, Stage};
use titian_domain::id::{AccountId, BatchId};

/// Stages an office sees, in the order of the way, word and label: a draft is the enterprise's own.
pub(super) fn stages() -> impl Iterator<Item = (&'static str, &'static str)> {
    Stage::WORDS.into_iter().filter(|(id, _)| *id != "draft")
}

/// The form of filters, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Query {
    /// Word of a stage.
    pub stage: String,
    /// `mine`, `nobody`, or an account.
    pub handler: String,
    /// A batch.
    pub batch: String,
    /// Word of a channel.
    pub channel: String,
    /// `on`: only those that an objection holds.
    pub held: String,
    /// Words: of the name, the number, the code.
    pub q: String,
    /// `waiting`: what has been at its step the longest comes first; else what is due first.
    pub sort: String,
    /// The page, from 1.
    pub page: String,
    /// `1`: all boxes are ticked.
    pub all: String,
}

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// In which stage.
    pub stage: Option<&'static str>,
    /// Whose.
    pub handler: Whose,
    /// Of which batch.
    pub batch: Option<BatchId>,
    /// Only those filed there.
    pub channel: Option<Channel>,
    /// Only those that an objection holds.
    pub held: bool,
    /// Words that must all occur.
    pub words: Vec<String>,
    /// Whether what has been at its step the longest comes first, not what is due first.
    pub longest: bool,
    /// The page, from 1.
    pub page: u32,
    /// Whether all boxes are ticked.
    pub all: bool,
}

/// Whose cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Whose {
    /// Anybody's.
    #[default]
    Any,
    /// The reader's.
    Mine,
    /// Not taken up.
    Nobody,
    /// Somebody's.
    Of(AccountId),
}

impl Query {
    /// What is looked for. What an address says that means nothing is passed over: a list never fails for it.
    pub fn filter(&self) -> Filter {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Filter {
            stage: stages().map(|(id, _)| id).find(|id| *id == self.stage),
            handler: match self.handler.trim() {
                "" => Whose::Any,
                "mine" => Whose::Mine,
                "nobody" => Whose::Nobody,
                account => Whose::Of(AccountId(account.into())),
            },
            batch: some(&self.batch).map(BatchId),
            channel: Channel::from_id(&self.channel),
            held: self.held == "on",
            words: self.q.split_whitespace().take(6).map(str::to_owned).collect(),
            longest: self.sort == "waiting",
            page: self.page.parse().unwrap_or(1).max(1),
            all: self.all == "1",
        }
    }
}

impl Filter {
    /// The address of a list with this filter, without the page.
    fn without_page(&self, base: &str) -> String {
        let handler = match &self.handler {
            Whose::Any => "",
            Whose::Mine => "mine",
            Whose::Nobody => "nobody",
            Whose::Of(account) => account.as_str(),
        };
        let words = self.words.join(" ");
        let parts = [
            ("stage", self.stage.unwrap_or_default()),
            ("handler", handler),
            ("batch", self.batch.as_ref().map_or("", BatchId::as_str)),
            ("channel", self.channel.map_or("", Channel::id)),
            ("held", if self.held { "on" } else { "" }),
            ("q", &words),
            ("sort", if self.longest { "waiting" } else { "" }),
        ];
        let parts = parts.iter().filter(|(_, value)| !value.is_empty());
        let parts: Vec<String> = parts.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        if parts.is_empty() { base.to_owned() } else { format!("{base}?{}", parts.join("&")) }
    }

    /// The address of a list with this filter; the first page is not said.
    pub fn address(&self, base: &str) -> String {
        if self.page > 1 { format!("{}{}", self.before_page(base), self.page) } else { self.without_page(base) }
    }

    /// The address up to the number of the page, as [`crate::components::Pages`] takes it.
    pub fn before_page(&self, base: &str) -> String {
        let address = self.without_page(base);
        let joint = if address.contains('?') { '&' } else { '?' };
        format!("{address}{joint}page=")
    }

    /// The address of this page with all boxes ticked.
    pub fn ticked(&self, base: &str) -> String {
        format!("{}{}&all=1", self.before_page(base), self.page)
    }

    /// Whether anything is looked for.
    pub fn is_set(&self) -> bool {
        Filter { page: 0, all: false, ..self.clone() } != Filter::default()
    }
}

/// A value as an address writes it.
fn encoded(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(address: &str) -> Filter {
        let uri = address.parse().unwrap();
        axum::extract::Query::<Query>::try_from_uri(&uri).unwrap().0.filter()
    }

    #[test]
    fn a_filter_survives_its_address() {
        let filter = Filter {
            stage: Some("under_review"),
            handler: Whose::Of(AccountId("a&b".into())),
            batch: Some(BatchId("2026-45.1".into())),
            channel: Some(Channel::Platform),
            held: true,
            words: vec!["精密#".into(), "柳州".into()],
            longest: true,
            page: 3,
            all: false,
        };
        assert_eq!(query(&filter.address("/office")), filter);
        assert_eq!(Filter { page: 1, ..Filter::default() }.address("/office"), "/office");
        assert!(query(&filter.ticked("/office")).all);
    }

    #[test]
    fn nonsense_is_passed_over() {
        let filter = query("/office?stage=nothing&page=-1&handler=&held=1&q=");
        assert_eq!(filter, Filter { page: 1, ..Filter::default() });
        assert!(!filter.is_set() && query("/office?handler=mine").is_set());
    }
}
