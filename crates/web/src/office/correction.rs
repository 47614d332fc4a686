//! 更正 Corrections: of lists that are out (A9, A10), and requests to correct filed data (A9).
//!
//! | page | address |
//! |---|---|
//! | [`board::Board`] | GET `/office/corrections` |
//! | [`draft::Draft`] | GET, POST `/office/corrections/new` |
//! | [`page::CorrectionPage`] | GET `/office/corrections/ID`; POST `/announce`, `/drop` |
//! | [`request::RequestPage`] | GET `/office/correction-requests/ID`; POST `/opinion`, `/decision` |
//! | a file | GET `/office/correction-requests/ID/files/FILE` |

pub mod board;
pub mod draft;
pub mod page;
pub mod request;

use jiff::civil::date;
use titian_domain::correction::{CorrectionAnnouncement, Paper, Part, Stage};
use titian_domain::id::{AccountId, AnnouncementId, ApplicationId, CorrectionId, EnterpriseId};
use titian_domain::publicity::Entry;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use crate::components::Tag;
use crate::sample::{CODE, FIRM};

/// How far a correction of a list is.
pub fn state(stage: &Stage) -> Tag {
    match stage {
        Stage::Proposed => Tag::ask("待批准"),
        Stage::Announced { .. } => Tag::ok("已更正"),
        Stage::Dropped { .. } => Tag::off("不予更正"),
    }
}

/// Where the public reads a list.
pub fn public_href(paper: &Paper) -> String {
    match paper {
        Paper::Publicity(id) => format!("/publicity/{id}"),
        Paper::Announcement(id) => format!("/announcements/{id}"),
    }
}

/// Where its office works on it.
pub fn office_href(paper: &Paper) -> String {
    format!("/office{}", public_href(paper))
}

/// Where a correction of an entry of a list is proposed.
pub fn new_href(paper: &Paper, application: &str) -> String {
    let kind = match paper {
        Paper::Publicity(_) => "publicity",
        Paper::Announcement(_) => "announcement",
    };
    format!("/office/corrections/new?{kind}={}&application={application}", paper.id())
}

/// A value as people read it: a city by its name.
pub fn value(part: Part, text: &str, city: &dyn Fn(DivisionCode) -> String) -> String {
    match part {
        Part::City => DivisionCode::parse(text).map_or_else(|| text.to_owned(), city),
        Part::Name | Part::Code => text.to_owned(),
    }
}

/// A correction to look at.
fn sample_correction(stage: Stage) -> CorrectionAnnouncement {
    CorrectionAnnouncement {
        id: CorrectionId("k1".into()),
        paper: Paper::Announcement(AnnouncementId("a1".into())),
        list: "2026年第一批创新型中小企业名单".into(),
        office: DivisionCode::GUANGXI,
        tier: Tier::Innovative,
        entry: Entry {
            application: ApplicationId("c1".into()),
            enterprise: EnterpriseId("e1".into()),
            name: FIRM.into(),
            code: CODE.into(),
        },
        part: Part::Name,
        wrong: FIRM.into(),
        right: "示例精密传动（柳州）0042号有限责任公司".into(),
        reason: "名单漏了“责任”二字，以营业执照为准。".into(),
        by: AccountId("officer-9".into()),
        on: date(2026, 11, 20),
        stage,
    }
}

fn sample_announced() -> Stage {
    let by = AccountId("leader-9".into());
    Stage::Announced { number: "桂工信企业〔2026〕97号".into(), on: date(2026, 11, 23), by }
}
