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
}

impl From<&Refusal> for Refused {
    fn from(refusal: &Refusal) -> Refused {
        let cited = |id: &String| Link::new(show::article(id), show::article_href(id));
        Refused {
            what: show::sentence(&refusal.what),
            reasons: refusal.reasons.iter().map(|reason| show::sentence(reason)).collect(),
            todo: show::sentence(&refusal.todo),
            articles: refusal.articles.iter().map(cited).collect(),
        }
    }
}

impl HtmlSafe for Refused {}
