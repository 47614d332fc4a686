//! 企业 Enterprise (Art. 2 第二条, Art. 9 第九条(一)).
//!
//! One enterprise keeps one dossier for all tiers and years: its answers, and the evidence that proves them. It belongs
//! to the city it is registered in, whatever its code says (A3.1). What it files here binds nobody yet; an application
//! freezes a copy.

mod former;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::region::DivisionCode;

use crate::answers::{Answers, Edit, Rows, Source};
use crate::correction::{CorrectionAnnouncement, Part};
use crate::id::{CorrectionId, EnterpriseId, EvidenceId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

pub use former::{FormerName, NamedBy};

/// An enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enterprise {
    /// Its id.
    pub id: EnterpriseId,
    /// 统一社会信用代码; not known yet of one that we know from an old list only (A13.4).
    pub code: Option<String>,
    /// Its name today.
    pub name: String,
    /// 曾用名 Names it bore before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerName>,
    /// 注册地所在设区市.
    pub city: DivisionCode,
    /// Since when we know it.
    pub since: Date,
    /// What it has answered.
    pub answers: Answers,
    /// What proves it.
    pub evidence: Vec<Evidence>,
}

/// A file that proves something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// SHA-256 of its bytes.
    pub id: EvidenceId,
    /// What it proves: a kind of evidence of the catalogue (`audit_report`).
    pub kind: String,
    /// For which calendar year, if for one.
    pub year: Option<i16>,
    /// Its name as uploaded.
    pub name: String,
    /// `application/pdf`, …
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// Since when.
    pub on: Date,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 登记: the first person of an enterprise signs up, or an officer imports it.
    Register {
        /// A fresh id.
        id: EnterpriseId,
        /// The code.
        code: CreditCode,
        /// The name on the licence.
        name: String,
        /// The city on the licence.
        city: DivisionCode,
    },
    /// 补录: an old list names it, without its code (A13.4).
    List {
        /// A fresh id.
        id: EnterpriseId,
        /// As the list names it.
        name: String,
        /// As the list, or the officer who read it, says.
        city: DivisionCode,
        /// Which list.
        source: String,
    },
    /// 认领: somebody who was vouched for says which code it has.
    Claim {
        /// The code.
        code: CreditCode,
    },
    /// 登记曾用名; the day is that of today, whatever it says.
    KnowFormerName(FormerName),
    /// 填报: answers changed.
    File {
        /// Which.
        edits: Vec<Edit>,
        /// From whom.
        source: Source,
    },
    /// 导入: what it filed elsewhere. What it has answered here itself stays as it is.
    TakeOver {
        /// Which; read by the catalogue already.
        edits: Vec<Edit>,
    },
    /// 填报 a record: all its rows anew; none at all takes the record back.
    FileRecord {
        /// Which record.
        record: String,
        /// Its rows.
        rows: Option<Vec<std::collections::BTreeMap<String, String>>>,
        /// From whom.
        source: Source,
    },
    /// 上传佐证材料.
    AddEvidence(Evidence),
    /// 删除佐证材料.
    RemoveEvidence {
        /// The file.
        id: EvidenceId,
        /// As proof of what.
        kind: String,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It was registered.
    Registered {
        /// Its id.
        id: EnterpriseId,
        /// Its code.
        code: String,
        /// Its name.
        name: String,
        /// Its city.
        city: DivisionCode,
        /// The day.
        on: Date,
    },
    /// An old list names it; its code is not known.
    Listed {
        /// Its id.
        id: EnterpriseId,
        /// Its name.
        name: String,
        /// Its city.
        city: DivisionCode,
        /// Which list.
        source: String,
        /// The day.
        on: Date,
    },
    /// Its code became known.
    Claimed {
        /// The code.
        code: String,
    },
    /// A correction announcement says that its name, its code or its city was wrong (A9, A10).
    Mended {
        /// By which.
        correction: CorrectionId,
        /// The name that is right, if it was the name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// The code that is right, if it was the code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// The city that is right, if it was the city.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        city: Option<DivisionCode>,
        /// When.
        on: Date,
    },
    /// A name of before became known.
    FormerNameKnown {
        /// Which.
        former: FormerName,
    },
    /// Answers were filed.
    Filed {
        /// Which.
        edits: Vec<Edit>,
        /// From whom.
        source: Source,
        /// The day.
        on: Date,
    },
    /// A record was filed.
    RecordFiled {
        /// Which.
        record: String,
        /// Its rows; none if it was taken back.
        rows: Option<Rows>,
    },
    /// Evidence was added.
    EvidenceAdded {
        /// The file.
        evidence: Evidence,
    },
    /// Evidence was taken away. The file itself stays where an application holds it.
    EvidenceRemoved {
        /// The file.
        id: EvidenceId,
        /// As proof of what.
        proves: String,
    },
}

