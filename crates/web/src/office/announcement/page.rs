//! 一份公告 One list: waiting for approval, in force, or given up.

use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use titian_domain::announcement::{Announcement, Approval, Stage};
use titian_domain::correction::Paper;
use titian_domain::id::{AccountId, EvidenceId};

use crate::components::{Errors, Refused, Summary, Tag};
use crate::form::Field;
use crate::layout::Page;
use crate::office::correction::new_href;
use crate::office::read::Reading;
use crate::office::sample::{batch, leader, province};
use crate::sample::{FIRMS, today};
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/announcement/page.html")]
pub struct AnnouncementPage {
    /// The page.
    pub page: Page,
    /// Its id.
    pub id: String,
    /// 待批准, 已公告, 已撤回.
    pub state: Tag,
    /// Who fixed it and when; how it was approved; why it was given up.
    pub facts: Summary,
    /// The scan of the signed paper.
    pub scan: Option<String>,
    /// The list: city, name, code, and where a correction of it is proposed.
    pub list: Vec<(String, Name, String, String)>,
    /// Whether the reader may propose one now.
    pub may_correct: bool,
    /// Whether the public can read it: once it is in force.
    pub public: bool,
    /// Whether it waits for approval.
    pub waits: bool,
    /// Whether the reader may register the approval.
    pub may_approve: bool,
    /// Why not; empty if they may.
    pub why_not: String,
    /// What the list does to the old titles of a re-review's cohort (A13.3); empty if it is none, or over.
    pub lapses: String,
    /// Whether the reader may give it up.
    pub may_drop: bool,
    /// What is typed for the approval.
    pub approve: Approve,
    /// What is typed for giving it up.
    pub giving_up: GiveUp,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is posted to `approve`; the scan comes as a file under `scan`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Approve {
    /// 文号.
    pub number: String,
    /// 落款日.
    pub dated: String,
    /// `on`: the list was compared with the signed paper.
    pub confirm: String,
}

impl Approve {
    /// The approval, or what has to be put right. `scan` is the file that was kept, if one was sent.
    pub fn parse(
        &self,
        standing: &Announcement,
        scan: Option<EvidenceId>,
        by: &AccountId,
        today: Date,
    ) -> Result<Approval, Errors> {
        let mut reading = Reading::default();
        let number = reading.need("number", &self.number, "请填写文号，例如 桂工信企业〔2026〕96号");
        let dated = reading.day("dated", &self.dated, "落款日");
        if let Some(dated) = dated {
            if dated > today {
                reading.errors.push("dated", format!("落款日 {dated} 在今天之后，到那一天再登记"));
            } else if dated < standing.prepared_on {
                let fixed = standing.prepared_on;
                reading.errors.push("dated", format!("落款日 {dated} 早于名单固定的日期 {fixed}，请核对"));
            }
        }
        if scan.is_none() {
            reading.errors.push("scan", "请上传签发文件的扫描件（PDF）");
        }
        if self.confirm != "on" {
            reading.errors.push("confirm", "请核对名单与签发文件一致后再登记");
        }
        reading.done(dated.map(|dated| Approval { number, dated, scan, by: by.clone() }))
    }
}

/// What is posted to `drop`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct GiveUp {
    /// Why.
    pub reason: String,
}

impl GiveUp {
    /// The reason, or what has to be put right.
    pub fn parse(&self) -> Result<String, Errors> {
        let mut reading = Reading::default();
        let reason = reading.need("reason", &self.reason, "请写明为什么撤回名单");
        reading.done(Some(reason))
    }
}

/// Who looks at an announcement.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Their account.
    pub account: &'a AccountId,
    /// Whether they may register approvals.
    pub announces: bool,
    /// Whether they may prepare and give up lists.
    pub prepares: bool,
    /// Whether they may propose corrections.
    pub corrects: bool,
}

impl AnnouncementPage {
    /// The page. `city` names the city of an entry, `name` a person.
    pub fn of(
        page: Page,
        one: &Announcement,
        reader: Reader<'_>,
        city: impl Fn(&titian_domain::publicity::Entry) -> String,
        name: impl Fn(&AccountId) -> String,
        until: Option<Date>,
    ) -> AnnouncementPage {
        let fixed = format!("{}，{}", name(&one.prepared_by), show::day(one.prepared_on));
        let facts = Summary::new().row("家数", show::with_unit(one.list.len(), "家")).row("固定名单", fixed);
        let (state, facts, scan) = match &one.stage {
            Stage::Prepared => (Tag::ask("待批准"), facts, None),
            Stage::InForce { approval } => {
                let mut facts = facts
                    .row("文号", &approval.number)
                    .row("落款日", show::day(approval.dated))
                    .row("登记人", name(&approval.by));
                if let Some(until) = until {
                    let last = until.yesterday().unwrap_or(until);
                    facts = facts.noted(
                        "有效期",
                        format!("{}至{}", show::day(approval.dated), show::day(last)),
                        "自落款日起三年",
                    );
                }
                let scan = approval.scan.as_ref().map(|id| format!("/office/announcements/{}/files/{id}", one.id));
                (Tag::ok("已公告"), facts, scan)
            }
            Stage::Dropped { reason } => (Tag::off("已撤回"), facts.row("撤回理由", reason), None),
        };
        let waits = one.stage == Stage::Prepared;
        let own = one.prepared_by == *reader.account;
        AnnouncementPage {
            page,
            id: one.id.to_string(),
            state,
            facts,
            scan,
            list: one
                .list
                .iter()
                .map(|entry| {
                    let href = new_href(&Paper::Announcement(one.id.clone()), entry.application.as_str());
                    (city(entry), Name::new(&entry.name), entry.code.clone(), href)
                })
                .collect(),
            may_correct: matches!(one.stage, Stage::InForce { .. }) && reader.corrects,
            may_approve: waits && reader.announces && !own,
            why_not: match (reader.announces, own) {
                (_, true) => "名单是您准备的，请由另一位有权人员登记批准。".into(),
                (false, _) => "由自治区审批人员登记批准。".into(),
                _ => String::new(),
            },
            lapses: String::new(),
            may_drop: waits && reader.prepares,
            public: matches!(one.stage, Stage::InForce { .. }),
            waits,
            approve: Approve::default(),
            giving_up: GiveUp::default(),
            errors: Errors::none(),
            refused: None,
        }
    }

