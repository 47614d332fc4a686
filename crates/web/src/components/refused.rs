//! 不予办理 A refusal of the domain, as a page shows it: what, every reason, the way out, the article.

use askama::Template;
use askama::filters::HtmlSafe;
use titian_domain::refusal::Refusal;

use crate::layout::Link;
use crate::show;

/// A refusal. It takes the focus as the list of errors does, for there is never both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/refused.html")]
pub struct Refused {
    /// What is refused, in a sentence.
    pub what: String,
    /// Every reason.
    pub reasons: Vec<String>,
    /// The next step; may be empty.
    pub todo: String,
    /// The clauses it rests on.
    pub articles: Vec<Link>,
    /// What was typed, by its label, where the page has no form for it any more; nothing of it is lost.
    pub typed: Vec<(String, String)>,
}

impl From<&Refusal> for Refused {
    fn from(refusal: &Refusal) -> Refused {
        let cited = |id: &String| Link::new(show::article(id), show::article_href(id));
        Refused {
            what: show::sentence(&refusal.what),
            reasons: refusal.reasons.iter().map(|reason| show::sentence(reason)).collect(),
            todo: show::sentence(&refusal.todo),
            articles: refusal.articles.iter().map(cited).collect(),
            typed: vec![],
        }
    }
}

impl Refused {
    /// Somebody else was faster: what was asked is done already, or can no longer be done. What was `typed` is shown,
    /// since the form for it is gone.
    pub fn overtaken(refusal: &Refusal, typed: &[(&str, &str)]) -> Refused {
        let mut refused = Refused::from(refusal);
        refused.reasons.insert(0, "这件事刚刚被别人办过，您这一次没有保存".into());
        let typed = typed.iter().filter(|(_, text)| !text.trim().is_empty());
        refused.typed = typed.map(|(label, text)| ((*label).to_owned(), (*text).to_owned())).collect();
        refused
    }
}

impl HtmlSafe for Refused {}
