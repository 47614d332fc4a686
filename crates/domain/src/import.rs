//! 导入 A list of others that an office brings in: earlier titles (A13.4), what MIIT published (A11), filings of the
//! national platform (A12).
//!
//! It is uploaded first and shown row by row; what a person has to say of a row is kept with it; then it is carried out as
//! it was shown, or not at all. Afterwards it stays as it was: who, when, which file, and what became of each row.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::earlier::Maybe;
use crate::id::{AccountId, ApplicationId, BatchId, EnterpriseId, EvidenceId, ImportId, MiitListId};
use crate::refusal::Refusal;
use crate::room::{self, Field, Room};
use crate::wording;

/// A list that is brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// What it is a list of.
    pub what: What,
    /// The file.
    pub file: File,
    /// Who uploaded it.
    pub by: AccountId,
    /// When.
    pub on: Date,
    /// What a person has said of a row: 新企业, or the code or id of whom it means.
    #[serde(with = "by_row")]
    pub answers: BTreeMap<u64, String>,
    /// How far it is.
    pub stage: Stage,
}

/// Rows and what is said of them as a list of pairs. (Inside a tagged event, serde reads the keys of a map as texts only.)
mod by_row {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(said: &BTreeMap<u64, String>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(said)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<u64, String>, D::Error> {
        Ok(Vec::<(u64, String)>::deserialize(deserializer)?.into_iter().collect())
    }
}

/// What a list is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// 施行前取得的称号 (A13.4).
    Titles {
        /// What the whole list rests on; a row's own source goes before it.
        source: String,
    },
    /// 工业和信息化部公布的名单 (A11).
    Miit {
        /// Title of what was published.
        title: String,
        /// 文号.
        number: String,
        /// The date on it.
        dated: Date,
        /// First day of the titles.
        from: Date,
        /// The first day on which their term is over.
        until: Date,
        /// Batches that it answers.
        batches: Vec<BatchId>,
    },
    /// 国家平台的申报 (A12).
    Filings {
        /// Into which batch.
        batch: BatchId,
        /// Headings of the platform's own, each with the heading of ours that it means.
        columns: BTreeMap<String, String>,
    },
}

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// SHA-256 of its bytes.
    pub id: EvidenceId,
    /// Its name as uploaded.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 待确认.
    Prepared,
    /// 已导入.
    Done {
        /// Who confirmed it.
        by: AccountId,
        /// When.
        on: Date,
        /// The list of MIIT that it became, if it is that.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        list: Option<MiitListId>,
        /// What became of each row, in their order.
        rows: Vec<Row>,
    },
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// As a spreadsheet counts it.
    pub row: u64,
    /// The name on it.
    pub name: String,
    /// What.
    pub fate: Fate,
    /// Why it was left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
    /// The enterprise, if it means one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enterprise: Option<EnterpriseId>,
    /// The case that it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationId>,
}

/// What a row comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It goes to an enterprise that we know.
    Joins,
    /// It brings in an enterprise.
    Founds,
    /// It is on record already.
    Again,
    /// It means nobody we know, and needs nobody.
    Unknown,
    /// A person has to say whom it means.
    Asks,
    /// It cannot come in.
    Bad,
}

impl Fate {
    /// All of them, what needs a person first.
    pub const ALL: [Fate; 6] = [Fate::Asks, Fate::Bad, Fate::Joins, Fate::Founds, Fate::Again, Fate::Unknown];

    /// Its word in addresses.
    pub fn id(self) -> &'static str {
        match self {
            Fate::Joins => "joins",
            Fate::Founds => "founds",
            Fate::Again => "again",
            Fate::Unknown => "unknown",
            Fate::Asks => "asks",
            Fate::Bad => "bad",
        }
    }

    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Fate::Joins => "对上已有企业",
            Fate::Founds => "登记为新企业",
            Fate::Again => "已有记录，不重复",
            Fate::Unknown => "不是已登记的企业",
            Fate::Asks => "需要确认",
            Fate::Bad => "不能导入",
        }
    }

    /// Whether nothing is written of such a row.
    pub fn is_open(self) -> bool {
        matches!(self, Fate::Asks | Fate::Bad)
    }
}

