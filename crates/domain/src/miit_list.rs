//! 工业和信息化部公布的名单 What MIIT published (Art. 11 第十一条): who became a little giant.
//!
//! MIIT certifies; the province registers what it published. A row is matched by its code. Where only a name speaks for an
//! enterprise, an officer confirms whom it means; a row that means nobody we know is listed as such and stops nothing,
//! for the list is the whole country's. Who was recommended and is not on the list was passed over, if the list closes
//! the batch.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::region::Regions;

use crate::earlier::{Confirmed, Maybe, Texts, whom};
use crate::id::{AccountId, ApplicationId, BatchId, EnterpriseId, MiitListId, RecognitionId};
use crate::matching::{Candidate, Directory, Ground, Known, Match, Named};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// A list that MIIT published, as it was registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MiitList {
    /// Its id.
    pub id: MiitListId,
    /// Its title.
    pub title: String,
    /// 文号.
    pub number: String,
    /// The date on it.
    pub dated: Date,
    /// First day of the titles.
    pub from: Date,
    /// The first day on which their term is over.
    pub until: Date,
    /// Batches that it answers.
    pub batches: Vec<BatchId>,
    /// Who of ours is on it.
    pub certified: Vec<Certified>,
    /// Rows that mean nobody we know.
    pub unmatched: Vec<Unmatched>,
    /// Who was recommended and is not on it; empty if the list does not close the batches.
    pub passed_over: Vec<ApplicationId>,
    /// Who registered it.
    pub by: AccountId,
    /// When.
    pub on: Date,
}

/// An enterprise of ours on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certified {
    /// The row, as a spreadsheet counts it.
    pub row: u64,
    /// Which.
    pub enterprise: EnterpriseId,
    /// From which recommended case; none if it came another way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationId>,
    /// The title.
    pub recognition: RecognitionId,
    /// Whether a person confirmed whom the row means.
    pub confirmed: bool,
}

/// A row that means nobody we know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmatched {
    /// The row.
    pub row: u64,
    /// The name on it.
    pub name: String,
}

/// A row that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its row in the list, as a spreadsheet counts it.
    pub row: u64,
    /// Whom it names.
    pub named: Named,
    /// Whom an officer has confirmed it to mean.
    pub confirmed: Option<Confirmed>,
}

/// What a row comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is this one of ours.
    Certifies {
        /// Which.
        enterprise: EnterpriseId,
        /// Whether a person confirmed it.
        confirmed: bool,
    },
    /// An officer has to confirm whom it means: everybody who may be, and why that is not certain.
    Asks(Vec<Maybe>),
    /// Nobody we know.
    Unknown,
    /// It cannot be: every reason.
    Refused(Vec<String>),
}

/// Reads a row, or tells what is wrong with it.
pub fn read(row: u64, texts: &Texts<'_>, regions: &Regions) -> Result<Line, Vec<String>> {
    let (named, confirmed) = whom(texts, regions)?;
    Ok(Line { row, named, confirmed })
}

/// What each row comes to, over everybody we know.
pub fn plan(lines: &[Line], known: impl IntoIterator<Item = Known<EnterpriseId>>) -> Vec<(u64, Fate)> {
    let directory: Directory<EnterpriseId> = known.into_iter().collect();
    let by_code: HashMap<CreditCode, &EnterpriseId> =
        directory.all().iter().filter_map(|one| Some((one.code?, &one.id))).collect();
    let by_id: BTreeSet<&EnterpriseId> = directory.all().iter().map(|one| &one.id).collect();
    let mut named = BTreeSet::new();
    let fate = |line: &Line| {
        let coded = line.named.code.and_then(|code| by_code.get(&code).copied());
        let fate = match (&line.confirmed, directory.find(&line.named)) {
            (Some(Confirmed::New), _) if coded.is_some() => {
                Fate::Refused(vec!["确认为“新企业”，但代码已由本区的一家企业登记；请核对代码或者“确认企业”一列".into()])
            }
            (Some(Confirmed::New), _) => Fate::Unknown,
            (Some(Confirmed::Known(word)), _) => {
                let by_word = || by_code.get(&CreditCode::parse(word).ok()?).copied();
                match by_word().or_else(|| by_id.get(&EnterpriseId(word.clone())).copied()) {
                    None => Fate::Refused(vec![format!("没有代码或者编号是“{word}”的企业，请核对“确认企业”一列")]),
                    Some(meant) if coded.is_some_and(|coded| coded != meant) => {
                        Fate::Refused(vec!["这一行的代码是另一家企业的，与“确认企业”一列不符，请核对".into()])
                    }
                    Some(meant) => Fate::Certifies { enterprise: meant.clone(), confirmed: true },
                }
            }
            (None, Match::Matched { known, by: Ground::Code }) => {
                Fate::Certifies { enterprise: known.id.clone(), confirmed: false }
            }
            // A name alone is confirmed by a person, however alike it is.
            (None, Match::Matched { known, by }) => {
                let doubts = vec![];
                let Maybe { answer, told } = maybe(&Candidate { known, by, doubts });
                Fate::Asks(vec![Maybe { answer, told: format!("{told}请确认是不是这一家") }])
            }
            (None, Match::Ambiguous(candidates)) => Fate::Asks(candidates.iter().map(maybe).collect()),
            (None, Match::Unknown) => Fate::Unknown,
        };
        match fate {
            Fate::Certifies { enterprise, .. } if !named.insert(enterprise.clone()) => {
                Fate::Refused(vec!["同一家企业在名单中出现了两次，请核对".into()])
            }
            fate => fate,
        }
    };
    lines.iter().map(|line| line.row).zip(lines.iter().map(fate)).collect()
}

