//! The permission table, cell by cell, and that no city reaches another's case.

use std::collections::BTreeSet;

use titian_app::actor::{Actor, Person};
use titian_app::command::{Command, Failure};
use titian_app::permission::{Act, Extent, Reach, Subject, TABLE, Who, extent, may};
use titian_domain::account::{Grant, Role};
use titian_domain::application::{self, Desk, Stage};
use titian_domain::consultation::Department;
use titian_domain::id::{AccountId, EnterpriseId};

use crate::province::{Province, answering, city, officer};

const LIUZHOU: &str = "450200";
const NANNING: &str = "450100";

/// Everybody there can be, by the words of the table.
fn everybody() -> Vec<(Who, Actor)> {
    let member = |approved: bool| {
        let own = Some(EnterpriseId("own".into()));
        Actor::Person(Person {
            account: AccountId("m".into()),
            name: "m".into(),
            grants: vec![],
            acts_for: own.clone().filter(|_| approved),
            drafts_for: own,
        })
    };
    let officers = Role::ALL.map(|role| match role {
        Role::Department => (Who::Officer(role), answering("o", Department::Tax, Some(LIUZHOU))),
        _ => (Who::Officer(role), officer("o", role, role.of_a_city().then_some(LIUZHOU))),
    });
    [(Who::Member, member(true)), (Who::Drafter, member(false))].into_iter().chain(officers).collect()
}

/// Each role × act × place × stage is allowed exactly where a line of the table says so.
#[test]
fn every_cell_of_the_table_is_as_it_is_written() {
    let (own, other) = (EnterpriseId("own".into()), EnterpriseId("other".into()));
    let mut allowed = 0;
    for (who, actor) in everybody() {
        for act in Act::ALL {
            let province = "450000";
            for (enterprise, at, ours) in [(&own, LIUZHOU, true), (&other, NANNING, false), (&other, province, false)] {
                for (stage, desk) in Stage::WORDS.into_iter().flat_map(|(stage, _)| Desk::ALL.map(|desk| (stage, desk)))
                {
                    for department in [None, Some(Department::Tax), Some(Department::Market)] {
                        let subject = Subject {
                            enterprise: Some(enterprise),
                            city: Some(city(at)),
                            stage: Some(stage),
                            desk: Some(desk),
                            department,
                            ..Subject::default()
                        };
                        // An approved member may also do what a drafter may.
                        let speaks = |line: &Who| *line == who || (who == Who::Member && *line == Who::Drafter);
                        let expected = TABLE.iter().any(|line| {
                            speaks(&line.who)
                                && line.act == *act
                                && (line.stages.is_empty() || line.stages.contains(&stage))
                                && line.desk.is_none_or(|one| one == desk)
                                && match line.reach {
                                    Reach::OwnEnterprise | Reach::OwnCity => ours,
                                    Reach::OwnProvince => at == province,
                                    Reach::Province => true,
                                    // What is sent to nobody is in the reach of no inspector.
                                    Reach::Assigned => false,
                                    Reach::OwnRequests => ours && department == Some(Department::Tax),
                                }
                        });
                        let answer = may(&actor, *act, subject).is_ok();
                        let at = format!("{at} {stage} {desk:?} {department:?}");
                        assert_eq!(answer, expected, "{} {} {at}", who.label(), act.label());
                        allowed += usize::from(answer);
                    }
                }
            }
        }
    }
    assert!(allowed > 100);
}

/// What is listed and offered follows the same table as what is allowed.
#[test]
fn how_far_one_may_is_where_one_may() {
    let places = [NANNING, LIUZHOU].map(city);
    let province = city("450000");
    for (_, actor) in everybody() {
        for act in Act::ALL {
            // Whatever the stage: each that any line of the act names.
            let lines = TABLE.iter().filter(|line| line.act == *act);
            let stages: Vec<&str> = lines.flat_map(|line| line.stages.iter().copied()).chain(["draft"]).collect();
            let anywhere = |at| {
                let subject = |stage, desk| Subject {
                    city: Some(at),
                    stage: Some(stage),
                    desk: Some(desk),
                    department: Some(Department::Tax),
                    ..Subject::default()
                };
                let allowed = |stage| Desk::ALL.into_iter().any(|desk| may(&actor, *act, subject(stage, desk)).is_ok());
                stages.iter().any(|stage| allowed(stage))
            };
            let allowed: Vec<_> = places.into_iter().filter(|at| anywhere(*at)).collect();
            match extent(&actor, *act) {
                Err(_) => assert!(allowed.is_empty(), "{}", act.label()),
                // What the province does under its own name.
                Ok(Extent::Cities(cities)) if cities == [province] => assert!(anywhere(province) && allowed.is_empty()),
                Ok(Extent::Cities(cities)) => assert_eq!(cities, allowed, "{}", act.label()),
                Ok(Extent::Province) => assert_eq!(allowed, places, "{}", act.label()),
            }
        }
    }
}

