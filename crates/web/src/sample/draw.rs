//! One fictitious draw, in each of its stages.

use jiff::civil::{Date, date};
use titian_domain::draw::{
    Candidate, Clause, Command, Delegate, Draw, Excused, Plan, Proposal, Roster, Source, Target, decide, promise,
};
use titian_domain::id::{AccountId, ApplicationId, BatchId, DrawId, EnterpriseId, NoticeId};
use titian_domain::room::Room;
use titian_rulebook::region::DivisionCode;

use super::FIRMS;

const CONTRIBUTION: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// The day on which the list is fixed; the public value is of the next one, and on the one after the draw is opened.
const FIXED: Date = date(2026, 11, 20);

/// A roster of eight firms of one city.
pub fn roster() -> Option<Roster> {
    let city = DivisionCode::parse("450200")?;
    let candidate = |((name, code, _), n): (&(&str, &str, &str), usize)| Candidate {
        application: ApplicationId((*code).into()),
        enterprise: EnterpriseId((*code).into()),
        number: format!("GX2026H2C{n:05}"),
        name: (*name).into(),
        city,
        industry: ["34", "34", "36", ""].get(n % 4).copied().unwrap_or_default().into(),
    };
    let delegate = |(key, name): (&str, &str)| Delegate { key: key.into(), name: name.into(), account: None };
    Some(Roster {
        candidates: FIRMS.iter().zip(1..).take(8).map(candidate).collect(),
        plan: Plan::Percent(30),
        targets: vec![Target { number: "GX2026H2C00003".into(), reason: "两年研发费用相差悬殊".into() }],
        visitors: 2,
        inspectors: [("01", "演示抽查员甲"), ("02", "演示抽查员乙"), ("03", "演示抽查员丙"), ("04", "演示抽查员丁")]
            .map(delegate)
            .into(),
        recusals: vec![Excused {
            inspector: "03".into(),
            number: Some("GX2026H2C00001".into()),
            reason: "近亲属在企业任职".into(),
        }],
    })
}

fn after(draw: Option<Draw>, command: Command, today: Date) -> Option<Draw> {
    let events = decide(draw.as_ref(), command, today).ok()?;
    events.iter().fold(draw, Draw::evolve)
}

/// In preparation.
pub fn prepared() -> Option<Draw> {
    let proposal = Proposal {
        batch: BatchId::of(&NoticeId("2026-45".into()), 1),
        city: DivisionCode::parse("450200"),
        title: "柳州市2026年第二批创新型中小企业实地抽查".into(),
        roster: roster()?,
        by: AccountId("officer-2".into()),
    };
    let (id, clause) = (DrawId("d1".into()), Clause::CityInnovative);
    after(None, Command::Prepare { id, clause, proposal: Box::new(proposal) }, FIXED)
}

/// Its list is fixed.
pub fn fixed() -> Option<Draw> {
    let source = Source {
        what: "中国福利彩票双色球第2026135期开奖号码（演示）".into(),
        form: "红球由小到大，再写蓝球，两位数字，以空格分隔".into(),
        on: FIXED.tomorrow().ok()?,
    };
    after(prepared(), Command::Fix { source, commitment: promise("d1", CONTRIBUTION), gone: vec![] }, FIXED)
}

/// Drawn.
pub fn drawn() -> Option<Draw> {
    let command = Command::Open { value: "01 05 12 23 30 33 07".into(), contribution: CONTRIBUTION.into() };
    after(fixed(), command, FIXED.tomorrow().ok()?.tomorrow().ok()?)
}

/// Given up, too late to be unsuspicious.
pub fn dropped() -> Option<Draw> {
    after(fixed(), Command::Drop { reason: "名单漏了一家，重新拟定。".into() }, FIXED.tomorrow().ok()?)
}

/// Who is named in samples.
pub fn inspectors() -> Vec<(AccountId, String)> {
    vec![
        (AccountId("inspector-1".into()), "演示抽查员甲".into()),
        (AccountId("inspector-2".into()), "演示抽查员乙".into()),
    ]
}

/// Draws that the public may read of: fixed, drawn, given up.
pub fn public() -> Vec<Draw> {
    [fixed(), drawn(), dropped()].into_iter().flatten().collect()
}