/// Files of one enterprise; more is a mistake or an attack.
pub const MOST_EVIDENCE: usize = 500;

/// Decides.
pub fn decide(
    standing: Option<&Enterprise>,
    command: Command,
    catalogue: &Catalogue,
    today: Date,
) -> Result<Vec<Event>, Refusal> {
    let known = || standing.ok_or_else(|| Refusal::new("A9.1", "没有找到这家企业").todo("请核对后重试"));
    match command {
        Command::Register { id, code, name, city } => {
            if standing.is_some() {
                return Err(Refusal::new("A9.1", "这家企业已经登记").todo("请直接加入该企业的账号"));
            }
            Ok(vec![Event::Registered { id, code: code.to_string(), name: plain_name(&name)?, city, on: today }])
        }
        Command::List { id, name, city, source } => {
            if standing.is_some() {
                return Err(Refusal::new("A13.4", "这家企业已经登记").todo("请刷新后重新对应"));
            }
            Ok(vec![Event::Listed { id, name: plain_name(&name)?, city, source, on: today }])
        }
        Command::Claim { code } => match &known()?.code {
            Some(known) if *known == code.to_string() => Ok(vec![]),
            Some(known) => {
                let reason = format!("这家企业已登记的代码是 {known}，申请的是 {code}");
                Err(Refusal::new("A13.4", "统一社会信用代码不一致").because(reason).todo("请核对营业执照"))
            }
            None => Ok(vec![Event::Claimed { code: code.to_string() }]),
        },
        Command::KnowFormerName(former) => former::know(known()?, former, today),
        Command::File { edits, source } => {
            let known = known()?;
            let mut reasons = Vec::new();
            let mut kept = Vec::new();
            for edit in edits {
                match tidy(catalogue, edit) {
                    Ok(edit) => kept.push(edit),
                    Err(reason) => reasons.push(reason),
                }
            }
            if !reasons.is_empty() {
                let todo = "请改正后重新保存;不知道的可以先空着";
                return Err(Refusal::new("A9.1", "有些内容还不能保存").because_all(reasons).todo(todo));
            }
            kept.retain(|edit| known.answers.get(&edit.place).map(|answer| &answer.text) != edit.text.as_ref());
            Ok(if kept.is_empty() { vec![] } else { vec![Event::Filed { edits: kept, source, on: today }] })
        }
        Command::TakeOver { edits } => {
            let known = known()?;
            let open = |edit: &Edit| match known.answers.get(&edit.place) {
                None => true,
                Some(answer) => answer.source == Source::Import && Some(&answer.text) != edit.text.as_ref(),
            };
            let edits: Vec<Edit> = edits.into_iter().filter(open).collect();
            let filed = |edits| vec![Event::Filed { edits, source: Source::Import, on: today }];
            Ok(if edits.is_empty() { vec![] } else { filed(edits) })
        }
        Command::FileRecord { record, rows, source } => {
            let known = known()?;
            let rows = rows.map(|rows| Rows { rows, source, on: today });
            let mut answers = known.answers.clone();
            match &rows {
                Some(rows) => answers.records.insert(record.clone(), rows.clone()),
                None => answers.records.remove(&record),
            };
            if let Err(problems) = answers.dossier(catalogue) {
                let reasons = problems.into_iter().map(|problem| problem.message);
                return Err(Refusal::new("A9.1", "有些内容还不能保存").because_all(reasons).todo("请改正后重新保存"));
            }
            let same =
                known.answers.records.get(&record).map(|rows| &rows.rows) == rows.as_ref().map(|rows| &rows.rows);
            Ok(if same { vec![] } else { vec![Event::RecordFiled { record, rows }] })
        }
        Command::AddEvidence(evidence) => {
            let known = known()?;
            if !catalogue.evidence.iter().any(|(id, _)| *id == evidence.kind) {
                return Err(Refusal::new("A10.2", "没有这一类佐证材料").todo("请从列出的类别中选择"));
            }
            if known.evidence.len() >= MOST_EVIDENCE {
                let reason = format!("一家企业最多保存 {MOST_EVIDENCE} 份佐证材料");
                return Err(Refusal::new("A10.2", "材料太多").because(reason).todo("请先删除不用的材料"));
            }
            let again = known.evidence.iter().any(|one| one.id == evidence.id && one.kind == evidence.kind);
            Ok(if again { vec![] } else { vec![Event::EvidenceAdded { evidence }] })
        }
        Command::RemoveEvidence { id, kind } => {
            let there = known()?.evidence.iter().any(|one| one.id == id && one.kind == kind);
            Ok(if there { vec![Event::EvidenceRemoved { id, proves: kind }] } else { vec![] })
        }
    }
}