#[test]
fn nobody_who_is_not_in_the_table_may_anything() {
    let subject =
        Subject { enterprise: None, city: Some(city(LIUZHOU)), stage: Some("submitted"), ..Subject::default() };
    for act in Act::ALL {
        assert!(may(&Actor::Public, *act, subject).is_err() && may(&Actor::System, *act, subject).is_err());
        // A role of a city without a city, or of the province with one, reaches nothing of the other's.
        let odd = Actor::Person(Person {
            account: AccountId("x".into()),
            name: "x".into(),
            grants: vec![Grant::of(Role::CityLeader, None), Grant::of(Role::ProvinceLeader, Some(city(NANNING)))],
            acts_for: None,
            drafts_for: None,
        });
        assert!(may(&odd, *act, subject).is_err(), "{}", act.label());
    }
}

/// 三员分立: administrators touch no cases, officers no grants, the auditor nothing at all.
#[test]
fn duties_are_apart() {
    let acts = |role: Role| -> BTreeSet<Act> {
        TABLE.iter().filter(|line| line.who == Who::Officer(role)).map(|line| line.act).collect()
    };
    assert_eq!(acts(Role::SystemAdministrator), BTreeSet::from([Act::OpenOfficer]));
    assert_eq!(acts(Role::SecurityAdministrator), BTreeSet::from([Act::GrantRole]));
    assert_eq!(acts(Role::Auditor), BTreeSet::from([Act::ReadAudit]));
    // Who is asked does nothing but answer.
    assert_eq!(acts(Role::Department), BTreeSet::from([Act::Reply]));
    // The one who handles is not the one who approves.
    assert!(!acts(Role::CityHandler).contains(&Act::Approve) && !acts(Role::CityLeader).contains(&Act::Review));
    assert!(
        !acts(Role::ProvinceHandler).contains(&Act::Announce) && !acts(Role::ProvinceHandler).contains(&Act::Approve)
    );
    assert!(!acts(Role::ProvinceLeader).contains(&Act::Review));
}

#[tokio::test]
async fn 别市的申报看不见_动不了() {
    let s = Province::begin("2026-09-02").await;
    let batch = s.batch().await;
    let (clerk, enterprise) = s.enterprise(1, LIUZHOU).await;
    s.dossier(&clerk, &enterprise, "50万元").await;
    let id = s.submitted(&clerk, &enterprise, &batch).await;
    let (other_clerk, other) = s.enterprise(2, NANNING).await;
    let stranger = officer("南宁", Role::CityHandler, Some(NANNING));
    let me = AccountId(stranger.id().into());
    let attempts = [
        (stranger.clone(), Command::Case(id.clone(), application::Command::TakeUp { handler: me, from: None })),
        (stranger.clone(), Command::Case(id.clone(), application::Command::Return { deficiencies: vec![] })),
        (stranger.clone(), Command::Check(enterprise.clone(), vec![])),
        (
            stranger,
            Command::Publicise {
                batch: batch.clone(),
                city: city(LIUZHOU),
                title: "公示".into(),
                applications: vec![id.clone()],
            },
        ),
        (other_clerk.clone(), Command::Case(id.clone(), application::Command::Withdraw)),
        (other_clerk, Command::Begin { batch, enterprise: enterprise.clone() }),
        (Actor::Public, s.submit(&other, &id).await),
    ];
    for (actor, command) in attempts {
        let said = format!("{command:?}");
        let answer = s.app.perform(&actor, command, None).await;
        assert!(matches!(answer, Err(Failure::NotAllowed(_))), "{said}: {answer:?}");
    }
    assert_eq!(s.stage(&id).await, "submitted");
}
