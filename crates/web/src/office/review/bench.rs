//! 审核台 What stands around every page of a case: head, rail, tally.

use titian_domain::application::{Channel, Desk, Held, Ruling, Stage};
use titian_rulebook::explain::{ClauseReport, Report};
use titian_rulebook::judge::Truth;

use super::consulting::Consulting;
use super::{Docket, Matter};
use crate::components::{Due, Levels, Tag, truth};
use crate::office::queue::used_so_far;
use crate::show::{self, Name};

/// The bench.
#[derive(Debug, Clone)]
pub struct Bench {
    /// Id of the case.
    pub id: String,
    /// The enterprise, as it filed.
    pub name: Name,
    /// Batch, number, day of submission, handler.
    pub about: Vec<String>,
    /// Whether it was filed on the national platform.
    pub platform: bool,
    /// How far the case is.
    pub stage: Tag,
    /// Until when somebody has to act.
    pub due: Option<Due>,
    /// Where the case before leads.
    pub before: Option<String>,
    /// Where the next case leads.
    pub after: Option<String>,
    /// 第 7 家，共 43 家; empty if not looked at from a queue.
    pub place: String,
    /// Every question, with its state.
    pub rail: Vec<RailPart>,
    /// The points, always in sight.
    pub tally: Tally,
    /// Whether it waits to be taken up, and the reader may do so.
    pub take_up: bool,
    /// The clause under which its desk reviews.
    pub cite: String,
}

/// Questions that belong together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RailPart {
    /// 创新能力; may be empty.
    pub label: String,
    /// 25 / 40; may be empty.
    pub points: String,
    /// The questions.
    pub stops: Vec<Stop>,
}

/// One question on the rail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Its word: an id of an item, or `gates`, `inspection`, `history`.
    pub id: String,
    /// Where it is dealt with.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// Points, or how many of how many: 15 → 10, 4 / 6.
    pub figure: String,
    /// 采信, 调整, 未审 …; may be empty.
    pub state: String,
    /// Something here needs the reader.
    pub warn: bool,
    /// The page one is on.
    pub here: bool,
}

/// The points of the case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// As declared; empty if the standard gives no points.
    pub declared: String,
    /// As reviewed.
    pub reviewed: String,
    /// Whether the two differ.
    pub differs: bool,
    /// Needed.
    pub pass: String,
    /// By group.
    pub levels: Levels,
    /// 达到, 未达到, 待定, as reviewed.
    pub outcome: Option<Tag>,
    /// What is still to be done: 还有 3 件事; empty if nothing.
    pub left: String,
    /// What can be done now, the foremost last.
    pub acts: Vec<BenchAct>,
}

/// A way on from the bench.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BenchAct {
    /// 退回补正.
    pub label: &'static str,
    /// Where it leads.
    pub href: String,
    /// The key that leads there: the first letter of its pinyin.
    pub key: &'static str,
    /// The foremost act.
    pub first: bool,
}

