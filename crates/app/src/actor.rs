//! 行为人 Who acts: a person who signed in, the public, or the system at its own hour.

use titian_domain::account::{Account, Grant};
use titian_domain::consultation::Department;
use titian_domain::id::{AccountId, ConsultationId, EnterpriseId};
use titian_rulebook::region::DivisionCode;

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person who signed in.
    Person(Person),
    /// A department that came by its one-time link (A10.2, A10.3).
    Link(Link),
    /// Anybody.
    Public,
    /// A job.
    System,
}

/// A person who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// 姓名.
    pub name: String,
    /// The roles.
    pub grants: Vec<Grant>,
    /// The enterprise they act for, once approved.
    pub acts_for: Option<EnterpriseId>,
    /// The enterprise whose dossier they may draft.
    pub drafts_for: Option<EnterpriseId>,
}

/// 一次性链接: who holds it speaks for one department on one request, and for nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The hash of its token.
    pub(crate) secret: String,
    /// As the journal writes it: `link:` and the first signs of the hash.
    pub(crate) id: String,
    /// On which request.
    pub consultation: ConsultationId,
    /// Of which office.
    pub office: DivisionCode,
    /// For which department.
    pub department: Department,
}

impl Person {
    /// What an account may be; nothing at all once it is disabled.
    pub fn of(account: &Account) -> Option<Person> {
        (!account.disabled).then(|| Person {
            account: account.id.clone(),
            name: account.name.clone(),
            grants: account.grants.clone(),
            acts_for: account.acts_for().cloned(),
            drafts_for: account.drafts_for().cloned(),
        })
    }
}

impl Actor {
    /// As the journal writes it.
    pub fn id(&self) -> &str {
        match self {
            Actor::Person(person) => person.account.as_str(),
            Actor::Link(link) => &link.id,
            Actor::Public => "public",
            Actor::System => "system",
        }
    }

    /// The person, if it is one.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Actor::Person(person) => Some(person),
            Actor::Link(_) | Actor::Public | Actor::System => None,
        }
    }
}
