//! 对应 Matching: which of the enterprises we know is the one that a list names.
//!
//! Lists of others (earlier titles, the ministry's results, lists of compliance) name enterprises by their code if we
//! are lucky, and by name and city if we are not. What is certain is matched; what is likely is put before a person,
//! with every enterprise that may be meant and why that is not certain; what nobody knows stays unknown. A code is the
//! strongest sign and names a firm for life; where code and name say different things, neither is believed alone.

mod name;

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::region::DivisionCode;

pub use name::{folded, stem};

/// An enterprise as a list names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Its name, as it is written.
    pub name: String,
    /// Its code, if the list has it.
    pub code: Option<CreditCode>,
    /// Its city, if the list has it.
    pub city: Option<DivisionCode>,
}

/// An enterprise that we know; `id` is whatever the caller finds it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<I> {
    /// How the caller finds it.
    pub id: I,
    /// Its code, if we know it.
    pub code: Option<CreditCode>,
    /// Its name today.
    pub name: String,
    /// 曾用名 Names it bore before, as an office has found.
    pub former: Vec<String>,
    /// Names it bore before as it says itself, which nobody has looked at.
    pub stated: Vec<String>,
    /// Its city.
    pub city: DivisionCode,
}

/// What a row of a list comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match<'d, I> {
    /// It is this one.
    Matched {
        /// Which.
        known: &'d Known<I>,
        /// By what we know.
        by: Ground,
    },
    /// It may be one of these, or none: a person decides.
    Ambiguous(Vec<Candidate<'d, I>>),
    /// We know nobody who could be meant.
    Unknown,
}

/// Somebody who may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate<'d, I> {
    /// Who.
    pub known: &'d Known<I>,
    /// What speaks for it.
    pub by: Ground,
    /// Why that is not enough; never empty.
    pub doubts: Vec<Doubt>,
}

impl<I> Candidate<'_, I> {
    /// Who it may be and why that is not certain, in words; `id` names one whose code is not known.
    pub fn told(&self, id: impl Fn(&I) -> String) -> String {
        let Known { id: which, code, name, .. } = self.known;
        let address = code.map_or_else(|| id(which), |code| code.to_string());
        let doubts: Vec<&str> = self.doubts.iter().map(|doubt| doubt.label()).collect();
        let but = if doubts.is_empty() { "。".into() } else { format!("，但{}", doubts.join("，")) };
        format!("可能是“{name}”（{address}）：{}{but}", self.by)
    }
}

/// What speaks for a match, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ground {
    /// 代码相同.
    Code,
    /// 名称相同.
    Name,
    /// 与曾用名相同.
    FormerName,
    /// The names differ in their legal form or their brackets only.
    NearName,
}

/// Why a match is not certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Doubt {
    /// The code is the same, the name is not.
    NameDiffers,
    /// The name is the same, the code is not.
    CodeDiffers,
    /// The list has a code, and we do not know this enterprise's.
    CodeNew,
    /// It is of another city.
    CityDiffers,
    /// The list names no city.
    CityMissing,
    /// The names are only alike.
    OnlyAlike,
    /// The name of before is the enterprise's own word, and nobody has looked.
    OnlyStated,
    /// Others fit as well.
    Several,
}

impl Ground {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Ground::Code => "统一社会信用代码相同",
            Ground::Name => "名称相同",
            Ground::FormerName => "与曾用名相同",
            Ground::NearName => "名称相近",
        }
    }
}

impl Doubt {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Doubt::NameDiffers => "名称不同",
            Doubt::CodeDiffers => "统一社会信用代码不同",
            Doubt::CodeNew => "这家企业的统一社会信用代码还没有登记，不能比对",
            Doubt::CityDiffers => "所在设区市不同",
            Doubt::CityMissing => "名单没有写明设区市",
            Doubt::OnlyAlike => "名称不完全相同",
            Doubt::OnlyStated => "曾用名是企业自述的，还没有核对",
            Doubt::Several => "符合的企业不止一家",
        }
    }
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// The enterprises we know, to be found by code and by name. Finding takes no longer the more there are.
#[derive(Debug, Clone)]
pub struct Directory<I> {
    all: Vec<Known<I>>,
    by_code: HashMap<CreditCode, Vec<usize>>,
    /// By names of today and of before, as they are compared.
    by_name: HashMap<String, Vec<usize>>,
    by_stem: HashMap<String, Vec<usize>>,
}

impl<I> Default for Directory<I> {
    fn default() -> Self {
        Directory { all: vec![], by_code: HashMap::new(), by_name: HashMap::new(), by_stem: HashMap::new() }
    }
}

impl<I> FromIterator<Known<I>> for Directory<I> {
    fn from_iter<T: IntoIterator<Item = Known<I>>>(all: T) -> Self {
        let mut directory = Directory::default();
        all.into_iter().for_each(|known| directory.add(known));
        directory
    }
}

