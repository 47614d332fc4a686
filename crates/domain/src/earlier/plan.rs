//! All rows of a list, and what each comes to.

use std::collections::HashMap;

use jiff::civil::Date;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::Tier;

use super::{Confirmed, Fate, Line, Maybe};
use crate::id::EnterpriseId;
use crate::matching::{Candidate, Directory, Ground, Known, Match};

/// A title that an enterprise has on record, or gets from a row before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its tier.
    pub tier: Tier,
    /// First day, if it is known.
    pub from: Option<Date>,
    /// The first day on which its term is over, if it is known.
    pub until: Option<Date>,
    /// Where it stands written, and in which words, of one from an old list.
    pub earlier: Option<(String, String)>,
}

/// What a list comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// A fate for each row, in their order.
    pub fates: Vec<(u64, Fate)>,
}

impl Plan {
    /// How many rows have a fate like this.
    pub fn count(&self, like: impl Fn(&Fate) -> bool) -> usize {
        self.fates.iter().filter(|(_, fate)| like(fate)).count()
    }

    /// The rows that keep the list from being written.
    pub fn open(&self) -> impl Iterator<Item = (u64, &Fate)> {
        self.fates.iter().filter(|(_, fate)| fate.is_open()).map(|(row, fate)| (*row, fate))
    }
}

/// Who is meant, while a list is planned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Who {
    /// One we know.
    Old(EnterpriseId),
    /// One that a row before founds.
    New(usize),
}

/// Plans a list over all enterprises we know and what they hold. Rows are taken in their order; a later row may mean
/// an enterprise that an earlier one brings in.
pub fn plan(
    lines: &[Line],
    known: impl IntoIterator<Item = Known<EnterpriseId>>,
    held: HashMap<EnterpriseId, Vec<Held>>,
) -> Plan {
    let mut planning = Planning::new(known, held);
    Plan { fates: lines.iter().map(|line| (line.row, planning.fate(line))).collect() }
}

struct Planning {
    directory: Directory<Who>,
    by_code: HashMap<CreditCode, usize>,
    by_id: HashMap<EnterpriseId, usize>,
    held: HashMap<Who, Vec<(Held, Option<u64>)>>,
    founded: usize,
}

impl Planning {
    fn new(known: impl IntoIterator<Item = Known<EnterpriseId>>, held: HashMap<EnterpriseId, Vec<Held>>) -> Planning {
        let (mut by_code, mut by_id) = (HashMap::new(), HashMap::new());
        let mut directory = Directory::default();
        for (at, known) in known.into_iter().enumerate() {
            by_id.insert(known.id.clone(), at);
            if let Some(code) = known.code {
                by_code.insert(code, at);
            }
            let Known { id, code, name, former, stated, city } = known;
            directory.add(Known { id: Who::Old(id), code, name, former, stated, city });
        }
        let on_record = |titles: Vec<Held>| titles.into_iter().map(|title| (title, None)).collect();
        let held = held.into_iter().map(|(id, titles)| (Who::Old(id), on_record(titles))).collect();
        Planning { directory, by_code, by_id, held, founded: 0 }
    }

    fn fate(&mut self, line: &Line) -> Fate {
        let (meant, by) = match self.who(line) {
            Ok(found) => found,
            Err(fate) => return fate,
        };
        let title = Held {
            tier: line.tier,
            from: line.from,
            until: line.until,
            earlier: Some((line.source.clone(), line.stated.clone())),
        };
        let Some((who, city)) = meant else {
            let Some(city) = line.named.city else {
                return Fate::Refused(vec!["没有写明设区市，不能登记为新企业；请补上，或者写明确认企业".into()]);
            };
            let new = Who::New(self.founded);
            self.founded += 1;
            self.found(line, city, new.clone());
            self.held.insert(new, vec![(title, Some(line.row))]);
            return Fate::Founds(self.founded - 1);
        };
        let others = self.held.entry(who.clone()).or_default();
        if let Some(fate) = others.iter().find_map(|(other, row)| against(&title, other, *row)) {
            return fate;
        }
        others.push((title, Some(line.row)));
        match who {
            Who::Old(enterprise) => Fate::Joins { enterprise, city, by },
            Who::New(number) => Fate::Founds(number),
        }
    }