/// Somebody whom a row may mean, as a person is asked about them.
pub(crate) fn maybe(candidate: &Candidate<'_, EnterpriseId>) -> Maybe {
    let known = candidate.known;
    let answer = known.code.map_or_else(|| known.id.to_string(), |code| code.to_string());
    Maybe { answer, told: candidate.told(|id| format!("编号 {id}")) }
}

/// Registers a list.
pub fn register(list: MiitList, today: Date) -> Result<Vec<Event>, Refusal> {
    let mut reasons = Vec::new();
    for (what, text) in [("公布文件的标题", &list.title), ("公布文件的文号", &list.number)] {
        reasons.extend(wording::needed(text, what).err());
    }
    if list.dated > today {
        reasons.push("公布日期在今天之后".into());
    }
    if list.until <= list.from {
        reasons.push("有效期的截止日不晚于起始日".into());
    }
    if list.certified.is_empty() && list.passed_over.is_empty() {
        reasons.push("名单中没有本区企业，也没有要办结的申报".into());
    }
    if !reasons.is_empty() {
        return Err(Refusal::new("A11", "公布结果还不能登记").because_all(reasons).todo("请对照公布文件核对后重试"));
    }
    Ok(vec![Event::Registered { list: Box::new(list) }])
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It was registered.
    Registered {
        /// All of it.
        list: Box<MiitList>,
    },
}

impl Room for MiitList {
    const NAME: &'static str = "miit_list";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        let Event::Registered { list } = event;
        Some(state.unwrap_or_else(|| (**list).clone()))
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![("number", self.number.as_str().into()), ("dated", self.dated.into())]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A11"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use titian_rulebook::credit_code::synthetic;
    use titian_rulebook::region::DivisionCode;

    fn known(serial: u64, name: &str) -> Known<EnterpriseId> {
        let city = DivisionCode::parse("450200").unwrap();
        let code = CreditCode::parse(&synthetic("450200", serial).unwrap().to_string()).ok();
        Known { id: EnterpriseId(format!("e{serial}")), code, name: name.into(), former: vec![], stated: vec![], city }
    }

    fn line(row: u64, name: &str, code: Option<u64>, confirmed: Option<Confirmed>) -> Line {
        let code = code.map(|serial| synthetic("450200", serial).unwrap());
        Line { row, named: Named { name: name.into(), code, city: None }, confirmed }
    }

    fn fates(lines: &[Line]) -> Vec<Fate> {
        let all = [known(1, "示例传动有限公司"), known(2, "示例糖业有限公司")];
        plan(lines, all).into_iter().map(|(_, fate)| fate).collect()
    }

    #[test]
    fn 代码相同的直接对上_只有名称相同的要人确认() {
        let fates = fates(&[
            line(2, "示例传动有限公司", Some(1), None),
            line(3, "示例糖业有限公司", None, None),
            line(4, "外省示例有限公司", None, None),
        ]);
        assert!(matches!(&fates[0], Fate::Certifies { enterprise, confirmed: false } if enterprise.as_str() == "e1"));
        let code = synthetic("450200", 2).unwrap().to_string();
        assert!(
            matches!(&fates[1], Fate::Asks(why) if why[0].told.contains("示例糖业有限公司") && why[0].answer == code)
        );
        assert_eq!(fates[2], Fate::Unknown);
    }

    #[test]
    fn 确认以后就对上_确认不是的就不对() {
        let known = |word: &str| Some(Confirmed::Known(word.into()));
        let fates = fates(&[
            line(2, "示例糖业有限公司", None, known("e2")),
            line(3, "示例传动有限公司", None, Some(Confirmed::New)),
            line(4, "示例传动有限公司", None, known("没有这个")),
            line(5, "示例糖业公司", None, known("e2")),
            line(6, "示例传动有限公司", Some(1), Some(Confirmed::New)),
            line(7, "示例传动有限公司", Some(1), known("e2")),
        ]);
        assert!(matches!(&fates[0], Fate::Certifies { confirmed: true, .. }));
        assert_eq!(fates[1], Fate::Unknown);
        assert!(matches!(&fates[2], Fate::Refused(why) if why[0].contains("没有代码或者编号")));
        assert!(matches!(&fates[3], Fate::Refused(why) if why[0].contains("出现了两次")));
        assert!(matches!(&fates[4], Fate::Refused(why) if why[0].contains("已由本区的一家企业登记")));
        assert!(matches!(&fates[5], Fate::Refused(why) if why[0].contains("另一家企业的")));
    }
}
