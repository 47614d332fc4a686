//! 名单 A list of enterprises as papers carry it: number, name, code, city; who is held stays in it, with the reason.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::layout::Link;
use crate::show::Name;

/// A list of enterprises.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "components/roster.html")]
pub struct Roster {
    /// Said to those who hear the table.
    pub caption: String,
    /// The rows.
    pub rows: Vec<RosterRow>,
}

/// One enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// Its number on the list.
    pub number: u32,
    /// Its name as the list carries it.
    pub name: Name,
    /// Where it stands in the register; empty = no link.
    pub href: String,
    /// Its credit code.
    pub code: String,
    /// Its city.
    pub city: String,
    /// Held: why. May be empty.
    pub note: String,
    /// Corrections that stand beside it; the list itself stays as it was.
    pub corrections: Vec<Link>,
}

impl Roster {
    /// Values to look at: the sample enterprises, one of them held.
    pub fn sample(caption: &str, held: bool) -> Roster {
        let rows = crate::sample::FIRMS.iter().zip(1..).map(|((name, code, city), number)| RosterRow {
            number,
            name: Name::new(name),
            href: format!("/register/{code}"),
            code: (*code).into(),
            city: (*city).into(),
            note: if held && number == 8 { "已收到异议，核实期间暂缓".into() } else { String::new() },
            corrections: match (held, number) {
                (false, 2) => vec![Link::new(
                    "更正：企业名称应为“示例更正（柳州）0002号”（演示公告〔2026〕9号，8月20日）",
                    "/corrections/k1",
                )],
                _ => vec![],
            },
        });
        Roster { caption: caption.into(), rows: rows.collect() }
    }
}

impl HtmlSafe for Roster {}