/// What an announced correction does to what we know of its enterprise: nothing where that is not what was wrong, because
/// it is right already or the enterprise has changed its name since.
pub fn mend(standing: &Enterprise, correction: &CorrectionAnnouncement, on: Date) -> Vec<Event> {
    let CorrectionAnnouncement { id, part, wrong, right, .. } = correction;
    let (name, code, city) = match part {
        Part::Name if standing.name == *wrong => (Some(right.clone()), None, None),
        Part::Code if standing.code() == wrong => (None, Some(right.clone()), None),
        Part::City if standing.city.to_string() == *wrong => (None, None, correction.city()),
        Part::Name | Part::Code | Part::City => return vec![],
    };
    vec![Event::Mended { correction: id.clone(), name, code, city, on }]
}

/// A name as it may stand in a list: no invisible or direction-changing characters, no line breaks, not too long.
pub fn plain_name(name: &str) -> Result<String, Refusal> {
    let refused =
        |reason: String| Err(Refusal::new("A3.1", "企业名称不能这样写").because(reason).todo("请按营业执照填写"));
    let name = match wording::line(name) {
        Ok("") => return refused("名称是空的".into()),
        Ok(name) => name,
        Err(odd) => return refused(format!("名称中{odd}")),
    };
    if name.chars().count() > 100 {
        return refused("名称超过 100 个字".into());
    }
    Ok(name.to_owned())
}

/// An edit whose text the catalogue can read, or what to write instead.
pub(crate) fn tidy(catalogue: &Catalogue, edit: Edit) -> Result<Edit, String> {
    let Some((_, fact)) = catalogue.fact(&edit.place.fact) else {
        return Err(format!("没有“{}”这一项", edit.place.fact));
    };
    if edit.place.year.is_some() != (fact.years > 0) {
        return Err(format!("“{}”{}", fact.label, if fact.years > 0 { "要写明年度" } else { "不按年度填写" }));
    }
    let Some(text) = edit.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Edit { text: None, ..edit });
    };
    if text.chars().count() > 2_000 {
        return Err(format!("“{}”超过 2000 个字", fact.label));
    }
    let mut one = Answers::default();
    let edit = Edit { text: Some(text.to_owned()), ..edit };
    one.put(&edit, Source::Enterprise, Date::ZERO);
    match one.dossier(catalogue) {
        Ok(_) => Ok(edit),
        Err(problems) => Err(problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(";")),
    }
}

impl Enterprise {
    fn known(id: EnterpriseId, code: Option<String>, name: String, city: DivisionCode, since: Date) -> Enterprise {
        Enterprise { id, code, name, former: vec![], city, since, answers: Answers::default(), evidence: vec![] }
    }

    /// Its code as pages and papers show it; empty while it is not known.
    pub fn code(&self) -> &str {
        self.code.as_deref().unwrap_or_default()
    }
}

impl Room for Enterprise {
    const NAME: &'static str = "enterprise";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        let Some(mut enterprise) = state else {
            return match event.clone() {
                Event::Registered { id, code, name, city, on } => {
                    Some(Enterprise::known(id, Some(code), name, city, on))
                }
                Event::Listed { id, name, city, on, .. } => Some(Enterprise::known(id, None, name, city, on)),
                _ => None,
            };
        };
        match event {
            Event::Registered { .. } | Event::Listed { .. } => {}
            Event::Claimed { code } => enterprise.code = Some(code.clone()),
            Event::Mended { name, code, city, .. } => {
                enterprise.name = name.clone().unwrap_or(enterprise.name);
                enterprise.code = code.clone().or(enterprise.code);
                enterprise.city = city.unwrap_or(enterprise.city);
            }
            Event::FormerNameKnown { former } => enterprise.knows(former),
            Event::Filed { edits, source, on } => {
                edits.iter().for_each(|edit| enterprise.answers.put(edit, *source, *on));
            }
            Event::RecordFiled { record, rows } => {
                match rows {
                    Some(rows) => enterprise.answers.records.insert(record.clone(), rows.clone()),
                    None => enterprise.answers.records.remove(record),
                };
            }
            Event::EvidenceAdded { evidence } => enterprise.evidence.push(evidence.clone()),
            Event::EvidenceRemoved { id, proves } => {
                enterprise.evidence.retain(|one| !(one.id == *id && one.kind == *proves));
            }
        }
        Some(enterprise)
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("code", self.code.clone().into()),
            ("name", self.name.as_str().into()),
            ("city", self.city.to_string().into()),
            ("industry", self.answers.once.get("industry").map(|answer| answer.text.clone()).into()),
        ]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        match self {
            Event::Registered { .. } => "A3.1",
            Event::Listed { .. } | Event::Claimed { .. } => "A13.4",
            Event::Mended { .. } => "A9.3",
            Event::FormerNameKnown { .. } => "A15.1",
            Event::Filed { .. } | Event::RecordFiled { .. } => "A9.1",
            Event::EvidenceAdded { .. } | Event::EvidenceRemoved { .. } => "A10.2",
        }
    }
}
