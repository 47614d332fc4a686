//! 一次性链接 By which a department without an account answers (A10.2, A10.3). Its token is told once; only its hash is
//! kept. It opens one list for one department, is used up by an answer, and what opens nothing is counted.

use jiff::Timestamp;
use jiff::civil::Date;
use rand::Rng;
use sha2::{Digest, Sha256};
use titian_domain::consultation::{Consultation, Department};
use titian_domain::id::ConsultationId;
use titian_store::{Reading, Row, StoreError, args};

use crate::App;
use crate::actor::{Actor, Link};
use crate::identity::attempt::Attempt;
use crate::identity::session::{Shut, Visitor};
use crate::query::Request;

/// What a mail holds in place of a link: its token, sealed, so that no token lies in the outbox.
pub(crate) const SEALED: (&str, &str) = ("{link:", "}");

/// Where it leads, before the token.
pub const PATH: &str = "/consult/";

/// What a link opens.
#[derive(Debug, Clone)]
pub enum Opened {
    /// The list, for its department.
    Open(Box<(Actor, Request)>),
    /// It was used.
    Used(Box<(Request, Timestamp)>),
    /// Its time is over.
    Expired(Box<(Request, Date)>),
}

/// A token, as it is told, and its hash, as it is kept.
pub(crate) fn fresh() -> (String, String) {
    let mut bytes = [0u8; 24];
    rand::rng().fill_bytes(&mut bytes);
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = hash(&token);
    (token, hash)
}

fn hash(token: &str) -> String {
    Sha256::digest(format!("consultation/{token}")).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A link as it lies in its table.
pub(crate) struct Kept {
    consultation: ConsultationId,
    department: Department,
    /// The last day on which it opens.
    pub expires: Date,
    /// When it was used.
    pub used: Option<Timestamp>,
}

impl Kept {
    fn of(row: &Row) -> Result<Kept, StoreError> {
        let department = row.text("department")?;
        let unknown = || StoreError::inconsistent("consultation_link", department, "no such department");
        Ok(Kept {
            consultation: ConsultationId(row.text("consultation")?.to_owned()),
            department: Department::from_id(department).ok_or_else(unknown)?,
            expires: row.date("expires")?,
            used: row.maybe_instant("used_at")?,
        })
    }
}

/// The link with this hash.
pub(crate) async fn kept(reading: &mut Reading, secret: &str) -> Result<Option<Kept>, StoreError> {
    let sql = "SELECT consultation, department, expires, used_at FROM consultation_link WHERE secret = $1";
    reading.row(sql, args![secret]).await?.as_ref().map(Kept::of).transpose()
}

impl App {
    /// What a link opens today; `None` if it is none of ours, or was replaced by a newer one.
    pub async fn open_link(&self, token: &str, visitor: &Visitor) -> Result<Option<Opened>, Shut> {
        let guess = [(Attempt::LinkFrom, visitor.household.as_str())];
        self.attempt(&guess, self.clock.now()).await?;
        let secret = hash(token);
        let mut reading = self.store.read().await?;
        let Some(link) = kept(&mut reading, &secret).await? else { return Ok(None) };
        let Some(standing) = reading.load::<Consultation>(link.consultation.as_str()).await?.state else {
            return Ok(None);
        };
        let office = standing.office;
        let Some(request) = self.request_of(&mut reading, standing, link.department).await? else { return Ok(None) };
        drop(reading);
        self.forgive(&guess).await?;
        Ok(Some(match link.used {
            Some(at) => Opened::Used(Box::new((request, at))),
            None if link.expires < self.clock.today() => Opened::Expired(Box::new((request, link.expires))),
            None => {
                let id = format!("link:{}", secret.get(..12).unwrap_or_default());
                let (consultation, department) = (link.consultation, link.department);
                let link = Link { secret, id, consultation, office, department };
                Opened::Open(Box::new((Actor::Link(link), request)))
            }
        }))
    }
}