impl What {
    /// Its word in addresses and columns.
    pub fn id(&self) -> &'static str {
        match self {
            What::Titles { .. } => "titles",
            What::Miit { .. } => "miit",
            What::Filings { .. } => "filings",
        }
    }

    /// In Chinese.
    pub fn label(&self) -> &'static str {
        match self {
            What::Titles { .. } => "补录施行前取得的称号",
            What::Miit { .. } => "登记工业和信息化部公布的名单",
            What::Filings { .. } => "导入国家平台的申报",
        }
    }

    /// The clause that it rests on.
    pub fn basis(&self) -> &'static str {
        match self {
            What::Titles { .. } => "A13.4",
            What::Miit { .. } => "A11",
            What::Filings { .. } => "A12",
        }
    }

    /// Whether rows may be left out: what MIIT published is registered as it is.
    pub fn may_leave_out(&self) -> bool {
        !matches!(self, What::Miit { .. })
    }
}

/// What a list would come to, as it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Weighed {
    /// Each row.
    pub rows: Vec<Weighted>,
    /// What keeps the list from coming in, besides rows that are open.
    pub against: Vec<String>,
    /// Whose cases end, because they are not on it (A11).
    pub passed_over: Vec<String>,
}

/// What a row would come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighted {
    /// As a spreadsheet counts it.
    pub row: u64,
    /// The name on it.
    pub name: String,
    /// What.
    pub fate: Fate,
    /// Whom it means, if it means one we know.
    pub enterprise: Option<EnterpriseId>,
    /// Whom it may mean.
    pub maybes: Vec<Maybe>,
    /// What is wrong with it.
    pub why: Vec<String>,
}

impl Weighed {
    /// How many rows have this fate.
    pub fn count(&self, fate: Fate) -> usize {
        self.rows.iter().filter(|row| row.fate == fate).count()
    }

    /// What is shown, in one word: whoever confirms confirms this, and nothing that has changed since.
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        let mut put = |text: &str| {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text);
        };
        for row in &self.rows {
            put(&row.row.to_string());
            put(row.fate.id());
            put(row.enterprise.as_ref().map_or("", EnterpriseId::as_str));
            row.maybes.iter().for_each(|one| put(&one.told));
            row.why.iter().for_each(|why| put(why));
        }
        self.against.iter().chain(&self.passed_over).for_each(|text| put(text));
        digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Begins one: its file is there and could be read.
pub fn prepare(import: Import) -> Result<Vec<Event>, Refusal> {
    let refused = |why: Vec<String>| {
        let refusal = Refusal::new(import.what.basis(), "名单还不能导入").because_all(why);
        Err(refusal.todo("请补正后重新上传"))
    };
    let mut why = Vec::new();
    match &import.what {
        What::Titles { source } => why.extend(wording::line(source).err().map(|odd| format!("依据中{odd}"))),
        What::Miit { title, number, dated, from, until, .. } => {
            why.extend(wording::needed(title, "公布文件的标题").err());
            why.extend(wording::needed(number, "公布文件的文号").err());
            if *dated > import.on {
                why.push("公布日期在今天之后".into());
            }
            if until <= from {
                why.push("有效期的截止日早于起始日".into());
            }
        }
        What::Filings { .. } => {}
    }
    if !why.is_empty() {
        return refused(why);
    }
    Ok(vec![Event::Prepared { import: Box::new(import) }])
}

/// What a person says of rows; an empty word takes back what was said.
pub fn answer(import: &Import, said: BTreeMap<u64, String>) -> Result<Vec<Event>, Refusal> {
    is_prepared(import)?;
    let mut answers = BTreeMap::new();
    for (row, word) in said {
        let word = wording::line(&word).map_err(|odd| {
            let refusal =
                Refusal::new(import.what.basis(), "确认没有保存").because(format!("第 {row} 行的确认中{odd}"));
            refusal.todo("请重新选择")
        })?;
        if import.answers.get(&row).map_or("", String::as_str) != word {
            answers.insert(row, word.to_owned());
        }
    }
    Ok(if answers.is_empty() { vec![] } else { vec![Event::Answered { answers }] })
}

