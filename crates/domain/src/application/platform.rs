//! 国家平台申报 A case that was filed on the national platform (Art. 12 第十二条), as the import brings it in.
//!
//! It begins and is submitted in one step, on the day on which it was filed there. Declaration and pledge were made
//! there: nobody's signature is written down here, only that they were made there, bound to the content as it was
//! imported and to the file it came from. Afterwards it is a case like any other.

use jiff::civil::Date;

use super::{Channel, Content, Declared, Event, Filing, Held, OnPlatform};
use crate::id::{ApplicationId, EnterpriseId, RecognitionId};
use crate::notice::Batch;

/// A filing of the platform, ready to be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromPlatform {
    /// A fresh id.
    pub id: ApplicationId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// A fresh 受理编号.
    pub number: String,
    /// What was filed.
    pub content: Content,
    /// The title on which the tier applied for builds, where one is asked for.
    pub held: Option<Held>,
    /// The title that it renews, if it is a re-review.
    pub renews: Option<RecognitionId>,
    /// The day on which it was filed there.
    pub on: Date,
    /// Where it comes from.
    pub from: OnPlatform,
}

/// The events of a filing in its batch. Whether it may come in was asked when its list was planned
/// ([`filings`](crate::filings)).
pub fn from_platform(filing: FromPlatform, batch: &Batch) -> Vec<Event> {
    let FromPlatform { id, enterprise, number, content, held, renews, on, from } = filing;
    let digest = content.digest();
    let began = Event::Began {
        id,
        enterprise,
        batch: batch.id.clone(),
        tier: batch.tier,
        purpose: batch.purpose,
        standard: batch.standard.clone(),
        gates: batch.gates.clone(),
        local_table: batch.local_table.clone(),
        city: content.city,
        channel: Channel::Platform,
        on,
    };
    let declaration = Declared::OnPlatform(from);
    let filing = Filing { content, digest, declaration, scan: None, held, renews, on, corrections: vec![] };
    vec![began, Event::Submitted { number, filing: Box::new(filing) }]
}
