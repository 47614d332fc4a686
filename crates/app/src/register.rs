//! 名录 The register in memory: every enterprise with its titles, searched by a plain scan.
//!
//! Trigram indexes of databases find nothing for two Chinese characters; a scan over a hundred thousand names takes a
//! millisecond. The register is a picture of the tables at one position of the journal, made anew when titles, or
//! what it shows of an enterprise, have changed, and exchanged as a whole.

mod load;
mod search;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, RwLock};

use jiff::civil::Date;
use titian_domain::id::{EnterpriseId, RecognitionId};
use titian_domain::recognition::{Days, Standing};
use titian_rulebook::population::Texts;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

pub use search::{Found, Hit, PAGE, Search, Status};

/// All enterprises and their titles, at one position of the journal.
#[derive(Debug, Default)]
pub struct Register {
    /// Up to which row of the journal.
    pub seq: i64,
    enterprises: Vec<Entry>,
    /// Names as they are compared, in the order of the enterprises; behind each, those that a correction found wrong.
    folded: Texts,
    /// Names that a correction found wrong, by whose they were said to be; few have any.
    names_before: BTreeMap<EnterpriseId, Vec<String>>,
    /// Whose a code is that a correction found wrong.
    codes_before: BTreeMap<String, EnterpriseId>,
    /// Their cities, likewise: what most searches ask first, close together.
    cities: Vec<DivisionCode>,
    /// Where they stand, in the order of their ids.
    by_id: Vec<u32>,
    /// Where they stand, in the order of their codes.
    by_code: Vec<u32>,
    /// Titles, an enterprise's next to each other, the earliest first.
    titles: Vec<Title>,
}

/// An enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: EnterpriseId,
    /// Its name.
    pub name: String,
    /// Its code; empty while it is not known (A13.4).
    pub code: String,
    /// Its city.
    pub city: DivisionCode,
    /// The division of its industry, two digits; empty if it did not say.
    pub industry: String,
    /// Where its titles stand among [`Register::titles`].
    titles: std::ops::Range<u32>,
}

/// A title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// Its id.
    pub id: RecognitionId,
    /// Its tier.
    pub tier: Tier,
    /// First day, if it is known.
    pub from: Option<Date>,
    /// The first day on which its term is over, if it is known.
    pub until: Option<Date>,
    /// The first day without it, if it ended before its term.
    pub ended: Option<Date>,
    /// Whether it awaits its cohort's list once its term is over (A13.3).
    pub continues: bool,
}

impl Title {
    /// Where it stands on a day.
    pub fn on(&self, day: Date) -> Standing {
        Days { from: self.from, until: self.until, ended: self.ended, continues: self.continues }.on(day)
    }
}

impl Register {
    /// A register of enterprises with their titles.
    pub fn of(seq: i64, all: Vec<(Entry, Vec<Title>)>) -> Register {
        let mut register = Register { seq, ..Register::default() };
        all.into_iter().for_each(|(entry, titles)| register.add(entry, titles, vec![]));
        register.in_order()
    }

    /// Adds an enterprise with its titles and the names that were on lists wrongly. Nothing is found by its key before
    /// [`Register::in_order`].
    fn add(&mut self, mut entry: Entry, mut titles: Vec<Title>, before: Vec<String>) {
        let first = self.titles.len() as u32;
        titles.sort_by_key(|title| (title.from, title.tier));
        self.titles.append(&mut titles);
        entry.titles = first..self.titles.len() as u32;
        let names = [&entry.name].into_iter().chain(&before);
        let names: Vec<String> = names.map(|name| search::folded(name)).collect();
        self.folded.push(&names.join("\n"));
        if !before.is_empty() {
            self.names_before.insert(entry.id.clone(), before);
        }
        self.cities.push(entry.city);
        self.enterprises.push(entry);
    }

    /// Puts what is looked up by a key in its order. What grew by adding takes no more room than it needs from here on.
    fn in_order(mut self) -> Register {
        self.by_id = self.ordered(id);
        self.by_code = self.ordered(code);
        self.enterprises.shrink_to_fit();
        self.titles.shrink_to_fit();
        self
    }

