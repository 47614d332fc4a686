//! The dossier of one enterprise.

use std::collections::BTreeSet;

use titian_domain::enterprise::{self, Command, Enterprise, Event};
use titian_domain::id::EnterpriseId;
use titian_domain::refusal::Refusal;
use titian_store::{Blob, Entry, Standing, StoreError, Tx};

use super::{Doing, enterprise as load};
use crate::command::{Attached, Done, Failure};
use crate::permission::{Act, Subject};

impl Doing<'_> {
    pub(super) async fn dossier(&mut self, tx: &mut Tx, id: &EnterpriseId, command: Command) -> Result<Done, Failure> {
        self.may(Act::Draft, Subject { enterprise: Some(id), ..Subject::default() })?;
        let (standing, known) = load(tx, id).await?;
        let events = enterprise::decide(Some(&known), command, &self.app.policy.catalogue, self.today)?;
        Ok(self.filed(&standing, events).of(id))
    }

    /// Several changes in one act. Where the page they were made on is older than the dossier, none of them may touch
    /// what was changed in between.
    pub(super) async fn fill(
        &mut self,
        tx: &mut Tx,
        id: &EnterpriseId,
        seen: u64,
        commands: Vec<Command>,
    ) -> Result<Done, Failure> {
        self.may(Act::Draft, Subject { enterprise: Some(id), ..Subject::default() })?;
        let (standing, mut known) = load(tx, id).await?;
        let mut events = Vec::new();
        for command in commands {
            let more = enterprise::decide(Some(&known), command, &self.app.policy.catalogue, self.today)?;
            for event in &more {
                if let Some(after) = <Enterprise as titian_domain::room::Room>::evolve(Some(known.clone()), event) {
                    known = after;
                }
            }
            events.extend(more);
        }
        if standing.version != seen {
            let history = tx.history::<Enterprise>(id.as_str()).await?;
            let since = history.iter().filter(|entry| entry.version > seen).map(Entry::event::<Event>);
            let since = since.collect::<Result<Vec<_>, _>>()?;
            let (mine, theirs) = (touched(&events), touched(&since));
            if seen > standing.version || !mine.is_disjoint(&theirs) {
                return Err(StoreError::Conflict { stream: standing.stream() }.into());
            }
        }
        Ok(self.filed(&standing, events).of(id))
    }

    /// Writes down what happened in a dossier, and keeps the files that came with it.
    fn filed(&mut self, standing: &Standing<Enterprise>, events: Vec<Event>) -> Done {
        for event in &events {
            if let Event::EvidenceAdded { evidence } = event {
                self.keep_for_this(&Attached {
                    blob: Blob { id: evidence.id.to_string(), size: evidence.size },
                    media: evidence.media.clone(),
                    name: evidence.name.clone(),
                    control: String::new(),
                });
            }
        }
        let said = if events.is_empty() { "内容没有变化" } else { "已保存" };
        self.record(standing, events);
        Done::said(said)
    }

    /// Keeps a file before what it belongs to can be done. Whoever is known may: it is nobody's paper yet.
    pub(super) async fn keep(&mut self, tx: &mut Tx, file: Attached) -> Result<Done, Failure> {
        if self.actor.person().is_none() {
            return Err(Refusal::new("A9.1", "请先登录").into());
        }
        self.keep_for_later(tx, &file).await?;
        Ok(Done::said("文件已留存").of(file.blob.id))
    }
}

/// The places that events change: `revenue@2025`, `ip_right`, `audit_report/ab12…`.
fn touched(events: &[Event]) -> BTreeSet<String> {
    let of = |event: &Event| match event {
        Event::Registered { .. } | Event::Listed { .. } | Event::Claimed { .. } | Event::Mended { .. } => vec![],
        Event::FormerNameKnown { former } => vec![format!("曾用名/{}", former.name)],
        Event::Filed { edits, .. } => {
            edits.iter().map(|edit| format!("{}@{:?}", edit.place.fact, edit.place.year)).collect()
        }
        Event::RecordFiled { record, .. } => vec![record.clone()],
        Event::EvidenceAdded { evidence } => vec![format!("{}/{}", evidence.kind, evidence.id)],
        Event::EvidenceRemoved { id, proves } => vec![format!("{proves}/{id}")],
    };
    events.iter().flat_map(of).collect()
}
