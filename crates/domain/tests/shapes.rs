//! What is stored must be read for ever. `shapes/ROOM.jsonl` holds streams as the journal has them, an event a line, and
//! after each stream the state it leads to. A stored event is never edited; a new shape gets lines of its own.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use titian_domain::room::{Event, Room, replay};
use titian_domain::*;

/// The kinds of a room's events. The match is whole, so that a new kind does not compile before it is named here.
macro_rules! kinds {
    ($($test:ident: $room:ty, $event:path { $($kind:ident),* $(,)? };)*) => {$(
        #[test]
        fn $test() {
            use $event as E;
            let kind = |event: &E| match event { $(E::$kind { .. } => stringify!($kind)),* };
            let known = BTreeSet::from([$(stringify!($kind)),*]);
            assert_eq!(known, read::<$room>(kind), "kinds of events with a sample");
        }
    )*};
}

kinds! {
    accounts: account::Account, account::Event { Opened, Bound, Proved, Vouched, Granted, Revoked, Disabled };
    announcements: announcement::Announcement, announcement::Event { Prepared, Announced, Dropped };
    applications: application::Application, application::Event {
        Began, Submitted, Withdrawn, TakenUp, Recused, CountyRecommended, Ruled, Returned, Concluded, SentBack, Endorsed,
        Recommended, Listed, Refused, Publicised, Held, Released, Reopened, Cleared, Filed, Fixed, Unfixed, Recognised,
        CertifiedByMiit, PassedOver, Corrected,
    };
    corrections: correction::CorrectionAnnouncement, correction::Event { Proposed, Announced, Dropped };
    correction_requests: correction_request::CorrectionRequest, correction_request::Event {
        Asked, Examined, Accepted, Declined, Withdrawn,
    };
    compliance: compliance::Compliance, compliance::Event { Checked, Listed, ListSuperseded };
    compliance_lists: compliance_list::ComplianceList, compliance_list::Event { Registered, Resolved, Superseded };
    draws: draw::Draw, draw::Event { Prepared, Fixed, Drawn, Dropped };
    consultations: consultation::Consultation, consultation::Event { Asked, Reminded, Unreached, Replied };
    correspondence: correspondence::Correspondence, correspondence::Event { Noted, Asked, Answered };
    enterprises: enterprise::Enterprise, enterprise::Event {
        Registered, Listed, Claimed, Mended, FormerNameKnown, Filed, RecordFiled, EvidenceAdded, EvidenceRemoved,
    };
    imports: import::Import, import::Event { Prepared, Answered, Done };
    inspections: inspection::Inspection, inspection::Event { Visited };
    local_tables: local_table::LocalTable, local_table::Event { Drafted, Checked, Published };
    notices: notice::Notice, notice::Event { Drafted, Published, Extended };
    objections: objection::Objection, objection::Event { Raised, Answered };
    publicities: publicity::Publicity, publicity::Event { Published, Ended, Filed };
    miit_lists: miit_list::MiitList, miit_list::Event { Registered };
    recommendations: recommendation::Recommendation, recommendation::Event { Recommended };
    signals: signal::LookedInto, signal::Event { LookedInto };
    recusals: recusal::Recusal, recusal::Event { Declared, Lifted };
    substitutions: substitution::Substitution, substitution::Event { Recorded, Ended };
    annual_updates: annual_update::AnnualUpdate, annual_update::Event { Opened, Filed, TakenOver, Missed, Excused };
    update_years: annual_update::year::UpdateYear, annual_update::year::Event {
        Opened, Arranged, Reminded, Imported, Confirmed, Closed,
    };
    recognitions: recognition::Recognition, recognition::Event {
        Began, CityMended, Ended, Settled, RightLost, RightRestored, Reinstated,
    };
}

/// Reads all streams of a room's file; answers the kinds that occur in it.
fn read<R: Room>(kind: impl Fn(&R::Event) -> &'static str) -> BTreeSet<&'static str> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/shapes/{}.jsonl", R::NAME));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let (mut kinds, mut stream) = (BTreeSet::new(), Vec::new());
    for (at, line) in (1..).zip(text.lines()) {
        let place = format!("{}.jsonl:{at}", R::NAME);
        let mut stored: Value = serde_json::from_str(line).unwrap_or_else(|why| panic!("{place}: {why}"));
        if let Some(state) = stored.get("state_after") {
            let after = replay::<R>(&std::mem::take(&mut stream));
            let known: R = serde_json::from_value(state.clone()).unwrap_or_else(|why| panic!("{place}: {why}"));
            assert_eq!(after.as_ref(), Some(&known), "{place}: events lead to another state than they did");
            let now = serde_json::to_value(&known).unwrap();
            assert_eq!(&now, state, "{place}: a state is written otherwise; columns are filled from what is written");
            continue;
        }
        let version = stored.as_object_mut().and_then(|event| event.remove("v"));
        let version = version.and_then(|version| version.as_u64()).unwrap_or_else(|| panic!("{place}: no version"));
        let event: R::Event = serde_json::from_value(stored.clone()).unwrap_or_else(|why| {
            panic!("{place}: an event that is stored in journals cannot be read any more: {why}")
        });
        // A shape of today is written as it is stored; one of earlier days is only read.
        if version == u64::from(event.version()) {
            let now = serde_json::to_value(&event).unwrap();
            let lines = (now.to_string(), stored.to_string());
            assert_eq!(lines.0, lines.1, "{place}: the shape has changed; raise its version and add a sample");
        }
        kinds.insert(kind(&event));
        stream.push(event);
    }
    assert!(stream.is_empty(), "{}.jsonl: the last stream has no state after it", R::NAME);
    kinds
}