impl<I> Directory<I> {
    /// One more: what a list itself brings in can be found by its later rows.
    pub fn add(&mut self, known: Known<I>) {
        let at = self.all.len();
        if let Some(code) = known.code {
            self.by_code.entry(code).or_default().push(at);
        }
        for name in std::iter::once(&known.name).chain(&known.former).chain(&known.stated) {
            put(&mut self.by_name, folded(name), at);
            put(&mut self.by_stem, stem(name), at);
        }
        self.all.push(known);
    }

    /// All of them, in the order in which they came.
    pub fn all(&self) -> &[Known<I>] {
        &self.all
    }

    /// Who is meant by a row of a list.
    pub fn find(&self, named: &Named) -> Match<'_, I> {
        let mut candidates = self.candidates(named);
        // Nobody takes the place of another who bears the name, or makes it doubtful, by their own word.
        let own_word = |one: &Candidate<'_, I>| one.doubts.contains(&Doubt::OnlyStated);
        if candidates.iter().any(|one| one.by < Ground::NearName && !own_word(one)) {
            candidates.retain(|one| one.by == Ground::Code || !own_word(one));
        }
        // Somebody for whom the strongest sign speaks without a doubt leaves no room for weaker ones: nobody else bears
        // their code, and a name that is the same is better than one that is alike.
        let sure = |ground: Ground| candidates.iter().any(|one| one.by == ground && one.doubts.is_empty());
        if sure(Ground::Code) {
            candidates.retain(|one| one.by == Ground::Code);
        } else if sure(Ground::Name) || sure(Ground::FormerName) {
            candidates.retain(|one| one.by != Ground::NearName);
        }
        match candidates.as_slice() {
            [] => Match::Unknown,
            [one] if one.doubts.is_empty() => Match::Matched { known: one.known, by: one.by },
            [_] => Match::Ambiguous(candidates),
            _ => {
                candidates.iter_mut().for_each(|candidate| candidate.doubts.push(Doubt::Several));
                Match::Ambiguous(candidates)
            }
        }
    }

    /// Everybody for whom something speaks, the strongest ground first.
    fn candidates(&self, named: &Named) -> Vec<Candidate<'_, I>> {
        let (name, stem) = (folded(&named.name), stem(&named.name));
        let coded = named.code.and_then(|code| self.by_code.get(&code));
        let places: BTreeSet<usize> = [coded, self.by_name.get(&name), self.by_stem.get(&stem)]
            .into_iter()
            .flatten()
            .flatten()
            .copied()
            .collect();
        let known = places.into_iter().filter_map(|at| self.all.get(at));
        let mut found: Vec<Candidate<'_, I>> = known.map(|known| weighed(known, named, &name)).collect();
        found.sort_by_key(|candidate| candidate.by);
        found
    }
}

/// What speaks for this enterprise, and what against it.
fn weighed<'d, I>(known: &'d Known<I>, named: &Named, name: &str) -> Candidate<'d, I> {
    let today = folded(&known.name) == name;
    let among = |names: &[String]| names.iter().any(|former| folded(former) == name);
    let (before, stated) = (among(&known.former), among(&known.stated));
    if named.code.is_some() && named.code == known.code {
        // A firm that has moved keeps its code, and one that was renamed too: the old name must be known as its own.
        let doubts = match (today || before, stated) {
            (true, _) => vec![],
            (false, true) => vec![Doubt::OnlyStated],
            (false, false) => vec![Doubt::NameDiffers],
        };
        return Candidate { known, by: Ground::Code, doubts };
    }
    let by = match (today, before || stated) {
        (true, _) => Ground::Name,
        (false, true) => Ground::FormerName,
        (false, false) => Ground::NearName,
    };
    let unseen = (by == Ground::FormerName && !before).then_some(Doubt::OnlyStated);
    let code = match (named.code, known.code) {
        (Some(_), Some(_)) => Some(Doubt::CodeDiffers),
        (Some(_), None) => Some(Doubt::CodeNew),
        (None, _) => None,
    };
    let city = match named.city {
        None => Some(Doubt::CityMissing),
        Some(city) if city != known.city => Some(Doubt::CityDiffers),
        Some(_) => None,
    };
    let alike = (by == Ground::NearName).then_some(Doubt::OnlyAlike);
    Candidate { known, by, doubts: code.into_iter().chain(city).chain(alike).chain(unseen).collect() }
}

fn put(into: &mut HashMap<String, Vec<usize>>, key: String, at: usize) {
    if !key.is_empty() {
        let places = into.entry(key).or_default();
        // An enterprise that went back to its old name stands here once.
        if places.last() != Some(&at) {
            places.push(at);
        }
    }
}

#[cfg(test)]
mod tests;
