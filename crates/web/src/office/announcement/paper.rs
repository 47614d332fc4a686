//! 送批稿 The list on A4 as it goes to be approved: fixed, numbered, with its digest at the foot.

use askama::Template;
use sha2::{Digest, Sha256};
use titian_domain::announcement::{Announcement, Stage};
use titian_domain::publicity::Entry;

use super::page::announcement;
use crate::components::{Paper, Roster, RosterRow};
use crate::layout::Page;
use crate::office::sample::province;
use crate::sample::FIRMS;
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/announcement/paper.html")]
pub struct ListPaper {
    /// The page.
    pub page: Page,
    /// Where the announcement is.
    pub back: String,
    /// What is written above the list.
    pub paper: Paper,
    /// 附件 名单（9 家）.
    pub annex: String,
    /// The list.
    pub roster: Roster,
    /// SHA-256 over the list: whoever compares finds whether the signed paper shows this one.
    pub digest: String,
}

/// SHA-256 over the title and the list, in its order.
fn digest(one: &Announcement) -> String {
    let line = |entry: &Entry| format!("\n{} {}", entry.code, entry.name);
    let text: String = std::iter::once(one.title.clone()).chain(one.list.iter().map(line)).collect();
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl ListPaper {
    /// The paper of an announcement; `city` names the city of an entry.
    pub fn of(page: Page, issuer: &str, one: &Announcement, city: impl Fn(&Entry) -> String) -> ListPaper {
        let count = one.list.len();
        let number = match &one.stage {
            Stage::InForce { approval } => approval.number.clone(),
            _ => "送批稿".into(),
        };
        let row = |(entry, number): (&Entry, u32)| RosterRow {
            number,
            name: Name::new(&entry.name),
            href: String::new(),
            code: entry.code.clone(),
            city: city(entry),
            note: String::new(),
            corrections: vec![],
        };
        ListPaper {
            page,
            back: format!("/office/announcements/{}", one.id),
            paper: Paper::new(issuer, number, &[&one.title], show::day(one.prepared_on))
                .text(format!("经企业自评、各设区市审核和公示，拟对 {count} 家{}予以公告，名单见附件。", one.tier)),
            annex: format!("附件　名单（{count}家）"),
            roster: Roster { caption: one.title.clone(), rows: one.list.iter().zip(1..).map(row).collect() },
            digest: digest(one),
        }
    }

    /// Values to look at.
    pub fn sample() -> Option<ListPaper> {
        let one = announcement(Stage::Prepared);
        let page = province("/office/publicity", "送批稿")
            .under("公示与公告", "/office/publicity")
            .under(&one.title, "/office/announcements/a2");
        let city = |entry: &Entry| {
            let found = FIRMS.iter().find(|(name, ..)| *name == entry.name);
            found.map_or(String::new(), |(_, _, city)| (*city).to_owned())
        };
        Some(ListPaper::of(page, "自治区工业和信息化厅", &one, city))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_differs_has_another_digest() {
        let one = announcement(Stage::Prepared);
        let mut other = one.clone();
        other.list.swap(0, 1);
        assert_eq!(digest(&one), digest(&one.clone()));
        assert_ne!(digest(&one), digest(&other));
    }
}