    fn ordered(&self, key: fn(&Entry) -> &str) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.enterprises.len() as u32).collect();
        order.sort_by(|a, b| self.key(*a, key).cmp(self.key(*b, key)));
        order
    }

    fn key(&self, at: u32, key: fn(&Entry) -> &str) -> &str {
        self.enterprises.get(at as usize).map_or("", key)
    }

    fn place(&self, order: &[u32], key: fn(&Entry) -> &str, wanted: &str) -> Option<usize> {
        let place = order.binary_search_by(|at| self.key(*at, key).cmp(wanted)).ok()?;
        order.get(place).map(|at| *at as usize)
    }

    /// How many enterprises.
    pub fn len(&self) -> usize {
        self.enterprises.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.enterprises.is_empty()
    }

    /// The titles of an enterprise, the earliest first.
    pub fn titles(&self, entry: &Entry) -> &[Title] {
        self.titles.get(entry.titles.start as usize..entry.titles.end as usize).unwrap_or_default()
    }

    /// Names by which lists called an enterprise until that was corrected, the earliest first.
    pub fn names_before(&self, entry: &Entry) -> &[String] {
        self.names_before.get(&entry.id).map_or(&[], Vec::as_slice)
    }

    /// The enterprise with this id.
    pub fn enterprise(&self, id: &str) -> Option<&Entry> {
        self.enterprises.get(self.place(&self.by_id, self::id, id)?)
    }

    /// The enterprise with this credit code; or of which a list said that it had it, until that was corrected.
    pub fn by_code(&self, code: &str) -> Option<&Entry> {
        self.enterprises.get(self.place_of_code(&code.trim().to_uppercase())?)
    }

    fn place_of_code(&self, code: &str) -> Option<usize> {
        let now = self.place(&self.by_code, self::code, code).filter(|_| !code.is_empty());
        now.or_else(|| self.place(&self.by_id, id, self.codes_before.get(code)?.as_str()))
    }

    /// The enterprise at an address: its code or, while that is not known, its id.
    pub fn at(&self, address: &str) -> Option<&Entry> {
        self.by_code(address).or_else(|| self.enterprise(address).filter(|entry| entry.code.is_empty()))
    }

    /// The title whose id ends so, and whose it is: what a check code names.
    pub fn title_ending_with(&self, tail: &str) -> Option<(&Entry, &Title)> {
        let at = self.titles.iter().position(|title| title.id.as_str().ends_with(tail))?;
        let owner = self.enterprises.iter().find(|entry| entry.titles.contains(&(at as u32)))?;
        Some((owner, self.titles.get(at)?))
    }

    /// How many valid titles of a tier there are on a day, by city.
    pub fn stock(&self, tier: Tier, day: Date) -> BTreeMap<DivisionCode, usize> {
        let mut stock = BTreeMap::new();
        for entry in &self.enterprises {
            if self.titles(entry).iter().any(|title| title.tier == tier && title.on(day).is_valid()) {
                *stock.entry(entry.city).or_default() += 1;
            }
        }
        stock
    }
}

impl Entry {
    /// An enterprise that is not in a register yet.
    pub fn new(id: EnterpriseId, name: String, code: String, city: DivisionCode, industry: String) -> Entry {
        Entry { id, name, code, city, industry, titles: 0..0 }
    }

    /// With what pages name it in an address: its code or, while that is not known, its id.
    pub fn address(&self) -> &str {
        if self.code.is_empty() { self.id.as_str() } else { &self.code }
    }
}

fn id(entry: &Entry) -> &str {
    entry.id.as_str()
}

fn code(entry: &Entry) -> &str {
    &entry.code
}

/// The register that everybody searches.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    register: Arc<RwLock<Arc<Register>>>,
    looked: Arc<AtomicI64>,
}

impl Shelf {
    /// The register now.
    pub fn now(&self) -> Arc<Register> {
        self.register.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// Exchanges it for a later one.
    pub fn set(&self, register: Register) {
        let mut shelf = self.register.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if register.seq >= shelf.seq {
            *shelf = Arc::new(register);
        }
    }
    /// Up to which row of the journal somebody looked whether it has changed.
    fn looked(&self) -> i64 {
        self.looked.load(Ordering::Relaxed)
    }

    fn look(&self, seq: i64) {
        self.looked.fetch_max(seq, Ordering::Relaxed);
    }
}
