//! Submits every case that is begun, from several tasks, and brings the prepared announcement into force in the midst of
//! it. Says of each act that it is kept, once it is. Made to be killed, and to meet disks that fail.
//!
//! `herald URL FOLDER AFTER`: the announcement begins after so many submissions.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use titian_app::actor::Actor;
use titian_app::command::Command;
use titian_domain::id::{AnnouncementId, ApplicationId, EnterpriseId};
use titian_store::{Store, args};
use titian_stories::province::{Case, Firm, Province, announce, clerk, told};

/// Tasks that submit.
const LANES: usize = 4;

type Failed = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("herald URL FOLDER AFTER");
    let (url, folder, after) = (next()?, next()?, next()?.parse::<usize>()?);
    let store = Store::open(&url).await.inspect_err(|error| say(&format!("failed {error}")))?;
    let province = Province::over(store, Path::new(&folder));
    province.day(date(2026, 9, 21));
    let (cases, announcement) = todo(&province).await?;
    let submissions = province.submissions(&cases).await;
    let (province, kept) = (Arc::new(province), tokio::sync::watch::channel(0).0);
    let mut tasks = tokio::task::JoinSet::new();
    for lane in 0..LANES {
        let mine: Vec<(Actor, Command)> = submissions.iter().skip(lane).step_by(LANES).cloned().collect();
        let (province, kept) = (province.clone(), kept.clone());
        tasks.spawn(async move {
            for submission in mine {
                if let Some(id) = done(&province, submission).await {
                    say(&format!("submitted {id}"));
                    kept.send_modify(|kept| *kept += 1);
                }
            }
        });
    }
    if let Some(announcement) = announcement {
        let mut kept = kept.subscribe();
        tasks.spawn(async move {
            if kept.wait_for(|kept| after <= *kept).await.is_ok() {
                say("announcing");
                if let Some(id) = done(&province, announce(announcement, date(2026, 9, 21))).await {
                    say(&format!("announced {id}"));
                }
            }
        });
    }
    drop(kept);
    tasks.join_all().await;
    Ok(())
}

/// Cases that are begun, and the announcement that is prepared.
async fn todo(province: &Province) -> Result<(Vec<Case>, Option<AnnouncementId>), Failed> {
    let mut reading = province.app.store.read().await?;
    let begun =
        reading.rows("SELECT id, enterprise FROM application WHERE stage = 'draft' ORDER BY id", args![]).await?;
    let mut cases = Vec::new();
    for row in begun {
        let enterprise = EnterpriseId(row.text("enterprise")?.to_owned());
        let firm = Firm { clerk: clerk(&enterprise), id: enterprise };
        cases.push(Case { id: ApplicationId(row.text("id")?.to_owned()), firm });
    }
    let prepared = reading.row("SELECT id FROM announcement WHERE stage = 'prepared'", args![]).await?;
    let announcement = prepared.map(|row| row.text("id").map(|id| AnnouncementId(id.to_owned()))).transpose()?;
    Ok((cases, announcement))
}

/// Does it, or says what the person is told.
async fn done(province: &Province, (actor, command): (Actor, Command)) -> Option<String> {
    match province.app.perform(&actor, command, None).await {
        Ok(done) => Some(done.id),
        Err(failure) => {
            say(&format!("failed {failure}"));
            eprintln!("{}", told(failure));
            None
        }
    }
}

/// One line, out at once and not mixed with another's.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody listens any more: then nothing is acknowledged.
    let _ = out.write_all(format!("{line}\n").as_bytes()).and_then(|()| out.flush());
}
