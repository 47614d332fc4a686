//! Every way a case can go, walked through the real transitions, for each tier, purpose and procedure: no case is stuck,
//! and none is decided without the steps that its procedure demands.

use std::collections::{BTreeSet, HashMap, VecDeque};

use titian_rulebook::policy::Policy;
use titian_rulebook::procedure::{Act, Demand, Level, Path, Procedure};

use super::*;
use crate::recognition::{Origin, Recognition};

/// A case with what lies around it. Days do not matter but for a deadline of a return that may be over.
#[derive(Clone, PartialEq, Eq, Hash)]
struct World {
    case: String,
    inspected: bool,
    checked: bool,
    expired: bool,
    /// Where the desk that has the case stands with other departments.
    consulted: Departments,
    /// What has been done for it, as far as it still counts.
    done: BTreeSet<String>,
}

/// What departments say to the desk that has the case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Departments {
    NotAsked,
    Waiting,
    Clear,
    Silent,
    Concerned,
}

impl Departments {
    fn told(self) -> Consulted {
        let one = |is: Departments| if self == is { vec![format!("税务局 {self:?}")] } else { vec![] };
        match self {
            Departments::NotAsked => Consulted::NotAsked,
            _ => Consulted::Asked {
                waiting: one(Departments::Waiting),
                silent: one(Departments::Silent),
                concerns: one(Departments::Concerned),
                agreed: vec![],
            },
        }
    }

    /// What can follow: an answer, or none in time; a late answer; another.
    fn next(self) -> &'static [Departments] {
        use Departments::{Clear, Concerned, NotAsked, Silent, Waiting};
        match self {
            NotAsked => &[Waiting],
            Waiting => &[Clear, Silent, Concerned],
            Silent | Clear | Concerned => &[Clear, Concerned],
        }
    }
}

/// Who moves.
#[derive(Clone, Copy, PartialEq)]
enum Mover {
    Applicant,
    /// Offices, the public, the clock.
    Others,
}

const OBJECTION: &str = "o";

struct Way<'p> {
    path: &'p Path,
    batch: Batch,
    steps: Steps,
}

