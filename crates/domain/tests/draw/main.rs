//! 抽签 The draw: the same for whoever computes it, fair within its bounds, and refused where it must be.

mod fairness;
mod rules;
mod second;
mod verify;
mod visits;

use jiff::civil::{Date, date};
use titian_domain::draw::*;
use titian_domain::id::*;
use titian_domain::refusal::Refusal;
use titian_domain::room::Room;
use titian_rulebook::region::DivisionCode;

const FIXED: Date = date(2026, 9, 15);
/// The day of the public value; the next one, on which the draw is opened.
const VALUED: Date = date(2026, 9, 16);
const OPENED: Date = date(2026, 9, 17);
const VALUE: &str = "01 05 12 23 30 33 07";
const CONTRIBUTION: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn city(code: &str) -> DivisionCode {
    DivisionCode::parse(code).unwrap()
}

fn candidate(n: usize, city_code: &str, industry: &str) -> Candidate {
    Candidate {
        application: ApplicationId(format!("a{n}")),
        enterprise: EnterpriseId(format!("e{n}")),
        number: format!("GX2026H2C{n:05}"),
        name: format!("示例虚构企业{n:04}号"),
        city: city(city_code),
        industry: industry.into(),
    }
}

fn number(n: usize) -> String {
    format!("GX2026H2C{n:05}")
}

fn delegates(count: usize) -> Vec<Delegate> {
    (1..=count).map(|n| Delegate { key: format!("{n:02}"), name: format!("抽查员{n}"), account: None }).collect()
}

fn recusal(inspector: &str, number: Option<String>) -> Excused {
    Excused { inspector: inspector.into(), number, reason: "近亲属在企业任职".into() }
}

/// So many cases of one city, in one industry.
fn roster(cases: usize, plan: Plan) -> Roster {
    Roster {
        candidates: (1..=cases).map(|n| candidate(n, "450200", "35")).collect(),
        plan,
        targets: vec![],
        visitors: 2,
        inspectors: delegates(4),
        recusals: vec![],
    }
}

/// Cases of three cities in many industries, targets, recusals.
fn province() -> Roster {
    let industries = ["35", "35", "35", "26", "26", "39", "", "13"];
    let place = |n: usize| ["450100", "450200", "450200", "451300"][n % 4];
    Roster {
        candidates: (1..=60).map(|n| candidate(n, place(n), industries[n % industries.len()])).collect(),
        plan: Plan::Percent(15),
        targets: [7, 20].map(|n| Target { number: number(n), reason: "有举报,正在核实".into() }).into(),
        visitors: 2,
        inspectors: delegates(7),
        recusals: vec![recusal("03", None), recusal("01", Some(number(20))), recusal("02", Some(number(7)))],
    }
}

fn proposal(roster: Roster) -> Proposal {
    Proposal {
        batch: BatchId("n.1".into()),
        city: Some(city("450200")),
        title: "2026年第二批实地抽查".into(),
        roster,
        by: AccountId("handler".into()),
    }
}

fn prepare(known: Option<&Draw>, proposal: Proposal) -> Result<Vec<Event>, Refusal> {
    let (id, clause) = (DrawId("d".into()), Clause::CityInnovative);
    decide(known, Command::Prepare { id, clause, proposal: Box::new(proposal) }, FIXED)
}

fn source(on: Date) -> Source {
    Source {
        what: "中国福利彩票双色球第2026107期开奖号码".into(),
        form: "红球由小到大,再写蓝球,两位数字,以空格分隔".into(),
        on,
    }
}

fn fix() -> Command {
    Command::Fix { source: source(VALUED), commitment: promise("d", CONTRIBUTION), gone: vec![] }
}

fn open(value: &str) -> Command {
    Command::Open { value: value.into(), contribution: CONTRIBUTION.into() }
}

fn after(draw: Option<&Draw>, events: Vec<Event>) -> Draw {
    events.iter().fold(draw.cloned(), Draw::evolve).unwrap()
}

fn prepared(roster: Roster) -> Draw {
    after(None, prepare(None, proposal(roster)).unwrap())
}

fn fixed(roster: Roster) -> Draw {
    let draw = prepared(roster);
    after(Some(&draw), decide(Some(&draw), fix(), FIXED).unwrap())
}

fn drawn(roster: Roster) -> Draw {
    let draw = fixed(roster);
    after(Some(&draw), decide(Some(&draw), open(VALUE), OPENED).unwrap())
}