/// Whether it can still be carried out as it was weighed: `shown` is the digest of what was read.
pub fn check(import: &Import, weighed: &Weighed, shown: &str, leave_out: bool) -> Result<(), Refusal> {
    /// Rows that a refusal names one by one.
    const NAMED: usize = 20;
    is_prepared(import)?;
    let basis = import.what.basis();
    if weighed.digest() != shown {
        return Err(Refusal::new(basis, "预览之后情况有变化，没有写入任何一行")
            .because("已登记的企业、称号或申报与预览时不同，有的行的去向变了")
            .todo("请核对下面重新得出的去向，再确认一次"));
    }
    let mut why = weighed.against.clone();
    let open: Vec<&Weighted> = weighed.rows.iter().filter(|row| row.fate.is_open()).collect();
    if !(open.is_empty() || leave_out && import.what.may_leave_out()) {
        let words = |row: &Weighted| match row.fate {
            Fate::Asks => row.maybes.iter().map(|one| one.told.as_str()).collect::<Vec<_>>().join("；"),
            _ => row.why.join("；"),
        };
        why.extend(open.iter().map(|row| format!("第 {} 行{}：{}", row.row, row.fate.label(), words(row))));
    }
    if !why.is_empty() {
        let (many, more) = (why.len(), why.len().saturating_sub(NAMED));
        let rest = (more > 0).then(|| format!("另有 {more} 处"));
        let refusal = Refusal::new(basis, format!("名单有 {many} 处要先处理，没有写入任何一行"));
        let refusal = refusal.because_all(why.into_iter().take(NAMED).chain(rest));
        return Err(refusal.todo("请逐行确认，或者改正文件后重新上传"));
    }
    if weighed.rows.iter().all(|row| row.fate.is_open()) && weighed.passed_over.is_empty() {
        return Err(Refusal::new(basis, "没有可以写入的行").todo("请改正文件后重新上传"));
    }
    Ok(())
}

/// It was carried out.
pub fn done(by: AccountId, on: Date, list: Option<MiitListId>, rows: Vec<Row>) -> Vec<Event> {
    vec![Event::Done { by, on, list, rows }]
}

fn is_prepared(import: &Import) -> Result<(), Refusal> {
    match &import.stage {
        Stage::Prepared => Ok(()),
        Stage::Done { .. } => {
            Err(Refusal::new(import.what.basis(), "这份名单已经导入").todo("请看它的结果；要再导入，请重新上传"))
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It was uploaded.
    Prepared {
        /// All of it.
        import: Box<Import>,
    },
    /// A person said whom rows mean.
    Answered {
        /// By row; an empty word takes back what was said.
        #[serde(with = "by_row")]
        answers: BTreeMap<u64, String>,
    },
    /// It was carried out.
    Done {
        /// Who confirmed it.
        by: AccountId,
        /// When.
        on: Date,
        /// The list of MIIT that it became, if it is that.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        list: Option<MiitListId>,
        /// What became of each row.
        rows: Vec<Row>,
    },
}

impl Room for Import {
    const NAME: &'static str = "import";
    type Event = Event;

    fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        let Some(mut import) = state else {
            return match event {
                Event::Prepared { import } => Some((**import).clone()),
                _ => None,
            };
        };
        match event.clone() {
            Event::Prepared { .. } => {}
            Event::Answered { answers } => {
                import.answers.extend(answers);
                import.answers.retain(|_, word| !word.is_empty());
            }
            Event::Done { by, on, list, rows } => import.stage = Stage::Done { by, on, list, rows },
        }
        Some(import)
    }

    fn basis(state: Option<&Self>, event: &Event) -> &'static str {
        state.map_or(room::Event::basis(event), |import| import.what.basis())
    }

    fn columns(&self) -> Vec<(&'static str, Field)> {
        let done = matches!(self.stage, Stage::Done { .. });
        vec![("what", self.what.id().into()), ("prepared_on", self.on.into()), ("done", done.into())]
    }
}

impl room::Event for Event {
    fn basis(&self) -> &'static str {
        "A12"
    }
}