    /// Whom a row means; nobody we know; or that this is not certain.
    #[allow(clippy::type_complexity, reason = "who and by what, or the fate that follows")]
    fn who(&self, line: &Line) -> Result<(Option<(Who, DivisionCode)>, Option<Ground>), Fate> {
        if let Some(confirmed) = &line.confirmed {
            return self.confirmed(line, confirmed).map(|who| (who, None)).map_err(|why| Fate::Refused(vec![why]));
        }
        match self.directory.find(&line.named) {
            Match::Matched { known, by } => Ok((Some((known.id.clone(), known.city)), Some(by))),
            Match::Ambiguous(candidates) => Err(Fate::Asks(candidates.iter().map(described).collect())),
            Match::Unknown => Ok((None, None)),
        }
    }

    fn confirmed(&self, line: &Line, confirmed: &Confirmed) -> Result<Option<(Who, DivisionCode)>, String> {
        match confirmed {
            Confirmed::New => match line.named.code.filter(|code| self.by_code.contains_key(code)) {
                Some(code) => Err(format!("确认为新企业，但代码 {code} 已由另一家企业登记")),
                None => Ok(None),
            },
            Confirmed::Known(text) => {
                let coded = || self.by_code.get(&CreditCode::parse(text).ok()?);
                let place = coded().or_else(|| self.by_id.get(&EnterpriseId(text.clone())));
                let known = place.and_then(|at| self.directory.all().get(*at));
                let known =
                    known.ok_or_else(|| format!("确认的企业“{text}”没有登记，请写它的代码或编号，或者写“新企业”"))?;
                Ok(Some((known.id.clone(), known.city)))
            }
        }
    }

    fn found(&mut self, line: &Line, city: DivisionCode, id: Who) {
        if let Some(code) = line.named.code {
            self.by_code.insert(code, self.directory.all().len());
        }
        let (name, code) = (line.named.name.clone(), line.named.code);
        self.directory.add(Known { id, code, name, former: vec![], stated: vec![], city });
    }
}

/// What follows from a title that the same enterprise has already, if something does.
fn against(title: &Held, other: &Held, row: Option<u64>) -> Option<Fate> {
    if title.tier != other.tier {
        return None;
    }
    let place = row.map_or_else(|| "名录中".to_owned(), |row| format!("本名单第 {row} 行"));
    if title.from.is_some() && (title.from, title.until) == (other.from, other.until) || title == other {
        return Some(match row {
            None => Fate::Again,
            Some(row) => Fate::Refused(vec![format!("与第 {row} 行是同一项称号，请删去一行")]),
        });
    }
    match (title.from, title.until, other.from, other.until) {
        (Some(from), _, _, Some(until)) if until <= from => None,
        (_, Some(until), Some(from), _) if until <= from => None,
        (Some(_), Some(_), Some(_), Some(_)) => {
            Some(Fate::Refused(vec![format!("{place}已有同一层次、有效期重叠的称号，请核对起止")]))
        }
        _ => {
            let reason = format!("{place}已有同一层次的称号，起止没有都写明，不能判断是不是同一项；请查明起止后再补录");
            Some(Fate::Refused(vec![reason]))
        }
    }
}

fn described(candidate: &Candidate<'_, Who>) -> Maybe {
    let told = candidate.told(|who| match who {
        Who::Old(id) => format!("编号 {id}"),
        Who::New(_) => "本名单新登记".into(),
    });
    let answer = match (&candidate.known.code, &candidate.known.id) {
        (Some(code), _) => code.to_string(),
        (None, Who::Old(id)) => id.to_string(),
        (None, Who::New(_)) => String::new(),
    };
    Maybe { answer, told }
}
