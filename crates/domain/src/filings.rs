//! 国家平台的申报 Filings made on the national platform (Art. 12 第十二条): what each row of its export comes to.
//!
//! A row is an enterprise's filing in a batch of ours, made over there. It comes in as a case if it would have been
//! taken here on the day it was filed there: within the window, for this tier, by an enterprise that may apply and has
//! no other case in the batch. A row that is not so is bad, with its reason and article; whether the others come in
//! without it is for the office to say, and then all of them or none.

mod line;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use titian_rulebook::calendar::written;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::procedure::Title;
use titian_rulebook::region::DivisionCode;
use titian_rulebook::tier::{Purpose, Tier};

use crate::answers::{Answers, Edit, Place, Source};
use crate::application::{Content, Held, at_submission, may_apply, rereviewed, tell_titles};
use crate::earlier::{Confirmed, Maybe};
use crate::id::{EnterpriseId, RecognitionId};
use crate::matching::{Candidate, Directory, Doubt, Known, Match, Named};
use crate::miit_list::maybe;
use crate::notice::Batch;
use crate::recognition::Recognition;
use crate::refusal::Refusal;

pub use line::{COLUMNS, NEEDED, Texts, read};

/// A row that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its row in the file, as a spreadsheet counts it.
    pub row: u64,
    /// Its name there.
    pub name: String,
    /// Its code.
    pub code: CreditCode,
    /// Its city there.
    pub city: DivisionCode,
    /// The day on which it was filed.
    pub on: Date,
    /// For which tier it says that it is, if it says so.
    pub tier: Option<Tier>,
    /// What was answered, as our catalogue reads it.
    pub answers: Vec<(Place, String)>,
    /// Whom an officer has confirmed it to mean.
    pub confirmed: Option<Confirmed>,
}

/// What a row comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// A case of an enterprise that we know.
    Joins {
        /// Which.
        enterprise: EnterpriseId,
        /// The title on which it builds.
        held: Option<Held>,
        /// The title that it renews, if the batch is one of re-review (A13.2).
        renews: Option<RecognitionId>,
        /// Whether its code is new to us: it was known from an old list only (A13.4).
        claims: bool,
    },
    /// A case of an enterprise that we did not know.
    Founds {
        /// The title on which it builds: one that no register of ours holds.
        held: Option<Held>,
    },
    /// An officer has to confirm whom it means.
    Asks(Vec<Maybe>),
    /// It cannot come in: every reason, with its article.
    Refused(Vec<String>),
}

/// Into which batch, and when.
#[derive(Debug, Clone, Copy)]
pub struct Round<'a> {
    /// The batch.
    pub batch: &'a Batch,
    /// The titles of which the procedure asks for one.
    pub prerequisite: &'a [Title],
    /// Today in Asia/Shanghai.
    pub today: Date,
}

/// What is on record of the enterprises that may be meant.
#[derive(Debug, Clone, Default)]
pub struct OnRecord {
    /// Everybody.
    pub known: Vec<Known<EnterpriseId>>,
    /// Their titles, now and before.
    pub titles: HashMap<EnterpriseId, Vec<Recognition>>,
    /// Who has a case in the batch that was neither withdrawn nor refused.
    pub live: HashSet<EnterpriseId>,
}

impl Line {
    /// What is submitted: as the platform has it, and what our register says of its titles.
    pub fn content(&self, titles: &[Recognition]) -> Content {
        let mut answers = Answers::default();
        for edit in self.edits() {
            answers.put(&edit, Source::Import, self.on);
        }
        tell_titles(&mut answers, titles, self.on);
        let (name, code) = (self.name.clone(), self.code.to_string());
        Content { name, code, city: self.city, answers, evidence: vec![] }
    }

    /// Its answers, for the dossier.
    pub fn edits(&self) -> Vec<Edit> {
        let edit = |(place, text): &(Place, String)| Edit { place: place.clone(), text: Some(text.clone()) };
        self.answers.iter().map(edit).collect()
    }
}

/// Plans a file: every row has its fate, in their order.
pub fn plan(lines: &[Line], round: &Round<'_>, record: OnRecord) -> Vec<(u64, Fate)> {
    let OnRecord { known, titles, live } = record;
    let directory: Directory<EnterpriseId> = known.into_iter().collect();
    let known = directory.all().iter();
    let by_code: HashMap<CreditCode, &EnterpriseId> = known.filter_map(|one| Some((one.code?, &one.id))).collect();
    let by_id: HashMap<&EnterpriseId, Option<CreditCode>> =
        directory.all().iter().map(|one| (&one.id, one.code)).collect();
    let (mut codes, mut taken) = (HashMap::new(), HashMap::new());
    let mut fate = |line: &Line| {
        let mut why = against(line, round);
        if let Some(first) = codes.get(&line.code) {
            why.push(format!("与第 {first} 行是同一个统一社会信用代码，一家企业在一个批次只有一件申报（A12）"));
        } else {
            codes.insert(line.code, line.row);
        }
        let who = match whom(line, &directory, &by_code, &by_id) {
            Ok(who) => who,
            Err(Fate::Refused(more)) => return Fate::Refused([why, more].concat()),
            Err(fate) if why.is_empty() => return fate,
            Err(_) => return Fate::Refused(why),
        };
        let theirs = who.as_ref().and_then(|(id, _)| titles.get(id)).map_or(&[][..], Vec::as_slice);
        if let Some((id, _)) = &who {
            if live.contains(id) {
                why.push("这家企业在本批次已有一件申报（A12）".into());
            } else if let Some(first) = taken.get(id) {
                why.push(format!("与第 {first} 行是同一家企业，一家企业在一个批次只有一件申报（A12）"));
            } else {
                taken.insert(id.clone(), line.row);
            }
        }
        let stands = may(line, round, theirs).map_err(|refusal| why.push(told(&refusal)));
        let (renews, held) = stands.unwrap_or_default();
        match who {
            _ if !why.is_empty() => Fate::Refused(why),
            Some((enterprise, claims)) => Fate::Joins { enterprise, held, renews, claims },
            None => Fate::Founds { held },
        }
    };
    lines.iter().map(|line| (line.row, fate(line))).collect()
}