impl Bench {
    /// The bench of a case; `here` is the word of the stop one is at.
    pub fn of(docket: &Docket<'_>, here: &str) -> Bench {
        let case = docket.case;
        let handler = match &case.stage {
            Stage::UnderReview { handler, .. } | Stage::Returned { handler, .. } | Stage::Concluded { handler, .. } => {
                Some(format!("经办 {}", docket.name(handler)))
            }
            _ => None,
        };
        let held = docket.filing.held.as_ref().map(|held| match held {
            Held::Recognition { tier, until, .. } => {
                format!("凭{tier}称号申报（{}）", show::term(*until, docket.filing.on))
            }
            Held::Technology => "凭科技型中小企业申报（企业填报，须核对佐证）".to_owned(),
        });
        let mut about =
            vec![docket.batch.name.clone(), case.number.clone(), format!("{}提交", show::day_short(docket.filing.on))];
        about.extend(handler);
        about.extend(held);
        about.extend(
            Some(used_so_far(case, &docket.spells, docket.today, docket.policy)).filter(|used| !used.is_empty()),
        );
        let corrected: usize = docket.filing.corrections.iter().map(|one| one.edits.len()).sum();
        if corrected > 0 {
            about.push(format!("已准予更正\u{a0}{corrected}\u{a0}项填报，按更正后的审核"));
        }
        let neighbours = &docket.neighbours;
        let beside = |id: &Option<String>| id.as_ref().map(|id| format!("/office/applications/{id}"));
        Bench {
            id: case.id.to_string(),
            name: Name::new(&docket.filing.content.name),
            about,
            platform: case.channel == Channel::Platform,
            stage: stage(&case.stage, !case.held_by.is_empty()),
            due: due(docket),
            before: beside(&neighbours.before),
            after: beside(&neighbours.after),
            place: match neighbours.of {
                0 => String::new(),
                of => format!("第\u{a0}{}\u{a0}家，共\u{a0}{of}\u{a0}家", neighbours.place),
            },
            rail: rail(docket, here),
            tally: tally(docket, here),
            take_up: docket.reader.reviews
                && !docket.stays_away()
                && matches!(case.stage, Stage::Submitted { .. } | Stage::Recommended { .. }),
            cite: show::article(case.reviewed_under()),
        }
    }
}

/// A stage as a state; a case that an objection holds says so first.
pub fn stage(stage: &Stage, held: bool) -> Tag {
    if held {
        return Tag::warn("暂缓（有异议）");
    }
    match stage {
        Stage::Submitted { .. } | Stage::Recommended { .. } | Stage::UnderReview { .. } | Stage::Concluded { .. } => {
            Tag::ask(stage.label())
        }
        Stage::Returned { .. } | Stage::Refused { .. } => Tag::warn(stage.label()),
        Stage::Draft | Stage::Withdrawn { .. } => Tag::off(stage.label()),
        Stage::Recognised { .. } => Tag::ok(stage.label()),
        _ => Tag::plain(stage.label()),
    }
}

fn due(docket: &Docket<'_>) -> Option<Due> {
    match &docket.case.stage {
        Stage::Returned { due, .. } => Some(Due::until(*due, docket.today)),
        // The day that the notice sets binds the cities.
        _ if docket.case.desk == Desk::Province => None,
        Stage::Submitted { .. }
        | Stage::UnderReview { .. }
        | Stage::Concluded { .. }
        | Stage::Endorsed { .. }
        | Stage::Listed { .. } => {
            let what = if docket.steps().filing { "备案" } else { "推荐" };
            Some(Due {
                when: format!("{}前{what}", show::day_short(docket.batch.city_due)),
                ..Due::until(docket.batch.city_due, docket.today)
            })
        }
        _ => None,
    }
}