impl Way<'_> {
    fn context<'b>(&'b self, world: &World, actor: &str) -> Context<'b> {
        let today = if world.expired { "2026-10-13" } else { "2026-09-10" };
        let mut context = context(&self.batch, actor, today);
        context.items = vec![("ip".into(), "知识产权".into())];
        context.required = context.items.clone();
        context.steps = self.steps.clone();
        context.inspected = world.inspected;
        context.consulted = world.consulted.told();
        context.unchecked = if world.checked { vec![] } else { vec!["未列入经营异常名录".into()] };
        // Who applies holds what the tier builds on; who is re-reviewed holds the tier itself as well.
        let reached = |tier: &Tier| *tier < self.batch.tier || self.batch.purpose == Purpose::Rereview;
        context.titles = Tier::ALL.into_iter().filter(reached).map(title).collect();
        context
    }

    /// `said` lies before whoever proposes.
    fn commands(&self, said: Departments) -> Vec<(Mover, &'static str, Command)> {
        use Mover::{Applicant, Others};
        let rule = |ruling| Command::Rule { rulings: vec![("ip".into(), ruling)] };
        let propose = |pass, why: &str| {
            let (uncalled, heard) = (why.to_owned(), said.told().asks());
            Command::Conclude { pass, opinion: "意见".into(), uncalled, heard }
        };
        vec![
            (Applicant, "clerk", submit()),
            (Applicant, "clerk", Command::Withdraw),
            (Others, "handler", Command::TakeUp { handler: AccountId("handler".into()), from: None }),
            (Others, "handler", rule(Ruling::Accept)),
            (Others, "handler", rule(Ruling::Ask { what: "请补充".into() })),
            (Others, "handler", Command::Return { deficiencies: vec![] }),
            (Others, "handler", propose(true, "")),
            (Others, "handler", propose(true, "材料清楚")),
            (Others, "handler", propose(false, "")),
            (Others, "handler", Command::Approve),
            (Others, "leader", Command::Approve),
            (Others, "leader", Command::SendBack { why: "请再核".into() }),
        ]
    }

    /// Everything that lists can do to a case.
    fn lists(&self, case: &Application) -> Vec<Result<Vec<Event>, Refusal>> {
        let on = day("2026-09-10");
        let objection = || ObjectionId(OBJECTION.into());
        let handler = || AccountId("handler".into());
        let list = MiitListId("m".into());
        vec![
            recommend(case, Desk::City, RecommendationId("f".into()), 1, on, vec![]),
            recommend(case, Desk::Province, RecommendationId("f".into()), 1, on, vec![]),
            publicise(case, Desk::City, PublicityId("p".into()), on, vec![]),
            publicise(case, Desk::Province, PublicityId("p".into()), on, vec![]),
            if case.held_by.is_empty() { hold(case, objection()) } else { Ok(vec![]) },
            release(case, objection(), true, handler(), on),
            release(case, objection(), false, handler(), on),
            Ok(clear(case, on)),
            file(case, &self.steps, on),
            fix(case, &self.steps, AnnouncementId("g".into()), vec![]),
            Ok(unfix(case, on)),
            recognise(case, &AnnouncementId("g".into()), RecognitionId("r".into()), vec![], on),
            certify(case, &list, RecognitionId("r".into()), on),
            pass_over(case, &list, handler(), on),
        ]
    }

    /// All worlds that one step leads to.
    fn after(&self, world: &World) -> Vec<(Mover, World)> {
        let case: Application = serde_json::from_str(&world.case).unwrap();
        let mut next = Vec::new();
        for (mover, actor, command) in self.commands(world.consulted) {
            // What was returned and not mended is over for the applicant; the office goes on.
            let events = decide(Some(&case), command, &self.context(world, actor));
            next.extend(events.into_iter().filter(|events| !events.is_empty()).map(|events| (mover, events)));
        }
        let lists = self.lists(&case).into_iter().flatten().filter(|events| !events.is_empty());
        next.extend(lists.map(|events| (Mover::Others, events)));
        let mut worlds: Vec<(Mover, World)> =
            next.into_iter().map(|(mover, events)| (mover, self.follow(world, &case, &events))).collect();
        if matches!(case.stage, Stage::UnderReview { .. }) {
            worlds.push((Mover::Others, World { inspected: true, ..world.clone() }));
            worlds.push((Mover::Others, World { checked: true, ..world.clone() }));
        }
        // An answer may come while the proposal waits for the leader; nobody is asked then.
        let asks = match case.stage {
            Stage::UnderReview { .. } => true,
            Stage::Concluded { .. } => world.consulted != Departments::NotAsked,
            _ => false,
        };
        if self.steps.at(case.desk).consultation.is_some() && asks {
            let asked = world.consulted.next().iter();
            worlds.extend(asked.map(|next| (Mover::Others, World { consulted: *next, ..world.clone() })));
        }
        if matches!(case.stage, Stage::Returned { .. }) {
            worlds.push((Mover::Others, World { expired: true, ..world.clone() }));
        }
        worlds
    }

    fn follow(&self, world: &World, case: &Application, events: &[Event]) -> World {
        let mut next = World { expired: false, ..world.clone() };
        let mut state = case.clone();
        for event in events {
            let desk = state.desk.id();
            let done = match event {
                Event::Submitted { .. } => Some("submitted".to_owned()),
                Event::Listed { by, .. } | Event::Endorsed { by, .. } => {
                    assert_ne!(by.as_str(), "handler", "who handles does not approve");
                    let Stage::Concluded { heard, .. } = &state.stage else { panic!("approved {:?}", state.stage) };
                    let unheard = world.consulted.told().unheard(heard);
                    assert_eq!(unheard, [""; 0], "approved over what nobody has weighed");
                    Some(format!("approved at {desk}"))
                }
                Event::Refused { by, .. } => {
                    assert_ne!(by.as_str(), "handler", "who handles does not refuse either");
                    None
                }
                Event::Recommended { .. } => {
                    // The level above asks for itself.
                    next.consulted = Departments::NotAsked;
                    Some(format!("recommended by {desk}"))
                }
                Event::Concluded { pass: true, uncalled, .. } => {
                    self.heard(state.desk, world.consulted, uncalled);
                    None
                }
                Event::Cleared { .. } => Some(format!("publicised by {desk}")),
                Event::Filed { .. } => Some("filed".into()),
                Event::Reopened { .. } => {
                    next.done.retain(|one| !one.ends_with(desk) && one != "filed");
                    None
                }
                _ => None,
            };
            next.done.extend(done);
            state = <Application as Room>::evolve(Some(state), event).unwrap();
        }
        if let Stage::Recognised { announcement, .. } = &state.stage {
            assert!(state.held_by.is_empty(), "an open objection holds it");
            let missing: Vec<String> =
                self.demanded().into_iter().filter(|one| !self.stands(&next, one, announcement.is_some())).collect();
            assert_eq!(missing, [""; 0], "decided without {missing:?}: {:?}", next.done);
        }
        next.case = serde_json::to_string(&state).unwrap();
        next
    }

    /// Nothing is proposed over the heads of departments that have time still, nor without a word over their silence or
    /// their concern.
    fn heard(&self, desk: Desk, consulted: Departments, said: &str) {
        let called_for = self.steps.at(desk).consultation == Some(Demand::WhereCalledFor);
        let fine = match consulted {
            Departments::Waiting => false,
            Departments::Clear => true,
            Departments::Silent | Departments::Concerned => !said.is_empty(),
            Departments::NotAsked => !called_for || !said.is_empty(),
        };
        assert!(fine, "proposed at {} with departments {consulted:?} and the word “{said}”", desk.label());
    }

    /// What the procedure demands before a title begins, as its data say.
    fn demanded(&self) -> Vec<String> {
        let demanded = self.path.steps.iter().filter(|step| step.demand == Demand::Required);
        demanded.map(|step| format!("{} {}", step.level.id(), step.act.id())).collect()
    }

    /// Whether a demanded step was taken.
    fn stands(&self, world: &World, step: &str, ours: bool) -> bool {
        let done = |what: &str| world.done.contains(what);
        let (level, act) = step.split_once(' ').unwrap();
        let miit = Level::from_id(level) == Some(Level::Miit);
        match Act::from_id(act).unwrap() {
            Act::SelfAssessment | Act::Application | Act::Declaration => done("submitted"),
            Act::CountyRecommendation | Act::Consultation => unreachable!("no procedure demands it"),
            Act::PreliminaryReview | Act::Review => done(&format!("approved at {level}")),
            Act::Inspection => world.inspected,
            Act::CreditCheck => world.checked,
            Act::Publicity => done(&format!("publicised by {level}")),
            Act::Filing => done("filed"),
            Act::Recommendation => done(&format!("recommended by {level}")),
            Act::Merging | Act::Announcement => ours,
            Act::Certification => ours != miit,
        }
    }
}