    /// Values to look at: waits for approval.
    pub fn sample() -> Option<AnnouncementPage> {
        AnnouncementPage::sampled(Stage::Prepared)
    }

    /// Refused.
    pub fn sample_refused() -> Option<AnnouncementPage> {
        let form = Approve { dated: "2026-11-24".into(), ..Approve::default() };
        let errors = form.parse(&announcement(Stage::Prepared), None, &leader(), today()).err()?;
        AnnouncementPage::sample().map(|page| AnnouncementPage { approve: form, errors, ..page })
    }

    /// In force.
    pub fn sample_in_force() -> Option<AnnouncementPage> {
        let approval = Approval {
            number: "桂工信企业〔2026〕96号".into(),
            dated: jiff::civil::date(2026, 11, 23),
            scan: Some(EvidenceId("scan".into())),
            by: leader(),
        };
        AnnouncementPage::sampled(Stage::InForce { approval })
    }

    /// Given up.
    pub fn sample_dropped() -> Option<AnnouncementPage> {
        AnnouncementPage::sampled(Stage::Dropped { reason: "名单漏了两家，重新准备。".into() })
    }

    fn sampled(stage: Stage) -> Option<AnnouncementPage> {
        let page =
            province("/office/publicity", "2026年第二批创新型中小企业名单").under("公示与公告", "/office/publicity");
        let one = announcement(stage);
        let city = |entry: &titian_domain::publicity::Entry| {
            let found = FIRMS.iter().find(|(name, ..)| *name == entry.name);
            found.map_or(String::new(), |(_, _, city)| (*city).to_owned())
        };
        let name =
            |id: &AccountId| if *id == leader() { "演示用户丁".to_owned() } else { "演示用户戊".to_owned() };
        let reader = Reader { account: &leader(), announces: true, prepares: true, corrects: true };
        Some(AnnouncementPage::of(page, &one, reader, city, name, Some(jiff::civil::date(2029, 11, 23))))
    }
}

/// An announcement to look at.
pub(super) fn announcement(stage: Stage) -> Announcement {
    use titian_domain::id::{AnnouncementId, ApplicationId, EnterpriseId};
    let entry = |(name, code, _): &(&str, &str, &str)| titian_domain::publicity::Entry {
        application: ApplicationId((*code).into()),
        enterprise: EnterpriseId((*code).into()),
        name: (*name).into(),
        code: (*code).into(),
    };
    Announcement {
        id: AnnouncementId("a2".into()),
        batch: batch().id,
        tier: batch().tier,
        title: "2026年第二批创新型中小企业名单".into(),
        list: FIRMS.iter().take(9).map(entry).collect(),
        prepared_by: AccountId("province-1".into()),
        prepared_on: jiff::civil::date(2026, 11, 20),
        stage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &Approve, scan: Option<&str>) -> Result<Approval, Vec<String>> {
        let scan = scan.map(|id| EvidenceId(id.into()));
        let fields = |errors: Errors| errors.list.into_iter().map(|(field, _)| field).collect();
        form.parse(&announcement(Stage::Prepared), scan, &leader(), today()).map_err(fields)
    }

    #[test]
    fn an_approval_has_number_day_and_scan() {
        let form = Approve { number: "桂〔2026〕1号".into(), dated: "2026-11-23".into(), confirm: "on".into() };
        let approval = read(&form, Some("s")).unwrap();
        assert_eq!((approval.dated, approval.by), (today(), leader()));
        assert_eq!(read(&form, None), Err(vec!["scan".into()]));
        for day in ["2026-11-24", "2026-11-19"] {
            assert_eq!(read(&Approve { dated: day.into(), ..form.clone() }, Some("s")), Err(vec!["dated".into()]));
        }
        assert_eq!(read(&Approve::default(), None).unwrap_err(), ["number", "dated", "scan", "confirm"]);
    }

    #[test]
    fn who_prepared_does_not_approve() {
        let one = announcement(Stage::Prepared);
        let own = Reader { account: &one.prepared_by, announces: true, prepares: true, corrects: true };
        let page = AnnouncementPage::of(Page::default(), &one, own, |_| String::new(), |_| String::new(), None);
        assert!(!page.may_approve && page.why_not.contains("另一位") && page.may_drop);
        assert!(GiveUp { reason: " ".into() }.parse().is_err());
    }
}