fn rail(docket: &Docket<'_>, here: &str) -> Vec<RailPart> {
    let stop = |id: &str, path: String, label: &str, figure: String, state: &str, warn: bool| Stop {
        id: id.into(),
        href: docket.href(&path),
        label: label.into(),
        figure,
        state: state.into(),
        warn,
        here: id == here,
    };
    let gates = docket.edition.gates.gates.len();
    let clear = docket.gates_clear();
    let checked = if clear == gates { "已核查" } else { "待核查" };
    let mut parts = vec![RailPart {
        stops: vec![stop("gates", "gates".into(), "基本条件", format!("{clear} / {gates}"), checked, clear < gates)],
        ..RailPart::default()
    }];
    for group in &docket.reviewed.groups {
        parts.push(RailPart {
            label: group.label.clone(),
            points: format!("{} / {}", show::points(group.mark.low, group.mark.high), group.mark.max),
            stops: vec![],
        });
    }
    let mut clauses = RailPart::default();
    let mut routes = RailPart { label: "直通条件".into(), points: "可代替总分".into(), stops: vec![] };
    let mut claimed = false;
    for matter in docket.matters() {
        let (figure, changed) = figure(docket, matter);
        let (word, warn) = state(docket, matter);
        let id = matter.id();
        let label = match matter {
            Matter::Indicator(at, _) => format!("{} {}", at + 1, matter.label()),
            _ => matter.label(),
        };
        let one = stop(id, format!("items/{id}"), &label, figure, &word, warn || changed);
        match matter {
            // Groups of the report stand in the order of the standard, behind the gates.
            Matter::Indicator(_, indicator) => match parts.get_mut(1 + indicator.group) {
                Some(part) => part.stops.push(one),
                None => clauses.stops.push(one),
            },
            Matter::Condition(..) => clauses.stops.push(one),
            Matter::Route(at, _) => {
                let truth = docket.declared.routes.get(at).map(|route| route.truth);
                claimed |= truth == Some(Truth::Met) || docket.verdict(id).is_some() || one.here;
                routes.stops.push(one);
            }
        }
    }
    if !clauses.stops.is_empty() {
        parts.push(RailPart { label: "认定条件".into(), ..clauses });
    }
    if claimed {
        parts.push(routes);
    } else if let Some(first) = routes.stops.first() {
        let one =
            Stop { label: "直通条件".into(), figure: String::new(), state: "未主张".into(), ..first.clone() };
        parts.push(RailPart { stops: vec![one], ..RailPart::default() });
    }
    let visits = docket.visits.map_or(0, |visits| visits.visits.len());
    let differs = docket.visits.is_some_and(|visits| visits.disagrees());
    let found = match (visits, differs) {
        (0, _) => "未抽查",
        (_, true) => "有不符",
        _ => "相符",
    };
    let consulting = Consulting::of(docket).map(|consulting| {
        let (word, warn) = consulting.word();
        let count = format!("{}\u{a0}个部门", consulting.lines.len());
        stop("conclusion", "conclusion".into(), "部门意见", count, word, warn)
    });
    parts.push(RailPart {
        stops: [
            stop(
                "inspection",
                "inspection".into(),
                "实地抽查",
                format!("{visits}\u{a0}次"),
                found,
                visits == 0 || differs,
            ),
            stop(
                "signals",
                "signals".into(),
                "风险提示",
                format!("{}\u{a0}条", docket.signals.len()),
                match (docket.signals.len(), docket.unlooked().count()) {
                    (0, _) => "没有",
                    (_, 0) => "已核对",
                    _ => "待核对",
                },
                docket.look_closely(),
            ),
            stop("history", "history".into(), "经过、声明与转交", String::new(), "", false),
        ]
        .into_iter()
        .chain(consulting)
        .collect(),
        ..RailPart::default()
    });
    parts
}

/// 15 → 10 where declared and reviewed differ; and whether they do.
fn figure(docket: &Docket<'_>, matter: Matter<'_>) -> (String, bool) {
    let (was, now) = points_of(docket, matter);
    if was == now { (now, false) } else { (format!("{was} → {now}"), true) }
}

/// Points of an indicator, or the answer to a clause: as declared, as reviewed.
pub(super) fn points_of(docket: &Docket<'_>, matter: Matter<'_>) -> (String, String) {
    let answer = |clause: Option<&ClauseReport>| clause.map_or(String::new(), |one| truth(one.truth).word);
    let of = |report: &Report| match matter {
        Matter::Indicator(at, _) => {
            report.indicators.get(at).map_or(String::new(), |line| show::points(line.low, line.high))
        }
        Matter::Condition(at, _) => answer(report.conditions.get(at)),
        Matter::Route(at, _) => answer(report.routes.get(at)),
    };
    (of(&docket.declared), of(&docket.reviewed))
}

/// The ruling of this desk; while it has none, that of the one before, as that one's.
fn state(docket: &Docket<'_>, matter: Matter<'_>) -> (String, bool) {
    let warns = |ruling: &Ruling| matches!(ruling, Ruling::Reject { .. } | Ruling::Ask { .. });
    match docket.verdict(matter.id()) {
        Some(one) if one.desk != docket.case.desk => {
            (format!("{}{}", one.desk.label(), one.ruling.label()), warns(&one.ruling))
        }
        Some(one) => (one.ruling.label().to_owned(), warns(&one.ruling)),
        None => ("未审".to_owned(), false),
    }
}