fn title(tier: Tier) -> Recognition {
    Recognition {
        id: RecognitionId(tier.id().into()),
        enterprise: EnterpriseId("e".into()),
        tier,
        city: liuzhou(),
        from: Some(day("2025-01-01")),
        until: Some(day("2028-01-01")),
        origin: Origin::Earlier { source: "示例".into(), stated: String::new() },
        ended: None,
        until_list: true,
        lost_right: None,
    }
}

/// Walks everything that can be reached; answers the stages that were seen.
fn walk(way: &Way<'_>) -> BTreeSet<&'static str> {
    let begin = Command::Begin { id: ApplicationId("a".into()), enterprise: EnterpriseId("e".into()), city: liuzhou() };
    let begun = decide(None, begin, &context(&way.batch, "clerk", "2026-09-10")).unwrap();
    let case = serde_json::to_string(&replay::<Application>(&begun)).unwrap();
    let first = World {
        case,
        inspected: false,
        checked: false,
        expired: false,
        consulted: Departments::NotAsked,
        done: BTreeSet::new(),
    };
    let mut known = HashMap::from([(first.clone(), 0)]);
    let (mut worlds, mut back) = (vec![first], vec![Vec::new()]);
    let mut queue = VecDeque::from([0]);
    while let Some(at) = queue.pop_front() {
        for (mover, world) in way.after(&worlds[at].clone()) {
            let to = *known.entry(world.clone()).or_insert_with(|| {
                worlds.push(world);
                back.push(Vec::new());
                queue.push_back(worlds.len() - 1);
                worlds.len() - 1
            });
            if mover == Mover::Others {
                back[to].push(at);
            }
        }
    }
    let stage = |at: usize| serde_json::from_str::<Application>(&worlds[at].case).unwrap().stage;
    let decided = |at: &usize| matches!(stage(*at), Stage::Recognised { .. } | Stage::Refused { .. });
    let mut ends: BTreeSet<usize> = (0..worlds.len()).filter(decided).collect();
    assert!(ends.iter().any(|at| matches!(stage(*at), Stage::Recognised { .. })), "nobody ever gets the title");
    let mut queue: VecDeque<usize> = ends.iter().copied().collect();
    while let Some(at) = queue.pop_front() {
        queue.extend(back[at].iter().filter(|from| ends.insert(**from)));
    }
    for at in (0..worlds.len()).filter(|at| !ends.contains(at)) {
        let stage = stage(at);
        assert!(
            matches!(stage, Stage::Draft | Stage::Withdrawn { .. }),
            "stuck at {}: {}",
            stage.label(),
            worlds[at].case
        );
    }
    (0..worlds.len()).map(|at| stage(at).id()).collect()
}

fn each_way(mut check: impl FnMut(&Procedure, &Way<'_>)) {
    let policy = Policy::shipped().unwrap();
    for procedure in policy.procedures.values() {
        for path in &procedure.paths {
            for switched in [vec![], procedure.switches.iter().map(|switch| switch.id.clone()).collect::<Vec<_>>()] {
                let (tier, purpose, id) = (path.tier, path.purpose, procedure.id.clone());
                let batch = Batch { tier, purpose, procedure: id, switched, ..batch() };
                let steps = Steps::of(procedure, &batch, liuzhou());
                check(procedure, &Way { path, batch, steps });
            }
        }
    }
}

#[test]
fn 每一层次_每一程序_没有办不下去的申报_没有缺步骤的决定() {
    let mut seen = BTreeSet::new();
    each_way(|_, way| seen.extend(walk(way)));
    assert_eq!(seen, Stage::WORDS.map(|(id, _)| id).into(), "stages that the walk came through");
}

#[test]
fn 有异议的企业不挡别人() {
    each_way(|_, way| {
        if way.steps.publicised_by().is_none() {
            return;
        }
        // Whatever happens to another case, the acts of this one are given its own state and nothing of the other's;
        // what the lists share is shown by the rooms of publicity and announcement.
        let mut free = Case { batch: way.batch.clone(), events: Case::listed().events };
        let desk = way.steps.publicised_by().unwrap();
        if desk == Desk::Province {
            let handed = Event::Recommended {
                recommendation: RecommendationId("f".into()),
                desk: Desk::City,
                rank: 1,
                on: day("2026-09-10"),
            };
            free.events.extend([
                handed,
                Event::Listed { on: day("2026-09-10"), by: AccountId("leader".into()), substitution: String::new() },
            ]);
        }
        let events = publicise(&free.state(), desk, PublicityId("p".into()), day("2026-09-22"), vec![]);
        free.acts(events);
        let mut held = Case { batch: way.batch.clone(), events: free.events.clone() };
        let events = hold(&held.state(), ObjectionId(OBJECTION.into()));
        held.acts(events);
        for case in [&mut free, &mut held] {
            case.events.extend(clear(&case.state(), day("2026-09-23")));
        }
        let announcement = || AnnouncementId("g".into());
        if way.steps.filing {
            assert!(file(&held.state(), &way.steps, day("2026-09-24")).is_err());
            let events = file(&free.state(), &way.steps, day("2026-09-24"));
            free.acts(events);
        }
        assert!(fix(&held.state(), &way.steps, announcement(), vec![]).is_err());
        let events = fix(&free.state(), &way.steps, announcement(), vec![]);
        free.acts(events);
        let on = day("2026-10-01");
        assert!(recognise(&free.state(), &announcement(), RecognitionId("r".into()), vec![], on).is_ok());
    });
}
