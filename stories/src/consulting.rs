//! 征求部门意见 Cases of the middle tier on 柳州's desk, and the departments that are asked about them.

use titian_app::command::Command;
use titian_domain::account::{Grant, Role};
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::consultation::Department;
use titian_domain::enterprise;
use titian_domain::id::{AccountId, BatchId, ConsultationId, NoticeId};
use titian_domain::notice::{self, Batch, Signing};
use titian_rulebook::deadline::Length;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

use crate::portal::Portal;
use crate::province::{CITY, Case, handler, ids, officer};

/// Somebody with a login, which is their password, and a grant.
pub async fn account(portal: &Portal, login: &str, grant: Grant) {
    let province = portal.province();
    let secret = portal.app.passwords.hash(login).await.expect("it is there");
    let open = Command::OpenOfficer { login: login.into(), name: format!("演示{login}"), secret, temporary: false };
    let account = AccountId(province.one(&officer("系统", Role::SystemAdministrator), open).await.id);
    province.one(&officer("安全", Role::SecurityAdministrator), Command::Grant { account, grant, give: true }).await;
}

/// Specialised cases of 柳州 that were submitted.
pub async fn cases(portal: &Portal, first: u64) -> Vec<Case> {
    let province = portal.province();
    let today = portal.app.clock.today();
    let later = |days: i64| today.saturating_add(jiff::Span::new().days(days));
    let batch = Batch {
        id: BatchId(String::new()),
        name: "示例专精特新批次".into(),
        tier: Tier::Specialised,
        purpose: Purpose::Apply,
        from: today,
        until: later(20),
        city_due: later(60),
        standard: "miit-2022/specialised".into(),
        gates: "gates/miit-2026".into(),
        procedure: "national-2026".into(),
        publicity: Length::WorkingDays(5),
        correction: Length::WorkingDays(5),
        signing: Signing::Click,
        evidence: vec![],
        half: "2026-H2".into(),
        county_due: None,
        paper_due: None,
        cohort: None,
        county: vec![],
        local_table: None,
        switched: vec![],
        lapsed_because: String::new(),
    };
    let (title, text) = ("示例专精特新申报通知".into(), "请按时申报。".into());
    let draft = Command::DraftNotice { notice: None, title, text, batches: vec![batch] };
    let notice = NoticeId(province.one(&officer("区经办", Role::ProvinceHandler), draft).await.id);
    let publish = notice::Command::Publish { number: "示例〔2026〕77号".into() };
    province.one(&officer("区审批", Role::ProvinceLeader), Command::Notice(notice.clone(), publish)).await;
    let firms = province.firms(first, 2).await;
    for firm in &firms {
        let place = Place { fact: "holds_technology_sme".into(), year: None };
        let edits = vec![Edit { place, text: Some("是".into()) }];
        let file = enterprise::Command::File { edits, source: Source::Enterprise };
        province.one(&firm.clerk, Command::Dossier(firm.id.clone(), file)).await;
    }
    province.submitted(&BatchId::of(&notice, 1), &firms).await
}

/// The city asks 生态环境 and 税务 about cases; answers the request.
pub async fn asked(portal: &Portal, cases: &[Case]) -> ConsultationId {
    let province = portal.province();
    let known = province.load_all::<titian_domain::application::Application>(&[cases[0].id.as_str()]).await.remove(0);
    let edition = portal.app.policy.edition_of(&known.standard, &known.gates, known.purpose).expect("an edition");
    let ground = edition.gates.gates.last().expect("a condition").id.clone();
    let consult = Command::Consult {
        batch: known.batch,
        office: DivisionCode::parse(CITY).expect("a city"),
        number: "柳工信函〔2026〕76号".into(),
        grounds: vec![ground],
        list: ids(cases),
        due: portal.app.clock.today().saturating_add(jiff::Span::new().days(7)),
        departments: vec![
            (Department::Environment, "柳州市生态环境局".into()),
            (Department::Tax, "柳州市税务局".into()),
        ],
    };
    ConsultationId(province.one(&handler(), consult).await.id)
}

/// The address of a one-time link for a department.
pub async fn link(portal: &Portal, consultation: &ConsultationId, department: Department) -> String {
    let make = Command::MakeLink { consultation: consultation.clone(), department, email: String::new() };
    format!("/consult/{}", portal.province().one(&handler(), make).await.secret)
}