fn tally(docket: &Docket<'_>, here: &str) -> Tally {
    let points = |report: &Report| report.points.map_or(String::new(), |mark| show::points(mark.low, mark.high));
    let (declared, reviewed) = (points(&docket.declared), points(&docket.reviewed));
    let obstacles = docket.obstacles().len();
    let act = |label, path: &str, key, first| BenchAct { label, href: docket.href(path), key, first };
    let mut acts = if docket.handles() {
        let mut acts = vec![act("退回补正", "correction", "t", false), act("拟办", "conclusion", "n", true)];
        if !docket.unruled().is_empty() {
            acts.insert(0, act("其余采信", "rest", "q", false));
        }
        acts
    } else if docket.lapsed() {
        vec![act("拟办", "conclusion", "n", true)]
    } else if docket.decides() {
        vec![act("审批", "approval", "s", true)]
    } else {
        vec![]
    };
    // The page one is on has its own button.
    acts.retain(|act| act.href != docket.href(here));
    Tally {
        differs: declared != reviewed,
        declared,
        reviewed,
        pass: docket.reviewed.points.map_or(String::new(), |mark| mark.pass.to_string()),
        levels: Levels::of(&docket.declared.groups, &docket.reviewed.groups),
        outcome: Some(match docket.reviewed.outcome.id.as_str() {
            "passes" => Tag::ok("达到标准"),
            "fails" => Tag::warn("未达到标准"),
            _ => Tag::ask("待定"),
        }),
        left: match obstacles {
            0 => String::new(),
            left if docket.handles() => format!("还有\u{a0}{left}\u{a0}件事"),
            _ => String::new(),
        },
        acts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::review::Reader;
    use crate::office::sample::Gathered;

    fn labels(bench: &Bench) -> Vec<&'static str> {
        bench.tally.acts.iter().map(|act| act.label).collect()
    }

    #[test]
    fn the_rail_has_every_question_with_its_state() {
        let gathered = Gathered::reviewing().unwrap();
        let bench = Bench::of(&gathered.docket().unwrap(), "rd_share");
        let stops: Vec<&Stop> = bench.rail.iter().flat_map(|part| &part.stops).collect();
        assert_eq!(stops.len(), 1 + 6 + 1 + 3);
        assert_eq!(
            stops.iter().filter(|stop| stop.here).map(|stop| stop.id.as_str()).collect::<Vec<_>>(),
            ["rd_share"]
        );
        let rd = stops.iter().find(|stop| stop.id == "rd_share").unwrap();
        assert_eq!((rd.figure.as_str(), rd.state.as_str(), rd.warn), ("15 → 10", "调整", true));
        assert!(stops.iter().any(|stop| stop.state == "未主张"));
        assert_eq!((bench.tally.declared.as_str(), bench.tally.reviewed.as_str()), ("80", "75"));
    }

    #[test]
    fn each_reader_is_offered_their_own_acts() {
        let mut gathered = Gathered::reviewing().unwrap();
        assert_eq!(labels(&Bench::of(&gathered.docket().unwrap(), "ip")), ["其余采信", "退回补正", "拟办"]);
        // The page one is on has its own button.
        assert_eq!(labels(&Bench::of(&gathered.docket().unwrap(), "conclusion")), ["其余采信", "退回补正"]);
        gathered.reader = Reader { reviews: true, ..Reader::default() };
        assert!(labels(&Bench::of(&gathered.docket().unwrap(), "ip")).is_empty());
        let leader = Gathered::concluded().unwrap();
        assert_eq!(labels(&Bench::of(&leader.docket().unwrap(), "ip")), ["审批"]);
    }

    #[test]
    fn a_submitted_case_is_taken_up_from_its_bench() {
        let mut gathered = Gathered::reviewing().unwrap();
        gathered.case.stage = Stage::Submitted { on: jiff::civil::date(2026, 11, 12) };
        let bench = Bench::of(&gathered.docket().unwrap(), "ip");
        assert!(bench.take_up && bench.tally.acts.is_empty());
    }
}