/// What of a row itself stands against it.
fn against(line: &Line, round: &Round<'_>) -> Vec<String> {
    let Round { batch, today, .. } = round;
    let mut why = Vec::new();
    if line.on > *today {
        why.push(format!("申报日{}在今天之后，请核对（A12）", written(line.on)));
    } else if line.on < batch.from || batch.until < line.on {
        let (from, until) = (written(batch.from), written(batch.until));
        why.push(format!("申报日{}不在本批次的申报期内，申报期是{from}至{until}（A12）", written(line.on)));
    }
    if let Some(tier) = line.tier.filter(|tier| *tier != batch.tier) {
        why.push(format!("申报的是{tier}，本批次是{}的批次，请导入到相应的批次（A12）", batch.tier));
    }
    why
}

/// Whether its enterprise may apply, by what it held when it filed and by what it holds now: the title that it renews, and
/// the one it builds on.
fn may(
    line: &Line,
    round: &Round<'_>,
    titles: &[Recognition],
) -> Result<(Option<RecognitionId>, Option<Held>), Refusal> {
    let Round { batch, prerequisite, today } = round;
    may_apply(batch, titles, line.on)?;
    may_apply(batch, titles, *today)?;
    let renews = match batch.purpose {
        Purpose::Apply => None,
        Purpose::Rereview => Some(rereviewed(batch, titles, line.on)?.id.clone()),
    };
    Ok((renews, at_submission(prerequisite, batch.tier, titles, &line.content(titles), line.on)?))
}

fn told(refusal: &Refusal) -> String {
    let why = [std::slice::from_ref(&refusal.what), &refusal.reasons].concat();
    // It is said to an office about an enterprise, not to the enterprise.
    format!("{}（{}）", why.join("，").replace("贵企业", "这家企业"), refusal.articles.join("、"))
}

/// Whom a row means, and whether its code is new to us; nobody we know; or the fate that follows.
fn whom(
    line: &Line,
    directory: &Directory<EnterpriseId>,
    by_code: &HashMap<CreditCode, &EnterpriseId>,
    by_id: &HashMap<&EnterpriseId, Option<CreditCode>>,
) -> Result<Option<(EnterpriseId, bool)>, Fate> {
    let coded = by_code.get(&line.code).copied();
    let refused = |why: String| Err(Fate::Refused(vec![why]));
    match &line.confirmed {
        Some(Confirmed::New) if coded.is_some() => {
            return refused("确认为“新企业”，但这个代码已由一家企业登记，请核对代码（A12）".into());
        }
        Some(Confirmed::New) => return Ok(None),
        Some(Confirmed::Known(word)) => {
            let by_word = || by_code.get(&CreditCode::parse(word).ok()?).copied();
            let id = EnterpriseId(word.clone());
            let Some(meant) = by_word().or_else(|| by_id.get_key_value(&id).map(|(id, _)| *id)) else {
                return refused(format!("确认的企业“{word}”没有登记，请写它的代码或编号，或者写“新企业”（A12）"));
            };
            return match by_id.get(meant).copied().flatten() {
                Some(code) if code != line.code => {
                    refused(format!("确认的企业登记的代码是 {code}，与这一行的不同，请核对（A12）"))
                }
                Some(_) => Ok(Some((meant.clone(), false))),
                None if coded.is_some() => refused("这一行的代码是另一家企业的，与确认的不符，请核对（A12）".into()),
                None => Ok(Some((meant.clone(), true))),
            };
        }
        None if coded.is_none() && !line.code.is_sound() => {
            let why = format!(
                "统一社会信用代码 {} 的校验位不符，请核对；确实如此的，在“确认企业”一列写“新企业”（A12）",
                line.code
            );
            return refused(why);
        }
        None => {}
    }
    let named = Named { name: line.name.clone(), code: Some(line.code), city: Some(line.city) };
    match directory.find(&named) {
        Match::Matched { known, .. } => Ok(Some((known.id.clone(), known.code.is_none()))),
        Match::Unknown => Ok(None),
        Match::Ambiguous(candidates) => {
            // Who bears another code is another enterprise, however alike the names: only those whose code is this one
            // or not known may be meant.
            let may = |one: &&Candidate<'_, EnterpriseId>| !one.doubts.contains(&Doubt::CodeDiffers);
            let left: Vec<Maybe> = candidates.iter().filter(may).map(maybe).collect();
            if left.is_empty() { Ok(None) } else { Err(Fate::Asks(left)) }
        }
    }
}
