//! What is asked of the register, and what is found.

use jiff::civil::Date;
use titian_domain::recognition::Standing;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use super::{Entry, Register, Title};

/// Hits on a page.
pub const PAGE: usize = 20;

/// What is asked. Everything that is left out matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// A part of the name, or several apart by blanks; or a whole credit code.
    pub words: String,
    /// The city.
    pub city: Option<DivisionCode>,
    /// The division of industry, two digits.
    pub industry: String,
    /// The tier of the title.
    pub tier: Option<Tier>,
    /// Where the title stands.
    pub status: Status,
    /// As of which day.
    pub on: Date,
    /// Which page, from 0.
    pub page: usize,
}

/// Where titles stand that are looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Status {
    /// 有效.
    #[default]
    Valid,
    /// 期满 or 已终止.
    Over,
    /// 有效期待核实: days that would tell are not known.
    Unknown,
    /// 不限, enterprises that ever had one.
    Any,
}

/// What is found.
#[derive(Debug)]
pub struct Found<'r> {
    /// How many enterprises in all.
    pub total: usize,
    /// How many of them have a matching title of a tier, in the order of [`Tier::ALL`].
    pub of_tiers: [usize; Tier::ALL.len()],
    /// Those on the page asked for.
    pub hits: Vec<Hit<'r>>,
}

/// An enterprise that was found, with the titles that match.
#[derive(Debug)]
pub struct Hit<'r> {
    /// The enterprise.
    pub entry: &'r Entry,
    /// Its matching titles, each with where it stands on the day.
    pub titles: Vec<(&'r Title, Standing)>,
}

impl Register {
    /// One page of what is found.
    pub fn search(&self, search: &Search) -> Found<'_> {
        let found = self.found(search);
        let of_tier = |tier| {
            let has = |at: &&usize| {
                let entry = self.enterprises.get(**at);
                entry.is_some_and(|entry| self.matching(entry, search).any(|(title, _)| title.tier == tier))
            };
            found.iter().filter(has).count()
        };
        let page = found.iter().skip(search.page.saturating_mul(PAGE)).take(PAGE);
        let hits = page.filter_map(|at| self.hit(*at, search)).collect();
        Found { total: found.len(), of_tiers: Tier::ALL.map(of_tier), hits }
    }

    /// All that is found; the page asked for does not matter.
    pub fn search_all<'r>(&'r self, search: &'r Search) -> impl Iterator<Item = Hit<'r>> {
        self.found(search).into_iter().filter_map(move |at| self.hit(at, search))
    }

    fn hit(&self, at: usize, search: &Search) -> Option<Hit<'_>> {
        let entry = self.enterprises.get(at)?;
        Some(Hit { entry, titles: self.matching(entry, search).collect() })
    }

    /// Where those stand that are found. Names that begin with the words come first, the rest in the order of the
    /// register.
    fn found(&self, search: &Search) -> Vec<usize> {
        let words = folded(&search.words);
        let words: Vec<&str> = words.split_whitespace().collect();
        let code = search.words.trim().to_uppercase();
        let coded = self.place_of_code(&code);
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        // What lies close together is asked first: cities, then names; few get as far as their titles.
        for (at, city) in self.cities.iter().enumerate() {
            if search.city.is_some_and(|wanted| wanted != *city) {
                continue;
            }
            let name = self.folded.get(at);
            if !words.iter().all(|word| name.contains(word)) && coded != Some(at) {
                continue;
            }
            let Some(entry) = self.enterprises.get(at) else { continue };
            let of_industry = search.industry.is_empty() || search.industry == entry.industry;
            if of_industry && self.matching(entry, search).any(|_| true) {
                let begins = words.first().is_none_or(|word| name.starts_with(word));
                if begins { &mut first } else { &mut rest }.push(at);
            }
        }
        first.append(&mut rest);
        first
    }

    fn matching<'r>(&'r self, entry: &Entry, search: &Search) -> impl Iterator<Item = (&'r Title, Standing)> {
        let (tier, status, on) = (search.tier, search.status, search.on);
        let titles = self.titles(entry).iter().filter(move |title| tier.is_none_or(|tier| tier == title.tier));
        titles.map(move |title| (title, title.on(on))).filter(move |(_, standing)| match status {
            Status::Valid => standing.is_valid(),
            Status::Over => matches!(standing, Standing::Expired | Standing::Ended),
            Status::Unknown => *standing == Standing::Unknown,
            Status::Any => *standing != Standing::NotYet,
        })
    }
}

/// As names are compared: lower case, half width, 〇 as 零.
pub(super) fn folded(name: &str) -> String {
    let half = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        '〇' => '零',
        c => c,
    };
    name.chars().map(half).flat_map(char::to_lowercase).collect()
}
